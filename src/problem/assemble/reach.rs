//! Which links a team can drive to and come back from.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::bases::BasePlaces;
use crate::roads::{LinkIdx, Network, Position};

const OUT: Direction = Direction::Outgoing;

/// Junctions that a pair of bases can drive to, and those from which it can drive home; as numbers of floods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    out: usize,
    back: usize,
}

/// Reach of all teams.
pub(super) struct Reach {
    floods: Vec<Vec<bool>>,
    pairs: Vec<Pair>,
}

impl Reach {
    pub(super) fn of(network: &Network, bases: &BasePlaces) -> Self {
        let mut ends: Vec<_> = bases.ends.iter().flatten().copied().collect();
        ends.sort_unstable();
        ends.dedup();
        let mut reach = Self {
            floods: Vec::new(),
            pairs: Vec::new(),
        };
        let parts = parts(network);
        let mut known = BTreeMap::new();
        for (start, end) in ends {
            let mut number = |location, direction| {
                let from = begin(network, bases.position(location), direction);
                // Where from one place within a part, there from all: one flood serves every base of a part.
                let mut key: Vec<u32> = from.iter().map(|node| parts[node.index()]).collect();
                key.sort_unstable();
                key.dedup();
                *known.entry((direction == OUT, key)).or_insert_with(|| {
                    reach.floods.push(flood(network, from, direction));
                    reach.floods.len() - 1
                })
            };
            reach.pairs.push(Pair {
                out: number(start, OUT),
                back: number(end, Direction::Incoming),
            });
        }
        reach.pairs.sort_unstable();
        reach.pairs.dedup();
        reach
    }

    /// No team has a base on the network.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Whether some team can drive onto a link and from it home.
    pub(super) fn covers(&self, network: &Network, link: LinkIdx) -> bool {
        let link = network.link(link);
        let (from, to) = (link.from.index(), link.to.index());
        let (forward, backward) = (link.forward.is_some(), link.backward.is_some());
        self.pairs.iter().any(|pair| {
            let (out, back) = (&self.floods[pair.out], &self.floods[pair.back]);
            let onto = (forward && out[from]) || (backward && out[to]);
            let home = (forward && back[to]) || (backward && back[from]);
            onto && home
        })
    }
}

/// The part of the network that each junction belongs to: within one, everything is reached from everywhere.
fn parts(network: &Network) -> Vec<u32> {
    let mut parts = vec![0; network.graph().node_count()];
    for (number, part) in (0..).zip(kosaraju_scc(network.graph())) {
        for node in part {
            parts[node.index()] = number;
        }
    }
    parts
}

/// Junctions next to a position: ahead of it along its own link, or behind it when looking for ways home. At a junction any
/// road may be taken, whichever way the position's own link is driven.
fn begin(network: &Network, base: Position, direction: Direction) -> Vec<NodeIndex> {
    if let Some(junction) = network.junction(base) {
        return vec![junction];
    }
    let link = network.link(base.link);
    let outgoing = direction == OUT;
    let mut next = Vec::new();
    if link.forward.is_some() {
        next.push(if outgoing { link.to } else { link.from });
    }
    if link.backward.is_some() {
        next.push(if outgoing { link.from } else { link.to });
    }
    next
}

/// Junctions reached from some, or from which these are reached.
fn flood(network: &Network, mut open: Vec<NodeIndex>, direction: Direction) -> Vec<bool> {
    let mut seen = vec![false; network.graph().node_count()];
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        let edges = network.graph().edges_directed(node, direction);
        open.extend(edges.map(|edge| {
            if direction == OUT {
                edge.target()
            } else {
                edge.source()
            }
        }));
    }
    seen
}
