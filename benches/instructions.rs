//! Instructions of reading, mending, preparing and driving: a measure that does not drift with the load of the machine.
//!
//! Runs itself under `valgrind --tool=callgrind`, each case once with its setup alone and once with the work behind it, on
//! one thread, and prints the difference. `cargo bench --bench instructions [-- NAME]`; without valgrind (in most systems a
//! package of that name) it says so and measures nothing. Valgrind knows no SHA instructions, so the hashes of files weigh
//! several times what they do on a processor that has them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench may stop where its input is not as made, and prints what it measures"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use xuncha::domain::{Datum, Road};
use xuncha::layers::{self, LayerKind, LayerSpec, bare, read_layers};
use xuncha::roads::prepared::{self, Key, Prepared};
use xuncha::roads::{
    self, Hierarchy, LinkIdx, Network, Position, RoadParams, Snapper, Ways, build,
};
use xuncha::synth::{self, Size};
use xuncha::testing::grid;

/// What is measured, and how to do it so many times.
type Case = (&'static str, fn(usize));

const CASES: [Case; 9] = [
    ("read/bare", walk),
    ("read/records", read),
    ("roads/build", mend),
    ("roads/prepare", prepare),
    ("roads/customise", customise),
    ("roads/matrix 300", matrix),
    ("roads/64 ways", ways),
    ("roads/index", index),
    ("roads/prepared", from_disk),
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name, rounds] = &args[..]
        && flag == "--once"
    {
        let case = CASES.iter().find(|case| case.0 == name).unwrap();
        return case.1(rounds.parse().unwrap());
    }
    let wanted = args.iter().find(|arg| !arg.starts_with('-'));
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("instructions: valgrind is not installed, nothing was measured");
        return;
    }
    for (name, _) in CASES {
        if wanted.is_none_or(|wanted| name.contains(wanted.as_str())) {
            let (with, without) = (instructions(name, 1), instructions(name, 0));
            println!(
                "{name:20} {:>15} instructions",
                with.saturating_sub(without)
            );
        }
    }
}

/// Instructions of this program doing a case so many times, its setup counted.
fn instructions(name: &str, rounds: u64) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--once", name, &rounds.to_string()])
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let Some((_, count)) = counted else {
        panic!("callgrind counted nothing:\n{said}");
    };
    count.trim().parse().unwrap()
}

fn county() -> Vec<u8> {
    let files = synth::make(Size::County, 1, false);
    let roads = files.into_iter().find(|file| file.name == "roads.geojson");
    roads.unwrap().bytes
}

fn walk(rounds: usize) {
    let text = String::from_utf8(county()).unwrap();
    for _ in 0..rounds {
        black_box(bare::walk(black_box(&text)));
    }
}

fn read(rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("roads.geojson"), county()).unwrap();
    for _ in 0..rounds {
        black_box(records(folder.path()));
    }
}

fn records(dir: &Path) -> layers::Layers {
    let spec = LayerSpec {
        kind: LayerKind::Roads,
        path: "roads.geojson".to_owned(),
        datum: Datum::default(),
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    read_layers(dir, &[spec])
}

/// Forty thousand junctions.
fn streets() -> Vec<Road> {
    grid(200, 200, 1)
}

fn network() -> Network {
    build(&streets(), &RoadParams::default()).0
}

fn mend(rounds: usize) {
    let roads = streets();
    for _ in 0..rounds {
        black_box(build(black_box(&roads), &RoadParams::default()));
    }
}

fn prepare(rounds: usize) {
    let network = network();
    for _ in 0..rounds {
        black_box(Hierarchy::new(black_box(&network)));
    }
}

fn customise(rounds: usize) {
    let network = network();
    let hierarchy = Hierarchy::new(&network);
    for _ in 0..rounds {
        black_box(hierarchy.customise(black_box(&network)));
    }
}

/// So many positions spread over the links.
fn positions(network: &Network, count: u32) -> Vec<Position> {
    let links = u32::try_from(network.links().len()).unwrap();
    (0..count)
        .map(|number| {
            Position::new(
                LinkIdx(number * (links / count)),
                f64::from(number % 10) / 10.0,
            )
        })
        .collect()
}

fn matrix(rounds: usize) {
    let network = network();
    let ways: Ways<'_> = network.ways();
    let positions = positions(&network, 300);
    for _ in 0..rounds {
        black_box(ways.matrix(black_box(&positions)));
    }
}

fn ways(rounds: usize) {
    let network = network();
    let mut query = network.ways().query();
    let ends = positions(&network, 64);
    for _ in 0..rounds {
        for number in 0..64 {
            black_box(query.path(ends[number], ends[(number * 29 + 7) % 64]));
        }
    }
}

fn index(rounds: usize) {
    for _ in 0..rounds {
        let network = network();
        black_box(Snapper::new(black_box(&network)));
    }
    if rounds == 0 {
        black_box(network());
    }
}

fn from_disk(rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (params, key) = (RoadParams::default(), Key::new(&[], &RoadParams::default()));
    let roads = streets();
    let (network, repairs) = build(&roads, &params);
    let made = Prepared {
        roads,
        findings: Vec::new(),
        features: BTreeMap::new(),
        network,
        repairs,
    };
    prepared::write(folder.path(), &key, &made);
    for _ in 0..rounds {
        let read = prepared::read(folder.path(), &key, &params, roads::codes::ALL);
        black_box(read.unwrap());
    }
}
