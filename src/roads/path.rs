use geo::Coord;

use super::search::{Arrival, Search, junction, wanted, whole};
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
pub fn fastest_path(network: &Network, from: Position, to: Position) -> Option<Path> {
    let (wanted, count) = wanted(network, &[to]);
    let mut search = Search::new(network);
    search.run(from, &wanted, count);
    let (cost, arrival) = search.arrival(from, to)?;
    let mut traversals = Vec::new();
    let part = |link, from_fraction, to_fraction| Traversal {
        link,
        from_fraction,
        to_fraction,
    };
    match arrival {
        Arrival::Direct => traversals.push(part(from.link, from.fraction, to.fraction)),
        Arrival::Through(node) => {
            let (first, arcs) = search.arcs_to(node);
            let left = if junction(network, from) == Some(first) {
                from.fraction
            } else if leaves_forward(network, from, first) {
                1.0
            } else {
                0.0
            };
            traversals.push(part(from.link, from.fraction, left));
            for edge in arcs {
                let arc = network.graph()[edge];
                let (a, b) = if arc.forward { (0.0, 1.0) } else { (1.0, 0.0) };
                traversals.push(part(arc.link, a, b));
            }
            let entered = if junction(network, to) == Some(node) {
                to.fraction
            } else if enters_forward(network, to, node) {
                0.0
            } else {
                1.0
            };
            traversals.push(part(to.link, entered, to.fraction));
        }
    }
    let coords = traversal_coords(network, &traversals);
    let (seconds, metres) = whole(cost);
    Some(Path {
        seconds,
        metres,
        traversals,
        coords,
    })
}

/// Whether the first node is reached along the start's link forward; on a loop, whichever is faster.
fn leaves_forward(network: &Network, from: Position, first: petgraph::graph::NodeIndex) -> bool {
    let link = network.link(from.link);
    if link.from == link.to {
        return match (link.forward, link.backward) {
            (Some(_), Some(_)) => from.fraction >= 0.5,
            (forward, _) => forward.is_some(),
        };
    }
    first == link.to
}

/// Whether the last link is entered at its start; on a loop, whichever is faster.
fn enters_forward(network: &Network, to: Position, last: petgraph::graph::NodeIndex) -> bool {
    let link = network.link(to.link);
    if link.from == link.to {
        return match (link.forward, link.backward) {
            (Some(_), Some(_)) => to.fraction <= 0.5,
            (forward, _) => forward.is_some(),
        };
    }
    last == link.from
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
