//! The fastest way between two positions, link by link.
//!
//! Climbs from both ends along the elimination tree (Dibbelt, Strasser, Wagner 2016, section 7), takes the junction in
//! common where the sum is least, and takes every shortcut on the way apart into the two arcs over the earlier node that
//! made it, until only links are left. O(arcs on the way to the root + links of the way x neighbours).

use super::Ways;
use super::contract::NONE;
use super::ends::{End, both_ways, direct};
use super::many::whole;
use super::turns::{Yard, least, without_return};
use super::weight::{NEVER, Weight};
use crate::roads::{Facing, LinkIdx, Path, Position, Traversal, traversal_coords};

/// Finds ways, one after the other; one per thread.
#[derive(Debug)]
pub struct Query<'n> {
    ways: Ways<'n>,
    there: Climb,
    back: Climb,
}

/// Weights to the junctions on a position's way to the root, by depth, with the arc that each comes over.
#[derive(Debug, Default)]
struct Climb {
    weights: Vec<Weight>,
    /// Arc and the depth of its earlier end; `NONE` at an end of the position's link.
    over: Vec<(u32, u32)>,
}

/// An arc in the direction driven.
#[derive(Clone, Copy, Debug)]
struct Step {
    arc: u32,
    tail: u32,
    head: u32,
    upward: bool,
}

impl Climb {
    fn run(&mut self, ways: &Ways<'_>, bottom: u32, ends: &[End], weights: &[Weight]) {
        let tree = &ways.hierarchy.tree;
        let height = tree.depth[bottom as usize] as usize + 1;
        self.weights.clear();
        self.weights.resize(height, NEVER);
        self.over.clear();
        self.over.resize(height, (NONE, NONE));
        for end in ends {
            let slot = &mut self.weights[tree.depth[end.node as usize] as usize];
            *slot = end.weight.min(*slot);
        }
        let mut node = bottom;
        while node != NONE {
            let depth = tree.depth[node as usize];
            let here = self.weights[depth as usize];
            if here < NEVER {
                for arc in tree.arcs(node) {
                    let level = tree.levels[arc] as usize;
                    let sum = here + weights[arc];
                    if sum < self.weights[level] {
                        self.weights[level] = sum;
                        self.over[level] = (super::graph::small(arc), depth);
                    }
                }
            }
            node = tree.parent[node as usize];
        }
    }

    /// The arcs to a depth, the last first, and the end that they begin at.
    fn arcs(&self, depth: usize, ways: &Ways<'_>, ends: &[End]) -> (Vec<u32>, Option<End>) {
        let mut arcs = Vec::new();
        let mut at = depth;
        while let (arc, below) = self.over[at]
            && arc != NONE
        {
            arcs.push(arc);
            at = below as usize;
        }
        let depth = |end: &&End| ways.hierarchy.tree.depth[end.node as usize] as usize;
        let mut ends = ends.iter();
        let end = ends.find(|end| depth(end) == at && end.weight == self.weights[at]);
        (arcs, end.copied())
    }
}

impl<'n> Query<'n> {
    pub(super) fn new(ways: Ways<'n>) -> Self {
        Self {
            ways,
            there: Climb::default(),
            back: Climb::default(),
        }
    }

    /// The fastest way from one position to another; `None` where there is no way. Turning round at its ends is part of its
    /// seconds where the positions are faced one way.
    pub fn path(&mut self, from: Position, to: Position) -> Option<Path> {
        if from.facing == Facing::Either && to.facing == Facing::Either {
            let (mut path, weight) = self.straight(from, to)?;
            (path.seconds, path.metres) = whole(weight);
            return Some(path);
        }
        let network = self.ways.network;
        let (origin, target) = (Yard::new(network, from), Yard::new(network, to));
        let mut found = origin
            .ways
            .map(|from| target.ways.map(|to| self.straight(from, to)));
        let weights = found.each_ref().map(|ways| {
            let weight = |way: &Option<(Path, Weight)>| way.as_ref().map_or(NEVER, |way| way.1);
            ways.each_ref().map(weight)
        });
        let weights = without_return(weights, &origin, &target);
        let (out, into, weight) = least(weights, (from.facing, to.facing), self.ways.turn());
        let (mut path, _) = found[out][into].take()?;
        if weight >= NEVER {
            return None;
        }
        (path.seconds, path.metres) = whole(weight);
        Some(path)
    }

