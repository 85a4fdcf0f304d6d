//! Where a place lies on the roads: a plain scan of the links' segments, limited by a coarse grid.

use geo::{Coord, Geometry, LineString};
use rustc_hash::FxHashMap;

use crate::roads::{DayNetworks, LinkIdx, Network, Position};

/// Metres per degree of latitude on the sphere of radius 6 371 008.8 m.
const DEGREE: f64 = 111_195.080_233_532_9;
/// Side of a grid cell in degrees of latitude, about 280 m.
const CELL: f64 = 0.0025;
/// A segment over more cells than this is kept apart and looked at in every scan.
const MANY_CELLS: i64 = 1_024;
/// Rings of cells searched before the whole network is scanned, about 3 km.
const RINGS: i64 = 10;

/// Great-circle distance in metres (haversine).
pub(super) fn metres(a: Coord, b: Coord) -> f64 {
    let (north, east) = (
        (b.y - a.y).to_radians() / 2.0,
        (b.x - a.x).to_radians() / 2.0,
    );
    let chord =
        north.sin().powi(2) + a.y.to_radians().cos() * b.y.to_radians().cos() * east.sin().powi(2);
    2.0 * DEGREE.to_degrees() * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// Length of a line in metres.
pub(super) fn length(line: &[Coord]) -> f64 {
    line.windows(2).map(|pair| metres(pair[0], pair[1])).sum()
}

/// How far along `a`-`b` the point nearest to `place` lies, 0 to 1, in the plane that touches the earth at `place`.
fn nearest_fraction(a: Coord, b: Coord, place: Coord) -> f64 {
    let east = place.y.to_radians().cos();
    let (dx, dy) = ((b.x - a.x) * east, b.y - a.y);
    let square = dx * dx + dy * dy;
    if square > 0.0 {
        (((place.x - a.x) * east * dx + (place.y - a.y) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

fn between(a: Coord, b: Coord, fraction: f64) -> Coord {
    Coord {
        x: a.x + (b.x - a.x) * fraction,
        y: a.y + (b.y - a.y) * fraction,
    }
}

/// The point of a geometry nearest to `place`: of its outline for polygons. `None` when it has no point.
pub(super) fn nearest_on(geometry: &Geometry, place: Coord) -> Option<Coord> {
    let mut best: Option<(f64, Coord)> = None;
    visit_lines(geometry, &mut |line| {
        let points = line.first().copied().into_iter().chain(
            line.windows(2)
                .map(|pair| between(pair[0], pair[1], nearest_fraction(pair[0], pair[1], place))),
        );
        for point in points {
            let away = metres(point, place);
            if best.is_none_or(|(least, _)| away < least) {
                best = Some((away, point));
            }
        }
    });
    best.map(|(_, point)| point)
}

/// Hands over every point and line that a geometry is made of.
fn visit_lines(geometry: &Geometry, each: &mut dyn FnMut(&[Coord])) {
    let ring = |line: &LineString, each: &mut dyn FnMut(&[Coord])| each(&line.0);
    match geometry {
        Geometry::Point(point) => each(&[point.0]),
        Geometry::Line(line) => each(&[line.start, line.end]),
        Geometry::LineString(line) => ring(line, each),
        Geometry::Polygon(area) => {
            ring(area.exterior(), each);
            area.interiors().iter().for_each(|hole| ring(hole, each));
        }
        Geometry::MultiPoint(points) => points.iter().for_each(|point| each(&[point.0])),
        Geometry::MultiLineString(lines) => lines.iter().for_each(|line| ring(line, each)),
        Geometry::MultiPolygon(areas) => {
            for area in areas {
                visit_lines(&Geometry::Polygon(area.clone()), each);
            }
        }
        Geometry::GeometryCollection(parts) => {
            parts.iter().for_each(|part| visit_lines(part, each));
        }
        Geometry::Rect(rect) => ring(rect.to_polygon().exterior(), each),
        Geometry::Triangle(triangle) => ring(triangle.to_polygon().exterior(), each),
    }
}

/// A place on a link, as found by the scan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// Where on the network.
    pub(super) position: Position,
    /// The same as lon, lat.
    pub(super) point: Coord,
    /// Metres from the place asked for.
    pub(super) away: f64,
}

/// One straight part of a link.
#[derive(Clone, Copy, Debug)]
struct Segment {
    link: LinkIdx,
    at: u32,
}

/// The links' segments by grid cell.
pub(super) struct Ground<'n> {
    network: &'n Network,
    day_networks: &'n DayNetworks,
    cell_lon: f64,
    cells: FxHashMap<(i64, i64), Vec<Segment>>,
    long: Vec<Segment>,
}

impl<'n> Ground<'n> {
    /// What dated closures leave of them on each day.
    pub(super) fn day_networks(&self) -> &'n DayNetworks {
        self.day_networks
    }

    /// Sorts every segment into the cells that its bounds touch.
    pub(super) fn new(network: &'n Network, day_networks: &'n DayNetworks) -> Self {
        let latitude = network
            .links()
            .iter()
            .filter_map(|link| link.coords.first())
            .map(|coord| coord.y)
            .fold((0.0, 0_u32), |(sum, n), y| (sum + y, n + 1));
        let middle = latitude.0 / f64::from(latitude.1.max(1));
        let mut ground = Self {
            network,
            day_networks,
            cell_lon: CELL / middle.to_radians().cos().max(0.01),
            cells: FxHashMap::default(),
            long: Vec::new(),
        };
        for (link, number) in network.links().iter().zip(0..) {
            for (pair, at) in link.coords.windows(2).zip(0..) {
                let segment = Segment {
                    link: LinkIdx(number),
                    at,
                };
                ground.insert(pair[0], pair[1], segment);
            }
        }
        ground
    }

    pub(super) fn network(&self) -> &'n Network {
        self.network
    }

    fn cell(&self, place: Coord) -> (i64, i64) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "degrees fit by far; a cast saturates"
        )]
        let whole = |value: f64| value.floor() as i64;
        (whole(place.x / self.cell_lon), whole(place.y / CELL))
    }

    fn insert(&mut self, a: Coord, b: Coord, segment: Segment) {
        let (p, q) = (self.cell(a), self.cell(b));
        let (left, right) = (p.0.min(q.0), p.0.max(q.0));
        let (down, up) = (p.1.min(q.1), p.1.max(q.1));
        let (wide, high) = (right.saturating_sub(left), up.saturating_sub(down));
        if wide
            .saturating_add(1)
            .saturating_mul(high.saturating_add(1))
            > MANY_CELLS
        {
            self.long.push(segment);
            return;
        }
        for x in left..=right {
            for y in down..=up {
                self.cells.entry((x, y)).or_default().push(segment);
            }
        }
    }

    /// The spot of a segment nearest to `place`: metres, and the point.
    fn measure(&self, segment: Segment, place: Coord) -> (f64, Coord) {
        let coords = &self.network.link(segment.link).coords;
        let (a, b) = (coords[segment.at as usize], coords[segment.at as usize + 1]);
        let point = between(a, b, nearest_fraction(a, b, place));
        (metres(point, place), point)
    }

    /// Metres from `place` to the nearest link, when that is at most the side of a cell.
    pub(super) fn distance(&self, place: Coord) -> Option<f64> {
        self.around(place, 1)
            .map(|segment| self.measure(segment, place).0)
            .min_by(f64::total_cmp)
            .filter(|away| *away <= CELL * DEGREE * 0.9)
    }

    /// Segments in the cells up to `rings` away from that of `place`, and the long ones.
    fn around(&self, place: Coord, rings: i64) -> impl Iterator<Item = Segment> {
        let (x, y) = self.cell(place);
        (-rings..=rings)
            .flat_map(move |dx| (-rings..=rings).map(move |dy| (dx, dy)))
            .filter_map(move |(dx, dy)| {
                self.cells
                    .get(&(x.saturating_add(dx), y.saturating_add(dy)))
            })
            .flatten()
            .chain(&self.long)
            .copied()
    }

    /// The nearest spots that `allowed` lets pass: every link no more than `slack` metres farther than the nearest,
    /// by link. Empty when no link is allowed.
    pub(super) fn nearest(
        &self,
        place: Coord,
        slack: f64,
        allowed: &dyn Fn(LinkIdx) -> bool,
    ) -> Vec<Spot> {
        if !(-180.0..=180.0).contains(&place.x) || !(-90.0..=90.0).contains(&place.y) {
            return Vec::new();
        }
        for rings in [1, RINGS] {
            let sure = CELL * DEGREE * 0.9 * rings as f64;
            let spots = self.best(self.around(place, rings), place, slack, allowed);
            if spots
                .first()
                .is_some_and(|_| spots.iter().all(|spot| spot.away + slack <= sure))
            {
                return spots;
            }
        }
        let all = (0..).zip(self.network.links()).flat_map(|(number, link)| {
            (0..)
                .zip(link.coords.windows(2))
                .map(move |(at, _)| Segment {
                    link: LinkIdx(number),
                    at,
                })
        });
        self.best(all, place, slack, allowed)
    }

    fn best(
        &self,
        segments: impl Iterator<Item = Segment>,
        place: Coord,
        slack: f64,
        allowed: &dyn Fn(LinkIdx) -> bool,
    ) -> Vec<Spot> {
        let mut found: Vec<(LinkIdx, f64, u32, Coord)> = Vec::new();
        let mut least = f64::INFINITY;
        for segment in segments.filter(|segment| allowed(segment.link)) {
            let (away, point) = self.measure(segment, place);
            if away <= least + slack {
                least = least.min(away);
                found.push((segment.link, away, segment.at, point));
            }
        }
        found.retain(|(_, away, ..)| *away <= least + slack);
        found.sort_by(|a, b| {
            (a.0, a.1, a.2)
                .partial_cmp(&(b.0, b.1, b.2))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        found.dedup_by_key(|(link, ..)| *link);
        found
            .into_iter()
            .map(|(link, away, at, point)| self.spot(link, away, at, point))
            .collect()
    }

    fn spot(&self, link: LinkIdx, away: f64, at: u32, point: Coord) -> Spot {
        let coords = &self.network.link(link).coords;
        let at = at as usize;
        let before = length(&coords[..=at]) + metres(coords[at], point);
        let whole = length(coords);
        let fraction = if whole > 0.0 {
            (before / whole).clamp(0.0, 1.0)
        } else {
            0.0
        };
        Spot {
            position: Position::new(link, fraction),
            point,
            away,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_as_long_as_the_sphere_says() {
        let (a, b) = (Coord { x: 126.0, y: 43.0 }, Coord { x: 126.0, y: 44.0 });
        assert!((metres(a, b) - DEGREE).abs() < 0.001, "{}", metres(a, b));
    }

    #[test]
    fn a_polygon_is_met_at_its_outline_even_from_within() {
        let square = geo::Rect::new(
            Coord { x: 126.0, y: 43.0 },
            Coord {
                x: 126.01,
                y: 43.01,
            },
        );
        let place = Coord {
            x: 126.005,
            y: 43.009,
        };
        let near = nearest_on(&Geometry::Polygon(square.to_polygon()), place).unwrap();
        assert!((metres(near, place) - 0.001 * DEGREE).abs() < 0.1);
    }
}
