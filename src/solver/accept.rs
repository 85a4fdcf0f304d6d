use rand_core::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::problem::{Instance, Value};

/// Simulated annealing on one number: prize points first, travel time as their small change.
///
/// Kirkpatrick, Gelatt, Vecchi, "Optimization by Simulated Annealing", Science 220, 1983,
/// doi:10.1126/science.220.4598.671. The incumbent is kept by the exact lexicographic value.
#[derive(Clone, Debug)]
pub(super) struct Acceptance {
    /// Seconds of travel that weigh as much as one prize point.
    exchange: f64,
    required: f64,
    hot: f64,
    cold: f64,
}

impl Acceptance {
    pub(super) fn new(instance: &Instance) -> Self {
        let count = instance.jobs.len().max(1) as f64;
        let mean_prize =
            (instance.jobs.iter().map(|job| job.prize.get()).sum::<i64>() as f64 / count).max(1e-3);
        let legs: Vec<f64> = instance
            .travel
            .seconds
            .iter()
            .filter(|s| **s != u32::MAX)
            .map(|s| f64::from(*s))
            .collect();
        let mean_leg = legs.iter().sum::<f64>() / legs.len().max(1) as f64;
        let exchange = (mean_leg / mean_prize).max(1e-3);
        Self {
            exchange,
            required: 20.0 * mean_prize * exchange,
            hot: 0.3 * mean_prize * exchange,
            cold: 0.002 * mean_prize * exchange,
        }
    }

    fn scalar(&self, value: &Value) -> f64 {
        value.prize.get() as f64 * self.exchange
            - value.cost.get() as f64
            - f64::from(value.required_missing) * self.required
    }

    /// Whether to go on from `candidate`; `progress` runs from 0 to 1.
    pub(super) fn accepts(
        &self,
        current: &Value,
        candidate: &Value,
        progress: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) -> bool {
        let temperature = self.hot * (self.cold / self.hot).powf(progress.clamp(0.0, 1.0));
        let draw = (f64::from(rng.next_u32()) + 1.0) / (f64::from(u32::MAX) + 1.0);
        self.scalar(candidate) > self.scalar(current) + temperature * draw.ln()
    }
}
