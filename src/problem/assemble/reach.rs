//! Which links a team can drive to and come back from.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::bases::BasePlaces;
use crate::roads::{LinkIdx, Network, Position};

/// Junctions that a pair of bases can drive to, and those from which it can drive home.
struct Pair {
    out: Vec<bool>,
    back: Vec<bool>,
}

/// Reach of all teams.
pub(super) struct Reach {
    pairs: Vec<Pair>,
}

impl Reach {
    pub(super) fn of(network: &Network, bases: &BasePlaces) -> Self {
        let mut ends: Vec<_> = bases.ends.iter().flatten().copied().collect();
        ends.sort_unstable();
        ends.dedup();
        let pair =
            |(start, end): (crate::problem::LocationIdx, crate::problem::LocationIdx)| Pair {
                out: flood(network, bases.position(start), Direction::Outgoing),
                back: flood(network, bases.position(end), Direction::Incoming),
            };
        Self {
            pairs: ends.into_iter().map(pair).collect(),
        }
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
            let onto = (forward && pair.out[from]) || (backward && pair.out[to]);
            let home = (forward && pair.back[to]) || (backward && pair.back[from]);
            onto && home
        })
    }
}

/// Junctions reached from a position, or from which it is reached.
fn flood(network: &Network, base: Position, direction: Direction) -> Vec<bool> {
    let link = network.link(base.link);
    let mut open: Vec<NodeIndex> = Vec::new();
    // Ahead of the base along its own link, or behind it when looking for ways home.
    let outgoing = direction == Direction::Outgoing;
    if link.forward.is_some() {
        open.push(if outgoing { link.to } else { link.from });
    }
    if link.backward.is_some() {
        open.push(if outgoing { link.from } else { link.to });
    }
    let mut seen = vec![false; network.graph().node_count()];
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        let edges = network.graph().edges_directed(node, direction);
        open.extend(edges.map(|edge| {
            if outgoing {
                edge.target()
            } else {
                edge.source()
            }
        }));
    }
    seen
}
