use rayon::prelude::*;
use smallvec::SmallVec;

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
                let near = nearest(model, one);
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

/// The jobs nearest to one by travel there and back in the best modes, and how far they are; those with no way are none.
fn nearest(model: &Model<'_>, one: u32) -> Vec<(i64, u32)> {
    let travel = model.travel();
    let rows = model.ways(one).map(|way| {
        let way = way as usize;
        (travel.from(model.exit[way]), travel.to(model.entry[way]))
    });
    let rows: SmallVec<[_; 2]> = rows.collect();
    let mut near = Nearest::default();
    let mut other = (i64::MAX, one);
    // Ways of one job follow each other, and the three lists are short: no look at the jobs themselves.
    let ends = model.entry.iter().zip(&model.exit);
    for (two, (entry, exit)) in model.job_of.iter().zip(ends) {
        if *two != other.1 {
            near.offer(other, one);
            other = (i64::MAX, *two);
        }
        for (there, back) in &rows {
            let far = lasts(there[*entry as usize]) + lasts(back[*exit as usize]);
            other.0 = other.0.min(far);
        }
    }
    near.offer(other, one);
    near.cut();
    near.jobs.sort_unstable();
    near.jobs
}

/// The nearest jobs so far, and some more.
#[derive(Default)]
struct Nearest {
    jobs: Vec<(i64, u32)>,
    /// Jobs beyond it are too far.
    limit: Option<(i64, u32)>,
}

impl Nearest {
    fn offer(&mut self, other: (i64, u32), one: u32) {
        let is_near = self.limit.is_none_or(|limit| other < limit);
        if is_near && other.1 != one && other.0 < lasts(u32::MAX) {
            self.jobs.push(other);
            if self.jobs.len() >= 4 * KEPT {
                self.cut();
            }
        }
    }

    /// Keeps the nearest.
    fn cut(&mut self) {
        if self.jobs.len() > KEPT {
            let (_, limit, _) = self.jobs.select_nth_unstable(KEPT);
            self.limit = Some(*limit);
            self.jobs.truncate(KEPT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// More jobs than are kept, and than are looked at before the farthest go; corridors, places without a way.
    #[test]
    fn the_nearest_are_those_of_a_list_of_all() {
        for seed in 0..3 {
            let instance = testing::instance(seed, 6 * KEPT);
            let model = Model::new(&instance);
            let near = Neighbours::new(&model);
            let travel = model.travel();
            for one in 0..count(model.jobs.len()) {
                let far = |two: u32| {
                    let there = |a: u32, b: u32| {
                        travel.time(model.exit[a as usize], model.entry[b as usize])
                    };
                    let pairs = model
                        .ways(one)
                        .flat_map(|a| model.ways(two).map(move |b| (a, b)));
                    pairs.map(|(a, b)| there(a, b) + there(b, a)).min()
                };
                let others = (0..count(model.jobs.len())).filter(|two| *two != one);
                let mut all: Vec<(i64, u32)> = others
                    .filter_map(|two| Some((far(two)?, two)))
                    .filter(|(far, _)| *far < lasts(u32::MAX))
                    .collect();
                all.sort_unstable();
                all.truncate(KEPT);
                let all: Vec<u32> = all.into_iter().map(|(_, two)| two).collect();
                assert_eq!(near.of(one), all, "seed {seed}, job {one}");
            }
        }
    }
}
