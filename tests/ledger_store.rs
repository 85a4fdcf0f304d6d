//! The ledger's file under processes that are killed, that write all at once, and on disks that refuse.
//!
//! Each test starts this very program again with one of the ignored tests at the end of the file, which get the
//! ledger's path through the environment.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be started or read ends the test"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use xuncha::ledger::{
    Access, Appended, Draft, Event, EventKind, Moment, Role, Store, StoreError, verify,
};

const PATH: &str = "XUNCHA_TEST_LEDGER";
const NAME: &str = "XUNCHA_TEST_NAME";
/// How often a writer is killed.
const KILLS: u64 = 500;
/// How long each number of writers write at once.
const SECONDS_PER_ROUND: u64 = 20;

fn recorded() -> Moment {
    Moment::new(1_764_000_000, 28_800).unwrap()
}

fn draft(actor: &str, number: u64) -> Draft {
    Draft {
        time: recorded(),
        actor: actor.into(),
        role: Role::County,
        target: format!("220281-D-{number:04}"),
        other: None,
        seen: "{}".into(),
        kind: EventKind::Visited,
        payload: format!("{{\"number\":{number}}}"),
    }
}

fn all(store: &Store) -> Vec<Event> {
    let mut events = Vec::new();
    store
        .read_since(0, &mut |event| events.push(event.to_event()))
        .unwrap();
    events
}

/// This program with one ignored test.
fn child(test: &str, path: &Path, name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command.env(PATH, path).env(NAME, name);
    command
}

/// What the environment holds, when this is a child of another test.
fn given() -> Option<(PathBuf, String)> {
    let name = std::env::var_os(NAME)?.into_string().ok()?;
    Some((std::env::var_os(PATH)?.into(), name))
}

/// The acknowledgements in what a writer has printed: number and hash of each event.
fn acknowledged(printed: &str) -> Vec<(u64, String)> {
    let whole = printed.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let read = |line: &str| {
        let (counter, hash) = line.strip_prefix("ack ")?.split_once(' ')?;
        Some((counter.parse().ok()?, hash.to_owned()))
    };
    whole.lines().filter_map(read).collect()
}

/// Appends, after whatever others have added meanwhile.
fn append(store: &mut Store, drafts: &[Draft]) -> Appended {
    loop {
        let version = store.version().unwrap();
        match store.append_if_version(version, drafts.to_vec(), recorded()) {
            // Many writers on a slow disk may keep one waiting beyond its patience: told, nothing lost, tried again.
            Err(StoreError::Behind { .. } | StoreError::Busy { .. }) => {}
            done => return done.unwrap(),
        }
    }
}

#[test]
fn what_a_killed_writer_has_acknowledged_is_there() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = |end: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % end
    };
    let folder = tempfile::tempdir().unwrap();
    let mut known = BTreeMap::new();
    let mut acknowledgements = 0;
    for round in 0..KILLS {
        // A new file now and then, so that writers are killed while they make one, too.
        let path = folder.path().join(format!("{}.db", round / 20));
        if round % 20 == 0 {
            known.clear();
        }
        let mut writer = child("writes_until_it_is_killed", &path, "writer")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(random(45_000)));
        writer.kill().unwrap();
        let mut printed = String::new();
        writer
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut printed)
            .unwrap();
        writer.wait().unwrap();
        let fresh = acknowledged(&printed);
        acknowledgements += fresh.len();
        known.extend(fresh);
        let mut store = Store::open(&path, Access::Write).unwrap();
        let there: BTreeMap<u64, String> = all(&store)
            .iter()
            .map(|event| (event.counter, event.hash.to_string()))
            .collect();
        for (counter, hash) in &known {
            assert_eq!(
                there.get(counter),
                Some(hash),
                "event {counter}, round {round}"
            );
        }
        assert_eq!(verify(&store).unwrap(), [], "round {round}");
        known = there;
        let added = append(&mut store, &[draft("parent", round)]);
        known.insert(added.version, added.events[0].hash.to_string());
    }
    assert!(
        acknowledgements > 0,
        "no writer ever got as far as its first event"
    );
}

#[test]
fn many_writers_lose_nothing() {
    for writers in [2, 4, 8] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let start = |number: usize| -> Child {
            child("writes_until_it_is_stopped", &path, &format!("w{number}"))
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let children: Vec<Child> = (0..writers).map(start).collect();
        // What they print is read all the time: a full pipe would stop them.
        let readers: Vec<_> = children
            .into_iter()
            .map(|mut child| {
                std::thread::spawn(move || {
                    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
                    let printed: Vec<String> = lines.map(Result::unwrap).collect();
                    assert!(child.wait().unwrap().success());
                    acknowledged(&(printed.join("\n") + "\n"))
                })
            })
            .collect();
        std::thread::sleep(Duration::from_secs(SECONDS_PER_ROUND));
        fs::write(path.with_extension("stop"), "").unwrap();
        let known: Vec<(u64, String)> = readers
            .into_iter()
            .flat_map(|reader| reader.join().unwrap())
            .collect();
        let store = Store::open(&path, Access::Read).unwrap();
        let events = all(&store);
        assert_eq!(verify(&store).unwrap(), []);
        assert_eq!(events.len(), known.len());
        let counters: Vec<u64> = events.iter().map(|event| event.counter).collect();
        assert_eq!(counters, (1..=known.len() as u64).collect::<Vec<_>>());
        for (counter, hash) in known {
            let at = usize::try_from(counter - 1).unwrap();
            assert_eq!(events[at].hash.to_string(), hash);
        }
        for number in 0..writers {
            let actor = format!("w{number}");
            let own = events.iter().filter(|event| event.draft.actor == actor);
            let payloads: Vec<String> = own.map(|event| event.draft.payload.clone()).collect();
            let wanted = (0..payloads.len()).map(|number| format!("{{\"number\":{number}}}"));
            assert_eq!(payloads, wanted.collect::<Vec<_>>(), "{actor}");
        }
        drop(store);
        assert_eq!(xuncha::ledger::check_pages(&path).unwrap(), []);
    }
}

