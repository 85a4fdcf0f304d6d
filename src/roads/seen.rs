//! Which words were met more than once: told by a bit each, so that some are taken for others by chance.

use super::places::spread;

/// Words that were met; one of which it says that it was not met again, was not.
pub(super) struct Seen {
    /// Bits as a power of two.
    bits: u32,
    once: Vec<u64>,
    again: Vec<u64>,
}

impl Seen {
    /// Room for so many words: when all of them differ, one in eight is taken for another.
    pub(super) fn new(words: usize) -> Self {
        let bits = 3 + words.next_power_of_two().trailing_zeros();
        let none = vec![0; (1_usize << bits).div_ceil(64)];
        Self {
            bits,
            once: none.clone(),
            again: none,
        }
    }

    /// Where the bit of a word is.
    fn slot(&self, word: u64) -> (usize, u64) {
        let number = spread(word, self.bits);
        (number / 64, 1 << (number % 64))
    }

    pub(super) fn add(&mut self, word: u64) {
        let (at, bit) = self.slot(word);
        self.again[at] |= self.once[at] & bit;
        self.once[at] |= bit;
    }

    /// Whether a word may have been met more than once.
    pub(super) fn has_twice(&self, word: u64) -> bool {
        let (at, bit) = self.slot(word);
        self.again[at] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_was_met_again_is_missed(words in prop::collection::vec(0..200_u64, 0..100)) {
            let mut seen = Seen::new(words.len());
            for word in &words {
                seen.add(*word);
            }
            for word in &words {
                let twice = words.iter().filter(|other| *other == word).count() > 1;
                prop_assert!(!twice || seen.has_twice(*word));
            }
        }
    }

    #[test]
    fn most_that_was_met_once_is_known() {
        let mut seen = Seen::new(1_000);
        for word in 0..1_000 {
            seen.add(word << 32);
        }
        assert!(
            (0..1_000)
                .filter(|word| seen.has_twice(*word << 32))
                .count()
                < 200
        );
    }
}
