use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::smallvec;

use super::*;
use crate::domain::TimeWindow;
use crate::problem::check::check;
use crate::problem::{Break, Group, Job, JobIdx, LocationIdx, Mode, Shift, Step, Travel, Value};
use crate::units::{Prize, Seconds};

fn window(start: u64, end: u64) -> TimeWindow {
    TimeWindow::new(Seconds(start.cast_signed()), Seconds(end.cast_signed())).unwrap()
}

/// A random instance with everything in it: windows, a break, corridors, spacing, required jobs, limits.
fn random(seed: u64, jobs: usize) -> Instance {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut draw = |limit: u64| below(&mut rng, limit);
    let n = jobs + 3;
    let places: Vec<(u64, u64)> = (0..n).map(|_| (draw(100), draw(100))).collect();
    let mut travel = Travel {
        n,
        seconds: Vec::new(),
        metres: Vec::new(),
    };
    for (from, a) in places.iter().enumerate() {
        for (to, b) in places.iter().enumerate() {
            let far = a.0.abs_diff(b.0) + a.1.abs_diff(b.1);
            let cut = from != to && draw(60) == 0;
            travel.seconds.push(if cut {
                Travel::UNREACHABLE
            } else {
                u32::try_from(far).unwrap()
            });
            travel.metres.push(if cut {
                Travel::UNREACHABLE
            } else {
                u32::try_from(far).unwrap()
            });
        }
    }
    let shift = |day: i32, rest: bool, most: Option<u32>| Shift {
        start: LocationIdx(0),
        end: LocationIdx(1),
        window: window(
            1000 * u64::from(day.unsigned_abs()),
            1000 * u64::from(day.unsigned_abs()) + 420,
        ),
        day,
        rest: rest.then(|| Break {
            begin: window(
                1000 * u64::from(day.unsigned_abs()) + 100,
                1000 * u64::from(day.unsigned_abs()) + 200,
            ),
            duration: Seconds(30),
        }),
        capacity: None,
        max_jobs: most,
    };
    let mut instance = Instance {
        travel,
        ..Instance::default()
    };
    instance.shifts = vec![shift(0, true, None), shift(1, false, Some(3))];
    for idx in 0..jobs {
        let place = LocationIdx::from_idx(idx + 2);
        let other = LocationIdx::from_idx(draw(n as u64) as usize);
        let corridor = draw(4) == 0;
        let open = draw(200);
        instance.jobs.push(Job {
            prize: Prize(1 + draw(50).cast_signed()),
            required: draw(5) == 0,
            approach: Seconds(draw(5).cast_signed()),
            service: Seconds(5 + draw(30).cast_signed()),
            windows: match draw(3) {
                0 => smallvec![],
                1 => smallvec![window(open, open + 90), window(1000 + open, 1200 + open)],
                _ => smallvec![window(0, 400), window(1000, 1400)],
            },
            modes: if corridor {
                smallvec![
                    Mode {
                        entry: place,
                        exit: other
                    },
                    Mode {
                        entry: other,
                        exit: place
                    }
                ]
            } else {
                smallvec![Mode {
                    entry: place,
                    exit: place
                }]
            },
            load: 0,
            shifts: (draw(6) == 0).then(|| vec![ShiftIdx(1)]),
            group: (idx < 2).then_some(0),
        });
    }
    instance.groups = vec![Group {
        jobs: vec![JobIdx(0), JobIdx(1)],
        min_gap_days: 1,
    }];
    instance
}

use crate::problem::ShiftIdx;

fn params(iterations: u64, threads: usize) -> Params {
    Params {
        seed: 7,
        iterations: Some(iterations),
        time_limit: None,
        threads,
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
                let still = crate::problem::check::schedule(
                    instance,
                    ShiftIdx::from_idx(shift),
                    &solution.routes[shift],
                );
                // A route that is late stays late however it goes on; one that only owes its break may not.
                if !matches!(still, Err(crate::problem::check::Fault::Late { .. })) {
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
        let instance = random(seed, 5);
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
        let instance = random(seed, 30);
        let last = Last(std::sync::Mutex::new(None));
        let solution = solve(&instance, &params(60, 1), &last);
        let value =
            check(&instance, &solution).unwrap_or_else(|faults| panic!("seed {seed}: {faults:?}"));
        assert_eq!(Some(value), *last.0.lock().unwrap(), "seed {seed}");
    }
}

#[test]
fn threads_change_nothing() {
    let instance = random(5, 40);
    let one = solve(&instance, &params(700, 1), &Silent);
    assert_eq!(one, solve(&instance, &params(700, 2), &Silent));
    assert_eq!(one, solve(&instance, &params(700, 3), &Silent));
}

#[test]
fn a_time_limit_is_kept() {
    let instance = random(6, 40);
    let stop = Stop::new(None, Some(std::time::Duration::ZERO));
    assert_eq!(stop.next_round(0, 10), 0);
    let limit = Params {
        iterations: None,
        time_limit: Some(std::time::Duration::from_millis(50)),
        ..params(0, 2)
    };
    assert!(check(&instance, &solve(&instance, &limit, &Silent)).is_ok());
}
