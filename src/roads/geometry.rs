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
    let h = dy.sin().powi(2) + cos_a * cos_b * dx.sin().powi(2);
    2.0 * EARTH_RADIUS * h.sqrt().min(1.0).asin()
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
    let (sx, sy) = scale(p.y);
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
