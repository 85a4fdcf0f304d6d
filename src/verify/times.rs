//! When: the clock of every stop, the due visits' windows and the teams' breaks.

use std::fmt::Display;

use super::codes::{self, Faults};
use super::{Claim, replanned, shift_place, stop_place};
use crate::domain::{BreakRule, Team};
use crate::plan::{ShiftFile, StopFile};
use crate::units::{Day, Seconds};

/// The workspace's clock: local moments as seconds from midnight of the first day.
pub(super) struct Clock {
    first_day: Day,
    offset: i32,
}

/// Why a text is not a moment of the clock.
pub(super) enum ClockFault {
    NotATime,
    OtherOffset,
}

impl Clock {
    pub(super) fn of(claim: &Claim<'_>) -> Self {
        Self {
            first_day: claim.expect.first_day,
            offset: claim.expect.utc_offset,
        }
    }

    /// Reads `2026-11-24T08:05:00+08:00` strictly.
    pub(super) fn read(&self, text: &str) -> Result<i64, ClockFault> {
        let bytes = text.as_bytes();
        let number = |from: usize, len: usize| {
            let digits = bytes.get(from..from + len)?;
            digits.iter().all(u8::is_ascii_digit).then(|| {
                digits
                    .iter()
                    .fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'))
            })
        };
        let moment = || {
            let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
            if !text.is_ascii() || marks.iter().any(|(at, mark)| bytes.get(*at) != Some(mark)) {
                return None;
            }
            let day = Day::parse(text.get(..10)?).ok()?;
            let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
            let offset = match text.get(19..)? {
                "Z" => 0,
                zone if zone.len() == 6 && bytes[22] == b':' => {
                    let size = number(20, 2)? * 3600 + number(23, 2)? * 60;
                    match bytes[19] {
                        b'+' => size,
                        b'-' => -size,
                        _ => return None,
                    }
                }
                _ => return None,
            };
            let local = i64::from(day.days_since(self.first_day)) * 86_400;
            (hour < 24 && minute < 60 && second < 60)
                .then_some((local + hour * 3600 + minute * 60 + second, offset))
        };
        match moment() {
            None => Err(ClockFault::NotATime),
            Some((_, offset)) if offset != i64::from(self.offset) => Err(ClockFault::OtherOffset),
            Some((local, _)) => Ok(local),
        }
    }

    /// Seconds from midnight of the first day, when the text is a moment of the clock.
    pub(super) fn seconds(&self, text: &str) -> Option<i64> {
        self.read(text).ok()
    }

    /// Reads a moment, or says what is wrong with it.
    pub(super) fn moment(
        &self,
        text: &str,
        field: &str,
        place: &str,
        faults: &mut Faults,
    ) -> Option<i64> {
        match self.read(text) {
            Ok(local) => Some(local),
            Err(ClockFault::NotATime) => {
                faults.add(&codes::TIME, place, &[&field, &text]);
                None
            }
            Err(ClockFault::OtherOffset) => {
                faults.add(&codes::OFFSET, place, &[&field, &text, &self.offset]);
                None
            }
        }
    }
}

/// Seconds between arrival and the walk, when both times can be read.
pub(super) fn waiting(stop: &StopFile, clock: &Clock) -> Option<i64> {
    let (arrive, start) = (
        clock.read(&stop.arrive).ok()?,
        clock.read(&stop.start).ok()?,
    );
    Some((start - arrive).saturating_sub(stop.walk_s))
}

