//! Moves between and within routes: what they promise is what routes recomputed from their steps cost.

use super::super::dice::Dice;
use super::super::model::{Model, NEVER, count};
use super::super::recreate::prune;
use super::super::reversal::Reversal;
use super::super::route::Route;
use super::super::state::{LEFT_OUT, State};
use super::super::tails::{Cut, gain};
use crate::domain::TimeWindow;
use crate::problem::{Instance, JobIdx, Objective, Step};
use crate::testing;
use crate::units::Seconds;

/// Instances with shifts that are alike: timed, with breaks and loads, and with nothing timed; no spacing.
fn instance(seed: u64, jobs: usize) -> Instance {
    let mut instance = if seed.is_multiple_of(2) {
        testing::unlike(seed, jobs, 6)
    } else {
        let mut instance = testing::timeless(seed, jobs);
        let shift = instance.shifts[0].clone();
        instance.shifts = vec![shift; 4];
        for (number, job) in instance.jobs.iter_mut().enumerate() {
            (job.shifts, job.load) = (None, 1 + i64::try_from(number % 5).unwrap());
        }
        for shift in &mut instance.shifts {
            shift.capacity = Some(12);
        }
        instance
    };
    instance.groups.clear();
    for job in &mut instance.jobs {
        job.group = None;
    }
    instance
}

/// Puts jobs into random routes, in random modes, at random places, as far as they fit.
fn scatter(state: &mut State<'_>, dice: &mut Dice) {
    let model = state.model;
    for job in 0..count(model.jobs.len()) {
        let shift = dice.below(count(model.shifts.len()));
        let is_out = state.owner[job as usize] == LEFT_OUT;
        if !(is_out && model.allows(job, shift) && state.agrees(job, shift)) {
            continue;
        }
        let (route, data) = (&state.routes[shift as usize], &model.shifts[shift as usize]);
        let gaps = route.open_gaps();
        let at = gaps.start + dice.below(count(gaps.len())) as usize;
        let place = route.place(model, data, job, at..at + 1, NEVER);
        if place.delta < NEVER {
            state.insert(shift, place);
        }
    }
}

/// Everything that a state knows of its routes.
fn told(state: &State<'_>) -> String {
    format!(
        "{:?} {:?} {} {} {:?}",
        state.routes, state.owner, state.served, state.used, state.value
    )
}

#[test]
fn a_state_comes_back_to_its_checkpoint_whatever_was_done() {
    let mut changed = 0;
    for seed in 0..60 {
        let instance = instance(seed, 24);
        let model = Model::new(&instance);
        let mut dice = Dice::new(seed, 0);
        let mut state = State::empty(&model);
        scatter(&mut state, &mut dice);
        for _ in 0..8 {
            state.checkpoint();
            let before = told(&state);
            for _ in 0..6 {
                change(&mut state, &mut dice);
            }
            let whole = State::clone(&state);
            for (shift, route) in whole.routes.iter().enumerate() {
                let mut renewed = route.clone();
                renewed.update(&model, &model.shifts[shift]);
                assert_eq!(format!("{route:?}"), format!("{renewed:?}"), "seed {seed}");
            }
            let costs: i64 = state.routes.iter().map(|route| route.cost).sum();
            let prizes: i64 = state.routes.iter().map(|route| route.prize).sum();
            assert_eq!(state.value.cost.get(), costs, "seed {seed}");
            assert_eq!(state.value.prize.get(), prizes, "seed {seed}");
            changed += u32::from(told(&state) != before);
            if dice.below(3) > 0 {
                state.restore();
                assert_eq!(told(&state), before, "seed {seed}");
            }
        }
    }
    assert!(changed > 400, "{changed}");
}

/// One of the changes that a search makes.
fn change(state: &mut State<'_>, dice: &mut Dice) {
    let shift = dice.below(count(state.routes.len()));
    match dice.below(5) {
        0 => scatter(state, dice),
        1 => state.remove(shift, |job| job % 3 == 0),
        2 => state.turn_round(shift),
        3 if !state.model.timeless => {
            let mut reversal = Reversal::default();
            reversal.reverse(state, shift);
        }
        _ => {
            let cuts = cuts(state);
            if let Some((one, two)) = cuts.iter().find(|(one, two)| gain(state, *one, *two) > 0) {
                state.exchange((one.shift, one.at), (two.shift, two.at));
            }
        }
    }
}

