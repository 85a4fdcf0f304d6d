//! Whether every byte of the database file is what the events in it give.
//!
//! The pages are read without SQLite, so that a file it cannot open any more is judged too. First the events are read
//! off the leaf pages and each hash is recomputed; then a second file is made from these events and compared with the
//! first one byte by byte. That covers what the hashes do not: the trees above the leaves, the indexes, the schema, the
//! header and the stale bytes between rows, which SQLite leaves behind when it splits a page of an index. Only three
//! numbers of the header are not compared but checked against their copies: the count of changes (bytes 24 and 92) and
//! the version of SQLite that wrote last (byte 96, one of those in the table `meta`).
//!
//! Limits: where events were changed or cannot be read, only they are told; the rest of the file cannot be compared
//! before they are mended. Which stale bytes are left depends on the version of SQLite. When several wrote the file, or
//! another one than runs here, a difference in stale bytes of the trees is no fault ([`Flaw::Layout`] says so); nothing
//! reads these bytes, and SQLite writes over them without a look. Other differences are then left to its own integrity
//! check. What lies in the `-wal` file counts as part of the database, as it does for SQLite: a page of the main file
//! that has a newer copy there is read by nobody and not looked at.

mod leaf;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::event::{Digest, Event};
use super::raw::Raw;
use super::store::{
    APPLICATION, Access, PAGE, Place, Replay, Store, StoreError, engine, meta_sum, value,
};
use super::wal::{self, Wal, WalFault};
use crate::domain::Lang;
use leaf::{Overflow, Unreadable};

