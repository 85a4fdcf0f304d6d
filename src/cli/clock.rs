//! What time it is; the command line alone asks.

use crate::ledger::Moment;
use crate::units::Day;

/// Now, on a clock so many seconds east of UTC.
///
/// # Panics
/// Never: the machine's clock lies within four-digit years, else the epoch is taken.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line alone looks at the clock"
)]
pub(super) fn now(utc_offset: i32) -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    Moment::new(seconds, utc_offset)
        .or_else(|| Moment::new(0, 0))
        .expect("the epoch is a moment")
}

/// Today, on that clock.
pub(super) fn today(utc_offset: i32) -> Day {
    now(utc_offset).day()
}
