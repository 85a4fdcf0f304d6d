use proptest::prelude::*;

use super::*;

fn moment(seconds: i64) -> Moment {
    Moment::new(1_764_000_000 + seconds, 28_800).unwrap()
}

fn draft(target: &str) -> Draft {
    Draft {
        time: moment(0),
        actor: "li2".into(),
        role: Role::County,
        target: target.into(),
        other: None,
        seen: "{}".into(),
        kind: EventKind::Visited,
        payload: "{\"finding\":\"clean\"}".into(),
    }
}

fn empty() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("ledger.db"), Access::Write).unwrap();
    (folder, store)
}

fn all(store: &Store) -> Vec<Event> {
    let mut events = Vec::new();
    store
        .read_since(0, &mut |event| events.push(event.to_event()))
        .unwrap();
    events
}

#[test]
fn what_was_appended_is_read_back() {
    let (folder, mut store) = empty();
    let first = store
        .append_if_version(0, vec![draft("a"), draft("b")], moment(1))
        .unwrap();
    let second = store
        .append_if_version(2, vec![draft("a")], moment(2))
        .unwrap();
    assert_eq!((first.version, second.version), (2, 3));
    assert_eq!(second.events[0].prev, first.events[1].hash);
    let path = folder.path().join("ledger.db");
    let device = store.device().to_owned();
    drop(store);
    for access in [Access::Read, Access::Write] {
        let store = Store::open(&path, access).unwrap();
        assert_eq!(store.device(), device);
        assert_eq!(
            all(&store),
            [first.events.clone(), second.events.clone()].concat()
        );
        let mut late = Vec::new();
        let version = store.read_since(2, &mut |event| late.push(event.to_event()));
        assert_eq!((version.unwrap(), &late), (3, &second.events));
        assert_eq!(store.read_since(3, &mut |_| ()).unwrap(), 3);
    }
}

#[test]
fn who_is_behind_adds_nothing() {
    let (_folder, mut store) = empty();
    store
        .append_if_version(0, vec![draft("a")], moment(1))
        .unwrap();
    let error = store.append_if_version(0, vec![draft("b")], moment(1));
    let seen = matches!(
        error,
        Err(StoreError::Behind {
            expected: 0,
            version: 1
        })
    );
    assert!(seen, "{error:?}");
    assert_eq!(store.version().unwrap(), 1);
}

#[test]
fn a_union_adds_each_event_once_and_keeps_forks() {
    let (_one, mut one) = empty();
    let (_two, mut two) = empty();
    one.append_if_version(0, vec![draft("a"), draft("b")], moment(1))
        .unwrap();
    two.append_if_version(0, vec![draft("c")], moment(1))
        .unwrap();
    let mut events = all(&one);
    let fork = Event::chained(draft("x"), one.device(), 1, Digest::NONE, moment(3));
    events.extend([fork.clone(), fork]);
    let taken = two.take(&events).unwrap();
    let (added, known, version) = (3, 1, 4);
    assert_eq!(
        taken,
        Taken {
            added,
            known,
            version
        }
    );
    let (added, known) = (0, 4);
    assert_eq!(
        two.take(&events).unwrap(),
        Taken {
            added,
            known,
            version
        }
    );
    // Its own chain goes on where it was.
    let own = two
        .append_if_version(4, vec![draft("d")], moment(4))
        .unwrap();
    assert_eq!(own.events[0].counter, 2);
}

#[test]
fn a_union_with_a_changed_event_adds_nothing() {
    let (_one, mut one) = empty();
    let (_two, mut two) = empty();
    one.append_if_version(0, vec![draft("a"), draft("b")], moment(1))
        .unwrap();
    let mut events = all(&one);
    events[1].draft.actor = "wang".into();
    let error = two.take(&events);
    let seen = matches!(
        error,
        Err(StoreError::Event(EventError::Hash { counter: 2, .. }))
    );
    assert!(seen, "{error:?}");
    assert_eq!(two.version().unwrap(), 0);
}

#[test]
fn what_is_no_event_is_refused() {
    let (_folder, mut store) = empty();
    for payload in [
        "",
        "[]",
        "{",
        "{\n}",
        "{} ",
        "{\"a\":1}{}",
        "{\"a\":\"\u{0}\"}",
    ] {
        let bad = Draft {
            payload: payload.into(),
            ..draft("a")
        };
        let error = store.append_if_version(0, vec![draft("a"), bad], moment(1));
        assert!(
            matches!(error, Err(StoreError::Event(_))),
            "{payload:?} {error:?}"
        );
    }
    assert_eq!(store.version().unwrap(), 0);
}

#[test]
fn a_target_is_found_by_either_name() {
    let (_folder, mut store) = empty();
    let link = Draft {
        other: Some("a".into()),
        ..draft("b")
    };
    let loop_back = Draft {
        other: Some("a".into()),
        ..draft("a")
    };
    store
        .append_if_version(0, vec![draft("a"), link, draft("c"), loop_back], moment(1))
        .unwrap();
    let found = |target| -> Vec<u64> {
        let events = store.read_target(target).unwrap();
        events.iter().map(|event| event.counter).collect()
    };
    assert_eq!(found("a"), [1, 2, 4]);
    assert_eq!(found("b"), [2]);
    assert_eq!(found("d"), [] as [u64; 0]);
}

