//! From many positions to many.
//!
//! The fastest way between two positions climbs from the one to some junction on the way of both to the root of the
//! elimination tree, and descends from there to the other. So each position gets one row of weights to the junctions on
//! its way to the root, by depth, and one from them; what two ways have in common is the front of both rows, and the
//! fastest way between them is the least sum of their entries there: as many additions as a border has junctions, without
//! a search. This is the bucket method of Knopp, Sanders, Schultes, Schulz, Wagner 2007, "Computing Many-to-Many Shortest
//! Paths Using Highway Hierarchies", doi:10.1137/1.9781611972870.4, with a bucket per depth; it touches fewer arcs here than
//! a sweep over what all targets need (Delling, Goldberg, Werneck 2011, "Faster Batched Shortest Paths in Road Networks",
//! doi:10.4230/OASIcs.ATMOS.2011.52), whose arcs outnumber the border's junctions many times for a few thousand targets.
//! Four positions that lie together share rows, arcs and loops. O(n s + n^2 b) for n positions, s arcs on the way to the
//! root, b junctions in common.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use super::Ways;
use super::contract::{NONE, Tree};
use super::ends::{End, Stand, direct};
use super::turns::{Yard, with_turns, without_return, yards};
use super::weight::{NEVER, Weight, lesser, parts};
use crate::roads::{Facing, Position};

/// Positions that are treated together.
const LANES: usize = 4;

/// Bundles of origins for which the rows of all destinations are fetched once: their own rows fit the second cache.
const BUNDLES: usize = 8;

/// One weight for each of the positions of a bundle.
type Lanes = [Weight; LANES];

/// Positions in the order of their junctions, and what neighbours in it have in common.
struct Sorted<'p> {
    positions: &'p [Position],
    stands: Vec<Stand>,
    order: Vec<u32>,
    /// Junctions in common on the ways to the root of each and the one before it; of the first: none.
    common: Vec<usize>,
}

/// Weights between each of a bundle and the junctions on its way to the root, by depth.
struct Bundle {
    range: Range<usize>,
    rows: Vec<Lanes>,
    /// What the ways of each and of the first have in common.
    from_first: [usize; LANES],
    /// What the ways of each and of the last have in common.
    to_last: [usize; LANES],
}

/// A row of seconds and one of metres to fill.
type Row<'m> = (&'m mut [u32], &'m mut [u32]);

/// The rows of a position, and which way a vehicle faces there.
type Leaving<'m> = (Facing, Row<'m>);

/// A place, and the rows of the positions there.
type Departures<'y, 'm> = (&'y Yard, Vec<Leaving<'m>>);

