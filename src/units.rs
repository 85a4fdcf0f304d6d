//! Checked numbers and names: seconds, metres, prize points, days, ids.
//!
//! Each quantity is its own integer type, so that metres do not add to seconds.
//! This module knows nothing of the county, of files or of roads.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0);
            /// More than any real value, yet safe to add a few times.
            pub const MAX: Self = Self(i64::MAX / 8);

            /// The bare number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl Mul<i64> for $name {
            type Output = Self;
            fn mul(self, factor: i64) -> Self {
                Self(self.0 * factor)
            }
        }
        impl Div<i64> for $name {
            type Output = Self;
            fn div(self, divisor: i64) -> Self {
                Self(self.0 / divisor)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                iter.fold(Self::ZERO, Add::add)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

quantity! {
    /// A duration, or a moment counted from local midnight of the first day of the horizon, in whole seconds.
    Seconds
}
quantity! {
    /// A length along a road or on foot, in whole metres.
    Metres
}
quantity! {
    /// What a visit is worth (收益), in prize points.
    Prize
}

impl Seconds {
    /// Seconds in a civil day.
    pub const DAY: Self = Self(86_400);

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }
}

/// A civil date, counted in days from 1970-01-01; written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The text is not a date of the calendar.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not a date of the calendar")]
pub struct DayError {
    text: String,
    #[source]
    source: jiff::Error,
}

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// 1970-01-01.
    pub const EPOCH: Self = Self(0);

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When the text has another form or names no day of the calendar, such as 31 February.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        match text.trim().parse::<jiff::civil::Date>() {
            Ok(date) => Ok(Self::from_date(date)),
            Err(source) => Err(DayError {
                text: text.to_owned(),
                source,
            }),
        }
    }

    /// The day of a civil date.
    ///
    /// # Panics
    /// Never: the days between two civil dates always fit.
    pub fn from_date(date: jiff::civil::Date) -> Self {
        let span = date
            .since((jiff::Unit::Day, EPOCH))
            .expect("days between two civil dates always fit");
        Self(span.get_days())
    }

    /// The civil date of this day; beyond the calendar its first or last.
    pub fn date(self) -> jiff::civil::Date {
        /// Most days that a span can have.
        const MOST: i32 = 7_304_484;
        EPOCH.saturating_add(jiff::Span::new().days(self.0.clamp(-MOST, MOST)))
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Whole days from `earlier` to this day; negative when `earlier` lies later.
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Monday = 1 to Sunday = 7.
    ///
    /// # Panics
    /// Never: a remainder of seven fits.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((i64::from(self.0) + 3).rem_euclid(7) + 1).expect("a remainder of seven fits")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as written.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }
            /// The id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

id! {
    /// Names a target (巡查对象编号) across layers, plans and ledger.
    TargetId
}
id! {
    /// Names a team (巡查组编号).
    TeamId
}
id! {
    /// Names a programme (巡查方案编号), `P01` and so on.
    ProgrammeId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_trip_and_know_their_weekday() {
        let day = Day::parse("2026-11-24").unwrap();
        assert_eq!(day.to_string(), "2026-11-24");
        assert_eq!(day.weekday(), 2);
        assert_eq!(day.plus(7).days_since(day), 7);
        assert_eq!(Day::parse("1969-12-31").unwrap().weekday(), 3);
    }

    #[test]
    fn thirty_first_of_february_is_refused() {
        assert!(Day::parse("2026-02-31").is_err());
    }
}
