//! The jobs to be put back, in order, sorted only as far as they are asked for: most of those left out are passed over, since
//! the first few take up the room there is.

use super::state::LEFT_OUT;

/// So many are sorted at first, then twice as many each time.
const FIRST: usize = 32;

/// Jobs with their ranks.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// Rank and job in one number, so that sorting is sorting of numbers.
    entries: Vec<u64>,
    /// The next to be given, and those that are sorted.
    at: usize,
    sorted: usize,
    /// How many are sorted next.
    stretch: usize,
}

impl Queue {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            at: 0,
            sorted: 0,
            stretch: FIRST,
        }
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        (self.at, self.sorted, self.stretch) = (0, 0, FIRST);
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds a job by its [`entry`], before the first is taken.
    pub(super) fn push(&mut self, entry: u64) {
        self.entries.push(entry);
    }

    pub(super) fn extend(&mut self, entries: impl Iterator<Item = u64>) {
        self.entries.extend(entries);
    }

    /// The next job. Before more are sorted than the first, those that no longer count are dropped.
    pub(super) fn take(&mut self, counts: impl Fn(u32) -> bool) -> Option<u32> {
        if self.at == self.sorted {
            self.sort_more(counts);
        }
        let entry = self.entries.get(self.at)?;
        self.at += 1;
        Some(queued(*entry))
    }

    fn sort_more(&mut self, counts: impl Fn(u32) -> bool) {
        if self.at > 0 {
            let mut kept = self.at;
            for from in self.at..self.entries.len() {
                let entry = self.entries[from];
                self.entries[kept] = entry;
                kept += usize::from(counts(queued(entry)));
            }
            self.entries.truncate(kept);
        }
        let rest = &mut self.entries[self.at..];
        let mut few = rest.len();
        if few > 2 * self.stretch {
            few = self.stretch;
            rest.select_nth_unstable(few);
        }
        rest[..few].sort_unstable();
        self.sorted = self.at + few;
        self.stretch *= 2;
    }

    /// All jobs given so far, in their order.
    pub(super) fn given(&self) -> impl Iterator<Item = u32> + '_ {
        self.entries[..self.at].iter().map(|entry| queued(*entry))
    }
}

/// Rank and job in one number; required jobs before all others.
pub(super) fn entry(required: bool, rank: f32, job: u32) -> u64 {
    let bits = rank.to_bits();
    // Floats compare like these integers.
    let ordered = if bits >> 31 == 1 {
        !bits
    } else {
        bits | 1 << 31
    };
    u64::from(!required) << 63 | u64::from(ordered >> 1) << 32 | u64::from(job)
}

fn queued(entry: u64) -> u32 {
    u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(LEFT_OUT)
}

#[cfg(test)]
mod tests {
    use super::super::dice::{Dice, rough};
    use super::*;

    #[test]
    fn jobs_come_in_the_order_of_their_ranks_and_what_counts_no_longer_is_dropped() {
        for seed in 0..60 {
            let mut dice = Dice::new(seed, 0);
            let jobs = dice.below(500);
            let mut queue = Queue::new();
            let mut all = Vec::new();
            for job in 0..jobs {
                let (required, rank) = (dice.chance(0.1), rough(dice.share() - 0.5));
                queue.push(entry(required, rank, job));
                all.push((!required, rank, job));
            }
            all.sort_by(|a, b| a.partial_cmp(b).unwrap());
            let mut order = all.iter().map(|(_, _, job)| *job);
            // Ever fewer count.
            let mut limit = jobs;
            let mut dropped = 0;
            let mut taken = Vec::new();
            while let Some(job) = queue.take(|job| job < limit) {
                let passed = order.by_ref().take_while(|next| *next != job);
                let passed: Vec<u32> = passed.collect();
                assert!(passed.iter().all(|job| *job >= limit), "seed {seed}");
                dropped += passed.len();
                taken.push(job);
                limit = limit.saturating_sub(dice.below(3));
            }
            assert!(order.all(|job| job >= limit), "seed {seed}");
            assert!(jobs < 300 || dropped > 0, "seed {seed}");
            assert_eq!(queue.given().collect::<Vec<_>>(), taken, "seed {seed}");
        }
    }
}
