use geo::Coord;

use super::{LinkIdx, Network, Position};

/// A link driven whole or in part, in the direction from `from_fraction` to `to_fraction`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traversal {
    /// Which link.
    pub link: LinkIdx,
    /// Where it is entered, 0 to 1 along the link.
    pub from_fraction: f64,
    /// Where it is left; smaller than `from_fraction` when driven backward.
    pub to_fraction: f64,
}

/// The fastest way between two positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Driving time in whole seconds; equal to the matrix's.
    pub seconds: u32,
    /// Length in whole metres; equal to the matrix's.
    pub metres: u32,
    /// Links in order.
    pub traversals: Vec<Traversal>,
    /// Its course, lon, lat, without repeated points; at least one point.
    pub coords: Vec<Coord>,
}

/// The fastest way from one position to another; `None` where there is no way.
///
/// For many ways on one network, one [`Query`](super::hierarchy::Query) per thread saves its scratch.
pub fn fastest_path(network: &Network, from: Position, to: Position) -> Option<Path> {
    network.ways().query().path(from, to)
}

/// The course of links driven one after the other, lon, lat, without repeated points.
pub fn traversal_coords(network: &Network, traversals: &[Traversal]) -> Vec<Coord> {
    let mut coords: Vec<Coord> = Vec::new();
    for step in traversals {
        coords.extend(network.course(step.link, step.from_fraction, step.to_fraction));
    }
    coords.dedup_by(|a, b| super::geometry::key(*a) == super::geometry::key(*b));
    coords
}
