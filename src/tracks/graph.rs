//! The network as the matcher searches it: links in the order of their course, arcs in one array.

use std::cmp::Ordering;

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
        self.0 & 1 == 0
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
    /// The lane of each link of the network when driven as drawn; `None` where it may not be driven at all.
    lanes: Vec<Option<Lane>>,
    /// First arc of each node, and one more.
    first: Vec<u32>,
    arcs: Vec<GraphArc>,
}

impl Graph {
    pub(super) fn new(network: &Network) -> Self {
        let nodes = ranks_of_nodes(network);
        let mut links: Vec<GraphLink> = Vec::new();
        let mut lanes = vec![None; network.links().len()];
        let mut last: Option<Drawn> = None;
        for drawn in in_order(network) {
            let link = network.link(drawn.idx);
            let first = last.filter(|last| compare(network, *last, drawn).is_eq());
            let is_against = first.is_some_and(|first| first.turned != drawn.turned);
            if first.is_none() {
                last = Some(drawn);
                links.push(GraphLink {
                    idx: drawn.idx,
                    ends: [nodes[link.from.index()], nodes[link.to.index()]],
                    length: link.length,
                    allowed: [false; 2],
                });
            }
            let number = u32::try_from(links.len() - 1).unwrap_or(u32::MAX);
            lanes[drawn.idx.idx()] = Some(Lane::of(number, !is_against));
            if let Some(known) = links.last_mut() {
                known.allowed[usize::from(is_against)] |= link.forward.is_some();
                known.allowed[usize::from(!is_against)] |= link.backward.is_some();
            }
        }
        let (first, arcs) = arcs(&links, nodes.len());
        Self {
            links,
            lanes,
            first,
            arcs,
        }
    }

    /// The lane that a link of the network is when driven as drawn; a road drawn twice is one.
    pub(super) fn lane(&self, link: LinkIdx) -> Option<Lane> {
        self.lanes.get(link.idx()).copied().flatten()
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

/// Arcs by node: the first of each node and one more, and all of them.
fn arcs(links: &[GraphLink], nodes: usize) -> (Vec<u32>, Vec<GraphArc>) {
    let mut out: Vec<SmallVec<[GraphArc; 4]>> = vec![SmallVec::new(); nodes];
    for (number, link) in (0..).zip(links) {
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
    (first, arcs)
}

/// A link, and whether its course begins at the greater of its ends.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    idx: LinkIdx,
    turned: bool,
}

/// Links that may be driven at all, by their course from the smaller end; those with the same course by number.
fn in_order(network: &Network) -> Vec<Drawn> {
    let mut order: Vec<Drawn> = (0..)
        .zip(network.links())
        .filter(|(_, link)| link.forward.is_some() || link.backward.is_some())
        .map(|(idx, link)| Drawn {
            idx: LinkIdx(idx),
            turned: by_place(link.coords.iter(), link.coords.iter().rev()).is_gt(),
        })
        .collect();
    order.sort_by(|a, b| compare(network, *a, *b).then(a.idx.cmp(&b.idx)));
    order
}

fn compare(network: &Network, a: Drawn, b: Drawn) -> Ordering {
    let (one, other) = (&network.link(a.idx).coords, &network.link(b.idx).coords);
    match (a.turned, b.turned) {
        (false, false) => by_place(one.iter(), other.iter()),
        (false, true) => by_place(one.iter(), other.iter().rev()),
        (true, false) => by_place(one.iter().rev(), other.iter()),
        (true, true) => by_place(one.iter().rev(), other.iter().rev()),
    }
}

fn by_place<'a>(
    a: impl Iterator<Item = &'a Coord>,
    b: impl Iterator<Item = &'a Coord>,
) -> Ordering {
    let numbers = |place: &Coord| [place.x, place.y];
    let order = a.flat_map(numbers).partial_cmp(b.flat_map(numbers));
    order.unwrap_or(Ordering::Equal)
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
