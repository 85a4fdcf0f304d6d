//! Positions in metres of a grid (投影坐标) out of two cells.
//!
//! Surveyors write X for north and Y for east, maps the other way round. On the national grids of China the numbers tell;
//! on any other grid the headings must.

use geo::Coord;

use super::{Cell, Problem};
use crate::domain::{Datum, Grid, Misfit};
use crate::ledger::fields::{heading, metres};

/// What the numbers of a table's positions are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Frame {
    /// The system that is declared for all of them.
    pub(super) declared: Option<Datum>,
    /// The grid of those in metres when none is declared.
    pub(super) metres: Option<Datum>,
    /// The two columns stand for each other.
    pub(super) swap: bool,
    /// The headings say which column is east.
    pub(super) certain: bool,
}

/// What a position was converted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FromGrid {
    /// The system of the EPSG register.
    pub datum: Datum,
    /// North stood before east.
    pub north_first: bool,
}

/// Headings of an easting and a northing, folded, and whether they say which is which.
const PAIRS: [(&str, &str, bool); 12] = [
    ("easting", "northing", true),
    ("east", "north", true),
    ("东坐标", "北坐标", true),
    ("东向坐标", "北向坐标", true),
    ("横坐标", "纵坐标", true),
    ("横坐标y", "纵坐标x", true),
    ("y坐标(东)", "x坐标(北)", true),
    ("point_x", "point_y", true),
    ("x坐标", "y坐标", false),
    ("坐标x", "坐标y", false),
    ("x", "y", false),
    ("coord_x", "coord_y", false),
];

/// A heading without the unit behind it.
fn plain(text: &str) -> String {
    let text = heading(text);
    let bare = ["(m)", "(米)", "(度)", "(°)"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit));
    bare.map_or_else(|| text.clone(), str::to_owned)
}

/// Whether a heading is that of an easting or a northing.
pub(super) fn is_heading(text: &str) -> bool {
    let text = plain(text);
    PAIRS
        .iter()
        .any(|(east, north, _)| *east == text || *north == text)
}

/// The columns of easting and northing among headings, and whether these say which is which.
pub(super) fn columns<'a>(
    headings: impl Iterator<Item = &'a str> + Clone,
) -> Option<(usize, usize, bool)> {
    let folded: Vec<String> = headings.map(plain).collect();
    let at = |name: &str| folded.iter().position(|text| text == name);
    let pair =
        |(east, north, certain): &(&str, &str, bool)| Some((at(east)?, at(north)?, *certain));
    PAIRS.iter().find_map(pair)
}

/// The two numbers of cells that hold metres; `None` when they are none or too small for that.
pub(super) fn numbers(east: &Cell, north: &Cell) -> Option<Coord> {
    // No grid has a place this near to both of its axes.
    const LEAST: f64 = 1_000.0;
    let place = Coord {
        x: number(east)?,
        y: number(north)?,
    };
    (place.x.abs() >= LEAST && place.y.abs() >= LEAST).then_some(place)
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => metres(text),
        _ => None,
    }
}

/// The place of two cells that hold metres of a grid, in WGS 84.
pub(super) fn place(
    east: &Cell,
    north: &Cell,
    datum: Datum,
    frame: Frame,
) -> Result<((f64, f64), FromGrid), Problem> {
    let read = |cell: &Cell| number(cell).ok_or_else(|| Problem::Metres { found: cell.text() });
    let (x, y) = (read(east)?, read(north)?);
    on_grid(Coord { x, y }, datum, frame)
}

/// A position on a declared grid, degrees or metres, in WGS 84.
pub(super) fn on_grid(
    given: Coord,
    datum: Datum,
    frame: Frame,
) -> Result<((f64, f64), FromGrid), Problem> {
    let Coord { x, y } = given;
    let outside = Problem::GridOutside { x, y, datum };
    let Datum::Epsg(code) = datum else {
        return Err(outside);
    };
    let Some(grid) = Grid::of(code) else {
        return Err(outside);
    };
    let degrees = grid.is_degrees();
    if !degrees && !grid.tells_order() && !frame.certain && !frame.swap {
        return Err(Problem::GridOrder { x, y, datum });
    }
    let turn = frame.swap && !degrees && !grid.tells_order();
    let asked = if turn { Coord { x: y, y: x } } else { given };
    match grid.place(asked) {
        Ok(placed) => {
            let from = FromGrid {
                datum,
                north_first: placed.swapped || turn,
            };
            Ok(((placed.place.x, placed.place.y), from))
        }
        Err(Misfit::Degrees) => Err(Problem::GridDegrees { x, y, datum }),
        Err(Misfit::Zone { wanted, found }) => Err(Problem::GridZone {
            x,
            y,
            wanted,
            found,
        }),
        Err(Misfit::Outside) => Err(outside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_metres_are_found_in_pairs() {
        let find = |names: &[&str]| columns(names.iter().copied());
        assert_eq!(
            find(&["编号", "X坐标（米）", "Y坐标(m)"]),
            Some((1, 2, false))
        );
        assert_eq!(find(&["Ｙ", "x"]), Some((1, 0, false)));
        assert_eq!(find(&["纵坐标", "横 坐标"]), Some((1, 0, true)));
        assert_eq!(find(&["Northing", "EASTING", "x", "y"]), Some((1, 0, true)));
        assert_eq!(find(&["X坐标", "北坐标"]), None);
        assert!(is_heading("Ｘ坐标") && !is_heading("坐标来源"));
    }
}
