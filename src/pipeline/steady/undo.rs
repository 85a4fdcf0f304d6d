//! Takes changes of a plan back, one group after the other, as long as nothing of its worth is lost.
//!
//! A group is a set of shifts that exchange stops: all of them, or two, or one alone. Within it every stop goes back to its
//! shift and its place, and what was in no route before is put where it costs least; or the routes become what they were, with
//! what was left out since, and of the rest what still fits. Then single stops go back, and one that was left out takes the
//! place of a new one. A step is taken when the plan ranks higher by it and is still feasible.

use std::collections::BTreeSet;

use super::Course;
use crate::problem::check::{check, schedule};
use crate::problem::{JobIdx, ShiftIdx, Solution, Step};

pub(super) struct Undo<'c, 'a> {
    pub(super) course: &'c Course<'a>,
    pinned: &'c [JobIdx],
    pub(super) now: Solution,
    pub(super) served: Vec<bool>,
    /// What each route is worth.
    worths: Vec<Worth>,
}

/// Pinned stops, required stops, prize, driving with the changes added to it, less than nothing, and the changes.
pub(super) type Worth = [i64; 5];

/// Routes of some shifts.
pub(super) type Part = Vec<(ShiftIdx, Vec<Step>)>;

impl<'c, 'a> Undo<'c, 'a> {
    pub(super) fn new(course: &'c Course<'a>, pinned: &'c [JobIdx], found: &Solution) -> Self {
        let mut undo = Self {
            course,
            pinned,
            now: found.clone(),
            served: Vec::new(),
            worths: Vec::new(),
        };
        let shifts = (0..).map(ShiftIdx).zip(&found.routes);
        undo.worths = shifts
            .map(|(shift, route)| undo.worth(shift, route).unwrap_or([i64::MIN >> 24; 5]))
            .collect();
        undo.count();
        undo
    }

    /// Notes which jobs are served.
    fn count(&mut self) {
        self.served = vec![false; self.course.homes.len()];
        for step in self.now.routes.iter().flatten() {
            self.served[step.job.idx()] = true;
        }
    }

    /// Until no change can be taken back any more.
    pub(super) fn run(mut self) -> Solution {
        loop {
            let mut better = false;
            for group in self.groups() {
                for part in [self.restored(&group), self.as_it_was(&group)] {
                    better |= part.is_some_and(|part| self.take(&part));
                }
            }
            for (job, shift) in self.changed() {
                let part = self.sent_home(job, shift);
                better |= part.is_some_and(|part| self.take(&part));
            }
            for (step, shift) in self.left_out() {
                let mut parts = self.taken_back(step, shift).into_iter();
                better |= parts.any(|part| self.take(&part));
            }
            if !better {
                return self.now;
            }
        }
    }

    /// What a route is worth; `None` when it does not fit.
    fn worth(&self, shift: ShiftIdx, route: &[Step]) -> Option<Worth> {
        let jobs = &self.course.instance.jobs;
        let mut worth = [
            0,
            0,
            0,
            -self.price(shift, route)?,
            self.changes(shift, route),
        ];
        for step in route {
            let job = &jobs[step.job.idx()];
            worth[0] += i64::from(self.pinned.contains(&step.job));
            worth[1] += i64::from(job.required);
            worth[2] += job.prize.get();
        }
        Some(worth)
    }

    /// Driving of a route with its changes added, and what was in a route before taken off; `None` when it does not fit.
    pub(super) fn price(&self, shift: ShiftIdx, route: &[Step]) -> Option<i64> {
        let times = schedule(self.course.instance, shift, route).ok()?;
        let drives = times.stops.iter().map(|stop| stop.drive.get());
        let drives = drives.sum::<i64>() + times.drive_back.get();
        let changes = self.changes(shift, route);
        Some(drives.saturating_add(self.course.worth.saturating_mul(changes)))
    }

    /// Changes of a route, less the stops that would be dropped if it had them not.
    fn changes(&self, shift: ShiftIdx, route: &[Step]) -> i64 {
        let known = route.iter().map(|step| self.is_known(*step));
        self.course.changes(shift, route) - known.sum::<i64>()
    }

