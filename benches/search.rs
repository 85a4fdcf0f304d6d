//! The search, by iterations, on made-up instances.

use criterion::{Criterion, criterion_group, criterion_main};
use xuncha::solver::{Params, Silent, Tuning, solve};
use xuncha::testing::instance;

fn search(c: &mut Criterion) {
    let mut group = c.benchmark_group("search");
    group.sample_size(10);
    for jobs in [30, 300] {
        let instance = instance(1, jobs);
        let params = Params {
            seed: 1,
            iterations: Some(1000),
            time_limit: None,
            threads: 1,
            tuning: Tuning::default(),
        };
        group.bench_function(format!("{jobs} jobs, 1000 iterations"), |b| {
            b.iter(|| solve(&instance, &params, &Silent));
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
