//! What one run comes to, as numbers that runs and policies are compared by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::heap::Heap;
use super::run::{DayLog, Played, Setting};
use crate::corridors::CorridorRoute;
use crate::coverage::{self, Coverage, Input, Record, Recorder};
use crate::domain::Lang;
use crate::ledger::{EventStore, Lack, LedgerError};
use crate::units::Day;
use crate::workspace::Workspace;

/// A measure of a run (指标): a number per run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Share of due visits that were made in time.
    OnTime,
    /// Share of due visits that were made at all.
    Met,
    /// Share of due corridor metres that were seen in time.
    MetresOnTime,
    /// Prize of the visits made among the prize that was due, day by day.
    Prize,
    /// Share of the required visits that were planned on the day they were due.
    Required,
    /// Share of the heaps dumped in these weeks that were found.
    Found,
    /// Mean days from dumping to discovery, of the heaps that were found.
    DaysToDiscovery,
    /// Mean days that a heap lay undiscovered within these weeks, found or not.
    DaysHidden,
    /// Mean days from dumping to close-out, of the heaps that were closed.
    DaysToCloseOut,
    /// Mean days that a heap lay until close-out or the end of these weeks.
    DaysLying,
    /// Points on the ledger that are open on the last evening.
    Backlog,
    /// Heaps that nobody has found on the last evening.
    Undiscovered,
    /// Points closed or cleared at once in these weeks.
    Closed,
    /// Rebounds found.
    Rebounds,
    /// Targets with a deadline that has passed on the last evening.
    Overdue,
    /// Visits made.
    Visits,
    /// Visits that failed or were left over.
    Failed,
    /// Hours that teams were out.
    Hours,
    /// Kilometres driven.
    Kilometres,
}

impl Measure {
    /// All of them, in the order shown.
    pub const ALL: [Self; 19] = [
        Self::OnTime,
        Self::Met,
        Self::MetresOnTime,
        Self::Prize,
        Self::Required,
        Self::Found,
        Self::DaysToDiscovery,
        Self::DaysHidden,
        Self::DaysToCloseOut,
        Self::DaysLying,
        Self::Backlog,
        Self::Undiscovered,
        Self::Closed,
        Self::Rebounds,
        Self::Overdue,
        Self::Visits,
        Self::Failed,
        Self::Hours,
        Self::Kilometres,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Met => "met",
            Self::MetresOnTime => "metres_on_time",
            Self::Prize => "prize",
            Self::Required => "required",
            Self::Found => "found",
            Self::DaysToDiscovery => "days_to_discovery",
            Self::DaysHidden => "days_hidden",
            Self::DaysToCloseOut => "days_to_close_out",
            Self::DaysLying => "days_lying",
            Self::Backlog => "backlog",
            Self::Undiscovered => "undiscovered",
            Self::Closed => "closed",
            Self::Rebounds => "rebounds",
            Self::Overdue => "overdue",
            Self::Visits => "visits",
            Self::Failed => "failed",
            Self::Hours => "hours",
            Self::Kilometres => "kilometres",
        }
    }

    /// The words shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::OnTime => lang.pick("due visits in time", "按时完成率"),
            Self::Met => lang.pick("due visits made", "完成率"),
            Self::MetresOnTime => lang.pick("corridor metres in time", "路段按时巡查率（按米）"),
            Self::Prize => lang.pick("share of the due prize", "收益完成率"),
            Self::Required => lang.pick("required visits planned", "必查排入率"),
            Self::Found => lang.pick("heaps found", "堆点发现率"),
            Self::DaysToDiscovery => lang.pick("days to discovery", "倾倒至发现天数"),
            Self::DaysHidden => lang.pick("days undiscovered, all heaps", "未发现天数（全部堆点）"),
            Self::DaysToCloseOut => lang.pick("days to close-out", "倾倒至销号天数"),
            Self::DaysLying => {
                lang.pick("days until close-out, all heaps", "未销号天数（全部堆点）")
            }
            Self::Backlog => lang.pick("open points at the end", "期末在册点位"),
            Self::Undiscovered => lang.pick("undiscovered at the end", "期末未发现堆点"),
            Self::Closed => lang.pick("points closed", "销号点位"),
            Self::Rebounds => lang.pick("rebounds found", "发现反弹"),
            Self::Overdue => lang.pick("overdue at the end", "期末逾期"),
            Self::Visits => lang.pick("visits made", "到访次数"),
            Self::Failed => lang.pick("visits failed or left over", "未成到访"),
            Self::Hours => lang.pick("team hours", "出勤小时"),
            Self::Kilometres => lang.pick("kilometres", "行驶公里"),
        }
    }

    /// A share of 1, shown in per cent.
    pub const fn is_share(self) -> bool {
        matches!(
            self,
            Self::OnTime
                | Self::Met
                | Self::MetresOnTime
                | Self::Prize
                | Self::Required
                | Self::Found
        )
    }
}

