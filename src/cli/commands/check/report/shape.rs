//! Where a mend or doubt lies on the map: the gap to be closed, the stretch that two roads share.

use geo::Coord;

use super::near::Near;
use crate::roads::{distance, nearest_on_segment};

/// More pairs of vertices and segments than this are not looked through; the report has a point there then.
const MOST_PAIRS: usize = 4_000_000;

/// The place of a road nearest to another place, and how many metres it is away.
pub(super) fn foot(place: Coord, road: &[Coord]) -> Option<(Coord, f64)> {
    let mut best: Option<(Coord, f64)> = None;
    for pair in road.windows(2) {
        let (share, metres) = nearest_on_segment(place, pair[0], pair[1]);
        if best.is_none_or(|(_, least)| metres < least) {
            best = Some((pair[0] + (pair[1] - pair[0]) * share, metres));
        }
    }
    best
}

/// The stretches along which two roads run within so many metres of each other, drawn as one of them.
pub(super) fn shared(a: &[Coord], b: &[Coord], within: f64) -> Vec<Vec<Coord>> {
    if a.len().saturating_mul(b.len()) > MOST_PAIRS {
        return Vec::new();
    }
    // A segment that goes on beyond the end of the other road shows only in the other's drawing.
    let (one, two) = (along(a, b, within), along(b, a, within));
    let length = |lines: &[Vec<Coord>]| -> f64 {
        let pairs = lines.iter().flat_map(|line| line.windows(2));
        pairs.map(|pair| distance(pair[0], pair[1])).sum()
    };
    if length(&one) >= length(&two) {
        one
    } else {
        two
    }
}

/// The runs of segments of a road that lie by another.
fn along(road: &[Coord], other: &[Coord], within: f64) -> Vec<Vec<Coord>> {
    let near = Near::new(other, within);
    let beside = |place: Coord| near.is_beside(place);
    let mut lines: Vec<Vec<Coord>> = Vec::new();
    let (mut begun, mut last) = (false, road.first().is_some_and(|place| beside(*place)));
    for pair in road.windows(2) {
        let next = beside(pair[1]);
        if last && next && beside((pair[0] + pair[1]) / 2.0) {
            match lines.last_mut().filter(|_| begun) {
                Some(line) => line.push(pair[1]),
                None => lines.push(pair.to_vec()),
            }
            begun = true;
        } else {
            begun = false;
        }
        last = next;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord {
            x: 126.0 + x * 1e-3,
            y: 43.0 + y * 1e-3,
        }
    }

    #[test]
    fn a_shared_stretch_is_drawn_from_end_to_end() {
        let a = [at(0.0, 0.0), at(1.0, 0.0), at(2.0, 0.0), at(3.0, 1.0)];
        let b = [at(1.0, -1.0), at(1.0, 0.0), at(2.0, 0.0), at(2.5, -1.0)];
        assert_eq!(shared(&a, &b, 0.5), [[at(1.0, 0.0), at(2.0, 0.0)]]);
        // The short one lies on a single segment of the long one.
        let (long, short) = ([at(0.0, 0.0), at(4.0, 0.0)], [at(1.0, 0.0), at(2.0, 0.0)]);
        assert_eq!(shared(&long, &short, 0.5), [short]);
        assert!(shared(&a, &[at(0.0, 5.0), at(3.0, 5.0)], 0.5).is_empty());
    }

    #[test]
    fn two_stretches_stay_two() {
        let a: Vec<Coord> = (0..6).map(|x| at(f64::from(x), 0.0)).collect();
        let b = [a[0], a[1], at(2.5, 2.0), a[4], a[5]];
        assert_eq!(shared(&a, &b, 0.5), [[a[0], a[1]], [a[4], a[5]]]);
    }

    #[test]
    fn the_foot_is_the_nearest_place() {
        let (place, metres) = foot(at(1.0, 1.0), &[at(0.0, 0.0), at(2.0, 0.0)]).unwrap();
        assert!((place.x - at(1.0, 0.0).x).abs() < 1e-9 && (metres - 111.2).abs() < 0.1);
        assert!(foot(at(0.0, 0.0), &[]).is_none());
    }
}
