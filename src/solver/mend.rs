//! Puts a step into a timed route and renews only the labels that it changes.
//!
//! Most insertions are absorbed by waiting a few steps on, and by a window that closes early a few steps before: the labels
//! behind and ahead of these stay as they are.

use super::model::{Model, NEVER, ShiftData};
use super::route::Route;

impl Route {
    /// Puts a way in before a step; the same as putting it into `ways` and [`Route::update`].
    pub(super) fn put(&mut self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) {
        let whole = model.timeless || shift.rest.is_some() || self.ways.is_empty();
        if whole || !self.lay(model, shift, at, way) {
            self.ways.insert(at, way);
            return self.update(model, shift);
        }
        self.delay(model, at);
        self.hasten(model, at);
        self.measure_rooms(shift);
    }

    /// Lays the two new legs; `false`, and nothing done, where there is no way.
    fn lay(&mut self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) -> bool {
        let travel = model.travel_of(shift);
        let (entry, exit) = (model.entry[way as usize], model.exit[way as usize]);
        let there = travel.time(self.exits[at], entry);
        let on = travel.time(exit, self.entries[at]);
        let cost = self.cost + there + on - self.legs[at];
        if self.cost >= NEVER || there >= NEVER || on >= NEVER || cost >= NEVER {
            return false;
        }
        let job = model.job_of(way);
        self.ways.insert(at, way);
        self.entries.insert(at, entry);
        self.exits.insert(at + 1, exit);
        self.legs[at] = on;
        self.legs.insert(at, there);
        self.cost = cost;
        self.load += job.load;
        self.prize += job.prize;
        true
    }

    /// Renews the earliest departures from the new step on, until one is as it was.
    fn delay(&mut self, model: &Model<'_>, at: usize) {
        let mut moment = self.departs[at];
        self.starts.insert(at, 0);
        self.departs.insert(at + 1, 0);
        for (step, way) in self.ways.iter().enumerate().skip(at) {
            let job = model.job_of(*way);
            let start = job.begin((moment + self.legs[step]).min(NEVER));
            if step > at && start == self.starts[step] {
                return;
            }
            self.starts[step] = start;
            moment = (start + job.service).min(NEVER);
            self.departs[step + 1] = moment;
        }
        let back = self.ways.len();
        self.starts[back] = moment + self.legs[back];
    }

    /// Renews the latest arrivals from the new step back, until one is as it was.
    fn hasten(&mut self, model: &Model<'_>, at: usize) {
        self.arrives.insert(at, 0);
        let mut moment = self.arrives[at + 1];
        for step in (0..=at).rev() {
            let job = model.job_of(self.ways[step]);
            moment = job.latest((moment - self.legs[step + 1] - job.service).max(-NEVER));
            if step < at && moment == self.arrives[step] {
                return;
            }
            self.arrives[step] = moment;
        }
    }
}
