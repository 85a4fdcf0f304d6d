//! Who is visited: every due visit in exactly one place, worth what it should be; spacing, walks and corridors.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use geo::{Coord, Geometry};

use super::codes::{self, Faults};
use super::scan::{length, metres, nearest_on};
use super::{Claim, Known, shift_place, stop_place};
use crate::domain::{Corridor, CorridorPass, Due, TargetDetail, TargetKind};
use crate::plan::{CorridorFile, Direction, RoadsideFile, ShiftFile, StopFile};
use crate::units::{Day, TargetId};

/// Metres by which a coordinate of the plan may lie off for its rounding.
const PLACE_SLACK: f64 = 2.0;

/// Checks every entry of the plan against the due visits.
pub(super) fn check(claim: &Claim<'_>, faults: &mut Faults) {
    let done = claim.expect.done.iter();
    let mut seen: BTreeMap<(&str, u32), String> = done
        .map(|(target, visit, _)| ((target.as_str(), *visit), "the ledger".to_owned()))
        .collect();
    for shift in &claim.plan.shifts {
        for stop in &shift.stops {
            let place = stop_place(shift, stop);
            let label = Label {
                target: &stop.target,
                visit: stop.visit,
                kind: stop.kind,
                programme: &stop.programme,
                name: &stop.name,
                prize: stop.prize,
                required: stop.required,
            };
            if stop.frozen {
                // As the plan before had it, whatever is due now.
                begun(&label, &place, &mut seen, faults);
            } else if let Some(due) = listed_once(claim, &label, &place, &mut seen, faults) {
                if stop.pinned != due.pinned {
                    faults.same_field(&codes::LABEL, &place, "pinned", stop.pinned, due.pinned);
                }
                stop_matches(claim, stop, due, &place, faults);
                day_matches(shift, due, &place, faults);
            }
        }
    }
    for entry in &claim.plan.unvisited {
        let place = format!("unvisited {}", entry.target);
        let label = Label {
            target: &entry.target,
            visit: entry.visit,
            kind: entry.kind,
            programme: &entry.programme,
            name: &entry.name,
            prize: entry.prize,
            required: entry.required,
        };
        if listed_once(claim, &label, &place, &mut seen, faults).is_some() {
            place_matches(claim, &entry.target, (entry.lon, entry.lat), &place, faults);
        }
    }
    for (key, due) in &claim.due {
        if !seen.contains_key(key) {
            let place = format!("{} visit {}", key.0, key.1);
            faults.add(&codes::MISSING, place, &[&due.first_day, &due.last_day]);
        }
    }
    spacing(claim, faults);
}

/// What a stop and an unvisited entry have in common.
struct Label<'a> {
    target: &'a str,
    visit: Option<u32>,
    kind: TargetKind,
    programme: &'a str,
    name: &'a str,
    prize: i64,
    required: bool,
}

/// Lists a stop that was begun.
fn begun<'a>(
    label: &Label<'a>,
    place: &str,
    seen: &mut BTreeMap<(&'a str, u32), String>,
    faults: &mut Faults,
) {
    let key = (label.target, label.visit.unwrap_or(1));
    if let Some(first) = seen.insert(key, place.to_owned()) {
        faults.add(&codes::TWICE, place, &[&first]);
    }
}

/// The due visit of an entry, when there is one; its common fields are checked.
fn listed_once<'a>(
    claim: &Claim<'a>,
    label: &Label<'a>,
    place: &str,
    seen: &mut BTreeMap<(&'a str, u32), String>,
    faults: &mut Faults,
) -> Option<&'a Due> {
    let Some(due) = claim.due_of(label.target, label.visit) else {
        faults.add(&codes::NOT_DUE, place, &[]);
        return None;
    };
    match seen.entry((label.target, due.visit)) {
        Entry::Occupied(first) => faults.add(&codes::TWICE, place, &[first.get()]),
        Entry::Vacant(free) => {
            free.insert(place.to_owned());
        }
    }
    let times = claim.times_due(label.target);
    if label.visit.is_some() != (times > 1 || due.visit > 1) {
        let visit = label
            .visit
            .map_or_else(|| "-".to_owned(), |visit| visit.to_string());
        faults.add(&codes::VISIT, place, &[&visit, &times]);
    }
    faults.same(&codes::PRIZE, place, label.prize, due.prize.get());
    faults.same(&codes::REQUIRED, place, label.required, due.required);
    faults.same(
        &codes::PROGRAMME,
        place,
        label.programme,
        due.programme.as_str(),
    );
    if label.kind != due.kind {
        faults.add(&codes::KIND, place, &[&word(label.kind), &word(due.kind)]);
    }
    if let Some(known) = claim.known.get(label.target) {
        faults.same_field(
            &codes::LABEL,
            place,
            "name",
            label.name,
            &known.target().name,
        );
    }
    Some(due)
}

/// A value as the file writes it.
pub(super) fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) => "-".to_owned(),
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}

