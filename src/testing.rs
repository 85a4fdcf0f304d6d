//! Sketched roads, made-up grids and tiny instances for tests and benches.

mod demo;
mod grid;
mod instance;
mod sketch;

use std::collections::BTreeMap;

use geo::Coord;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

pub use demo::demo_page;
pub use grid::grid;
pub use instance::{instance, narrow, rested, timeless, unlike};
pub use sketch::{Sketch, Sketched, SketchedRoute, sketch};

use crate::domain::{Oneway, Road, RoadClass, Source};
use crate::units::Metres;

/// So many metres.
pub const fn metres(metres: i64) -> Metres {
    Metres(metres)
}

/// Metres east and north of 126 E, 43.5 N, as lon, lat; good to a thousandth within ten kilometres.
pub fn at(east: f64, north: f64) -> Coord {
    const DEGREE: f64 = 111_195.080_23;
    Coord {
        x: 126.0 + east / (DEGREE * 43.5_f64.to_radians().cos()),
        y: 43.5 + north / DEGREE,
    }
}

/// A county road (45 km/h, 100 m take 8 s) on the ground, driven both ways.
pub fn road(id: &str, course: &[Coord]) -> Road {
    Road {
        id: id.to_owned(),
        line: course.to_vec().into(),
        class: Some(RoadClass::County),
        oneway: Oneway::No,
        maxspeed: None,
        bridge: false,
        tunnel: false,
        layer: 0,
        closed: false,
        closures: Vec::new(),
        frozen_only: false,
        divided: false,
        name: None,
        number: None,
        tags: BTreeMap::new(),
        source: Source::default(),
    }
}

/// Random numbers that are the same on every machine.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        (u64::from(self.0.next_u32()) * limit) >> 32
    }

    /// A number from `-most` to `most`.
    fn about(&mut self, most: f64) -> f64 {
        (f64::from(self.0.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0) * most
    }

    /// True once in `of`.
    pub(crate) fn once_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }
}
