//! Moments of the horizon as local times.

use super::PlanInput;
use crate::units::Seconds;

/// A moment as RFC 3339 with the county's offset.
pub(super) fn local(input: &PlanInput<'_>, moment: Seconds) -> String {
    let days = moment.get().div_euclid(86_400);
    let left = moment.get().rem_euclid(86_400);
    let day = input.first_day.plus(i32::try_from(days).unwrap_or(0));
    let sign = if input.utc_offset < 0 { '-' } else { '+' };
    let offset = input.utc_offset.unsigned_abs();
    format!(
        "{day}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        left / 3600,
        left / 60 % 60,
        left % 60,
        offset / 3600,
        offset / 60 % 60
    )
}
