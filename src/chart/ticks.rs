//! Where an axis is marked: steps of 1, 2 or 5 times a power of ten; days, weeks, months and years.

use jiff::civil::Date;

use super::axis::{Axis, Form, day};
use super::text::width;
use crate::domain::Lang;
use crate::units::Day;

/// A mark of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    /// What is written at it; one or two lines.
    pub(super) lines: Vec<String>,
}

/// The smallest step of 1, 2 or 5 times a power of ten that makes at most `most` intervals.
pub(super) fn step(span: f64, most: usize) -> f64 {
    let wanted = span / most.max(1) as f64;
    let power = 10_f64.powf(wanted.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| step * (1.0 + 1e-9) >= wanted)
        .unwrap_or(10.0 * power)
}

/// The multiples of a step from `low` to `high`, both included.
pub(super) fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-6).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a step makes few intervals, and the cast saturates"
    )]
    let count = ((high / step + 1e-6).floor() - first + 1.0).clamp(0.0, 1000.0) as usize;
    (0..count).map(|at| (first + at as f64) * step).collect()
}

/// The ticks of an axis from `low` to `high`, so that labels of this type size do not meet within `room` units.
pub(super) fn across(axis: &Axis, ends: (f64, f64), room: f64, size: f64, lang: Lang) -> Vec<Tick> {
    if axis.form == Form::Date {
        return dates(ends, room, size, lang);
    }
    for most in [8, 6, 5, 4, 3, 2, 1] {
        let ticks = numbers(axis, ends, most, lang);
        let widest = ticks
            .iter()
            .flat_map(|tick| &tick.lines)
            .map(|line| width(line, size))
            .fold(0.0, f64::max);
        let step = step(ends.1 - ends.0, most) / (ends.1 - ends.0) * room;
        if widest + size * 0.8 <= step {
            return ticks;
        }
    }
    numbers(axis, ends, 1, lang)
}

/// The ticks of an axis of numbers with at most `most` intervals; whole numbers where the axis has no part of one.
pub(super) fn numbers(axis: &Axis, (low, high): (f64, f64), most: usize, lang: Lang) -> Vec<Tick> {
    let step = match axis.form {
        Form::Count => step(high - low, most).max(1.0),
        _ => step(high - low, most),
    };
    multiples(low, high, step)
        .into_iter()
        .map(|value| Tick {
            value,
            lines: vec![axis.form.tick(value, step, lang)],
        })
        .collect()
}

/// How far dates of an axis lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Days(i32),
    Weeks(i32),
    Months(i32),
    Years(i32),
}

const EVERY: [Every; 16] = [
    Every::Days(1),
    Every::Days(2),
    Every::Weeks(1),
    Every::Weeks(2),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Years(1),
    Every::Years(2),
    Every::Years(5),
    Every::Years(10),
    Every::Years(50),
    Every::Years(200),
    Every::Years(1000),
    Every::Years(5000),
];

impl Every {
    /// About so many days.
    fn days(self) -> f64 {
        match self {
            Self::Days(count) => f64::from(count),
            Self::Weeks(count) => 7.0 * f64::from(count),
            Self::Months(count) => 30.4 * f64::from(count),
            Self::Years(count) => 365.2 * f64::from(count),
        }
    }

    /// The marked days from `first` to `last`.
    fn marks(self, first: Day, last: Day) -> Vec<Day> {
        let (start, months) = match self {
            Self::Days(count) => return strides(first, count, 0, last),
            // 1970-01-05 was a Monday.
            Self::Weeks(count) => return strides(first, 7 * count, 4, last),
            Self::Months(count) => (first.date().year(), count),
            Self::Years(count) => {
                let year = i32::from(first.date().year()).div_euclid(count) * count;
                (i16::try_from(year).unwrap_or(1).max(1), 12 * count)
            }
        };
        let mut marks = Vec::new();
        let mut month = 12 * i32::from(start);
        loop {
            let (year, within) = (month.div_euclid(12), month.rem_euclid(12));
            let date = i16::try_from(year)
                .ok()
                .zip(i8::try_from(within + 1).ok())
                .and_then(|(year, month)| Date::new(year, month, 1).ok());
            let Some(mark) = date.map(Day::from_date) else {
                return marks;
            };
            if mark > last {
                return marks;
            }
            if mark >= first {
                marks.push(mark);
            }
            month += months;
        }
    }

