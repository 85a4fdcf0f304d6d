//! The ledger as it is worked with: the store and the book folded from it, kept in step.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::batch::Batch;
use super::book::Book;
use super::event::{Draft, Event, EventKind};
use super::moment::Moment;
use super::needs::Lack;
use super::store::{Access, EventStore, Store, StoreError, Taken};
use crate::domain::Lang;
use crate::units::Day;

/// Name of the ledger's file in a workspace.
pub const FILE: &str = "ledger.db";

/// More targets than these are folded anew in one pass over all events.
const MANY: usize = 500;

/// A ledger that is open, on the file of a workspace or on any other store of events.
#[derive(Clone, Debug)]
pub struct Ledger<S = Store> {
    store: S,
    book: Book,
    /// Events of the store that the book has.
    version: u64,
}

/// Why the ledger could not do it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is evidence but no ledger that names it.
    #[error("`{path}` is missing or empty, yet there is evidence: the ledger was lost")]
    Lost {
        /// Where the ledger should be.
        path: PathBuf,
    },
    /// The rules do not allow it; nothing was written.
    #[error("`{target}` refused: {}", list(.lacks, Lang::En))]
    Refused {
        /// Which target.
        target: String,
        /// What is missing.
        lacks: Vec<Lack>,
    },
}

fn list(lacks: &[Lack], lang: Lang) -> String {
    let texts: Vec<&str> = lacks.iter().map(|lack| lack.message(lang)).collect();
    texts.join("; ")
}

impl Ledger {
    /// Opens the ledger of a workspace and folds its events up to a day; `None` = all.
    ///
    /// # Errors
    /// When the file cannot be opened, or is not ours, or is damaged.
    pub fn open(dir: &Path, access: Access, until: Option<Day>) -> Result<Self, LedgerError> {
        let path = dir.join(FILE);
        if access == Access::Write {
            refuse_lost(dir, &path)?;
        }
        Self::over(Store::open(&path, access)?, until)
    }

    /// The ledger of a workspace in memory, with the events of the `real` one if there is any: what is added to it is
    /// written nowhere.
    ///
    /// # Errors
    /// When the ledger was lost, or the real one cannot be read.
    pub fn in_memory(
        dir: &Path,
        real: Option<&Self>,
        until: Option<Day>,
    ) -> Result<Self, LedgerError> {
        let path = dir.join(FILE);
        let device = real.map(|real| real.store.device());
        let mut copy = Self::over(Store::in_memory(&path, device)?, until)?;
        let Some(real) = real else {
            refuse_lost(dir, &path)?;
            return Ok(copy);
        };
        let mut events: Vec<Event> = Vec::new();
        real.store
            .read_since(0, &mut |event| events.push(event.to_event()))?;
        copy.take(&events)?;
        Ok(copy)
    }

    /// Whether the ledger's file is there without a byte, and no log of a first use that was cut off beside it: it counts
    /// as no ledger, and only whoever notes something fills it.
    pub fn is_void(dir: &Path) -> bool {
        let path = dir.join(FILE);
        let is_empty = std::fs::metadata(&path).is_ok_and(|data| data.is_file() && data.len() == 0);
        let log = path.with_extension("db-wal");
        is_empty && std::fs::metadata(log).map_or(true, |data| data.len() == 0)
    }

    /// Path of the ledger of a workspace.
    pub fn path(dir: &Path) -> PathBuf {
        dir.join(FILE)
    }
}

/// There must not be evidence where there is no ledger.
fn refuse_lost(dir: &Path, path: &Path) -> Result<(), LedgerError> {
    let is_empty = std::fs::metadata(path).map_or(true, |data| data.len() == 0);
    let has_evidence = || {
        let kept = std::fs::read_dir(dir.join("evidence"));
        kept.is_ok_and(|mut entries| entries.next().is_some())
    };
    if is_empty && has_evidence() {
        return Err(LedgerError::Lost { path: path.into() });
    }
    Ok(())
}

