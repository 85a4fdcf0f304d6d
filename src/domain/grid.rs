//! Projected grids and other datums by their EPSG code.
//!
//! The definitions are those of the EPSG register as PROJ strings (`crs-definitions`), the formulas those of PROJ
//! (`proj4rs`). What the register calls the first axis does not matter: GeoJSON has x east, y north. The national grids of
//! China are met in the other order and with or without the zone before the easting; as eastings and northings there
//! never look like each other, the numbers tell.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use geo::Coord;
use proj4rs::Proj;
use proj4rs::transform::transform;

/// A coordinate system of the EPSG register that can be turned into WGS 84.
#[derive(Debug)]
pub struct Grid {
    system: Proj,
    degrees: Proj,
    zone: Option<Zone>,
    approximate: bool,
}

/// A zone of the Gauss-Krueger grids of CGCS2000 (高斯-克吕格投影带号).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Zone {
    number: u32,
    /// The easting begins with the number.
    prefixed: bool,
}

/// A position on a grid in WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Lon, lat in degrees.
    pub place: Coord,
    /// The numbers stood as north, east.
    pub swapped: bool,
}

/// Why a position is none of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The numbers look like degrees.
    Degrees,
    /// The easting begins with the number of another zone.
    Zone {
        /// The zone of the grid.
        wanted: u32,
        /// The zone of the easting.
        found: u32,
    },
    /// Not on the earth, or far from the grid.
    Outside,
}

impl Grid {
    /// The grid of a code; `None` when the register has no such code or its formulas are not known.
    pub fn of(code: u16) -> Option<Arc<Self>> {
        static KNOWN: OnceLock<RwLock<BTreeMap<u16, Option<Arc<Grid>>>>> = OnceLock::new();
        let known = KNOWN.get_or_init(RwLock::default);
        let read = known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(grid) = read.get(&code) {
            return grid.clone();
        }
        drop(read);
        let grid = Self::make(code).map(Arc::new);
        let mut write = known.write().unwrap_or_else(PoisonError::into_inner);
        write.entry(code).or_insert(grid).clone()
    }

    fn make(code: u16) -> Option<Self> {
        let definition = crs_definitions::from_code(code)?.proj4;
        let system = Proj::from_proj_string(definition).ok()?;
        if !system.has_inverse() || system.is_geocent() {
            return None;
        }
        // On one of these ellipsoids a datum is within a metre or two of WGS 84, or its shift is given.
        let related = [
            "+towgs84=",
            "+datum=",
            "+nadgrids=",
            "+ellps=GRS80",
            "+ellps=WGS84",
        ];
        Some(Self {
            system,
            degrees: Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").ok()?,
            zone: Zone::of(code),
            approximate: !related.iter().any(|word| definition.contains(word)),
        })
    }

    /// Whether the shift of its datum is not known, so that places may be off by some hundred metres.
    pub const fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// Whether its positions are degrees of longitude and latitude.
    pub fn is_degrees(&self) -> bool {
        self.system.is_latlong()
    }

    /// Whether its numbers tell which is north: on the national grids of China eastings and northings never look alike.
    pub const fn tells_order(&self) -> bool {
        self.zone.is_some()
    }

    /// The code of the CGCS2000 grid of a zone whose eastings begin with its number, 13 to 23 or 25 to 45.
    pub const fn code_of_zone(zone: u32) -> u32 {
        if zone < 24 {
            4491 + zone.saturating_sub(13)
        } else {
            4513 + zone.saturating_sub(25)
        }
    }

    /// The codes of the CGCS2000 grids of other zones, whose eastings without the zone look like those of this one: the nearest
    /// first, at equal distance the western; none for a code of no such grid.
    ///
    /// The meridians of the zones of 6 degrees are also those of zones of 3 degrees, with the same numbers; they are named
    /// in the width of `code`.
    pub fn other_zones(code: u16) -> Vec<u16> {
        let narrow = |code: u16| (code, 75 + 3 * (code - 4534));
        let wide = |code: u16| (code, 75 + 6 * (code - 4502));
        let (meridian, is_wide) = match code {
            4491..=4501 => (wide(code - 4491 + 4502).1, true),
            4502..=4512 => (wide(code).1, true),
            4513..=4533 => (narrow(code - 4513 + 4534).1, false),
            4534..=4554 => (narrow(code).1, false),
            _ => return Vec::new(),
        };
        let mut zones: Vec<(u16, u16)> = (4534..=4554).map(narrow).collect();
        if is_wide {
            for (code, meridian) in (4502..=4512).map(wide) {
                zones.retain(|(_, other)| *other != meridian);
                zones.push((code, meridian));
            }
        }
        zones.retain(|(_, other)| *other != meridian);
        zones.sort_by_key(|(_, other)| (other.abs_diff(meridian), *other));
        zones.into_iter().map(|(code, _)| code).collect()
    }

