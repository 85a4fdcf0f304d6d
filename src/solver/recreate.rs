//! Puts left-out jobs back, one after the other, each at its cheapest place.
//!
//! Greedy insertion with blinks (Christiaens and Vanden Berghe 2020, see `ruin`); the order is drawn from several,
//! since which job comes first decides which prizes are collected.

use rand_core::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::state::{Memory, State};
use super::{below, chance};
use crate::problem::JobIdx;
use crate::units::Seconds;

/// A place is overlooked once in so many times.
const BLINK: u64 = 100;

/// Inserts whatever fits, in a drawn order; required jobs always first.
pub(super) fn recreate(state: &mut State<'_>, memory: &mut Memory, rng: &mut Xoshiro256PlusPlus) {
    let mut left: Vec<(bool, i64, JobIdx)> = Vec::new();
    let order = below(rng, 10);
    for (idx, job) in state.instance.jobs.iter().enumerate() {
        if state.owner[idx].is_none() {
            let prize = job.prize.get();
            let work = (job.service + job.approach + Seconds(1)).get();
            // A noise of a few tenths lets jobs of like worth change places.
            let noise = i64::try_from(80 + below(rng, 41)).unwrap_or(100);
            let rank = match order {
                0..=3 => -(prize * noise),
                4..=6 => -(prize * noise * 1000 / (work + 600)),
                7 => -(work * noise),
                _ => i64::from(rng.next_u32()),
            };
            left.push((!job.required, rank, JobIdx::from_idx(idx)));
        }
    }
    left.sort_unstable();
    for (_, _, job) in left {
        if let Some((shift, insertion)) = state.cheapest(memory, job, || chance(rng, 1, BLINK)) {
            state.insert(job, shift, insertion);
        }
    }
}

/// Inserts, by prize, every job that still fits somewhere: no stop may be missed while a team stands idle.
pub(super) fn fill(state: &mut State<'_>) {
    let mut memory = Memory::new(state.instance);
    let mut left: Vec<JobIdx> = (0..state.owner.len())
        .filter(|idx| state.owner[*idx].is_none())
        .map(JobIdx::from_idx)
        .collect();
    left.sort_by_key(|job| {
        let data = &state.instance.jobs[job.idx()];
        (!data.required, -data.prize.get(), *job)
    });
    for job in left {
        if let Some((shift, insertion)) = state.cheapest(&mut memory, job, || false) {
            state.insert(job, shift, insertion);
        }
    }
}
