use std::time::{Duration, Instant};

/// When a search ends: after so many iterations, after so long, or whichever comes first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    iterations: Option<u64>,
    begun: Instant,
    limit: Option<Duration>,
}

impl Stop {
    #[expect(clippy::disallowed_methods, reason = "the only clock of the search")]
    pub(super) fn new(iterations: Option<u64>, limit: Option<Duration>) -> Self {
        let iterations = if limit.is_none() {
            iterations.or(Some(0))
        } else {
            iterations
        };
        Self {
            iterations,
            begun: Instant::now(),
            limit,
        }
    }

    /// Iterations of the next round, at most `most`, when `done` are behind.
    pub(super) fn next_round(&self, done: u64, most: u64) -> u64 {
        if self.out_of_time() {
            return 0;
        }
        self.iterations
            .map_or(most, |limit| limit.saturating_sub(done).min(most))
    }

    pub(super) fn out_of_time(&self) -> bool {
        self.limit
            .is_some_and(|limit| self.begun.elapsed() >= limit)
    }

    /// How much of the search lies behind after so many iterations, 0 to 1.
    pub(super) fn progress(&self, done: u64) -> f64 {
        let by_iterations = self
            .iterations
            .map_or(0.0, |limit| done as f64 / limit.max(1) as f64);
        let by_time = self.limit.map_or(0.0, |limit| {
            self.begun.elapsed().as_secs_f64() / limit.as_secs_f64().max(1e-9)
        });
        by_iterations.max(by_time)
    }
}
