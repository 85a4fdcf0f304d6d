use super::accept::Acceptance;
use super::dice::{Dice, floor};
use super::model::Model;
use super::neighbours::Neighbours;
use super::params::Tuning;
use super::pool::{OPENED, Pool};
use super::recreate::Recreate;
use super::reversal::Reversal;
use super::ruin::ruin;
use super::state::State;
use super::stop::Stop;
use super::tails::join_routes;
use crate::problem::Value;

/// Sets of routes that are put together anew at the end of a cycle.
const TRIES: usize = 12;
/// Iterations between two looks at the clock.
const LOOK: u64 = 8;

/// One chain of ruin and recreate with its own random numbers.
pub(super) struct Searcher<'m> {
    current: State<'m>,
    pub(super) best: State<'m>,
    recreate: Recreate,
    reversal: Reversal,
    /// Whether stretches of routes are reversed: worth nothing where windows order the jobs (docs/solve-components.md), and not priced
    /// where nothing is timed, as modes are chosen along the whole route there.
    reverses: bool,
    acceptance: Acceptance,
    dice: Dice,
    tuning: Tuning,
    pub(super) pool: Pool,
    cycle: u32,
    done: u64,
    /// How often the temperature falls; `None` = not decided.
    falls: Option<f64>,
    /// What is better than this is gone on from without being asked; the best so far, but for what packing found since.
    crest: Value,
}

impl<'m> Searcher<'m> {
    /// A first solution: the routes that the instance begins with, and what else can be inserted.
    pub(super) fn new(
        model: &'m Model<'m>,
        near: &Neighbours,
        tuning: &Tuning,
        seed: u64,
        number: u64,
    ) -> Self {
        let dice = Dice::new(seed, number);
        let mut current = State::empty(model);
        current.begin();
        let mut recreate = Recreate::new(model, near);
        recreate.begin(&mut current);
        if !current.fits() {
            // A pinned route that needs a job more to fit may find it in another: so these come first.
            current = State::empty(model);
            recreate.fill(&mut current);
        }
        let crest = current.checkpoint();
        let acceptance = Acceptance::new(model, near, tuning, &current);
        Self {
            best: current.clone(),
            current,
            recreate,
            reversal: Reversal::default(),
            reverses: model.is_unhurried() && !model.timeless,
            acceptance,
            dice,
            tuning: *tuning,
            pool: Pool::new(model),
            cycle: 0,
            done: 0,
            falls: None,
            crest,
        }
    }

    /// So many iterations, fewer when the time is up; `progress` at the first and behind the last.
    pub(super) fn run(
        &mut self,
        near: &Neighbours,
        iterations: u64,
        progress: (f64, f64),
        stop: &Stop,
    ) {
        for number in 0..iterations {
            if number.is_multiple_of(LOOK) && stop.out_of_time() {
                break;
            }
            let share = number as f64 / iterations as f64;
            self.iterate(near, progress.0 + (progress.1 - progress.0) * share);
        }
    }

    fn iterate(&mut self, near: &Neighbours, progress: f64) {
        self.done += 1;
        let cycles = self.cycles(progress);
        let cycle = (progress * cycles).floor().min(cycles - 1.0);
        if floor(cycle) > self.cycle {
            self.cycle = floor(cycle);
            self.turn();
        }
        let before = self.current.checkpoint();
        let ruined = ruin(&mut self.current, near, &self.tuning, &mut self.dice);
        self.reverse();
        self.recreate.run(
            &mut self.current,
            near,
            ruined,
            &self.tuning,
            &mut self.dice,
        );
        if !self.current.fits() {
            return self.current.restore();
        }
        self.reverse();
        if self.current.value > self.best.value {
            self.best.copy_from(&self.current);
        }
        if self.current.value > self.crest {
            self.crest = self.current.value;
            self.keep();
        } else if !self.acceptance.accepts(
            &before,
            &self.current.value,
            self.cycle,
            progress * cycles - cycle,
            &mut self.dice,
        ) {
            self.current.restore();
        } else if self.current.value > before {
            self.keep();
        }
    }

