use std::fs;

use rayon::prelude::*;

use super::*;
use crate::ledger::event::{Draft, EventKind};
use crate::ledger::moment::Moment;
use crate::ledger::role::Role;

/// The same numbers each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }
}

fn draft(dice: &mut Dice, long: usize) -> Draft {
    let target = |dice: &mut Dice| format!("220281-D-{:04}", dice.below(40));
    Draft {
        time: Moment::new(1_764_000_000 + dice.below(90_000).cast_signed(), 28_800).unwrap(),
        actor: "li2".into(),
        role: Role::County,
        target: target(dice),
        other: (dice.below(5) == 0).then(|| target(dice)),
        seen: "{}".into(),
        kind: EventKind::Visited,
        payload: format!("{{\"note\":\"{}\"}}", "清运".repeat(long)),
    }
}

/// Appends so many events in batches of 1 to 3, with those of another device between them.
fn fill(path: &Path, count: usize) {
    let mut dice = Dice(1);
    let recorded = Moment::new(1_764_090_000, 28_800).unwrap();
    let mut store = Store::open(path, Access::Write).unwrap();
    let mut prev = Digest::NONE;
    for number in 1..=count as u64 {
        let long = if number % 97 == 0 {
            2000
        } else {
            dice.below(20)
        };
        let long = usize::try_from(long).unwrap();
        let drafts = (0..=dice.below(3))
            .map(|_| draft(&mut dice, long))
            .collect();
        let version = store.version().unwrap();
        store.append_if_version(version, drafts, recorded).unwrap();
        if number % 4 == 0 {
            let event = Event::chained(draft(&mut dice, 3), "phone-2", number / 4, prev, recorded);
            prev = event.hash;
            store.take(&[event]).unwrap();
        }
    }
}

fn ledger(count: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    fill(&path, count);
    (folder, path)
}

#[test]
fn a_sound_ledger_has_no_faults() {
    for count in [0, 1, 3000] {
        let (_folder, path) = ledger(count);
        assert_eq!(check_pages(&path).unwrap(), [], "{count}");
    }
}

/// Names of such different lengths make the tree of an index give pages back, and later events take them.
#[test]
fn events_on_a_page_that_was_given_back_are_read_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let recorded = Moment::new(1_764_090_000, 28_800).unwrap();
    let mut dice = Dice(1);
    let drafts = (0..2000).map(|_| {
        let length = usize::try_from(dice.below(900)).unwrap();
        let target = format!("{:04}{}", dice.below(10_000), "x".repeat(length));
        Draft {
            target,
            other: None,
            ..draft(&mut dice, 3)
        }
    });
    let drafts = drafts.collect();
    let mut store = Store::open(&path, Access::Write).unwrap();
    let version = store.version().unwrap();
    store.append_if_version(version, drafts, recorded).unwrap();
    drop(store);
    let image = Image::open(&path, Raw::open(&path).unwrap()).unwrap();
    let pages: Vec<u32> = leaves(&image).unwrap().into_values().collect();
    assert!(!pages.is_sorted(), "{pages:?}");
    assert_eq!(check_pages(&path).unwrap(), []);
    // One of the pages is lost: what is missing is told once, where it should be.
    let turn = pages.windows(2).position(|pair| pair[0] > pair[1]).unwrap();
    let lost = offset(pages[turn]);
    let file = fs::File::options().write(true).open(&path).unwrap();
    write_at(&file, &[0; PAGE], usize::try_from(lost).unwrap());
    let faults = check_pages(&path).unwrap();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(matches!(faults[0].flaw, Flaw::Missing { .. }), "{faults:?}");
}

#[test]
fn a_ledger_with_an_open_writer_has_no_faults() {
    let (_folder, path) = ledger(30);
    let mut store = Store::open(&path, Access::Write).unwrap();
    let drafts = vec![draft(&mut Dice(7), 5)];
    let recorded = Moment::new(1_764_090_000, 28_800).unwrap();
    let version = store.version().unwrap();
    store.append_if_version(version, drafts, recorded).unwrap();
    assert!(fs::metadata(wal::path(&path)).unwrap().len() > 0);
    assert_eq!(check_pages(&path).unwrap(), []);
}

