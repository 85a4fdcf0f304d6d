//! The types of `plan.json` (schema `xuncha.plan/1`), as written and as read back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::{ChangeFile, ForbidFile, MarginalFile, PinFile, ReplannedFile, RoadsideFile, ViaFile};
use crate::domain::{Lang, Status, TargetKind};

/// A whole plan (巡查计划). Times are local with offset (RFC 3339), lengths whole metres, durations whole seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanFile {
    /// Always `xuncha.plan/1`.
    pub schema: String,
    /// Name of the county.
    pub county: String,
    /// First day, `YYYY-MM-DD`.
    pub date: String,
    /// Number of days.
    pub days: u32,
    /// Seed of the search.
    pub seed: u64,
    /// SHA-256 of every input file, by its path in the workspace.
    pub inputs: BTreeMap<String, String>,
    /// Language of the texts.
    pub language: Lang,
    /// Sums over all shifts.
    pub totals: Totals,
    /// Shifts by date, then team.
    pub shifts: Vec<ShiftFile>,
    /// What is due and not planned.
    pub unvisited: Vec<UnvisitedFile>,
    /// Pins stated on the command line; those of `xuncha.toml` hold beside them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub pins: Vec<PinFile>,
    /// What was forbidden on the command line; what `xuncha.toml` forbids holds beside it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub forbid: Vec<ForbidFile>,
    /// How it was made anew in the middle of the day; absent in a plan that was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replanned: Option<ReplannedFile>,
}

/// Sums of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Prize of all stops.
    pub prize: i64,
    /// `prize` plus the prizes of the unvisited.
    pub prize_due: i64,
    /// A proven upper bound, when one was computed.
    pub bound: Option<i64>,
    /// Number of stops.
    pub visits: u32,
    /// Number of due visits.
    pub due: u32,
    /// Required visits that are due.
    pub required_due: u32,
    /// Required visits that are planned.
    pub required_visited: u32,
    /// Metres driven between stops.
    pub distance_m: i64,
    /// Seconds driven between stops.
    pub drive_s: i64,
    /// Seconds of work.
    pub service_s: i64,
    /// Seconds of waiting, breaks included.
    pub wait_s: i64,
}

/// lon, lat in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LonLat {
    /// Longitude.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
}

/// One team's day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShiftFile {
    /// Team id.
    pub team: String,
    /// Team name.
    pub team_name: String,
    /// Date.
    pub date: String,
    /// Start of the working time.
    pub start: String,
    /// End of the working time.
    pub end: String,
    /// Where the shift starts.
    pub base: LonLat,
    /// Where the shift ends.
    pub end_base: LonLat,
    /// Metres driven between stops, the way back included.
    pub distance_m: i64,
    /// Seconds driven between stops, the way back included.
    pub drive_s: i64,
    /// Seconds of work.
    pub service_s: i64,
    /// Seconds of walking, both ways.
    pub walk_s: i64,
    /// Seconds of waiting, breaks included.
    pub wait_s: i64,
    /// Prize of its stops.
    pub prize: i64,
    /// Route files, relative to the plan folder; empty texts when the shift has no stop.
    pub files: FilesFile,
    /// The way back; all zero when the shift has no stop.
    #[serde(rename = "return")]
    pub back: ReturnFile,
    /// Stops in order.
    pub stops: Vec<StopFile>,
}

/// Route files of a shift, relative to the plan folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilesFile {
    /// GeoJSON route.
    pub geojson: String,
    /// GPX track and waypoints.
    pub gpx: String,
    /// Stop table.
    pub csv: String,
    /// Sheet.
    pub html: String,
}

impl ShiftFile {
    /// Seconds of its drives until the team goes on from the places that it passes: most of them it stood there.
    pub(crate) fn passing_s(&self) -> i64 {
        let vias = self.stops.iter().map(|stop| stop.leg.via);
        let vias = vias.chain([self.back.via]).flatten();
        vias.map(|via| via.after_s).sum()
    }
}

/// The way back to the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnFile {
    /// Metres.
    pub distance_m: i64,
    /// Seconds.
    pub drive_s: i64,
    /// Arrival.
    pub arrive: String,
    /// Where it passes, when the plan was made anew with the team elsewhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub via: Option<ViaFile>,
    /// Seconds after the end of the shift: when the plan was made anew the team could be back no earlier, and does no more.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub late_s: i64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// A drive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LegFile {
    /// Metres.
    pub distance_m: i64,
    /// Seconds.
    pub drive_s: i64,
    /// Where it passes, when the plan was made anew with the team elsewhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub via: Option<ViaFile>,
}

