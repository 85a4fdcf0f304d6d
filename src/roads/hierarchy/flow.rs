//! The fewest roads to cut between two ends of a piece of the map.
//!
//! Maximum flow with one unit per road, from the first nodes of a sorted piece to the last: the roads between what the
//! sources still reach and the rest are then the fewest (Ford, Fulkerson 1956, "Maximal Flow Through a Network", Canadian
//! Journal of Mathematics 8, doi:10.4153/CJM-1956-045-5). Ways are looked for depth first, straight on before sideways
//! before back, and each node is tried once in a pass, as Pothen and Fan do for matchings ("Computing the Block Triangular
//! Form of a Sparse Matrix", ACM TOMS 16(4), 1990, doi:10.1145/98267.98287): a handful of passes of O(m) instead of the
//! hundred layers that Dinic's algorithm builds on a map.

/// A piece of the map with its nodes numbered along the direction of the flow.
pub(super) struct Sorted {
    /// Where each node's arcs begin; one more than there are nodes.
    pub(super) first: Vec<u32>,
    /// Other end of each arc, ascending for each node.
    pub(super) heads: Vec<u32>,
    /// Number of the edge that each arc belongs to; two arcs have one.
    pub(super) edge: Vec<u32>,
}

/// The flow through a piece.
struct Flow<'s> {
    sorted: &'s Sorted,
    nodes: u32,
    /// Nodes below are sources, and as many at the end are sinks.
    ends: u32,
    /// Units from the lower to the higher end of each edge: -1, 0 or 1.
    along: Vec<i8>,
    /// Pass in which each node was last tried.
    tried: Vec<u32>,
    /// Nodes of the way at hand, each with the arc tried next.
    way: Vec<(u32, u32)>,
}

/// The smallest cut between the first and the last `ends` nodes, as who is on the side of the first; of the two extreme cuts
/// the more even one. `None` when it cuts more than `most` roads.
pub(super) fn cut(sorted: &Sorted, ends: u32, most: f64) -> Option<Vec<bool>> {
    let nodes = super::graph::small(sorted.first.len() - 1);
    let mut flow = Flow {
        sorted,
        nodes,
        ends,
        along: vec![0; sorted.heads.len() / 2],
        tried: vec![0; nodes as usize],
        way: Vec::new(),
    };
    let mut units = 0;
    let mut pass = 1;
    loop {
        let more = flow.pass(pass);
        units += more;
        if units as f64 > most {
            return None;
        }
        if more == 0 {
            break;
        }
        pass += 1;
    }
    let near: Vec<bool> = (0..nodes)
        .map(|node| node < ends || flow.tried[node as usize] == pass)
        .collect();
    let far = flow.not_before_sinks();
    let uneven = |side: &[bool]| {
        let size = side.iter().filter(|here| **here).count();
        size.abs_diff(side.len() - size)
    };
    Some(if uneven(&near) <= uneven(&far) {
        near
    } else {
        far
    })
}

impl Flow<'_> {
    /// Whether one more unit may go along an arc.
    fn open(&self, tail: u32, head: u32, arc: u32) -> bool {
        let units = self.along[self.sorted.edge[arc as usize] as usize];
        if tail < head { units < 1 } else { units > -1 }
    }

    /// Sends a unit along each way that is found; how many.
    fn pass(&mut self, pass: u32) -> usize {
        let mut sent = 0;
        for source in 0..self.ends {
            // Its highest neighbour is its last.
            while self.advance(source, pass) {
                sent += 1;
                for (node, arc) in &self.way {
                    let head = self.sorted.heads[*arc as usize];
                    self.along[self.sorted.edge[*arc as usize] as usize] +=
                        if *node < head { 1 } else { -1 };
                }
            }
        }
        sent
    }

    /// A way from a source to a sink over nodes that were not tried in this pass.
    fn advance(&mut self, source: u32, pass: u32) -> bool {
        let first = &self.sorted.first;
        self.way.clear();
        self.way.push((source, first[source as usize + 1]));
        while let Some((node, next)) = self.way.last_mut() {
            let node = *node;
            if *next == first[node as usize] {
                self.way.pop();
                continue;
            }
            *next -= 1;
            let arc = *next;
            let head = self.sorted.heads[arc as usize];
            if head < self.ends {
                // Neighbours descend from here on, and a way through another source is no better than one from there.
                *next = first[node as usize];
            } else if self.tried[head as usize] != pass && self.open(node, head, arc) {
                if head >= self.nodes - self.ends {
                    return true;
                }
                self.tried[head as usize] = pass;
                self.way.push((head, first[head as usize + 1]));
            }
        }
        false
    }

    /// Everything but what could still send a unit to a sink.
    fn not_before_sinks(&self) -> Vec<bool> {
        let mut side = vec![true; self.nodes as usize];
        let mut queue: Vec<u32> = (self.nodes - self.ends..self.nodes).collect();
        for sink in &queue {
            side[*sink as usize] = false;
        }
        while let Some(node) = queue.pop() {
            let first = &self.sorted.first;
            for arc in first[node as usize]..first[node as usize + 1] {
                let head = self.sorted.heads[arc as usize];
                if side[head as usize] && self.open(head, node, arc) {
                    side[head as usize] = false;
                    queue.push(head);
                }
            }
        }
        side
    }
}
