//! All routes, and what is left out.

use std::ops::Range;

use super::insertion::Insertion;
use super::model::{Model, NEVER, count};
use super::route::Route;
use super::shift_data::ShiftData;
use crate::problem::{Solution, Value};
use crate::units::{Prize, Seconds};

/// Stands for "in no route".
pub(super) const LEFT_OUT: u32 = u32::MAX;

/// A solution under search.
#[derive(Clone, Debug)]
pub(super) struct State<'m> {
    pub(super) model: &'m Model<'m>,
    pub(super) routes: Vec<Route>,
    /// Routes as they were at the last checkpoint, saved when first changed; those beyond `saved_count` are spare.
    saved: Vec<(u32, Route)>,
    saved_count: usize,
    saved_value: Value,
    /// Jobs taken out since the checkpoint.
    pub(super) freed: Vec<u32>,
    /// Shift of each job, or [`LEFT_OUT`].
    pub(super) owner: Vec<u32>,
    /// Jobs in routes.
    pub(super) served: usize,
    saved_served: usize,
    /// Routes that are not empty.
    pub(super) used: usize,
    saved_used: usize,
    /// Jobs away from home, and how many may be.
    moved: u32,
    saved_moved: u32,
    most_moved: u32,
    /// Shifts whose routes have pinned ends.
    pinned: Vec<u32>,
    pub(super) value: Value,
}

impl<'m> State<'m> {
    pub(super) fn empty(model: &'m Model<'m>) -> Self {
        let routes = model.shifts.iter().map(|shift| Route::new(model, shift));
        let required = model.jobs.iter().filter(|job| job.required).count();
        let value = Value {
            required_missing: count(required),
            prize: Prize::ZERO,
            cost: Seconds::ZERO,
            objective: model.instance.objective,
        };
        let mut state = Self {
            model,
            routes: routes.collect(),
            saved: Vec::new(),
            saved_count: 0,
            saved_value: value,
            freed: Vec::new(),
            owner: vec![LEFT_OUT; model.jobs.len()],
            served: 0,
            saved_served: 0,
            used: 0,
            saved_used: 0,
            moved: 0,
            saved_moved: 0,
            most_moved: model.bonds.most_moved,
            pinned: Vec::new(),
            value,
        };
        for shift in 0..count(model.shifts.len()) {
            state.pin(shift);
            let route = &state.routes[shift as usize];
            if route.head + route.tail > 0 {
                state.pinned.push(shift);
            }
        }
        state
    }

    /// Begins a route with its pinned ends, and with one job more when they do not fit without: it may be the stop at which
    /// the break is taken. They are left out when that does not help.
    fn pin(&mut self, shift: u32) {
        let model = self.model;
        let data = &model.shifts[shift as usize];
        if data.first.is_empty() && data.last.is_empty() {
            return;
        }
        for (at, way) in (0..).zip(data.first.iter().chain(&data.last)) {
            self.insert(
                shift,
                Insertion {
                    at,
                    way: *way,
                    delta: 0,
                },
            );
        }
        self.turn_round(shift);
        let route = &mut self.routes[shift as usize];
        (route.head, route.tail) = (data.first.len(), data.last.len());
        if !self.routes[shift as usize].is_feasible() {
            self.help(shift);
        }
        if !self.routes[shift as usize].is_feasible() {
            let route = &mut self.routes[shift as usize];
            (route.head, route.tail) = (0, 0);
            self.take_out(shift, |_| true);
        }
    }

    /// Helps the pinned routes that were emptied and got no job back with which they fit.
    pub(super) fn settle(&mut self) {
        for at in 0..self.pinned.len() {
            let shift = self.pinned[at];
            if !self.routes[shift as usize].is_feasible() {
                self.help(shift);
            }
        }
    }

    /// Whether every pinned route fits; all others always do.
    pub(super) fn fits(&self) -> bool {
        let mut pinned = self.pinned.iter();
        pinned.all(|shift| self.routes[*shift as usize].is_feasible())
    }

    /// Inserts the one job that makes a route feasible at the least cost. Where nothing is timed there are no breaks that a
    /// stop could help with.
    fn help(&mut self, shift: u32) {
        let model = self.model;
        if model.timeless {
            return;
        }
        let (route, data) = (&self.routes[shift as usize], &model.shifts[shift as usize]);
        let free = (0..count(model.jobs.len())).filter(|job| {
            self.owner[*job as usize] == LEFT_OUT
                && model.allows(*job, shift)
                && self.agrees(*job, shift)
        });
        let places = free.map(|job| route.place(model, data, job, route.open_gaps(), NEVER));
        let best = places.min_by_key(|place| (place.delta, place.way));
        if let Some(place) = best.filter(|place| place.delta < NEVER) {
            self.insert(shift, place);
        }
    }

