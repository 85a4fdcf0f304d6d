//! A solution as something that people can use: `plan.json`, route files, reasons.
//!
//! Knows the network only to draw paths; nothing of the ledger or the search.

mod file;

pub use file::*;

use std::collections::BTreeMap;

use crate::corridors::CorridorRoute;
use crate::domain::{Due, Lang, Target, Team};
use crate::problem::Solution;
use crate::problem::assemble::Assembled;
use crate::roads::Network;
use crate::units::Day;

/// Everything that a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// Name of the county.
    pub county: &'a str,
    /// Language of the texts.
    pub lang: Lang,
    /// First day.
    pub first_day: Day,
    /// Number of days.
    pub days: u32,
    /// Seed of the search.
    pub seed: u64,
    /// Clock, in seconds east of UTC.
    pub utc_offset: i32,
    /// SHA-256 of the input files.
    pub inputs: &'a BTreeMap<String, String>,
    /// Roads.
    pub network: &'a Network,
    /// Names of the roads by `Link::road`, for the sheet's map.
    pub roads: &'a [crate::domain::Road],
    /// All targets but corridors, sorted by id.
    pub targets: &'a [Target],
    /// Corridors, sorted by id.
    pub corridors: &'a [CorridorRoute],
    /// Teams.
    pub teams: &'a [Team],
    /// Due visits.
    pub due: &'a [Due],
    /// The instance and its origins.
    pub assembled: &'a Assembled,
    /// The routes.
    pub solution: &'a Solution,
}

/// A plan as files: name within the plan folder -> contents.
#[derive(Clone, Debug)]
pub struct PlanFiles {
    /// `plan.json` as a value.
    pub plan: PlanFile,
    /// Every file, `plan.json` included.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Makes the plan and its route files.
pub fn make(input: &PlanInput<'_>) -> PlanFiles {
    let _ = input;
    unimplemented!("written by the plan module")
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct PlanError;
impl PlanError {
    pub fn code(&self) -> &'static str {
        ""
    }
    pub fn hint(&self, _: Lang) -> String {
        String::new()
    }
    pub fn message(&self, _: Lang) -> String {
        String::new()
    }
    pub fn io(&self) -> Option<&std::io::Error> {
        None
    }
}
pub fn check_target(_: &std::path::Path) -> Result<(), PlanError> {
    Ok(())
}
pub fn write(_: &std::path::Path, _: &PlanFiles) -> Result<(), PlanError> {
    Ok(())
}
