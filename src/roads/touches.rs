//! Vertices that lie on another line without being one of its own.

use geo::Coord;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::crossings::crosses;
use super::geometry::{Key, key, nearest_on_segment, scale};
use super::index::{Segment, SegmentIndex};
use super::lines::{Inserts, Line};
use super::nearby::Walker;
use super::{Repair, RepairKind, RepairReport};
use crate::domain::Road;

/// A vertex this near to another line, in metres, was drawn onto it: less than the rounding of a survey, far less than the
/// width of a road.
const TOUCH: f64 = 0.2;

/// A line that is reached from a vertex within so many metres already is not joined to it again.
const LINKED: f64 = 5.0;

/// A vertex (line, number) that touches a segment at a fraction.
#[derive(Clone, Copy, Debug)]
struct Touch {
    line: u32,
    vertex: usize,
    segment: Segment,
    fraction: f64,
    metres: f64,
}

/// Joins every vertex to the line that it touches, on the same level; the line is led through the vertex.
///
/// Dead ends are left to their own rule, and places where the lines cross in fact to that of crossings.
pub(super) fn join(
    roads: &[Road],
    lines: &[Line],
    index: &SegmentIndex,
    uses: &mut FxHashMap<Key, u32>,
    inserts: &mut Inserts,
    report: &mut RepairReport,
) {
    let numbered: Vec<(u32, &Line)> = (0..).zip(lines).filter(|(_, line)| line.driven).collect();
    let known = &*uses;
    let mut touches: Vec<Touch> = numbered
        .into_par_iter()
        .flat_map_iter(|(number, line)| of_line(lines, index, known, number, line))
        .collect();
    let walker = Walker::new(lines, index, inserts);
    let linked = |touch: &Touch| {
        let met = walker.met_from(touch.line, touch.vertex, LINKED);
        met.contains(&touch.segment.line)
    };
    touches.retain(|touch| !linked(touch));
    // One join for each place and line, whichever line the vertex was met on.
    let place = |touch: &Touch| key(lines[touch.line as usize].coords[touch.vertex]);
    touches.sort_by_key(|touch| (place(touch), touch.segment.line, touch.segment.at));
    touches.dedup_by_key(|touch| (place(touch), touch.segment.line));
    for touch in touches {
        let line = &lines[touch.line as usize];
        let other = lines[touch.segment.line as usize].road;
        if roads[line.road as usize].is_apart_from(&roads[other as usize]) {
            continue;
        }
        let vertex = line.coords[touch.vertex];
        // The vertex now belongs to two lines, so both are cut there.
        *uses.entry(key(vertex)).or_default() += 1;
        inserts[touch.segment.line as usize].push((touch.segment.at, touch.fraction, vertex));
        report.repairs.push(Repair {
            kind: RepairKind::TouchJoined,
            place: vertex,
            road: line.road,
            other: Some(other),
            metres: touch.metres,
        });
    }
}

fn of_line(
    lines: &[Line],
    index: &SegmentIndex,
    uses: &FxHashMap<Key, u32>,
    number: u32,
    line: &Line,
) -> Vec<Touch> {
    let mut found = Vec::new();
    let last = line.coords.len() - 1;
    for (vertex, place) in line.coords.iter().enumerate() {
        let is_end = vertex == 0 || vertex == last;
        if is_end && uses[&key(*place)] == 1 {
            continue;
        }
        let (sx, sy) = scale(place.y);
        let reach = Coord {
            x: TOUCH / sx.max(1.0),
            y: TOUCH / sy,
        };
        for segment in index.touching(*place - reach, *place + reach) {
            if segment.line == number || !lines[segment.line as usize].driven {
                continue;
            }
            let (fraction, metres) = nearest_on_segment(*place, segment.a, segment.b);
            let shared = [segment.a, segment.b]
                .iter()
                .any(|end| key(*end) == key(*place));
            if metres <= TOUCH && !shared && !meets_beside(line, vertex, segment) {
                found.push(Touch {
                    line: number,
                    vertex,
                    segment: *segment,
                    fraction,
                    metres,
                });
            }
        }
    }
    found
}

/// Whether the line meets the segment just before or behind a vertex: in a vertex of both, or by crossing it.
fn meets_beside(line: &Line, vertex: usize, segment: &Segment) -> bool {
    let from = vertex.saturating_sub(1);
    let to = (vertex + 1).min(line.coords.len() - 1);
    let ends = [key(segment.a), key(segment.b)];
    let beside = &line.coords[from..=to];
    beside.iter().any(|place| ends.contains(&key(*place)))
        || beside
            .windows(2)
            .any(|pair| crosses(pair[0], pair[1], segment.a, segment.b))
}