    /// The code of the CGCS2000 grid whose zone stands before the easting of a position, in either order.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an easting has no zone or one from 13 to 45"
    )]
    pub fn hinted(position: Coord) -> Option<u16> {
        let Coord { x, y } = position;
        let zone = |east: f64, north: f64| {
            let zone = (is_easting(east) && is_northing(north)).then(|| (east / 1e6) as u32);
            zone.filter(|zone| (13..=45).contains(zone) && *zone != 24)
        };
        u16::try_from(Self::code_of_zone(zone(x, y).or_else(|| zone(y, x))?)).ok()
    }

    /// The place of a position, x east, y north or, where that is certain, the other way round.
    ///
    /// # Errors
    /// When the numbers are none of this grid.
    pub fn place(&self, given: Coord) -> Result<Placed, Misfit> {
        if !self.is_degrees() && given.x.abs() <= 180.0 && given.y.abs() <= 90.0 {
            return Err(Misfit::Degrees);
        }
        let Some(zone) = self.zone else {
            let place = turned(given, &self.system, &self.degrees);
            let place = place.filter(|place| place.x.abs() <= 180.0 && place.y.abs() <= 90.0);
            let swapped = false;
            return place
                .map(|place| Placed { place, swapped })
                .ok_or(Misfit::Outside);
        };
        let (east, north, swapped) = if is_easting(given.x) && is_northing(given.y) {
            (given.x, given.y, false)
        } else if is_easting(given.y) && is_northing(given.x) {
            (given.y, given.x, true)
        } else {
            return Err(Misfit::Outside);
        };
        let given = Coord {
            x: zone.easting(east)?,
            y: north,
        };
        let place = turned(given, &self.system, &self.degrees);
        place
            .map(|place| Placed { place, swapped })
            .ok_or(Misfit::Outside)
    }

    /// A WGS 84 place on the grid, x east, y north; `None` where the formulas do not reach.
    pub fn position(&self, place: Coord) -> Option<Coord> {
        turned(place, &self.degrees, &self.system)
    }
}

/// A position of one system in another, degrees for those that are in degrees.
fn turned(given: Coord, from: &Proj, to: &Proj) -> Option<Coord> {
    let mut point = (given.x, given.y, 0.0);
    if from.is_latlong() {
        point = (given.x.to_radians(), given.y.to_radians(), 0.0);
    }
    transform(from, to, &mut point).ok()?;
    if to.is_latlong() {
        point = (point.0.to_degrees(), point.1.to_degrees(), 0.0);
    }
    let (x, y, _) = point;
    (x.is_finite() && y.is_finite()).then_some(Coord { x, y })
}

/// An easting of China: up to 400 km from a central meridian at 500 km, with or without the zone before it.
fn is_easting(number: f64) -> bool {
    let zone = (number / 1e6).floor();
    (zone == 0.0 || (13.0..=45.0).contains(&zone))
        && (100_000.0..=900_000.0).contains(&(number - zone * 1e6))
}

/// A northing of China, in metres from the equator.
fn is_northing(number: f64) -> bool {
    (1_000_000.0..=6_200_000.0).contains(&number)
}

impl Zone {
    /// Zones of 6 degrees are 13 to 23, of 3 degrees 25 to 45, each with the zone in the easting and without.
    const fn of(code: u16) -> Option<Self> {
        let (number, prefixed) = match code {
            4491..=4501 => (code - 4491 + 13, true),
            4502..=4512 => (code - 4502 + 13, false),
            4513..=4533 => (code - 4513 + 25, true),
            4534..=4554 => (code - 4534 + 25, false),
            _ => return None,
        };
        Some(Self {
            number: number as u32,
            prefixed,
        })
    }

