//! Which limit kept a due visit out: from the finished routes, not from the search.

mod late;
mod stuck;
mod texts;

use geo::{Centroid, Coord};
use rayon::prelude::*;

use self::late::{Windows, lateness};
use super::build::round;
use super::{PlanInput, UnvisitedFile, UnvisitedReasonFile};
use crate::problem::check::schedule;
use crate::problem::{Instance, Job, JobIdx, ShiftIdx, Step};
use crate::units::{Prize, Seconds};

/// Shifts looked at for a stop to displace: those that miss by least.
const NEAREST_SHIFTS: usize = 6;
/// In larger plans the routes are not searched for each visit: shifts times left-out jobs.
const MOST_TRIES: usize = 400_000;

/// Every due visit that is in no route, by target and visit.
pub fn unvisited(input: &PlanInput<'_>) -> Vec<UnvisitedFile> {
    let instance = &input.assembled.instance;
    let mut served = vec![false; instance.jobs.len()];
    for step in input.solution.routes.iter().flatten() {
        served[step.job.idx()] = true;
    }
    let out: Vec<JobIdx> = (0..served.len())
        .filter(|idx| !served[*idx])
        .map(JobIdx::from_idx)
        .collect();
    let deep = out.len() * instance.shifts.len() <= MOST_TRIES;
    let explained: Vec<(usize, UnvisitedReasonFile)> = out
        .into_par_iter()
        .map(|job| {
            (
                input.assembled.jobs[job.idx()].due,
                stuck::stuck(input, job).unwrap_or_else(|| left_out(input, job, deep)),
            )
        })
        .collect();
    let excluded = input
        .assembled
        .excluded
        .iter()
        .map(|(due, exclusion)| (*due, texts::shut_out(input.lang, *exclusion)));
    let mut entries: Vec<(usize, UnvisitedReasonFile)> =
        explained.into_iter().chain(excluded).collect();
    entries.sort_by_key(|(due, _)| *due);
    entries
        .into_iter()
        .map(|(due, reason)| entry(input, due, reason))
        .collect()
}

fn entry(input: &PlanInput<'_>, idx: usize, reason: UnvisitedReasonFile) -> UnvisitedFile {
    let due = &input.due[idx];
    let target = input.target(due);
    let middle = target
        .and_then(|target| target.geometry.centroid())
        .map_or(Coord::default(), |point| point.0);
    UnvisitedFile {
        target: due.target.to_string(),
        visit: input.visit_number(idx),
        kind: due.kind,
        programme: due.programme.to_string(),
        name: target.map_or_else(|| due.target.to_string(), |target| target.name.clone()),
        prize: due.prize.get(),
        required: due.required,
        lon: round(middle.x),
        lat: round(middle.y),
        reason,
    }
}

fn left_out(input: &PlanInput<'_>, job: JobIdx, deep: bool) -> UnvisitedReasonFile {
    let instance = &input.assembled.instance;
    let data = &instance.jobs[job.idx()];
    let shifts: Vec<ShiftIdx> = data
        .shifts
        .clone()
        .unwrap_or_else(|| (0..instance.shifts.len()).map(ShiftIdx::from_idx).collect());
    let alone: Vec<ShiftIdx> = shifts
        .iter()
        .copied()
        .filter(|shift| fits(instance, *shift, &[], data, job))
        .collect();
    if alone.is_empty() {
        let in_time = |shift: &ShiftIdx| miss(instance, *shift, &[], job, Windows::Ignored);
        let by_window = shifts
            .iter()
            .any(|shift| in_time(shift) == Some(Seconds::ZERO));
        return texts::hopeless(input.lang, by_window);
    }
    let spaced: Vec<ShiftIdx> = alone
        .iter()
        .copied()
        .filter(|shift| spaced(input, job, *shift))
        .collect();
    if spaced.is_empty() {
        return texts::spacing(input.lang);
    }
    let routes = &input.solution.routes;
    let is_full = |shift: &&ShiftIdx| {
        let most = instance.shifts[shift.idx()].max_jobs;
        most.is_some_and(|most| routes[shift.idx()].len() >= most as usize)
    };
    let open = spaced.iter().filter(|shift| !is_full(shift)).count();
    let mut misses: Vec<(Seconds, ShiftIdx)> = if deep {
        spaced
            .iter()
            .filter_map(|shift| {
                let route = &routes[shift.idx()];
                let by = miss(instance, *shift, route, job, Windows::Kept)?;
                Some((by, *shift))
            })
            .collect()
    } else {
        Vec::new()
    };
    misses.sort_unstable();
    let displaced = misses
        .iter()
        .take(NEAREST_SHIFTS)
        .filter_map(|(_, shift)| displaced(input, job, *shift))
        .min_by_key(|(prize, other, shift)| (*prize, *other, *shift));
    match (displaced, misses.first()) {
        (Some((prize, other, shift)), _) if prize >= data.prize => {
            texts::not_worth(input, prize, other, shift)
        }
        _ if open == 0 => texts::full(input.lang),
        (_, Some((by, shift))) => texts::no_time(input, *by, *shift),
        _ => texts::plain(input.lang),
    }
}

