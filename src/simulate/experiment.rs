//! Policies under the same weeks, run after run: the county is read once, travel times are worked out once, runs go side by
//! side.

use rayon::prelude::*;

use super::outcome::{Outcome, outcome};
use super::policy::Policy;
use super::run::{Played, Setting, play};
use super::scenario::{Closure, Scenario};
use super::world::World;
use crate::coverage::watch::Watch;
use crate::domain::{Finding, SpeedTable, Target};
use crate::ledger::{Ledger, LedgerError, MemoryStore, Moment};
use crate::pipeline::{self, County, Ground, Horizon};
use crate::problem::assemble::{Computed, TravelTable};
use crate::register;
use crate::roads::{self, DayNetworks, RoadParams, Snapper};
use crate::units::Day;
use crate::workspace::Workspace;

/// What is tried.
#[derive(Clone, Debug)]
pub struct Plan {
    /// First day.
    pub first: Day,
    /// Number of days, from 1.
    pub days: u32,
    /// Runs of each policy, from 1.
    pub runs: u64,
    /// Iterations of the search for each day's plan.
    pub iterations: u64,
    /// Seed of all draws.
    pub seed: u64,
}

/// Why weeks cannot be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// The layers or settings.
    #[error("the county cannot be read")]
    Findings(Vec<Finding>),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The first day lies beyond the calendar.
    #[error("the first day lies beyond the calendar")]
    NoSuchDay,
    /// A closure of the scenario names no road.
    #[error("no road of the layers is called `{road}`")]
    UnknownRoad {
        /// As the scenario names it.
        road: String,
    },
}

/// Everything that the runs stand on.
#[derive(Debug)]
pub struct Stage {
    /// The county, its dated closures and the scenario's.
    pub county: County,
    /// Roads under snow.
    snow: (roads::Network, DayNetworks),
    /// Where waste may appear.
    pub world: World,
    /// The ledger before the first day.
    pub ledger: Ledger<MemoryStore>,
    /// What could not be taken over from the layers.
    pub findings: Vec<Finding>,
}

impl Stage {
    /// Reads the county of a workspace and makes the world of a scenario on it.
    ///
    /// # Errors
    /// What is wrong with the layers, the ledger or the scenario's closures.
    pub fn new(
        workspace: &Workspace,
        scenario: &Scenario,
        plan: &Plan,
    ) -> Result<Self, SimulateError> {
        let horizon = Horizon {
            first_day: plan.first,
            days: plan.days,
        };
        let mut county =
            pipeline::read_county(workspace, Some(horizon)).map_err(SimulateError::Findings)?;
        if !scenario.closures.is_empty() {
            for closure in &scenario.closures {
                close(&mut county, closure)?;
            }
            county.day_networks = pipeline::day_networks(workspace, &county, horizon);
        }
        let speeds = RoadParams {
            speeds: workspace.roads.speeds.slower(&SpeedTable::SNOW),
            ..workspace.roads.clone()
        };
        let (white, _) = roads::build(&county.layers.roads, &speeds);
        let days = pipeline::days(workspace, horizon);
        let closed = DayNetworks::new(&white, &county.layers.roads, &speeds, &days);
        let begin =
            Moment::on(plan.first, 0, workspace.utc_offset).ok_or(SimulateError::NoSuchDay)?;
        let (ledger, mut findings) = register::in_memory(workspace, &county.layers.targets, begin)?;
        let world = {
            let snapper = Snapper::new(&county.network);
            let is_reached = |at: geo::Coord| {
                let place = geo::Geometry::Point(geo::Point(at));
                snapper
                    .snap(&place, workspace.walk_limit, &|_| true)
                    .is_ok()
            };
            World::new(
                scenario,
                &county.layers.targets,
                &county.corridors,
                ledger.book(),
                &is_reached,
            )
        };
        findings.extend(county.findings.iter().cloned());
        Ok(Self {
            county,
            snow: (white, closed),
            world,
            ledger,
            findings,
        })
    }

    /// Who watches which place.
    pub fn watch(&self) -> Watch {
        Watch::new(&self.county.corridors, &self.county.layers.targets)
    }
}

