//! Along which way: every leg's time and length against the fastest way between where the stops stand.

use geo::Coord;
use rayon::prelude::*;

use super::codes::{self, Faults};
use super::dijkstra::{Arcs, Fastest, Search};
use super::scan::{Ground, Spot, metres, nearest_on};
use super::targets::to_f64;
use super::turns::{self, Candidate};
use super::{Claim, Known, replanned, shift_place, stop_place, unreachable};
use crate::corridors::CorridorRoute;
use crate::domain::RoadClass;
use crate::plan::{Direction, LegFile, ShiftFile, StopFile, ViaFile};
use crate::roads::{Facing, LinkIdx, Network, Position};
use crate::units::Day;

/// Seconds by which a stated driving time may differ: the rounding of places and of the time itself.
const TIME_SLACK: f64 = 2.5;
/// Metres within which links count as equally near.
const EQUALLY_NEAR: f64 = 0.3;
/// Metres that are driven in a second at most.
const FASTEST: f64 = 36.0;
/// Metres that a roadside may lie off the network.
const ROADSIDE_SLACK: f64 = 1.0;
/// At most so many links are tried for one place.
const MOST_SPOTS: usize = 8;

/// The roads of every day to search on, by variant.
pub(super) fn arcs(claim: &Claim<'_>) -> Vec<Arcs> {
    let variants = 0..=claim.days.closed_variants();
    variants
        .map(|variant| {
            let network = claim.days.network(claim.expect.network, variant);
            Arcs::new(network, false)
        })
        .collect()
}

/// Checks every leg, and that nothing reachable is called unreachable.
pub(super) fn check(claim: &Claim<'_>, ground: &Ground<'_>, arcs: &[Arcs], faults: &mut Faults) {
    let expect = claim.expect;
    let found: Vec<Faults> = claim
        .plan
        .shifts
        .par_iter()
        .map(|shift| {
            let day = Day::parse(&shift.date).unwrap_or(expect.first_day);
            let arcs = &arcs[claim.variant(day)];
            let mut search = Search::new(claim.network_on(day), arcs);
            shift_legs(claim, ground, shift, &mut search)
        })
        .collect();
    faults.0.extend(found.into_iter().flat_map(|part| part.0));
    unreachable::check(claim, ground, arcs, faults);
}

/// Whether a vehicle may stop on a link.
pub(super) fn may_stop(network: &Network, link: LinkIdx) -> bool {
    let link = network.link(link);
    link.class != RoadClass::Expressway && (link.forward.is_some() || link.backward.is_some())
}

/// Positions of a base: the nearest road on which a vehicle may stop.
pub(super) fn base_spots(ground: &Ground<'_>, place: Coord) -> Vec<Spot> {
    let network = ground.network();
    // A road that is closed on some day is none to start from.
    let open = |link: LinkIdx| !ground.day_networks().ever_closed(network.link(link).road);
    let allowed = |link| may_stop(network, link) && open(link);
    let mut spots = ground.nearest(place, EQUALLY_NEAR, &allowed);
    spots.truncate(MOST_SPOTS);
    spots
}

pub(super) fn base_positions(ground: &Ground<'_>, place: Coord) -> Vec<Position> {
    base_spots(ground, place)
        .iter()
        .map(|spot| spot.position)
        .collect()
}

fn shift_legs(
    claim: &Claim<'_>,
    ground: &Ground<'_>,
    shift: &ShiftFile,
    search: &mut Search<'_>,
) -> Faults {
    let mut faults = Faults::default();
    let team = claim.teams.get(shift.team.as_str());
    let (Some(team), false) = (team, shift.stops.is_empty()) else {
        return faults;
    };
    let mut here = base_positions(ground, team.start.place);
    for stop in &shift.stops {
        let place = stop_place(shift, stop);
        let (entry, exit) = stop_spots(claim, ground, stop, &place, &mut faults);
        // What was begun was driven on the roads of the plan before.
        if !stop.frozen {
            leg_via(
                (claim, ground),
                search,
                (&here, &entry),
                stop.leg,
                &place,
                &mut faults,
            );
        }
        here = exit;
    }
    if shift.stops.iter().all(|stop| stop.frozen) && shift.back.via.is_none() {
        return faults;
    }
    let back = LegFile {
        distance_m: shift.back.distance_m,
        drive_s: shift.back.drive_s,
        via: shift.back.via,
    };
    let base = base_positions(ground, team.end.place);
    let place = format!("{} return", shift_place(shift));
    leg_via(
        (claim, ground),
        search,
        (&here, &base),
        back,
        &place,
        &mut faults,
    );
    if let Some(via) = shift.back.via.filter(|_| shift.back.late_s > 0) {
        // Who is late goes home as soon as can be.
        let way = search.fastest(&here, &passed_positions(ground, via));
        let way = way.map_or(0, |way| metres_of(way.seconds + TIME_SLACK));
        let latest = replanned::latest(claim, shift, way);
        if latest.is_some_and(|latest| via.after_s > latest) {
            let (start, end) = (&shift.start, &shift.end);
            faults.add(&codes::OVERTIME, place, &[&shift.back.arrive, start, end]);
        }
    }
    faults
}

