//! Lines to links: noding and mending.

use std::collections::BTreeMap;

use geo::Coord;
use rustc_hash::FxHashMap;

use super::geometry::{Key, between, distance, key, length};
use super::index::SegmentIndex;
use super::{Network, Repair, RepairKind, RepairReport};
use crate::domain::{Road, SpeedTable};

/// Settings of noding and mending.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadParams {
    /// A dead end this near to another road, in metres, is joined to it.
    pub join_tolerance: f64,
    /// Planning speeds.
    pub speeds: SpeedTable,
    /// Days of the horizon: a road with a closure on one of them is closed.
    pub horizon: Option<(crate::units::Day, crate::units::Day)>,
}

impl Default for RoadParams {
    fn default() -> Self {
        Self {
            join_tolerance: 5.0,
            speeds: SpeedTable::DRY,
            horizon: None,
        }
    }
}

/// Points put before the first and behind the last vertex of each line.
type Longer = Vec<(Option<Coord>, Option<Coord>)>;

/// Points inserted into one line: (segment, fraction) and the place.
type Inserts = Vec<Vec<(u32, f64, Coord)>>;

/// Builds the network of the roads, mending what can be mended.
///
/// `roads` keep their index in [`super::Link::road`]; sorted by id they give the same network in any order of the file.
pub fn build(roads: &[Road], params: &RoadParams) -> (Network, RepairReport) {
    let mut report = RepairReport::default();
    let mut lines = open_lines(roads, params, &mut report);
    drop_duplicates(roads, &mut lines, &mut report);
    let mut uses = count_uses(&lines);
    report.shared_vertices = shared_inside(&lines);
    report.components_before = components(&lines);
    let index = SegmentIndex::new(lines.iter().map(|line| line.coords.as_slice()));
    let mut inserts: Inserts = vec![Vec::new(); lines.len()];
    cross(roads, &lines, &index, &mut inserts, &mut report);
    let longer = join_dead_ends(
        &lines,
        &index,
        &mut uses,
        &mut inserts,
        params.join_tolerance,
        &mut report,
    );
    let pieces = split(&lines, inserts, &longer, &uses);
    let network = super::network::assemble(roads, &pieces, params);
    super::report::finish(roads, &network, &mut report);
    (network, report)
}

/// A line that may be driven.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Index into the roads.
    pub(super) road: u32,
    pub(super) coords: Vec<Coord>,
}

fn open_lines(roads: &[Road], params: &RoadParams, report: &mut RepairReport) -> Vec<Line> {
    let mut lines = Vec::new();
    for (road, given) in (0..).zip(roads) {
        if is_closed(given, params) {
            report.closed += 1;
            continue;
        }
        let mut coords: Vec<Coord> = given.line.0.clone();
        coords.dedup_by_key(|coord| key(*coord));
        if coords.len() < 2 {
            let place = given.line.0.first().copied().unwrap_or_default();
            report.repairs.push(Repair {
                kind: RepairKind::ZeroLength,
                place,
                road,
                other: None,
                metres: 0.0,
            });
            continue;
        }
        lines.push(Line { road, coords });
    }
    lines
}

fn is_closed(road: &Road, params: &RoadParams) -> bool {
    let on = |(first, last): (crate::units::Day, crate::units::Day)| {
        road.closures
            .iter()
            .any(|(from, to)| *from <= last && first <= *to)
    };
    road.closed || params.horizon.is_some_and(on)
}