impl Ways<'_> {
    /// Driving seconds and metres between all positions along the fastest paths: `n x n`, row = from, row major.
    ///
    /// `u32::MAX` where there is no way. Seconds and metres are rounded to the nearest whole, once, at the end. Turning round
    /// at a position that is faced one way is part of the seconds.
    pub fn matrix(&self, positions: &[Position]) -> (Vec<u32>, Vec<u32>) {
        if positions.iter().any(|at| at.facing != Facing::Either) {
            return self.turning_matrix(positions);
        }
        let count = positions.len();
        let mut seconds = vec![u32::MAX; count * count];
        let mut metres = vec![u32::MAX; count * count];
        if count == 0 {
            return (seconds, metres);
        }
        let sorted = self.sort(positions);
        let bundles = bundles(count);
        let back = self.back(&sorted, &bundles);
        let rows = seconds.chunks_mut(count).zip(metres.chunks_mut(count));
        let mut rows: Vec<Option<Row<'_>>> = rows.map(Some).collect();
        let jobs: Vec<(&[Range<usize>], Vec<Row<'_>>)> = bundles
            .chunks(BUNDLES)
            .map(|bundles| {
                let places = bundles.iter().flat_map(Clone::clone);
                let mine = places.filter_map(|place| rows[sorted.order[place] as usize].take());
                (bundles, mine.collect())
            })
            .collect();
        jobs.into_par_iter().for_each(|(bundles, mut rows)| {
            self.fill(&sorted, bundles, &back, |row, columns, sums| {
                let (seconds, metres) = &mut rows[row];
                for (column, sum) in columns.iter().zip(sums) {
                    let column = *column as usize;
                    (seconds[column], metres[column]) = whole(*sum);
                }
            });
        });
        (seconds, metres)
    }

    /// The same where some of the positions are faced one way.
    fn turning_matrix(&self, positions: &[Position]) -> (Vec<u32>, Vec<u32>) {
        let count = positions.len();
        let mut seconds = vec![u32::MAX; count * count];
        let mut metres = vec![u32::MAX; count * count];
        let yards = yards(self.network, positions);
        let lanes: Vec<Position> = yards.iter().flat_map(|yard| yard.ways).collect();
        let sorted = self.sort(&lanes);
        let bundles = bundles(lanes.len());
        let back = self.back(&sorted, &bundles);
        let rows = seconds.chunks_mut(count).zip(metres.chunks_mut(count));
        let mut rows: Vec<Option<Row<'_>>> = rows.map(Some).collect();
        // Both ways of a yard have the same junctions, so they are neighbours in the order too.
        let jobs: Vec<(&[Range<usize>], Vec<Departures<'_, '_>>)> = bundles
            .chunks(BUNDLES)
            .map(|bundles| {
                let places = bundles.iter().flat_map(Clone::clone).step_by(2);
                let mine = places.map(|place| {
                    let yard = &yards[sorted.order[place] as usize / 2];
                    let stands = yard.stands.iter();
                    let rows = stands.filter_map(|(at, facing)| Some((*facing, rows[*at].take()?)));
                    (yard, rows.collect())
                });
                (bundles, mine.collect())
            })
            .collect();
        jobs.into_par_iter().for_each(|(bundles, mut from)| {
            let mut weights = vec![NEVER; 2 * from.len() * lanes.len()];
            self.fill(&sorted, bundles, &back, |row, columns, sums| {
                let weights = &mut weights[row * lanes.len()..][..lanes.len()];
                for (column, sum) in columns.iter().zip(sums) {
                    weights[*column as usize] = *sum;
                }
            });
            for ((yard, rows), weights) in from.iter_mut().zip(weights.chunks(2 * lanes.len())) {
                let (first, second) = weights.split_at(lanes.len());
                let pairs = first.chunks_exact(2).zip(second.chunks_exact(2));
                for (to, (first, second)) in yards.iter().zip(pairs) {
                    let ways = [[first[0], first[1]], [second[0], second[1]]];
                    let ways = without_return(ways, yard, to);
                    for (leaves, row) in &mut *rows {
                        for (column, arrives) in &to.stands {
                            let sum = with_turns(ways, (*leaves, *arrives), self.turn());
                            (row.0[*column], row.1[*column]) = whole(sum);
                        }
                    }
                }
            }
        });
        (seconds, metres)
    }

    /// The way to each of all bundles.
    fn back(&self, sorted: &Sorted<'_>, bundles: &[Range<usize>]) -> Vec<Bundle> {
        let down = &self.weights.down;
        bundles
            .par_iter()
            .map(|range| self.climb(sorted, range, down, |stand| &stand.entries))
            .collect()
    }

    fn sort<'p>(&self, positions: &'p [Position]) -> Sorted<'p> {
        let stands: Vec<Stand> = positions.iter().map(|at| self.stand(*at)).collect();
        let mut order: Vec<u32> = (0..super::graph::small(positions.len())).collect();
        order.sort_unstable_by_key(|idx| (stands[*idx as usize].bottom, *idx));
        let mut common = vec![0];
        for pair in order.windows(2) {
            let bottom = |idx: u32| stands[idx as usize].bottom;
            common.push(self.hierarchy.tree.common(bottom(pair[0]), bottom(pair[1])));
        }
        Sorted {
            positions,
            stands,
            order,
            common,
        }
    }

    /// Weights from each of a bundle up to its junctions, or from those down to it.
    fn climb(
        &self,
        sorted: &Sorted<'_>,
        range: &Range<usize>,
        weights: &[Weight],
        ends: impl Fn(&Stand) -> &[End],
    ) -> Bundle {
        let tree = &self.hierarchy.tree;
        let stands = || range.clone().map(|place| sorted.stand(place));
        let height = |stand: &Stand| tree.depth[stand.bottom as usize] as usize + 1;
        let together = sorted
            .together(range.clone())
            .min(stands().map(height).min().unwrap_or(0));
        let mut rows = vec![[NEVER; LANES]; stands().map(height).max().unwrap_or(0)];
        let mut meeting = NONE;
        for (lane, stand) in stands().enumerate() {
            for end in ends(stand) {
                let slot = &mut rows[tree.depth[end.node as usize] as usize][lane];
                *slot = end.weight.min(*slot);
            }
            let mut node = stand.bottom;
            while node != NONE && tree.depth[node as usize] as usize >= together {
                let here = rows[tree.depth[node as usize] as usize][lane];
                let arcs = tree.arcs(node);
                if here < NEVER {
                    for (level, weight) in tree.levels[arcs.clone()].iter().zip(&weights[arcs]) {
                        let slot = &mut rows[*level as usize][lane];
                        *slot = (here + weight).min(*slot);
                    }
                }
                node = tree.parent[node as usize];
            }
            meeting = node;
        }
        climb_together(tree, meeting, weights, &mut rows);
        let mut bundle = Bundle {
            range: range.clone(),
            rows,
            from_first: [usize::MAX; LANES],
            to_last: [usize::MAX; LANES],
        };
        for (lane, place) in range.clone().enumerate() {
            bundle.from_first[lane] = sorted.together(range.start..place + 1);
            bundle.to_last[lane] = sorted.together(place..range.end);
        }
        bundle
    }

    /// Gives the weights from some bundles of origins: the number of the origin among them, the numbers of some targets among
    /// all positions, and the weights.
    fn fill(
        &self,
        sorted: &Sorted<'_>,
        bundles: &[Range<usize>],
        back: &[Bundle],
        mut put: impl FnMut(usize, &[u32], &[Weight]),
    ) {
        let up = &self.weights.up;
        let start = bundles.first().map_or(0, |range| range.start);
        let there: Vec<Bundle> = bundles
            .iter()
            .map(|range| self.climb(sorted, range, up, |stand| &stand.exits))
            .collect();
        let between: Vec<Vec<usize>> = there
            .iter()
            .map(|from| sorted.between(from, back))
            .collect();
        for (number, to) in back.iter().enumerate() {
            for (from, between) in there.iter().zip(&between) {
                let sums = sorted.least(from, to, between[number]);
                for (place, mut sums) in from.range.clone().zip(sums) {
                    let from = sorted.position(place);
                    for (target, sum) in to.range.clone().zip(&mut sums) {
                        let to = sorted.position(target);
                        if from.link == to.link {
                            *sum = direct(self.network, from, to).min(*sum);
                        }
                    }
                    put(place - start, &sorted.order[to.range.clone()], &sums);
                }
            }
        }
    }
}

