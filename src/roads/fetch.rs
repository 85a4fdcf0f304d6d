//! Reading ahead what lies all over memory.

use std::hint::black_box;

/// Reads a word of each item right after that of the one before, whatever it is: so they come from memory together, where
/// each would be waited for as it is needed.
pub(super) fn fetch<T>(items: &[T], word: impl Fn(&T) -> u64) {
    black_box(items.iter().fold(0, |read, item| read ^ word(item)));
}
