//! The segments of a drawing in cells: neighbours are found in a time that does not grow with the county.

use geo::Coord;

use super::drawing::{Drawing, number};
use super::geometry::{GRID, nearest_in_plane, scale};
use super::places::halves;
use super::radix;
use super::runs::{self, Frame, LONGEST, Run};

/// A vertex this near to another line, in metres, was drawn onto it: less than the rounding of a survey, far less than the
/// width of a road.
pub(super) const TOUCH: f64 = 0.2;

/// Most columns and rows, as a power of two.
const MOST: u32 = 16;

/// Columns and rows of a block of cells, as a power of two: its segments fit the cache of a core.
const BLOCK: u32 = 5;

/// Runs over more cells than this in a row or column are entered where they pass only.
const WIDE: u32 = 4;

/// Which runs of segments come near which part of the map.
///
/// Cells are about as wide as a run of mean segments, so that a run lies in few of them and a cell holds few of
/// them; those without a run take no memory. O(n) for lines of similar vertex spacing.
#[derive(Debug)]
pub(super) struct Cells {
    runs: Vec<Run>,
    /// The corner that cells are counted from.
    low: [u32; 2],
    /// Width and height of a cell, as powers of two.
    shift: [u32; 2],
    /// A touch in columns and rows of the grid, generously.
    reach: [u32; 2],
    /// Number of the cell in the upper half, run in the lower, sorted: so cells lie block after block.
    entries: Vec<u64>,
    /// Number of each block that holds a run and its first entry, in order; behind them one more.
    blocks: Vec<(u32, u32)>,
}

/// A segment near a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) segment: u32,
    /// Fraction along the segment.
    pub(super) fraction: f64,
    pub(super) metres: f64,
}

impl Cells {
    /// Puts every segment into the cells that it comes near.
    pub(super) fn new(drawing: &Drawing) -> Self {
        let (frame, mean) = extent(drawing);
        let shift = [0, 1].map(|axis| {
            let cell = mean[axis].max(mean[1 - axis] / 4).clamp(1, 1 << 30);
            let least = u32::BITS - (frame.size()[axis] >> MOST).leading_zeros();
            cell.next_power_of_two().trailing_zeros().max(least)
        });
        let mut cells = Self {
            runs: Vec::new(),
            low: frame.low,
            shift,
            reach: reach(frame),
            entries: Vec::new(),
            blocks: Vec::new(),
        };
        let limit = shift.map(|shift| 1 << shift);
        // About as many as there are, so that none is moved; memory that is not used costs nothing.
        cells
            .runs
            .reserve(drawing.lines.len() + drawing.vertices() / 8);
        for line in &drawing.lines {
            runs::of_line(drawing, line, limit, cells.reach, &mut cells.runs);
        }
        cells.enter_all(drawing);
        cells
    }

    fn enter_all(&mut self, drawing: &Drawing) {
        let mut entries: Vec<u64> = Vec::with_capacity(self.runs.len() * 2);
        for (at, run) in (0..).zip(&self.runs) {
            self.enter(drawing, run, |cell| {
                entries.push(u64::from(cell) << 32 | at);
            });
        }
        radix::sort(&mut entries, |entry| entry >> 32);
        let mut before = 0;
        for block in entries.chunk_by(|a, b| block_of(*a) == block_of(*b)) {
            self.blocks.push((block_of(block[0]), before));
            before += number(block.len());
        }
        self.blocks.push((u32::MAX, before));
        self.entries = entries;
    }

    /// Column and row of a place of the grid.
    fn cell_at(&self, at: [u32; 2]) -> [u32; 2] {
        [0, 1].map(|axis| {
            (at[axis].saturating_sub(self.low[axis]) >> self.shift[axis]).min((1 << MOST) - 1)
        })
    }

    /// Calls for the cells within a touch of a run.
    fn enter(&self, drawing: &Drawing, run: &Run, mut call: impl FnMut(u32)) {
        let (low, high) = self.around(run);
        if !is_wide(low, high) {
            for row in low[1]..=high[1] {
                for column in low[0]..=high[0] {
                    call(numbered([column, row]));
                }
            }
            return;
        }
        for segment in run.segments() {
            self.enter_long(drawing.segment(segment), &mut call);
        }
    }

    /// The first and last cell of a run, column and row.
    fn around(&self, run: &Run) -> ([u32; 2], [u32; 2]) {
        let frame = run.frame.wider(self.reach);
        (self.cell_at(frame.low), self.cell_at(frame.high))
    }