/// Closes a road for some days.
fn close(county: &mut County, closure: &Closure) -> Result<(), SimulateError> {
    let named = |road: &&mut crate::domain::Road| {
        let names = [
            Some(road.id.as_str()),
            road.number.as_deref(),
            road.name.as_deref(),
        ];
        names.into_iter().flatten().any(|name| name == closure.road)
    };
    let mut is_known = false;
    for road in county.layers.roads.iter_mut().filter(named) {
        road.closures
            .push(crate::domain::Closure::whole_days(closure.from, closure.to));
        is_known = true;
    }
    is_known
        .then_some(())
        .ok_or_else(|| SimulateError::UnknownRoad {
            road: closure.road.clone(),
        })
}

/// Watches the runs.
pub trait Progress: Sync {
    /// The travel times are being worked out.
    fn preparing(&self) {}
    /// A run is finished.
    fn finished(&self, outcome: &Outcome) {
        let _ = outcome;
    }
}

/// Plays every run of every policy that is not among those known already; in the order of policies and runs.
///
/// # Errors
/// When the ledger's events cannot be read.
pub fn simulate(
    stage: &Stage,
    policies: &[Policy],
    scenario: &Scenario,
    plan: &Plan,
    known: &dyn Fn(&str, u64) -> Option<Outcome>,
    progress: &dyn Progress,
) -> Result<Vec<Outcome>, SimulateError> {
    with_runs(stage, policies, scenario, plan, progress, &|one| {
        let wanted =
            (0..policies.len()).flat_map(|policy| (0..plan.runs).map(move |run| (policy, run)));
        let wanted: Vec<(usize, u64)> = wanted.collect();
        let kept: Vec<Option<Outcome>> = wanted
            .iter()
            .map(|(policy, run)| known(&policies[*policy].name, *run))
            .collect();
        let outcomes: Result<Vec<Option<Outcome>>, LedgerError> = wanted
            .par_iter()
            .zip(kept)
            .map(|((policy, run), kept)| {
                if kept.is_some() {
                    return Ok(kept);
                }
                let played = one.play(*policy, *run)?;
                let policy = &policies[*policy];
                let outcome = outcome(
                    &one.setting,
                    &policy.workspace,
                    &stage.county,
                    &policy.name,
                    *run,
                    &played,
                )?;
                progress.finished(&outcome);
                Ok(Some(outcome))
            })
            .collect();
        Ok(outcomes?.into_iter().flatten().collect())
    })
}

/// Runs that can be played.
#[derive(Debug)]
pub struct Runs<'a> {
    /// What all runs share.
    pub setting: Setting<'a>,
    policies: &'a [Policy],
    grounds: &'a [Ground<'a>],
}

impl Runs<'_> {
    /// Plays a run of the policy of that number.
    ///
    /// # Errors
    /// When the ledger's events cannot be read, which does not happen in memory.
    pub fn play(&self, policy: usize, run: u64) -> Result<Played, LedgerError> {
        play(
            &self.setting,
            &self.policies[policy].workspace,
            &self.grounds[policy],
            run,
        )
    }
}

/// Works out what all runs share, and hands it on.
///
/// # Errors
/// Those of `use_runs`.
pub fn with_runs<T>(
    stage: &Stage,
    policies: &[Policy],
    scenario: &Scenario,
    plan: &Plan,
    progress: &dyn Progress,
    use_runs: &dyn Fn(&Runs<'_>) -> Result<T, SimulateError>,
) -> Result<T, SimulateError> {
    let county = &stage.county;
    let spots: Vec<Target> = stage.world.as_targets();
    let mut positions = Vec::new();
    for policy in policies {
        positions.extend(pipeline::positions(
            &policy.workspace,
            county,
            plan.first,
            &spots,
        ));
    }
    progress.preparing();
    let dry = TravelTable::new(
        Computed {
            network: &county.network,
            day_networks: &county.day_networks,
        },
        &positions,
    );
    let snow = TravelTable::new(
        Computed {
            network: &stage.snow.0,
            day_networks: &stage.snow.1,
        },
        &positions,
    );
    let grounds: Vec<Ground<'_>> = policies
        .iter()
        .map(|policy| Ground::new(&policy.workspace, county, plan.first, &dry))
        .collect();
    use_runs(&Runs {
        setting: Setting {
            scenario,
            world: &stage.world,
            ledger: &stage.ledger,
            snow: &snow,
            first: plan.first,
            days: plan.days,
            iterations: plan.iterations,
            seed: plan.seed,
        },
        policies,
        grounds: &grounds,
    })
}
