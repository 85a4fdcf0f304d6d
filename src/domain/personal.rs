//! Phone and identity numbers, which have no place in a ledger that circulates.

/// Personal data found in a text (个人信息).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// A mobile number (手机号码): 11 digits that begin with 13 to 19, also as 3-4-4 or behind `86`.
    Mobile,
    /// An identity number (身份证号): 18 characters with a date of birth in the middle.
    Identity,
}

/// The first personal number in a text.
pub fn personal(text: &str) -> Option<Personal> {
    let text = narrow(text);
    let groups = groups(&text);
    (0..groups.len()).find_map(|at| {
        if is_identity(&groups[at..]) {
            Some(Personal::Identity)
        } else if is_mobile(&groups[at..]) {
            Some(Personal::Mobile)
        } else {
            None
        }
    })
}

/// A text with every digit behind the third hidden, for messages.
pub fn mask(text: &str) -> String {
    let mut seen = 0;
    text.chars()
        .map(|c| {
            seen += usize::from(c.is_numeric());
            if c.is_numeric() && seen > 3 { '*' } else { c }
        })
        .collect()
}

/// Full-width letters, digits and signs as plain ones.
pub fn narrow(text: &str) -> String {
    text.chars().map(narrow_char).collect()
}

/// A full-width letter, digit or sign as the plain one.
pub fn narrow_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '\u{2212}' => '-',
        other => other,
    }
}

/// A run of digits.
struct Group<'a> {
    digits: &'a str,
    /// An `x` follows at once: the last sign of some identity numbers.
    x: bool,
    /// One space or hyphen, then digits again.
    joined: bool,
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut groups = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while digit(at) {
            at += 1;
        }
        groups.push(Group {
            digits: &text[start..at],
            x: matches!(bytes.get(at), Some(b'x' | b'X')),
            joined: matches!(bytes.get(at), Some(b' ' | b'-')) && digit(at + 1),
        });
    }
    groups
}

/// The first groups joined, if they have these lengths and nothing but one space or hyphen between them.
fn joined(groups: &[Group<'_>], lengths: &[usize]) -> Option<String> {
    let groups = groups.get(..lengths.len())?;
    let good = groups
        .iter()
        .zip(lengths)
        .enumerate()
        .all(|(at, (group, length))| {
            group.digits.len() == *length && (at + 1 == lengths.len() || group.joined)
        });
    good.then(|| groups.iter().map(|group| group.digits).collect())
}

fn is_mobile(groups: &[Group<'_>]) -> bool {
    [&[11][..], &[13], &[3, 4, 4], &[2, 11], &[2, 3, 4, 4]]
        .iter()
        .filter_map(|lengths| joined(groups, lengths))
        .any(|digits| {
            let number = match digits.len() {
                11 => Some(digits.as_str()),
                _ => digits.strip_prefix("86"),
            };
            number.is_some_and(|number| {
                let bytes = number.as_bytes();
                bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
            })
        })
}

fn is_identity(groups: &[Group<'_>]) -> bool {
    let whole = [&[18][..], &[17], &[6, 8, 4], &[6, 8, 3]];
    whole.iter().any(|lengths| {
        let Some(digits) = joined(groups, lengths) else {
            return false;
        };
        let last = &groups[lengths.len() - 1];
        let born = |range: std::ops::Range<usize>| digits[range].parse::<u32>().unwrap_or(0);
        (digits.len() == 18 || last.x)
            && (1_880..=2_100).contains(&born(6..10))
            && (1..=12).contains(&born(10..12))
            && (1..=31).contains(&born(12..14))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_and_identity_numbers_are_found() {
        for text in [
            "13800138000",
            "电话１３８００１３８０００",
            "张三138-0013-8000。",
            "+86 138 0013 8000",
            "8613800138000",
            "86-13800138000",
            "2026-05-03 13800138000",
        ] {
            assert_eq!(personal(text), Some(Personal::Mobile), "{text}");
        }
        for text in [
            "220281198001011234",
            "22028119800101123x",
            "220281 19800101 123X",
        ] {
            assert_eq!(personal(text), Some(Personal::Identity), "{text}");
        }
    }

    #[test]
    fn ids_dates_and_quantities_are_not_personal() {
        for text in [
            "220281001001-D-0001",
            "220281001001",
            "2026-05-03 14:00",
            "长13米，宽8000毫米",
            "0432-64821234",
            "12800138000",
            "138001380001",
            "1234567890123456789",
            "",
        ] {
            assert_eq!(personal(text), None, "{text}");
        }
    }

    #[test]
    fn masked_texts_keep_three_digits() {
        assert_eq!(mask("张三13800138000"), "张三138********");
    }
}
