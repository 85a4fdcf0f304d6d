//! Driving time and length in one number.
//!
//! Milliseconds stand above the low 34 bits, millimetres in them: adding two weights adds both, and the smaller weight is
//! the faster way and, as fast, the shorter one. Two ways of less than three days each at up to 115 km/h are together
//! shorter than 2^34 mm, so that the length never runs into the time; a longer way is none, here as in the Dijkstra that
//! this is held against.
//!
//! The sum of two weights, and of two that are none, stays below 2^63 - 2^52, so that its bits are those of a floating-point
//! number that is finite and not negative. Such numbers have the order of their bits (IEEE 754-2019, 5.10), and processors
//! take the least of several of them at once, but not of whole numbers of this width.

/// See the module.
pub(super) type Weight = u64;

/// Bits of the length.
const LENGTH_BITS: u32 = 34;

/// A way so long that it is none, in milliseconds: three days.
pub(in crate::roads) const TOO_LONG: u64 = 3 * 86_400_000;

/// No way. Two of them can be added.
pub(super) const NEVER: Weight = TOO_LONG << LENGTH_BITS;

/// The lesser of two weights or sums of two weights.
#[inline]
pub(super) fn lesser(a: Weight, b: Weight) -> Weight {
    let (a, b) = (f64::from_bits(a), f64::from_bits(b));
    (if a < b { a } else { b }).to_bits()
}

/// Milliseconds and millimetres as a weight.
pub(super) fn weight(millis: u64, millimetres: u64) -> Weight {
    if millis < TOO_LONG && millimetres < 1 << LENGTH_BITS {
        millis << LENGTH_BITS | millimetres
    } else {
        NEVER
    }
}

/// Milliseconds and millimetres of a weight.
pub(super) fn parts(weight: Weight) -> (u64, u64) {
    (weight >> LENGTH_BITS, weight & ((1 << LENGTH_BITS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_keep_their_order_as_numbers() {
        let longest = weight(TOO_LONG - 1, (1 << LENGTH_BITS) - 1);
        let some = [
            0,
            1,
            weight(1, 0),
            weight(262_143, 5),
            weight(262_144, 5),
            longest,
            NEVER,
        ];
        for a in some {
            for b in some {
                assert!(f64::from_bits(a + b).is_finite());
                for c in some {
                    assert_eq!(lesser(a + b, c), c.min(a + b));
                    assert_eq!(lesser(c, a + b), c.min(a + b));
                }
            }
        }
        assert!(longest < NEVER);
    }
}
