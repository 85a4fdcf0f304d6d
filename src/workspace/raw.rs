//! `xuncha.toml` as serde sees it: spelling only, no sense yet.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{codes, line_column, settings_source};
use crate::domain::{
    AreaKind, ClockTime, DayWindow, Finding, Lang, PlaceType, RoadClass, SiteState, Status,
    TargetKind,
};
use crate::files::told;
use crate::layers::LayerSpec;
use crate::ledger::{Deadlines, Role, Thaw};
use crate::units::Day;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) county: County,
    #[serde(default, rename = "layer")]
    pub(super) layers: Vec<Spanned<LayerSpec>>,
    #[serde(default, rename = "team")]
    pub(super) teams: Vec<Spanned<Team>>,
    #[serde(default, rename = "programme")]
    pub(super) programmes: Vec<Spanned<Programme>>,
    #[serde(default)]
    pub(super) corridors: Option<Vec<Spanned<Corridors>>>,
    #[serde(default)]
    pub(super) roads: Roads,
    #[serde(default)]
    pub(super) calendar: Calendar,
    #[serde(default)]
    pub(super) priority: Priority,
    #[serde(default)]
    pub(super) ledger: Ledger,
    #[serde(default)]
    pub(super) pins: Vec<Spanned<Pin>>,
    #[serde(default)]
    pub(super) forbid: Vec<Spanned<Forbid>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pin {
    pub(super) target: String,
    pub(super) team: Option<String>,
    pub(super) date: Option<Day>,
    pub(super) place: Option<PinPlace>,
}

