use std::collections::BTreeSet;

use crate::units::Day;

/// Working days (工作日): Monday to Friday, less the holidays, plus the weekend days worked instead (调休).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Days off that fall on weekdays.
    pub holidays: BTreeSet<Day>,
    /// Weekend days that are worked.
    pub workdays: BTreeSet<Day>,
}

/// The notices of the State Council, as data.
const HOLIDAYS: &str = include_str!("holidays.toml");

#[derive(serde::Deserialize)]
struct Notices {
    year: Vec<Notice>,
}

#[derive(serde::Deserialize)]
struct Notice {
    year: i16,
    off: Vec<String>,
    worked: Vec<Day>,
}

impl Calendar {
    /// The public holidays of China for the years whose notices are known, see `holidays.toml`.
    pub fn china() -> Self {
        let notices = toml::from_str::<Notices>(HOLIDAYS);
        let mut calendar = Self::default();
        for notice in notices.map(|notices| notices.year).unwrap_or_default() {
            calendar.workdays.extend(notice.worked);
            for span in &notice.off {
                let (from, to) = span.split_once('/').unwrap_or((span, span));
                if let (Ok(from), Ok(to)) = (Day::parse(from), Day::parse(to)) {
                    calendar
                        .holidays
                        .extend((0..=to.days_since(from)).map(|ahead| from.plus(ahead)));
                }
            }
        }
        calendar
    }

    /// The last year whose holidays are known.
    pub fn last_known_year() -> i16 {
        let notices = toml::from_str::<Notices>(HOLIDAYS);
        let years = notices.map(|notices| notices.year).unwrap_or_default();
        years.iter().map(|notice| notice.year).max().unwrap_or(0)
    }

    /// Whether `day` is a working day.
    pub fn is_working(&self, day: Day) -> bool {
        self.workdays.contains(&day) || (day.weekday() <= 5 && !self.holidays.contains(&day))
    }

    /// The `count`-th working day after `day`; `day` itself when `count` is 0.
    ///
    /// A calendar without a working day in ten years ends the search there.
    pub fn plus_working_days(&self, day: Day, count: u32) -> Day {
        let (mut date, mut left) = (day, count);
        for _ in 0..3_653 {
            if left == 0 {
                break;
            }
            date = date.plus(1);
            left -= u32::from(self.is_working(date));
        }
        date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_of_the_state_council_are_read() {
        let day = |text| Day::parse(text).unwrap();
        let china = Calendar::china();
        // Days off: 8 + 3 + 8 + ... as the notices list them, weekends of the spans included.
        assert_eq!(china.holidays.len(), 28 + 28 + 33);
        assert_eq!(china.workdays.len(), 8 + 5 + 6);
        assert!(china.workdays.iter().all(|day| day.weekday() > 5));
        assert!(!china.is_working(day("2026-02-23")));
        assert!(china.is_working(day("2026-02-28")));
        // Five working days before the autumn holidays of 2026 end only after them.
        assert_eq!(
            china.plus_working_days(day("2026-09-28"), 5),
            day("2026-10-10")
        );
        assert_eq!(Calendar::last_known_year(), 2026);
    }

    #[test]
    fn working_days_skip_weekends_and_holidays_but_not_shifted_workdays() {
        let day = |text| Day::parse(text).unwrap();
        let calendar = Calendar {
            holidays: [day("2026-10-01"), day("2026-10-02")].into(),
            workdays: [day("2026-10-10")].into(),
        };
        assert_eq!(
            calendar.plus_working_days(day("2026-09-30"), 1),
            day("2026-10-05")
        );
        assert!(calendar.is_working(day("2026-10-10")));
        assert!(!calendar.is_working(day("2026-10-11")));
    }
}
