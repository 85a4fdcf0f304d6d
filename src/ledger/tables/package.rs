//! The parts of a workbook, unpacked within limits.
//!
//! A few kilobytes of a zip archive can unpack to gigabytes, whatever sizes it states. So every part is unpacked here,
//! counted, and handed on in an archive of our own that holds them as they are.

use std::io::Read as _;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::TableError;

/// Most bytes of all parts together.
const UNPACKED_MOST: usize = 320 << 20;
/// Most parts.
const PARTS_MOST: u16 = 10_000;

/// The texts of an archive, as an archive without compression.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, TableError> {
    let (count, mut at) = directory(bytes).ok_or_else(|| damaged("no directory of parts"))?;
    if count > PARTS_MOST {
        return Err(too_large());
    }
    let mut archive = Archive::default();
    for _ in 0..count {
        let part =
            Part::at(bytes, at).ok_or_else(|| damaged("its directory of parts is cut off"))?;
        at = part.next;
        let name = part.name.to_ascii_lowercase();
        if name.ends_with(b".xml") || name.ends_with(b".rels") {
            let room = UNPACKED_MOST.saturating_sub(archive.bytes.len());
            archive.add(part.name, &part.unpack(bytes, room)?);
        }
    }
    Ok(archive.finish())
}

fn damaged(reason: &str) -> TableError {
    TableError::Damaged {
        reason: reason.to_owned(),
    }
}

const fn too_large() -> TableError {
    TableError::TooLarge {
        what: "bytes once unpacked",
        most: UNPACKED_MOST,
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

/// How many parts there are, and where their directory begins.
fn directory(bytes: &[u8]) -> Option<(u16, usize)> {
    // The end record is 22 bytes and a comment of at most 65,535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = &bytes[from..];
    let end = tail
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")?;
    Some((u16_at(tail, end + 10)?, usize_at(tail, end + 16)?))
}

/// A part as its directory lists it.
struct Part<'a> {
    name: &'a [u8],
    method: u16,
    encrypted: bool,
    packed: usize,
    header: usize,
    next: usize,
}

impl<'a> Part<'a> {
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let entry = bytes.get(at..)?;
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |at: usize| u16_at(entry, at).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        Some(Self {
            name: entry.get(46..46 + name)?,
            method: u16_at(entry, 10)?,
            encrypted: u16_at(entry, 8)? & 1 == 1,
            packed: usize_at(entry, 20)?,
            header: usize_at(entry, 42)?,
            next: at + 46 + name + extra + comment,
        })
    }

    fn data(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let header = bytes.get(self.header..)?;
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let start = 30 + usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
        header.get(start..start.checked_add(self.packed)?)
    }

    fn unpack(&self, bytes: &[u8], room: usize) -> Result<Vec<u8>, TableError> {
        let data = self
            .data(bytes)
            .ok_or_else(|| damaged("a part is cut off"))?;
        let mut unpacked = Vec::new();
        match self.method {
            _ if self.encrypted => return Err(TableError::Legacy),
            0 => unpacked.extend_from_slice(data),
            8 => {
                let most = u64::try_from(room).unwrap_or(u64::MAX).saturating_add(1);
                DeflateDecoder::new(data)
                    .take(most)
                    .read_to_end(&mut unpacked)
                    .map_err(|error| damaged(&error.to_string()))?;
            }
            _ => return Err(damaged("a part is packed in an unknown way")),
        }
        if unpacked.len() > room {
            return Err(too_large());
        }
        Ok(unpacked)
    }
}

/// A zip archive that stores its parts as they are.
#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    fn add(&mut self, name: &[u8], data: &[u8]) {
        let mut crc = Crc::new();
        crc.update(data);
        let header = narrow(self.bytes.len());
        let (size, length) = (narrow(data.len()), u16::try_from(name.len()).unwrap_or(0));
        // Version 2.0, names in UTF-8, stored, no time.
        let mut shared = Vec::with_capacity(26);
        for field in [20_u16, 0x0800, 0, 0, 0x21] {
            shared.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), size, size] {
            shared.extend(field.to_le_bytes());
        }
        shared.extend(length.to_le_bytes());
        shared.extend([0; 2]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&shared);
        self.bytes.extend(name);
        self.bytes.extend(data);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&shared);
        self.directory.extend([0; 10]);
        self.directory.extend(header.to_le_bytes());
        self.directory.extend(name);
        self.count += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, size) = (narrow(self.bytes.len()), narrow(self.directory.len()));
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        for _ in 0..2 {
            self.bytes.extend(self.count.to_le_bytes());
        }
        self.bytes.extend(size.to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}

/// Sizes stay far below 4 GiB.
fn narrow(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