    /// Runs a step with every job that has a home kept there.
    pub(super) fn at_home(&mut self, step: impl FnOnce(&mut Self)) {
        self.most_moved = 0;
        step(self);
        self.most_moved = self.model.bonds.most_moved;
    }

    /// Whether no more jobs are away from home than may be.
    pub(super) fn is_steady(&self) -> bool {
        self.moved <= self.most_moved
    }

    /// Takes over another state's routes; there is nothing to come back to.
    pub(super) fn copy_from(&mut self, other: &Self) {
        for (route, from) in self.routes.iter_mut().zip(&other.routes) {
            if route.ways != from.ways {
                route.copy_from(from);
            }
        }
        self.saved_count = 0;
        self.owner.clone_from(&other.owner);
        self.value = other.value;
        self.served = other.served;
        self.used = other.used;
        self.moved = other.moved;
    }

    /// Marks this as the state that [`State::restore`] comes back to; gives its value.
    pub(super) fn checkpoint(&mut self) -> Value {
        debug_assert_eq!(
            self.used,
            self.routes
                .iter()
                .filter(|route| !route.ways.is_empty())
                .count()
        );
        self.saved_count = 0;
        self.freed.clear();
        self.saved_value = self.value;
        self.saved_served = self.served;
        self.saved_used = self.used;
        self.saved_moved = self.moved;
        self.value
    }

    /// Back to the checkpoint.
    pub(super) fn restore(&mut self) {
        let saved = &mut self.saved[..self.saved_count];
        for (shift, ..) in &*saved {
            for way in &self.routes[*shift as usize].ways {
                self.owner[self.model.job_of[*way as usize] as usize] = LEFT_OUT;
            }
        }
        for (shift, route) in saved {
            for way in &route.ways {
                self.owner[self.model.job_of[*way as usize] as usize] = *shift;
            }
            std::mem::swap(&mut self.routes[*shift as usize], route);
        }
        self.value = self.saved_value;
        self.served = self.saved_served;
        self.used = self.saved_used;
        self.moved = self.saved_moved;
        self.saved_count = 0;
    }

