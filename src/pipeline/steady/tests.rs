use smallvec::{SmallVec, smallvec};

use super::*;
use crate::domain::TimeWindow;
use crate::problem::{Job, LocationIdx, Mode, Shift, Travel};
use crate::solver::{Params, Silent, Tuning, solve};
use crate::testing;
use crate::units::{Prize, Seconds};

fn found(instance: &Instance, iterations: u64) -> Solution {
    let params = Params {
        seed: 5,
        iterations: Some(iterations),
        time_limit: None,
        threads: 1,
        tuning: Tuning::default(),
    };
    solve(instance, &params, &Silent)
}

/// What is settled on when any gain of prize is worth any change.
fn eager(instance: &Instance, found: Solution) -> Solution {
    let settled = steady(instance, &[], Prize::ZERO, found);
    assert_eq!(settled.held_back, None);
    settled.solution
}

/// An instance that goes on from routes of its own.
fn going_on(seed: u64, jobs: usize, iterations: u64) -> (Instance, Solution) {
    let mut instance = testing::narrow(seed, jobs);
    let known = found(&instance, iterations);
    instance.ties.begin.clone_from(&known.routes);
    for (shift, route) in (0..).map(ShiftIdx).zip(&known.routes) {
        let homes = route.iter().map(|step| (step.job, shift));
        instance.ties.homes.extend(homes);
    }
    instance.ties.homes.sort_unstable();
    (instance, known)
}

#[test]
fn what_brings_no_prize_and_little_driving_changes_nothing() {
    let (mut shorter, mut better) = (0, 0);
    for seed in 0..60 {
        let (instance, known) = going_on(seed, 9, 0);
        // The same visits in other routes: no search would come back to the old ones by itself.
        let mut free = instance.clone();
        free.ties.begin.clear();
        let other = found(&free, 300);
        let value = |solution: &Solution| check(&instance, solution).unwrap();
        let (old, new) = (value(&known), value(&other));
        let kept = eager(&instance, other.clone());
        if (old.required_missing, old.prize) == (new.required_missing, new.prize) {
            assert_eq!(
                kept,
                known,
                "seed {seed}: {} s are saved",
                (old.cost - new.cost).get()
            );
            shorter += usize::from(other != known);
        } else {
            assert!(
                value(&kept).prize >= new.prize
                    || value(&kept).required_missing < new.required_missing
            );
            better += 1;
        }
    }
    assert!(shorter > 5 && better > 5, "{shorter} {better}");
}

#[test]
fn needless_changes_are_taken_back_and_the_prize_stays() {
    let (mut fewer, mut same) = (0, 0);
    for seed in 0..60 {
        let (mut instance, _) = going_on(seed, 24, 60);
        // Something has become urgent that was in no route.
        let out = (0..instance.jobs.len()).find(|job| {
            let job = JobIdx::from_idx(*job);
            !instance.ties.homes.iter().any(|(own, _)| *own == job)
        });
        let Some(out) = out else { continue };
        instance.jobs[out].required = true;
        let mut free = instance.clone();
        free.ties.begin.clear();
        let other = found(&free, 200);
        let course = Course::new(&instance, Prize::ZERO);
        let kept = eager(&instance, other.clone());
        let (before, after) = (
            course.rank(&[], &other).unwrap(),
            course.rank(&[], &kept).unwrap(),
        );
        assert!(after >= before, "seed {seed}");
        assert!(after.1 >= before.1 && (after.1 > before.1 || after.2 >= before.2));
        fewer += usize::from(after > before);
        same += usize::from(after == before);
    }
    assert!(fewer > 20, "{fewer} {same}");
}

/// Three visits on a straight road, so many seconds apart, to be made second, first, third: one out of place.
fn crooked(apart: u32) -> (Instance, Solution) {
    let place = |at: u32| LocationIdx(at);
    let job = |at: u32| Job {
        prize: Prize(1),
        required: false,
        approach: Seconds(0),
        service: Seconds(60),
        windows: SmallVec::new(),
        modes: smallvec![Mode {
            entry: place(at),
            exit: place(at)
        }],
        load: 0,
        shifts: None,
        group: None,
    };
    let cells = (0..4_u32).flat_map(|from| (0..4).map(move |to| from.abs_diff(to) * apart));
    let seconds: Vec<u32> = cells.collect();
    let window = TimeWindow::new(Seconds(0), Seconds(36_000)).unwrap();
    let mut instance = Instance {
        travel: Travel {
            n: 4,
            metres: seconds.clone(),
            seconds,
        },
        jobs: (1..4).map(job).collect(),
        shifts: vec![Shift {
            start: place(0),
            end: place(0),
            window,
            day: 0,
            breaks: crate::problem::Breaks::default(),
            capacity: None,
            max_jobs: None,
            travel: 0,
        }],
        ..Instance::default()
    };
    let step = |job: u32| Step {
        job: JobIdx(job),
        mode: 0,
    };
    instance.ties.begin = vec![vec![step(1), step(0), step(2)]];
    let straight = vec![vec![step(0), step(1), step(2)]];
    (instance, Solution { routes: straight })
}

#[test]
fn ten_minutes_of_driving_are_worth_a_change_and_nothing_is_where_no_stop_may_move() {
    // Two lengths are driven less.
    for (apart, most_moved, changes) in [
        (299, None, false),
        (301, None, true),
        (301, Some(1), true),
        (4_000, Some(0), false),
    ] {
        let (mut instance, straight) = crooked(apart);
        instance.ties.most_moved = most_moved;
        let crooked = instance.ties.begin.clone();
        let kept = eager(&instance, straight.clone());
        let expected = if changes { straight.routes } else { crooked };
        assert_eq!(kept.routes, expected, "{apart} {most_moved:?}");
    }
}

