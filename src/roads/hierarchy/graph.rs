//! Which junctions are neighbours, whichever way the road between them is driven.

/// A simple graph in flat arrays: neither loops nor parallel edges, neighbours ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Graph {
    /// Where each node's neighbours begin; one more than there are nodes.
    pub(super) first: Vec<u32>,
    pub(super) heads: Vec<u32>,
}

/// A count or index as the 32 bits that all arrays hold; a network of four billion links is none.
pub(super) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Graph {
    /// The graph of so many nodes and of edges in any order, loops and repeated ones among them.
    pub(super) fn new(nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut first = vec![0_u32; nodes + 1];
        for (a, b) in edges.clone().filter(|(a, b)| a != b) {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut heads = vec![0_u32; first[nodes] as usize];
        let mut put = |tail: u32, head: u32| {
            heads[next[tail as usize] as usize] = head;
            next[tail as usize] += 1;
        };
        for (a, b) in edges.filter(|(a, b)| a != b) {
            put(a, b);
            put(b, a);
        }
        Self::without_repeats(&first, &mut heads)
    }

    fn without_repeats(first: &[u32], heads: &mut [u32]) -> Self {
        let mut graph = Self {
            first: Vec::with_capacity(first.len()),
            heads: Vec::with_capacity(heads.len()),
        };
        graph.first.push(0);
        for pair in first.windows(2) {
            let row = &mut heads[pair[0] as usize..pair[1] as usize];
            row.sort_unstable();
            let start = graph.heads.len();
            for head in row {
                if graph.heads[start..].last() != Some(head) {
                    graph.heads.push(*head);
                }
            }
            graph.first.push(small(graph.heads.len()));
        }
        graph
    }

    pub(super) fn len(&self) -> usize {
        self.first.len() - 1
    }

    pub(super) fn neighbours(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.heads[self.first[node] as usize..self.first[node + 1] as usize]
    }
}
