//! All routes, what is left out, and what each left-out job would cost where.

use super::route::{Insertion, Route};
use crate::problem::{Instance, JobIdx, ShiftIdx, Solution, Step, Value};
use crate::units::{Prize, Seconds};

/// A remembered best insertion of a job into a route of a certain version.
#[derive(Clone, Copy, Debug)]
struct Remembered {
    version: u32,
    insertion: Option<Insertion>,
}

/// A solution under search.
#[derive(Clone, Debug)]
pub(super) struct State<'i> {
    pub(super) instance: &'i Instance,
    pub(super) routes: Vec<Route>,
    /// Version of each route; a number is never given twice.
    versions: Vec<u32>,
    last_version: u32,
    /// Routes as they were at the last checkpoint, saved when first changed.
    saved: Vec<(ShiftIdx, Route, u32)>,
    saved_value: Value,
    /// Shift of each job; `None` = left out.
    pub(super) owner: Vec<Option<ShiftIdx>>,
    pub(super) value: Value,
}

/// Best insertions by job and route; entries of other versions are stale.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    shifts: usize,
    entries: Vec<Remembered>,
}

impl Memory {
    pub(super) fn new(instance: &Instance) -> Self {
        let shifts = instance.shifts.len();
        let stale = Remembered {
            version: u32::MAX,
            insertion: None,
        };
        Self {
            shifts,
            entries: vec![stale; shifts * instance.jobs.len()],
        }
    }

    /// Forgets everything: for when another state is taken over.
    pub(super) fn forget(&mut self) {
        self.entries.fill(Remembered {
            version: u32::MAX,
            insertion: None,
        });
    }
}

impl<'i> State<'i> {
    pub(super) fn empty(instance: &'i Instance) -> Self {
        let routes = instance
            .shifts
            .iter()
            .map(|shift| Route::new(instance, shift))
            .collect();
        let required = instance.jobs.iter().filter(|job| job.required).count();
        let value = Value {
            required_missing: u32::try_from(required).unwrap_or(u32::MAX),
            prize: Prize::ZERO,
            cost: Seconds::ZERO,
            objective: instance.objective,
        };
        Self {
            instance,
            routes,
            versions: vec![0; instance.shifts.len()],
            last_version: 0,
            saved: Vec::new(),
            saved_value: value,
            owner: vec![None; instance.jobs.len()],
            value,
        }
    }

    /// Marks this as the state that [`State::restore`] comes back to; gives its value.
    pub(super) fn checkpoint(&mut self) -> Value {
        self.saved.clear();
        self.saved_value = self.value;
        self.value
    }

    /// Back to the checkpoint.
    pub(super) fn restore(&mut self) {
        for (shift, _, _) in &self.saved {
            for step in &self.routes[shift.idx()].steps {
                self.owner[step.job.idx()] = None;
            }
        }
        for (shift, route, version) in self.saved.drain(..) {
            for step in &route.steps {
                self.owner[step.job.idx()] = Some(shift);
            }
            self.routes[shift.idx()] = route;
            self.versions[shift.idx()] = version;
        }
        self.value = self.saved_value;
    }

    /// Keeps a route as it is before its first change since the checkpoint.
    fn save(&mut self, shift: ShiftIdx) {
        if !self.saved.iter().any(|(known, _, _)| *known == shift) {
            self.saved.push((
                shift,
                self.routes[shift.idx()].clone(),
                self.versions[shift.idx()],
            ));
        }
    }

    pub(super) fn solution(&self) -> Solution {
        Solution {
            routes: self
                .routes
                .iter()
                .map(|route| route.steps.clone())
                .collect(),
        }
    }

