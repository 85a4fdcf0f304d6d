//! What a coverage report says, as plain values.

use std::collections::BTreeMap;

use serde::Serialize;

use super::estimates::Estimates;
use crate::domain::TargetKind;
use crate::ledger::{DueStep, Indicators};
use crate::units::Day;

/// How well the county was covered in a period (覆盖情况). Days are inclusive, lengths whole metres, shares of 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// First day of the period.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// First day that counts: the later of `from` and the first day of which the ledger tells.
    pub counted_from: Day,
    /// Names of the programmes, by id.
    pub programmes: BTreeMap<String, Names>,
    /// Due visits and what became of them, of everything but regular corridor patrols.
    pub visits: Groups<Tally>,
    /// The same of corridors, by the metre.
    pub corridors: Corridors,
    /// Days since the last visit at the end of the period.
    pub recency: RecencyReport,
    /// Steps of the close-out that are overdue at the end of the period.
    pub overdue: Vec<OverdueRow>,
    /// Indicators of the close-out for the period.
    pub indicators: Indicators,
    /// What the plans promised and what happened.
    pub promise: Promise,
    /// How evenly townships were served.
    pub fairness: Fairness,
    /// How it went over the period.
    pub series: Series,
    /// What lies behind what was found.
    pub estimates: Estimates,
    /// Every corridor, cut where the days since it was last seen change; not in `coverage.json`, as there are many.
    #[serde(skip)]
    pub stretches: Vec<SeenStretch>,
}

/// Metres of a corridor that were last seen on the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenStretch {
    /// The corridor's id.
    pub target: String,
    /// Name or number of its road.
    pub road: String,
    /// Its township.
    pub township: String,
    /// First metre along it.
    pub from: i64,
    /// Last metre.
    pub to: i64,
    /// Days since they were last seen, at the end of the period; `None` = never.
    pub days: Option<i32>,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Names {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// A figure in total and by group; a target without a township stands under `-`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Groups<T> {
    /// Everything.
    pub total: T,
    /// By programme.
    pub by_programme: BTreeMap<String, T>,
    /// By township.
    pub by_township: BTreeMap<String, T>,
    /// By kind of target.
    pub by_kind: BTreeMap<TargetKind, T>,
}

/// Due visits and what became of them: `on_time + late + missed = due`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Due visits whose day of reckoning lies in the period.
    pub due: u64,
    /// Visited up to the due day.
    pub on_time: u64,
    /// Visited later, before the next one was due.
    pub late: u64,
    /// Not visited, or not before the next one was due.
    pub missed: u64,
    /// Of those whose state was left before they fell due; not among `due`.
    pub lapsed: u64,
    /// Visits sooner after a counted one than the least gap; not among `due`.
    pub additional: u64,
    /// Visits that failed, by reason.
    pub failed: BTreeMap<String, u64>,
    /// Median of the days by which late visits were late.
    pub median_days_late: Option<f64>,
    /// 90th percentile of the same (nearest rank).
    pub p90_days_late: Option<f64>,
}

impl Tally {
    /// Visits made, in time or late, among those due; `None` when nothing was due.
    pub fn met_share(&self) -> Option<f64> {
        share(self.on_time + self.late, self.due)
    }

    /// Visits made in time among those due; `None` when nothing was due.
    pub fn on_time_share(&self) -> Option<f64> {
        share(self.on_time, self.due)
    }
}

/// Corridors by the metre, in total and by group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Corridors {
    /// Everything.
    pub total: MetreTally,
    /// By programme.
    pub by_programme: BTreeMap<String, MetreTally>,
    /// By township: that of the nearest place, as roads have none.
    pub by_township: BTreeMap<String, MetreTally>,
    /// By name or number of the road.
    pub by_road: BTreeMap<String, MetreTally>,
    /// By the way that has to be driven: `either`, or towards `N`, `E`, `S`, `W` where each side has a pass of its own.
    pub by_direction: BTreeMap<String, MetreTally>,
    /// The corridors of which a metre was not seen for the longest time, at most ten.
    pub worst: Vec<Unseen>,
}

/// Metres of corridor; due metres count once each time they are due: `on_time + late + missed = due`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MetreTally {
    /// Metres that there are.
    pub metres: u64,
    /// Metres seen at least once in the period.
    pub seen: u64,
    /// Metres due.
    pub due: u64,
    /// Seen up to the due day.
    pub on_time: u64,
    /// Seen later, before they were due again.
    pub late: u64,
    /// Not seen, or not before they were due again.
    pub missed: u64,
    /// Seen again sooner than the least gap; not among `due`.
    pub additional: u64,
    /// Metres by the days since they were last seen, at the end of the period.
    pub recency: Histogram,
}

impl MetreTally {
    /// Metres seen, in time or late, among those due; `None` when none was due.
    pub fn met_share(&self) -> Option<f64> {
        share(self.on_time + self.late, self.due)
    }

    /// Metres seen in time among those due; `None` when none was due.
    pub fn on_time_share(&self) -> Option<f64> {
        share(self.on_time, self.due)
    }

    /// Metres seen at least once among those that there are; `None` when there is none.
    pub fn seen_share(&self) -> Option<f64> {
        share(self.seen, self.metres)
    }
}

/// Targets, or metres, by the days since they were last seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Histogram {
    /// 0 to 7 days.
    pub d0_7: u64,
    /// 8 to 14 days.
    pub d8_14: u64,
    /// 15 to 30 days.
    pub d15_30: u64,
    /// 31 to 60 days.
    pub d31_60: u64,
    /// 61 to 90 days.
    pub d61_90: u64,
    /// More than 90 days.
    pub over_90: u64,
    /// Never, as far as is known.
    pub never: u64,
}

