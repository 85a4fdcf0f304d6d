use std::fmt;

use serde::{Deserialize, Serialize};

use crate::units::{Day, Seconds};

/// A time of day (时刻) in seconds from local midnight, `00:00` to `24:00`; written `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u32);

impl ClockTime {
    /// From seconds after midnight; `None` beyond 24:00.
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds <= 86_400 {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// From hours and minutes, known to be right.
    ///
    /// # Panics
    /// Beyond 24:00.
    pub const fn hm(hours: u32, minutes: u32) -> Self {
        let seconds = hours * 3600 + minutes * 60;
        assert!(
            minutes < 60 && seconds <= 86_400,
            "a time of day lies within 24 hours"
        );
        Self(seconds)
    }

    /// Reads `8:30`, `08:30` or `08:30:15`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(':');
        let mut next = |limit: u32| {
            parts.next().map(|part| {
                part.parse::<u32>()
                    .ok()
                    .filter(|n| *n <= limit && part.len() <= 2 && !part.starts_with('+'))
            })
        };
        let (hours, minutes) = (next(24)??, next(59)??);
        let seconds = match next(59) {
            None => 0,
            Some(seconds) => seconds?,
        };
        if parts.next().is_some() {
            return None;
        }
        Self::from_seconds(hours * 3600 + minutes * 60 + seconds)
    }

    /// Seconds after midnight.
    pub fn seconds(self) -> Seconds {
        Seconds(i64::from(self.0))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)?;
        if !self.0.is_multiple_of(60) {
            write!(f, ":{:02}", self.0 % 60)?;
        }
        Ok(())
    }
}

impl Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a time of day such as `08:30`"))
        })
    }
}

/// A window (时间窗) within a day; both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayWindow {
    start: ClockTime,
    end: ClockTime,
}

impl DayWindow {
    /// `None` when the end lies before the start.
    pub fn new(start: ClockTime, end: ClockTime) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// Reads `08:00-11:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once(['-', '–'])?;
        Self::new(ClockTime::parse(start)?, ClockTime::parse(end)?)
    }

    /// Its first moment.
    pub fn start(self) -> ClockTime {
        self.start
    }

    /// Its last moment.
    pub fn end(self) -> ClockTime {
        self.end
    }

    /// The same window on `day`, in seconds from midnight of `first_day`.
    pub fn on(self, day: Day, first_day: Day) -> TimeWindow {
        let midnight = Seconds::DAY * i64::from(day.days_since(first_day));
        TimeWindow {
            start: midnight + self.start.seconds(),
            end: midnight + self.end.seconds(),
        }
    }
}

impl fmt::Display for DayWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

impl Serialize for DayWindow {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DayWindow {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a window such as `08:00-11:30`"))
        })
    }
}

/// A window (时间窗) of the horizon, in seconds from midnight of its first day; both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeWindow {
    start: Seconds,
    end: Seconds,
}

impl TimeWindow {
    /// `None` when the end lies before the start.
    pub fn new(start: Seconds, end: Seconds) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// Its first moment.
    pub fn start(self) -> Seconds {
        self.start
    }

    /// Its last moment.
    pub fn end(self) -> Seconds {
        self.end
    }

    /// What both windows share.
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_are_read_strictly() {
        assert_eq!(ClockTime::parse("8:30"), Some(ClockTime::hm(8, 30)));
        assert_eq!(
            ClockTime::parse("24:00").map(ClockTime::seconds),
            Some(Seconds::DAY)
        );
        for bad in [
            "",
            "8",
            "25:00",
            "24:01",
            "08:60",
            "08:30:",
            "8.30",
            "08:30:00:00",
            "+8:30",
        ] {
            assert_eq!(ClockTime::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn windows_end_after_they_start() {
        assert!(DayWindow::parse("08:00-11:30").is_some());
        assert!(DayWindow::parse("11:30-08:00").is_none());
    }
}