/// Events whose hashes are recomputed at once.
const BATCH: usize = 4096;
/// Faults after which the rest is not listed.
const MOST: usize = 100;
/// Fields of the header whose values are fixed; the count of pages, the freelist and the schema's number are compared.
const FIXED: [(usize, &[u8]); 8] = [
    (0, b"SQLite format 3\0"),
    (16, &[0x10, 0]),
    (20, &[0, 64, 32, 32]),
    (44, &[0, 0, 0, 4]),
    (48, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    (60, &[0, 0, 0, 1, 0, 0, 0, 0]),
    (68, &APPLICATION.to_be_bytes()),
    (72, &[0; 20]),
];

/// Something in the bytes of the ledger's file that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFault {
    /// Which byte of which file, the first one that does not fit.
    pub place: Place,
    /// Page of the database in which it lies, from 1.
    pub page: Option<u32>,
    /// The event in which it lies, by its number in the store.
    pub seq: Option<u64>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong with some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// A field of the file's header has a value that it cannot have.
    Header,
    /// The file does not have the size that its header states.
    Size,
    /// The file's own description does not give its digest.
    Meta,
    /// A page whose rows cannot be read.
    Unreadable(&'static str),
    /// The contents of an event do not give its hash.
    Changed,
    /// Events are on no page.
    Missing {
        /// Number of the last one; the first is the fault's event.
        to: u64,
    },
    /// Bytes differ from what the events give.
    Differs {
        /// How many bytes in a row.
        bytes: usize,
    },
    /// The write-ahead log is damaged: finished transactions follow a frame that does not fit.
    Log,
    /// A note: the write-ahead log ends in a frame that does not fit, as an interrupted write leaves it.
    Interrupted,
    /// A note: stale bytes were left by another version of SQLite and cannot be compared.
    Layout,
    /// SQLite's own finding.
    Engine(String),
    /// A note: more faults were found than are listed.
    More,
}

impl PageFault {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self.flaw {
            Flaw::Header => "D0201",
            Flaw::Size => "D0202",
            Flaw::Meta => "D0203",
            Flaw::Unreadable(_) => "D0204",
            Flaw::Changed => "D0205",
            Flaw::Missing { .. } => "D0206",
            Flaw::Differs { .. } => "D0207",
            Flaw::Log => "D0208",
            Flaw::Interrupted => "D0209",
            Flaw::Layout => "D0210",
            Flaw::Engine(_) => "D0211",
            Flaw::More => "D0212",
        }
    }

    /// Whether it is worth knowing but no damage.
    pub const fn is_note(&self) -> bool {
        matches!(self.flaw, Flaw::Interrupted | Flaw::Layout | Flaw::More)
    }

    /// What is wrong and where, for people.
    pub fn message(&self, lang: Lang) -> String {
        let mut place = self.place.label(lang);
        if let Some(page) = self.page {
            place.push_str(&match lang {
                Lang::En => format!(", page {page}"),
                Lang::Zh => format!("，第 {page} 页"),
            });
        }
        if let Some(seq) = self.seq {
            place.push_str(&match lang {
                Lang::En => format!(", event {seq}"),
                Lang::Zh => format!("，第 {seq} 条记录"),
            });
        }
        let what: String = match &self.flaw {
            Flaw::Header => lang
                .pick("the header cannot hold this value", "文件头的值无效")
                .into(),
            Flaw::Size => lang
                .pick(
                    "the file is shorter or longer than its header states",
                    "文件大小与文件头不符",
                )
                .into(),
            Flaw::Meta => lang
                .pick(
                    "the ledger's own description was changed",
                    "台账自身说明被改动",
                )
                .into(),
            Flaw::Unreadable(what) => match lang {
                Lang::En => format!("cannot be read: {what}"),
                Lang::Zh => format!("无法读取（{what}）"),
            },
            Flaw::Changed => lang
                .pick("the contents do not give the hash", "内容与哈希不符")
                .into(),
            Flaw::Missing { to } => match lang {
                Lang::En => format!("missing up to event {to}"),
                Lang::Zh => format!("直至第 {to} 条记录缺失"),
            },
            Flaw::Differs { bytes } => match lang {
                Lang::En => format!("{bytes} bytes differ from what the events give"),
                Lang::Zh => format!("{bytes} 个字节与记录不符"),
            },
            Flaw::Log => lang
                .pick(
                    "the checksum does not fit, and later transactions follow",
                    "校验和不符，其后还有已完成的写入",
                )
                .into(),
            Flaw::Interrupted => lang
                .pick(
                    "an interrupted write, or damage to the last one",
                    "写入中断，或最后一次写入受损",
                )
                .into(),
            Flaw::Layout => lang
                .pick(
                    "unused bytes were left by another version of SQLite and are not compared",
                    "未用字节由其他版本的 SQLite 留下，未作比对",
                )
                .into(),
            Flaw::Engine(what) => what.clone(),
            Flaw::More => lang.pick("more faults follow", "其后还有更多问题").into(),
        };
        format!("{place}: {what}")
    }
}

