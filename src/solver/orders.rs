//! The orders in which jobs are put back, as numbers to be sorted.

use super::dice::{Dice, rough};
use super::model::Model;
use super::state::LEFT_OUT;

/// How the jobs are ordered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    Random,
    Prize,
    PrizeByTime,
    Load,
    Far,
    Close,
    Narrow,
    Early,
}

/// The orders that tell the jobs of an instance apart.
pub(super) fn orders(model: &Model<'_>) -> Vec<Order> {
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

/// The job of a queue's entry.
pub(super) fn queued(entry: u64) -> u32 {
    u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(LEFT_OUT)
}

/// Jobs of lower rank come first.
pub(super) fn rank(model: &Model<'_>, order: Order, job: u32, leg: f64, dice: &mut Dice) -> f32 {
    let data = &model.jobs[job as usize];
    // A noise of a few tenths lets jobs of like worth change places.
    let mut noise = || rough(0.8 + 0.4 * dice.share());
    match order {
        Order::Random => rough(dice.share()),
        Order::Prize => -(data.prize as f32) * noise(),
        Order::PrizeByTime => -(data.prize as f32) * noise() / (data.service as f32 + rough(leg)),
        Order::Load => -(data.load as f32) * noise(),
        Order::Far => -model.away(job) as f32,
        Order::Close => model.away(job) as f32,
        Order::Narrow => (data.close - data.open) as f32,
        Order::Early => data.close as f32,
    }
}
