//! What a plan made anew in the middle of it keeps of the plan before.

use std::collections::BTreeMap;

use geo::Coord;

use super::{PlanFile, ReplannedFile, ReturnFile, StopFile, ViaFile};
use crate::roads::Position;
use crate::units::{Day, Seconds};

/// Kept parts of the routes, and what is said of the change.
#[derive(Clone, Debug)]
pub struct Course {
    /// By index of the team and day; a shift without an entry is new as a whole.
    pub kept: BTreeMap<(usize, Day), Kept>,
    /// How the plan was made anew; the changes are added when it is written.
    pub replanned: ReplannedFile,
    /// The plan before.
    pub before: PlanFile,
}

/// The part of a route that was begun.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Its stops, as the plan before had them.
    pub stops: Vec<StopFile>,
    /// The course to each of them.
    pub legs: Vec<Vec<Coord>>,
    /// The course along each of them that is a corridor.
    pub corridors: Vec<Option<Vec<Coord>>>,
    /// Where the last of them is left.
    pub exit: Option<Position>,
    /// When the last of them is left.
    pub left: Option<Seconds>,
    /// Where the team goes on from instead.
    pub via: Option<Passed>,
    /// The way back as it was, when nothing follows.
    pub back: Option<(ReturnFile, Vec<Coord>)>,
}

/// A place that a team passes between what it did and what follows.
#[derive(Clone, Debug)]
pub struct Passed {
    /// On the network.
    pub position: Position,
    /// What is written of it.
    pub file: ViaFile,
    /// Metres driven to it.
    pub metres: i64,
    /// The course to it.
    pub coords: Vec<Coord>,
}

impl Kept {
    /// Seconds of waiting at its stops.
    pub(super) fn wait(&self) -> i64 {
        let waits = self.stops.iter().filter_map(|stop| {
            let (arrive, start) = (super::moment(&stop.arrive)?, super::moment(&stop.start)?);
            Some(start - arrive - stop.walk_s)
        });
        waits.sum()
    }
}
