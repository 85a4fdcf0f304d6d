use serde::{Deserialize, Serialize};

use super::{DayWindow, PlaceType, SiteState, Status, TargetKind};
use crate::units::{Prize, ProgrammeId, Seconds};

/// Days between due visits (巡查频次).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Frequency {
    /// Every so many days; `None` in one of the two modes = not patrolled then.
    EveryDays {
        /// In normal times.
        normal: Option<u32>,
        /// In a campaign (surge).
        surge: Option<u32>,
    },
    /// Once, due so many working days after the status was entered.
    OnceWithinWorkingDays(u32),
    /// On the look-back dates (回头看): so many days after close-out, and the date that the ledger states.
    LookBack,
    /// Drawn at random: so many targets a week in all, of whatever is patrolled.
    DrawPerWeek {
        /// In normal times.
        normal: u32,
        /// In a campaign (surge).
        surge: u32,
    },
    /// Once after a complaint (投诉), due so many working days after it came.
    ComplaintWithinWorkingDays(u32),
    /// On the recheck date of a rectification order, so many working days after its due date.
    RecheckWithinWorkingDays(u32),
}

/// How long the work at a target takes (作业时长).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceRule {
    /// So long at every target.
    Fixed(Seconds),
    /// A corridor driven at this speed, in metres per hour.
    MetresPerHour(u32),
}

/// When a target may be visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowRule {
    /// Between sunrise and sunset of the date and place.
    Daylight,
    /// Within these windows of the day.
    Windows(Vec<DayWindow>),
}

/// For one kind of target: how often, how long, when, how much it is worth (巡查方案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// `P01` and so on.
    pub id: ProgrammeId,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Kind of target it applies to; `None` = any.
    pub kind: Option<TargetKind>,
    /// Dump points in these states; empty = any that is not excluded or merged, after a complaint these as well.
    pub statuses: Vec<Status>,
    /// Sites in these states; empty = any but finished.
    pub site_states: Vec<SiteState>,
    /// Places of these types; empty = none.
    pub place_types: Vec<PlaceType>,
    /// Days between due visits.
    pub frequency: Frequency,
    /// How long the work takes.
    pub service: ServiceRule,
    /// When it may be done.
    pub window: WindowRule,
    /// Value of one due visit; of one kilometre for a corridor.
    pub weight: Prize,
    /// Value instead of `weight` for dump points of hazard 3 and 4.
    pub weight_high_hazard: Option<Prize>,
    /// A due visit must be planned (必查) once its deadline falls into the horizon.
    pub required_when_due: bool,
    /// Least days between two visits of one target; `None` = half the frequency, rounded up.
    pub min_gap_days: Option<u32>,
    /// Checklist to fill in.
    pub checklist: String,
}
