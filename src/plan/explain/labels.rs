//! Places for one visit more in a route, each tried in constant time.
//!
//! Every point of a route knows how early the vehicle can be ready there, for every number of breaks taken, and how late
//! it may come to the next stop for the rest of the route to fit. A place is tried by driving from the one
//! to the visit and on to the other: what every other stop needs is in the two numbers. Building the labels takes
//! O(stops), with [`Labels::overtime`]'s bounds O(stops^2).
//! (Savelsbergh 1992, "The Vehicle Routing Problem with Time Windows: Minimizing Route Duration",
//! DOI 10.1287/ijoc.4.2.146)

use crate::domain::TimeWindow;
use crate::problem::{Breaks, Instance, Job, LocationIdx, Mode, Shift, ShiftIdx, Step};
use crate::units::Seconds;

/// Later than any moment: a state that cannot be.
const NEVER: Seconds = Seconds::MAX;
/// No arrival is early enough.
const LATE: Layers = Layers([Seconds(-NEVER.0); Breaks::MOST + 1]);
/// The end of a shift that may end whenever it wants to.
const SOMETIME: Seconds = Seconds(1 << 40);

/// Moments by how many of the breaks are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layers([Seconds; Breaks::MOST + 1]);

impl Layers {
    const NEVER: Self = Self([NEVER; Breaks::MOST + 1]);

    /// With no break taken.
    const fn untaken(moment: Seconds) -> Self {
        let mut layers = Self::NEVER;
        layers.0[0] = moment;
        layers
    }

    fn later(self, by: Option<Seconds>) -> Self {
        by.map_or(Self::NEVER, |by| {
            Self(self.0.map(|moment| plus(moment, by)))
        })
    }

    fn in_time(self, latest: Self) -> bool {
        let mut layers = self.0.iter().zip(&latest.0);
        layers.any(|(moment, latest)| moment <= latest)
    }

    fn soonest(self) -> Seconds {
        self.0.into_iter().min().unwrap_or(NEVER)
    }
}

fn plus(moment: Seconds, by: Seconds) -> Seconds {
    (moment + by).min(NEVER)
}

fn less(moment: Seconds, by: Seconds) -> Seconds {
    (moment - by).max(-NEVER)
}

/// The gap after so many stops of a route.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// Where the vehicle is.
    here: LocationIdx,
    /// Where it goes next.
    next: LocationIdx,
    /// Ready to leave `here`.
    ready: Layers,
    /// Latest arrival at `next` for which the rest fits.
    latest: Layers,
    /// The same if the shift had no end.
    open: Layers,
    /// From arriving at `next` to being back, without any waiting.
    busy: Seconds,
    /// Back no earlier than this, however early at `next`.
    least_back: Seconds,
}

/// Which end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Start,
    End,
}

