//! Which places lie near the areas of a rule.

use geo::{BoundingRect, Contains, Coord, MultiLineString, MultiPolygon, Point};
use rstar::{AABB, RTree, RTreeObject};

use super::CorridorRule;
use crate::domain::Area;
use crate::roads::nearest_on_segment;

/// Areas that matter, by their boxes.
pub(super) struct AreaIndex<'a> {
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
    pub(super) fn new(areas: &'a [Area], rule: &CorridorRule) -> Self {
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

    pub(super) fn is_near(&self, place: Coord) -> bool {
        let scale = place.y.to_radians().cos().max(1e-6);
        let (dx, dy) = (self.within / PER_DEGREE / scale, self.within / PER_DEGREE);
        let reach = AABB::from_corners([place.x - dx, place.y - dy], [place.x + dx, place.y + dy]);
        self.tree
            .locate_in_envelope_intersecting(&reach)
            .any(|boxed| match boxed.shape {
                Shape::Inside(polygons) => polygons.contains(&Point(place)),
                Shape::Edge(a, b) => nearest_on_segment(place, a, b).1 <= self.within,
            })
    }
}

fn lines(lines: &MultiLineString) -> impl Iterator<Item = &geo::LineString> {
    lines.iter()
}