/// A week of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Visits due in it.
    pub due: u64,
    /// Made in time.
    pub on_time: u64,
    /// Points open on its last evening.
    pub open: u32,
    /// Heaps that nobody had found on its last evening.
    pub undiscovered: u32,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Name of the policy.
    pub policy: String,
    /// Number of the run, from 0.
    pub run: u64,
    /// The measures; one that has no value in this run (nothing found, nothing due) is left out.
    pub measures: BTreeMap<Measure, f64>,
    /// Weeks from the first day.
    pub weeks: Vec<Week>,
    /// Days from dumping to discovery of the heaps that were found, in order.
    pub discovery: Vec<f64>,
    /// Heaps that nobody found.
    pub unfound: usize,
    /// Days from dumping to close-out of the heaps that were closed, in order.
    pub close_out: Vec<f64>,
    /// Heaps that were not closed.
    pub unclosed: usize,
    /// Steps of the close-out that the rules refused, by what they lacked.
    pub refused: BTreeMap<String, u64>,
}

/// What was seen in a run, from its ledger alone.
///
/// # Errors
/// When the events cannot be read, which does not happen in memory.
pub fn record(played: &Played, corridors: &[CorridorRoute]) -> Result<Record, LedgerError> {
    let lengths = coverage::lengths(corridors.iter().map(|route| &route.target));
    let mut recorder = Recorder::new(played.ledger.book(), &lengths);
    played
        .ledger
        .store()
        .read_since(0, &mut |event| recorder.take(&event))?;
    Ok(recorder.done())
}

/// Last day of the weeks.
pub fn last_day(first: Day, days: u32) -> Day {
    first.plus(i32::try_from(days).unwrap_or(i32::MAX).saturating_sub(1))
}

/// What a run came to.
///
/// # Errors
/// When the events cannot be read, which does not happen in memory.
pub fn outcome(
    setting: &Setting<'_>,
    workspace: &Workspace,
    county: &crate::pipeline::County,
    policy: &str,
    run: u64,
    played: &Played,
) -> Result<Outcome, LedgerError> {
    let (from, to) = (setting.first, last_day(setting.first, setting.days));
    let record = record(played, &county.corridors)?;
    let book = played.ledger.book();
    let coverage = coverage::measure(&Input {
        programmes: &workspace.programmes,
        calendar: &workspace.calendar,
        surge: workspace.surge,
        targets: &coverage::with_found(&county.layers.targets, book),
        corridors: &county.corridors,
        record: &record,
        book,
        plans: &BTreeMap::new(),
        from,
        to,
    });
    let end = i64::from(to.plus(1).number()) * 86_400 - i64::from(workspace.utc_offset);
    let mut measures = of_coverage(&coverage);
    measures.extend(of_days(&played.days));
    measures.extend(of_heaps(&played.heaps, end));
    let real = || played.heaps.iter().filter(|heap| is_real(heap));
    Ok(Outcome {
        policy: policy.to_owned(),
        run,
        measures: measures.into_iter().collect(),
        weeks: weeks(&coverage, &played.days),
        discovery: sorted(real().filter_map(Heap::days_to_discovery)),
        unfound: real().filter(|heap| heap.found.is_none()).count(),
        close_out: sorted(real().filter_map(Heap::days_to_close_out)),
        unclosed: real().filter(|heap| heap.closed.is_none()).count(),
        refused: reasons(&played.refused),
    })
}

/// How often each thing was lacking.
fn reasons(refused: &[(String, Vec<Lack>)]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for lack in refused.iter().flat_map(|(_, lacks)| lacks) {
        *counts.entry(lack.word.clone()).or_default() += 1;
    }
    counts
}

/// A heap that was there; what was reported in error is none.
const fn is_real(heap: &Heap) -> bool {
    !heap.is_false
}

fn of_coverage(coverage: &Coverage) -> Vec<(Measure, f64)> {
    let (visits, metres) = (&coverage.visits.total, &coverage.corridors.total);
    let shares = [
        (Measure::OnTime, visits.on_time_share()),
        (Measure::Met, visits.met_share()),
        (Measure::MetresOnTime, metres.on_time_share()),
    ];
    let shares = shares
        .into_iter()
        .filter_map(|(measure, share)| Some((measure, share?)));
    let overdue: u64 = coverage.overdue.iter().map(|row| row.count).sum();
    let indicators = &coverage.indicators;
    shares
        .chain([
            (Measure::Overdue, overdue as f64),
            (
                Measure::Closed,
                f64::from(indicators.closed + indicators.quick_closed),
            ),
            (Measure::Rebounds, f64::from(indicators.rebounds)),
        ])
        .collect()
}

