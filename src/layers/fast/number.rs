//! Decimal numbers of JSON text to the nearest `f64`, eight digits at a step.

/// Powers of ten that a double holds exactly.
static POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The same as integers, for up to eight digits.
static TENS: [u64; 9] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
];

/// One byte of each eight.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The number that begins at `start`, by the grammar of JSON, and the offset behind it.
///
/// Up to 19 digits fit a `u64`; when they are at most 2^53, they and the power of ten are exact doubles, so one division
/// rounds once and gives the nearest double (Clinger 1990, "How to read floating point numbers accurately",
/// doi:10.1145/93542.93557). Everything else goes to the standard library. `None` when JSON knows no such number.
#[inline]
pub(super) fn decimal(bytes: &[u8], start: usize) -> Option<(f64, usize)> {
    match degrees(bytes, start) {
        Some((value, end)) if !matches!(bytes.get(end), Some(b'0'..=b'9' | b'e' | b'E')) => {
            Some((value, end))
        }
        _ => any(bytes, start),
    }
}

/// The usual coordinate: up to three digits, a point, up to eight digits; `None` for anything else.
///
/// Another digit or an exponent may stand behind it: it is a number only where something else does.
#[expect(
    clippy::inline_always,
    reason = "called twice for each position of a file; a call costs a fifth of the whole walk"
)]
#[inline(always)]
pub(super) fn degrees(bytes: &[u8], start: usize) -> Option<(f64, usize)> {
    let window: &[u8; 24] = bytes.get(start..)?.first_chunk()?;
    let negative = u64::from(window[0] == b'-');
    let first = usize::from(window[0] == b'-');
    let (whole, count) = leading_digits(eight_of(window, first));
    if count.wrapping_sub(1) > 2 || window[first + count] != b'.' {
        return None;
    }
    if window[first] == b'0' && count > 1 {
        return None;
    }
    let point = first + count;
    let (digits, count) = leading_digits(eight_of(window, point + 1));
    if count == 0 {
        return None;
    }
    let value = (whole * TENS[count] + digits).cast_signed() as f64 / POWERS[count];
    let value = f64::from_bits(value.to_bits() | negative << 63);
    Some((value, start + point + 1 + count))
}

/// Eight bytes of a window, the first one lowest.
#[inline]
fn eight_of(window: &[u8; 24], at: usize) -> u64 {
    window[at..]
        .first_chunk()
        .map_or(0, |word| u64::from_le_bytes(*word))
}

/// Any number.
fn any(bytes: &[u8], start: usize) -> Option<(f64, usize)> {
    let negative = bytes.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let mut digits = Digits::default();
    let mut at = digits.take(bytes, first);
    let whole = at - first;
    if whole == 0 || (whole > 1 && bytes[first] == b'0') {
        return None;
    }
    let mut scale = 0;
    if bytes.get(at) == Some(&b'.') {
        let end = digits.take(bytes, at + 1);
        scale = end - (at + 1);
        if scale == 0 {
            return None;
        }
        at = end;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let sign = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        let exponent = at + 1 + usize::from(sign);
        let end = Digits::default().take(bytes, exponent);
        let is_number = end > exponent;
        return is_number.then(|| standard(bytes, start, end)).flatten();
    }
    match POWERS.get(scale) {
        Some(power) if digits.count <= 19 && digits.value <= 1 << 53 => {
            let value = digits.value.cast_signed() as f64 / power;
            Some((if negative { -value } else { value }, at))
        }
        _ => standard(bytes, start, at),
    }
}

#[cold]
fn standard(bytes: &[u8], start: usize, end: usize) -> Option<(f64, usize)> {
    let text = std::str::from_utf8(&bytes[start..end]).ok()?;
    Some((text.parse().ok()?, end))
}

/// Digits read so far; beyond 19 the value is not to be used.
#[derive(Default)]
struct Digits {
    value: u64,
    count: usize,
}