/// Reasons, status, checklist, service, walk or corridor of a stop.
fn stop_matches(claim: &Claim<'_>, stop: &StopFile, due: &Due, place: &str, faults: &mut Faults) {
    reasons(stop, due, place, faults);
    links(stop, place, faults);
    faults.same_field(
        &codes::LABEL,
        place,
        "checklist",
        stop.checklist.as_str(),
        &due.checklist,
    );
    let Some(known) = claim.known.get(stop.target.as_str()) else {
        return;
    };
    let (got, want) = (word(stop.status), word(known.target().status()));
    faults.same_field(&codes::LABEL, place, "status", got.as_str(), want.as_str());
    match (known, &stop.corridor) {
        (Known::Target(target), None) => {
            faults.same(&codes::SERVICE, place, stop.service_s, due.service.get());
            let roadside = RoadsideFile {
                lon: stop.lon,
                lat: stop.lat,
                walk_m: stop.walk_m,
                walk_s: stop.walk_s,
            };
            walk(claim, &roadside, &target.geometry, place, faults);
            place_matches(
                claim,
                &stop.target,
                (stop.target_lon, stop.target_lat),
                place,
                faults,
            );
        }
        (Known::Target(_), Some(_)) => {
            faults.add(
                &codes::CORRIDOR,
                place,
                &[&"given for a target that is none"],
            );
        }
        (Known::Corridor(_), None) => faults.add(&codes::CORRIDOR, place, &[&"missing"]),
        (Known::Corridor(route), Some(driven)) => {
            if stop.service_s < due.service.get() {
                faults.add(&codes::SERVICE, place, &[&stop.service_s, &due.service]);
            }
            if stop.walk_m != 0 || stop.walk_s != 0 {
                faults.add(&codes::WALK, place, &[&stop.walk_m, &0]);
            }
            if let TargetDetail::Corridor(corridor) = &route.target.detail {
                corridor_matches(corridor, driven, stop, place, faults);
                drivable(claim, route, stop, driven.direction, place, faults);
            }
        }
    }
}

/// Links lead to the roadside: Amap by lon,lat, Baidu and `geo:` by lat,lon, each naming WGS 84.
fn links(stop: &StopFile, place: &str, faults: &mut Faults) {
    let (lon, lat) = (stop.lon, stop.lat);
    let right = [
        (
            &stop.links.amap,
            format!("position={lon},{lat}&"),
            "coordinate=wgs84",
        ),
        (
            &stop.links.baidu,
            format!("location={lat},{lon}&"),
            "coord_type=wgs84",
        ),
        (&stop.links.geo, format!("geo:{lat},{lon};"), "crs=wgs84"),
    ];
    for (link, position, datum) in right {
        if !link.contains(&position) || !link.contains(datum) {
            faults.add(&codes::LINK, place, &[link, &format!("{lon},{lat}")]);
        }
    }
}

fn reasons(stop: &StopFile, due: &Due, place: &str, faults: &mut Faults) {
    let sum = stop
        .reasons
        .iter()
        .fold(0_i64, |sum, reason| sum.saturating_add(reason.value));
    faults.same(&codes::REASONS, place, sum, stop.prize);
    let mut values: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for reason in &stop.reasons {
        let entry = values.entry(reason.code.clone()).or_default();
        entry.0 = entry.0.saturating_add(reason.value);
    }
    for reason in &due.reasons {
        let entry = values.entry(word(reason.code)).or_default();
        entry.1 = entry.1.saturating_add(reason.value.get());
    }
    for (code, (got, want)) in values {
        faults.same_field(&codes::REASON, place, &code, got, want);
    }
}

/// The walk from the roadside to the nearest point of the target, and how long it takes.
pub(super) fn walk(
    claim: &Claim<'_>,
    stop: &RoadsideFile,
    geometry: &Geometry,
    place: &str,
    faults: &mut Faults,
) {
    let roadside = Coord {
        x: stop.lon,
        y: stop.lat,
    };
    let Some(away) = nearest_on(geometry, roadside).map(|point| metres(point, roadside)) else {
        return;
    };
    let walk = to_f64(stop.walk_m);
    if (walk - away).abs() > PLACE_SLACK {
        faults.add(&codes::WALK, place, &[&stop.walk_m, &format!("{away:.1}")]);
    }
    let seconds = (walk / claim.expect.walk_speed).ceil();
    if (to_f64(stop.walk_s) - seconds).abs() > 1.0 {
        faults.add(
            &codes::WALK_TIME,
            place,
            &[&stop.walk_m, &stop.walk_s, &seconds],
        );
    }
    if walk > claim.expect.walk_limit + 1.0 {
        faults.add(
            &codes::WALK_LIMIT,
            place,
            &[&stop.walk_m, &claim.expect.walk_limit],
        );
    }
}

/// A target's stated place lies within the bounds of its geometry.
fn place_matches(
    claim: &Claim<'_>,
    target: &str,
    (lon, lat): (f64, f64),
    place: &str,
    faults: &mut Faults,
) {
    use geo::BoundingRect;
    let Some(known) = claim.known.get(target) else {
        return;
    };
    let Some(bounds) = known.target().geometry.bounding_rect() else {
        return;
    };
    let near = Coord {
        x: lon.clamp(bounds.min().x, bounds.max().x),
        y: lat.clamp(bounds.min().y, bounds.max().y),
    };
    let away = metres(Coord { x: lon, y: lat }, near);
    if away > PLACE_SLACK {
        faults.add(&codes::TARGET_PLACE, place, &[&format!("{away:.1}")]);
    }
}

