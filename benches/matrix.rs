//! Noding a county's roads, preparing them, and travel times between targets on them.
//!
//! `XUNCHA_ROADS=<roads.geojson>` adds the network of a file, such as those on which the peers were measured.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use xuncha::domain::{Datum, Road};
use xuncha::layers::{LayerKind, LayerSpec, read_layers};
use xuncha::roads::{
    Hierarchy, LinkIdx, Network, Position, RoadParams, Ways, build, fastest_path, travel_matrix,
};
use xuncha::synth::{self, Size};
use xuncha::testing::grid;

/// So many positions spread over the links.
fn positions(network: &Network, count: u32) -> Vec<Position> {
    let links = u32::try_from(network.links().len()).unwrap_or(u32::MAX);
    (0..count)
        .map(|number| {
            Position::new(
                LinkIdx(number * (links / count)),
                f64::from(number % 10) / 10.0,
            )
        })
        .collect()
}

/// About 20,000 links on 40 km by 40 km.
fn matrix(c: &mut Criterion) {
    let roads = grid(100, 100, 1);
    let mut group = c.benchmark_group("matrix");
    group.sample_size(10);
    group.bench_function("build", |b| {
        b.iter(|| build(black_box(&roads), &RoadParams::default()));
    });
    let (network, _) = build(&roads, &RoadParams::default());
    for count in [50, 200] {
        let positions = positions(&network, count);
        group.bench_function(format!("{count} positions"), |b| {
            b.iter(|| travel_matrix(&network, black_box(&positions)));
        });
    }
    let ends = positions(&network, 2);
    group.bench_function("path", |b| {
        b.iter(|| fastest_path(&network, black_box(ends[0]), ends[1]));
    });
    group.finish();
}

fn read(dir: &Path, path: &str) -> Vec<Road> {
    let spec = LayerSpec {
        kind: LayerKind::Roads,
        path: path.to_owned(),
        datum: Datum::default(),
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    read_layers(dir, &[spec]).roads
}

/// The stages of the hierarchy on one network.
fn stages(c: &mut Criterion, name: &str, roads: &[Road]) {
    let (network, _) = build(roads, &RoadParams::default());
    let mut group = c.benchmark_group(format!("hierarchy {name}"));
    group.sample_size(10);
    group.bench_function("prepare", |b| {
        b.iter(|| Hierarchy::new(black_box(&network)));
    });
    let hierarchy = Hierarchy::new(&network);
    group.bench_function("customise", |b| {
        b.iter(|| hierarchy.customise(black_box(&network)));
    });
    let customised = hierarchy.customise(&network);
    let ways = Ways::new(&network, &hierarchy, &customised);
    for count in [1_000, 5_000] {
        let positions = positions(&network, count);
        group.bench_function(format!("{count} x {count}"), |b| {
            b.iter(|| ways.matrix(black_box(&positions)));
        });
    }
    let stops = positions(&network, 1_000);
    let faced = stops.iter().flat_map(|at| {
        let facings = network.facings(*at).iter();
        facings.map(|facing| at.facing(*facing))
    });
    let faced: Vec<Position> = faced.collect();
    group.bench_function("1000 stops, each as it may be faced", |b| {
        b.iter(|| ways.matrix(black_box(&faced)));
    });
    let ends = positions(&network, 64);
    let mut query = ways.query();
    let mut number = 0;
    group.bench_function("path with geometry", |b| {
        b.iter(|| {
            number += 1;
            query.path(ends[number % 64], ends[(number * 29 + 7) % 64])
        });
    });
    group.finish();
}

fn hierarchy(c: &mut Criterion) {
    stages(c, "grid of 40,000 junctions", &grid(200, 200, 1));
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    for file in synth::make(Size::County, 1, false) {
        if std::fs::write(folder.path().join(file.name), file.bytes).is_err() {
            return;
        }
    }
    stages(c, "county", &read(folder.path(), "roads.geojson"));
    #[expect(
        clippy::disallowed_methods,
        reason = "networks that are not ours are found through the environment"
    )]
    if let Ok(path) = std::env::var("XUNCHA_ROADS") {
        stages(c, "file", &read(Path::new(""), &path));
    }
}

criterion_group!(benches, matrix, hierarchy);
criterion_main!(benches);
