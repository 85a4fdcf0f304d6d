//! One shift's route with labels that price an insertion in constant time.
//!
//! For every step the earliest departure and the latest arrival are kept, each once with the break still owed and once
//! with it taken. An insertion between two steps then needs the labels of these two only: the segment view of
//! Vidal, Crainic, Gendreau, Prins, "A hybrid genetic algorithm with adaptive diversity management for a large class of
//! vehicle routing problems with time-windows", Computers & Operations Research 40(1), 2013,
//! doi:10.1016/j.cor.2012.07.018, for several windows per job, two modes and one break.

use crate::problem::{Instance, Job, LocationIdx, Mode, Shift, Step};
use crate::units::Seconds;

/// A moment with the break still owed, and one with it taken; `None` = not possible.
type Labels = [Option<Seconds>; 2];

const OWED: usize = 0;
const TAKEN: usize = 1;

/// A route and its labels.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) steps: Vec<Step>,
    /// Earliest departures: of the depot, then of each step.
    departs: Vec<Labels>,
    /// Latest arrivals: at each step, then at the end depot.
    arrives: Vec<Labels>,
    /// Travel time of the whole route.
    pub(super) cost: Seconds,
    pub(super) load: i64,
}

/// A feasible place for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Insertion {
    pub(super) at: u32,
    pub(super) mode: u8,
    /// Travel time added.
    pub(super) delta: Seconds,
}

impl Route {
    pub(super) fn new(instance: &Instance, shift: &Shift) -> Self {
        let mut route = Self {
            steps: Vec::new(),
            departs: Vec::new(),
            arrives: Vec::new(),
            cost: Seconds::ZERO,
            load: 0,
        };
        route.update(instance, shift);
        route
    }

    /// Whether the steps fit the shift as of the last update: the latest departure and the earliest return meet.
    pub(super) fn is_feasible(&self, instance: &Instance, shift: &Shift) -> bool {
        let Some(last) = self.steps.last() else {
            return true;
        };
        let Some(back) = instance
            .travel_of(shift)
            .time(parts(instance, *last).1.exit, shift.end)
        else {
            return false;
        };
        let count = self.steps.len();
        let labels = self.departs[count].iter().zip(&self.arrives[count]);
        labels
            .filter_map(|(depart, arrive)| depart.zip(*arrive))
            .any(|(depart, arrive)| depart + back <= arrive)
    }

    /// Recomputes all labels, whether or not the steps are feasible.
    pub(super) fn update(&mut self, instance: &Instance, shift: &Shift) {
        self.departs.clear();
        self.departs.push([Some(shift.window.start()), None]);
        let mut here = shift.start;
        self.cost = Seconds::ZERO;
        self.load = 0;
        for step in &self.steps {
            let (job, mode) = parts(instance, *step);
            let drive = instance
                .travel_of(shift)
                .time(here, mode.entry)
                .unwrap_or(Seconds::MAX);
            let before = self.departs[self.departs.len() - 1];
            self.departs.push(serve(
                shift,
                job,
                before.map(|moment| moment.map(|moment| moment + drive)),
            ));
            self.cost += drive;
            self.load += job.load;
            here = mode.exit;
        }
        if !self.steps.is_empty() {
            self.cost += instance
                .travel_of(shift)
                .time(here, shift.end)
                .unwrap_or(Seconds::MAX);
        }
        self.update_arrivals(instance, shift);
    }

    fn update_arrivals(&mut self, instance: &Instance, shift: &Shift) {
        let count = self.steps.len();
        self.arrives.clear();
        self.arrives.resize(count + 1, [None, None]);
        let owed_until = shift.rest.map_or(shift.window.end(), |rest| {
            rest.begin.end().min(shift.window.end())
        });
        self.arrives[count] = [Some(owed_until), Some(shift.window.end())];
        let mut next = shift.end;
        for at in (0..count).rev() {
            let (job, mode) = parts(instance, self.steps[at]);
            let drive = instance
                .travel_of(shift)
                .time(mode.exit, next)
                .unwrap_or(Seconds::MAX);
            let after = self.arrives[at + 1];
            self.arrives[at] = latest(
                shift,
                job,
                after.map(|moment| moment.map(|moment| moment - drive)),
            );
            next = mode.entry;
        }
    }

