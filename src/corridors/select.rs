//! Which stretches of which links are patrolled.

use geo::{BoundingRect, Contains, Coord, MultiLineString, MultiPolygon, Point};
use rstar::{AABB, RTree, RTreeObject};

use super::CorridorRule;
use crate::domain::{Area, Road};
use crate::roads::{LinkIdx, Network, Position};

/// Distance between two tries along a road, in metres.
const STEP: f64 = 50.0;
/// Shorter gaps are filled and shorter stretches dropped, in metres.
const SMOOTH: f64 = 150.0;

/// Part of a link, `from` < `to` as fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub(super) link: LinkIdx,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// All stretches of a rule, by link.
pub(super) fn stretches(
    network: &Network,
    roads: &[Road],
    areas: &[Area],
    rule: &CorridorRule,
) -> Vec<Stretch> {
    let near = (!rule.near.is_empty()).then(|| AreaIndex::new(areas, rule));
    let mut stretches = Vec::new();
    for (number, link) in (0..).zip(network.links()) {
        let road = &roads[link.road as usize];
        let wanted = rule
            .property
            .as_ref()
            .is_none_or(|(name, value)| road.tags.get(name) == Some(value));
        let driven = link.forward.is_some() || link.backward.is_some();
        if !rule.classes.contains(&link.class) || !wanted || !driven {
            continue;
        }
        let idx = LinkIdx(number);
        match &near {
            None => stretches.push(Stretch {
                link: idx,
                from: 0.0,
                to: 1.0,
            }),
            Some(areas) => stretches.extend(beside(network, idx, areas)),
        }
    }
    stretches
}

/// The stretches of a link that lie near an area.
fn beside(network: &Network, link: LinkIdx, areas: &AreaIndex<'_>) -> Vec<Stretch> {
    let length = network.link(link).length;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a link is shorter than 2^32 steps"
    )]
    let count = (length / STEP).ceil().max(1.0) as usize;
    let share = |step: usize| step as f64 / count as f64;
    let middle = |step: usize| {
        network.coord_at(Position {
            link,
            fraction: f64::midpoint(share(step), share(step + 1)),
        })
    };
    let mut spans: Vec<(f64, f64)> = Vec::new();
    for step in (0..count).filter(|step| areas.is_near(middle(*step))) {
        let (from, to) = (share(step), share(step + 1));
        match spans.last_mut() {
            Some(last) if (from - last.1) * length < SMOOTH => last.1 = to,
            _ => spans.push((from, to)),
        }
    }
    // A short stretch is dropped only inside a link: at an end it may go on along the next one.
    spans.retain(|(from, to)| (to - from) * length >= SMOOTH || *from <= 0.0 || *to >= 1.0);
    spans
        .into_iter()
        .map(|(from, to)| Stretch { link, from, to })
        .collect()
}

/// Areas that matter, by their boxes.
struct AreaIndex<'a> {
    tree: RTree<Boxed<'a>>,
    within: f64,
}

struct Boxed<'a> {
    envelope: AABB<[f64; 2]>,
    shape: Shape<'a>,
}

enum Shape<'a> {
    Edge(Coord, Coord),
    Inside(&'a MultiPolygon),
}

impl RTreeObject for Boxed<'_> {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// Metres per degree of latitude.
const PER_DEGREE: f64 = 111_195.0;

impl<'a> AreaIndex<'a> {
    fn new(areas: &'a [Area], rule: &CorridorRule) -> Self {
        let mut boxes = Vec::new();
        for area in areas.iter().filter(|area| rule.near.contains(&area.kind)) {
            if let Some(rect) = area.polygons.bounding_rect() {
                let envelope =
                    AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
                boxes.push(Boxed {
                    envelope,
                    shape: Shape::Inside(&area.polygons),
                });
            }
            let rings = area
                .polygons
                .iter()
                .flat_map(|one| std::iter::once(one.exterior()).chain(one.interiors()));
            for line in rings.chain(lines(&area.lines)) {
                for edge in line.lines() {
                    let (a, b) = (edge.start, edge.end);
                    let envelope = AABB::from_corners([a.x, a.y], [b.x, b.y]);
                    boxes.push(Boxed {
                        envelope,
                        shape: Shape::Edge(a, b),
                    });
                }
            }
        }
        Self {
            tree: RTree::bulk_load(boxes),
            within: rule.within,
        }
    }

    fn is_near(&self, place: Coord) -> bool {
        let scale = place.y.to_radians().cos().max(1e-6);
        let (dx, dy) = (self.within / PER_DEGREE / scale, self.within / PER_DEGREE);
        let reach = AABB::from_corners([place.x - dx, place.y - dy], [place.x + dx, place.y + dy]);
        self.tree
            .locate_in_envelope_intersecting(&reach)
            .any(|boxed| match boxed.shape {
                Shape::Inside(polygons) => polygons.contains(&Point(place)),
                Shape::Edge(a, b) => metres(place, a, b, scale) <= self.within,
            })
    }
}

fn lines(lines: &MultiLineString) -> impl Iterator<Item = &geo::LineString> {
    lines.iter()
}

/// Metres from a place to a segment, in the plane around the place.
fn metres(place: Coord, a: Coord, b: Coord, scale: f64) -> f64 {
    let plane = |coord: Coord| {
        (
            (coord.x - place.x) * PER_DEGREE * scale,
            (coord.y - place.y) * PER_DEGREE,
        )
    };
    let ((ax, ay), (bx, by)) = (plane(a), plane(b));
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 {
        (-(ax * dx + ay * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (ax + t * dx).hypot(ay + t * dy)
}
