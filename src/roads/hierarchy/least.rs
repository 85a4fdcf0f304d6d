//! The order within a small cell: least degree first.
//!
//! The node with the fewest neighbours goes next, and its neighbours become neighbours of each other (Tinney, Walker 1967,
//! "Direct solutions of sparse network equations by optimally ordered triangular factorization", Proceedings of the IEEE
//! 55(11), doi:10.1109/PROC.1967.6011). Rows of neighbours are single words, so a cell holds at most 64 nodes. O(n^2).

use super::graph::{Graph, small};

/// Nodes of a graph of at most 64 nodes, least degree first; as few neighbours: the smaller number.
pub(super) fn least_degree(graph: &Graph) -> Vec<u32> {
    let mut rows: Vec<u64> = (0..small(graph.len()))
        .map(|node| {
            graph
                .neighbours(node)
                .iter()
                .fold(0, |row, head| row | 1 << head)
        })
        .collect();
    let mut left: Vec<u32> = (0..small(graph.len())).collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some((at, node)) = left
        .iter()
        .copied()
        .enumerate()
        .min_by_key(|(_, node)| (rows[*node as usize].count_ones(), *node))
    {
        left.swap_remove(at);
        order.push(node);
        let clique = rows[node as usize];
        let mut rest = clique;
        while rest != 0 {
            let neighbour = rest.trailing_zeros();
            rest &= rest - 1;
            rows[neighbour as usize] |= clique;
            rows[neighbour as usize] &= !(1 << node | 1 << neighbour);
        }
    }
    order
}
