//! Layers to plan: the stages strung together.

mod groundwork;
pub mod matrix;
mod search;

use std::collections::BTreeSet;

use geo::Coord;

use self::groundwork::{Groundwork, Trust};
pub use self::search::search;
use crate::corridors::{self, CorridorRoute};
use crate::domain::{
    Code, Datum, Due, Finding, History, Lang, Level, Metres, Source, Target, TargetDetail, Team,
    Wishes,
};
use crate::layers::{self, DatumGuess, LayerSpec, Layers};
use crate::pins;
use crate::plan::{self, Course, PlanFiles, PlanInput};
use crate::priority::{self, Bound, Occasion, Taken, Wished};
use crate::problem::Solution;
use crate::problem::assemble::{
    self, Assembled, Parts, Progress, Terrain, TravelTimes, Verdict, assemble, assemble_on,
};
use crate::roads::{
    self, DayNetworks, IslandGap, Network, Position, RepairReport, RoadDay, Snapper,
};
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// Days and language of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Horizon {
    /// First day.
    pub first_day: Day,
    /// Number of days, from 1.
    pub days: u32,
}

/// The county as read, mended and cut: everything that does not depend on a date's due visits.
#[derive(Clone, Debug)]
pub struct County {
    /// Layers, with their findings.
    pub layers: Layers,
    /// Roads, none of them closed by date.
    pub network: Network,
    /// What dated closures leave of them on each day of the horizon.
    pub day_networks: DayNetworks,
    /// What was mended or doubted.
    pub repairs: RepairReport,
    /// Corridors, by id.
    pub corridors: Vec<CorridorRoute>,
    /// Every finding of layers, roads and corridors.
    pub findings: Vec<Finding>,
    /// SHA-256 of every input file, `xuncha.toml` included.
    pub inputs: std::collections::BTreeMap<String, String>,
}

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
}

/// What people ask of a plan beyond what is due, and what has happened of it already.
#[derive(Clone, Copy, Debug)]
pub struct Orders<'a> {
    /// Pins and what is forbidden.
    pub wishes: &'a Wishes,
    /// First day that is still planned.
    pub from: Day,
    /// What has happened of the plan.
    pub progress: Option<&'a Progress>,
}

/// No road can be driven.
pub const NO_ROAD: Code = Code {
    id: "R0900",
    level: Level::Error,
    en: "no road of the layers can be driven",
    zh: "道路图层中没有一条可通行的道路",
    hint_en: "check the roads layer: its findings above say what was left out",
    hint_zh: "请检查道路图层，上面的检查发现列出了未采用的要素",
};

/// A team of a township that no target names.
pub const UNKNOWN_TOWNSHIP: Code = Code {
    id: "A0005",
    level: Level::Warning,
    en: "team `{0}` patrols township `{1}`, which no target names",
    zh: "巡查组 `{0}` 的乡镇 `{1}` 没有任何巡查对象",
    hint_en: "compare the spelling with the property `township` of the layers",
    hint_zh: "请与图层中 `township`（乡镇）的写法核对",
};

/// Findings of this module.
pub const CODES: &[&Code] = &[
    &NO_ROAD,
    &UNKNOWN_TOWNSHIP,
    &matrix::POINT_OFF_ROAD,
    &groundwork::PREPARED_DAMAGED,
];

/// Reads the layers, builds the network, cuts the corridors; roads that an earlier run left prepared need not be read.
///
/// # Errors
/// The findings for which a whole layer could not be used, or that no road is left.
pub fn read_county(
    workspace: &Workspace,
    horizon: Option<Horizon>,
) -> Result<County, Vec<Finding>> {
    county(workspace, horizon, Trust::Prepared)
}

/// The same from the layers alone, whatever earlier runs left.
///
/// # Errors
/// The same.
pub fn read_county_anew(
    workspace: &Workspace,
    horizon: Option<Horizon>,
) -> Result<County, Vec<Finding>> {
    county(workspace, horizon, Trust::Layers)
}

fn county(
    workspace: &Workspace,
    horizon: Option<Horizon>,
    trust: Trust,
) -> Result<County, Vec<Finding>> {
    let Groundwork {
        layers,
        network,
        repairs,
        notes,
    } = groundwork::read(workspace, trust)?;
    let day_networks = horizon.map_or_else(DayNetworks::default, |horizon| {
        let days = days(workspace, horizon);
        DayNetworks::new(&network, &layers.roads, &workspace.roads, &days)
    });
    let mut findings = layers.findings.clone();
    findings.extend(notes);
    findings.extend(repairs.findings.iter().cloned());
    findings.extend(day_networks.findings(&layers.roads));
    if network.links().is_empty() {
        findings.push(Finding::new(&NO_ROAD, Source::default()));
        return Err(findings);
    }
    findings.extend(suspect_datums(workspace, &layers, &network));
    let (corridors, cutting) = corridors::cut(
        &network,
        &layers.roads,
        &repairs.repairs,
        &layers.areas,
        &workspace.corridors,
    );
    findings.extend(cutting);
    let mut inputs = layers.inputs.clone();
    inputs.insert(
        crate::workspace::SETTINGS_FILE.to_owned(),
        workspace.settings_hash.clone(),
    );
    Ok(County {
        layers,
        network,
        day_networks,
        repairs,
        corridors,
        findings,
        inputs,
    })
}

