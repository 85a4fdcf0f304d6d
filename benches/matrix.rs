//! Noding a county's roads, and travel times between targets on them.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use xuncha::roads::{LinkIdx, Network, Position, RoadParams, build, fastest_path, travel_matrix};
use xuncha::testing::grid;

/// So many positions spread over the links.
fn positions(network: &Network, count: u32) -> Vec<Position> {
    let links = u32::try_from(network.links().len()).unwrap_or(u32::MAX);
    (0..count)
        .map(|number| Position {
            link: LinkIdx(number * (links / count)),
            fraction: f64::from(number % 10) / 10.0,
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

criterion_group!(benches, matrix);
criterion_main!(benches);
