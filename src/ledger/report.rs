//! The daily report (日报): what a day brought, team by team, made of nothing but the day's events and the plan; a report
//! is made also when nothing was found (零报告).
//!
//! No mileage and no ranking of persons: what is counted are visits to places.

mod html;
mod make;
mod sections;
#[cfg(test)]
mod tests;
mod text;
mod workbook;

use std::collections::BTreeMap;

use serde::Serialize;

pub use html::html;
pub use make::make;
pub use sections::{Section, sections};
pub use text::{chat, text};
pub use workbook::sheets;

use super::indicators::Indicators;
use super::payload::{Finding, Severity};
use crate::domain::{Status, TargetKind};
use crate::units::Day;

/// What was planned for a day, as the report looks at it.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    /// Teams that had a shift, by id.
    pub teams: Vec<PlannedTeam>,
    /// Due visits that were not planned: target and programme.
    pub unvisited: Vec<(String, String)>,
    /// Names of targets that the ledger may not know, by id.
    pub names: BTreeMap<String, String>,
}

/// What a team was to do.
#[derive(Clone, Debug)]
pub struct PlannedTeam {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Metres of its route along the roads.
    pub distance_m: i64,
    /// Its stops, in order.
    pub stops: Vec<PlannedStop>,
}

/// A team that works on a day, whether a plan sends it out or not.
#[derive(Clone, Debug)]
pub struct WorkingTeam {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A stop of a plan.
#[derive(Clone, Debug)]
pub struct PlannedStop {
    /// Target.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: TargetKind,
    /// Programme.
    pub programme: String,
    /// Metres, when it is a corridor.
    pub corridor_m: Option<i64>,
}

/// The report of one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DailyReport {
    /// County.
    pub county: String,
    /// Day.
    pub date: String,
    /// Nothing was found and nothing moved.
    pub is_zero: bool,
    /// What must be reported at once, first.
    pub immediate: Vec<Problem>,
    /// Team by team.
    pub teams: Vec<TeamReport>,
    /// Visits that no plan asked for.
    pub unplanned_visits: u32,
    /// Visits by what they found.
    pub findings: BTreeMap<Finding, u32>,
    /// Metres of corridor seen: left, right.
    pub corridor_m: [i64; 2],
    /// Rectification orders issued today.
    pub orders_issued: Vec<Problem>,
    /// Rechecks of today that found the item of an open order still wrong.
    pub rechecks_failed: u32,
    /// Orders that a visit of today found in order.
    pub orders_closed: u32,
    /// Orders open at the end of the day.
    pub orders_open: u32,
    /// Of them those past their due date.
    pub orders_overdue: u32,
    /// State changes of the day.
    pub changes: Vec<Change>,
    /// Complaints and objections that came; decisions on them are none.
    pub complaints: u32,
    /// What is overdue, the latest first.
    pub overdue: Vec<Overdue>,
    /// Possible re-movements (R7) found today.
    pub movement_alerts: Vec<(String, String)>,
    /// Conflicts between events that nobody has settled.
    pub conflicts: u32,
    /// Events that the rules do not allow where they stand, and that changed nothing.
    pub refused: Vec<RefusedEvent>,
    /// Due and visited by programme, today and since the first of the month.
    pub coverage: BTreeMap<String, Covered>,
    /// Indicators from the first of the month to the day.
    pub indicators: Indicators,
}

/// Something that is not in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Time of the visit, `HH:MM`.
    pub time: String,
    /// Target.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Checklist and item.
    pub item: String,
    /// What the item asks and what was answered, in the report's language.
    pub text: String,
    /// How severe.
    pub severity: Severity,
    /// By when it must be put right.
    pub due: Option<Day>,
}

/// What a team did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamReport {
    /// Its id.
    pub team: String,
    /// Its name.
    pub name: String,
    /// It had stops, or worked without a plan, and noted no visit: its report is missing.
    pub is_missing: bool,
    /// Stops planned.
    pub planned: u32,
    /// Of them visited.
    pub visited: u32,
    /// Of them not visited, with the reason that was noted.
    pub missed: Vec<Missed>,
    /// Visits beyond its plan.
    pub extra: u32,
    /// Metres of the planned route along the roads.
    pub planned_m: i64,
    /// Metres of corridor seen: left, right.
    pub corridor_m: [i64; 2],
    /// Problems found: report at once, rectify.
    pub problems: [u32; 2],
}

/// A stop that was not visited.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missed {
    /// Target.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Why; `None` when nobody said.
    pub reason: Option<Finding>,
}

/// A point that changed its state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Point.
    pub target: String,
    /// Its name.
    pub name: String,
    /// `T08`
    pub transition: String,
    /// State after.
    pub to: Status,
    /// Round after.
    pub round: u32,
}

/// An event that was not applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RefusedEvent {
    /// `device:counter`
    pub event: String,
    /// Target.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Why, in the report's language.
    pub why: String,
}

/// A target whose deadline has passed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overdue {
    /// Target.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Its state, when it is a point.
    pub status: Option<Status>,
    /// What is due.
    pub step: super::deadlines::DueStep,
    /// Since when.
    pub due: Day,
    /// Working days late.
    pub late: u32,
}

/// Due and visited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// Due visits of the day: planned or not.
    pub due: u32,
    /// Of them planned.
    pub planned: u32,
    /// Of the planned ones visited.
    pub visited: u32,
    /// Due visits of the plans since the first of the month.
    pub month_due: u32,
    /// Of them visited on their day.
    pub month_visited: u32,
}
