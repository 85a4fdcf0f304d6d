use geo::Coord;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::domain::RoadClass;

/// A link of the network: see [`Link`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkIdx(pub u32);

impl LinkIdx {
    /// As an index of a slice.
    pub const fn idx(self) -> usize {
        self.0 as usize
    }
}

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
    pub coords: Box<[Coord]>,
    /// Haversine length in metres.
    pub length: f64,
    /// Its class, village road where the layer names none.
    pub class: RoadClass,
    /// Driving time in milliseconds from `from` to `to`; `None` = not allowed.
    pub forward: Option<u32>,
    /// Driving time in milliseconds from `to` to `from`; `None` = not allowed.
    pub backward: Option<u32>,
}

/// A position on the network: a link and how far along it, 0 at its start, 1 at its end (by length).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Which link.
    pub link: LinkIdx,
    /// How far along it.
    pub fraction: f64,
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

    /// Island that a link lies on; 0 is the largest.
    pub fn island(&self, link: LinkIdx) -> u32 {
        self.node_island[self.links[link.idx()].from.index()]
    }

    /// Road length of each island in metres, the longest first.
    pub fn islands(&self) -> &[f64] {
        &self.island_length
    }
}