/// Every pair of places where two routes that are not empty can be cut.
fn cuts(state: &State<'_>) -> Vec<(Cut, Cut)> {
    let of = |shift: u32| {
        let steps = state.routes[shift as usize].ways.len();
        (0..=steps).map(move |at| Cut { shift, at })
    };
    let shifts = 0..count(state.routes.len());
    let used = shifts.filter(|shift| !state.routes[*shift as usize].ways.is_empty());
    let used: Vec<u32> = used.collect();
    let pairs = used
        .iter()
        .flat_map(|one| used.iter().map(move |two| (*one, *two)));
    let pairs = pairs.filter(|(one, two)| one != two);
    pairs
        .flat_map(|(one, two)| of(one).flat_map(move |a| of(two).map(move |b| (a, b))))
        .collect()
}

#[test]
fn tails_are_exchanged_for_what_the_new_routes_cost() {
    let (mut saved, mut refused, mut unlike) = ([0; 2], 0, 0);
    for seed in 0..60 {
        let instance = instance(seed, 16);
        let model = Model::new(&instance);
        let mut dice = Dice::new(seed, 0);
        let mut state = State::empty(&model);
        scatter(&mut state, &mut dice);
        for (one, two) in cuts(&state) {
            let (a, b) = (one.shift as usize, two.shift as usize);
            let promised = gain(&state, one, two);
            if model.alike[a] != model.alike[b] {
                assert_eq!(promised, 0, "seed {seed}");
                unlike += 1;
                continue;
            }
            // The end of a route costs nothing when nothing is before it, which labels of tails do not know.
            let (first, second) = (&state.routes[a], &state.routes[b]);
            let is_emptied =
                |head: &Cut, tail: &Cut, other: &Route| head.at == 0 && tail.at == other.ways.len();
            let empties = is_emptied(&one, &two, second) || is_emptied(&two, &one, first);
            let mut longer = [first.clone(), second.clone()];
            let tails = (
                first.ways[one.at..].to_vec(),
                second.ways[two.at..].to_vec(),
            );
            longer[0].ways.truncate(one.at);
            longer[0].ways.extend(&tails.1);
            longer[1].ways.truncate(two.at);
            longer[1].ways.extend(&tails.0);
            let data = &model.shifts[a];
            for route in &mut longer {
                route.update(&model, data);
            }
            let fits = |route: &Route| {
                let load: i64 = route.ways.iter().map(|way| model.job_of(*way).load).sum();
                route.is_feasible() && load <= data.capacity && route.ways.len() <= data.max_jobs
            };
            let fit = longer.iter().all(fits);
            let less = first.cost + second.cost - longer[0].cost - longer[1].cost;
            if promised > 0 {
                assert!(fit && less >= promised, "seed {seed}: {promised} {less}");
                assert!(
                    less == promised || empties,
                    "seed {seed}: {promised} {less}"
                );
                saved[usize::from(model.timeless)] += 1;
                let mut exchanged = state.clone();
                exchanged.checkpoint();
                exchanged.exchange((one.shift, one.at), (two.shift, two.at));
                let cost = state.value.cost.get() - exchanged.value.cost.get();
                assert_eq!(cost, less, "seed {seed}");
            } else if !empties {
                assert!(!fit || less <= 0, "seed {seed}: {less}");
                refused += 1;
            }
        }
    }
    let all = [saved[0], saved[1], refused, unlike];
    assert!(all.iter().all(|times| *times > 100), "{all:?}");
}

#[test]
fn no_corridor_is_left_that_saves_when_driven_the_other_way() {
    let (mut turned, mut kept) = (0, 0);
    for seed in 0..80 {
        let instance = match seed % 2 {
            0 => testing::rested(seed, 24),
            _ => testing::narrow(seed, 24),
        };
        let model = Model::new(&instance);
        let mut state = State::empty(&model);
        scatter(&mut state, &mut Dice::new(seed, 0));
        let before = state.clone();
        state.turn_all();
        for (shift, route) in state.routes.iter().enumerate() {
            let data = &model.shifts[shift];
            assert!(route.is_feasible(), "seed {seed}");
            turned += u32::from(route.cost < before.routes[shift].cost);
            for at in 0..route.ways.len() {
                let mut other = route.clone();
                other.ways[at] = model.other_way(route.ways[at]);
                if other.ways != route.ways {
                    other.update(&model, data);
                    assert!(!other.is_feasible() || other.cost >= route.cost);
                    kept += 1;
                }
            }
        }
    }
    assert!(turned > 10 && kept > 50, "{turned} {kept}");
}

