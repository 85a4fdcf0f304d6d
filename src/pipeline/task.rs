//! A county as it stands to a problem: what is due and wished, in integers.

use std::collections::BTreeSet;

use geo::Coord;

use super::county::parts;
use super::{County, Horizon, UNKNOWN_TOWNSHIP};
use crate::corridors::CorridorRoute;
use crate::domain::{Due, Finding, Forbid, History, Level, Pin, Source, Target, Wishes};
use crate::pins;
use crate::priority::{self, Bound, InVain, Occasion, Taken, Wished};
use crate::problem::assemble::{Assembled, Parts, Progress, assemble};
use crate::problem::{JobIdx, Solution};
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// What is due in a horizon, on the network.
#[derive(Clone, Debug)]
pub struct Task {
    /// Days.
    pub horizon: Horizon,
    /// Due visits, by target and visit.
    pub due: Vec<Due>,
    /// The problem and where everything in it comes from.
    pub assembled: Assembled,
    /// Findings of priorities and of snapping.
    pub findings: Vec<Finding>,
    /// The wishes in force.
    pub wishes: Wishes,
    /// The visits that pins bind.
    pub bound: Vec<Bound>,
    /// Wishes of the plan before that cannot hold any more; told among the findings.
    pub given_up: Wishes,
}

/// What people ask of a plan beyond what is due, and what has happened of it already.
#[derive(Clone, Copy, Debug)]
pub struct Orders<'a> {
    /// Pins and what is forbidden.
    pub wishes: &'a Wishes,
    /// What was asked of the plan before: each of these wishes counts as long as it can hold beside the others.
    pub carried: &'a Wishes,
    /// First day that is still planned.
    pub from: Day,
    /// What has happened of the plan.
    pub progress: Option<&'a Progress>,
}

/// Every visit that is due in the horizon, by target and visit, and what was assumed.
pub fn due(
    workspace: &Workspace,
    county: &County,
    history: &History,
    horizon: Horizon,
) -> (Vec<Due>, Vec<Finding>) {
    let (targets, corridors) = (&county.layers.targets, &county.corridors);
    due_among(workspace, targets, corridors, history, horizon)
}

pub(super) fn due_among(
    workspace: &Workspace,
    targets: &[Target],
    corridors: &[CorridorRoute],
    history: &History,
    horizon: Horizon,
) -> (Vec<Due>, Vec<Finding>) {
    let mut all: Vec<&Target> = targets.iter().collect();
    all.extend(corridors.iter().map(|corridor| &corridor.target));
    all.sort_by(|a, b| a.id.cmp(&b.id));
    priority::due(&all, history, &occasion(workspace, horizon))
}

fn occasion(workspace: &Workspace, horizon: Horizon) -> Occasion<'_> {
    Occasion {
        programmes: &workspace.programmes,
        calendar: &workspace.calendar,
        params: &workspace.priority,
        first_day: horizon.first_day,
        days: horizon.days,
        surge: workspace.surge,
        place: middle(workspace),
        utc_offset: workspace.utc_offset,
    }
}

/// What is due with the wishes laid over it, and the wishes that count.
pub fn wished(
    workspace: &Workspace,
    county: &County,
    history: &History,
    horizon: Horizon,
    (wishes, from, taken): (&Wishes, Day, (&Taken, &InVain)),
) -> (Wished, Wishes) {
    let (due, mut findings) = due(workspace, county, history, horizon);
    let corridors = county.corridors.iter().map(|corridor| &corridor.target);
    let all: Vec<&Target> = county.layers.targets.iter().chain(corridors).collect();
    let scene = pins::Scene {
        targets: &all.iter().map(|target| &target.id).collect(),
        teams: &workspace.teams,
        calendar: &workspace.calendar,
        first_day: horizon.first_day,
        days: horizon.days,
        from,
    };
    let (wishes, refused) = pins::resolve(wishes, &scene);
    findings.extend(refused);
    let occasion = occasion(workspace, horizon);
    let mut wished = priority::wish(due, &all, history, &occasion, &wishes, taken);
    findings.append(&mut wished.findings);
    wished.findings = findings;
    (wished, wishes)
}

