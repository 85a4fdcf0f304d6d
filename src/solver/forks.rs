//! Routes without times: what each gap costs, with the modes of all steps left open.
//!
//! Where nothing is timed costs alone decide, so that the labels are the cheapest ways to and from each step in each of its
//! modes: Vidal, "Node, edge, arc routing and turn penalties: multiple problems - one neighborhood extension", Operations
//! Research 65(4), 2017, doi:10.1287/opre.2017.1595. Modes are chosen when the search is over.

use std::ops::Range;

use super::matrix::{Matrix, lasts};
use super::model::{Model, NEVER};
use super::route::Route;
use super::shift_data::ShiftData;

/// A gap with the steps around it in each of their modes. A step that has but one mode is there twice, and so are the depots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fork {
    /// Where the vehicle is before the gap, by the mode of the step before it.
    pub(super) exits: [u32; 2],
    /// Where it goes next, by the mode of the step behind.
    entries: [u32; 2],
    /// Cheapest travel up to each exit.
    pub(super) before: [i64; 2],
    /// Cheapest travel from each entry on.
    after: [i64; 2],
}

impl Fork {
    /// Cheapest travel up to a place, whose row of times to it is given.
    pub(super) fn up_to(&self, to: &[u32]) -> i64 {
        let leg = |mode: usize| self.before[mode] + lasts(to[self.exits[mode] as usize]);
        leg(0).min(leg(1))
    }

    /// Cheapest travel on from a place, whose row of times from it is given.
    pub(super) fn on_from(&self, from: &[u32]) -> i64 {
        let leg = |mode: usize| self.after[mode] + lasts(from[self.entries[mode] as usize]);
        leg(0).min(leg(1))
    }

    /// Cheapest travel up to the steps behind the gap, in each of their modes.
    fn next(&self, travel: &Matrix) -> [i64; 2] {
        self.entries
            .map(|entry| self.up_to(travel.to(entry)).min(NEVER))
    }

    /// Cheapest travel on from the steps before the gap, in each of their modes.
    fn previous(&self, travel: &Matrix) -> [i64; 2] {
        self.exits
            .map(|exit| self.on_from(travel.from(exit)).min(NEVER))
    }

    /// Cheapest travel of a route up to the step behind this gap.
    pub(super) fn so_far(&self, travel: &Matrix) -> i64 {
        let [one, two] = self.next(travel);
        one.min(two)
    }

    /// Cheapest travel of the route that is this one up to the gap and another from its own gap on.
    pub(super) fn joined(&self, on: &Self, travel: &Matrix) -> i64 {
        let ways = self.exits.iter().zip(self.before);
        let costs = ways.map(|(exit, before)| before + on.on_from(travel.from(*exit)));
        costs.min().unwrap_or(NEVER).min(NEVER)
    }
}

/// By how much costs grew in both modes; `None` where they did not grow alike, or where there is no way.
fn alike(known: [i64; 2], now: [i64; 2]) -> Option<i64> {
    let more = now[0] - known[0];
    let is_way = |costs: [i64; 2]| costs[0].max(costs[1]) < NEVER;
    (now[1] - known[1] == more && is_way(known) && is_way(now)).then_some(more)
}

/// Adds to costs, but where there is no way.
fn add(costs: &mut [i64; 2], more: i64) {
    for cost in costs.iter_mut().filter(|cost| **cost < NEVER) {
        *cost += more;
    }
}

/// Exits or entries of a job, by its modes.
fn by_mode(model: &Model<'_>, job: u32, places: &[u32]) -> [u32; 2] {
    let own = model.ways(job);
    [own.start, own.end - 1].map(|way| places[way as usize])
}

impl Route {
    /// Recomputes everything from the ways.
    pub(super) fn fork(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let travel = model.travel_of(shift);
        let mut fork = Fork {
            exits: [shift.start; 2],
            entries: [shift.end; 2],
            before: [0; 2],
            after: [0; 2],
        };
        self.forks.clear();
        (self.load, self.prize) = (0, 0);
        for way in &self.ways {
            let job = model.job_of[*way as usize];
            fork.entries = by_mode(model, job, &model.entry);
            self.forks.push(fork);
            fork.exits = by_mode(model, job, &model.exit);
            self.load += model.jobs[job as usize].load;
            self.prize += model.jobs[job as usize].prize;
        }
        fork.entries = [shift.end; 2];
        self.forks.push(fork);
        for at in 0..self.ways.len() {
            self.forks[at + 1].before = self.forks[at].next(travel);
        }
        for at in (0..self.ways.len()).rev() {
            self.forks[at].after = self.forks[at + 1].previous(travel);
        }
        self.sum_up(travel);
    }

    /// Puts a way in before a step; the same as putting it into `ways` and [`Route::fork`].
    pub(super) fn part(&mut self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) {
        let travel = model.travel_of(shift);
        let job = model.job_of[way as usize];
        let gap = self.forks[at];
        self.ways.insert(at, way);
        self.forks[at].entries = by_mode(model, job, &model.entry);
        let exits = by_mode(model, job, &model.exit);
        self.forks.insert(at + 1, Fork { exits, ..gap });
        self.load += model.jobs[job as usize].load;
        self.prize += model.jobs[job as usize].prize;
        self.renew(travel, at..at + 2);
    }