/// Checks every byte of a ledger's file, and of the write-ahead log beside it; faults in the order of the file.
///
/// Nothing is written but a second file of the same size in the system's folder for temporary files, and what SQLite
/// keeps beside a ledger that is open. About 10 s for a million events. Call it before
/// anything else opens the ledger: SQLite drops the end of a damaged write-ahead log when it opens one.
///
/// # Errors
/// When there is no ledger, the file is not ours or newer, or the machine refuses.
pub fn check_pages(path: &Path) -> Result<Vec<PageFault>, StoreError> {
    let io = |source| StoreError::from_io(path, source);
    match std::fs::metadata(path) {
        Ok(data) if data.is_file() => {}
        Ok(_) => return Err(StoreError::NotOurs { path: path.into() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Missing { path: path.into() });
        }
        Err(error) => return Err(io(error)),
    }
    let raw = Raw::open(path).map_err(io)?;
    if raw.len().map_err(io)? == 0 {
        return Err(StoreError::Missing { path: path.into() });
    }
    let log = log_fault(path)?;
    let look = || -> Result<(Vec<PageFault>, bool), StoreError> {
        // A log that is begun anew meanwhile no longer goes with the pages that were read before.
        for _ in 0..5 {
            let image = Image::open(path, raw.clone())?;
            let found = Check::run(path, &image)?;
            if image.is_current() {
                return Ok(found);
            }
        }
        Err(StoreError::Busy { path: path.into() })
    };
    // While it is open for reading, nothing of what is looked at is written over.
    let opened = Store::open(path, Access::Read).and_then(|mut store| {
        let found = store.held(look)?;
        Ok((store, found))
    });
    let (mut faults, is_foreign_layout, newer) = match opened {
        Ok((store, found)) => {
            let (mut faults, is_foreign) = found?;
            if is_foreign {
                let lines = store.integrity()?.into_iter();
                faults.extend(lines.map(|line| file_fault(path, Flaw::Engine(line))));
            }
            (faults, is_foreign, None)
        }
        Err(error) => {
            let (faults, is_foreign) = look()?;
            let newer = match error {
                StoreError::Newer { found, known, .. } => Some((found, known)),
                error if faults.is_empty() && log.is_none() => return Err(error),
                _ => None,
            };
            (faults, is_foreign, newer)
        }
    };
    // Where all else is as this version makes it, only the number of the layout was changed.
    if let (Some((found, known)), 2..) = (newer, faults.len()) {
        let path = path.into();
        return Err(StoreError::Newer { path, found, known });
    }
    if is_foreign_layout && faults.iter().all(PageFault::is_note) {
        faults.push(file_fault(path, Flaw::Layout));
    }
    faults.extend(log);
    if faults.len() > MOST {
        faults.truncate(MOST);
        faults.push(file_fault(path, Flaw::More));
    }
    Ok(faults)
}

/// The frame of the write-ahead log that does not fit; one that is only being written fits a moment later.
fn log_fault(path: &Path) -> Result<Option<PageFault>, StoreError> {
    let path = wal::path(path);
    let mut before: Option<WalFault> = None;
    loop {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::from_io(&path, error)),
        };
        let Some(fault) = Wal::read(&bytes).fault else {
            return Ok(None);
        };
        if before == Some(fault) {
            let flaw = if fault.is_certain {
                Flaw::Log
            } else {
                Flaw::Interrupted
            };
            return Ok(Some(PageFault {
                place: fault.place(&path),
                page: None,
                seq: None,
                flaw,
            }));
        }
        before = Some(fault);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn file_fault(path: &Path, flaw: Flaw) -> PageFault {
    PageFault {
        place: byte(path, 0),
        page: None,
        seq: None,
        flaw,
    }
}

fn byte(path: &Path, offset: u64) -> Place {
    Place::Byte {
        file: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        offset,
    }
}

/// The database as SQLite sees it: the main file under the finished transactions of the log.
struct Image {
    path: PathBuf,
    raw: Raw,
    log: Vec<u8>,
    wal: Wal,
    /// Bytes of the main file.
    len: u64,
}

type Page = [u8; PAGE];

impl Image {
    fn open(path: &Path, raw: Raw) -> Result<Self, StoreError> {
        let io = |source| StoreError::from_io(path, source);
        let log = match std::fs::read(wal::path(path)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            read => read.map_err(io)?,
        };
        Ok(Self {
            path: path.into(),
            wal: Wal::read(&log),
            log,
            len: raw.len().map_err(io)?,
            raw,
        })
    }

    /// Whether the log still is the one that was read.
    fn is_current(&self) -> bool {
        let log = std::fs::read(wal::path(&self.path)).unwrap_or_default();
        self.log.is_empty() || log.get(..32) == self.log.get(..32)
    }

    /// Pages of the database.
    fn count(&self) -> u32 {
        let whole = u32::try_from(self.len / PAGE as u64).unwrap_or(u32::MAX);
        self.wal.count.unwrap_or(whole)
    }

    fn page(&self, number: u32) -> Result<Page, StoreError> {
        let mut page = [0; PAGE];
        if let Some(start) = self.wal.pages.get(&number) {
            page.copy_from_slice(&self.log[*start..*start + PAGE]);
        } else {
            self.raw
                .read(offset(number), &mut page)
                .map_err(|source| StoreError::from_io(&self.path, source))?;
        }
        Ok(page)
    }

