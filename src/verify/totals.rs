//! Sums: of each shift over its stops, and of the plan over its shifts.

use super::codes::{self, Faults};
use super::times::{self, Clock};
use super::{Claim, shift_place, stop_place};
use crate::plan::{ShiftFile, StopFile};

/// Checks all sums exactly, and that nothing is negative.
pub(super) fn check(claim: &Claim<'_>, faults: &mut Faults) {
    let clock = Clock::of(claim);
    for shift in &claim.plan.shifts {
        shift_sums(shift, &clock, faults);
    }
    plan_sums(claim, faults);
    let order: Vec<_> = claim
        .plan
        .shifts
        .iter()
        .map(|shift| (&shift.date, &shift.team))
        .collect();
    if !order.is_sorted() {
        faults.add(&codes::ORDER, "shifts", &[]);
    }
}

fn add(values: impl Iterator<Item = i64>) -> i64 {
    values.fold(0, i64::saturating_add)
}

fn shift_sums(shift: &ShiftFile, clock: &Clock, faults: &mut Faults) {
    let place = shift_place(shift);
    let stops = || shift.stops.iter();
    let back = &shift.back;
    for (field, got, want) in [
        (
            "distance_m",
            shift.distance_m,
            add(stops()
                .map(|stop| stop.leg.distance_m)
                .chain([back.distance_m])),
        ),
        (
            "drive_s",
            shift.drive_s,
            add(stops().map(|stop| stop.leg.drive_s).chain([back.drive_s])),
        ),
        (
            "service_s",
            shift.service_s,
            add(stops().map(|stop| stop.service_s)),
        ),
        (
            "walk_s",
            shift.walk_s,
            add(stops().map(|stop| stop.walk_s.saturating_mul(2))),
        ),
        ("prize", shift.prize, add(stops().map(|stop| stop.prize))),
    ] {
        faults.same_field(&codes::SUM, &place, field, got, want);
    }
    let waits: Option<Vec<i64>> = stops().map(|stop| times::waiting(stop, clock)).collect();
    if let Some(waits) = waits {
        faults.same_field(
            &codes::SUM,
            &place,
            "wait_s",
            shift.wait_s,
            add(waits.into_iter()),
        );
    }
    for (field, value) in [
        ("return.distance_m", back.distance_m),
        ("return.drive_s", back.drive_s),
    ] {
        not_negative(&place, field, value, faults);
    }
    if shift.stops.is_empty() {
        for (field, value) in [
            ("return.distance_m", back.distance_m),
            ("return.drive_s", back.drive_s),
        ] {
            faults.same_field(&codes::SUM, &place, field, value, 0);
        }
    }
    for (n, stop) in (1..).zip(&shift.stops) {
        let place = stop_place(shift, stop);
        faults.same(&codes::SEQ, &place, stop.seq, n);
        stop_amounts(stop, &place, faults);
    }
}

fn stop_amounts(stop: &StopFile, place: &str, faults: &mut Faults) {
    for (field, value) in [
        ("leg.distance_m", stop.leg.distance_m),
        ("leg.drive_s", stop.leg.drive_s),
        ("service_s", stop.service_s),
        ("walk_m", stop.walk_m),
        ("walk_s", stop.walk_s),
    ] {
        not_negative(place, field, value, faults);
    }
}

fn not_negative(place: &str, field: &str, value: i64, faults: &mut Faults) {
    if value < 0 {
        faults.add(&codes::NEGATIVE, place, &[&field, &value]);
    }
}

fn plan_sums(claim: &Claim<'_>, faults: &mut Faults) {
    let (plan, totals) = (claim.plan, &claim.plan.totals);
    let shifts = || plan.shifts.iter();
    let stops = || shifts().flat_map(|shift| &shift.stops);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let prize = add(stops().map(|stop| stop.prize));
    let required = stops().filter(|stop| stop.required).count();
    let required_left = plan.unvisited.iter().filter(|entry| entry.required).count();
    for (field, got, want) in [
        ("prize", totals.prize, prize),
        (
            "prize_due",
            totals.prize_due,
            add(plan
                .unvisited
                .iter()
                .map(|entry| entry.prize)
                .chain([prize])),
        ),
        ("visits", totals.visits.into(), count(stops().count())),
        (
            "due",
            totals.due.into(),
            count(stops().count() + plan.unvisited.len()),
        ),
        (
            "required_due",
            totals.required_due.into(),
            count(required + required_left),
        ),
        (
            "required_visited",
            totals.required_visited.into(),
            count(required),
        ),
        (
            "distance_m",
            totals.distance_m,
            add(shifts().map(|shift| shift.distance_m)),
        ),
        (
            "drive_s",
            totals.drive_s,
            add(shifts().map(|shift| shift.drive_s)),
        ),
        (
            "service_s",
            totals.service_s,
            add(shifts().map(|shift| shift.service_s)),
        ),
        (
            "wait_s",
            totals.wait_s,
            add(shifts().map(|shift| shift.wait_s)),
        ),
    ] {
        faults.same_field(&codes::TOTAL, "totals", field, got, want);
    }
    if let Some(bound) = totals.bound
        && bound < totals.prize
    {
        faults.add(&codes::BOUND, "totals", &[&bound, &totals.prize]);
    }
}
