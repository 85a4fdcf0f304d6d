//! The mesh of triangles on which streams and roads are laid out.
//!
//! Roads that follow edges of one plane mesh meet at its nodes and nowhere else: no two of them cross without a junction.

use geo::Coord;

use super::dice::{Dice, hash};
use super::frame::Frame;

/// A node of the mesh.
pub(super) type Node = u32;

/// Distance of nodes in metres.
pub(super) const SPACING: f64 = 200.0;
/// Distance of rows in metres: the height of an equilateral triangle.
const ROW: f64 = SPACING * 0.866_025;
/// Nearest that a node comes to the border, in metres.
const MARGIN: f64 = 130.0;

/// Nodes in rows, every second row shifted by half a step, each moved a little so that nothing is straight.
#[derive(Debug)]
pub(super) struct Mesh {
    columns: usize,
    rows: usize,
    origin: Coord,
    /// Place of each node, in plane metres.
    pub(super) places: Vec<Coord>,
    /// Whether roads may use it.
    pub(super) open: Vec<bool>,
    /// Height of each node, in metres.
    pub(super) heights: Vec<f64>,
}

impl Mesh {
    /// Covers a county.
    pub(super) fn new(frame: &Frame, seed: u64) -> Self {
        let (low, high) = frame.bounds();
        let count = |metres: f64, step: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a county is some hundreds of steps wide"
            )]
            let whole = (metres / step).ceil() as usize + 1;
            whole
        };
        let (columns, rows) = (count(high.x - low.x, SPACING), count(high.y - low.y, ROW));
        let mut mesh = Self {
            columns,
            rows,
            origin: low,
            places: Vec::with_capacity(columns * rows),
            open: Vec::with_capacity(columns * rows),
            heights: Vec::with_capacity(columns * rows),
        };
        for row in 0..rows {
            for column in 0..columns {
                let key = (column.cast_signed() as i64, row.cast_signed() as i64);
                let sway = |salt: u64| (hash(seed ^ salt, key.0, key.1) - 0.5) * 0.42 * SPACING;
                let even = mesh.lattice(column, row);
                let place = Coord {
                    x: even.x + sway(1),
                    y: even.y + sway(2),
                };
                mesh.places.push(place);
                mesh.open.push(frame.contains(place, MARGIN));
                mesh.heights.push(frame.height(place));
            }
        }
        mesh
    }

    fn lattice(&self, column: usize, row: usize) -> Coord {
        Coord {
            x: self.origin.x + (column as f64 + 0.5 * (row % 2) as f64) * SPACING,
            y: self.origin.y + row as f64 * ROW,
        }
    }

    /// How many nodes.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// All nodes.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (0..self.places.len()).map(node)
    }

    /// One of the nodes.
    pub(super) fn any(&self, dice: &mut Dice) -> Node {
        node(dice.below(self.places.len()))
    }

    pub(super) fn place(&self, node: Node) -> Coord {
        self.places[node as usize]
    }

    /// The neighbours east, north-east, north-west, west, south-west and south-east.
    pub(super) fn neighbours(&self, of: Node) -> [Option<Node>; 6] {
        let (column, row) = (of as usize % self.columns, of as usize / self.columns);
        let shift = row % 2;
        let at = |column: Option<usize>, row: Option<usize>| {
            let (column, row) = (column?, row?);
            (column < self.columns && row < self.rows).then(|| node(row * self.columns + column))
        };
        let right = Some(column + shift);
        let left = (column + shift).checked_sub(1);
        [
            at(Some(column + 1), Some(row)),
            at(right, Some(row + 1)),
            at(left, Some(row + 1)),
            at(column.checked_sub(1), Some(row)),
            at(left, row.checked_sub(1)),
            at(right, row.checked_sub(1)),
        ]
    }

    /// The direction seen from the other end.
    pub(super) const fn back(direction: usize) -> usize {
        (direction + 3) % 6
    }

    /// Height in metres of a node's row without its sway, and the node of that row west of a place.
    pub(super) fn row_at(&self, place: Coord) -> (f64, Node) {
        let index = |value: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "places lie within the mesh"
            )]
            let whole = value.max(0.0) as usize;
            whole
        };
        let row = index((place.y - self.origin.y) / ROW + 0.5).min(self.rows - 1);
        let shift = 0.5 * (row % 2) as f64;
        let column = index((place.x - self.origin.x) / SPACING - shift).min(self.columns - 2);
        let y = self.lattice(column, row).y;
        (y, node(row * self.columns + column))
    }

    /// The open node nearest to a place, among those within some steps of it.
    pub(super) fn nearest(&self, place: Coord, good: impl Fn(Node) -> bool) -> Option<Node> {
        let (_, start) = self.row_at(place);
        let (column, row) = (start as usize % self.columns, start as usize / self.columns);
        let mut best: Option<(f64, Node)> = None;
        for reach in [3_usize, 12, 60] {
            for row in row.saturating_sub(reach)..(row + reach + 1).min(self.rows) {
                for column in column.saturating_sub(reach)..(column + reach + 1).min(self.columns) {
                    let node = node(row * self.columns + column);
                    let metres = distance(self.place(node), place);
                    if self.open[node as usize] && good(node) && best.is_none_or(|b| metres < b.0) {
                        best = Some((metres, node));
                    }
                }
            }
            if best.is_some() {
                break;
            }
        }
        best.map(|found| found.1)
    }

    /// Steepest way from a node to its neighbours, metres per metre.
    pub(super) fn slope(&self, of: Node) -> f64 {
        let here = self.heights[of as usize];
        let grade = |other: Node| {
            let metres = distance(self.place(of), self.place(other));
            (self.heights[other as usize] - here).abs() / metres
        };
        self.neighbours(of)
            .into_iter()
            .flatten()
            .map(grade)
            .fold(0.0, f64::max)
    }
}

fn node(index: usize) -> Node {
    Node::try_from(index).unwrap_or(Node::MAX)
}

/// Metres between two places of the plane.
pub(super) fn distance(a: Coord, b: Coord) -> f64 {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::size::Size;
    use super::*;

    #[test]
    fn neighbours_are_mutual_and_near() {
        let mesh = Mesh::new(&Frame::all(Size::Village, 1)[0], 1);
        for node in mesh.nodes() {
            for (direction, other) in mesh.neighbours(node).into_iter().enumerate() {
                let Some(other) = other else { continue };
                assert_eq!(mesh.neighbours(other)[Mesh::back(direction)], Some(node));
                let metres = distance(mesh.place(node), mesh.place(other));
                assert!((60.0..400.0).contains(&metres), "{metres}");
            }
        }
    }
}