    /// Where a byte of a page lies.
    fn place(&self, number: u32, at: usize) -> Place {
        match self.wal.pages.get(&number) {
            Some(start) => byte(&wal::path(&self.path), (start + at) as u64),
            None => byte(&self.path, offset(number) + at as u64),
        }
    }
}

fn offset(number: u32) -> u64 {
    u64::from(number.saturating_sub(1)) * PAGE as u64
}

/// The second file, removed in the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, StoreError> {
        let mut draw = [0; 8];
        let folder = std::env::temp_dir();
        getrandom::fill(&mut draw).map_err(|error| {
            StoreError::from_io(&folder, std::io::Error::other(error.to_string()))
        })?;
        let name = u64::from_ne_bytes(draw);
        Ok(Self(folder.join(format!("xuncha-{name:016x}.db"))))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It holds nothing that is not in the ledger; what cannot be removed is left to the system.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// An event and where its row starts.
struct Found {
    seq: u64,
    event: Event,
    page: u32,
    at: usize,
}

struct Check<'a> {
    image: &'a Image,
    faults: Vec<PageFault>,
    /// Which event the pages belong to that hold the ends of long rows.
    overflow: BTreeMap<u32, u64>,
    batch: Vec<Found>,
    /// The next event's number.
    next: u64,
    /// Which page begins with an event; those that were asked for before their turn are taken out.
    leaves: BTreeMap<u64, u32>,
    /// Pages read before their turn.
    early: BTreeSet<u32>,
    /// Whether every event was read, so that the second file can be made.
    is_complete: bool,
    /// Whether every event gives its hash, so that the second file can be compared.
    is_whole: bool,
}

impl<'a> Check<'a> {
    /// Gives the faults, and whether stale bytes were not compared.
    fn run(path: &Path, image: &'a Image) -> Result<(Vec<PageFault>, bool), StoreError> {
        let mut check = Self {
            image,
            faults: Vec::new(),
            overflow: BTreeMap::new(),
            batch: Vec::new(),
            next: 1,
            leaves: leaves(image)?,
            early: BTreeSet::new(),
            is_complete: true,
            is_whole: true,
        };
        check.header(path)?;
        let Some(meta) = check.meta()? else {
            return Ok((check.faults, false));
        };
        let scratch = Scratch::new()?;
        let replay = Replay::new(&scratch.0, &meta)?;
        for number in 2..=image.count() {
            check.events(number, &replay)?;
        }
        check.flush(&replay)?;
        replay.finish()?;
        let engines = value(&meta, "engine").unwrap_or_default();
        let is_foreign = engines != engine();
        let mut is_stale_skipped = false;
        if check.is_complete && check.is_whole {
            is_stale_skipped = check.compare(&scratch.0, engines, is_foreign)?;
        }
        check.faults.sort_by_key(|fault| match &fault.place {
            Place::Byte { offset, .. } => *offset,
            _ => 0,
        });
        Ok((check.faults, is_stale_skipped))
    }

    fn fault(&mut self, page: u32, at: usize, seq: Option<u64>, flaw: Flaw) {
        self.faults.push(PageFault {
            place: self.image.place(page, at),
            page: Some(page),
            seq,
            flaw,
        });
    }

    /// A single wrong field is damage; more make it another application's file.
    fn header(&mut self, path: &Path) -> Result<(), StoreError> {
        let page = self.image.page(1)?;
        let wrong: Vec<usize> = FIXED
            .iter()
            .filter(|(at, bytes)| page[*at..*at + bytes.len()] != **bytes)
            .map(|(at, bytes)| {
                at + page[*at..]
                    .iter()
                    .zip(*bytes)
                    .take_while(|(a, b)| a == b)
                    .count()
            })
            .collect();
        if wrong.len() > 1 {
            return Err(StoreError::NotOurs { path: path.into() });
        }
        for at in wrong {
            self.fault(1, at, None, Flaw::Header);
        }
        if page[18] != page[19] || !(1..=2).contains(&page[18]) {
            let at = if (1..=2).contains(&page[18]) { 19 } else { 18 };
            self.fault(1, at, None, Flaw::Header);
        }
        if page[24..28] != page[92..96] {
            let at = (0..4)
                .find(|at| page[24 + at] != page[92 + at])
                .unwrap_or(0);
            self.fault(1, 24 + at, None, Flaw::Header);
        }
        let is_odd = !self.image.len.is_multiple_of(PAGE as u64);
        let is_other = self.image.wal.count.is_none() && word(&page, 28) != self.image.count();
        if is_odd || is_other {
            self.fault(1, 28, None, Flaw::Size);
        }
        Ok(())
    }

