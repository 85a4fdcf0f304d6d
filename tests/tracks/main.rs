//! Tracks simulated along known routes, matched, and held against what was driven.
//!
//! The whole table: `cargo test --release --test tracks -- --ignored --nocapture`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot read its own layers ends, and each setting is a row of a table"
)]

mod dice;
mod drive;
mod peja;
mod properties;
mod score;

use std::fs;
use std::path::{Path, PathBuf};

use dice::Dice;
use drive::{Receiver, drive};
use score::{Score, score, spans_of};
use xuncha::layers::{LayerKind, LayerSpec, read_layers};
use xuncha::roads::{Network, RoadParams, build};
use xuncha::synth::{Size, make};
use xuncha::tracks::{CleanParams, MatchParams, Matcher, clean};

/// Noise in metres, least share of the driven metres right, most share wrong.
const NEEDED: [(f64, f64, f64); 3] = [(5.0, 0.99, 0.01), (10.0, 0.98, 0.02), (20.0, 0.95, 0.04)];

fn made(size: Size, seed: u64) -> Network {
    let folder = tempfile::tempdir().unwrap();
    for file in make(size, seed, false) {
        fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
    }
    network(folder.path(), "roads.geojson")
}

fn network(folder: &Path, path: &str) -> Network {
    let spec = LayerSpec {
        kind: LayerKind::Roads,
        path: path.to_owned(),
        datum: xuncha::domain::Datum::Wgs84,
        fields: std::collections::BTreeMap::new(),
        values: std::collections::BTreeMap::new(),
        defaults: std::collections::BTreeMap::new(),
        keep: Vec::new(),
    };
    let layers = read_layers(folder, &[spec]);
    build(&layers.roads, &RoadParams::default()).0
}

/// A file or folder of the published layers.
fn shared(name: &str) -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "real layers are found through the environment"
    )]
    let root = std::env::var("XUNCHA_SHARED")
        .expect("XUNCHA_SHARED names the folder of the published layers");
    Path::new(&root).join("data").join(name)
}

/// Drives and matches for each noise, interval and memory; says each row.
fn table(network: &Network, name: &str, metres: f64, tracks: u64) -> Vec<String> {
    let matcher = Matcher::new(network, MatchParams::default());
    let mut faults = Vec::new();
    for (seed, (sigma, least, most)) in (1..).zip(NEEDED) {
        for interval in [1, 5, 15] {
            for memory in [0.0, 30.0] {
                let receiver = Receiver {
                    sigma,
                    interval,
                    memory,
                };
                let mut sum = Score::default();
                let mut guess = 0.0;
                for number in 0..tracks {
                    let mut dice = Dice::new(number * 1_000 + seed);
                    let drive = drive(network, receiver, metres, &mut dice);
                    let clean = clean(&drive.track, &CleanParams::default());
                    let matched = matcher.match_track(&clean);
                    guess += matched.sigma / tracks as f64;
                    sum.add(score(network, &drive.driven, &spans_of(&matched)));
                }
                let row = format!(
                    "{name}: {sigma:>2} m, every {interval:>2} s, memory {memory:>2} s: {:>5.0} km, right {:.2} %, wrong {:.2} %, sigma {guess:.1}",
                    sum.driven / 1000.0,
                    sum.right_share() * 100.0,
                    sum.wrong_share() * 100.0
                );
                println!("{row}");
                if sum.right_share() < least || sum.wrong_share() > most {
                    faults.push(row);
                }
            }
        }
    }
    faults
}

#[test]
fn driven_metres_are_found_in_a_township() {
    let faults = table(&made(Size::Township, 1), "township", 30_000.0, 2);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
#[ignore = "the whole table takes a minute"]
fn driven_metres_are_found_in_a_county() {
    let faults = table(&made(Size::County, 1), "county", 100_000.0, 10);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Real roads: `XUNCHA_SHARED=<folder>` as for `tests/real_layers.rs`.
#[test]
#[ignore = "needs published layers that are not in the repository"]
fn driven_metres_are_found_on_real_roads() {
    let mut faults = Vec::new();
    for (set, file) in [
        ("li-liechtenstein", "roads.geojson.gz"),
        ("cn-lingqiu", "roads.geojson.gz"),
        ("us-shutesbury", "massdot_roads.geojson.gz"),
        ("us-madison-ne", "roads.geojson.gz"),
    ] {
        let missed = table(&network(&shared(set), file), set, 60_000.0, 5);
        if set == "us-madison-ne" {
            // Shown only. Carriageways are drawn 10 m apart and without a direction there: a track cannot tell them apart
            // once its noise is as large.
            continue;
        }
        faults.extend(missed);
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
