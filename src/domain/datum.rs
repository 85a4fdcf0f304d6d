use std::borrow::Cow;

use geo::Coord;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Grid;

/// Coordinate system (坐标系) of a layer: lon, lat of a datum, or a system of the EPSG register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Datum {
    /// WGS 84.
    #[default]
    Wgs84,
    /// CGCS2000, equal to WGS 84 for our purpose (below a metre).
    Cgcs2000,
    /// GCJ-02 (Amap, Tencent).
    Gcj02,
    /// BD-09 (Baidu).
    Bd09,
    /// A system of the EPSG register that [`Grid`] knows.
    Epsg(u16),
}

impl Datum {
    /// The datums with a word of their own.
    pub const ALL: [Self; 4] = [Self::Wgs84, Self::Cgcs2000, Self::Gcj02, Self::Bd09];

    /// The word used in files.
    pub fn word(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Wgs84 => "wgs84",
            Self::Cgcs2000 => "cgcs2000",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
            Self::Epsg(code) => return Cow::Owned(format!("EPSG:{code}")),
        })
    }

    /// The system of a word; `None` for an unknown one.
    pub fn parse(text: &str) -> Option<Self> {
        let named = Self::ALL.into_iter().find(|datum| datum.word() == text);
        named.or_else(|| {
            let (register, code) = text.split_at_checked(5)?;
            let is_epsg = register.eq_ignore_ascii_case("EPSG:");
            Self::epsg(code.parse().ok().filter(|_| is_epsg)?)
        })
    }

    /// The system of an EPSG code; `None` for one that is not known.
    pub fn epsg(code: u16) -> Option<Self> {
        match code {
            4326 | 4979 => Some(Self::Wgs84),
            4480 | 4490 => Some(Self::Cgcs2000),
            _ => Grid::of(code).map(|_| Self::Epsg(code)),
        }
    }

    /// Whether its places are those of WGS 84 for our purpose.
    pub const fn is_wgs84(self) -> bool {
        matches!(self, Self::Wgs84 | Self::Cgcs2000)
    }

    /// Whether it is a system whose shift to WGS 84 is not known.
    pub fn is_approximate(self) -> bool {
        let Self::Epsg(code) = self else {
            return false;
        };
        Grid::of(code).is_some_and(|grid| grid.is_approximate())
    }

    /// Whether its positions are metres of a grid, or in whatever unit the grid has.
    pub fn is_projected(self) -> bool {
        let Self::Epsg(code) = self else {
            return false;
        };
        Grid::of(code).is_some_and(|grid| !grid.is_degrees())
    }

    /// The systems of the other zones whose numbers look like those of this one, the nearest first; none but for the CGCS2000 grids.
    pub fn other_zones(self) -> Vec<Self> {
        match self {
            Self::Epsg(code) => Grid::other_zones(code)
                .into_iter()
                .map(Self::Epsg)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A WGS 84 place in this datum, the easting without the number of the zone that may stand before it.
    pub fn without_zone(self, place: Coord) -> Coord {
        let Coord { x, y } = self.from_wgs84(place);
        let is_zoned = self.is_projected() && (13e6..46e6).contains(&x);
        Coord {
            x: if is_zoned { x.rem_euclid(1e6) } else { x },
            y,
        }
    }

    /// A place of this datum in WGS 84, by iterating the forward formula to below a millimetre; no number for what is none of a grid.
    pub fn to_wgs84(self, place: Coord) -> Coord {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => place,
            Self::Gcj02 => invert(place, gcj02),
            Self::Bd09 => invert(place, |wgs| bd09(gcj02(wgs))),
            Self::Epsg(code) => Grid::of(code)
                .and_then(|grid| grid.place(place).ok())
                .map_or(NOWHERE, |placed| placed.place),
        }
    }

    /// A WGS 84 place in this datum.
    pub fn from_wgs84(self, place: Coord) -> Coord {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => place,
            Self::Gcj02 => gcj02(place),
            Self::Bd09 => bd09(gcj02(place)),
            Self::Epsg(code) => Grid::of(code)
                .and_then(|grid| grid.position(place))
                .unwrap_or(NOWHERE),
        }
    }
}

/// What is no place.
const NOWHERE: Coord = Coord {
    x: f64::NAN,
    y: f64::NAN,
};

impl Serialize for Datum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl<'de> Deserialize<'de> for Datum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "unknown datum `{text}`, expected wgs84, cgcs2000, gcj02, bd09 or a known code such as EPSG:4547"
            ))
        })
    }
}

/// Fixed-point inverse of an offset formula: the offset changes so slowly that eight steps reach the last bits.
fn invert(place: Coord, forward: impl Fn(Coord) -> Coord) -> Coord {
    let mut guess = place;
    for _ in 0..8 {
        let image = forward(guess);
        guess = Coord {
            x: guess.x + place.x - image.x,
            y: guess.y + place.y - image.y,
        };
    }
    guess
}

/// GCJ-02 of a WGS 84 place; outside mainland China (lon 72.004 to 137.8347, lat 0.8293 to 55.8271) the two agree.
///
/// The publicly known approximation of the offset, on the Krasovsky 1940 ellipsoid.
fn gcj02(wgs: Coord) -> Coord {
    use std::f64::consts::PI;
    const AXIS: f64 = 6_378_245.0;
    const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
    if !(72.004..=137.8347).contains(&wgs.x) || !(0.8293..=55.8271).contains(&wgs.y) {
        return wgs;
    }
    let (x, y) = (wgs.x - 105.0, wgs.y - 35.0);
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let latitude = wgs.y.to_radians();
    let magic = 1.0 - ECCENTRICITY * latitude.sin().powi(2);
    let root = magic.sqrt();
    Coord {
        x: wgs.x + (east * 180.0) / (AXIS / root * latitude.cos() * PI),
        y: wgs.y + (north * 180.0) / ((AXIS * (1.0 - ECCENTRICITY)) / (magic * root) * PI),
    }
}

/// BD-09 of a GCJ-02 place.
fn bd09(gcj: Coord) -> Coord {
    const TURN: f64 = std::f64::consts::PI * 3000.0 / 180.0;
    let radius = gcj.x.hypot(gcj.y) + 0.000_02 * (gcj.y * TURN).sin();
    let angle = gcj.y.atan2(gcj.x) + 0.000_003 * (gcj.x * TURN).cos();
    Coord {
        x: radius * angle.cos() + 0.0065,
        y: radius * angle.sin() + 0.006,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Haversine, Point};

    fn metres(a: Coord, b: Coord) -> f64 {
        Haversine.distance(Point(a), Point(b))
    }

    #[test]
    fn shifts_at_jilin_city_are_those_of_the_design() {
        let city = Coord {
            x: 126.55,
            y: 43.84,
        };
        let gcj = metres(city, Datum::Gcj02.from_wgs84(city));
        let bd = metres(city, Datum::Bd09.from_wgs84(city));
        assert!((520.0..=580.0).contains(&gcj), "{gcj}");
        assert!((1_300.0..=1_400.0).contains(&bd), "{bd}");
    }

    #[test]
    fn every_datum_comes_back_to_a_millimetre() {
        for step in 0..500_u32 {
            let place = Coord {
                x: 73.5 + f64::from(step % 25) * 2.45,
                y: 18.2 + f64::from(step / 25) * 1.75,
            };
            for datum in Datum::ALL {
                let back = datum.to_wgs84(datum.from_wgs84(place));
                assert!(metres(place, back) < 0.001, "{datum:?} {place:?}");
            }
        }
    }
}