/// A leg that may pass a place on its way: so long until the team goes on from there, then the fastest way; of its length
/// only that it is no shorter than the way from there.
pub(super) fn leg_via(
    (claim, ground): (&Claim<'_>, &Ground<'_>),
    search: &mut Search<'_>,
    (from, to): (&[Position], &[Position]),
    claimed: LegFile,
    place: &str,
    faults: &mut Faults,
) {
    let Some(via) = claimed.via else {
        leg(search, (from, to), claimed, place, faults);
        return;
    };
    let passed = passed_positions(ground, via);
    let Some(before) = search.fastest(from, &passed) else {
        faults.add(&codes::NO_WAY, place, &[]);
        return;
    };
    if to_f64(via.after_s) < before.seconds - TIME_SLACK {
        let fastest = format!("{:.1}", before.seconds);
        faults.add(&codes::TOO_FAST, place, &[&via.after_s, &fastest]);
    }
    // It may have come to its base by another way than the fastest, by a place that it was said to be at before.
    let least = before.least;
    let most = if is_base(claim, ground, via) {
        least.max(FASTEST * to_f64(via.after_s))
    } else {
        least
    };
    let onward = search.fastest(&passed, to).map_or(0.0, |way| way.most);
    let driven = (to_f64(claimed.distance_m) - onward).clamp(least, most);
    let rest = LegFile {
        distance_m: claimed.distance_m - metres_of(driven),
        drive_s: claimed.drive_s - via.after_s,
        via: None,
    };
    leg(search, (&passed, to), rest, place, faults);
}

/// Whether a place that is passed is where a team begins or ends its day.
fn is_base(claim: &Claim<'_>, ground: &Ground<'_>, via: ViaFile) -> bool {
    let place = Coord {
        x: via.lon,
        y: via.lat,
    };
    let bases = claim.expect.teams.iter();
    let mut bases = bases.flat_map(|team| [team.start.place, team.end.place]);
    bases.any(|base| {
        let spots = base_spots(ground, base);
        spots
            .iter()
            .any(|spot| metres(spot.point, place) <= ROADSIDE_SLACK)
    })
}

/// Positions of a place that is passed.
pub(super) fn passed_positions(ground: &Ground<'_>, via: ViaFile) -> Vec<Position> {
    let roadside = Coord {
        x: via.lon,
        y: via.lat,
    };
    let spots = ground.nearest(roadside, EQUALLY_NEAR, &|_| true);
    let positions = spots.iter().map(|spot| spot.position);
    positions.take(MOST_SPOTS).collect()
}

/// Whole metres of a way.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a way is far shorter than 2^53 metres"
)]
fn metres_of(length: f64) -> i64 {
    length.round() as i64
}

/// Positions where a stop is entered and left.
pub(super) fn stop_spots(
    claim: &Claim<'_>,
    ground: &Ground<'_>,
    stop: &StopFile,
    place: &str,
    faults: &mut Faults,
) -> (Vec<Position>, Vec<Position>) {
    if let (Some(Known::Corridor(route)), Some(driven)) =
        (claim.known.get(stop.target.as_str()), &stop.corridor)
    {
        if stop.facing.is_some() {
            faults.add(&codes::FACING, place, &[]);
        }
        return corridor_spots(claim, route, driven.direction);
    }
    let roadside = Coord {
        x: stop.lon,
        y: stop.lat,
    };
    match roadside_spots(ground, roadside) {
        Ok(spots) => {
            if !faces_as_asked(ground, &spots, stop.facing) {
                faults.add(&codes::FACING, place, &[]);
            }
            let spots = faced(spots, stop.facing);
            (spots.clone(), spots)
        }
        Err(away) => {
            let any = ground.distance(roadside).unwrap_or(f64::INFINITY);
            if any <= ROADSIDE_SLACK {
                faults.add(&codes::EXPRESSWAY, place, &[]);
            } else {
                faults.add(&codes::OFF_ROAD, place, &[&format!("{:.1}", away.min(any))]);
            }
            (Vec::new(), Vec::new())
        }
    }
}

/// Positions where a corridor is entered and left.
pub(super) fn corridor_spots(
    claim: &Claim<'_>,
    route: &CorridorRoute,
    direction: Direction,
) -> (Vec<Position>, Vec<Position>) {
    let [forward, backward] = route.ends(claim.expect.network);
    let [entry, exit] = match direction {
        Direction::Forward => forward,
        Direction::Backward => backward,
    };
    (vec![entry], vec![exit])
}

/// The same places with a vehicle that faces as stated.
pub(super) fn faced(places: Vec<Position>, stated: Option<Direction>) -> Vec<Position> {
    let facing = match stated {
        None => Facing::Either,
        Some(Direction::Forward) => Facing::Forward,
        Some(Direction::Backward) => Facing::Backward,
    };
    let faced = places.into_iter().map(|place| place.facing(facing));
    faced.collect()
}