    /// Now and then reverses stretches of the changed routes.
    fn reverse(&mut self) {
        if self.reverses && self.dice.chance(self.tuning.reversed) {
            self.reversal.run(&mut self.current);
        }
    }

    /// How often the temperature falls: decided early on, by the pace so far.
    fn cycles(&mut self, progress: f64) -> f64 {
        /// Share of the search after which its pace is known.
        const KNOWN: f64 = 0.02;
        if self.falls.is_none() && progress >= KNOWN {
            let jobs = self.best.owner.len() as f64;
            let (patience, most) = if self.acceptance.collects {
                (self.tuning.patience_prize, self.tuning.cycles_prize)
            } else {
                (self.tuning.patience_travel, self.tuning.cycles_travel)
            };
            let falls = self.done as f64 / progress / (jobs * patience);
            let falls = falls.round().clamp(1.0, most.max(1.0));
            self.acceptance.measure(&self.tuning, &self.best, falls);
            self.falls = Some(falls);
        }
        self.falls.unwrap_or(1.0)
    }

    /// Whether good routes are kept.
    fn pools(&self) -> bool {
        self.acceptance.collects && self.tuning.pool > 0.0
    }

    /// Keeps the routes that the iteration changed.
    fn keep(&mut self) {
        if self.pools() {
            for shift in self.current.changed() {
                self.pool.keep(&self.current, shift);
            }
        }
    }

    /// Ends a cycle: the best may be put together from routes of several.
    fn turn(&mut self) {
        if self.pools() {
            self.repack();
        }
        self.current.copy_from(&self.best);
        self.crest = self.current.checkpoint();
    }

    /// Puts better solutions together from the routes that were kept.
    pub(super) fn repack(&mut self) {
        let tries = if self.best.routes.len() <= OPENED {
            1
        } else {
            TRIES
        };
        let mut packed = self.best.clone();
        for _ in 0..tries {
            packed.copy_from(&self.best);
            packed.checkpoint();
            if self.pool.repack(&mut packed, &mut self.dice) {
                self.recreate.fill(&mut packed);
                if packed.value > self.best.value {
                    self.best.copy_from(&packed);
                }
            }
        }
    }

    /// Ends the search: no vehicle is sent through a corridor the longer way round, and into the best goes whatever still
    /// fits, since no stop may be missed while a team stands idle.
    pub(super) fn finish(&mut self) {
        if self.pools() {
            self.repack();
        }
        self.best.checkpoint();
        self.best.turn_all();
        self.recreate.fill(&mut self.best);
        self.best.turn_all();
        if !self.best.fits() {
            self.best.restore();
        }
        join_routes(&mut self.best);
    }

    /// Goes on from another searcher's best.
    pub(super) fn adopt(&mut self, leader: &State<'m>) {
        self.current.copy_from(leader);
        self.best.copy_from(leader);
        self.crest = leader.value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Else whatever is better than the searcher's own old best would be gone on from, however cold it is.
    #[test]
    fn what_is_adopted_is_the_best_that_others_are_measured_by() {
        let mut adopted = 0;
        for seed in 0..20 {
            let instance = testing::instance(seed, 40);
            let model = Model::new(&instance);
            let near = Neighbours::new(&model);
            let tuning = Tuning::default();
            let mut one = Searcher::new(&model, &near, &tuning, seed, 0);
            let mut two = Searcher::new(&model, &near, &tuning, seed, 1);
            let stop = Stop::new(Some(400), None);
            one.run(&near, 40, (0.0, 0.1), &stop);
            two.run(&near, 400, (0.0, 0.1), &stop);
            if two.best.value > one.best.value {
                adopted += 1;
                one.adopt(&two.best);
                assert_eq!(one.crest, one.best.value, "seed {seed}");
                assert_eq!(one.crest, two.best.value, "seed {seed}");
            }
        }
        assert!(adopted > 5, "{adopted}");
    }
}
