//! Which lines can be driven to within a few metres.

use std::collections::BTreeSet;

use geo::Coord;

use super::geometry::{Key, distance, key, scale};
use super::index::{Segment, SegmentIndex};
use super::lines::{Inserts, Line};

/// Metres that a place computed on a line may lie beside it.
const ON_LINE: f64 = 0.01;

/// A place on a line, and the metres left to walk from there.
#[derive(Clone, Copy, Debug)]
struct Place {
    line: u32,
    segment: usize,
    coord: Coord,
    left: f64,
}

/// Walks from line to line where they meet, in vertices or inserted points.
pub(super) struct Walker<'a> {
    lines: &'a [Line],
    index: &'a SegmentIndex,
    inserts: &'a Inserts,
}

impl<'a> Walker<'a> {
    pub(super) fn new(lines: &'a [Line], index: &'a SegmentIndex, inserts: &'a Inserts) -> Self {
        Self {
            lines,
            index,
            inserts,
        }
    }

    /// Lines that are met within so many metres of a vertex of a line, whatever their direction; not the line itself.
    pub(super) fn met_from(&self, line: u32, vertex: usize, within: f64) -> BTreeSet<u32> {
        let coords = &self.lines[line as usize].coords;
        let mut open = vec![Place {
            line,
            segment: vertex.min(coords.len() - 2),
            coord: coords[vertex],
            left: within,
        }];
        let mut seen: BTreeSet<(u32, Key)> = BTreeSet::new();
        let mut met = BTreeSet::new();
        while let Some(place) = open.pop() {
            for (coord, left) in self
                .ahead(place, true)
                .into_iter()
                .chain(self.ahead(place, false))
            {
                for segment in self.at(coord) {
                    met.insert(segment.0);
                    if seen.insert((segment.0, key(coord))) {
                        open.push(Place {
                            line: segment.0,
                            segment: segment.1,
                            coord,
                            left,
                        });
                    }
                }
            }
        }
        met.remove(&line);
        met
    }

    /// Vertices and inserted points ahead of a place, with the metres then left.
    fn ahead(&self, place: Place, forward: bool) -> Vec<(Coord, f64)> {
        let coords = &self.lines[place.line as usize].coords;
        let inserts = &self.inserts[place.line as usize];
        let (mut found, mut here, mut left) = (Vec::new(), place.coord, place.left);
        let mut segment = place.segment;
        loop {
            let next = coords[if forward { segment + 1 } else { segment }];
            let gap = distance(here, next);
            let on_way = inserts
                .iter()
                .filter(|(at, _, coord)| {
                    *at as usize == segment && distance(*coord, next) < gap - ON_LINE
                })
                .map(|(_, _, coord)| (*coord, left - distance(here, *coord)));
            found.extend(on_way.filter(|(_, left)| *left >= 0.0));
            left -= gap;
            if left < 0.0 {
                break;
            }
            found.push((next, left));
            here = next;
            if forward && segment + 2 < coords.len() {
                segment += 1;
            } else if !forward && segment > 0 {
                segment -= 1;
            } else {
                break;
            }
        }
        found
    }

    /// Driven lines that have a vertex or an inserted point at a place, and which of their segments.
    fn at(&self, place: Coord) -> impl Iterator<Item = (u32, usize)> {
        let (sx, sy) = scale(place.y);
        let reach = Coord {
            x: ON_LINE / sx.max(1.0),
            y: ON_LINE / sy,
        };
        let here = key(place);
        let has_point = move |segment: &&Segment| {
            let inserted = &self.inserts[segment.line as usize];
            [segment.a, segment.b].iter().any(|end| key(*end) == here)
                || inserted.iter().any(|(_, _, coord)| key(*coord) == here)
        };
        self.index
            .touching(place - reach, place + reach)
            .filter(|segment| self.lines[segment.line as usize].driven)
            .filter(has_point)
            .map(|segment| (segment.line, segment.at as usize))
    }
}
