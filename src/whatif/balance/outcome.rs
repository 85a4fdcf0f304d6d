//! What a plan brings: by team, by township.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Step, StepFile, shifts};
use crate::pipeline::{Standing, Task};
use crate::problem::check::{Fault, schedule};
use crate::problem::{Instance, Job, ShiftIdx, Solution};
use crate::units::{Prize, Seconds};
use crate::workspace::Workspace;

/// A township and how much of what is due there is in the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServedFile {
    /// Name.
    pub township: String,
    /// Visits due and within reach.
    pub due: u32,
    /// Visits in the plan.
    pub visits: u32,
}

/// A team and its load over the days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamLoadFile {
    /// Id.
    pub team: String,
    /// Driving, work, walks and waiting in seconds; breaks do not count.
    pub work_s: i64,
    /// Stops.
    pub stops: u32,
}

/// Townships of the jobs, and the own one of each shift.
pub(super) struct Townships {
    names: Vec<String>,
    pub(super) of_job: Vec<Option<usize>>,
    own: Vec<Option<usize>>,
}

/// A plan in figures.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    required: u32,
    prize: Prize,
    drive: Seconds,
    /// Working time and stops by shift.
    shifts: Vec<(Seconds, u32)>,
    /// From leaving to being back, the longest.
    longest: Seconds,
    /// Due and planned by township, by name.
    served: Vec<(String, u32, u32)>,
    own_share: Option<f64>,
    /// Stops that another shift made in the earlier plan.
    pub(super) moved: Option<u32>,
    pub(super) taken_over: bool,
}

impl Townships {
    pub(super) fn of(standing: &Standing, task: &Task) -> Self {
        let points = standing.targets.iter();
        let corridors = standing.corridors.iter().map(|route| &route.target);
        let by_target: BTreeMap<_, _> = points
            .chain(corridors)
            .filter_map(|target| Some((&target.id, target.township.as_ref()?)))
            .collect();
        let jobs = task.assembled.jobs.iter();
        let of_job: Vec<Option<&String>> = jobs
            .map(|job| by_target.get(&task.due[job.due].target).copied())
            .collect();
        let mut names: Vec<String> = of_job
            .iter()
            .flatten()
            .map(|name| (*name).clone())
            .collect();
        names.sort();
        names.dedup();
        let number = |name: &String| names.binary_search(name).ok();
        let of_job: Vec<Option<usize>> = of_job.iter().map(|name| name.and_then(number)).collect();
        let instance = &task.assembled.instance;
        let own = shifts(instance).map(|shift| nearest(instance, shift, &of_job, names.len()));
        Self {
            own: own.collect(),
            of_job,
            names,
        }
    }

    /// The instance with every job kept to the shifts whose own township is its own, where there is one that may do it.
    pub(super) fn kept(&self, instance: &Instance) -> Instance {
        let mut kept = instance.clone();
        for (job, township) in kept.jobs.iter_mut().zip(&self.of_job) {
            let own: Vec<ShiftIdx> = shifts(instance)
                .filter(|shift| may(job, *shift))
                .filter(|shift| township.is_some() && self.own[shift.idx()] == *township)
                .collect();
            if !own.is_empty() {
                job.shifts = Some(own);
            }
        }
        kept
    }
}

fn may(job: &Job, shift: ShiftIdx) -> bool {
    let shifts = job.shifts.as_ref();
    shifts.is_none_or(|shifts| shifts.contains(&shift))
}

/// The township whose jobs lie nearest to the start of a shift, on average; the first by name on a tie.
fn nearest(
    instance: &Instance,
    shift: ShiftIdx,
    of_job: &[Option<usize>],
    townships: usize,
) -> Option<usize> {
    let owner = &instance.shifts[shift.idx()];
    let travel = instance.travel_of(owner);
    let mut sums = vec![(0, 0); townships];
    for (job, township) in instance.jobs.iter().zip(of_job) {
        let way = travel.time(owner.start, job.modes[0].entry);
        if let (Some(township), Some(way), true) = (township, way, may(job, shift)) {
            sums[*township].0 += way.get();
            sums[*township].1 += 1;
        }
    }
    let means = sums.iter().zip(0..).filter(|((_, jobs), _)| *jobs > 0);
    means
        .map(|((seconds, jobs), township)| (seconds / jobs, township))
        .min()
        .map(|(_, township)| township)
}

