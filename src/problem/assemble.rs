//! From the county's due visits to an [`Instance`]: where everything is rounded, once.

use super::Instance;
use crate::domain::Due;
use crate::roads::{Position, Snapped};
use crate::units::Day;

/// Where a job of the instance comes from.
#[derive(Clone, Debug)]
pub struct JobSource {
    /// Index into the due visits.
    pub due: usize,
    /// How its target lies on the network; `None` for a corridor.
    pub snapped: Option<Snapped>,
    /// Index into the corridor routes; `None` for a point. Mode 0 is forward, mode 1 backward.
    pub corridor: Option<usize>,
    /// Walk off the road, one way, in whole metres.
    pub walk_metres: i64,
    /// The same in whole seconds.
    pub walk_seconds: i64,
}

/// Where a shift of the instance comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShiftSource {
    /// Index into the teams.
    pub team: usize,
    /// Its date.
    pub day: Day,
}

/// Why a due visit never became a job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exclusion {
    /// No allowed road within the walk limit; metres to the nearest one, when known.
    TooFarFromRoad {
        /// Metres to the nearest allowed road.
        nearest: Option<f64>,
    },
    /// On an island of the network that no base can reach, or from which there is no way back.
    Cut {
        /// Road length of that island in metres.
        island_length: f64,
    },
    /// No shift on its days may do it.
    NoShift,
    /// No day of its span leaves a window long enough for the work.
    NoWindow,
}

/// An instance and where everything in it comes from.
#[derive(Clone, Debug, Default)]
pub struct Assembled {
    /// What the solver sees.
    pub instance: Instance,
    /// Position of each location; bases first.
    pub locations: Vec<Position>,
    /// One per job.
    pub jobs: Vec<JobSource>,
    /// One per shift.
    pub shifts: Vec<ShiftSource>,
    /// Due visits that never became jobs.
    pub excluded: Vec<(usize, Exclusion)>,
}

/// The due visits of which `assembled` made jobs or exclusions: each exactly once.
pub fn covers(assembled: &Assembled, due: &[Due]) -> bool {
    let mut seen = vec![0_u8; due.len()];
    for idx in assembled
        .jobs
        .iter()
        .map(|job| job.due)
        .chain(assembled.excluded.iter().map(|(idx, _)| *idx))
    {
        seen[idx] += 1;
    }
    seen.iter().all(|count| *count == 1)
}
