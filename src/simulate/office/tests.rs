use std::collections::BTreeMap;
use std::sync::LazyLock;

use geo::Coord;
use proptest::prelude::*;

use super::*;
use crate::domain::{Target as Thing, TargetKind};
use crate::ledger::act::visit_draft;
use crate::ledger::payload::{Evidence, Finding, Purpose, Visited};
use crate::ledger::{MemoryStore, Moment, Role, Rules, Target};
use crate::register;
use crate::simulate::scenario::Days;
use crate::synth::{self, Size};
use crate::workspace::{self, Workspace};

type Desk = Ledger<MemoryStore>;

/// A made-up village's workspace and targets.
struct Made {
    _dir: tempfile::TempDir,
    workspace: Workspace,
    targets: Vec<Thing>,
}

fn make(size: Size) -> Made {
    let dir = tempfile::tempdir().unwrap();
    for file in synth::make(size, 7, false) {
        std::fs::write(dir.path().join(&file.name), &file.bytes).unwrap();
    }
    let workspace = workspace::open(dir.path()).unwrap();
    let targets = register::target_layers(&workspace).targets;
    Made {
        _dir: dir,
        workspace,
        targets,
    }
}

static VILLAGE: LazyLock<Made> = LazyLock::new(|| make(Size::Village));

/// A Monday after everything that the layers state, and after the last public holiday of its year.
fn first() -> Day {
    Day::parse("2026-11-30").unwrap()
}

fn moment(day: Day, hour: i64) -> Moment {
    Moment::on(day, hour * 3600, 28_800).unwrap()
}

fn ledger(made: &Made) -> Desk {
    register::in_memory(&made.workspace, &made.targets, moment(first(), 0))
        .unwrap()
        .0
}

/// Every step takes so many days, nothing is returned or dumped elsewhere.
fn scenario(days: f64) -> Scenario {
    let mut scenario = Scenario::default();
    let pace = &mut scenario.works;
    for step in [
        &mut pace.verify,
        &mut pace.plan,
        &mut pace.begin,
        &mut pace.finish,
        &mut pace.request,
        &mut pace.accept,
        &mut pace.close,
        &mut pace.relist,
        &mut pace.resume,
    ] {
        *step = Days {
            median: days,
            sigma: 0.0,
        };
    }
    pace.returned_share = 0.0;
    scenario.rebound.moved_share = 0.0;
    scenario
}

fn office(scenario: &Scenario) -> Office {
    Office::new(scenario, Dice::new(1, 0), first(), 28_800)
}

fn find(id: &str, at: Coord, volume_m3: f64) -> Find {
    Find {
        id: id.to_owned(),
        at,
        tier: if volume_m3 < 10.0 {
            Tier::Litter
        } else {
            Tier::Small
        },
        class: "domestic".to_owned(),
        volume_m3,
        is_false: false,
        township: Some("双岗镇".to_owned()),
        village: None,
    }
}

/// A place at which nothing lies.
fn nowhere(number: u32) -> Coord {
    Coord {
        x: 100.0 + f64::from(number) * 0.01,
        y: 45.0,
    }
}

fn report(office: &mut Office, ledger: &mut Desk, find: &Find, day: Day, by: Finder) {
    let time = moment(day, 10);
    let drafts = office.report(ledger.book(), find, time, by).unwrap();
    ledger
        .append(time, |_| Ok::<_, LedgerError>(drafts.clone()))
        .unwrap();
}

fn seen(finding: Finding, with: &[&str]) -> Visited {
    Visited {
        kind: TargetKind::DumpPoint,
        finding,
        team: None,
        with: with.iter().map(|key| (*key).to_owned()).collect(),
        checklist: None,
        answers: None,
        problems: Vec::new(),
        passed: Vec::new(),
        evidence: Vec::new(),
        at: None,
        snow_cover: None,
        still_dumping: None,
        seen: None,
        note: None,
    }
}

fn visit(ledger: &mut Desk, id: &str, day: Day, (key, role): (&str, Role), visited: &Visited) {
    let actor = Actor {
        key: key.to_owned(),
        role,
        time: moment(day, 14),
    };
    ledger
        .append(actor.time, |_| {
            Ok::<_, LedgerError>(vec![visit_draft(&actor, id, visited).unwrap()])
        })
        .unwrap();
}