/// A stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StopFile {
    /// 1, 2, 3 ... within the shift.
    pub seq: u32,
    /// Target id.
    pub target: String,
    /// 1, 2 ... when the target is due several times in the horizon; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<u32>,
    /// Kind of target.
    pub kind: TargetKind,
    /// Programme that asks for the visit.
    pub programme: String,
    /// Name of the target.
    pub name: String,
    /// Close-out status of a dump point; null for anything else.
    pub status: Option<Status>,
    /// Where the vehicle stops; the entry of a corridor.
    pub lon: f64,
    /// Where the vehicle stops; the entry of a corridor.
    pub lat: f64,
    /// Where the target itself is; equal to `lon`, `lat` for a corridor.
    pub target_lon: f64,
    /// Where the target itself is; equal to `lon`, `lat` for a corridor.
    pub target_lat: f64,
    /// The vehicle reaches the roadside.
    pub arrive: String,
    /// The work starts.
    pub start: String,
    /// The vehicle leaves: `start` + work + walk back.
    pub depart: String,
    /// Seconds of work.
    pub service_s: i64,
    /// Metres off the road, one way.
    pub walk_m: i64,
    /// Seconds of walking, one way.
    pub walk_s: i64,
    /// The break taken between arrival and the walk, part of the waiting; absent when there is none.
    #[serde(rename = "break", skip_serializing_if = "Option::is_none", default)]
    pub rest: Option<BreakFile>,
    /// Breaks taken after it at the same stop, one after the other; absent when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub more_breaks: Vec<BreakFile>,
    /// What the visit is worth.
    pub prize: i64,
    /// Must be visited.
    pub required: bool,
    /// Drive from the stop before, or the base.
    pub leg: LegFile,
    /// Why it is worth that; values add up to `prize`.
    pub reasons: Vec<ReasonFile>,
    /// The stretch driven, for a corridor.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corridor: Option<CorridorFile>,
    /// Which way the vehicle arrives and stands, along the road's line or against it; it leaves that way, or turns round, which
    /// is part of the next drive. Absent for a corridor, on a one-way road and at a junction.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub facing: Option<Direction>,
    /// Links that open a navigation app.
    pub links: LinksFile,
    /// Checklist to fill in.
    pub checklist: String,
    /// What leaving it out would free; absent in plans of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub marginal: Option<MarginalFile>,
    /// Bound by a pin, or urgent.
    #[serde(skip_serializing_if = "is_false", default)]
    pub pinned: bool,
    /// Begun before the plan was made anew: as the plan before had it.
    #[serde(skip_serializing_if = "is_false", default)]
    pub frozen: bool,
}

impl StopFile {
    /// All breaks taken at the stop, in their order.
    pub fn breaks(&self) -> impl Iterator<Item = &BreakFile> {
        self.rest.iter().chain(&self.more_breaks)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde asks for"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakFile {
    /// When it begins.
    pub start: String,
    /// Seconds.
    pub duration_s: i64,
}

/// Part of a prize.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonFile {
    /// `programme`, `overdue`, `hazard` ...
    pub code: String,
    /// Prize points.
    pub value: i64,
    /// In words.
    pub text: String,
}

/// A corridor as driven.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorridorFile {
    /// Entry, lon, lat.
    pub from: [f64; 2],
    /// Exit, lon, lat.
    pub to: [f64; 2],
    /// Metres.
    pub length_m: i64,
    /// Which way, relative to the corridor.
    pub direction: Direction,
}

/// Which way a corridor is driven, or a vehicle faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// As the corridor, or the road, is drawn.
    Forward,
    /// Against it.
    Backward,
}

/// Links to navigation apps; each states its coordinate type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinksFile {
    /// 高德 Amap.
    pub amap: String,
    /// 百度 Baidu.
    pub baidu: String,
    /// `geo:` (RFC 5870).
    pub geo: String,
}

/// A due visit that is not planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnvisitedFile {
    /// Target id.
    pub target: String,
    /// As in [`StopFile::visit`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<u32>,
    /// Kind of target.
    pub kind: TargetKind,
    /// Programme that asks for the visit.
    pub programme: String,
    /// Name of the target.
    pub name: String,
    /// What the visit is worth.
    pub prize: i64,
    /// Must be visited.
    pub required: bool,
    /// Where the target is.
    pub lon: f64,
    /// Where the target is.
    pub lat: f64,
    /// Which limit kept it out.
    pub reason: UnvisitedReasonFile,
    /// Where the vehicle would stop; absent for corridors and for what no road leads to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub roadside: Option<RoadsideFile>,
    /// The cheapest change of each kind that would bring it in, cheapest kind first; absent in plans of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changes: Option<Vec<ChangeFile>>,
}

/// Which limit kept a visit out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnvisitedReasonFile {
    /// The limit.
    pub code: UnvisitedCode,
    /// In words.
    pub text: String,
    /// Numbers behind it, by name: `distance_m`, `misses_s`, `displaces`, `team`, `date` ...
    pub detail: BTreeMap<String, serde_json::Value>,
}

/// Limits that keep a visit out of a plan.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UnvisitedCode {
    /// No road leads there, or the walk is too long.
    Unreachable,
    /// No shift may do it: skills, areas, days.
    NoShift,
    /// It fits no window.
    Window,
    /// It does not fit even an empty shift, or no shift has the time left.
    TooLong,
    /// It would displace more prize than it brings.
    NotWorth,
    /// Too near in days to another visit of the target.
    Spacing,
    /// Pinned elsewhere.
    PinnedElsewhere,
}