/// Checks the times of every shift.
pub(super) fn check(claim: &Claim<'_>, faults: &mut Faults) {
    let clock = Clock::of(claim);
    for shift in &claim.plan.shifts {
        let place = shift_place(shift);
        let start = clock.moment(&shift.start, "start", &place, faults);
        let end = clock.moment(&shift.end, "end", &place, faults);
        let (Some(start), Some(end)) = (start, end) else {
            continue;
        };
        let team = claim.teams.get(shift.team.as_str()).copied();
        if let (Some(team), Ok(day)) = (team, Day::parse(&shift.date)) {
            let allowed = team.shift.on(day, claim.expect.first_day);
            if start < allowed.start().get() || end > allowed.end().get() || start > end {
                let window = team.shift;
                faults.add(
                    &codes::SHIFT_TIME,
                    place.as_str(),
                    &[&shift.start, &shift.end, &window, &day],
                );
            }
        }
        if shift.stops.is_empty() {
            continue;
        }
        let back = drive_through(claim, shift, (start, end), &clock, faults);
        if let (Some(team), Some(back)) = (team, back) {
            breaks(team, shift, (start, back), claim, faults);
        }
    }
}

/// Follows the shift from stop to stop; gives the moment it is back, when all times can be read.
fn drive_through(
    claim: &Claim<'_>,
    shift: &ShiftFile,
    (begin, end): (i64, i64),
    clock: &Clock,
    faults: &mut Faults,
) -> Option<i64> {
    let mut readable = true;
    let mut left: Option<(i64, &str)> = Some((begin, &shift.start));
    for (n, stop) in shift.stops.iter().enumerate() {
        let place = stop_place(shift, stop);
        let arrive = clock.moment(&stop.arrive, "arrive", &place, faults);
        let start = clock.moment(&stop.start, "start", &place, faults);
        let depart = clock.moment(&stop.depart, "depart", &place, faults);
        if let (Some((before, text)), Some(arrive)) = (left, arrive) {
            let drive = arrive - before;
            // The vehicle may leave its base later than the shift begins.
            if drive < stop.leg.drive_s || (n > 0 && drive != stop.leg.drive_s) {
                faults.add(
                    &codes::ARRIVE,
                    place.as_str(),
                    &[&stop.arrive, &text, &stop.leg.drive_s],
                );
            }
        }
        if let (Some(arrive), Some(start)) = (arrive, start) {
            let spare = (start - arrive).saturating_sub(stop.walk_s);
            if spare < 0 {
                faults.add(
                    &codes::WALK_IN,
                    place.as_str(),
                    &[&stop.start, &spare.saturating_neg()],
                );
            }
        }
        if let (Some(start), Some(depart)) = (start, depart) {
            let ends = start
                .saturating_add(stop.service_s)
                .saturating_add(stop.walk_s);
            if depart != ends {
                faults.add(
                    &codes::DEPART,
                    place.as_str(),
                    &[&stop.depart, &ends.saturating_sub(depart)],
                );
            }
        }
        if let Some(start) = start.filter(|_| !stop.frozen) {
            window(claim, shift, stop, start, &place, faults);
        }
        readable &= arrive.is_some() && start.is_some() && depart.is_some();
        left = depart.map(|depart| (depart, stop.depart.as_str()));
    }
    let place = format!("{} return", shift_place(shift));
    let back = clock.moment(&shift.back.arrive, "return.arrive", &place, faults)?;
    if let Some((before, text)) = left
        && back - before != shift.back.drive_s
    {
        faults.add(
            &codes::RETURN,
            place.as_str(),
            &[&shift.back.arrive, &text, &shift.back.drive_s],
        );
    }
    let late_s = back.saturating_sub(end).max(0);
    faults.same_field(&codes::LABEL, &place, "late_s", shift.back.late_s, late_s);
    if (back > end && !replanned::heads_home(claim, shift)) || back < begin {
        faults.add(
            &codes::OVERTIME,
            place,
            &[&shift.back.arrive, &shift.start, &shift.end],
        );
    }
    readable.then_some(back)
}

