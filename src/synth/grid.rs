//! Segments in squares of the plane: what crosses, and what lies near.

use geo::Coord;

use super::mesh::distance;

/// Width of a square in metres.
const SQUARE: f64 = 250.0;

/// One segment of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) a: Coord,
    pub(super) b: Coord,
    /// Whatever the caller tells segments apart by.
    pub(super) tag: u32,
}

/// Segments by the squares that their boxes touch.
#[derive(Debug)]
pub(super) struct Grid {
    low: Coord,
    columns: usize,
    rows: usize,
    squares: Vec<Vec<u32>>,
    segments: Vec<Segment>,
}

impl Grid {
    /// An empty grid over a box.
    pub(super) fn new(low: Coord, high: Coord) -> Self {
        let columns = index((high.x - low.x) / SQUARE) + 1;
        let rows = index((high.y - low.y) / SQUARE) + 1;
        Self {
            low,
            columns,
            rows,
            squares: vec![Vec::new(); columns * rows],
            segments: Vec::new(),
        }
    }

    /// Adds a segment.
    pub(super) fn add(&mut self, segment: Segment) {
        let number = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
        for square in self.touched(segment.a, segment.b, 0.0) {
            self.squares[square].push(number);
        }
        self.segments.push(segment);
    }

    /// Squares within `reach` of the box of two places.
    fn touched(&self, a: Coord, b: Coord, reach: f64) -> Vec<usize> {
        let column = |x: f64| index((x - self.low.x) / SQUARE).min(self.columns - 1);
        let row = |y: f64| index((y - self.low.y) / SQUARE).min(self.rows - 1);
        let mut squares = Vec::new();
        for row in row(a.y.min(b.y) - reach)..=row(a.y.max(b.y) + reach) {
            for column in column(a.x.min(b.x) - reach)..=column(a.x.max(b.x) + reach) {
                squares.push(row * self.columns + column);
            }
        }
        squares
    }

    /// Segments in the squares within `reach` of the box of two places, each once, in the order in which they were added.
    pub(super) fn around(&self, a: Coord, b: Coord, reach: f64) -> Vec<&Segment> {
        let squares = self.touched(a, b, reach);
        let mut numbers: Vec<u32> = squares
            .into_iter()
            .flat_map(|square| self.squares[square].iter().copied())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
            .into_iter()
            .map(|number| &self.segments[number as usize])
            .collect()
    }

    /// Metres to the nearest segment within `reach`.
    pub(super) fn nearest(&self, place: Coord, reach: f64) -> Option<(f64, u32)> {
        let near = self.around(place, place, reach);
        let metres = |segment: &&Segment| (off(place, segment.a, segment.b), segment.tag);
        let best = near.iter().map(metres).min_by(|a, b| a.0.total_cmp(&b.0))?;
        (best.0 <= reach).then_some(best)
    }
}

fn index(value: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "squares of one county are few"
    )]
    let whole = value.max(0.0) as usize;
    whole
}

/// Metres from a place to a segment.
pub(super) fn off(place: Coord, a: Coord, b: Coord) -> f64 {
    let (along, from) = (b - a, place - a);
    let square = along.x * along.x + along.y * along.y;
    let share = if square > 0.0 {
        ((from.x * along.x + from.y * along.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    distance(place, a + along * share)
}

/// Share of the first segment at which two segments cross, their ends excluded.
pub(super) fn crossing(a: Coord, b: Coord, c: Coord, d: Coord) -> Option<f64> {
    let cross = |one: Coord, two: Coord| one.x * two.y - one.y * two.x;
    let (along, other, apart) = (b - a, d - c, c - a);
    let denominator = cross(along, other);
    if denominator == 0.0 {
        return None;
    }
    let first = cross(apart, other) / denominator;
    let second = cross(apart, along) / denominator;
    let inside = 1e-6..=1.0 - 1e-6;
    (inside.contains(&first) && inside.contains(&second)).then_some(first)
}

/// Least metres between two segments; nought when they cross.
pub(super) fn gap(a: Coord, b: Coord, c: Coord, d: Coord) -> f64 {
    if crossing(a, b, c, d).is_some() {
        return 0.0;
    }
    off(a, c, d)
        .min(off(b, c, d))
        .min(off(c, a, b))
        .min(off(d, a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    #[test]
    fn segments_cross_once_and_keep_their_distance() {
        let share = crossing(at(0.0, 0.0), at(10.0, 0.0), at(4.0, -5.0), at(4.0, 5.0));
        assert!((share.unwrap() - 0.4).abs() < 1e-9);
        assert_eq!(
            crossing(at(0.0, 0.0), at(10.0, 0.0), at(10.0, 0.0), at(12.0, 5.0)),
            None
        );
        assert!((gap(at(0.0, 0.0), at(10.0, 0.0), at(3.0, 7.0), at(30.0, 7.0)) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn the_nearest_segment_is_found_across_squares() {
        let mut grid = Grid::new(at(0.0, 0.0), at(2_000.0, 2_000.0));
        for tag in 0..20 {
            let x = f64::from(tag) * 100.0;
            grid.add(Segment {
                a: at(x, 0.0),
                b: at(x, 2_000.0),
                tag,
            });
        }
        assert_eq!(grid.nearest(at(512.0, 700.0), 60.0), Some((12.0, 5)));
        assert_eq!(grid.nearest(at(550.0, 700.0), 40.0), None);
    }
}
