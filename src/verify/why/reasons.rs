//! The limit that is said to have kept a visit out.

use super::super::codes::{self, Faults};
use super::super::legs::nearest_road;
use super::super::replanned::{self, is_over, passed};
use super::super::targets::to_f64;
use super::super::teams::{is_barred, refusal, works};
use super::super::{Known, legs, scan::metres};
use super::Shifts;
use super::drive::{Call, Outing};
use super::sites::Roads;
use crate::domain::Due;
use crate::plan::{ChangeKind, Direction, ShiftFile, UnvisitedCode, UnvisitedFile};
use crate::roads::Position;
use crate::units::Day;

/// Seconds by which a drive found here may be slower than the plan's.
const SLACK: i64 = 3;
/// Metres by which a distance may differ for its rounding.
const METRES: f64 = 2.0;
/// A base farther than this from any road, in metres, is none.
const BASE_LIMIT: f64 = 2_000.0;

/// Checks the reason of a left-out visit.
pub(super) fn check(
    roads: &mut Roads<'_>,
    shifts: &Shifts<'_>,
    entry: &UnvisitedFile,
    faults: &mut Faults,
) {
    let Some(due) = roads.claim.due_of(&entry.target, entry.visit) else {
        return;
    };
    let place = format!("unvisited {} reason", entry.target);
    let limit = entry.reason.detail.get("limit");
    let limit = limit
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    match entry.reason.code {
        UnvisitedCode::Unreachable => distance(roads, entry, &place, faults),
        UnvisitedCode::NoShift => no_shift(roads, entry, due, &place, faults),
        UnvisitedCode::Spacing => {
            refuted(roads, shifts, entry, due, &place, faults, |shift| {
                shifts.near_visits(shift, due, None).is_empty()
            });
        }
        UnvisitedCode::Window => refuted(roads, shifts, entry, due, &place, faults, |_| true),
        UnvisitedCode::TooLong if limit == "alone" => {
            refuted(roads, shifts, entry, due, &place, faults, |_| true);
        }
        UnvisitedCode::TooLong if limit == "max_stops" => {
            refuted(roads, shifts, entry, due, &place, faults, |shift| {
                shifts.has_room(shift) && shifts.near_visits(shift, due, None).is_empty()
            });
        }
        UnvisitedCode::TooLong => misses(entry, &place, faults),
        UnvisitedCode::NotWorth => not_worth(entry, &place, faults),
        UnvisitedCode::PinnedElsewhere => {}
    }
}

/// Metres to the nearest road, and by how much that is too far.
fn distance(roads: &Roads<'_>, entry: &UnvisitedFile, place: &str, faults: &mut Faults) {
    let number = |key: &str| {
        entry
            .reason
            .detail
            .get(key)
            .and_then(serde_json::Value::as_f64)
    };
    let (Some(stated), Some(Known::Target(target))) = (
        number("distance_m"),
        roads.claim.known.get(entry.target.as_str()),
    ) else {
        return;
    };
    let (away, _) = nearest_road(roads.ground, &target.geometry);
    let gap = away - roads.claim.expect.walk_limit;
    for (key, stated, own) in [
        ("distance_m", Some(stated), away),
        ("gap_m", number("gap_m"), gap),
    ] {
        if stated.is_some_and(|stated| (stated - own).abs() > METRES + 0.005 * own.abs()) {
            let (stated, own) = (stated.unwrap_or_default(), format!("{own:.1}"));
            faults.add(&codes::REASON_FIGURE, place, &[&key, &stated, &own]);
        }
    }
}

/// No team that may do it works on its days.
fn no_shift(roads: &Roads<'_>, entry: &UnvisitedFile, due: &Due, place: &str, faults: &mut Faults) {
    let (claim, expect) = (roads.claim, roads.claim.expect);
    let has_base = |place: geo::Coord| {
        let spots = legs::base_spots(roads.ground, place);
        spots
            .iter()
            .any(|spot| metres(spot.point, place) <= BASE_LIMIT)
    };
    let horizon = 0..i32::try_from(claim.plan.days).unwrap_or(i32::MAX);
    let ahead = |day: Day| day.days_since(expect.first_day);
    let days = ahead(due.first_day).max(horizon.start)..(ahead(due.last_day) + 1).min(horizon.end);
    for day in days.map(|ahead| expect.first_day.plus(ahead)) {
        let free = expect.teams.iter().find(|team| {
            works(team, expect.calendar, day)
                && !is_over(claim, team, day)
                && !is_barred(team, due)
                && refusal(claim, team, &entry.target, due).is_none()
                && has_base(team.start.place)
                && has_base(team.end.place)
        });
        if let Some(team) = free {
            faults.add(&codes::REASON_SHIFT, place, &[&team.id, &day]);
            return;
        }
    }
}

/// A shift that may do it, and could do it if it had no other stop, refutes the reason when it `counts`.
fn refuted(
    roads: &mut Roads<'_>,
    shifts: &Shifts<'_>,
    entry: &UnvisitedFile,
    due: &Due,
    place: &str,
    faults: &mut Faults,
    counts: impl Fn(&ShiftFile) -> bool,
) {
    let open = shifts
        .all()
        .filter(|shift| shifts.may_do(shift, due) && !shifts.near_made(shift, due));
    for shift in open.filter(|shift| counts(shift)).collect::<Vec<_>>() {
        let alone = [Direction::Forward, Direction::Backward]
            .into_iter()
            .any(|way| fits_alone(roads, shifts, shift, entry, due, way));
        if alone {
            let code = super::super::targets::word(entry.reason.code);
            faults.add(&codes::REFUTED, place, &[&code, &shift.team, &shift.date]);
            return;
        }
    }
}