/// The stub patrol: sees every suspect that nobody has seen, and every application.
fn patrol(ledger: &mut Desk, day: Day) {
    let waiting: Vec<(String, Status)> = ledger
        .book()
        .targets()
        .into_iter()
        .filter_map(|target| {
            let point = target.point.as_deref()?;
            let waits = match point.status {
                Status::Suspected => point.visits.is_empty(),
                Status::Requested => point.acceptors().len() < 2,
                _ => false,
            };
            waits.then(|| (target.id.to_string(), point.status))
        })
        .collect();
    for (id, status) in waiting {
        if status == Status::Requested {
            let visited = seen(Finding::Unchanged, &["county-2"]);
            visit(ledger, &id, day, ("county-1", Role::County), &visited);
        } else {
            let visited = seen(Finding::Unchanged, &[]);
            visit(ledger, &id, day, ("patrol-2", Role::Patrol), &visited);
        }
    }
}

/// Moves of one point, by day after the first.
fn moves_of(
    office: &mut Office,
    ledger: &mut Desk,
    id: &str,
    days: std::ops::Range<i32>,
    mut each: impl FnMut(&mut Desk, i32),
) -> Vec<(i32, Status)> {
    let mut moves = Vec::new();
    for ahead in days {
        let morning = office.morning(ledger, first().plus(ahead)).unwrap();
        assert_eq!(morning.refused, [], "{ahead}");
        let own = morning.moves.into_iter().filter(|one| one.0 == id);
        moves.extend(own.map(|(_, _, to)| (ahead, to)));
        each(ledger, ahead);
    }
    moves
}

fn point<'l>(ledger: &'l Desk, id: &str) -> &'l Point {
    ledger.book().target(id).unwrap().point.as_deref().unwrap()
}

/// A ledger of its own with nothing on it but the rules.
fn empty() -> Desk {
    let targets: Vec<Thing> = VILLAGE
        .targets
        .iter()
        .filter(|target| target.kind() != TargetKind::DumpPoint)
        .cloned()
        .collect();
    register::in_memory(&VILLAGE.workspace, &targets, moment(first(), 0))
        .unwrap()
        .0
}

#[test]
fn a_heap_goes_through_every_step_on_the_day_the_pace_says() {
    let (mut ledger, mut office) = (empty(), office(&scenario(2.0)));
    report(
        &mut office,
        &mut ledger,
        &find("S-1", nowhere(1), 60.0),
        first(),
        Finder::Patrol,
    );
    let moves = moves_of(&mut office, &mut ledger, "S-1", 1..40, |ledger, ahead| {
        // The county's team comes on the Wednesday after the application.
        if ahead == 16 {
            patrol(ledger, first().plus(ahead));
        }
    });
    // Day 0 is Monday 2026-11-30, seen by the patrol that reported it. Two days later each, Saturday 5 and Sunday 6 wait
    // for Monday 7; the application of day 14 (Monday) is seen on day 16. Publicity of five working days after day 18
    // (Friday) ends on day 25 (Friday); two days later is a Sunday.
    assert_eq!(
        moves,
        [
            (2, Status::Listed),
            (4, Status::Planned),
            (7, Status::Works),
            (9, Status::Done),
            (11, Status::Requested),
            (18, Status::Accepted),
            (28, Status::Closed),
        ]
    );
    let closed = point(&ledger, "S-1");
    assert_eq!(closed.number(Field::Volume), Some(60.0));
    assert_eq!(
        closed.day(Field::PublicityTo),
        Some(first().plus(25)),
        "{closed:?}"
    );
}

#[test]
fn a_report_of_the_public_waits_for_a_patrol() {
    let (mut ledger, mut office) = (empty(), office(&scenario(1.0)));
    let heap = find("S-1", nowhere(1), 60.0);
    report(&mut office, &mut ledger, &heap, first(), Finder::Public);
    let moves = moves_of(&mut office, &mut ledger, "S-1", 1..12, |ledger, ahead| {
        // A visit that fails sees nothing.
        if ahead == 1 {
            let failed = seen(Finding::RoadBlocked, &[]);
            let day = first().plus(ahead);
            visit(ledger, "S-1", day, ("patrol-2", Role::Patrol), &failed);
        } else if ahead == 9 {
            patrol(ledger, first().plus(ahead));
        }
    });
    assert_eq!(moves, [(10, Status::Listed), (11, Status::Planned)]);
    let source = point(&ledger, "S-1").text(Field::FoundSource);
    assert_eq!(source, Some("hotline"));
}

