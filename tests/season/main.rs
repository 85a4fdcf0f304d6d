//! A season of the close-out ledger: 200 points and 120 days of snow, Spring Festival and Labour Day, played from a script.
//!
//! Every evening the ledger is held against a recount of its bare events, and the due visits against the rules of
//! section 6 as this test states them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests may panic and speak; clippy takes their helpers for other code"
)]

mod almanac;
mod compare;
mod county;
mod dice;
mod forms;
mod office;
mod owed;
mod play;
mod recount;
mod rounds;
mod script;
mod wrongs;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use xuncha::domain::{Due, TargetDetail};
use xuncha::pipeline::{self, County, Horizon};
use xuncha::units::Day;
use xuncha::workspace::{self, Workspace};
use xuncha::{ledger, register};

use almanac::{SEASON, day};
use office::{Office, moment};
use play::Play;
use recount::{Account, Accounts, Fact};

#[test]
fn a_season_comes_out_as_it_is_recounted() {
    assert_eq!(play::points(), 200);
    let folder = tempfile::tempdir().unwrap();
    let places = county::places(200, 150.0);
    county::make(folder.path(), &places);
    let (first, last) = (day(SEASON.0), day(SEASON.1));
    let workspace = workspace::open(folder.path()).unwrap();
    let county = pipeline::read_county(&workspace, None).unwrap();
    let register = opened(&workspace, &county, first);
    assert!(register.findings.is_empty(), "{:?}", register.findings);
    let mut office = Office::new(register.ledger, first);
    let mut play = Play::new(first, &places);
    while office.today <= last {
        let number = usize::try_from(office.today.days_since(first)).unwrap();
        play.day(&mut office);
        rounds::inspect_sites(&mut office, number);
        rounds::patrol_corridors(&mut office, number, &county.corridors);
        check_evening(&workspace, &county, &office);
        office.tomorrow();
    }
    let facts = recount::facts(office.ledger.store());
    check_past_days(folder.path(), &facts, first, last);
    check_coverage(&office, &facts);
    drop(office);
    for date in ["2026-03-03", "2026-05-12"] {
        plan_and_verify(folder.path(), date);
    }
}

/// The ledger on the first morning, with the points of the layer.
fn opened(workspace: &Workspace, county: &County, first: Day) -> register::Register {
    let purpose = register::Purpose::Write;
    let now = moment(first, 0);
    register::open(workspace, &county.layers.targets, None, purpose, now).unwrap()
}

/// Holds ledger and due visits against the recount, on the evening of a day.
fn check_evening(workspace: &Workspace, county: &County, office: &Office) {
    let today = office.today;
    let facts = recount::facts(office.ledger.store());
    let accounts = recount::recount(&facts, today);
    compare::check_book(office.ledger.book(), &accounts, today);
    for from in [day(SEASON.0), today.plus(-9), today] {
        compare::check_indicators(office.ledger.book(), &accounts, from, today);
    }
    check_due(workspace, county, &accounts, today.plus(1));
}

/// The plan of a day follows from how everything stood the evening before.
fn check_due(workspace: &Workspace, whole: &County, accounts: &Accounts, today: Day) {
    let horizon = Horizon {
        first_day: today,
        days: 1,
    };
    let mut county = whole.clone();
    let (past, register) =
        register::history(workspace, &county.layers.targets, today, moment(today, 0)).unwrap();
    assert_eq!(register.map(|register| register.opened), Some(0));
    let past = pipeline::remember(workspace, &mut county, past, today);
    let (due, _) = pipeline::due(workspace, &county, &past, horizon);
    let by_target: BTreeMap<&str, &Due> =
        due.iter().map(|due| (due.target.as_str(), due)).collect();
    assert_eq!(by_target.len(), due.len(), "one visit each in one day");
    for (id, account) in accounts {
        if let Some(spot) = &account.spot {
            let due = by_target.get(id.as_str()).copied();
            owed::check(id, due, &owed::to_point(account, spot, today), today);
            if let Some(due) = due {
                owed::check_reasons(due, account, spot);
            }
        }
    }
    check_sites(&county, accounts, &by_target, today);
    check_corridors(whole, &county, accounts, &by_target, today);
}

