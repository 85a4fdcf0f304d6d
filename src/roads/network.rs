use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::{Arc as Shared, OnceLock};

use geo::Coord;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;

use super::drawing::{Drawing, number};
use super::geometry::{Key, between, distance, key, length};
use super::hierarchy::{Customised, Hierarchy, Ways};
use super::index::SegmentIndex;
use super::noding::RoadParams;
use super::pieces::Piece;
use super::position::{LinkIdx, Position};
use crate::domain::{Course, Oneway, Road, RoadClass, SpeedTable};

/// A stretch of road between two junctions or ends, driven whole or in part.
#[derive(Clone, Debug)]
pub struct Link {
    /// Index into the roads that the network was built from.
    pub road: u32,
    /// Junction at its start.
    pub from: NodeIndex,
    /// Junction at its end.
    pub to: NodeIndex,
    /// Its course, lon, lat in WGS 84 degrees, from `from` to `to`.
    pub coords: Course,
    /// Haversine length in metres.
    pub length: f64,
    /// Its class, village road where the layer names none.
    pub class: RoadClass,
    /// Driving time in milliseconds from `from` to `to`; `None` = not allowed.
    pub forward: Option<u32>,
    /// Driving time in milliseconds from `to` to `from`; `None` = not allowed.
    pub backward: Option<u32>,
}

/// An arc of the petgraph network: a link in one direction.
#[derive(Clone, Copy, Debug)]
pub struct Arc {
    /// Which link.
    pub link: LinkIdx,
    /// From `from` to `to`, or back.
    pub forward: bool,
    /// Driving time in milliseconds.
    pub millis: u32,
}

/// The roads as a petgraph network.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub(super) graph: DiGraph<Coord, Arc, u32>,
    pub(super) links: Vec<Link>,
    /// Island (weakly connected component) of each node; 0 is the one with the most road length.
    pub(super) node_island: Vec<u32>,
    /// Road length of each island in metres.
    pub(super) island_length: Vec<f64>,
    /// Milliseconds to turn round on the road.
    pub(super) turn_millis: u32,
    /// Made when first needed; shared with the networks that have some of the roads closed.
    hierarchy: Shared<OnceLock<Hierarchy>>,
    /// Junctions in the order of contraction, where it is known from before.
    order: Option<Shared<[u32]>>,
    /// Segments of the links; made when first needed and shared likewise.
    index: Shared<OnceLock<SegmentIndex>>,
    /// Made when first needed.
    customised: OnceLock<Customised>,
}

impl Network {
    /// The petgraph network: junctions with their place, arcs with their driving time.
    pub fn graph(&self) -> &DiGraph<Coord, Arc, u32> {
        &self.graph
    }

    /// All links.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// One link.
    pub fn link(&self, link: LinkIdx) -> &Link {
        &self.links[link.idx()]
    }

    /// The same network with some roads closed: their links stay, so that positions keep, and are driven in no direction.
    #[must_use]
    pub fn without(&self, roads: &BTreeSet<u32>) -> Self {
        let mut network = self.clone();
        network.customised = OnceLock::new();
        for link in &mut network.links {
            if roads.contains(&link.road) {
                (link.forward, link.backward) = (None, None);
            }
        }
        let links = &network.links;
        network
            .graph
            .retain_edges(|graph, edge| !roads.contains(&links[graph[edge].link.idx()].road));
        network
    }

