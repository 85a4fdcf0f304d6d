//! One simulated day of planning on a generated county: what stands, what is due, the problem, the search.

#![expect(
    clippy::unwrap_used,
    reason = "a bench may stop where its input is not as made"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

use xuncha::domain::History;
use xuncha::pipeline::{self, Ground, Horizon};
use xuncha::problem::assemble::{Computed, TravelTable};
use xuncha::solver::solve_alone;
use xuncha::synth::{self, Size};
use xuncha::units::Day;
use xuncha::workspace;

fn days(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    for file in synth::make(Size::County, 1, false) {
        std::fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
    }
    let workspace = workspace::open(folder.path()).unwrap();
    let day = Day::parse("2026-11-24").unwrap();
    let horizon = Horizon {
        first_day: day,
        days: 1,
    };
    let county = pipeline::read_county(&workspace, Some(horizon)).unwrap();
    let computed = Computed {
        network: &county.network,
        day_networks: &county.day_networks,
    };
    let positions = pipeline::positions(&workspace, &county, day, &[]);
    let table = TravelTable::new(computed, &positions);
    let ground = Ground::new(&workspace, &county, day, &table);
    criterion.bench_function("stand", |bencher| {
        bencher.iter(|| ground.stand(History::default(), black_box(day)));
    });
    let standing = ground.stand(History::default(), day);
    criterion.bench_function("pose", |bencher| {
        bencher.iter(|| ground.pose(black_box(&standing), horizon));
    });
    let task = ground.pose(&standing, horizon);
    for iterations in [0, 100, 500] {
        criterion.bench_function(&format!("search {iterations}"), |bencher| {
            bencher.iter(|| solve_alone(&task.assembled.instance, 1, iterations));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = days
}
criterion_main!(benches);
