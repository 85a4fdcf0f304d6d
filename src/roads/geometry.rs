//! Small planar helpers in metres around a place.

use geo::Coord;

/// Mean earth radius in metres (IUGG), as the haversine lengths use it.
pub(super) const EARTH_RADIUS: f64 = 6_371_008.8;

/// Grid on which coordinates count as equal: 1e-7 degrees, about a centimetre.
pub(super) const GRID: f64 = 1e7;

/// A coordinate on the grid.
pub(super) type Key = (i64, i64);

/// The grid cell of a coordinate.
pub(super) fn key(coord: Coord) -> Key {
    (nearest(coord.x * GRID), nearest(coord.y * GRID))
}

/// The nearest integer, halves away from zero: as `round` gives it, without the call that this is on older processors.
#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees times 1e7 stay far below 2^53"
)]
fn nearest(value: f64) -> i64 {
    /// The largest number below one half: adding one half itself would round 0.5 - 2^-54 up.
    const HALF: f64 = 0.5 - f64::EPSILON / 4.0;
    (value + HALF.copysign(value)) as i64
}

/// The middle of the grid cell of a coordinate, at most a centimetre away.
pub(super) fn on_grid(coord: Coord) -> Coord {
    Coord {
        x: (coord.x * GRID).round() / GRID,
        y: (coord.y * GRID).round() / GRID,
    }
}

/// Metres per degree of longitude and latitude at a latitude in degrees.
pub(super) fn scale(latitude: f64) -> (f64, f64) {
    let per_degree = EARTH_RADIUS.to_radians();
    (per_degree * latitude.to_radians().cos(), per_degree)
}

/// Great-circle distance in metres (haversine).
pub(crate) fn distance(a: Coord, b: Coord) -> f64 {
    let (lat_a, lat_b) = (a.y.to_radians(), b.y.to_radians());
    haversine((a, lat_a, lat_a.cos()), (b, lat_b, lat_b.cos()))
}

/// Of two places, each with its latitude in radians and the cosine of that.
fn haversine((a, lat_a, cos_a): (Coord, f64, f64), (b, lat_b, cos_b): (Coord, f64, f64)) -> f64 {
    let (dy, dx) = ((lat_b - lat_a) / 2.0, (b.x - a.x).to_radians() / 2.0);
    let h = sine(dy).powi(2) + cos_a * cos_b * sine(dx).powi(2);
    2.0 * EARTH_RADIUS * arc_sine(h.sqrt().min(1.0))
}

/// Angles up to this, about 200 m on the ground and so nearly all between two vertices, need but the first terms of the
/// series: the next one is less than a ten-thousandth of what rounding leaves.
const SMALL: f64 = 1.0 / 32_768.0;

/// The sine of an angle, to the last bit that of the standard library but in a fraction of the time where it is small.
fn sine(angle: f64) -> f64 {
    if angle.abs() > SMALL {
        return angle.sin();
    }
    let square = angle * angle;
    angle - angle * square * (1.0 / 6.0 - square / 120.0)
}

/// The angle of a sine, likewise.
fn arc_sine(sine: f64) -> f64 {
    if sine.abs() > SMALL {
        return sine.asin();
    }
    let square = sine * sine;
    sine + sine * square * (1.0 / 6.0 + square * 0.075)
}

/// Haversine length of a line in metres.
pub(super) fn length(coords: &[Coord]) -> f64 {
    length_along(coords.iter().copied())
}

/// Haversine length of a course in metres: the sum of [`distance`] over its segments, with one cosine for each place.
pub(super) fn length_along(mut course: impl Iterator<Item = Coord>) -> f64 {
    let Some(first) = course.next() else {
        return 0.0;
    };
    let of = |coord: Coord| {
        let latitude = coord.y.to_radians();
        (coord, latitude, latitude.cos())
    };
    let mut last = of(first);
    let step = |coord: Coord| {
        let next = of(coord);
        haversine(std::mem::replace(&mut last, next), next)
    };
    course.map(step).sum()
}

/// The point of segment `a`-`b` nearest to `p`: fraction along the segment and metres, in the plane around `p`.
pub(crate) fn nearest_on_segment(p: Coord, a: Coord, b: Coord) -> (f64, f64) {
    nearest_in_plane(p, a, b, scale(p.y))
}

/// The same with the [`scale`] at the latitude of `p`.
pub(super) fn nearest_in_plane(p: Coord, a: Coord, b: Coord, (sx, sy): (f64, f64)) -> (f64, f64) {
    let (ax, ay) = ((a.x - p.x) * sx, (a.y - p.y) * sy);
    let (dx, dy) = ((b.x - a.x) * sx, (b.y - a.y) * sy);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 {
        (-(ax * dx + ay * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (t, (ax + t * dx).hypot(ay + t * dy))
}

/// The point a fraction along a segment.
pub(super) fn between(a: Coord, b: Coord, fraction: f64) -> Coord {
    Coord {
        x: a.x + (b.x - a.x) * fraction,
        y: a.y + (b.y - a.y) * fraction,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn small_angles_are_those_of_the_standard_library(size in -40.0..0.0_f64, negative: bool) {
            let angle = if negative { -size.exp2() } else { size.exp2() };
            // Other libraries than that of this machine may round the last bit otherwise.
            let last = angle.abs() * f64::EPSILON;
            prop_assert!((sine(angle) - angle.sin()).abs() <= last);
            prop_assert!((arc_sine(angle) - angle.asin()).abs() <= last);
        }
    }
}
