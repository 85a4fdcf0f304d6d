//! Only the whole way closes a point, what is refused changes nothing, and a replay gives the same.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use serde_json::json;
use xuncha::domain::Status;
use xuncha::ledger::{
    Access, Event, EventKind, FILE, Ledger, LedgerError, Role, Store, StoreError,
};

use crate::audit::{CLOSING, audit};
use crate::cases;
use crate::makers::{POINTS, Step, anything, evidence, legal, other, rules, spoil};
use crate::world::{
    DAY, Desk, Device, HOUR, START, Tape, draft, moment, picture, without_troubles,
};

const BIASED: u32 = 1_000;
const UNIFORM: u32 = 600;
const STORES: u32 = 16;

/// The usual next state.
fn next(status: Option<Status>) -> Status {
    use Status::{
        Accepted, Closed, Done, Listed, Planned, QuickClosed, Requested, Returned, Suspected, Works,
    };
    match status {
        None => Suspected,
        Some(Suspected | Closed | QuickClosed) => Listed,
        Some(Listed) => Planned,
        Some(Planned | Returned) => Works,
        Some(Works) => Done,
        Some(Done) => Requested,
        Some(Requested) => Accepted,
        _ => Closed,
    }
}

/// The next drafts of a history; mostly steps that the rules allow.
fn drafts(desk: &Desk, now: &mut i64, tape: &mut Tape<'_>) -> Vec<xuncha::ledger::Draft> {
    let id = if tape.one_in(3) {
        POINTS[tape.below(3)]
    } else {
        POINTS[0]
    };
    *now += HOUR + HOUR * i64::try_from(tape.below(30)).unwrap();
    let choice = tape.below(16);
    if choice == 15 {
        return vec![anything(*now, tape)];
    }
    if choice == 14 {
        return vec![other(&desk.book, id, *now, tape)];
    }
    let point = desk
        .book
        .target(id)
        .and_then(|target| target.point.as_deref());
    let from = point.map(|point| point.status);
    let to = if tape.one_in(12) {
        Status::ALL[tape.below(12)]
    } else {
        next(from)
    };
    let mut all = Vec::new();
    if from == Some(Status::Requested) {
        let body = json!({"kind": "dump_point", "finding": "clean", "with": ["c2", "c3"]});
        all.push(draft(
            EventKind::Visited,
            id,
            *now,
            ("c1", Role::County),
            body.to_string(),
        ));
        *now += HOUR;
    }
    if from == Some(Status::Accepted) && !tape.one_in(6) {
        *now += 12 * DAY;
    }
    let entered = point.map_or(*now, |point| i64::from(point.since.number()) * DAY);
    let mut step = legal(from, to, *now, entered, tape);
    if choice == 13 || tape.one_in(12) {
        spoil(&mut step, *now, tape);
    }
    let time = if tape.one_in(24) {
        *now - 3 * DAY
    } else {
        *now
    };
    all.push(step.draft(id, time));
    all
}

/// A history on three devices, which mostly know of each other.
fn history(words: &[u32], biased: bool) -> Desk {
    let mut tape = Tape::new(words);
    let mut devices = ["a", "b", "c"].map(Device::new);
    let mut desk = Desk::new();
    let mut now = START;
    if biased {
        desk.take(&devices[0].write(rules(Role::County, 2, now - DAY)));
    }
    while !tape.is_over() {
        let at = if tape.one_in(3) { tape.below(3) } else { 0 };
        let drafts = match biased {
            true if tape.one_in(40) => {
                let authority = [Role::County, Role::Prefecture, Role::Patrol][tape.below(3)];
                let time = now - DAY * i64::try_from(tape.below(20)).unwrap();
                vec![rules(authority, 2 + u32::from(tape.one_in(3)), time)]
            }
            true => drafts(&desk, &mut now, &mut tape),
            false => {
                now += HOUR * i64::try_from(tape.below(48)).unwrap();
                vec![anything(now, &mut tape)]
            }
        };
        for mut draft in drafts {
            if biased && draft.seen == "{}" && !tape.one_in(16) {
                let mut about = vec![draft.target.as_str()];
                about.extend(draft.other.as_deref());
                draft.seen = desk.book.heads(&devices[at].name, &about);
            }
            desk.take(&devices[at].write(draft));
        }
    }
    desk
}

