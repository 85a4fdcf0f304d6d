//! Due visits to jobs.

use smallvec::SmallVec;

use super::places::{Place, Places};
use super::{Assembled, Exclusion, JobSource, Parts, Progress};
use crate::domain::{CorridorPass, Due, Target, TargetDetail, TimeWindow};
use crate::problem::{Group, Instance, Job, JobIdx, LocationIdx, Mode, ShiftIdx};
use crate::units::Seconds;

pub(super) fn add(parts: &Parts<'_>, places: &Places, assembled: &mut Assembled) {
    for (idx, due) in parts.due.iter().enumerate() {
        if parts
            .progress
            .is_some_and(|progress| progress.is_taken(due))
        {
            continue;
        }
        let made = job(parts, places, assembled, due);
        let is_lacking = matches!(made, Err(Exclusion::NoShift));
        if is_lacking || due.team.is_some() || !due.barred.is_empty() {
            let able = able(parts, assembled, due, target_of(parts, places, due));
            assembled.able.insert(idx, able);
        }
        match made {
            Ok((job, source)) => {
                assembled.instance.jobs.push(job);
                assembled.jobs.push(JobSource { due: idx, ..source });
            }
            Err(exclusion) => assembled.excluded.push((idx, exclusion)),
        }
    }
    group(parts, assembled);
}

fn job(
    parts: &Parts<'_>,
    places: &Places,
    assembled: &Assembled,
    due: &Due,
) -> Result<(Job, JobSource), Exclusion> {
    let (snapped, corridor) = match &places.by_target[&due.target] {
        Place::Point(snapped) => (Some(*snapped), None),
        Place::Corridor(idx) => (None, Some(*idx)),
        Place::Excluded(exclusion) => return Err(*exclusion),
    };
    let walk = snapped.map_or(0.0, |snapped| snapped.walk);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a walk is far below 2^53 metres"
    )]
    let (walk_metres, walk_seconds) = (
        walk.round() as i64,
        (walk.round() / parts.walk_speed).ceil() as i64,
    );
    let target = target_of(parts, places, due);
    let mut modes = places.modes[&due.target].clone();
    if let Some(TargetDetail::Corridor(corridor)) = target.map(|target| &target.detail)
        && corridor.pass != CorridorPass::Either
    {
        modes.truncate(1);
    }
    let windows = windows(parts, due);
    if windows.is_empty() {
        return Err(Exclusion::NoWindow);
    }
    let mut shifts = shifts(parts, assembled, due, target);
    if shifts.is_empty() {
        return Err(Exclusion::NoShift);
    }
    if let Some(progress) = parts.progress {
        let day = |shift: &ShiftIdx| assembled.shifts[shift.idx()].day;
        shifts.retain(|shift| progress.keeps_distance(parts, due, day(shift)));
        if shifts.is_empty() {
            return Err(Exclusion::Spaced);
        }
    }
    let instance = &assembled.instance;
    let reachable: Vec<ShiftIdx> = shifts
        .iter()
        .copied()
        .filter(|shift| modes.iter().any(|mode| round_trip(instance, *shift, *mode)))
        .filter(|shift| corridor.is_none_or(|idx| is_open(parts, instance, *shift, idx)))
        .collect();
    if reachable.is_empty() {
        let closed = |shift: &ShiftIdx| instance.shifts[shift.idx()].travel != 0;
        if shifts.iter().any(closed) && modes.iter().any(|mode| open_trip(instance, &shifts, *mode))
        {
            return Err(Exclusion::Closed);
        }
        let link = assembled.locations[modes[0].entry.idx()].link;
        return Err(super::places::cut(parts.network, link));
    }
    let job = Job {
        prize: due.prize,
        required: due.required,
        approach: Seconds(walk_seconds),
        service: due.service + Seconds(walk_seconds),
        windows,
        modes,
        load: 0,
        shifts: (reachable.len() < instance.shifts.len()).then_some(reachable),
        group: None,
    };
    Ok((
        job,
        JobSource {
            due: 0,
            snapped,
            corridor,
            walk_metres,
            walk_seconds,
        },
    ))
}

fn target_of<'a>(parts: &Parts<'a>, places: &Places, due: &Due) -> Option<&'a Target> {
    if let Place::Corridor(idx) = &places.by_target[&due.target] {
        return Some(&parts.corridors[*idx].target);
    }
    let at = parts
        .targets
        .binary_search_by(|target| target.id.cmp(&due.target));
    at.ok().map(|at| &parts.targets[at])
}