    /// Calls for the cells that a long segment passes.
    fn enter_long(&self, [a, b]: [Coord; 2], mut call: impl FnMut(u32)) {
        let [a, b] = [a, b].map(on_scale);
        let reach = self.reach.map(f64::from);
        let low = self.cell_at(whole([a[0].min(b[0]) - reach[0], 0.0]))[0];
        let high = self.cell_at(whole([a[0].max(b[0]) + reach[0], 0.0]))[0];
        for column in low..=high {
            // The part of the segment in this column.
            let west =
                f64::from(self.low[0]) + f64::from(column) * f64::from(1_u32 << self.shift[0]);
            let east = west + f64::from(1_u32 << self.shift[0]) + reach[0];
            let along = |x: f64| ((x - a[0]) / (b[0] - a[0])).clamp(0.0, 1.0);
            let at = |x: f64| a[1] + (b[1] - a[1]) * along(x);
            let (mut south, mut north) = (a[1].min(b[1]), a[1].max(b[1]));
            if (b[0] - a[0]).abs() > 0.0 {
                let (here, there) = (at(west - reach[0]), at(east));
                (south, north) = (here.min(there), here.max(there));
            }
            let rows =
                [south - reach[1], north + reach[1]].map(|y| self.cell_at(whole([0.0, y]))[1]);
            for row in rows[0]..=rows[1] {
                call(numbered([column, row]));
            }
        }
    }

    /// How many blocks of cells hold a run.
    pub(super) fn blocks(&self) -> usize {
        self.blocks.len() - 1
    }

    /// All runs, in the order of their segments.
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// A touch in columns and rows of the grid, generously.
    pub(super) const fn reach(&self) -> [u32; 2] {
        self.reach
    }

    /// The cells of a block that hold a run: each its entries.
    pub(super) fn filled(&self, block: usize) -> impl Iterator<Item = &[u64]> {
        self.entries_of(block).chunk_by(|a, b| a >> 32 == b >> 32)
    }

    /// The entries of a block, cell after cell.
    pub(super) fn entries_of(&self, block: usize) -> &[u64] {
        let (from, to) = (self.blocks[block].1, self.blocks[block + 1].1);
        &self.entries[from as usize..to as usize]
    }

    /// The cell in which two runs that come near each other are compared; `None` when that is any that holds both.
    pub(super) fn meeting(&self, one: &Run, two: &Run) -> Option<u32> {
        let ((one, one_high), (two, two_high)) = (self.around(one), self.around(two));
        let wide = is_wide(one, one_high) || is_wide(two, two_high);
        (!wide).then(|| numbered([one[0].max(two[0]), one[1].max(two[1])]))
    }

    /// Calls for every segment whose box touches a box, for some several times.
    pub(super) fn visit(
        &self,
        drawing: &Drawing,
        low: Coord,
        high: Coord,
        mut call: impl FnMut(u32),
    ) {
        // Vertices lie up to half a unit beside the middle of their place.
        let frame = Frame {
            low: whole(on_scale(low)),
            high: whole(on_scale(high)),
        }
        .wider([2, 2]);
        let (first, last) = (self.cell_at(frame.low), self.cell_at(frame.high));
        self.runs_of(first, last, |run| {
            if !run.frame.touches(&frame) {
                return;
            }
            for segment in run.segments() {
                if Frame::around(drawing.places_of(segment)).touches(&frame) {
                    call(segment);
                }
            }
        });
    }

    /// Calls for the runs of the cells from the first to the last column and row.
    fn runs_of(&self, first: [u32; 2], last: [u32; 2], mut call: impl FnMut(&Run)) {
        for block_row in first[1] >> BLOCK..=last[1] >> BLOCK {
            for block_column in first[0] >> BLOCK..=last[0] >> BLOCK {
                let corner = [block_column << BLOCK, block_row << BLOCK];
                let wanted = block_of(u64::from(numbered(corner)) << 32);
                let Ok(block) = self.blocks.binary_search_by_key(&wanted, |block| block.0) else {
                    continue;
                };
                let far = corner.map(|corner| corner + (1 << BLOCK) - 1);
                let (low, high) = (
                    [0, 1].map(|axis| first[axis].max(corner[axis])),
                    [0, 1].map(|axis| last[axis].min(far[axis])),
                );
                let mut left = self.entries_of(block);
                for row in low[1]..=high[1] {
                    let (from, to) = (numbered([low[0], row]), numbered([high[0], row]));
                    left = &left[left.partition_point(|entry| of_entry(*entry).0 < from)..];
                    let inside = left.iter().map(|entry| of_entry(*entry));
                    for (_, run) in inside.take_while(|(cell, _)| *cell <= to) {
                        call(&self.runs[run as usize]);
                    }
                }
            }
        }
    }

