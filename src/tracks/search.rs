//! Shortest ways from one node to the few around it.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::graph::{Graph, Lane};

/// A node that the search has settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settled {
    pub(super) node: u32,
    /// Metres from the start.
    pub(super) metres: f64,
    /// The lane by which it was reached; `None` at the start.
    pub(super) by: Option<Lane>,
}

/// Scratch of Dijkstra's algorithm on lengths, used again and again by one track.
///
/// Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959, doi:10.1007/BF01386390.
/// The caller takes node after node and stops when the rest cannot matter, so a search costs O(k log k) in the k nodes
/// that it looks at, whatever the size of the network.
#[derive(Debug)]
pub(super) struct Search {
    /// Round in which a node was last reached; other nodes count as never reached.
    round: Vec<u32>,
    reached: Vec<(f64, Lane)>,
    now: u32,
    start: u32,
    /// The lane that led to the start: a way must not begin by turning round on it.
    came: Lane,
    heap: BinaryHeap<Reverse<Open>>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    metres: f64,
    node: u32,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Open {}
impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.metres
            .total_cmp(&other.metres)
            .then(self.node.cmp(&other.node))
    }
}

impl Search {
    pub(super) fn new(graph: &Graph) -> Self {
        Self {
            round: vec![0; graph.nodes()],
            reached: vec![(0.0, Lane(0)); graph.nodes()],
            now: 0,
            start: 0,
            came: Lane(0),
            heap: BinaryHeap::new(),
        }
    }

    /// Begins a search at the end of a lane.
    pub(super) fn begin(&mut self, graph: &Graph, came: Lane) {
        self.now = self.now.wrapping_add(1);
        if self.now == 0 {
            self.round.fill(0);
            self.now = 1;
        }
        self.heap.clear();
        self.came = came;
        self.start = graph.ends(came)[1];
        self.reach(self.start, 0.0, came);
    }

    /// The next nearest node within `limit` metres.
    pub(super) fn next(&mut self, graph: &Graph, limit: f64) -> Option<Settled> {
        loop {
            let Reverse(open) = self.heap.pop()?;
            if open.metres > limit {
                return None;
            }
            let (metres, by) = self.reached[open.node as usize];
            if open.metres > metres {
                continue;
            }
            let at_start = open.node == self.start;
            for arc in graph.arcs(open.node) {
                if !(at_start && arc.lane == self.came.turned()) {
                    let metres = metres + arc.length;
                    if metres <= limit {
                        self.reach(arc.to, metres, arc.lane);
                    }
                }
            }
            return Some(Settled {
                node: open.node,
                metres,
                by: (!at_start).then_some(by),
            });
        }
    }

    /// Lanes driven from the start to a settled node, added in order.
    pub(super) fn way(&self, graph: &Graph, node: u32, lanes: &mut Vec<Lane>) {
        let begin = lanes.len();
        let mut at = node;
        while at != self.start {
            let (_, lane) = self.reached[at as usize];
            lanes.push(lane);
            at = graph.ends(lane)[0];
        }
        lanes[begin..].reverse();
    }

    fn reach(&mut self, node: u32, metres: f64, by: Lane) {
        let idx = node as usize;
        if self.round[idx] != self.now || metres < self.reached[idx].0 {
            self.round[idx] = self.now;
            self.reached[idx] = (metres, by);
            self.heap.push(Reverse(Open { metres, node }));
        }
    }
}
