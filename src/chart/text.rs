//! How wide text is, and how it is broken, without a font at hand.

use unicode_width::UnicodeWidthChar;

/// Width of a text in units at a type size: a full-width letter is one em, others a little over half, which is what
/// sans-serif digits need.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| advance(letter) * size).sum()
}

fn advance(letter: char) -> f64 {
    match letter {
        '\u{202f}' | '\u{2009}' => 0.25,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '!' => 0.3,
        'm' | 'w' | 'M' | 'W' | '%' => 0.9,
        letter => match letter.width() {
            Some(2) => 1.0,
            Some(0) | None => 0.0,
            Some(_) if letter.is_ascii_uppercase() => 0.68,
            Some(_) => 0.57,
        },
    }
}

/// Breaks a text into lines no wider than `most` units, at blanks and between full-width letters; a longer word is cut.
pub(super) fn wrap(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        if !line.is_empty() && width(line.trim_end(), size) + width(word.trim_end(), size) > most {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        if line.is_empty() {
            line.push_str(&fit(word, size, most));
        } else {
            line.push_str(word);
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The text, cut with an ellipsis where it would be wider than `most` units.
pub(super) fn fit(text: &str, size: f64, most: f64) -> String {
    if width(text.trim_end(), size) <= most {
        return text.to_owned();
    }
    let room = most - size;
    let mut out = String::new();
    let mut long = 0.0;
    for letter in text.chars() {
        long += advance(letter) * size;
        if long > room {
            break;
        }
        out.push(letter);
    }
    out.push('…');
    out
}

/// Pieces that must not be broken, each with the blanks behind it.
fn words(text: &str) -> Vec<&str> {
    const CLOSING: &str = "，。、；：！？）》」%";
    const OPENING: &str = "（《「";
    let mut words = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let wide = |letter: char| letter.width() == Some(2);
        let may_break = before.is_some_and(|before| {
            !CLOSING.contains(letter)
                && !OPENING.contains(before)
                && letter != ' '
                && (before == ' ' || wide(before) || wide(letter))
        });
        if may_break {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(letter);
    }
    words.push(&text[start..]);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_between_chinese_letters() {
        assert_eq!(
            wrap("share of visits on time", 10.0, 60.0),
            ["share of", "visits on", "time"]
        );
        assert_eq!(
            wrap("按时到访率（百分）", 10.0, 50.0),
            ["按时到访率", "（百分）"]
        );
    }

    #[test]
    fn a_word_too_long_is_cut() {
        assert_eq!(fit("aaaaaaaaaa", 10.0, 40.0), "aaaaa…");
    }
}
