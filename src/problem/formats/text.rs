//! Lines, words and numbers of a text, each with its place for the error.

use super::error::{FormatError, Words, words};

/// Most digits after the point of a coordinate.
const MOST_DIGITS: u32 = 6;
/// Most digits after the point of any other number.
const MOST_DIGITS_OF_AMOUNTS: u32 = 3;
/// One in millionths.
const ONE: i64 = 1_000_000;
/// No number of any format is larger: keeps all sums far inside 64 bits.
const LARGEST: i64 = 1_000_000_000;
/// Characters of a faulty word that are repeated in the error.
const SHOWN: usize = 40;

/// A decimal number, exact in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fixed(i64);

impl Fixed {
    /// Reads digits with an optional sign, point and up to six digits after it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = digits.bytes().any(|byte| byte.is_ascii_digit())
            && all_digits(whole)
            && all_digits(part)
            && part.len() <= MOST_DIGITS as usize;
        if !is_number {
            return None;
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let part: i64 = format!("{part:0<6}").parse().ok()?;
        let value = (whole <= LARGEST).then_some(whole * ONE + part)?;
        Some(Self(if negative { -value } else { value }))
    }

    /// Digits after the point that it needs.
    pub(super) fn digits(self) -> u32 {
        let mut value = self.0;
        let mut digits = MOST_DIGITS;
        while digits > 0 && value % 10 == 0 {
            (value, digits) = (value / 10, digits - 1);
        }
        digits
    }

    /// In units of one in 10^`digits`; exact when it needs no more of them.
    pub(super) fn units(self, digits: u32) -> i64 {
        self.0 / 10_i64.pow(MOST_DIGITS.saturating_sub(digits))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    pub(super) fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

/// Most digits that any of the numbers needs.
pub(super) fn most_digits(numbers: impl IntoIterator<Item = Fixed>) -> u32 {
    numbers.into_iter().map(Fixed::digits).max().unwrap_or(0)
}

/// A line that is not blank, as words.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    /// From 1.
    pub(super) number: usize,
    pub(super) words: Vec<&'t str>,
}

/// All lines that are not blank; `between` tells which further characters stand between words.
pub(super) fn lines<'t>(text: &'t str, between: &'static [char]) -> Vec<Line<'t>> {
    let lines = text.lines().enumerate().map(|(idx, line)| Line {
        number: idx + 1,
        words: line
            .split(|c: char| c.is_whitespace() || between.contains(&c))
            .filter(|word| !word.is_empty())
            .collect(),
    });
    lines.filter(|line| !line.words.is_empty()).collect()
}

impl<'t> Line<'t> {
    /// The error for a word of this line; beyond its end nothing was found.
    pub(super) fn wrong(&self, at: usize, expected: Words) -> FormatError {
        let found = self.words.get(at).map_or("", |word| word);
        FormatError::Unexpected {
            line: self.number,
            expected,
            found: found.chars().take(SHOWN).collect(),
        }
    }

    pub(super) fn word(&self, at: usize, expected: Words) -> Result<&'t str, FormatError> {
        let word = self.words.get(at).copied();
        word.ok_or_else(|| self.wrong(at, expected))
    }

    /// A coordinate: a number of either sign.
    pub(super) fn coordinate(&self, at: usize) -> Result<Fixed, FormatError> {
        let expected = words(
            "a coordinate with up to six digits after the point",
            "小数不超过六位的坐标",
        );
        let number = Fixed::parse(self.word(at, expected)?);
        number.ok_or_else(|| self.wrong(at, expected))
    }

    /// A number of either sign with up to three digits after the point.
    pub(super) fn number(&self, at: usize, expected: Words) -> Result<Fixed, FormatError> {
        let number = Fixed::parse(self.word(at, expected)?);
        let short = number.filter(|number| number.digits() <= MOST_DIGITS_OF_AMOUNTS);
        short.ok_or_else(|| self.wrong(at, expected))
    }

    /// A number that is not negative.
    pub(super) fn amount(&self, at: usize, expected: Words) -> Result<Fixed, FormatError> {
        let number = self.number(at, expected)?;
        if number < Fixed::default() {
            return Err(self.wrong(at, expected));
        }
        Ok(number)
    }

    /// A whole number from 0; also one written `7.00`.
    pub(super) fn count(&self, at: usize, expected: Words) -> Result<u32, FormatError> {
        let number = self.amount(at, expected)?;
        let whole = (number.digits() == 0).then(|| u32::try_from(number.units(0)).ok());
        whole.flatten().ok_or_else(|| self.wrong(at, expected))
    }

    /// Nothing may follow after so many words.
    pub(super) fn ends_after(&self, count: usize) -> Result<(), FormatError> {
        if self.words.len() > count {
            return Err(self.wrong(count, words("the end of the line", "行末")));
        }
        Ok(())
    }
}

/// The error for a text that stops before something.
pub(super) fn ends(lines: &[Line<'_>], expected: Words) -> FormatError {
    FormatError::Ends {
        line: lines.last().map_or(1, |line| line.number),
        expected,
    }
}
