//! The write-ahead log beside a database file, as far as its checksums tell (format: <https://www.sqlite.org/fileformat2.html#walformat>).
//!
//! SQLite takes every log to end before the first frame that does not fit, so a damaged frame would silently take
//! the events of all later ones with it. A crash cannot do that: only the last transaction can be unfinished, because
//! each is made durable before the next begins. So two finished transactions behind a frame that does not fit prove damage.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::store::{PAGE, Place, StoreError};

const HEADER: usize = 32;
const FRAME: usize = 24 + PAGE;

/// What a log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wal {
    /// Where in the log the newest bytes of a page start, by number of the page from 1.
    pub(super) pages: BTreeMap<u32, usize>,
    /// Pages of the database after the last transaction; `None` when there is none.
    pub(super) count: Option<u32>,
    /// The frame that does not fit.
    pub(super) fault: Option<WalFault>,
}

/// A frame, or the header, whose checksum does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WalFault {
    /// Where it starts, in bytes from the start of the log.
    pub(super) offset: usize,
    /// Whether finished transactions follow, so that it was no interrupted write.
    pub(super) is_certain: bool,
}

/// Where the log of a database file lies.
pub(super) fn path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Refuses a log that is certainly damaged, before SQLite drops what lies behind the damage.
pub(super) fn check(database: &Path) -> Result<(), StoreError> {
    let path = path(database);
    let mut fault = None;
    // A frame that is being written while it is read looks damaged, but not for long.
    for _ in 0..4 {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::from_io(&path, error)),
        };
        fault = Wal::read(&bytes).fault.filter(|fault| fault.is_certain);
        if fault.is_none() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    fault.map_or(Ok(()), |fault| {
        Err(StoreError::Damaged {
            path: database.into(),
            place: fault.place(&path),
            detail: "the checksum of a frame does not fit, and later transactions follow".into(),
        })
    })
}

impl WalFault {
    /// Its place in a log.
    pub(super) fn place(self, path: &Path) -> Place {
        Place::Byte {
            file: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            offset: self.offset as u64,
        }
    }
}

impl Wal {
    /// Reads a log up to the first frame that does not fit.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut wal = Self::default();
        if bytes.is_empty() {
            return wal;
        }
        let log = Log::new(bytes);
        let Some(header) = log.header() else {
            let is_certain = log.commits_from(0) >= 2;
            let offset = 0;
            wal.fault = Some(WalFault { offset, is_certain });
            return wal;
        };
        let mut sum = header;
        let mut open = BTreeMap::new();
        for number in 0.. {
            let offset = HEADER + number * FRAME;
            let Some(frame) = log.frame(number) else {
                if log.rest_is_ours(offset) {
                    let is_certain = false;
                    wal.fault = Some(WalFault { offset, is_certain });
                }
                break;
            };
            let next = log.sum(log.sum(sum, &frame[..8]), &frame[24..]);
            if !log.is_ours(frame) || next != stored(frame) {
                let is_certain = log.commits_from(number + 1) >= 2;
                if is_certain || log.is_partly_ours(frame) {
                    wal.fault = Some(WalFault { offset, is_certain });
                }
                break;
            }
            sum = next;
            open.insert(word(frame, 0), offset + 24);
            if word(frame, 4) != 0 {
                wal.pages.append(&mut open);
                wal.count = Some(word(frame, 4));
            }
        }
        wal
    }
}

type Sum = (u32, u32);

struct Log<'a> {
    bytes: &'a [u8],
    is_big_endian: bool,
    salts: &'a [u8],
}

impl<'a> Log<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            is_big_endian: bytes.get(3).is_some_and(|byte| byte & 1 == 1),
            salts: bytes.get(16..24).unwrap_or_default(),
        }
    }

    /// The checksum that the frames go on from, when the header fits.
    fn header(&self) -> Option<Sum> {
        let header = self.bytes.get(..HEADER)?;
        let is_known = word(header, 0) | 1 == 0x377f_0683
            && word(header, 4) == 3_007_000
            && word(header, 8) == 4096;
        let sum = self.sum((0, 0), &header[..24]);
        (is_known && sum == (word(header, 24), word(header, 28))).then_some(sum)
    }

    fn frame(&self, number: usize) -> Option<&'a [u8]> {
        let start = HEADER + number * FRAME;
        self.bytes.get(start..start + FRAME)
    }

    fn is_ours(&self, frame: &[u8]) -> bool {
        frame[8..16] == *self.salts
    }

    /// One changed byte leaves one of the two salts as it was; frames of an earlier use of the log share none.
    fn is_partly_ours(&self, frame: &[u8]) -> bool {
        frame[8..12] == self.salts[..4] || frame[12..16] == self.salts[4..]
    }

    fn rest_is_ours(&self, offset: usize) -> bool {
        let rest = self.bytes.get(offset..).unwrap_or_default();
        rest.len() >= 16 && self.is_partly_ours(rest)
    }

    /// Transactions whose last frame fits the frame before it, from a frame on.
    fn commits_from(&self, number: usize) -> usize {
        let starts_at = |number: usize| match number.checked_sub(1) {
            None => self.bytes.get(24..32).map(|at| (word(at, 0), word(at, 4))),
            Some(before) => self.frame(before).map(stored),
        };
        (number..)
            .map_while(|number| Some((starts_at(number)?, self.frame(number)?)))
            .filter(|(sum, frame)| {
                word(frame, 4) != 0
                    && self.salts.len() == 8
                    && self.is_partly_ours(frame)
                    && self.sum(self.sum(*sum, &frame[..8]), &frame[24..]) == stored(frame)
            })
            .count()
    }

    /// The log's checksum over pairs of words.
    fn sum(&self, (mut a, mut b): Sum, bytes: &[u8]) -> Sum {
        for pair in bytes.chunks_exact(8) {
            let read = |at: usize| {
                let word = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
                if self.is_big_endian {
                    u32::from_be_bytes(word)
                } else {
                    u32::from_le_bytes(word)
                }
            };
            a = a.wrapping_add(read(0)).wrapping_add(b);
            b = b.wrapping_add(read(4)).wrapping_add(a);
        }
        (a, b)
    }
}

fn stored(frame: &[u8]) -> Sum {
    (word(frame, 16), word(frame, 20))
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
