//! The chordal supergraph of the network: every shortcut that some speeds may need, and the elimination tree.
//!
//! Contracting junctions in order makes the later neighbours of each neighbours of each other; which shortcuts there are
//! depends on the order alone. All later neighbours of a node lie on its way to the root of the elimination tree, whose
//! parent is the first of them (Liu 1990, "The Role of Elimination Trees in Sparse Factorization", SIAM Journal on Matrix
//! Analysis 11(1), doi:10.1137/0611010). Nodes are numbered in post-order of that tree, which makes the same shortcuts, so
//! that a subtree is a range of numbers and of arcs. O(number of shortcuts).

use super::graph::{Graph, small};

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// Nodes by rank, each with its arcs to later nodes.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Rank of each node of the network.
    pub(super) rank: Vec<u32>,
    /// Next node on the way to the root; `NONE` at a root.
    pub(super) parent: Vec<u32>,
    /// Nodes on the way to the root, the node itself not counted.
    pub(super) depth: Vec<u32>,
    /// Nodes of each subtree, its root counted.
    pub(super) size: Vec<u32>,
    /// Where each node's arcs begin; one more than there are nodes.
    pub(super) first: Vec<u32>,
    /// Later end of each arc, ascending for each node.
    pub(super) heads: Vec<u32>,
    /// Its depth.
    pub(super) levels: Vec<u32>,
    /// Where the arcs that end at each node begin in `lower`; one more than there are nodes.
    pub(super) lower_first: Vec<u32>,
    /// Arcs by their later end, then by their earlier.
    pub(super) lower: Vec<u32>,
    /// Earlier ends of those.
    pub(super) lower_tails: Vec<u32>,
}

/// Arcs from earlier nodes to one node, with those.
#[derive(Clone, Copy, Debug)]
pub(super) struct Below<'t> {
    arcs: &'t [u32],
    tails: &'t [u32],
}

impl Below<'_> {
    pub(super) const fn len(&self) -> usize {
        self.arcs.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.arcs.iter().copied().zip(self.tails.iter().copied())
    }

    /// The first so many of them, and the others.
    pub(super) fn split_at(self, at: usize) -> (Self, Self) {
        let ((one, other), (tail, rest)) = (self.arcs.split_at(at), self.tails.split_at(at));
        let (first, second) = (
            Self {
                arcs: one,
                tails: tail,
            },
            Self {
                arcs: other,
                tails: rest,
            },
        );
        (first, second)
    }
}

impl Tree {
    /// Contracts the nodes of a graph in an order.
    pub(super) fn new(graph: &Graph, order: &[u32]) -> Self {
        let mut rank = inverse(order);
        let parent = parents(graph, order, &rank);
        let post = post_order(&parent);
        for place in &mut rank {
            *place = post[*place as usize];
        }
        let mut tree = Self {
            parent: renumbered(&parent, &post),
            rank,
            ..Self::default()
        };
        tree.shape();
        tree.fill_in(graph);
        tree.turn();
        tree
    }

    pub(super) fn len(&self) -> usize {
        self.parent.len()
    }

    pub(super) fn arcs(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// The arc between two nodes, given the earlier and the later.
    pub(super) fn arc(&self, tail: u32, head: u32) -> Option<u32> {
        let arcs = self.arcs(tail);
        let at = self.heads[arcs.clone()].binary_search(&head).ok()?;
        Some(small(arcs.start + at))
    }

    /// Arcs from earlier nodes, with those.
    pub(super) fn below(&self, node: u32) -> Below<'_> {
        let range =
            self.lower_first[node as usize] as usize..self.lower_first[node as usize + 1] as usize;
        Below {
            arcs: &self.lower[range.clone()],
            tails: &self.lower_tails[range],
        }
    }

    /// Junctions that the ways of two nodes to the root have in common.
    pub(super) fn common(&self, mut a: u32, mut b: u32) -> usize {
        // Parents have higher ranks, so that the lower of the two is never on the other's way.
        while a != b {
            let lower = if a < b { &mut a } else { &mut b };
            *lower = self.parent[*lower as usize];
            if *lower == NONE {
                return 0;
            }
        }
        self.depth[a as usize] as usize + 1
    }