    /// The easting as the definition of the grid has it.
    fn easting(self, given: f64) -> Result<f64, Misfit> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an easting has no zone or one from 13 to 45"
        )]
        let found = (given / 1e6) as u32;
        if found != 0 && found != self.number {
            let wanted = self.number;
            return Err(Misfit::Zone { wanted, found });
        }
        let before = if self.prefixed { self.number } else { 0 };
        Ok(given + (f64::from(before) - f64::from(found)) * 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn near(a: Coord, b: Coord, tolerance: f64) -> bool {
        (a.x - b.x).abs() <= tolerance && (a.y - b.y).abs() <= tolerance
    }

    /// The worked example of Transverse Mercator in IOGP Publication 373-7-2 ("Coordinate Conversions and Transformations
    /// including Formulas", section on Transverse Mercator): lat 50 30 N, lon 00 30 E is E 577274.99, N 69740.50 on
    /// OSGB 1936 / British National Grid; and of Lambert Conic Conformal (2SP): lat 28 30 N, lon 96 W is X 2963503.91,
    /// Y 254759.80 US feet on NAD27 / Texas South Central.
    #[test]
    fn published_examples_are_met() {
        let tmerc = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m +no_defs";
        let lambert = "+proj=lcc +lat_1=28.3833333333333 +lat_2=30.2833333333333 +lat_0=27.8333333333333 +lon_0=-99 \
                       +x_0=609601.219202438 +y_0=0 +ellps=clrk66 +units=us-ft +no_defs";
        for (definition, base, degrees, want) in [
            (
                tmerc,
                "+proj=longlat +ellps=airy +no_defs",
                at(0.5, 50.5),
                at(577_274.99, 69_740.50),
            ),
            (
                lambert,
                "+proj=longlat +ellps=clrk66 +no_defs",
                at(-96.0, 28.5),
                at(2_963_503.91, 254_759.80),
            ),
        ] {
            let grid = Grid {
                system: Proj::from_proj_string(definition).unwrap(),
                degrees: Proj::from_proj_string(base).unwrap(),
                zone: None,
                approximate: false,
            };
            let position = grid.position(degrees).unwrap();
            assert!(near(position, want, 0.05), "{position:?} {want:?}");
            let back = grid.place(want).unwrap().place;
            assert!(near(back, degrees, 1e-6), "{back:?}");
        }
    }

    /// Length of the meridian from the equator on the ellipsoid of CGCS2000, by the series of Helmert (1880) in n, as in
    /// Kawase (2011), "A general formula for calculating meridian arc length", Bulletin of the GSI 59.
    fn meridian(latitude: f64) -> f64 {
        let (a, f) = (6_378_137.0, 1.0 / 298.257_222_101);
        let n: f64 = f / (2.0 - f);
        let phi = latitude.to_radians();
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        let series = (1.0 + n2 / 4.0 + n4 / 64.0) * phi - 1.5 * (n - n3 / 8.0) * (2.0 * phi).sin()
            + 15.0 / 16.0 * (n2 - n4 / 4.0) * (4.0 * phi).sin()
            - 35.0 / 48.0 * n3 * (6.0 * phi).sin()
            + 315.0 / 512.0 * n4 * (8.0 * phi).sin();
        a / (1.0 + n) * series
    }

    #[test]
    fn northings_on_the_central_meridian_are_the_meridian_arc() {
        for (code, lon, east) in [
            (4522_u16, 102.0, 34_500_000.0),
            (4530, 126.0, 42_500_000.0),
            (4551, 126.0, 500_000.0),
            (4547, 114.0, 500_000.0),
            (4499, 123.0, 21_500_000.0),
        ] {
            let grid = Grid::of(code).unwrap();
            for lat in [18.0, 30.0, 43.6, 53.0] {
                let position = grid.position(at(lon, lat)).unwrap();
                assert!(
                    near(position, at(east, meridian(lat)), 0.001),
                    "{code} {position:?}"
                );
            }
        }
    }

    #[test]
    fn every_national_zone_comes_back_to_a_millimetre() {
        for code in 4491..=4554 {
            let grid = Grid::of(code).unwrap();
            let number = grid.zone.unwrap().number;
            let meridian = if number < 24 {
                f64::from(number) * 6.0 - 3.0
            } else {
                f64::from(number) * 3.0
            };
            for (east, lat) in [(-1.4, 20.0), (0.0, 35.5), (1.4, 52.0)] {
                let place = at(meridian + east, lat);
                let position = grid.position(place).unwrap();
                let back = grid.place(position).unwrap();
                assert!(
                    !back.swapped && near(back.place, place, 1e-8),
                    "{code} {back:?}"
                );
                // The other order, and the easting with and without its zone.
                let local = position.x.rem_euclid(1e6);
                for east in [local, local + f64::from(number) * 1e6] {
                    let back = grid.place(at(position.y, east)).unwrap();
                    assert!(
                        back.swapped && near(back.place, place, 1e-8),
                        "{code} {east}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_none_of_the_grid_is_said() {
        let grid = Grid::of(4530).unwrap();
        assert_eq!(grid.place(at(126.5, 43.6)), Err(Misfit::Degrees));
        let other = Misfit::Zone {
            wanted: 42,
            found: 41,
        };
        assert_eq!(grid.place(at(41_515_230.0, 4_829_811.0)), Err(other));
        assert_eq!(grid.place(at(5_000.0, 4_829_811.0)), Err(Misfit::Outside));
        let utm = Grid::of(32733).unwrap();
        assert_eq!(utm.place(at(1e300, 1e300)), Err(Misfit::Outside));
        assert!(Grid::of(1).is_none() && Grid::of(4978).is_none());
    }

    #[test]
    fn a_datum_of_unknown_shift_is_approximate() {
        for (code, approximate) in [
            (4547, false),
            (32_652, false),
            (2415, true),
            (27_700, true),
            (31_370, true),
            (4214, true),
        ] {
            assert_eq!(
                Grid::of(code).unwrap().is_approximate(),
                approximate,
                "{code}"
            );
        }
    }

    #[test]
    fn the_web_map_is_a_sphere_of_the_major_axis() {
        let grid = Grid::of(3857).unwrap();
        let place = at(126.55, 43.84);
        let radius = 6_378_137.0;
        let north = (std::f64::consts::FRAC_PI_4 + place.y.to_radians() / 2.0)
            .tan()
            .ln();
        let want = at(radius * place.x.to_radians(), radius * north);
        assert!(near(grid.position(place).unwrap(), want, 0.001));
        assert!(near(grid.place(want).unwrap().place, place, 1e-8) && !grid.is_approximate());
    }
}