impl Outcome {
    /// Evaluates a plan of the task, whatever rule it was made under.
    pub(super) fn of(
        task: &Task,
        townships: &Townships,
        solution: &Solution,
    ) -> Result<Self, Vec<Fault>> {
        let instance = &task.assembled.instance;
        let names = townships.names.iter();
        let mut outcome = Self {
            required: 0,
            prize: Prize::ZERO,
            drive: Seconds::ZERO,
            shifts: Vec::new(),
            longest: Seconds::ZERO,
            served: names.map(|name| (name.clone(), 0, 0)).collect(),
            own_share: None,
            moved: moved(instance, solution),
            taken_over: false,
        };
        for township in townships.of_job.iter().flatten() {
            outcome.served[*township].1 += 1;
        }
        let (mut own, mut stops) = (0_u32, 0_u32);
        for shift in shifts(instance) {
            let route = &solution.routes[shift.idx()];
            let times = schedule(instance, shift, route).map_err(|fault| vec![fault])?;
            let rests = times.stops.iter().flat_map(|stop| &stop.breaks);
            let away = times.back - times.leave;
            let work = away - rests.map(|(_, length)| *length).sum();
            let drives = times.stops.iter().map(|stop| stop.drive);
            outcome.drive += drives.sum::<Seconds>() + times.drive_back;
            outcome.longest = outcome.longest.max(away);
            let count = u32::try_from(route.len()).unwrap_or(u32::MAX);
            outcome.shifts.push((work, count));
            for step in route {
                let job = &instance.jobs[step.job.idx()];
                outcome.prize += job.prize;
                outcome.required += u32::from(job.required);
                let township = townships.of_job[step.job.idx()];
                if let Some(township) = township {
                    outcome.served[township].2 += 1;
                }
                if let Some(home) = townships.own[shift.idx()] {
                    stops += 1;
                    own += u32::from(township == Some(home));
                }
            }
        }
        outcome.own_share = (stops > 0).then(|| f64::from(own) / f64::from(stops));
        Ok(outcome)
    }

    /// As plans are ranked: required visits, then prize, then the less driving.
    pub(super) fn rank(&self) -> (u32, Prize, Reverse<Seconds>) {
        (self.required, self.prize, Reverse(self.drive))
    }

    pub(super) fn longest_shift(&self) -> Seconds {
        self.longest
    }

    pub(super) fn most_stops(&self) -> u32 {
        self.shifts
            .iter()
            .map(|(_, stops)| *stops)
            .max()
            .unwrap_or(0)
    }

    /// The township with the least share of its visits in the plan, when that is not all; the first by name on a tie.
    pub(super) fn worst(&self) -> Option<usize> {
        let less = |one: &(String, u32, u32), two: &(String, u32, u32)| {
            let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
            product(one.2, two.1).cmp(&product(two.2, one.1))
        };
        let known = self.served.iter().zip(0..).filter(|(one, _)| one.1 > 0);
        let worst = known.min_by(|(one, _), (two, _)| less(one, two));
        worst
            .filter(|(one, _)| one.2 < one.1)
            .map(|(_, number)| number)
    }
}

/// Jobs that are not served by the shift that an earlier plan had for them.
fn moved(instance: &Instance, solution: &Solution) -> Option<u32> {
    let homes: BTreeMap<_, _> = instance.ties.homes.iter().copied().collect();
    let mut strays = 0;
    for (shift, route) in shifts(instance).zip(&solution.routes) {
        let homes = route.iter().filter_map(|step| homes.get(&step.job));
        strays += homes.filter(|home| **home != shift).count();
    }
    let count = u32::try_from(strays).unwrap_or(u32::MAX);
    (!homes.is_empty()).then_some(count)
}

/// The steps as a file has them.
pub(super) fn files(steps: Vec<Step>, workspace: &Workspace, task: &Task) -> Vec<StepFile> {
    let mut files: Vec<StepFile> = Vec::new();
    for (rule, cap_percent, outcome) in steps {
        let teams = teams(&outcome, workspace, task);
        let ends = |values: Vec<i64>| {
            let most = values.iter().max().copied().unwrap_or(0);
            [most, values.iter().min().copied().unwrap_or(0)]
        };
        let work_s = ends(teams.iter().map(|team| team.work_s).collect());
        let stops = ends(teams.iter().map(|team| i64::from(team.stops)).collect());
        let prize = outcome.prize.get();
        let (prize_lost, nearer) = files.first().map_or((0, 0), |free| {
            let spread = |ends: [i64; 2]| ends[0] - ends[1];
            (free.prize - prize, spread(free.work_s) - spread(work_s))
        });
        let served = |(township, due, visits): &(String, u32, u32)| ServedFile {
            township: township.clone(),
            due: *due,
            visits: *visits,
        };
        files.push(StepFile {
            rule,
            cap_percent,
            required: outcome.required,
            prize,
            prize_lost,
            visits: outcome.shifts.iter().map(|(_, stops)| stops).sum(),
            work_s,
            stops: stops.map(|stops| u32::try_from(stops).unwrap_or(u32::MAX)),
            lost_per_minute: (nearer > 0).then(|| prize_lost as f64 * 60.0 / nearer as f64),
            own_share: outcome.own_share,
            moved: outcome.moved,
            worst: outcome.worst().map(|worst| served(&outcome.served[worst])),
            townships: outcome.served.iter().map(served).collect(),
            teams,
            taken_over: outcome.taken_over,
        });
    }
    files
}

/// Loads over the days of every team that has a shift, in the order of the plan.
fn teams(outcome: &Outcome, workspace: &Workspace, task: &Task) -> Vec<TeamLoadFile> {
    let mut loads: BTreeMap<usize, (i64, u32)> = BTreeMap::new();
    for (source, (work, stops)) in task.assembled.shifts.iter().zip(&outcome.shifts) {
        let load = loads.entry(source.team).or_default();
        load.0 += work.get();
        load.1 += stops;
    }
    let file = |(team, (work_s, stops)): (usize, (i64, u32))| TeamLoadFile {
        team: workspace.teams[team].id.to_string(),
        work_s,
        stops,
    };
    loads.into_iter().map(file).collect()
}