/// A number, or `last`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum PinPlace {
    Number(i64),
    Word(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forbid {
    pub(super) target: Option<String>,
    pub(super) team: Option<String>,
    #[serde(default)]
    pub(super) targets: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct County {
    pub(super) name: Spanned<String>,
    pub(super) language: Option<Lang>,
    #[serde(default = "default_offset")]
    pub(super) utc_offset: Spanned<String>,
    #[serde(default)]
    pub(super) surge: bool,
    /// Says that the data are made up; shown nowhere but kept for the reader of the file.
    #[serde(default, rename = "synthetic")]
    pub(super) _synthetic: bool,
    /// Seed that a made-up county came from.
    #[serde(default, rename = "seed")]
    pub(super) _seed: u64,
}

fn default_offset() -> Spanned<String> {
    Spanned::new(0..0, "+08:00".to_owned())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) base: Option<[f64; 2]>,
    pub(super) end: Option<[f64; 2]>,
    pub(super) shift: Option<DayWindow>,
    #[serde(default)]
    pub(super) breaks: Vec<Break>,
    pub(super) weekdays: Option<Vec<u8>>,
    #[serde(default)]
    pub(super) days_off: Vec<Day>,
    #[serde(default)]
    pub(super) programmes: Vec<String>,
    #[serde(default)]
    pub(super) kinds: Vec<TargetKind>,
    #[serde(default)]
    pub(super) townships: Vec<String>,
    pub(super) max_stops: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Break {
    pub(super) begin: DayWindow,
    pub(super) duration: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub(super) id: String,
    #[serde(default)]
    pub(super) off: bool,
    pub(super) name_zh: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) kind: Option<TargetKind>,
    pub(super) statuses: Option<Vec<Status>>,
    pub(super) site_states: Option<Vec<SiteState>>,
    pub(super) place_types: Option<Vec<PlaceType>>,
    pub(super) frequency: Option<Frequency>,
    pub(super) service: Option<Service>,
    pub(super) window: Option<Window>,
    pub(super) weight: Option<i64>,
    pub(super) weight_high_hazard: Option<i64>,
    pub(super) required_when_due: Option<bool>,
    pub(super) min_gap_days: Option<u32>,
    pub(super) checklist: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Frequency {
    EveryDays(EveryDays),
    OnceWithinWorkingDays(u32),
    LookBack,
    RecheckWithinWorkingDays(u32),
    ComplaintWithinWorkingDays(u32),
    DrawPerWeek(DrawPerWeek),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DrawPerWeek {
    pub(super) normal: u32,
    pub(super) surge: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EveryDays {
    pub(super) normal: Option<u32>,
    pub(super) surge: Option<u32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Service {
    Fixed(String),
    Speed(ServiceSpeed),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceSpeed {
    pub(super) speed_kmh: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "`daylight`, a window such as `08:00-11:30`, or a list of these, each of which ends after it begins"
)]
pub(super) enum Window {
    Word(String),
    Windows(Vec<DayWindow>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Corridors {
    pub(super) programme: String,
    pub(super) classes: Vec<RoadClass>,
    #[serde(default)]
    pub(super) near: Vec<AreaKind>,
    #[serde(default = "default_within")]
    pub(super) within_m: f64,
    /// `{ property = "required", value = "true" }`; the property must be among the roads layer's `keep`.
    pub(super) only: Option<Only>,
    #[serde(default = "default_min")]
    pub(super) min_m: f64,
    pub(super) max_m: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Only {
    pub(super) property: String,
    pub(super) value: String,
}

const fn default_within() -> f64 {
    200.0
}
const fn default_min() -> f64 {
    1000.0
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roads {
    pub(super) join_tolerance_m: Option<f64>,
    pub(super) walk_limit_m: Option<f64>,
    /// Turning round on the road.
    pub(super) turn_s: Option<f64>,
    pub(super) walk_speed_kmh: Option<f64>,
    #[serde(default)]
    pub(super) season: Season,
    /// Days with snow: `2026-11-28` or `2026-11-28/2026-12-02`.
    #[serde(default)]
    pub(super) snow: Vec<Spanned<String>>,
    /// Days of the year on which the ground is frozen: `12-01/03-15`.
    #[serde(default)]
    pub(super) frozen: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) tracks_when_frozen: bool,
    /// km/h by class, laid over the season's table.
    #[serde(default)]
    pub(super) speeds: BTreeMap<RoadClass, f64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Season {
    #[default]
    Dry,
    Snow,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calendar {
    /// `none` switches the built-in public holidays of China off.
    #[serde(default)]
    pub(super) country: Country,
    #[serde(default)]
    pub(super) holidays: Vec<Day>,
    #[serde(default)]
    pub(super) workdays: Vec<Day>,
}

/// Whose public holidays hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Country {
    #[default]
    Cn,
    None,
}

/// Rules of the close-out that the county changes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    pub(super) closure_authority: Option<Role>,
    pub(super) publicity_working_days: Option<u32>,
    pub(super) persons: Option<u32>,
    pub(super) large_by_prefecture: Option<bool>,
    pub(super) deadlines: Option<Deadlines>,
    pub(super) photo_within_m: Option<f64>,
    pub(super) balance_percent: Option<f64>,
    pub(super) movement_km: Option<f64>,
    pub(super) movement_days: Option<u32>,
    pub(super) same_place_m: Option<f64>,
    pub(super) thaw: Option<Thaw>,
    pub(super) order_working_days: Option<u32>,
    #[serde(default)]
    pub(super) facilities: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Priority {
    pub(super) overdue_percent: Option<i64>,
    pub(super) overdue_cap_percent: Option<i64>,
    pub(super) first_visit_percent: Option<i64>,
    pub(super) hazard_points: Option<i64>,
    pub(super) round_points: Option<i64>,
    pub(super) still_dumping_points: Option<i64>,
    pub(super) failed_visit_points: Option<i64>,
    pub(super) deadline_percent: Option<i64>,
    pub(super) look_back_days: Option<Vec<u32>>,
}

/// The built-in programmes, or a file of the same form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programmes {
    #[serde(rename = "programme")]
    pub(super) programmes: Vec<Programme>,
}

pub(super) fn read(text: &str) -> Result<Config, Box<Finding>> {
    toml::from_str(text).map_err(|error| {
        let (line, column) = error
            .span()
            .map_or((0, 0), |span| line_column(text, span.start));
        Box::new(
            Finding::new(&codes::SYNTAX, settings_source(line, column))
                .arg(error.message().replace('\n', " "))
                .arg(told::toml(error.message()).replace('\n', " ")),
        )
    })
}

/// Reads `90s`, `40m`, `8h`, `1h30m`; whole seconds.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..digits].parse().ok()?;
        let mut tail = rest[digits..].chars();
        let unit = match tail.next()? {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = tail.as_str();
    }
    (total <= 366 * 86_400).then_some(total)
}

/// Reads `2026-11-28` or `2026-11-28/2026-12-02`.
pub(super) fn days(text: &str) -> Option<(Day, Day)> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let (first, last) = (Day::parse(first).ok()?, Day::parse(last).ok()?);
    (first <= last).then_some((first, last))
}

/// Reads `12-01/03-15`: month and day, from and to.
pub(super) fn days_of_year(text: &str) -> Option<[(u8, u8); 2]> {
    let (first, last) = text.split_once('/')?;
    let date = |text: &str| {
        let (month, day) = text.trim().split_once('-')?;
        // 2024 has a 29 February.
        Day::parse(&format!("2024-{month:0>2}-{day:0>2}")).ok()?;
        Some((month.parse().ok()?, day.parse().ok()?))
    };
    Some([date(first)?, date(last)?])
}

/// Reads `+08:00`, `-03:30`, `Z`; seconds east of UTC.
pub(super) fn utc_offset(text: &str) -> Option<i32> {
    let text = text.trim();
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let time = ClockTime::parse(&text[1..])?;
    let seconds = i32::try_from(time.seconds().get()).ok()?;
    (seconds <= 14 * 3600).then_some(sign * seconds)
}