/// What is refused changes nothing, whatever it is; events that disagree or come late are not refused but taken.
fn refused_changes_nothing(events: &[Event]) -> Result<(), TestCaseError> {
    let mut desk = Desk::new();
    for event in events {
        let lacks = desk.book.lacks(&event.borrowed());
        let id = &event.draft.target;
        let before = without_troubles(desk.book.target(id));
        let is_ground = matches!(event.draft.kind, EventKind::Rules);
        let is_late = desk
            .events
            .iter()
            .any(|other| other.borrowed().order() > event.borrowed().order());
        desk.take(event);
        let is_refusal = !lacks.is_empty()
            && lacks
                .iter()
                .all(|lack| !["conflict", "order"].contains(&&*lack.word));
        if is_refusal && !is_ground && !is_late {
            let after = without_troubles(desk.book.target(id));
            prop_assert_eq!(before, after, "{:?} {:?}", event, lacks);
        }
    }
    Ok(())
}

/// The live book, one folded from all events in their order, and one that took them in any order.
fn replays(desk: &Desk) -> Result<(), TestCaseError> {
    let live = picture(&desk.book);
    prop_assert_eq!(&live, &picture(&Desk::replayed(&desk.events).book));
    let mut late = desk.events.clone();
    late.reverse();
    let mut one_by_one = Desk::new();
    for event in &late {
        one_by_one.take(event);
    }
    prop_assert_eq!(&live, &picture(&one_by_one.book));
    Ok(())
}

fn words(most: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 20..most)
}

