//! Random choices of the maker, and noise over the plane.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seeded stream of choices; streams of different purposes do not disturb each other.
#[derive(Clone, Debug)]
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The stream of a purpose in a county.
    pub(super) fn new(seed: u64, county: u64, purpose: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(mix(
            mix(seed, county),
            purpose,
        )))
    }

    /// From 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From `low` to below `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// From 0 to below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a remainder of a usize fits a usize"
        )]
        let value = (self.0.next_u64() % count.max(1) as u64) as usize;
        value
    }

    /// From `low` to `high`, both included.
    pub(super) fn whole(&mut self, low: i32, high: i32) -> i32 {
        let count = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(count)).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of them.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Any order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for idx in (1..items.len()).rev() {
            items.swap(idx, self.below(idx + 1));
        }
    }
}

/// Mixes two numbers into one (the finaliser of splitmix64).
pub(super) const fn mix(one: u64, two: u64) -> u64 {
    let mut z = one
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(two)
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number from 0 to below 1 for a lattice point.
pub(super) fn hash(seed: u64, column: i64, row: i64) -> f64 {
    let mixed = mix(mix(seed, column.cast_unsigned()), row.cast_unsigned());
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// Smooth noise from 0 to 1 over the plane, with bumps `size` metres apart.
pub(super) fn noise(seed: u64, x: f64, y: f64, size: f64) -> f64 {
    let (column, across) = split(x / size);
    let (row, up) = split(y / size);
    let (across, up) = (smooth(across), smooth(up));
    let at = |dx, dy| hash(seed, column + dx, row + dy);
    let low = at(0, 0) + (at(1, 0) - at(0, 0)) * across;
    let high = at(0, 1) + (at(1, 1) - at(0, 1)) * across;
    low + (high - low) * up
}

/// Smooth noise from -1 to 1 along a line.
pub(super) fn wave(seed: u64, along: f64, size: f64) -> f64 {
    2.0 * noise(seed, along, 0.5, size) - 1.0
}

/// Whole part and the rest.
fn split(value: f64) -> (i64, f64) {
    let floor = value.floor();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a province is narrower than 2^53 bumps"
    )]
    let whole = floor as i64;
    (whole, value - floor)
}

/// The quintic fade: first and second derivative vanish at both ends, so that curves built on it bend without a kink.
fn smooth(t: f64) -> f64 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_purpose_and_repeat_by_seed() {
        let draw = |seed, county, purpose| Dice::new(seed, county, purpose).below(1_000_000);
        assert_eq!(draw(1, 2, 3), draw(1, 2, 3));
        assert_ne!(draw(1, 2, 3), draw(1, 2, 4));
        assert_ne!(draw(1, 2, 3), draw(1, 3, 3));
        assert_ne!(draw(1, 2, 3), draw(2, 2, 3));
    }

    #[test]
    fn noise_is_smooth_and_stays_within_its_range() {
        for step in 0..2_000 {
            let x = f64::from(step) * 7.0 - 5_000.0;
            let (here, next) = (
                noise(9, x, 3.0 * x, 1_000.0),
                noise(9, x + 1.0, 3.0 * x, 1_000.0),
            );
            assert!((0.0..=1.0).contains(&here));
            assert!((here - next).abs() < 0.01);
        }
    }
}
