//! Teams and days to shifts.

use super::bases::BasePlaces;
use super::{Parts, ShiftSource};
use crate::domain::{Team, TimeWindow};
use crate::problem::{Break, Breaks, Shift};
use crate::units::{Day, Seconds};

/// Whether a team works on a day: its own weekdays when it has some, else the calendar's working days; never on its days off.
pub(crate) fn works(team: &Team, day: Day, calendar: &crate::domain::Calendar) -> bool {
    let by_week = if team.weekdays.is_empty() {
        calendar.is_working(day)
    } else {
        team.weekdays.contains(&day.weekday()) && !calendar.holidays.contains(&day)
            || calendar.workdays.contains(&day)
    };
    by_week && !team.days_off.contains(&day)
}

/// Shifts by day, then team.
pub(super) fn shifts(parts: &Parts<'_>, bases: &BasePlaces) -> (Vec<Shift>, Vec<ShiftSource>) {
    let (mut shifts, mut sources) = (Vec::new(), Vec::new());
    for offset in 0..i32::try_from(parts.days).unwrap_or(i32::MAX) {
        let day = parts.first_day.plus(offset);
        for (idx, team) in parts.teams.iter().enumerate() {
            let Some((start, end)) = bases.ends[idx] else {
                continue;
            };
            if !works(team, day, parts.calendar) {
                continue;
            }
            let breaks = Breaks::new(team.breaks.iter().map(|rule| Break {
                begin: rule.begin.on(day, parts.first_day),
                duration: rule.duration,
            }));
            debug_assert!(breaks.is_some(), "the settings keep breaks apart");
            let window: TimeWindow = team.shift.on(day, parts.first_day);
            debug_assert!(window.start() >= Seconds::ZERO, "days count from the first");
            shifts.push(Shift {
                start,
                end,
                window,
                day: offset,
                breaks: breaks.unwrap_or_default(),
                capacity: None,
                max_jobs: team.max_stops,
                travel: parts.day_networks.variant(parts.day_offset + offset),
            });
            sources.push(ShiftSource { team: idx, day });
        }
    }
    (shifts, sources)
}
