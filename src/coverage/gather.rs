//! Adds due visits up, in total and by group.

use std::collections::BTreeMap;

use super::chain::{Class, Duty};
use super::duties::Obligation;
use super::figures::{Groups, Tally};
use super::ground::{Ground, Life, NOWHERE};

/// A tally in the making.
#[derive(Clone, Debug, Default)]
struct Sum {
    tally: Tally,
    days_late: Vec<i32>,
}

impl Sum {
    fn add(&mut self, duty: &Duty) {
        let tally = &mut self.tally;
        match duty.class {
            Class::OnTime => tally.on_time += 1,
            Class::Late => tally.late += 1,
            Class::Missed => tally.missed += 1,
            Class::Lapsed => tally.lapsed += 1,
            Class::Additional => tally.additional += 1,
        }
        tally.due += u64::from(matches!(
            duty.class,
            Class::OnTime | Class::Late | Class::Missed
        ));
        self.days_late.extend(duty.days_late());
    }

    fn done(mut self) -> Tally {
        self.days_late.sort_unstable();
        self.tally.median_days_late = median(&self.days_late);
        self.tally.p90_days_late = nearest_rank(&self.days_late, 90).map(f64::from);
        self.tally
    }
}

/// Tallies of due visits and of failed ones.
pub(super) fn tallies(
    ground: &Ground<'_>,
    lives: &[&Life<'_>],
    obligations: &[Obligation<'_>],
) -> Groups<Tally> {
    let mut sums: Groups<Sum> = Groups::default();
    for one in obligations {
        each(&mut sums, one.life, one.programme.id.as_str(), |sum| {
            sum.add(&one.duty);
        });
    }
    for life in lives {
        for failed in ground.input.record.failed(&life.target.id) {
            if !ground.counts(failed.day) {
                continue;
            }
            let programme = ground.regular(life, failed.day);
            let programme = programme.map_or(NOWHERE, |programme| programme.id.as_str());
            each(&mut sums, life, programme, |sum| {
                let word = failed.reason.word().to_owned();
                *sum.tally.failed.entry(word).or_default() += 1;
            });
        }
    }
    Groups {
        total: sums.total.done(),
        by_programme: done(sums.by_programme),
        by_township: done(sums.by_township),
        by_kind: done(sums.by_kind),
    }
}

/// Does the same to each group that a target belongs to.
fn each(sums: &mut Groups<Sum>, life: &Life<'_>, programme: &str, act: impl Fn(&mut Sum)) {
    act(&mut sums.total);
    act(entry(&mut sums.by_programme, programme));
    act(entry(&mut sums.by_township, life.township));
    act(sums.by_kind.entry(life.target.kind()).or_default());
}

/// The value of a key, made when it is new.
pub(super) fn entry<'m, T: Default>(map: &'m mut BTreeMap<String, T>, key: &str) -> &'m mut T {
    map.entry(key.to_owned()).or_default()
}

fn done<K: Ord>(sums: BTreeMap<K, Sum>) -> BTreeMap<K, Tally> {
    sums.into_iter()
        .map(|(key, sum)| (key, sum.done()))
        .collect()
}

/// The middle of a sorted list, of two in the middle their mean.
pub(super) fn median(sorted: &[i32]) -> Option<f64> {
    let lower = sorted.get(sorted.len().checked_sub(1)? / 2)?;
    let upper = sorted.get(sorted.len() / 2)?;
    Some(f64::midpoint(f64::from(*lower), f64::from(*upper)))
}

/// The least value of a sorted list that so many per cent of it do not exceed.
pub(super) fn nearest_rank(sorted: &[i32], percent: usize) -> Option<i32> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted
        .get(rank.max(1) - 1)
        .copied()
        .filter(|_| !sorted.is_empty())
}