#[test]
fn only_the_whole_way_closes_a_point() {
    let (closed, steps) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let config = cases(BIASED);
    let least = config.cases as usize / 3;
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&words(900), |words| {
        let desk = history(&words, true);
        let seen = audit(&desk.events).map_err(TestCaseError::fail)?;
        closed.fetch_add(usize::from(seen.closed > 0), Ordering::Relaxed);
        steps.fetch_add(seen.steps, Ordering::Relaxed);
        refused_changes_nothing(&desk.events)?;
        replays(&desk)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (closed, steps) = (closed.into_inner(), steps.into_inner());
    assert!(
        closed >= least,
        "only {closed} histories closed a point ({steps} steps)"
    );
}

proptest! {
    #![proptest_config(cases(UNIFORM))]

    #[test]
    fn events_of_any_kind_close_nothing_and_replay_to_the_same(words in words(400)) {
        let desk = history(&words, false);
        audit(&desk.events).map_err(TestCaseError::fail)?;
        refused_changes_nothing(&desk.events)?;
        replays(&desk)?;
    }
}

proptest! {
    #![proptest_config(cases(STORES))]

    #[test]
    fn a_refused_draft_writes_nothing_and_a_written_one_is_not_refused(words in words(200)) {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(dir.path(), Access::Write, None).unwrap();
        let mut tape = Tape::new(&words);
        let mut now = START;
        let mut shadow = Desk::new();
        let first = rules(Role::County, 2, now - DAY);
        let taken = ledger.append(moment(now), |_| Ok::<_, LedgerError>(vec![first.clone()]));
        shadow.take_all(&taken.unwrap());
        while !tape.is_over() {
            let mut all = drafts(&shadow, &mut now, &mut tape);
            if tape.one_in(4) {
                all.extend(all.clone());
            }
            all.retain(|draft| draft.kind != EventKind::Rules);
            let version = ledger.store().version().unwrap();
            let before = picture(ledger.book());
            match ledger.append(moment(now), |_| Ok::<_, LedgerError>(all.clone())) {
                Ok(events) => {
                    prop_assert_eq!(ledger.store().version().unwrap(), version + events.len() as u64);
                    let names: Vec<String> = events
                        .iter()
                        .filter(|event| event.draft.kind != EventKind::Opened)
                        .map(Event::name)
                        .collect();
                    let book = ledger.book();
                    for trouble in book.unsorted().flat_map(|target| &target.troubles) {
                        if let xuncha::ledger::Trouble::Refused { event, lacks } = trouble {
                            prop_assert!(!names.contains(&event.name(book.devices())), "{lacks:?} {all:#?}");
                        }
                    }
                    shadow.take_all(&events);
                }
                Err(LedgerError::Refused { .. } | LedgerError::Store(StoreError::Event(_))) => {
                    prop_assert_eq!(ledger.store().version().unwrap(), version);
                    prop_assert_eq!(&before, &picture(ledger.book()));
                }
                Err(error) => panic!("{error}"),
            }
        }
        let live = picture(ledger.book());
        prop_assert_eq!(&live, &picture(&shadow.book));
        drop(ledger);
        let again = Ledger::open(dir.path(), Access::Read, None).unwrap();
        prop_assert_eq!(&live, &picture(again.book()));
        let store = Store::open(&dir.path().join(FILE), Access::Read).unwrap();
        prop_assert!(xuncha::ledger::verify(&store).unwrap().is_empty());
    }
}

/// A point on its whole way to a state, all by one device, a day for each step.
struct Way {
    device: Device,
    desk: Desk,
    now: i64,
}

impl Way {
    fn to(state: Status) -> Self {
        let mut device = Device::new("a");
        let first = device.write(rules(Role::County, 2, START - DAY));
        let mut way = Self {
            device,
            desk: Desk::of(&[first]),
            now: START,
        };
        while way.status() != Some(state) {
            way.go(|_| {});
            assert_eq!(way.refusals(), 0, "{:?}", way.desk.book.target(POINTS[0]));
        }
        way
    }

    fn point(&self) -> Option<&xuncha::ledger::Point> {
        self.desk.book.target(POINTS[0])?.point.as_deref()
    }

    fn status(&self) -> Option<Status> {
        self.point().map(|point| point.status)
    }

    fn refusals(&self) -> usize {
        let troubles = &self.desk.book.target(POINTS[0]).unwrap().troubles;
        troubles
            .iter()
            .filter(|trouble| matches!(trouble, xuncha::ledger::Trouble::Refused { .. }))
            .count()
    }

    /// The usual next step with a change.
    fn go(&mut self, change: impl FnOnce(&mut Step)) {
        let status = self.status();
        if status == Some(Status::Requested) {
            let body = json!({"kind": "dump_point", "finding": "clean", "with": ["c2"]});
            self.write(draft(
                EventKind::Visited,
                POINTS[0],
                self.now,
                ("c1", Role::County),
                body.to_string(),
            ));
        }
        let entered = self.now;
        self.now += if status == Some(Status::Accepted) {
            12 * DAY
        } else {
            DAY
        };
        let mut step = legal(status, next(status), self.now, entered, &mut Tape::new(&[]));
        change(&mut step);
        self.write(step.draft(POINTS[0], self.now));
    }

    fn write(&mut self, draft: xuncha::ledger::Draft) {
        self.desk.take(&self.device.write(draft));
    }

    fn correct(&mut self, set: &serde_json::Value) {
        let body = json!({"set": set, "reason": "更正"});
        self.now += HOUR;
        self.write(draft(
            EventKind::Corrected,
            POINTS[0],
            self.now,
            ("c1", Role::County),
            body.to_string(),
        ));
    }
}

#[test]
fn a_closed_point_keeps_its_closing_fields() {
    for (field, _) in CLOSING {
        let mut way = Way::to(Status::Closed);
        way.correct(&json!({field.word(): null}));
        assert_eq!(way.refusals(), 1, "{}", field.word());
        assert!(way.point().unwrap().value(field).is_some());
    }
    let mut way = Way::to(Status::Closed);
    way.correct(&json!({"agent": "石灰"}));
    assert_eq!(way.refusals(), 0);
}

#[test]
fn a_photo_of_the_future_proves_nothing() {
    for (late, refusals) in [(0, 0), (DAY, 0), (2 * DAY, 1)] {
        let mut way = Way::to(Status::Works);
        let taken = way.now + DAY + late;
        way.go(|step| step.body["evidence"] = json!([evidence("after", taken, 20.0)]));
        assert_eq!(way.refusals(), refusals);
    }
}

#[test]
fn nobody_is_no_second_person() {
    for with in [json!([""]), json!(["x1"]), json!(["李四"]), json!([])] {
        let mut way = Way::to(Status::Requested);
        way.go(|step| step.body["with"] = with);
        assert_eq!(way.refusals(), 1);
    }
    let mut way = Way::to(Status::Requested);
    let body = json!({"kind": "dump_point", "finding": "clean", "with": ["", "c1", "t1", "t2"]});
    way.write(draft(
        EventKind::Visited,
        POINTS[0],
        way.now,
        ("c1", Role::County),
        body.to_string(),
    ));
    let step = legal(
        Some(Status::Requested),
        Status::Accepted,
        way.now + HOUR,
        way.now,
        &mut Tape::new(&[]),
    );
    way.write(step.draft(POINTS[0], way.now + HOUR));
    assert_eq!(way.refusals(), 1);
}

#[test]
fn who_applied_may_not_accept_in_any_role_nor_when_another_applied_first() {
    let mut way = Way::to(Status::Requested);
    way.go(|step| step.body["with"] = json!(["c2", "t1"]));
    assert_eq!(way.refusals(), 1);

    let mut way = Way::to(Status::Requested);
    let mut second = legal(
        Some(Status::Done),
        Status::Requested,
        way.now + HOUR,
        way.now,
        &mut Tape::new(&[]),
    );
    second.who = "c2";
    way.desk
        .take(&Device::new("b").write(second.draft(POINTS[0], way.now + HOUR)));
    assert_eq!(way.refusals(), 0);
    way.go(|_| {});
    assert_eq!((way.refusals(), way.status()), (1, Some(Status::Requested)));
}

#[test]
fn a_voided_closure_leaves_no_document_for_the_next() {
    let mut way = Way::to(Status::Closed);
    let voided = legal(
        Some(Status::Closed),
        Status::Returned,
        way.now + DAY,
        way.now,
        &mut Tape::new(&[]),
    );
    way.now += DAY;
    way.write(voided.draft(POINTS[0], way.now));
    for _ in [Status::Works, Status::Done, Status::Requested] {
        way.go(|_| {});
    }
    assert_eq!((way.refusals(), way.status()), (0, Some(Status::Requested)));
    way.go(|step| step.body["set"] = json!({"accept_unit": "县局"}));
    assert_eq!(way.refusals(), 1);
}

#[test]
fn evidence_of_an_earlier_round_proves_nothing_of_the_next() {
    let mut way = Way::to(Status::Closed);
    for _ in [Status::Listed, Status::Planned, Status::Works] {
        way.go(|_| {});
    }
    assert_eq!((way.refusals(), way.status()), (0, Some(Status::Works)));
    way.go(|step| step.body["evidence"] = json!([]));
    assert_eq!(way.refusals(), 1);
}

#[test]
fn the_township_may_not_change_the_size_of_a_listed_point() {
    let mut way = Way::to(Status::Works);
    way.go(|step| step.body["set"]["volume_m3"] = 1.into());
    assert_eq!((way.refusals(), way.status()), (1, Some(Status::Works)));
}

#[test]
fn of_two_moves_in_one_append_the_second_is_judged_after_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path(), Access::Write, None).unwrap();
    let found = legal(None, Status::Suspected, START, START, &mut Tape::new(&[]));
    let excluded = legal(
        Some(Status::Suspected),
        Status::Excluded,
        START + DAY,
        START,
        &mut Tape::new(&[]),
    );
    let (found, excluded) = (
        found.draft(POINTS[0], START),
        excluded.draft(POINTS[0], START + DAY),
    );
    let mut append = |drafts: Vec<xuncha::ledger::Draft>| {
        ledger
            .append(moment(START), |_| Ok::<_, LedgerError>(drafts.clone()))
            .map(|events| events.len())
    };
    let refused = append(vec![found.clone(), excluded.clone(), excluded.clone()]);
    assert!(
        matches!(refused, Err(LedgerError::Refused { .. })),
        "{refused:?}"
    );
    assert_eq!(append(vec![found, excluded]).unwrap(), 2);
}
