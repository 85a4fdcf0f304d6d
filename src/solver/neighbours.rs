use rayon::prelude::*;

use super::route::place;
use crate::problem::{Instance, JobIdx, Travel};

/// At most so many neighbours are kept per job.
const KEPT: usize = 120;

/// For every job the jobs nearest to it by travel time there and back, nearest first; ties by index.
pub(super) fn neighbours(instance: &Instance) -> Vec<Vec<JobIdx>> {
    let places: Vec<_> = instance.jobs.iter().map(place).collect();
    (0..instance.jobs.len())
        .into_par_iter()
        .map(|one| {
            let mut near: Vec<(u64, usize)> = (0..instance.jobs.len())
                .filter(|two| *two != one)
                .filter_map(|two| {
                    let (from, to) = (places[one]?, places[two]?);
                    let there = instance.travel.seconds[from.idx() * instance.travel.n + to.idx()];
                    let back = instance.travel.seconds[to.idx() * instance.travel.n + from.idx()];
                    (there != Travel::UNREACHABLE && back != Travel::UNREACHABLE)
                        .then_some((u64::from(there) + u64::from(back), two))
                })
                .collect();
            if near.len() > KEPT {
                near.select_nth_unstable(KEPT);
                near.truncate(KEPT);
            }
            near.sort_unstable();
            near.into_iter()
                .map(|(_, two)| JobIdx::from_idx(two))
                .collect()
        })
        .collect()
}
