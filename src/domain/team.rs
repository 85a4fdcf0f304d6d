use geo::Coord;

use super::{ClockTime, DayWindow, TargetKind};
use crate::units::{Day, ProgrammeId, Seconds, TeamId};

/// Where a shift starts or ends (驻地).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Base {
    /// lon, lat in WGS 84 degrees.
    pub place: Coord,
}

/// A break (休息) that a shift must hold: so long, begun within the window.
///
/// A route that is back at its base by the end of `begin` owes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakRule {
    /// When it may begin; both ends included.
    pub begin: DayWindow,
    /// How long it lasts.
    pub duration: Seconds,
}

impl BreakRule {
    /// A shift holds no more than these.
    pub const MOST: usize = 4;
}

/// The people and the vehicle that go out together (巡查组).
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Unique in the workspace.
    pub id: TeamId,
    /// Name shown to people.
    pub name: String,
    /// Where a shift starts.
    pub start: Base,
    /// Where it ends.
    pub end: Base,
    /// Working time; `None` for each end that follows the daylight.
    pub shift: DayWindow,
    /// Breaks, earliest first; no moment lies in the windows of two.
    pub breaks: Vec<BreakRule>,
    /// Weekdays it works, Monday = 1; days of the calendar apply on top.
    pub weekdays: Vec<u8>,
    /// Dates it is away.
    pub days_off: Vec<Day>,
    /// Only these programmes; empty = all.
    pub programmes: Vec<ProgrammeId>,
    /// Only these kinds of target; empty = all.
    pub kinds: Vec<TargetKind>,
    /// Only targets of these townships (targets without a township are open to all); empty = all.
    pub townships: Vec<String>,
    /// At most so many stops in a shift.
    pub max_stops: Option<u32>,
}

impl Team {
    /// Default working time.
    pub const DEFAULT_SHIFT: (ClockTime, ClockTime) = (ClockTime::hm(8, 0), ClockTime::hm(16, 0));
}
