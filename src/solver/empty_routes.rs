//! Empty routes that a job may open, where there are too many shifts to offer it to all.

use smallvec::SmallVec;

use super::state::State;

/// Most of them that a job is offered to.
const MOST: usize = 8;

/// Shifts of empty routes, the first of each kind.
#[derive(Clone, Debug, Default)]
pub(super) struct EmptyRoutes {
    shifts: Vec<u32>,
    /// Reused memory: by kind, when it was last met.
    met: Vec<u32>,
    look: u32,
    /// How many routes were in use then; `None` = not looked.
    used: Option<usize>,
}

impl EmptyRoutes {
    /// What was seen counts no longer.
    pub(super) fn forget(&mut self) {
        self.used = None;
    }

    /// Looks again, unless no route was opened since; routes are emptied only before the first look.
    pub(super) fn look(&mut self, state: &State<'_>) {
        if self.used == Some(state.used) {
            return;
        }
        self.used = Some(state.used);
        self.shifts.clear();
        if state.used == state.routes.len() {
            return;
        }
        self.look += 1;
        self.met.resize(state.routes.len(), 0);
        for (shift, route) in (0..).zip(&state.routes) {
            let met = &mut self.met[state.model.alike[shift as usize] as usize];
            if route.ways.is_empty() && *met < self.look {
                *met = self.look;
                self.shifts.push(shift);
            }
        }
    }

    /// Those that may do a job; of many the nearest, by the way out.
    pub(super) fn near(&self, state: &State<'_>, job: u32) -> impl Iterator<Item = u32> + use<> {
        let model = state.model;
        let shifts = self.shifts.iter().copied();
        let mut found: SmallVec<[u32; 2 * MOST]> =
            shifts.filter(|shift| model.allows(job, *shift)).collect();
        if found.len() > MOST {
            let entry = model.entry[model.jobs[job as usize].first_way as usize];
            let out = |shift: &u32| {
                let data = &model.shifts[*shift as usize];
                (model.travel_of(data).time(data.start, entry), *shift)
            };
            found.select_nth_unstable_by_key(MOST, out);
            found.truncate(MOST);
        }
        found.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::model::{Model, count};
    use super::*;
    use crate::testing;

    /// Of many the nearest are offered, of shifts that are alike one, and none that may not do the job.
    #[test]
    fn the_nearest_empty_routes_that_may_do_a_job_are_found() {
        let (mut far, mut forbidden, mut alike) = (0, 0, 0);
        for seed in 0..40 {
            let instance = testing::unlike(seed, 24, 40);
            let model = Model::new(&instance);
            let mut state = State::empty(&model);
            let mut empty = EmptyRoutes::default();
            state.lay(0, &[model.jobs[0].first_way]);
            empty.look(&state);
            for job in 1..24 {
                let found: Vec<u32> = empty.near(&state, job).collect();
                let out = |shift: u32| {
                    let data = &model.shifts[shift as usize];
                    let entry = model.entry[model.jobs[job as usize].first_way as usize];
                    model.travel_of(data).time(data.start, entry)
                };
                let farthest = found.iter().map(|shift| out(*shift)).max();
                let mut kinds = BTreeSet::new();
                for shift in 0..count(model.shifts.len()) {
                    let is_empty = state.routes[shift as usize].ways.is_empty();
                    let offered = is_empty && kinds.insert(model.alike[shift as usize]);
                    if found.contains(&shift) {
                        assert!(model.allows(job, shift) && offered, "seed {seed}");
                    } else if !model.allows(job, shift) {
                        forbidden += 1;
                    } else if offered {
                        far += 1;
                        assert!(Some(out(shift)) >= farthest, "seed {seed}");
                    } else {
                        alike += 1;
                    }
                }
                assert!(found.len() <= MOST, "seed {seed}");
            }
        }
        let times = [far, forbidden, alike];
        assert!(times.iter().all(|times| *times > 100), "{times:?}");
    }
}
