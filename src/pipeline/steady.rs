//! Keeps a plan that is made anew steady: what it changes must be worth it.
//!
//! The search begins with the routes so far, and of two plans that bring the same it prefers the one that drives less, be it
//! by a minute. People who are on the road have their sheets already: for them a change, a stop added, dropped, given to
//! another shift, taken out of its order or driven along the other way, counts as so much driving. Plans are ranked by pins
//! kept, required visits, prize, and then by driving with the changes added to it.

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

/// Seconds of driving that a change must save when it brings no prize.
pub(super) const WORTH: i64 = 600;
/// The same where no stop may move: no driving at all is worth a change.
const ANY: i64 = 1 << 40;

/// The best for the people on the road: a found solution with its needless changes taken back, or what the routes so far
/// become when only what fits is put in. Without routes to go on from the solution as it is.
pub(super) fn steady(instance: &Instance, pinned: &[JobIdx], found: Solution) -> Solution {
    if instance.ties.begin.iter().all(Vec::is_empty) {
        return found;
    }
    let course = Course::new(instance);
    let undone = fill(instance, Undo::new(&course, pinned, &found).run());
    let least = fill(instance, Solution::default());
    let mut best = found;
    // Of equals the one that was changed least by way of the search.
    for other in [undone, least] {
        if course.rank(pinned, &other) >= course.rank(pinned, &best) {
            best = other;
        }
    }
    best
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
    worth: i64,
}

impl<'a> Course<'a> {
    fn new(instance: &'a Instance) -> Self {
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

    /// Greater is better; [`None`], the least, for what is no solution.
    fn rank(&self, pinned: &[JobIdx], solution: &Solution) -> Option<(usize, i64, i64, i64)> {
        let value = check(self.instance, solution).ok()?;
        let mut served = vec![false; self.homes.len()];
        let mut changes = 0;
        for (shift, route) in (0..).map(ShiftIdx).zip(&solution.routes) {
            changes += self.changes(shift, route);
            for step in route {
                served[step.job.idx()] = true;
            }
        }
        let homes = self.homes.iter().zip(&served);
        changes += homes
            .map(|(home, served)| i64::from(home.is_some() && !served))
            .sum::<i64>();
        Some((
            kept(solution, pinned),
            -i64::from(value.required_missing),
            value.prize.get(),
            -value
                .cost
                .get()
                .saturating_add(self.worth.saturating_mul(changes)),
        ))
    }
}
