//! The finished routes, ready for asking what would fit where.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use super::super::{Passed, PlanInput};
use super::labels::Labels;
use crate::domain::TimeWindow;
use crate::problem::{Ends, Instance, Job, JobIdx, Mode, ShiftIdx, Step};
use crate::units::Seconds;

/// A place for a job in a route, or in the route without one of its stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) shift: ShiftIdx,
    /// Position of the stop that is taken out.
    pub(super) without: Option<usize>,
    /// Stops before it, the one taken out not counted.
    pub(super) at: usize,
    pub(super) mode: u8,
}

/// The routes with their labels, and who is where.
pub(super) struct Scene<'a> {
    pub(super) input: &'a PlanInput<'a>,
    pub(super) instance: &'a Instance,
    routes: Vec<Labels<'a>>,
    /// Each route without each of its stops, made when first asked for.
    shorter: Vec<OnceLock<Vec<Labels<'a>>>>,
    /// Shift and position of each job.
    served: Vec<Option<(ShiftIdx, usize)>>,
    /// Shift of each job in an earlier plan, where one binds.
    homes: Vec<Option<ShiftIdx>>,
    may_move_more: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn new(input: &'a PlanInput<'a>) -> Self {
        let instance = &input.assembled.instance;
        let mut served = vec![None; instance.jobs.len()];
        let mut routes = Vec::new();
        for (number, route) in input.solution.routes.iter().enumerate() {
            let shift = ShiftIdx::from_idx(number);
            for (at, step) in route.iter().enumerate() {
                served[step.job.idx()] = Some((shift, at));
            }
            routes.push(Labels::new(instance, shift, route.clone()));
        }
        let mut homes = vec![None; instance.jobs.len()];
        let ties = &instance.ties;
        for (job, home) in &ties.homes {
            homes[job.idx()] = Some(*home);
        }
        let strays = ties.homes.iter().filter(|(job, home)| {
            served[job.idx()].is_some_and(|(shift, _): (ShiftIdx, usize)| shift != *home)
        });
        let moved = strays.count();
        Self {
            input,
            instance,
            shorter: routes.iter().map(|_| OnceLock::new()).collect(),
            routes,
            served,
            homes,
            may_move_more: ties.most_moved.is_none_or(|most| moved < most as usize),
        }
    }

    pub(super) fn job(&self, job: JobIdx) -> &'a Job {
        &self.instance.jobs[job.idx()]
    }

    /// Jobs in no route.
    pub(super) fn left_out(&self) -> Vec<JobIdx> {
        let jobs = 0..self.instance.jobs.len();
        jobs.filter(|idx| self.served[*idx].is_none())
            .map(JobIdx::from_idx)
            .collect()
    }

    /// Shift and position of a job.
    pub(super) fn place_of(&self, job: JobIdx) -> Option<(ShiftIdx, usize)> {
        self.served[job.idx()]
    }

    /// Shifts that may do a job.
    pub(super) fn shifts_of(&self, job: JobIdx) -> Vec<ShiftIdx> {
        let all = || (0..self.instance.shifts.len()).map(ShiftIdx::from_idx);
        let own = self.job(job).shifts.clone();
        own.unwrap_or_else(|| all().collect())
    }

    /// Stops of a shift that were begun before a plan was made anew: they stand before its steps.
    pub(super) fn begun(&self, shift: ShiftIdx) -> usize {
        let kept = self.input.kept(shift.idx());
        kept.map_or(0, |kept| kept.stops.len())
    }

    /// The place from which the team of a shift goes on, when it is neither its base nor its last begun stop.
    pub(super) fn passed(&self, shift: ShiftIdx) -> Option<&'a Passed> {
        self.input.kept(shift.idx())?.via.as_ref()
    }

    pub(super) fn steps(&self, shift: ShiftIdx) -> &[Step] {
        self.routes[shift.idx()].steps()
    }

    /// The labels of a route, or of the route without one of its stops.
    pub(super) fn route(&self, shift: ShiftIdx, without: Option<usize>) -> &Labels<'a> {
        let whole = &self.routes[shift.idx()];
        let Some(out) = without else {
            return whole;
        };
        let shorter = self.shorter[shift.idx()].get_or_init(|| {
            let stops = 0..whole.steps().len();
            stops
                .map(|out| {
                    let mut steps = whole.steps().to_vec();
                    steps.remove(out);
                    Labels::new(self.instance, shift, steps)
                })
                .collect()
        });
        &shorter[out]
    }

    /// Whether a shift has its most stops.
    pub(super) fn is_full(&self, shift: ShiftIdx) -> bool {
        let most = self.instance.shifts[shift.idx()].max_jobs;
        most.is_some_and(|most| self.steps(shift).len() >= most as usize)
    }

    /// Visits of the same target that stand too near in days for the job to join a shift, one stop not counted.
    pub(super) fn too_near(
        &self,
        job: JobIdx,
        shift: ShiftIdx,
        without: Option<JobIdx>,
    ) -> Vec<JobIdx> {
        let Some(number) = self.job(job).group else {
            return Vec::new();
        };
        let group = &self.instance.groups[number as usize];
        let day = self.instance.shifts[shift.idx()].day;
        let is_near = |other: &JobIdx| {
            let place = self.served[other.idx()];
            place.is_some_and(|(at, _)| {
                let apart = (self.instance.shifts[at.idx()].day - day).abs();
                apart == 0 || apart < group.min_gap_days
            })
        };
        let others = group.jobs.iter().copied();
        others
            .filter(|other| *other != job && Some(*other) != without)
            .filter(is_near)
            .collect()
    }

    /// Whether nothing but time keeps a job from a shift, one stop not counted: who goes with whom, how much may move, load.
    pub(super) fn may(&self, job: JobIdx, shift: ShiftIdx, without: Option<JobIdx>) -> bool {
        let is_here = |other: JobIdx| {
            Some(other) != without && self.served[other.idx()].is_some_and(|(at, _)| at == shift)
        };
        let mut apart = self.instance.ties.apart.iter();
        let meets = apart
            .any(|(one, two)| (*one == job && is_here(*two)) || (*two == job && is_here(*one)));
        let strays = self.homes[job.idx()].is_some_and(|home| home != shift);
        let heavy = self.instance.shifts[shift.idx()]
            .capacity
            .is_some_and(|most| {
                let loads = self.steps(shift).iter().map(|step| step.job);
                let others = loads.filter(|other| Some(*other) != without);
                let load: i64 = others.map(|other| self.job(other).load).sum();
                load + self.job(job).load > most
            });
        !meets && !heavy && (self.may_move_more || !strays)
    }

    /// The shift to which a job is bound because as many others have moved as may; `None` when it is free to move.
    pub(super) fn bound(&self, job: JobIdx) -> Option<ShiftIdx> {
        self.homes[job.idx()].filter(|_| !self.may_move_more)
    }

    /// Whether a job is pinned to an end of its route, or may not come to be there by itself.
    pub(super) fn is_pinned(&self, job: JobIdx) -> bool {
        let mut ends = self.instance.ties.ends.iter();
        ends.any(|ends| ends.first.contains(&job) || ends.last.contains(&job))
    }

    /// Whether people pinned the visit, at any place of the route: it is never given up.
    pub(super) fn stays(&self, job: JobIdx) -> bool {
        self.is_pinned(job) || self.input.due[self.input.assembled.jobs[job.idx()].due].pinned
    }

    /// The first spot in a route where the job fits.
    pub(super) fn first_fit(
        &self,
        job: JobIdx,
        shift: ShiftIdx,
        without: Option<usize>,
    ) -> Option<Spot> {
        let (data, route) = (self.job(job), self.route(shift, without));
        self.spots(job, shift, without)
            .find(|spot| route.fits(spot.at, data, self.mode(job, *spot)))
    }

    /// Every spot of a route that its pinned ends leave open, in either mode.
    pub(super) fn spots(
        &self,
        job: JobIdx,
        shift: ShiftIdx,
        without: Option<usize>,
    ) -> impl Iterator<Item = Spot> + use<> {
        let modes = u8::try_from(self.job(job).modes.len()).unwrap_or(u8::MAX);
        let pinned = self.is_pinned(job);
        self.gaps(shift, without)
            .filter(move |_| !pinned)
            .flat_map(move |at| {
                (0..modes).map(move |mode| Spot {
                    shift,
                    without,
                    at,
                    mode,
                })
            })
    }

    fn gaps(&self, shift: ShiftIdx, without: Option<usize>) -> RangeInclusive<usize> {
        let stops = self.steps(shift).len() - usize::from(without.is_some());
        let ends = self.instance.ties.ends.iter();
        let kept = |ends: &&Ends| {
            let mut jobs = ends.first.iter().chain(&ends.last);
            ends.shift == shift && jobs.any(|job| self.served[job.idx()].is_some())
        };
        let (first, last) = ends
            .filter(kept)
            .map(|ends| (ends.first.len(), ends.last.len()))
            .next()
            .unwrap_or((0, 0));
        first..=stops.saturating_sub(last)
    }

    pub(super) fn mode(&self, job: JobIdx, spot: Spot) -> Mode {
        self.job(job).modes[usize::from(spot.mode)]
    }

    /// The windows of the job's due visit on the day of a shift, as starts of work; empty when any time will do.
    pub(super) fn windows_on(&self, job: JobIdx, shift: ShiftIdx) -> Vec<(TimeWindow, String)> {
        let due = &self.input.due[self.input.assembled.jobs[job.idx()].due];
        let day = self.input.assembled.shifts[shift.idx()].day;
        let of_day = usize::try_from(day.days_since(due.first_day))
            .ok()
            .and_then(|nth| due.windows.get(nth));
        let windows = of_day.map_or(&[][..], Vec::as_slice).iter();
        let starts = windows.filter_map(|window| {
            let on = window.on(day, self.input.first_day);
            let start = TimeWindow::new(on.start(), on.end() - due.service)?;
            Some((start, window.to_string()))
        });
        starts.collect()
    }

    /// Seconds left from the end of a shift to midnight: it cannot end later.
    pub(super) fn to_midnight(&self, shift: ShiftIdx) -> Seconds {
        let shift = &self.instance.shifts[shift.idx()];
        Seconds::DAY * (i64::from(shift.day) + 1) - shift.window.end()
    }
}
