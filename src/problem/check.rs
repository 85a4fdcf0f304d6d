//! Recomputes a solution's times, feasibility and value from scratch; shares no code with the solver.

#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::{Break, Instance, Job, JobIdx, LocationIdx, Shift, ShiftIdx, Solution, Step, Value};
use crate::units::{Prize, Seconds};

/// Times of one stop, as [`schedule`] finds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopTimes {
    /// Driving time of the leg that leads here.
    pub drive: Seconds,
    /// The vehicle arrives.
    pub arrive: Seconds,
    /// The breaks taken between arrival and the walk there, if any: begin and duration of each.
    pub breaks: SmallVec<[(Seconds, Seconds); 1]>,
    /// The work starts.
    pub start: Seconds,
    /// The vehicle leaves.
    pub depart: Seconds,
}

/// Times of one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftTimes {
    /// The vehicle leaves its start depot: as late as it can without making the first work start later.
    pub leave: Seconds,
    /// One per stop.
    pub stops: Vec<StopTimes>,
    /// Driving time of the leg back.
    pub drive_back: Seconds,
    /// Back at the end depot.
    pub back: Seconds,
}

/// Why a solution is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The number of routes is not the number of shifts.
    #[error("{routes} routes for {shifts} shifts")]
    RouteCount {
        /// Routes given.
        routes: usize,
        /// Shifts of the instance.
        shifts: usize,
    },
    /// A job or mode that does not exist.
    #[error("route {route}: step {step} names no job and mode of the instance")]
    Unknown {
        /// The shift.
        route: usize,
        /// Position in the route, from 0.
        step: usize,
    },
    /// There is no way to a stop or back.
    #[error("route {route}: no way to step {step}")]
    NoWay {
        /// The shift.
        route: usize,
        /// Position in the route; its length for the way back.
        step: usize,
    },
    /// No window is left when the work could start.
    #[error("route {route}: step {step} is too late for every window")]
    Late {
        /// The shift.
        route: usize,
        /// Position in the route, from 0.
        step: usize,
    },
    /// The vehicle is back after the end of the shift.
    #[error("route {route}: back {by} s after the end of the shift")]
    BackLate {
        /// The shift.
        route: usize,
        /// Seconds too late.
        by: i64,
    },
    /// A break that the shift owes fits nowhere.
    #[error("route {route}: a break fits nowhere")]
    NoBreak {
        /// The shift.
        route: usize,
    },
    /// A job in a shift that may not do it.
    #[error("route {route}: job {job} is not for this shift")]
    NotAllowed {
        /// The shift.
        route: usize,
        /// The job.
        job: usize,
    },
    /// Too many jobs or too much load.
    #[error("route {route}: {what} is {value}, {limit} is the most")]
    Limit {
        /// The shift.
        route: usize,
        /// `load` or `jobs`.
        what: &'static str,
        /// The sum.
        value: i64,
        /// The limit.
        limit: i64,
    },
    /// A job that is served twice.
    #[error("job {job} is served twice")]
    Twice {
        /// The job.
        job: usize,
    },
    /// Two visits of one target too near in days.
    #[error("jobs {one} and {two} of one group are {days} days apart")]
    Spacing {
        /// One job.
        one: usize,
        /// The other.
        two: usize,
        /// Days between them.
        days: i32,
    },
    /// The pinned first and last jobs of a route are not all at their places.
    #[error("route {route}: its pinned first and last jobs are not at their places")]
    Ends {
        /// The shift.
        route: usize,
    },
    /// Two jobs in one route that are to be kept apart.
    #[error("jobs {one} and {two} may not be in one route")]
    Together {
        /// One job.
        one: usize,
        /// The other.
        two: usize,
    },
    /// More jobs were moved to other shifts than may be.
    #[error("{moved} jobs are moved to other shifts, {most} is the most")]
    Moved {
        /// Jobs moved.
        moved: usize,
        /// The most.
        most: u32,
    },
}