/// Keeps one of several lines with the same course in either direction: the one whose road comes first.
fn drop_duplicates(roads: &[Road], lines: &mut Vec<Line>, report: &mut RepairReport) {
    let mut first: FxHashMap<Vec<Key>, u32> = FxHashMap::default();
    lines.retain(|line| {
        let mut course: Vec<Key> = line.coords.iter().map(|coord| key(*coord)).collect();
        if course.last() < course.first()
            || (course.first() == course.last() && course.iter().rev().lt(course.iter()))
        {
            course.reverse();
        }
        let same_way =
            |other: u32| roads[other as usize].oneway == roads[line.road as usize].oneway;
        match first.get(&course) {
            Some(other)
                if same_way(*other)
                    || roads[*other as usize].oneway == crate::domain::Oneway::No =>
            {
                let metres = length(&line.coords);
                let place = line.coords[line.coords.len() / 2];
                let kind = RepairKind::DuplicateLine;
                report.repairs.push(Repair {
                    kind,
                    place,
                    road: line.road,
                    other: Some(*other),
                    metres,
                });
                false
            }
            _ => {
                first.insert(course, line.road);
                true
            }
        }
    });
}

/// How often each vertex is used; an end counts twice so that lines are always cut there.
fn count_uses(lines: &[Line]) -> FxHashMap<Key, u32> {
    let mut uses: FxHashMap<Key, u32> = FxHashMap::default();
    for line in lines {
        for coord in &line.coords {
            *uses.entry(key(*coord)).or_default() += 1;
        }
    }
    uses
}

/// Distinct vertices inside a line that are also a vertex of another line.
fn shared_inside(lines: &[Line]) -> usize {
    #[derive(Clone, Copy)]
    struct Seen {
        line: usize,
        several: bool,
        inside: bool,
    }
    let mut seen: FxHashMap<Key, Seen> = FxHashMap::default();
    for (number, line) in lines.iter().enumerate() {
        let last = line.coords.len() - 1;
        for (at, coord) in line.coords.iter().enumerate() {
            let entry = seen.entry(key(*coord)).or_insert(Seen {
                line: number,
                several: false,
                inside: false,
            });
            entry.several |= entry.line != number;
            entry.inside |= at > 0 && at < last;
        }
    }

    seen.values()
        .filter(|seen| seen.several && seen.inside)
        .count()
}

/// Groups of lines that share vertices.
fn components(lines: &[Line]) -> usize {
    let mut sets = petgraph::unionfind::UnionFind::<usize>::new(lines.len());
    let mut owner: FxHashMap<Key, usize> = FxHashMap::default();
    for (number, line) in lines.iter().enumerate() {
        for coord in &line.coords {
            sets.union(number, *owner.entry(key(*coord)).or_insert(number));
        }
    }
    let labels = sets.into_labeling();
    labels
        .iter()
        .enumerate()
        .filter(|(number, label)| number == *label)
        .count()
}

/// Fractions along two segments and the place where they meet.
type Meeting = (f64, f64, Coord);

/// Finds proper crossings without a shared vertex and joins them where the layer as a whole is un-noded.
fn cross(
    roads: &[Road],
    lines: &[Line],
    index: &SegmentIndex,
    inserts: &mut Inserts,
    report: &mut RepairReport,
) {
    let mut found: BTreeMap<[u32; 4], Meeting> = BTreeMap::new();
    for one in index.segments() {
        for two in index.touching(one.a, one.b) {
            if one.line < two.line
                && let Some((s, t)) = crossing(one.a, one.b, two.a, two.b)
            {
                found.insert(
                    [one.line, one.at, two.line, two.at],
                    (s, t, between(one.a, one.b, s)),
                );
            }
        }
    }
    report.crossings = found.len();
    report.un_noded = found.len() > report.shared_vertices;
    for ([one, one_at, two, two_at], (s, t, place)) in found {
        let (a, b) = (lines[one as usize].road, lines[two as usize].road);
        let (road, other) = (&roads[a as usize], &roads[b as usize]);
        let apart =
            road.bridge != other.bridge || road.tunnel != other.tunnel || road.layer != other.layer;
        let kind = match (
            apart || road.bridge || road.tunnel || other.bridge || other.tunnel,
            report.un_noded,
        ) {
            (true, _) => RepairKind::CrossingGradeSeparated,
            (false, true) => RepairKind::CrossingJoined,
            (false, false) => RepairKind::CrossingDoubtful,
        };
        if kind == RepairKind::CrossingJoined {
            inserts[one as usize].push((one_at, s, place));
            inserts[two as usize].push((two_at, t, place));
        }
        report.repairs.push(Repair {
            kind,
            place,
            road: a,
            other: Some(b),
            metres: 0.0,
        });
    }
}

