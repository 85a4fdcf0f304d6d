//! Whether pins hold, and nothing that is forbidden is planned.

use super::codes::{self, Faults};
use super::{Claim, shift_place, stop_place};
use crate::domain::{Forbid, Pin};
use crate::plan::{ShiftFile, StopFile};

/// Checks every wish in force.
pub(super) fn check(claim: &Claim<'_>, faults: &mut Faults) {
    for pin in &claim.expect.wishes.pins {
        pinned(claim, pin, faults);
    }
    for forbid in &claim.expect.wishes.forbids {
        forbidden(claim, forbid, faults);
    }
}

/// Some stop of the target keeps the pin.
fn pinned(claim: &Claim<'_>, pin: &Pin, faults: &mut Faults) {
    let date = pin.date.map(|date| date.to_string());
    let is_meant = |shift: &&ShiftFile| date.as_ref().is_none_or(|date| shift.date == *date);
    let stops: Vec<(&ShiftFile, &StopFile)> = claim
        .plan
        .shifts
        .iter()
        .filter(is_meant)
        .flat_map(|shift| shift.stops.iter().map(move |stop| (shift, stop)))
        .filter(|(_, stop)| stop.target == pin.target.as_str())
        .collect();
    let is_done =
        claim.expect.done.iter().any(|(target, _, day)| {
            *target == pin.target && pin.date.is_none_or(|date| date == *day)
        });
    let Some((shift, stop)) = stops.first() else {
        if !is_done {
            faults.add(&codes::PINNED_OUT, "pins", &[pin]);
        }
        return;
    };
    let keeps_team = |shift: &ShiftFile| {
        pin.team
            .as_ref()
            .is_none_or(|team| team.as_str() == shift.team)
    };
    let keeps_place = |shift: &ShiftFile, stop: &StopFile| {
        let count = i64::try_from(shift.stops.len()).unwrap_or(i64::MAX);
        let seq = i64::from(stop.seq);
        pin.place.map(i64::from).is_none_or(|place| {
            if place > 0 {
                seq == place
            } else {
                seq == count + 1 + place
            }
        })
    };
    let mut each = stops.iter();
    if !each.any(|(shift, stop)| keeps_team(shift) && keeps_place(shift, stop)) {
        faults.add(&codes::PIN_BROKEN, stop_place(shift, stop), &[pin]);
    }
}

/// What was begun before a plan was made anew stays as it is.
fn forbidden(claim: &Claim<'_>, forbid: &Forbid, faults: &mut Faults) {
    for shift in &claim.plan.shifts {
        let is_meant = |stop: &&StopFile| {
            let mut targets = forbid.targets.iter();
            !stop.frozen && targets.any(|target| target.as_str() == stop.target)
        };
        let stops: Vec<&StopFile> = shift.stops.iter().filter(is_meant).collect();
        let breaks = match &forbid.team {
            Some(team) => team.as_str() == shift.team && !stops.is_empty(),
            None => forbid
                .targets
                .iter()
                .all(|target| stops.iter().any(|stop| stop.target == target.as_str())),
        };
        if breaks {
            faults.add(&codes::FORBIDDEN, shift_place(shift), &[forbid]);
        }
    }
}
