//! The optimum of a small instance, by dynamic programming over sets of jobs; shares nothing with the solver or `check`.
//!
//! For every shift and set of jobs the least travel of a route that serves just these is found from labels: set, last job, its
//! mode, breaks taken, and all pairs of time and travel of which neither is better in both. Held and Karp, "A dynamic
//! programming approach to sequencing problems", Journal of SIAM 10(1), 1962, doi:10.1137/0110015, with windows as in
//! Dumas, Desrosiers, Gelinas, Solomon, "An optimal algorithm for the traveling salesman problem with time windows",
//! Operations Research 43(2), 1995, doi:10.1287/opre.43.2.367. Then the sets are laid out over the shifts, for every way of
//! giving the jobs with spacing to shifts. O(3^n) for each, so for a dozen jobs.

use xuncha::problem::{Breaks, Instance, JobIdx, LocationIdx, Shift, ShiftIdx, Value};
use xuncha::units::{Prize, Seconds};

/// Time and travel so far.
type Label = (i64, i64);

/// The best value that any solution has.
pub(crate) fn optimum(instance: &Instance) -> Value {
    let shifts = 0..instance.shifts.len();
    let routes: Vec<Vec<Option<i64>>> = shifts
        .map(|number| best_routes(instance, ShiftIdx::from_idx(number)))
        .collect();
    let spaced: Vec<usize> = (0..instance.jobs.len())
        .filter(|job| instance.jobs[*job].group.is_some())
        .collect();
    let mut best = None;
    let mut given = Vec::new();
    give(instance, &routes, &spaced, &mut given, &mut best);
    best.expect("serving nothing is a solution")
}

/// Least travel by set of jobs; `None` = no route serves just these.
fn best_routes(instance: &Instance, number: ShiftIdx) -> Vec<Option<i64>> {
    let shift = &instance.shifts[number.idx()];
    let jobs = instance.jobs.len();
    let mut best = vec![None; 1 << jobs];
    best[0] = Some(0);
    let layers = Breaks::MOST + 1;
    let mut labels: Vec<Vec<Label>> = vec![Vec::new(); (1 << jobs) * jobs * 2 * layers];
    for job in 0..jobs {
        let start = (shift.window.start().get(), 0);
        extend(
            instance,
            number,
            (0, shift.start, 0),
            start,
            job,
            &mut labels,
        );
    }
    for set in 1_usize..1 << jobs {
        for last in (0..jobs).filter(|job| set >> job & 1 == 1) {
            for (mode, way) in instance.jobs[last].modes.iter().enumerate() {
                for taken in 0..layers {
                    let here = std::mem::take(&mut labels[at(jobs, set, last, mode, taken)]);
                    for label in here {
                        let back = back(instance, shift, way.exit, label, taken);
                        best[set] = [best[set], back].into_iter().flatten().min();
                        for next in (0..jobs).filter(|job| set >> job & 1 == 0) {
                            extend(
                                instance,
                                number,
                                (set, way.exit, taken),
                                label,
                                next,
                                &mut labels,
                            );
                        }
                    }
                }
            }
        }
    }
    best
}

/// Place of the labels of a state.
fn at(jobs: usize, set: usize, last: usize, mode: usize, taken: usize) -> usize {
    ((set * jobs + last) * 2 + mode) * (Breaks::MOST + 1) + taken
}

/// Adds the labels of going on to one more job: in both modes, with the next breaks before it and without.
fn extend(
    instance: &Instance,
    number: ShiftIdx,
    (set, here, taken): (usize, LocationIdx, usize),
    (time, travel): Label,
    next: usize,
    labels: &mut [Vec<Label>],
) {
    let (shift, job) = (&instance.shifts[number.idx()], &instance.jobs[next]);
    let with = set | 1 << next;
    let allowed = job
        .shifts
        .as_ref()
        .is_none_or(|shifts| shifts.contains(&number));
    if !allowed || !is_within_limits(instance, shift, with) {
        return;
    }
    for (mode, way) in job.modes.iter().enumerate() {
        let Some(drive) = instance.travel.time(here, way.entry) else {
            continue;
        };
        let arrive = time + drive.get();
        let mut free = vec![(arrive, taken)];
        for (rest, taken) in shift.breaks[taken..].iter().zip(taken + 1..) {
            let begin = free[free.len() - 1].0.max(rest.begin.start().get());
            if begin > rest.begin.end().get() {
                break;
            }
            free.push((begin + rest.duration.get(), taken));
        }
        for (free, taken) in free {
            let ready = free + job.approach.get();
            let open = job
                .windows
                .iter()
                .find(|window| ready <= window.end().get());
            let start = match open {
                Some(window) => ready.max(window.start().get()),
                None if job.windows.is_empty() => ready,
                None => continue,
            };
            let depart = start + job.service.get();
            if depart <= shift.window.end().get() {
                let label = (depart, travel + drive.get());
                keep(
                    &mut labels[at(instance.jobs.len(), with, next, mode, taken)],
                    label,
                );
            }
        }
    }
}

