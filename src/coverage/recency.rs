//! Days since the last visit, and steps of the close-out that are overdue, at the end of the period.

use std::collections::BTreeMap;

use super::corridors::{longest, unseen};
use super::figures::{Histogram, OverdueRow, Recency, RecencyReport};
use super::gather::{entry, median};
use super::ground::{Ground, Life};
use crate::domain::{TargetDetail, TargetKind};
use crate::ledger::{Clerk, DueStep};

#[derive(Clone, Debug, Default)]
struct Sum {
    histogram: Histogram,
    days: Vec<i32>,
}

impl Sum {
    fn add(&mut self, days: Option<i32>) {
        self.histogram.add(days, 1);
        self.days.extend(days);
    }

    fn done(mut self) -> Recency {
        self.days.sort_unstable();
        let quantile = |percent| super::gather::nearest_rank(&self.days, percent);
        Recency {
            histogram: self.histogram,
            p25: quantile(25),
            median: quantile(50),
            p75: quantile(75),
            p90: quantile(90),
            max: self.days.last().copied(),
        }
    }
}

/// Days since the last visit of every target that a programme patrols every so many days; corridors go by the metre.
pub(super) fn recency(ground: &Ground<'_>, lives: &[&Life<'_>]) -> RecencyReport {
    let to = ground.input.to;
    let (mut total, mut worst) = (Sum::default(), Vec::new());
    let mut by_kind: BTreeMap<TargetKind, Sum> = BTreeMap::new();
    let mut by_programme: BTreeMap<String, Sum> = BTreeMap::new();
    for life in lives {
        let is_corridor = matches!(life.target.detail, TargetDetail::Corridor(_));
        let programme = ground.regular(life, to).filter(|_| !is_corridor);
        let Some(programme) = programme.filter(|one| ground.period(one).is_some()) else {
            continue;
        };
        let days = life.last_visit.map(|last| to.days_since(last));
        total.add(days);
        by_kind.entry(life.target.kind()).or_default().add(days);
        entry(&mut by_programme, programme.id.as_str()).add(days);
        worst.push(unseen(life, days));
    }
    RecencyReport {
        total: total.done(),
        by_kind: by_kind
            .into_iter()
            .map(|(key, sum)| (key, sum.done()))
            .collect(),
        by_programme: by_programme
            .into_iter()
            .map(|(key, sum)| (key, sum.done()))
            .collect(),
        worst: longest(worst.clone()),
        all: worst,
    }
}

/// Targets of the ledger whose first open deadline has passed, by state and step.
pub(super) fn overdue(ground: &Ground<'_>) -> Vec<OverdueRow> {
    let clerk = Clerk::new(ground.input.book.rules());
    let mut late: BTreeMap<(String, DueStep), Vec<i32>> = BTreeMap::new();
    for target in ground.input.book.unsorted() {
        let Some((deadline, days)) = clerk.overdue(target, ground.input.to) else {
            continue;
        };
        let state = match &target.point {
            Some(point) => point.status.word(),
            None => kind_word(target.kind),
        };
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        late.entry((state.to_owned(), deadline.step))
            .or_default()
            .push(days);
    }
    late.into_iter()
        .map(|((state, step), mut days)| {
            days.sort_unstable();
            OverdueRow {
                state,
                step,
                count: days.len() as u64,
                median_days: median(&days).unwrap_or_default(),
                max_days: days
                    .last()
                    .map_or(0, |days| u32::try_from(*days).unwrap_or(0)),
            }
        })
        .collect()
}

/// The word of a kind in files.
pub(super) const fn kind_word(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::DumpPoint => "dump_point",
        TargetKind::Site => "site",
        TargetKind::Place => "place",
        TargetKind::Corridor => "corridor",
    }
}
