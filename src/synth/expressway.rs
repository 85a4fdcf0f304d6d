//! The expressway: two one-way carriageways with ramps, on bridges where other roads pass under.

use geo::Coord;

use super::curve::Course;
use super::frame::Frame;
use super::grid::{Grid, Segment, crossing};
use super::mesh::distance;
use super::trunks::Interchange;

/// From the middle to either carriageway, in metres.
const HALF: f64 = 14.0;
/// Step along the expressway, in metres.
const STEP: f64 = 55.0;
/// From an interchange to where its ramps leave, along the expressway, in metres.
const RAMP: f64 = 450.0;
/// From a crossing to the end of its bridge, in metres.
const BRIDGE: f64 = 30.0;

/// A part of the expressway, to be driven in the order of its points.
#[derive(Clone, Debug)]
pub(super) struct Carriageway {
    pub(super) points: Vec<Coord>,
    pub(super) bridge: bool,
    pub(super) ramp: bool,
}

/// Carriageways and ramps of a county.
pub(super) fn lay(
    frame: &Frame,
    places: &[Coord],
    interchanges: &[Interchange],
    courses: &[Course],
) -> Vec<Carriageway> {
    let (low, high) = frame.bounds();
    let mut grid = Grid::new(low, high);
    for pair in courses.iter().flat_map(|course| course.points.windows(2)) {
        grid.add(Segment {
            a: pair[0],
            b: pair[1],
            tag: 0,
        });
    }
    let (south, north) = frame.expressway_ends();
    let end = interchanges
        .iter()
        .find(|one| one.terminus)
        .map_or(north, |one| one.y - RAMP);
    let middle = northings(south, end, interchanges);
    let mut parts = Vec::new();
    // Vehicles keep to the right: northbound on the east side.
    let mut east: Vec<Coord> = middle.iter().map(|y| beside(frame, *y, HALF)).collect();
    let mut west: Vec<Coord> = middle.iter().map(|y| beside(frame, *y, -HALF)).collect();
    west.reverse();
    for line in [&mut east, &mut west] {
        parts.extend(on_bridges(line, &grid));
    }
    for one in interchanges {
        for ahead in [-1.0, 1.0] {
            if one.terminus && ahead > 0.0 {
                continue;
            }
            for side in [-1.0, 1.0] {
                let foot = places[one.nodes[if side < 0.0 { 1 } else { 2 }] as usize];
                let points = ramp(frame, one.y, ahead, side, foot);
                parts.push(Carriageway {
                    points,
                    bridge: false,
                    ramp: true,
                });
            }
        }
    }
    parts
}

/// Where the middle is sampled, among others where ramps leave.
fn northings(south: f64, north: f64, interchanges: &[Interchange]) -> Vec<f64> {
    let mut stops = vec![south, north];
    for one in interchanges {
        stops.extend(
            [one.y - RAMP, one.y + RAMP]
                .into_iter()
                .filter(|y| *y > south && *y < north),
        );
    }
    stops.sort_by(f64::total_cmp);
    stops.dedup();
    let mut middle = vec![south];
    for pair in stops.windows(2) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an expressway has some thousand steps"
        )]
        let steps = ((pair[1] - pair[0]) / STEP).ceil() as usize;
        middle.extend(
            (1..steps).map(|step| pair[0] + (pair[1] - pair[0]) * step as f64 / steps as f64),
        );
        middle.push(pair[1]);
    }
    middle
}

/// The place beside the middle of the expressway, `off` metres to the east of it, square to its course.
fn beside(frame: &Frame, y: f64, off: f64) -> Coord {
    let lean = (frame.expressway(y + 1.0) - frame.expressway(y - 1.0)) / 2.0;
    let long = (1.0 + lean * lean).sqrt();
    Coord {
        x: frame.expressway(y) + off / long,
        y: y - off * lean / long,
    }
}

/// Cuts a carriageway where bridges over other roads begin and end.
fn on_bridges(line: &[Coord], grid: &Grid) -> Vec<Carriageway> {
    let mut along = 0.0;
    let mut spans: Vec<(f64, f64)> = Vec::new();
    let mut metres = vec![0.0];
    for pair in line.windows(2) {
        let long = distance(pair[0], pair[1]);
        let mut shares: Vec<f64> = grid
            .around(pair[0], pair[1], 0.0)
            .into_iter()
            .filter_map(|other| crossing(pair[0], pair[1], other.a, other.b))
            .collect();
        shares.sort_by(f64::total_cmp);
        for share in shares {
            let at = along + share * long;
            match spans.last_mut() {
                Some(last) if at - BRIDGE <= last.1 + 60.0 => last.1 = at + BRIDGE,
                _ => spans.push((at - BRIDGE, at + BRIDGE)),
            }
        }
        along += long;
        metres.push(along);
    }
    let mut parts = Vec::new();
    let mut from = 0.0;
    for (begin, end) in spans {
        let (begin, end) = (begin.clamp(0.0, along), end.clamp(0.0, along));
        parts.extend(part(line, &metres, (from, begin), false));
        parts.extend(part(line, &metres, (begin, end), true));
        from = end;
    }
    parts.extend(part(line, &metres, (from, along), false));
    parts
}

/// The stretch of a line from one distance to another.
fn part(
    line: &[Coord],
    metres: &[f64],
    (from, to): (f64, f64),
    bridge: bool,
) -> Option<Carriageway> {
    if to - from < 1.0 {
        return None;
    }
    let at = |want: f64| {
        let idx = metres
            .partition_point(|known| *known < want)
            .clamp(1, line.len() - 1);
        let share = (want - metres[idx - 1]) / (metres[idx] - metres[idx - 1]);
        line[idx - 1] + (line[idx] - line[idx - 1]) * share.clamp(0.0, 1.0)
    };
    let inner = line
        .iter()
        .zip(metres)
        .filter(|(_, known)| **known > from + 1e-6 && **known < to - 1e-6);
    let mut points = vec![at(from)];
    points.extend(inner.map(|(place, _)| *place));
    points.push(at(to));
    Some(Carriageway {
        points,
        bridge,
        ramp: false,
    })
}

/// A ramp in one quadrant of an interchange, in the direction in which it is driven.
///
/// `ahead` is -1 south and 1 north of the road, `side` -1 west and 1 east of the expressway.
fn ramp(frame: &Frame, y: f64, ahead: f64, side: f64, foot: Coord) -> Vec<Coord> {
    let top = beside(frame, y + ahead * RAMP, side * HALF);
    let toward = -ahead;
    let lean = beside(frame, y + ahead * (RAMP - 160.0), side * (HALF + 16.0));
    let stand = Coord {
        x: foot.x,
        y: foot.y - toward * 150.0,
    };
    let mut points: Vec<Coord> = (0..=12)
        .map(|step| {
            let t = f64::from(step) / 12.0;
            let u = 1.0 - t;
            top * (u * u * u)
                + lean * (3.0 * u * u * t)
                + stand * (3.0 * u * t * t)
                + foot * (t * t * t)
        })
        .collect();
    // Exactly the shared vertices.
    points[0] = top;
    points[12] = foot;
    // Off-ramps lie before the road in the direction of travel: south of it on the east side, north of it on the west side.
    if ahead * side > 0.0 {
        points.reverse();
    }
    points
}
