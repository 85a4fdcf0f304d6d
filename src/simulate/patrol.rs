//! A shift as it is carried out: late, slower or faster than planned, with gates closed and stops left over.

use super::dice::{Dice, Stream, name};
use super::scenario::Patrol;
use super::weather::TeamDay;
use crate::domain::{Due, TargetKind};
use crate::ledger::payload::Finding;
use crate::pipeline::Task;
use crate::problem::{Break, Instance, Job, LocationIdx, Shift, Step};
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
            owed: &shift.breaks,
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
    /// Breaks not taken yet, in their order.
    owed: &'a [Break],
}

impl Way<'_> {
    /// When a place would be reached, breaks taken on the way there if their time has come.
    fn arrival(&mut self, to: LocationIdx, factor: f64) -> Option<f64> {
        let drive = self.instance.travel_of(self.shift).time(self.here, to)?;
        let mut arrive = self.now + seconds(drive) * factor;
        while let Some((rest, left)) = self.owed.split_first()
            && arrive >= seconds(rest.begin.start())
        {
            self.owed = left;
            self.now += seconds(rest.duration);
            arrive += seconds(rest.duration);
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

    /// Seconds of the breaks that must still be taken.
    fn rest_owed(&self) -> f64 {
        self.owed.iter().map(|rest| seconds(rest.duration)).sum()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TimeWindow;
    use crate::pipeline::Horizon;
    use crate::problem::assemble::{Assembled, JobSource, ShiftSource};
    use crate::problem::{Breaks, JobIdx, Mode, Travel};
    use crate::units::{Day, Prize, Seconds};

    const HOUR: i64 = 3_600;

    fn window(from: i64, to: i64) -> TimeWindow {
        TimeWindow::new(Seconds(from), Seconds(to)).unwrap()
    }

    /// Three places half an hour from each other and from the base; 8:00 to 12:00, a break of half an hour from 9:00.
    fn task() -> Task {
        let day = Day::parse("2026-11-24").unwrap();
        let due = |number: u32| Due {
            target: format!("P-{number}").as_str().into(),
            kind: TargetKind::Place,
            visit: 1,
            programme: "P11".into(),
            first_day: day,
            last_day: day,
            min_gap_days: 1,
            prize: Prize(10),
            reasons: Vec::new(),
            required: false,
            service: Seconds(HOUR / 2),
            windows: Vec::new(),
            checklist: String::new(),
            pinned: false,
            team: None,
            barred: Vec::new(),
        };
        let travel = |from: usize, to: usize| if from == to { 0 } else { 1_800 };
        let cells = (0..4).flat_map(|from| (0..4).map(move |to| travel(from, to)));
        let seconds: Vec<u32> = cells.collect();
        let mut instance = Instance {
            travel: Travel {
                n: 4,
                metres: seconds.iter().map(|seconds| seconds * 10).collect(),
                seconds,
            },
            shifts: vec![Shift {
                start: LocationIdx(0),
                end: LocationIdx(0),
                window: window(8 * HOUR, 12 * HOUR),
                day: 0,
                breaks: Breaks::new([rest(9 * HOUR, 10 * HOUR)]).unwrap(),
                capacity: None,
                max_jobs: None,
                travel: 0,
            }],
            ..Instance::default()
        };
        instance.jobs = (1..4)
            .map(|place| Job {
                prize: Prize(10),
                required: false,
                approach: Seconds(0),
                service: Seconds(HOUR / 2),
                windows: smallvec::SmallVec::new(),
                modes: smallvec::smallvec![Mode {
                    entry: LocationIdx(place),
                    exit: LocationIdx(place),
                }],
                load: 0,
                shifts: None,
                group: None,
            })
            .collect();
        let source = |due| JobSource {
            due,
            snapped: None,
            corridor: None,
            walk_metres: 0,
            walk_seconds: 0,
        };
        Task {
            horizon: Horizon {
                first_day: day,
                days: 1,
            },
            due: (1..4).map(due).collect(),
            assembled: Assembled {
                instance,
                jobs: (0..3).map(source).collect(),
                shifts: vec![ShiftSource { team: 0, day }],
                ..Assembled::default()
            },
            findings: Vec::new(),
            wishes: crate::domain::Wishes::default(),
            given_up: crate::domain::Wishes::default(),
            bound: Vec::new(),
        }
    }

    fn go(patrol: &Patrol, late: f64) -> Shifted {
        go_on(&task(), patrol, late)
    }

    fn go_on(task: &Task, patrol: &Patrol, late: f64) -> Shifted {
        let outing = Outing {
            patrol,
            dice: Dice::new(1, 0),
            ahead: 0,
            task,
        };
        let route: Vec<Step> = (0..3)
            .map(|job| Step {
                job: JobIdx(job),
                mode: 0,
            })
            .collect();
        let day = TeamDay {
            absent: false,
            late,
        };
        outing.carry_out(0, &route, "T1", day)
    }

    fn calm() -> Patrol {
        Patrol {
            drive_sigma: 0.0,
            service_sigma: 0.0,
            gate_closed: 0.0,
            not_found: 0.0,
            road_blocked: 0.0,
            overtime_minutes: 0.0,
            ..Patrol::default()
        }
    }

    fn rest(from: i64, until: i64) -> Break {
        Break {
            begin: window(from, until),
            duration: Seconds(HOUR / 2),
        }
    }

    fn hours(stops: &[Made]) -> Vec<(f64, f64, Option<Finding>)> {
        let hour = |seconds: f64| seconds / HOUR as f64;
        stops
            .iter()
            .map(|stop| (hour(stop.start), hour(stop.end), stop.failure))
            .collect()
    }

    #[test]
    fn a_shift_as_planned_takes_its_break_on_the_way() {
        let done = go(&calm(), 0.0);
        // 8:30 to 9:00; 9:30 is after the break may begin, so 10:00 to 10:30; 11:00 to 11:30; back at 12:00.
        assert_eq!(
            hours(&done.stops),
            [(8.5, 9.0, None), (10.0, 10.5, None), (11.0, 11.5, None)]
        );
        assert!((done.worked_s - 4.0 * HOUR as f64).abs() < 1e-6);
        assert_eq!(done.driven_m, 4 * 18_000);
    }

    #[test]
    fn several_breaks_are_taken_in_their_order() {
        let mut task = task();
        let breaks = Breaks::new([rest(9 * HOUR, 9 * HOUR + 1), rest(10 * HOUR, 12 * HOUR)]);
        task.assembled.instance.shifts[0].breaks = breaks.unwrap();
        let done = go_on(&task, &calm(), 0.0);
        // Both would come before the second stop: the first begins when it is reached at 9:30, the second at 10:00.
        assert_eq!(
            hours(&done.stops)[..2],
            [(8.5, 9.0, None), (10.5, 11.0, None)]
        );
        assert_eq!(done.stops[2].failure, Some(Finding::NoTime));
    }

    #[test]
    fn who_starts_late_leaves_the_last_stop_over() {
        let done = go(&calm(), 600.0);
        assert_eq!(done.stops[2].failure, Some(Finding::NoTime));
        assert!(done.stops[..2].iter().all(|stop| stop.failure.is_none()));
        // Ten minutes of overtime are enough for it.
        let longer = Patrol {
            overtime_minutes: 10.0,
            ..calm()
        };
        assert!(
            go(&longer, 600.0)
                .stops
                .iter()
                .all(|stop| stop.failure.is_none())
        );
    }

    #[test]
    fn what_is_not_found_costs_minutes_and_no_work() {
        let lost = Patrol {
            not_found: 1.0,
            failed_minutes: 6.0,
            ..calm()
        };
        let done = go(&lost, 0.0);
        assert!(
            done.stops
                .iter()
                .all(|stop| stop.failure == Some(Finding::NotFound))
        );
        assert_eq!(hours(&done.stops)[0], (8.5, 8.6, Some(Finding::NotFound)));
        let absent = TeamDay {
            absent: true,
            late: 0.0,
        };
        let task = task();
        let outing = Outing {
            patrol: &lost,
            dice: Dice::new(1, 0),
            ahead: 0,
            task: &task,
        };
        assert_eq!(outing.carry_out(0, &[], "T1", absent), Shifted::default());
    }
}
