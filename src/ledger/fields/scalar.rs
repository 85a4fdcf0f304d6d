//! Numbers, days, moments, yes and no, as people write them.

use super::Unit;
use super::names::fold;
use crate::domain::narrow;
use crate::ledger::Moment;
use crate::units::Day;

/// Seconds east of UTC of every clock in China.
pub const BEIJING: i32 = 8 * 3600;

/// First and last year of a ledger.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2199;

/// A day that a ledger can hold.
pub(super) fn in_range(day: Day) -> Option<Day> {
    YEARS.contains(&day.date().year()).then_some(day)
}

/// A day: `2026-11-24`, `2026/1/5`, `2026.1.5`, `20261124`, `2026年11月24日`, with or without a clock time behind.
pub(in crate::ledger) fn day(text: &str) -> Option<Day> {
    let text = fold(text);
    let (date, clock) = split_date(&text);
    if !clock.is_empty() {
        clock_and_zone(clock)?;
    }
    date_only(date)
}

/// A moment: a [`day`] and `14:30`, `14:30:05` or `14时30分`, then perhaps `+08:00` or `Z`.
///
/// Without a zone it is Beijing time, without a clock time midnight.
pub(super) fn time(text: &str) -> Option<Moment> {
    let text = fold(text);
    let (date, clock) = split_date(&text);
    let day = date_only(date)?;
    let (second, offset) = if clock.is_empty() {
        (0, BEIJING)
    } else {
        clock_and_zone(clock)?
    };
    Moment::on(day, second, offset)
}

/// Parts a folded text behind its date.
fn split_date(text: &str) -> (&str, &str) {
    let end = match text.find('日') {
        Some(at) => at + '日'.len_utf8(),
        None => text.find(['t', ' ']).unwrap_or(text.len()),
    };
    let (date, clock) = text.split_at(end);
    (date, clock.trim_start_matches(['t', ' ']))
}

fn date_only(date: &str) -> Option<Day> {
    let plain = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if plain {
        vec![&date[..4], &date[4..6], &date[6..]]
    } else {
        date.trim_end_matches('日')
            .split(['-', '/', '.', '年', '月'])
            .map(str::trim)
            .collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    let [year, month, day] = [digits(year, 4)?, digits(month, 2)?, digits(day, 2)?];
    let date = jiff::civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    in_range(Day::from_date(date.ok()?))
}

/// One to `most` digits.
fn digits(text: &str, most: usize) -> Option<u32> {
    let good = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

/// Seconds after midnight and seconds east of UTC.
fn clock_and_zone(text: &str) -> Option<(i64, i32)> {
    let at = text.find(['z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(at);
    Some((clock_seconds(clock.trim())?, zone_seconds(zone.trim())?))
}

fn clock_seconds(text: &str) -> Option<i64> {
    let chinese = text.contains(['时', '点']);
    let text = text.replace(['时', '点', '分'], ":").replace('秒', "");
    let text = text.strip_suffix(':').unwrap_or(&text);
    let whole = match text.split_once('.') {
        Some((whole, fraction)) => {
            digits(fraction, 9)?;
            whole
        }
        None => text,
    };
    let parts: Option<Vec<u32>> = whole.split(':').map(|part| digits(part, 2)).collect();
    let (hour, minute, second) = match parts?.as_slice() {
        [hour] if chinese => (*hour, 0, 0),
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    (hour < 24 && minute < 60 && second < 60).then(|| i64::from(hour * 3600 + minute * 60 + second))
}

fn zone_seconds(text: &str) -> Option<i32> {
    if matches!(text, "" | "z") {
        return Some(if text.is_empty() { BEIJING } else { 0 });
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let rest = text.get(1..)?;
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None => rest.split_at_checked(2)?,
    };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours <= 14 && minutes < 60).then_some(sign * seconds)
}

/// A number in `unit`, or bare: `30`, `1,200.5`, `３０`, `1.2e3`, `30 m3`, `30方`, `1.2万立方米`.
pub(super) fn number(text: &str, unit: Option<&Unit>) -> Option<f64> {
    let text = fold(text);
    let end = number_end(&text);
    let (number, written) = text.split_at(end);
    let number: f64 = without_separators(number)?.parse().ok()?;
    let written = written.trim_start();
    let factor = match unit {
        Some(unit) => unit.factor(written)?,
        None if written.is_empty() => 1.0,
        None => return None,
    };
    let number = number * factor;
    number.is_finite().then_some(number)
}

/// Metres, with or without the unit.
pub(in crate::ledger) fn metres(text: &str) -> Option<f64> {
    number(text, Some(&super::units::METRE))
}

/// Where the number at the start of a text ends.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    while digit(at) || matches!(bytes.get(at), Some(b'.' | b',')) {
        at += 1;
    }
    if bytes.get(at) == Some(&b'e') {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let start = at + 1 + sign;
        if digit(start) {
            at = start;
            while digit(at) {
                at += 1;
            }
        }
    }
    at
}

/// The number without the commas between groups of three; `None` when they stand elsewhere.
fn without_separators(text: &str) -> Option<String> {
    let (whole, rest) = text.split_at(text.find(['.', 'e']).unwrap_or(text.len()));
    if rest.contains(',') {
        return None;
    }
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next()?;
    let mut tail = groups.peekable();
    let split = tail.peek().is_some();
    let good = tail.all(|group| group.len() == 3) && (!split || (1..=3).contains(&first.len()));
    let digits = whole.bytes().any(|byte| byte.is_ascii_digit())
        || rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    (good && digits).then(|| format!("{}{rest}", whole.replace(',', "")))
}

/// Rounded to so many decimals, never minus zero.
pub(super) fn round(number: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(decimals));
    (number * scale).round() / scale + 0.0
}

/// Yes or no.
pub(super) fn truth(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "yes" | "true" | "1" | "y" | "t" | "是" | "有" | "真" | "√" | "✓" | "已设" | "已设置" => {
            Some(true)
        }
        "no" | "false" | "0" | "n" | "f" | "否" | "无" | "假" | "没有" | "×" | "✗" | "未设"
        | "未设置" => Some(false),
        _ => None,
    }
}

