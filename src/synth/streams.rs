//! Where water runs: streams and gullies in the hollows, and the crests between them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::mesh::{Mesh, Node};

/// A line along the mesh, downhill, with the number of nodes that drain through each of its nodes.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) nodes: Vec<Node>,
    pub(super) drained: Vec<u32>,
}

/// For each node the next one downhill, and how many nodes drain through it.
#[derive(Debug)]
pub(super) struct Drainage {
    next: Vec<Option<Node>>,
    drained: Vec<u32>,
}

impl Drainage {
    /// Floods the land from its rim, lowest node first; every node drains to the one that the flood reached it from.
    ///
    /// Priority flood of Barnes, Lehman and Mulla (2014), "Priority-flood: an optimal depression-filling and
    /// watershed-labeling algorithm", doi:10.1016/j.cageo.2013.04.024. With `upside_down` it finds the crests.
    pub(super) fn new(mesh: &Mesh, upside_down: bool) -> Self {
        let sign = if upside_down { -1.0 } else { 1.0 };
        // Whole millimetres: the order must not hang on the last bit of a sum.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "heights are some hundred metres"
        )]
        let level = |node: Node| (mesh.heights[node as usize] * sign * 1_000.0).round() as i64;
        let rim = |node: Node| mesh.neighbours(node).iter().any(Option::is_none);
        let mut next = vec![None; mesh.len()];
        let mut seen: Vec<bool> = mesh.nodes().map(rim).collect();
        let mut heap: BinaryHeap<_> = mesh
            .nodes()
            .filter(|node| seen[*node as usize])
            .map(|node| Reverse((level(node), node)))
            .collect();
        let mut order = Vec::with_capacity(mesh.len());
        while let Some(Reverse((height, node))) = heap.pop() {
            order.push(node);
            for other in mesh.neighbours(node).into_iter().flatten() {
                if !std::mem::replace(&mut seen[other as usize], true) {
                    next[other as usize] = Some(node);
                    heap.push(Reverse((level(other).max(height), other)));
                }
            }
        }
        let mut drained = vec![1_u32; mesh.len()];
        for node in order.into_iter().rev() {
            if let Some(next) = next[node as usize] {
                drained[next as usize] += drained[node as usize];
            }
        }
        Self { next, drained }
    }

    /// How many nodes drain through a node.
    pub(super) fn drained(&self, node: Node) -> u32 {
        self.drained[node as usize]
    }

    /// The lines on which at least `least` nodes drain, each from its head or a confluence down to the next line.
    pub(super) fn flows(&self, mesh: &Mesh, least: u32) -> Vec<Flow> {
        let mut feeders: Vec<Option<Node>> = vec![None; mesh.len()];
        for node in mesh.nodes().filter(|node| self.drained(*node) >= least) {
            if let Some(next) = self.next[node as usize] {
                let main = &mut feeders[next as usize];
                if main.is_none_or(|other| self.drained(other) < self.drained(node)) {
                    *main = Some(node);
                }
            }
        }
        let is_head =
            |node: &Node| self.drained(*node) >= least && feeders[*node as usize].is_none();
        mesh.nodes()
            .filter(is_head)
            .map(|head| self.down(&feeders, head))
            .collect()
    }

    /// Down from a head to where a greater line takes over, that node included.
    fn down(&self, feeders: &[Option<Node>], head: Node) -> Flow {
        let mut nodes = vec![head];
        let mut at = head;
        while let Some(next) = self.next[at as usize] {
            nodes.push(next);
            if feeders[next as usize] != Some(at) {
                break;
            }
            at = next;
        }
        let drained = nodes.iter().map(|node| self.drained(*node)).collect();
        Flow { nodes, drained }
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::size::Size;
    use super::*;

    #[test]
    fn every_drop_reaches_the_rim() {
        let mesh = Mesh::new(&Frame::all(Size::Village, 1)[0], 1);
        let drainage = Drainage::new(&mesh, false);
        let rim = mesh
            .nodes()
            .filter(|node| drainage.next[*node as usize].is_none());
        let total: u32 = rim.map(|node| drainage.drained(node)).sum();
        assert_eq!(total as usize, mesh.len());
        let flows = drainage.flows(&mesh, 20);
        assert!(flows.iter().all(|flow| flow.drained.is_sorted()));
    }
}
