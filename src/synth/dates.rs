//! Dates: all are counted back from one reference day.

use super::dice::Dice;
use crate::units::Day;

/// 2026-11-24, the day on which the made-up county is looked at.
pub(super) const REFERENCE: Day = Day::EPOCH.plus(20_781);

/// So many days before the reference day.
pub(super) fn ago(days: i32) -> Day {
    REFERENCE.plus(-days)
}

/// Elevenths of a log-normal distribution with sigma 0.8, as shares of its median.
const QUANTILES: [f64; 12] = [
    0.20, 0.34, 0.48, 0.62, 0.76, 0.91, 1.10, 1.32, 1.62, 2.07, 2.93, 5.00,
];

/// Days that something takes whose duration is log-normal, at least one.
pub(super) fn takes(median: f64, dice: &mut Dice) -> i32 {
    let at = dice.unit() * (QUANTILES.len() - 1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index of a short table"
    )]
    let idx = at as usize;
    let share = QUANTILES[idx] + (QUANTILES[idx + 1] - QUANTILES[idx]) * (at - idx as f64);
    #[expect(clippy::cast_possible_truncation, reason = "some days")]
    let days = (median * share).round().max(1.0) as i32;
    days
}

/// The last visit to something patrolled every so many days: mostly in time, some overdue, a few never.
pub(super) fn last_visit(every: i32, dice: &mut Dice) -> Option<Day> {
    match dice.below(100) {
        0..=2 => None,
        3..=10 => Some(ago(every + dice.whole(1, every / 2 + 1))),
        _ => Some(ago(dice.whole(1, every))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_day_is_a_tuesday_in_november() {
        assert_eq!(REFERENCE.to_string(), "2026-11-24");
        assert_eq!(REFERENCE.weekday(), 2);
    }

    #[test]
    fn half_of_the_durations_lie_below_the_median() {
        let mut dice = Dice::new(1, 1, 1);
        let below = (0..10_000).filter(|_| takes(40.0, &mut dice) < 40).count();
        assert!((4_500..5_500).contains(&below), "{below}");
    }
}