#[test]
fn events_are_neither_edited_nor_deleted() {
    let (_folder, mut store) = empty();
    store
        .append_if_version(0, vec![draft("a")], moment(1))
        .unwrap();
    for sql in ["UPDATE event SET actor = 'x'", "DELETE FROM event"] {
        assert!(store.conn.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn a_row_that_is_no_event_is_damage() {
    let (_folder, mut store) = empty();
    store
        .append_if_version(0, vec![draft("a"), draft("b")], moment(1))
        .unwrap();
    store
        .conn
        .execute_batch(
            "DROP TRIGGER event_is_not_edited; UPDATE event SET role = 'king' WHERE seq = 2",
        )
        .unwrap();
    let error = store.read_since(0, &mut |_| ());
    let place = match error {
        Err(StoreError::Damaged { place, .. }) => Some(place),
        _ => None,
    };
    assert_eq!(place, Some(Place::Event { seq: 2 }));
}

#[test]
fn a_locked_file_is_busy() {
    let (folder, mut store) = empty();
    let path = folder.path().join("ledger.db");
    let patience = Duration::from_millis(20);
    let mut other = Store::open_patiently(&path, Access::Write, patience).unwrap();
    let error = store.held(|| other.append_if_version(0, vec![draft("a")], moment(1)));
    assert!(
        matches!(error, Ok(Err(StoreError::Busy { .. }))),
        "{error:?}"
    );
}

#[test]
fn nothing_to_read_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let missing = |path| {
        matches!(
            Store::open(path, Access::Read),
            Err(StoreError::Missing { .. })
        )
    };
    assert!(missing(&path));
    assert!(!path.exists());
    std::fs::write(&path, "").unwrap();
    assert!(missing(&path));
    assert_eq!(
        Store::open(&path, Access::Write)
            .unwrap()
            .version()
            .unwrap(),
        0
    );
}

#[test]
fn strangers_are_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let foreign = folder.path().join("foreign.db");
    let conn = Connection::open(&foreign).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t(a);")
        .unwrap();
    drop(conn);
    let foreign = std::fs::read(&foreign).unwrap();
    for bytes in [b"a note, no ledger".to_vec(), vec![0; 5000], foreign] {
        std::fs::write(&path, &bytes).unwrap();
        for access in [Access::Read, Access::Write] {
            let error = Store::open(&path, access);
            assert!(
                matches!(error, Err(StoreError::NotOurs { .. })),
                "{error:?}"
            );
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
            assert!(!wal::path(&path).exists());
        }
    }
}

#[test]
fn a_newer_layout_is_left_as_it_is() {
    let (folder, store) = empty();
    let path = folder.path().join("ledger.db");
    store.conn.pragma_update(None, "user_version", 2).unwrap();
    drop(store);
    let bytes = std::fs::read(&path).unwrap();
    for access in [Access::Read, Access::Write] {
        let error = Store::open(&path, access);
        let seen = matches!(
            error,
            Err(StoreError::Newer {
                found: 2,
                known: 1,
                ..
            })
        );
        assert!(seen, "{error:?}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_creation_that_was_rolled_back_is_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    // As a process leaves it that is killed between the schema and the write-ahead log.
    let mut conn = Connection::open(&path).unwrap();
    set_up(&conn).unwrap();
    migrate(&mut conn, first_meta).unwrap();
    drop(conn);
    let store = Store::open(&path, Access::Write).unwrap();
    let mode: String = store
        .conn
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn names_with_signs_of_their_own_in_a_uri_are_escaped() {
    assert_eq!(
        escaped(Path::new("/a b/?#%/区.db")),
        "/a%20b/%3F%23%25/%E5%8C%BA.db"
    );
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let text = || prop_oneof!["[a-z'\"\\\\\n\u{0}区県😀 ]{0,12}", any::<String>()];
    let json = || prop::collection::btree_map(text(), text(), 0..3);
    let one = (
        (text(), text(), prop::option::of(text())),
        (json(), json()),
        (0..Role::ALL.len(), 0..EventKind::ALL.len()),
        (-62_000_000_000_i64..250_000_000_000, -14_i32..=14),
    );
    let one = one.prop_map(
        |((actor, target, other), (seen, payload), (role, kind), (time, hours))| Draft {
            time: Moment::new(time, hours * 3600).unwrap(),
            actor,
            role: Role::ALL[role],
            target,
            other,
            seen: serde_json::to_string(&seen).unwrap(),
            kind: EventKind::ALL[kind],
            payload: serde_json::to_string(&payload).unwrap(),
        },
    );
    prop::collection::vec(one, 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_back_as_it_was(drafts in drafts()) {
        let (_folder, mut store) = empty();
        let appended = store.append_if_version(0, drafts.clone(), moment(1)).unwrap();
        let read = all(&store);
        prop_assert_eq!(&appended.events, &read);
        prop_assert_eq!(drafts, read.iter().map(|event| event.draft.clone()).collect::<Vec<_>>());
        prop_assert_eq!(crate::ledger::chain::verify(&store).unwrap(), vec![]);
        for event in &read {
            let found = store.read_target(&event.draft.target).unwrap();
            prop_assert!(found.contains(event));
        }
    }
}