#[test]
fn what_is_no_dump_is_excluded_and_litter_cleared_at_once() {
    let (mut ledger, mut office) = (empty(), office(&scenario(1.0)));
    let straw = Find {
        is_false: true,
        ..find("S-1", nowhere(1), 60.0)
    };
    let litter = find("S-2", nowhere(2), 4.0);
    // Of hazardous waste nothing is litter.
    let drums = Find {
        class: "hazardous".to_owned(),
        ..find("S-3", nowhere(3), 2.0)
    };
    for heap in [&straw, &litter, &drums] {
        report(&mut office, &mut ledger, heap, first(), Finder::Patrol);
    }
    let morning = office.morning(&mut ledger, first().plus(1)).unwrap();
    assert_eq!(morning.refused, []);
    let suspected = |id: &str, to| (id.to_owned(), Status::Suspected, to);
    assert_eq!(
        morning.moves,
        [
            suspected("S-1", Status::Excluded),
            suspected("S-2", Status::QuickClosed),
            suspected("S-3", Status::Listed),
        ]
    );
    assert_eq!(point(&ledger, "S-2").number(Field::Volume), Some(4.0));
}

#[test]
fn a_suspect_at_an_open_point_is_merged_into_it() {
    let (mut ledger, mut office) = (empty(), office(&scenario(1.0)));
    let mut heap = find("S-1", nowhere(1), 60.0);
    report(&mut office, &mut ledger, &heap, first(), Finder::Patrol);
    office.morning(&mut ledger, first().plus(1)).unwrap();
    heap.id = "S-2".to_owned();
    // Some 20 m north.
    heap.at.y += 0.000_18;
    report(
        &mut office,
        &mut ledger,
        &heap,
        first().plus(1),
        Finder::Patrol,
    );
    let moves = moves_of(&mut office, &mut ledger, "S-2", 2..8, |_, _| {});
    assert_eq!(moves, [(2, Status::Merged)]);
    assert_eq!(point(&ledger, "S-2").merged_into.as_deref(), Some("S-1"));
}

#[test]
fn an_application_is_returned_as_often_as_the_share_says() {
    let mut all = scenario(1.0);
    all.works.returned_share = 1.0;
    let (mut ledger, mut office) = (empty(), office(&all));
    let heap = find("S-1", nowhere(1), 60.0);
    report(&mut office, &mut ledger, &heap, first(), Finder::Patrol);
    let moves = moves_of(&mut office, &mut ledger, "S-1", 1..16, |ledger, ahead| {
        patrol(ledger, first().plus(ahead));
    });
    // A step a day; Friday is day 4, Monday day 7.
    assert_eq!(
        moves,
        [
            (1, Status::Listed),
            (2, Status::Planned),
            (3, Status::Works),
            (4, Status::Done),
            (7, Status::Requested),
            (8, Status::Returned),
            (9, Status::Works),
            (10, Status::Done),
            (11, Status::Requested),
            (14, Status::Returned),
            (15, Status::Works),
        ]
    );
}

#[test]
fn new_waste_at_the_visit_of_acceptance_returns_the_point() {
    let (mut ledger, mut office) = (empty(), office(&scenario(1.0)));
    let heap = find("S-1", nowhere(1), 60.0);
    report(&mut office, &mut ledger, &heap, first(), Finder::Patrol);
    let moves = moves_of(&mut office, &mut ledger, "S-1", 1..10, |ledger, ahead| {
        if ahead == 7 {
            let visited = seen(Finding::NewDumping, &["county-2"]);
            let day = first().plus(ahead);
            visit(ledger, "S-1", day, ("county-1", Role::County), &visited);
        }
    });
    assert_eq!(
        moves[4..],
        [
            (7, Status::Requested),
            (8, Status::Returned),
            (9, Status::Works)
        ]
    );
}

#[test]
fn a_rebound_is_listed_again_and_closed_in_its_second_round() {
    let (mut ledger, mut office) = (empty(), office(&scenario(1.0)));
    let heap = find("S-1", nowhere(1), 4.0);
    report(&mut office, &mut ledger, &heap, first(), Finder::Patrol);
    let moves = moves_of(&mut office, &mut ledger, "S-1", 1..40, |ledger, ahead| {
        let day = first().plus(ahead);
        if ahead == 2 {
            let mut visited = seen(Finding::Rebound, &[]);
            visited.evidence = vec![photo()];
            visit(ledger, "S-1", day, ("patrol-2", Role::Patrol), &visited);
        }
        patrol(ledger, day);
    });
    assert_eq!(
        moves,
        [
            (1, Status::QuickClosed),
            (3, Status::Listed),
            (4, Status::Planned),
            (7, Status::Works),
            (8, Status::Done),
            (9, Status::Requested),
            (10, Status::Accepted),
            (18, Status::Closed),
        ]
    );
    assert_eq!(point(&ledger, "S-1").round, 2);
}

fn photo() -> Evidence {
    evidence("S-1", 99, Purpose::Photo, moment(first(), 14), None)
}