    /// Fastest ways on the network; prepared when first asked for, once for all networks that differ in
    /// closures and speeds only.
    pub fn ways(&self) -> Ways<'_> {
        let hierarchy = self.hierarchy();
        let customised = self.customised.get_or_init(|| hierarchy.customise(self));
        Ways::new(self, hierarchy, customised)
    }

    /// What the map alone says of fastest ways, whatever the speeds; made when first asked for.
    pub(super) fn hierarchy(&self) -> &Hierarchy {
        self.hierarchy.get_or_init(|| match &self.order {
            Some(order) => Hierarchy::in_order(self, order),
            None => Hierarchy::new(self),
        })
    }

    /// The segments of all links, to be looked for by place.
    pub(super) fn index(&self) -> &SegmentIndex {
        let courses = || self.links.iter().map(|link| &*link.coords);
        self.index.get_or_init(|| SegmentIndex::new(courses()))
    }

    /// Tells in which order the junctions are contracted, as [`Hierarchy::order`] gave it for the same links.
    pub(super) fn set_order(&mut self, order: Vec<u32>) {
        self.order = Some(order.into());
    }

    /// Gives every link the driving time of other speeds.
    pub(super) fn slow_down(&mut self, roads: &[Road], speeds: &SpeedTable) {
        self.customised = OnceLock::new();
        for link in &mut self.links {
            let millis = millis(
                link.length,
                speeds.of(link.class),
                roads[link.road as usize].maxspeed,
            );
            link.forward = link.forward.map(|_| millis);
            link.backward = link.backward.map(|_| millis);
        }
        for arc in self.graph.edge_weights_mut() {
            let link = &self.links[arc.link.idx()];
            arc.millis = link.forward.or(link.backward).unwrap_or(arc.millis);
        }
    }

    /// Island that a link lies on; 0 is the largest.
    pub fn island(&self, link: LinkIdx) -> u32 {
        self.node_island[self.links[link.idx()].from.index()]
    }

    /// Road length of each island in metres, the longest first.
    pub fn islands(&self) -> &[f64] {
        &self.island_length
    }
}

/// Links, nodes and islands of the pieces of all roads.
pub(super) fn assemble(
    roads: &[Road],
    drawing: Drawing,
    pieces: Vec<Piece>,
    params: &RoadParams,
) -> Network {
    let mut network = Network::default();
    // Few pieces were mended; for the others the lines have served their time, and their memory is that of the links.
    let mended = pieces.iter().filter(|piece| piece.begins.is_none());
    let mended: Vec<Course> = mended
        .map(|piece| drawing.course(piece.vertices()).collect())
        .collect();
    let mut mended = mended.into_iter();
    let shared = drawing.into_shared();
    network.links.reserve_exact(pieces.len());
    network.graph.reserve_nodes(pieces.len());
    // Junctions are numbered as the pieces come to them.
    let mut nodes: Vec<Option<NodeIndex>> = vec![None; shared.groups().count()];
    for piece in &pieces {
        let graph = &mut network.graph;
        let mut node = |vertex: u32, place: Coord| {
            let mut made = || graph.add_node(place);
            match shared.group_of(vertex) {
                Some(group) => *nodes[group as usize].get_or_insert_with(made),
                None => made(),
            }
        };
        let coords = course(roads, piece)
            .or_else(|| mended.next())
            .unwrap_or_default();
        let (Some(from), Some(to)) = (coords.first(), coords.last()) else {
            continue;
        };
        let ends = (node(piece.first, *from), node(piece.last, *to));
        let laid = Laid {
            ends,
            length: length(&coords),
            coords,
        };
        network.links.push(laid.link(roads, piece.road, params));
    }
    drop((shared, pieces, nodes));
    finish(&mut network, params);
    network
}

/// Arcs and islands of the links.
fn finish(network: &mut Network, params: &RoadParams) {
    network.turn_millis = params.turn_millis;
    network.graph.reserve_exact_edges(2 * network.links.len());
    for (idx, link) in (0..).map(LinkIdx).zip(&network.links) {
        add_arcs(&mut network.graph, idx, link);
    }
    islands(network);
}

/// The course of a piece that was not mended: a part of that of its road.
fn course(roads: &[Road], piece: &Piece) -> Option<Course> {
    let begins = piece.begins? as usize;
    let places = (piece.last - piece.first) as usize + 1;
    let road = &roads[piece.road as usize];
    Some(road.line.part(begins..begins + places))
}

/// Where a link runs.
struct Laid {
    ends: (NodeIndex, NodeIndex),
    coords: Course,
    /// In metres.
    length: f64,
}

impl Laid {
    /// The link of a road along it.
    fn link(self, roads: &[Road], road: u32, params: &RoadParams) -> Link {
        let known = &roads[road as usize];
        let class = known.class.unwrap_or(RoadClass::Village);
        let millis = millis(self.length, params.speeds.of(class), known.maxspeed);
        Link {
            road,
            from: self.ends.0,
            to: self.ends.1,
            coords: self.coords,
            length: self.length,
            class,
            forward: (known.oneway != Oneway::Backward).then_some(millis),
            backward: (known.oneway != Oneway::Forward).then_some(millis),
        }
    }
}