/// What is due and wished in the horizon, as a problem.
///
/// # Errors
/// The findings for which a wish cannot hold, or the smallest set of wishes that clashes.
pub fn pose(
    workspace: &Workspace,
    county: &County,
    history: &History,
    horizon: Horizon,
    orders: &Orders<'_>,
) -> Result<Task, Vec<Finding>> {
    let lay = |wishes: &Wishes| lay(workspace, county, history, horizon, orders, wishes);
    let pins = orders.carried.pins.iter().cloned().map(Wish::Pin);
    let forbids = orders.carried.forbids.iter().cloned().map(Wish::Forbid);
    let carried: Vec<Wish> = pins.chain(forbids).collect();
    let together = lay(&with(orders.wishes, &carried));
    let why = match together {
        Err(why) if !carried.is_empty() => why,
        together => return together,
    };
    let mut fit = Fit {
        task: lay(orders.wishes)?,
        wishes: orders.wishes.clone(),
        lay: &lay,
        given_up: Wishes::default(),
        findings: Vec::new(),
    };
    fit.halve(&carried, &why);
    fit.task.findings.extend(fit.findings);
    fit.task.given_up = fit.given_up;
    Ok(fit.task)
}

/// A wish of either kind.
#[derive(Clone)]
enum Wish {
    Pin(Pin),
    Forbid(Forbid),
}

fn with(wishes: &Wishes, more: &[Wish]) -> Wishes {
    let mut wishes = wishes.clone();
    for wish in more {
        match wish {
            Wish::Pin(pin) => wishes.pins.push(pin.clone()),
            Wish::Forbid(forbid) => wishes.forbids.push(forbid.clone()),
        }
    }
    wishes
}

/// Wishes that can hold together so far, and the task that they make.
struct Fit<'l> {
    lay: &'l dyn Fn(&Wishes) -> Result<Task, Vec<Finding>>,
    wishes: Wishes,
    task: Task,
    given_up: Wishes,
    findings: Vec<Finding>,
}

impl Fit<'_> {
    /// Adds wishes when all of them can hold beside those so far.
    fn add(&mut self, more: &[Wish]) -> Result<(), Vec<Finding>> {
        let wishes = with(&self.wishes, more);
        self.task = (self.lay)(&wishes)?;
        self.wishes = wishes;
        Ok(())
    }

    /// Adds one after the other of wishes that cannot all hold; those that cannot hold beside the ones before are given up.
    /// A half that can hold is added at once: g of n are found with some g log n tasks.
    fn halve(&mut self, more: &[Wish], why: &[Finding]) {
        if let [wish] = more {
            self.give_up(wish, why);
            return;
        }
        let (first, second) = more.split_at(more.len() / 2);
        for half in [first, second] {
            if let Err(why) = self.add(half) {
                self.halve(half, &why);
            }
        }
    }

    fn give_up(&mut self, wish: &Wish, why: &[Finding]) {
        let (text, target) = match wish {
            Wish::Pin(pin) => (pin.argument(), Some(&pin.target)),
            Wish::Forbid(forbid) => (format!("--forbid {forbid}"), forbid.targets.first()),
        };
        self.findings.push(pins::given_up(&text, target, why));
        match wish {
            Wish::Pin(pin) => self.given_up.pins.push(pin.clone()),
            Wish::Forbid(forbid) => self.given_up.forbids.push(forbid.clone()),
        }
    }
}

