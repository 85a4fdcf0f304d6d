//! The parts of the search one by one, for the benches that measure them; no part of the interface.

use super::Params;
use super::dice::Dice;
use super::model::{Model, NEVER, count};
use super::neighbours::Neighbours;
use super::params::Tuning;
use super::recreate::Recreate;
use super::reversal::Reversal;
use super::ruin::ruin;
use super::searcher::Searcher;
use super::state::{LEFT_OUT, State};
use super::stop::Stop;
use super::tails::exchange_tails;
use crate::problem::Instance;

/// A searcher that has come some way, and its best solution to try parts on. Every part gives how
/// many things it did, and but for [`Lab::recreates`] leaves that solution as it was.
pub struct Lab<'m> {
    model: &'m Model<'m>,
    near: &'m Neighbours,
    searcher: Searcher<'m>,
    state: State<'m>,
    recreate: Recreate,
    tuning: Tuning,
    dice: Dice,
}

/// How jobs are taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruin {
    /// Strings of neighbouring routes.
    Strings,
    /// What is near a place.
    Cluster,
}

/// Runs `work` on a search of an instance that has done so many iterations.
pub fn in_lab<T>(instance: &Instance, params: &Params, work: impl FnOnce(&mut Lab<'_>) -> T) -> T {
    let model = Model::new(instance);
    let near = Neighbours::new(&model);
    let iterations = params.iterations.unwrap_or(0);
    let mut searcher = Searcher::new(&model, &near, &params.tuning, params.seed, 0);
    let stop = Stop::new(Some(iterations), params.time_limit);
    searcher.run(&near, iterations, (0.0, 0.5), &stop);
    let mut lab = Lab {
        model: &model,
        near: &near,
        state: searcher.best.clone(),
        recreate: Recreate::new(&model, &near),
        searcher,
        tuning: params.tuning,
        dice: Dice::new(params.seed, 1),
    };
    work(&mut lab)
}

impl std::fmt::Debug for Lab<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("lab")
    }
}

impl Lab<'_> {
    /// Whole iterations of the search, which goes on from where it was.
    pub fn iterations(&mut self, count: u64) -> u64 {
        let endless = Stop::new(Some(u64::MAX), None);
        self.searcher.run(self.near, count, (0.5, 0.5), &endless);
        count
    }

    /// Takes every third job out of every route, so that there are places to price.
    pub fn loosen(&mut self) {
        self.state.checkpoint();
        for shift in 0..count(self.state.routes.len()) {
            let mut at = 0;
            self.state.remove(shift, |_| {
                at += 1;
                at % 3 == 0
            });
        }
    }

    /// Undoes [`Lab::loosen`].
    pub fn tighten(&mut self) {
        self.state.restore();
    }

    /// Prices jobs at every place of every other route; gives the number of places.
    pub fn insertions(&mut self, jobs: u32) -> u64 {
        let (mut places, mut found) = (0, 0_u64);
        for _ in 0..jobs {
            let job = self.dice.below(count(self.model.jobs.len()));
            let ways = self.model.ways(job).len();
            for (shift, route) in (0..).zip(&self.state.routes) {
                if self.state.owner[job as usize] != shift {
                    let owner = &self.model.shifts[shift as usize];
                    let all = route.open_gaps();
                    let best = route.place(self.model, owner, job, all, NEVER);
                    found += u64::from(best.delta < NEVER);
                    places += ways * (route.ways.len() + 1);
                }
            }
        }
        std::hint::black_box(found);
        places as u64
    }

    /// Takes jobs out so often and puts the routes back as they were; gives the number of jobs.
    pub fn ruins(&mut self, times: u32, kind: Ruin) -> u64 {
        let tuning = self.ruining(kind);
        let mut gone = 0;
        for _ in 0..times {
            self.state.checkpoint();
            ruin(&mut self.state, self.near, &tuning, &mut self.dice);
            gone += self.state.freed.len() as u64;
            self.state.restore();
        }
        gone
    }

    /// Ruins and recreates so often, going on from what is no worse; gives the number of jobs put back.
    pub fn recreates(&mut self, times: u32, kind: Ruin) -> u64 {
        let tuning = self.ruining(kind);
        let mut inserted = 0;
        for _ in 0..times {
            let before = self.state.checkpoint();
            let ruined = ruin(&mut self.state, self.near, &tuning, &mut self.dice);
            let left = self.state.served;
            self.recreate
                .run(&mut self.state, self.near, ruined, &tuning, &mut self.dice);
            inserted += self.state.served.saturating_sub(left) as u64;
            if !self.state.fits() || self.state.value < before {
                self.state.restore();
            }
        }
        inserted
    }

    /// Seeks a better tail behind so many jobs; gives the number of jobs.
    pub fn tails(&mut self, jobs: u32) -> u64 {
        let mut tried = 0;
        while tried < jobs && self.state.served > 0 {
            let job = self.dice.below(count(self.model.jobs.len()));
            if self.state.owner[job as usize] != LEFT_OUT {
                self.state.checkpoint();
                exchange_tails(&mut self.state, self.near, job);
                self.state.restore();
                tried += 1;
            }
        }
        tried.into()
    }

    /// Seeks stretches to reverse in so many routes; gives the number of stretches looked at.
    pub fn reversals(&mut self, routes: u32) -> u64 {
        let mut stretches = 0;
        let mut reversal = Reversal::default();
        for _ in 0..routes {
            let shift = self.dice.below(count(self.state.routes.len()));
            self.state.checkpoint();
            let stops = self.state.routes[shift as usize].ways.len() as u64;
            stretches += stops * stops.saturating_sub(1) / 2;
            reversal.reverse(&mut self.state, shift);
            self.state.restore();
        }
        stretches
    }

    /// Seeks corridors to turn in so many routes; gives the number of steps looked at.
    pub fn turns(&mut self, routes: u32) -> u64 {
        let mut steps = 0;
        for _ in 0..routes {
            let shift = self.dice.below(count(self.state.routes.len()));
            self.state.checkpoint();
            steps += self.state.routes[shift as usize].ways.len() as u64;
            self.state.turn_round(shift);
            self.state.restore();
        }
        steps
    }

    /// Puts routes together anew from those that the search has kept, so often; gives the times.
    pub fn packings(&mut self, times: u32) -> u64 {
        for _ in 0..times {
            self.state.checkpoint();
            std::hint::black_box(self.searcher.pool.repack(&mut self.state, &mut self.dice));
            self.state.restore();
        }
        times.into()
    }

    fn ruining(&self, kind: Ruin) -> Tuning {
        Tuning {
            cluster: f64::from(u8::from(kind == Ruin::Cluster)),
            ..self.tuning
        }
    }
}
