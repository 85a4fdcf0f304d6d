//! Balance between teams and between townships as a shown trade-off (均衡测算): the same days planned under ever tighter
//! rules, with the prize that each costs.
//!
//! No rule is new to the search: shifts end earlier, stops are limited, prizes are weighted, jobs are kept to some shifts.
//! Every step is planned with the same seeds, and the best of them is shown. What a plan under a tighter cap brings, one
//! under a looser cap could have brought: where the search found less there, it takes that plan over. Teams appear in the
//! order of the plan and are not compared with each other (no ranking of people).

mod csv;
mod outcome;
mod page;
mod steady;
mod trade;
pub mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use self::outcome::{Outcome, Townships};
use super::Input;
use crate::domain::Lang;
use crate::files::folder::Kind;
use crate::pipeline::{Ground, Task};
use crate::plan::PlanFile;
use crate::problem::assemble::Computed;
use crate::problem::check::{Fault, check};
use crate::problem::{Instance, ShiftIdx};
use crate::solver::solve_alone;
use crate::units::{Prize, Seconds};

pub use outcome::{ServedFile, TeamLoadFile};

/// Caps in percent of the most in the free plan as it was searched for, before it takes over another.
const CAPS: [i64; 7] = [100, 95, 90, 85, 80, 75, 70];
/// Percent of the stops that the free plan, as it was searched for, moves against an earlier one.
const MOVES: [i64; 6] = [100, 75, 50, 25, 10, 0];
/// Times that the worst-served township's prizes are raised.
const RAISES: usize = 8;
/// Percent of its prizes that they are raised to each time.
const RAISE: i64 = 125;

/// What is balanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The longest shift's working time is capped.
    Hours,
    /// The most stops of a shift are capped.
    Stops,
    /// The prizes of the worst-served township are raised, again and again.
    Townships,
    /// Teams keep to the township nearest to their base, where it has a team.
    OwnArea,
    /// Visits stay with the team and the day that an earlier plan had for them.
    Steady,
}

/// How it is planned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BalanceOptions<'a> {
    /// What is balanced.
    pub measure: Measure,
    /// Iterations of each search.
    pub iterations: u64,
    /// Searches of each step, from 1.
    pub runs: u32,
    /// Seed of the first search; the next ones follow it.
    pub seed: u64,
    /// The earlier plan that moved stops are counted against.
    pub like: Option<&'a PlanFile>,
}

/// The folder that the files are written to.
pub const BALANCE_FOLDER: Kind = Kind {
    manifest: "balance.json",
    mark: "\"xuncha.balance/",
    en: "a balance folder",
    zh: "均衡测算文件夹",
    is_own: |_| false,
};

/// The steps, planned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BalanceFile {
    /// `xuncha.balance/1`.
    pub schema: &'static str,
    /// Name of the county.
    pub county: String,
    /// First day.
    pub date: String,
    /// Number of days.
    pub days: u32,
    /// Language of the texts.
    pub language: Lang,
    /// What is balanced.
    pub measure: Measure,
    /// Iterations of each search.
    pub iterations: u64,
    /// Seeds, the same for every step.
    pub seeds: Vec<u64>,
    /// SHA-256 of every input file.
    pub inputs: BTreeMap<String, String>,
    /// Prize of what is due and within reach.
    pub prize_due: i64,
    /// Required visits among it.
    pub required_due: u32,
    /// Stops of the earlier plan that are due again, with their team at work on that day of the plan; 0 without one.
    pub like: u32,
    /// The free plan, then ever tighter ones.
    pub steps: Vec<StepFile>,
}