/// The work lies within one of the due visit's windows of that day.
fn window(
    claim: &Claim<'_>,
    shift: &ShiftFile,
    stop: &StopFile,
    start: i64,
    place: &str,
    faults: &mut Faults,
) {
    let (Some(due), Ok(day)) = (
        claim.due_of(&stop.target, stop.visit),
        Day::parse(&shift.date),
    ) else {
        return;
    };
    let windows = usize::try_from(day.days_since(due.first_day))
        .ok()
        .and_then(|nth| due.windows.get(nth))
        .map_or(&[][..], Vec::as_slice);
    let ends = start.saturating_add(stop.service_s);
    let fits = windows.iter().any(|window| {
        let window = window.on(day, claim.expect.first_day);
        window.start().get() <= start && ends <= window.end().get()
    });
    if !fits && !windows.is_empty() {
        let clock = |moment: i64| {
            let second = moment.rem_euclid(86_400);
            format!(
                "{:02}:{:02}:{:02}",
                second / 3600,
                second / 60 % 60,
                second % 60
            )
        };
        let list = windows
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        faults.add(&codes::WINDOW, place, &[&clock(start), &clock(ends), &list]);
    }
}

/// A break as taken, in seconds of the clock.
struct Taken {
    begin: i64,
    length: i64,
    used: bool,
}

/// Each break that is owed is taken once, in full, in its window, while the vehicle waits at a stop.
///
/// A route that is back at its base by the window's end owes none, nor does a shift that begins after it.
fn breaks(
    team: &Team,
    shift: &ShiftFile,
    (begin, back): (i64, i64),
    claim: &Claim<'_>,
    faults: &mut Faults,
) {
    let clock = Clock::of(claim);
    let Ok(day) = Day::parse(&shift.date) else {
        return;
    };
    let mut taken = Vec::new();
    for stop in &shift.stops {
        let place = stop_place(shift, stop);
        if stop.rest.is_none() && !stop.more_breaks.is_empty() {
            faults.add(&codes::BREAK_ALONE, place.as_str(), &[]);
        }
        let (mut free, start) = (clock.seconds(&stop.arrive), clock.seconds(&stop.start));
        for rest in stop.breaks() {
            let Some(at) = clock.moment(&rest.start, "break.start", &place, faults) else {
                continue;
            };
            let ends = at.saturating_add(rest.duration_s);
            if let (Some(soonest), Some(start)) = (free, start)
                && (at < soonest || ends > start.saturating_sub(stop.walk_s) || rest.duration_s < 0)
            {
                let found = &[&rest.start as &dyn Display, &rest.duration_s];
                faults.add(&codes::BREAK_PLACE, place.as_str(), found);
            }
            free = free.map(|free| free.max(ends));
            taken.push(Taken {
                begin: at,
                length: rest.duration_s,
                used: false,
            });
        }
    }
    let place = shift_place(shift);
    let goes_on = replanned::goes_on_after(claim, shift, &clock).unwrap_or(i64::MIN);
    for rule in &team.breaks {
        let window = rule.begin.on(day, claim.expect.first_day);
        let inside = |rest: &&mut Taken| {
            !rest.used && (window.start().get()..=window.end().get()).contains(&rest.begin)
        };
        if let Some(rest) = taken.iter_mut().find(inside) {
            rest.used = true;
            faults.same(
                &codes::BREAK_LENGTH,
                &place,
                Seconds(rest.length),
                rule.duration,
            );
        } else if back > window.end().get() && begin.max(goes_on) <= window.end().get() {
            owed(rule, &mut taken, &place, faults);
        }
    }
    if taken.iter().any(|rest| !rest.used) {
        faults.add(&codes::BREAK_EXTRA, place, &[]);
    }
}

/// A break that is owed and not begun in its window: begun at another time, or not at all.
fn owed(rule: &BreakRule, taken: &mut [Taken], place: &str, faults: &mut Faults) {
    if let Some(rest) = taken.iter_mut().find(|rest| !rest.used) {
        rest.used = true;
        let second = rest.begin.rem_euclid(86_400);
        let begin = format!(
            "{:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        );
        faults.add(&codes::BREAK_BEGIN, place, &[&begin, &rule.begin]);
    } else {
        faults.add(&codes::BREAK_OWED, place, &[&rule.begin.end()]);
    }
}
