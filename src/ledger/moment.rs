use std::fmt;

use serde::{Deserialize, Serialize};

use crate::units::Day;

/// A moment with the offset of the clock that showed it, to the second; written as in RFC 3339, `2026-11-24T09:12:30+08:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    seconds: i64,
    /// Seconds east of UTC, whole minutes.
    offset: i32,
}

impl Moment {
    /// From seconds since 1970-01-01T00:00:00Z and a clock so many seconds east of UTC; `None` outside the years 1 to 9999.
    pub fn new(seconds: i64, offset: i32) -> Option<Self> {
        const FIRST: i64 = -62_135_596_800;
        const LAST: i64 = 253_402_300_799;
        let local = seconds.checked_add(i64::from(offset))?;
        let good = (FIRST..=LAST).contains(&local)
            && (FIRST..=LAST).contains(&seconds)
            && offset % 60 == 0
            && offset.abs() <= 14 * 3600;
        good.then_some(Self { seconds, offset })
    }

    /// A time of a day, in seconds after local midnight, on a clock so many seconds east of UTC.
    pub fn on(day: Day, second: i64, offset: i32) -> Option<Self> {
        let local = i64::from(day.days_since(Day::EPOCH)) * 86_400 + second;
        Self::new(local - i64::from(offset), offset)
    }

    /// Reads `2026-11-24T09:12:30+08:00`, also with `Z`, strictly.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let clock = rest.strip_prefix('T')?;
        let (clock, zone) = (clock.get(..8)?, clock.get(8..)?);
        let second = clock_seconds(clock)?;
        let offset = if zone == "Z" {
            0
        } else {
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            sign * i32::try_from(clock_seconds(&format!("{}:00", zone.get(1..)?))?).ok()?
        };
        Self::on(Day::parse(date).ok()?, second, offset)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Seconds east of UTC of the clock that showed it.
    pub const fn offset(self) -> i32 {
        self.offset
    }

    /// The civil day on that clock.
    ///
    /// # Panics
    /// Never: a moment lies in the years 1 to 9999.
    pub fn day(self) -> Day {
        let days = (self.seconds + i64::from(self.offset)).div_euclid(86_400);
        Day::EPOCH.plus(i32::try_from(days).expect("four-digit years fit"))
    }

    /// Seconds after midnight on that clock.
    pub fn clock(self) -> i64 {
        (self.seconds + i64::from(self.offset)).rem_euclid(86_400)
    }
}

/// Seconds of `HH:MM:SS`.
fn clock_seconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let pair = |at: usize| {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
        Some(digit(bytes[at])? * 10 + digit(bytes[at + 1])?)
    };
    let (hours, minutes, seconds) = (pair(0)?, pair(3)?, pair(6)?);
    (hours < 24 && minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = self.clock();
        let (hours, minutes, seconds) = (clock / 3600, clock / 60 % 60, clock % 60);
        write!(f, "{}T{hours:02}:{minutes:02}:{seconds:02}", self.day())?;
        let sign = if self.offset < 0 { '-' } else { '+' };
        let offset = self.offset.abs() / 60;
        write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is not a time such as `2026-11-24T09:12:30+08:00`"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_they_were_read() {
        for text in [
            "2026-11-24T09:12:30+08:00",
            "1969-12-31T23:59:59-03:30",
            "2024-02-29T00:00:00+00:00",
        ] {
            assert_eq!(Moment::parse(text).unwrap().to_string(), text);
        }
        let utc = Moment::parse("2026-11-24T01:12:30Z").unwrap();
        assert_eq!(
            utc.seconds(),
            Moment::parse("2026-11-24T09:12:30+08:00")
                .unwrap()
                .seconds()
        );
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-11-24",
            "2026-02-30T00:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T09:12:30",
            "2026-11-24T09:12:30+8:00",
            "２026-11-24T09:12:30Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_that_of_the_clock() {
        let late = Moment::parse("2026-11-24T23:30:00+08:00").unwrap();
        assert_eq!(late.day(), Day::parse("2026-11-24").unwrap());
        assert_eq!(late.clock(), 23 * 3600 + 1800);
    }
}
