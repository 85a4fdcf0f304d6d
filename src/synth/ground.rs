//! Where things can stand: near a road, off the expressway, inside the county.

use geo::Coord;

use super::curve::Course;
use super::dice::Dice;
use super::frame::Frame;
use super::grid::{Grid, Segment, crossing, off};
use super::layout::Layout;
use super::local::away_from_expressway;
use crate::domain::RoadClass;

/// Roads that vehicles may stop on, and the county's extent.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) frame: &'a Frame,
    courses: &'a [Course],
    classes: Vec<RoadClass>,
    roads: Grid,
}

impl<'a> Ground<'a> {
    pub(super) fn new(frame: &'a Frame, layout: &Layout, courses: &'a [Course]) -> Self {
        let (low, high) = frame.bounds();
        let mut roads = Grid::new(low, high);
        for pair in courses.iter().flat_map(|course| course.points.windows(2)) {
            roads.add(Segment {
                a: pair[0],
                b: pair[1],
                tag: 0,
            });
        }
        let classes = layout.runs.iter().map(|run| run.class).collect();
        Self {
            frame,
            courses,
            classes,
            roads,
        }
    }

    /// Metres to the nearest road, when it is less than 400 m away.
    pub(super) fn road(&self, place: Coord) -> Option<f64> {
        self.roads.nearest(place, 400.0).map(|near| near.0)
    }

    /// A place at a distance from a middle that lies at a distance from the nearest road, both in metres.
    pub(super) fn spot(
        &self,
        middle: Coord,
        ring: (f64, f64),
        road: (f64, f64),
        dice: &mut Dice,
    ) -> Option<Coord> {
        for _ in 0..80 {
            let place = Coord {
                x: middle.x + dice.between(-ring.1, ring.1),
                y: middle.y + dice.between(-ring.1, ring.1),
            };
            let reach = off(place, middle, middle);
            let good = reach >= ring.0 && reach <= ring.1 && self.is_good(place);
            if good
                && self
                    .road(place)
                    .is_some_and(|metres| metres >= road.0 && metres <= road.1)
            {
                return Some(place);
            }
        }
        None
    }

    /// Inside the county and away from the expressway.
    pub(super) fn is_good(&self, place: Coord) -> bool {
        self.frame.contains(place, 40.0) && away_from_expressway(self.frame, place)
    }

    /// The course of a road of one of these classes, and a vertex that is no end of it.
    pub(super) fn vertex(&self, classes: &[RoadClass], dice: &mut Dice) -> (&'a [Coord], usize) {
        loop {
            let run = dice.below(self.courses.len());
            let points = self.courses[run].points.as_slice();
            if classes.contains(&self.classes[run]) && points.len() > 4 {
                return (points, 1 + dice.below(points.len() - 2));
            }
        }
    }

    /// How often a line crosses roads.
    pub(super) fn crossings(&self, line: &[Coord]) -> usize {
        let over = |pair: &[Coord]| {
            let around = self.roads.around(pair[0], pair[1], 0.0);
            around
                .iter()
                .filter(|road| crossing(pair[0], pair[1], road.a, road.b).is_some())
                .count()
        };
        line.windows(2).map(over).sum()
    }

    /// A place on a road of one of these classes.
    pub(super) fn on_road(&self, classes: &[RoadClass], dice: &mut Dice) -> Coord {
        loop {
            let run = dice.below(self.courses.len());
            let points = &self.courses[run].points;
            // Long roads are met more often.
            if classes.contains(&self.classes[run]) && dice.below(120) < points.len() {
                return points[dice.below(points.len())];
            }
        }
    }
}
