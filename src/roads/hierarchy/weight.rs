//! Driving time and length in one number.
//!
//! Milliseconds stand in the high 29 of 63 bits, millimetres in the low 34: adding two weights adds both, and the smaller
//! weight is the faster way and, as fast, the shorter one. A way of less than 2^29 ms (six days) at up to 115 km/h is
//! shorter than 2^34 mm, so that the length never runs into the time; a longer way is none, here as in the Dijkstra that
//! this is held against.

/// See the module.
pub(super) type Weight = u64;

/// No way. Two of them can be added.
pub(super) const NEVER: Weight = (1 << 63) - 1;

/// Bits of the length.
const LENGTH_BITS: u32 = 34;

/// A way so long that it is none, in milliseconds: more than six days.
pub(in crate::roads) const TOO_LONG: u64 = 1 << 29;

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
