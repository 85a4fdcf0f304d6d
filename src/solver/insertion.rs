//! Where a job fits into a route, and what it costs there: constant time a place.

use std::ops::Range;

use super::matrix::{Matrix, lasts};
use super::model::{JobData, Model, NEVER, Rest, ShiftData, count};
use super::rests::{Layers, rows, serve, with_rests};
use super::route::Route;

/// A place for a job in a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Insertion {
    /// Before which step.
    pub(super) at: u32,
    pub(super) way: u32,
    /// Travel time added, or time by which the rest of the route is put off; [`NEVER`] = no place.
    pub(super) delta: i64,
}

/// What makes one place better than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cheap {
    /// Least travel time added.
    Travel,
    /// The next stop is put off least: waiting is used up first, and room is kept for more jobs.
    Time,
}

impl Insertion {
    pub(super) const NONE: Self = Self {
        at: 0,
        way: 0,
        delta: NEVER,
    };
}

/// The two cheapest places, the cheaper first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    pub(super) kept: [Insertion; 2],
}

impl Places {
    pub(super) const NONE: Self = Self {
        kept: [Insertion::NONE, Insertion::NONE],
    };

    /// Places must cost less than this to be kept.
    fn limit(&self) -> i64 {
        self.kept[1].delta
    }

    fn offer(&mut self, place: Insertion) {
        if place.delta < self.kept[0].delta {
            self.kept = [place, self.kept[0]];
        } else if place.delta < self.kept[1].delta {
            self.kept[1] = place;
        }
    }
}

impl Route {
    /// The two cheapest feasible places for a job.
    pub(super) fn places(
        &self,
        model: &Model<'_>,
        shift: &ShiftData,
        job: u32,
        cheap: Cheap,
    ) -> Places {
        let data = &model.jobs[job as usize];
        let mut places = Places::NONE;
        if self.takes(shift, data) {
            for way in model.ways(job) {
                let all = self.head..self.ways.len() + 1 - self.tail;
                self.look(model, shift, way, cheap, all, &mut places);
            }
        }
        places
    }

    /// Whether the route has room for one more job.
    fn takes(&self, shift: &ShiftData, job: &JobData) -> bool {
        self.load + job.load <= shift.capacity
            && self.ways.len() < shift.max_jobs
            && !job.pinned
            && job.service <= self.room
    }