fn check_sites(county: &County, accounts: &Accounts, due: &BTreeMap<&str, &Due>, today: Day) {
    let nothing = Account::default();
    for target in &county.layers.targets {
        if let TargetDetail::Site(site) = &target.detail {
            let id = target.id.as_str();
            let account = accounts.get(id).unwrap_or(&nothing);
            let state = serde_json::to_value(site.state).unwrap();
            let owed = owed::to_site(account, state.as_str().unwrap(), today);
            owed::check(id, due.get(id).copied(), &owed, today);
        }
    }
}

fn check_corridors(
    whole: &County,
    county: &County,
    accounts: &Accounts,
    due: &BTreeMap<&str, &Due>,
    today: Day,
) {
    for (route, left) in whole.corridors.iter().zip(&county.corridors) {
        let TargetDetail::Corridor(corridor) = &route.target.detail else {
            panic!("{:?} is no corridor", route.target.id);
        };
        let id = route.target.id.as_str();
        let patrols = accounts
            .get(id)
            .map(|account| account.patrols.clone())
            .unwrap_or_default();
        let every = if corridor.programme.as_str() == "P07" {
            7
        } else {
            30
        };
        let undone = owed::of_corridor(&patrols, corridor.length.get(), every, today);
        owed::check_corridor(route, left, undone);
        assert_eq!(
            due.contains_key(id),
            undone.is_due,
            "{today} {id} {undone:?} {patrols:?}"
        );
    }
}

/// The ledger as it stood on past days, papers that came in later included.
fn check_past_days(dir: &Path, facts: &[Fact], first: Day, last: Day) {
    for ahead in (0..=last.days_since(first)).step_by(10) {
        let until = first.plus(ahead);
        let ledger = ledger::Ledger::open(dir, ledger::Access::Read, Some(until)).unwrap();
        compare::check_book(ledger.book(), &recount::recount(facts, until), until);
    }
}

/// All transitions were made, and enough was refused.
fn check_coverage(office: &Office, facts: &[Fact]) {
    let accounts = recount::recount(facts, office.today);
    let mut moves: BTreeMap<u8, usize> = BTreeMap::new();
    for step in recount::spots(&accounts).flat_map(|(_, spot)| &spot.steps) {
        *moves.entry(step.0).or_default() += 1;
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in facts {
        *kinds.entry(&fact.kind).or_default() += 1;
    }
    eprintln!(
        "transitions {moves:?}\nevents {kinds:?}\nrefused {:#?}",
        office.refused
    );
    assert!(
        (0..=16).all(|number| moves.contains_key(&number)),
        "{moves:?}"
    );
    assert!(office.refused.len() >= 60, "{:?}", office.refused);
    let rounds = recount::spots(&accounts).map(|(_, spot)| spot.round).max();
    assert!(rounds >= Some(3));
    assert_eq!(recount::spots(&accounts).count(), 200);
}

/// A plan of that day is made and verified by the program.
fn plan_and_verify(dir: &Path, date: &str) {
    let dir = dir.display().to_string();
    run(&[
        "plan",
        &dir,
        "--date",
        date,
        "--iterations",
        "20",
        "--lang",
        "en",
    ]);
    let said = run(&[
        "verify",
        &dir,
        &format!("{dir}/plans/{date}"),
        "--lang",
        "en",
    ]);
    assert!(said.starts_with("0 faults"), "{said}");
}

fn run(args: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let (said, complained) = (
        String::from_utf8_lossy(&ran.stdout).into_owned(),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert_eq!(ran.status.code(), Some(0), "{args:?}\n{said}\n{complained}");
    said
}