fn fits_alone(
    roads: &mut Roads<'_>,
    shifts: &Shifts<'_>,
    shift: &ShiftFile,
    entry: &UnvisitedFile,
    due: &Due,
    direction: Direction,
) -> bool {
    if !shifts.may_drive(entry, Some(direction), &shift.date) {
        return false;
    }
    let via = passed(roads.claim, shift);
    let (Some(empty), Some(base), Some(start)) = (
        shifts.empty(shift, via),
        roads.claim.teams.get(&*shift.team),
        start(roads, shifts, shift),
    ) else {
        return false;
    };
    let end = legs::base_positions(roads.ground, base.end.place);
    let site = roads.left_out(entry, Some(direction));
    let walk_s = entry
        .roadside
        .map_or_else(|| walk(roads, entry), |roadside| Some(roadside.walk_s));
    let (Some(there), Some(back), Some(walk_s)) = (
        roads.seconds(&shift.date, &start, &site.0),
        roads.seconds(&shift.date, &site.1, &end),
        walk_s,
    ) else {
        return false;
    };
    let call = Call {
        drive: there + SLACK + replanned::after(via),
        walk: walk_s,
        work: due.service.get(),
        windows: shifts.windows(due, &shift.date),
    };
    let outing = Outing {
        calls: vec![call],
        back: back + SLACK,
        ..empty
    };
    outing.fits()
}

/// Where a shift goes on from; `None` where the plan does not say.
fn start(roads: &Roads<'_>, shifts: &Shifts<'_>, shift: &ShiftFile) -> Option<Vec<Position>> {
    if let Some(via) = passed(roads.claim, shift) {
        return Some(legs::passed_positions(roads.ground, via));
    }
    let begun = replanned::begun(shift);
    if begun > 0 {
        let leaves = shifts.empty(shift, None)?.start;
        // It may be anywhere on its way home.
        return (leaves >= shifts.made_anew()?)
            .then(|| shifts.sites(roads, shift)[begun].1.clone());
    }
    let team = roads.claim.teams.get(&*shift.team)?;
    Some(legs::base_positions(roads.ground, team.start.place))
}

/// Seconds of the walk from the nearest road; `None` when that is too far.
fn walk(roads: &Roads<'_>, entry: &UnvisitedFile) -> Option<i64> {
    let Some(Known::Target(target)) = roads.claim.known.get(entry.target.as_str()) else {
        return Some(0);
    };
    let (away, _) = nearest_road(roads.ground, &target.geometry);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a walk within the limit is short"
    )]
    let seconds = ((away + 1.0) / roads.claim.expect.walk_speed).ceil() as i64;
    (away <= roads.claim.expect.walk_limit).then_some(seconds)
}

/// The seconds that it misses by are those of its cheapest change of hours.
fn misses(entry: &UnvisitedFile, place: &str, faults: &mut Faults) {
    let detail = &entry.reason.detail;
    let (Some(stated), Some(changes)) = (detail.get("misses_s"), &entry.changes) else {
        return;
    };
    let cheapest = changes.iter().find(|change| change.by_s.is_some());
    let same = cheapest.is_some_and(|change| {
        stated.as_i64() == change.by_s
            && detail.get("team").is_some_and(|team| *team == *change.team)
            && detail.get("date").is_some_and(|date| *date == *change.date)
    });
    if !same {
        let own = cheapest.and_then(|change| change.by_s);
        let own = own.map_or("-".to_owned(), |by| by.to_string());
        faults.add(&codes::REASON_FIGURE, place, &[&"misses_s", stated, &own]);
    }
}

/// The stop that it would displace is that of its cheapest displacement, and worth no less.
fn not_worth(entry: &UnvisitedFile, place: &str, faults: &mut Faults) {
    let Some(changes) = &entry.changes else {
        return;
    };
    let detail = &entry.reason.detail;
    let of = |kind| changes.iter().find(|change| change.kind == kind);
    let displaced = of(ChangeKind::Displace).and_then(|change| change.instead_of.as_ref());
    let is_same = |key: &str, want: &str| detail.get(key).is_some_and(|got| *got == *want);
    let right = match (detail.get("displaces"), displaced) {
        (Some(_), Some(other)) => {
            is_same("displaces", &other.target)
                && is_same("team", &other.team)
                && is_same("date", &other.date)
                && detail
                    .get("displaces_prize")
                    .and_then(serde_json::Value::as_i64)
                    == Some(other.prize)
                && to_f64(other.prize) >= to_f64(entry.prize)
        }
        (Some(_), None) => false,
        (None, _) => of(ChangeKind::AsItIs).is_some(),
    };
    if !right {
        let what = displaced.map_or("-".to_owned(), |other| {
            format!("{} ({})", other.target, other.prize)
        });
        faults.add(&codes::REASON_WORTH, place, &[&entry.prize, &what]);
    }
}
