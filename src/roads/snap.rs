use geo::{Coord, CoordsIter, Geometry, LinesIter};

use super::crossings::crossing;
use super::geometry::{between, distance, nearest_on_segment};
use super::index::SegmentIndex;
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

/// How far a failed search looks for the nearest road, in metres.
const FAR: f64 = 50_000.0;

/// Finds the nearest road (an R-tree over link segments); ties break on place, never on input order.
#[derive(Debug)]
pub struct Snapper<'n> {
    network: &'n Network,
    index: &'n SegmentIndex,
}

impl<'n> Snapper<'n> {
    /// Indexes the segments of a network; once for all that differ in closures and speeds only.
    pub fn new(network: &'n Network) -> Self {
        Self {
            network,
            index: network.index(),
        }
    }

    /// The nearest allowed place on the network within `limit` metres of a geometry; a polygon counts as its outline.
    ///
    /// # Errors
    /// When no allowed road lies within the limit.
    pub fn snap(
        &self,
        geometry: &Geometry,
        limit: f64,
        allowed: &dyn Fn(LinkIdx) -> bool,
    ) -> Result<Snapped, SnapFailure> {
        if let Some(found) = self.within(geometry, limit, allowed) {
            return Ok(found);
        }
        Err(SnapFailure {
            nearest: self.within(geometry, FAR, allowed).map(|found| found.walk),
        })
    }

    /// Metres from a place to the nearest road, whoever may drive it; `None` when none lies within `limit` metres.
    pub fn to_road(&self, place: Coord, limit: f64) -> Option<f64> {
        let near = self.index.nearest(place, limit, |_| true);
        near.map(|near| near.metres)
    }

    /// The nearest pair of target point and road: every vertex of the outline against the roads, every road vertex near
    /// an outline segment against that segment, and where both cross (the nearest pair of two segments that do not cross
    /// has an end of one of them).
    fn within(
        &self,
        geometry: &Geometry,
        limit: f64,
        allowed: &dyn Fn(LinkIdx) -> bool,
    ) -> Option<Snapped> {
        let mut best: Option<Snapped> = None;
        for place in geometry.coords_iter() {
            let reach = best.map_or(limit, |best| best.walk);
            if let Some(near) = self
                .index
                .nearest(place, reach, |segment| allowed(LinkIdx(segment.line)))
            {
                let foot = between(near.segment.a, near.segment.b, near.fraction);
                let position = self.position(near.segment.line, near.segment.at, foot);
                // Where legs end: on long segments it lies metres beside the foot in the plane.
                let roadside = self.network.coord_at(position);
                let found = Snapped {
                    position,
                    roadside,
                    target: place,
                    walk: near.metres,
                };
                keep(&mut best, found);
            }
        }
        if !matches!(geometry, Geometry::Point(_) | Geometry::MultiPoint(_)) {
            self.against_outline(geometry, limit, allowed, &mut best);
        }
        best
    }

    fn against_outline(
        &self,
        geometry: &Geometry,
        limit: f64,
        allowed: &dyn Fn(LinkIdx) -> bool,
        best: &mut Option<Snapped>,
    ) {
        let Some(first) = geometry.coords_iter().next() else {
            return;
        };
        let reach = best.map_or(limit, |best| best.walk);
        let (sx, sy) = super::geometry::scale(first.y);
        let margin = Coord {
            x: reach / sx.max(1.0),
            y: reach / sy,
        };
        for line in lines_of(geometry) {
            let (low, high) = (
                Coord {
                    x: line.0.x.min(line.1.x),
                    y: line.0.y.min(line.1.y),
                },
                Coord {
                    x: line.0.x.max(line.1.x),
                    y: line.0.y.max(line.1.y),
                },
            );
            for segment in self.index.touching(low - margin, high + margin) {
                if !allowed(LinkIdx(segment.line)) {
                    continue;
                }
                let found = |roadside: Coord, target: Coord, walk: f64| Snapped {
                    position: self.position(segment.line, segment.at, roadside),
                    roadside,
                    target,
                    walk,
                };
                if let Some((along, _)) = crossing(segment.a, segment.b, line.0, line.1) {
                    let place = between(segment.a, segment.b, along);
                    keep(best, found(place, place, 0.0));
                }
                for vertex in [segment.a, segment.b] {
                    let (fraction, metres) = nearest_on_segment(vertex, line.0, line.1);
                    if metres <= limit {
                        keep(
                            best,
                            found(vertex, between(line.0, line.1, fraction), metres),
                        );
                    }
                }
            }
        }
    }

    /// The position of a place on a segment, as a fraction of its link's length.
    fn position(&self, line: u32, at: u32, place: Coord) -> Position {
        let link = self.network.link(LinkIdx(line));
        let before: f64 = link.coords[..=at as usize]
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]))
            .sum();
        let along = before + distance(link.coords[at as usize], place);
        Position::new(
            LinkIdx(line),
            (along / link.length.max(1e-9)).clamp(0.0, 1.0),
        )
    }
}

/// Keeps the nearer; as near (to a tenth of a millimetre) the smaller place, whatever the order of the roads.
fn keep(best: &mut Option<Snapped>, found: Snapped) {
    let place = |found: &Snapped| (found.roadside.x, found.roadside.y, found.position.link.0);
    let better = |best: &Snapped| {
        if (found.walk - best.walk).abs() > 1e-4 {
            found.walk < best.walk
        } else {
            place(&found) < place(best)
        }
    };
    if best.as_ref().is_none_or(better) {
        *best = Some(found);
    }
}

/// The segments of lines and outlines.
fn lines_of(geometry: &Geometry) -> Vec<(Coord, Coord)> {
    let pair = |line: geo::Line| (line.start, line.end);
    match geometry {
        Geometry::LineString(line) => line.lines().map(pair).collect(),
        Geometry::MultiLineString(lines) => lines.lines_iter().map(pair).collect(),
        Geometry::Polygon(polygon) => polygon.lines_iter().map(pair).collect(),
        Geometry::MultiPolygon(polygons) => polygons.lines_iter().map(pair).collect(),
        _ => Vec::new(),
    }
}
