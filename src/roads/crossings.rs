//! Lines that cross without a shared vertex: junctions that nobody drew, or bridges.

use std::collections::BTreeMap;

use geo::Coord;

use super::additions::{Additions, Insert};
use super::counts::{Files, files};
use super::drawing::Drawing;
use super::geometry::{distance, key, on_grid};
use super::meets::Crossing;
use super::noding::Ground;
use super::{Repair, RepairKind, meets};
use crate::domain::Road;

/// Which files, with which, have more crossings without a shared vertex than junctions: roads that nobody noded.
///
/// Two layers are judged likewise by what lies between them: roads of two makers cross without a common vertex even where
/// both are noded.
pub(super) fn un_noded(
    drawing: &Drawing,
    crossings: &[Crossing],
    junctions: &BTreeMap<Files, usize>,
) -> Vec<Files> {
    let mut counts: BTreeMap<Files, usize> = BTreeMap::new();
    for crossing in crossings {
        let (one, two) = (drawing.line(crossing.one), drawing.line(crossing.two));
        if one.driven && two.driven {
            *counts.entry(files(one, two)).or_default() += 1;
        }
    }
    let junctions = |files| junctions.get(files).copied().unwrap_or_default();
    let un_noded = counts
        .iter()
        .filter(|(files, count)| **count > junctions(files));
    un_noded.map(|(files, _)| *files).collect()
}

/// Judges proper crossings of driven lines: joined where the layer is un-noded, else kept apart and told.
///
/// An end that no other line shares and that lies no more than the tolerance beyond the line that it crosses was meant to
/// end there: joined in any layer.
pub(super) fn cross(
    ground: &Ground<'_>,
    crossings: &[Crossing],
    additions: &mut Additions,
) -> Vec<Repair> {
    let (roads, drawing) = (ground.roads, ground.drawing);
    let mut repairs = Vec::new();
    for crossing in crossings {
        let (one, two) = (drawing.line(crossing.one), drawing.line(crossing.two));
        if !one.driven || !two.driven {
            continue;
        }
        let kind = judge(
            &roads[one.road as usize],
            &roads[two.road as usize],
            ground.un_noded.contains(&files(one, two)),
        );
        if kind != RepairKind::CrossingGradeSeparated && meets::is_touch(drawing, crossing) {
            continue;
        }
        let mut repair = Repair {
            kind,
            place: crossing.place,
            road: one.road,
            other: Some(two.road),
            metres: 0.0,
        };
        if kind != RepairKind::CrossingGradeSeparated
            && let Some((end, metres)) = overshoot(drawing, crossing, ground.tolerance)
        {
            repair.kind = RepairKind::DeadEndJoined;
            repair.metres = metres;
            repair.place = drawing.coord(end);
            if drawing.line(end).road == two.road {
                (repair.road, repair.other) = (two.road, Some(one.road));
            }
        }
        if matches!(
            repair.kind,
            RepairKind::CrossingJoined | RepairKind::DeadEndJoined
        ) {
            join(drawing, crossing, additions);
        }
        repairs.push(repair);
    }
    repairs
}

/// The dead end of either segment that lies just beyond the crossing, and by how many metres.
fn overshoot(drawing: &Drawing, crossing: &Crossing, tolerance: f64) -> Option<(u32, f64)> {
    let segments = [crossing.one, crossing.two];
    let ends = segments.map(|segment| [segment, segment + 1]);
    ends.as_flattened()
        .iter()
        .filter(|end| drawing.degree(**end) == 1)
        .map(|end| (*end, distance(drawing.coord(*end), crossing.place)))
        .find(|(_, metres)| *metres <= tolerance)
}

/// Leads both lines through the place of their crossing.
fn join(drawing: &Drawing, crossing: &Crossing, additions: &mut Additions) {
    let coord = on_grid(crossing.place);
    for (segment, fraction) in [crossing.one, crossing.two].into_iter().zip(crossing.along) {
        let mut ends = drawing.segment(segment).into_iter();
        if ends.all(|end| key(end) != key(coord)) {
            additions.inserts.push(Insert {
                segment,
                fraction,
                coord,
            });
        }
    }
}

fn judge(road: &Road, other: &Road, un_noded: bool) -> RepairKind {
    if road.is_apart_from(other) {
        RepairKind::CrossingGradeSeparated
    } else if un_noded {
        RepairKind::CrossingJoined
    } else {
        RepairKind::CrossingDoubtful
    }
}

/// Fractions along both segments where they cross properly, ends excluded; segments that share an end do not cross.
pub(super) fn crossing(a: Coord, b: Coord, c: Coord, d: Coord) -> Option<(f64, f64)> {
    let ends = [key(c), key(d)];
    if [key(a), key(b)].iter().any(|end| ends.contains(end)) {
        return None;
    }
    proper([a, b], [c, d])
}

/// The same for segments without a common end.
pub(super) fn proper([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<(f64, f64)> {
    let cross = |one: Coord, two: Coord| one.x * two.y - one.y * two.x;
    let (along, other, apart) = (b - a, d - c, c - a);
    let denominator = cross(along, other);
    if denominator == 0.0 {
        return None;
    }
    let first = cross(apart, other) / denominator;
    let second = cross(apart, along) / denominator;
    let inside = 1e-9..=1.0 - 1e-9;
    (inside.contains(&first) && inside.contains(&second)).then_some((first, second))
}
