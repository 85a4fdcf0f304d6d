//! Devices that were apart: whatever way their events come together, all end with the same.

use proptest::prelude::*;
use serde_json::json;
use xuncha::domain::Status;
use xuncha::ledger::{
    About, Access, Book, ChainFault, Draft, Event, EventKind, FILE, Ledger, LedgerError, Role,
    StoreError, Trouble, verify,
};

use crate::cases;
use crate::makers::{POINTS, Step, anything, legal, listing, other, rules};
use crate::world::{DAY, Desk, Device, HOUR, START, Tape, draft, moment, picture};

/// Histories, and orders of arrival of each.
const HISTORIES: u32 = 50;
const ORDERS: usize = 20;
const STORES: u32 = 30;
const POINT: &str = POINTS[0];

/// Five devices that hear of each other now and then; the events of all.
fn apart(tape: &mut Tape<'_>) -> Vec<Event> {
    let mut devices = ["a", "b", "c", "d", "e"].map(Device::new);
    let mut desks: Vec<Desk> = (0..5).map(|_| Desk::new()).collect();
    let mut all: Vec<Event> = Vec::new();
    let mut now = START;
    for _ in 0..30 {
        let at = tape.below(5);
        now += HOUR * i64::try_from(tape.below(40)).unwrap();
        let mut draft = local(&desks[at].book, now, tape);
        if draft.seen == "{}" {
            draft.seen = desks[at].book.heads(&devices[at].name, &[&draft.target]);
        }
        let event = devices[at].write(draft);
        desks[at].take(&event);
        all.push(event);
        if tape.one_in(3) {
            let to = tape.below(5);
            let known: Vec<Event> = desks[at]
                .events
                .iter()
                .filter(|event| !desks[to].events.contains(event))
                .cloned()
                .collect();
            desks[to].take_all(&known);
        }
    }
    all
}

/// What a device that knows this book may write.
fn local(book: &Book, now: i64, tape: &mut Tape<'_>) -> Draft {
    let id = POINTS[tape.below(2)];
    match tape.below(12) {
        0 => anything(now, tape),
        1..4 => other(book, id, now, tape),
        4 => rules(Role::County, 2, now),
        5 => opening("listed", tape.of(&["沟边", "沟东"]), id, now),
        _ => {
            let point = book.target(id).and_then(|target| target.point.as_deref());
            let from = point.map(|point| point.status);
            let nexts: Vec<Status> = xuncha::ledger::transitions::out_of(from)
                .map(|one| one.to)
                .collect();
            let to = if nexts.is_empty() {
                Status::Listed
            } else {
                nexts[tape.below(nexts.len().min(2))]
            };
            legal(from, to, now, now - DAY, tape).draft(id, now)
        }
    }
}

fn opening(status: &str, name: &str, id: &str, time: i64) -> Draft {
    let mut set = listing(100.0, "small");
    set["name"] = name.into();
    let body = json!({"status": status, "source": "x.csv:1", "at": [126.5, 43.5], "set": set});
    draft(
        EventKind::Opened,
        id,
        time,
        ("xuncha", Role::County),
        body.to_string(),
    )
}

proptest! {
    #![proptest_config(cases(HISTORIES))]

    #[test]
    fn any_order_of_arrival_gives_the_same_book(
        words in prop::collection::vec(any::<u32>(), 400),
        keys in prop::collection::vec(any::<u64>(), 64 * ORDERS),
    ) {
        let events = apart(&mut Tape::new(&words));
        let want = picture(&Desk::replayed(&events).book);
        for keys in keys.chunks(64) {
            let mut shuffled: Vec<(u64, &Event)> = keys.iter().copied().zip(&events).collect();
            shuffled.sort_by_key(|(key, _)| *key);
            let mut desk = Desk::new();
            let size = 1 + usize::try_from(keys[63] % 9).unwrap();
            for part in shuffled.chunks(size) {
                desk.take_all(part.iter().map(|(_, event)| *event));
            }
            prop_assert_eq!(&want, &picture(&desk.book));
        }
    }
}

