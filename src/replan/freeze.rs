//! What a plan that is made anew begins with.

use std::collections::BTreeMap;

use super::knife::Knife;
use super::place::facing;
use super::{Request, answered, codes, in_vain};
use crate::domain::{Due, Finding, Lang, Pin, Source, Wishes};
use crate::pipeline::{County, Horizon};
use crate::plan::{
    Course, Direction, DoneFile, Kept, PositionFile, ReplannedFile, ShiftFile, StopFile,
    UrgentFile, WhereFile, local_time,
};
use crate::problem::assemble::{LeftStop, Progress};
use crate::register::SoFar;
use crate::units::{Day, TargetId, TeamId};
use crate::workspace::Workspace;

/// What a plan that is made anew begins with.
#[derive(Clone, Debug)]
pub struct Resumed {
    /// What has happened so far.
    pub progress: Progress,
    /// What is kept of the routes.
    pub course: Course,
    /// Urgent targets as pins.
    pub urgent: Vec<Pin>,
    /// Urgent targets of the plan before that are still to be visited, as pins.
    pub carried: Vec<Pin>,
    /// What was assumed.
    pub findings: Vec<Finding>,
}

/// Cuts a plan at a moment; `due` is what was due before any wish.
///
/// # Errors
/// Findings for which the plan cannot be gone on from.
pub fn resume(
    request: &Request<'_>,
    workspace: &Workspace,
    county: &County,
    horizon: Horizon,
    so_far: &SoFar,
    due: &[Due],
) -> Result<Resumed, Vec<Finding>> {
    let knife = Knife::new(request, workspace, county, horizon)?;
    let (mut progress, mut kept) = (Progress::default(), BTreeMap::new());
    let (mut findings, mut assumed) = (Vec::new(), Vec::new());
    knife.new_shifts(&mut progress);
    for shift in &request.plan.shifts {
        match knife.cut(shift) {
            Ok(Some((key, part, left))) => {
                take(shift, key, &part, &mut progress);
                if key.1 == knife.today {
                    let team = &workspace.teams[key.0];
                    assumed.extend(knife.ahead(team, &part));
                    assumed.extend(knife.fewer(team, knife.told_before(shift)));
                    assumed.extend(knife.late_unbegun(key, &part, left.as_ref()));
                }
                if key.1 <= knife.today {
                    assumed.extend(knife.far_ahead(key, &part, left.as_ref()));
                    progress.shifts.insert(key, left);
                    kept.insert(key, part);
                }
            }
            Ok(None) => {}
            Err(finding) => findings.push(*finding),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let late = pinned_late(request, workspace, &kept);
    if !late.is_empty() {
        return Err(late);
    }
    kept.retain(|_, part: &mut Kept| !part.stops.is_empty() || part.via.is_some());
    progress.most_moved = request.moves;
    progress.in_vain = in_vain(&progress.taken, so_far);
    let done = answered(due, &mut progress.taken, so_far);
    let done = told(request, done);
    assumed.extend(done.iter().filter_map(made));
    assumed.extend(again(request, &progress, so_far, knife.today));
    let (urgent, carried) = urgent(request, &progress, knife.today);
    let course = Course {
        kept,
        replanned: ReplannedFile {
            from: request.digest.clone(),
            at: local_time(horizon.first_day, workspace.utc_offset, request.at),
            without: request.without.iter().map(ToString::to_string).collect(),
            urgent: together(&urgent, &carried),
            positions: request
                .positions
                .iter()
                .map(|(team, place)| PositionFile {
                    team: team.to_string(),
                    lon: place.x,
                    lat: place.y,
                })
                .collect(),
            finished: knife.finished(),
            done,
            most_moved: request.moves,
            ledger_events: so_far.events,
            held_back: None,
            changes: Vec::new(),
        },
        before: request.plan.clone(),
    };
    Ok(Resumed {
        progress,
        course,
        urgent: urgent.iter().map(Pin::from).collect(),
        carried: carried.iter().map(Pin::from).collect(),
        findings: assumed,
    })
}

/// Due visits that the ledger knows as made, each with the stop of the plan before that is made with it.
fn told(request: &Request<'_>, done: Vec<(TargetId, u32, Day)>) -> Vec<DoneFile> {
    let stop_of = |target: &TargetId, visit: u32| {
        let shifts = request.plan.shifts.iter();
        let mut all = shifts.flat_map(|shift| shift.stops.iter().map(move |stop| (shift, stop)));
        all.find(|(_, stop)| stop.target == target.as_str() && stop.visit.unwrap_or(1) == visit)
    };
    let entry = |(target, visit, day): (TargetId, u32, Day)| {
        let stop = stop_of(&target, visit);
        DoneFile {
            target: target.to_string(),
            visit,
            date: day.to_string(),
            name: stop.map(|(_, stop)| stop.name.clone()),
            before: stop.map(|(shift, stop)| WhereFile {
                team: shift.team.clone(),
                date: shift.date.clone(),
                seq: stop.seq,
                arrive: stop.arrive.clone(),
            }),
        }
    };
    done.into_iter().map(entry).collect()
}

/// That a stop is taken off its route as the ledger knows it as made.
fn made(done: &DoneFile) -> Option<Finding> {
    let before = done.before.as_ref()?;
    let finding = Finding::new(&codes::MADE, Source::default()).id(&done.target);
    Some(finding.arg(&done.target).arg(&done.date).arg(&before.team))
}

/// That a team is sent again to where one was in vain today, and why that one was.
fn again(request: &Request<'_>, progress: &Progress, so_far: &SoFar, today: Day) -> Vec<Finding> {
    let asked = request.urgent.iter().map(|target| (target.clone(), today));
    let failed = asked.filter(|key| progress.in_vain.contains(key));
    let told = failed.filter_map(|key| {
        let (_, why) = so_far.failed.get(&key)?;
        let finding = Finding::new(&codes::AGAIN, Source::default()).id(key.0.as_str());
        Some(
            finding
                .arg(&key.0)
                .arg(why.label(Lang::En))
                .arg(why.label(Lang::Zh)),
        )
    });
    told.collect()
}

/// Pins stated now that a stop which is made or begun does not keep.
fn pinned_late(
    request: &Request<'_>,
    workspace: &Workspace,
    kept: &BTreeMap<(usize, Day), Kept>,
) -> Vec<Finding> {
    let mut late = Vec::new();
    for pin in request.pins {
        let begun = kept.iter().flat_map(|((team, day), part)| {
            let own = part.stops.iter();
            own.map(move |stop| (&workspace.teams[*team].id, *day, stop))
        });
        let meant = begun.filter(|(_, day, stop)| {
            stop.target == pin.target.as_str() && pin.date.is_none_or(|date| date == *day)
        });
        let meant: Vec<_> = meant.collect();
        let keeps = |(team, _, stop): &(&TeamId, Day, &StopFile)| {
            pin.team.as_ref().is_none_or(|own| own == *team)
                && pin
                    .place
                    .is_none_or(|place| u32::try_from(place) == Ok(stop.seq))
        };
        if let Some((team, day, stop)) = meant.first().filter(|_| !meant.iter().any(keeps)) {
            let finding = Finding::new(&codes::PINNED_LATE, pin.source.clone());
            let finding = finding.id(pin.target.as_str()).arg(pin).arg(team);
            late.push(finding.arg(day).arg(stop.seq));
        }
    }
    late
}

impl Resumed {
    /// Takes back what cannot hold any more of the urgent targets of the plan before.
    pub fn give_up(&mut self, wishes: &Wishes) {
        let urgent = &mut self.course.replanned.urgent;
        urgent.retain(|own| !wishes.pins.contains(&Pin::from(own)));
    }
}

fn together(urgent: &[UrgentFile], carried: &[UrgentFile]) -> Vec<UrgentFile> {
    let mut all = [urgent, carried].concat();
    all.sort();
    all.dedup();
    all
}

/// Urgent targets asked for now, then those of the plan before that are still to be visited and are not asked for again.
fn urgent(
    request: &Request<'_>,
    progress: &Progress,
    today: Day,
) -> (Vec<UrgentFile>, Vec<UrgentFile>) {
    let asked = request.urgent.iter().map(|target| UrgentFile {
        target: target.to_string(),
        date: today.to_string(),
    });
    let urgent = together(&asked.collect::<Vec<_>>(), &[]);
    let before = request.plan.replanned.iter();
    let before = before.flat_map(|replanned| &replanned.urgent);
    let is_open = |own: &&UrgentFile| {
        let target = TargetId::new(&*own.target);
        let all = (target.clone(), 0)..=(target, u32::MAX);
        let Ok(date) = Day::parse(&own.date) else {
            return false;
        };
        let mut begun = progress.taken.range(all.clone());
        // Where the first was in vain a second one is asked for as long as the plan has it.
        let is_asked_again = || {
            let mut left = progress.homes.range(all.clone());
            progress.in_vain.contains(&(all.start().0.clone(), date))
                && left.any(|(_, (_, day))| *day == date)
        };
        date >= today
            && (!begun.any(|(_, day)| *day == date) || is_asked_again())
            && !urgent.contains(own)
    };
    let carried = before.filter(is_open).cloned().collect();
    (urgent, carried)
}

/// Notes the kept stops as taken, and where the others were.
fn take(shift: &ShiftFile, key: (usize, Day), part: &Kept, progress: &mut Progress) {
    for (at, stop) in shift.stops.iter().enumerate() {
        let visit = (TargetId::new(&*stop.target), stop.visit.unwrap_or(1));
        if at < part.stops.len() {
            progress.taken.insert(visit, key.1);
        } else {
            let driven = stop.corridor.as_ref().map(|corridor| corridor.direction);
            let order = progress.order.entry(key).or_default();
            order.push(LeftStop {
                target: visit.0.clone(),
                visit: visit.1,
                facing: facing(stop.facing),
                is_backward: driven == Some(Direction::Backward),
            });
            progress.homes.insert(visit, key);
        }
    }
}
