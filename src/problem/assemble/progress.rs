//! A plan that is made anew in the middle of it: what is over, and from where the teams go on.

use std::collections::BTreeMap;

use super::{Assembled, Parts};
use crate::domain::{Due, TimeWindow};
use crate::priority::{InVain, Taken};
use crate::problem::{JobIdx, LocationIdx, ShiftIdx, Step};
use crate::roads::{Facing, Position};
use crate::units::{Day, Seconds, TargetId};

/// What has happened of a plan so far.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Shifts that are over (`None`) or begun, by index of the team and day; any other shift is as it always was.
    pub shifts: BTreeMap<(usize, Day), Option<Remainder>>,
    /// Visits that were made or begun, and when: they are no jobs, and the other visits of their targets keep their distance.
    pub taken: Taken,
    /// Of those the ones that were made in vain: no other visit keeps its distance from them.
    pub in_vain: InVain,
    /// By which team and on which day the other visits were to be made, by target and visit.
    pub homes: BTreeMap<(TargetId, u32), (usize, Day)>,
    /// The same visits in the order of each shift, with the mode in which each was to be made.
    pub order: BTreeMap<(usize, Day), Vec<LeftStop>>,
    /// At most so many of them may be made by another shift; `None` = any number.
    pub most_moved: Option<u32>,
}

/// A stop that is left of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftStop {
    /// Its target.
    pub target: TargetId,
    /// Which of the target's visits.
    pub visit: u32,
    /// Which way a vehicle was to face there, for a point.
    pub facing: Facing,
    /// A corridor that was to be driven backward.
    pub is_backward: bool,
}

/// What is left of a shift.
#[derive(Clone, Debug, PartialEq)]
pub struct Remainder {
    /// Where the team is; `None` = at its base still.
    pub from: Option<Position>,
    /// When it can go on, from midnight of the first day.
    pub at: Seconds,
    /// When it has begun breaks: they are not owed any more, nor are those whose windows have passed.
    pub breaks: Vec<Seconds>,
    /// Stops that it has made already.
    pub stops: u32,
}

impl Progress {
    /// The shift of each job in the plan so far.
    pub fn homes(&self, due: &[Due], assembled: &Assembled) -> Vec<(JobIdx, ShiftIdx)> {
        let shifts = assembled.shifts.iter().enumerate();
        let shifts: BTreeMap<(usize, Day), ShiftIdx> = shifts
            .map(|(idx, source)| ((source.team, source.day), ShiftIdx::from_idx(idx)))
            .collect();
        let jobs = assembled.jobs.iter().enumerate();
        jobs.filter_map(|(idx, source)| {
            let due = &due[source.due];
            let home = self.homes.get(&(due.target.clone(), due.visit))?;
            Some((JobIdx::from_idx(idx), *shifts.get(home)?))
        })
        .collect()
    }

    /// The routes so far, less what was made or begun and what is no job any more, by shift.
    pub fn routes(&self, due: &[Due], assembled: &Assembled) -> Vec<Vec<Step>> {
        let jobs: BTreeMap<(&TargetId, u32), JobIdx> = assembled
            .jobs
            .iter()
            .enumerate()
            .map(|(idx, source)| {
                let due = &due[source.due];
                ((&due.target, due.visit), JobIdx::from_idx(idx))
            })
            .collect();
        let step = |stop: &LeftStop| {
            let job = *jobs.get(&(&stop.target, stop.visit))?;
            let mut modes = assembled.instance.jobs[job.idx()].modes.iter();
            let mode = if assembled.jobs[job.idx()].corridor.is_some() {
                // One that is driven in one direction now has one mode.
                stop.is_backward && modes.len() > 1
            } else {
                let faced = |at: LocationIdx| assembled.locations[at.idx()].facing;
                modes.position(|mode| faced(mode.entry) == stop.facing) == Some(1)
            };
            Some(Step {
                job,
                mode: u8::from(mode),
            })
        };
        let shifts = assembled.shifts.iter();
        shifts
            .map(|source| {
                let order = self.order.get(&(source.team, source.day));
                order.into_iter().flatten().filter_map(step).collect()
            })
            .collect()
    }

    /// Whether a shift is over.
    pub(super) fn is_over(&self, team: usize, day: Day) -> bool {
        self.shifts.get(&(team, day)) == Some(&None)
    }

    /// Whether a due visit was made or begun.
    pub(super) fn is_taken(&self, due: &Due) -> bool {
        self.taken.contains_key(&(due.target.clone(), due.visit))
    }

    /// Whether a visit on a day keeps its distance from those of the target that were made.
    pub(super) fn keeps_distance(&self, parts: &Parts<'_>, due: &Due, day: Day) -> bool {
        let all = (due.target.clone(), 0)..=(due.target.clone(), u32::MAX);
        let mut made = self.taken.range(all).filter(|((target, _), made)| {
            let key = (target.clone(), **made);
            !self.in_vain.contains(&key)
        });
        made.all(|((target, visit), made)| {
            let of_made = parts
                .due
                .binary_search_by(|other| (&other.target, other.visit).cmp(&(target, *visit)))
                .map_or(1, |at| parts.due[at].min_gap_days);
            let gap = of_made.max(due.min_gap_days).max(1);
            day.days_since(*made).unsigned_abs() >= gap
        })
    }
}

/// Adds the places from which teams go on to the locations; gives the location of each such shift.
pub(super) fn places(
    progress: &Progress,
    assembled: &mut Assembled,
) -> BTreeMap<ShiftIdx, LocationIdx> {
    let mut starts = BTreeMap::new();
    for (idx, source) in assembled.shifts.iter().enumerate() {
        let Some(Some(left)) = progress.shifts.get(&(source.team, source.day)) else {
            continue;
        };
        if let Some(position) = left.from {
            let location = LocationIdx::from_idx(assembled.locations.len());
            assembled.locations.push(position);
            starts.insert(ShiftIdx::from_idx(idx), location);
        }
    }
    starts
}

/// Cuts the shifts down to what is left of them.
pub(super) fn cut(
    progress: &Progress,
    starts: &BTreeMap<ShiftIdx, LocationIdx>,
    assembled: &mut Assembled,
) {
    let shifts = assembled.instance.shifts.iter_mut();
    for (idx, (shift, source)) in shifts.zip(&assembled.shifts).enumerate() {
        let Some(Some(left)) = progress.shifts.get(&(source.team, source.day)) else {
            continue;
        };
        let begin = shift.window.start().max(left.at);
        if let Some(window) = TimeWindow::new(begin, shift.window.end()) {
            shift.window = window;
        }
        if let Some(location) = starts.get(&ShiftIdx::from_idx(idx)) {
            shift.start = *location;
        }
        shift.breaks = shift.breaks.left(left.at, &left.breaks);
        shift.max_jobs = shift.max_jobs.map(|most| most.saturating_sub(left.stops));
    }
}