/// Without this an insertion would be offered to a shift that may not do it.
#[test]
fn shifts_are_alike_only_where_the_same_jobs_may_be_done() {
    let (mut alike, mut told_apart) = (0, 0);
    for seed in 0..40 {
        let mut instance = testing::unlike(seed, 12, 8);
        let able = |instance: &Instance, shift: usize| -> Vec<bool> {
            let model = Model::new(instance);
            let jobs = 0..count(model.jobs.len());
            jobs.map(|job| model.allows(job, count(shift))).collect()
        };
        // One of a pair may not do what the other may.
        if let Some(shifts) = instance.jobs.iter_mut().find_map(|job| job.shifts.as_mut()) {
            shifts.remove(0);
        }
        let model = Model::new(&instance);
        for (shift, first) in model.alike.iter().enumerate() {
            let first = *first as usize;
            if first < shift {
                alike += 1;
                assert_eq!(model.shifts[first], model.shifts[shift], "seed {seed}");
                assert_eq!(
                    able(&instance, first),
                    able(&instance, shift),
                    "seed {seed}"
                );
            } else if shift > 0 && model.shifts[shift - 1] == model.shifts[shift] {
                told_apart += 1;
                assert_ne!(able(&instance, shift - 1), able(&instance, shift));
            }
        }
    }
    assert!(alike > 50 && told_apart > 10, "{alike} {told_apart}");
}

/// A plan without hours of its own has a window for each day, one behind the other.
#[test]
fn days_without_a_moment_between_them_are_one_window() {
    let mut instance = testing::instance(1, 4);
    let window = |from: i64, until: i64| TimeWindow::new(Seconds(from), Seconds(until)).unwrap();
    instance.jobs[2].windows = [window(0, 999), window(1000, 1999)].into_iter().collect();
    instance.jobs[3].windows = [window(0, 998), window(1000, 1999)].into_iter().collect();
    let model = Model::new(&instance);
    let data = |given: u32| {
        let step = Step {
            job: JobIdx(given),
            mode: 0,
        };
        model.job_of(model.way(step).unwrap())
    };
    let approach = |given: usize| instance.jobs[given].approach.get();
    assert!(data(2).is_plain() && !data(3).is_plain());
    let moment = 999 - approach(2);
    assert_eq!(data(2).begin(moment), moment);
    let moment = 999 - approach(3);
    assert_eq!(data(3).begin(moment), moment + 1);
}

#[test]
fn what_is_not_worth_its_way_goes_and_what_is_required_stays() {
    let (mut gone, mut stayed, mut emptied) = (0, 0, 0);
    for seed in 0..80 {
        let mut instance = match seed % 4 {
            0 => testing::timeless(seed, 24),
            1 => testing::unlike(seed, 24, 6),
            _ => testing::rested(seed, 24),
        };
        instance.objective = Objective::PrizeLessTravel;
        let model = Model::new(&instance);
        let mut state = State::empty(&model);
        scatter(&mut state, &mut Dice::new(seed, 0));
        let before = state.clone();
        for shift in 0..count(state.routes.len()) {
            prune(&mut state, shift);
            let (route, old) = (
                &state.routes[shift as usize],
                &before.routes[shift as usize],
            );
            let data = &model.shifts[shift as usize];
            let required = |route: &Route| {
                let jobs = route.ways.iter().map(|way| model.job_of(*way));
                jobs.filter(|job| job.required).count()
            };
            assert_eq!(required(route), required(old), "seed {seed}");
            assert!(route.is_feasible(), "seed {seed}");
            gone += old.ways.len() - route.ways.len();
            emptied += usize::from(route.ways.is_empty() && !old.ways.is_empty());
            if required(route) == 0 && !route.ways.is_empty() {
                assert!(route.prize > route.cost, "seed {seed}");
            }
            for way in &route.ways {
                let mut shorter = route.clone();
                shorter.take(&model, data, |other| other == *way);
                let job = model.job_of(*way);
                let saves = route.cost - shorter.cost > job.prize;
                assert!(
                    job.required || !saves || !shorter.is_feasible(),
                    "seed {seed}"
                );
                stayed += usize::from(job.required && saves);
            }
        }
        assert!(state.value >= before.value, "seed {seed}");
    }
    assert!(
        gone > 100 && stayed > 20 && emptied > 10,
        "{gone} {stayed} {emptied}"
    );
}
