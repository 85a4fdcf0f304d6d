//! Lines that cross without a shared vertex: junctions that nobody drew, or bridges.

use std::collections::BTreeMap;

use geo::Coord;
use rayon::prelude::*;

use super::counts::{Files, files};
use super::geometry::{between, key};
use super::index::SegmentIndex;
use super::lines::{Inserts, Line};
use super::{Repair, RepairKind, RepairReport};
use crate::domain::Road;

/// Line and segment of either side.
type Pair = [u32; 4];

/// Fractions along two segments and the place where they meet.
type Meeting = (f64, f64, Coord);

/// Finds proper crossings without a shared vertex and joins them where the layer as a whole is un-noded.
///
/// A layer counts as un-noded when it has more such crossings than junctions inside lines. Two layers are judged likewise
/// by what lies between them: roads of two makers cross without a common vertex even where both are noded.
pub(super) fn cross(
    roads: &[Road],
    lines: &[Line],
    index: &SegmentIndex,
    shared: &BTreeMap<Files, usize>,
    inserts: &mut Inserts,
    report: &mut RepairReport,
) {
    let found = find(lines, index);
    report.given.crossings = found.len();
    let files_of = |pair: &Pair| files(&lines[pair[0] as usize], &lines[pair[2] as usize]);
    let mut crossings: BTreeMap<Files, usize> = BTreeMap::new();
    for pair in found.keys() {
        *crossings.entry(files_of(pair)).or_default() += 1;
    }
    let un_noded =
        |files: Files| crossings[&files] > shared.get(&files).copied().unwrap_or_default();
    report.un_noded = crossings.keys().any(|files| un_noded(*files));
    for ([one, one_at, two, two_at], (s, t, place)) in found {
        let (one_line, two_line) = (&lines[one as usize], &lines[two as usize]);
        if !one_line.driven || !two_line.driven {
            continue;
        }
        let kind = judge(
            &roads[one_line.road as usize],
            &roads[two_line.road as usize],
            un_noded(files(one_line, two_line)),
        );
        if kind == RepairKind::CrossingJoined {
            inserts[one as usize].push((one_at, s, place));
            inserts[two as usize].push((two_at, t, place));
        }
        report.repairs.push(Repair {
            kind,
            place,
            road: one_line.road,
            other: Some(two_line.road),
            metres: 0.0,
        });
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

fn find(lines: &[Line], index: &SegmentIndex) -> BTreeMap<Pair, Meeting> {
    let of_line = |(one, line): (u32, &Line)| {
        let mut found: Vec<(Pair, Meeting)> = Vec::new();
        for (at, pair) in (0..).zip(line.coords.windows(2)) {
            for other in index.touching(pair[0], pair[1]) {
                if one < other.line
                    && let Some((s, t)) = crossing(pair[0], pair[1], other.a, other.b)
                {
                    let place = between(pair[0], pair[1], s);
                    found.push(([one, at, other.line, other.at], (s, t, place)));
                }
            }
        }
        found
    };
    let numbered: Vec<(u32, &Line)> = (0..).zip(lines).collect();
    numbered.into_par_iter().flat_map_iter(of_line).collect()
}

/// Whether two segments cross properly, ends excluded.
pub(super) fn crosses(a: Coord, b: Coord, c: Coord, d: Coord) -> bool {
    crossing(a, b, c, d).is_some()
}

/// Fractions along both segments where they cross properly, ends excluded.
pub(super) fn crossing(a: Coord, b: Coord, c: Coord, d: Coord) -> Option<(f64, f64)> {
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
