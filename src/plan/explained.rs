//! What a plan says of its stops and of what it leaves out, as written in `plan.json` and as `verify` proves it again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Direction, LegFile};

/// What leaving a stop out would free (边际用时), the other stops of its route staying in their order.
///
/// The drives beside it are taken out and `direct` is put in; then the earliest times are found anew by the rule of every
/// route: leave as late as the first work allows (a team under way leaves at once), wait for windows, take the breaks where the vehicle is back first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarginalFile {
    /// Drive from the stop before (or the base) straight to the stop after (or the base); absent for an only stop, and
    /// where there is no way. A team that is under way when the plan is made anew drives home without its only stop.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub direct: Option<LegFile>,
    /// By how much the route would be shorter; absent when the rest of it would not fit without the stop.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub freed: Option<FreedFile>,
    /// Why the rest would not fit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stuck: Option<Stuck>,
    /// The most valuable unvisited visit that would then fit, required ones first; absent when none does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gain: Option<GainFile>,
}

/// By how much a route would be shorter: its length from leaving the base to being back, and what that is made of.
///
/// A part may be negative: where a window opens late, less driving is more waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FreedFile {
    /// Metres of driving.
    pub distance_m: i64,
    /// Seconds of driving.
    pub drive_s: i64,
    /// Seconds of work.
    pub service_s: i64,
    /// Seconds of walking, both ways.
    pub walk_s: i64,
    /// Seconds of waiting, breaks included.
    pub wait_s: i64,
    /// All seconds: driving, work, walking and waiting.
    pub total_s: i64,
}

/// Why a route would not fit without one of its stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stuck {
    /// No way leads from the stop before to the stop after.
    NoWay,
    /// A break would fit nowhere, or a later stop would miss its window.
    NoTime,
}

/// An unvisited visit that would fit in place of a stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GainFile {
    /// Target id.
    pub target: String,
    /// As in `stops[].visit`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<u32>,
    /// What it is worth.
    pub prize: i64,
    /// Where it would go.
    pub place: PlaceFile,
}

/// A place in a route for one visit more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceFile {
    /// `seq` of the stop after which it would come, stops taken out not counted as present; 0 = first.
    pub after: u32,
    /// Which way, for a corridor; for a point as in `stops[].facing`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub direction: Option<Direction>,
    /// Drive there.
    pub to: LegFile,
    /// Drive on to the next stop, or the base.
    pub onward: LegFile,
}

/// Where an unvisited point would be worked on from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoadsideFile {
    /// Where the vehicle would stop.
    pub lon: f64,
    /// Where the vehicle would stop.
    pub lat: f64,
    /// Metres off the road, one way.
    pub walk_m: i64,
    /// Seconds of walking, one way.
    pub walk_s: i64,
}

/// A change that would bring an unvisited visit in, everything else in the plan staying as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeFile {
    /// What would change.
    pub kind: ChangeKind,
    /// Team id of the shift that would take it.
    pub team: String,
    /// Date of that shift.
    pub date: String,
    /// Seconds by which the shift would have to end later, or the window to open earlier or close later; not one less will do
    /// at this place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by_s: Option<i64>,
    /// The window that would change, `08:30-11:30`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub window: Option<String>,
    /// The stop that would be taken out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub instead_of: Option<InsteadFile>,
    /// Where the visit would go.
    pub place: PlaceFile,
    /// In words.
    pub text: String,
}

/// Kinds of changes, the cheapest first: those that cost nobody a visit, then those that do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Nothing: it would fit as the plan stands.
    AsItIs,
    /// The shift ends later.
    ShiftEnd,
    /// The target's window opens earlier.
    WindowStart,
    /// The target's window closes later.
    WindowEnd,
    /// The team may make one stop more in a shift.
    MoreStops,
    /// Another visit of the same target, too near in days, is given up.
    Spacing,
    /// A stop is given up.
    Displace,
}

/// A stop that would be given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InsteadFile {
    /// Team id of its shift.
    pub team: String,
    /// Date of its shift.
    pub date: String,
    /// Its number in that shift.
    pub seq: u32,
    /// Target id.
    pub target: String,
    /// As in `stops[].visit`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<u32>,
    /// What it is worth.
    pub prize: i64,
}
