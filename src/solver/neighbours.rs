use rayon::prelude::*;

use super::matrix::lasts;
use super::model::{Model, count};

/// At most so many neighbours are kept per job.
const KEPT: usize = 100;

/// For every job the jobs nearest to it by travel time there and back, nearest first; ties by index.
///
/// The end of one job to the beginning of the other, the shortest over the modes of both.
#[derive(Debug)]
pub(super) struct Neighbours {
    first: Vec<u32>,
    jobs: Vec<u32>,
    /// Mean travel time to the nearest few.
    pub(super) typical_leg: f64,
}

impl Neighbours {
    pub(super) fn new(model: &Model<'_>) -> Self {
        const FEW: usize = 6;
        let lists: Vec<(Vec<u32>, f64)> = (0..count(model.jobs.len()))
            .into_par_iter()
            .map(|one| {
                let mut near: Vec<(i64, u32)> = (0..count(model.jobs.len()))
                    .filter(|two| *two != one)
                    .filter_map(|two| Some((apart(model, one, two)?, two)))
                    .collect();
                if near.len() > KEPT {
                    near.select_nth_unstable(KEPT);
                    near.truncate(KEPT);
                }
                near.sort_unstable();
                let few = &near[..near.len().min(FEW)];
                let leg = few.iter().map(|(far, _)| *far).sum::<i64>() as f64
                    / (2 * few.len()).max(1) as f64;
                (near.into_iter().map(|(_, two)| two).collect(), leg)
            })
            .collect();
        let legs: f64 = lists.iter().map(|(_, leg)| leg).sum();
        let mut all = Self {
            first: vec![0],
            jobs: Vec::new(),
            typical_leg: (legs / lists.len().max(1) as f64).max(1.0),
        };
        for (list, _) in lists {
            all.jobs.extend(list);
            all.first.push(count(all.jobs.len()));
        }
        all
    }

    /// The neighbours of a job, nearest first.
    pub(super) fn of(&self, job: u32) -> &[u32] {
        let job = job as usize;
        &self.jobs[self.first[job] as usize..self.first[job + 1] as usize]
    }
}

/// Travel there and back by the best modes; `None` when there is no way.
fn apart(model: &Model<'_>, one: u32, two: u32) -> Option<i64> {
    let mut best = i64::MAX;
    for a in model.ways(one) {
        // One row each way: the jobs around are sought for one job after the other.
        let there = model.travel().from(model.exit[a as usize]);
        let back = model.travel().to(model.entry[a as usize]);
        for b in model.ways(two) {
            let there = lasts(there[model.entry[b as usize] as usize]);
            let back = lasts(back[model.exit[b as usize] as usize]);
            best = best.min(there + back);
        }
    }
    (best < lasts(u32::MAX)).then_some(best)
}
