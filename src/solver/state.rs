//! All routes, and what is left out.

use super::insertion::Insertion;
use super::model::{Model, count};
use super::route::Route;
use crate::problem::{Solution, Value};
use crate::units::{Prize, Seconds};

/// Stands for "in no route".
pub(super) const LEFT_OUT: u32 = u32::MAX;

/// A solution under search.
#[derive(Clone, Debug)]
pub(super) struct State<'m> {
    pub(super) model: &'m Model<'m>,
    pub(super) routes: Vec<Route>,
    /// Version of each route; a number is never given twice.
    pub(super) versions: Vec<u32>,
    last_version: u32,
    /// Routes as they were at the last checkpoint, saved when first changed; those beyond `saved_count` are spare.
    saved: Vec<(u32, u32, Route)>,
    saved_count: usize,
    saved_value: Value,
    /// Jobs taken out since the checkpoint.
    pub(super) freed: Vec<u32>,
    /// Shift of each job, or [`LEFT_OUT`].
    pub(super) owner: Vec<u32>,
    /// Jobs in routes.
    pub(super) served: usize,
    saved_served: usize,
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
        Self {
            model,
            routes: routes.collect(),
            versions: (0..count(model.shifts.len())).collect(),
            last_version: count(model.shifts.len()),
            saved: Vec::new(),
            saved_count: 0,
            saved_value: value,
            freed: Vec::new(),
            owner: vec![LEFT_OUT; model.jobs.len()],
            served: 0,
            saved_served: 0,
            value,
        }
    }

    /// Takes over another state's routes; there is nothing to come back to.
    pub(super) fn copy_from(&mut self, other: &Self) {
        for (route, from) in self.routes.iter_mut().zip(&other.routes) {
            if route.ways != from.ways {
                route.copy_from(from);
            }
        }
        self.versions.clone_from(&other.versions);
        self.last_version = self.last_version.max(other.last_version);
        self.saved_count = 0;
        self.owner.clone_from(&other.owner);
        self.value = other.value;
        self.served = other.served;
    }

    /// Marks this as the state that [`State::restore`] comes back to; gives its value.
    pub(super) fn checkpoint(&mut self) -> Value {
        self.saved_count = 0;
        self.freed.clear();
        self.saved_value = self.value;
        self.saved_served = self.served;
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
        for (shift, version, route) in saved {
            for way in &route.ways {
                self.owner[self.model.job_of[*way as usize] as usize] = *shift;
            }
            std::mem::swap(&mut self.routes[*shift as usize], route);
            self.versions[*shift as usize] = *version;
        }
        self.value = self.saved_value;
        self.served = self.saved_served;
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
            self.saved.push((0, 0, Route::default()));
        }
        let slot = &mut self.saved[self.saved_count];
        (slot.0, slot.1) = (shift, self.versions[shift as usize]);
        slot.2.copy_from(&self.routes[shift as usize]);
        self.saved_count += 1;
    }

    pub(super) fn solution(&self) -> Solution {
        let steps = |route: &Route| route.ways.iter().map(|way| self.model.step(*way)).collect();
        Solution {
            routes: self.routes.iter().map(steps).collect(),
        }
    }

    /// Takes jobs out of one route.
    ///
    /// A shorter route may be too late all the same: a break is begun at a stop, so a route can lose the stop at which its
    /// break still fits, and rounded legs need not obey the triangle inequality. Such a route is emptied.
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
        let before = route.ways.len();
        let (owner, value, freed) = (&mut self.owner, &mut self.value, &mut self.freed);
        route.ways.retain(|way| {
            let number = model.job_of[*way as usize];
            let out = gone(number);
            if out {
                let job = &model.jobs[number as usize];
                owner[number as usize] = LEFT_OUT;
                freed.push(number);
                value.prize -= Prize(job.prize);
                value.required_missing += u32::from(job.required);
            }
            !out
        });
        self.served -= before - route.ways.len();
        if route.ways.len() < before {
            self.touch(shift);
        }
    }

    /// Puts a job into a route.
    pub(super) fn insert(&mut self, shift: u32, place: Insertion) {
        self.save(shift);
        let number = self.model.job_of[place.way as usize];
        let job = &self.model.jobs[number as usize];
        self.routes[shift as usize]
            .ways
            .insert(place.at as usize, place.way);
        self.owner[number as usize] = shift;
        self.served += 1;
        self.value.prize += Prize(job.prize);
        self.value.required_missing -= u32::from(job.required);
        self.touch(shift);
    }

    /// Gives a shift another route; its jobs are in no other.
    pub(super) fn lay(&mut self, shift: u32, ways: &[u32]) {
        self.take_out(shift, |_| true);
        for (at, way) in (0..).zip(ways) {
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

    fn touch(&mut self, shift: u32) {
        let route = &mut self.routes[shift as usize];
        self.value.cost -= Seconds(route.cost);
        route.update(self.model, &self.model.shifts[shift as usize]);
        self.value.cost += Seconds(route.cost);
        self.last_version = self.last_version.wrapping_add(1);
        self.versions[shift as usize] = self.last_version;
    }

    /// Whether the other visits of the job's target leave the shift's day free.
    pub(super) fn spaced(&self, job: u32, shift: u32) -> bool {
        let instance = self.model.instance;
        let Some(group) = instance.jobs[job as usize].group else {
            return true;
        };
        let group = &instance.groups[group as usize];
        let day = self.model.shifts[shift as usize].day;
        group
            .jobs
            .iter()
            .filter(|other| other.0 != job)
            .all(|other| {
                let owner = self.owner[other.idx()];
                owner == LEFT_OUT || {
                    let apart = (self.model.shifts[owner as usize].day - day).abs();
                    apart != 0 && apart >= group.min_gap_days
                }
            })
    }
}