/// A route with what each of its gaps allows.
#[derive(Debug)]
pub(super) struct Labels<'a> {
    instance: &'a Instance,
    owner: &'a Shift,
    steps: Vec<Step>,
    points: Vec<Point>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(instance: &'a Instance, shift: ShiftIdx, steps: Vec<Step>) -> Self {
        let owner = &instance.shifts[shift.idx()];
        let mut labels = Self {
            instance,
            owner,
            steps,
            points: Vec::new(),
        };
        labels.forward();
        labels.backward();
        for at in 0..labels.points.len() {
            let early = labels.all_taken(owner.window.start());
            labels.points[at].least_back = labels.back_from(at, early);
        }
        labels
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Where the vehicle comes from and where it goes on to at a gap.
    pub(super) fn ends(&self, at: usize) -> (LocationIdx, LocationIdx) {
        (self.points[at].here, self.points[at].next)
    }

    /// Whether the route with the job at a gap is feasible; limits of number and load are the caller's.
    pub(super) fn fits(&self, at: usize, job: &Job, mode: Mode) -> bool {
        let next = self.arrive_next(at, job, mode);
        next.in_time(self.points[at].latest)
    }

    /// Whether it would be if the job had no window.
    pub(super) fn fits_any_time(&self, at: usize, job: &Job, mode: Mode) -> bool {
        let spans = self.spans(at, job, mode);
        spans.iter().any(|(first, last)| first <= last)
    }

    /// Seconds by which one of the windows would have to open earlier or close later for the job to fit at a gap; which
    /// window, and which of its ends. Windows are of starts of work.
    pub(super) fn window_gap(
        &self,
        at: usize,
        job: &Job,
        mode: Mode,
        windows: &[TimeWindow],
    ) -> Option<(Seconds, usize, Side)> {
        let spans = self.spans(at, job, mode);
        let open = spans.into_iter().filter(|(first, last)| first <= last);
        let gaps = open.flat_map(|(first, last)| {
            windows.iter().enumerate().map(move |(idx, window)| {
                if first > window.end() {
                    (first - window.end(), idx, Side::End)
                } else {
                    (window.start() - last, idx, Side::Start)
                }
            })
        });
        gaps.filter(|(by, ..)| *by > Seconds::ZERO).min()
    }

    /// Seconds by which the shift would have to end later for the job to fit at a gap, when that is less than `cutoff`.
    ///
    /// A bound is tried first, so that the route is driven to its end only where the gap may be the best so far.
    pub(super) fn overtime(
        &self,
        at: usize,
        job: &Job,
        mode: Mode,
        cutoff: Seconds,
    ) -> Option<Seconds> {
        let point = &self.points[at];
        let next = self.arrive_next(at, job, mode);
        if !next.in_time(point.open) {
            return None;
        }
        let end = self.owner.window.end();
        let soonest = plus(next.soonest(), point.busy).max(point.least_back);
        if soonest - end >= cutoff {
            return None;
        }
        let by = self.back_from(at, next) - end;
        (by > Seconds::ZERO && by < cutoff).then_some(by)
    }

    /// Earliest return of the route as it is; `None` when it does not fit.
    #[cfg(test)]
    fn back(&self) -> Option<Seconds> {
        let first = self.points[0];
        let arrive = first.ready.later(self.way(first.here, first.next));
        let back = self.back_from(0, arrive);
        (back <= self.owner.window.end()).then_some(back)
    }

    fn forward(&mut self) {
        let mut ready = Layers::untaken(self.owner.window.start());
        let mut here = self.owner.start;
        for at in 0..=self.steps.len() {
            let step = self.steps.get(at).copied();
            let next = step.map_or(self.owner.end, |step| self.mode(step).entry);
            self.points.push(Point {
                here,
                next,
                ready,
                latest: Layers::NEVER,
                open: Layers::NEVER,
                busy: Seconds::ZERO,
                least_back: Seconds::ZERO,
            });
            if let Some(step) = step {
                let arrive = ready.later(self.way(here, next));
                ready = self.work(self.job(step), arrive);
                here = self.mode(step).exit;
            }
        }
    }

    fn backward(&mut self) {
        let last = self.points.len() - 1;
        let home = |end: Seconds| {
            let mut layers = LATE;
            for (layer, taken) in layers.0.iter_mut().zip(0..=self.owner.breaks.len()) {
                *layer = self.free_until(taken).min(end);
            }
            layers
        };
        (self.points[last].latest, self.points[last].open) =
            (home(self.owner.window.end()), home(SOMETIME));
        for at in (0..last).rev() {
            let (step, after) = (self.steps[at], self.points[at + 1]);
            let job = self.job(step);
            let drive = self.way(after.here, after.next).unwrap_or(NEVER);
            let before = |layers: Layers| self.before(job, layers, drive);
            let (latest, open) = (before(after.latest), before(after.open));
            let busy = plus(job.approach + job.service, plus(drive, after.busy));
            let point = &mut self.points[at];
            (point.latest, point.open, point.busy) = (latest, open, busy);
        }
    }

    /// Latest arrivals at a job for which the vehicle is in time at the next place, so far away.
    fn before(&self, job: &Job, next: Layers, drive: Seconds) -> Layers {
        let mut arrive = Layers(next.0.map(|next| {
            let start = latest_start(job, less(less(next, drive), job.service));
            less(start, job.approach)
        }));
        for (taken, rest) in self.owner.breaks.iter().enumerate().rev() {
            let begin = rest
                .begin
                .end()
                .min(less(arrive.0[taken + 1], rest.duration));
            if begin >= rest.begin.start() {
                arrive.0[taken] = arrive.0[taken].max(begin);
            }
        }
        arrive
    }

    /// Earliest return of the rest of the route after arriving at the next stop of a gap.
    fn back_from(&self, at: usize, mut arrive: Layers) -> Seconds {
        for (step, after) in self.steps[at..].iter().zip(&self.points[at + 1..]) {
            let ready = self.work(self.job(*step), arrive);
            arrive = ready.later(self.way(after.here, after.next));
        }
        let backs = arrive.0.iter().enumerate();
        let free = backs.filter(|(taken, back)| **back <= self.free_until(*taken));
        free.map(|(_, back)| *back).min().unwrap_or(NEVER)
    }

    /// Who is back by then with so many breaks taken owes no other.
    fn free_until(&self, taken: usize) -> Seconds {
        let next = self.owner.breaks.get(taken);
        next.map_or(NEVER, |rest| rest.begin.end())
    }

    /// With every break taken.
    fn all_taken(&self, moment: Seconds) -> Layers {
        let mut layers = Layers::NEVER;
        layers.0[self.owner.breaks.len()] = moment;
        layers
    }

    fn arrive_next(&self, at: usize, job: &Job, mode: Mode) -> Layers {
        let point = &self.points[at];
        let arrive = point.ready.later(self.way(point.here, mode.entry));
        if arrive == Layers::NEVER {
            return arrive;
        }
        let ready = self.work(job, arrive);
        ready.later(self.way(mode.exit, point.next))
    }

    /// First and last start of the work at a gap if there were no window, for every number of breaks taken.
    fn spans(&self, at: usize, job: &Job, mode: Mode) -> [(Seconds, Seconds); Breaks::MOST + 1] {
        let point = &self.points[at];
        let arrive = self.rested(point.ready.later(self.way(point.here, mode.entry)));
        let drive = self.way(mode.exit, point.next).unwrap_or(NEVER);
        let last = |latest: Seconds| less(less(latest, drive), job.service);
        std::array::from_fn(|taken| {
            (
                plus(arrive.0[taken], job.approach),
                last(point.latest.0[taken]),
            )
        })
    }

    /// Ready to leave a job.
    fn work(&self, job: &Job, arrive: Layers) -> Layers {
        Layers(self.rested(arrive).0.map(|arrive| {
            let start = earliest_start(job, plus(arrive, job.approach));
            plus(start, job.service)
        }))
    }

    /// After the breaks that may be begun on arriving.
    fn rested(&self, mut arrive: Layers) -> Layers {
        for (taken, rest) in self.owner.breaks.iter().enumerate() {
            let begin = arrive.0[taken].max(rest.begin.start());
            if begin <= rest.begin.end() {
                let paused = begin + rest.duration;
                arrive.0[taken + 1] = arrive.0[taken + 1].min(paused);
            }
        }
        arrive
    }

    fn way(&self, from: LocationIdx, to: LocationIdx) -> Option<Seconds> {
        self.instance.travel_of(self.owner).time(from, to)
    }

    fn job(&self, step: Step) -> &'a Job {
        &self.instance.jobs[step.job.idx()]
    }

    fn mode(&self, step: Step) -> Mode {
        self.job(step).modes[usize::from(step.mode)]
    }
}

