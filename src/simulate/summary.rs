//! Runs put together: each policy's mean with its interval, and its difference from the first policy, run by run.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outcome::{Measure, Outcome};
use crate::mean::Mean;

/// A mean over runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// Lower end of its 95 % interval (Student's t); `None` with a single run.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Runs that have the measure.
    pub runs: usize,
}

impl Interval {
    /// Of shares, which lie between 0 and 1.
    fn of_shares(values: &[f64]) -> Self {
        Self::from(Mean::of(values).within(0.0, 1.0), values.len())
    }

    fn from(mean: Mean, runs: usize) -> Self {
        Self {
            mean: mean.mean,
            low: mean.interval.map(|ends| ends.0),
            high: mean.interval.map(|ends| ends.1),
            runs,
        }
    }

    /// It tells a difference from zero apart.
    pub fn is_clear(&self) -> bool {
        self.low.is_some_and(|low| low > 0.0) || self.high.is_some_and(|high| high < 0.0)
    }
}

/// A week over the runs of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeekMeans {
    /// Share of the due visits that were made in time; `None` when none was due.
    pub on_time: Option<Interval>,
    /// Open points on the last evening.
    pub open: Interval,
    /// Heaps that nobody had found on the last evening.
    pub undiscovered: Interval,
}

/// What a policy comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicySummary {
    /// Its name.
    pub policy: String,
    /// Runs that were finished.
    pub runs: usize,
    /// Mean of each measure.
    pub measures: BTreeMap<Measure, Interval>,
    /// Mean of the differences from the first policy in the same run; empty for the first policy.
    pub differences: BTreeMap<Measure, Interval>,
    /// Weeks from the first day.
    pub weeks: Vec<WeekMeans>,
    /// Days from dumping to discovery, of all runs, in order.
    pub discovery: Vec<f64>,
    /// Heaps that nobody found, of all runs.
    pub unfound: usize,
    /// Days from dumping to close-out, of all runs, in order.
    pub close_out: Vec<f64>,
    /// Heaps that were not closed, of all runs.
    pub unclosed: usize,
    /// Steps of the close-out that the rules refused, in all runs, by what they lacked.
    pub refused: BTreeMap<String, u64>,
}

/// All policies in the order given; a policy without a finished run is left out.
pub fn summary(names: &[String], outcomes: &[Outcome]) -> Vec<PolicySummary> {
    let of = |name: &String| -> BTreeMap<u64, &Outcome> {
        let own = outcomes.iter().filter(|outcome| outcome.policy == *name);
        own.map(|outcome| (outcome.run, outcome)).collect()
    };
    let first = names.first().map(of).unwrap_or_default();
    let all = names.iter().enumerate();
    all.map(|(at, name)| (at, name, of(name)))
        .filter(|(_, _, runs)| !runs.is_empty())
        .map(|(at, name, runs)| PolicySummary {
            policy: name.clone(),
            runs: runs.len(),
            measures: means(&runs, true, |_, value| Some(value)),
            differences: if at == 0 {
                BTreeMap::new()
            } else {
                differences(&runs, &first)
            },
            weeks: weeks(&runs),
            discovery: pooled(runs.values().flat_map(|outcome| &outcome.discovery)),
            close_out: pooled(runs.values().flat_map(|outcome| &outcome.close_out)),
            unfound: runs.values().map(|outcome| outcome.unfound).sum(),
            unclosed: runs.values().map(|outcome| outcome.unclosed).sum(),
            refused: refused(&runs),
        })
        .collect()
}

/// The mean of each measure; `whole` when it is the measure itself, not a difference.
fn means(
    runs: &BTreeMap<u64, &Outcome>,
    whole: bool,
    value: impl Fn((u64, Measure), f64) -> Option<f64>,
) -> BTreeMap<Measure, Interval> {
    let mean = |measure: Measure| {
        let values = runs.iter().filter_map(|(run, outcome)| {
            let own = outcome.measures.get(&measure)?;
            value((*run, measure), *own)
        });
        let values: Vec<f64> = values.collect();
        let interval = if whole && measure.is_share() {
            Interval::of_shares(&values)
        } else {
            // Only a difference may be below zero.
            let least = if whole { 0.0 } else { f64::NEG_INFINITY };
            Interval::from(Mean::of(&values).within(least, f64::INFINITY), values.len())
        };
        (!values.is_empty()).then_some((measure, interval))
    };
    Measure::ALL.into_iter().filter_map(mean).collect()
}