    /// What the file says about itself, from the second page, which the first table has.
    fn meta(&mut self) -> Result<Option<Vec<(String, String)>>, StoreError> {
        let page = self.image.page(2)?;
        match leaf::meta(&page) {
            Ok(meta) if value(&meta, "sum") == Some(&meta_sum(&meta)) => Ok(Some(meta)),
            Ok(_) => {
                self.fault(2, 0, None, Flaw::Meta);
                Ok(None)
            }
            Err(Unreadable { at, what }) => {
                self.fault(2, at, None, Flaw::Unreadable(what));
                Ok(None)
            }
        }
    }

    /// Reads the events off a page, when it holds some.
    fn events(&mut self, number: u32, replay: &Replay) -> Result<(), StoreError> {
        if self.overflow.contains_key(&number) || self.early.remove(&number) {
            return Ok(());
        }
        let page = self.image.page(number)?;
        let is_leaf = page[0] == leaf::KIND;
        // Events lie in the order of the pages but where SQLite took a page that the tree of an index had given back.
        let first = leaf::first(&page);
        while is_leaf
            && first.is_some_and(|first| first > self.next)
            && let Some(further) = self.leaves.remove(&self.next)
            && further > number
        {
            self.events(further, replay)?;
            self.early.insert(further);
        }
        // One that passes for another kind of page but holds the next events has lost its first byte.
        if !is_leaf && first != Some(self.next) {
            return Ok(());
        }
        let mut overflow = ImageOverflow {
            image: self.image,
            error: None,
            used: Vec::new(),
        };
        let mut rows = Vec::new();
        let read = leaf::events(&page, &mut overflow, &mut |row| rows.push(row));
        if let Some(error) = overflow.error {
            return Err(error);
        }
        if !is_leaf {
            if read.is_err() {
                return Ok(());
            }
            self.fault(number, 0, None, Flaw::Unreadable("the page's kind"));
        }
        if read.is_ok() {
            self.overflow.extend(overflow.used);
        }
        for row in rows {
            if row.seq != self.next {
                self.is_complete = false;
                let flaw = if row.seq > self.next {
                    Flaw::Missing { to: row.seq - 1 }
                } else {
                    Flaw::Unreadable("an event out of its order")
                };
                let seq = Some(self.next.min(row.seq));
                self.fault(number, row.at, seq, flaw);
            }
            self.next = row.seq + 1;
            self.batch.push(Found {
                seq: row.seq,
                event: row.event,
                page: number,
                at: row.at,
            });
        }
        if let (true, Err(Unreadable { at, what })) = (is_leaf, read) {
            self.is_complete = false;
            self.fault(number, at, Some(self.next), Flaw::Unreadable(what));
        }
        if self.batch.len() >= BATCH {
            self.flush(replay)?;
        }
        Ok(())
    }

    /// Recomputes the hashes of the events read so far and adds them to the second file.
    fn flush(&mut self, replay: &Replay) -> Result<(), StoreError> {
        let batch = std::mem::take(&mut self.batch);
        let digests: Vec<Digest> = batch.par_iter().map(|found| found.event.digest()).collect();
        for (found, digest) in batch.iter().zip(digests) {
            if found.event.hash != digest {
                self.is_whole = false;
                self.fault(found.page, found.at, Some(found.seq), Flaw::Changed);
            }
            if self.is_complete {
                match replay.add(found.seq, &found.event) {
                    Err(StoreError::Engine { .. }) => {
                        self.is_complete = false;
                        let flaw = Flaw::Unreadable("an event that is there twice");
                        self.fault(found.page, found.at, Some(found.seq), flaw);
                    }
                    done => done?,
                }
            }
        }
        Ok(())
    }