proptest! {
    #![proptest_config(cases(STORES))]

    #[test]
    fn five_files_that_exchange_their_lines_end_the_same(words in prop::collection::vec(any::<u32>(), 500)) {
        let mut tape = Tape::new(&words);
        let dirs: Vec<tempfile::TempDir> = (0..5).map(|_| tempfile::tempdir().unwrap()).collect();
        let mut ledgers: Vec<Ledger> = dirs.iter().map(|dir| Ledger::open(dir.path(), Access::Write, None).unwrap()).collect();
        let mut now = START;
        for _ in 0..8 {
            let at = tape.below(5);
            now += HOUR;
            let mut draft = local(ledgers[at].book(), now, &mut tape);
            draft.seen = "{}".to_owned();
            let drafts = vec![draft];
            match ledgers[at].append(moment(now), |_| Ok::<_, LedgerError>(drafts.clone())) {
                Ok(_) | Err(LedgerError::Refused { .. } | LedgerError::Store(StoreError::Event(_))) => {}
                Err(error) => panic!("{error}"),
            }
            let (from, to) = (tape.below(5), tape.below(5));
            exchange(&mut ledgers, from, to, &mut tape);
        }
        // All to the first, twice, and from it to all.
        for at in 1..5 {
            send(&mut ledgers, at, 0, &mut |_| true);
        }
        for at in 1..5 {
            send(&mut ledgers, 0, at, &mut |_| true);
            send(&mut ledgers, at, 0, &mut |_| true);
        }
        let want = picture(ledgers[0].book());
        for ledger in &ledgers {
            prop_assert_eq!(&want, &picture(ledger.book()));
            prop_assert!(verify(ledger.store()).unwrap().is_empty());
        }
        drop(ledgers);
        let again = Ledger::open(dirs[3].path(), Access::Read, None).unwrap();
        prop_assert_eq!(&want, &picture(again.book()));
    }
}

/// Some of the lines of one file go to another, twice, in any order.
fn exchange(ledgers: &mut [Ledger], from: usize, to: usize, tape: &mut Tape<'_>) {
    for _ in 0..2 {
        send(ledgers, from, to, &mut |_| !tape.one_in(3));
    }
}

fn send(ledgers: &mut [Ledger], from: usize, to: usize, choose: &mut dyn FnMut(&Event) -> bool) {
    let mut lines = Vec::new();
    ledgers[from]
        .store()
        .read_since(0, &mut |event| lines.push(event.to_event().line()))
        .unwrap();
    lines.reverse();
    let events: Vec<Event> = lines
        .iter()
        .map(|line| Event::parse(line).unwrap())
        .filter(|event| choose(event))
        .collect();
    ledgers[to].take(&events).unwrap();
}

/// A county whose point is listed, known to two devices, and the events of that.
fn listed() -> (Device, Device, Vec<Event>) {
    let (mut a, b) = (Device::new("a"), Device::new("b"));
    let events = vec![
        a.write(rules(Role::County, 2, START - DAY)),
        a.write(opening("listed", "沟边", POINT, START)),
    ];
    (a, b, events)
}

fn seen(mut draft: Draft, seen: &str) -> Draft {
    seen.clone_into(&mut draft.seen);
    draft
}

fn step(from: Status, to: Status, time: i64) -> Step {
    legal(Some(from), to, time, time, &mut Tape::new(&[]))
}

fn correction(set: &serde_json::Value, time: i64) -> Draft {
    let body = json!({"set": set, "reason": "更正"});
    draft(
        EventKind::Corrected,
        POINT,
        time,
        ("c1", Role::County),
        body.to_string(),
    )
}

fn settlement(events: &[&Event], role: Role, set: &serde_json::Value, time: i64) -> Draft {
    let names: Vec<String> = events.iter().map(|event| event.name()).collect();
    let body = json!({"events": names, "set": set, "reason": "查实"});
    draft(
        EventKind::Settled,
        POINT,
        time,
        ("c1", role),
        body.to_string(),
    )
}

fn conflicts(desk: &Desk) -> Vec<About> {
    let troubles = &desk.book.target(POINT).unwrap().troubles;
    let about = |trouble: &Trouble| match trouble {
        Trouble::Conflict {
            about,
            settled: None,
            ..
        } => Some(*about),
        _ => None,
    };
    troubles.iter().filter_map(about).collect()
}

fn refusals(desk: &Desk) -> usize {
    let troubles = &desk.book.target(POINT).unwrap().troubles;
    troubles
        .iter()
        .filter(|trouble| matches!(trouble, Trouble::Refused { .. }))
        .count()
}

