//! Segments of lines in an R-tree, in degrees; the exact metres are computed by the caller.

use geo::Coord;
use rstar::{AABB, RTree, RTreeObject};

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

impl RTreeObject for Segment {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.a.x, self.a.y], [self.b.x, self.b.y])
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
    tree: RTree<Segment>,
}

impl SegmentIndex {
    pub(super) fn new<'a>(lines: impl Iterator<Item = &'a [Coord]>) -> Self {
        let mut segments = Vec::new();
        for (line, coords) in (0..).zip(lines) {
            segments.extend((0..).zip(coords.windows(2)).map(|(at, pair)| Segment {
                a: pair[0],
                b: pair[1],
                line,
                at,
            }));
        }
        Self {
            tree: RTree::bulk_load(segments),
        }
    }

    /// Segments whose box touches a box.
    pub(super) fn touching(&self, a: Coord, b: Coord) -> impl Iterator<Item = &Segment> {
        self.tree
            .locate_in_envelope_intersecting(&AABB::from_corners([a.x, a.y], [b.x, b.y]))
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
                    segment: *segment,
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