    /// Depths and sizes; children come before their parents.
    fn shape(&mut self) {
        self.depth = vec![0; self.len()];
        self.size = vec![1; self.len()];
        for node in (0..self.len()).rev() {
            if let Some(above) = self.depth.get(self.parent[node] as usize) {
                self.depth[node] = above + 1;
            }
        }
        for node in 0..self.len() {
            let size = self.size[node];
            if let Some(above) = self.size.get_mut(self.parent[node] as usize) {
                *above += size;
            }
        }
    }

    /// A node's later neighbours are those of the network and those that its children hand up.
    fn fill_in(&mut self, graph: &Graph) {
        let nodes = self.len();
        let order = inverse(&self.rank);
        let mut children = vec![NONE; nodes];
        let mut sibling = vec![NONE; nodes];
        let mut seen = vec![NONE; nodes];
        self.first = vec![0];
        for node in 0..small(nodes) {
            let start = self.heads.len();
            seen[node as usize] = node;
            for other in graph.neighbours(order[node as usize]) {
                let other = self.rank[*other as usize];
                if other > node && seen[other as usize] != node {
                    seen[other as usize] = node;
                    self.heads.push(other);
                }
            }
            let mut child = children[node as usize];
            while child != NONE {
                for arc in self.arcs(child) {
                    let other = self.heads[arc];
                    if seen[other as usize] != node {
                        seen[other as usize] = node;
                        self.heads.push(other);
                    }
                }
                child = sibling[child as usize];
            }
            self.heads[start..].sort_unstable();
            self.first.push(small(self.heads.len()));
            let parent = self.parent[node as usize] as usize;
            if parent < nodes {
                sibling[node as usize] = children[parent];
                children[parent] = node;
            }
        }
        self.levels = self
            .heads
            .iter()
            .map(|head| self.depth[*head as usize])
            .collect();
    }

    /// The arcs by their later ends.
    fn turn(&mut self) {
        let mut first = vec![0_u32; self.len() + 1];
        for head in &self.heads {
            first[*head as usize + 1] += 1;
        }
        for node in 0..self.len() {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        self.lower = vec![0; self.heads.len()];
        self.lower_tails = vec![0; self.heads.len()];
        for tail in 0..small(self.len()) {
            for arc in self.arcs(tail) {
                let slot = &mut next[self.heads[arc] as usize];
                self.lower[*slot as usize] = small(arc);
                self.lower_tails[*slot as usize] = tail;
                *slot += 1;
            }
        }
        self.lower_first = first;
    }
}

/// Place of each node in an order, and the order of nodes by their places.
pub(super) fn inverse(order: &[u32]) -> Vec<u32> {
    let mut rank = vec![0; order.len()];
    for (place, node) in (0..).zip(order) {
        rank[*node as usize] = place;
    }
    rank
}

/// The elimination tree by places in the order, its paths shortened while they are walked.
fn parents(graph: &Graph, order: &[u32], rank: &[u32]) -> Vec<u32> {
    let mut parent = vec![NONE; order.len()];
    let mut above = vec![NONE; order.len()];
    for (place, node) in (0..).zip(order) {
        for other in graph.neighbours(*node) {
            let mut below = rank[*other as usize];
            while below < place {
                let next = std::mem::replace(&mut above[below as usize], place);
                if next == NONE {
                    parent[below as usize] = place;
                }
                if next == place {
                    break;
                }
                below = next;
            }
        }
    }
    parent
}

/// New number of each node: after all of its subtree, subtrees in the order of their roots.
fn post_order(parent: &[u32]) -> Vec<u32> {
    let nodes = parent.len();
    let mut size = vec![1_u32; nodes];
    for node in 0..nodes {
        let below = size[node];
        if let Some(above) = size.get_mut(parent[node] as usize) {
            *above += below;
        }
    }
    // Handed out from the end: a node is the last of its subtree, and its later children come before it.
    let mut end = vec![0_u32; nodes];
    let mut roots_end = small(nodes);
    let mut number = vec![0; nodes];
    for node in (0..nodes).rev() {
        let slot = end.get_mut(parent[node] as usize).unwrap_or(&mut roots_end);
        let last = *slot;
        *slot -= size[node];
        number[node] = last - 1;
        end[node] = last - 1;
    }
    number
}

fn renumbered(parent: &[u32], number: &[u32]) -> Vec<u32> {
    let mut renumbered = vec![NONE; parent.len()];
    for (node, above) in parent.iter().enumerate() {
        if let Some(above) = number.get(*above as usize) {
            renumbered[number[node] as usize] = *above;
        }
    }
    renumbered
}