/// The network of links that were assembled before, with the number of each one's road and the numbers of its ends;
/// `None` when the junctions are not numbered as the links come to them.
pub(super) fn reassemble(
    roads: &[Road],
    courses: impl ExactSizeIterator<Item = Option<(u32, [u32; 2], Course, f64)>>,
    params: &RoadParams,
) -> Option<Network> {
    let mut network = Network::default();
    network.links.reserve(courses.len());
    for course in courses {
        let (road, ends, coords, length) = course?;
        let graph = &mut network.graph;
        let mut node = |number: u32, place: Coord| match graph.node_count().cmp(&(number as usize))
        {
            Ordering::Greater => Some(NodeIndex::new(number as usize)),
            Ordering::Equal => Some(graph.add_node(place)),
            Ordering::Less => None,
        };
        let ends = (
            node(ends[0], *coords.first()?)?,
            node(ends[1], *coords.last()?)?,
        );
        let laid = Laid {
            ends,
            coords,
            length,
        };
        network.links.push(laid.link(roads, road, params));
    }
    finish(&mut network, params);
    Some(network)
}

/// Driving time in milliseconds, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to u32 before"
)]
fn millis(length: f64, class_speed: f64, cap: Option<f64>) -> u32 {
    let speed = cap
        .filter(|cap| *cap > 0.0)
        .map_or(class_speed, |cap| cap.min(class_speed));
    (length * 3600.0 / speed)
        .round()
        .clamp(1.0, f64::from(u32::MAX / 2)) as u32
}

/// The arcs of a link in the directions in which it is driven.
fn add_arcs(graph: &mut DiGraph<Coord, Arc, u32>, idx: LinkIdx, link: &Link) {
    let arc = |forward, millis| Arc {
        link: idx,
        forward,
        millis,
    };
    if let Some(millis) = link.forward {
        graph.add_edge(link.from, link.to, arc(true, millis));
    }
    if let Some(millis) = link.backward {
        graph.add_edge(link.to, link.from, arc(false, millis));
    }
}

/// Numbers the weakly connected components by road length, longest first; ties by their smallest place.
fn islands(network: &mut Network) {
    let count = network.graph.node_count();
    let mut sets = UnionFind::<u32>::new(count);
    for link in &network.links {
        sets.union(number(link.from.index()), number(link.to.index()));
    }
    let labels = sets.into_labeling();
    // Length and smallest place of each label.
    let mut sums: Vec<Option<(f64, Key)>> = vec![None; count];
    for link in &network.links {
        let place = key(network.graph[link.from]).min(key(network.graph[link.to]));
        let sum = sums[labels[link.from.index()] as usize].get_or_insert((0.0, place));
        sum.0 += link.length;
        sum.1 = sum.1.min(place);
    }
    let mut order: Vec<(usize, f64, Key)> = (0..)
        .zip(sums)
        .filter_map(|(label, sum)| sum.map(|(length, place)| (label, length, place)))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)));
    let mut rank = vec![0; count];
    for (number, island) in (0..).zip(&order) {
        rank[island.0] = number;
    }
    network.node_island = labels.iter().map(|label| rank[*label as usize]).collect();
    network.island_length = order.into_iter().map(|island| island.1).collect();
}

impl Network {
    /// The place of a position, lon, lat.
    pub fn coord_at(&self, position: Position) -> Coord {
        let link = self.link(position.link);
        let mut left = position.fraction.clamp(0.0, 1.0) * link.length;
        for pair in link.coords.windows(2) {
            let step = distance(pair[0], pair[1]);
            if left <= step && step > 0.0 {
                return between(pair[0], pair[1], left / step);
            }
            left -= step;
        }
        link.coords[link.coords.len() - 1]
    }

    /// Course of a link between two fractions, in the order driven.
    pub fn course(&self, link: LinkIdx, from: f64, to: f64) -> Vec<Coord> {
        if (from, to) == (0.0, 1.0) {
            return self.link(link).coords.to_vec();
        }
        if (from, to) == (1.0, 0.0) {
            return self.link(link).coords.iter().rev().copied().collect();
        }
        let (low, high) = (from.min(to), from.max(to));
        let start = self.coord_at(Position::new(link, low));
        let end = self.coord_at(Position::new(link, high));
        let whole = self.link(link);
        let mut coords = vec![start];
        let mut at = 0.0;
        for pair in whole.coords.windows(2) {
            at += distance(pair[0], pair[1]);
            if at > low * whole.length && at < high * whole.length {
                coords.push(pair[1]);
            }
        }
        coords.push(end);
        coords.dedup();
        if from > to {
            coords.reverse();
        }
        coords
    }
}