fn is_within_limits(instance: &Instance, shift: &Shift, set: usize) -> bool {
    let jobs = (0..instance.jobs.len()).filter(|job| set >> job & 1 == 1);
    let load: i64 = jobs.map(|job| instance.jobs[job].load).sum();
    shift.capacity.is_none_or(|most| load <= most)
        && shift.max_jobs.is_none_or(|most| set.count_ones() <= most)
}

/// Keeps a label unless another is as early and as short.
fn keep(labels: &mut Vec<Label>, label: Label) {
    if labels
        .iter()
        .any(|known| known.0 <= label.0 && known.1 <= label.1)
    {
        return;
    }
    labels.retain(|known| known.0 < label.0 || known.1 < label.1);
    labels.push(label);
}

/// Travel of the whole route, when it is back in time and has had the breaks that it owes.
fn back(
    instance: &Instance,
    shift: &Shift,
    here: LocationIdx,
    label: Label,
    taken: usize,
) -> Option<i64> {
    let drive = instance.travel.time(here, shift.end)?.get();
    let back = label.0 + drive;
    let next = shift.breaks.get(taken);
    let owes = next.is_some_and(|rest| back > rest.begin.end().get());
    (back <= shift.window.end().get() && !owes).then_some(label.1 + drive)
}

/// Gives every job with spacing to a shift or to none, in all ways that keep the distances.
fn give(
    instance: &Instance,
    routes: &[Vec<Option<i64>>],
    spaced: &[usize],
    given: &mut Vec<Option<usize>>,
    best: &mut Option<Value>,
) {
    let Some(job) = spaced.get(given.len()) else {
        lay_out(instance, routes, spaced, given, best);
        return;
    };
    let options = std::iter::once(None).chain((0..routes.len()).map(Some));
    for option in options {
        let fits = option.is_none_or(|shift| {
            let others = spaced.iter().zip(given.iter());
            others
                .filter_map(|(other, given)| Some((*other, (*given)?)))
                .all(|(other, given)| {
                    let group = instance.jobs[*job].group;
                    let Some(gap) =
                        group.filter(|group| instance.jobs[other].group == Some(*group))
                    else {
                        return true;
                    };
                    let days = instance.shifts[shift].day - instance.shifts[given].day;
                    days != 0 && days.abs() >= instance.groups[gap as usize].min_gap_days
                })
        });
        if fits {
            given.push(option);
            give(instance, routes, spaced, given, best);
            given.pop();
        }
    }
}

/// The best union of sets, one for each shift.
fn lay_out(
    instance: &Instance,
    routes: &[Vec<Option<i64>>],
    spaced: &[usize],
    given: &[Option<usize>],
    best: &mut Option<Value>,
) {
    let all = (1_usize << instance.jobs.len()) - 1;
    let is_spaced: usize = spaced.iter().map(|job| 1 << job).sum();
    let mut travel: Vec<Option<i64>> = vec![None; all + 1];
    travel[0] = Some(0);
    for (number, route) in routes.iter().enumerate() {
        let own = spaced
            .iter()
            .zip(given)
            .filter(|(_, given)| **given == Some(number));
        let own: usize = own.map(|(job, _)| 1 << job).sum();
        let mut with = vec![None; all + 1];
        for (before, cost) in travel.iter().enumerate() {
            let Some(cost) = cost else { continue };
            let free = all & !before & !is_spaced;
            // Every subset of the free jobs, the empty one last.
            let mut set = free;
            loop {
                if let Some(route) = route[set | own] {
                    let sum: &mut Option<i64> = &mut with[before | set | own];
                    *sum = Some(sum.map_or(cost + route, |known| known.min(cost + route)));
                }
                if set == 0 {
                    break;
                }
                set = (set - 1) & free;
            }
        }
        travel = with;
    }
    for (set, travel) in travel.iter().enumerate() {
        let Some(travel) = travel else { continue };
        let value = value(instance, set, *travel);
        if best.is_none_or(|known| value > known) {
            *best = Some(value);
        }
    }
}

fn value(instance: &Instance, set: usize, travel: i64) -> Value {
    let (mut prize, mut required_missing) = (Prize::ZERO, 0);
    for (number, job) in instance.jobs.iter().enumerate() {
        if set >> JobIdx::from_idx(number).idx() & 1 == 1 {
            prize += job.prize;
        } else {
            required_missing += u32::from(job.required);
        }
    }
    Value {
        required_missing,
        prize,
        cost: Seconds(travel),
        objective: instance.objective,
    }
}
