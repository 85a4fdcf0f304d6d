//! Vertices that lie on another line without being one of its own.

use rustc_hash::FxHashSet;

use super::additions::{Additions, Insert};
use super::drawing::Drawing;
use super::meets::Touch;
use super::walk::Walk;
use super::{Repair, RepairKind};
use crate::domain::Road;

/// A point of a line that is reached from a vertex within so many metres already is not joined to it again.
const LINKED: f64 = 10.0;

/// Joins every vertex to the line that it touches, on the same level; the line is led through the vertex.
///
/// The nearest pairs go first; a place takes part on one side only, so that two lines are not led through each
/// other's vertices back and forth. What is left over is looked at in the next round.
pub(super) fn join(
    roads: &[Road],
    drawing: &Drawing,
    mut touches: Vec<Touch>,
    additions: &mut Additions,
) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let place = |touch: &Touch| drawing.place(touch.vertex);
    touches.sort_by(|a, b| {
        let by_metres = a.metres.total_cmp(&b.metres);
        by_metres.then_with(|| (place(a), a.segment).cmp(&(place(b), b.segment)))
    });
    let (mut vertices, mut ends) = (FxHashSet::default(), FxHashSet::default());
    let mut pairs = FxHashSet::default();
    for touch in touches {
        let (road, other) = (
            drawing.line(touch.vertex).road,
            drawing.line(touch.segment).road,
        );
        if roads[road as usize].is_apart_from(&roads[other as usize]) {
            continue;
        }
        let place = place(&touch);
        let to = drawing.places_of(touch.segment);
        let line = drawing.line_of(touch.segment);
        let taken = ends.contains(&place) || to.iter().any(|end| vertices.contains(end));
        if taken || pairs.contains(&(place, line)) {
            continue;
        }
        if Walk::from(drawing, touch.vertex, LINKED).reaches(touch.segment, touch.fraction) {
            continue;
        }
        vertices.insert(place);
        ends.extend(to);
        pairs.insert((place, line));
        additions.inserts.push(Insert {
            segment: touch.segment,
            fraction: touch.fraction,
            coord: drawing.coord(touch.vertex),
        });
        repairs.push(Repair {
            kind: RepairKind::TouchJoined,
            place: drawing.coord(touch.vertex),
            road,
            other: Some(other),
            metres: touch.metres,
        });
    }
    repairs
}