    /// The fastest way without turning at its ends, its seconds and metres still to be filled in, and its weight.
    fn straight(&mut self, from: Position, to: Position) -> Option<(Path, Weight)> {
        let ways = self.ways;
        let (origin, target) = (ways.stand(from), ways.stand(to));
        self.there
            .run(&ways, origin.bottom, &origin.exits, &ways.weights.up);
        self.back
            .run(&ways, target.bottom, &target.entries, &ways.weights.down);
        let common = ways.hierarchy.tree.common(origin.bottom, target.bottom);
        let alone = direct(ways.network, from, to);
        let sums = self.there.weights[..common].iter().zip(&self.back.weights);
        let best = sums
            .map(|(a, b)| a + b)
            .enumerate()
            .min_by_key(|(_, sum)| *sum);
        let part = |link, from_fraction, to_fraction| Traversal {
            link,
            from_fraction,
            to_fraction,
        };
        let mut traversals = Vec::new();
        let least = match best.filter(|(_, sum)| *sum < alone) {
            None => {
                traversals.push(part(from.link, from.fraction, to.fraction));
                alone
            }
            Some((depth, sum)) => {
                let (mut up, exit) = self.there.arcs(depth, &ways, &origin.exits);
                let (down, entry) = self.back.arcs(depth, &ways, &target.entries);
                up.reverse();
                traversals.push(part(from.link, from.fraction, exit?.fraction));
                let steps = up.into_iter().map(|arc| (arc, true));
                for (arc, upward) in steps.chain(down.into_iter().map(|arc| (arc, false))) {
                    ways.unpack(arc, upward, &mut traversals);
                }
                traversals.push(part(to.link, entry?.fraction, to.fraction));
                sum
            }
        };
        if least >= NEVER {
            return None;
        }
        let path = Path {
            seconds: 0,
            metres: 0,
            coords: traversal_coords(ways.network, &traversals),
            traversals,
        };
        Some((path, least))
    }
}

impl Ways<'_> {
    /// Takes an arc apart into links.
    fn unpack(&self, arc: u32, upward: bool, traversals: &mut Vec<Traversal>) {
        let tree = &self.hierarchy.tree;
        let tail = super::graph::small(tree.first.partition_point(|first| *first <= arc)) - 1;
        let head = tree.heads[arc as usize];
        let mut steps = vec![Step {
            arc,
            tail,
            head,
            upward,
        }];
        while let Some(step) = steps.pop() {
            if let Some(link) = self.link_of(step) {
                traversals.push(link);
            } else if let Some([first, second]) = self.halves(step) {
                steps.push(second);
                steps.push(first);
            }
        }
    }

    fn weight_of(&self, arc: u32, upward: bool) -> Weight {
        if upward {
            self.weights.up[arc as usize]
        } else {
            self.weights.down[arc as usize]
        }
    }

    /// The link that an arc is, when it is one; the first of equals.
    fn link_of(&self, step: Step) -> Option<Traversal> {
        let wanted = self.weight_of(step.arc, step.upward);
        let links = self.hierarchy.links_of(step.arc);
        links.into_iter().find_map(|idx| {
            let link = self.network.link(LinkIdx(*idx));
            let runs_upward = self.hierarchy.tree.rank[link.from.index()] == step.tail;
            let (forward, backward) = both_ways(link);
            let along = runs_upward == step.upward;
            let weight = if along { forward } else { backward };
            let (from_fraction, to_fraction) = if along { (0.0, 1.0) } else { (1.0, 0.0) };
            (weight == wanted).then_some(Traversal {
                link: LinkIdx(*idx),
                from_fraction,
                to_fraction,
            })
        })
    }

    /// The two arcs over an earlier node that are as long as an arc; over the earliest of such nodes.
    fn halves(&self, step: Step) -> Option<[Step; 2]> {
        let tree = &self.hierarchy.tree;
        let wanted = self.weight_of(step.arc, step.upward);
        tree.below(step.tail).iter().find_map(|(to_tail, low)| {
            let to_head = tree.arc(low, step.head)?;
            let (first, second) = if step.upward {
                (to_tail, to_head)
            } else {
                (to_head, to_tail)
            };
            let sum = self.weight_of(first, false) + self.weight_of(second, true);
            let half = |arc: u32, upward| Step {
                arc,
                tail: low,
                head: tree.heads[arc as usize],
                upward,
            };
            (sum == wanted).then(|| [half(first, false), half(second, true)])
        })
    }
}
