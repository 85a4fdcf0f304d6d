//! The network as the matcher searches it: links in the order of their course, arcs in one array.

use geo::Coord;
use smallvec::SmallVec;

use crate::roads::{LinkIdx, Network};

/// A link in one direction: twice the link's number, one more against the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane(pub(super) u32);

impl Lane {
    /// A link in the direction it is drawn, or against it.
    pub(super) const fn of(link: u32, forward: bool) -> Self {
        Self(link * 2 + if forward { 0 } else { 1 })
    }

    pub(super) const fn link(self) -> u32 {
        self.0 / 2
    }

    pub(super) const fn is_forward(self) -> bool {
        self.0 % 2 == 0
    }

    /// The same link driven the other way.
    pub(super) const fn turned(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// What the matcher needs to know of a link.
#[derive(Clone, Copy, Debug)]
pub(super) struct GraphLink {
    /// The network's number of it.
    pub(super) idx: LinkIdx,
    /// Node at its start and at its end.
    pub(super) ends: [u32; 2],
    /// Metres.
    pub(super) length: f64,
    /// Whether it may be driven as drawn, and against the drawing.
    pub(super) allowed: [bool; 2],
}

/// An arc out of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct GraphArc {
    pub(super) to: u32,
    pub(super) lane: Lane,
    /// Metres.
    pub(super) length: f64,
}

/// Links and nodes, numbered by their place, so that the order of the input cannot show.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) links: Vec<GraphLink>,
    /// First arc of each node, and one more.
    first: Vec<u32>,
    arcs: Vec<GraphArc>,
}

impl Graph {
    pub(super) fn new(network: &Network) -> Self {
        let nodes = ranks_of_nodes(network);
        let links: Vec<GraphLink> = in_order(network)
            .into_iter()
            .map(|idx| {
                let link = network.link(idx);
                GraphLink {
                    idx,
                    ends: [nodes[link.from.index()], nodes[link.to.index()]],
                    length: link.length,
                    allowed: [link.forward.is_some(), link.backward.is_some()],
                }
            })
            .collect();
        let mut out: Vec<SmallVec<[GraphArc; 4]>> = vec![SmallVec::new(); nodes.len()];
        for (number, link) in (0..).zip(&links) {
            for forward in [true, false] {
                let (lane, length) = (Lane::of(number, forward), link.length);
                if link.allowed[usize::from(!forward)] {
                    let [from, to] = link.ends_of(forward);
                    out[from as usize].push(GraphArc { to, lane, length });
                }
            }
        }
        let mut first = vec![0];
        let mut arcs = Vec::new();
        for of_node in out {
            arcs.extend(of_node);
            first.push(u32::try_from(arcs.len()).unwrap_or(u32::MAX));
        }
        Self { links, first, arcs }
    }

    pub(super) fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    pub(super) fn arcs(&self, node: u32) -> &[GraphArc] {
        let node = node as usize;
        &self.arcs[self.first[node] as usize..self.first[node + 1] as usize]
    }

    pub(super) fn length(&self, lane: Lane) -> f64 {
        self.links[lane.link() as usize].length
    }

    /// Node at which a lane is entered and node at which it is left.
    pub(super) fn ends(&self, lane: Lane) -> [u32; 2] {
        self.links[lane.link() as usize].ends_of(lane.is_forward())
    }

    pub(super) fn is_allowed(&self, lane: Lane) -> bool {
        self.links[lane.link() as usize].allowed[usize::from(!lane.is_forward())]
    }
}

impl GraphLink {
    const fn ends_of(&self, forward: bool) -> [u32; 2] {
        let [start, end] = self.ends;
        if forward { [start, end] } else { [end, start] }
    }
}

/// Links that may be driven at all, by their course.
fn in_order(network: &Network) -> Vec<LinkIdx> {
    let mut order: Vec<LinkIdx> = (0..)
        .zip(network.links())
        .filter(|(_, link)| link.forward.is_some() || link.backward.is_some())
        .map(|(idx, _)| LinkIdx(idx))
        .collect();
    let course = |idx: &LinkIdx| {
        let link = network.link(*idx);
        link.coords.iter().flat_map(|place| [place.x, place.y])
    };
    order.sort_by(|a, b| {
        course(a)
            .partial_cmp(course(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    order
}

/// The number of each node of the network in the order of their places.
fn ranks_of_nodes(network: &Network) -> Vec<u32> {
    let graph = network.graph();
    let mut order: Vec<(Coord, usize)> = graph
        .node_indices()
        .map(|node| (graph[node], node.index()))
        .collect();
    order.sort_by(|a, b| a.0.x.total_cmp(&b.0.x).then(a.0.y.total_cmp(&b.0.y)));
    let mut ranks = vec![0; order.len()];
    for (rank, (_, node)) in (0..).zip(order) {
        ranks[node] = rank;
    }
    ranks
}