    /// 1 for what was in a route before: left out it is a change.
    pub(super) fn is_known(&self, step: Step) -> i64 {
        i64::from(self.course.homes[step.job.idx()].is_some())
    }

    /// Takes routes over when that is better and feasible.
    fn take(&mut self, part: &[(ShiftIdx, Vec<Step>)]) -> bool {
        self.take_if(part, |now, before| now[..4] > before[..4])
    }

    /// Takes routes over when they are worth it, by what they are worth and what those before were, and feasible.
    pub(super) fn take_if(
        &mut self,
        part: &[(ShiftIdx, Vec<Step>)],
        is_better: impl Fn(&Worth, &Worth) -> bool,
    ) -> bool {
        let worths = part.iter().map(|(shift, route)| self.worth(*shift, route));
        let Some(worths) = worths.collect::<Option<Vec<Worth>>>() else {
            return false;
        };
        let before = part.iter().map(|(shift, _)| self.worths[shift.idx()]);
        if !is_better(&sum(worths.iter().copied()), &sum(before)) {
            return false;
        }
        let mut next = self.now.clone();
        for (shift, route) in part {
            next.routes[shift.idx()].clone_from(route);
        }
        if check(self.course.instance, &next).is_err() {
            return false;
        }
        self.now = next;
        for ((shift, _), worth) in part.iter().zip(worths) {
            self.worths[shift.idx()] = worth;
        }
        self.count();
        true
    }

    /// Shifts with changes: those that are joined by stops given from one to the other, each two of them, each alone.
    pub(super) fn groups(&self) -> Vec<Vec<ShiftIdx>> {
        let mut pairs = BTreeSet::new();
        let mut singles = BTreeSet::new();
        for (shift, route) in (0..).map(ShiftIdx).zip(&self.now.routes) {
            if self.course.changes(shift, route) > 0 {
                singles.insert(shift);
            }
            let known = self.course.instance.ties.begin.get(shift.idx());
            let mut known = known.into_iter().flatten();
            if known.any(|step| !self.served[step.job.idx()]) {
                singles.insert(shift);
            }
            for step in route {
                match self.course.homes[step.job.idx()] {
                    Some((home, ..)) if home != shift => {
                        pairs.insert((home.min(shift), home.max(shift)));
                    }
                    _ => {}
                }
            }
        }
        let mut groups = joined(&pairs);
        groups.extend(pairs.iter().map(|(one, two)| vec![*one, *two]));
        groups.extend(singles.into_iter().map(|shift| vec![shift]));
        groups
    }

    /// Stops that are not in their shift or not in its order, with the shift in which they are.
    pub(super) fn changed(&self) -> Vec<(Step, ShiftIdx)> {
        let routes = (0..).map(ShiftIdx).zip(&self.now.routes);
        let known = routes.flat_map(|(shift, route)| route.iter().map(move |step| (*step, shift)));
        let has_home = |(step, shift): &(Step, ShiftIdx)| {
            let home = self.course.homes[step.job.idx()];
            home.is_some_and(|(home, ..)| {
                home != *shift || self.course.changes(*shift, &self.now.routes[shift.idx()]) > 0
            })
        };
        known.filter(has_home).collect()
    }
}

fn sum(worths: impl Iterator<Item = Worth>) -> Worth {
    worths.fold([0; 5], |sum, worth| {
        std::array::from_fn(|at| sum[at] + worth[at])
    })
}

/// Sets of three or more shifts that are joined by pairs.
fn joined(pairs: &BTreeSet<(ShiftIdx, ShiftIdx)>) -> Vec<Vec<ShiftIdx>> {
    let mut sets: Vec<BTreeSet<ShiftIdx>> = Vec::new();
    for (one, two) in pairs {
        let mut set = BTreeSet::from([*one, *two]);
        sets.retain(|other| {
            let meets = other.contains(one) || other.contains(two);
            if meets {
                set.extend(other);
            }
            !meets
        });
        sets.push(set);
    }
    let groups = sets.into_iter().filter(|set| set.len() > 2);
    groups.map(|set| set.into_iter().collect()).collect()
}
