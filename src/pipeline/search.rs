//! Routes for a task, pins before all else.
//!
//! The search counts a pinned visit as one required visit, and would leave it out for two others. Where it has done so it
//! searches once more for plans that are ranked otherwise: most pinned visits, then most required ones, then prize.

use super::Task;
use super::steady::{Found, steady};
use crate::problem::check::{Fault, check};
use crate::problem::{Instance, JobIdx, Solution, Value};
use crate::solver::{self, Observer, Params, Progress};
use crate::units::Prize;

/// The second search lasts this part of the time limit, on top of the first.
const SECOND: u32 = 4;

/// Searches for routes, and has them checked by code that shares nothing with the search. In a plan that is made anew every
/// change must bring so much prize at least, save so much driving, or serve what is required.
///
/// # Errors
/// The faults of the routes: a bug of ours.
pub fn search(
    task: &Task,
    least_gain: Prize,
    params: &Params,
    observer: &dyn Observer,
) -> Result<Found, Vec<Fault>> {
    let instance = &task.assembled.instance;
    let jobs = &task.assembled.jobs;
    let bound = task.bound.iter().filter_map(|bound| {
        let job = jobs.binary_search_by_key(&bound.due, |source| source.due);
        job.ok().map(JobIdx::from_idx)
    });
    let pinned: Vec<JobIdx> = bound.collect();
    let solution = keeping(instance, &pinned, params, observer);
    let found = steady(instance, &pinned, least_gain, solution);
    check(instance, &found.solution).map(|_| found)
}

/// The best solution found that keeps most of the pinned jobs.
fn keeping(
    instance: &Instance,
    pinned: &[JobIdx],
    params: &Params,
    observer: &dyn Observer,
) -> Solution {
    let solution = solver::solve(instance, params, observer);
    let before = kept(&solution, pinned);
    let others = others(instance, pinned).count();
    if before == pinned.len() || others == 0 {
        return solution;
    }
    let again = Params {
        time_limit: params.time_limit.map(|limit| limit / SECOND),
        ..params.clone()
    };
    observer.restarted();
    let translated = PinsFirst {
        observer,
        others,
        worth: worth(instance),
    };
    let other = solver::solve(&pins_first(instance, pinned), &again, &translated);
    // Neither may have kept all pins: of those left out it is told that no plan found has them beside the others.
    if kept(&other, pinned) > before {
        other
    } else {
        solution
    }
}

pub(super) fn kept(solution: &Solution, pinned: &[JobIdx]) -> usize {
    let steps = solution.routes.iter().flatten();
    steps.filter(|step| pinned.contains(&step.job)).count()
}

/// Required jobs that are not pinned.
fn others(instance: &Instance, pinned: &[JobIdx]) -> impl Iterator<Item = usize> {
    let jobs = (0..instance.jobs.len()).filter(|idx| instance.jobs[*idx].required);
    jobs.filter(|idx| !pinned.contains(&JobIdx::from_idx(*idx)))
}

/// What the prize of another required job is raised by: more than all prizes together.
fn worth(instance: &Instance) -> Prize {
    instance.jobs.iter().map(|job| job.prize).sum::<Prize>() + Prize(1)
}

/// Passes on what the second search finds, shown as the task itself values it.
struct PinsFirst<'a> {
    observer: &'a dyn Observer,
    others: usize,
    worth: Prize,
}

impl PinsFirst<'_> {
    /// A value of [`pins_first`] in the instance that it was made of.
    fn plain(&self, value: Value) -> Value {
        let (raised, worth) = (value.prize.get(), self.worth.get());
        let served = usize::try_from(raised / worth).unwrap_or(0);
        let missing = u32::try_from(self.others.saturating_sub(served)).unwrap_or(u32::MAX);
        Value {
            required_missing: value.required_missing.saturating_add(missing),
            prize: Prize(raised % worth),
            ..value
        }
    }
}

impl Observer for PinsFirst<'_> {
    fn improved(&self, progress: &Progress) {
        self.observer.improved(&Progress {
            shown: self.plain(progress.shown),
            ..*progress
        });
    }
}

