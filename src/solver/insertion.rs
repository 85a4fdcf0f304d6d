//! Where a job fits into a route, and what it costs there: constant time a place.

use std::ops::Range;

use super::job_data::JobData;
use super::matrix::{Matrix, lasts};
use super::model::{Model, NEVER, count};
use super::rests::{in_time, rows, serve, with_rests};
use super::route::Route;
use super::shift_data::{Rest, ShiftData};

/// A place for a job in a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Insertion {
    /// Before which step.
    pub(super) at: u32,
    pub(super) way: u32,
    /// Travel time added; [`NEVER`] = no place.
    pub(super) delta: i64,
}

impl Insertion {
    pub(super) const NONE: Self = Self {
        at: 0,
        way: 0,
        delta: NEVER,
    };
}

impl Route {
    /// The gaps that jobs may be put into.
    pub(super) fn open_gaps(&self) -> Range<usize> {
        self.head..self.ways.len() + 1 - self.tail
    }

    /// The cheapest feasible place of a range for a job that adds less travel than a limit; of several the first.
    pub(super) fn place(
        &self,
        model: &Model<'_>,
        shift: &ShiftData,
        job: u32,
        range: Range<usize>,
        limit: i64,
    ) -> Insertion {
        let data = &model.jobs[job as usize];
        let mut best = Insertion {
            delta: limit,
            ..Insertion::NONE
        };
        if self.takes(shift, data) {
            for way in model.ways(job) {
                self.look(model, shift, way, range.clone(), &mut best);
            }
        }
        best
    }

    /// Whether the route has room for one more job.
    fn takes(&self, shift: &ShiftData, job: &JobData) -> bool {
        self.load + job.load <= shift.capacity
            && self.ways.len() < shift.max_jobs
            && !job.pinned
            && job.least <= self.room
    }

    /// Offers the places of a range to a way.
    fn look(
        &self,
        model: &Model<'_>,
        shift: &ShiftData,
        way: u32,
        range: Range<usize>,
        best: &mut Insertion,
    ) {
        let data = model.job_of(way);
        let visit = Visit::new(model, model.travel_of(shift), way);
        if model.timeless {
            self.scan_timeless(&visit, range, best);
        } else if !shift.rests.is_empty() {
            self.look_rested(shift, &visit, data, range, best);
        } else if data.is_plain() {
            self.scan(&visit, data, range, best, |soon, late, on| {
                soon <= data.close && soon.max(data.open) + data.service + on <= late
            });
        } else {
            self.scan(&visit, data, range, best, |soon, late, on| {
                data.begin(soon) + data.service + on <= late
            });
        }
    }

    /// The same where breaks are owed; apart, so that it takes no room from the loops of the others.
    #[inline(never)]
    fn look_rested(
        &self,
        shift: &ShiftData,
        visit: &Visit<'_>,
        data: &JobData,
        range: Range<usize>,
        best: &mut Insertion,
    ) {
        with_rests!(shift, {}, |rests| self
            .scan_rested(visit, data, rests, range, best));
    }

    /// Offers every place before which the vehicle has departed in time and after which it is not too late; `fits` is told the
    /// arrival, the latest arrival at the next stop and the leg to it.
    fn scan(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        range: Range<usize>,
        best: &mut Insertion,
        fits: impl Fn(i64, i64, i64) -> bool,
    ) {
        let soonest = job.open.saturating_add(job.service);
        for (at, gap) in (count(range.start)..).zip(&self.gaps[range]) {
            if gap.depart > job.close {
                break;
            }
            if gap.room < job.least || gap.arrive < soonest {
                continue;
            }
            let there = lasts(visit.there[gap.exit as usize]);
            let on = lasts(visit.on[gap.entry as usize]);
            let delta = there + on - gap.leg;
            if delta < best.delta && fits(gap.depart + there, gap.arrive, on) {
                let way = visit.way;
                *best = Insertion { at, way, delta };
            }
        }
    }

