//! How islands of the network lie to each other: the gaps that would have to be closed to make one network of them.

use std::collections::{BTreeMap, VecDeque};

use geo::Coord;
use petgraph::unionfind::UnionFind;
use rayon::prelude::*;

use super::Network;
use super::cells::{Cells, higher, lower};
use super::crossings::proper;
use super::drawing::{Drawing, number};
use super::geometry::{between, key, nearest_on_segment, scale};

/// What would join an island to the others (孤立路网), and what that would bring.
#[derive(Clone, Debug, PartialEq)]
pub struct IslandGap {
    /// The island.
    pub island: u32,
    /// Its length in metres.
    pub length: f64,
    /// Index of one of its roads, the first.
    pub road: u32,
    /// Where that begins.
    pub place: Coord,
    /// The gap towards the largest network; `None` where no other road lies within the limit.
    pub gap: Option<Gap>,
    /// Road length in metres of this island and of those that are joined through it.
    pub gain: f64,
    /// Targets on them.
    pub targets: usize,
    /// How many islands these are, itself included.
    pub islands: usize,
}

/// The nearest gap between two islands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// On the island.
    pub from: Coord,
    /// On the other side.
    pub to: Coord,
    /// Metres between them; 0 where both cross and were kept apart.
    pub metres: f64,
    /// Index of the road on the island.
    pub road: u32,
    /// Index of the road on the other side.
    pub other: u32,
    /// Island on the other side.
    pub beyond: u32,
}

/// The gaps of every island but the largest, the ones that bring most first: by targets, then by road length.
///
/// The gaps are those of a shortest tree over the islands (Borůvka 1926): in each round every group of islands takes its
/// nearest gap to any other, O(log islands) rounds of a search around each segment. Seen from the largest island,
/// closing a gap links all that lies beyond it. `targets` counts them by island; gaps over `limit` metres are not looked for.
pub fn island_gaps(network: &Network, targets: &[usize], limit: f64) -> Vec<IslandGap> {
    let count = network.islands().len();
    if count < 2 {
        return Vec::new();
    }
    let gaps = tree(network, limit);
    let mut beside: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (number, (island, gap)) in gaps.iter().enumerate() {
        beside[*island as usize].push(number);
        beside[gap.beyond as usize].push(number);
    }
    let (order, towards) = rooted(&gaps, &beside, count);
    let mut sums: Vec<(f64, usize, usize)> = (0..count)
        .map(|island| {
            let targets = targets.get(island).copied().unwrap_or_default();
            (network.islands()[island], targets, 1)
        })
        .collect();
    for island in order.iter().rev() {
        if let Some(gap) = &towards[*island] {
            let (gain, targets, islands) = sums[*island];
            let sum = &mut sums[gap.beyond as usize];
            *sum = (sum.0 + gain, sum.1 + targets, sum.2 + islands);
        }
    }
    let firsts = firsts(network);
    let mut found: Vec<IslandGap> = (1..count)
        .map(|island| IslandGap {
            island: number(island),
            length: network.islands()[island],
            road: firsts[island].0,
            place: firsts[island].1,
            gap: towards[island],
            gain: sums[island].0,
            targets: sums[island].1,
            islands: sums[island].2,
        })
        .collect();
    found.sort_by(|a, b| {
        let by_gain = b.targets.cmp(&a.targets).then(b.gain.total_cmp(&a.gain));
        by_gain.then(a.island.cmp(&b.island))
    });
    found
}

/// The first road of each island, and where it begins.
fn firsts(network: &Network) -> Vec<(u32, Coord)> {
    let mut firsts = vec![(u32::MAX, Coord::zero()); network.islands().len()];
    for link in network.links() {
        let first = &mut firsts[network.node_island[link.from.index()] as usize];
        if link.road < first.0 {
            *first = (link.road, link.coords[0]);
        }
    }
    firsts
}

