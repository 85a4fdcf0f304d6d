//! Fastest ways from one position to many: Dijkstra on the petgraph network, against which the hierarchy is held.
//!
//! Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959,
//! doi:10.1007/BF01386390; with a binary heap O((n + m) log n). Ends once all targets are settled.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::hierarchy::TOO_LONG;
use super::{Facing, Network, Position};

/// Time in milliseconds, then length in millimetres: the order in which ways are compared.
pub(super) type Cost = (u64, u64);

const NEVER: Cost = (u64::MAX, u64::MAX);

/// Scratch of one search, used again and again by one thread.
#[derive(Debug)]
pub(super) struct Search<'n> {
    network: &'n Network,
    cost: Vec<Cost>,
    touched: Vec<NodeIndex>,
    heap: BinaryHeap<Reverse<(Cost, u32)>>,
}

/// Part of a link driven: time in milliseconds and length in millimetres.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a link is far shorter than 2^53 millimetres"
)]
pub(super) fn part(millis: u32, length: f64, share: f64) -> Cost {
    let share = share.max(0.0);
    (
        (f64::from(millis) * share).round() as u64,
        (length * 1000.0 * share).round() as u64,
    )
}

/// The junction that a position lies at, when it lies at an end of its link.
pub(super) fn junction(network: &Network, position: Position) -> Option<NodeIndex> {
    /// Shares of a link this small are rounding.
    const ROUNDING: f64 = 1e-9;
    let link = network.link(position.link);
    if position.facing != Facing::Either {
        None
    } else if position.fraction <= ROUNDING {
        Some(link.from)
    } else {
        (position.fraction >= 1.0 - ROUNDING).then_some(link.to)
    }
}

/// Whether a vehicle at a position drives along the link and against it, without turning.
fn driven(position: Position) -> (bool, bool) {
    (
        position.facing != Facing::Backward,
        position.facing != Facing::Forward,
    )
}

fn sum(a: Cost, b: Cost) -> Cost {
    (a.0 + b.0, a.1 + b.1)
}

impl<'n> Search<'n> {
    pub(super) fn new(network: &'n Network) -> Self {
        let count = network.graph().node_count();
        Self {
            network,
            cost: vec![NEVER; count],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Searches from a position until every node of `wanted` is settled; `wanted` holds each node once.
    pub(super) fn run(&mut self, from: Position, wanted: &[bool], mut count: usize) {
        for node in self.touched.drain(..) {
            self.cost[node.index()] = NEVER;
        }
        self.heap.clear();
        self.start(from);
        while let Some(Reverse((cost, node))) = self.heap.pop() {
            let node = NodeIndex::new(node as usize);
            if cost > self.cost[node.index()] {
                continue;
            }
            if wanted[node.index()] {
                count -= 1;
                if count == 0 {
                    break;
                }
            }
            for edge in self.network.graph().edges(node) {
                let link = self.network.link(edge.weight().link);
                let step = part(edge.weight().millis, link.length, 1.0);
                self.reach(edge.target(), sum(cost, step));
            }
        }
    }

    fn start(&mut self, from: Position) {
        let link = self.network.link(from.link);
        // At a junction a vehicle may take any road, whichever way the position's own link is driven.
        if let Some(node) = junction(self.network, from) {
            self.reach(node, (0, 0));
            return;
        }
        let (ahead, behind) = driven(from);
        if let Some(millis) = link.forward.filter(|_| ahead) {
            let rest = part(millis, link.length, 1.0 - from.fraction);
            self.reach(link.to, rest);
        }
        if let Some(millis) = link.backward.filter(|_| behind) {
            self.reach(link.from, part(millis, link.length, from.fraction));
        }
    }

    fn reach(&mut self, node: NodeIndex, cost: Cost) {
        let slot = &mut self.cost[node.index()];
        if cost < *slot {
            if *slot == NEVER {
                self.touched.push(node);
            }
            *slot = cost;
            self.heap.push(Reverse((
                cost,
                u32::try_from(node.index()).unwrap_or(u32::MAX),
            )));
        }
    }

    /// Cost of the fastest way from `from` (the position last searched from) to a position.
    pub(super) fn arrival(&self, from: Position, to: Position) -> Option<Cost> {
        let link = self.network.link(to.link);
        let mut best: Option<Cost> = None;
        let mut offer = |cost: Cost| {
            if cost.0 < TOO_LONG && best.is_none_or(|known| cost < known) {
                best = Some(cost);
            }
        };
        if from.link == to.link {
            let share = to.fraction - from.fraction;
            let ((ahead, behind), (there, back)) = (driven(from), driven(to));
            // Who stands within a metre of a stop is at it.
            let is_there = from.facing != to.facing
                && (from.facing == Facing::Either || to.facing == Facing::Either)
                && share.abs() * link.length <= 1.0;
            if let (true, Some(there), Some(back)) = (is_there, link.forward, link.backward) {
                let millis = if share >= 0.0 { there } else { back };
                offer(part(millis, link.length, share.abs()));
            }
            if let Some(millis) = link.forward.filter(|_| ahead && there && share >= 0.0) {
                offer(part(millis, link.length, share));
            }
            if let Some(millis) = link.backward.filter(|_| behind && back && share <= 0.0) {
                offer(part(millis, link.length, -share));
            }
        }
        if let Some(node) = junction(self.network, to) {
            let before = self.cost[node.index()];
            if before != NEVER {
                offer(before);
            }
            return best;
        }
        let (there, back) = driven(to);
        for (node, millis, share) in [
            (link.from, link.forward.filter(|_| there), to.fraction),
            (link.to, link.backward.filter(|_| back), 1.0 - to.fraction),
        ] {
            let before = self.cost[node.index()];
            if let Some(millis) = millis.filter(|_| before != NEVER) {
                offer(sum(before, part(millis, link.length, share)));
            }
        }
        best
    }
}

/// Whole seconds and metres of a cost, rounded to the nearest.
pub(super) fn whole(cost: Cost) -> (u32, u32) {
    let round = |value: u64, unit: u64| {
        u32::try_from((value + unit / 2) / unit)
            .unwrap_or(u32::MAX - 1)
            .min(u32::MAX - 1)
    };
    (round(cost.0, 1000), round(cost.1, 1000))
}

/// Nodes at either end of the positions' links, and how many there are.
pub(super) fn wanted(network: &Network, positions: &[Position]) -> (Vec<bool>, usize) {
    let mut wanted = vec![false; network.graph().node_count()];
    for position in positions {
        let link = network.link(position.link);
        wanted[link.from.index()] = true;
        wanted[link.to.index()] = true;
    }
    let count = wanted.iter().filter(|wanted| **wanted).count();
    (wanted, count)
}
