//! Moments of the horizon as local times.

use super::PlanInput;
use crate::units::{Day, Seconds};

/// A moment as RFC 3339 with the county's offset.
pub(super) fn local(input: &PlanInput<'_>, moment: Seconds) -> String {
    local_time(input.first_day, input.utc_offset, moment)
}

/// A moment, from midnight of a day, as RFC 3339 on a clock so many seconds east of UTC.
pub fn local_time(first_day: Day, utc_offset: i32, moment: Seconds) -> String {
    let days = moment.get().div_euclid(86_400);
    let left = moment.get().rem_euclid(86_400);
    let day = first_day.plus(i32::try_from(days).unwrap_or(0));
    let sign = if utc_offset < 0 { '-' } else { '+' };
    let offset = utc_offset.unsigned_abs();
    format!(
        "{day}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        left / 3600,
        left / 60 % 60,
        left % 60,
        offset / 3600,
        offset / 60 % 60
    )
}

/// A local time as written in a plan, in seconds from local midnight of 1970-01-01; its offset is that of the plan.
pub fn moment(text: &str) -> Option<i64> {
    let day = Day::parse(text.get(..10)?).ok()?;
    let part = |from: usize| text.get(from..from + 2)?.parse::<i64>().ok();
    let clock = part(11)? * 3600 + part(14)? * 60 + part(17)?;
    Some(i64::from(day.number()) * 86_400 + clock)
}
