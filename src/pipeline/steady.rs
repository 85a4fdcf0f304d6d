//! Keeps a plan that is made anew steady: what it changes must be worth it.
//!
//! The search begins with the routes so far, and of two plans that bring the same it prefers the one that drives less, be it
//! by a minute; for one point of prize more it gives every stop to another team. People who are on the road have their sheets
//! already: for them every change, a stop added, dropped, given to another shift, taken out of its order or driven along the
//! other way, is trouble. Two rules keep it small, one after the other:
//!
//! 1. As far as nothing of what a plan brings is lost, its changes are taken back: plans are ranked by pins kept, required
//!    visits, prize, and then by driving with so much added for every change.
//! 2. What brings no pin and no required visit must then pay for its changes: with a least gain of prize for each of them, or with
//!    the driving that it saves. Else it is held back, and told.

mod quiet;
mod steps;
#[cfg(test)]
mod tests;
mod undo;

use self::undo::Undo;
use super::search::kept;
use crate::plan::longest_rising;
use crate::problem::check::check;
use crate::problem::{Instance, JobIdx, ShiftIdx, Solution, Step};
use crate::solver;
use crate::units::{Prize, Seconds};

/// Seconds of driving that a change must save when it brings no prize.
pub(super) const WORTH: i64 = 600;
/// The same where no stop may move: no driving at all is worth a change.
const ANY: i64 = 1 << 40;

/// What a plan that is made anew settles on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its routes.
    pub solution: Solution,
    /// What the search had found beyond it, at too many changes.
    pub held_back: Option<HeldBack>,
}

impl Found {
    fn whole(solution: Solution) -> Self {
        Self {
            solution,
            held_back: None,
        }
    }
}

/// What was found and is held back, as it brings too little for its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    /// Changes that it would take beyond those that are made.
    pub changes: u32,
    /// Prize that it would bring beyond.
    pub prize: Prize,
    /// Driving that it would save; negative when it would drive more.
    pub saved: Seconds,
    /// Visits that it would make beyond, and those that it would leave out.
    pub visits: [Vec<JobIdx>; 2],
}

/// The best for the people on the road: a found solution with its needless changes taken back, or what the routes so far
/// become when only what fits is put in; of that, what brings too little for its changes is held back. Without routes to go on
/// from the solution as it is.
pub(super) fn steady(
    instance: &Instance,
    pinned: &[JobIdx],
    least_gain: Prize,
    found: Solution,
) -> Found {
    if instance.ties.begin.iter().all(Vec::is_empty) {
        return Found::whole(found);
    }
    let course = Course::new(instance, least_gain);
    let undone = fill(instance, Undo::new(&course, pinned, &found).run());
    let least = fill(instance, Solution::default());
    let mut best = found;
    // Of equals the one that was changed least by way of the search.
    for other in [undone, least.clone()] {
        if course.rank(pinned, &other) >= course.rank(pinned, &best) {
            best = other;
        }
    }
    if least_gain == Prize::ZERO {
        return Found::whole(best);
    }
    let [quiet, least] =
        [&best, &least].map(|solution| Undo::new(&course, pinned, solution).hold_back());
    let solution = if course.outdoes(pinned, &quiet, &least) {
        quiet
    } else {
        least
    };
    let held_back = course.held_back(&best, &solution);
    // All of it may pay where no part does.
    let pays = |held: &HeldBack| {
        let changes = i64::from(held.changes);
        course.pays(changes, held.prize.get(), held.saved.get())
    };
    if held_back.as_ref().is_some_and(pays) {
        return Found::whole(best);
    }
    Found {
        solution,
        held_back,
    }
}

/// A solution with whatever else fits into it; that of the routes so far when it is empty.
fn fill(instance: &Instance, solution: Solution) -> Solution {
    let mut from = instance.clone();
    if !solution.routes.is_empty() {
        from.ties.begin = solution.routes;
    }
    solver::solve_alone(&from, 0, 0)
}

/// The routes so far, by shift and by job.
struct Course<'a> {
    instance: &'a Instance,
    /// Shift, place and mode of each job.
    homes: Vec<Option<(ShiftIdx, u32, u8)>>,
    /// Seconds of driving that pay for a change.
    worth: i64,
    /// Prize that pays for one.
    least_gain: Prize,
}

