//! Coverage of a county with a year of events: 50,000 visits, 600 km of corridors.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use xuncha::corridors::CorridorRoute;
use xuncha::coverage::{Coverage, Input, Recorder, lengths, measure, tables, with_found};
use xuncha::domain::{Lang, Target, TargetDetail};
use xuncha::ledger::{Access, Draft, EventKind, Ledger, Moment, Role, Store, openings};
use xuncha::pipeline::{County, read_county};
use xuncha::synth::{Size, make};
use xuncha::units::{Day, TargetId};
use xuncha::workspace::{self, Workspace};

const VISITS: i64 = 50_000;
const DAYS: i32 = 365;
const METRES: i64 = 600_000;
const OFFSET: i32 = 28_800;

fn first_day() -> Day {
    Day::parse("2025-11-24").expect("a day of the calendar")
}

/// A made-up county with corridors of at least 600 km: as many copies of its own as that takes.
fn county(dir: &Path) -> (Workspace, County) {
    for file in make(Size::County, 1, false) {
        std::fs::write(dir.join(&file.name), &file.bytes).expect("a new folder");
    }
    let workspace = workspace::open(dir).expect("it was just made");
    let mut county = read_county(&workspace, None).expect("it was just made");
    let own = county.corridors.clone();
    let mut copy = 0;
    while total(&county.corridors) < METRES {
        copy += 1;
        let again = own.iter().cloned().map(|mut route| {
            route.target.id = TargetId::new(format!("{}-{copy}", route.target.id));
            route
        });
        county.corridors.extend(again);
    }
    (workspace, county)
}

fn length(target: &Target) -> i64 {
    match &target.detail {
        TargetDetail::Corridor(corridor) => corridor.length.get(),
        _ => 0,
    }
}

fn total(corridors: &[CorridorRoute]) -> i64 {
    corridors.iter().map(|route| length(&route.target)).sum()
}

/// A visit: every third to a corridor, of which it sees a half or all; every twentieth fails.
fn draft(number: i64, targets: &[&Target], corridors: &[&Target]) -> Draft {
    let day = i32::try_from(number * i64::from(DAYS) / VISITS).expect("within the year");
    let time = Moment::on(first_day().plus(day), 30_000 + number % 20_000, OFFSET);
    // Strides that share no factor with the number of targets scatter the visits.
    let pick = |from: &[&Target]| usize::try_from(number * 7_919).expect("positive") % from.len();
    let is_corridor = number % 3 == 0;
    let target = if is_corridor {
        corridors[pick(corridors)]
    } else {
        targets[pick(targets)]
    };
    let finding = if number % 20 == 0 {
        "gate_closed"
    } else {
        "clean"
    };
    let metres = length(target);
    let seen = if is_corridor {
        let from = number * 31 % (metres / 2).max(1);
        let to = if number % 2 == 0 {
            metres
        } else {
            from + metres / 2
        };
        let from = if number % 2 == 0 { 0 } else { from };
        format!(",\"seen\":{{\"spans\":[[{from},{to}]],\"length\":{metres}}}")
    } else {
        String::new()
    };
    let kind = serde_json::to_string(&target.kind()).expect("a word");
    Draft {
        time: time.expect("in the years 2025 and 2026"),
        actor: "li2".into(),
        role: Role::Patrol,
        target: target.id.to_string(),
        other: None,
        seen: "{}".into(),
        kind: EventKind::Visited,
        payload: format!(
            "{{\"kind\":{kind},\"finding\":\"{finding}\",\"team\":\"990001-C1\",\"checklist\":\"CS\",\
             \"answers\":{{\"B1\":\"yes\",\"B2\":\"yes\"}},\"passed\":[\"B1\",\"B2\"],\"note\":\"按方案施工\"{seen}}}"
        ),
    }
}

fn fill(dir: &Path, county: &County) {
    let mut ledger = Ledger::open(dir, Access::Write, None).expect("a new ledger");
    let opened = Moment::on(first_day(), 0, OFFSET).expect("in 2025");
    let targets: Vec<&Target> = county.layers.targets.iter().collect();
    let done = ledger.append(opened, |book| {
        Ok::<_, xuncha::ledger::LedgerError>(openings(book, targets.iter().copied(), opened).0)
    });
    done.expect("the points are good");
    let path = ledger.store().path().to_owned();
    drop(ledger);
    let mut store = Store::open(&path, Access::Write).expect("it was just made");
    let corridors: Vec<&Target> = county.corridors.iter().map(|route| &route.target).collect();
    let drafts: Vec<Draft> = (0..VISITS)
        .map(|number| draft(number, &targets, &corridors))
        .collect();
    let version = store.version().expect("it can be read");
    let done = store.append_if_version(version, drafts, opened);
    done.expect("nobody else writes");
}

/// Reads the ledger and measures the year.
fn look_back(workspace: &Workspace, county: &County) -> Coverage {
    let to = first_day().plus(DAYS - 1);
    let ledger = Ledger::open(&workspace.dir, Access::Read, Some(to)).expect("it was just written");
    measured(workspace, county, &ledger)
}

fn measured(workspace: &Workspace, county: &County, ledger: &Ledger) -> Coverage {
    let book = ledger.book();
    let lengths = lengths(county.corridors.iter().map(|route| &route.target));
    let mut recorder = Recorder::new(book, &lengths);
    let read = ledger
        .store()
        .read_since(0, &mut |event| recorder.take(&event));
    read.expect("it was just written");
    measure(&Input {
        programmes: &workspace.programmes,
        calendar: &workspace.calendar,
        surge: workspace.surge,
        targets: &with_found(&county.layers.targets, book),
        corridors: &county.corridors,
        record: &recorder.done(),
        book,
        plans: &BTreeMap::new(),
        from: first_day(),
        to: first_day().plus(DAYS - 1),
    })
}

#[expect(clippy::print_stdout, reason = "the size is part of the figure")]
fn coverage(c: &mut Criterion) {
    let folder =
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the target folder is there");
    let (workspace, county) = county(folder.path());
    fill(folder.path(), &county);
    let one = look_back(&workspace, &county);
    println!(
        "coverage: {VISITS} visits, {} targets, {} corridors of {} km; {} visits and {} km due",
        county.layers.targets.len(),
        county.corridors.len(),
        total(&county.corridors) / 1000,
        one.visits.total.due,
        one.corridors.total.due / 1000,
    );
    let mut group = c.benchmark_group("coverage/50,000 visits");
    group.sample_size(10);
    group.bench_function("open the ledger, read, measure", |b| {
        b.iter(|| look_back(black_box(&workspace), &county));
    });
    let to = first_day().plus(DAYS - 1);
    let ledger = Ledger::open(folder.path(), Access::Read, Some(to)).expect("it is there");
    group.bench_function("read and measure", |b| {
        b.iter(|| measured(black_box(&workspace), &county, &ledger));
    });
    group.bench_function("tables", |b| {
        b.iter(|| tables(black_box(&one), Lang::Zh));
    });
    group.finish();
}

criterion_group!(benches, coverage);
criterion_main!(benches);