/// A step and what it brings. Prizes are true ones, also where weighted ones were planned with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepFile {
    /// The rule: seconds from the start of a shift, stops, times raised, 0 or 1 for free and kept to the own area.
    pub rule: i64,
    /// For caps, the rule in percent of the most in the free plan as it was searched for; the step of 100 has that figure.
    /// Where the free plan takes over another (`taken_over`), its own most may be less.
    pub cap_percent: Option<i64>,
    /// Required visits in the plan.
    pub required: u32,
    /// Prize of the plan.
    pub prize: i64,
    /// Prize lost against the free plan.
    pub prize_lost: i64,
    /// Stops.
    pub visits: u32,
    /// Working time of the team with the most and with the least over the days, breaks not counted.
    pub work_s: [i64; 2],
    /// Stops of the team with the most and with the least over the days.
    pub stops: [u32; 2],
    /// Prize lost for each minute that the working times of most and least came nearer to each other; null when they did not.
    pub lost_per_minute: Option<f64>,
    /// Stops within the team's own area as a share of those of all teams that have one.
    pub own_share: Option<f64>,
    /// Stops that another shift made in the earlier plan; null without one.
    pub moved: Option<u32>,
    /// The worst-served township.
    pub worst: Option<ServedFile>,
    /// Townships by name.
    pub townships: Vec<ServedFile>,
    /// Teams in the order of the plan.
    pub teams: Vec<TeamLoadFile>,
    /// The plan is that of a tighter cap, which the search did not better here.
    pub taken_over: bool,
}

impl BalanceFile {
    /// The files of a balance folder, by name.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        let files = [
            ("balance.json", json),
            ("balance.csv", csv::table(self)),
            ("balance.html", page::html(self).into_bytes()),
        ];
        files.map(|(name, bytes)| (name.to_owned(), bytes)).into()
    }
}

/// Why there are no steps.
#[derive(Clone, Debug, PartialEq)]
pub enum BalanceError {
    /// [`Measure::Steady`], and none of the earlier plan's visits is due again with its team at work on that day of the
    /// plan, so that there is nothing to keep to.
    NothingInCommon,
    /// The faults of routes: a bug of ours.
    Routes(Vec<Fault>),
}

impl From<Vec<Fault>> for BalanceError {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Routes(faults)
    }
}

/// Plans the free plan and every step; `done` hears of each search that is finished.
///
/// # Errors
/// [`BalanceError`].
pub fn balance(
    input: &Input<'_>,
    options: BalanceOptions<'_>,
    done: &(dyn Fn() + Sync),
) -> Result<BalanceFile, BalanceError> {
    let (workspace, county) = (input.workspace, input.county);
    let computed = Computed {
        network: &county.network,
        day_networks: &county.day_networks,
    };
    let ground = Ground::new(workspace, county, input.horizon.first_day, &computed);
    let standing = ground.stand(input.history.clone(), input.horizon.first_day);
    let mut task = ground.pose(&standing, input.horizon);
    if let Some(before) = options.like {
        task.assembled.instance.ties.homes = steady::homes(before, &task, &workspace.teams);
    }
    if options.measure == Measure::Steady && task.assembled.instance.ties.homes.is_empty() {
        return Err(BalanceError::NothingInCommon);
    }
    let townships = Townships::of(&standing, &task);
    let plan = |instance: &Instance| best(&task, &townships, instance, options, done);
    let free = plan(&task.assembled.instance)?;
    let mut steps = vec![(0, None, free)];
    match options.measure {
        Measure::Hours | Measure::Stops | Measure::Steady => {
            capped(options.measure, &task, &plan, &mut steps)?;
        }
        Measure::Townships => raised(&task, &townships, &plan, &mut steps)?,
        Measure::OwnArea => {
            let own = townships.kept(&task.assembled.instance);
            steps.push((1, None, plan(&own)?));
        }
    }
    let jobs = &task.assembled.instance.jobs;
    let required = jobs.iter().filter(|job| job.required).count();
    Ok(BalanceFile {
        schema: "xuncha.balance/1",
        county: workspace.name.clone(),
        date: input.horizon.first_day.to_string(),
        days: input.horizon.days,
        language: input.lang,
        measure: options.measure,
        iterations: options.iterations,
        seeds: seeds(options).collect(),
        inputs: county.inputs.clone(),
        prize_due: jobs.iter().map(|job| job.prize).sum::<Prize>().get(),
        required_due: u32::try_from(required).unwrap_or(u32::MAX),
        like: u32::try_from(task.assembled.instance.ties.homes.len()).unwrap_or(u32::MAX),
        steps: outcome::files(steps, workspace, &task),
    })
}

/// How many searches there will be at most.
pub fn searches(options: BalanceOptions<'_>) -> usize {
    let steps = match options.measure {
        Measure::Hours | Measure::Stops => CAPS.len() + 1,
        Measure::Steady => MOVES.len() + 1,
        Measure::Townships => RAISES + 1,
        Measure::OwnArea => 2,
    };
    steps * options.runs.max(1) as usize
}