/// A word of a list as compared: folded, spaces and hyphens as `_`, brackets plain.
pub(super) fn word(text: &str) -> String {
    narrow(&fold(text)).replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::super::units::{CUBIC, SQUARE, YUAN};
    use super::*;

    #[test]
    fn days_are_read_in_the_forms_people_write() {
        let want = Day::parse("2026-01-05").ok();
        for text in [
            "2026-01-05",
            "2026/1/5",
            "2026.1.5",
            "20260105",
            "２０２６年１月５日",
            "2026 年 1 月 5 日",
            "2026-01-05T08:00:00Z",
            "2026-1-5 08:00",
        ] {
            assert_eq!(day(text), want, "{text}");
        }
        for bad in [
            "2026-02-31",
            "31.12.2026",
            "yesterday",
            "2026-13-01",
            "",
            "0206-01-05",
            "2026-01",
            "2026-01-05 noon",
            "26-01-05",
            "2026-01-05-",
            "日",
            "2026年1月日",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn moments_are_read_in_the_forms_people_write() {
        let want = Moment::parse("2026-01-05T14:30:00+08:00");
        for text in [
            "2026-01-05 14:30",
            "2026/1/5 14:30:00",
            "2026年1月5日14时30分",
            "2026年1月5日 14点30分00秒",
            "2026-01-05T14:30:00.000+0800",
        ] {
            assert_eq!(time(text), want, "{text}");
        }
        assert_eq!(
            time("2026-01-05T06:30:00Z"),
            Moment::parse("2026-01-05T06:30:00Z")
        );
        assert_eq!(
            time("2026-01-05"),
            Moment::parse("2026-01-05T00:00:00+08:00")
        );
        for bad in [
            "2026-01-05 25:00",
            "14:30",
            "2026-01-05 14",
            "2026-01-05 14:30+99:00",
        ] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers_come_with_units_and_separators() {
        for (text, want) in [
            ("30", 30.0),
            ("３０ m3", 30.0),
            ("30方", 30.0),
            ("30 立方米", 30.0),
            ("1,200", 1_200.0),
            ("1，200.5", 1_200.5),
            ("1.2万立方米", 12_000.0),
            ("1.2E+3", 1_200.0),
            (".5", 0.5),
            ("-4", -4.0),
        ] {
            assert_eq!(number(text, Some(&CUBIC)), Some(want), "{text}");
        }
        for bad in [
            "",
            "m3",
            "约30",
            "1,20",
            "12,00,000",
            "30吨",
            "1 200",
            "nan",
            "inf",
            "1e999",
            "--3",
            "3..4",
            ".",
            ",",
            "30-40",
            "e5",
            "1.2,300",
        ] {
            assert_eq!(number(bad, Some(&CUBIC)), None, "{bad}");
        }
        assert_eq!(number("3亩", Some(&SQUARE)), Some(2_000.0));
        assert_eq!(number("3.5万元", Some(&YUAN)), Some(35_000.0));
        assert_eq!(number("3.5万元", None), None);
    }
}