fn of_days(days: &[DayLog]) -> Vec<(Measure, f64)> {
    let sum = |what: &dyn Fn(&DayLog) -> f64| days.iter().map(what).sum::<f64>();
    let last = days.last();
    let share = |measure, part: f64, whole: f64| (whole > 0.0).then_some((measure, part / whole));
    let prize = share(
        Measure::Prize,
        sum(&|day| day.prize_made as f64),
        sum(&|day| day.prize_due as f64),
    );
    let required = share(
        Measure::Required,
        sum(&|day| f64::from(day.required_planned)),
        sum(&|day| f64::from(day.required_due)),
    );
    [
        (
            Measure::Backlog,
            last.map_or(0.0, |day| f64::from(day.open)),
        ),
        (
            Measure::Undiscovered,
            last.map_or(0.0, |day| f64::from(day.undiscovered)),
        ),
        (Measure::Visits, sum(&|day| f64::from(day.made))),
        (Measure::Failed, sum(&|day| f64::from(day.failed))),
        (Measure::Hours, sum(&|day| day.worked_s) / 3_600.0),
        (
            Measure::Kilometres,
            sum(&|day| day.driven_m as f64) / 1_000.0,
        ),
    ]
    .into_iter()
    .chain(prize)
    .chain(required)
    .collect()
}

fn of_heaps(heaps: &[Heap], end: i64) -> Vec<(Measure, f64)> {
    let real: Vec<&Heap> = heaps.iter().filter(|heap| is_real(heap)).collect();
    let mean = |measure, days: Vec<f64>| {
        let count = days.len() as f64;
        (count > 0.0).then(|| (measure, days.iter().sum::<f64>() / count))
    };
    let until =
        |heap: &Heap, event: Option<i64>| (event.unwrap_or(end) - heap.dumped) as f64 / 86_400.0;
    let found = real.iter().filter(|heap| heap.found.is_some()).count() as f64;
    let all = real.len() as f64;
    [
        (all > 0.0).then(|| (Measure::Found, found / all)),
        mean(
            Measure::DaysToDiscovery,
            real.iter()
                .filter_map(|heap| heap.days_to_discovery())
                .collect(),
        ),
        mean(
            Measure::DaysHidden,
            real.iter().map(|heap| until(heap, heap.found)).collect(),
        ),
        mean(
            Measure::DaysToCloseOut,
            real.iter()
                .filter_map(|heap| heap.days_to_close_out())
                .collect(),
        ),
        mean(
            Measure::DaysLying,
            real.iter().map(|heap| until(heap, heap.closed)).collect(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn weeks(coverage: &Coverage, days: &[DayLog]) -> Vec<Week> {
    let mut weeks: Vec<Week> = days
        .chunks(7)
        .map(|week| Week {
            open: week.last().map_or(0, |day| day.open),
            undiscovered: week.last().map_or(0, |day| day.undiscovered),
            ..Week::default()
        })
        .collect();
    for span in &coverage.series.spans {
        let ahead = span.from.days_since(coverage.from);
        let week = usize::try_from(ahead / 7)
            .ok()
            .and_then(|week| weeks.get_mut(week));
        if let Some(week) = week {
            week.due += span.due;
            week.on_time += span.on_time;
        }
    }
    weeks
}

/// In order, to the tenth of a day: more is not known.
fn sorted(days: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut days: Vec<f64> = days.map(|days| (days * 10.0).round() / 10.0).collect();
    days.sort_by(f64::total_cmp);
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Tier;

    const DAY: i64 = 86_400;

    fn heap(dumped: i64, found: Option<i64>, closed: Option<i64>) -> Heap {
        Heap {
            spot: 0,
            point: None,
            dumped: dumped * DAY,
            found: found.map(|day| day * DAY),
            finder: None,
            closed: closed.map(|day| day * DAY),
            is_rebound: false,
            is_false: false,
            tier: Tier::Small,
        }
    }

    #[test]
    fn heaps_that_nobody_found_count_to_the_last_evening() {
        let mut wrong = heap(0, Some(1), None);
        wrong.is_false = true;
        // Found after 4 days and closed after 10; found after 6; never found, for 20 days.
        let heaps = [
            heap(0, Some(4), Some(10)),
            heap(5, Some(11), None),
            heap(10, None, None),
            wrong,
        ];
        let measures: BTreeMap<Measure, f64> = of_heaps(&heaps, 30 * DAY).into_iter().collect();
        let expected = [
            (Measure::Found, 2.0 / 3.0),
            (Measure::DaysToDiscovery, 5.0),
            (Measure::DaysHidden, (4.0 + 6.0 + 20.0) / 3.0),
            (Measure::DaysToCloseOut, 10.0),
            (Measure::DaysLying, (10.0 + 25.0 + 20.0) / 3.0),
        ];
        assert_eq!(measures.len(), expected.len());
        for (measure, value) in expected {
            assert!((measures[&measure] - value).abs() < 1e-9, "{measure:?}");
        }
        assert_eq!(
            of_heaps(&[], DAY),
            [],
            "without a heap there is nothing to say"
        );
    }

    #[test]
    fn a_share_is_that_of_the_sums_over_the_days() {
        let day = |made, due, open| DayLog {
            prize_made: made,
            prize_due: due,
            open,
            ..DayLog::default()
        };
        let days = [day(10, 10, 5), day(0, 30, 7)];
        let measures: BTreeMap<Measure, f64> = of_days(&days).into_iter().collect();
        assert!((measures[&Measure::Prize] - 0.25).abs() < 1e-9);
        assert!((measures[&Measure::Backlog] - 7.0).abs() < 1e-9);
        assert!(
            !measures.contains_key(&Measure::Required),
            "nothing was required"
        );
    }
}
