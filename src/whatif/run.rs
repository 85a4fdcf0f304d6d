//! One setting planned once, and what it brings.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::pipeline::Task;
use crate::problem::check::{Fault, check, schedule};
use crate::problem::{Instance, JobIdx, ShiftIdx, Solution, Step};
use crate::solver::solve_alone;
use crate::units::{Day, Metres, Prize, Seconds};

/// What a plan brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) required: u32,
    pub(super) prize: Prize,
    pub(super) visits: u32,
    /// Driving between stops.
    pub(super) drive: Seconds,
    /// Driven between stops.
    pub(super) metres: Metres,
    /// From leaving the base to coming back, without the breaks.
    pub(super) work: Seconds,
}

impl Tally {
    /// As the solver ranks plans: required visits, then prize, then the less driving.
    pub(super) fn rank(&self) -> (u32, Prize, Reverse<Seconds>) {
        (self.required, self.prize, Reverse(self.drive))
    }
}

/// The stops of a shift: index of the due visit, and its mode.
pub(super) type Stops = Vec<(usize, u8)>;

/// A plan in words that hold in every setting: who, when, which due visits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// By team, as an index, and day.
    pub(super) routes: BTreeMap<(usize, Day), Stops>,
    pub(super) tally: Tally,
    /// The plan of a setting with fewer teams or shorter shifts, which the search did not better here.
    pub(super) taken_over: bool,
}

/// Plans a task with one seed.
///
/// # Errors
/// The faults of the routes: a bug of ours.
pub(super) fn plan(task: &Task, seed: u64, iterations: u64) -> Result<Run, Vec<Fault>> {
    let assembled = &task.assembled;
    let solution = solve_alone(&assembled.instance, seed, iterations);
    let value = check(&assembled.instance, &solution)?;
    let mut tally = Tally {
        prize: value.prize,
        drive: value.cost,
        ..Tally::default()
    };
    let mut routes = BTreeMap::new();
    for (number, route) in solution.routes.iter().enumerate() {
        if route.is_empty() {
            continue;
        }
        add(&assembled.instance, number, route, &mut tally).map_err(|fault| vec![fault])?;
        let source = assembled.shifts[number];
        let stops = route
            .iter()
            .map(|step| (assembled.jobs[step.job.idx()].due, step.mode));
        routes.insert((source.team, source.day), stops.collect());
    }
    Ok(Run {
        routes,
        tally,
        taken_over: false,
    })
}

fn add(instance: &Instance, number: usize, route: &[Step], tally: &mut Tally) -> Result<(), Fault> {
    let shift = &instance.shifts[number];
    let travel = instance.travel_of(shift);
    let times = schedule(instance, ShiftIdx::from_idx(number), route)?;
    let rests = times.stops.iter().flat_map(|stop| &stop.breaks);
    tally.work += times.back - times.leave - rests.map(|(_, duration)| *duration).sum();
    let mut here = shift.start;
    for step in route {
        let job = &instance.jobs[step.job.idx()];
        let mode = job.modes[usize::from(step.mode)];
        tally.visits += 1;
        tally.required += u32::from(job.required);
        tally.metres += travel.distance(here, mode.entry).unwrap_or(Metres::ZERO);
        here = mode.exit;
    }
    tally.metres += travel.distance(here, shift.end).unwrap_or(Metres::ZERO);
    Ok(())
}

impl Run {
    /// The plan as a solution of a setting with no fewer teams and no shorter shifts than its own.
    pub(super) fn solution(&self, task: &Task) -> Solution {
        let jobs: BTreeMap<usize, JobIdx> = (0..)
            .map(JobIdx)
            .zip(&task.assembled.jobs)
            .map(|(job, source)| (source.due, job))
            .collect();
        let shifts = task.assembled.shifts.iter();
        let step = |(due, mode): &(usize, u8)| {
            let job = *jobs.get(due)?;
            Some(Step { job, mode: *mode })
        };
        let routes = shifts.map(|source| {
            let stops = self.routes.get(&(source.team, source.day));
            stops.into_iter().flatten().filter_map(step).collect()
        });
        Solution {
            routes: routes.collect(),
        }
    }
}

/// Lets every setting take over the plan of the same seed of the setting with one team less, or with the next shorter
/// shift, where that is better: a plan of few teams is one of more teams, of which some stay at home.
///
/// `cells` are in the order of the grid, `columns` of them for each length of shift, each with its runs by seed.
pub(super) fn take_over(cells: &mut [Vec<Run>], columns: usize) {
    for at in 0..cells.len() {
        let smaller = [
            (!at.is_multiple_of(columns)).then(|| at - 1),
            at.checked_sub(columns),
        ];
        for smaller in smaller.into_iter().flatten() {
            let (before, here) = cells.split_at_mut(at);
            for (run, other) in here[0].iter_mut().zip(&before[smaller]) {
                if other.tally.rank() > run.tally.rank() {
                    *run = Run {
                        taken_over: true,
                        ..other.clone()
                    };
                }
            }
        }
    }
}

/// The best of some runs; the first on a tie.
pub(super) fn best(runs: &[Run]) -> Option<&Run> {
    runs.iter().rev().max_by_key(|run| run.tally.rank())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(required: u32, prize: i64) -> Run {
        Run {
            tally: Tally {
                required,
                prize: Prize(prize),
                ..Tally::default()
            },
            ..Run::default()
        }
    }

    #[test]
    fn a_worse_plan_gives_way_to_one_of_fewer_teams_or_shorter_shifts() {
        // Two lengths of shift with three numbers of teams each, one seed.
        let prizes = [10, 8, 12, 9, 20, 11];
        let mut cells: Vec<Vec<Run>> = prizes.iter().map(|prize| vec![run(0, *prize)]).collect();
        take_over(&mut cells, 3);
        let after = cells
            .iter()
            .map(|runs| (runs[0].tally.prize.get(), runs[0].taken_over));
        let after: Vec<(i64, bool)> = after.collect();
        let expected = [
            (10, false),
            (10, true),
            (12, false),
            (10, true),
            (20, false),
            (20, true),
        ];
        assert_eq!(after, expected);
    }

    #[test]
    fn required_visits_come_before_prize() {
        let mut cells = vec![vec![run(1, 50)], vec![run(2, 40)]];
        take_over(&mut cells, 2);
        assert_eq!(cells[1][0].tally.prize, Prize(40));
        assert_eq!(
            best(&[run(1, 50), run(2, 40), run(2, 40)]),
            Some(&run(2, 40))
        );
    }
}
