//! Which roads are driven on each day, minute by minute: slower than the pipeline and sharing no rule with it.

use std::collections::BTreeSet;

use super::Expectation;
use crate::domain::{ClockTime, Road, RoadClass, Team};
use crate::roads::{Conditions, DayNetworks};
use crate::units::Day;

/// The networks of the plan's days.
pub(super) fn networks(expect: &Expectation<'_>) -> DayNetworks {
    let days = i32::try_from(expect.days).unwrap_or(i32::MAX);
    let conditions = (0..days)
        .map(|offset| conditions(expect, expect.first_day.plus(offset)))
        .collect();
    DayNetworks::of(expect.network, expect.roads, expect.params, conditions)
}

fn conditions(expect: &Expectation<'_>, day: Day) -> Conditions {
    let mut minutes: BTreeSet<u32> = BTreeSet::new();
    for team in expect.teams.iter().filter(|team| works(expect, team, day)) {
        let seconds = |time: ClockTime| u32::try_from(time.seconds().get()).unwrap_or(0);
        let (start, end) = (seconds(team.shift.start()), seconds(team.shift.end()));
        minutes
            .extend((start / 60..=end / 60).filter(|minute| (start..end).contains(&(minute * 60))));
    }
    if minutes.is_empty() {
        minutes.extend(0..1440);
    }
    let times: Vec<ClockTime> = minutes
        .into_iter()
        .filter_map(|minute| ClockTime::from_seconds(minute * 60))
        .collect();
    let is_closed = |road: &Road| {
        let mut closures = road.closures.iter();
        closures.any(|closure| times.iter().any(|time| closure.holds_at(day, *time)))
            || is_thawed(expect, road, day)
    };
    let roads = (0..).zip(expect.roads);
    Conditions {
        closed: roads
            .filter(|(_, road)| is_closed(road))
            .map(|(idx, _)| idx)
            .collect(),
        snow: (expect.params.snow.iter()).any(|(first, last)| *first <= day && day <= *last),
    }
}

fn works(expect: &Expectation<'_>, team: &Team, day: Day) -> bool {
    let calendar = expect.calendar;
    let by_week = if team.weekdays.is_empty() {
        calendar.is_working(day)
    } else {
        let is_weekday = team.weekdays.contains(&day.weekday());
        is_weekday && !calendar.holidays.contains(&day) || calendar.workdays.contains(&day)
    };
    by_week && !team.days_off.contains(&day)
}

/// Whether a road that needs frozen ground lies on thawed ground.
fn is_thawed(expect: &Expectation<'_>, road: &Road, day: Day) -> bool {
    let needs_frost = road.frozen_only
        || (expect.params.tracks_when_frozen && road.class == Some(RoadClass::Track));
    let date = day.date().to_string();
    // `12-01`: dates of one year sort as they follow each other.
    let today = &date[date.len() - 5..];
    let text = |(month, day): (u8, u8)| format!("{month:02}-{day:02}");
    let is_frozen = expect.params.frozen.iter().any(|[from, to]| {
        let (from, to) = (text(*from), text(*to));
        let (after, before) = (*today >= *from, *today <= *to);
        if from <= to {
            after && before
        } else {
            after || before
        }
    });
    needs_frost && !is_frozen
}
