use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The random numbers of one searcher: a named generator, the same on every machine.
#[derive(Clone, Debug)]
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(super) fn new(seed: u64, number: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number + 1),
        ))
    }

    /// A number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        // Multiply-shift: the bias is below 2^-20 for the small limits used here.
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// A whole number from 1 up to `1 + more`, which is not negative; a part of it counts as its share.
    pub(super) fn one_to(&mut self, more: f64) -> u32 {
        1 + floor(self.share() * more)
    }

    /// A number from 0 to 1, the latter excluded.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// True with a probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }
}

/// The whole part of a number; 0 when it is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is wanted"
)]
pub(super) fn floor(number: f64) -> u32 {
    number as u32
}

/// A number as a rank, of which only the order matters.
#[expect(clippy::cast_possible_truncation, reason = "a rank may be rounded")]
pub(super) fn rough(number: f64) -> f32 {
    number as f32
}
