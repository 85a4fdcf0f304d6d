//! A written plan against the workspace, from scratch: own Dijkstra, no code of the solver, the matrix or the hierarchy.
//!
//! `plan.json` is read back and every claim in it is recomputed: who is visited, when, along which way, for what
//! prize; then the route files are held against `plan.json`. Knows the network's links, the due visits and the
//! types of `plan.json`; nothing of how a plan is found or written.

mod codes;
mod days;
mod dijkstra;
mod files;
mod legs;
mod markup;
mod replanned;
mod scan;
mod targets;
mod teams;
mod times;
mod totals;
mod turns;
mod unreachable;
mod why;
mod wishes;

pub use codes::{ALL as FAULT_CODES, FaultCode};

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use codes::Faults;

use crate::corridors::CorridorRoute;
use crate::domain::{Calendar, Due, Road, Target, Team, Wishes};
use crate::plan::{PlanFile, ShiftFile, StopFile};
use crate::roads::{DayNetworks, Network, RoadParams};
use crate::units::{Day, TargetId};

/// What a plan is held against.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// Roads, none of them closed by date.
    pub network: &'a Network,
    /// The roads of the layers, that the network was built from.
    pub roads: &'a [Road],
    /// Speeds, snow and frost.
    pub params: &'a RoadParams,
    /// How many days the plan has.
    pub days: u32,
    /// Targets but corridors, sorted by id.
    pub targets: &'a [Target],
    /// Corridors, sorted by id.
    pub corridors: &'a [CorridorRoute],
    /// Teams.
    pub teams: &'a [Team],
    /// Working days, on top of the teams' weekdays.
    pub calendar: &'a Calendar,
    /// Due visits of the plan's date and days.
    pub due: &'a [Due],
    /// First day.
    pub first_day: Day,
    /// Clock, in seconds east of UTC.
    pub utc_offset: i32,
    /// Walking speed in metres per second.
    pub walk_speed: f64,
    /// Longest walk off the road, one way, in metres.
    pub walk_limit: f64,
    /// SHA-256 of the input files.
    pub inputs: &'a BTreeMap<String, String>,
    /// Pins and what is forbidden, of the workspace and of the plan.
    pub wishes: &'a Wishes,
    /// Visits that the ledger knows as made by the time of a plan made anew: they are none of the due visits.
    pub done: &'a [(TargetId, u32, Day)],
    /// Begun stops of a plan made anew that the ledger knows as made in vain, by target and day.
    pub in_vain: &'a BTreeSet<(TargetId, Day)>,
}

/// One fault of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault {
    /// Stable code, `V0101` ...
    pub code: &'static str,
    /// Shift and stop, or the part of the file.
    pub place: String,
    /// What is wrong, in English and Chinese.
    pub message: (String, String),
}

/// Every fault of the plan in a folder.
pub fn verify(plan_dir: &Path, expectation: &Expectation<'_>) -> Vec<PlanFault> {
    let mut faults = Faults::default();
    if let Some(plan) = read(plan_dir, &mut faults) {
        let days = days::networks(expectation);
        let claim = Claim::new(&plan, expectation, &days);
        header(&claim, &mut faults);
        targets::check(&claim, &mut faults);
        teams::check(&claim, &mut faults);
        times::check(&claim, &mut faults);
        totals::check(&claim, &mut faults);
        wishes::check(&claim, &mut faults);
        replanned::check(&claim, &mut faults);
        let ground = scan::Ground::new(expectation.network, &days);
        let arcs = legs::arcs(&claim);
        legs::check(&claim, &ground, &arcs, &mut faults);
        why::check(&claim, &ground, &arcs, &mut faults);
        files::check(plan_dir, &claim, &ground, &mut faults);
    }
    faults.0
}

/// A target or corridor of the workspace.
#[derive(Clone, Copy, Debug)]
enum Known<'a> {
    Target(&'a Target),
    Corridor(&'a CorridorRoute),
}

impl<'a> Known<'a> {
    fn target(self) -> &'a Target {
        match self {
            Self::Target(target) => target,
            Self::Corridor(route) => &route.target,
        }
    }
}

