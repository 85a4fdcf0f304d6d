//! The orders in which jobs are put back, as numbers to be sorted.

use super::dice::{Dice, rough};
use super::job_data::JobData;
use super::model::{Model, count};
use super::queue::entry;

/// How the jobs are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Random,
    Prize,
    PrizeByTime,
    Load,
    Far,
    Close,
    Narrow,
    Early,
}

/// The orders that tell the jobs of an instance apart. The first is at random.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    all: Vec<Ranks>,
    /// Indices of them, each as often as it weighs.
    drawn: Vec<u32>,
    /// By job, apart from all else for the same reason as the means.
    required: Vec<bool>,
}

/// What an order makes of the jobs.
#[derive(Clone, Debug)]
struct Ranks {
    /// By job, before chance has its say: worked out once, as nearly all jobs are ranked in every iteration.
    means: Vec<f32>,
    /// A mean is multiplied by a number from the first up to the sum of both.
    noise: (f64, f64),
}

impl Orders {
    pub(super) fn new(model: &Model<'_>, typical_leg: f64) -> Self {
        let mut all: Vec<(Order, Ranks)> = Vec::new();
        let mut drawn = Vec::new();
        for order in orders(model) {
            let at = all.iter().position(|(known, _)| *known == order);
            drawn.push(count(at.unwrap_or(all.len())));
            if at.is_none() {
                all.push((order, Ranks::new(model, order, typical_leg)));
            }
        }
        Self {
            all: all.into_iter().map(|(_, ranks)| ranks).collect(),
            drawn,
            required: model.jobs.iter().map(|job| job.required).collect(),
        }
    }

    /// Draws one of the orders.
    pub(super) fn draw(&self, dice: &mut Dice) -> u32 {
        self.drawn[dice.below(count(self.drawn.len())) as usize]
    }

    /// A job's place in one of the orders, by chance where it has a say; lower ones come first, required ones before all others.
    pub(super) fn entry(&self, order: u32, job: u32, dice: &mut Dice) -> u64 {
        let ranks = &self.all[order as usize];
        let (least, more) = ranks.noise;
        let rank = ranks.means[job as usize] * rough(least + more * dice.share());
        entry(self.required[job as usize], rank, job)
    }
}

impl Ranks {
    fn new(model: &Model<'_>, order: Order, typical_leg: f64) -> Self {
        let jobs = (0..).zip(&model.jobs);
        let mean = |(job, data): (u32, &JobData)| match order {
            Order::Random => 1.0,
            Order::Prize => -(data.prize as f32),
            Order::PrizeByTime => -(data.prize as f32) / (data.service as f32 + rough(typical_leg)),
            Order::Load => -(data.load as f32),
            Order::Far => -model.away(job) as f32,
            Order::Close => model.away(job) as f32,
            Order::Narrow => (data.close - data.open) as f32,
            Order::Early => data.close as f32,
        };
        let noise = match order {
            Order::Random => (0.0, 1.0),
            // A few tenths let jobs of like worth change places.
            Order::Prize | Order::PrizeByTime | Order::Load => (0.8, 0.4),
            _ => (1.0, 0.0),
        };
        Self {
            means: jobs.map(mean).collect(),
            noise,
        }
    }
}

/// Orders that can tell jobs apart, each as often as it weighs.
fn orders(model: &Model<'_>) -> Vec<Order> {
    let jobs = &model.jobs;
    let differ = |of: &dyn Fn(usize) -> i64| (1..jobs.len()).any(|job| of(job) != of(0));
    let mut orders = vec![Order::Random, Order::Random, Order::Far, Order::Close];
    if differ(&|job| jobs[job].prize) && jobs.iter().any(|job| !job.required) {
        orders = vec![Order::Random, Order::Random];
        orders.extend([Order::Prize; 4]);
        orders.extend([Order::PrizeByTime; 3]);
    } else if differ(&|job| jobs[job].load) {
        orders.extend([Order::Load; 3]);
    }
    if differ(&|job| jobs[job].open) || differ(&|job| jobs[job].close) {
        orders.extend([Order::Narrow, Order::Early]);
    }
    orders
}
