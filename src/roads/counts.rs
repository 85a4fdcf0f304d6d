//! The layer as it was given, in numbers, before anything is mended.

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

use super::geometry::{Key, key};
use super::lines::Line;

/// Numbers of the roads layer as given, roads closed to vehicles and duplicates included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenCounts {
    /// Lines with a length.
    pub lines: usize,
    /// Groups of lines that share vertices.
    pub components: usize,
    /// Distinct vertices inside a line that are used again, by another line or by the same: junctions at which lines must be split.
    pub shared_vertices: usize,
    /// Proper crossings of two lines without a shared vertex.
    pub crossings: usize,
}

/// Counts all but the crossings.
pub(super) fn count(lines: &[Line]) -> GivenCounts {
    let labels = components(lines, |_| true);
    let roots = labels
        .iter()
        .enumerate()
        .filter(|(number, label)| number == *label);
    GivenCounts {
        lines: lines.len(),
        components: roots.count(),
        shared_vertices: shared_inside(lines),
        crossings: 0,
    }
}

fn shared_inside(lines: &[Line]) -> usize {
    #[derive(Clone, Copy, Default)]
    struct Seen {
        several: bool,
        once: bool,
        inside: bool,
    }
    let mut seen: FxHashMap<Key, Seen> = FxHashMap::default();
    for line in lines {
        let last = line.coords.len() - 1;
        for (at, coord) in line.coords.iter().enumerate() {
            let entry = seen.entry(key(*coord)).or_default();
            entry.several |= entry.once;
            entry.once = true;
            entry.inside |= at > 0 && at < last;
        }
    }
    seen.values()
        .filter(|seen| seen.several && seen.inside)
        .count()
}

/// Which lines hang together by shared vertices: a label per line, the number of one of them. Others keep their own number.
pub(super) fn components(lines: &[Line], counts: impl Fn(&Line) -> bool) -> Vec<usize> {
    let mut sets = UnionFind::<usize>::new(lines.len());
    let mut owner: FxHashMap<Key, usize> = FxHashMap::default();
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| counts(line)) {
        for coord in &line.coords {
            sets.union(number, *owner.entry(key(*coord)).or_insert(number));
        }
    }
    sets.into_labeling()
}
