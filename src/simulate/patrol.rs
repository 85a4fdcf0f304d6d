//! A shift as it is carried out: late, slower or faster than planned, with gates closed and stops left over.

use super::dice::{Dice, Stream, name};
use super::scenario::Patrol;
use super::weather::TeamDay;
use crate::domain::{Due, TargetKind};
use crate::ledger::payload::Finding;
use crate::pipeline::Task;
use crate::problem::{Instance, Job, LocationIdx, Shift, Step};
use crate::units::Metres;

/// A stop as it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Made {
    /// Index into the task's due visits.
    pub due: usize,
    /// The work began, seconds after midnight.
    pub start: f64,
    /// The vehicle left, or nothing could be seen, seconds after midnight.
    pub end: f64,
    /// Why nothing was seen; `None` = the visit was made.
    pub failure: Option<Finding>,
}

/// A shift as it was carried out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shifted {
    /// Stops in the order of the plan; those that were left over at the end.
    pub stops: Vec<Made>,
    /// Seconds from leaving the base to being back.
    pub worked_s: f64,
    /// Metres driven.
    pub driven_m: i64,
}

/// What every shift of a day shares.
#[derive(Clone, Copy, Debug)]
pub struct Outing<'a> {
    /// What may happen.
    pub patrol: &'a Patrol,
    /// Dice of the run.
    pub dice: Dice,
    /// Number of the day from the first.
    pub ahead: u64,
    /// What was planned.
    pub task: &'a Task,
}

impl Outing<'_> {
    /// Carries out the route of a shift; a team that stays at home makes none of its stops and reports none.
    pub fn carry_out(&self, shift: usize, route: &[Step], team: &str, day: TeamDay) -> Shifted {
        let instance = &self.task.assembled.instance;
        let shift = &instance.shifts[shift];
        if day.absent || route.is_empty() {
            return Shifted::default();
        }
        let leave = seconds(shift.window.start()) + day.late;
        let mut way = Way {
            instance,
            shift,
            now: leave,
            here: shift.start,
            driven_m: 0,
            owes_rest: shift.rest.is_some(),
        };
        let limit = seconds(shift.window.end()) + self.patrol.overtime_minutes * 60.0;
        let mut done = Shifted::default();
        let mut is_over = false;
        for step in route {
            let (stop, ends) = self.stop(&mut way, *step, team, limit, is_over);
            is_over = ends;
            done.stops.push(stop);
        }
        let back = way.drive(shift.end, 1.0);
        done.worked_s = back.unwrap_or(way.now) - leave;
        done.driven_m = way.driven_m;
        done
    }

    /// Makes one stop, or says why not; and whether the team goes home now.
    fn stop(
        &self,
        way: &mut Way<'_>,
        step: Step,
        team: &str,
        limit: f64,
        is_over: bool,
    ) -> (Made, bool) {
        let job = &way.instance.jobs[step.job.idx()];
        let mode = job.modes[usize::from(step.mode)];
        let source = &self.task.assembled.jobs[step.job.idx()];
        let due = &self.task.due[source.due];
        let left_over = |way: &Way<'_>| Made {
            due: source.due,
            start: way.now,
            end: way.now,
            failure: Some(Finding::NoTime),
        };
        if is_over {
            return (left_over(way), true);
        }
        let key = [name(team), self.ahead, name(due.target.as_str())];
        let mut leg = self.dice.of(Stream::Leg, &key);
        // What keeps a visit from being made belongs to the target and the day, whoever comes.
        let mut draws = self
            .dice
            .of(Stream::Stop, &[self.ahead, name(due.target.as_str())]);
        let factor = leg.log_normal(1.0, self.patrol.drive_sigma);
        let service = seconds(job.service) * draws.log_normal(1.0, self.patrol.service_sigma);
        let failure = self.failure(due, &mut draws);
        let Some(arrive) = way.arrival(mode.entry, factor) else {
            return (left_over(way), false);
        };
        let Some(start) = opening(job, arrive + seconds(job.approach)) else {
            return (left_over(way), false);
        };
        let lasts = if failure.is_some() {
            self.patrol.failed_minutes * 60.0
        } else {
            service
        };
        let leaves = if failure.is_some() {
            mode.entry
        } else {
            mode.exit
        };
        let home = way
            .instance
            .travel_of(way.shift)
            .time(leaves, way.shift.end);
        let home = home.map_or(f64::INFINITY, seconds);
        if start + lasts + home + way.rest_owed() > limit {
            return (left_over(way), true);
        }
        way.drive(mode.entry, factor);
        way.here = leaves;
        way.now = start + lasts;
        let made = Made {
            due: source.due,
            start,
            end: way.now,
            failure,
        };
        (made, false)
    }

    /// Why a visit fails, when it does.
    fn failure(&self, due: &Due, draws: &mut super::dice::Draws) -> Option<Finding> {
        let patrol = self.patrol;
        let (gate, lost, blocked) = (draws.share(), draws.share(), draws.share());
        let has_gate = due.kind == TargetKind::Site
            || matches!(
                due.programme.as_str(),
                "P12" | "P13" | "P14" | "P15" | "P16"
            );
        if blocked < patrol.road_blocked {
            Some(Finding::RoadBlocked)
        } else if has_gate && gate < patrol.gate_closed {
            Some(Finding::GateClosed)
        } else if due.kind != TargetKind::Corridor && lost < patrol.not_found {
            Some(Finding::NotFound)
        } else {
            None
        }
    }
}

/// Where a team is and what time it is.
struct Way<'a> {
    instance: &'a Instance,
    shift: &'a Shift,
    now: f64,
    here: LocationIdx,
    driven_m: i64,
    owes_rest: bool,
}

impl Way<'_> {
    /// When a place would be reached, the break taken on the way there if its time has come.
    fn arrival(&mut self, to: LocationIdx, factor: f64) -> Option<f64> {
        let drive = self.instance.travel_of(self.shift).time(self.here, to)?;
        let arrive = self.now + seconds(drive) * factor;
        if let Some(rest) = self.shift.rest.filter(|_| self.owes_rest)
            && arrive >= seconds(rest.begin.start())
        {
            self.owes_rest = false;
            self.now += seconds(rest.duration);
            return Some(arrive + seconds(rest.duration));
        }
        Some(arrive)
    }

    /// Drives to a place; gives when it is there.
    fn drive(&mut self, to: LocationIdx, factor: f64) -> Option<f64> {
        let travel = self.instance.travel_of(self.shift);
        let drive = travel.time(self.here, to)?;
        self.driven_m += travel.distance(self.here, to).map_or(0, Metres::get);
        self.now += seconds(drive) * factor;
        self.here = to;
        Some(self.now)
    }

    /// Seconds of a break that must still be taken.
    fn rest_owed(&self) -> f64 {
        let rest = self.shift.rest.filter(|_| self.owes_rest);
        rest.map_or(0.0, |rest| seconds(rest.duration))
    }
}

fn seconds(seconds: crate::units::Seconds) -> f64 {
    seconds.get() as f64
}

/// When the work may begin for who is there at a moment; `None` when the last window is over.
fn opening(job: &Job, ready: f64) -> Option<f64> {
    if job.windows.is_empty() {
        return Some(ready);
    }
    let open = job
        .windows
        .iter()
        .find(|window| ready <= seconds(window.end()));
    open.map(|window| ready.max(seconds(window.start())))
}
