//! The part of the world that a map shows: from degrees to the units of the drawing, and lines cut and thinned to it.

use std::fmt::Write as _;

use geo::{Coord, LineString, Simplify};

/// A place in the drawing, from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Spot {
    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The part of the world that the map shows. East and north keep their proportion at its middle latitude.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Drawing units.
    pub(crate) width: f64,
    /// Drawing units.
    pub(crate) height: f64,
    pub(crate) metres_per_unit: f64,
    west: f64,
    north: f64,
    units_per_lon: f64,
    units_per_lat: f64,
}

/// Metres of a degree of latitude on a sphere of the Earth's mean radius.
const METRES_PER_DEGREE: f64 = 111_195.0;

impl Frame {
    /// The frame of a drawing so many units wide that holds all places with a margin; the places must be finite, at least one.
    pub(crate) fn around(drawing_width: f64, coords: impl Iterator<Item = Coord>) -> Self {
        const MARGIN: f64 = 30.0;
        const LEAST_METRES: f64 = 400.0;
        let (mut low, mut high) = (
            Coord {
                x: f64::INFINITY,
                y: f64::INFINITY,
            },
            Coord {
                x: f64::NEG_INFINITY,
                y: f64::NEG_INFINITY,
            },
        );
        for coord in coords {
            low = Coord {
                x: low.x.min(coord.x),
                y: low.y.min(coord.y),
            };
            high = Coord {
                x: high.x.max(coord.x),
                y: high.y.max(coord.y),
            };
        }
        let middle = Coord {
            x: f64::midpoint(low.x, high.x),
            y: f64::midpoint(low.y, high.y),
        };
        let metres_per_lon = METRES_PER_DEGREE * middle.y.to_radians().cos().max(0.01);
        let east = ((high.x - low.x) * metres_per_lon).max(LEAST_METRES);
        let north = ((high.y - low.y) * METRES_PER_DEGREE).max(LEAST_METRES);
        let inner = drawing_width - 2.0 * MARGIN;
        // Neither a ribbon nor a tower: the shorter side shows more of the country.
        let inner_height = (inner * north / east).clamp(0.55 * inner, 1.15 * inner);
        let metres_per_unit = (east / inner).max(north / inner_height);
        let (width, height) = (drawing_width, inner_height + 2.0 * MARGIN);
        let units_per_lon = metres_per_lon / metres_per_unit;
        let units_per_lat = METRES_PER_DEGREE / metres_per_unit;
        Self {
            width,
            height,
            metres_per_unit,
            west: middle.x - width / 2.0 / units_per_lon,
            north: middle.y + height / 2.0 / units_per_lat,
            units_per_lon,
            units_per_lat,
        }
    }

    pub(crate) fn project(&self, coord: Coord) -> Spot {
        Spot {
            x: (coord.x - self.west) * self.units_per_lon,
            y: (self.north - coord.y) * self.units_per_lat,
        }
    }

    /// Whether a line's bounds meet the frame.
    pub(crate) fn may_show(&self, coords: &[Coord]) -> bool {
        let Some(first) = coords.first() else {
            return false;
        };
        let (mut low, mut high) = (*first, *first);
        for coord in coords {
            low = Coord {
                x: low.x.min(coord.x),
                y: low.y.min(coord.y),
            };
            high = Coord {
                x: high.x.max(coord.x),
                y: high.y.max(coord.y),
            };
        }
        self.shows(self.project(low), self.project(high))
    }

    /// Whether the bounds of a segment meet the frame.
    pub(crate) fn shows(&self, a: Spot, b: Spot) -> bool {
        a.x.min(b.x) <= self.width
            && a.x.max(b.x) >= 0.0
            && a.y.min(b.y) <= self.height
            && a.y.max(b.y) >= 0.0
    }
}

/// The parts of a line within the frame, thinned to what can be seen.
pub(crate) fn pieces(frame: &Frame, coords: &[Coord]) -> Vec<Vec<Spot>> {
    let spots: Vec<Spot> = coords.iter().map(|coord| frame.project(*coord)).collect();
    let mut pieces = Vec::new();
    let mut piece: Vec<Spot> = Vec::new();
    for pair in spots.windows(2) {
        if frame.shows(pair[0], pair[1]) {
            if piece.is_empty() {
                piece.push(pair[0]);
            }
            piece.push(pair[1]);
        } else if !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces.into_iter().map(|piece| thin(&piece)).collect()
}

/// A line without the vertices that nobody sees.
pub(crate) fn thin(piece: &[Spot]) -> Vec<Spot> {
    const TOLERANCE: f64 = 0.4;
    let line: LineString = piece
        .iter()
        .map(|spot| Coord {
            x: spot.x,
            y: spot.y,
        })
        .collect();
    line.simplify(TOLERANCE)
        .0
        .into_iter()
        .map(|coord| Spot {
            x: coord.x,
            y: coord.y,
        })
        .collect()
}

/// Path data in tenths.
pub(crate) fn path(piece: &[Spot]) -> String {
    let mut out = String::new();
    for (idx, spot) in piece.iter().enumerate() {
        let letter = match idx {
            0 => "M",
            1 => "L",
            _ => " ",
        };
        let _ = write!(out, "{letter}{:.1} {:.1}", spot.x, spot.y);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_lie_within_the_frame() {
        let places = [Coord { x: 126.0, y: 43.0 }, Coord { x: 126.4, y: 43.01 }];
        let frame = Frame::around(600.0, places.into_iter());
        for place in places {
            let spot = frame.project(place);
            assert!(
                (0.0..=frame.width).contains(&spot.x) && (0.0..=frame.height).contains(&spot.y)
            );
        }
    }

    #[test]
    fn one_place_alone_still_makes_a_map() {
        let frame = Frame::around(600.0, [Coord { x: 126.0, y: 43.0 }].into_iter());
        assert!(frame.metres_per_unit.is_finite() && frame.metres_per_unit > 0.0);
    }
}