/// Places that are treated together.
fn bundles(count: usize) -> Vec<Range<usize>> {
    (0..count)
        .step_by(LANES)
        .map(|from| from..(from + LANES).min(count))
        .collect()
}

/// The part of the way to the root that all of a bundle have in common.
fn climb_together(tree: &Tree, mut node: u32, weights: &[Weight], rows: &mut [Lanes]) {
    while node != NONE {
        let here = rows[tree.depth[node as usize] as usize];
        let arcs = tree.arcs(node);
        for (level, weight) in tree.levels[arcs.clone()].iter().zip(&weights[arcs]) {
            let slots = &mut rows[*level as usize];
            for (slot, here) in slots.iter_mut().zip(here) {
                *slot = lesser(here + weight, *slot);
            }
        }
        node = tree.parent[node as usize];
    }
}

impl Sorted<'_> {
    fn stand(&self, place: usize) -> &Stand {
        &self.stands[self.order[place] as usize]
    }

    fn position(&self, place: usize) -> Position {
        self.positions[self.order[place] as usize]
    }

    /// Junctions that the ways to the root of a range of places have in common; more than any when it is one place.
    fn together(&self, places: Range<usize>) -> usize {
        let pairs = self.common.get(places.start + 1..places.end);
        pairs
            .and_then(|pairs| pairs.iter().copied().min())
            .unwrap_or(usize::MAX)
    }

    /// What the ways of a bundle have in common with those of each of all bundles, as far as what lies between says.
    fn between(&self, from: &Bundle, all: &[Bundle]) -> Vec<usize> {
        let mut between = vec![usize::MAX; all.len()];
        let own = from.range.start / LANES;
        let mut common = usize::MAX;
        for (slot, to) in between.iter_mut().zip(all).skip(own + 1) {
            let gap = if to.range.start == from.range.end {
                self.common[to.range.start]
            } else {
                let gap = self.common[to.range.start - (LANES - 1)..=to.range.start].iter();
                gap.copied().min().unwrap_or(0)
            };
            common = common.min(gap);
            *slot = common;
        }
        common = usize::MAX;
        for (slot, to) in between[..own].iter_mut().zip(all).rev() {
            let gap = if to.range.end == from.range.start {
                self.common[to.range.end]
            } else {
                let gap = self.common[to.range.end..to.range.end + LANES].iter();
                gap.copied().min().unwrap_or(0)
            };
            common = common.min(gap);
            *slot = common;
        }
        between
    }

    /// The least sums of two bundles' rows, as far as each two ways are one.
    fn least(&self, from: &Bundle, to: &Bundle, between: usize) -> [Lanes; LANES] {
        let height = from.rows.len().min(to.rows.len());
        let spread = |bundle: &Bundle| bundle.to_last[0];
        let all = between.min(spread(from)).min(spread(to)).min(height);
        let mut sums = [[NEVER; LANES]; LANES];
        for (a, b) in from.rows[..all].iter().zip(&to.rows[..all]) {
            for (sums, a) in sums.iter_mut().zip(a) {
                for (sum, b) in sums.iter_mut().zip(b) {
                    *sum = lesser(a + b, *sum);
                }
            }
        }
        if all < between.min(height) {
            self.least_further(from, to, between, all..height, &mut sums);
        }
        sums
    }

    /// The same for pairs of ways that part further down than those of all.
    fn least_further(
        &self,
        from: &Bundle,
        to: &Bundle,
        between: usize,
        depths: Range<usize>,
        sums: &mut [Lanes; LANES],
    ) {
        for (i, origin) in from.range.clone().enumerate() {
            for (j, target) in to.range.clone().enumerate() {
                let common = match from.range.start.cmp(&to.range.start) {
                    Ordering::Equal => self.together(origin.min(target)..origin.max(target) + 1),
                    Ordering::Less => from.to_last[i].min(between).min(to.from_first[j]),
                    Ordering::Greater => from.from_first[i].min(between).min(to.to_last[j]),
                };
                for depth in depths.start..common.min(depths.end) {
                    let sum = from.rows[depth][i] + to.rows[depth][j];
                    sums[i][j] = sums[i][j].min(sum);
                }
            }
        }
    }
}

/// Whole seconds and metres of a weight, rounded to the nearest; all ones for no way.
pub(super) fn whole(weight: Weight) -> (u32, u32) {
    if weight >= NEVER {
        return (u32::MAX, u32::MAX);
    }
    let round = |value: u64| u32::try_from((value + 500) / 1000).unwrap_or(u32::MAX - 1);
    let (millis, millimetres) = parts(weight);
    (round(millis), round(millimetres))
}
