//! Simulated seasons whose truth is known: what the ledger alone tells of dumping, rebounds and discovery is held against it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests may panic and speak; clippy takes their helpers for other code"
)]

use rayon::prelude::*;

use xuncha::coverage::estimates::{Estimates, Evidence, estimates};
use xuncha::coverage::likelihood::Estimate;
use xuncha::coverage::with_found;
use xuncha::simulate::experiment::{Plan, Progress, Runs, Stage, with_runs};
use xuncha::simulate::heap::Heap;
use xuncha::simulate::outcome::{last_day, record};
use xuncha::simulate::policy::as_is;
use xuncha::simulate::run::Played;
use xuncha::simulate::scenario::Scenario;
use xuncha::synth::{self, Size};
use xuncha::units::Day;
use xuncha::workspace;

const SEASONS: u64 = 50;
/// Of fifty intervals of 95 % at least so many hold the truth, but once in 300 times (binomial).
const LEAST: usize = 43;

/// Dumping that is the same everywhere of its kind, all of it noticed and none of it in error.
fn scenario() -> Scenario {
    let mut scenario = Scenario::default();
    let dumping = &mut scenario.dumping;
    (dumping.village_per_year, dumping.hamlet_per_year) = (0.2, 0.2);
    (dumping.trunk_per_km_year, dumping.other_per_km_year) = (0.5, 0.5);
    (dumping.before_factor, dumping.edge_factor) = (1.0, 1.0);
    (dumping.false_share, dumping.notice) = (0.0, 1.0);
    dumping.public_report_per_day = 0.01;
    (scenario.rebound.per_year, scenario.rebound.moved_share) = (0.6, 0.0);
    scenario
}

struct Quiet;

impl Progress for Quiet {}

/// What a season was and what its ledger tells.
struct Season {
    told: Estimates,
    /// Mean days that the discovered heaps really lay.
    lay: f64,
}

#[test]
fn the_ledger_alone_tells_what_a_season_was() {
    let folder = tempfile::tempdir().unwrap();
    for file in synth::make(Size::County, 1, false) {
        std::fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
    }
    let workspace = workspace::open(folder.path()).unwrap();
    let scenario = scenario();
    let plan = Plan {
        first: Day::parse("2026-11-24").unwrap(),
        days: 120,
        runs: SEASONS,
        iterations: 40,
        seed: 11,
    };
    let stage = Stage::new(&workspace, &scenario, &plan).unwrap();
    let policies = [as_is("as it is", &workspace)];
    let seasons = with_runs(
        &stage,
        &policies,
        &scenario,
        &plan,
        &Quiet,
        &|runs: &Runs<'_>| {
            let seasons = (0..SEASONS).into_par_iter();
            let seasons: Result<Vec<Season>, _> = seasons
                .map(|run| Ok(season(&stage, &plan, &runs.play(0, run)?)))
                .collect();
            seasons
        },
    )
    .unwrap();
    let rates = [
        ("along corridors", scenario.dumping.trunk_per_km_year),
        ("at villages", scenario.dumping.village_per_year),
        ("rebounds", scenario.rebound.per_year),
    ];
    for (at, (what, truth)) in rates.into_iter().enumerate() {
        let told = seasons.iter().map(|season| {
            let told = &season.told;
            [told.along_corridors, told.at_villages, told.rebounds][at]
                .per_year
                .unwrap()
        });
        hold(what, told.map(|told| (told, truth)));
    }
    let public = scenario.dumping.public_report_per_day;
    hold(
        "reports by the public",
        seasons
            .iter()
            .map(|season| (season.told.public_per_day.unwrap(), public)),
    );
    hold(
        "days to discovery",
        seasons
            .iter()
            .map(|season| (season.told.discovery_days.unwrap(), season.lay)),
    );
}

fn season(stage: &Stage, plan: &Plan, played: &Played) -> Season {
    assert_eq!(played.refused, [], "the desks know the rules");
    let record = record(played, &stage.county.corridors).unwrap();
    let targets = with_found(&stage.county.layers.targets, played.ledger.book());
    let told = estimates(&Evidence {
        record: &record,
        book: played.ledger.book(),
        watch: &stage.watch(),
        targets: &targets,
        corridors: &stage.county.corridors,
        from: plan.first,
        to: last_day(plan.first, plan.days),
    });
    let lay = played.heaps.iter().filter(|heap| {
        let point = heap.point.as_ref().filter(|_| !heap.is_rebound);
        point.is_some_and(|point| told.discovered.contains(point))
    });
    let days: Vec<f64> = lay.filter_map(Heap::days_to_discovery).collect();
    assert_eq!(days.len(), told.discovered.len());
    Season {
        lay: days.iter().sum::<f64>() / days.len() as f64,
        told,
    }
}

/// Holds intervals against the truth of their seasons.
fn hold(what: &str, told: impl Iterator<Item = (Estimate, f64)>) {
    let told: Vec<(Estimate, f64)> = told.collect();
    let held = told
        .iter()
        .filter(|(told, truth)| told.holds(*truth))
        .count();
    let count = told.len() as f64;
    let mean = told.iter().map(|(told, _)| told.value).sum::<f64>() / count;
    let width = told
        .iter()
        .map(|(told, _)| told.high - told.low)
        .sum::<f64>()
        / count;
    let truth = told.iter().map(|(_, truth)| truth).sum::<f64>() / count;
    eprintln!(
        "{what}: truth {truth:.4}, told {mean:.4} (interval {width:.4} wide), held {held} of {}",
        told.len()
    );
    assert!(held >= LEAST, "{what}: {held}");
}
