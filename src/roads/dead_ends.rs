//! Dead ends that stop just short of a road.

use geo::Coord;
use rustc_hash::FxHashMap;

use super::counts::components;
use super::geometry::{Key, between, distance, key};
use super::index::{Near, SegmentIndex};
use super::lines::{Inserts, Line};
use super::nearby::Walker;
use super::{Repair, RepairKind, RepairReport};
use crate::domain::{Road, RoadClass};

/// Points put before the first and behind the last vertex of each line.
pub(super) type Longer = Vec<(Option<Coord>, Option<Coord>)>;

/// An end that no other line shares.
type DeadEnd = (Key, u32, bool);

/// Joins each dead end within the tolerance to another line; reports near misses up to four times that.
///
/// An end from which a road is reached within four times the tolerance does not stop short of it: it is a stub beside it. Of the other lines, one of
/// another part of the layer goes before one that is linked already: it is the likelier
/// neighbour, and leaving it would cut off the part. Among these the nearest is taken.
pub(super) fn join(
    roads: &[Road],
    lines: &[Line],
    index: &SegmentIndex,
    uses: &mut FxHashMap<Key, u32>,
    inserts: &mut Inserts,
    tolerance: f64,
    report: &mut RepairReport,
) -> Longer {
    let mut longer: Longer = vec![(None, None); lines.len()];
    let parts = components(lines, |line| line.driven);
    let ends = dead_ends(lines, uses);
    report.dead_ends = ends.len();
    for (_, number, at_start) in ends {
        let line = &lines[number as usize];
        let end = line.end(at_start);
        let vertex = if at_start { 0 } else { line.coords.len() - 1 };
        let met = Walker::new(lines, index, inserts).met_from(number, vertex, 4.0 * tolerance);
        let road = &roads[line.road as usize];
        let other = |line: u32| {
            let other = &lines[line as usize];
            line != number && other.driven && may_meet(road, &roads[other.road as usize])
        };
        let apart = |line: u32| parts[line as usize] != parts[number as usize];
        let nearest = |limit: f64, apart_only: bool, linked: bool| {
            index.nearest(end, limit, |segment| {
                let line = segment.line;
                other(line) && met.contains(&line) == linked && (apart(line) || !apart_only)
            })
        };
        let near = nearest(tolerance, true, false)
            // It runs past a road that it is joined to where they cross: told as joined, and so it is.
            .or_else(|| nearest(tolerance, true, true))
            .or_else(|| nearest(4.0 * tolerance, false, false));
        let Some(near) = near else {
            continue;
        };
        let linked = met.contains(&near.segment.line);
        let kind = if near.metres <= tolerance {
            RepairKind::DeadEndJoined
        } else {
            RepairKind::NearMiss
        };
        report.repairs.push(Repair {
            kind,
            place: end,
            road: line.road,
            other: Some(lines[near.segment.line as usize].road),
            metres: near.metres,
        });
        if kind == RepairKind::DeadEndJoined {
            report.joined_parts += usize::from(apart(near.segment.line));
        }
        if kind == RepairKind::NearMiss || linked || uses[&key(end)] > 1 {
            continue;
        }
        let foot = foot(&near);
        *uses.entry(key(foot)).or_default() += 2;
        *uses.entry(key(end)).or_default() += 1;
        inserts[near.segment.line as usize].push((near.segment.at, near.fraction, foot));
        let grown = &mut longer[number as usize];
        if at_start {
            grown.0 = Some(foot);
        } else {
            grown.1 = Some(foot);
        }
    }
    longer
}

/// Whether a road may end at another: on the same level, and not in the middle of nowhere on an expressway.
fn may_meet(road: &Road, other: &Road) -> bool {
    let expressway = |road: &Road| road.class == Some(RoadClass::Expressway);
    !road.is_apart_from(other) && (expressway(road) || !expressway(other))
}

/// Ends used by one line only, sorted by place.
fn dead_ends(lines: &[Line], uses: &FxHashMap<Key, u32>) -> Vec<DeadEnd> {
    let mut ends = Vec::new();
    for (number, line) in (0..).zip(lines).filter(|(_, line)| line.driven) {
        for at_start in [true, false] {
            let place = key(line.end(at_start));
            if uses[&place] == 1 {
                ends.push((place, number, at_start));
            }
        }
    }
    ends.sort_unstable();
    ends
}

/// Where a dead end is joined: an existing vertex when the foot lies within a decimetre of it.
fn foot(near: &Near) -> Coord {
    let place = between(near.segment.a, near.segment.b, near.fraction);
    let ends = [near.segment.a, near.segment.b];
    ends.into_iter()
        .find(|end| distance(*end, place) < 0.1)
        .unwrap_or(place)
}