/// Fractions along both segments where they cross properly, ends excluded.
fn crossing(a: Coord, b: Coord, c: Coord, d: Coord) -> Option<(f64, f64)> {
    if [key(a), key(b)]
        .iter()
        .any(|end| *end == key(c) || *end == key(d))
    {
        return None;
    }
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

/// Joins each dead end within the tolerance to the nearest other line; reports near misses up to four times that.
fn join_dead_ends(
    lines: &[Line],
    index: &SegmentIndex,
    uses: &mut FxHashMap<Key, u32>,
    inserts: &mut Inserts,
    tolerance: f64,
    report: &mut RepairReport,
) -> Longer {
    let mut longer: Longer = vec![(None, None); lines.len()];
    let mut ends: Vec<(Key, u32, bool)> = Vec::new();
    for (number, line) in (0..).zip(lines.iter()) {
        for (coord, at_start) in [
            (line.coords[0], true),
            (line.coords[line.coords.len() - 1], false),
        ] {
            if uses[&key(coord)] == 1 {
                ends.push((key(coord), number, at_start));
            }
        }
    }
    ends.sort_unstable();
    report.dead_ends = ends.len();
    for (_, number, at_start) in ends {
        let line = &lines[number as usize];
        let end = if at_start {
            line.coords[0]
        } else {
            line.coords[line.coords.len() - 1]
        };
        let Some(near) = index.nearest(end, 4.0 * tolerance, |segment| segment.line != number)
        else {
            continue;
        };
        let kind = if near.metres <= tolerance {
            RepairKind::DeadEndJoined
        } else {
            RepairKind::NearMiss
        };
        let (road, other) = (line.road, Some(lines[near.segment.line as usize].road));
        report.repairs.push(Repair {
            kind,
            place: end,
            road,
            other,
            metres: near.metres,
        });
        if kind == RepairKind::NearMiss || uses[&key(end)] > 1 {
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

/// Where a dead end is joined: an existing vertex when the foot lies within a decimetre of it.
fn foot(near: &super::index::Near) -> Coord {
    let place = between(near.segment.a, near.segment.b, near.fraction);
    let ends = [near.segment.a, near.segment.b];
    ends.into_iter()
        .find(|end| distance(*end, place) < 0.1)
        .unwrap_or(place)
}

/// A piece of a road between two junctions.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) road: u32,
    pub(super) coords: Vec<Coord>,
}

/// Cuts every line at shared vertices and inserted points.
fn split(
    lines: &[Line],
    inserts: Inserts,
    longer: &Longer,
    uses: &FxHashMap<Key, u32>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for ((line, mut points), (front, back)) in lines.iter().zip(inserts).zip(longer) {
        points.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut course: Vec<(Coord, bool)> = front.map(|place| (place, true)).into_iter().collect();
        let mut next = points.into_iter().peekable();
        let last = line.coords.len() - 1;
        for (at, coord) in line.coords.iter().enumerate() {
            let is_end = (at == 0 && front.is_none()) || (at == last && back.is_none());
            course.push((*coord, is_end || uses[&key(*coord)] > 1));
            while let Some((_, _, place)) = next.next_if(|(segment, _, _)| *segment as usize == at)
            {
                course.push((place, true));
            }
        }
        course.extend(back.map(|place| (place, true)));
        cut(line.road, &course, &mut pieces);
    }
    pieces
}

fn cut(road: u32, course: &[(Coord, bool)], pieces: &mut Vec<Piece>) {
    let mut coords: Vec<Coord> = Vec::new();
    for (coord, is_cut) in course {
        if coords.last().is_none_or(|last| key(*last) != key(*coord)) {
            coords.push(*coord);
        }
        if *is_cut && coords.len() > 1 {
            pieces.push(Piece {
                road,
                coords: std::mem::replace(&mut coords, vec![*coord]),
            });
        }
    }
}
