//! A file's bytes in blocks of whole features, as they are read, hashed and unpacked.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::head::Head;

/// Bytes that are read at a time: they fit the cache of a core, and a few of them are all that is held of a file.
pub(super) const CHUNK: usize = 1 << 18;

/// Some whole features of a file.
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// Offset of the first feature in them.
    pub(super) start: usize,
    /// The file ends with it.
    pub(super) last: bool,
}

/// Cuts what it reads into blocks.
pub(super) struct Blocks<R> {
    reader: R,
    chunk: usize,
    /// Bytes that may still be read.
    left: u64,
    head: Option<Head>,
    /// The beginning of the next block.
    tail: Vec<u8>,
}

impl<R: Read> Blocks<R> {
    /// Reads at most `limit` bytes, `chunk` at a time.
    pub(super) fn new(reader: R, chunk: usize, limit: u64) -> Self {
        Self {
            reader,
            chunk,
            left: limit,
            head: None,
            tail: Vec::new(),
        }
    }

    /// How the text begins, once the first block was read.
    pub(super) fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// The next block, in this memory; `None` when there is no telling where it ends, or the bytes cannot be had.
    pub(super) fn next(&mut self, mut bytes: Vec<u8>) -> Option<Block> {
        bytes.clear();
        bytes.append(&mut self.tail);
        let mut last = self.fill(&mut bytes, self.chunk)?;
        let start = self.start(&mut bytes)?;
        loop {
            if last {
                return Some(Block { bytes, start, last });
            }
            let head = self.head.as_ref()?;
            if let Some(cut) = head.cut(&bytes, start) {
                self.tail.extend_from_slice(&bytes[cut..]);
                bytes.truncate(cut);
                return Some(Block { bytes, start, last });
            }
            // A feature longer than a chunk is read in ever longer steps.
            let wanted = bytes.len();
            last = self.fill(&mut bytes, wanted)?;
        }
    }

    /// Reads so many bytes more; whether the file ends before.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Option<bool> {
        let mut chunk = self.reader.by_ref().take(wanted as u64);
        let got = chunk.read_to_end(bytes).ok()?;
        self.left = self.left.checked_sub(got as u64)?;
        Some(got < wanted)
    }

    /// The offset of the first feature of a block; the head of the text is found on the way.
    fn start(&mut self, bytes: &mut Vec<u8>) -> Option<usize> {
        if self.head.is_some() {
            return Some(0);
        }
        if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
            bytes.drain(..3);
        }
        // The chunk may end within a character, the head cannot.
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
        };
        let head = Head::find(text)?;
        Some(self.head.insert(head).start)
    }
}

/// Hashes what is read through it.
pub(super) struct Hashed<'h, R> {
    pub(super) reader: R,
    pub(super) hash: &'h mut Sha256,
}

impl<R: Read> Read for Hashed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let got = self.reader.read(buffer)?;
        self.hash.update(&buffer[..got]);
        Ok(got)
    }
}