/// Changes one byte after the other and has each found at its place.
fn flip(path: &Path, places: &[usize]) {
    let bytes = fs::read(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    places
        .par_chunks(places.len() / 2 + 1)
        .enumerate()
        .for_each(|(worker, places)| {
            // One file for all: the process keeps what it has opened.
            let copy = folder.path().join(format!("{worker}.db"));
            fs::write(&copy, &bytes).unwrap();
            let file = fs::OpenOptions::new().write(true).open(&copy).unwrap();
            for at in places {
                let change = u8::try_from(1 + at * 131 % 255).unwrap();
                write_at(&file, &[bytes[*at] ^ change], *at);
                let faults = check_pages(&copy).unwrap();
                write_at(&file, &[bytes[*at]], *at);
                assert!(
                    faults.iter().any(|fault| !fault.is_note()),
                    "byte {at} is not missed"
                );
                let near = faults.iter().any(|fault| match &fault.place {
                    Place::Byte { offset, .. } => offset / PAGE as u64 == (at / PAGE) as u64,
                    _ => false,
                });
                let is_long = faults.iter().any(|fault| {
                    let is_row = matches!(fault.flaw, Flaw::Changed | Flaw::Unreadable(_));
                    is_row && fault.seq.is_some()
                });
                // The end of a long row is named by its event.
                assert!(
                    near || is_long,
                    "byte {at}: {:?}",
                    &faults[..faults.len().min(3)]
                );
            }
            assert_eq!(check_pages(&copy).unwrap(), []);
        });
}

fn write_at(mut file: &fs::File, bytes: &[u8], at: usize) {
    use std::io::{Seek, SeekFrom, Write};
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn a_flipped_byte_of_the_first_page_is_found() {
    let (_folder, path) = ledger(2);
    let places: Vec<usize> = (0..PAGE).collect();
    flip(&path, &places);
}

#[test]
fn a_flipped_byte_anywhere_is_found() {
    let (_folder, path) = ledger(130);
    let len = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    let mut dice = Dice(3);
    let mut places: Vec<usize> = (0..2500)
        .map(|_| usize::try_from(dice.below(len as u64)).unwrap())
        .collect();
    // The head of every page, where a byte means most.
    places.extend((1..len / PAGE).flat_map(|page| (0..16).map(move |at| page * PAGE + at)));
    flip(&path, &places);
}

#[test]
fn stale_bytes_lie_in_the_trees_of_the_indexes() {
    // What makes the second file necessary: without such bytes it would do to look for zeros.
    let (_folder, path) = ledger(300);
    let bytes = fs::read(&path).unwrap();
    let dirty = bytes
        .chunks_exact(PAGE)
        .filter(|page| {
            let page: &[u8; PAGE] = (*page).try_into().unwrap();
            page[leaf::stale(page)].iter().any(|byte| *byte != 0)
        })
        .count();
    assert!(dirty > 0);
}

#[test]
fn a_changed_event_is_named() {
    let (_folder, path) = ledger(40);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(3).rposition(|three| three == b"li2").unwrap();
    bytes[at] = b'w';
    fs::write(&path, bytes).unwrap();
    let faults = check_pages(&path).unwrap();
    let [
        PageFault {
            place: Place::Byte { offset, .. },
            seq: Some(seq),
            flaw: Flaw::Changed,
            ..
        },
    ] = &faults[..]
    else {
        panic!("{faults:?}");
    };
    assert!(*offset < at as u64 && at as u64 - offset < 200);
    let chain = crate::ledger::verify(&Store::open(&path, Access::Read).unwrap()).unwrap();
    assert!(
        matches!(&chain[..], [crate::ledger::ChainFault::Changed { seq: found, .. }] if found == seq)
    );
}

#[test]
fn strangers_are_not_judged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    assert!(matches!(
        check_pages(&path),
        Err(StoreError::Missing { .. })
    ));
    fs::write(&path, "a note, no ledger").unwrap();
    assert!(matches!(
        check_pages(&path),
        Err(StoreError::NotOurs { .. })
    ));
}

/// A ledger as a crash leaves it, all its events still in the log, and that log.
fn crashed() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live.db");
    fill(&live, 0);
    let mut store = Store::open(&live, Access::Write).unwrap();
    let recorded = Moment::new(1_764_090_000, 28_800).unwrap();
    for version in 0..12 {
        let drafts = vec![draft(&mut Dice(version), 5)];
        store.append_if_version(version, drafts, recorded).unwrap();
    }
    let path = folder.path().join("ledger.db");
    fs::copy(&live, &path).unwrap();
    let log = fs::read(wal::path(&live)).unwrap();
    fs::write(wal::path(&path), &log).unwrap();
    (folder, path, log)
}