impl Histogram {
    /// The classes in order, each with its label in English, and in Chinese.
    pub const CLASSES: [(&'static str, &'static str); 7] = [
        ("0-7", "0-7 天"),
        ("8-14", "8-14 天"),
        ("15-30", "15-30 天"),
        ("31-60", "31-60 天"),
        ("61-90", "61-90 天"),
        ("> 90", "90 天以上"),
        ("never", "从未"),
    ];

    /// The counts in the order of [`Histogram::CLASSES`].
    pub const fn counts(&self) -> [u64; 7] {
        [
            self.d0_7,
            self.d8_14,
            self.d15_30,
            self.d31_60,
            self.d61_90,
            self.over_90,
            self.never,
        ]
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.counts().iter().sum()
    }

    /// Adds so many that were last seen so many days ago; `None` = never.
    pub const fn add(&mut self, days: Option<i32>, count: u64) {
        let class = match days {
            None => &mut self.never,
            Some(..=7) => &mut self.d0_7,
            Some(8..=14) => &mut self.d8_14,
            Some(15..=30) => &mut self.d15_30,
            Some(31..=60) => &mut self.d31_60,
            Some(61..=90) => &mut self.d61_90,
            Some(91..) => &mut self.over_90,
        };
        *class += count;
    }
}

/// Days since the last visit, of every target but corridors that is patrolled at the end of the period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RecencyReport {
    /// All of them.
    pub total: Recency,
    /// By kind of target.
    pub by_kind: BTreeMap<TargetKind, Recency>,
    /// By the programme that patrols them.
    pub by_programme: BTreeMap<String, Recency>,
    /// Those not seen for the longest time, at most ten; those never seen first.
    pub worst: Vec<Unseen>,
    /// All of them by id; not in `coverage.json`, as there are many.
    #[serde(skip)]
    pub all: Vec<Unseen>,
}

/// Days since the last visit; quantiles are of those that were visited at all (nearest rank).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recency {
    /// Targets by class.
    pub histogram: Histogram,
    /// A quarter was visited so many days ago or less.
    pub p25: Option<i32>,
    /// Half.
    pub median: Option<i32>,
    /// Three quarters.
    pub p75: Option<i32>,
    /// Nine tenths.
    pub p90: Option<i32>,
    /// The longest time.
    pub max: Option<i32>,
}

/// A target that was not seen for long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unseen {
    /// Its id.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: TargetKind,
    /// Its township.
    pub township: String,
    /// Days since it was seen, of a corridor its oldest metre; `None` = never.
    pub days: Option<i32>,
}

/// Overdue steps of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OverdueRow {
    /// Close-out status in the ledger's word; the kind's for what has none.
    pub state: String,
    /// What is overdue.
    pub step: DueStep,
    /// Targets.
    pub count: u64,
    /// Median of the working days by which they are late.
    pub median_days: f64,
    /// The longest.
    pub max_days: u32,
}

/// What the plans promised and what happened (计划兑现).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Promise {
    /// Days of the period that had a plan.
    pub planned_days: u64,
    /// Everything.
    pub total: Kept,
    /// By programme that asked for the stop.
    pub by_programme: BTreeMap<String, Kept>,
    /// By township.
    pub by_township: BTreeMap<String, Kept>,
    /// By day.
    pub by_day: BTreeMap<Day, Kept>,
    /// Visits on days that had a plan, to targets that it did not name.
    pub unplanned_visits: u64,
    /// Visits on days without a plan.
    pub visits_without_plan: u64,
    /// Due visits that the plans left out, by the reason they gave.
    pub left_out: BTreeMap<String, u64>,
    /// The same by programme.
    pub left_out_by_programme: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Stops promised and kept: `that_day + later + failed + no_record = promised`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Stops of the plans.
    pub promised: u64,
    /// Visited on the day.
    pub that_day: u64,
    /// Visited later in the period, before the target's next stop in a plan.
    pub later: u64,
    /// Tried on the day in vain, and not visited later.
    pub failed: u64,
    /// Nothing was written down.
    pub no_record: u64,
    /// Those that failed, by reason.
    pub reasons: BTreeMap<String, u64>,
}

/// How evenly the townships were served.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fairness {
    /// Of due visits.
    pub visits: Spread,
    /// Of due corridor metres.
    pub metres: Spread,
}

/// How evenly one thing was spread.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Townships from the worst served to the best.
    pub townships: Vec<Served>,
    /// Cumulative share of what was due and of what was met, from (0, 0) to (1, 1); empty when nothing was met.
    pub lorenz: Vec<(f64, f64)>,
    /// Gini coefficient: 0 = even, towards 1 = all in one place; `None` when nothing was met.
    pub gini: Option<f64>,
}

/// What one township got.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Served {
    /// The township.
    pub township: String,
    /// Due.
    pub due: u64,
    /// Met, in time or late.
    pub met: u64,
    /// Met among due.
    pub share: f64,
}

/// How it went over the period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Series {
    /// Days of one span: 7, or 1 for periods under five weeks.
    pub step_days: u32,
    /// The spans in order; the last one may be cut short.
    pub spans: Vec<SpanTally>,
}

/// One span of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpanTally {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Visits due.
    pub due: u64,
    /// In time.
    pub on_time: u64,
    /// Late.
    pub late: u64,
    /// Missed.
    pub missed: u64,
    /// Corridor metres due.
    pub metres_due: u64,
    /// In time.
    pub metres_on_time: u64,
    /// Late.
    pub metres_late: u64,
    /// Missed.
    pub metres_missed: u64,
}

/// A part of a whole; `None` without a whole.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
