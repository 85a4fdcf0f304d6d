//! Which roads pass near a place.
//!
//! Segments of all links in the cells of a plain grid. An R-tree answers the same question, but a matcher asks it for
//! every fix, always with the same small radius, and a cell is one look-up.

use geo::Coord;

use super::graph::Graph;
use super::plane::DEGREE;
use crate::roads::Network;

/// Side of a cell in metres, doubled until the network fits into [`MOST_CELLS`].
const CELL: f64 = 100.0;
const MOST_CELLS: f64 = 4e6;

/// A place on a road near a fix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    /// Number of the link in the [`Graph`].
    pub(super) link: u32,
    /// Metres along it from its start.
    pub(super) along: f64,
    /// Metres from the fix.
    pub(super) metres: f64,
    segment: u32,
}

/// One segment of a link, in metres of the grid's plane.
#[derive(Clone, Copy, Debug)]
struct Segment {
    a: Coord,
    d: Coord,
    link: u32,
    at: u32,
    /// Metres along the link at its start, and its own.
    along: f64,
    length: f64,
}

/// All segments by cell.
#[derive(Debug)]
pub(super) struct Grid {
    origin: Coord,
    /// Cosine of the latitude that the plane is true at.
    shrink: f64,
    cell: f64,
    columns: usize,
    rows: usize,
    first: Vec<u32>,
    members: Vec<u32>,
    segments: Vec<Segment>,
}

impl Grid {
    pub(super) fn new(network: &Network, graph: &Graph) -> Self {
        let (low, high) = bounds(network, graph);
        let shrink = f64::midpoint(low.y, high.y).to_radians().cos();
        let mut grid = Self {
            origin: low,
            shrink,
            cell: CELL,
            columns: 1,
            rows: 1,
            first: Vec::new(),
            members: Vec::new(),
            segments: Vec::new(),
        };
        let size = grid.plane(high);
        while (size.x / grid.cell + 1.0) * (size.y / grid.cell + 1.0) > MOST_CELLS {
            grid.cell *= 2.0;
        }
        grid.columns = cell_of(size.x, grid.cell, usize::MAX) + 1;
        grid.rows = cell_of(size.y, grid.cell, usize::MAX) + 1;
        grid.segments = grid.all_segments(network, graph);
        grid.fill();
        grid
    }

    /// Roads within `radius` metres of a place: the nearest place of each stretch of a link that lies within, by link
    /// and place on it.
    pub(super) fn near(&self, place: Coord, radius: f64, found: &mut Vec<Near>) {
        found.clear();
        let here = self.plane(place);
        let stretch = place.y.to_radians().cos() / self.shrink;
        let (reach_x, reach_y) = (radius / stretch.max(1e-6), radius);
        let size = (
            self.columns as f64 * self.cell,
            self.rows as f64 * self.cell,
        );
        if here.x + reach_x < 0.0
            || here.y + reach_y < 0.0
            || here.x - reach_x > size.0
            || here.y - reach_y > size.1
        {
            return;
        }
        let column = |x: f64| cell_of(x, self.cell, self.columns - 1);
        let row = |y: f64| cell_of(y, self.cell, self.rows - 1);
        let (left, right) = (column(here.x - reach_x), column(here.x + reach_x));
        for row in row(here.y - reach_y)..=row(here.y + reach_y) {
            let from = self.first[row * self.columns + left] as usize;
            let to = self.first[row * self.columns + right + 1] as usize;
            for number in &self.members[from..to] {
                let segment = &self.segments[*number as usize];
                if let Some(near) = segment.near(here, stretch, radius) {
                    found.push(near);
                }
            }
        }
        if found.len() > 1 {
            one_for_each_stretch(found);
        }
    }

    /// Metres east and north of the grid's corner.
    fn plane(&self, place: Coord) -> Coord {
        Coord {
            x: (place.x - self.origin.x) * self.shrink * DEGREE,
            y: (place.y - self.origin.y) * DEGREE,
        }
    }

    fn all_segments(&self, network: &Network, graph: &Graph) -> Vec<Segment> {
        let mut segments = Vec::new();
        for (number, link) in (0..).zip(&graph.links) {
            let coords = &network.link(link.idx).coords;
            let lengths: Vec<f64> = coords
                .windows(2)
                .map(|pair| super::plane::metres(pair[0], pair[1]))
                .collect();
            // The link's own length is the sum of the same, but for rounding.
            let scale = link.length / lengths.iter().sum::<f64>().max(1e-9);
            let mut along = 0.0;
            for ((at, pair), length) in (0..).zip(coords.windows(2)).zip(lengths) {
                let a = self.plane(pair[0]);
                segments.push(Segment {
                    a,
                    d: self.plane(pair[1]) - a,
                    link: number,
                    at,
                    along: along * scale,
                    length: length * scale,
                });
                along += length;
            }
        }
        segments
    }

