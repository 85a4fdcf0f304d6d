//! What was seen and what was missed (覆盖情况): the ledger's visits held against what was due.
//!
//! [`Record`] is what was seen, [`measure`] what follows from it; `docs/coverage.md` defines every figure. Knows the
//! rules of [`crate::priority`] and the ledger's book; nothing of files, clocks or how anything is shown. What is counted
//! are visits to places, never persons or teams.

pub mod estimates;
mod figures;
pub mod likelihood;
mod record;
pub mod watch;

use std::collections::BTreeMap;

pub use figures::*;
pub use record::{Complaint, Failed, Look, Origin, Record, Recorder, Sighting, lengths};

use crate::corridors::CorridorRoute;
use crate::domain::{Calendar, Programme, Target, TargetKind};
use crate::ledger::Book;
use crate::plan::UnvisitedCode;
use crate::units::Day;

/// Everything that coverage is measured from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Programmes.
    pub programmes: &'a [Programme],
    /// Working days.
    pub calendar: &'a Calendar,
    /// The surge frequencies apply.
    pub surge: bool,
    /// All targets but corridors: those of the layers and the points found since, see [`with_found`].
    pub targets: &'a [Target],
    /// Corridors, whole.
    pub corridors: &'a [CorridorRoute],
    /// What was seen; what lies after `to` does not count.
    pub record: &'a Record,
    /// The ledger as it stood at the end of `to`.
    pub book: &'a Book,
    /// What the plans promised, by day; may hold days outside the period.
    pub plans: &'a BTreeMap<Day, PlannedDay>,
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
}

/// What the plan of a day promised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedDay {
    /// Its stops.
    pub stops: Vec<PlannedStop>,
    /// What it left out, of a plan of several days on its first one.
    pub left_out: Vec<LeftOut>,
}

/// A stop of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedStop {
    /// Target.
    pub target: String,
    /// Programme that asks for it.
    pub programme: String,
    /// Kind of target.
    pub kind: TargetKind,
}

/// A due visit that a plan left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Target.
    pub target: String,
    /// Programme that asks for it.
    pub programme: String,
    /// Why.
    pub reason: UnvisitedCode,
}

/// The targets of the layers and the points that the ledger alone knows, by id.
pub fn with_found(targets: &[Target], book: &Book) -> Vec<Target> {
    let mut found = crate::ledger::history(book).found;
    let known: std::collections::BTreeSet<&str> =
        targets.iter().map(|target| target.id.as_str()).collect();
    found.retain(|target| !known.contains(target.id.as_str()));
    found.extend(targets.iter().cloned());
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}