#[test]
fn an_exchange_of_visits_that_are_worth_the_same_is_two_changes() {
    // Two of three may be made; the nearer two save two lengths of driving.
    for (apart, prize, changes) in [(599, 1, false), (601, 1, true), (10, 2, true)] {
        let (mut instance, straight) = crooked(apart);
        instance.shifts[0].max_jobs = Some(2);
        instance.jobs[0].prize = Prize(prize);
        let [near, middle, far] = [0, 1, 2].map(|at| straight.routes[0][at]);
        instance.ties.begin = vec![vec![middle, far]];
        let found = Solution {
            routes: vec![vec![near, middle]],
        };
        let kept = eager(&instance, found.clone());
        let expected = if changes {
            found.routes
        } else {
            instance.ties.begin.clone()
        };
        assert_eq!(kept.routes, expected, "{apart} {prize}");
        // The same where only one of several changes is to be taken back.
        let mut both = instance.clone();
        both.shifts.push(instance.shifts[0].clone());
        both.shifts[1].max_jobs = Some(1);
        both.ties.begin.push(Vec::new());
        both.jobs.push(instance.jobs[0].clone());
        for (job, shift) in [(0, 0), (1, 0), (2, 0), (3, 1)] {
            both.jobs[job].shifts = Some(vec![ShiftIdx(shift)]);
        }
        let new = Step {
            job: JobIdx(3),
            mode: 0,
        };
        let mut found = eager(
            &instance,
            Solution {
                routes: vec![vec![near, middle]],
            },
        );
        found.routes.push(vec![new]);
        let other = Solution {
            routes: vec![vec![near, middle], vec![new]],
        };
        assert_eq!(eager(&both, other), found, "{apart} {prize}");
    }
}

#[test]
fn without_routes_to_go_on_from_the_solution_stays() {
    let instance = testing::instance(1, 12);
    let any = found(&instance, 20);
    assert_eq!(eager(&instance, any.clone()), any);
}

/// Two of three visits may be made; another two than before bring so much more, for two changes.
fn exchange(gain: i64) -> (Instance, Solution) {
    let (mut instance, straight) = crooked(10);
    instance.shifts[0].max_jobs = Some(2);
    instance.jobs[0].prize = Prize(1 + gain);
    let [near, middle, far] = [0, 1, 2].map(|at| straight.routes[0][at]);
    instance.ties.begin = vec![vec![middle, far]];
    let routes = vec![vec![near, middle]];
    (instance, Solution { routes })
}

#[test]
fn what_brings_too_little_for_its_changes_is_held_back_and_told() {
    for (gain, least_gain, is_held) in [
        (19, 10, true),
        (20, 10, false),
        (1, 1, true),
        (2, 1, false),
        (1, 0, false),
    ] {
        let (instance, found) = exchange(gain);
        let settled = steady(&instance, &[], Prize(least_gain), found.clone());
        let (routes, held_back) = if is_held {
            let held = HeldBack {
                changes: 2,
                prize: Prize(gain),
                saved: Seconds(20),
                visits: [vec![JobIdx(0)], vec![JobIdx(2)]],
            };
            (instance.ties.begin.clone(), Some(held))
        } else {
            (found.routes, None)
        };
        assert_eq!(settled.solution.routes, routes, "{gain} {least_gain}");
        assert_eq!(settled.held_back, held_back, "{gain} {least_gain}");
    }
}

#[test]
fn what_is_required_or_pinned_pays_for_any_change() {
    let (mut instance, found) = exchange(1);
    let settled = steady(&instance, &[JobIdx(0)], Prize(1_000), found.clone());
    assert_eq!(settled.solution, found);
    instance.jobs[0].required = true;
    let settled = steady(&instance, &[], Prize(1_000), found.clone());
    assert_eq!(settled.solution, found);
}

#[test]
fn a_new_stop_must_bring_the_least_gain_too() {
    for (prize, is_made) in [(9, false), (10, true)] {
        let (mut instance, straight) = crooked(10);
        instance.jobs[0].prize = Prize(prize);
        instance.ties.begin = vec![straight.routes[0][1..].to_vec()];
        let settled = steady(&instance, &[], Prize(10), straight.clone());
        let begin = Solution {
            routes: instance.ties.begin.clone(),
        };
        assert_eq!(settled.solution, if is_made { straight } else { begin });
        assert_eq!(settled.held_back.is_none(), is_made);
    }
}

#[test]
fn of_what_is_found_only_that_is_held_back_which_does_not_pay() {
    let (mut held, mut made) = (0, 0);
    for seed in 0..60 {
        let (instance, known) = going_on(seed, 16, 0);
        let mut free = instance.clone();
        free.ties.begin.clear();
        let other = found(&free, 300);
        let least_gain = Prize(known_prize(&instance, &known).get() / 100);
        let course = Course::new(&instance, least_gain);
        let settled = steady(&instance, &[], least_gain, other);
        let (before, after) = (
            course.rank(&[], &known).unwrap(),
            course.rank(&[], &settled.solution).unwrap(),
        );
        assert!((after.1, after.2) >= (before.1, before.2), "seed {seed}");
        made += usize::from(after.2 > before.2);
        if let Some(back) = settled.held_back {
            let [changes, saved] = [i64::from(back.changes), back.saved.get()];
            assert!(
                !course.pays(changes, back.prize.get(), saved),
                "seed {seed}"
            );
            held += 1;
        }
    }
    assert!(held > 5 && made > 5, "{held} {made}");
}

fn known_prize(instance: &Instance, solution: &Solution) -> Prize {
    check(instance, solution).unwrap().prize
}