/// When the teams of a workspace are on the road, on each day of a horizon.
pub fn days(workspace: &Workspace, horizon: Horizon) -> Vec<RoadDay> {
    let day = |offset: i32| {
        let day = horizon.first_day.plus(offset);
        let teams = assemble::working_teams(&workspace.teams, &workspace.calendar, day);
        RoadDay {
            day,
            shifts: teams.map(|team| team.shift).collect(),
        }
    };
    let days = i32::try_from(horizon.days).unwrap_or(i32::MAX);
    (0..days).map(day).collect()
}

/// The roads of a county on each day of a horizon.
pub fn day_networks(workspace: &Workspace, county: &County, horizon: Horizon) -> DayNetworks {
    let days = days(workspace, horizon);
    DayNetworks::new(
        &county.network,
        &county.layers.roads,
        &workspace.roads,
        &days,
    )
}

/// Lays what is known of the past over the county: points as they stand now, points found since, corridors cut down to
/// what is undone.
///
/// Gives the history as the rest of the pipeline needs it: a corridor's last visit is that of its undone stretch.
pub fn remember(
    workspace: &Workspace,
    county: &mut County,
    history: History,
    first_day: Day,
) -> History {
    let now = stand(
        workspace,
        &county.network,
        std::mem::take(&mut county.layers.targets),
        std::mem::take(&mut county.corridors),
        history,
        first_day,
    );
    county.layers.targets = now.targets;
    county.corridors = now.corridors;
    let mut history = now.history;
    county.inputs.extend(history.input.take());
    history
}

/// Adds found targets to those of a county, the asked-for ones that it does not hold.
pub fn join(county: &mut County, found: &[Target], asked: &[TargetId]) {
    let targets = &mut county.layers.targets;
    for target in found.iter().filter(|target| asked.contains(&target.id)) {
        if let Err(at) = targets.binary_search_by(|known| known.id.cmp(&target.id)) {
            targets.insert(at, target.clone());
        }
    }
}

/// Targets as they stand on a day.
#[derive(Clone, Debug)]
pub struct Standing {
    /// All but corridors, by id: points as the history has them, those found since among them.
    pub targets: Vec<Target>,
    /// Corridors, each cut down to what is undone, by id.
    pub corridors: Vec<CorridorRoute>,
    /// The past; a corridor's last visit is that of its undone stretch.
    pub history: History,
}

/// Targets of the layers and corridors of the network as they stand on a day after a history.
pub fn stand(
    workspace: &Workspace,
    network: &Network,
    mut targets: Vec<Target>,
    mut corridors: Vec<CorridorRoute>,
    mut history: History,
    day: Day,
) -> Standing {
    let known: BTreeSet<&TargetId> = targets.iter().map(|target| &target.id).collect();
    let (_, new): (Vec<Target>, Vec<Target>) = history
        .found
        .drain(..)
        .partition(|target| known.contains(&target.id));
    targets.extend(new);
    for target in &mut targets {
        let known = history.targets.get(&target.id);
        if let Some(now) = known.and_then(|past| past.point.as_ref()) {
            target.detail = TargetDetail::DumpPoint(now.clone());
        }
    }
    targets.sort_by(|a, b| a.id.cmp(&b.id));
    for route in &mut corridors {
        let Some(past) = history.targets.get_mut(&route.target.id) else {
            continue;
        };
        // What an order is about may lie on any metre.
        if let Some((metres, _)) = past.metres.as_ref().filter(|_| past.recheck_due.is_none()) {
            (*route, past.last_visit) = undone(workspace, network, route, metres, day);
        }
    }
    Standing {
        targets,
        corridors,
        history,
    }
}