    /// Compares the file with the second one; whether only stale bytes differed that another version of SQLite left.
    fn compare(
        &mut self,
        other: &Path,
        engines: &str,
        is_foreign: bool,
    ) -> Result<bool, StoreError> {
        let io = |source| StoreError::from_io(other, source);
        let replayed = Raw::open(other).map_err(io)?;
        let first = self.image.page(1)?;
        let mut known = engines.split(' ').filter_map(|text| text.parse().ok());
        if !known.any(|engine: u32| engine == word(&first, 96)) {
            self.fault(1, 96, None, Flaw::Header);
        }
        let mut is_skipped = false;
        for number in 1..=self.image.count() {
            let mut page = self.image.page(number)?;
            let mut wanted = [0; PAGE];
            replayed.read(offset(number), &mut wanted).map_err(io)?;
            if number == 1 {
                // These were checked by themselves.
                page[..28].fill(0);
                wanted[..28].fill(0);
                page[44..100].fill(0);
                wanted[44..100].fill(0);
                // So was the count of pages, but for that of a damaged header.
            }
            if page == wanted {
                continue;
            }
            let stale = leaf::stale(&page);
            let mut at = 0;
            while let Some(start) = (at..PAGE).find(|at| page[*at] != wanted[*at]) {
                let end = (start..PAGE)
                    .find(|at| page[*at] == wanted[*at])
                    .unwrap_or(PAGE);
                at = end;
                if is_foreign && stale.contains(&start) && end <= stale.end {
                    is_skipped = true;
                    continue;
                }
                let seq = self.event_at(number, &page, start);
                self.fault(number, start, seq, Flaw::Differs { bytes: end - start });
                if self.faults.len() > MOST {
                    return Ok(is_skipped);
                }
            }
        }
        if is_foreign
            && self
                .faults
                .iter()
                .any(|fault| matches!(fault.flaw, Flaw::Differs { .. }))
        {
            // Other versions may have split pages elsewhere; SQLite's own check has to do then.
            self.faults
                .retain(|fault| !matches!(fault.flaw, Flaw::Differs { .. }));
            is_skipped = true;
        }
        Ok(is_skipped)
    }

    /// The event that a byte of a page belongs to.
    fn event_at(&self, number: u32, page: &Page, at: usize) -> Option<u64> {
        if let Some(seq) = self.overflow.get(&number) {
            return Some(*seq);
        }
        let rows: Vec<(Range<usize>, u64)> = leaf::spans(page);
        let row = rows.into_iter().find(|(span, _)| span.contains(&at));
        row.map(|(_, seq)| seq)
    }
}

/// The ends of rows that are longer than a page.
struct ImageOverflow<'a> {
    image: &'a Image,
    error: Option<StoreError>,
    used: Vec<(u32, u64)>,
}

impl Overflow for ImageOverflow<'_> {
    fn page(&mut self, number: u32, seq: u64) -> Option<Page> {
        let is_used = self.used.iter().any(|(used, _)| *used == number);
        if number < 2 || number > self.image.count() || is_used {
            return None;
        }
        self.used.push((number, seq));
        match self.image.page(number) {
            Ok(page) => Some(page),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }
}

/// Which pages hold events, by the first of each; the first page where several begin with the same.
fn leaves(image: &Image) -> Result<BTreeMap<u64, u32>, StoreError> {
    let mut leaves = BTreeMap::new();
    for number in 2..=image.count() {
        let page = image.page(number)?;
        if page[0] == leaf::KIND
            && let Some(first) = leaf::first(&page)
        {
            leaves.entry(first).or_insert(number);
        }
    }
    Ok(leaves)
}

fn word(page: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([page[at], page[at + 1], page[at + 2], page[at + 3]])
}