impl Digits {
    /// Takes all digits from `at` on; gives the offset behind them.
    #[inline]
    fn take(&mut self, bytes: &[u8], mut at: usize) -> usize {
        loop {
            let (value, count) = leading_digits(eight(bytes, at));
            self.value = self.value.wrapping_mul(TENS[count]).wrapping_add(value);
            self.count += count;
            at += count;
            if count < 8 {
                return at;
            }
        }
    }
}

/// The number of the digits that eight bytes begin with, the first one lowest, and their count; 0 and 0 for none.
#[inline]
fn leading_digits(bytes: u64) -> (u64, usize) {
    let digits = bytes ^ (0x30 * ONES);
    // The lowest byte above 9 is the first that is no digit; what its carry does to later bytes does not matter.
    let other = (digits.wrapping_add(0x76 * ONES) | digits) & (0x80 * ONES);
    let count = other.trailing_zeros() as usize / 8;
    if count == 0 {
        return (0, 0);
    }
    // Moved up, the bytes below are zeros, that is, leading zeros.
    (number_of(digits << (64 - 8 * count)), count)
}

/// Eight bytes from `at` on, the first one lowest; behind the end there are zeros.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    if let Some(word) = bytes.get(at..at + 8).and_then(|word| word.first_chunk()) {
        return u64::from_le_bytes(*word);
    }
    let mut word = [0; 8];
    for (slot, byte) in word.iter_mut().zip(bytes.iter().skip(at)) {
        *slot = *byte;
    }
    u64::from_le_bytes(word)
}

/// The number that eight digits, one a byte, the first one lowest, stand for.
///
/// Neighbours join to pairs, pairs to fours, fours to the eight, all of a kind in one multiplication (Lemire 2021,
/// "Number parsing at a gigabyte per second", doi:10.1002/spe.2984, section 4).
#[inline]
const fn number_of(digits: u64) -> u64 {
    const PAIRS: u64 = 0x0000_00FF_0000_00FF;
    const FIRST: u64 = 100 + (1_000_000 << 32);
    const SECOND: u64 = 1 + (10_000 << 32);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let first = (pairs & PAIRS).wrapping_mul(FIRST);
    let second = ((pairs >> 16) & PAIRS).wrapping_mul(SECOND);
    first.wrapping_add(second) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(text: &str) -> Option<(u64, usize)> {
        decimal(text.as_bytes(), 0).map(|(value, end)| (value.to_bits(), end))
    }

    #[test]
    fn what_json_forbids_is_no_number() {
        for text in [
            "", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+", "NaN", "1.e5", "0x1", "--1",
        ] {
            let json = serde_json::from_str::<f64>(text).is_ok();
            let whole = decimal(text.as_bytes(), 0).is_some_and(|(_, end)| end == text.len());
            assert!(!json && !whole, "{text}");
        }
    }

    #[test]
    fn borders_of_the_exact_case() {
        for text in [
            "0",
            "-0",
            "-0.0",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0",
            "0.9007199254740993",
            "99999999999999999999",
            "1.7976931348623157e308",
            "1e999",
            "2.2250738585072011e-308",
            "0.00000000000000000000001",
            "123456789012345678.9",
            "1234567890123456789.0000000000000000000001",
            "126.1829967",
            "12345678",
            "0.12345678",
            "87654321.12345678",
        ] {
            let want: f64 = text.parse().unwrap();
            assert_eq!(bits(text), Some((want.to_bits(), text.len())), "{text}");
            let padded = format!("{text},43.5490149],[");
            assert_eq!(bits(&padded), Some((want.to_bits(), text.len())), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn every_number_is_the_one_of_the_standard_library(
            text in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,26})?([eE][+-]?[0-9]{1,3})?", behind in "([,\\] \n][0-9\\[]{0,9})?",
        ) {
            let want: f64 = text.parse().unwrap();
            prop_assert_eq!(bits(&format!("{text}{behind}")), Some((want.to_bits(), text.len())));
        }

        #[test]
        fn signs_in_any_order_are_a_number_exactly_when_json_says_so(text in "[-+.eE0-9]{1,12}") {
            let json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            let ours = decimal(text.as_bytes(), 0).is_some_and(|(_, end)| end == text.len());
            prop_assert_eq!(ours, json);
        }
    }
}
