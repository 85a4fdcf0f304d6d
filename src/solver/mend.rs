//! Puts a step into a route, or takes steps out, and renews only what that changes; where nothing is timed by `forks`.
//!
//! Most insertions are absorbed by waiting a few steps on, and by a window that closes early a few steps before: the labels
//! behind and ahead of these stay as they are.

use super::model::{Model, NEVER};
use super::rests::{after, before, latest, open_row, rows, rows_mut, serve, with_rests};
use super::route::{Gap, Route};
use super::shift_data::{Rest, ShiftData};

impl Route {
    /// Puts a way in before a step; the same as putting it into `ways` and [`Route::update`].
    pub(super) fn put(&mut self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) {
        if model.timeless {
            return self.part(model, shift, at, way);
        }
        if self.ways.is_empty() || !self.lay(model, shift, at, way) {
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

    /// Takes out the steps whose ways are `gone`; the same as taking them out of `ways` and [`Route::update`].
    pub(super) fn take(
        &mut self,
        model: &Model<'_>,
        shift: &ShiftData,
        gone: impl FnMut(u32) -> bool,
    ) {
        if model.timeless {
            return self.unite(model, shift, gone);
        }
        let before = self.ways.len();
        self.close_gaps(model, shift, gone);
        if self.ways.len() < before {
            self.add_up(model);
            self.relabel(model, shift);
        }
    }

    /// Takes steps out and joins the gaps before and behind them: only the legs that are new are looked up.
    fn close_gaps(
        &mut self,
        model: &Model<'_>,
        shift: &ShiftData,
        mut gone: impl FnMut(u32) -> bool,
    ) {
        let travel = model.travel_of(shift);
        let steps = self.ways.len();
        let (mut kept, mut exit, mut is_new) = (0, shift.start, false);
        for at in 0..=steps {
            let way = self.ways.get(at).copied();
            if way.is_some_and(&mut gone) {
                is_new = true;
                continue;
            }
            let mut gap = self.gaps[at];
            if is_new {
                gap.leg = if kept == 0 && way.is_none() {
                    0
                } else {
                    travel.time(exit, gap.entry)
                };
                gap.exit = exit;
                is_new = false;
            }
            self.gaps[kept] = gap;
            if let Some(way) = way {
                self.ways[kept] = way;
                exit = model.exit[way as usize];
            }
            kept += 1;
        }
        self.gaps.truncate(kept);
        self.ways.truncate(kept - 1);
    }

    /// Parts a gap in two; `false`, and nothing done, where there is no way.
    fn lay(&mut self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) -> bool {
        let travel = model.travel_of(shift);
        let (entry, exit) = (model.entry[way as usize], model.exit[way as usize]);
        let gap = self.gaps[at];
        let there = travel.time(gap.exit, entry);
        let on = travel.time(exit, gap.entry);
        let cost = self.cost + there + on - gap.leg;
        if self.cost >= NEVER || there >= NEVER || on >= NEVER || cost >= NEVER {
            return false;
        }
        let job = model.job_of(way);
        self.ways.insert(at, way);
        (self.gaps[at].entry, self.gaps[at].leg) = (entry, there);
        let leg = on;
        self.gaps.insert(at + 1, Gap { exit, leg, ..gap });
        self.cost = cost;
        self.load += job.load;
        self.prize += job.prize;
        true
    }

    /// Renews the earliest departures from the new step on, until one is as it was.
    fn delay(&mut self, model: &Model<'_>, at: usize) {
        let Gap {
            depart: mut moment,
            mut leg,
            ..
        } = self.gaps[at];
        let behind = self.gaps[at + 1..].iter_mut().zip(&self.ways[at..]);
        for (number, (gap, way)) in behind.enumerate() {
            let job = model.job_of(*way);
            moment = (job.begin((moment + leg).min(NEVER)) + job.service).min(NEVER);
            if number > 0 && moment == gap.depart {
                return;
            }
            (gap.depart, leg) = (moment, gap.leg);
        }
    }

    /// Renews the latest arrivals from the new step back, until one is as it was.
    fn hasten(&mut self, model: &Model<'_>, at: usize) {
        let Gap {
            arrive: mut moment,
            mut leg,
            ..
        } = self.gaps[at + 1];
        let steps = self.gaps[..=at].iter_mut().zip(&self.ways).rev();
        for (number, (gap, way)) in steps.enumerate() {
            let job = model.job_of(*way);
            moment = job.latest((moment - leg - job.service).max(-NEVER));
            if number > 0 && moment == gap.arrive {
                return;
            }
            (gap.arrive, leg) = (moment, gap.leg);
        }
    }

    /// The same where breaks are owed.
    fn delay_rested<const K: usize>(&mut self, model: &Model<'_>, rests: &[Rest; K], at: usize) {
        let mut labels = (self.gaps[at].depart, rows(&self.rested_departs)[at]);
        open_row::<K>(&mut self.rested_departs, at + 1);
        let rested_departs = rows_mut::<K>(&mut self.rested_departs);
        for (step, way) in self.ways.iter().enumerate().skip(at) {
            let job = model.job_of(*way);
            labels = serve(job, rests, after(labels, self.gaps[step].leg));
            let known = (self.gaps[step + 1].depart, rested_departs[step + 1]);
            if step > at && labels == known {
                return;
            }
            (self.gaps[step + 1].depart, rested_departs[step + 1]) = labels;
        }
    }

    /// The same where breaks are owed.
    fn hasten_rested<const K: usize>(&mut self, model: &Model<'_>, rests: &[Rest; K], at: usize) {
        open_row::<K>(&mut self.rested_arrives, at);
        let rested_arrives = rows_mut::<K>(&mut self.rested_arrives);
        let mut labels = (self.gaps[at + 1].arrive, rested_arrives[at + 1]);
        for step in (0..=at).rev() {
            let departs = before(labels, self.gaps[step + 1].leg);
            labels = latest(model.job_of(self.ways[step]), rests, departs);
            if step < at && labels == (self.gaps[step].arrive, rested_arrives[step]) {
                return;
            }
            (self.gaps[step].arrive, rested_arrives[step]) = labels;
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

    /// Late routes, routes without their break and untimed ones without a way too: labels are told of every list of ways. Steps are put in and taken out.
    #[test]
    fn labels_are_those_of_a_whole_update() {
        let mut rested = [0; Breaks::MOST + 1];
        let (mut broken, mut untimed) = (0, 0);
        for seed in 0..120 {
            let instance = match seed % 4 {
                0 => testing::instance(seed, 24),
                1 => testing::narrow(seed, 24),
                2 => testing::rested(seed, 24),
                _ => testing::timeless(seed, 24),
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
                    let mut same = |route: &Route| {
                        let mut whole = route.clone();
                        whole.update(&model, shift);
                        assert_eq!(format!("{route:?}"), format!("{whole:?}"));
                        let is_broken = model.timeless && route.cost >= NEVER;
                        broken += u32::from(is_broken);
                        untimed += u32::from(model.timeless && !is_broken);
                    };
                    same(&route);
                    let mut shorter = route.clone();
                    let few = 1 + dice.below(4);
                    shorter.take(&model, shift, |_| dice.below(few) == 0);
                    same(&shorter);
                    if dice.below(6) == 0 {
                        route = shorter;
                    }
                }
            }
        }
        assert!(rested.iter().all(|shifts| *shifts > 3), "{rested:?}");
        assert!(broken > 100 && untimed > 100, "{broken} {untimed}");
    }
}
