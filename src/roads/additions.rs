//! What is added to lines in one round of mending.

use std::collections::BTreeMap;

use geo::Coord;

use super::drawing::{Drawing, Origin};
use super::geometry::key;

/// A point put into a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insert {
    pub(super) segment: u32,
    pub(super) fraction: f64,
    pub(super) coord: Coord,
}

/// What is added to the lines in one round.
#[derive(Clone, Debug, Default)]
pub(super) struct Additions {
    /// Points on segments.
    pub(super) inserts: Vec<Insert>,
    /// Points behind dead ends: the end's vertex and the point.
    pub(super) longer: Vec<(u32, Coord)>,
}

impl Additions {
    pub(super) fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.longer.is_empty()
    }
}

impl Drawing {
    /// The driven lines led through the added points; what joins a dead end is a line of its own of the same road.
    pub(super) fn with(&self, mut additions: Additions) -> Self {
        let inserts = &mut additions.inserts;
        inserts.sort_by(|a, b| {
            let along = a.fraction.total_cmp(&b.fraction);
            (a.segment.cmp(&b.segment).then(along)).then_with(|| key(a.coord).cmp(&key(b.coord)))
        });
        let longer: BTreeMap<u32, Coord> = additions.longer.into_iter().collect();
        let mut made = self.room_for(self.lines.len() + longer.len());
        let mut next = additions.inserts.iter().peekable();
        for line in self.lines.iter().filter(|line| line.driven) {
            let origin = Origin::of(line);
            let changed = Origin {
                begins: None,
                ..origin
            };
            if let Some(foot) = longer.get(&line.first) {
                made.push(changed, &[*foot, self.coord(line.first)]);
            }
            if next.peek().is_none_or(|insert| insert.segment > line.last) {
                made.copy(self, line.vertices(), origin);
            } else {
                let mut course: Vec<Coord> = Vec::new();
                for vertex in line.vertices() {
                    course.push(self.coord(vertex));
                    while let Some(insert) = next.next_if(|insert| insert.segment <= vertex) {
                        course.push(insert.coord);
                    }
                }
                made.push(changed, &course);
            }
            if let Some(foot) = longer.get(&line.last) {
                made.push(changed, &[self.coord(line.last), *foot]);
            }
        }
        made
    }
}
