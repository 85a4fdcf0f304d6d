//! Points near one another: the same place (R10), and waste that may have been carried elsewhere (R7).

use geo::{Coord, Distance, Haversine, Point as GeoPoint};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::book::Book;
use super::point::Point;
use super::rules::Rules;
use crate::domain::Status;
use crate::units::Day;

/// Where the points of a book lie.
#[derive(Debug)]
pub struct Surroundings<'b> {
    tree: RTree<GeomWithData<[f64; 2], (&'b str, &'b Point)>>,
}

/// A point near another.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'b> {
    /// Its id.
    pub id: &'b str,
    /// The point.
    pub point: &'b Point,
    /// How far, in metres.
    pub metres: f64,
}

/// A suspect that may be waste carried away from a removal (R7).
#[derive(Clone, Debug, PartialEq)]
pub struct MovementAlert {
    /// The new suspect.
    pub suspect: String,
    /// The removal.
    pub removal: String,
    /// Metres between them.
    pub metres: f64,
    /// The day the suspect was found.
    pub day: Day,
}

impl<'b> Surroundings<'b> {
    /// Of all points with a position.
    pub fn new(book: &'b Book) -> Self {
        let placed = book.unsorted().filter_map(|target| {
            let point = target.point.as_deref()?;
            let at = point.at?;
            Some(GeomWithData::new([at.x, at.y], (&*target.id, point)))
        });
        Self {
            tree: RTree::bulk_load(placed.collect()),
        }
    }

    /// Points within so many metres, the nearest first, those at the same distance by id.
    pub fn within(&self, at: Coord, metres: f64) -> Vec<Neighbour<'b>> {
        /// Metres of a degree of latitude, a little too few, so that the box is never too small.
        const DEGREE: f64 = 110_000.0;
        let height = metres / DEGREE;
        let width = height / at.y.to_radians().cos().max(0.01);
        let envelope =
            AABB::from_corners([at.x - width, at.y - height], [at.x + width, at.y + height]);
        let mut near: Vec<Neighbour<'b>> = self
            .tree
            .locate_in_envelope(&envelope)
            .map(|one| {
                let [x, y] = *one.geom();
                Neighbour {
                    id: one.data.0,
                    point: one.data.1,
                    metres: Haversine.distance(GeoPoint(at), GeoPoint(Coord { x, y })),
                }
            })
            .filter(|one| one.metres <= metres)
            .collect();
        near.sort_by(|a, b| a.metres.total_cmp(&b.metres).then(a.id.cmp(b.id)));
        near
    }

    /// R7: suspects found within the rules' days of an active removal and near it, by suspect and removal.
    pub fn movements(&self, book: &Book, rules: &Rules) -> Vec<MovementAlert> {
        let mut alerts = Vec::new();
        for target in book.targets() {
            let Some(point) = target.point.as_deref() else {
                continue;
            };
            let (Some(at), Some(found)) = (point.at, found_on(point)) else {
                continue;
            };
            for near in self.within(at, rules.movement_km * 1000.0) {
                if near.id != &*target.id
                    && !point.same_place.iter().any(|same| **same == *near.id)
                    && was_removed(near.point, found, rules.movement_days)
                {
                    alerts.push(MovementAlert {
                        suspect: target.id.to_string(),
                        removal: near.id.to_owned(),
                        metres: near.metres,
                        day: found,
                    });
                }
            }
        }
        alerts
    }
}

/// The day a point was found by this ledger (T01), while it is still a suspect or listed; a rebound is nothing new.
fn found_on(point: &Point) -> Option<Day> {
    let found = point.steps.iter().find(|step| step.number == 1)?;
    let is_new = matches!(point.status, Status::Suspected | Status::Listed) && point.round == 1;
    is_new.then_some(found.day)
}

/// Whether waste was being removed from a point within so many days before a day: its works went on then.
fn was_removed(point: &Point, day: Day, days: u32) -> bool {
    let from = day.plus(-i32::try_from(days).unwrap_or(i32::MAX));
    let mut begun: Option<Day> = None;
    for step in &point.steps {
        if step.to == Status::Works {
            begun = Some(step.day);
        } else if let Some(start) = begun.take()
            && start <= day
            && step.day >= from
        {
            return true;
        }
    }
    begun.is_some_and(|start| start <= day)
}
