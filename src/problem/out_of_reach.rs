//! Jobs to which no shift has a way.

use std::collections::BTreeSet;

use super::{Instance, Job, JobIdx, LocationIdx, Solution};

/// How many jobs no shift that may do them can drive to and back from, whatever the time it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutOfReach {
    /// Jobs.
    pub jobs: usize,
    /// Of these the required ones.
    pub required: usize,
}

/// Counts the jobs that a solution leaves out and to which no shift has a way there and back; `O(jobs * shifts)`, shifts of one
/// depot and day alike.
///
/// A job that is served was reached through another: one whose entry and exit no road joins.
pub fn out_of_reach(instance: &Instance, solution: &Solution) -> OutOfReach {
    let mut count = OutOfReach::default();
    let steps = solution.routes.iter().flatten();
    let served: BTreeSet<JobIdx> = steps.map(|step| step.job).collect();
    let kinds: BTreeSet<Kind> = (0..instance.shifts.len())
        .map(|at| kind(instance, at))
        .collect();
    let jobs = (0..instance.jobs.len()).map(JobIdx::from_idx);
    for job in jobs.filter(|job| !served.contains(job)) {
        let job = &instance.jobs[job.idx()];
        let is_reached = match &job.shifts {
            None => kinds.iter().any(|kind| reaches(instance, *kind, job)),
            Some(shifts) => shifts
                .iter()
                .any(|shift| reaches(instance, kind(instance, shift.idx()), job)),
        };
        if !is_reached {
            count.jobs += 1;
            count.required += usize::from(job.required);
        }
    }
    count
}

/// Start, end and roads of a shift.
type Kind = (LocationIdx, LocationIdx, usize);

fn kind(instance: &Instance, shift: usize) -> Kind {
    let shift = &instance.shifts[shift];
    (shift.start, shift.end, shift.travel)
}

fn reaches(instance: &Instance, (start, end, roads): Kind, job: &Job) -> bool {
    let closed = roads.checked_sub(1);
    let travel = closed
        .and_then(|idx| instance.closed_travel.get(idx))
        .unwrap_or(&instance.travel);
    job.modes.iter().any(|mode| {
        travel.time(start, mode.entry).is_some() && travel.time(mode.exit, end).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Step;
    use crate::problem::check::check;
    use crate::problem::formats::{Kind, read};

    /// Two jobs on an edge beside the depot, one beyond a road that leads there only.
    const FILE: &str = "xuncha.mixed/1\nshift 0 0 3600 0 0\njob 5 optional 0 60 0\nmode 1 1\njob 5 required 0 60 0\nmode 2 2\n";

    fn count(edges: &str) -> (usize, usize) {
        let posed = read(Kind::Mixed, "t", &format!("{FILE}{edges}"), None).unwrap();
        let nothing = Solution::default();
        let found = out_of_reach(&posed.instance, &nothing);
        (found.jobs, found.required)
    }

    #[test]
    fn a_job_without_a_way_there_or_back_is_counted() {
        assert_eq!(count("edge 0 1 10\nedge 1 2 10\n"), (0, 0));
        assert_eq!(count("edge 0 1 10\n"), (1, 1));
        assert_eq!(count("edge 0 2 10\n"), (1, 0));
        assert_eq!(count("edge 1 2 10\n"), (2, 1));
    }

    /// The one road to the second job is a corridor that no `edge` stands for.
    #[test]
    fn a_job_that_is_served_is_not_counted() {
        let corridor = "job 9 optional 0 60 0\nmode 0 2\nmode 2 0\n";
        let text = format!("{FILE}{corridor}edge 0 1 10\narc 2 0 10\n");
        let posed = read(Kind::Mixed, "t", &text, None).unwrap();
        let step = |job: u32| Step {
            job: JobIdx(job),
            mode: 0,
        };
        let served = Solution {
            routes: vec![vec![step(2), step(1)]],
        };
        assert!(check(&posed.instance, &served).is_ok());
        assert_eq!(out_of_reach(&posed.instance, &served).jobs, 0);
        let nothing = Solution::default();
        assert_eq!(out_of_reach(&posed.instance, &nothing).jobs, 1);
    }
}
