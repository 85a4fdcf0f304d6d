//! Numbers as a drawing and its reader want them.

use crate::domain::Lang;

/// Largest size of a number that plots draw; larger ones are drawn as this.
const MOST: f64 = 1e12;

/// A number that can be drawn, held within the largest size; `None` for infinities and for what is no number.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then(|| value.clamp(-MOST, MOST))
}

/// A coordinate in tenths, without a needless `.0`; what is no number becomes 0.
pub(super) fn tenths(value: f64) -> String {
    let value = finite(value).unwrap_or(0.0);
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0" } else { text }.to_owned()
}

/// A number with so many decimals, its thousands grouped by thin spaces from five digits on; a million and more is shortened.
pub(super) fn grouped(value: f64, decimals: usize, lang: Lang) -> String {
    let (short, unit) = shortened(value, lang);
    if !unit.is_empty() {
        let text = format!("{short:.2}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        return format!("{}{unit}", group(text));
    }
    group(&format!("{value:.decimals$}"))
}

/// A share as percent, with one decimal when it is small or no whole percent.
pub(super) fn percent(share: f64, decimals: usize) -> String {
    format!("{} %", group(&format!("{:.decimals$}", share * 100.0)))
}

/// Decimals that a step of an axis needs.
pub(super) fn decimals(step: f64) -> usize {
    (0_u8..9)
        .find(|decimals| {
            let scaled = step * 10_f64.powi(i32::from(*decimals));
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs()
        })
        .map_or(9, usize::from)
}

/// A value that stands by itself: as many decimals as tell something, at most two.
pub(super) fn plain(value: f64, lang: Lang) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || (size - size.round()).abs() < 0.005 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    grouped(value, decimals, lang)
}

fn shortened(value: f64, lang: Lang) -> (f64, &'static str) {
    match lang {
        Lang::Zh if value.abs() >= 1e8 => (value / 1e8, "亿"),
        Lang::Zh if value.abs() >= 1e6 => (value / 1e4, "万"),
        Lang::En if value.abs() >= 1e9 => (value / 1e9, "\u{202f}bn"),
        Lang::En if value.abs() >= 1e6 => (value / 1e6, "\u{202f}M"),
        _ => (value, ""),
    }
}

fn group(text: &str) -> String {
    let (sign, rest) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("−", rest));
    let (whole, part) = rest
        .split_once('.')
        .map_or((rest, None), |(whole, part)| (whole, Some(part)));
    if rest.chars().all(|letter| matches!(letter, '0' | '.')) && !sign.is_empty() {
        return group(rest);
    }
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len() > 4 && (whole.len() - at) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_from_five_digits_on() {
        assert_eq!(grouped(1234.0, 0, Lang::En), "1234");
        assert_eq!(grouped(12345.6, 1, Lang::En), "12\u{202f}345.6");
        assert_eq!(grouped(-0.04, 1, Lang::En), "0.0");
        assert_eq!(grouped(-50.0, 0, Lang::En), "−50");
    }

    #[test]
    fn large_numbers_are_shortened_as_each_language_does() {
        assert_eq!(grouped(2_500_000.0, 0, Lang::Zh), "250万");
        assert_eq!(grouped(2_500_000.0, 0, Lang::En), "2.5\u{202f}M");
    }

    #[test]
    fn coordinates_are_tenths_and_never_what_is_no_number() {
        assert_eq!(tenths(1.25), "1.2");
        assert_eq!(tenths(3.0), "3");
        assert_eq!(tenths(-0.01), "0");
        assert_eq!(tenths(f64::NAN), "0");
    }

    #[test]
    fn a_step_says_how_many_decimals_it_needs() {
        assert_eq!(decimals(5.0), 0);
        assert_eq!(decimals(0.2), 1);
        assert_eq!(decimals(0.05), 2);
    }
}