#[test]
fn waste_found_elsewhere_holds_the_application_up_until_it_is_cleared_there() {
    let mut all = scenario(1.0);
    all.rebound.moved_share = 1.0;
    let (mut ledger, mut office) = (empty(), office(&all));
    let heap = find("S-1", nowhere(1), 60.0);
    let other = find("S-2", nowhere(2), 4.0);
    report(&mut office, &mut ledger, &heap, first(), Finder::Patrol);
    let mut moved = Vec::new();
    let mut requested = None;
    for ahead in 1..12 {
        let day = first().plus(ahead);
        let morning = office.morning(&mut ledger, day).unwrap();
        assert_eq!(morning.refused, []);
        let is_applied = |one: &(String, _, Status)| one.2 == Status::Requested;
        if morning.moves.iter().any(is_applied) {
            requested = Some(ahead);
        }
        if !morning.moved_waste.is_empty() {
            moved.push((ahead, morning.moved_waste));
            report(&mut office, &mut ledger, &other, day, Finder::Public);
            let time = moment(day, 11);
            let actor = Actor {
                key: "county-1".to_owned(),
                role: Role::County,
                time,
            };
            let request = MoveRequest {
                id: "S-1".to_owned(),
                to: Status::Done,
                set: vec![("moved_to".to_owned(), "S-2".to_owned())],
                evidence: Vec::new(),
                reason: None,
                with: Vec::new(),
                at: None,
            };
            ledger
                .append(time, |book| {
                    Ok::<_, LedgerError>(move_drafts(book, &actor, &request).unwrap())
                })
                .unwrap();
        }
        if ahead == 8 {
            patrol(&mut ledger, day);
        }
    }
    // Done on Friday, day 4; the other heap is seen on day 8 and cleared on day 9.
    let [(4, waste)] = moved.as_slice() else {
        panic!("{moved:?}");
    };
    assert_eq!((waste[0].id.as_str(), waste[0].round), ("S-1", 1));
    assert_eq!(point(&ledger, "S-2").status, Status::QuickClosed);
    assert_eq!(requested, Some(10));
}

/// Runs a ledger for so many days with the stub patrol; gives the moves by point.
fn run(office: &mut Office, ledger: &mut Desk, days: i32) -> BTreeMap<String, Vec<(Day, Status)>> {
    let mut moves: BTreeMap<String, Vec<(Day, Status)>> = BTreeMap::new();
    for ahead in 0..days {
        let day = first().plus(ahead);
        let morning = office.morning(ledger, day).unwrap();
        assert_eq!(morning.refused, [], "{day}");
        for (id, from, to) in morning.moves {
            let own = moves.entry(id).or_default();
            assert!(from != to && own.last().is_none_or(|last| last.1 == from));
            own.push((day, to));
        }
        patrol(ledger, day);
    }
    moves
}

#[test]
fn points_that_a_layer_states_in_any_state_are_all_brought_to_their_end() {
    let made = make(Size::Township);
    let mut ledger = ledger(&made);
    let states = |ledger: &Desk| {
        let mut count: BTreeMap<Status, usize> = BTreeMap::new();
        for target in ledger.book().unsorted() {
            if let Some(point) = target.point.as_deref() {
                *count.entry(point.status).or_default() += 1;
            }
        }
        count
    };
    assert_eq!(states(&ledger).len(), 12, "every state occurs");
    let mut office = office(&Scenario::default());
    run(&mut office, &mut ledger, 400);
    let ended = [
        Status::Closed,
        Status::Excluded,
        Status::QuickClosed,
        Status::Merged,
    ];
    let left: Vec<_> = states(&ledger)
        .into_iter()
        .filter(|(status, _)| !ended.contains(status))
        .collect();
    assert_eq!(left, []);
    for target in ledger.book().unsorted() {
        assert_eq!(target.troubles, [], "{}", target.id);
    }
}

#[test]
fn what_happens_to_a_point_does_not_depend_on_the_others() {
    let mut whole = ledger(&VILLAGE);
    let all = run(&mut office(&Scenario::default()), &mut whole, 60);
    assert!(all.len() > 5, "{all:?}");
    // The same points, every other one left out, the rest told in the opposite order.
    let points = VILLAGE
        .targets
        .iter()
        .filter(|target| target.kind() == TargetKind::DumpPoint);
    let mut some: Vec<Thing> = points.step_by(2).cloned().collect();
    some.reverse();
    let places = VILLAGE
        .targets
        .iter()
        .filter(|target| target.kind() == TargetKind::Place);
    let some: Vec<Thing> = some.into_iter().chain(places.cloned()).collect();
    let mut half = register::in_memory(&VILLAGE.workspace, &some, moment(first(), 0))
        .unwrap()
        .0;
    let moves = run(&mut office(&Scenario::default()), &mut half, 60);
    assert!(!moves.is_empty());
    for (id, own) in moves {
        assert_eq!(all.get(&id), Some(&own), "{id}");
    }
}

