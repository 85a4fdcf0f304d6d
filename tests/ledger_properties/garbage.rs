//! Whatever bytes come, nothing panics.

use proptest::prelude::*;
use xuncha::ledger::{Book, Draft, Event, EventKind, Moment, Role};
use xuncha::units::Day;

use crate::cases;
use crate::world::{Desk, Device, START, draft, moment};

const CASES: u32 = 1_000;

fn json() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "kind",
        "finding",
        "seen",
        "spans",
        "length",
        "status",
        "closed",
        "set",
        "from",
        "to",
        "evidence",
        "taken",
        "at",
        "purpose",
        "after",
        "dump_point",
        "corridor",
        "clean",
        "events",
        "reason",
        "rules",
        "since",
        "round",
        "look_back",
        "source",
        "link",
        "moved",
        "matter",
        "objection",
        "volume_m3",
        "plan_due",
        "2026-03-05",
        "-009999-01-01",
        "9999-12-31",
        "look_back_days",
        "thaw",
        "04-30",
        "ends",
        "problems",
        "passed",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        words.clone().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::Array),
            prop::collection::btree_map(words.clone(), inner, 0..8).prop_map(|map| {
                let map = map
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                serde_json::Value::Object(map.collect())
            }),
        ]
    })
    .prop_map(|json| json.to_string())
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let ends = prop::sample::select(vec![-62_135_596_800_i64, 253_402_300_799, 0, START]);
    let seconds = prop_oneof![ends, -62_135_596_800..=253_402_300_799_i64];
    (seconds, -840..=840_i32).prop_map(|(seconds, minutes)| {
        Moment::new(seconds, minutes * 60).unwrap_or_else(|| moment(START))
    })
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let names = || prop::sample::select(vec!["a", "b", "", "road:1"]);
    (
        any_moment(),
        prop::sample::select(EventKind::ALL.to_vec()),
        prop::sample::select(Role::ALL.to_vec()),
        (names(), prop::option::of(names()), any::<String>()),
        prop_oneof![json(), any::<String>()],
        prop_oneof![json(), any::<String>(), Just("{}".to_owned())],
    )
        .prop_map(
            |(time, kind, role, (target, other, actor), payload, seen)| Draft {
                time,
                actor,
                role,
                target: target.to_owned(),
                other: other.map(str::to_owned),
                seen,
                kind,
                payload,
            },
        )
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn no_line_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), text in json(), draft in any_draft(), at: prop::sample::Index) {
        let _ = Event::parse(&String::from_utf8_lossy(&bytes));
        let _ = Event::parse(&text);
        let event = Device::new("a").write(draft);
        let line = event.line();
        if let Ok(read) = Event::parse(&line) {
            prop_assert_eq!(&read, &event);
            prop_assert_eq!(read.line(), line.clone());
        }
        // A byte changed is found or leaves no event.
        let mut bytes = line.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert_ne!(Event::parse(&text).ok(), Some(event));
        }
    }

    #[test]
    fn no_payload_panics(drafts in prop::collection::vec(any_draft(), 1..12)) {
        let mut device = Device::new("a");
        let mut desk = Desk::new();
        let mut until = Book::new(Some(moment(START).day()));
        for draft in drafts {
            let event = device.write(draft);
            let _ = desk.book.lacks(&event.borrowed());
            desk.take(&event);
            until.take(&event.borrowed());
            let _ = desk.book.heads("a", &["a", "b"]);
        }
        let clerk = xuncha::ledger::Clerk::new(desk.book.rules());
        for target in desk.book.targets() {
            for deadline in clerk.deadlines(target) {
                let _ = deadline.due.to_string();
            }
            let _ = clerk.overdue(target, moment(START).day());
        }
        let _ = xuncha::ledger::history(&desk.book);
    }
}

#[test]
fn a_corridor_of_no_or_negative_length_does_not_panic() {
    let mut device = Device::new("a");
    let mut desk = Desk::new();
    for length in [1_000, -5, 0, i64::MAX, i64::MIN] {
        let body = format!(
            r#"{{"kind":"corridor","finding":"clean","seen":{{"spans":[[0,900]],"length":{length}}}}}"#
        );
        desk.take(&device.write(draft(
            EventKind::Visited,
            "road:1",
            START,
            ("p1", Role::Patrol),
            body,
        )));
    }
    assert!(desk.book.target("road:1").is_some());
}

#[test]
fn days_beyond_the_calendar_can_be_written() {
    for day in [Day::EPOCH.plus(i32::MAX), Day::EPOCH.plus(i32::MIN)] {
        let _ = (day.to_string(), day.weekday());
    }
}

#[test]
fn names_that_an_event_claims_to_have_seen_make_no_devices() {
    let seen: std::collections::BTreeMap<String, u64> = (0..70_000)
        .map(|number| (format!("x{number}"), 1))
        .collect();
    let mut draft = draft(
        EventKind::Visited,
        "p",
        START,
        ("p1", Role::Patrol),
        r#"{"kind":"site","finding":"clean"}"#.to_owned(),
    );
    draft.seen = serde_json::to_string(&seen).unwrap();
    let desk = Desk::of(&[Device::new("a").write(draft)]);
    assert_eq!(desk.book.devices().len(), 1);
}
