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

impl Calendar {
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
