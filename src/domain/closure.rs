use std::fmt;

use super::{ClockTime, DayWindow};
use crate::units::Day;

/// When a road is closed (封闭): on whole days, from a time on one day to a time on another, or at hours of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Closure {
    /// First and last day; `None` = every day.
    pub days: Option<(Day, Day)>,
    /// Hours on these days.
    pub hours: ClosureHours,
}

/// At which hours of its days a closure holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClosureHours {
    /// All day long.
    WholeDays,
    /// Without a break from this time on the first day to that time on the last.
    Through(ClockTime, ClockTime),
    /// Each day from this time to that; past midnight when the second is the earlier one.
    Daily(ClockTime, ClockTime),
}

impl Closure {
    /// From the first to the last of these days, both included.
    pub const fn whole_days(first: Day, last: Day) -> Self {
        Self {
            days: Some((first, last)),
            hours: ClosureHours::WholeDays,
        }
    }

    /// Whether the road is closed at some moment of a window of a day, its ends excluded.
    pub fn meets(&self, day: Day, window: DayWindow) -> bool {
        self.spans(day)
            .into_iter()
            .flatten()
            .any(|(from, to)| from < window.end() && window.start() < to)
    }

    /// Whether the road is closed at a moment; a night's closure holds on the morning of its first day too, to be safe.
    pub fn holds_at(&self, day: Day, time: ClockTime) -> bool {
        let within = |day: Day| {
            self.days
                .is_none_or(|(first, last)| (first..=last).contains(&day))
        };
        match self.hours {
            ClosureHours::WholeDays => within(day),
            ClosureHours::Through(from, to) => self.days.is_some_and(|(first, last)| {
                (first, from) <= (day, time) && (day, time) < (last, to)
            }),
            ClosureHours::Daily(from, to) if from <= to => within(day) && from <= time && time < to,
            ClosureHours::Daily(from, to) => {
                within(day) && from <= time || (within(day) || within(day.plus(-1))) && time < to
            }
        }
    }

    /// When the road is closed on a day, from and to.
    fn spans(&self, day: Day) -> [Option<(ClockTime, ClockTime)>; 2] {
        const MIDNIGHT: ClockTime = ClockTime::hm(0, 0);
        const END: ClockTime = ClockTime::hm(24, 0);
        let (first, last) = self.days.unwrap_or((day, day));
        let within = (first..=last).contains(&day);
        match self.hours {
            ClosureHours::WholeDays => [within.then_some((MIDNIGHT, END)), None],
            ClosureHours::Through(from, to) => {
                let from = if day == first { from } else { MIDNIGHT };
                let to = if day == last { to } else { END };
                [within.then_some((from, to)), None]
            }
            ClosureHours::Daily(from, to) if from <= to => [within.then_some((from, to)), None],
            // A night belongs to both of its days; that before the first day counts too, to be safe.
            ClosureHours::Daily(from, to) => {
                let morning = within || (first.plus(1)..=last.plus(1)).contains(&day);
                [
                    within.then_some((from, END)),
                    morning.then_some((MIDNIGHT, to)),
                ]
            }
        }
    }
}

impl fmt::Display for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ClosureHours::Through(from, to) = self.hours
            && let Some((first, last)) = self.days
        {
            return write!(f, "{first}T{from}/{last}T{to}");
        }
        if let Some((first, last)) = self.days {
            write!(f, "{first}/{last}")?;
        }
        if let ClosureHours::Daily(from, to) = self.hours {
            let gap = if self.days.is_some() { " " } else { "" };
            write!(f, "{gap}{from}-{to}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Day {
        Day::parse("2026-11-01").unwrap().plus(number - 1)
    }

    fn clock(text: &str) -> ClockTime {
        ClockTime::parse(text).unwrap()
    }

    fn meets(closure: Closure, days: std::ops::RangeInclusive<i32>, window: &str) -> Vec<i32> {
        let window = DayWindow::parse(window).unwrap();
        days.filter(|number| closure.meets(day(*number), window))
            .collect()
    }

    #[test]
    fn whole_days_include_the_first_and_the_last() {
        let closure = Closure::whole_days(day(3), day(4));
        assert_eq!(meets(closure, 1..=6, "08:00-16:00"), [3, 4]);
    }

    #[test]
    fn a_closure_that_ends_before_the_shift_leaves_the_day_open() {
        let through = |to| Closure {
            days: Some((day(3), day(5))),
            hours: ClosureHours::Through(clock("20:00"), clock(to)),
        };
        assert_eq!(meets(through("08:00"), 1..=6, "08:00-16:00"), [4]);
        assert_eq!(meets(through("14:00"), 1..=6, "08:00-16:00"), [4, 5]);
        assert_eq!(
            through("14:00").to_string(),
            "2026-11-03T20:00/2026-11-05T14:00"
        );
    }

    #[test]
    fn hours_of_the_night_reach_into_the_morning_after() {
        let closure = Closure {
            days: Some((day(3), day(4))),
            hours: ClosureHours::Daily(clock("22:00"), clock("06:00")),
        };
        assert_eq!(meets(closure, 1..=6, "08:00-16:00"), Vec::<i32>::new());
        assert_eq!(meets(closure, 1..=6, "05:00-16:00"), [3, 4, 5]);
        assert_eq!(meets(closure, 1..=6, "16:00-23:00"), [3, 4]);
        let always = Closure {
            days: None,
            ..closure
        };
        assert_eq!(meets(always, 1..=2, "05:00-16:00"), [1, 2]);
        assert_eq!(always.to_string(), "22:00-06:00");
    }
}