#[test]
fn what_is_refused_is_said_once_a_week_and_holds_nobody_else_up() {
    let (mut ledger, mut office) = (empty(), office(&scenario(1.0)));
    for number in 1..=2 {
        let heap = find(&format!("S-{number}"), nowhere(number), 60.0);
        report(&mut office, &mut ledger, &heap, first(), Finder::Patrol);
    }
    // The county wrote down a destination that is not on its list.
    let actor = Actor {
        key: "county-1".to_owned(),
        role: Role::County,
        time: moment(first(), 15),
    };
    let request = MoveRequest {
        id: "S-1".to_owned(),
        to: Status::Suspected,
        set: vec![("dest_facility".to_owned(), "NOWHERE".to_owned())],
        evidence: Vec::new(),
        reason: Some("-".to_owned()),
        with: Vec::new(),
        at: None,
    };
    ledger
        .append(actor.time, |book| {
            Ok::<_, LedgerError>(move_drafts(book, &actor, &request).unwrap())
        })
        .unwrap();
    let mut refused = Vec::new();
    for ahead in 1..20 {
        let morning = office.morning(&mut ledger, first().plus(ahead)).unwrap();
        for (id, lacks) in morning.refused {
            let words: Vec<String> = lacks.into_iter().map(|lack| lack.word).collect();
            refused.push((ahead, id, words.join(" ")));
        }
    }
    let lack = |ahead| (ahead, "S-1".to_owned(), "dest_facility".to_owned());
    assert_eq!(refused, [lack(2), lack(9), lack(16)]);
    assert_eq!(point(&ledger, "S-1").status, Status::Listed);
    assert_eq!(point(&ledger, "S-2").status, Status::Requested);
}

#[test]
fn rules_of_other_counties_are_met_as_well() {
    for change in [
        (|rules| rules.closure_authority = Role::Province) as fn(&mut Rules),
        |rules| rules.persons = 3,
        |rules| rules.publicity_working_days = 0,
        |rules| rules.balance_percent = 0.0,
        |rules| rules.large_by_prefecture = false,
    ] {
        let mut workspace = VILLAGE.workspace.clone();
        change(&mut workspace.ledger);
        let now = moment(first(), 0);
        let (mut ledger, _) = register::in_memory(&workspace, &VILLAGE.targets, now).unwrap();
        let mut office = office(&scenario(1.0));
        for ahead in 0..60 {
            let day = first().plus(ahead);
            let morning = office.morning(&mut ledger, day).unwrap();
            assert_eq!(morning.refused, [], "{:?}", workspace.ledger);
            let waiting: Vec<String> = ledger
                .book()
                .unsorted()
                .filter(|target| {
                    let point = target.point.as_deref();
                    point.is_some_and(|point| {
                        matches!(point.status, Status::Requested | Status::Suspected)
                    })
                })
                .map(|target| target.id.to_string())
                .collect();
            for id in waiting {
                let visited = seen(Finding::Unchanged, &["county-2", "county-3"]);
                visit(&mut ledger, &id, day, ("county-1", Role::County), &visited);
            }
        }
        let open = |target: &&Target| target.point.as_deref().is_some_and(Point::is_open);
        assert_eq!(ledger.book().unsorted().filter(open).count(), 0);
    }
}

fn days() -> impl Strategy<Value = Days> {
    let number = || prop_oneof![0.0..30.0, any::<f64>()];
    (number(), number()).prop_map(|(median, sigma)| Days { median, sigma })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_pace_makes_the_desks_fail(
        steps in proptest::collection::vec(days(), 9),
        returned_share in prop_oneof![0.0..1.0, any::<f64>()],
    ) {
        let works = Pace {
            verify: steps[0],
            plan: steps[1],
            begin: steps[2],
            finish: steps[3],
            request: steps[4],
            accept: steps[5],
            close: steps[6],
            relist: steps[7],
            resume: steps[8],
            returned_share,
        };
        let scenario = Scenario { works, ..Scenario::default() };
        let (mut ledger, mut office) = (ledger(&VILLAGE), office(&scenario));
        for ahead in 0..40 {
            let day = first().plus(ahead);
            let morning = office.morning(&mut ledger, day).unwrap();
            prop_assert_eq!(morning.refused, []);
            patrol(&mut ledger, day);
        }
    }
}
