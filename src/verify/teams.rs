//! Who goes: known teams, one shift a day, on days they work, with what they may do, from and to their base.

use std::collections::BTreeSet;

use geo::Coord;

use super::codes::{self, Faults};
use super::scan::metres;
use super::{Claim, shift_place, stop_place};
use crate::domain::{Calendar, Due, Team};
use crate::plan::{LonLat, ShiftFile, StopFile};
use crate::units::Day;

/// Metres by which a stated base may differ from the team's for the rounding of its coordinates.
const BASE_SLACK: f64 = 2.0;

/// Checks every shift against its team.
pub(super) fn check(claim: &Claim<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for shift in &claim.plan.shifts {
        let place = shift_place(shift);
        if !seen.insert((shift.date.as_str(), shift.team.as_str())) {
            faults.add(
                &codes::TEAM_TWICE,
                place.as_str(),
                &[&shift.team, &shift.date],
            );
        }
        let Some(team) = claim.teams.get(shift.team.as_str()) else {
            faults.add(&codes::TEAM, place.as_str(), &[&shift.team]);
            continue;
        };
        faults.same_field(
            &codes::LABEL,
            &place,
            "team_name",
            shift.team_name.as_str(),
            &team.name,
        );
        day(claim, shift, team, &place, faults);
        for (what, got, base) in [
            ("base", shift.base, team.start),
            ("end_base", shift.end_base, team.end),
        ] {
            let away = base_distance(got, base.place);
            if away > BASE_SLACK {
                faults.add(
                    &codes::BASE,
                    place.as_str(),
                    &[&what, &format!("{away:.1}")],
                );
            }
        }
        if let Some(most) = team.max_stops
            && shift.stops.len() > most as usize
        {
            faults.add(&codes::STOPS, place.as_str(), &[&shift.stops.len(), &most]);
        }
        for stop in shift.stops.iter().filter(|stop| !stop.frozen) {
            skills(claim, team, stop, &stop_place(shift, stop), faults);
        }
    }
}

fn base_distance(got: LonLat, want: Coord) -> f64 {
    metres(
        Coord {
            x: got.lon,
            y: got.lat,
        },
        want,
    )
}

/// The date lies in the horizon and the team works on it.
fn day(claim: &Claim<'_>, shift: &ShiftFile, team: &Team, place: &str, faults: &mut Faults) {
    let day = match Day::parse(&shift.date) {
        Ok(day) if day.to_string() == shift.date => day,
        _ => {
            faults.add(&codes::TIME, place, &[&"date", &shift.date]);
            return;
        }
    };
    let nth = i64::from(day.days_since(claim.expect.first_day));
    if !(0..i64::from(claim.plan.days)).contains(&nth) {
        let first = claim.expect.first_day;
        let horizon = format!("{first} + {} d", claim.plan.days);
        faults.add(&codes::HEADER, place, &[&"date", &day, &horizon]);
    }
    if !works(team, claim.expect.calendar, day) {
        faults.add(&codes::DAY_OFF, place, &[&team.id, &day]);
    }
}

/// A team works on its weekdays, Monday to Friday when it names none, less the holidays, and on the weekend days worked
/// instead (调休), unless it is away.
pub(super) fn works(team: &Team, calendar: &Calendar, day: Day) -> bool {
    let by_week = match team.weekdays.as_slice() {
        [] => day.weekday() <= 5,
        weekdays => weekdays.contains(&day.weekday()),
    };
    let usual = by_week && !calendar.holidays.contains(&day);
    (usual || calendar.workdays.contains(&day)) && !team.days_off.contains(&day)
}

/// Programme, kind and township of a stop are the team's.
fn skills(claim: &Claim<'_>, team: &Team, stop: &StopFile, place: &str, faults: &mut Faults) {
    let Some(due) = claim.due_of(&stop.target, stop.visit) else {
        return;
    };
    if let Some((what, which)) = refusal(claim, team, &stop.target, due) {
        faults.add(&codes::SKILL, place, &[&team.id, &what, &which]);
    }
}

/// Whether pins or bans keep a team from a due visit.
pub(super) fn is_barred(team: &Team, due: &Due) -> bool {
    due.team.as_ref().is_some_and(|own| *own != team.id) || due.barred.contains(&team.id)
}

/// What keeps a team from a due visit, if anything does: which of its limits, and the visit's value.
pub(super) fn refusal(
    claim: &Claim<'_>,
    team: &Team,
    target: &str,
    due: &Due,
) -> Option<(&'static str, String)> {
    if !team.programmes.is_empty() && !team.programmes.contains(&due.programme) {
        return Some(("programme", due.programme.to_string()));
    }
    if !team.kinds.is_empty() && !team.kinds.contains(&due.kind) {
        let kind = due.kind.label(crate::domain::Lang::En);
        return Some(("kind", kind.to_owned()));
    }
    let known = claim.known.get(target);
    let township = known.and_then(|known| known.target().township.as_ref())?;
    let is_own = team.townships.is_empty() || team.townships.contains(township);
    (!is_own).then(|| ("township", township.clone()))
}
