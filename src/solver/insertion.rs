//! Where a job fits into a route, and what it costs there: constant time a place.

use std::ops::Range;

use super::matrix::{Matrix, lasts};
use super::model::{JobData, Model, NEVER, Rest, ShiftData, count};
use super::route::{Route, serve_rested};

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
        } else if let Some(rest) = shift.rest {
            self.scan_rested(&visit, data, rest, cheap, range, places);
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

    /// The same where a break is owed. With the break taken a later arrival may be allowed than with it owed.
    fn scan_rested(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        rest: Rest,
        cheap: Cheap,
        range: Range<usize>,
        places: &mut Places,
    ) {
        let length = self.ways.len() + 1;
        let (departs, rested_departs) = (&self.departs[..length], &self.rested_departs[..length]);
        let (arrives, rested_arrives) = (&self.arrives[..length], &self.rested_arrives[..length]);
        let (exits, entries) = (&self.exits[..length], &self.entries[..length]);
        let (legs, starts) = (&self.legs[..length], &self.starts[..length]);
        let rested_starts = &self.rested_starts[..length];
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
            let labels = serve_rested(job, rest, (soon + there, rested_soon + there));
            let (owed, taken) = (labels.0 + on, labels.1 + on);
            let put_off = if taken <= rested_arrives[at] && rested_starts[at] < NEVER {
                taken - rested_starts[at]
            } else if owed <= arrives[at] {
                owed - starts[at]
            } else if taken <= rested_arrives[at] {
                taken - starts[at]
            } else {
                continue;
            };
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
