//! The segments of a drawing in square cells: neighbours are found in a time that does not grow with the county.

use geo::Coord;

use super::drawing::{Drawing, number};
use super::geometry::{nearest_on_segment, scale};
use super::radix;

/// Metres around a segment within which it is found in a cell: somewhat more than a touch.
const MARGIN: f64 = 0.5;

/// Most columns and rows.
const MOST: f64 = 65_000.0;

/// Which segments come near which square of the map.
///
/// Cells are as wide as one and a half mean segments, so that a segment lies in few of them and a cell holds few of
/// them; those without a segment take no memory. O(n) for lines of similar vertex spacing.
#[derive(Debug)]
pub(super) struct Cells {
    low: Coord,
    size: Coord,
    margin: Coord,
    /// Cell in the upper half, segment in the lower, sorted.
    entries: Vec<u64>,
    /// First entry of each row.
    rows: Vec<u32>,
}

/// A segment near a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) segment: u32,
    /// Fraction along the segment.
    pub(super) fraction: f64,
    pub(super) metres: f64,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=65,535 before"
)]
fn cell(value: f64) -> u32 {
    value.clamp(0.0, MOST) as u32
}

impl Cells {
    /// Puts every segment into the cells that it comes near.
    pub(super) fn new(drawing: &Drawing) -> Self {
        let infinite = Coord {
            x: f64::INFINITY,
            y: f64::INFINITY,
        };
        let (mut low, mut high) = (infinite, infinite * -1.0);
        for coord in &drawing.coords {
            low = lower(low, *coord);
            high = higher(high, *coord);
        }
        let widest = scale(low.y.abs().max(high.y.abs()).min(89.0));
        let margin = Coord {
            x: MARGIN / widest.0.max(1.0),
            y: MARGIN / widest.1,
        };
        let mut cells = Self {
            low: low - margin,
            size: size(drawing, high - low + margin * 2.0),
            margin,
            entries: Vec::with_capacity(drawing.coords.len() * 2),
            rows: Vec::new(),
        };
        for line in &drawing.lines {
            for segment in line.first..line.last {
                cells.enter(segment, drawing.segment(segment));
            }
        }
        radix::sort(&mut cells.entries, |entry| entry >> 32);
        let rows = cells.entries.last().map_or(0, |entry| entry >> 48) + 1;
        cells.rows = (0..=rows)
            .map(|row| number(cells.entries.partition_point(|entry| entry >> 48 < row)))
            .collect();
        cells
    }

    fn column(&self, x: f64) -> u32 {
        cell((x - self.low.x) / self.size.x)
    }

    fn row(&self, y: f64) -> u32 {
        cell((y - self.low.y) / self.size.y)
    }

    /// The cell of a place.
    pub(super) fn of(&self, place: Coord) -> u32 {
        self.row(place.y) << 16 | self.column(place.x)
    }

    fn enter(&mut self, segment: u32, [a, b]: [Coord; 2]) {
        let (low, high) = (lower(a, b) - self.margin, higher(a, b) + self.margin);
        let columns = self.column(low.x)..=self.column(high.x);
        let one_column = columns.start() == columns.end();
        for column in columns {
            let (mut south, mut north) = (low.y, high.y);
            if !one_column {
                // The part of the segment in this column.
                let west = self.low.x + self.size.x * f64::from(column) - self.margin.x;
                let east = west + self.size.x + 2.0 * self.margin.x;
                let along = |x: f64| ((x - a.x) / (b.x - a.x)).clamp(0.0, 1.0);
                let at = |x: f64| a.y + (b.y - a.y) * along(x);
                if (b.x - a.x).abs() > 0.0 {
                    south = south.max(at(west).min(at(east)) - self.margin.y);
                    north = north.min(at(west).max(at(east)) + self.margin.y);
                }
            }
            for row in self.row(south)..=self.row(north) {
                let cell = u64::from(row << 16 | column);
                self.entries.push(cell << 32 | u64::from(segment));
            }
        }
    }

    /// How many rows of cells there are.
    pub(super) fn rows(&self) -> usize {
        self.rows.len() - 1
    }

    /// The cells of a row that hold a segment: each its entries.
    pub(super) fn filled(&self, row: usize) -> impl Iterator<Item = &[u64]> {
        let (from, to) = (self.rows[row] as usize, self.rows[row + 1] as usize);
        self.entries[from..to].chunk_by(|a, b| a >> 32 == b >> 32)
    }

    /// Calls for every segment that comes near a box, for some several times.
    pub(super) fn visit(&self, low: Coord, high: Coord, mut call: impl FnMut(u32)) {
        let rows = self.row(low.y) as usize..=self.row(high.y) as usize;
        let (west, east) = (self.column(low.x), self.column(high.x));
        for row in rows {
            let Some([from, to]) = self
                .rows
                .get(row..row + 2)
                .and_then(|pair| pair.first_chunk())
            else {
                break;
            };
            let row = &self.entries[*from as usize..*to as usize];
            let column = |entry: &u64| of_entry(*entry).0 & 0xffff;
            let first = row.partition_point(|entry| column(entry) < west);
            let inside = row[first..].iter();
            for entry in inside.take_while(|entry| column(entry) <= east) {
                call(of_entry(*entry).1);
            }
        }
    }

    /// Segments within `limit` metres of a place, with their nearest points; for some several times.
    pub(super) fn near(&self, drawing: &Drawing, p: Coord, limit: f64, found: &mut Vec<Near>) {
        let (sx, sy) = scale(p.y);
        let reach = Coord {
            x: limit * 1.01 / sx.max(1.0),
            y: limit * 1.01 / sy,
        };
        self.visit(p - reach, p + reach, |segment| {
            let [a, b] = drawing.segment(segment);
            let (fraction, metres) = nearest_on_segment(p, a, b);
            if metres <= limit {
                found.push(Near {
                    segment,
                    fraction,
                    metres,
                });
            }
        });
    }
}

/// Cell and segment of an entry.
#[expect(clippy::cast_possible_truncation, reason = "halves of a word")]
pub(super) const fn of_entry(entry: u64) -> (u32, u32) {
    ((entry >> 32) as u32, entry as u32)
}

/// Width and height of a cell in degrees.
fn size(drawing: &Drawing, extent: Coord) -> Coord {
    let (mut sum, mut count) = (Coord::zero(), 0.0);
    for line in &drawing.lines {
        for segment in line.first..line.last {
            let [a, b] = drawing.segment(segment);
            sum = sum
                + Coord {
                    x: (a.x - b.x).abs(),
                    y: (a.y - b.y).abs(),
                };
            count += 1.0;
        }
    }
    let mean = f64::max(sum.x, sum.y) * 1.5 / f64::max(count, 1.0);
    Coord {
        x: mean.max(extent.x / MOST).max(1e-6),
        y: mean.max(extent.y / MOST).max(1e-6),
    }
}

pub(super) fn lower(a: Coord, b: Coord) -> Coord {
    Coord {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
    }
}

pub(super) fn higher(a: Coord, b: Coord) -> Coord {
    Coord {
        x: a.x.max(b.x),
        y: a.y.max(b.y),
    }
}
