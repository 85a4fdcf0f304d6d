//! What a plan that is made anew begins with.

use std::collections::BTreeMap;

use super::knife::Knife;
use super::{Request, answered};
use crate::domain::{Due, Finding, Pin};
use crate::pipeline::{County, Horizon};
use crate::plan::{
    Course, Direction, DoneFile, Kept, PositionFile, ReplannedFile, ShiftFile, UrgentFile,
    local_time,
};
use crate::problem::assemble::{LeftStop, Progress};
use crate::register::SoFar;
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// What a plan that is made anew begins with.
#[derive(Clone, Debug)]
pub struct Resumed {
    /// What has happened so far.
    pub progress: Progress,
    /// What is kept of the routes.
    pub course: Course,
    /// Urgent targets as pins, those of the plan before among them.
    pub urgent: Vec<Pin>,
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
                    assumed.extend(knife.ahead(&workspace.teams[key.0], &part));
                }
                if key.1 <= knife.today {
                    assumed.extend(knife.far_ahead(key, &part, left));
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
    kept.retain(|_, part: &mut Kept| !part.stops.is_empty() || part.via.is_some());
    progress.most_moved = request.moves;
    let done = answered(due, &mut progress.taken, so_far);
    let urgent = urgent(request, &progress, knife.today);
    let course = Course {
        kept,
        replanned: ReplannedFile {
            from: request.digest.clone(),
            at: local_time(horizon.first_day, workspace.utc_offset, request.at),
            without: request.without.iter().map(ToString::to_string).collect(),
            urgent: urgent.clone(),
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
            done: done
                .iter()
                .map(|(target, visit, day)| DoneFile {
                    target: target.to_string(),
                    visit: *visit,
                    date: day.to_string(),
                })
                .collect(),
            most_moved: request.moves,
            changes: Vec::new(),
        },
        before: request.plan.clone(),
    };
    Ok(Resumed {
        progress,
        course,
        urgent: urgent.iter().map(Pin::from).collect(),
        findings: assumed,
    })
}

/// Urgent targets of the plan before that are still to be visited, then those asked for now.
fn urgent(request: &Request<'_>, progress: &Progress, today: Day) -> Vec<UrgentFile> {
    let before = request
        .plan
        .replanned
        .iter()
        .flat_map(|replanned| &replanned.urgent);
    let is_open = |urgent: &&UrgentFile| {
        let target = TargetId::new(&*urgent.target);
        let all = (target.clone(), 0)..=(target, u32::MAX);
        let date = Day::parse(&urgent.date).ok();
        date.is_some_and(|date| date >= today)
            && !progress.taken.range(all).any(|(_, day)| Some(*day) == date)
    };
    let mut urgent: Vec<UrgentFile> = before.filter(is_open).cloned().collect();
    urgent.extend(request.urgent.iter().map(|target| UrgentFile {
        target: target.to_string(),
        date: today.to_string(),
    }));
    urgent.sort();
    urgent.dedup();
    urgent
}

/// Notes the kept stops as taken, and where the others were.
fn take(shift: &ShiftFile, key: (usize, Day), part: &Kept, progress: &mut Progress) {
    for (at, stop) in shift.stops.iter().enumerate() {
        let visit = (TargetId::new(&*stop.target), stop.visit.unwrap_or(1));
        if at < part.stops.len() {
            progress.taken.insert(visit, key.1);
        } else {
            let is_backward = stop
                .corridor
                .as_ref()
                .is_some_and(|corridor| corridor.direction == Direction::Backward);
            let order = progress.order.entry(key).or_default();
            order.push(LeftStop {
                target: visit.0.clone(),
                visit: visit.1,
                mode: u8::from(is_backward),
            });
            progress.homes.insert(visit, key);
        }
    }
}
