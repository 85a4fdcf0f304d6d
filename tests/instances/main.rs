//! Our own small instances: each is solved to the optimum, which is proved by trying all.

#![expect(
    clippy::unwrap_used,
    reason = "tests may panic; clippy takes their helpers for other code"
)]

mod prove;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use xuncha::problem::check::{Fault, check, schedule};
use xuncha::problem::formats::{self, Kind};
use xuncha::problem::{Instance, JobIdx, ShiftIdx, Solution, Step, Value};
use xuncha::solver::{Params, Silent, Tuning, solve};
use xuncha::testing;

use crate::prove::optimum;

const HEAD: &str = "instance,jobs,shifts,required_missing,prize,travel_s\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/instances")
}

/// Every committed instance by name.
fn instances() -> BTreeMap<String, Instance> {
    let mut instances = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let posed = formats::read(Kind::Mixed, &name, &text, None);
            let posed = posed.unwrap_or_else(|error| panic!("{name}: {error}"));
            instances.insert(name, posed.instance);
        }
    }
    assert!(instances.len() >= 12, "{}", instances.len());
    instances
}

fn found(instance: &Instance, iterations: u64) -> Value {
    let params = Params {
        seed: 1,
        iterations: Some(iterations),
        time_limit: None,
        threads: 1,
        tuning: Tuning::default(),
    };
    let solution = solve(instance, &params, &Silent);
    check(instance, &solution).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn row(name: &str, instance: &Instance, value: Value) -> String {
    let (jobs, shifts) = (instance.jobs.len(), instance.shifts.len());
    let (missing, prize, travel) = (value.required_missing, value.prize, value.cost);
    format!("{name},{jobs},{shifts},{missing},{prize},{travel}\n")
}

fn table(value: impl Fn(&Instance) -> Value) -> String {
    let instances = instances();
    let rows = instances
        .iter()
        .map(|(name, instance)| row(name, instance, value(instance)));
    HEAD.to_owned() + &rows.collect::<String>()
}

fn committed() -> String {
    std::fs::read_to_string(folder().join("optima.csv")).unwrap_or_default()
}

#[test]
fn the_table_holds_the_optima() {
    let table = table(optimum);
    #[expect(
        clippy::disallowed_methods,
        reason = "blessing is asked for by the environment"
    )]
    if std::env::var("XUNCHA_BLESS").is_ok() {
        std::fs::write(folder().join("optima.csv"), &table).unwrap();
    }
    assert_eq!(committed(), table);
}

#[test]
fn every_instance_is_solved_to_its_optimum() {
    assert_eq!(table(|instance| found(instance, 3000)), committed());
}

/// The best value by trying every route of every shift, each held against `check`.
fn try_all(instance: &Instance, solution: &mut Solution, shift: usize, best: &mut Option<Value>) {
    if shift == instance.shifts.len() {
        if let Ok(value) = check(instance, solution)
            && best.is_none_or(|best| value > best)
        {
            *best = Some(value);
        }
        return;
    }
    try_all(instance, solution, shift + 1, best);
    for (number, job) in instance.jobs.iter().enumerate() {
        let is_served = |step: &Step| step.job.idx() == number;
        if solution.routes.iter().flatten().any(is_served) {
            continue;
        }
        for mode in 0..u8::try_from(job.modes.len()).unwrap() {
            let job = JobIdx::from_idx(number);
            solution.routes[shift].push(Step { job, mode });
            let times = schedule(instance, ShiftIdx::from_idx(shift), &solution.routes[shift]);
            // A route that is late stays late however it goes on; one that only owes its break may not.
            if !matches!(times, Err(Fault::Late { .. })) {
                try_all(instance, solution, shift, best);
            }
            solution.routes[shift].pop();
        }
    }
}

#[test]
fn the_proof_is_right_on_random_instances_with_everything_in_them() {
    for seed in 0..50 {
        let instance = if seed < 30 {
            testing::instance(seed, 5)
        } else {
            testing::rested(seed, 5)
        };
        let mut solution = Solution {
            routes: vec![Vec::new(); instance.shifts.len()],
        };
        let mut best = None;
        try_all(&instance, &mut solution, 0, &mut best);
        assert_eq!(best, Some(optimum(&instance)), "seed {seed}");
    }
}

#[test]
fn no_search_is_better_than_the_proof() {
    for seed in 0..50 {
        let instance = if seed < 30 {
            testing::narrow(seed, 7)
        } else {
            testing::rested(seed, 7)
        };
        assert!(found(&instance, 300) <= optimum(&instance), "seed {seed}");
    }
}