/// Islands from the largest outwards, and the gap of each towards it; parts that no gap links begin at their largest.
fn rooted(
    gaps: &[(u32, Gap)],
    beside: &[Vec<usize>],
    count: usize,
) -> (Vec<usize>, Vec<Option<Gap>>) {
    let mut towards: Vec<Option<Gap>> = vec![None; count];
    let (mut order, mut seen) = (Vec::new(), vec![false; count]);
    for root in 0..count {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut open = VecDeque::from([root]);
        while let Some(island) = open.pop_front() {
            order.push(island);
            for gap in &beside[island] {
                let (from, gap) = gaps[*gap];
                let (next, gap) = if from as usize == island {
                    (gap.beyond, turned(from, gap))
                } else {
                    (from, gap)
                };
                let next = next as usize;
                if !std::mem::replace(&mut seen[next], true) {
                    towards[next] = Some(gap);
                    open.push_back(next);
                }
            }
        }
    }
    (order, towards)
}

/// A gap of an island seen from the other side.
fn turned(island: u32, gap: Gap) -> Gap {
    Gap {
        from: gap.to,
        to: gap.from,
        road: gap.other,
        other: gap.road,
        beyond: island,
        ..gap
    }
}

/// The links as lines: the number of the link stands in place of that of the road.
fn lines(network: &Network) -> Drawing {
    Drawing::of_lines(
        (0..)
            .zip(network.links())
            .map(|(link, it)| (link, &*it.coords)),
    )
}

/// Gaps that link all islands within the limit, each with the island that it was found from.
fn tree(network: &Network, limit: f64) -> Vec<(u32, Gap)> {
    let drawing = lines(network);
    let cells = Cells::new(&drawing);
    let island = |segment: u32| {
        let link = &network.links()[drawing.line(segment).road as usize];
        network.node_island[link.from.index()]
    };
    let mut segments: Vec<Vec<u32>> = vec![Vec::new(); network.islands().len()];
    for line in &drawing.lines {
        segments[island(line.first) as usize].extend(line.first..line.last);
    }
    let search = Search {
        drawing: &drawing,
        cells: &cells,
        island: &island,
        limit,
    };
    let mut sets = UnionFind::<u32>::new(network.islands().len());
    let mut found: Vec<(u32, Gap)> = Vec::new();
    loop {
        let labels = sets.clone().into_labeling();
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (island, label) in (0..).zip(&labels) {
            groups.entry(*label).or_default().push(island);
        }
        let largest = |group: &Vec<u32>| group.contains(&0);
        let groups: Vec<Vec<u32>> = groups
            .into_values()
            .filter(|group| !largest(group))
            .collect();
        let nearest = |group: &Vec<u32>| {
            let segments: Vec<&[u32]> = group
                .iter()
                .map(|island| &*segments[*island as usize])
                .collect();
            search.nearest(&segments, &labels)
        };
        let mut gaps: Vec<(u32, Gap)> = groups.par_iter().filter_map(nearest).collect();
        gaps.sort_by_key(|gap| order(&gap.1));
        let before = found.len();
        found.extend(
            gaps.into_iter()
                .filter(|(from, gap)| sets.union(*from, gap.beyond)),
        );
        if found.len() == before {
            break;
        }
    }
    for (_, gap) in &mut found {
        gap.road = network.links()[gap.road as usize].road;
        gap.other = network.links()[gap.other as usize].road;
    }
    found
}

/// The shortest first; as short, to a millimetre, the smaller places.
#[expect(clippy::cast_possible_truncation, reason = "kilometres at most")]
fn order(gap: &Gap) -> (i64, [(i64, i64); 2]) {
    let mut ends = [key(gap.from), key(gap.to)];
    ends.sort_unstable();
    ((gap.metres * 1000.0).round() as i64, ends)
}

/// A gap from an island, between two segments.
struct Found {
    island: u32,
    gap: Gap,
    segments: [u32; 2],
}

impl Found {
    /// The shortest first; of those between the same places the one between the first segments.
    fn rank(&self) -> (i64, [(i64, i64); 2], [u32; 2]) {
        let (metres, ends) = order(&self.gap);
        (metres, ends, self.segments)
    }
}

struct Search<'a> {
    drawing: &'a Drawing,
    cells: &'a Cells,
    island: &'a (dyn Fn(u32) -> u32 + Sync),
    limit: f64,
}