/// What is due in the horizon as a problem, with these wishes laid over it.
fn lay(
    workspace: &Workspace,
    county: &County,
    history: &History,
    horizon: Horizon,
    orders: &Orders<'_>,
    wishes: &Wishes,
) -> Result<Task, Vec<Finding>> {
    let nothing = Progress::default();
    let progress = orders.progress.unwrap_or(&nothing);
    let laid = (wishes, orders.from, (&progress.taken, &progress.in_vain));
    let (wished, wishes) = wished(workspace, county, history, horizon, laid);
    refuse(&wished.findings)?;
    let Wished {
        due,
        bound,
        mut findings,
    } = wished;
    let parts = Parts {
        progress: orders.progress,
        ..parts(workspace, county, &due, horizon)
    };
    let (mut assembled, placing) = assemble(&parts);
    findings.extend(placing);
    findings.extend(unknown_townships(workspace, county));
    let board = pins::Board {
        wishes: &wishes,
        bound: &bound,
        due: &due,
        assembled: &assembled,
        teams: &workspace.teams,
        days: horizon.days,
        first_day: horizon.first_day,
        progress: orders.progress,
    };
    let (mut ties, misplaced) = pins::tie(&board);
    refuse(&misplaced)?;
    if let Some(progress) = orders.progress {
        ties.homes = progress.homes(&due, &assembled);
        ties.most_moved = progress.most_moved;
        ties.begin = progress.routes(&due, &assembled);
    }
    if let Some(clash) = pins::clash(&board, &ties) {
        return Err(vec![clash]);
    }
    assembled.instance.ties = ties;
    Ok(Task {
        horizon,
        due,
        assembled,
        findings,
        wishes,
        bound,
        given_up: Wishes::default(),
    })
}

/// The errors among findings on wishes.
fn refuse(findings: &[Finding]) -> Result<(), Vec<Finding>> {
    let is_error = |finding: &&Finding| {
        finding.code.level == Level::Error && finding.code.id.starts_with(['N', 'P'])
    };
    let errors: Vec<Finding> = findings.iter().filter(is_error).cloned().collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// Pins of the plan before whose visits a solution leaves out, though nothing that is asked now binds them.
pub fn lapsed(task: &Task, solution: &Solution, orders: &Orders<'_>) -> Vec<Pin> {
    let left_out = task.bound.iter().filter(|bound| {
        let jobs = &task.assembled.jobs;
        let job = jobs.binary_search_by_key(&bound.due, |source| source.due);
        let job = job.ok().map(JobIdx::from_idx);
        let mut steps = solution.routes.iter().flatten();
        !job.is_some_and(|job| steps.any(|step| step.job == job))
    });
    let targets: BTreeSet<&TargetId> = left_out.map(|bound| &task.due[bound.due].target).collect();
    let is_asked = |target: &TargetId| orders.wishes.pins.iter().any(|pin| pin.target == *target);
    let pins = orders.carried.pins.iter();
    pins.filter(|pin| targets.contains(&pin.target) && !is_asked(&pin.target))
        .cloned()
        .collect()
}

/// Pinned visits that a solution leaves out.
pub fn not_kept(workspace: &Workspace, task: &Task, solution: &Solution) -> Vec<Finding> {
    let board = pins::Board {
        wishes: &task.wishes,
        bound: &task.bound,
        due: &task.due,
        assembled: &task.assembled,
        teams: &workspace.teams,
        days: task.horizon.days,
        first_day: task.horizon.first_day,
        progress: None,
    };
    pins::not_kept(&board, solution)
}

fn unknown_townships(workspace: &Workspace, county: &County) -> Vec<Finding> {
    let known: BTreeSet<&str> = county
        .layers
        .targets
        .iter()
        .filter_map(|target| target.township.as_deref())
        .collect();
    let teams = workspace.teams.iter();
    let pairs = teams.flat_map(|team| team.townships.iter().map(move |name| (team, name)));
    pairs
        .filter(|(_, name)| !known.contains(name.as_str()))
        .map(|(team, name)| {
            let finding = Finding::new(&UNKNOWN_TOWNSHIP, Source::default()).id(team.id.as_str());
            finding.arg(&team.id).arg(name)
        })
        .collect()
}

/// Middle of the bases, where daylight is taken.
fn middle(workspace: &Workspace) -> Coord {
    let places: Vec<Coord> = workspace
        .teams
        .iter()
        .map(|team| team.start.place)
        .collect();
    let count = places.len().max(1) as f64;
    let sum = places
        .iter()
        .fold(Coord { x: 0.0, y: 0.0 }, |sum, place| sum + *place);
    Coord {
        x: sum.x / count,
        y: sum.y / count,
    }
}