/// A plan beside the workspace, with both sides found by id.
struct Claim<'a> {
    plan: &'a PlanFile,
    expect: &'a Expectation<'a>,
    /// The roads on each day.
    days: &'a DayNetworks,
    known: BTreeMap<&'a str, Known<'a>>,
    teams: BTreeMap<&'a str, &'a Team>,
    due: BTreeMap<(&'a str, u32), &'a Due>,
}

impl<'a> Claim<'a> {
    fn new(plan: &'a PlanFile, expect: &'a Expectation<'a>, days: &'a DayNetworks) -> Self {
        let points = expect
            .targets
            .iter()
            .map(|target| (target.id.as_str(), Known::Target(target)));
        let corridors = expect
            .corridors
            .iter()
            .map(|route| (route.target.id.as_str(), Known::Corridor(route)));
        Self {
            plan,
            expect,
            days,
            known: points.chain(corridors).collect(),
            teams: expect
                .teams
                .iter()
                .map(|team| (team.id.as_str(), team))
                .collect(),
            due: expect
                .due
                .iter()
                .map(|due| ((due.target.as_str(), due.visit), due))
                .collect(),
        }
    }

    /// Which roads hold on a day: 0 = all, n = variant n of the day networks.
    fn variant(&self, day: Day) -> usize {
        self.days.variant(day.days_since(self.expect.first_day))
    }

    /// The roads on a day.
    fn network_on(&self, day: Day) -> &Network {
        self.days.network(self.expect.network, self.variant(day))
    }

    /// How often a target is due in the horizon.
    fn times_due(&self, target: &str) -> usize {
        self.due.range((target, 0)..=(target, u32::MAX)).count()
    }

    /// The due visit that an entry of the plan stands for.
    fn due_of(&self, target: &'a str, visit: Option<u32>) -> Option<&'a Due> {
        self.due.get(&(target, visit.unwrap_or(1))).copied()
    }
}

/// How a fault names a shift.
fn shift_place(shift: &ShiftFile) -> String {
    format!("{} {}", shift.date, shift.team)
}

/// How a fault names a stop.
fn stop_place(shift: &ShiftFile, stop: &StopFile) -> String {
    format!("{} stop {} {}", shift_place(shift), stop.seq, stop.target)
}

/// Reads `plan.json`, the schema first.
fn read(dir: &Path, faults: &mut Faults) -> Option<PlanFile> {
    let broken = |faults: &mut Faults, what: String| {
        faults.add(&codes::UNREADABLE, "plan.json", &[&what]);
        None
    };
    let bytes = match std::fs::read(dir.join("plan.json")) {
        Ok(bytes) => bytes,
        Err(error) => return broken(faults, error.to_string()),
    };
    let value: serde_json::Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(error) => return broken(faults, error.to_string()),
    };
    let schema = value
        .get("schema")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    if schema != "xuncha.plan/1" {
        faults.add(&codes::SCHEMA, "plan.json", &[&schema]);
        return None;
    }
    match serde_json::from_slice(&bytes) {
        Ok(plan) => Some(plan),
        Err(error) => broken(faults, error.to_string()),
    }
}

/// Date, days and the hashes of the inputs.
fn header(claim: &Claim<'_>, faults: &mut Faults) {
    let (plan, expect) = (claim.plan, claim.expect);
    let first_day = expect.first_day.to_string();
    faults.same_field(
        &codes::HEADER,
        "plan.json",
        "date",
        plan.date.as_str(),
        &first_day,
    );
    let last = expect
        .due
        .iter()
        .map(|due| due.last_day.days_since(expect.first_day))
        .max();
    let least = last.map_or(1, |last| i64::from(last) + 1);
    if i64::from(plan.days) < least {
        faults.add(
            &codes::HEADER,
            "plan.json",
            &[&"days", &plan.days, &format!("{least} or more")],
        );
    }
    let changed: Vec<&str> = plan
        .inputs
        .iter()
        .filter(|(path, hash)| expect.inputs.get(*path) != Some(hash))
        .map(|(path, _)| path.as_str())
        .chain(
            expect
                .inputs
                .keys()
                .filter(|path| !plan.inputs.contains_key(*path))
                .map(String::as_str),
        )
        .collect();
    if !changed.is_empty() {
        faults.add(&codes::INPUTS, "plan.json", &[&changed.join(", ")]);
    }
}

#[cfg(test)]
mod tests;