/// Whether a route with the job at some place and in some mode is feasible.
fn fits(instance: &Instance, shift: ShiftIdx, route: &[Step], data: &Job, job: JobIdx) -> bool {
    let punctual =
        |route: &Vec<Step>| lateness(instance, shift, route, Windows::Kept) == Some(Seconds::ZERO);
    with_job(route, data, job)
        .filter(punctual)
        .any(|route| schedule(instance, shift, &route).is_ok())
}

/// The route with the job at every place and in every mode.
fn with_job<'r>(
    route: &'r [Step],
    data: &'r Job,
    job: JobIdx,
) -> impl Iterator<Item = Vec<Step>> + 'r {
    let modes = 0..u8::try_from(data.modes.len()).unwrap_or(u8::MAX);
    (0..=route.len()).flat_map(move |at| {
        modes.clone().map(move |mode| {
            let mut longer = route.to_vec();
            longer.insert(at, Step { job, mode });
            longer
        })
    })
}

fn spaced(input: &PlanInput<'_>, job: JobIdx, shift: ShiftIdx) -> bool {
    let instance = &input.assembled.instance;
    let Some(group) = instance.jobs[job.idx()].group else {
        return true;
    };
    let group = &instance.groups[group as usize];
    let day = instance.shifts[shift.idx()].day;
    input
        .solution
        .routes
        .iter()
        .zip(&instance.shifts)
        .all(|(route, other)| {
            let apart = (other.day - day).abs();
            (apart != 0 && apart >= group.min_gap_days)
                || !route.iter().any(|step| group.jobs.contains(&step.job))
        })
}

/// Seconds by which the best insertion into a route is late; `None` when none would ever do.
fn miss(
    instance: &Instance,
    shift: ShiftIdx,
    route: &[Step],
    job: JobIdx,
    windows: Windows,
) -> Option<Seconds> {
    with_job(route, &instance.jobs[job.idx()], job)
        .filter_map(|route| lateness(instance, shift, &route, windows))
        .min()
}

/// The stop of least prize whose removal would let the job in.
fn displaced(
    input: &PlanInput<'_>,
    job: JobIdx,
    shift: ShiftIdx,
) -> Option<(Prize, JobIdx, ShiftIdx)> {
    let instance = &input.assembled.instance;
    let route = &input.solution.routes[shift.idx()];
    let mut best = None;
    for at in 0..route.len() {
        let other = route[at].job;
        let prize = instance.jobs[other.idx()].prize;
        let cheaper = best.is_none_or(|(known, known_job, _)| (prize, other) < (known, known_job));
        let mut shorter = route.clone();
        shorter.remove(at);
        if cheaper && fits(instance, shift, &shorter, &instance.jobs[job.idx()], job) {
            best = Some((prize, other, shift));
        }
    }
    best
}