impl<S: EventStore> Ledger<S> {
    /// Folds the events of a store up to a day; `None` = all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn over(store: S, until: Option<Day>) -> Result<Self, LedgerError> {
        let mut ledger = Self {
            store,
            book: Book::new(until),
            version: 0,
        };
        ledger.catch_up()?;
        Ok(ledger)
    }

    /// What the events say so far.
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// The store itself, for verifying it.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// Reads what was appended since.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn catch_up(&mut self) -> Result<(), LedgerError> {
        self.version = read(&self.store, self.version, &mut self.book)?;
        let dirty = self.book.dirty();
        if dirty.len() > MANY {
            self.refold_many(&dirty)?;
        } else {
            for id in dirty {
                let events = self.store.read_target(&id)?;
                self.book.refold(&id, events);
            }
        }
        self.book.settled();
        Ok(())
    }

    fn refold_many(&mut self, ids: &[Box<str>]) -> Result<(), StoreError> {
        let mut events: BTreeMap<&str, Vec<Event>> =
            ids.iter().map(|id| (&**id, Vec::new())).collect();
        self.store.read_since(0, &mut |event| {
            for id in [Some(event.target), event.other].into_iter().flatten() {
                if let Some(own) = events.get_mut(id) {
                    own.push(event.to_event());
                }
            }
        })?;
        for (id, events) in events {
            self.book.refold(id, events);
        }
        Ok(())
    }

    /// Whether any event reports or opens a point, also one that the book leaves out for its day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn knows(&self, id: &str) -> Result<bool, LedgerError> {
        let events = self.store.read_target(id)?;
        let about = |event: &Event| {
            event.draft.target == id
                && matches!(event.draft.kind, EventKind::Opened | EventKind::Moved)
        };
        Ok(events.iter().any(about))
    }

    /// Appends what `make` drafts from the book; when somebody else wrote meanwhile it is asked again.
    ///
    /// Every draft is judged by the rules first: either all are written or none.
    ///
    /// # Errors
    /// What `make` says, what a draft lacks, or what the store says.
    pub fn append<E: From<LedgerError>>(
        &mut self,
        recorded: Moment,
        make: impl FnMut(&Book) -> Result<Vec<Draft>, E>,
    ) -> Result<Vec<Event>, E> {
        self.append_with(recorded, make, || Ok(()))
    }

    /// The same; `before` is called when the rules allow the drafts, before anything is written: evidence must lie safe
    /// before an event names it.
    ///
    /// # Errors
    /// What `make` or `before` say, what a draft lacks, or what the store says.
    pub fn append_with<E: From<LedgerError>>(
        &mut self,
        recorded: Moment,
        mut make: impl FnMut(&Book) -> Result<Vec<Draft>, E>,
        mut before: impl FnMut() -> Result<(), E>,
    ) -> Result<Vec<Event>, E> {
        loop {
            let mut drafts = make(&self.book)?;
            if drafts.is_empty() {
                return Ok(Vec::new());
            }
            self.judge(&mut drafts)?;
            before()?;
            match self.store.append_if_version(self.version, drafts, recorded) {
                Ok(appended) => {
                    self.catch_up()?;
                    return Ok(appended.events);
                }
                Err(StoreError::Behind { .. }) => self.catch_up()?,
                Err(error) => return Err(LedgerError::from(error).into()),
            }
        }
    }

    /// Says in each draft what its author has seen, and whether the rules allow it.
    fn judge(&self, drafts: &mut [Draft]) -> Result<(), LedgerError> {
        let device = self.store.device().to_owned();
        // What comes from files and settings asks nobody.
        let asks = |draft: &Draft| !matches!(draft.kind, EventKind::Opened | EventKind::Rules);
        if !drafts.iter().any(asks) {
            return Ok(());
        }
        let about = drafts
            .iter()
            .flat_map(|draft| [Some(&*draft.target), draft.other.as_deref()]);
        let mut trial = self.book.around(about.flatten());
        for (draft, counter) in drafts.iter_mut().zip(u64::MAX >> 1..) {
            let mut about = vec![draft.target.as_str()];
            about.extend(draft.other.as_deref());
            if asks(draft) {
                draft.seen = self.book.heads(&device, &about);
            }
            let event = Event::chained(
                draft.clone(),
                &device,
                counter,
                super::event::Digest::NONE,
                draft.time,
            );
            let lacks = trial.judge(&event.borrowed());
            if asks(draft) && !lacks.is_empty() {
                return Err(LedgerError::Refused {
                    target: draft.target.clone(),
                    lacks,
                });
            }
        }
        Ok(())
    }

    /// Takes the events of another device: a set union.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn take(&mut self, events: &[Event]) -> Result<Taken, LedgerError> {
        let taken = self.store.take(events)?;
        self.catch_up()?;
        Ok(taken)
    }
}

/// Folds the events of a store after a version into a book, and gives the new version.
///
/// One thread reads while the other folds: on a long ledger either alone takes about as long.
fn read<S: EventStore>(store: &S, version: u64, book: &mut Book) -> Result<u64, StoreError> {
    /// Batches that may wait to be folded.
    const WAITING: usize = 4;
    /// Fewer events are not worth a thread.
    const FEW: u64 = 2 * Batch::MOST as u64;
    if store.version()?.saturating_sub(version) < FEW {
        return store.read_since(version, &mut |event| book.take(&event));
    }
    std::thread::scope(|scope| {
        let (sender, batches) = std::sync::mpsc::sync_channel::<Batch>(WAITING);
        let folding = scope.spawn(move || {
            for batch in batches {
                batch.events().for_each(|event| book.take(&event));
            }
        });
        let mut batch = Batch::default();
        let read = store.read_since(version, &mut |event| {
            batch.push(&event);
            if batch.len() == Batch::MOST {
                // Folding ends only with the batches; a panic there is passed on below.
                let _ = sender.send(std::mem::take(&mut batch));
            }
        });
        let _ = sender.send(batch);
        drop(sender);
        if let Err(panic) = folding.join() {
            std::panic::resume_unwind(panic);
        }
        read
    })
}