impl Search<'_> {
    /// The nearest gap from any of the segments to an island of another label; looks farther and farther.
    fn nearest(&self, segments: &[&[u32]], labels: &[u32]) -> Option<(u32, Gap)> {
        let mut reach = self.limit.min(25.0);
        loop {
            let mut best: Option<Found> = None;
            for segment in segments.iter().copied().flatten() {
                // What is as near to a millimetre is looked at too.
                let within = best
                    .as_ref()
                    .map_or(reach, |best| reach.min(best.gap.metres + 1e-3));
                self.around(*segment, within, labels, &mut best);
            }
            if best.is_some() || reach >= self.limit {
                return best.map(|best| (best.island, best.gap));
            }
            reach = (reach * 4.0).min(self.limit);
        }
    }

    fn around(&self, segment: u32, within: f64, labels: &[u32], best: &mut Option<Found>) {
        let [a, b] = self.drawing.segment(segment);
        let (sx, sy) = scale(a.y.abs().max(b.y.abs()));
        let margin = Coord {
            x: within * 1.01 / sx.max(1.0),
            y: within * 1.01 / sy,
        } + Coord { x: 1e-9, y: 1e-9 };
        let own = (self.island)(segment);
        let label = labels[own as usize];
        self.cells.visit(
            self.drawing,
            lower(a, b) - margin,
            higher(a, b) + margin,
            |other| {
                let beyond = (self.island)(other);
                if labels[beyond as usize] == label {
                    return;
                }
                let [c, d] = self.drawing.segment(other);
                let (metres, from, to) = apart([a, b], [c, d]);
                let gap = Gap {
                    from,
                    to,
                    metres,
                    road: self.drawing.line(segment).road,
                    other: self.drawing.line(other).road,
                    beyond,
                };
                let found = Found {
                    island: own,
                    gap,
                    segments: [segment, other],
                };
                let nearer = |best: &Found| found.rank() < best.rank();
                if metres <= within && best.as_ref().is_none_or(nearer) {
                    *best = Some(found);
                }
            },
        );
    }
}

/// Metres between two segments, and where they are nearest on each.
fn apart(one: [Coord; 2], two: [Coord; 2]) -> (f64, Coord, Coord) {
    if let Some((s, _)) = proper(one, two) {
        let place = between(one[0], one[1], s);
        return (0.0, place, place);
    }
    let foot = |p: Coord, [a, b]: [Coord; 2]| {
        let (fraction, metres) = nearest_on_segment(p, a, b);
        (metres, p, between(a, b, fraction))
    };
    let turned = |(metres, p, foot): (f64, Coord, Coord)| (metres, foot, p);
    let ends = [
        foot(one[0], two),
        foot(one[1], two),
        turned(foot(two[0], one)),
        turned(foot(two[1], one)),
    ];
    ends.into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((f64::INFINITY, one[0], two[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{metres, sketch};

    #[test]
    fn gaps_lead_from_island_to_island_to_the_largest() {
        let net = sketch("a-----b   c---d     e-f", metres(10));
        let gaps = island_gaps(&net.network, &[0, 0, 3], 1000.0);
        assert_eq!(gaps.len(), 2);
        let (near, far) = (&gaps[0], &gaps[1]);
        assert_eq!((near.island, near.targets, near.islands), (1, 3, 2));
        assert!((near.gain - 60.0).abs() < 0.1, "{near:?}");
        let gap = near.gap.expect("forty metres are within the limit");
        assert!((gap.metres - 40.0).abs() < 0.1, "{gap:?}");
        assert_eq!(key(gap.from), key(net.point("c")));
        assert_eq!(key(gap.to), key(net.point("b")));
        let gap = far.gap.expect("sixty metres are within the limit");
        assert_eq!((far.island, gap.beyond), (2, 1));
        assert_eq!(net.roads[gap.road as usize].id, "ef");
        assert_eq!(net.roads[gap.other as usize].id, "cd");
    }

    #[test]
    fn an_island_beyond_the_limit_has_no_gap() {
        let net = sketch("a-----b   c---d     e-f", metres(10));
        let gaps = island_gaps(&net.network, &[], 50.0);
        let alone: Vec<bool> = gaps.iter().map(|gap| gap.gap.is_none()).collect();
        assert_eq!(alone, [false, true]);
    }
}
