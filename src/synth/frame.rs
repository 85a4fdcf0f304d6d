//! Where a county lies among its neighbours: borders, gates of the trunk roads, valley, river and expressway.
//!
//! Everything here is a function of the world's seed alone, so that two neighbours agree on their common border.

use geo::Coord;

use super::dice::{hash, mix, noise, wave};
use super::size::{Figures, Size, Trunk};

/// Middle of the made-up world, lon, lat.
const CENTRE: (f64, f64) = (126.2, 43.6);
/// Metres per degree of latitude (sphere of 6,371,008.8 m, as all lengths of the program).
const PER_DEGREE: f64 = 111_195.080_2;
/// Metres per degree of longitude at 43.6 N: `PER_DEGREE` times the cosine, written out so that no library decides a digit.
const PER_DEGREE_EAST: f64 = 80_524.348_2;

/// One county's place in the world. Plane coordinates are metres east and north of the world's south-west corner.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) figures: &'static Figures,
    /// Number of the county, from 0.
    pub(super) number: usize,
    pub(super) column: usize,
    pub(super) row: usize,
    world: u64,
    counties: (usize, usize),
}

impl Frame {
    /// The frames of all counties.
    pub(super) fn all(size: Size, seed: u64) -> Vec<Self> {
        let counties = size.counties();
        let numbers = 0..counties.0 * counties.1;
        numbers
            .map(|number| Self {
                figures: size.figures(),
                number,
                column: number % counties.0,
                row: number / counties.0,
                world: mix(seed, 0xC0),
                counties,
            })
            .collect()
    }

    /// Whether the world is this one county.
    pub(super) fn is_alone(&self) -> bool {
        self.counties == (1, 1)
    }

    /// Name of the county's file of a kind of layer.
    pub(super) fn path(&self, kind: &str) -> String {
        if self.is_alone() {
            format!("{kind}.geojson")
        } else {
            format!("{kind}-{:02}.geojson", self.number + 1)
        }
    }

    /// South-west and north-east corner of the box around the county.
    pub(super) fn bounds(&self) -> (Coord, Coord) {
        let (width, height) = self.figures.extent;
        let (column, row, wander) = (self.column as f64, self.row as f64, self.figures.border);
        let low = Coord {
            x: column * width - wander,
            y: row * height - wander,
        };
        let high = Coord {
            x: (column + 1.0) * width + wander,
            y: (row + 1.0) * height + wander,
        };
        (low, high)
    }

    /// Whether a place lies inside, at least `margin` metres from the borders.
    pub(super) fn contains(&self, place: Coord, margin: f64) -> bool {
        let (west, east) = (
            self.meridian(self.column, place.y),
            self.meridian(self.column + 1, place.y),
        );
        let (south, north) = (
            self.parallel(self.row, place.x),
            self.parallel(self.row + 1, place.x),
        );
        place.x > west + margin
            && place.x < east - margin
            && place.y > south + margin
            && place.y < north - margin
    }

    /// East of a border between columns, by northing.
    fn meridian(&self, border: usize, y: f64) -> f64 {
        let seed = mix(self.world, 100 + border as u64);
        border as f64 * self.figures.extent.0 + self.wander(seed, y)
    }

    /// North of a border between rows, by easting.
    fn parallel(&self, border: usize, x: f64) -> f64 {
        let seed = mix(self.world, 200 + border as u64);
        border as f64 * self.figures.extent.1 + self.wander(seed, x)
    }

    fn wander(&self, seed: u64, along: f64) -> f64 {
        let size = self.figures.border * 4.0;
        self.figures.border
            * (0.7 * wave(seed, along, size) + 0.3 * wave(seed + 1, along, size / 3.0))
    }

    /// Where a trunk road crosses the county's borders: south and north, or west and east.
    pub(super) fn gates(&self, number: usize, trunk: &Trunk) -> [Coord; 2] {
        let (width, height) = self.figures.extent;
        let gate = |border: usize| {
            // A road keeps about the same share of every county, but not exactly.
            let lane = if trunk.northward {
                self.column
            } else {
                self.row
            };
            let seed = mix(self.world, 300 + number as u64);
            let sway = hash(seed, lane.cast_signed() as i64, border.cast_signed() as i64) - 0.5;
            if trunk.northward {
                let x = if trunk.by_seat {
                    // Down the valley, beside the expressway.
                    self.expressway(border as f64 * height) - width * (0.05 + 0.02 * sway)
                } else {
                    (self.column as f64 + trunk.at + 0.08 * sway) * width
                };
                Coord {
                    x,
                    y: self.parallel(border, x),
                }
            } else {
                let y = (self.row as f64 + trunk.at + 0.08 * sway) * height;
                Coord {
                    x: self.meridian(border, y),
                    y,
                }
            }
        };
        let first = if trunk.northward {
            self.row
        } else {
            self.column
        };
        [gate(first), gate(first + 1)]
    }