    /// Takes jobs out of one route.
    ///
    /// A shorter route may be too late all the same: a break is begun at a stop, so a route can lose the stop at which its
    /// break still fits, and rounded legs need not obey the triangle inequality. Such a route is emptied.
    pub(super) fn remove(&mut self, shift: ShiftIdx, gone: impl Fn(JobIdx) -> bool) {
        self.take_out(shift, gone);
        let owner = &self.instance.shifts[shift.idx()];
        if !self.routes[shift.idx()].is_feasible(self.instance, owner) {
            self.take_out(shift, |_| true);
        }
    }

    fn take_out(&mut self, shift: ShiftIdx, gone: impl Fn(JobIdx) -> bool) {
        self.save(shift);
        let instance = self.instance;
        let route = &mut self.routes[shift.idx()];
        let before = route.steps.len();
        for step in &route.steps {
            if gone(step.job) {
                let job = &instance.jobs[step.job.idx()];
                self.owner[step.job.idx()] = None;
                self.value.prize -= job.prize;
                self.value.required_missing += u32::from(job.required);
            }
        }
        route.steps.retain(|step| !gone(step.job));
        if route.steps.len() < before {
            self.touch(shift);
        }
    }

    /// Puts a job into a route.
    pub(super) fn insert(&mut self, job: JobIdx, shift: ShiftIdx, insertion: Insertion) {
        self.save(shift);
        let instance = self.instance;
        let step = Step {
            job,
            mode: insertion.mode,
        };
        self.routes[shift.idx()]
            .steps
            .insert(insertion.at as usize, step);
        self.owner[job.idx()] = Some(shift);
        self.value.prize += instance.jobs[job.idx()].prize;
        self.value.required_missing -= u32::from(instance.jobs[job.idx()].required);
        self.touch(shift);
    }

    fn touch(&mut self, shift: ShiftIdx) {
        let route = &mut self.routes[shift.idx()];
        self.value.cost -= route.cost;
        route.update(self.instance, &self.instance.shifts[shift.idx()]);
        self.value.cost += route.cost;
        self.last_version = self.last_version.wrapping_add(1);
        self.versions[shift.idx()] = self.last_version;
    }

    /// Whether the other visits of the job's target leave the shift's day free.
    pub(super) fn spaced(&self, job: JobIdx, shift: ShiftIdx) -> bool {
        let Some(group) = self.instance.jobs[job.idx()].group else {
            return true;
        };
        let group = &self.instance.groups[group as usize];
        let day = self.instance.shifts[shift.idx()].day;
        group
            .jobs
            .iter()
            .filter(|other| **other != job)
            .all(|other| {
                self.owner[other.idx()].is_none_or(|shift| {
                    let apart = (self.instance.shifts[shift.idx()].day - day).abs();
                    apart != 0 && apart >= group.min_gap_days
                })
            })
    }

    /// The cheapest feasible place for a job over all its shifts; ties by shift.
    pub(super) fn cheapest(
        &self,
        memory: &mut Memory,
        job: JobIdx,
        mut blink: impl FnMut() -> bool,
    ) -> Option<(ShiftIdx, Insertion)> {
        let data = &self.instance.jobs[job.idx()];
        let mut best: Option<(ShiftIdx, Insertion)> = None;
        let mut offer = |shift: ShiftIdx| {
            let entry = &mut memory.entries[job.idx() * memory.shifts + shift.idx()];
            if entry.version != self.versions[shift.idx()] {
                let owner = &self.instance.shifts[shift.idx()];
                let insertion =
                    self.routes[shift.idx()].best_insertion(self.instance, owner, data, || false);
                *entry = Remembered {
                    version: self.versions[shift.idx()],
                    insertion,
                };
            }
            if let Some(insertion) = entry.insertion
                && best.is_none_or(|(_, best)| insertion.delta < best.delta)
                && !blink()
                && self.spaced(job, shift)
            {
                best = Some((shift, insertion));
            }
        };
        match &data.shifts {
            Some(shifts) => shifts.iter().copied().for_each(&mut offer),
            None => (0..self.instance.shifts.len())
                .map(ShiftIdx::from_idx)
                .for_each(&mut offer),
        }
        best
    }
}
