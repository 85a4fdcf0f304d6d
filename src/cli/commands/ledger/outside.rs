//! Whether a place lies in the county at all, by the targets of the layers.

use geo::{BoundingRect, Coord, Distance, Haversine, Point, Rect};

use crate::domain::{Target, TargetKind};
use crate::layers::Layers;

/// How far around the workspace's places a position is taken to be of its county, in degrees: about 20 km.
const MARGIN: f64 = 0.2;
/// Farther than this from every target, in kilometres, is far.
const FAR_KM: f64 = 20.0;

/// How far a place lies from the nearest target, in kilometres, when it is far from all and outside the `known` extent of
/// the layers; `None` when it is not, or when there are no targets to tell.
pub(super) fn km(layers: &Layers, known: Option<Rect>, place: Coord) -> Option<f64> {
    if known.is_some_and(|known| holds(&known, place)) {
        return None;
    }
    let middle = |target: &Target| crate::ledger::middle(&target.geometry);
    let places = layers.targets.iter().filter_map(middle);
    let metres = places.map(|there| Haversine.distance(Point(place), Point(there)));
    let km = metres.min_by(f64::total_cmp)? / 1000.0;
    (km > FAR_KM).then_some(km)
}

/// The rectangle around the sites and places; dump points may have come from the same file as the rows.
pub(super) fn extent(layers: &Layers) -> Option<Rect> {
    let targets = layers.targets.iter();
    let others = targets.filter(|target| target.kind() != TargetKind::DumpPoint);
    let rects = others.filter_map(|target| target.geometry.bounding_rect());
    rects.reduce(|a, b| {
        let (low, high) = (a.min(), b.min());
        let min = Coord {
            x: low.x.min(high.x),
            y: low.y.min(high.y),
        };
        let (low, high) = (a.max(), b.max());
        let max = Coord {
            x: low.x.max(high.x),
            y: low.y.max(high.y),
        };
        Rect::new(min, max)
    })
}

pub(super) fn holds(rect: &Rect, place: Coord) -> bool {
    (rect.min().x - MARGIN..=rect.max().x + MARGIN).contains(&place.x)
        && (rect.min().y - MARGIN..=rect.max().y + MARGIN).contains(&place.y)
}