/// Whether a plan says which way a vehicle faces where that counts, and only there; a place this near to a junction may be
/// it.
pub(super) fn faces_as_asked(
    ground: &Ground<'_>,
    places: &[Position],
    stated: Option<Direction>,
) -> bool {
    let network = ground.network();
    let counts = |place: Position| network.facings(place).len() > 1;
    let is_free = |place: &Position| {
        let length = network.link(place.link).length;
        let ends = [0.0, 1.0].into_iter();
        let mut near = ends.filter(|end| (place.fraction - end).abs() * length <= ROADSIDE_SLACK);
        !counts(*place) || near.any(|end| !counts(Position::new(place.link, end)))
    };
    let as_asked = if stated.is_some() {
        let mut links = places.iter().map(|place| place.link);
        links.any(|link| counts(Position::new(link, 0.5)))
    } else {
        places.iter().any(is_free)
    };
    places.is_empty() || as_asked
}

/// Positions of a roadside; metres to the nearest road on which a vehicle may stop when none is there.
pub(super) fn roadside_spots(ground: &Ground<'_>, place: Coord) -> Result<Vec<Position>, f64> {
    let network = ground.network();
    let spots = ground.nearest(place, EQUALLY_NEAR, &|link| may_stop(network, link));
    let away = spots
        .iter()
        .map(|spot| spot.away)
        .fold(f64::INFINITY, f64::min);
    if away > ROADSIDE_SLACK {
        return Err(away);
    }
    let spots = spots.iter().map(|spot| spot.position).take(MOST_SPOTS);
    Ok(spots.collect())
}

/// A leg against the fastest way. Where a place lies on several links alike, a way from any of them will do.
fn leg(
    search: &mut Search<'_>,
    (from, to): (&[Position], &[Position]),
    claimed: LegFile,
    place: &str,
    faults: &mut Faults,
) {
    if from.is_empty() || to.is_empty() {
        return;
    }
    let all = search.candidates(from, to);
    let Some(best) = turns::fastest(all.iter().map(|one| one.way)) else {
        faults.add(&codes::NO_WAY, place, &[]);
        return;
    };
    if agrees(claimed, &best) || agrees_in_doubt(claimed, &all) {
        return;
    }
    let seconds = to_f64(claimed.drive_s);
    if seconds < best.seconds - TIME_SLACK {
        let fastest = format!("{:.1}", best.seconds);
        faults.add(&codes::TOO_FAST, place, &[&claimed.drive_s, &fastest]);
        return;
    }
    let pairs = from
        .iter()
        .flat_map(|from| to.iter().map(move |to| (*from, *to)));
    let other = from.len() * to.len() > 1
        && pairs.into_iter().any(|(from, to)| {
            let ways = search.candidates(&[from], &[to]);
            let best = turns::fastest(ways.iter().map(|one| one.way));
            best.is_some_and(|best| agrees(claimed, &best)) || agrees_in_doubt(claimed, &ways)
        });
    if other {
        return;
    }
    if seconds > best.seconds + TIME_SLACK {
        let fastest = format!("{:.1}", best.seconds);
        faults.add(&codes::TOO_SLOW, place, &[&claimed.drive_s, &fastest]);
    } else {
        let (least, most) = (format!("{:.0}", best.least), format!("{:.0}", best.most));
        faults.add(
            &codes::DISTANCE,
            place,
            &[&claimed.distance_m, &least, &most],
        );
    }
}

/// Whether a leg is one of the ways that are no slower than the fastest that is not in doubt.
fn agrees_in_doubt(claimed: LegFile, ways: &[Candidate]) -> bool {
    let sure = ways.iter().filter(|one| !one.in_doubt);
    let latest = turns::fastest(sure.map(|one| one.way)).map_or(f64::INFINITY, |way| way.seconds);
    let mut ways = ways.iter().filter(|one| one.way.seconds <= latest);
    ways.any(|one| agrees(claimed, &one.way))
}

fn agrees(claimed: LegFile, way: &Fastest) -> bool {
    let distance = to_f64(claimed.distance_m);
    (to_f64(claimed.drive_s) - way.seconds).abs() <= TIME_SLACK
        && distance >= 0.99 * way.least - 5.0
        && distance <= 1.01 * way.most + 5.0
}

/// Metres from a geometry to the nearest road on which a vehicle may stop, and the positions there.
///
/// The nearest pair of points is found by going to and fro between both, from every vertex of the geometry.
pub(super) fn nearest_road(ground: &Ground<'_>, geometry: &geo::Geometry) -> (f64, Vec<Position>) {
    use geo::CoordsIter;
    let network = ground.network();
    let mut best = (f64::INFINITY, Vec::new());
    for vertex in geometry.coords_iter() {
        let mut place = vertex;
        for _ in 0..4 {
            let spots = ground.nearest(place, EQUALLY_NEAR, &|link| may_stop(network, link));
            let Some(spot) = spots.iter().min_by(|a, b| a.away.total_cmp(&b.away)) else {
                break;
            };
            let Some(near) = nearest_on(geometry, spot.point) else {
                break;
            };
            let away = metres(near, spot.point);
            if away < best.0 {
                best = (away, spots.iter().map(|spot| spot.position).collect());
            }
            place = near;
        }
    }
    best
}
