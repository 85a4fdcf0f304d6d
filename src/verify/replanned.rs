//! A plan that was made anew in the middle of it: what was begun stays, nothing is planned for the past, who dropped out
//! gets nothing more.
//!
//! Stops that were begun are known from the plan before alone: their times must add up, the rest of them is taken as given.

use super::codes::{self, Faults};
use super::times::Clock;
use super::{Claim, shift_place, stop_place};
use crate::domain::Team;
use crate::plan::{ReplannedFile, ShiftFile, StopFile, ViaFile};
use crate::units::Day;

/// Checks the order of time, the teams that dropped out, the visits that were made, and the moves.
pub(super) fn check(claim: &Claim<'_>, faults: &mut Faults) {
    let Some(replanned) = &claim.plan.replanned else {
        for shift in &claim.plan.shifts {
            for stop in shift.stops.iter().filter(|stop| stop.frozen) {
                faults.add(&codes::FROZEN, stop_place(shift, stop), &[]);
            }
        }
        return;
    };
    let clock = Clock::of(claim);
    let Some(at) = clock.moment(&replanned.at, "replanned.at", "replanned", faults) else {
        return;
    };
    for shift in &claim.plan.shifts {
        shift_order(claim, shift, at, &clock, faults);
        if replanned.without.contains(&shift.team) {
            for stop in shift.stops.iter().filter(|stop| !stop.frozen) {
                faults.add(&codes::DROPPED_OUT, stop_place(shift, stop), &[&shift.team]);
            }
        }
    }
    done(claim, replanned, faults);
    finished(claim, replanned, faults);
    let moved = replanned
        .changes
        .iter()
        .filter(|change| change.change == crate::plan::PlanChangeKind::Moved)
        .count();
    if let Some(most) = replanned.most_moved.filter(|most| moved > *most as usize) {
        faults.add(&codes::MOVED, "replanned", &[&moved, &most]);
    }
}

/// The visits that the ledger knows as made by then are those of the plan.
fn done(claim: &Claim<'_>, replanned: &ReplannedFile, faults: &mut Faults) {
    let name = |target: &str, visit: u32, day: &str| format!("{target} visit {visit} {day}");
    let told: Vec<String> = replanned
        .done
        .iter()
        .map(|done| name(&done.target, done.visit, &done.date))
        .collect();
    let known: Vec<String> = claim
        .expect
        .done
        .iter()
        .map(|(target, visit, day)| name(target.as_str(), *visit, &day.to_string()))
        .collect();
    let odd = told.iter().filter(|one| !known.contains(one));
    let odd: Vec<&str> = odd
        .chain(known.iter().filter(|one| !told.contains(one)))
        .map(String::as_str)
        .collect();
    if !odd.is_empty() {
        faults.add(&codes::DONE, "replanned", &[&odd.join(", ")]);
    }
}

/// What teams are said to have finished is marked, and nothing else of their routes.
fn finished(claim: &Claim<'_>, replanned: &ReplannedFile, faults: &mut Faults) {
    for told in &replanned.finished {
        let mut shifts = claim.plan.shifts.iter();
        let own = shifts.find(|shift| shift.team == told.team && shift.date == told.date);
        let marked = own.map_or(0, begun);
        if marked != told.stops as usize {
            faults.add(
                &codes::FINISHED,
                "replanned",
                &[&told.team, &told.stops, &marked],
            );
        }
    }
}

/// How many stops of a shift are said to have been finished.
fn told(claim: &Claim<'_>, shift: &ShiftFile) -> usize {
    let replanned = claim.plan.replanned.iter();
    let mut all = replanned.flat_map(|replanned| &replanned.finished);
    let own = all.find(|told| told.team == shift.team && told.date == shift.date);
    own.map_or(0, |told| told.stops as usize)
}

/// What was begun comes first and was begun by then; what follows was not.
fn shift_order(claim: &Claim<'_>, shift: &ShiftFile, at: i64, clock: &Clock, faults: &mut Faults) {
    let told = told(claim, shift);
    let mut left: Option<i64> = None;
    let mut is_frozen = true;
    for (n, stop) in shift.stops.iter().enumerate() {
        let place = stop_place(shift, stop);
        let leaves = match left {
            Some(moment) => Some(moment),
            None => clock
                .read(&stop.arrive)
                .ok()
                .map(|arrive| arrive - stop.leg.drive_s),
        };
        // From a stated place the team goes on later than it left the stop before.
        let goes_on = leaves.map(|moment| moment + stop.leg.via.map_or(0, |via| via.after_s));
        match (stop.frozen, is_frozen) {
            (true, false) => faults.add(&codes::FROZEN, place, &[]),
            // A team may be ahead of the plan's times.
            (true, true) if n >= told && leaves.is_some_and(|moment| moment > at) => {
                faults.add(&codes::NOT_BEGUN, place, &[&stop.arrive]);
            }
            (false, _) if goes_on.is_some_and(|moment| moment < at) => {
                faults.add(&codes::TOO_EARLY, place, &[&stop.arrive]);
            }
            _ => {}
        }
        if stop.leg.via.is_some() && !stop.frozen && !is_frozen && n > 0 {
            let place = shift_place(shift);
            faults.add(&codes::VIA, place, &[&stop.seq]);
        }
        is_frozen &= stop.frozen;
        left = clock.read(&stop.depart).ok();
    }
    let is_past = Day::parse(&shift.date).is_ok_and(|day| {
        let ends = i64::from(day.days_since(claim.expect.first_day) + 1) * 86_400;
        ends <= at
    });
    if is_past && let Some(stop) = shift.stops.iter().find(|stop| !stop.frozen) {
        faults.add(&codes::TOO_EARLY, stop_place(shift, stop), &[&stop.arrive]);
    }
}

