//! Longitude and latitude out of two cells.

use geo::Coord;

use super::metres::{self, Frame, FromGrid};
use super::{Cell, Problem};
use crate::domain::{Datum, Grid};
use crate::ledger::fields::fold;

/// Degrees, and whether the text says east or west (`true`) or north or south (`false`).
type Angle = (f64, Option<bool>);

/// Lon, lat in degrees, and the system that they were converted from.
type Position = ((f64, f64), Option<FromGrid>);

/// The position in two cells; `None` when both are blank.
///
/// Degrees stay in the datum of the table, metres of a grid become WGS 84.
pub(super) fn position(lon: &Cell, lat: &Cell, frame: Frame) -> Result<Option<Position>, Problem> {
    match (lon.is_blank(), lat.is_blank()) {
        (true, true) => return Ok(None),
        (false, false) => {}
        _ => return Err(Problem::HalfPosition),
    }
    let placed = |((x, y), from)| ((round(x), round(y)), Some(from));
    if let Some(datum @ Datum::Epsg(code)) = frame.declared {
        if Grid::of(code).is_some_and(|grid| grid.is_degrees()) {
            let (x, y) = degrees(lon, lat, frame.swap)?;
            return metres::on_grid(Coord { x, y }, datum, frame).map(|at| Some(placed(at)));
        }
        return metres::place(lon, lat, datum, frame).map(|at| Some(placed(at)));
    }
    let Some(given) = metres::numbers(lon, lat) else {
        return degrees(lon, lat, frame.swap).map(|place| Some((place, None)));
    };
    match (frame.declared, frame.metres) {
        (None, Some(datum)) => metres::on_grid(given, datum, frame).map(|at| Some(placed(at))),
        (Some(datum), _) => Err(Problem::NotDegrees {
            x: given.x,
            y: given.y,
            datum,
        }),
        (None, None) => Err(Problem::Undeclared {
            x: given.x,
            y: given.y,
            likely: Grid::hinted(given),
        }),
    }
}

/// The degrees in two cells.
///
/// In mainland China the larger number is the longitude, so a swapped pair is certain; it is put right only if `swap`.
fn degrees(lon: &Cell, lat: &Cell, swap: bool) -> Result<(f64, f64), Problem> {
    let (lon, lat) = (angle(lon)?, angle(lat)?);
    let says_swapped = lon.1 == Some(false) && lat.1 == Some(true);
    let says_odd = !says_swapped && (lon.1 == Some(false) || lat.1 == Some(true));
    let (lon, lat) = (lon.0, lat.0);
    let china = |lon: f64, lat: f64| (73.0..=135.0).contains(&lon) && (3.0..=54.0).contains(&lat);
    if says_swapped || (china(lat, lon) && !says_odd) {
        return if swap && lon.abs() <= 90.0 {
            Ok((lat, lon))
        } else {
            Err(Problem::Swapped { lon, lat })
        };
    }
    let good = lon.abs() <= 180.0 && lat.abs() <= 90.0 && (lon != 0.0 || lat != 0.0);
    if good && !says_odd {
        Ok((lon, lat))
    } else {
        Err(Problem::NoPlace { lon, lat })
    }
}

fn angle(cell: &Cell) -> Result<Angle, Problem> {
    let read = match cell {
        Cell::Number(number) => Some((*number, None)),
        Cell::Text(text) => parse(text),
        _ => None,
    };
    read.map(|(degrees, axis)| (round(degrees), axis))
        .ok_or_else(|| Problem::Angle { found: cell.text() })
}

/// To 8 decimals: about a millimetre.
fn round(degrees: f64) -> f64 {
    (degrees * 1e8).round() / 1e8 + 0.0
}

