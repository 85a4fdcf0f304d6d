//! Taking events into a ledger, or into a copy of it in memory that is thrown away.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::commands::ledger::doubts;
use crate::cli::outcome::Failure;
use crate::domain::Lang;
use crate::ledger::{
    Book, ChainFault, Event, EventKind, EventStore, Ledger, LedgerError, MemoryStore, Trouble,
    verify,
};
use crate::units::Day;

/// What taking events did, or would do.
pub(super) struct Outcome {
    pub(super) added: usize,
    pub(super) known: usize,
    /// Conflicts that are new.
    pub(super) conflicts: usize,
    /// New events that the rules do not allow where they stand, by target and event.
    pub(super) not_applied: BTreeMap<(String, String), Why>,
    /// Devices with two histories, and from which event on.
    pub(super) forked: Vec<(String, u64)>,
    /// New visits before their point was found: target, event, day of the visit, day of the find.
    pub(super) early: Vec<(String, String, Day, Day)>,
}

/// Why an event was not applied, in English and Chinese.
type Why = (Vec<String>, Vec<String>);

/// Takes events, of which `new` are not in the ledger yet.
pub(super) fn take<S: EventStore>(
    ledger: &mut Ledger<S>,
    events: &[Event],
    new: &BTreeSet<String>,
) -> Result<Outcome, Failure> {
    let conflicts_before = conflicts(ledger.book());
    let refused_before = refused(ledger.book());
    let taken = ledger.take(events)?;
    let book = ledger.book();
    let mut not_applied = refused(book);
    not_applied.retain(|key, _| !refused_before.contains_key(key));
    let mut early: Vec<_> = events
        .iter()
        .filter(|event| event.draft.kind == EventKind::Visited && new.contains(&event.name()))
        .filter_map(|event| {
            let (target, day) = (&event.draft.target, event.draft.time.day());
            let found = doubts::found(book, target).filter(|found| day < *found)?;
            Some((target.clone(), event.name(), day, found))
        })
        .collect();
    early.sort();
    Ok(Outcome {
        added: taken.added,
        known: taken.known,
        conflicts: conflicts(book).saturating_sub(conflicts_before),
        not_applied,
        forked: forks(ledger.store())?,
        early,
    })
}

/// The same ledger in memory: what is taken there is written nowhere.
pub(super) fn rehearsal(ledger: &Ledger) -> Result<Ledger<MemoryStore>, Failure> {
    let mut copy = Ledger::over(MemoryStore::new(ledger.store().device()), None)?;
    let mut events: Vec<Event> = Vec::new();
    let read = ledger
        .store()
        .read_since(0, &mut |event| events.push(event.to_event()));
    read.map_err(LedgerError::from)?;
    copy.take(&events)?;
    Ok(copy)
}

/// Names of the events that the ledger does not have.
pub(super) fn new_names(events: &[Event], ledger: &Ledger) -> Result<BTreeSet<String>, Failure> {
    let mut names: BTreeSet<String> = events.iter().map(Event::name).collect();
    let read = ledger.store().read_since(0, &mut |event| {
        names.remove(&format!("{}:{}", event.device, event.counter));
    });
    read.map_err(LedgerError::from)?;
    Ok(names)
}

fn conflicts(book: &Book) -> usize {
    book.unsorted()
        .map(|target| target.open_conflicts().count())
        .sum()
}

/// Events that the rules do not allow where they stand, by target and event.
fn refused(book: &Book) -> BTreeMap<(String, String), Why> {
    let mut refused = BTreeMap::new();
    for target in book.unsorted() {
        for trouble in &target.troubles {
            if let Trouble::Refused { event, lacks } = trouble {
                let key = (target.id.to_string(), event.name(book.devices()));
                let why = |lang| {
                    let texts = lacks.iter().map(|lack| lack.message(lang).to_owned());
                    texts.collect::<Vec<_>>()
                };
                refused.insert(key, (why(Lang::En), why(Lang::Zh)));
            }
        }
    }
    refused
}

/// Devices with two histories, and from which event on.
fn forks(store: &impl EventStore) -> Result<Vec<(String, u64)>, Failure> {
    let faults = verify(store).map_err(LedgerError::from)?;
    let forks = faults.into_iter().filter_map(|fault| match fault {
        ChainFault::Fork {
            device, counter, ..
        } => Some((device, counter)),
        _ => None,
    });
    Ok(forks.collect())
}
