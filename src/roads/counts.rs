//! The layer as it was given, in numbers, before anything is mended.

use std::collections::BTreeMap;

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

/// Two files, the smaller number first; one file with itself.
pub(super) type Files = (u8, u8);

/// Two files in order.
pub(super) fn files(one: &Line, two: &Line) -> Files {
    (one.file.min(two.file), one.file.max(two.file))
}

/// Counts all but the crossings; also the shared vertices between each two files.
pub(super) fn count(lines: &[Line]) -> (GivenCounts, BTreeMap<Files, usize>) {
    let labels = components(lines, |_| true);
    let roots = labels
        .iter()
        .enumerate()
        .filter(|(number, label)| number == *label);
    let mut between: BTreeMap<Files, usize> = BTreeMap::new();
    let mut shared_vertices = 0;
    for vertex in vertices(lines).values().filter(|vertex| vertex.inside) {
        let pairs = vertex.pairs();
        shared_vertices += usize::from(!pairs.is_empty());
        for pair in pairs {
            *between.entry(pair).or_default() += 1;
        }
    }
    let counts = GivenCounts {
        lines: lines.len(),
        components: roots.count(),
        shared_vertices,
        crossings: 0,
    };
    (counts, between)
}

/// How a coordinate is used: a bit for each file.
#[derive(Clone, Copy, Default)]
struct Vertex {
    once: u64,
    several: u64,
    /// Inside a line.
    inside: bool,
}

impl Vertex {
    /// The files that meet here; a file meets itself where it uses the place twice.
    fn pairs(self) -> Vec<Files> {
        let bits = |word: u64| (0..64_u8).filter(move |bit| word >> bit & 1 == 1);
        let mut pairs: Vec<Files> = bits(self.several).map(|file| (file, file)).collect();
        if self.once.count_ones() > 1 {
            for one in bits(self.once) {
                pairs.extend(
                    bits(self.once)
                        .filter(|two| *two > one)
                        .map(|two| (one, two)),
                );
            }
        }
        pairs
    }
}

fn vertices(lines: &[Line]) -> FxHashMap<Key, Vertex> {
    let mut seen: FxHashMap<Key, Vertex> = FxHashMap::default();
    for line in lines {
        let last = line.coords.len() - 1;
        let bit = 1_u64 << line.file;
        for (at, coord) in line.coords.iter().enumerate() {
            let vertex = seen.entry(key(*coord)).or_default();
            vertex.several |= vertex.once & bit;
            vertex.once |= bit;
            vertex.inside |= at > 0 && at < last;
        }
    }
    seen
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
