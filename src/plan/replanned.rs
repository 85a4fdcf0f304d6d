//! What `plan.json` says of pins, and of a plan that was made anew in the middle of the day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{Forbid, Pin, Source};
use crate::units::{Day, TargetId, TeamId};

/// A pin that was stated on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PinFile {
    /// Target id.
    pub target: String,
    /// Team id, when stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub team: Option<String>,
    /// Date, when stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
    /// Place in the order: 1, 2 ... from the start, -1, -2 ... from the end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<i32>,
}

/// Something that was forbidden on the command line: a target for a team, or two targets in one route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ForbidFile {
    /// One target with a team, two without.
    pub targets: Vec<String>,
    /// Team id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub team: Option<String>,
}

/// A plan that was made anew in the middle of it (调整后的计划).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplannedFile {
    /// SHA-256 of the `plan.json` that it goes on from.
    pub from: String,
    /// When; what was begun by then is kept as it was.
    pub at: String,
    /// Teams that dropped out by then.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub without: Vec<String>,
    /// Urgent targets, and the day on which each is to be visited.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub urgent: Vec<UrgentFile>,
    /// Where teams were said to be.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub positions: Vec<PositionFile>,
    /// How many stops of their routes teams had finished, where that was said.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub finished: Vec<FinishedFile>,
    /// Due visits that the ledger knows as made by then and that are no stop of this plan: due no more.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub done: Vec<DoneFile>,
    /// Most stops that might be moved to another shift; absent = any number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub most_moved: Option<u32>,
    /// So many events of the ledger were known; what is noted later does not count, whatever time it states.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ledger_events: Option<u64>,
    /// What was found beyond this plan and brings too little for its changes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub held_back: Option<HeldBackFile>,
    /// What differs from the plan before.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub changes: Vec<PlanChangeFile>,
}

impl ReplannedFile {
    /// `HH:MM` of the moment.
    pub(crate) fn clock(&self) -> Option<&str> {
        self.at.get(11..16)
    }
}

/// Changes that were found and not made, as they bring too little (未采用的变化).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldBackFile {
    /// Prize that each change must bring.
    pub least_gain: i64,
    /// Changes that it would take beyond those of this plan.
    pub changes: u32,
    /// Prize that they would bring beyond.
    pub prize: i64,
    /// Seconds of driving that they would save; negative when they would take more.
    pub saved_s: i64,
    /// Targets that would be visited beyond.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub added: Vec<String>,
    /// Targets that would be left out for them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dropped: Vec<String>,
}

/// An urgent target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct UrgentFile {
    /// Target id.
    pub target: String,
    /// Day.
    pub date: String,
}

/// Where a team was said to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PositionFile {
    /// Team id.
    pub team: String,
    /// Longitude, WGS 84.
    pub lon: f64,
    /// Latitude, WGS 84.
    pub lat: f64,
}

/// How far a team was said to be on its route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct FinishedFile {
    /// Team id.
    pub team: String,
    /// Date of the route.
    pub date: String,
    /// So many stops from its start were finished, whatever their planned times; all others were not.
    pub stops: u32,
}

/// A due visit that was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct DoneFile {
    /// Target id.
    pub target: String,
    /// 1, 2 ... as in the plan before; 1 where that has none.
    pub visit: u32,
    /// Day.
    pub date: String,
    /// Name of the target, when it was a stop of the plan before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Where it stood in the plan before, when it was a stop of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<WhereFile>,
}

/// Where a leg passes on its way: a place that the team was said to be at, or its base.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ViaFile {
    /// Longitude of the roadside, WGS 84.
    pub lon: f64,
    /// Latitude of the roadside, WGS 84.
    pub lat: f64,
    /// Seconds from leaving the stop before (or the base) until the team goes on from there; part of the leg's `drive_s`.
    pub after_s: i64,
}

/// One difference between a plan and the one before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PlanChangeFile {
    /// What happened to the stop.
    pub change: PlanChangeKind,
    /// Target id.
    pub target: String,
    /// As in [`super::StopFile::visit`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<u32>,
    /// Shift and place before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<WhereFile>,
    /// Shift and place now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub now: Option<WhereFile>,
}

/// What happened to a stop.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PlanChangeKind {
    /// It was in no route before.
    Added,
    /// It is in no route now.
    Dropped,
    /// Another team or another day.
    Moved,
    /// Another place among the stops of its shift.
    Reordered,
    /// A corridor that is driven the other way.
    Turned,
}

/// A place in a shift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct WhereFile {
    /// Team id.
    pub team: String,
    /// Date.
    pub date: String,
    /// 1, 2, 3 ... within the shift.
    pub seq: u32,
    /// Arrival.
    pub arrive: String,
}

impl From<&Pin> for PinFile {
    fn from(pin: &Pin) -> Self {
        Self {
            target: pin.target.to_string(),
            team: pin.team.as_ref().map(ToString::to_string),
            date: pin.date.map(|date| date.to_string()),
            place: pin.place,
        }
    }
}

impl From<&PinFile> for Pin {
    fn from(pin: &PinFile) -> Self {
        Self {
            target: TargetId::new(&*pin.target),
            team: pin.team.as_deref().map(TeamId::from),
            date: pin.date.as_deref().and_then(|date| Day::parse(date).ok()),
            place: pin.place,
            urgent: false,
            source: Source::default(),
        }
    }
}

impl From<&Forbid> for ForbidFile {
    fn from(forbid: &Forbid) -> Self {
        Self {
            targets: forbid.targets.iter().map(ToString::to_string).collect(),
            team: forbid.team.as_ref().map(ToString::to_string),
        }
    }
}

impl From<&ForbidFile> for Forbid {
    fn from(forbid: &ForbidFile) -> Self {
        Self {
            targets: forbid
                .targets
                .iter()
                .map(|id| TargetId::new(&**id))
                .collect(),
            team: forbid.team.as_deref().map(TeamId::from),
            source: Source::default(),
        }
    }
}

impl From<&UrgentFile> for Pin {
    fn from(urgent: &UrgentFile) -> Self {
        Self {
            target: TargetId::new(&*urgent.target),
            team: None,
            date: Day::parse(&urgent.date).ok(),
            place: None,
            urgent: true,
            source: Source::default(),
        }
    }
}