    /// Takes steps out; the same as taking them out of `ways` and [`Route::fork`].
    pub(super) fn unite(
        &mut self,
        model: &Model<'_>,
        shift: &ShiftData,
        mut gone: impl FnMut(u32) -> bool,
    ) {
        let steps = self.ways.len();
        let (mut kept, mut open, mut united) = (0, None, None);
        for at in 0..=steps {
            let way = self.ways.get(at).copied();
            if let Some(way) = way.filter(|way| gone(*way)) {
                let job = model.job_of(way);
                self.load -= job.load;
                self.prize -= job.prize;
                open.get_or_insert(self.forks[at]);
                continue;
            }
            let fork = self.forks[at];
            self.forks[kept] = match open.take() {
                Some(Fork { exits, before, .. }) => {
                    united.get_or_insert((kept, kept)).1 = kept;
                    Fork {
                        exits,
                        before,
                        ..fork
                    }
                }
                None => fork,
            };
            if let Some(way) = way {
                self.ways[kept] = way;
            }
            kept += 1;
        }
        let Some((first, last)) = united else { return };
        self.forks.truncate(kept);
        self.ways.truncate(kept - 1);
        self.renew(model.travel_of(shift), first..last + 1);
    }

    /// Renews the labels when gaps have changed, the first and the last of `changed` among them.
    ///
    /// Beyond those only until the modes of a step compare as they did: whatever lies farther costs so much more or less, in either mode.
    fn renew(&mut self, travel: &Matrix, changed: Range<usize>) {
        for at in changed.start..self.ways.len() {
            let next = self.forks[at].next(travel);
            let known = std::mem::replace(&mut self.forks[at + 1].before, next);
            if at + 1 >= changed.end
                && let Some(more) = alike(known, next)
            {
                for fork in &mut self.forks[at + 2..] {
                    add(&mut fork.before, more);
                }
                break;
            }
        }
        for at in (0..changed.end - 1).rev() {
            let previous = self.forks[at + 1].previous(travel);
            let known = std::mem::replace(&mut self.forks[at].after, previous);
            if at < changed.start
                && let Some(more) = alike(known, previous)
            {
                for fork in &mut self.forks[..at] {
                    add(&mut fork.after, more);
                }
                break;
            }
        }
        self.sum_up(travel);
    }

    fn sum_up(&mut self, travel: &Matrix) {
        self.cost = if self.ways.is_empty() {
            0
        } else {
            self.forks[self.ways.len()].so_far(travel)
        };
    }

    /// The ways that make the route cheapest, each job in one of its modes; the first mode on a tie.
    pub(super) fn cheapest_ways(
        &self,
        model: &Model<'_>,
        shift: &ShiftData,
    ) -> impl Iterator<Item = u32> {
        let travel = model.travel_of(shift);
        let mut here = shift.start;
        self.ways.iter().zip(&self.forks).map(move |(way, fork)| {
            let row = travel.from(here);
            let cost = |mode: usize| fork.after[mode] + lasts(row[fork.entries[mode] as usize]);
            let own = model.ways(model.job_of[*way as usize]);
            let best = if cost(1) < cost(0) {
                own.end - 1
            } else {
                own.start
            };
            here = model.exit[best as usize];
            best
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::super::model::count;
    use super::*;
    use crate::problem::check::schedule;
    use crate::problem::{ShiftIdx, Step};
    use crate::testing;

    #[test]
    fn costs_are_those_of_the_cheapest_modes() {
        let mut turned = 0;
        for seed in 0..60 {
            let instance = testing::timeless(seed, 12);
            let model = Model::new(&instance);
            assert!(model.timeless);
            let mut dice = Dice::new(seed, 0);
            for (number, shift) in model.shifts.iter().enumerate() {
                let shift_idx = ShiftIdx::from_idx(number);
                let travel_s = |ways: &[u32]| {
                    let steps: Vec<Step> = ways.iter().map(|way| model.step(*way)).collect();
                    schedule(&instance, shift_idx, &steps).ok().map(|times| {
                        let legs = times.stops.iter().map(|stop| stop.drive.get());
                        legs.sum::<i64>() + times.drive_back.get()
                    })
                };
                let mut route = Route::new(&model, shift);
                for job in 0..6 {
                    let at = dice.below(count(route.ways.len() + 1)) as usize;
                    route.put(&model, shift, at, model.ways(job).start);
                    let ways: Vec<u32> = route.cheapest_ways(&model, shift).collect();
                    turned += ways.iter().zip(&route.ways).filter(|(a, b)| a != b).count();
                    // Every choice of modes.
                    let mut best: Option<i64> = None;
                    for choice in 0..1_u32 << ways.len() {
                        let chosen = route.ways.iter().enumerate().map(|(at, way)| {
                            let own = model.ways(model.job_of[*way as usize]);
                            let second = choice >> at & 1 == 1 && own.len() > 1;
                            own.start + u32::from(second)
                        });
                        let chosen: Vec<u32> = chosen.collect();
                        if let Some(cost) = travel_s(&chosen) {
                            best = Some(best.map_or(cost, |best| best.min(cost)));
                        }
                    }
                    assert_eq!(best, travel_s(&ways), "seed {seed}");
                    assert_eq!(best.unwrap_or(NEVER), route.cost, "seed {seed}");
                }
            }
        }
        assert!(turned > 100, "{turned}");
    }
}