    /// Sorts the segments into the cells they pass.
    fn fill(&mut self) {
        let mut entries: Vec<(u32, u32)> = Vec::new();
        for (number, segment) in (0..).zip(&self.segments) {
            self.cells(segment, |cell| entries.push((cell, number)));
        }
        entries.sort_unstable();
        self.first = vec![0; self.columns * self.rows + 1];
        for (cell, _) in &entries {
            self.first[*cell as usize + 1] += 1;
        }
        for cell in 1..self.first.len() {
            self.first[cell] += self.first[cell - 1];
        }
        self.members = entries.into_iter().map(|(_, number)| number).collect();
    }

    /// Cells that a segment passes, or nearly.
    fn cells(&self, segment: &Segment, mut add: impl FnMut(u32)) {
        let b = segment.a + segment.d;
        let (low, high) = (segment.a.y.min(b.y), segment.a.y.max(b.y));
        for row in cell_of(low, self.cell, self.rows - 1)..=cell_of(high, self.cell, self.rows - 1)
        {
            // The stretch of the segment within this row.
            let (bottom, top) = (row as f64 * self.cell, (row + 1) as f64 * self.cell);
            let x_at = |y: f64| {
                if segment.d.y == 0.0 {
                    return (segment.a.x.min(b.x), segment.a.x.max(b.x));
                }
                let share = ((y - segment.a.y) / segment.d.y).clamp(0.0, 1.0);
                let x = segment.a.x + share * segment.d.x;
                (x, x)
            };
            let (from, to) = (x_at(bottom), x_at(top));
            let (left, right) = (from.0.min(to.0) - 0.01, from.1.max(to.1) + 0.01);
            let columns = cell_of(left, self.cell, self.columns - 1)
                ..=cell_of(right, self.cell, self.columns - 1);
            for column in columns {
                add(u32::try_from(row * self.columns + column).unwrap_or(u32::MAX));
            }
        }
    }
}

impl Segment {
    /// Its place nearest to a place of the plane, when that is within the radius; `stretch` are true metres of one
    /// metre east.
    fn near(&self, here: Coord, stretch: f64, radius: f64) -> Option<Near> {
        let (dx, dy) = (self.d.x * stretch, self.d.y);
        let (px, py) = ((here.x - self.a.x) * stretch, here.y - self.a.y);
        let square = dx * dx + dy * dy;
        let share = if square > 0.0 {
            ((px * dx + py * dy) / square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (ox, oy) = (px - share * dx, py - share * dy);
        let metres = ox * ox + oy * oy;
        (metres <= radius * radius).then(|| Near {
            link: self.link,
            along: self.along + share * self.length,
            metres: metres.sqrt(),
            segment: self.at,
        })
    }
}

/// Of the segments of a link that follow each other within the radius, keeps the nearest place.
fn one_for_each_stretch(found: &mut Vec<Near>) {
    found.sort_unstable_by_key(|near| (near.link, near.segment));
    let mut kept = 0;
    let mut last = found[0];
    for idx in 1..found.len() {
        let near = found[idx];
        let follows = near.link == last.link && near.segment <= last.segment + 1;
        last = near;
        if !follows {
            kept += 1;
            found[kept] = near;
        } else if near.metres < found[kept].metres {
            found[kept] = near;
        }
    }
    found.truncate(kept + 1);
}

/// Number of the cell of a coordinate, within bounds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "negative and large values are brought within bounds"
)]
fn cell_of(metres: f64, cell: f64, last: usize) -> usize {
    ((metres / cell).max(0.0) as usize).min(last)
}

/// South-west and north-east corner of the links.
fn bounds(network: &Network, graph: &Graph) -> (Coord, Coord) {
    let (mut low, mut high) = (Coord::zero(), Coord::zero());
    let links = graph.links.iter();
    let places = links.flat_map(|link| network.link(link.idx).coords.iter());
    for (number, place) in places.enumerate() {
        if number == 0 {
            (low, high) = (*place, *place);
        }
        low.x = low.x.min(place.x);
        low.y = low.y.min(place.y);
        high.x = high.x.max(place.x);
        high.y = high.y.max(place.y);
    }
    (low, high)
}
