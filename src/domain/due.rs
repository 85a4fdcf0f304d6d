use serde::{Deserialize, Serialize};

use super::{DayWindow, TargetKind};
use crate::units::{Day, Prize, ProgrammeId, Seconds, TargetId, TeamId};

/// One due visit (到期巡查任务): a target, when, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Which target.
    pub target: TargetId,
    /// Its kind.
    pub kind: TargetKind,
    /// 1 for the first due visit of the target in the horizon, 2 for the next ...
    pub visit: u32,
    /// Programme that asks for it.
    pub programme: ProgrammeId,
    /// The first day it may be made, within the horizon.
    pub first_day: Day,
    /// The last day it may be made, within the horizon.
    pub last_day: Day,
    /// Least days to the target's other visits.
    pub min_gap_days: u32,
    /// What it is worth: the sum of the reasons' values.
    pub prize: Prize,
    /// Why it is worth that.
    pub reasons: Vec<Reason>,
    /// Must be planned if at all possible.
    pub required: bool,
    /// How long the work takes; for a corridor the slow drive along it.
    pub service: Seconds,
    /// When the work may be done on a day, first to last moment of the work; empty = all day (the shift's own time).
    /// One list per day from `first_day` to `last_day`.
    pub windows: Vec<Vec<DayWindow>>,
    /// Checklist to fill in.
    pub checklist: String,
    /// Bound by a pin, or urgent.
    pub pinned: bool,
    /// By this team alone (pinned).
    pub team: Option<TeamId>,
    /// Never by these teams (forbidden).
    pub barred: Vec<TeamId>,
}

/// Part of a prize, and why (收益构成).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What kind of reason.
    pub code: ReasonCode,
    /// Prize points; may be negative.
    pub value: Prize,
    /// The number behind it: days overdue, hazard class, round, metres ... 0 when there is none.
    pub detail: i64,
}

/// What makes a visit worth something.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// Weight of the programme.
    Programme,
    /// Days beyond the due date.
    Overdue,
    /// Never visited so far.
    FirstVisit,
    /// Hazard class (危害程度).
    Hazard,
    /// Rebound: second round or later (轮次).
    Round,
    /// Waste is still being dumped (仍在倾倒).
    StillDumping,
    /// Earlier visits failed.
    FailedVisits,
    /// A deadline falls into the horizon (办理时限).
    Deadline,
    /// Drawn as a random sample (督导抽查).
    Drawn,
    /// Pinned although it is not due (指定).
    Pinned,
    /// Urgent although it is not due (紧急任务).
    Urgent,
}
