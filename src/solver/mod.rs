//! Finds routes: `Instance` + `Params` + seed -> `Solution`.
//!
//! Knows integers only: no roads, no county, no files, no clock but the one in `stop`.

mod accept;
mod begin;
mod bonds;
mod cheapest;
mod dice;
mod empty_routes;
mod forks;
mod insertion;
mod job_data;
#[doc(hidden)]
pub mod lab;
mod matrix;
mod mend;
mod model;
mod neighbours;
mod orders;
mod params;
mod pool;
mod queue;
mod recreate;
mod rests;
mod reversal;
mod route;
mod ruin;
mod searcher;
mod shift_data;
mod state;
mod stop;
mod tails;
#[cfg(test)]
mod tests;
mod turning;

use rayon::prelude::*;

use self::model::Model;
use self::neighbours::Neighbours;
pub use self::params::{Params, Tuning};
use self::searcher::Searcher;
use self::stop::Stop;
use crate::problem::{Instance, Solution};

/// Watches the search; every method may be left empty.
pub trait Observer: Sync {
    /// A new incumbent was found.
    fn improved(&self, progress: &Progress) {
        let _ = progress;
    }

    /// What was found so far counts no longer: another search begins, whose values do not compare with those before.
    fn restarted(&self) {}
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}

/// Where the search stands.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Value of the incumbent, as the search ranks it.
    pub value: crate::problem::Value,
    /// The same solution's value in the task as it was posed, to be shown; another one where the search ranks otherwise.
    pub shown: crate::problem::Value,
    /// Routes that have a job.
    pub routes: usize,
}

/// Searchers that work side by side when iterations count, whatever the number of threads.
const SEARCHERS: u64 = 2;
/// Iterations between two exchanges.
const ROUND: u64 = 250;

/// The best solution found.
///
/// Searchers ruin and recreate side by side and exchange the better solution between rounds: two with an iteration limit, so
/// that the result does not depend on threads or machine; by time alone one for each thread.
pub fn solve(instance: &Instance, params: &Params, observer: &dyn Observer) -> Solution {
    if instance.shifts.is_empty() || instance.jobs.is_empty() {
        return Solution {
            routes: vec![Vec::new(); instance.shifts.len()],
        };
    }
    let stop = Stop::new(params.iterations, params.time_limit);
    let search = |threads: usize| {
        let threads = u64::try_from(threads).unwrap_or(SEARCHERS);
        let searchers = params.iterations.map_or(threads.max(1), |_| SEARCHERS);
        search(instance, params, searchers, &stop, observer)
    };
    match rayon::ThreadPoolBuilder::new()
        .num_threads(params.threads)
        .build()
    {
        Ok(pool) => pool.install(|| search(rayon::current_num_threads())),
        // Without threads of its own the search runs on the caller's.
        Err(_) => search(1),
    }
}

/// The best solution that one searcher finds in so many iterations, on the caller's thread: for callers that plan many
/// days side by side.
pub fn solve_alone(instance: &Instance, seed: u64, iterations: u64) -> Solution {
    if instance.shifts.is_empty() || instance.jobs.is_empty() {
        return Solution {
            routes: vec![Vec::new(); instance.shifts.len()],
        };
    }
    let stop = Stop::new(Some(iterations), None);
    let params = Params {
        seed,
        iterations: Some(iterations),
        time_limit: None,
        threads: 1,
        tuning: Tuning::default(),
    };
    search(instance, &params, 1, &stop, &Silent)
}

fn search(
    instance: &Instance,
    params: &Params,
    searchers: u64,
    stop: &Stop,
    observer: &dyn Observer,
) -> Solution {
    let model = Model::new(instance);
    let near = Neighbours::new(&model);
    let mut searchers: Vec<Searcher<'_>> = (0..searchers)
        .into_par_iter()
        .map(|number| Searcher::new(&model, &near, &params.tuning, params.seed, number))
        .collect();
    let mut done = 0;
    loop {
        for searcher in &searchers {
            observer.improved(&Progress {
                value: searcher.best.value,
                shown: searcher.best.value,
                routes: searcher.best.used,
            });
        }
        let round = stop.next_round(done, ROUND);
        if round == 0 {
            break;
        }
        let progress = (stop.progress(done), stop.progress(done + round));
        searchers
            .par_iter_mut()
            .for_each(|searcher| searcher.run(&near, round, progress, stop));
        done += round;
        exchange(&mut searchers, done);
    }
    let leader = best(&searchers);
    searchers[leader].finish();
    let incumbent = &searchers[leader].best;
    observer.improved(&Progress {
        value: incumbent.value,
        shown: incumbent.value,
        routes: incumbent.used,
    });
    incumbent.solution()
}

/// Now and then the worse searcher goes on from the better one's best.
fn exchange(searchers: &mut [Searcher<'_>], done: u64) {
    if searchers.len() < 2 || !(done / ROUND).is_multiple_of(20) {
        return;
    }
    let leader = searchers[best(searchers)].best.clone();
    for searcher in searchers {
        if searcher.best.value < leader.value {
            searcher.adopt(&leader);
        }
    }
}

/// The searcher with the best incumbent; the first on a tie.
fn best(searchers: &[Searcher<'_>]) -> usize {
    let mut best = 0;
    for (number, searcher) in searchers.iter().enumerate() {
        if searcher.best.value > searchers[best].best.value {
            best = number;
        }
    }
    best
}