    /// Segments within `limit` metres of a vertex, with their nearest points; for some several times, for those that end
    /// at its place never.
    pub(super) fn near(&self, drawing: &Drawing, vertex: u32, limit: f64, found: &mut Vec<Near>) {
        let (p, here) = (drawing.coord(vertex), drawing.place(vertex));
        let scale = scale(p.y);
        let reach = Coord {
            x: limit * 1.01 / scale.0.max(1.0),
            y: limit * 1.01 / scale.1,
        };
        self.visit(drawing, p - reach, p + reach, |segment| {
            if drawing.places_of(segment).contains(&here) {
                return;
            }
            let [a, b] = drawing.segment(segment);
            let (fraction, metres) = nearest_in_plane(p, a, b, scale);
            if metres <= limit {
                found.push(Near {
                    segment,
                    fraction,
                    metres,
                });
            }
        });
    }

    /// The cell of a place, as a number by which places near each other lie near each other.
    pub(super) fn of(&self, place: u64) -> u32 {
        numbered(self.cell_at(halves(place)))
    }
}

fn is_wide(low: [u32; 2], high: [u32; 2]) -> bool {
    (0..2).any(|axis| high[axis] - low[axis] >= WIDE)
}

/// The number of a cell: its block, then its row and column there.
const fn numbered([column, row]: [u32; 2]) -> u32 {
    const INSIDE: u32 = (1 << BLOCK) - 1;
    let block = row >> BLOCK << (MOST - BLOCK) | column >> BLOCK;
    (block << BLOCK | row & INSIDE) << BLOCK | column & INSIDE
}

/// The block of the cell of an entry.
const fn block_of(entry: u64) -> u32 {
    of_entry(entry).0 >> (2 * BLOCK)
}

/// Cell and run of an entry.
#[expect(clippy::cast_possible_truncation, reason = "halves of a word")]
pub(super) const fn of_entry(entry: u64) -> (u32, u32) {
    ((entry >> 32) as u32, entry as u32)
}

/// The box around all lines, and the width and height of so many mean segments as a run has at most.
fn extent(drawing: &Drawing) -> (Frame, [u32; 2]) {
    let mut frame: Option<Frame> = None;
    let (mut sum, mut count) = ([0_u64; 2], 0_u64);
    for line in &drawing.lines {
        let places = drawing.places(line.vertices());
        let mut around = frame.unwrap_or(Frame::at(places[0])).with(places[0]);
        for pair in places.windows(2) {
            around = around.with(pair[1]);
            let size = Frame::around([pair[0], pair[1]]).size();
            sum = [0, 1].map(|axis| sum[axis] + u64::from(size[axis]));
        }
        count += places.len() as u64 - 1;
        frame = Some(around);
    }
    let mean =
        sum.map(|sum| u32::try_from(sum * u64::from(LONGEST) / count.max(1)).unwrap_or(u32::MAX));
    (frame.unwrap_or(Frame::at(1 << 63 | 1 << 31)), mean)
}

/// A touch in columns and rows of the grid anywhere within a box, generously.
fn reach(frame: Frame) -> [u32; 2] {
    let latitude = |row: u32| (f64::from(row) - f64::from(1_u32 << 31)).abs() / GRID;
    let widest = latitude(frame.low[1])
        .max(latitude(frame.high[1]))
        .min(89.0);
    let (sx, sy) = scale(widest);
    // Vertices lie up to half a unit beside the middle of their place.
    whole([sx, sy].map(|metres| 1.1 * TOUCH / metres * GRID + 2.0))
}

/// Columns and rows of the grid from the corner of the map.
fn on_scale(coord: Coord) -> [f64; 2] {
    [coord.x, coord.y].map(|degrees| degrees * GRID + f64::from(1_u32 << 31))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such a cast ends at the least and the greatest number"
)]
fn whole(at: [f64; 2]) -> [u32; 2] {
    at.map(|value| value as u32)
}

/// The lower of each coordinate.
pub(super) fn lower(a: Coord, b: Coord) -> Coord {
    Coord {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
    }
}

/// The higher of each coordinate.
pub(super) fn higher(a: Coord, b: Coord) -> Coord {
    Coord {
        x: a.x.max(b.x),
        y: a.y.max(b.y),
    }
}
