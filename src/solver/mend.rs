//! Puts a step into a timed route and renews only the labels that it changes.
//!
//! Most insertions are absorbed by waiting a few steps on, and by a window that closes early a few steps before: the labels
//! behind and ahead of these stay as they are.

use super::model::{Model, NEVER, Rest, ShiftData};
use super::rests::{after, before, latest, open_row, rows, rows_mut, serve, with_rests};
use super::route::{Route, begun};

impl Route {
    /// Puts a way in before a step; the same as putting it into `ways` and [`Route::update`].
    pub(super) fn put(&mut self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) {
        let whole = model.timeless || self.ways.is_empty();
        if whole || !self.lay(model, shift, at, way) {
            self.ways.insert(at, way);
            return self.update(model, shift);
        }
        with_rests!(
            shift,
            {
                self.delay(model, at);
                self.hasten(model, at);
            },
            |rests| {
                self.delay_rested(model, rests, at);
                self.hasten_rested(model, rests, at);
            }
        );
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

    /// The same where breaks are owed.
    fn delay_rested<const K: usize>(&mut self, model: &Model<'_>, rests: &[Rest; K], at: usize) {
        let mut labels = (self.departs[at], rows(&self.rested_departs)[at]);
        self.starts.insert(at, 0);
        open_row::<K>(&mut self.rested_starts, at);
        self.departs.insert(at + 1, 0);
        open_row::<K>(&mut self.rested_departs, at + 1);
        let rested_departs = rows_mut::<K>(&mut self.rested_departs);
        let rested_starts = rows_mut::<K>(&mut self.rested_starts);
        for (step, way) in self.ways.iter().enumerate().skip(at) {
            let job = model.job_of(*way);
            labels = serve(job, rests, after(labels, self.legs[step]));
            let known = (self.departs[step + 1], rested_departs[step + 1]);
            if step > at && labels == known {
                return;
            }
            (self.departs[step + 1], rested_departs[step + 1]) = labels;
            self.starts[step] = labels.0 - job.service;
            rested_starts[step] = labels.1.map(|depart| begun(depart, job.service));
        }
        let back = self.ways.len();
        self.starts[back] = labels.0 + self.legs[back];
        rested_starts[back] = after(labels, self.legs[back]).1;
    }

    /// The same where breaks are owed.
    fn hasten_rested<const K: usize>(&mut self, model: &Model<'_>, rests: &[Rest; K], at: usize) {
        self.arrives.insert(at, 0);
        open_row::<K>(&mut self.rested_arrives, at);
        let rested_arrives = rows_mut::<K>(&mut self.rested_arrives);
        let mut labels = (self.arrives[at + 1], rested_arrives[at + 1]);
        for step in (0..=at).rev() {
            let departs = before(labels, self.legs[step + 1]);
            labels = latest(model.job_of(self.ways[step]), rests, departs);
            if step < at && labels == (self.arrives[step], rested_arrives[step]) {
                return;
            }
            (self.arrives[step], rested_arrives[step]) = labels;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::super::model::count;
    use super::*;
    use crate::problem::Breaks;
    use crate::testing;

    /// Late routes and routes without their break too: labels are told of every list of ways.
    #[test]
    fn labels_are_those_of_a_whole_update() {
        let mut rested = [0; Breaks::MOST + 1];
        for seed in 0..60 {
            let instance = match seed % 3 {
                0 => testing::instance(seed, 24),
                1 => testing::narrow(seed, 24),
                _ => testing::rested(seed, 24),
            };
            let model = Model::new(&instance);
            let mut dice = Dice::new(seed, 0);
            for shift in &model.shifts {
                rested[shift.rests.len()] += 1;
                let mut route = Route::new(&model, shift);
                for job in 0..24 {
                    let at = dice.below(count(route.ways.len() + 1)) as usize;
                    let ways = model.ways(job);
                    let way = ways.start + dice.below(count(ways.len()));
                    route.put(&model, shift, at, way);
                    let mut whole = route.clone();
                    whole.update(&model, shift);
                    assert_eq!(format!("{route:?}"), format!("{whole:?}"));
                }
            }
        }
        assert!(rested.iter().all(|shifts| *shifts > 3), "{rested:?}");
    }
}