/// Of the runs that both policies have: the same draws, so that what both share falls out.
fn differences(
    runs: &BTreeMap<u64, &Outcome>,
    first: &BTreeMap<u64, &Outcome>,
) -> BTreeMap<Measure, Interval> {
    means(runs, false, |(run, measure), own| {
        let other = first.get(&run)?.measures.get(&measure)?;
        Some(own - other)
    })
}

fn weeks(runs: &BTreeMap<u64, &Outcome>) -> Vec<WeekMeans> {
    let most = runs.values().map(|outcome| outcome.weeks.len()).max();
    (0..most.unwrap_or(0))
        .map(|at| {
            let weeks = || {
                runs.values()
                    .filter_map(move |outcome| outcome.weeks.get(at))
            };
            let of = |values: Vec<f64>| {
                Interval::from(Mean::of(&values).within(0.0, f64::INFINITY), values.len())
            };
            let due = weeks().filter(|week| week.due > 0);
            let on_time: Vec<f64> = due
                .map(|week| week.on_time as f64 / week.due as f64)
                .collect();
            WeekMeans {
                on_time: (!on_time.is_empty()).then(|| Interval::of_shares(&on_time)),
                open: of(weeks().map(|week| f64::from(week.open)).collect()),
                undiscovered: of(weeks().map(|week| f64::from(week.undiscovered)).collect()),
            }
        })
        .collect()
}

fn refused(runs: &BTreeMap<u64, &Outcome>) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for (word, count) in runs.values().flat_map(|outcome| &outcome.refused) {
        *sums.entry(word.clone()).or_default() += count;
    }
    sums
}

fn pooled<'a>(days: impl Iterator<Item = &'a f64>) -> Vec<f64> {
    let mut days: Vec<f64> = days.copied().collect();
    days.sort_by(f64::total_cmp);
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::outcome::Week;

    fn outcome(policy: &str, run: u64, backlog: f64, on_time: u64) -> Outcome {
        Outcome {
            policy: policy.into(),
            run,
            measures: [(Measure::Backlog, backlog)].into(),
            weeks: vec![Week {
                due: 10,
                on_time,
                open: 3,
                undiscovered: 1,
            }],
            discovery: vec![run as f64],
            unfound: 1,
            close_out: Vec::new(),
            unclosed: 2,
            refused: BTreeMap::new(),
        }
    }

    #[test]
    fn differences_are_taken_run_by_run() {
        // Runs differ much, policies little: the difference is clear although the intervals overlap.
        let outcomes = [
            outcome("a", 0, 10.0, 5),
            outcome("a", 1, 50.0, 7),
            outcome("a", 2, 90.0, 9),
            outcome("b", 0, 9.0, 5),
            outcome("b", 1, 48.0, 7),
            outcome("b", 2, 89.0, 9),
        ];
        let all = summary(&["a".into(), "b".into(), "c".into()], &outcomes);
        assert_eq!(all.len(), 2, "a policy without a run is left out");
        assert!((all[0].measures[&Measure::Backlog].mean - 50.0).abs() < 1e-9);
        let less = all[1].differences[&Measure::Backlog];
        // -1, -2, -1: mean -4/3, deviation 0.577, t of two degrees 4.303.
        assert!((less.mean + 4.0 / 3.0).abs() < 1e-9);
        assert!((less.high.unwrap() - (-4.0 / 3.0 + 4.303 / 3.0)).abs() < 1e-3);
        assert!(!less.is_clear());
        assert!((all[0].weeks[0].on_time.unwrap().mean - 0.7).abs() < 1e-9);
        assert_eq!(all[1].discovery, [0.0, 1.0, 2.0]);
    }

    #[test]
    fn only_runs_of_both_are_compared() {
        let outcomes = [
            outcome("a", 0, 10.0, 5),
            outcome("b", 0, 12.0, 5),
            outcome("b", 1, 99.0, 5),
        ];
        let all = summary(&["a".into(), "b".into()], &outcomes);
        assert_eq!(all[1].differences[&Measure::Backlog].runs, 1);
        assert!((all[1].differences[&Measure::Backlog].mean - 2.0).abs() < 1e-9);
        assert_eq!(all[1].measures[&Measure::Backlog].runs, 2);
    }
}
