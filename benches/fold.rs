//! The ledger of a nation-sized register: 100,000 points with 1,000,000 events opened, folded, listed and shown.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use rayon::prelude::*;
use xuncha::ledger::{Access, Clerk, Draft, EventKind, Ledger, Moment, Role, Store};
use xuncha::units::Day;

const POINTS: u32 = 100_000;
const PER_POINT: u32 = 10;
const OFFSET: i32 = 28_800;

fn first_day() -> Day {
    Day::parse("2026-03-02").expect("a day of the calendar")
}

/// Event `step` of a point: opened, planned, works, then visits and a correction.
fn draft(point: u32, step: u32) -> Draft {
    let day = first_day().plus(i32::try_from(step * 7).expect("weeks"));
    let time = Moment::on(day, 30_000 + i64::from(point % 20_000), OFFSET).expect("in 2026");
    let (lon, lat) = (
        126.0 + f64::from(point % 400) * 0.002,
        43.0 + f64::from(point / 400) * 0.002,
    );
    let (kind, role, payload) = match step {
        0 => (
            EventKind::Opened,
            Role::County,
            format!(
                "{{\"status\":\"listed\",\"since\":\"2026-03-02\",\"round\":1,\"at\":[{lon:.7},{lat:.7}],\"source\":\"dump_points.geojson:{point}\",\"set\":{{\
                 \"county\":\"槐安县\",\"first_seen\":\"2026-02-20\",\"found_source\":\"patrol\",\"hazard\":2,\"in_source_zone\":false,\"name\":\"和泉村村边点\",\
                 \"place_type\":\"village_edge\",\"resp_person_ref\":\"wang3\",\"resp_unit\":\"双岗镇政府\",\"still_dumping\":false,\"tier\":\"small\",\
                 \"township\":\"双岗镇\",\"village\":\"和泉村\",\"volume_m3\":120,\"waste_class\":\"domestic\"}}}}"
            ),
        ),
        1 => (
            EventKind::Moved,
            Role::County,
            "{\"from\":\"listed\",\"to\":\"planned\",\"set\":{\"measure\":\"in_situ_cap\",\"plan_start\":\"2026-03-20\",\"plan_due\":\"2026-06-20\"}}".to_owned(),
        ),
        2 => (
            EventKind::Moved,
            Role::Township,
            format!(
                "{{\"from\":\"planned\",\"to\":\"works\",\"evidence\":[{{\"purpose\":\"start\",\"sha256\":\"{point:064x}\",\"ending\":\"jpg\",\"taken\":1774000000,\"at\":[{lon:.7},{lat:.7}]}}]}}"
            ),
        ),
        3 => (
            EventKind::Corrected,
            Role::County,
            "{\"set\":{\"hazard\":3},\"reason\":\"复核\"}".to_owned(),
        ),
        _ => (
            EventKind::Visited,
            Role::Patrol,
            format!(
                "{{\"kind\":\"dump_point\",\"finding\":\"unchanged\",\"at\":[{lon:.7},{lat:.7}],\"note\":\"按方案施工\"}}"
            ),
        ),
    };
    Draft {
        time,
        actor: "li2".into(),
        role,
        target: format!("990001101202-D-{point:06}"),
        other: None,
        seen: "{}".into(),
        kind,
        payload,
    }
}

fn fill(dir: &Path) {
    const BATCH: usize = 50_000;
    let mut store = Store::open(&dir.join("ledger.db"), Access::Write).expect("a new folder");
    let recorded = Moment::on(first_day().plus(100), 0, OFFSET).expect("in 2026");
    let mut drafts = Vec::with_capacity(BATCH);
    let mut version = 0;
    for step in 0..PER_POINT {
        for point in 0..POINTS {
            drafts.push(draft(point, step));
            if drafts.len() == BATCH {
                let done = store.append_if_version(version, std::mem::take(&mut drafts), recorded);
                version = done.expect("nobody else writes").version;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

#[expect(clippy::print_stdout, reason = "memory is part of the figure")]
fn fold(c: &mut Criterion) {
    let folder =
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the target folder is there");
    fill(folder.path());
    let open = || Ledger::open(folder.path(), Access::Read, None).expect("it was just written");
    let (ledger, first) = timed(open);
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find(|line| line.starts_with("VmHWM"));
    println!(
        "fold: {} events of {} points in {first:.2?}; {}",
        ledger.book().events(),
        ledger.book().targets().len(),
        peak.unwrap_or_default()
    );
    let mut group = c.benchmark_group("fold");
    group.sample_size(10);
    group.bench_function("open and fold 1,000,000 events", |b| {
        b.iter_with_large_drop(open);
    });
    group.bench_function("list what is overdue", |b| {
        b.iter(|| {
            let book = ledger.book();
            let clerk = Clerk::new(book.rules());
            let day = first_day().plus(120);
            let late = book.targets().into_par_iter();
            black_box(late.filter_map(|target| clerk.overdue(target, day)).count())
        });
    });
    group.bench_function("show one point", |b| {
        b.iter(|| {
            let events = ledger.store().read_target("990001101202-D-050000");
            black_box(events.expect("it is there").len())
        });
    });
    group.finish();
}

criterion_group!(benches, fold);
criterion_main!(benches);
