//! What the plans promised against what happened.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Kept, Promise};
use super::gather::entry;
use super::ground::{Ground, Life, NOWHERE, townships};
use super::{LeftOut, PlannedDay, PlannedStop};
use crate::plan::{PlanFile, UnvisitedCode};
use crate::units::{Day, TargetId};

/// What became of a stop.
enum Fate {
    ThatDay,
    Later,
    Failed(&'static str),
    NoRecord,
}

/// What plans promised, by day; of two plans of one day the later in the list holds.
pub fn planned_days<'p>(
    plans: impl IntoIterator<Item = &'p PlanFile>,
) -> BTreeMap<Day, PlannedDay> {
    let mut days = BTreeMap::new();
    for plan in plans {
        let mut own: BTreeMap<Day, PlannedDay> = BTreeMap::new();
        for shift in &plan.shifts {
            let Ok(day) = Day::parse(&shift.date) else {
                continue;
            };
            let stops = shift.stops.iter().map(|stop| PlannedStop {
                target: TargetId::new(&*stop.target),
                programme: stop.programme.clone(),
                kind: stop.kind,
            });
            own.entry(day).or_default().stops.extend(stops);
        }
        if let Ok(first) = Day::parse(&plan.date) {
            let left_out = plan.unvisited.iter().map(|entry| LeftOut {
                target: TargetId::new(&*entry.target),
                programme: entry.programme.clone(),
                reason: entry.reason.code,
            });
            own.entry(first).or_default().left_out.extend(left_out);
        }
        days.extend(own);
    }
    days
}

pub(super) fn promise(ground: &Ground<'_>, lives: &[&Life<'_>]) -> Promise {
    let (input, townships) = (&ground.input, townships(lives));
    let period = input.from..=input.to;
    let mut promise = Promise::default();
    let stops = stops_by_target(ground);
    for (day, plan) in input.plans.range(period.clone()) {
        promise.planned_days += 1;
        for stop in &plan.stops {
            let next = stops
                .get(&stop.target)
                .and_then(|days| days.range(day.plus(1)..).next());
            let fate = fate(ground, &stop.target, *day, next.copied());
            let township = townships.get(stop.target.as_str()).unwrap_or(&NOWHERE);
            for kept in [
                &mut promise.total,
                entry(&mut promise.by_programme, &stop.programme),
                entry(&mut promise.by_township, township),
                promise.by_day.entry(*day).or_default(),
            ] {
                add(kept, &fate);
            }
        }
        for one in &plan.left_out {
            let word = reason_word(one.reason);
            *entry(&mut promise.left_out, word) += 1;
            let own = entry(&mut promise.left_out_by_programme, &one.programme);
            *entry(own, word) += 1;
        }
    }
    for (target, looks) in &input.record.looks {
        let days: BTreeSet<Day> = looks.iter().map(|look| look.day).collect();
        for day in days.range(period.clone()) {
            let planned = stops.get(target).is_some_and(|days| days.contains(day));
            if !input.plans.contains_key(day) {
                promise.visits_without_plan += 1;
            } else if !planned {
                promise.unplanned_visits += 1;
            }
        }
    }
    promise
}

/// The days on which a plan names a target.
fn stops_by_target<'g>(ground: &'g Ground<'_>) -> BTreeMap<&'g TargetId, BTreeSet<Day>> {
    let mut stops: BTreeMap<&TargetId, BTreeSet<Day>> = BTreeMap::new();
    for (day, plan) in ground.input.plans {
        for stop in &plan.stops {
            stops.entry(&stop.target).or_default().insert(*day);
        }
    }
    stops
}

/// What became of a stop of a day, of which the target's next stop is on `next`.
fn fate(ground: &Ground<'_>, target: &TargetId, day: Day, next: Option<Day>) -> Fate {
    let record = ground.input.record;
    let until = next.map_or(ground.input.to, |next| next.plus(-1).min(ground.input.to));
    let mut visits = record.looks(target).iter().map(|look| look.day);
    if visits.clone().any(|visit| visit == day) {
        return Fate::ThatDay;
    }
    if visits.any(|visit| visit > day && visit <= until) {
        return Fate::Later;
    }
    let mut failed = record.failed(target).iter();
    failed
        .find(|failed| failed.day == day)
        .map_or(Fate::NoRecord, |failed| Fate::Failed(failed.reason.word()))
}

fn add(kept: &mut Kept, fate: &Fate) {
    kept.promised += 1;
    match fate {
        Fate::ThatDay => kept.that_day += 1,
        Fate::Later => kept.later += 1,
        Fate::NoRecord => kept.no_record += 1,
        Fate::Failed(reason) => {
            kept.failed += 1;
            *entry(&mut kept.reasons, reason) += 1;
        }
    }
}

/// The word of a reason in files.
pub(super) const fn reason_word(reason: UnvisitedCode) -> &'static str {
    match reason {
        UnvisitedCode::Unreachable => "unreachable",
        UnvisitedCode::NoShift => "no_shift",
        UnvisitedCode::Window => "window",
        UnvisitedCode::TooLong => "too_long",
        UnvisitedCode::NotWorth => "not_worth",
        UnvisitedCode::Spacing => "spacing",
        UnvisitedCode::PinnedElsewhere => "pinned_elsewhere",
    }
}
