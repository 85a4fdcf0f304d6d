use geo::Coord;

use super::{ClockTime, DayWindow};
use crate::units::Day;

/// Light of a day at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Daylight {
    /// From sunrise to sunset, local clock time.
    Between(DayWindow),
    /// The sun does not set.
    AllDay,
    /// The sun does not rise.
    None,
}

/// Sunrise to sunset (日出日落) on `day` at `place` (lon, lat in degrees), on a clock `utc_offset_seconds` east of UTC.
///
/// The low-accuracy solar position of the Astronomical Almanac with the sun's centre 0.833 degrees below the
/// horizon, iterated once at each event; within two minutes of published tables below 65 degrees of latitude.
pub fn daylight(day: Day, place: Coord, utc_offset_seconds: i32) -> Daylight {
    let noon = 43_200.0 - place.x * 240.0;
    let mut events = [0.0_f64; 2];
    for (event, sign) in events.iter_mut().zip([-1.0, 1.0]) {
        let mut utc = noon;
        for _ in 0..3 {
            let (declination, equation) = sun(f64::from(day.number()) - 10_957.5 + utc / 86_400.0);
            let latitude = place.y.to_radians();
            let cos_angle = ((-0.833_f64).to_radians().sin() - latitude.sin() * declination.sin())
                / (latitude.cos() * declination.cos());
            if cos_angle > 1.0 {
                return Daylight::None;
            }
            if cos_angle < -1.0 || cos_angle.is_nan() {
                return Daylight::AllDay;
            }
            utc = noon - equation + sign * cos_angle.acos().to_degrees() * 240.0;
        }
        *event = utc + f64::from(utc_offset_seconds);
    }
    let clock = |seconds: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a day before"
        )]
        let whole = (seconds.clamp(0.0, 86_400.0) / 60.0).round() as u32 * 60;
        ClockTime::from_seconds(whole.min(86_400))
    };
    match (clock(events[0]), clock(events[1])) {
        (Some(rise), Some(set)) => {
            DayWindow::new(rise, set).map_or(Daylight::None, Daylight::Between)
        }
        _ => Daylight::None,
    }
}

/// Declination in radians and equation of time in seconds, `days` after J2000.0.
fn sun(days: f64) -> (f64, f64) {
    let mean_longitude = (280.460 + 0.985_647_4 * days).rem_euclid(360.0);
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude =
        (mean_longitude + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let obliquity = (23.439 - 0.000_000_4 * days).to_radians();
    let declination = (obliquity.sin() * longitude.sin()).asin();
    let right_ascension = (obliquity.cos() * longitude.sin())
        .atan2(longitude.cos())
        .to_degrees();
    let equation = (mean_longitude - right_ascension + 180.0).rem_euclid(360.0) - 180.0;
    (declination, equation * 240.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published sunrise and sunset of Jilin City (43.84 N, 126.55 E), UTC+8.
    #[test]
    fn jilin_city_matches_the_published_table() {
        let table = [
            ("2026-12-21", "07:04", "15:59"),
            ("2026-01-15", "07:04", "16:20"),
            ("2026-02-03", "06:48", "16:45"),
            ("2026-03-20", "05:38", "17:45"),
            ("2026-06-21", "03:51", "19:19"),
        ];
        for (date, rise, set) in table {
            let Daylight::Between(window) = daylight(
                Day::parse(date).unwrap(),
                Coord {
                    x: 126.55,
                    y: 43.84,
                },
                28_800,
            ) else {
                panic!("the sun rises on {date}");
            };
            for (got, want) in [(window.start(), rise), (window.end(), set)] {
                let off = got.seconds().get() - ClockTime::parse(want).unwrap().seconds().get();
                assert!(off.abs() <= 120, "{date}: {got} instead of {want}");
            }
        }
    }

    #[test]
    fn polar_night_and_day_are_named() {
        let place = Coord { x: 20.0, y: 78.0 };
        assert_eq!(
            daylight(Day::parse("2026-12-21").unwrap(), place, 3600),
            Daylight::None
        );
        assert_eq!(
            daylight(Day::parse("2026-06-21").unwrap(), place, 3600),
            Daylight::AllDay
        );
    }
}