/// The instance in which pinned jobs alone are required, and any other required one is worth more than all that is not.
fn pins_first(instance: &Instance, pinned: &[JobIdx]) -> Instance {
    let worth = worth(instance);
    let mut first = instance.clone();
    for idx in others(instance, pinned) {
        let job = &mut first.jobs[idx];
        job.required = false;
        job.prize += worth;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{ShiftIdx, Step, check::schedule};
    use crate::solver::{Silent, Tuning};
    use crate::testing;

    fn params() -> Params {
        Params {
            seed: 3,
            iterations: Some(40),
            time_limit: None,
            threads: 1,
            tuning: Tuning::default(),
        }
    }

    /// Whether some shift can serve a job and nothing else.
    fn fits_alone(instance: &Instance, job: JobIdx) -> bool {
        let data = &instance.jobs[job.idx()];
        let shifts = (0..instance.shifts.len()).map(ShiftIdx::from_idx);
        let may = |shift: &ShiftIdx| {
            let own = data.shifts.as_ref();
            own.is_none_or(|own| own.contains(shift))
        };
        let modes = u8::try_from(data.modes.len()).unwrap();
        shifts.filter(may).any(|shift| {
            let owner = &instance.shifts[shift.idx()];
            let has_room = owner.max_jobs != Some(0)
                && owner.capacity.is_none_or(|capacity| data.load <= capacity);
            let mut steps = (0..modes).map(|mode| Step { job, mode });
            has_room && steps.any(|step| schedule(instance, shift, &[step]).is_ok())
        })
    }

    #[test]
    fn a_pin_that_can_be_kept_is_kept_whatever_else_is_required() {
        let (mut could, mut would_not) = (0, 0);
        for seed in 0..60 {
            // Everything is required, and little of it fits.
            let mut instance = testing::instance(seed, 12);
            for job in &mut instance.jobs {
                job.required = true;
            }
            let plain = solver::solve(&instance, &params(), &Silent);
            for pin in (0..instance.jobs.len()).map(JobIdx::from_idx).step_by(5) {
                let solution = keeping(&instance, &[pin], &params(), &Silent);
                check(&instance, &solution).unwrap();
                if fits_alone(&instance, pin) {
                    assert_eq!(kept(&solution, &[pin]), 1, "seed {seed} {pin:?}");
                    could += 1;
                    would_not += usize::from(kept(&plain, &[pin]) == 0);
                }
            }
        }
        assert!(could > 60 && would_not > 0, "{could} {would_not}");
    }

    /// What an observer heard: how often a search began anew, and the best progress since then.
    #[derive(Default)]
    struct Heard(std::sync::Mutex<(usize, Option<Progress>)>);

    impl Observer for Heard {
        fn improved(&self, progress: &Progress) {
            let mut heard = self.0.lock().unwrap();
            if heard.1.is_none_or(|best| progress.value > best.value) {
                heard.1 = Some(*progress);
            }
        }

        fn restarted(&self) {
            let mut heard = self.0.lock().unwrap();
            *heard = (heard.0 + 1, None);
        }
    }

    #[test]
    fn the_second_search_is_watched_and_shown_as_the_task_values_it() {
        let mut second = 0;
        for seed in 0..60 {
            let mut instance = testing::instance(seed, 12);
            for (idx, job) in instance.jobs.iter_mut().enumerate() {
                job.required = idx % 6 != 1;
            }
            let plain = solver::solve(&instance, &params(), &Silent);
            let required = (0..instance.jobs.len()).filter(|idx| idx % 6 != 1);
            for pin in required.map(JobIdx::from_idx) {
                let heard = Heard::default();
                let solution = keeping(&instance, &[pin], &params(), &heard);
                let (begun, best) = *heard.0.lock().unwrap();
                assert_eq!(begun, usize::from(kept(&plain, &[pin]) == 0), "{seed}");
                if begun == 1 && solution != plain {
                    let value = check(&instance, &solution).unwrap();
                    assert_eq!(best.unwrap().shown, value, "seed {seed} {pin:?}");
                    second += 1;
                }
            }
        }
        assert!(second > 3, "{second}");
    }

    #[test]
    fn of_what_is_not_pinned_required_visits_stay_before_prize() {
        let mut instance = testing::instance(1, 10);
        for (idx, job) in instance.jobs.iter_mut().enumerate() {
            (job.required, job.prize) = (idx < 4, Prize(i64::from(idx >= 4) * 1000));
        }
        let pinned = [JobIdx::from_idx(0)];
        let first = pins_first(&instance, &pinned);
        let required: Vec<bool> = first.jobs.iter().map(|job| job.required).collect();
        assert_eq!(required.iter().filter(|required| **required).count(), 1);
        assert!(required[0]);
        let others: i64 = first.jobs[4..].iter().map(|job| job.prize.get()).sum();
        assert!(first.jobs[1].prize.get() > others);
        assert_eq!(first.jobs[0].prize, Prize(0));
    }

    #[test]
    fn without_other_required_jobs_the_first_search_stands() {
        let mut instance = testing::instance(2, 10);
        for (idx, job) in instance.jobs.iter_mut().enumerate() {
            job.required = idx == 0;
        }
        let plain = solver::solve(&instance, &params(), &Silent);
        let pinned = [JobIdx::from_idx(0)];
        assert_eq!(keeping(&instance, &pinned, &params(), &Silent), plain);
    }
}