    /// The same where breaks are owed. With more of them taken a later arrival may be allowed than with fewer.
    fn scan_rested<const K: usize>(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        rests: &[Rest; K],
        range: Range<usize>,
        best: &mut Insertion,
    ) {
        let gaps = &self.gaps[..=self.ways.len()];
        let rested_departs = &rows::<K>(&self.rested_departs)[..gaps.len()];
        let rested_arrives = &rows::<K>(&self.rested_arrives)[..gaps.len()];
        for at in range {
            let gap = &gaps[at];
            if gap.depart > job.close {
                break;
            }
            if gap.room < job.least {
                continue;
            }
            let there = lasts(visit.there[gap.exit as usize]);
            let on = lasts(visit.on[gap.entry as usize]);
            let delta = there + on - gap.leg;
            if delta >= best.delta {
                continue;
            }
            let rested = rested_departs[at].map(|soon| soon + there);
            let departs = serve(job, rests, (gap.depart + there, rested));
            let next = (departs.0 + on, departs.1.map(|depart| depart + on));
            if in_time(next, (gap.arrive, rested_arrives[at])) {
                let (at, way) = (count(at), visit.way);
                *best = Insertion { at, way, delta };
            }
        }
    }

    /// The same where costs alone decide, with the modes of all other steps free to change.
    fn scan_timeless(&self, visit: &Visit<'_>, range: Range<usize>, best: &mut Insertion) {
        for (at, fork) in (count(range.start)..).zip(&self.forks[range]) {
            let cost = fork.up_to(visit.there) + fork.on_from(visit.on);
            let delta = cost - self.cost;
            if delta < best.delta && cost < NEVER {
                let way = visit.way;
                *best = Insertion { at, way, delta };
            }
        }
    }
}

/// A job in one mode, seen from everywhere else.
struct Visit<'m> {
    way: u32,
    /// Travel times to its entry.
    there: &'m [u32],
    /// Travel times from its exit.
    on: &'m [u32],
}

impl<'m> Visit<'m> {
    fn new(model: &Model<'_>, travel: &'m Matrix, way: u32) -> Self {
        Self {
            way,
            there: travel.to(model.entry[way as usize]),
            on: travel.from(model.exit[way as usize]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::*;
    use crate::problem::check::schedule;
    use crate::problem::{ShiftIdx, Step};
    use crate::testing;

    #[test]
    fn a_place_is_offered_exactly_where_a_schedule_exists_at_what_it_costs() {
        let mut seen = [0, 0];
        for seed in 0..60 {
            let instance = match seed % 3 {
                0 => testing::narrow(seed, 16),
                _ => testing::rested(seed, 16),
            };
            let model = Model::new(&instance);
            let mut dice = Dice::new(seed, 0);
            for (number, shift) in model.shifts.iter().enumerate() {
                let back = |route: &Route| {
                    let steps: Vec<Step> = route.ways.iter().map(|way| model.step(*way)).collect();
                    schedule(&instance, ShiftIdx::from_idx(number), &steps).is_ok()
                };
                let mut route = Route::new(&model, shift);
                for job in 0..16 {
                    let ways = model.ways(job);
                    let way = ways.start + dice.below(count(ways.len()));
                    let mut fit = Vec::new();
                    for at in 0..=route.ways.len() {
                        let mut longer = route.clone();
                        longer.put(&model, shift, at, way);
                        let mut place = Insertion::NONE;
                        route.look(&model, shift, way, at..at + 1, &mut place);
                        // Of a detour that saves travel the room says nothing, and the place may be passed over.
                        let is_told = place.delta < NEVER;
                        assert!(!is_told || back(&longer), "seed {seed}");
                        assert!(is_told || !back(&longer) || longer.cost < route.cost);
                        if is_told {
                            assert_eq!(place.delta, longer.cost - route.cost, "seed {seed}");
                        }
                        seen[usize::from(back(&longer))] += 1;
                        if back(&longer) {
                            fit.push(longer);
                        }
                    }
                    if !fit.is_empty() {
                        let at = dice.below(count(fit.len()));
                        route = fit.swap_remove(at as usize);
                    }
                }
            }
        }
        assert!(seen.iter().all(|places| *places > 1000), "{seen:?}");
    }
}
