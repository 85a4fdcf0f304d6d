//! Drives a stretch of a route the other way round, with its corridors, where that saves travel.
//!
//! Jobs taken out and put back one by one cannot turn half a route round. 2-opt: Croes, "A method for solving
//! traveling-salesman problems", Operations Research 6(6), 1958, doi:10.1287/opre.6.6.791; for times that differ by direction and jobs
//! of two modes. Sums along the route price a stretch in constant time, and labels are worked out only for one that saves
//! and is not too late for a reason seen at once.

use std::ops::Range;

use smallvec::SmallVec;

use super::matrix::{Matrix, lasts};
use super::model::{Model, NEVER};
use super::route::Route;
use super::state::State;

/// Reused memory of the moves.
#[derive(Clone, Debug, Default)]
pub(super) struct Reversal {
    back: Vec<Back>,
    trial: Route,
}

/// A step driven the other way.
#[derive(Clone, Copy, Debug)]
struct Back {
    entry: u32,
    exit: u32,
    /// Arrivals between which it may begin.
    open: i64,
    close: i64,
    service: i64,
    /// How much more the legs up to it cost backwards.
    more: i64,
    /// Services of the steps before it, and all legs up to it backwards.
    spent: i64,
}

impl Reversal {
    /// Reverses stretches of the routes that changed since the checkpoint, while that saves travel; of timed routes only.
    pub(super) fn run(&mut self, state: &mut State<'_>) {
        let changed: SmallVec<[u32; 16]> = state.changed().collect();
        for shift in changed {
            self.reverse(state, shift);
        }
    }

    /// The same for one route.
    pub(super) fn reverse(&mut self, state: &mut State<'_>, shift: u32) {
        while let Some(stretch) = self.best(state, shift) {
            state.reverse(shift, stretch);
        }
    }

    /// The stretch between pinned ends that saves most.
    fn best(&mut self, state: &State<'_>, shift: u32) -> Option<Range<usize>> {
        let (model, route) = (state.model, &state.routes[shift as usize]);
        let shift = &model.shifts[shift as usize];
        let travel = model.travel_of(shift);
        self.look_back(model, travel, route);
        let free = route.head..route.ways.len() - route.tail;
        let (mut least, mut best) = (route.cost, None);
        for first in free.clone() {
            let (before, head) = (&route.gaps[first], self.back[first]);
            let there = travel.from(before.exit);
            let on = travel.from(head.exit);
            for last in first + 1..free.end {
                let (tail, after) = (self.back[last], &route.gaps[last + 1]);
                let out = lasts(there[tail.entry as usize]);
                let home = lasts(on[after.entry as usize]);
                let more = out + home - before.leg - after.leg + tail.more - head.more;
                if route.cost + more >= least {
                    continue;
                }
                // Soonest, which breaks can only put off.
                let done = (before.depart + out).max(tail.open) + tail.service;
                let all_done = done + tail.spent - head.spent;
                let is_late = shift.rests.is_empty() && all_done + home > after.arrive;
                if is_late || done > head.close {
                    continue;
                }
                self.trial.copy_from(route);
                self.trial.reverse(model, shift, first..last + 1);
                if self.trial.is_feasible() && self.trial.cost < least {
                    (least, best) = (self.trial.cost, Some(first..last + 1));
                }
            }
        }
        best
    }

    /// Looks at a route's steps and legs backwards.
    fn look_back(&mut self, model: &Model<'_>, travel: &Matrix, route: &Route) {
        self.back.clear();
        let mut last: Option<Back> = None;
        for (way, gap) in route.ways.iter().zip(&route.gaps) {
            let back = model.other_way(*way) as usize;
            let job = model.job_of(*way);
            let exit = model.exit[back];
            let (more, spent) = last.map_or((0, 0), |before| {
                let leg = travel.time(exit, before.entry);
                let more = (before.more + leg - gap.leg).clamp(-NEVER, NEVER);
                (more, (before.spent + before.service + leg).min(NEVER))
            });
            let step = Back {
                entry: model.entry[back],
                exit,
                open: job.open,
                close: job.close,
                service: job.service,
                more,
                spent,
            };
            self.back.push(step);
            last = Some(step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::super::model::count;
    use super::*;
    use crate::testing;

    /// Routes of jobs put in anywhere, of every kind of instance with times, some with ends that stay where they are.
    #[test]
    fn no_stretch_is_left_that_saves_when_reversed() {
        let (mut better, mut kept) = (0, 0);
        for seed in 0..90 {
            let mut instance = match seed % 3 {
                0 => testing::instance(seed, 24),
                1 => testing::narrow(seed, 24),
                _ => testing::rested(seed, 24),
            };
            for job in &mut instance.jobs {
                (job.shifts, job.group) = (None, None);
            }
            let model = Model::new(&instance);
            assert!(!model.timeless);
            let mut dice = Dice::new(seed, 0);
            let mut state = State::empty(&model);
            let shifts = count(model.shifts.len());
            for job in 0..24 {
                let shift = dice.below(shifts);
                let ways = model.ways(job);
                let way = ways.start + dice.below(count(ways.len()));
                let route = &state.routes[shift as usize];
                let at = dice.below(count(route.ways.len()) + 1);
                let mut longer = route.clone();
                let data = &model.shifts[shift as usize];
                longer.put(&model, data, at as usize, way);
                if longer.is_feasible() {
                    let mut ways = route.ways.clone();
                    ways.insert(at as usize, way);
                    state.lay(shift, &ways);
                }
            }
            for route in &mut state.routes {
                let ends = usize::from(route.ways.len() > 2);
                (route.head, route.tail) =
                    (ends * dice.below(2) as usize, ends * dice.below(2) as usize);
            }
            let before = state.clone();
            let mut reversal = Reversal::default();
            for shift in 0..shifts {
                reversal.reverse(&mut state, shift);
                let (route, old) = (
                    &state.routes[shift as usize],
                    &before.routes[shift as usize],
                );
                assert!(route.is_feasible(), "seed {seed}");
                assert_eq!(route.ways[..route.head], old.ways[..old.head]);
                assert_eq!(
                    route.ways[route.ways.len() - route.tail..],
                    old.ways[old.ways.len() - old.tail..]
                );
                better += usize::from(route.cost < old.cost);
                kept += usize::from(route.ways == old.ways);
                let end = route.ways.len() - route.tail;
                for first in route.head..end {
                    for last in first + 1..end {
                        let mut other = route.clone();
                        other.reverse(&model, &model.shifts[shift as usize], first..last + 1);
                        let saves = other.is_feasible() && other.cost < route.cost;
                        assert!(!saves, "seed {seed}, {first} to {last}");
                    }
                }
            }
            let costs = state.routes.iter().map(|route| route.cost).sum::<i64>();
            assert_eq!(state.value.cost.get(), costs, "seed {seed}");
            assert_eq!(
                (state.value.prize, state.served),
                (before.value.prize, before.served)
            );
        }
        assert!(better > 30 && kept > 30, "{better} {kept}");
    }
}
