//! Whether places lie by a road, without measuring to each of its segments.

use geo::Coord;

use crate::roads::nearest_on_segment;

/// Fewer segments than this are not worth a box.
const LEAST: usize = 8;
/// A degree of latitude in metres, a little less than it has.
const DEGREE: f64 = 111_000.0;

/// A road in boxes of consecutive segments, about as many boxes as a box has segments.
#[derive(Debug)]
pub(super) struct Near<'a> {
    pieces: Vec<Piece<'a>>,
    within: f64,
}

/// Consecutive segments and the corners of their box.
#[derive(Debug)]
struct Piece<'a> {
    course: &'a [Coord],
    low: Coord,
    high: Coord,
}

impl<'a> Near<'a> {
    /// A road that places within so many metres lie by.
    pub(super) fn new(road: &'a [Coord], within: f64) -> Self {
        let size = road.len().isqrt().max(LEAST);
        let starts = (0..road.len().saturating_sub(1)).step_by(size);
        let courses = starts.map(|start| &road[start..road.len().min(start + size + 1)]);
        Self {
            pieces: courses.map(Piece::new).collect(),
            within,
        }
    }

    /// Whether a place lies by the road.
    pub(super) fn is_beside(&self, place: Coord) -> bool {
        let north = self.within / DEGREE;
        let east = north / place.y.to_radians().cos().abs().max(f64::EPSILON);
        let mut pieces = self.pieces.iter();
        pieces.any(|piece| {
            let outside = place.x < piece.low.x - east
                || place.x > piece.high.x + east
                || place.y < piece.low.y - north
                || place.y > piece.high.y + north;
            let mut pairs = piece.course.windows(2);
            let is_by =
                |pair: &[Coord]| nearest_on_segment(place, pair[0], pair[1]).1 <= self.within;
            !outside && pairs.any(is_by)
        })
    }
}

impl<'a> Piece<'a> {
    fn new(course: &'a [Coord]) -> Self {
        let (mut low, mut high) = (course[0], course[0]);
        for place in course {
            low = Coord {
                x: low.x.min(place.x),
                y: low.y.min(place.y),
            };
            high = Coord {
                x: high.x.max(place.x),
                y: high.y.max(place.y),
            };
        }
        Self { course, low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::foot;
    use super::*;

    #[test]
    fn boxes_find_what_measuring_to_every_segment_finds() {
        let mut state = 7_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
        };
        let (mut beside, mut apart) = (0, 0);
        for length in [0, 1, 2, 3, 8, 9, 10, 17, 60, 500] {
            let mut last = Coord { x: 77.5, y: 34.0 };
            let mut road = Vec::new();
            for _ in 0..length {
                road.push(last);
                last.x += random() * 2e-4;
                last.y += random() * 2e-4;
            }
            let near = Near::new(&road, 3.0);
            for number in 0..400 {
                let mut place = road.get(number % length.max(1)).copied().unwrap_or(last);
                place.x += random() * 2e-4;
                place.y += random() * 2e-4;
                let expected = foot(place, &road).is_some_and(|(_, metres)| metres <= 3.0);
                assert_eq!(near.is_beside(place), expected, "{length} {place:?}");
                beside += usize::from(expected);
                apart += usize::from(!expected);
            }
        }
        assert!(beside > 300 && apart > 300, "{beside} {apart}");
    }

    #[test]
    fn the_boxes_take_up_every_segment_once() {
        let road: Vec<Coord> = (0..100)
            .map(|x| Coord {
                x: 77.0 + f64::from(x) * 1e-3,
                y: 34.0,
            })
            .collect();
        let near = Near::new(&road, 3.0);
        let joined: usize = near.pieces.iter().map(|piece| piece.course.len() - 1).sum();
        assert_eq!((near.pieces.len(), joined), (10, 99));
        // The last place of one piece is the first of the next.
        for pair in near.pieces.windows(2) {
            assert_eq!(pair[0].course.last(), pair[1].course.first());
        }
    }
}
