//! The ledger's file: appending against what the disk allows, reading a million events.

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use xuncha::ledger::{Access, Draft, EventKind, Moment, Role, Store, check_pages, verify};

const EVENTS: u64 = 1_000_000;

fn moment() -> Moment {
    Moment::new(1_764_000_000, 28_800).expect("a day in 2025")
}

fn draft(number: u64) -> Draft {
    Draft {
        time: moment(),
        actor: "li2".into(),
        role: Role::County,
        // A stride that shares no factor with the number of targets.
        target: format!("220281-D-{:04}", number * 7919 % 5000),
        other: None,
        seen: "{}".into(),
        kind: EventKind::Visited,
        payload: format!("{{\"finding\":\"clean\",\"volume_m3\":{}}}", number % 100),
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn timed(mut work: impl FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// In turns, so that both meet the same disk: 4 KiB more in a plain file, and one event more in the ledger.
#[expect(clippy::print_stdout, reason = "the ratio is what this bench is for")]
fn append(c: &mut Criterion) {
    const ROUNDS: u64 = 1000;
    let folder =
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the target folder is there");
    let mut file = File::create(folder.path().join("plain")).expect("the folder is new");
    let block = [0x5a; 4096];
    let mut plain = || {
        file.write_all(&block).expect("there is room");
        file.sync_data().expect("the disk works");
    };
    let mut store = open(&folder.path().join("ledger.db"));
    let mut version = 0;
    let mut one = || {
        let done = store.append_if_version(version, vec![draft(version)], moment());
        version = done.expect("nobody else writes").version;
    };
    let (mut bare, mut full) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..ROUNDS {
        bare += timed(&mut plain);
        full += timed(&mut one);
    }
    let rate = |time: Duration| ROUNDS as f64 / time.as_secs_f64();
    println!(
        "ledger: {:.0} appends/s, {:.0} bare syncs/s, ratio {:.2}",
        rate(full),
        rate(bare),
        rate(full) / rate(bare)
    );
    c.bench_function("ledger/4 KiB and fdatasync", |b| b.iter(&mut plain));
    c.bench_function("ledger/append one event", |b| b.iter(&mut one));
}

fn read(c: &mut Criterion) {
    let folder =
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the target folder is there");
    let path = folder.path().join("ledger.db");
    fill(&path);
    // Written in large batches that spill out of memory, yet laid out as the check lays them out.
    assert_eq!(check_pages(&path).expect("it was just written"), []);
    let store = Store::open(&path, Access::Read).expect("it was just written");
    let mut group = c.benchmark_group("ledger/1,000,000 events");
    group.sample_size(10);
    group.bench_function("read_since", |b| {
        b.iter(|| {
            let mut bytes = 0;
            let version = store.read_since(0, &mut |event| bytes += event.payload.len());
            (black_box(bytes), version.expect("it was just written"))
        });
    });
    group.bench_function("read_target", |b| {
        b.iter(|| {
            store
                .read_target(black_box("220281-D-0007"))
                .expect("it was just written")
                .len()
        });
    });
    group.bench_function("verify", |b| {
        b.iter(|| verify(&store).expect("it was just written").len());
    });
    group.bench_function("check_pages", |b| {
        b.iter(|| check_pages(&path).expect("it was just written").len());
    });
    group.finish();
}

#[expect(
    clippy::print_stdout,
    reason = "size and speed belong beside the figures"
)]
fn fill(path: &Path) {
    const BATCH: u64 = 10_000;
    let mut store = open(path);
    let time = timed(|| {
        for first in (0..EVENTS).step_by(10_000) {
            let drafts = (first..first + BATCH).map(draft).collect();
            let done = store.append_if_version(first, drafts, moment());
            done.expect("nobody else writes");
        }
    });
    drop(store);
    let bytes = std::fs::metadata(path).map_or(0, |data| data.len());
    println!(
        "ledger: {EVENTS} events appended in {:.1} s, {} bytes each",
        time.as_secs_f64(),
        bytes / EVENTS
    );
}

fn open(path: &Path) -> Store {
    Store::open(path, Access::Write).expect("the folder is new")
}

criterion_group!(benches, append, read);
criterion_main!(benches);