/// Runs a script in a namespace of its own with a small disk at `$1`; false when the system does not allow it.
fn with_small_disk(folder: &Path, script: &str) -> bool {
    let mount = "mount -t tmpfs -o size=1m none \"$1\" 2>/dev/null";
    let unshare = |script: &str| {
        Command::new("unshare")
            .args(["-rm", "sh", "-c", script, "sh"])
            .arg(folder)
            .arg(std::env::current_exe().unwrap())
            .env(PATH, folder.join("ledger.db"))
            .env(NAME, "small")
            .output()
    };
    let is_allowed = unshare(mount).is_ok_and(|output| output.status.success());
    if is_allowed {
        let output = unshare(&format!("set -e; {mount}; {script}")).unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}{errors}");
        assert!(printed.contains("all of it held"), "{printed}{errors}");
    }
    is_allowed
}

#[test]
fn a_full_disk_is_told_and_takes_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let script = "\"$2\" --exact fills_the_disk --ignored --nocapture";
    if with_small_disk(folder.path(), script) {
        return;
    }
    // Where no disk can be made, a limit on the size of files stands for a full one.
    let limit =
        "trap '' XFSZ; ulimit -f 300; exec \"$0\" --exact fills_the_disk --ignored --nocapture";
    let output = Command::new("sh")
        .args(["-c", limit])
        .arg(std::env::current_exe().unwrap())
        .env(PATH, folder.path().join("ledger.db"))
        .env(NAME, "limited")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn a_folder_that_may_only_be_read_is_read() {
    let folder = tempfile::tempdir().unwrap();
    // The system may not allow it; then nothing can be said here.
    let _ = with_small_disk(
        folder.path(),
        "\"$2\" --exact writes_three_events --ignored --nocapture; mount -o remount,ro \"$1\"; \
         \"$2\" --exact reads_where_it_may_not_write --ignored --nocapture",
    );
}

#[test]
#[ignore = "run by another test in a process of its own"]
fn writes_until_it_is_killed() {
    let Some((path, name)) = given() else { return };
    let mut store = Store::open(&path, Access::Write).unwrap();
    for number in 0.. {
        let drafts: Vec<Draft> = (0..=number % 3).map(|_| draft(&name, number)).collect();
        for event in append(&mut store, &drafts).events {
            println!("ack {} {}", event.counter, event.hash);
        }
    }
}

#[test]
#[ignore = "run by another test in a process of its own"]
fn writes_until_it_is_stopped() {
    let Some((path, name)) = given() else { return };
    let mut store = loop {
        match Store::open(&path, Access::Write) {
            Err(StoreError::Busy { .. }) => {}
            opened => break opened.unwrap(),
        }
    };
    for number in 0.. {
        if path.with_extension("stop").exists() {
            break;
        }
        for event in append(&mut store, &[draft(&name, number)]).events {
            println!("ack {} {}", event.counter, event.hash);
        }
    }
}

#[test]
#[ignore = "run by another test in a process of its own"]
fn fills_the_disk() {
    let Some((path, name)) = given() else { return };
    let ballast = path.with_extension("ballast");
    fs::write(&ballast, vec![1; 200_000]).unwrap();
    let mut store = Store::open(&path, Access::Write).unwrap();
    let mut known = Vec::new();
    let error = loop {
        let version = store.version().unwrap();
        match store.append_if_version(version, vec![draft(&name, version)], recorded()) {
            Ok(appended) => known.extend(appended.events),
            Err(error) => break error,
        }
    };
    assert!(error.is_machine(), "{error:?}");
    if name == "small" {
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    }
    assert!(!known.is_empty());
    assert_eq!(all(&store), known);
    fs::remove_file(ballast).unwrap();
    if name == "small" {
        known.extend(append(&mut store, &[draft(&name, 0)]).events);
    }
    drop(store);
    let store = Store::open(&path, Access::Read).unwrap();
    assert_eq!(all(&store), known);
    assert_eq!(verify(&store).unwrap(), []);
    println!("all of it held");
}

#[test]
#[ignore = "run by another test in a process of its own"]
fn writes_three_events() {
    let Some((path, name)) = given() else { return };
    let mut store = Store::open(&path, Access::Write).unwrap();
    append(
        &mut store,
        &[draft(&name, 0), draft(&name, 1), draft(&name, 2)],
    );
}

#[test]
#[ignore = "run by another test in a process of its own"]
fn reads_where_it_may_not_write() {
    let Some((path, _)) = given() else { return };
    let store = Store::open(&path, Access::Read).unwrap();
    assert_eq!(store.version().unwrap(), 3);
    assert_eq!(verify(&store).unwrap(), []);
    drop(store);
    assert_eq!(xuncha::ledger::check_pages(&path).unwrap(), []);
    for path in [path.clone(), path.with_extension("other")] {
        let error = Store::open(&path, Access::Write);
        assert!(
            matches!(error, Err(StoreError::ReadOnly { .. })),
            "{error:?}"
        );
    }
    println!("all of it held");
}