/// Rule, percent of a cap, and the best plan.
type Step = (i64, Option<i64>, Outcome);

fn seeds(options: BalanceOptions<'_>) -> impl Iterator<Item = u64> {
    let runs = 0..u64::from(options.runs.max(1));
    runs.map(move |number| options.seed.wrapping_add(number))
}

/// The best plan of an instance over the seeds, with its true prize; the first on a tie.
fn best(
    task: &Task,
    townships: &Townships,
    instance: &Instance,
    options: BalanceOptions<'_>,
    done: &(dyn Fn() + Sync),
) -> Result<Outcome, Vec<Fault>> {
    let seeds: Vec<u64> = seeds(options).collect();
    let runs = seeds.into_par_iter().map(|seed| {
        let solution = solve_alone(instance, seed, options.iterations);
        // A plan under a tighter rule is one of the task as it is.
        let value = check(instance, &solution)?;
        done();
        Ok((value, Outcome::of(task, townships, &solution)?))
    });
    let runs: Result<Vec<_>, Vec<Fault>> = runs.collect();
    let best = runs?.into_iter().rev().max_by_key(|(value, _)| *value);
    best.map(|(_, outcome)| outcome).ok_or_else(Vec::new)
}

/// Ever shorter shifts, ever fewer stops, or ever fewer moved ones.
fn capped(
    measure: Measure,
    task: &Task,
    plan: &dyn Fn(&Instance) -> Result<Outcome, Vec<Fault>>,
    steps: &mut Vec<Step>,
) -> Result<(), Vec<Fault>> {
    let free = &steps[0].2;
    let most = match measure {
        Measure::Hours => free.longest_shift().get(),
        Measure::Steady => i64::from(free.moved.unwrap_or(0)),
        _ => i64::from(free.most_stops()),
    };
    let caps: &[i64] = match measure {
        Measure::Steady => &MOVES,
        _ => &CAPS,
    };
    for percent in caps.iter().copied() {
        let cap = most * percent / 100;
        let mut instance = task.assembled.instance.clone();
        if measure == Measure::Steady {
            instance.ties.most_moved = u32::try_from(cap).ok();
            steps.push((cap, Some(percent), plan(&instance)?));
            continue;
        }
        for shift in &mut instance.shifts {
            if measure == Measure::Hours {
                let end = shift.window.start() + Seconds(cap);
                let ends = crate::domain::TimeWindow::new(
                    shift.window.start(),
                    end.min(shift.window.end()),
                );
                shift.window = ends.unwrap_or(shift.window);
            } else {
                let cap = u32::try_from(cap).unwrap_or(u32::MAX);
                shift.max_jobs = Some(shift.max_jobs.map_or(cap, |own| own.min(cap)));
            }
        }
        steps.push((cap, Some(percent), plan(&instance)?));
    }
    for at in (0..steps.len() - 1).rev() {
        let (loose, tight) = steps.split_at_mut(at + 1);
        if tight[0].2.rank() > loose[at].2.rank() {
            loose[at].2 = tight[0].2.clone();
            loose[at].2.taken_over = true;
        }
    }
    Ok(())
}

/// Raises the prizes of the township that the last plan served worst.
fn raised(
    task: &Task,
    townships: &Townships,
    plan: &dyn Fn(&Instance) -> Result<Outcome, Vec<Fault>>,
    steps: &mut Vec<Step>,
) -> Result<(), Vec<Fault>> {
    let mut instance = task.assembled.instance.clone();
    for raise in (1..).take(RAISES) {
        let Some(worst) = steps.last().and_then(|(.., last)| last.worst()) else {
            break;
        };
        for (job, township) in instance.jobs.iter_mut().zip(&townships.of_job) {
            if *township == Some(worst) {
                job.prize = Prize(job.prize.get() * RAISE / 100 + 1);
            }
        }
        steps.push((raise, None, plan(&instance)?));
    }
    Ok(())
}

/// The shifts of a task in their order.
fn shifts(instance: &Instance) -> impl Iterator<Item = ShiftIdx> + use<> {
    (0..instance.shifts.len()).map(ShiftIdx::from_idx)
}
