use super::dice::Dice;
use super::model::{Aim, Model, NEVER, count};
use super::neighbours::Neighbours;
use super::params::Tuning;
use super::state::State;
use crate::problem::{Objective, Value};

/// Simulated annealing on one number, in units of travel.
///
/// Kirkpatrick, Gelatt, Vecchi, "Optimization by Simulated Annealing", Science 220, 1983,
/// doi:10.1126/science.220.4598.671. The incumbent is kept by the exact value.
#[derive(Clone, Debug)]
pub(super) struct Acceptance {
    /// Travel that weighs as much as one prize point.
    prize: f64,
    /// Travel that weighs as much as a required job left out.
    required: f64,
    hot: f64,
    cold: f64,
    reheat: f64,
    /// Whether prize is what counts.
    pub(super) collects: bool,
}

impl Acceptance {
    /// `first` is the first solution.
    pub(super) fn new(
        model: &Model<'_>,
        near: &Neighbours,
        tuning: &Tuning,
        first: &State<'_>,
    ) -> Self {
        let leg = near.typical_leg;
        let collects = model.aim == Aim::Prize;
        let prize = if model.aim == Aim::Net {
            1.0
        } else if collects {
            leg / (tuning.leg_prize * model.mean_prize.max(1e-3))
        } else {
            0.0
        };
        let (hot, cold) = if collects {
            let unit = model.mean_prize * prize;
            (tuning.hot_prize * unit, tuning.cold_prize * unit)
        } else {
            warmth(tuning, first)
        };
        // Jobs that only other depots have a way to tell nothing of trips.
        let aways = (0..count(model.jobs.len())).map(|job| model.away(job));
        let trips: Vec<f64> = aways
            .filter(|away| *away < NEVER)
            .map(|away| 2.0 * away as f64)
            .collect();
        let mean_trip = trips.iter().sum::<f64>() / trips.len().max(1) as f64;
        Self {
            prize,
            required: 2.0 * mean_trip + 20.0 * model.mean_prize * prize,
            hot,
            cold,
            reheat: if collects { 1.0 } else { tuning.reheat },
            collects,
        }
    }

    /// Takes the measure again once it is known how often the temperature falls. Where travel is what counts it is taken of a
    /// solution that the search has come to: first ones may be several times as long.
    pub(super) fn measure(&mut self, tuning: &Tuning, state: &State<'_>, falls: f64) {
        if self.collects {
            self.hot *= 1.0 + tuning.hotter * (falls - 1.0);
        } else {
            (self.hot, self.cold) = warmth(tuning, state);
        }
    }

    fn scalar(&self, value: &Value) -> f64 {
        value.prize.get() as f64 * self.prize
            - value.cost.get() as f64
            - f64::from(value.required_missing) * self.required
    }

    /// Whether to go on from `candidate`; `progress` runs from 0 to 1 in every cycle.
    pub(super) fn accepts(
        &self,
        current: &Value,
        candidate: &Value,
        cycle: u32,
        progress: f64,
        dice: &mut Dice,
    ) -> bool {
        let hot = if cycle == 0 {
            self.hot
        } else {
            self.hot * self.reheat
        };
        let temperature = hot * (self.cold / hot).powf(progress.clamp(0.0, 1.0));
        let draw = 1.0 - dice.share();
        self.scalar(candidate) > self.scalar(current) + temperature * draw.ln()
    }
}

/// Temperatures where travel is what counts, from the mean leg of a solution.
fn warmth(tuning: &Tuning, state: &State<'_>) -> (f64, f64) {
    let leg = state.value.cost.get() as f64 / state.served.max(1) as f64;
    let cold = if state.value.objective == Objective::PrizeLessTravel {
        tuning.cold_weighed
    } else if state.model.timeless {
        tuning.cold_untimed
    } else {
        tuning.cold_travel
    };
    (tuning.hot_travel * leg, cold * leg)
}