/// The earliest times of a route, by simple forward simulation.
///
/// As few of the breaks are taken, in their order, as the return allows. They are tried before every stop; the schedule that
/// is back first wins, the earlier breaks on a tie.
///
/// # Errors
/// The first fault of the route without breaks, when it fits no schedule.
pub fn schedule(instance: &Instance, shift: ShiftIdx, route: &[Step]) -> Result<ShiftTimes, Fault> {
    let breaks = &instance.shifts[shift.idx()].breaks;
    let owes = |times: &ShiftTimes, taken: usize| {
        let next = breaks.get(taken).filter(|_| !route.is_empty());
        next.is_some_and(|rest| times.back > rest.begin.end())
    };
    let plain = simulate(instance, shift, route, &[])?;
    if !owes(&plain, 0) {
        return Ok(plain);
    }
    // Fewer breaks are never back later, so that the first number of them that leaves none owed is the best.
    for taken in 1..=breaks.len() {
        let places = places(instance, shift, route, &breaks[..taken]);
        let times = places.and_then(|before| simulate(instance, shift, route, &before).ok());
        if let Some(times) = times.filter(|times| !owes(times, taken)) {
            return Ok(times);
        }
    }
    Err(Fault::NoBreak { route: shift.idx() })
}

/// Before which stop each of the breaks is taken, so that the route is back first.
fn places(
    instance: &Instance,
    shift: ShiftIdx,
    route: &[Step],
    breaks: &[Break],
) -> Option<Places> {
    let owner = &instance.shifts[shift.idx()];
    let trip = Trip {
        instance,
        owner,
        route,
    };
    let (_, mut places) = trip.drive_on(0, (owner.window.start(), owner.start), breaks)?;
    places.reverse();
    Some(places)
}

/// Before which stop each break is taken, in their order.
type Places = SmallVec<[usize; 1]>;

/// A route whose breaks are tried before every stop.
struct Trip<'a> {
    instance: &'a Instance,
    owner: &'a Shift,
    route: &'a [Step],
}

impl Trip<'_> {
    /// Earliest return from a place before a stop with just these breaks left, and before which stops they are taken, the last
    /// first.
    fn drive_on(
        &self,
        at: usize,
        (now, here): (Seconds, LocationIdx),
        left: &[Break],
    ) -> Option<(Seconds, Places)> {
        let Some(step) = self.route.get(at) else {
            let drive = way(self.instance, self.owner, here, self.owner.end)?;
            return left.is_empty().then(|| (now + drive, Places::new()));
        };
        let job = self.instance.jobs.get(step.job.idx())?;
        let mode = job.modes.get(usize::from(step.mode))?;
        let arrive = now + way(self.instance, self.owner, here, mode.entry)?;
        self.stop(at, (job, mode.exit), arrive, left)
    }

    /// The same from a stop.
    fn stop(
        &self,
        at: usize,
        (job, exit): (&Job, LocationIdx),
        ready: Seconds,
        left: &[Break],
    ) -> Option<(Seconds, Places)> {
        let paused = match left.split_first() {
            None => None,
            Some((rest, after)) => {
                // A break that can no longer begin here cannot further on.
                let ready = pause(rest, ready)? + rest.duration;
                let paused = self.stop(at, (job, exit), ready, after);
                paused.map(|(back, mut places)| {
                    places.push(at);
                    (back, places)
                })
            }
        };
        let driven = earliest(job, ready + job.approach)
            .and_then(|start| self.drive_on(at + 1, (start + job.service, exit), left));
        match (paused, driven) {
            (Some(paused), Some(driven)) if driven.0 < paused.0 => Some(driven),
            (paused, driven) => paused.or(driven),
        }
    }
}

/// When a break begins that may begin from a moment on; `None` when its window is over.
fn pause(rest: &Break, ready: Seconds) -> Option<Seconds> {
    let begin = ready.max(rest.begin.start());
    (begin <= rest.begin.end()).then_some(begin)
}

