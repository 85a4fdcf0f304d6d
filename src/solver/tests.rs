mod moves;

use super::*;
use crate::problem::check::{Fault, check, schedule};
use crate::problem::{Ends, JobIdx, Objective, ShiftIdx, Step, Ties, Value};
use crate::testing;

pub(super) fn params(iterations: u64, threads: usize) -> Params {
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
fn travel_is_weighed_against_prize_and_the_optimum_is_found() {
    let (mut left, mut unused) = (0, 0);
    for seed in 0..25 {
        let mut instance = testing::narrow(seed, 5);
        instance.objective = Objective::PrizeLessTravel;
        for job in &mut instance.jobs {
            job.prize.0 *= 1 + i64::from(seed % 5 == 0);
        }
        for often in [0.02, 0.5] {
            let mut params = params(1000, 1);
            (params.tuning.fewer, params.tuning.more) = (often, often);
            let solution = solve(&instance, &params, &Silent);
            let found = check(&instance, &solution).expect("feasible");
            assert_eq!(found, exhaustive(&instance), "seed {seed}");
            let stops: usize = solution.routes.iter().map(Vec::len).sum();
            left += usize::from(stops < instance.jobs.len());
            unused += usize::from(solution.routes.iter().any(Vec::is_empty));
        }
    }
    assert!(left > 10 && unused > 10, "{left} {unused}");
}

#[test]
fn several_breaks_are_taken_and_the_optimum_is_found() {
    let mut taken = [0; 5];
    for seed in 0..30 {
        let instance = testing::rested(seed, 5);
        let solution = solve(&instance, &params(4000, 1), &Silent);
        let found = check(&instance, &solution).expect("feasible");
        assert_eq!(found, exhaustive(&instance), "seed {seed}");
        for (shift, route) in solution.routes.iter().enumerate() {
            let times = schedule(&instance, ShiftIdx::from_idx(shift), route).unwrap();
            let breaks = times.stops.iter().map(|stop| stop.breaks.len());
            taken[breaks.sum::<usize>()] += 1;
        }
    }
    assert!(taken[1..4].iter().all(|routes| *routes > 5), "{taken:?}");
}

/// An instance with pinned ends, a pair kept apart, and homes that few may leave; nothing else is required.
fn tied(seed: u64, mut instance: Instance) -> Instance {
    let mut dice = testing::Dice::new(seed);
    let jobs = instance.jobs.len();
    let shift = ShiftIdx(u32::from(dice.once_in(2)));
    for job in &mut instance.jobs {
        job.required = false;
    }
    let pinned: Vec<JobIdx> = (2..4).map(JobIdx::from_idx).collect();
    for job in &pinned {
        let job = &mut instance.jobs[job.idx()];
        (job.required, job.shifts) = (true, Some(vec![shift]));
    }
    let first = usize::from(dice.once_in(2)) + 1;
    let home = |job: usize| (JobIdx::from_idx(job), ShiftIdx::from_idx(job % 2));
    let free = (0..jobs).filter(|job| !pinned.contains(&JobIdx::from_idx(*job)));
    instance.ties = Ties {
        ends: vec![Ends {
            shift,
            first: pinned[..first].to_vec(),
            last: pinned[first..].to_vec(),
        }],
        apart: vec![(JobIdx::from_idx(1), JobIdx::from_idx(jobs - 1))],
        homes: free.map(home).collect(),
        most_moved: (!dice.once_in(3)).then(|| u32::from(dice.once_in(2))),
        ..Ties::default()
    };
    instance
}

/// Loads, skills, shifts that are alike and others that differ in every way, of several depots.
#[test]
fn unlike_shifts_are_used_and_the_optimum_is_found() {
    let mut used = [0; 4];
    for seed in 0..40 {
        let instance = testing::unlike(seed, 5, 4);
        let solution = solve(&instance, &params(10000, 1), &Silent);
        let found = check(&instance, &solution).expect("feasible");
        assert_eq!(found, exhaustive(&instance), "seed {seed}");
        for (shift, route) in solution.routes.iter().enumerate() {
            used[shift] += usize::from(!route.is_empty());
        }
    }
    assert!(used.iter().all(|routes| *routes > 5), "{used:?}");
}

fn mixed(text: &str) -> Instance {
    let text = format!("xuncha.mixed/1\n{text}");
    let posed =
        crate::problem::formats::read(crate::problem::formats::Kind::Mixed, "t", &text, None);
    posed.expect("a readable file").instance
}

/// The shift has 1,199 s left beside the first stop, and the work on the corridor lasts 1,200: but the way along it is driven anyhow.
#[test]
fn a_corridor_on_the_way_takes_only_what_its_work_lasts_longer() {
    let instance = mixed(
        "shift 0 0 3479 2 2\njob 180 required 0 300 1\nmode 1 1\n\
         job 2460 optional 0 1200 3\nmode 2 1\nmode 1 2\nedge 2 1 990\n",
    );
    let found = check(&instance, &solve(&instance, &params(100, 1), &Silent)).expect("feasible");
    assert_eq!(found.prize.get(), 2640);
    assert_eq!(found, exhaustive(&instance));
}

#[test]
fn what_brings_nothing_is_served_on_the_way_only() {
    let instance = mixed(
        "shift 0 0 9000 0 0\njob 0 optional 0 300 0\nmode 2 2\njob 0 optional 0 300 0\nmode 1 1\n\
         job 5 optional 0 10 0\nmode 3 3\nedge 0 1 100\nedge 1 3 100\nedge 0 2 100\n",
    );
    let solution = solve(&instance, &params(100, 1), &Silent);
    let found = check(&instance, &solution).expect("feasible");
    assert_eq!((found.prize.get(), found.cost.get()), (5, 400));
    assert_eq!(solution.routes[0].len(), 2);
}

/// More shifts than are looked at one by one where there are many jobs. No three shifts with a job each are better.
#[test]
fn few_jobs_are_offered_to_every_shift_of_many() {
    for seed in 0..30 {
        let mut instance = testing::unlike(seed, 3, 50);
        instance.groups.clear();
        for job in &mut instance.jobs {
            (job.group, job.required) = (None, false);
        }
        let solution = solve(&instance, &params(3000, 1), &Silent);
        let found = check(&instance, &solution).expect("feasible");
        // What each job is worth and costs in each shift, and in none.
        let alone = |job: u32| -> Vec<(Option<usize>, i64, i64)> {
            let shifts = (0..50).filter_map(|shift| {
                let mut other = Solution {
                    routes: vec![Vec::new(); 50],
                };
                let job = JobIdx(job);
                other.routes[shift].push(Step { job, mode: 0 });
                let value = check(&instance, &other).ok()?;
                Some((Some(shift), value.prize.get(), value.cost.get()))
            });
            shifts.chain([(None, 0, 0)]).collect()
        };
        let options = [0, 1, 2].map(alone);
        for one in &options[0] {
            for two in &options[1] {
                for three in &options[2] {
                    let shifts = [one.0, two.0, three.0];
                    let same = |a: usize, b: usize| shifts[a].is_some() && shifts[a] == shifts[b];
                    if same(0, 1) || same(0, 2) || same(1, 2) {
                        continue;
                    }
                    let sum = (one.1 + two.1 + three.1, -one.2 - two.2 - three.2);
                    assert!((found.prize.get(), -found.cost.get()) >= sum, "seed {seed}");
                }
            }
        }
    }
}

#[test]
fn pins_pairs_and_homes_are_kept_and_the_optimum_is_found() {
    let mut pinned = 0;
    for seed in 0..25 {
        let instance = tied(seed, testing::instance(seed, 6));
        let solution = solve(&instance, &params(400, 1), &Silent);
        let found =
            check(&instance, &solution).unwrap_or_else(|faults| panic!("seed {seed}: {faults:?}"));
        assert_eq!(found, exhaustive(&instance), "seed {seed}");
        pinned += u32::from(found.required_missing == 0);
    }
    assert!(pinned > 10, "most pins can be kept: {pinned}");
}

/// With the routes of another search to begin with, too, which take the stops that a pinned route needs for its break.
#[test]
fn ties_hold_in_larger_instances() {
    let mut kept = 0;
    for seed in 100..160 {
        let plain = if seed < 130 {
            testing::instance(seed, 40)
        } else {
            testing::rested(seed, 40)
        };
        let mut instance = tied(seed, plain.clone());
        if seed % 2 == 1 {
            instance.ties.begin = solve_alone(&plain, seed, 20).routes;
        }
        for iterations in [0, 300] {
            let solution = solve(&instance, &params(iterations, 1), &Silent);
            let value = check(&instance, &solution)
                .unwrap_or_else(|faults| panic!("seed {seed}: {faults:?}"));
            kept += u32::from(value.required_missing == 0);
        }
    }
    assert!(kept > 60, "most pins can be kept: {kept}");
}

/// Here the one job with which a pinned route fits is in another route of those that the search begins with.
#[test]
fn a_pinned_route_has_the_stop_for_its_break_before_others_have_it() {
    for seed in [2036, 2182, 2949, 3413] {
        let plain = testing::rested(seed, 5 + usize::try_from(seed % 12).unwrap());
        let mut instance = tied(seed, plain.clone());
        instance.ties.begin = solve_alone(&plain, seed, 5).routes;
        if seed % 3 == 0 {
            instance.ties.begin.reverse();
        }
        for iterations in [0, 50] {
            let solution = solve(&instance, &params(iterations, 1), &Silent);
            let value = check(&instance, &solution)
                .unwrap_or_else(|faults| panic!("seed {seed}: {faults:?}"));
            assert_eq!(value.required_missing, 0, "seed {seed}");
        }
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
    for seed in 100..160 {
        let instance = if seed < 130 {
            testing::instance(seed, 30)
        } else {
            testing::rested(seed, 30)
        };
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
    // Beyond the first exchange between searchers.
    let instance = testing::instance(5, 12);
    let one = solve(&instance, &params(5_600, 1), &Silent);
    assert_eq!(one, solve(&instance, &params(5_600, 2), &Silent));
    assert_eq!(one, solve(&instance, &params(5_600, 3), &Silent));
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
