//! Where a job fits into a route, and what it costs there: constant time a place.

use super::model::{JobData, Matrix, Model, NEVER, ShiftData, count, lasts};
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
pub(super) struct Places(pub(super) [Insertion; 2]);

impl Places {
    pub(super) const NONE: Self = Self([Insertion::NONE, Insertion::NONE]);

    fn offer(&mut self, place: Insertion) {
        if place.delta < self.0[0].delta {
            self.0 = [place, self.0[0]];
        } else if place.delta < self.0[1].delta {
            self.0[1] = place;
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
        if self.load + data.load > shift.capacity || self.ways.len() >= shift.max_jobs {
            return places;
        }
        for way in model.ways(job) {
            let visit = Visit::new(model, model.travel_of(shift), way);
            if model.timeless {
                self.scan_timeless(model, &visit, &mut places);
            } else if let Some(rest) = shift.rest {
                let length = self.ways.len() + 1;
                let (departs, arrives) = (
                    &self.rested_departs[..length],
                    &self.rested_arrives[..length],
                );
                self.scan(
                    &visit,
                    data,
                    true,
                    &mut places,
                    |at, soon, late, there, on| {
                        let labels = serve_rested(data, rest, (soon + there, departs[at] + there));
                        labels.0 + on <= late || labels.1 + on <= arrives[at]
                    },
                );
            } else if cheap == Cheap::Time {
                self.scan_time(&visit, data, &mut places);
            } else if data.is_plain() {
                self.scan(
                    &visit,
                    data,
                    false,
                    &mut places,
                    |_, soon, late, there, on| {
                        let arrive = soon + there;
                        arrive <= data.close && arrive.max(data.open) + data.service + on <= late
                    },
                );
            } else {
                self.scan(
                    &visit,
                    data,
                    false,
                    &mut places,
                    |_, soon, late, there, on| data.begin(soon + there) + data.service + on <= late,
                );
            }
        }
        places
    }

    /// Offers every place before which the vehicle has departed in time and after which it is not too late.
    fn scan(
        &self,
        visit: &Visit<'_>,
        job: &JobData,
        rested: bool,
        places: &mut Places,
        fits: impl Fn(usize, i64, i64, i64, i64) -> bool,
    ) {
        let soonest = job.open.saturating_add(job.service);
        let length = self.ways.len() + 1;
        let (departs, arrives) = (&self.departs[..length], &self.arrives[..length]);
        let (exits, entries) = (&self.exits[..length], &self.entries[..length]);
        let legs = &self.legs[..length];
        for at in 0..length {
            let (soon, late) = (departs[at], arrives[at]);
            if soon > job.close {
                break;
            }
            // With the break taken a later arrival may be allowed than with it owed.
            if late < soonest && !rested {
                continue;
            }
            let there = lasts(visit.there[exits[at] as usize]);
            let on = lasts(visit.on[entries[at] as usize]);
            let delta = there + on - legs[at];
            if delta < places.0[1].delta && fits(at, soon, late, there, on) {
                places.offer(Insertion {
                    at: count(at),
                    way: visit.way,
                    delta,
                });
            }
        }
    }

    /// The same by the time that the next stop is put off, travel among equals.
    fn scan_time(&self, visit: &Visit<'_>, job: &JobData, places: &mut Places) {
        let length = self.ways.len() + 1;
        let (departs, arrives) = (&self.departs[..length], &self.arrives[..length]);
        let (exits, entries) = (&self.exits[..length], &self.entries[..length]);
        let (legs, starts) = (&self.legs[..length], &self.starts[..length]);
        let soonest = job.open.saturating_add(job.service);
        for at in 0..length {
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
            if delta < places.0[1].delta {
                places.offer(Insertion {
                    at: count(at),
                    way: visit.way,
                    delta,
                });
            }
        }
    }

    /// The same where costs alone decide, with the modes of all other steps free to change.
    fn scan_timeless(&self, model: &Model<'_>, visit: &Visit<'_>, places: &mut Places) {
        for at in 0..=self.ways.len() {
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
            if delta < places.0[1].delta {
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
    fn new(model: &Model<'_>, travel: &'m Matrix<'_>, way: u32) -> Self {
        Self {
            way,
            there: travel.to(model.entry[way as usize]),
            on: travel.from(model.exit[way as usize]),
        }
    }
}
