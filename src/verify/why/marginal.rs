//! What every stop is said to cost, and what would fit in its place.

use super::super::codes::{self, Faults};
use super::super::replanned::{begun, passed};
use super::super::{shift_place, stop_place};
use super::drive::{FAR, Outing};
use super::sites::{Roads, Site};
use super::{Shifts, Wish};
use crate::plan::{FreedFile, LegFile, MarginalFile, ShiftFile, Stuck};

/// Checks every stop of a shift.
pub(super) fn shift(roads: &mut Roads<'_>, shifts: &Shifts<'_>, shift: &ShiftFile) -> Faults {
    let mut faults = Faults::default();
    let Some(outing) = shifts.outing(shift) else {
        return faults;
    };
    let sites = shifts.sites(roads, shift);
    // Of what was begun nothing is said.
    for (at, stop) in shift.stops.iter().enumerate().skip(outing.begun) {
        if let Some(marginal) = &stop.marginal {
            let place = format!("{} marginal", stop_place(shift, stop));
            direct(roads, shift, (&sites, at), marginal, &place, &mut faults);
            freed(&outing, shift, at, marginal, &place, &mut faults);
            if let Some(gain) = &marginal.gain {
                let wish = Wish {
                    target: &gain.target,
                    visit: gain.visit,
                    place: &gain.place,
                    gives_up: Some(at),
                };
                let place = format!("{place} gain {}", gain.target);
                match shifts.left_out(&gain.target, gain.visit) {
                    Some(entry) if entry.prize == gain.prize => {
                        shifts.gain(roads, shift, entry, &wish, &place, &mut faults);
                    }
                    found => {
                        let worth = found.map_or("-".to_owned(), |entry| entry.prize.to_string());
                        faults.add(&codes::GAIN, place, &[&gain.target, &gain.prize, &worth]);
                    }
                }
            }
        }
    }
    faults
}

/// The drive past the stop.
fn direct(
    roads: &mut Roads<'_>,
    shift: &ShiftFile,
    (sites, at): (&[Site], usize),
    marginal: &MarginalFile,
    place: &str,
    faults: &mut Faults,
) {
    let (before, after) = (&sites[at].1, &sites[at + 2].0);
    let is_first = at == begun(shift);
    let passes = passed(roads.claim, shift).filter(|_| is_first);
    match marginal.direct {
        Some(stated) if stated.via != passes => {
            faults.add(&codes::STUCK, place, &[&"another place that is passed"]);
        }
        _ if shift.stops.len() == 1 => {
            if marginal.direct.is_some() {
                faults.add(&codes::STUCK, place, &[&"an only stop"]);
            }
        }
        Some(stated) => roads.drive(&shift.date, (before, after), stated, place, faults),
        None => {
            let way = roads.seconds(&shift.date, before, after);
            if way.is_some() || marginal.stuck != Some(Stuck::NoWay) {
                let what = way.map_or("no way".to_owned(), |way| format!("a way of {way} s"));
                faults.add(&codes::STUCK, place, &[&what]);
            }
        }
    }
}

/// The figures against those of the route driven through without the stop.
fn freed(
    outing: &Outing,
    shift: &ShiftFile,
    at: usize,
    marginal: &MarginalFile,
    place: &str,
    faults: &mut Faults,
) {
    let mut rest = outing.clone();
    let direct = marginal.direct.map_or(FAR, |direct| direct.drive_s);
    rest.take_out(at, direct);
    let (Some(whole), without) = (outing.drive(), rest.drive()) else {
        faults.add(&codes::STUCK, shift_place(shift), &[&"no schedule at all"]);
        return;
    };
    let (Some(without), Some(stated)) = (without, marginal.freed) else {
        if without.is_some() || marginal.freed.is_some() || marginal.stuck.is_none() {
            let fits = if without.is_some() {
                "fits"
            } else {
                "does not fit"
            };
            faults.add(&codes::STUCK, place, &[&fits]);
        }
        return;
    };
    if marginal.stuck.is_some() {
        faults.add(&codes::STUCK, place, &[&"fits"]);
    }
    let length = |away: super::drive::Away| away.back.saturating_sub(away.leave);
    let own = figures(
        shift,
        at,
        marginal,
        length(whole).saturating_sub(length(without)),
    );
    for (field, got, want) in [
        ("distance_m", stated.distance_m, own.distance_m),
        ("drive_s", stated.drive_s, own.drive_s),
        ("service_s", stated.service_s, own.service_s),
        ("walk_s", stated.walk_s, own.walk_s),
        ("wait_s", stated.wait_s, own.wait_s),
        ("total_s", stated.total_s, own.total_s),
    ] {
        faults.same_field(&codes::MARGINAL, place, field, got, want);
    }
}

/// What is left of the total when driving, work and walks are taken off is waiting.
fn figures(shift: &ShiftFile, at: usize, marginal: &MarginalFile, total_s: i64) -> FreedFile {
    let stop = &shift.stops[at];
    let back = LegFile {
        distance_m: shift.back.distance_m,
        drive_s: shift.back.drive_s,
        via: None,
    };
    let next = shift.stops.get(at + 1).map_or(back, |next| next.leg);
    let none = LegFile {
        distance_m: 0,
        drive_s: 0,
        via: None,
    };
    let direct = marginal.direct.unwrap_or(none);
    let past = |here: i64, next: i64, direct: i64| here.saturating_add(next).saturating_sub(direct);
    let drive_s = past(stop.leg.drive_s, next.drive_s, direct.drive_s);
    let walk_s = stop.walk_s.saturating_mul(2);
    FreedFile {
        distance_m: past(stop.leg.distance_m, next.distance_m, direct.distance_m),
        drive_s,
        service_s: stop.service_s,
        walk_s,
        wait_s: total_s
            .saturating_sub(drive_s)
            .saturating_sub(stop.service_s)
            .saturating_sub(walk_s),
        total_s,
    }
}