/// Whether a shift can drive there and come back.
fn round_trip(instance: &Instance, shift: ShiftIdx, mode: Mode) -> bool {
    let shift = &instance.shifts[shift.idx()];
    let travel = instance.travel_of(shift);
    let way = |from: LocationIdx, to: LocationIdx| travel.time(from, to).is_some();
    way(shift.start, mode.entry) && way(mode.exit, shift.end)
}

/// Whether some of the shifts could drive there and come back if no road were closed.
fn open_trip(instance: &Instance, shifts: &[ShiftIdx], mode: Mode) -> bool {
    let way = |from, to| instance.travel.time(from, to).is_some();
    shifts.iter().any(|shift| {
        let shift = &instance.shifts[shift.idx()];
        way(shift.start, mode.entry) && way(mode.exit, shift.end)
    })
}

/// Whether no part of a corridor is closed on the day of a shift.
fn is_open(parts: &Parts<'_>, instance: &Instance, shift: ShiftIdx, corridor: usize) -> bool {
    let variant = instance.shifts[shift.idx()].travel;
    let network = parts.day_networks.network(parts.network, variant);
    let driven = &parts.corridors[corridor].traversals;
    driven.iter().all(|part| {
        let link = network.link(part.link);
        link.forward.is_some() || link.backward.is_some()
    })
}

/// When the work may start: the due windows of each day, less the length of the work.
fn windows(parts: &Parts<'_>, due: &Due) -> SmallVec<[TimeWindow; 2]> {
    let mut windows = SmallVec::new();
    for (offset, of_day) in (0..).zip(&due.windows) {
        let day = due.first_day.plus(offset);
        let midnight = Seconds::DAY * i64::from(day.days_since(parts.first_day));
        if of_day.is_empty() {
            windows.extend(TimeWindow::new(
                midnight,
                midnight + Seconds::DAY - Seconds(1),
            ));
        }
        for window in of_day {
            let window = window.on(day, parts.first_day);
            windows.extend(TimeWindow::new(window.start(), window.end() - due.service));
        }
    }
    windows.sort();
    windows
}

/// Shifts that may do the visit: on its days, by a team with the skill and the area.
/// Shifts that may do a visit as it is wished.
fn shifts(
    parts: &Parts<'_>,
    assembled: &Assembled,
    due: &Due,
    target: Option<&Target>,
) -> Vec<ShiftIdx> {
    let wished = |shift: &ShiftIdx| {
        let source = &assembled.shifts[shift.idx()];
        let team = &parts.teams[source.team].id;
        (due.first_day..=due.last_day).contains(&source.day)
            && due.team.as_ref().is_none_or(|own| own == team)
            && !due.barred.contains(team)
    };
    let mut shifts = able(parts, assembled, due, target);
    shifts.retain(wished);
    shifts
}

/// Shifts whose team does such visits in such places, on whatever day.
fn able(
    parts: &Parts<'_>,
    assembled: &Assembled,
    due: &Due,
    target: Option<&Target>,
) -> Vec<ShiftIdx> {
    let township = target.and_then(|target| target.township.as_deref());
    let allowed = |idx: usize| {
        let source = &assembled.shifts[idx];
        let team = &parts.teams[source.team];
        let is_over = |progress: &Progress| progress.is_over(source.team, source.day);
        !parts.progress.is_some_and(is_over)
            && (team.programmes.is_empty() || team.programmes.contains(&due.programme))
            && (team.kinds.is_empty() || team.kinds.contains(&due.kind))
            && (team.townships.is_empty()
                || township.is_none_or(|name| team.townships.iter().any(|own| own == name)))
    };
    (0..assembled.shifts.len())
        .filter(|idx| allowed(*idx))
        .map(ShiftIdx::from_idx)
        .collect()
}

/// Jobs of one target become a spacing group.
fn group(parts: &Parts<'_>, assembled: &mut Assembled) {
    let mut start = 0;
    while start < assembled.jobs.len() {
        let due = &parts.due[assembled.jobs[start].due];
        let same = assembled.jobs[start..]
            .iter()
            .take_while(|job| parts.due[job.due].target == due.target)
            .count();
        if same > 1 {
            let number = u32::try_from(assembled.instance.groups.len()).unwrap_or(u32::MAX);
            let jobs: Vec<JobIdx> = (start..start + same).map(JobIdx::from_idx).collect();
            for job in &jobs {
                assembled.instance.jobs[job.idx()].group = Some(number);
            }
            let min_gap_days = i32::try_from(due.min_gap_days).unwrap_or(i32::MAX);
            assembled.instance.groups.push(Group { jobs, min_gap_days });
        }
        start += same;
    }
}
