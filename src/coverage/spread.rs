//! How evenly townships were served, and how it went over time.

use std::collections::BTreeMap;

use super::chain::{Class, Duty};
use super::corridors::Piece;
use super::duties::Obligation;
use super::figures::{Fairness, Groups, Series, Served, SpanTally, Spread, Tally, share};
use super::ground::Ground;
use crate::coverage::Corridors;
use crate::units::Day;

pub(super) fn fairness(visits: &Groups<Tally>, corridors: &Corridors) -> Fairness {
    let of_visits = visits.by_township.iter();
    let of_metres = corridors.by_township.iter();
    Fairness {
        visits: spread(of_visits.map(|(name, one)| (&**name, one.due, one.on_time + one.late))),
        metres: spread(of_metres.map(|(name, one)| (&**name, one.due, one.on_time + one.late))),
    }
}

/// Lorenz curve and Gini coefficient of what was met over what was due.
///
/// Townships are lined up from the worst served to the best; the curve joins the shares of all that was due and of all
/// that was met, added up along the line. The coefficient is twice the area between it and the diagonal (Gini 1912;
/// Gastwirth 1972, "The Estimation of the Lorenz Curve and Gini Index", doi:10.2307/1937992).
fn spread<'t>(townships: impl Iterator<Item = (&'t str, u64, u64)>) -> Spread {
    let served = |(township, due, met): (&str, u64, u64)| {
        Some(Served {
            township: township.to_owned(),
            due,
            met,
            share: share(met, due)?,
        })
    };
    let mut townships: Vec<Served> = townships.filter_map(served).collect();
    townships.sort_by(|a, b| {
        let by_share = a.share.total_cmp(&b.share);
        by_share.then_with(|| a.township.cmp(&b.township))
    });
    let due: u64 = townships.iter().map(|one| one.due).sum();
    let met: u64 = townships.iter().map(|one| one.met).sum();
    if met == 0 {
        return Spread {
            townships,
            lorenz: Vec::new(),
            gini: None,
        };
    }
    let mut lorenz = vec![(0.0, 0.0)];
    let (mut due_so_far, mut met_so_far, mut twice_below) = (0, 0, 0.0);
    for one in &townships {
        let (x, y) = lorenz.last().copied().unwrap_or_default();
        due_so_far += one.due;
        met_so_far += one.met;
        let next = (
            due_so_far as f64 / due as f64,
            met_so_far as f64 / met as f64,
        );
        twice_below += (next.0 - x) * (next.1 + y);
        lorenz.push(next);
    }
    Spread {
        townships,
        lorenz,
        // An even spread may come out a hair below zero.
        gini: Some((1.0 - twice_below).max(0.0)),
    }
}

pub(super) fn series(
    ground: &Ground<'_>,
    obligations: &[Obligation<'_>],
    pieces: &[Piece<'_>],
) -> Series {
    /// Shorter periods are shown day by day, in days.
    const FIVE_WEEKS: i32 = 35;
    let (from, to) = (ground.input.from, ground.input.to);
    let days = to.days_since(from).saturating_add(1).max(0);
    let step = if days < FIVE_WEEKS { 1 } else { 7 };
    let first = |day: Day| from.plus(day.days_since(from) / step * step);
    let mut spans: BTreeMap<Day, SpanTally> = BTreeMap::new();
    let mut start = from;
    while start <= to {
        let end = start.plus(step - 1).min(to);
        spans.insert(start, SpanTally::empty(start, end));
        if end == to {
            break;
        }
        start = start.plus(step);
    }
    for one in obligations {
        if let Some(span) = spans.get_mut(&first(one.duty.day())) {
            span.add(&one.duty);
        }
    }
    for piece in pieces {
        for duty in &piece.duties {
            if let Some(span) = spans.get_mut(&first(duty.day())) {
                span.add_metres(duty, piece.metres);
            }
        }
    }
    Series {
        step_days: step.unsigned_abs(),
        spans: spans.into_values().collect(),
    }
}

impl SpanTally {
    const fn empty(from: Day, to: Day) -> Self {
        Self {
            from,
            to,
            due: 0,
            on_time: 0,
            late: 0,
            missed: 0,
            metres_due: 0,
            metres_on_time: 0,
            metres_late: 0,
            metres_missed: 0,
        }
    }

    fn add(&mut self, duty: &Duty) {
        let slot = match duty.class {
            Class::OnTime => &mut self.on_time,
            Class::Late => &mut self.late,
            Class::Missed => &mut self.missed,
            Class::Lapsed | Class::Additional => return,
        };
        *slot += 1;
        self.due += 1;
    }

    fn add_metres(&mut self, duty: &Duty, metres: u64) {
        let slot = match duty.class {
            Class::OnTime => &mut self.metres_on_time,
            Class::Late => &mut self.metres_late,
            Class::Missed => &mut self.metres_missed,
            Class::Lapsed | Class::Additional => return,
        };
        *slot += metres;
        self.metres_due += metres;
    }
}