/// Two events of two devices that did not know of each other, and how many conflicts they leave, whoever comes first.
fn disagree(first: &Draft, second: &Draft) -> Vec<About> {
    let (mut a, mut b, mut events) = listed();
    let (one, two) = (
        a.write(first.clone()),
        b.write(seen(second.clone(), r#"{"a":2}"#)),
    );
    events.extend([one.clone(), two.clone()]);
    let desk = Desk::of(&events);
    let mut late = Desk::new();
    for event in events.iter().rev() {
        late.take(event);
    }
    assert_eq!(picture(&desk.book), picture(&late.book));
    let found = conflicts(&desk);
    if !found.is_empty() {
        let settle = |role, names: &[&Event]| {
            let mut desk = desk.clone();
            let mut c = Device::new("c");
            desk.take(&c.write(settlement(names, role, &json!({}), START + 9 * DAY)));
            (conflicts(&desk), refusals(&desk))
        };
        let before = refusals(&desk);
        assert_eq!(
            settle(Role::Township, &[&one, &two]),
            (found.clone(), before + 1)
        );
        assert_eq!(settle(Role::County, &[&one]), (found.clone(), before + 1));
        assert_eq!(settle(Role::County, &[&one, &two]), (vec![], before));
    }
    // Had the later one known the earlier there would be none.
    let mut known = Desk::of(&events[..2]);
    let (earlier, later) = if first.time < second.time {
        (first, second)
    } else {
        (second, first)
    };
    known.take(&Device::new("d").write(seen(earlier.clone(), r#"{"a":2}"#)));
    known.take(&Device::new("e").write(seen(later.clone(), r#"{"a":2,"d":1}"#)));
    assert_eq!(conflicts(&known), []);
    found
}

#[test]
fn two_moves_from_one_state_to_two_disagree_once() {
    let planned = step(Status::Listed, Status::Planned, START + DAY);
    let mut merged = step(Status::Listed, Status::Merged, START + 2 * DAY);
    merged.other = Some("p3".to_owned());
    let (planned, merged) = (
        planned.draft(POINT, START + DAY),
        merged.draft(POINT, START + 2 * DAY),
    );
    assert_eq!(disagree(&planned, &merged), [About::Status]);
    assert_eq!(disagree(&merged, &planned), [About::Status]);
}

#[test]
fn two_values_of_a_field_disagree_once_and_one_value_does_not() {
    use xuncha::ledger::Field;
    let set = |name: &str, time| correction(&json!({"hamlet": name}), time);
    assert_eq!(
        disagree(&set("东屯", START + DAY), &set("西屯", START + 2 * DAY)),
        [About::Field(Field::Hamlet)]
    );
    assert_eq!(
        disagree(&set("东屯", START + DAY), &set("东屯", START + 2 * DAY)),
        []
    );
}

#[test]
fn two_openings_of_one_point_disagree_on_each_value_once() {
    use xuncha::ledger::Field;
    let again = opening("listed", "沟东", POINT, START + DAY);
    let other = correction(&json!({"hamlet": "东屯"}), START + 2 * DAY);
    let events = |second: Draft| {
        let (_, mut b, mut events) = listed();
        events.push(b.write(second));
        Desk::of(&events)
    };
    assert_eq!(conflicts(&events(again)), [About::Field(Field::Name)]);
    assert_eq!(
        conflicts(&events(opening("listed", "沟边", POINT, START + DAY))),
        []
    );
    assert_eq!(
        conflicts(&events(opening("works", "沟边", POINT, START + DAY))),
        [About::Status]
    );
    assert_eq!(conflicts(&events(other)), []);
}

#[test]
fn two_places_of_a_point_disagree_once() {
    let place = |lon: f64, time| {
        let body = json!({"set": {}, "at": [lon, 43.5], "reason": "重新定位"});
        draft(
            EventKind::Corrected,
            POINT,
            time,
            ("c1", Role::County),
            body.to_string(),
        )
    };
    assert_eq!(
        disagree(&place(126.6, START + DAY), &place(126.7, START + 2 * DAY)),
        [About::Position]
    );
    assert_eq!(
        disagree(&place(126.6, START + DAY), &place(126.6, START + 2 * DAY)),
        []
    );
}

#[test]
fn two_devices_that_make_the_same_move_agree() {
    let planned = |time| step(Status::Listed, Status::Planned, START + DAY).draft(POINT, time);
    assert_eq!(
        disagree(&planned(START + DAY), &planned(START + 2 * DAY)),
        []
    );
    let found = legal(None, Status::Suspected, START, START, &mut Tape::new(&[]));
    let (mut a, mut b) = (Device::new("a"), Device::new("b"));
    let desk = Desk::of(&[
        a.write(found.draft(POINT, START)),
        b.write(found.draft(POINT, START + HOUR)),
    ]);
    assert_eq!(conflicts(&desk), []);
    assert_eq!(refusals(&desk), 0);
}

#[test]
fn the_same_move_by_a_role_that_may_not_make_it_brings_nothing() {
    let (mut a, mut b, mut events) = listed();
    let planned = step(Status::Listed, Status::Planned, START + DAY);
    events.push(a.write(planned.draft(POINT, START + DAY)));
    let mut forged = planned;
    forged.role = Role::Patrol;
    forged.body["set"]["filing_no"] = "备 9".into();
    events.push(b.write(seen(forged.draft(POINT, START + 2 * DAY), r#"{"a":2}"#)));
    let desk = Desk::of(&events);
    let point = desk.book.target(POINT).unwrap().point.as_ref().unwrap();
    assert!(point.value(xuncha::ledger::Field::FilingNo).is_none());
    assert_eq!(refusals(&desk), 1);
}

#[test]
fn a_refused_settlement_settles_nothing() {
    let (mut a, mut b, mut events) = listed();
    let one = a.write(correction(&json!({"hamlet": "东屯"}), START + DAY));
    let two = b.write(seen(
        correction(&json!({"hamlet": "西屯"}), START + 2 * DAY),
        r#"{"a":2}"#,
    ));
    events.extend([one.clone(), two.clone()]);
    let mut desk = Desk::of(&events);
    let set = json!({"status": "closed"});
    desk.take(&a.write(settlement(
        &[&one, &two],
        Role::County,
        &set,
        START + 3 * DAY,
    )));
    assert_eq!(conflicts(&desk).len(), 1);
    assert_eq!(refusals(&desk), 1);
}

#[test]
fn a_link_to_itself_is_refused_and_replays_to_the_same() {
    let (mut a, _, mut events) = listed();
    let mut link = draft(
        EventKind::Linked,
        POINT,
        START + DAY,
        ("c1", Role::County),
        r#"{"link":"moved"}"#.to_owned(),
    );
    link.other = Some(POINT.to_owned());
    events.push(a.write(link));
    let desk = Desk::of(&events);
    let mut late = Desk::new();
    for event in events.iter().rev() {
        late.take(event);
    }
    assert_eq!(picture(&desk.book), picture(&late.book));
    assert_eq!(refusals(&desk), 1);
}

#[test]
fn the_first_rules_hold_for_what_lies_before_them_whenever_they_come() {
    let (mut a, mut b) = (Device::new("a"), Device::new("b"));
    let events = [
        a.write(opening("listed", "沟边", POINT, START)),
        a.write(step(Status::Listed, Status::Planned, START + DAY).draft(POINT, START + DAY)),
        b.write(rules(Role::County, 2, START + 2 * DAY)),
    ];
    let mut one_by_one = Desk::new();
    for event in &events {
        one_by_one.take(event);
    }
    let rules_first = Desk::of([&events[2], &events[0], &events[1]]);
    assert_eq!(picture(&one_by_one.book), picture(&rules_first.book));
}

#[test]
fn a_forked_device_keeps_both_branches_and_is_named() {
    let dirs: Vec<tempfile::TempDir> = (0..2).map(|_| tempfile::tempdir().unwrap()).collect();
    let open = |at: usize| Ledger::open(dirs[at].path(), Access::Write, None).unwrap();
    let append = |ledger: &mut Ledger, draft: Draft| {
        let time = draft.time;
        ledger
            .append(time, |_| Ok::<_, LedgerError>(vec![draft.clone()]))
            .unwrap();
    };
    let mut first = open(0);
    append(&mut first, opening("listed", "沟边", POINT, START));
    drop(first);
    std::fs::copy(dirs[0].path().join(FILE), dirs[1].path().join(FILE)).unwrap();
    let mut ledgers = vec![open(0), open(1)];
    for (ledger, name) in ledgers.iter_mut().zip(["东屯", "西屯"]) {
        append(ledger, correction(&json!({"hamlet": name}), START + DAY));
        append(
            ledger,
            correction(&json!({"access_note": name}), START + 2 * DAY),
        );
    }
    send(&mut ledgers, 0, 1, &mut |_| true);
    send(&mut ledgers, 1, 0, &mut |_| true);
    assert_eq!(picture(ledgers[0].book()), picture(ledgers[1].book()));
    for ledger in &ledgers {
        assert_eq!(ledger.store().version().unwrap(), 5);
        let faults = verify(ledger.store()).unwrap();
        let is_fork = |fault: &ChainFault| matches!(fault, ChainFault::Fork { counter: 2, seqs, .. } if seqs.len() == 2);
        assert!(faults.len() == 1 && is_fork(&faults[0]), "{faults:?}");
    }
}