/// `126.55`, `126.55°E`, `E126.55`, `126°33'12.5"`, `126°33.2'`, `东经126度33分12秒`.
fn parse(text: &str) -> Option<Angle> {
    let text = fold(text)
        .replace("''", "\"")
        .replace("’’", "\"")
        .replace("′′", "\"");
    let (text, side) = hemisphere(&text);
    let (text, minus) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let mut rest = text.trim();
    let (mut degrees, mut parts, mut fraction) = (0.0, 0, false);
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, tail) = rest.split_at(end);
        let number: f64 = number.parse().ok()?;
        let tail = tail.trim_start();
        let mark = tail.chars().next();
        let (part, divisor) = match mark {
            None if parts == 0 => (0, 1.0),
            Some('°' | '度' | 'º' | '˚') => (0, 1.0),
            Some('\'' | '′' | '’' | '‘' | '分') => (1, 60.0),
            Some('"' | '″' | '”' | '“' | '秒') => (2, 3_600.0),
            _ => return None,
        };
        // In this order, and only the last with a fraction.
        if part != parts || fraction {
            return None;
        }
        if part > 0 && number >= 60.0 {
            return None;
        }
        degrees += number / divisor;
        parts = part + 1;
        fraction = number.fract() != 0.0;
        rest = tail.get(mark.map_or(0, char::len_utf8)..)?.trim_start();
    }
    let (axis, south_or_west) = side.unzip();
    let sign = if minus || south_or_west == Some(true) {
        -1.0
    } else {
        1.0
    };
    (parts > 0 && !(minus && south_or_west == Some(true))).then_some((sign * degrees, axis))
}

/// The rest of a folded text, and whether it names east or west (else north or south) and whether south or west.
fn hemisphere(text: &str) -> (&str, Option<(bool, bool)>) {
    const NAMES: [(&str, (bool, bool)); 8] = [
        ("东经", (true, false)),
        ("西经", (true, true)),
        ("北纬", (false, false)),
        ("南纬", (false, true)),
        ("e", (true, false)),
        ("w", (true, true)),
        ("n", (false, false)),
        ("s", (false, true)),
    ];
    for (name, side) in NAMES {
        if let Some(rest) = text.strip_prefix(name).or_else(|| text.strip_suffix(name)) {
            return (rest.trim(), Some(side));
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lon: &str, lat: &str, swap: bool) -> Result<Option<(f64, f64)>, Problem> {
        let frame = Frame {
            swap,
            certain: true,
            ..Frame::default()
        };
        let read = position(&Cell::Text(lon.into()), &Cell::Text(lat.into()), frame);
        read.map(|read| read.map(|(place, _)| place))
    }

    #[test]
    fn angles_are_read_in_the_forms_people_write() {
        for (text, want) in [
            ("126.553471", 126.553_471),
            ("126.553471°", 126.553_471),
            ("E 126.553471", 126.553_471),
            ("126°33'12.5\"E", 126.553_472_22),
            ("126°33′12.5″", 126.553_472_22),
            ("126度33分12.5秒", 126.553_472_22),
            ("东经126°33’12.5’’", 126.553_472_22),
            ("１２６°３３．５＇", 126.558_333_33),
            ("126°33'", 126.55),
            ("86°W", -86.0),
            ("-86.5", -86.5),
        ] {
            let read = parse(text).map(|(degrees, _)| round(degrees));
            assert_eq!(read, Some(want), "{text}");
        }
        for bad in [
            "",
            "E",
            "126 33 12",
            "126°33",
            "126°75'",
            "33'126°",
            "126.5°33'",
            "12°12°",
            "..",
            "1e3",
            "abc",
            "-86W",
            "--1",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_swapped_pair_is_reported_and_mended_only_when_told() {
        let swapped = Err(Problem::Swapped {
            lon: 43.84,
            lat: 126.55,
        });
        assert_eq!(place("43.84", "126.55", false), swapped);
        assert_eq!(place("43.84N", "126.55E", false), swapped);
        assert_eq!(place("43.84", "126.55", true), Ok(Some((126.55, 43.84))));
        assert_eq!(place("126.55", "43.84", true), Ok(Some((126.55, 43.84))));
        assert_eq!(place("", " ", false), Ok(None));
        assert_eq!(place("126.55", "", false), Err(Problem::HalfPosition));
        for (lon, lat) in [("0", "0"), ("126.55N", "43.84"), ("200", "10")] {
            assert!(
                matches!(place(lon, lat, true), Err(Problem::NoPlace { .. })),
                "{lon} {lat}"
            );
        }
        let undeclared = Problem::Undeclared {
            x: 42_512_345.6,
            y: 4_857_000.0,
            likely: Some(4530),
        };
        assert_eq!(place("42512345.6", "4857000", true), Err(undeclared));
    }
}
