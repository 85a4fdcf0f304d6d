//! The county's settings that decide what a move needs and by when; written into the ledger whenever they change, so
//! that an event is always judged by the rules of its own day.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::role::Role;
use crate::domain::Calendar;
use crate::units::Day;

/// Settings of the close-out (销号规则); the defaults are those of the work plan or common practice, for the county to change.
///
/// What a newer program may have added is left alone when it is read from an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Lowest role that may close (T11): county, prefecture or province.
    pub closure_authority: Role,
    /// Working days that an acceptance is made public before closure (公示).
    pub publicity_working_days: u32,
    /// Persons who must see a point for its acceptance (T09), and who must agree to exclude a suspect (T03).
    pub persons: u32,
    /// Points of census size or hazardous waste are accepted by the prefecture or a third party.
    pub large_by_prefecture: bool,
    /// By when each step is due.
    pub deadlines: Deadlines,
    /// R4: photos of the cleared ground lie within so many metres of the point.
    pub photo_within_m: f64,
    /// R5: what is not accounted for, at most, in per cent of the listed volume.
    pub balance_percent: f64,
    /// R7: a new suspect within so many kilometres of an active removal raises an alert.
    pub movement_km: f64,
    /// R7: and within so many days.
    pub movement_days: u32,
    /// R10: a point within so many metres of another is the same place.
    pub same_place_m: f64,
    /// R9: look-backs so many days after closure.
    pub look_back_days: Vec<u32>,
    /// R8: day and month, `04-30`, by which a point that was closed under snow is looked at again.
    pub thaw: Thaw,
    /// Working days in which a rectification order is due.
    pub order_working_days: u32,
    /// R6: facilities that may take waste, by id.
    pub facilities: BTreeSet<String>,
    /// Days off that fall on weekdays.
    pub holidays: BTreeSet<Day>,
    /// Weekend days that are worked.
    pub workdays: BTreeSet<Day>,
}

/// Default deadlines of the transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deadlines {
    /// T02, T03: working days to verify a suspect.
    pub verify: u32,
    /// T04: days to clear a small heap at once.
    pub quick_days: u32,
    /// T05: working days to a plan.
    pub plan: u32,
    /// T05: the same for hazardous waste.
    pub plan_hazardous: u32,
    /// T08: working days to apply.
    pub request: u32,
    /// T09, T10: working days to accept or return.
    pub accept: u32,
    /// T11: working days to close.
    pub close: u32,
    /// T13: working days to list a rebound again.
    pub relist: u32,
    /// T15: working days to resume works.
    pub resume: u32,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            verify: 2,
            quick_days: 3,
            plan: 10,
            plan_hazardous: 2,
            request: 3,
            accept: 5,
            close: 10,
            relist: 1,
            resume: 3,
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            closure_authority: Role::County,
            publicity_working_days: 5,
            persons: 2,
            large_by_prefecture: true,
            deadlines: Deadlines::default(),
            photo_within_m: 100.0,
            balance_percent: 30.0,
            movement_km: 5.0,
            movement_days: 30,
            same_place_m: 50.0,
            look_back_days: vec![7, 30, 90, 180, 365],
            thaw: Thaw { month: 4, day: 30 },
            order_working_days: 3,
            facilities: BTreeSet::new(),
            holidays: BTreeSet::new(),
            workdays: BTreeSet::new(),
        }
    }
}

impl Rules {
    /// Working days as these rules count them.
    pub fn calendar(&self) -> Calendar {
        Calendar {
            holidays: self.holidays.clone(),
            workdays: self.workdays.clone(),
        }
    }
}

/// A day of the year, written `04-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thaw {
    month: i8,
    day: i8,
}

impl Thaw {
    /// Reads `04-30`; 29 February is none, it does not come every year.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        jiff::civil::Date::new(2023, month, day).ok()?;
        Some(Self { month, day })
    }

    /// The first such day on or after `day`.
    pub fn on_or_after(self, day: Day) -> Day {
        let year = day.date().year();
        let of = |year| jiff::civil::Date::new(year, self.month, self.day).map(Day::from_date);
        [year, year.saturating_add(1)]
            .into_iter()
            .filter_map(|year| of(year).ok())
            .find(|thaw| *thaw >= day)
            .unwrap_or(day)
    }
}

impl std::fmt::Display for Thaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl Serialize for Thaw {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thaw {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a day and month such as `04-30`"))
        })
    }
}
