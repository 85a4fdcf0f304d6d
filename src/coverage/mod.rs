//! What was seen and what was missed (覆盖情况): the ledger's visits held against what was due.
//!
//! [`Record`] is what was seen, [`measure`] what follows from it; `docs/coverage.md` defines every figure. Knows the
//! rules of [`crate::priority`] and the ledger's book; nothing of files, clocks or how anything is shown. What is counted
//! are visits to places, never persons or teams.

mod chain;
mod corridors;
mod duties;
pub mod estimates;
mod figures;
mod gather;
mod ground;
pub mod likelihood;
mod page;
mod promise;
mod recency;
mod record;
mod sightings;
mod spread;
mod tables;
#[cfg(test)]
mod tests;
pub mod watch;

use std::collections::BTreeMap;

pub use figures::*;
pub use page::{Shown, html};
pub use promise::planned_days;
pub use record::{Complaint, Failed, Look, Origin, Record, Recorder, Sighting, lengths};
pub use sightings::{Roadsides, Trail, Trails};
pub use tables::{Sheet, csv, tables};

use self::corridors::Piece;
use self::duties::Obligation;
use self::estimates::Evidence;
use self::ground::{Ground, Life};
use self::watch::Watch;
use crate::corridors::CorridorRoute;
use crate::domain::{Calendar, Programme, Target, TargetKind};
use crate::ledger::{Book, indicators};
use crate::plan::UnvisitedCode;
use crate::units::{Day, TargetId};

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
    pub target: TargetId,
    /// Programme that asks for it.
    pub programme: String,
    /// Kind of target.
    pub kind: TargetKind,
}

/// A due visit that a plan left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Target.
    pub target: TargetId,
    /// Programme that asks for it.
    pub programme: String,
    /// Why.
    pub reason: UnvisitedCode,
}

/// Measures how well the county was covered in a period.
pub fn measure(input: &Input<'_>) -> Coverage {
    let ground = Ground::new(*input);
    let targets = input.targets.iter();
    let routes = input.corridors.iter().map(|route| &route.target);
    let mut lives: Vec<Life<'_>> = (targets.chain(routes))
        .map(|target| ground.life(target))
        .collect();
    lives.sort_by(|a, b| a.target.id.cmp(&b.target.id));
    let by_id: Vec<&Life<'_>> = lives.iter().collect();
    let obligations: Vec<Obligation<'_>> = lives
        .iter()
        .flat_map(|life| duties::obligations(&ground, life))
        .collect();
    let pieces: Vec<Piece<'_>> = lives
        .iter()
        .flat_map(|life| corridors::pieces(&ground, life))
        .collect();
    let visits = gather::tallies(&ground, &by_id, &obligations);
    let metres = corridors::tallies(&ground, &pieces);
    Coverage {
        from: input.from,
        to: input.to,
        counted_from: ground.counted_from,
        programmes: names(input.programmes),
        fairness: spread::fairness(&visits, &metres),
        visits,
        corridors: metres,
        recency: recency::recency(&ground, &by_id),
        overdue: recency::overdue(&ground),
        indicators: indicators(input.book, input.from, input.to),
        promise: promise::promise(&ground, &by_id),
        series: spread::series(&ground, &obligations, &pieces),
        estimates: estimates::estimates(&Evidence {
            record: input.record,
            book: input.book,
            watch: &Watch::new(input.corridors, input.targets),
            targets: input.targets,
            corridors: input.corridors,
            from: ground.counted_from,
            to: input.to,
        }),
        stretches: corridors::stretches(&ground, &pieces),
    }
}

fn names(programmes: &[Programme]) -> BTreeMap<String, Names> {
    let names = programmes.iter().map(|programme| {
        let names = Names {
            en: programme.name_en.clone(),
            zh: programme.name_zh.clone(),
        };
        (programme.id.to_string(), names)
    });
    names.collect()
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