    /// Offers the places of a range to a way.
    fn look(
        &self,
        model: &Model<'_>,
        shift: &ShiftData,
        way: u32,
        cheap: Cheap,
        range: Range<usize>,
        places: &mut Places,
    ) {
        let data = model.job_of(way);
        let visit = Visit::new(model, model.travel_of(shift), way);
        if model.timeless {
            self.scan_timeless(model, &visit, range, places);
        } else if !shift.rests.is_empty() {
            self.look_rested(shift, &visit, data, cheap, range, places);
        } else if cheap == Cheap::Time {
            self.scan_time(&visit, data, range, places);
        } else if data.is_plain() {
            self.scan(&visit, data, range, places, |soon, late, on| {
                soon <= data.close && soon.max(data.open) + data.service + on <= late
            });
        } else {
            self.scan(&visit, data, range, places, |soon, late, on| {
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
        cheap: Cheap,
        range: Range<usize>,
        places: &mut Places,
    ) {
        with_rests!(shift, {}, |rests| self
            .scan_rested(visit, data, rests, cheap, range, places));
    }

    /// Offers every place before which the vehicle has departed in time and after which it is not too late; `fits` is told the
    /// arrival, the latest arrival at the next stop and the leg to it.
    fn scan(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        range: Range<usize>,
        places: &mut Places,
        fits: impl Fn(i64, i64, i64) -> bool,
    ) {
        let soonest = job.open.saturating_add(job.service);
        let length = self.ways.len() + 1;
        let (departs, arrives) = (&self.departs[..length], &self.arrives[..length]);
        let (exits, entries) = (&self.exits[..length], &self.entries[..length]);
        let legs = &self.legs[..length];
        for at in range {
            if self.rooms[at] < job.service {
                continue;
            }
            let (soon, late) = (departs[at], arrives[at]);
            if soon > job.close {
                break;
            }
            if late < soonest {
                continue;
            }
            let there = lasts(visit.there[exits[at] as usize]);
            let on = lasts(visit.on[entries[at] as usize]);
            let delta = there + on - legs[at];
            if delta < places.limit() && fits(soon + there, late, on) {
                places.offer(Insertion {
                    at: count(at),
                    way: visit.way,
                    delta,
                });
            }
        }
    }

    /// The same where breaks are owed. With more of them taken a later arrival may be allowed than with fewer.
    fn scan_rested<const K: usize>(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        rests: &[Rest; K],
        cheap: Cheap,
        range: Range<usize>,
        places: &mut Places,
    ) {
        let length = self.ways.len() + 1;
        let (departs, rested_departs) = (
            &self.departs[..length],
            &rows::<K>(&self.rested_departs)[..length],
        );
        let (arrives, rested_arrives) = (
            &self.arrives[..length],
            &rows::<K>(&self.rested_arrives)[..length],
        );
        let (exits, entries) = (&self.exits[..length], &self.entries[..length]);
        let (legs, starts) = (&self.legs[..length], &self.starts[..length]);
        let rested_starts = &rows::<K>(&self.rested_starts)[..length];
        for at in range {
            if self.rooms[at] < job.service {
                continue;
            }
            let (soon, rested_soon) = (departs[at], rested_departs[at]);
            if soon > job.close {
                break;
            }
            let there = lasts(visit.there[exits[at] as usize]);
            let on = lasts(visit.on[entries[at] as usize]);
            let travel = there + on - legs[at];
            if cheap == Cheap::Travel && travel >= places.limit() {
                continue;
            }
            let arrivals = (soon + there, rested_soon.map(|soon| soon + there));
            let departs = serve(job, rests, arrivals);
            let next = (departs.0 + on, departs.1.map(|depart| depart + on));
            let put_off = put_off(
                next,
                (arrives[at], rested_arrives[at]),
                (starts[at], rested_starts[at]),
            );
            let Some(put_off) = put_off else { continue };
            let delta = match cheap {
                Cheap::Travel => travel,
                Cheap::Time => put_off.max(0) * 16 + travel,
            };
            if delta < places.limit() {
                places.offer(Insertion {
                    at: count(at),
                    way: visit.way,
                    delta,
                });
            }
        }
    }

    /// The same by the time that the next stop is put off, travel among equals.
    fn scan_time(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        range: Range<usize>,
        places: &mut Places,
    ) {
        let length = self.ways.len() + 1;
        let (departs, arrives) = (&self.departs[..length], &self.arrives[..length]);
        let (exits, entries) = (&self.exits[..length], &self.entries[..length]);
        let (legs, starts) = (&self.legs[..length], &self.starts[..length]);
        let soonest = job.open.saturating_add(job.service);
        for at in range {
            if self.rooms[at] < job.service {
                continue;
            }
            let (soon, late) = (departs[at], arrives[at]);
            if soon > job.close {
                break;
            }
            if late < soonest {
                continue;
            }
            let there = lasts(visit.there[exits[at] as usize]);
            let on = lasts(visit.on[entries[at] as usize]);
            let arrive = job.begin((soon + there).min(NEVER)) + job.service + on;
            if arrive > late {
                continue;
            }
            let put_off = (arrive - starts[at]).max(0);
            let delta = put_off * 16 + (there + on - legs[at]);
            if delta < places.limit() {
                places.offer(Insertion {
                    at: count(at),
                    way: visit.way,
                    delta,
                });
            }
        }
    }

    /// The same where costs alone decide, with the modes of all other steps free to change.
    fn scan_timeless(
        &self,
        model: &Model<'_>,
        visit: &Visit<'_>,
        range: Range<usize>,
        places: &mut Places,
    ) {
        for at in range {
            let there = match at.checked_sub(1) {
                None => lasts(visit.there[self.exits[0] as usize]),
                Some(step) => cheapest(model, self.ways[step], &self.before[at], |way| {
                    visit.there[model.exit[way as usize] as usize]
                }),
            };
            let on = match self.ways.get(at) {
                None => lasts(visit.on[self.entries[at] as usize]),
                Some(step) => cheapest(model, *step, &self.after[at], |way| {
                    visit.on[model.entry[way as usize] as usize]
                }),
            };
            let delta = there + on - self.cost;
            if delta < places.limit() {
                places.offer(Insertion {
                    at: count(at),
                    way: visit.way,
                    delta,
                });
            }
        }
    }
}

/// By how much the next stop is put off, seen in the layer of most breaks that is in time; `None` when none is.
///
/// The vehicle may so far begin there only with fewer breaks taken: then it is compared with the most of them.
fn put_off<const K: usize>(next: Layers<K>, late: Layers<K>, starts: Layers<K>) -> Option<i64> {
    let mut fits = None;
    for layer in (0..K).rev() {
        if next.1[layer] <= late.1[layer] {
            if starts.1[layer] < NEVER {
                return Some(next.1[layer] - starts.1[layer]);
            }
            fits = fits.or(Some(layer));
        }
    }
    if next.0 <= late.0 {
        return Some(next.0 - starts.0);
    }
    let fits = fits?;
    let fewer = starts.1[..fits].iter().rev().find(|start| **start < NEVER);
    Some(next.1[fits] - fewer.unwrap_or(&starts.0))
}

/// The cheapest of a step's modes, each with its own cost and leg.
fn cheapest(model: &Model<'_>, way: u32, costs: &[i64; 2], leg: impl Fn(u32) -> u32) -> i64 {
    let ways = model.ways(model.job_of[way as usize]);
    let first = costs[0] + lasts(leg(ways.start));
    if ways.len() == 1 {
        first
    } else {
        first.min(costs[1] + lasts(leg(ways.start + 1)))
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
                        for cheap in [Cheap::Travel, Cheap::Time] {
                            let mut places = Places::NONE;
                            route.look(&model, shift, way, cheap, at..at + 1, &mut places);
                            let place = places.kept[0];
                            // Of a detour that saves travel the room says nothing, and the place may be passed over.
                            let is_told = place.delta < NEVER;
                            assert!(!is_told || back(&longer), "seed {seed}");
                            assert!(is_told || !back(&longer) || longer.cost < route.cost);
                            if cheap == Cheap::Travel && is_told {
                                assert_eq!(place.delta, longer.cost - route.cost, "seed {seed}");
                            }
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
