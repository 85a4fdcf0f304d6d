//! Finds routes: `Instance` + `Params` + seed -> `Solution`.
//!
//! Knows integers only: no roads, no county, no files, no clock but the one in `stop`.

use crate::problem::{Instance, Solution};

/// Settings of the search.
#[derive(Clone, Debug)]
pub struct Params {
    /// Seed of all random choices.
    pub seed: u64,
    /// Stop after so many iterations of each searcher; `None` = by time only.
    pub iterations: Option<u64>,
    /// Stop after so long; `None` = by iterations only.
    pub time_limit: Option<std::time::Duration>,
    /// Threads; 0 = all cores. The result does not depend on it when `iterations` is given.
    pub threads: usize,
}

/// Watches the search; every method may be left empty.
pub trait Observer: Sync {
    /// A new incumbent was found.
    fn improved(&self, progress: &Progress) {
        let _ = progress;
    }
    /// Called from time to time; `true` ends the search early with what it has.
    fn stop(&self) -> bool {
        false
    }
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}

/// Where the search stands.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Iterations done by the searcher that reports.
    pub iterations: u64,
    /// Value of the incumbent.
    pub value: crate::problem::Value,
}

/// The best solution found.
pub fn solve(instance: &Instance, params: &Params, observer: &dyn Observer) -> Solution {
    let _ = (params, observer);
    Solution {
        routes: vec![Vec::new(); instance.shifts.len()],
    }
}