#[test]
fn a_log_left_by_a_crash_is_read() {
    let (_folder, path, _) = crashed();
    assert_eq!(check_pages(&path).unwrap(), []);
    assert_eq!(
        Store::open(&path, Access::Write)
            .unwrap()
            .version()
            .unwrap(),
        12
    );
}

#[test]
fn a_flipped_byte_of_the_log_is_found() {
    let (_folder, path, log) = crashed();
    let frames = (log.len() - 32) / (24 + PAGE);
    for at in (0..log.len()).step_by(641).chain(0..56) {
        let mut bytes = log.clone();
        bytes[at] ^= 0x10;
        let fault = Wal::read(&bytes)
            .fault
            .unwrap_or_else(|| panic!("byte {at} is missed"));
        let frame = at.checked_sub(32).map(|at| at / (24 + PAGE));
        let start = frame.map_or(0, |frame| 32 + frame * (24 + PAGE));
        assert_eq!(fault.offset, start, "byte {at}");
        // Only what could be the last transaction can be an interrupted write.
        if frame.is_some_and(|frame| frame + 8 < frames) {
            assert!(fault.is_certain, "byte {at}");
        }
    }
    let mut bytes = log;
    bytes[32 + 24 + 100] ^= 1;
    fs::write(wal::path(&path), &bytes).unwrap();
    let error = Store::open(&path, Access::Write);
    let place = match error {
        Err(StoreError::Damaged { place, .. }) => place,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        place,
        Place::Byte {
            file: "ledger.db-wal".into(),
            offset: 32
        }
    );
    assert!(
        check_pages(&path)
            .unwrap()
            .iter()
            .any(|fault| fault.flaw == Flaw::Log)
    );
}

#[test]
fn an_interrupted_write_is_a_note() {
    let (_folder, path, log) = crashed();
    fs::write(wal::path(&path), &log[..log.len() - 1000]).unwrap();
    let faults = check_pages(&path).unwrap();
    assert!(
        !faults.is_empty() && faults.iter().all(PageFault::is_note),
        "{faults:?}"
    );
    assert_eq!(
        Store::open(&path, Access::Write)
            .unwrap()
            .version()
            .unwrap(),
        11
    );
}

#[test]
fn bytes_that_another_version_left_are_not_compared() {
    let (_folder, path) = ledger(130);
    let bytes = fs::read(&path).unwrap();
    // The file says that an older version wrote in it before.
    let mut meta = leaf::meta(bytes[PAGE..2 * PAGE].try_into().unwrap()).unwrap();
    let page = meta_page(&mut meta);
    let mut bytes = [&bytes[..PAGE], &page[..], &bytes[2 * PAGE..]].concat();
    let dirty = bytes
        .chunks_exact(PAGE)
        .position(|page| !leaf::stale(page.try_into().unwrap()).is_empty() && page[0] == 10)
        .unwrap();
    fs::write(&path, &bytes).unwrap();
    assert_eq!(check_pages(&path).unwrap(), []);
    let stale = leaf::stale(bytes[dirty * PAGE..][..PAGE].try_into().unwrap());
    let last = bytes
        .chunks_exact(PAGE)
        .rposition(|page| page[0] == 10)
        .unwrap();
    let stale = if last == dirty {
        stale
    } else {
        leaf::stale(bytes[last * PAGE..][..PAGE].try_into().unwrap())
    };
    bytes[last * PAGE + stale.start] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let faults = check_pages(&path).unwrap();
    let flaws: Vec<&Flaw> = faults.iter().map(|fault| &fault.flaw).collect();
    assert_eq!(flaws, [&Flaw::Layout]);
}

/// The page of `meta` as SQLite makes it for an older first writer.
fn meta_page(meta: &mut [(String, String)]) -> Vec<u8> {
    for (key, value) in meta.iter_mut() {
        if key == "engine" {
            *value = format!("3000000 {value}");
        }
    }
    let sum = meta_sum(meta);
    for (key, value) in meta.iter_mut() {
        if key == "sum" {
            value.clone_from(&sum);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Replay::new(&path, meta).unwrap().finish().unwrap();
    fs::read(&path).unwrap()[PAGE..2 * PAGE].to_vec()
}