/// Stops of a shift that were begun before the plan was made anew.
pub(super) fn begun(shift: &ShiftFile) -> usize {
    shift.stops.iter().take_while(|stop| stop.frozen).count()
}

/// Whether a shift of a plan made anew is over but for the drive home.
pub(super) fn heads_home(claim: &Claim<'_>, shift: &ShiftFile) -> bool {
    claim.plan.replanned.is_some() && !shift.stops.is_empty() && begun(shift) == shift.stops.len()
}

/// When a team that is late begins its drive home at the latest, in seconds from leaving its last stop, when the way to the
/// place from which it goes on takes so long.
pub(super) fn latest(claim: &Claim<'_>, shift: &ShiftFile, way: i64) -> Option<i64> {
    let clock = Clock::of(claim);
    let at = clock.seconds(&claim.plan.replanned.as_ref()?.at)?;
    let left = clock.seconds(&shift.stops.last()?.depart)?;
    Some(way.max(at.saturating_sub(left)))
}

/// The place that a team passes before the first stop that was planned anew, or on its way home.
pub(super) fn passed(claim: &Claim<'_>, shift: &ShiftFile) -> Option<ViaFile> {
    let next = shift.stops.iter().find(|stop| !stop.frozen);
    next.map_or_else(|| now_at(claim, shift), |stop| stop.leg.via)
}

/// Where a team is said to go home from now; a place that was stated when the plan was made anew before lies behind it.
pub(super) fn now_at(claim: &Claim<'_>, shift: &ShiftFile) -> Option<ViaFile> {
    let via = shift.back.via?;
    let replanned = claim.plan.replanned.as_ref()?;
    let is_stated = replanned.positions.iter().any(|own| own.team == shift.team);
    let clock = Clock::of(claim);
    let left = shift
        .stops
        .last()
        .and_then(|stop| clock.seconds(&stop.depart));
    let goes_on = left.map(|left| left.saturating_add(via.after_s));
    (is_stated || goes_on == clock.seconds(&replanned.at)).then_some(via)
}

/// When a shift leaves its last begun stop, or its base, at the earliest, so that it goes on from the passed place in time.
pub(super) fn leaves(
    claim: &Claim<'_>,
    shift: &ShiftFile,
    via: Option<ViaFile>,
    clock: &Clock,
) -> Option<i64> {
    if let Some(last) = begun(shift).checked_sub(1) {
        return clock.seconds(&shift.stops[last].depart);
    }
    let begin = clock.seconds(&shift.start)?;
    let replanned = claim.plan.replanned.as_ref();
    let at = replanned.and_then(|replanned| clock.seconds(&replanned.at));
    Some(at.map_or(begin, |at| begin.max(at.saturating_sub(after(via)))))
}

/// Whether a team takes nothing more on a day of a plan that was made anew.
pub(super) fn is_over(claim: &Claim<'_>, team: &Team, day: Day) -> bool {
    let Some(replanned) = &claim.plan.replanned else {
        return false;
    };
    let clock = Clock::of(claim);
    let Some(at) = clock.seconds(&replanned.at) else {
        return false;
    };
    let date = day.to_string();
    let mut shifts = claim.plan.shifts.iter();
    let shift = shifts.find(|shift| shift.team == team.id.as_str() && shift.date == date);
    let goes_on = shift.and_then(|shift| {
        let via = passed(claim, shift);
        Some(leaves(claim, shift, via, &clock)?.saturating_add(after(via)))
    });
    let made = shift.map_or(0, begun);
    let midnight = (i64::from(day.days_since(claim.expect.first_day)) + 1) * 86_400;
    let is_late = shift.is_some_and(|own| own.back.late_s > 0 && heads_home(claim, own));
    midnight <= at
        || is_late
        || replanned.without.iter().any(|id| id == team.id.as_str())
        || team.max_stops.is_some_and(|most| made >= most as usize)
        || goes_on.unwrap_or(at).max(at) > team.shift.on(day, claim.expect.first_day).end().get()
}

/// The way that a drive claims beyond the one from the place that it passes.
pub(super) fn after(via: Option<ViaFile>) -> i64 {
    via.map_or(0, |via| via.after_s)
}

/// Whether the team owes no break any more once it goes on: its window has passed by then.
pub(super) fn goes_on_after(claim: &Claim<'_>, shift: &ShiftFile, clock: &Clock) -> Option<i64> {
    let frozen = shift.stops.iter().take_while(|stop| stop.frozen).last();
    let next: Option<&StopFile> = shift.stops.iter().find(|stop| !stop.frozen);
    let via = next.map_or(shift.back.via, |stop| stop.leg.via);
    match (frozen, via, next) {
        (Some(stop), via, Some(_)) => clock.read(&stop.depart).ok().map(|left| left + after(via)),
        // It goes home from where it is.
        (Some(_), _, None) => Some(i64::MAX),
        (None, Some(via), Some(stop)) => clock
            .read(&stop.arrive)
            .ok()
            .map(|arrive| arrive - stop.leg.drive_s + via.after_s),
        // It is at its base still.
        _ => clock.seconds(&claim.plan.replanned.as_ref()?.at),
    }
}
