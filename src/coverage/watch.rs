//! Which patrol sees a place: the corridor that passes it, else the village that it lies at.

use geo::{Coord, Geometry, Point};
use rstar::primitives::GeomWithData;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::corridors::CorridorRoute;
use crate::domain::{CorridorPass, PlaceType, Target, TargetDetail};
use crate::units::TargetId;

/// A heap within so many metres of a corridor is seen from it.
pub const SIGHT_M: f64 = 100.0;

/// A heap within so many metres of the middle of a village or hamlet is seen on its round.
pub const ROUND_M: f64 = 500.0;

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Who watches a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Watched {
    /// A corridor, so many metres from its start.
    Corridor(TargetId, i64),
    /// A village or hamlet.
    Place(TargetId),
}

/// Corridors and villages by place.
#[derive(Debug)]
pub struct Watch {
    corridors: RTree<Stretch>,
    places: RTree<GeomWithData<[f64; 2], TargetId>>,
    /// Metres of a degree of longitude in the county.
    east: f64,
}

/// A segment of a corridor, in metres from the origin of degrees.
#[derive(Clone, Debug)]
struct Stretch {
    from: [f64; 2],
    to: [f64; 2],
    id: TargetId,
    /// Metres from the corridor's start to the segment's.
    before: f64,
    /// Its own side only: that on the right.
    right_only: bool,
}

