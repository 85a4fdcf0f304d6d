//! Roads being laid out on the mesh, one after the other, the great ones first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::dice::noise;
use super::mesh::{Mesh, Node, distance};
use crate::domain::RoadClass;

/// A stretch of new road along the mesh.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) nodes: Vec<Node>,
    pub(super) class: RoadClass,
    /// Number of the route that it belongs to: stretches of one route share name and reference.
    pub(super) route: usize,
}

/// What a road may cost where, in a hundred parts of a metre of level ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taste {
    /// Along a road that is there already.
    pub(super) reuse: f64,
    /// Beside one, at a distance of one edge.
    pub(super) beside: f64,
    /// How much it shuns slopes.
    pub(super) climb: f64,
}

/// The roads so far.
#[derive(Debug)]
pub(super) struct Net<'m> {
    pub(super) mesh: &'m Mesh,
    /// Nodes that only those roads use that were led there on purpose: gates and interchanges.
    pub(super) reserved: Vec<bool>,
    /// Costs a ford or a bridge.
    pub(super) wet: Vec<bool>,
    pub(super) runs: Vec<Run>,
    /// Edges of each node with a road, by direction.
    built: Vec<[bool; 6]>,
    /// One edge from a road, or on it.
    beside: Vec<bool>,
    metres: [f64; 7],
    routes: usize,
    cost: Vec<u64>,
    from: Vec<Option<Node>>,
    touched: Vec<Node>,
}

impl<'m> Net<'m> {
    pub(super) fn new(mesh: &'m Mesh) -> Self {
        Self {
            mesh,
            reserved: vec![false; mesh.len()],
            wet: vec![false; mesh.len()],
            runs: Vec::new(),
            built: vec![[false; 6]; mesh.len()],
            beside: vec![false; mesh.len()],
            metres: [0.0; 7],
            routes: 0,
            cost: vec![u64::MAX; mesh.len()],
            from: vec![None; mesh.len()],
            touched: Vec::new(),
        }
    }

    /// How many roads leave a node.
    pub(super) fn degree(&self, node: Node) -> usize {
        self.built[node as usize]
            .iter()
            .filter(|built| **built)
            .count()
    }

    /// Whether a road passes the node.
    pub(super) fn has_road(&self, node: Node) -> bool {
        self.degree(node) > 0
    }

    /// Whether a road passes the node or one of its neighbours.
    pub(super) fn is_beside(&self, node: Node) -> bool {
        self.beside[node as usize]
    }

    /// Metres of a class along the mesh.
    pub(super) fn metres(&self, class: RoadClass) -> f64 {
        self.metres[class as usize]
    }

    /// The number of a new route.
    pub(super) fn new_route(&mut self) -> usize {
        self.routes += 1;
        self.routes - 1
    }

    /// How many routes there are.
    pub(super) fn routes(&self) -> usize {
        self.routes
    }

    /// The cheapest way from a node to one that `goal` accepts; reserved nodes only as its ends.
    pub(super) fn way(
        &mut self,
        start: Node,
        taste: Taste,
        goal: impl Fn(&Self, Node) -> bool,
    ) -> Option<Vec<Node>> {
        let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
        self.reach(start, 0, None);
        let mut found = None;
        while let Some(Reverse((cost, node))) = heap.pop() {
            if cost > self.cost[node as usize] {
                continue;
            }
            if node != start && goal(self, node) {
                found = Some(node);
                break;
            }
            if node != start && self.reserved[node as usize] {
                continue;
            }
            for (direction, other) in self.mesh.neighbours(node).into_iter().enumerate() {
                let Some(other) = other.filter(|other| self.mesh.open[*other as usize]) else {
                    continue;
                };
                if self.reserved[other as usize] && !goal(self, other) {
                    continue;
                }
                let cost = cost + self.edge_cost(node, direction, other, taste);
                if cost < self.cost[other as usize] {
                    self.reach(other, cost, Some(node));
                    heap.push(Reverse((cost, other)));
                }
            }
        }
        let way = found.map(|end| self.trace(end));
        for node in std::mem::take(&mut self.touched) {
            self.cost[node as usize] = u64::MAX;
            self.from[node as usize] = None;
        }
        way
    }

    fn reach(&mut self, node: Node, cost: u64, from: Option<Node>) {
        self.cost[node as usize] = cost;
        self.from[node as usize] = from;
        self.touched.push(node);
    }

    fn trace(&self, end: Node) -> Vec<Node> {
        let mut way = vec![end];
        while let Some(before) = self.from[way[way.len() - 1] as usize] {
            way.push(before);
        }
        way.reverse();
        way
    }

    /// Whole decimetres of level ground.
    fn edge_cost(&self, node: Node, direction: usize, other: Node, taste: Taste) -> u64 {
        let metres = distance(self.mesh.place(node), self.mesh.place(other));
        let rise = self.mesh.heights[other as usize] - self.mesh.heights[node as usize];
        let grade = rise.abs() / metres;
        // Good and bad ground in patches, so that roads wind also where the land is level.
        let at = self.mesh.place(other);
        let soil = 0.6 + 0.9 * noise(77, at.x, at.y, 700.0);
        let mut cost = metres * soil * (1.0 + taste.climb * (12.0 * grade + 300.0 * grade * grade));
        if self.built[node as usize][direction] {
            cost = metres * taste.reuse;
        } else {
            if self.beside[other as usize] && !self.has_road(other) {
                cost *= taste.beside;
            }
            if self.wet[other as usize] {
                cost += 250.0;
            }
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "costs are positive and below some 10^6"
        )]
        let whole = (cost * 10.0).round().max(1.0) as u64;
        whole
    }

    /// Metres of a way that have no road yet.
    pub(super) fn new_metres(&self, way: &[Node]) -> f64 {
        way.windows(2)
            .filter(|pair| !self.is_built(pair[0], pair[1]))
            .map(|pair| distance(self.mesh.place(pair[0]), self.mesh.place(pair[1])))
            .sum()
    }

    fn direction(&self, from: Node, to: Node) -> usize {
        let around = self.mesh.neighbours(from);
        around
            .iter()
            .position(|other| *other == Some(to))
            .unwrap_or(0)
    }

    fn is_built(&self, from: Node, to: Node) -> bool {
        self.built[from as usize][self.direction(from, to)]
    }

    /// Builds a way where no road is yet.
    pub(super) fn build(&mut self, way: &[Node], class: RoadClass, route: usize) {
        let mut run: Vec<Node> = Vec::new();
        for pair in way.windows(2) {
            if self.is_built(pair[0], pair[1]) {
                self.finish(&mut run, class, route);
                continue;
            }
            if run.is_empty() {
                run.push(pair[0]);
            }
            run.push(pair[1]);
            self.metres[class as usize] +=
                distance(self.mesh.place(pair[0]), self.mesh.place(pair[1]));
            let direction = self.direction(pair[0], pair[1]);
            self.built[pair[0] as usize][direction] = true;
            self.built[pair[1] as usize][Mesh::back(direction)] = true;
        }
        self.finish(&mut run, class, route);
        for node in way {
            self.beside[*node as usize] = true;
            for other in self.mesh.neighbours(*node).into_iter().flatten() {
                self.beside[other as usize] = true;
            }
        }
    }

    fn finish(&mut self, run: &mut Vec<Node>, class: RoadClass, route: usize) {
        if run.len() > 1 {
            let nodes = std::mem::take(run);
            self.runs.push(Run {
                nodes,
                class,
                route,
            });
        }
    }
}