/// The route with its first breaks taken before such stops.
fn simulate(
    instance: &Instance,
    shift: ShiftIdx,
    route: &[Step],
    before: &[usize],
) -> Result<ShiftTimes, Fault> {
    let owner = &instance.shifts[shift.idx()];
    let number = shift.idx();
    let (mut now, mut here) = (owner.window.start(), owner.start);
    let mut stops = Vec::with_capacity(route.len());
    for (at, step) in route.iter().enumerate() {
        let unknown = Fault::Unknown {
            route: number,
            step: at,
        };
        let job = instance.jobs.get(step.job.idx()).ok_or(unknown.clone())?;
        let mode = job.modes.get(usize::from(step.mode)).ok_or(unknown)?;
        let drive = way(instance, owner, here, mode.entry).ok_or(Fault::NoWay {
            route: number,
            step: at,
        })?;
        let arrive = now + drive;
        let mut ready = arrive;
        let mut breaks = SmallVec::new();
        for (rest, _) in owner
            .breaks
            .iter()
            .zip(before)
            .filter(|(_, before)| **before == at)
        {
            let begin = pause(rest, ready).ok_or(Fault::NoBreak { route: number })?;
            breaks.push((begin, rest.duration));
            ready = begin + rest.duration;
        }
        let start = earliest(job, ready + job.approach).ok_or(Fault::Late {
            route: number,
            step: at,
        })?;
        let depart = start + job.service;
        stops.push(StopTimes {
            drive,
            arrive,
            breaks,
            start,
            depart,
        });
        (now, here) = (depart, mode.exit);
    }
    finish(instance, owner, number, route, stops, now, here)
}

fn finish(
    instance: &Instance,
    owner: &Shift,
    number: usize,
    route: &[Step],
    mut stops: Vec<StopTimes>,
    now: Seconds,
    here: LocationIdx,
) -> Result<ShiftTimes, Fault> {
    if route.is_empty() {
        return Ok(ShiftTimes {
            leave: now,
            stops,
            drive_back: Seconds::ZERO,
            back: now,
        });
    }
    let drive_back = way(instance, owner, here, owner.end).ok_or(Fault::NoWay {
        route: number,
        step: route.len(),
    })?;
    let back = now + drive_back;
    if back > owner.window.end() {
        return Err(Fault::BackLate {
            route: number,
            by: (back - owner.window.end()).get(),
        });
    }
    let mut leave = owner.window.start();
    if let (Some(first), Some(step)) = (stops.first_mut(), route.first()) {
        let until = first.breaks.first().map_or(
            first.start - instance.jobs[step.job.idx()].approach,
            |(begin, _)| *begin,
        );
        leave += until - first.arrive;
        first.arrive = until;
    }
    Ok(ShiftTimes {
        leave,
        stops,
        drive_back,
        back,
    })
}

fn way(instance: &Instance, shift: &Shift, from: LocationIdx, to: LocationIdx) -> Option<Seconds> {
    instance.travel_of(shift).time(from, to)
}

/// The earliest start of the work at or after a moment.
fn earliest(job: &Job, moment: Seconds) -> Option<Seconds> {
    if job.windows.is_empty() {
        return Some(moment);
    }
    job.windows
        .iter()
        .find(|window| moment <= window.end())
        .map(|window| moment.max(window.start()))
}