/// Earliest start of the work at or after a moment.
fn earliest_start(job: &Job, moment: Seconds) -> Seconds {
    if job.windows.is_empty() {
        return moment;
    }
    let window = job.windows.iter().find(|window| moment <= window.end());
    window.map_or(NEVER, |window| moment.max(window.start()))
}

/// Latest moment from which the work starts no later than `limit`.
fn latest_start(job: &Job, limit: Seconds) -> Seconds {
    if job.windows.is_empty() {
        return limit;
    }
    let window = job
        .windows
        .iter()
        .rev()
        .find(|window| window.start() <= limit);
    window.map_or(-NEVER, |window| limit.min(window.end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::JobIdx;
    use crate::problem::check::schedule;
    use crate::testing::{Dice, narrow, rested};

    /// A random feasible route, job by job at random places.
    fn route(instance: &Instance, shift: ShiftIdx, dice: &mut Dice) -> Vec<Step> {
        let mut route: Vec<Step> = Vec::new();
        for job in 0..instance.jobs.len() {
            let at = usize::try_from(dice.below(route.len() as u64 + 1)).unwrap();
            let step = Step {
                job: JobIdx::from_idx(job),
                mode: 0,
            };
            let mut longer = route.clone();
            longer.insert(at, step);
            if job % 3 != 0 && schedule(instance, shift, &longer).is_ok() {
                route = longer;
            }
        }
        route
    }

    /// Calls `each` for a random route, a job that is not in it, a gap and a mode.
    fn everywhere(mut each: impl FnMut(&Instance, ShiftIdx, &Labels<'_>, usize, JobIdx, u8)) {
        for seed in 0..100 {
            let mut dice = Dice::new(seed);
            let mut instance = if seed < 60 {
                narrow(seed, 14)
            } else {
                rested(seed, 14)
            };
            // Shifts of any job on any day, so that both days are tried.
            for job in &mut instance.jobs {
                job.shifts = None;
            }
            for shift in (0..instance.shifts.len()).map(ShiftIdx::from_idx) {
                let steps = route(&instance, shift, &mut dice);
                let labels = Labels::new(&instance, shift, steps.clone());
                let times = schedule(&instance, shift, &steps).unwrap();
                if !steps.is_empty() {
                    assert_eq!(labels.back(), Some(times.back), "seed {seed}");
                }
                for job in (0..instance.jobs.len()).map(JobIdx::from_idx) {
                    if steps.iter().any(|step| step.job == job) {
                        continue;
                    }
                    for mode in 0..instance.jobs[job.idx()].modes.len() {
                        let mode = u8::try_from(mode).unwrap();
                        for at in 0..=steps.len() {
                            each(&instance, shift, &labels, at, job, mode);
                        }
                    }
                }
            }
        }
    }

    fn with(labels: &Labels<'_>, at: usize, job: JobIdx, mode: u8) -> Vec<Step> {
        let mut steps = labels.steps().to_vec();
        steps.insert(at, Step { job, mode });
        steps
    }

    #[test]
    fn a_place_fits_exactly_where_a_schedule_exists() {
        let mut seen = [0, 0];
        everywhere(|instance, shift, labels, at, job, mode| {
            let data = &instance.jobs[job.idx()];
            let fits = labels.fits(at, data, data.modes[usize::from(mode)]);
            let wants = schedule(instance, shift, &with(labels, at, job, mode)).is_ok();
            assert_eq!(fits, wants, "{shift:?} {at} {job:?}");
            seen[usize::from(fits)] += 1;
        });
        assert!(seen.iter().all(|count| *count > 500), "{seen:?}");
    }

    #[test]
    fn so_much_overtime_is_enough_and_a_second_less_is_not() {
        let mut seen = [0, 0];
        everywhere(|instance, shift, labels, at, job, mode| {
            let data = &instance.jobs[job.idx()];
            let mode_of = data.modes[usize::from(mode)];
            let by = labels.overtime(at, data, mode_of, Seconds(500));
            let steps = with(labels, at, job, mode);
            let fits = |by: i64| {
                let mut other = instance.clone();
                let window = &mut other.shifts[shift.idx()].window;
                *window = TimeWindow::new(window.start(), window.end() + Seconds(by)).unwrap();
                schedule(&other, shift, &steps).is_ok()
            };
            match by {
                Some(by) => assert!(fits(by.get()) && !fits(by.get() - 1), "{by:?}"),
                None => assert!(fits(0) || !fits(499), "{shift:?} {at} {job:?}"),
            }
            seen[usize::from(by.is_some())] += 1;
        });
        assert!(seen.iter().all(|count| *count > 200), "{seen:?}");
    }

    #[test]
    fn so_much_wider_a_window_is_enough_and_a_second_less_is_not() {
        let mut seen = [0, 0, 0];
        everywhere(|instance, shift, labels, at, job, mode| {
            let data = &instance.jobs[job.idx()];
            let mode_of = data.modes[usize::from(mode)];
            if labels.fits(at, data, mode_of) || data.windows.is_empty() {
                return;
            }
            let gap = labels.window_gap(at, data, mode_of, &data.windows);
            let steps = with(labels, at, job, mode);
            let fits = |by: i64, idx: usize, side: Side| {
                let mut other = instance.clone();
                let window = &mut other.jobs[job.idx()].windows[idx];
                let (mut from, mut to) = (window.start(), window.end());
                match side {
                    Side::Start => from -= Seconds(by),
                    Side::End => to += Seconds(by),
                }
                *window = TimeWindow::new(from, to).unwrap();
                schedule(&other, shift, &steps).is_ok()
            };
            match gap {
                // Windows that come to overlap the one before are not for `schedule`, which wants them in order.
                Some((by, idx, side)) if idx == 0 || by < Seconds(100) => {
                    assert!(fits(by.get(), idx, side), "{by:?} {idx} {side:?}");
                    assert!(!fits(by.get() - 1, idx, side), "{by:?} {idx} {side:?}");
                    seen[usize::from(side != Side::Start)] += 1;
                }
                Some(_) => {}
                None => {
                    let mut other = instance.clone();
                    other.jobs[job.idx()].windows.clear();
                    assert!(schedule(&other, shift, &steps).is_err());
                    assert!(!labels.fits_any_time(at, data, mode_of));
                    seen[2] += 1;
                }
            }
        });
        assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
    }
}
