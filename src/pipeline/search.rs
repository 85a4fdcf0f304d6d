//! Routes for a task, pins before all else.
//!
//! The search counts a pinned visit as one required visit, and would leave it out for two others. Where it has done so it
//! searches once more for plans that are ranked otherwise: most pinned visits, then most required ones, then prize.

use super::Task;
use crate::problem::check::{Fault, check};
use crate::problem::{Instance, JobIdx, Solution};
use crate::solver::{self, Observer, Params};
use crate::units::Prize;

/// The second search lasts this part of the time limit, on top of the first.
const SECOND: u32 = 4;

/// Searches for routes, and has them checked by code that shares nothing with the search.
///
/// # Errors
/// The faults of the routes: a bug of ours.
pub fn search(
    task: &Task,
    params: &Params,
    observer: &dyn Observer,
) -> Result<Solution, Vec<Fault>> {
    let instance = &task.assembled.instance;
    let jobs = &task.assembled.jobs;
    let bound = task.bound.iter().filter_map(|bound| {
        let job = jobs.binary_search_by_key(&bound.due, |source| source.due);
        job.ok().map(JobIdx::from_idx)
    });
    let solution = keeping(instance, &bound.collect::<Vec<_>>(), params, observer);
    check(instance, &solution).map(|_| solution)
}

/// The best solution found that keeps most of the pinned jobs.
fn keeping(
    instance: &Instance,
    pinned: &[JobIdx],
    params: &Params,
    observer: &dyn Observer,
) -> Solution {
    let solution = solver::solve(instance, params, observer);
    let is_other = |idx: usize| !pinned.contains(&JobIdx::from_idx(idx));
    let others = (0..instance.jobs.len()).filter(|idx| is_other(*idx));
    let before = kept(&solution, pinned);
    if before == pinned.len() || !others.into_iter().any(|idx| instance.jobs[idx].required) {
        return solution;
    }
    let again = Params {
        time_limit: params.time_limit.map(|limit| limit / SECOND),
        ..params.clone()
    };
    let other = solver::solve(&pins_first(instance, pinned), &again, &solver::Silent);
    if kept(&other, pinned) > before {
        other
    } else {
        solution
    }
}

fn kept(solution: &Solution, pinned: &[JobIdx]) -> usize {
    let steps = solution.routes.iter().flatten();
    steps.filter(|step| pinned.contains(&step.job)).count()
}

/// The instance in which pinned jobs alone are required, and any other required one is worth more than all that is not.
fn pins_first(instance: &Instance, pinned: &[JobIdx]) -> Instance {
    let all: Prize = instance.jobs.iter().map(|job| job.prize).sum();
    let mut first = instance.clone();
    for (idx, job) in first.jobs.iter_mut().enumerate() {
        if job.required && !pinned.contains(&JobIdx::from_idx(idx)) {
            job.required = false;
            job.prize += all + Prize(1);
        }
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
