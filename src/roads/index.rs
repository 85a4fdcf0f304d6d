//! Segments of lines in an R-tree, in degrees; the exact metres are computed by the caller.
//!
//! A few segments on end of one line are one entry of the tree: it is built in a fraction of the time, which counts more
//! than the few boxes that a search then looks into in vain.

use geo::Coord;
use rstar::{AABB, RTree, RTreeObject};

use super::cells::{higher, lower};
use super::drawing::number;
use super::geometry::{nearest_on_segment, scale};

/// One segment of one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) a: Coord,
    pub(super) b: Coord,
    /// Which line.
    pub(super) line: u32,
    /// Which segment of it.
    pub(super) at: u32,
}

/// Most segments of an entry.
const STRETCH: usize = 8;

/// Some segments of a line, and the box around them.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    low: Coord,
    high: Coord,
    line: u32,
    /// The first of them.
    at: u32,
    /// Where their places begin.
    first: u32,
    segments: u32,
}

impl RTreeObject for Stretch {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.low.x, self.low.y], [self.high.x, self.high.y])
    }
}

/// A segment near a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) segment: Segment,
    /// Fraction along the segment.
    pub(super) fraction: f64,
    pub(super) metres: f64,
}

/// Segments of many lines.
#[derive(Debug)]
pub(super) struct SegmentIndex {
    tree: RTree<Stretch>,
    coords: Vec<Coord>,
}

impl SegmentIndex {
    pub(super) fn new<'a>(lines: impl Iterator<Item = &'a [Coord]>) -> Self {
        let (mut stretches, mut all) = (Vec::new(), Vec::new());
        for (line, coords) in (0..).zip(lines) {
            let starts = (0..coords.len().saturating_sub(1)).step_by(STRETCH);
            stretches.extend(starts.map(|at| {
                let part = &coords[at..coords.len().min(at + STRETCH + 1)];
                let corner = |pick: fn(Coord, Coord) -> Coord| {
                    part.iter().copied().reduce(pick).unwrap_or_default()
                };
                Stretch {
                    low: corner(lower),
                    high: corner(higher),
                    line,
                    at: number(at),
                    first: number(all.len() + at),
                    segments: number(part.len() - 1),
                }
            }));
            all.extend_from_slice(coords);
        }
        Self {
            tree: RTree::bulk_load(stretches),
            coords: all,
        }
    }

    /// Segments whose box touches a box.
    pub(super) fn touching(&self, a: Coord, b: Coord) -> impl Iterator<Item = Segment> {
        let stretches = self
            .tree
            .locate_in_envelope_intersecting(&AABB::from_corners([a.x, a.y], [b.x, b.y]));
        let (low, high) = (lower(a, b), higher(a, b));
        let touches = move |segment: &Segment| {
            let (from, to) = (lower(segment.a, segment.b), higher(segment.a, segment.b));
            from.x <= high.x && to.x >= low.x && from.y <= high.y && to.y >= low.y
        };
        stretches
            .flat_map(|stretch| self.segments(stretch))
            .filter(touches)
    }

    fn segments(&self, stretch: &Stretch) -> impl Iterator<Item = Segment> {
        let &Stretch { line, at, .. } = stretch;
        let first = stretch.first as usize;
        let places = &self.coords[first..=first + stretch.segments as usize];
        (at..)
            .zip(places.windows(2))
            .map(move |(at, pair)| Segment {
                a: pair[0],
                b: pair[1],
                line,
                at,
            })
    }

    /// The nearest allowed segment within `limit` metres; ties break on the foot's place, then the line.
    ///
    /// Searches boxes that double until the nearest lies inside one.
    pub(super) fn nearest(
        &self,
        p: Coord,
        limit: f64,
        allowed: impl Fn(&Segment) -> bool,
    ) -> Option<Near> {
        let (sx, sy) = scale(p.y);
        let mut radius = limit.min(50.0);
        loop {
            let reach = Coord {
                x: radius * 1.01 / sx.max(1.0),
                y: radius * 1.01 / sy,
            };
            let mut best: Option<Near> = None;
            for segment in self
                .touching(p - reach, p + reach)
                .filter(|segment| allowed(segment))
            {
                let (fraction, metres) = nearest_on_segment(p, segment.a, segment.b);
                let near = Near {
                    segment,
                    fraction,
                    metres,
                };
                if metres <= radius && best.is_none_or(|best| before(&near, &best)) {
                    best = Some(near);
                }
            }
            if best.is_some() || radius >= limit {
                return best;
            }
            radius = (radius * 2.0).min(limit);
        }
    }
}

/// Nearer, or as near (to a tenth of a millimetre) with the smaller place.
fn before(a: &Near, b: &Near) -> bool {
    let order = |near: &Near| {
        let (a, b) = (near.segment.a, near.segment.b);
        let (low, high) = if (a.x, a.y) <= (b.x, b.y) {
            (a, b)
        } else {
            (b, a)
        };
        [low.x, low.y, high.x, high.y]
    };
    if (a.metres - b.metres).abs() > 1e-4 {
        return a.metres < b.metres;
    }
    let places = order(a)
        .iter()
        .zip(order(b))
        .map(|(x, y)| x.total_cmp(&y))
        .find(|o| o.is_ne());
    places
        .unwrap_or(a.segment.line.cmp(&b.segment.line))
        .is_lt()
}