impl RTreeObject for Stretch {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Stretch {
    fn distance_2(&self, place: &[f64; 2]) -> f64 {
        let (_, metres) = self.foot(*place);
        metres * metres
    }
}

impl Stretch {
    /// Share of the segment at the nearest point, and metres to it.
    fn foot(&self, place: [f64; 2]) -> (f64, f64) {
        let (ahead, to) = (sub(self.to, self.from), sub(place, self.from));
        let length = dot(ahead, ahead);
        let share = if length > 0.0 {
            (dot(to, ahead) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let rest = sub(to, ahead.map(|part| part * share));
        (share, dot(rest, rest).sqrt())
    }

    fn length(&self) -> f64 {
        let ahead = sub(self.to, self.from);
        dot(ahead, ahead).sqrt()
    }

    /// Whether a place lies to the left of who drives along.
    fn is_left(&self, place: [f64; 2]) -> bool {
        let (ahead, to) = (sub(self.to, self.from), sub(place, self.from));
        ahead[0] * to[1] - ahead[1] * to[0] > 0.0
    }
}

fn sub(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

impl Watch {
    /// Of the corridors and villages of a county.
    pub fn new(corridors: &[CorridorRoute], targets: &[Target]) -> Self {
        let lines = corridors
            .iter()
            .filter_map(|route| match &route.target.detail {
                TargetDetail::Corridor(corridor) => Some((route, corridor)),
                _ => None,
            });
        // The southernmost place, so that the scale does not depend on the order of the layers.
        let starts = lines
            .clone()
            .filter_map(|(_, corridor)| corridor.line.0.first());
        let latitudes = starts.map(|place| place.y);
        let middles = targets.iter().filter_map(village).map(|(_, at)| at.y);
        let latitude = latitudes.chain(middles).fold(f64::INFINITY, f64::min);
        let latitude = if latitude.is_finite() { latitude } else { 0.0 };
        let east = DEGREE_M * latitude.to_radians().cos().max(0.01);
        let flat = |place: Coord| [place.x * east, place.y * DEGREE_M];
        let mut stretches = Vec::new();
        for (route, corridor) in lines {
            let drawn: f64 = corridor
                .line
                .0
                .windows(2)
                .map(|pair| {
                    let ahead = sub(flat(pair[1]), flat(pair[0]));
                    dot(ahead, ahead).sqrt()
                })
                .sum();
            // Metres count along the road as it was measured.
            let scale = corridor.length.get() as f64 / drawn.max(1e-9);
            let mut before = 0.0;
            for pair in corridor.line.0.windows(2) {
                let stretch = Stretch {
                    from: flat(pair[0]),
                    to: flat(pair[1]),
                    id: route.target.id.clone(),
                    before: before * scale,
                    right_only: corridor.pass == CorridorPass::Forward,
                };
                before += stretch.length();
                stretches.push(stretch);
            }
        }
        let places = targets.iter().filter_map(village);
        let places = places.map(|(id, at)| GeomWithData::new(flat(at), id.clone()));
        Self {
            corridors: RTree::bulk_load(stretches),
            places: RTree::bulk_load(places.collect()),
            east,
        }
    }

    /// Who watches a place; `None` when no patrol passes it.
    ///
    /// Of two carriageways the one that has it on its right; at equal distance the smaller id.
    pub fn of(&self, place: Coord) -> Option<Watched> {
        let place = [place.x * self.east, place.y * DEGREE_M];
        let near = self
            .corridors
            .locate_within_distance(place, SIGHT_M * SIGHT_M);
        let seen = near.map(|stretch| {
            let (share, metres) = stretch.foot(place);
            let wrong_side = stretch.right_only && stretch.is_left(place);
            (wrong_side, metres, stretch, share)
        });
        let best = seen.min_by(|a, b| {
            let rank = a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
            rank.then_with(|| (&a.2.id, whole(a.2.before)).cmp(&(&b.2.id, whole(b.2.before))))
        });
        if let Some((_, _, stretch, share)) = best {
            let metre = stretch.before + share * stretch.length();
            return Some(Watched::Corridor(stretch.id.clone(), whole(metre)));
        }
        let near = self.places.locate_within_distance(place, ROUND_M * ROUND_M);
        near.min_by(|a, b| {
            let rank = a.distance_2(&place).total_cmp(&b.distance_2(&place));
            rank.then_with(|| a.data.cmp(&b.data))
        })
        .map(|village| Watched::Place(village.data.clone()))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a corridor is far below 2^63 metres"
)]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}

/// A village or hamlet, and its middle.
pub fn village(target: &Target) -> Option<(&TargetId, Coord)> {
    let TargetDetail::Place(place) = &target.detail else {
        return None;
    };
    let is_village = matches!(place.place_type, PlaceType::Village | PlaceType::Hamlet);
    let at = match &target.geometry {
        Geometry::Point(Point(at)) => Some(*at),
        other => crate::ledger::middle(other),
    };
    at.filter(|_| is_village).map(|at| (&target.id, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Corridor, Place, Source};
    use crate::roads::{LinkIdx, Position};
    use crate::units::Metres;

    fn target(id: &str, geometry: Geometry, detail: TargetDetail) -> Target {
        Target {
            id: id.into(),
            name: id.into(),
            township: None,
            village: None,
            geometry,
            last_visit: None,
            windows: Vec::new(),
            columns: std::collections::BTreeMap::new(),
            detail,
            source: Source::default(),
        }
    }

    /// From west to east at 43.6 N when `eastward`, 1,000 m along.
    fn corridor(id: &str, eastward: bool, pass: CorridorPass) -> CorridorRoute {
        let step = 1_000.0 / (DEGREE_M * 43.6_f64.to_radians().cos());
        let (a, b) = (
            Coord { x: 126.0, y: 43.6 },
            Coord {
                x: 126.0 + step,
                y: 43.6,
            },
        );
        let line: geo::LineString = if eastward { vec![a, b] } else { vec![b, a] }.into();
        let end = Position::new(LinkIdx(0), 0.0);
        CorridorRoute {
            target: target(
                id,
                Geometry::LineString(line.clone()),
                TargetDetail::Corridor(Corridor {
                    line,
                    length: Metres(1_000),
                    pass,
                    road: "G202".into(),
                    programme: "P07".into(),
                }),
            ),
            from: end,
            to: end,
            traversals: Vec::new(),
        }
    }

    fn beside(share: f64, north_m: f64) -> Coord {
        let step = 1_000.0 / (DEGREE_M * 43.6_f64.to_radians().cos());
        Coord {
            x: 126.0 + step * share,
            y: 43.6 + north_m / DEGREE_M,
        }
    }

    #[test]
    fn each_carriageway_watches_its_right_side() {
        let pair = [
            corridor("K-back", false, CorridorPass::Forward),
            corridor("K-on", true, CorridorPass::Forward),
        ];
        let watch = Watch::new(&pair, &[]);
        // South is on the right of who drives east.
        assert_eq!(
            watch.of(beside(0.25, -40.0)),
            Some(Watched::Corridor("K-on".into(), 250))
        );
        assert_eq!(
            watch.of(beside(0.25, 40.0)),
            Some(Watched::Corridor("K-back".into(), 750))
        );
        assert_eq!(watch.of(beside(0.25, 140.0)), None);
    }

    #[test]
    fn what_no_corridor_passes_is_seen_from_its_village() {
        let at = beside(0.5, 300.0);
        let place = TargetDetail::Place(Place {
            place_type: PlaceType::Hamlet,
        });
        let hamlet = target("H-1", Geometry::Point(at.into()), place);
        let either = [corridor("K-1", true, CorridorPass::Either)];
        let watch = Watch::new(&either, &[hamlet]);
        assert_eq!(
            watch.of(beside(0.5, 350.0)),
            Some(Watched::Place("H-1".into()))
        );
        assert!(matches!(
            watch.of(beside(0.5, 90.0)),
            Some(Watched::Corridor(..))
        ));
        assert_eq!(watch.of(beside(0.5, 900.0)), None);
    }
}
