//! Sorting by integer keys in time linear in their number.

/// Bits sorted by in one pass.
const DIGIT: u32 = 11;

/// Sorts by the key, equal keys in their order; O(n) for each eleven bits in which the keys differ.
///
/// Least significant digit first (Knuth, The Art of Computer Programming 3, section 5.2.5); digits that are the same in
/// all keys, as the upper ones of a county's coordinates are, cost nothing.
pub(super) fn sort<T: Copy + Default>(items: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    let first = items.first().map_or(0, &key);
    let differing = items
        .iter()
        .fold(0, |bits, item| bits | (key(item) ^ first));
    let mut other: Vec<T> = vec![T::default(); items.len()];
    for shift in (0..u64::BITS).step_by(DIGIT as usize) {
        if differing >> shift & ((1 << DIGIT) - 1) != 0 {
            pass(items, &mut other, |item| digit(key(item), shift));
            std::mem::swap(items, &mut other);
        }
    }
}

const fn digit(key: u64, shift: u32) -> usize {
    (key >> shift & ((1 << DIGIT) - 1)) as usize
}

fn pass<T: Copy>(from: &[T], to: &mut [T], digit: impl Fn(&T) -> usize) {
    let mut next = [0_usize; 1 << DIGIT];
    for item in from {
        next[digit(item)] += 1;
    }
    let mut before = 0;
    for slot in &mut next {
        before += std::mem::replace(slot, before);
    }
    for item in from {
        let slot = &mut next[digit(item)];
        to[*slot] = *item;
        *slot += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_like_a_stable_sort(keys: Vec<u64>, mask: u64) {
            let mut items: Vec<(u64, u32)> = keys.iter().map(|key| key & mask).zip(0..).collect();
            let mut slow = items.clone();
            slow.sort_by_key(|item| item.0);
            sort(&mut items, |item| item.0);
            prop_assert_eq!(items, slow);
        }
    }
}
