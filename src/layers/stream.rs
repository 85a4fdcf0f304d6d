//! A layer's file read in blocks: one thread reads, hashes and unpacks, the others make records.
//!
//! This is the quick way for a text of sound JSON: any feature that is merely unusual is still read here, by itself. Where
//! JSON is broken, or a place that looked like the start of a feature was none, nothing of it is kept and the whole text
//! goes the careful way of [`read_text`](super::read::read_text), which says what is wrong. Blocks are cut at places that
//! the file alone decides and joined in its order, so threads make no difference.
//!
//! Blocks and not a memory map: a mapped file that another process shortens kills the reader, the map is counted as its
//! memory too, and the copy into a block that stays in the cache costs a twentieth of the reading.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::blocks::{Block, Blocks, CHUNK, Hashed};
use super::head::Head;
use super::read::{LayerRead, finish, head_crs};
use super::record::Notes;
use super::schema::Schema;
use super::stretch::{self, Before, Part};
use super::{LayerSpec, input};

/// Blocks that are read ahead, and read at once.
const AHEAD: usize = 4;

/// Reads a layer's file; `None` when it is to be read the careful way.
pub(super) fn read_file(path: &Path, spec: &LayerSpec) -> Option<LayerRead> {
    // Asked first, because opening a named pipe would wait for ever.
    let kind = std::fs::metadata(path).ok()?;
    if !kind.is_file() || kind.len() > input::LARGEST {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut magic = Vec::new();
    file.by_ref().take(2).read_to_end(&mut magic).ok()?;
    file.rewind().ok()?;
    let mut hash = Sha256::new();
    let hashed = Hashed {
        reader: file,
        hash: &mut hash,
    };
    let read = if magic == [0x1f, 0x8b] {
        let packed = BufReader::with_capacity(CHUNK / 8, hashed);
        read_stream(MultiGzDecoder::new(packed), CHUNK, spec)
    } else {
        read_stream(hashed, CHUNK, spec)
    };
    let mut layer = read?;
    layer.sha256 = input::hex(&hash.finalize());
    Some(layer)
}

/// Reads the text that `reader` gives, `chunk` bytes at a time; its hash is not looked at.
pub(super) fn read_stream(
    reader: impl Read + Send,
    chunk: usize,
    spec: &LayerSpec,
) -> Option<LayerRead> {
    let mut blocks = Blocks::new(reader, chunk, input::LARGEST);
    let first = blocks.next(Vec::new())?;
    let head = blocks.head()?.clone();
    let mut joined = Joined::new(spec, &head, &first)?;
    if first.last {
        joined.add(vec![first])?;
        return Some(joined.finish());
    }
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(AHEAD);
        let (give_back, room) = channel();
        let ahead = std::thread::Builder::new().spawn_scoped(scope, move || {
            while let Some(block) = blocks.next(room.try_recv().unwrap_or_default()) {
                let last = block.last;
                if send.send(block).is_err() || last {
                    break;
                }
            }
        });
        ahead.ok()?;
        joined.add_all(first, &receive, &give_back)?;
        Some(joined.finish())
    })
}

/// The parts of a layer that were read so far.
struct Joined<'s> {
    spec: LayerSpec,
    schema: Schema,
    head: &'s Head,
    before: Before,
    notes: Notes,
    good: usize,
    layer: LayerRead,
}

impl<'s> Joined<'s> {
    /// Begins with what the head says; `None` when it forbids to go on.
    fn new(spec: &LayerSpec, head: &'s Head, first: &Block) -> Option<Self> {
        let text = std::str::from_utf8(&first.bytes[..head.start]).ok()?;
        let schema = Schema::new(spec.kind, spec.fields.iter());
        let (findings, datum) = head_crs(text, &head.crs, spec, &schema)?;
        let mut notes = Notes::default();
        notes.findings = findings;
        Some(Self {
            spec: LayerSpec {
                datum,
                ..spec.clone()
            },
            schema,
            head,
            before: Before::default(),
            notes,
            good: 0,
            layer: LayerRead::default(),
        })
    }

    /// Reads blocks up to the last one as they come.
    fn add_all(
        &mut self,
        first: Block,
        receive: &Receiver<Block>,
        give_back: &Sender<Vec<u8>>,
    ) -> Option<()> {
        let mut batch = vec![first];
        loop {
            let last = batch.last()?.last;
            for bytes in self.add(batch)? {
                // Whoever reads ahead may be through; the memory is then freed here.
                let _ = give_back.send(bytes);
            }
            if last {
                return Some(());
            }
            batch = vec![receive.recv().ok()?];
            batch.extend(receive.try_iter().take(AHEAD - 1));
        }
    }

    /// Reads some blocks, all at once; gives back their memory.
    fn add(&mut self, blocks: Vec<Block>) -> Option<Vec<Vec<u8>>> {
        let read = |block: &Block| stretch::read(block, self.head.form, &self.spec, &self.schema);
        let parts: Vec<Option<Part>> = blocks.par_iter().map(read).collect();
        for part in parts {
            let mut part = part?;
            self.before = part.moved(self.before);
            self.notes.merge(part.notes);
            self.good += part.good;
            // At once, so that the memory of a part serves for the next ones.
            self.layer.extend(part.layer);
        }
        Some(blocks.into_iter().map(|block| block.bytes).collect())
    }

    fn finish(self) -> LayerRead {
        finish(self.layer, self.notes, &self.spec, self.good)
    }
}
