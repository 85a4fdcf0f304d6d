//! Snapping targets to a county's roads.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use geo::{Geometry, Point};
use xuncha::roads::{RoadParams, Snapper, build};
use xuncha::testing::{at, grid};

/// About 20,000 links on 40 km by 40 km.
fn snap(c: &mut Criterion) {
    let (network, _) = build(&grid(100, 100, 1), &RoadParams::default());
    c.bench_function("snap/index", |b| {
        b.iter(|| Snapper::new(black_box(&network)));
    });
    let snapper = Snapper::new(&network);
    // A thousand places spread over the grid by a stride that shares no factor with its side.
    let places: Vec<Geometry> = (0..1000_u32)
        .map(|number| {
            let along = |stride: u32| f64::from(number * stride % 39_600);
            Geometry::Point(Point(at(along(7919), along(104_729 % 39_600))))
        })
        .collect();
    c.bench_function("snap/1000 points", |b| {
        b.iter(|| {
            let snapped = places
                .iter()
                .map(|place| snapper.snap(place, 300.0, &|_| true));
            snapped.flatten().count()
        });
    });
    c.bench_function("snap/1000 points, one road in nine allowed", |b| {
        b.iter(|| {
            let allowed = |link: xuncha::roads::LinkIdx| link.0.is_multiple_of(9);
            let snapped = places
                .iter()
                .map(|place| snapper.snap(place, 300.0, &allowed));
            snapped.flatten().count()
        });
    });
}

criterion_group!(benches, snap);
criterion_main!(benches);