/// The value of a feasible solution.
///
/// # Errors
/// Every fault, when there is one.
pub fn check(instance: &Instance, solution: &Solution) -> Result<Value, Vec<Fault>> {
    if solution.routes.len() != instance.shifts.len() {
        return Err(vec![Fault::RouteCount {
            routes: solution.routes.len(),
            shifts: instance.shifts.len(),
        }]);
    }
    let mut faults = Vec::new();
    let mut served: Vec<Option<usize>> = vec![None; instance.jobs.len()];
    let mut cost = Seconds::ZERO;
    for (number, route) in solution.routes.iter().enumerate() {
        let shift = ShiftIdx::from_idx(number);
        match schedule(instance, shift, route) {
            Ok(times) => {
                cost +=
                    times.stops.iter().map(|stop| stop.drive).sum::<Seconds>() + times.drive_back;
            }
            Err(fault) => faults.push(fault),
        }
        for step in route {
            let Some(job) = instance.jobs.get(step.job.idx()) else {
                continue;
            };
            if served[step.job.idx()].replace(number).is_some() {
                faults.push(Fault::Twice {
                    job: step.job.idx(),
                });
            }
            if job
                .shifts
                .as_ref()
                .is_some_and(|shifts| !shifts.contains(&shift))
            {
                faults.push(Fault::NotAllowed {
                    route: number,
                    job: step.job.idx(),
                });
            }
        }
        limits(instance, number, route, &mut faults);
    }
    spacing(instance, &served, &mut faults);
    ties(instance, solution, &served, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (mut prize, mut required_missing) = (Prize::ZERO, 0);
    for (job, served) in instance.jobs.iter().zip(&served) {
        match served {
            Some(_) => prize += job.prize,
            None => required_missing += u32::from(job.required),
        }
    }
    Ok(Value {
        required_missing,
        prize,
        cost,
        objective: instance.objective,
    })
}

fn limits(instance: &Instance, number: usize, route: &[Step], faults: &mut Vec<Fault>) {
    let shift = &instance.shifts[number];
    let load = route
        .iter()
        .filter_map(|step| instance.jobs.get(step.job.idx()))
        .map(|job| job.load)
        .sum();
    let jobs = i64::try_from(route.len()).unwrap_or(i64::MAX);
    let limits = [
        ("load", load, shift.capacity),
        ("jobs", jobs, shift.max_jobs.map(i64::from)),
    ];
    for (what, value, limit) in limits {
        if let Some(limit) = limit.filter(|limit| value > *limit) {
            faults.push(Fault::Limit {
                route: number,
                what,
                value,
                limit,
            });
        }
    }
}

fn spacing(instance: &Instance, served: &[Option<usize>], faults: &mut Vec<Fault>) {
    for group in &instance.groups {
        let days: Vec<(usize, i32)> = group
            .jobs
            .iter()
            .filter_map(|job| Some((job.idx(), instance.shifts[served[job.idx()]?].day)))
            .collect();
        for (at, (one, day)) in days.iter().enumerate() {
            for (two, other) in &days[at + 1..] {
                let apart = (day - other).abs();
                if apart == 0 || apart < group.min_gap_days {
                    faults.push(Fault::Spacing {
                        one: *one,
                        two: *two,
                        days: apart,
                    });
                }
            }
        }
    }
}

fn ties(
    instance: &Instance,
    solution: &Solution,
    served: &[Option<usize>],
    faults: &mut Vec<Fault>,
) {
    let ties = &instance.ties;
    for ends in &ties.ends {
        let route = &solution.routes[ends.shift.idx()];
        let mut pinned = ends.first.iter().chain(&ends.last);
        let at = |place: usize, job: &JobIdx| route.get(place).map(|step| step.job) == Some(*job);
        let tail = route.len().checked_sub(ends.last.len());
        let kept = (0..).zip(&ends.first).all(|(place, job)| at(place, job))
            && tail.is_some_and(|tail| {
                tail >= ends.first.len()
                    && (tail..).zip(&ends.last).all(|(place, job)| at(place, job))
            });
        if !kept && pinned.any(|job| served[job.idx()].is_some()) {
            faults.push(Fault::Ends {
                route: ends.shift.idx(),
            });
        }
    }
    for (one, two) in &ties.apart {
        let (one, two) = (one.idx(), two.idx());
        if served[one].is_some() && served[one] == served[two] {
            faults.push(Fault::Together { one, two });
        }
    }
    let moved = ties
        .homes
        .iter()
        .filter(|(job, home)| served[job.idx()].is_some_and(|shift| shift != home.idx()))
        .count();
    if let Some(most) = ties.most_moved.filter(|most| moved > *most as usize) {
        faults.push(Fault::Moved { moved, most });
    }
}
