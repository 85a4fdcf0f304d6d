//! Tracks.
use criterion::{Criterion, criterion_group, criterion_main};
fn tracks(_: &mut Criterion) {}
criterion_group!(benches, tracks);
criterion_main!(benches);
