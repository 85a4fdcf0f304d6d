//! A plan made anew in the middle of it (日中调整): what was begun stays as it was, the teams go on from where they are.
//!
//! Takes the written plan, a moment and what people say of their teams, and gives what [`crate::problem::assemble`] and
//! [`crate::plan`] need: which visits are taken, from where and when each shift goes on, and the part of each route that is
//! kept. Knows nothing of the search.

pub mod codes;
mod drawing;
mod freeze;
mod held;
mod knife;
mod place;
mod stand;

pub use freeze::{Resumed, resume};
pub use held::held;
pub use stand::{Stand, answered, in_vain, late, loosen, stand, wishes_of};

use std::collections::BTreeSet;
use std::path::Path;

use geo::Coord;

use crate::domain::Pin;
use crate::plan::PlanFile;
use crate::units::{Day, Seconds, TargetId, TeamId};

/// What people say in the middle of the day.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The plan so far.
    pub plan: &'a PlanFile,
    /// Its folder.
    pub folder: &'a Path,
    /// SHA-256 of its `plan.json`.
    pub digest: String,
    /// The moment, from midnight of the plan's first day.
    pub at: Seconds,
    /// Where teams are now, lon, lat.
    pub positions: Vec<(TeamId, Coord)>,
    /// How many stops of their routes of that day teams have finished.
    pub finished: Vec<(TeamId, u32)>,
    /// Teams that drop out, those that had before among them.
    pub without: BTreeSet<TeamId>,
    /// Urgent targets.
    pub urgent: Vec<TargetId>,
    /// Pins that are stated now.
    pub pins: &'a [Pin],
    /// Most stops that may be moved to another shift.
    pub moves: Option<u32>,
}

impl Request<'_> {
    /// Days from the plan's first day to the moment's.
    pub fn nth_day(&self) -> i32 {
        i32::try_from(self.at.get().div_euclid(Seconds::DAY.get())).unwrap_or(i32::MAX)
    }

    /// Where a team is said to be.
    pub fn position(&self, team: &str) -> Option<Coord> {
        let mut positions = self.positions.iter();
        positions
            .find(|(own, _)| own.as_str() == team)
            .map(|(_, place)| *place)
    }

    /// How many stops a team is said to have finished.
    pub fn finished(&self, team: &str) -> Option<u32> {
        let mut finished = self.finished.iter();
        finished
            .find(|(own, _)| own.as_str() == team)
            .map(|(_, stops)| *stops)
    }

    /// The day of the moment.
    pub fn day(&self, first_day: Day) -> Day {
        first_day.plus(self.nth_day())
    }
}