fn corridor_matches(
    corridor: &Corridor,
    driven: &CorridorFile,
    stop: &StopFile,
    place: &str,
    faults: &mut Faults,
) {
    let Some((mut from, mut to)) = corridor.ends() else {
        return;
    };
    if driven.direction == Direction::Backward {
        if corridor.pass == CorridorPass::Forward {
            faults.add(&codes::CORRIDOR_WAY, place, &[&"backward"]);
        }
        (from, to) = (to, from);
    }
    let at = |[x, y]: [f64; 2]| Coord { x, y };
    for (what, got, want) in [
        ("from", at(driven.from), from),
        ("to", at(driven.to), to),
        ("lon, lat", at([stop.lon, stop.lat]), from),
        (
            "target_lon, target_lat",
            at([stop.target_lon, stop.target_lat]),
            from,
        ),
    ] {
        let away = metres(got, want);
        if away > PLACE_SLACK {
            faults.add(&codes::CORRIDOR_END, place, &[&what, &format!("{away:.1}")]);
        }
    }
    let drawn = length(&corridor.line.0);
    if (to_f64(driven.length_m) - drawn).abs() > 0.01 * drawn + 5.0 {
        let drawn = format!("{drawn:.0}");
        faults.add(&codes::CORRIDOR_LENGTH, place, &[&drawn, &driven.length_m]);
    }
}

/// Every link of the corridor may be driven the way it is claimed.
fn drivable(
    claim: &Claim<'_>,
    route: &crate::corridors::CorridorRoute,
    stop: &StopFile,
    direction: Direction,
    place: &str,
    faults: &mut Faults,
) {
    let day = stop.arrive.get(..10).and_then(|text| Day::parse(text).ok());
    let day = day.unwrap_or(claim.expect.first_day);
    if !corridor_open(claim, route, direction, day) {
        faults.add(&codes::CORRIDOR_WAY, place, &[&word(direction)]);
    }
}

/// Whether every link of a corridor may be driven in a direction on a day.
pub(super) fn corridor_open(
    claim: &Claim<'_>,
    route: &crate::corridors::CorridorRoute,
    direction: Direction,
    day: Day,
) -> bool {
    let network = claim.network_on(day);
    route.traversals.iter().all(|part| {
        let along = part.from_fraction <= part.to_fraction;
        let link = network.links().get(part.link.idx());
        link.is_some_and(|link| {
            if along == (direction == Direction::Forward) {
                link.forward.is_some()
            } else {
                link.backward.is_some()
            }
        })
    })
}

fn day_matches(shift: &ShiftFile, due: &Due, place: &str, faults: &mut Faults) {
    if let Ok(day) = Day::parse(&shift.date)
        && !(due.first_day..=due.last_day).contains(&day)
    {
        faults.add(&codes::DAY, place, &[&day, &due.first_day, &due.last_day]);
    }
}

/// Visits of one target: never two on a day, and at least the gap apart.
fn spacing(claim: &Claim<'_>, faults: &mut Faults) {
    let mut visits: BTreeMap<&str, Vec<(Day, u32, String, bool)>> = BTreeMap::new();
    for shift in &claim.plan.shifts {
        let Ok(day) = Day::parse(&shift.date) else {
            continue;
        };
        let is_real = |stop: &&StopFile| {
            let key = (TargetId::new(&*stop.target), day);
            !stop.frozen || !claim.expect.in_vain.contains(&key)
        };
        for stop in shift.stops.iter().filter(is_real) {
            let gap = claim
                .due_of(&stop.target, stop.visit)
                .map_or(0, |due| due.min_gap_days);
            let place = format!("{} stop {} {}", shift_place(shift), stop.seq, stop.target);
            visits
                .entry(&stop.target)
                .or_default()
                .push((day, gap, place, stop.frozen));
        }
    }
    for (_, mut list) in visits {
        list.sort();
        for pair in list.windows(2) {
            let apart = i64::from(pair[1].0.days_since(pair[0].0));
            let gap = pair[0].1.max(pair[1].1).max(1);
            // Of two that were begun the plan before alone knows.
            let is_past = pair[0].3 && pair[1].3;
            if !is_past && !spaced(pair[0].0, pair[1].0, gap) {
                faults.add(
                    &codes::SPACING,
                    pair[1].2.as_str(),
                    &[&apart, &pair[0].0, &gap],
                );
            }
        }
    }
}

/// Whether two visits of one target on these days are not on one day and the gap apart.
pub(super) fn spaced(one: Day, two: Day, min_gap_days: u32) -> bool {
    let apart = i64::from(one.days_since(two)).abs();
    apart >= i64::from(min_gap_days.max(1))
}

/// A whole number of the file as a measure.
pub(super) fn to_f64(value: i64) -> f64 {
    value as f64
}
