//! Which vertices share their place with others.

use super::drawing::number;
use super::places::{halves, spread};
use super::radix;

/// Vertices at the same place, in groups; a vertex by itself is in none.
///
/// Most vertices of a road are its own, so that only the others take memory: a bit for each vertex tells them apart, and
/// the bits before it are its number among them.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// A bit for each vertex.
    bits: Vec<u64>,
    /// How many bits are set before each word of them.
    before: Vec<u32>,
    /// Number of the group of each vertex that shares its place.
    group_of: Vec<u32>,
    /// Where each group begins among the members, and the end of the last.
    starts: Vec<u32>,
    /// Vertices by group, in their order.
    members: Vec<u32>,
}

impl Shared {
    /// Groups the vertices that share their place, all of them in any order and maybe twice, in a time linear in their number.
    pub(super) fn new(places: &[u64], mut vertices: Vec<u32>) -> Self {
        radix::sort(&mut vertices, |vertex| u64::from(*vertex));
        vertices.dedup();
        let mut pairs = pairs(places, vertices);
        // By the first vertex of each place; the others are in their order already.
        radix::sort(&mut pairs, |pair| pair >> 32);
        let mut shared = Self {
            bits: vec![0; places.len().div_ceil(64)],
            ..Self::default()
        };
        for pair in &pairs {
            shared.mark(upper(*pair));
            shared.mark(lower(*pair));
        }
        let mut count = 0;
        shared.before = Vec::with_capacity(shared.bits.len());
        for word in &shared.bits {
            shared.before.push(count);
            count += word.count_ones();
        }
        shared.group_of = vec![0; count as usize];
        shared.members = Vec::with_capacity(count as usize);
        for (group, pairs) in (0..).zip(pairs.chunk_by(|a, b| upper(*a) == upper(*b))) {
            shared.starts.push(number(shared.members.len()));
            let first = pairs.first().map(|pair| upper(*pair));
            let vertices = first
                .into_iter()
                .chain(pairs.iter().map(|pair| lower(*pair)));
            for vertex in vertices {
                let rank = shared.rank(vertex);
                shared.group_of[rank] = group;
                shared.members.push(vertex);
            }
        }
        shared.starts.push(number(shared.members.len()));
        shared
    }

    fn mark(&mut self, vertex: u32) {
        self.bits[vertex as usize / 64] |= 1 << (vertex % 64);
    }

    /// How many vertices before this one share their place.
    fn rank(&self, vertex: u32) -> usize {
        let (word, bit) = (vertex as usize / 64, vertex % 64);
        let below = self.bits[word] & ((1 << bit) - 1);
        (self.before[word] + below.count_ones()) as usize
    }

    /// Whether others lie at the place of a vertex.
    pub(super) fn contains(&self, vertex: u32) -> bool {
        self.bits[vertex as usize / 64] >> (vertex % 64) & 1 == 1
    }

    /// Number of the place of a vertex among those that several share.
    pub(super) fn group_of(&self, vertex: u32) -> Option<u32> {
        self.contains(vertex)
            .then(|| self.group_of[self.rank(vertex)])
    }

    /// All vertices at the place of this one, in their order.
    pub(super) fn at<'a>(&'a self, vertex: &'a u32) -> &'a [u32] {
        if self.contains(*vertex) {
            self.group(self.group_of[self.rank(*vertex)] as usize)
        } else {
            std::slice::from_ref(vertex)
        }
    }

    fn group(&self, group: usize) -> &[u32] {
        let (from, to) = (self.starts[group], self.starts[group + 1]);
        &self.members[from as usize..to as usize]
    }

    /// The vertices of each place that several share.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.starts.len().saturating_sub(1)).map(|group| self.group(group))
    }
}

/// The first vertex of a place in the upper half and another of its vertices in the lower, by the latter.
fn pairs(places: &[u64], vertices: Vec<u32>) -> Vec<u64> {
    // Two or more share each place, so that half of the slots stay empty at least.
    let bits = vertices.len().next_power_of_two().trailing_zeros();
    // One more than the vertex that came to each slot first.
    let mut table = vec![0_u32; 1 << bits];
    let mut pairs = Vec::with_capacity(vertices.len() / 2);
    for vertex in vertices {
        let place = places[vertex as usize];
        let mut slot = spread(place, bits);
        loop {
            match table[slot] {
                0 => {
                    table[slot] = vertex + 1;
                    break;
                }
                first if places[first as usize - 1] == place => {
                    pairs.push(u64::from(first - 1) << 32 | u64::from(vertex));
                    break;
                }
                _ => slot = (slot + 1) & ((1 << bits) - 1),
            }
        }
    }
    pairs
}

const fn upper(pair: u64) -> u32 {
    halves(pair)[0]
}

const fn lower(pair: u64) -> u32 {
    halves(pair)[1]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_are_those_of_a_map(places in prop::collection::vec((0..40_u64, 0..40_u64), 0..300)) {
            let places: Vec<u64> = places.iter().map(|(x, y)| x << 32 | y).collect();
            let mut map: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for (vertex, place) in (0..).zip(&places) {
                map.entry(*place).or_default().push(vertex);
            }
            let mut same: Vec<u32> = map.values().filter(|group| group.len() > 1).flatten().copied().collect();
            same.extend_from_within(..same.len() / 2);
            let shared = Shared::new(&places, same);
            for (vertex, place) in (0..).zip(&places) {
                prop_assert_eq!(shared.at(&vertex), &*map[place]);
                prop_assert_eq!(shared.contains(vertex), map[place].len() > 1);
            }
            let mut several: Vec<Vec<u32>> = map.into_values().filter(|group| group.len() > 1).collect();
            several.sort_unstable();
            prop_assert!(shared.groups().eq(several.iter().map(Vec::as_slice)));
        }
    }
}