    /// East of the axis of the main valley, which runs from north to south.
    pub(super) fn valley(&self, y: f64) -> f64 {
        let width = self.figures.extent.0;
        let seed = mix(self.world, 400 + self.column as u64);
        (self.column as f64 + 0.42) * width
            + width * (0.055 * wave(seed, y, width * 0.30) + 0.02 * wave(seed + 1, y, width * 0.12))
    }

    /// East of the main river, which meanders along the valley.
    pub(super) fn river(&self, y: f64) -> f64 {
        let scale = (self.figures.extent.0 / 62_000.0).sqrt();
        let seed = mix(self.world, 500 + self.column as u64);
        self.valley(y)
            + scale
                * (1_000.0 * wave(seed, y, 2_600.0 * scale)
                    + 350.0 * wave(seed + 1, y, 900.0 * scale))
    }

    /// East of the middle of the expressway.
    pub(super) fn expressway(&self, y: f64) -> f64 {
        let width = self.figures.extent.0;
        let seed = mix(self.world, 600 + self.column as u64);
        (self.column as f64 + 0.42) * width
            + width * 0.055 * wave(mix(self.world, 400 + self.column as u64), y, width * 0.30)
            + width * 0.045
            + width * 0.012 * wave(seed, y, width * 0.14)
            + width * 0.02 * wave(seed + 1, y, width * 0.24)
    }

    /// The middle of the county seat.
    pub(super) fn seat(&self) -> Coord {
        let (width, height) = self.figures.extent;
        let y = (self.row as f64 + 0.49) * height;
        let x = self.expressway(y) - width * 0.06;
        Coord { x, y }
    }

    /// South and north end of the expressway.
    pub(super) fn expressway_ends(&self) -> (f64, f64) {
        let border = |border: usize| {
            let near = self.expressway(border as f64 * self.figures.extent.1);
            self.parallel(border, near)
        };
        (border(self.row), border(self.row + 1))
    }

    /// Height above the sea in metres.
    pub(super) fn height(&self, place: Coord) -> f64 {
        let scale = (self.figures.extent.0 / 62_000.0).sqrt();
        let off = (place.x - self.valley(place.y)).abs() / (5_500.0 * scale);
        // The valley floor is flat near its axis and rises to the hills on both sides.
        let rise = off * off / (1.0 + off * off);
        let seed = mix(self.world, 700);
        let bump =
            |number: u64, size: f64| noise(seed + number, place.x, place.y, size * scale) - 0.5;
        let ridge = |number: u64, size: f64| 1.0 - 2.0 * bump(number, size).abs() * 2.0;
        let hills = 0.9 * bump(1, 11_000.0)
            + 0.45 * ridge(2, 6_500.0)
            + 0.22 * ridge(3, 3_100.0)
            + 0.10 * bump(4, 1_500.0);
        let river = (place.x - self.river(place.y)) / 250.0;
        180.0
            + place.y * 0.000_8 * 0.6
            + rise * scale * (150.0 + 260.0 * hills)
            + (1.0 - rise) * 12.0 * hills
            - 14.0 / (1.0 + river * river)
    }

    /// Longitude and latitude in degrees, rounded to 7 decimals.
    pub(super) fn lon_lat(&self, place: Coord) -> Coord {
        let (width, height) = self.figures.extent;
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Coord {
            x: round(CENTRE.0 + (place.x - width * self.counties.0 as f64 / 2.0) / PER_DEGREE_EAST),
            y: round(CENTRE.1 + (place.y - height * self.counties.1 as f64 / 2.0) / PER_DEGREE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_agree_on_their_gates() {
        let frames = Frame::all(Size::Prefecture, 5);
        for (number, trunk) in frames[0].figures.trunks.iter().enumerate() {
            let other = if trunk.northward { 3 } else { 1 };
            let (one, two) = (
                frames[0].gates(number, trunk),
                frames[other].gates(number, trunk),
            );
            assert_eq!(frames[0].lon_lat(one[1]), frames[other].lon_lat(two[0]));
        }
        let (south, north) = (frames[0].expressway_ends().1, frames[3].expressway_ends().0);
        assert_eq!(south.to_bits(), north.to_bits());
    }

    #[test]
    fn counties_do_not_overlap() {
        let frames = Frame::all(Size::Prefecture, 5);
        for step in 0..4_000 {
            let place = Coord {
                x: f64::from(step % 63) * 3_000.0,
                y: f64::from(step / 63) * 2_000.0,
            };
            let owners = frames
                .iter()
                .filter(|frame| frame.contains(place, 0.0))
                .count();
            assert!(owners <= 1, "{place:?}");
        }
    }
}
