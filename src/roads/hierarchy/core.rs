//! The network without its dead ends and without junctions that only continue a road.
//!
//! A node with one neighbour, or with two that thereby become neighbours, goes first in every good order, so that the
//! dissection need not look at it. Half of a long dead end or chain goes in each round, so that the elimination tree
//! gains a depth of the logarithm of its length only. O(n + m).

use smallvec::SmallVec;

use super::graph::{Graph, small};

/// What is left, and what went before it.
#[derive(Debug)]
pub(super) struct Core {
    /// Nodes that went, in order.
    pub(super) gone: Vec<u32>,
    /// Nodes that are left, ascending.
    pub(super) nodes: Vec<u32>,
    /// The graph of those, numbered by their place in `nodes`.
    pub(super) graph: Graph,
}

/// A node goes when it has at most so many neighbours.
const FEW: usize = 2;

type Row = SmallVec<[u32; 4]>;

/// Takes dead ends and chains off, again and again.
pub(super) fn core(graph: &Graph) -> Core {
    let mut rows: Vec<Row> = (0..small(graph.len()))
        .map(|node| Row::from_slice(graph.neighbours(node)))
        .collect();
    let mut gone = Vec::new();
    let mut went = vec![false; rows.len()];
    let mut touched = vec![0_u32; rows.len()];
    let mut candidates: Vec<u32> = (0..small(rows.len())).collect();
    let mut round = 0;
    while !candidates.is_empty() {
        round += 1;
        let mut later = Vec::new();
        for node in candidates {
            let at = node as usize;
            if went[at] || rows[at].len() > FEW {
                continue;
            }
            if touched[at] == round {
                later.push(node);
                continue;
            }
            went[at] = true;
            gone.push(node);
            take(&mut rows, node);
            for neighbour in std::mem::take(&mut rows[at]) {
                touched[neighbour as usize] = round;
                if rows[neighbour as usize].len() <= FEW {
                    later.push(neighbour);
                }
            }
        }
        candidates = later;
    }
    rest(gone, &went, &rows)
}

/// Takes a node from the rows of its neighbours and makes them neighbours of each other.
fn take(rows: &mut [Row], node: u32) {
    let neighbours = rows[node as usize].clone();
    for neighbour in &neighbours {
        rows[*neighbour as usize].retain(|other| *other != node);
    }
    if let [a, b] = neighbours[..]
        && !rows[a as usize].contains(&b)
    {
        rows[a as usize].push(b);
        rows[b as usize].push(a);
    }
}

fn rest(gone: Vec<u32>, went: &[bool], rows: &[Row]) -> Core {
    let nodes: Vec<u32> = (0..small(went.len()))
        .filter(|node| !went[*node as usize])
        .collect();
    let mut number = vec![u32::MAX; went.len()];
    for (idx, node) in (0..).zip(&nodes) {
        number[*node as usize] = idx;
    }
    let mut graph = Graph {
        first: vec![0],
        heads: Vec::new(),
    };
    for node in &nodes {
        let start = graph.heads.len();
        let row = rows[*node as usize].iter();
        graph.heads.extend(row.map(|head| number[*head as usize]));
        graph.heads[start..].sort_unstable();
        graph.first.push(small(graph.heads.len()));
    }
    Core { gone, nodes, graph }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(nodes: usize, edges: &[(u32, u32)]) -> Core {
        core(&Graph::new(nodes, edges.iter().copied()))
    }

    #[test]
    fn trees_and_rings_vanish() {
        let tree = of(6, &[(0, 1), (1, 2), (1, 3), (3, 4), (3, 5)]);
        assert_eq!((tree.gone.len(), tree.nodes.len()), (6, 0));
        let ring = of(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]);
        assert_eq!((ring.gone.len(), ring.nodes.len()), (5, 0));
    }

    #[test]
    fn a_chain_between_junctions_becomes_an_edge() {
        // Four junctions, each linked to each; between 0 and 1 over 4 and 5, and a dead end 6 at 4.
        let mut edges = vec![(0, 4), (4, 5), (5, 1), (4, 6)];
        edges.extend([(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]);
        let made = of(7, &edges);
        assert_eq!(made.nodes, [0, 1, 2, 3]);
        assert_eq!(made.graph.neighbours(0), [1, 2, 3]);
    }

    #[test]
    fn neighbours_do_not_go_in_one_round() {
        let edges: Vec<(u32, u32)> = (0..63).map(|node| (node, node + 1)).collect();
        let made = of(64, &edges);
        assert!(made.gone[..32].iter().all(|node| node % 2 == 0));
    }
}
