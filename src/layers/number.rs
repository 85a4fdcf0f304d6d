//! Decimal numbers of JSON text to `f64`, exactly.

/// Powers of ten that a double holds exactly.
static POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Reads the number that begins at `start`; gives it and the offset behind it.
///
/// Up to 15 digits with a small exponent, both the digits and the power of ten are exact doubles, so one division
/// rounds once and gives the nearest double (Clinger 1990, "How to read floating point numbers accurately",
/// doi:10.1145/93542.93557). Anything longer goes to the standard library. `None` when there is no number.
pub(super) fn read(bytes: &[u8], start: usize) -> Option<(f64, usize)> {
    let negative = bytes.get(start) == Some(&b'-');
    let mut at = start + usize::from(negative);
    let (mut digits, mut mantissa, mut scale) = (0_u32, 0_u64, 0_usize);
    let mut fraction = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                // Beyond 19 digits this wraps, but then it is not used.
                mantissa = mantissa
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(byte - b'0'));
                scale += usize::from(fraction);
            }
            b'.' if !fraction => fraction = true,
            b'e' | b'E' | b'+' | b'-' => {
                digits = u32::MAX / 2;
            }
            _ => break,
        }
        at += 1;
    }
    if digits == 0 {
        return None;
    }
    let value = match POWERS.get(scale) {
        Some(power) if digits <= 18 && mantissa < 1 << 53 => {
            let value = mantissa as f64 / power;
            if negative { -value } else { value }
        }
        _ => std::str::from_utf8(&bytes[start..at]).ok()?.parse().ok()?,
    };
    Some((value, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_no_numbers() {
        for word in ["", "-", "null", "\"1\"", "[", "abc"] {
            assert_eq!(read(word.as_bytes(), 0), None, "{word}");
        }
        assert_eq!(read(b"1e999,", 0), Some((f64::INFINITY, 5)));
        assert_eq!(read(b" 126.5]", 1), Some((126.5, 6)));
    }

    proptest! {
        #[test]
        fn every_number_is_the_one_of_the_standard_library(
            whole in -200_i64..200, fraction in 0_u64..u64::MAX, width in 0_usize..20, exponent in -30_i32..30,
        ) {
            let tail: String = format!("{fraction:020}").chars().take(width).collect();
            for text in [format!("{whole}.{tail}0"), format!("{whole}.{tail}1e{exponent}")] {
                let want: f64 = text.parse().unwrap();
                prop_assert_eq!(read(text.as_bytes(), 0).map(|(n, _)| n.to_bits()), Some(want.to_bits()));
            }
        }
    }
}
