use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::accept::Acceptance;
use super::recreate::recreate;
use super::ruin::ruin;
use super::state::{Memory, State};
use super::stop::Stop;
use crate::problem::{Instance, JobIdx};

/// Iterations between two looks at the clock.
const LOOK: u64 = 8;

/// One chain of ruin and recreate with its own random numbers.
pub(super) struct Searcher<'i> {
    current: State<'i>,
    pub(super) best: State<'i>,
    memory: Memory,
    acceptance: Acceptance,
    rng: Xoshiro256PlusPlus,
}

impl<'i> Searcher<'i> {
    /// A first solution by insertion.
    pub(super) fn new(instance: &'i Instance, seed: u64, number: u64) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number + 1),
        );
        let mut current = State::empty(instance);
        let mut memory = Memory::new(instance);
        recreate(&mut current, &mut memory, &mut rng);
        let best = current.clone();
        Self {
            current,
            best,
            memory,
            acceptance: Acceptance::new(instance),
            rng,
        }
    }

    /// So many iterations, fewer when the time is up; `progress` at the first and behind the last.
    pub(super) fn run(
        &mut self,
        neighbours: &[Vec<JobIdx>],
        iterations: u64,
        progress: (f64, f64),
        stop: &Stop,
    ) {
        for number in 0..iterations {
            if number.is_multiple_of(LOOK) && stop.out_of_time() {
                break;
            }
            let share = number as f64 / iterations as f64;
            self.iterate(neighbours, progress.0 + (progress.1 - progress.0) * share);
        }
    }

    fn iterate(&mut self, neighbours: &[Vec<JobIdx>], progress: f64) {
        let before = self.current.checkpoint();
        ruin(&mut self.current, neighbours, &mut self.rng);
        recreate(&mut self.current, &mut self.memory, &mut self.rng);
        if self.current.value > self.best.value {
            self.best.clone_from(&self.current);
        } else if !self
            .acceptance
            .accepts(&before, &self.current.value, progress, &mut self.rng)
        {
            self.current.restore();
        }
    }

    /// Goes on from another searcher's best.
    pub(super) fn adopt(&mut self, leader: &State<'i>) {
        self.current = leader.clone();
        self.best = leader.clone();
        self.memory.forget();
    }
}
