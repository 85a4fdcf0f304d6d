//! Reading a county's roads: the bare one-pass walk over the bytes, and the whole way from the file to records.
//!
//! Instructions do not drift with the machine's load: build with debug line tables, then
//! `valgrind --tool=callgrind --toggle-collect='*bare::walk*' target/release/deps/read-* --bench --profile-time 1 read/bare`.
//! (Valgrind knows no SHA instructions, so the hash of the file weighs ten times what it does on a processor with them.)

#![expect(
    clippy::unwrap_used,
    reason = "a bench may stop where its input is not as made"
)]

use std::hint::black_box;
use std::io::Write;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::Compression;
use flate2::write::GzEncoder;
use xuncha::layers::{LayerKind, LayerSpec, bare, read_layers};
use xuncha::synth::{self, Size};

fn layer(path: &str) -> LayerSpec {
    LayerSpec {
        kind: LayerKind::Roads,
        path: path.to_owned(),
        datum: xuncha::domain::Datum::Wgs84,
        fields: std::collections::BTreeMap::new(),
        values: std::collections::BTreeMap::new(),
        defaults: std::collections::BTreeMap::new(),
        keep: Vec::new(),
    }
}

fn read(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let county = synth::make(Size::County, 1, false);
    let roads = county.iter().find(|file| file.name == "roads.geojson");
    let bytes = &roads.unwrap().bytes;
    std::fs::write(folder.path().join("roads.geojson"), bytes).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    let packed = packed.finish().unwrap();
    std::fs::write(folder.path().join("roads.geojson.gz"), packed).unwrap();
    let text = std::str::from_utf8(bytes).unwrap();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("bare", |b| b.iter(|| bare::walk(black_box(text))));
    for path in ["roads.geojson", "roads.geojson.gz"] {
        let specs = [layer(path)];
        group.bench_function(path, |b| b.iter(|| read_layers(folder.path(), &specs)));
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
