//! Every change that is said to bring a left-out visit in: made, and driven through.

use std::collections::BTreeSet;

use super::super::codes::{self, Faults};
use super::drive::Outing;
use super::sites::Roads;
use super::{Shifts, Wish};
use crate::plan::{ChangeFile, ChangeKind, InsteadFile, ShiftFile, UnvisitedFile};

/// Checks the changes of a left-out visit.
pub(super) fn check(
    roads: &mut Roads<'_>,
    shifts: &Shifts<'_>,
    entry: &UnvisitedFile,
    faults: &mut Faults,
) {
    let Some(changes) = &entry.changes else {
        return;
    };
    let name = |change: &ChangeFile| format!("unvisited {} {}", entry.target, word(change.kind));
    let mut seen = BTreeSet::new();
    let rank = |change: &ChangeFile| match change.kind {
        ChangeKind::WindowStart | ChangeKind::WindowEnd => ChangeKind::ShiftEnd,
        other => other,
    };
    let order: Vec<_> = changes
        .iter()
        .map(|change| (rank(change), change.by_s))
        .collect();
    if !order.is_sorted() || !changes.iter().all(|change| seen.insert(change.kind)) {
        let place = format!("unvisited {} changes", entry.target);
        faults.add(&codes::CHANGE_ORDER, place, &[]);
    }
    for change in changes {
        one(roads, shifts, entry, change, &name(change), faults);
    }
}

fn one(
    roads: &mut Roads<'_>,
    shifts: &Shifts<'_>,
    entry: &UnvisitedFile,
    change: &ChangeFile,
    place: &str,
    faults: &mut Faults,
) {
    let Some(shift) = shifts.find(&change.team, &change.date) else {
        faults.add(&codes::CHANGE_PLACE, place, &[&"team, date"]);
        return;
    };
    let given_up = change
        .instead_of
        .as_ref()
        .map(|other| (other, shifts.stop(other)));
    if let Some((other, None)) = given_up {
        faults.add(&codes::CHANGE_STOP, place, &[&other.target, &other.prize]);
        return;
    }
    let given_up = given_up.and_then(|(_, found)| found);
    if !parts(entry, change, faults, place) {
        return;
    }
    let here = |(at, _): &(&ShiftFile, usize)| at.team == shift.team && at.date == shift.date;
    let wish = Wish {
        target: &entry.target,
        visit: entry.visit,
        place: &change.place,
        gives_up: given_up.filter(here).map(|(_, stop)| stop),
    };
    let spare = u32::from(change.kind == ChangeKind::MoreStops);
    if !shifts.allowed(shift, &wish, given_up, spare, place, faults) {
        return;
    }
    let Some(mut outing) = shifts.with(roads, shift, entry, &wish, place, faults) else {
        return;
    };
    if !stretch(&mut outing, &wish, shifts, change, 0) {
        faults.add(&codes::CHANGE_PLACE, place, &[&"window"]);
        return;
    }
    if !outing.fits() {
        faults.add(&codes::CHANGE_FITS, place, &[&change.team, &change.date]);
        return;
    }
    if let Some(by) = change.by_s {
        let mut less = outing.clone();
        stretch(&mut less, &wish, shifts, change, -1);
        if by < 1 || less.fits() {
            faults.add(&codes::CHANGE_LESS, place, &[&by]);
        }
    }
    if change.kind == ChangeKind::MoreStops && shifts.has_room(shift) {
        faults.add(&codes::CHANGE_LESS, place, &[&1]);
    }
}

/// Every kind has the parts that it needs, and no other.
fn parts(entry: &UnvisitedFile, change: &ChangeFile, faults: &mut Faults, place: &str) -> bool {
    use ChangeKind::{Displace, ShiftEnd, Spacing, WindowEnd, WindowStart};
    let is_window = matches!(change.kind, WindowStart | WindowEnd);
    let has_hours = is_window || change.kind == ShiftEnd;
    let gives_up = matches!(change.kind, Displace | Spacing);
    let fits_kind = |other: &InsteadFile| match change.kind {
        Displace => other.team == change.team && other.date == change.date,
        Spacing => other.target == entry.target,
        _ => false,
    };
    let right = change.by_s.is_some() == has_hours
        && change.window.is_some() == is_window
        && change.instead_of.is_some() == gives_up
        && change.instead_of.as_ref().is_none_or(fits_kind);
    if !right {
        faults.add(&codes::CHANGE_PLACE, place, &[&"by_s, window, instead_of"]);
    }
    right
}

/// Widens the hours by what the change says and `more` seconds beyond, the second time only by `more`; false when there is
/// no such window.
fn stretch(
    outing: &mut Outing,
    wish: &Wish<'_>,
    shifts: &Shifts<'_>,
    change: &ChangeFile,
    more: i64,
) -> bool {
    let by = if more == 0 {
        change.by_s.unwrap_or(0)
    } else {
        more
    };
    if change.kind == ChangeKind::ShiftEnd {
        outing.end = outing.end.saturating_add(by);
        return true;
    }
    let Some(text) = &change.window else {
        return true;
    };
    let Some(idx) = shifts.window_named(wish, &change.date, text) else {
        return false;
    };
    let call = outing.call_mut(wish.at());
    let Some((from, to)) = call.and_then(|call| call.windows.get_mut(idx)) else {
        return false;
    };
    if change.kind == ChangeKind::WindowStart {
        *from = from.saturating_sub(by);
    } else {
        *to = to.saturating_add(by);
    }
    true
}

fn word(kind: ChangeKind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}
