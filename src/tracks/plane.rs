//! Metres between places that lie near each other.

use geo::Coord;

/// Mean earth radius in metres (IUGG), as the lengths of links use it.
const EARTH_RADIUS: f64 = 6_371_008.8;

/// Metres of one degree of latitude.
pub(super) const DEGREE: f64 = EARTH_RADIUS * std::f64::consts::PI / 180.0;

/// Great-circle distance in metres, as the plane around the middle of both places has it.
///
/// Within a millionth of the haversine distance below a kilometre and within a thousandth below two hundred.
pub(super) fn metres(a: Coord, b: Coord) -> f64 {
    let shrink = f64::midpoint(a.y, b.y).to_radians().cos();
    ((b.x - a.x) * shrink).hypot(b.y - a.y) * DEGREE
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};

    use super::*;

    #[test]
    fn distances_are_those_on_the_sphere() {
        let here = Coord { x: 126.2, y: 43.6 };
        for (dx, dy) in [(0.001, 0.002), (0.005, -0.004), (-0.01, 0.0), (0.0, 0.008)] {
            let there = here + Coord { x: dx, y: dy };
            let exact = Haversine.distance(Point(here), Point(there));
            assert!((metres(here, there) - exact).abs() < exact * 1e-6);
        }
    }
}
