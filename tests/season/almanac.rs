//! Days of early 2026, counted by hand: nothing here is the library's but the number of a day.

use xuncha::units::Day;

/// Off, from and to, as the State Council's notice for 2026 lists them.
const OFF: [(&str, &str); 4] = [
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
];

/// Weekend days that are worked instead.
const WORKED: [&str; 4] = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09"];

/// First and last day of the season.
pub(crate) const SEASON: (&str, &str) = ("2026-02-01", "2026-05-31");

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// 2026-01-05 was a Monday.
pub(crate) fn is_weekend(date: Day) -> bool {
    date.days_since(day("2026-01-05")).rem_euclid(7) >= 5
}

pub(crate) fn is_working(date: Day) -> bool {
    let is_off = OFF
        .iter()
        .any(|(from, to)| (day(from)..=day(to)).contains(&date));
    let is_worked = WORKED.iter().any(|worked| day(worked) == date);
    is_worked || !(is_off || is_weekend(date))
}

/// The `count`-th working day after a day.
pub(crate) fn working_days_after(date: Day, count: usize) -> Day {
    nth_after(date, count, is_working)
}

/// The same on a calendar that knows weekends only.
pub(crate) fn weekdays_after(date: Day, count: usize) -> Day {
    nth_after(date, count, |date| !is_weekend(date))
}

fn nth_after(date: Day, count: usize, counts: impl Fn(Day) -> bool) -> Day {
    (1..)
        .map(|ahead| date.plus(ahead))
        .filter(|date| counts(*date))
        .nth(count - 1)
        .unwrap()
}

/// Working days after one day up to another.
pub(crate) fn working_days_between(from: Day, to: Day) -> u32 {
    let days = 1..=to.days_since(from);
    let working = days.filter(|ahead| is_working(from.plus(*ahead)));
    u32::try_from(working.count()).unwrap()
}

#[test]
fn spring_festival_has_nine_days_off_and_two_saturdays_worked() {
    assert_eq!(working_days_after(day("2026-02-13"), 1), day("2026-02-14"));
    assert_eq!(working_days_after(day("2026-02-14"), 5), day("2026-02-28"));
    assert_eq!(working_days_after(day("2026-04-30"), 2), day("2026-05-07"));
}