    /// The cheapest feasible place for a job; positions are skipped when `blink` says so.
    pub(super) fn best_insertion(
        &self,
        instance: &Instance,
        shift: &Shift,
        job: &Job,
        mut blink: impl FnMut() -> bool,
    ) -> Option<Insertion> {
        if shift
            .capacity
            .is_some_and(|limit| self.load + job.load > limit)
            || shift
                .max_jobs
                .is_some_and(|limit| self.steps.len() >= limit as usize)
        {
            return None;
        }
        let mut best: Option<Insertion> = None;
        for at in 0..=self.steps.len() {
            let from = if at == 0 {
                shift.start
            } else {
                parts(instance, self.steps[at - 1]).1.exit
            };
            let to = self
                .steps
                .get(at)
                .map_or(shift.end, |step| parts(instance, *step).1.entry);
            let direct = if self.steps.is_empty() {
                Some(Seconds::ZERO)
            } else {
                instance.travel_of(shift).time(from, to)
            };
            for (number, mode) in (0_u8..).zip(&job.modes) {
                let (Some(there), Some(on), Some(direct)) = (
                    instance.travel_of(shift).time(from, mode.entry),
                    instance.travel_of(shift).time(mode.exit, to),
                    direct,
                ) else {
                    continue;
                };
                let delta = there + on - direct;
                if best.is_some_and(|best| best.delta <= delta) || blink() {
                    continue;
                }
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                if self.fits(shift, job, at as usize, there, on) {
                    best = Some(Insertion {
                        at,
                        mode: number,
                        delta,
                    });
                }
            }
        }
        best
    }

    fn fits(&self, shift: &Shift, job: &Job, at: usize, there: Seconds, on: Seconds) -> bool {
        let arrivals = self.departs[at].map(|moment| moment.map(|moment| moment + there));
        let departs = serve(shift, job, arrivals);
        departs
            .iter()
            .zip(&self.arrives[at])
            .any(|(depart, arrive)| match (depart, arrive) {
                (Some(depart), Some(arrive)) => *depart + on <= *arrive,
                _ => false,
            })
    }
}

/// A step's job and mode.
pub(super) fn parts(instance: &Instance, step: Step) -> (&Job, Mode) {
    let job = &instance.jobs[step.job.idx()];
    (job, job.modes[usize::from(step.mode)])
}

/// Earliest departures of a job from the arrivals at it.
fn serve(shift: &Shift, job: &Job, arrivals: Labels) -> Labels {
    let done = |free: Seconds| earliest(job, free + job.approach).map(|start| start + job.service);
    let owed = arrivals[OWED].and_then(done);
    let mut taken = arrivals[TAKEN].and_then(done);
    if let (Some(rest), Some(arrive)) = (shift.rest, arrivals[OWED]) {
        let begin = arrive.max(rest.begin.start());
        let now = if begin <= rest.begin.end() {
            done(begin + rest.duration)
        } else {
            None
        };
        taken = match (taken, now) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
    }
    [owed, taken]
}

/// Latest arrivals at a job from the latest departures of it.
fn latest(shift: &Shift, job: &Job, departs: Labels) -> Labels {
    let begin =
        |depart: Seconds| latest_start(job, depart - job.service).map(|start| start - job.approach);
    let owed = departs[OWED].and_then(begin);
    let taken = departs[TAKEN].and_then(begin);
    let mut either = owed;
    if let (Some(rest), Some(free)) = (shift.rest, taken) {
        let pause = free - rest.duration;
        if pause >= rest.begin.start() {
            let arrive = pause.min(rest.begin.end());
            either = Some(owed.map_or(arrive, |owed| owed.max(arrive)));
        }
    }
    [either, taken]
}

fn earliest(job: &Job, moment: Seconds) -> Option<Seconds> {
    if job.windows.is_empty() {
        return Some(moment);
    }
    job.windows
        .iter()
        .find(|window| moment <= window.end())
        .map(|window| moment.max(window.start()))
}

fn latest_start(job: &Job, moment: Seconds) -> Option<Seconds> {
    if job.windows.is_empty() {
        return Some(moment);
    }
    job.windows
        .iter()
        .rev()
        .find(|window| window.start() <= moment)
        .map(|window| moment.min(window.end()))
}

/// Where a job is entered in its first mode: its place for neighbour lists.
pub(super) fn place(job: &Job) -> Option<LocationIdx> {
    job.modes.first().map(|mode| mode.entry)
}
