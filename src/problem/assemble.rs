//! From the county's due visits to an [`Instance`]: where everything is rounded, once.
//!
//! Walks are rounded up to whole seconds and to the nearest metre, windows keep whole seconds, travel times come
//! rounded from the road engine. Every due visit becomes one job or one [`Exclusion`], never nothing.

mod bases;
mod facing;
mod held;
mod jobs;
mod places;
mod progress;
mod reach;
mod shifts;
mod terrain;
mod travel;

pub use bases::may_stop;
pub use held::is_held;
pub use progress::{LeftStop, Progress, Remainder};
pub use terrain::Terrain;
pub use travel::{Computed, TravelTable, TravelTimes};

use std::collections::BTreeMap;

use super::{Instance, ShiftIdx};
use crate::corridors::CorridorRoute;
use crate::domain::{Calendar, Due, Finding, Source, Target, Team};
use crate::roads::{DayNetworks, Network, Position, Snapped};
use crate::units::Day;

pub mod codes;

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
    /// One-way roads lead there but not back, or back but not there.
    OneWay,
    /// The road there is closed on all its days.
    Closed,
    /// No shift on its days may do it.
    NoShift,
    /// No day of its span leaves a window long enough for the work.
    NoWindow,
    /// Every day of its span is too near to a visit of the target that was made.
    Spaced,
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
    /// Of due visits that teams are wished or barred for, or that have no shift: the shifts that could do them, were nothing wished.
    pub able: BTreeMap<usize, Vec<ShiftIdx>>,
}

/// What is assembled.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Roads, none of them closed by date.
    pub network: &'a Network,
    /// What dated closures leave of them on each day.
    pub day_networks: &'a DayNetworks,
    /// Days from the first day of `day_networks` to the first day of the horizon.
    pub day_offset: i32,
    /// Targets but corridors, sorted by id.
    pub targets: &'a [Target],
    /// Corridors, sorted by id.
    pub corridors: &'a [CorridorRoute],
    /// Teams.
    pub teams: &'a [Team],
    /// Due visits, sorted by target and visit.
    pub due: &'a [Due],
    /// Working days.
    pub calendar: &'a Calendar,
    /// First day of the horizon.
    pub first_day: Day,
    /// Days in the horizon.
    pub days: u32,
    /// Longest walk off the road in metres, one way.
    pub walk_limit: f64,
    /// Walking speed in metres per second.
    pub walk_speed: f64,
    /// What has happened already of a plan that is made anew in the middle of it.
    pub progress: Option<&'a Progress>,
}

/// Makes the instance: places on the network, shifts, travel times, jobs, spacing.
pub fn assemble(parts: &Parts<'_>) -> (Assembled, Vec<Finding>) {
    let terrain = Terrain::new(parts);
    let computed = Computed {
        network: parts.network,
        day_networks: parts.day_networks,
    };
    let (assembled, more) = assemble_on(parts, &terrain, &computed);
    let mut findings = terrain.findings().to_vec();
    findings.extend(more);
    if parts.progress.is_none() {
        findings.extend(held::told(parts, &assembled));
    }
    (assembled, findings)
}

/// The same on a terrain that is known, with travel times from elsewhere; the bases are told of by the terrain.
pub fn assemble_on(
    parts: &Parts<'_>,
    terrain: &Terrain<'_>,
    travel: &dyn TravelTimes,
) -> (Assembled, Vec<Finding>) {
    let mut findings = Vec::new();
    let (shifts, shift_sources) = shifts::shifts(parts, &terrain.bases);
    if shifts.is_empty() {
        let last = parts
            .first_day
            .plus(i32::try_from(parts.days).unwrap_or(i32::MAX) - 1);
        let finding = Finding::new(&codes::NO_SHIFT, Source::default());
        findings.push(finding.arg(parts.first_day).arg(last));
    }
    let mut places = places::targets(parts, terrain, &mut findings);
    let locations = places.locations(&terrain.bases, parts.network);
    let mut assembled = Assembled {
        locations,
        shifts: shift_sources,
        ..Assembled::default()
    };
    let starts = parts
        .progress
        .map(|progress| progress::places(progress, &mut assembled));
    assembled.instance.travel = travel.between(0, &assembled.locations);
    for variant in 1..=parts.day_networks.closed_variants() {
        let closed = travel.between(variant, &assembled.locations);
        assembled.instance.closed_travel.push(closed);
    }
    assembled.instance.shifts = shifts;
    if let (Some(progress), Some(starts)) = (parts.progress, &starts) {
        progress::cut(progress, starts, &mut assembled);
    }
    facing::narrow(&mut places, &terrain.bases, &mut assembled);
    jobs::add(parts, &places, &mut assembled);
    (assembled, findings)
}

/// Where a target can be worked on (到达判定).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Reached: so many metres on foot off the road, one way.
    Reached {
        /// Where the vehicle stops, and the walk.
        snapped: Snapped,
    },
    /// Not reached, and why.
    Unreachable(Exclusion),
}

/// A verdict for every target of `parts`, in their order; islands without a base count as cut off.
pub fn verdicts(parts: &Parts<'_>) -> (Vec<Verdict>, Vec<Finding>) {
    let terrain = Terrain::new(parts);
    let mut findings = terrain.findings().to_vec();
    let verdicts = places::verdicts(parts, &terrain, &mut findings);
    (verdicts, findings)
}

/// The teams that work on a day, in their order.
pub fn working_teams<'t>(
    teams: &'t [Team],
    calendar: &'t Calendar,
    day: Day,
) -> impl Iterator<Item = &'t Team> {
    teams
        .iter()
        .filter(move |team| shifts::works(team, day, calendar))
}

/// The first day from `day` on, within two months, on which a team works; `day` itself when there is none.
pub fn next_working_day(teams: &[Team], calendar: &Calendar, day: Day) -> Day {
    (0..62)
        .map(|ahead| day.plus(ahead))
        .find(|day| working_teams(teams, calendar, *day).next().is_some())
        .unwrap_or(day)
}