impl<'a> Course<'a> {
    fn new(instance: &'a Instance, least_gain: Prize) -> Self {
        let mut homes = vec![None; instance.jobs.len()];
        for (shift, steps) in (0..).map(ShiftIdx).zip(&instance.ties.begin) {
            for (place, step) in (0..).zip(steps) {
                if let Some(home) = homes.get_mut(step.job.idx()) {
                    *home = Some((shift, place, step.mode));
                }
            }
        }
        let may_not_move = instance.ties.most_moved == Some(0);
        Self {
            instance,
            homes,
            least_gain,
            worth: if may_not_move { ANY } else { WORTH },
        }
    }

    /// Stops of a route that are not as they were: new in the shift, out of the order, or driven the other way.
    fn changes(&self, shift: ShiftIdx, route: &[Step]) -> i64 {
        let as_it_was = route.iter().filter_map(|step| {
            let (home, place, mode) = self.homes[step.job.idx()]?;
            (home == shift && mode == step.mode).then_some(place)
        });
        let kept = longest_rising(&as_it_was.collect::<Vec<_>>()).len();
        i64::try_from(route.len() - kept).unwrap_or(i64::MAX)
    }

    /// Whether so many changes are paid for by prize, or by seconds of driving that they save.
    fn pays(&self, changes: i64, prize: i64, saved: i64) -> bool {
        let [worth, least_gain] = [self.worth, self.least_gain.get()].map(i128::from);
        let unpaid = i128::from(changes) * worth - i128::from(saved.max(0));
        let by_prize = || prize > 0 && i128::from(prize) * worth >= least_gain * unpaid;
        prize >= 0 && (unpaid <= 0 || by_prize())
    }

    /// Greater is better; [`None`], the least, for what is no solution.
    fn rank(&self, pinned: &[JobIdx], solution: &Solution) -> Option<(usize, i64, i64, i64)> {
        let value = check(self.instance, solution).ok()?;
        Some((
            kept(solution, pinned),
            -i64::from(value.required_missing),
            value.prize.get(),
            -value
                .cost
                .get()
                .saturating_add(self.worth.saturating_mul(self.all_changes(solution))),
        ))
    }

    /// Whether a solution that takes more changes than another one is worth them.
    fn outdoes(&self, pinned: &[JobIdx], one: &Solution, other: &Solution) -> bool {
        let [this, that] = [one, other].map(|solution| self.rank(pinned, solution));
        let (Some(this), Some(that)) = (this, that) else {
            return this > that;
        };
        let more = self.all_changes(one) - self.all_changes(other);
        if (this.0, this.1) != (that.0, that.1) || more <= 0 {
            return this > that;
        }
        self.pays(more, this.2 - that.2, self.drive(other) - self.drive(one))
    }

    /// What a solution has beyond another one that takes fewer changes.
    fn held_back(&self, most: &Solution, made: &Solution) -> Option<HeldBack> {
        let changes = u32::try_from(self.all_changes(most) - self.all_changes(made)).ok()?;
        let [beyond, without] = [(most, made), (made, most)].map(|(one, other)| {
            let is_there = |job: JobIdx| other.routes.iter().flatten().any(|own| own.job == job);
            let jobs = one.routes.iter().flatten().map(|step| step.job);
            let mut jobs: Vec<JobIdx> = jobs.filter(|job| !is_there(*job)).collect();
            jobs.sort_unstable();
            jobs
        });
        let sum = |jobs: &[JobIdx]| {
            let prizes = jobs.iter().map(|job| self.instance.jobs[job.idx()].prize);
            prizes.sum::<Prize>()
        };
        let held = HeldBack {
            changes,
            prize: sum(&beyond) - sum(&without),
            saved: Seconds(self.drive(made) - self.drive(most)),
            visits: [beyond, without],
        };
        (changes > 0 && held.prize > Prize::ZERO).then_some(held)
    }

    /// Changes of a whole solution.
    fn all_changes(&self, solution: &Solution) -> i64 {
        let mut served = vec![false; self.homes.len()];
        for step in solution.routes.iter().flatten() {
            served[step.job.idx()] = true;
        }
        let routes = (0..).map(ShiftIdx).zip(&solution.routes);
        let changes = routes.map(|(shift, route)| self.changes(shift, route));
        let homes = self.homes.iter().zip(&served);
        let dropped = homes.map(|(home, served)| i64::from(home.is_some() && !served));
        changes.sum::<i64>() + dropped.sum::<i64>()
    }

    /// Seconds that a solution drives.
    fn drive(&self, solution: &Solution) -> i64 {
        check(self.instance, solution).map_or(i64::MAX >> 1, |value| value.cost.get())
    }
}
