//! The quick ways of reading held against the careful one, for tests and fuzzing.

use super::LayerSpec;
use super::read::{LayerRead, read_split, read_text};
use super::split::split_carefully;
use super::stream::read_stream;

/// What the ways of reading a text have in common, or where they part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Records and findings are the same; `in_blocks` says that the text was read in blocks too.
    Same {
        /// The text was read in blocks.
        in_blocks: bool,
    },
    /// The text as a whole gives something else than the careful way.
    TextDiffers,
    /// The text in blocks gives something else than the careful way.
    BlocksDiffer,
}

/// Reads a text carefully, quickly, and in blocks of about `chunk` bytes.
pub fn compare(text: &str, chunk: usize, spec: &LayerSpec) -> Verdict {
    // Whoever reads a whole text has dropped the byte order mark before.
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    let want = told(&read_split(plain, split_carefully(plain), spec));
    if told(&read_text(plain, spec)) != want {
        return Verdict::TextDiffers;
    }
    let blocks = read_stream(text.as_bytes(), chunk, spec);
    if blocks.as_ref().is_some_and(|read| told(read) != want) {
        return Verdict::BlocksDiffer;
    }
    Verdict::Same {
        in_blocks: blocks.is_some(),
    }
}

/// Everything that a reading gives, in its order; findings and records as their fields say, every bit of a coordinate.
fn told(read: &LayerRead) -> Vec<String> {
    let roads = read.roads.iter().map(|road| format!("{road:?}"));
    let targets = read.targets.iter().map(|target| format!("{target:?}"));
    let areas = read.areas.iter().map(|area| format!("{area:?}"));
    let findings = read.fatal.iter().chain(&read.findings);
    let findings = findings.map(|finding| format!("{finding:?}"));
    let count = std::iter::once(read.features.to_string());
    roads
        .chain(targets)
        .chain(areas)
        .chain(findings)
        .chain(count)
        .collect()
}

#[cfg(test)]
mod tests;