    fn lines(self, mark: Day, with_year: bool, lang: Lang) -> Vec<String> {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let date = mark.date();
        let year = date.year().to_string();
        let name = usize::try_from(date.month() - 1).map_or("", |at| MONTHS[at]);
        let head = match (self, lang) {
            (Self::Years(_), _) => return vec![year],
            (Self::Months(_), Lang::En) => name.to_owned(),
            (Self::Months(_), Lang::Zh) => format!("{}月", date.month()),
            (_, Lang::En) => format!("{} {name}", date.day()),
            (_, Lang::Zh) => format!("{}月{}日", date.month(), date.day()),
        };
        if with_year {
            vec![head, year]
        } else {
            vec![head]
        }
    }
}

fn strides(first: Day, days: i32, offset: i32, last: Day) -> Vec<Day> {
    let lead = (offset - first.number()).rem_euclid(days);
    let mut marks = Vec::new();
    let mut mark = first.plus(lead);
    while mark <= last {
        marks.push(mark);
        mark = mark.plus(days);
    }
    marks
}

/// Ticks of a date axis; the year stands below the first tick and the first of each year.
fn dates((low, high): (f64, f64), room: f64, size: f64, lang: Lang) -> Vec<Tick> {
    let (first, last) = (day(low.ceil()), day(high));
    let label = |every: Every| match (every, lang) {
        (Every::Days(_) | Every::Weeks(_), Lang::Zh) => 4.4 * size,
        (Every::Days(_) | Every::Weeks(_), Lang::En) => 3.6 * size,
        _ => 2.5 * size,
    };
    let fitting = EVERY
        .into_iter()
        .find(|every| every.days() / (high - low) * room >= label(*every) + 0.8 * size);
    let every = fitting.unwrap_or(Every::Years(5000));
    let mut marks = every.marks(first, last);
    if marks.is_empty() {
        marks.push(first);
    }
    let every = if marks.len() == 1 && !matches!(every, Every::Years(_)) {
        Every::Days(1)
    } else {
        every
    };
    let mut year = None;
    marks
        .into_iter()
        .map(|mark| {
            let with_year = year != Some(mark.date().year());
            year = Some(mark.date().year());
            Tick {
                value: f64::from(mark.number()),
                lines: every.lines(mark, with_year, lang),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates_of(first: &str, last: &str) -> Vec<(String, String)> {
        let number = |text: &str| f64::from(Day::parse(text).unwrap().number());
        dates((number(first), number(last)), 400.0, 15.0, Lang::En)
            .into_iter()
            .map(|tick| (day(tick.value).to_string(), tick.lines.join(" ")))
            .collect()
    }

    fn values(low: f64, high: f64, most: usize) -> Vec<f64> {
        multiples(low, high, step(high - low, most))
    }

    #[test]
    fn what_is_counted_is_marked_by_whole_numbers() {
        let texts = |form, high| -> Vec<String> {
            let axis = Axis {
                form,
                ..Axis::default()
            };
            let ticks = numbers(&axis, (1.0, high), 8, Lang::En).into_iter();
            ticks.flat_map(|tick| tick.lines).collect()
        };
        assert_eq!(texts(Form::Count, 3.0), ["1", "2", "3"]);
        assert_eq!(
            texts(Form::Count, 9.0),
            ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
        );
        assert!(texts(Form::Number, 3.0).contains(&"1.5".to_owned()));
    }

    #[test]
    fn steps_are_one_two_or_five() {
        assert_eq!(
            values(0.0, 1.0, 5),
            [0.0, 0.2, 0.4, 0.600_000_000_000_000_1, 0.8, 1.0]
        );
        assert_eq!(values(0.0, 90.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(
            values(-3.0, 4.0, 8),
            [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0]
        );
        assert_eq!(values(130.0, 1180.0, 3), [500.0, 1000.0]);
    }

    #[test]
    fn six_weeks_are_marked_by_mondays_and_twelve_by_every_other() {
        let texts = |last: &str| -> Vec<String> {
            dates_of("2026-11-20", last)
                .into_iter()
                .map(|(_, text)| text)
                .collect()
        };
        assert_eq!(
            texts("2026-12-31"),
            [
                "23 Nov 2026",
                "30 Nov",
                "7 Dec",
                "14 Dec",
                "21 Dec",
                "28 Dec"
            ]
        );
        assert_eq!(
            texts("2027-02-12"),
            [
                "23 Nov 2026",
                "7 Dec",
                "21 Dec",
                "4 Jan 2027",
                "18 Jan",
                "1 Feb"
            ]
        );
    }

    #[test]
    fn a_year_is_marked_by_months_and_says_where_the_next_begins() {
        let ticks = dates_of("2026-03-15", "2027-03-14");
        let texts: Vec<&str> = ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["May 2026", "Jul", "Sep", "Nov", "Jan 2027", "Mar"]);
    }
}
