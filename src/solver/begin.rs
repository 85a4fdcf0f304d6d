//! A search that goes on from routes that are known, as those of an earlier plan.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::insertion::Insertion;
use super::model::count;
use super::state::{LEFT_OUT, State};

impl State<'_> {
    /// Lays the routes that the instance begins with, as far as they fit.
    ///
    /// A route that does not fit as a whole keeps its required jobs, then those of most prize, all in their order.
    pub(super) fn begin(&mut self) {
        let (model, instance) = (self.model, self.model.instance);
        for (shift, steps) in (0..count(self.routes.len())).zip(&instance.ties.begin) {
            let mut ways: Vec<u32> = steps.iter().filter_map(|step| model.way(*step)).collect();
            // Of a job that is listed again the first place counts.
            let mut known = BTreeSet::new();
            ways.retain(|way| known.insert(model.job_of[*way as usize]));
            for at in 0..ways.len() {
                self.follow(shift, &ways, at);
            }
            if !self.routes[shift as usize].is_feasible() {
                self.remove(shift, |_| true);
                self.begin_with_the_best(shift, &ways);
            }
        }
    }

    /// Puts one way after the other in, the most valuable ones first, unless the route does not fit with it.
    fn begin_with_the_best(&mut self, shift: u32, ways: &[u32]) {
        let mut order: Vec<usize> = (0..ways.len()).collect();
        order.sort_by_key(|at| {
            let job = self.model.job_of(ways[*at]);
            (Reverse(job.required), Reverse(job.prize), *at)
        });
        for at in order {
            let job = self.model.job_of[ways[at] as usize];
            if self.follow(shift, ways, at) && !self.routes[shift as usize].is_feasible() {
                self.remove(shift, |other| other == job);
            }
        }
    }

    /// Puts a way behind those before it in the list that are in the route; whether the job may be there.
    fn follow(&mut self, shift: u32, ways: &[u32], at: usize) -> bool {
        let model = self.model;
        let (way, number) = (ways[at], model.job_of[ways[at] as usize]);
        let (route, data) = (&self.routes[shift as usize], &model.shifts[shift as usize]);
        let job = &model.jobs[number as usize];
        let has_room = route.load + job.load <= data.capacity && route.ways.len() < data.max_jobs;
        let is_free = self.owner[number as usize] == LEFT_OUT && !job.pinned;
        if !(has_room && is_free && model.allows(number, shift) && self.agrees(number, shift)) {
            return false;
        }
        let before = ways[..at]
            .iter()
            .map(|way| model.job_of[*way as usize])
            .filter(|other| {
                self.owner[*other as usize] == shift && !model.jobs[*other as usize].pinned
            });
        let place = Insertion {
            at: count(route.head + before.count()),
            way,
            delta: 0,
        };
        self.insert(shift, place);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::*;
    use crate::problem::check::check;
    use crate::problem::{Instance, JobIdx, Solution};
    use crate::solver::{solve, solve_alone};
    use crate::testing;

    fn begun(instance: &Instance) -> Solution {
        let model = Model::new(instance);
        let mut state = State::empty(&model);
        state.begin();
        state.solution()
    }

    #[test]
    fn routes_that_fit_are_begun_with_as_they_are() {
        for seed in 0..60 {
            let mut instance = testing::narrow(seed, 24);
            let known = solve_alone(&instance, seed, 30);
            instance.ties.begin.clone_from(&known.routes);
            assert_eq!(begun(&instance), known, "seed {seed}");
            let value = |solution: &Solution| check(&instance, solution).unwrap();
            let params = super::super::tests::params(60, 2);
            let found = solve(&instance, &params, &super::super::Silent);
            assert!(value(&found) >= value(&known), "seed {seed}");
        }
    }

    #[test]
    fn routes_that_do_not_fit_keep_their_best_jobs_in_their_order() {
        let (mut cut, mut kept) = (0, 0);
        for seed in 0..60 {
            let mut instance = testing::narrow(seed, 24);
            let known = solve_alone(&instance, seed, 30);
            instance.ties.begin.clone_from(&known.routes);
            // The teams go on later; one job is in two routes, one no longer for its shift.
            for shift in &mut instance.shifts {
                let late = shift.window.start() + crate::units::Seconds(150);
                shift.window = crate::domain::TimeWindow::new(late, shift.window.end()).unwrap();
            }
            let twice = known.routes[0].first().copied();
            instance.ties.begin[1].extend(twice);
            if let Some(step) = known.routes[0].last() {
                instance.jobs[step.job.idx()].shifts = Some(Vec::new());
            }
            let begun = begun(&instance);
            check(&instance, &begun).unwrap();
            for (route, known) in begun.routes.iter().zip(&instance.ties.begin) {
                let mut rest = known.iter();
                assert!(
                    route.iter().all(|step| rest.any(|other| other == step)),
                    "seed {seed}: the order is kept"
                );
                cut += usize::from(route.len() < known.len());
                kept += route.len();
            }
        }
        assert!(cut > 30 && kept > 60, "{cut} {kept}");
    }

    #[test]
    fn what_is_no_job_or_shift_of_the_instance_is_passed_over() {
        let mut instance = testing::instance(3, 8);
        let step = |job: u32, mode: u8| crate::problem::Step {
            job: JobIdx(job),
            mode,
        };
        instance.ties.begin = vec![vec![step(99, 0), step(1, 9)], Vec::new(), vec![step(2, 0)]];
        assert_eq!(begun(&instance).routes, [Vec::new(), Vec::new()]);
    }

    #[test]
    fn of_a_job_that_is_listed_twice_the_first_place_counts() {
        for seed in 0..20 {
            let mut instance = testing::narrow(seed, 24);
            let known = solve_alone(&instance, seed, 30);
            instance.ties.begin.clone_from(&known.routes);
            for route in &mut instance.ties.begin {
                let twice = route.iter().flat_map(|step| [*step; 2]);
                *route = twice.chain(route.iter().copied()).collect();
            }
            assert_eq!(begun(&instance), known, "seed {seed}");
        }
    }
}
