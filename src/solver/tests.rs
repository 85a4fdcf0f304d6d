use super::*;
use crate::problem::check::{Fault, check, schedule};
use crate::problem::{JobIdx, ShiftIdx, Step, Value};
use crate::testing;

fn params(iterations: u64, threads: usize) -> Params {
    Params {
        seed: 7,
        iterations: Some(iterations),
        time_limit: None,
        threads,
        tuning: Tuning::default(),
    }
}

/// The best value by trying every route of every shift.
fn exhaustive(instance: &Instance) -> Value {
    fn extend(
        instance: &Instance,
        solution: &mut Solution,
        shift: usize,
        best: &mut Option<Value>,
    ) {
        if shift == instance.shifts.len() {
            if let Ok(value) = check(instance, solution)
                && best.is_none_or(|best| value > best)
            {
                *best = Some(value);
            }
            return;
        }
        extend(instance, solution, shift + 1, best);
        for idx in 0..instance.jobs.len() {
            let used = solution
                .routes
                .iter()
                .flatten()
                .any(|step| step.job.idx() == idx);
            if used || solution.routes[shift].len() >= 5 {
                continue;
            }
            for mode in 0..instance.jobs[idx].modes.len() {
                let step = Step {
                    job: JobIdx::from_idx(idx),
                    mode: u8::try_from(mode).unwrap(),
                };
                solution.routes[shift].push(step);
                let route = &solution.routes[shift];
                let still = schedule(instance, ShiftIdx::from_idx(shift), route);
                // A route that is late stays late however it goes on; one that only owes its break may not.
                if !matches!(still, Err(Fault::Late { .. })) {
                    extend(instance, solution, shift, best);
                }
                solution.routes[shift].pop();
            }
        }
    }
    let mut best = None;
    let mut empty = Solution {
        routes: vec![Vec::new(); instance.shifts.len()],
    };
    extend(instance, &mut empty, 0, &mut best);
    best.expect("the empty solution is feasible")
}

#[test]
fn small_instances_are_solved_to_the_proven_optimum() {
    for seed in 0..25 {
        let instance = testing::instance(seed, 5);
        let found =
            check(&instance, &solve(&instance, &params(400, 1), &Silent)).expect("feasible");
        assert_eq!(found, exhaustive(&instance), "seed {seed}");
    }
}

#[test]
fn every_solution_is_feasible_and_worth_what_the_search_says() {
    struct Last(std::sync::Mutex<Option<Value>>);
    impl Observer for Last {
        fn improved(&self, progress: &Progress) {
            let mut last = self.0.lock().unwrap();
            if last.is_none_or(|known| progress.value > known) {
                *last = Some(progress.value);
            }
        }
    }
    for seed in 100..130 {
        let instance = testing::instance(seed, 30);
        let last = Last(std::sync::Mutex::new(None));
        let solution = solve(&instance, &params(60, 1), &last);
        let value =
            check(&instance, &solution).unwrap_or_else(|faults| panic!("seed {seed}: {faults:?}"));
        assert_eq!(Some(value), *last.0.lock().unwrap(), "seed {seed}");
    }
}

#[test]
fn threads_change_nothing() {
    let instance = testing::instance(5, 40);
    let one = solve(&instance, &params(700, 1), &Silent);
    assert_eq!(one, solve(&instance, &params(700, 2), &Silent));
    assert_eq!(one, solve(&instance, &params(700, 3), &Silent));
}

#[test]
fn a_time_limit_is_kept() {
    let instance = testing::instance(6, 40);
    let stop = Stop::new(None, Some(std::time::Duration::ZERO));
    assert_eq!(stop.next_round(0, 10), 0);
    let limit = Params {
        iterations: None,
        time_limit: Some(std::time::Duration::from_millis(50)),
        ..params(0, 2)
    };
    assert!(check(&instance, &solve(&instance, &limit, &Silent)).is_ok());
}