    /// Shifts whose routes changed since the checkpoint.
    pub(super) fn changed(&self) -> impl Iterator<Item = u32> + '_ {
        self.saved[..self.saved_count]
            .iter()
            .map(|(shift, ..)| *shift)
    }

    /// Keeps a route as it is before its first change since the checkpoint.
    fn save(&mut self, shift: u32) {
        if self.changed().any(|known| known == shift) {
            return;
        }
        if self.saved_count == self.saved.len() {
            self.saved.push((0, Route::default()));
        }
        let slot = &mut self.saved[self.saved_count];
        slot.0 = shift;
        slot.1.copy_from(&self.routes[shift as usize]);
        self.saved_count += 1;
    }

    pub(super) fn solution(&self) -> Solution {
        let model = self.model;
        let steps = |(route, shift): (&Route, &ShiftData)| {
            if model.timeless {
                let ways = route.cheapest_ways(model, shift);
                ways.map(|way| model.step(way)).collect()
            } else {
                route.ways.iter().map(|way| model.step(*way)).collect()
            }
        };
        Solution {
            routes: self.routes.iter().zip(&model.shifts).map(steps).collect(),
        }
    }

    /// Takes jobs out of one route.
    ///
    /// A shorter route may be too late all the same: a break is begun at a stop, so a route can lose the stop at which its
    /// break still fits, and rounded legs need not obey the triangle inequality. Such a route is emptied; one with pinned ends
    /// may be too late even then, until [`State::settle`].
    pub(super) fn remove(&mut self, shift: u32, gone: impl FnMut(u32) -> bool) {
        self.take_out(shift, gone);
        if !self.routes[shift as usize].is_feasible() {
            self.take_out(shift, |_| true);
        }
    }

    fn take_out(&mut self, shift: u32, mut gone: impl FnMut(u32) -> bool) {
        self.save(shift);
        let model = self.model;
        let route = &mut self.routes[shift as usize];
        let (before, cost) = (route.ways.len(), route.cost);
        let (owner, value, freed) = (&mut self.owner, &mut self.value, &mut self.freed);
        let (moved, has_ends) = (&mut self.moved, route.head + route.tail > 0);
        let data = &model.shifts[shift as usize];
        route.take(model, data, |way| {
            let number = model.job_of[way as usize];
            let job = &model.jobs[number as usize];
            let out = gone(number) && !(has_ends && job.pinned);
            if out {
                *moved -= u32::from(model.bonds.moves(number, shift));
                owner[number as usize] = LEFT_OUT;
                freed.push(number);
                value.prize -= Prize(job.prize);
                value.required_missing += u32::from(job.required);
            }
            out
        });
        value.cost += Seconds(route.cost - cost);
        self.served -= before - route.ways.len();
        self.used -= usize::from(before > 0 && route.ways.is_empty());
    }

    /// Puts a job into a route.
    pub(super) fn insert(&mut self, shift: u32, place: Insertion) {
        self.save(shift);
        let number = self.model.job_of[place.way as usize];
        let job = &self.model.jobs[number as usize];
        self.owner[number as usize] = shift;
        self.used += usize::from(self.routes[shift as usize].ways.is_empty());
        self.served += 1;
        self.moved += u32::from(self.model.bonds.moves(number, shift));
        self.value.prize += Prize(job.prize);
        self.value.required_missing -= u32::from(job.required);
        let (model, route) = (self.model, &mut self.routes[shift as usize]);
        self.value.cost -= Seconds(route.cost);
        let data = &model.shifts[shift as usize];
        route.put(model, data, place.at as usize, place.way);
        self.value.cost += Seconds(route.cost);
    }

    /// Gives a shift another route; its jobs are in no other.
    pub(super) fn lay(&mut self, shift: u32, ways: &[u32]) {
        self.take_out(shift, |_| true);
        let head = count(self.routes[shift as usize].head);
        let free = ways.iter().filter(|way| !self.model.job_of(**way).pinned);
        for (at, way) in (head..).zip(free) {
            self.insert(
                shift,
                Insertion {
                    at,
                    way: *way,
                    delta: 0,
                },
            );
        }
    }

    /// Exchanges the tails of two routes, each given by its shift and the first step of its tail.
    pub(super) fn exchange(&mut self, one: (u32, usize), two: (u32, usize)) {
        self.save(one.0);
        self.save(two.0);
        let used = |state: &Self| {
            let both = [one.0, two.0].map(|shift| !state.routes[shift as usize].ways.is_empty());
            both.into_iter().filter(|used| *used).count()
        };
        let before = used(self);
        let first = self.routes[one.0 as usize].ways.split_off(one.1);
        let second = self.routes[two.0 as usize].ways.split_off(two.1);
        for (shift, tail) in [(one.0, second), (two.0, first)] {
            for way in &tail {
                self.owner[self.model.job_of[*way as usize] as usize] = shift;
            }
            self.routes[shift as usize].ways.extend(tail);
            self.touch(shift);
        }
        self.used = self.used + used(self) - before;
    }

    /// Drives a stretch of a route the other way round.
    pub(super) fn reverse(&mut self, shift: u32, stretch: Range<usize>) {
        self.save(shift);
        let route = &mut self.routes[shift as usize];
        self.value.cost -= Seconds(route.cost);
        route.reverse(self.model, &self.model.shifts[shift as usize], stretch);
        self.value.cost += Seconds(route.cost);
    }

    /// Drives corridors of all routes the other way where that saves travel.
    pub(super) fn turn_all(&mut self) {
        for shift in 0..count(self.routes.len()) {
            self.turn_round(shift);
        }
    }

    /// The same in one route.
    pub(super) fn turn_round(&mut self, shift: u32) {
        if !self.model.turns {
            return;
        }
        self.save(shift);
        let route = &mut self.routes[shift as usize];
        let before = route.cost;
        if route.turn(self.model, &self.model.shifts[shift as usize]) {
            self.value.cost += Seconds(route.cost - before);
        }
    }

    fn touch(&mut self, shift: u32) {
        let route = &mut self.routes[shift as usize];
        self.value.cost -= Seconds(route.cost);
        route.update(self.model, &self.model.shifts[shift as usize]);
        self.value.cost += Seconds(route.cost);
    }

    /// Whether a job may be where it fits: spacing, pairs kept apart, jobs away from home.
    pub(super) fn agrees(&self, job: u32, shift: u32) -> bool {
        let bonds = &self.model.bonds;
        let apart = |other: &u32| self.owner[*other as usize] != shift;
        self.spaced(job, shift)
            && bonds.apart(job).iter().all(apart)
            && (self.moved < self.most_moved || !bonds.moves(job, shift))
    }

    /// Whether the other visits of the job's target leave the shift's day free.
    fn spaced(&self, job: u32, shift: u32) -> bool {
        let Some(group) = self.model.group_of(job) else {
            return true;
        };
        let day = self.model.shifts[shift as usize].day;
        group
            .jobs
            .iter()
            .filter(|other| **other != job)
            .all(|other| {
                let owner = self.owner[*other as usize];
                owner == LEFT_OUT || {
                    let apart = (self.model.shifts[owner as usize].day - day).abs();
                    apart != 0 && apart >= group.min_gap_days
                }
            })
    }
}
