//! Teams and their breaks.

use std::collections::BTreeSet;
use std::fmt::Display;

use geo::Coord;
use toml::Spanned;

use super::Faults;
use crate::domain::{Base, BreakRule, ClockTime, DayWindow, Team};
use crate::units::{ProgrammeId, Seconds, TeamId};
use crate::workspace::{codes, raw};

pub(super) fn teams(
    raw_teams: Vec<Spanned<raw::Team>>,
    known: &BTreeSet<ProgrammeId>,
    faults: &mut Faults<'_>,
) -> Vec<Team> {
    if raw_teams.is_empty() {
        faults.add(&codes::NO_TEAM, 0, &[]);
    }
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut teams = Vec::new();
    for spanned in raw_teams {
        let at = spanned.span().start;
        faults.entry = Some(at);
        let raw = spanned.into_inner();
        let name = raw.name.clone().unwrap_or_else(|| raw.id.clone());
        if raw.id.trim().is_empty() || name.trim().is_empty() {
            faults.add(&codes::EMPTY_ID, at, &[]);
        }
        if !ids.insert(raw.id.clone()) {
            faults.add(&codes::SAME_TEAM_ID, at, &[&raw.id]);
        }
        if !names.insert(name.clone()) {
            faults.add(&codes::SAME_TEAM_NAME, at, &[&name]);
        }
        teams.extend(team(raw, name, at, known, faults));
    }
    faults.entry = None;
    teams.sort_by(|a, b| a.id.cmp(&b.id));
    teams
}

fn team(
    raw: raw::Team,
    name: String,
    at: usize,
    known: &BTreeSet<ProgrammeId>,
    faults: &mut Faults<'_>,
) -> Option<Team> {
    let Some(base) = raw.base else {
        faults.add(&codes::NO_BASE, at, &[&raw.id]);
        return None;
    };
    for place in [Some(base), raw.end].into_iter().flatten() {
        if !(-180.0..=180.0).contains(&place[0]) || !(-90.0..=90.0).contains(&place[1]) {
            faults.add(&codes::BAD_BASE, at, &[&raw.id, &place[0], &place[1]]);
        }
    }
    for programme in &raw.programmes {
        if !known.contains(&ProgrammeId::new(programme.clone())) {
            faults.add(&codes::UNKNOWN_PROGRAMME, at, &[programme]);
        }
    }
    if raw.max_stops == Some(0) {
        faults.range("team.max_stops", 0.0, 1.0, f64::from(u32::MAX));
    }
    if raw.shift.is_some_and(|shift| shift.start() == shift.end()) {
        faults.add(&codes::EMPTY_SHIFT, at, &[&raw.id]);
    }
    let weekdays = raw.weekdays.unwrap_or_default();
    for weekday in &weekdays {
        if !(1..=7).contains(weekday) {
            faults.add(&codes::BAD_WEEKDAY, at, &[weekday, &raw.id]);
        }
    }
    let (start, end) = Team::DEFAULT_SHIFT;
    let shift = raw.shift.or_else(|| DayWindow::new(start, end))?;
    let place = |lon_lat: [f64; 2]| Base {
        place: Coord {
            x: lon_lat[0],
            y: lon_lat[1],
        },
    };
    Some(Team {
        breaks: breaks(raw.breaks, shift, &raw.id, at, faults),
        id: TeamId::new(raw.id),
        name,
        start: place(base),
        end: place(raw.end.unwrap_or(base)),
        shift,
        weekdays,
        days_off: raw.days_off,
        programmes: raw.programmes.into_iter().map(ProgrammeId::new).collect(),
        kinds: raw.kinds,
        townships: raw.townships,
        max_stops: raw.max_stops,
    })
}

/// The breaks of a team, earliest first, each of which its shift can hold behind those before it.
fn breaks(
    mut raw: Vec<raw::Break>,
    shift: DayWindow,
    id: &str,
    at: usize,
    faults: &mut Faults<'_>,
) -> Vec<BreakRule> {
    if raw.len() > BreakRule::MOST {
        faults.add(
            &codes::MANY_BREAKS,
            at,
            &[&id, &raw.len(), &BreakRule::MOST],
        );
    }
    raw.sort_by_key(|rest| (rest.begin.start(), rest.begin.end()));
    let mut rules: Vec<BreakRule> = Vec::new();
    let mut free = Some(shift.start());
    for rest in raw {
        let Some(seconds) = raw::duration(&rest.duration).filter(|seconds| *seconds > 0) else {
            faults.add(&codes::BAD_DURATION, at, &[&rest.duration]);
            continue;
        };
        let begin = rest.begin;
        let before = rules.last().map(|before| before.begin);
        if begin.start() < shift.start() || begin.end() > shift.end() {
            faults.add(&codes::BREAK_OUTSIDE, at, &[&id, &begin, &shift]);
            free = None;
        } else if let Some(before) = before.filter(|before| before.end() >= begin.start()) {
            faults.add(&codes::BREAKS_OVERLAP, at, &[&id, &before, &begin]);
            free = None;
        } else if let Some(ready) = free.filter(|ready| *ready > begin.end()) {
            faults.add(&codes::BREAK_TOO_LATE, at, &[&id, &begin, &ready]);
            free = None;
        } else if let Some(ready) = free {
            free = ends(ready.max(begin.start()), seconds).filter(|end| *end <= shift.end());
            if free.is_none() {
                let found: [&dyn Display; 4] = [&id, &rest.duration, &begin, &shift];
                faults.add(&codes::BREAK_TOO_LONG, at, &found);
            }
        }
        rules.push(BreakRule {
            begin,
            duration: Seconds(seconds),
        });
    }
    rules
}

/// The end of what lasts so long; `None` when that is on another day.
fn ends(begin: ClockTime, seconds: i64) -> Option<ClockTime> {
    let end = begin.seconds().get().checked_add(seconds)?;
    ClockTime::from_seconds(u32::try_from(end).ok()?)
}