/// The part of a corridor that may be patrolled again, and when a metre of it was last seen.
fn undone(
    workspace: &Workspace,
    network: &Network,
    route: &CorridorRoute,
    metres: &Metres,
    first_day: Day,
) -> (CorridorRoute, Option<Day>) {
    let last = metres.days().map(|days| days.1);
    let TargetDetail::Corridor(corridor) = &route.target.detail else {
        return (route.clone(), last);
    };
    let programme = workspace
        .programmes
        .iter()
        .find(|programme| programme.id == corridor.programme);
    let gap = programme.and_then(|programme| priority::least_gap(programme, workspace.surge));
    let since = first_day.plus(-i32::try_from(gap.unwrap_or(1)).unwrap_or(i32::MAX));
    let length = corridor.length.get();
    match metres.undone(length, since) {
        Some((from, to, seen)) if (from, to) != (0, length) => {
            let stretch = route.stretch(network, from as f64, to as f64);
            (stretch, seen)
        }
        Some((_, _, seen)) => (route.clone(), seen),
        None => (route.clone(), metres.days().map(|days| days.0)),
    }
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

fn due_among(
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
    (wishes, from, taken): (&Wishes, Day, &Taken),
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
    let nothing = Taken::new();
    let taken = orders.progress.map_or(&nothing, |progress| &progress.taken);
    let laid = (orders.wishes, orders.from, taken);
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
    if let Some(clash) = pins::clash(&board, &ties) {
        return Err(vec![clash]);
    }
    if let Some(progress) = orders.progress {
        ties.homes = progress.homes(&due, &assembled);
        ties.most_moved = progress.most_moved;
    }
    assembled.instance.ties = ties;
    Ok(Task {
        horizon,
        due,
        assembled,
        findings,
        wishes,
        bound,
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

/// A county on which many days are planned one after the other: what does not change is worked out once.
#[derive(Debug)]
pub struct Ground<'a> {
    workspace: &'a Workspace,
    county: &'a County,
    /// First day of the county's day networks.
    first_day: Day,
    terrain: Terrain<'a>,
    travel: &'a dyn TravelTimes,
}

impl<'a> Ground<'a> {
    /// The ground of a workspace's teams; `first_day` is that of the county's day networks.
    pub fn new(
        workspace: &'a Workspace,
        county: &'a County,
        first_day: Day,
        travel: &'a dyn TravelTimes,
    ) -> Self {
        Self::of_teams(workspace, &workspace.teams, county, first_day, travel)
    }

    /// The same for other teams than the workspace's own.
    pub fn of_teams(
        workspace: &'a Workspace,
        teams: &'a [Team],
        county: &'a County,
        first_day: Day,
        travel: &'a dyn TravelTimes,
    ) -> Self {
        Self {
            workspace,
            county,
            first_day,
            terrain: terrain(workspace, teams, county, first_day, &[]),
            travel,
        }
    }

    /// The same with travel times from elsewhere.
    #[must_use]
    pub fn with_travel(self, travel: &'a dyn TravelTimes) -> Self {
        Self { travel, ..self }
    }

    /// What was found wrong with the bases of its teams.
    pub fn findings(&self) -> &[Finding] {
        self.terrain.findings()
    }

    /// Targets of the county as they stand on a day after a history.
    pub fn stand(&self, history: History, day: Day) -> Standing {
        stand(
            self.workspace,
            &self.county.network,
            self.county.layers.targets.clone(),
            self.county.corridors.clone(),
            history,
            day,
        )
    }

    /// What is due in a horizon, as a problem.
    pub fn pose(&self, standing: &Standing, horizon: Horizon) -> Task {
        self.pose_in(&self.workspace.teams, standing, horizon, self.travel)
    }

    /// The same with travel times of its own: those of a day with snow.
    pub fn pose_with(
        &self,
        standing: &Standing,
        horizon: Horizon,
        travel: &dyn TravelTimes,
    ) -> Task {
        self.pose_in(&self.workspace.teams, standing, horizon, travel)
    }

    /// The same for the first of the ground's teams, with shifts of their own: places and due visits are the same however
    /// many go out.
    pub fn pose_for(&self, teams: &[Team], standing: &Standing, horizon: Horizon) -> Task {
        self.pose_in(teams, standing, horizon, self.travel)
    }

    fn pose_in(
        &self,
        teams: &[Team],
        standing: &Standing,
        horizon: Horizon,
        travel: &dyn TravelTimes,
    ) -> Task {
        let Standing {
            targets,
            corridors,
            history,
        } = standing;
        let (due, mut findings) = due_among(self.workspace, targets, corridors, history, horizon);
        let parts = Parts {
            targets,
            corridors,
            teams,
            day_offset: horizon.first_day.days_since(self.first_day),
            ..parts(self.workspace, self.county, &due, horizon)
        };
        let (assembled, placing) = assemble_on(&parts, &self.terrain, travel);
        findings.extend(placing);
        Task {
            horizon,
            due,
            assembled,
            findings,
            wishes: Wishes::default(),
            bound: Vec::new(),
        }
    }
}

fn terrain<'a>(
    workspace: &'a Workspace,
    teams: &'a [Team],
    county: &'a County,
    first_day: Day,
    more: &[Target],
) -> Terrain<'a> {
    let horizon = Horizon { first_day, days: 1 };
    let parts = Parts {
        teams,
        ..parts(workspace, county, &[], horizon)
    };
    let terrain = Terrain::new(&parts).with_targets(&parts, &county.layers.targets);
    terrain.with_targets(&parts, more)
}

/// Positions between which the days of a workspace are driven: its bases, the targets of the layers, further targets that
/// may come to be, the ends of the corridors.
pub fn positions(
    workspace: &Workspace,
    county: &County,
    first_day: Day,
    more: &[Target],
) -> Vec<Position> {
    let mut positions = terrain(workspace, &workspace.teams, county, first_day, more).positions();
    for route in &county.corridors {
        positions.extend([route.from, route.to]);
    }
    positions
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

/// For every target of the layers, in order: where it can be worked on, or why it cannot.
pub fn verdicts(workspace: &Workspace, county: &County) -> (Vec<Verdict>, Vec<Finding>) {
    let horizon = Horizon {
        first_day: Day::EPOCH,
        days: 1,
    };
    assemble::verdicts(&parts(workspace, county, &[], horizon))
}

/// What would join each island of the roads to the others, the ones that bring most first; targets count on the island
/// whose road is nearest to them.
pub fn island_gaps(workspace: &Workspace, county: &County) -> Vec<IslandGap> {
    /// Roads that are farther apart are not told as having a gap between them, in metres.
    const LIMIT: f64 = 2000.0;
    let network = &county.network;
    let mut targets = vec![0; network.islands().len()];
    if targets.len() < 2 {
        return Vec::new();
    }
    let snapper = Snapper::new(network);
    for target in &county.layers.targets {
        if let Ok(snapped) = snapper.snap(&target.geometry, workspace.walk_limit, &|_| true) {
            targets[network.island(snapped.position.link) as usize] += 1;
        }
    }
    roads::island_gaps(network, &targets, LIMIT)
}

pub(crate) fn parts<'a>(
    workspace: &'a Workspace,
    county: &'a County,
    due: &'a [Due],
    horizon: Horizon,
) -> Parts<'a> {
    Parts {
        network: &county.network,
        day_networks: &county.day_networks,
        day_offset: 0,
        targets: &county.layers.targets,
        corridors: &county.corridors,
        teams: &workspace.teams,
        due,
        calendar: &workspace.calendar,
        first_day: horizon.first_day,
        days: horizon.days,
        walk_limit: workspace.walk_limit,
        walk_speed: workspace.walk_speed,
        progress: None,
    }
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

/// Writes the routes down as a plan; `course` is what is kept of a plan that was made anew.
pub fn write_down(
    workspace: &Workspace,
    county: &County,
    task: &Task,
    solution: &Solution,
    (seed, lang): (u64, Lang),
    course: Option<&Course>,
) -> PlanFiles {
    let names = workspace.programmes.iter().map(|programme| {
        let name = lang.pick(&programme.name_en, &programme.name_zh);
        (programme.id.to_string(), name.clone())
    });
    plan::make(&PlanInput {
        programmes: &names.collect(),
        county: &workspace.name,
        lang,
        first_day: task.horizon.first_day,
        days: task.horizon.days,
        seed,
        utc_offset: workspace.utc_offset,
        inputs: &county.inputs,
        network: &county.network,
        day_networks: &county.day_networks,
        roads: &county.layers.roads,
        targets: &county.layers.targets,
        corridors: &county.corridors,
        teams: &workspace.teams,
        due: &task.due,
        walk_limit: workspace.walk_limit,
        assembled: &task.assembled,
        solution,
        wishes: &task.wishes,
        course,
    })
}

/// Layers whose points lie nearer to the roads under another datum than under the declared one, or far from all of them.
fn suspect_datums(workspace: &Workspace, layers: &Layers, network: &Network) -> Vec<Finding> {
    let snapper = Snapper::new(network);
    let to_road = |place, limit| snapper.to_road(place, limit);
    let mut findings = layers::doubtful_datums(layers, &workspace.layers, &to_road);
    findings.extend(layers::stray_layers(layers, &workspace.layers, &to_road));
    findings
}

/// Whether more than half of some WGS 84 places, had from `declared`, lie far from every road.
pub fn stray(declared: Datum, places: &[Coord], network: &Network) -> Option<layers::Stray> {
    let snapper = Snapper::new(network);
    layers::stray(declared, places, &|place, limit| {
        snapper.to_road(place, limit)
    })
}

/// For each layer whose points fit the roads better under another datum: its index and that datum.
pub fn likelier_datums(
    layers: &Layers,
    specs: &[LayerSpec],
    network: &Network,
) -> Vec<(usize, DatumGuess)> {
    let snapper = Snapper::new(network);
    layers::likelier_datums(layers, specs, &|place, limit| snapper.to_road(place, limit))
}
