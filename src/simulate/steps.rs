//! Which step of the close-out comes next at a point, and on which day the desks get to it.
//!
//! A step takes a log-normal time from the event that opens it. The draw depends on the point, the round, the step and how
//! often that step was made in the round, never on what else happens. Knows no forms and writes nothing.

use geo::{Coord, Distance, Haversine, Point as GeoPoint};

use super::deed::Deed;
use super::dice::{Dice, Draws, Stream, name};
use super::office::Find;
use super::scenario::{Days, Pace};
use crate::domain::{Calendar, Status, Tier};
use crate::ledger::{Book, Field, Moment, Point, Role, Rules, Target};
use crate::units::Day;

/// A step and the first day on which it is done, should that be a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) deed: Deed,
    pub(super) day: Day,
}

/// How long steps take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timer<'a> {
    pub(super) pace: &'a Pace,
    /// Share of suspects of which nothing is known beforehand that are no dumps.
    pub(super) false_share: f64,
    pub(super) dice: Dice,
    /// The first simulated day: what was open before it has not been done before it.
    pub(super) first_day: Day,
    /// Seconds east of UTC.
    pub(super) utc_offset: i32,
}

impl Timer<'_> {
    /// The next step of a point; `None` while it waits for a visit, or for ever.
    pub(super) fn next(
        &self,
        target: &Target,
        point: &Point,
        rules: &Rules,
        find: Option<&Find>,
    ) -> Option<Due> {
        let case = Case {
            timer: self,
            target,
            point,
            rules,
        };
        let pace = self.pace;
        let since = point.since;
        Some(match point.status {
            Status::Suspected => return case.verify(find),
            Status::Listed => case.after(since, Deed::Plan, pace.plan),
            Status::Planned => case.after(since, Deed::Begin, pace.begin),
            Status::Works => case.after(since, Deed::Finish, pace.finish),
            Status::Done => case.after(since, Deed::Request, pace.request),
            Status::Requested => return case.accept(),
            Status::Accepted => case.close(),
            Status::Returned => case.after(since, Deed::Resume, pace.resume),
            Status::Closed | Status::QuickClosed => {
                return point
                    .rebound
                    .map(|found| case.after(found, Deed::Relist, pace.relist));
            }
            Status::Excluded | Status::Merged => return None,
        })
    }

    fn day_of(&self, seconds: i64) -> Option<Day> {
        Moment::new(seconds, self.utc_offset).map(Moment::day)
    }
}

/// One point, looked at.
struct Case<'a> {
    timer: &'a Timer<'a>,
    target: &'a Target,
    point: &'a Point,
    rules: &'a Rules,
}

impl Case<'_> {
    /// T02 to T04: after a visit has seen the suspect, or at once when a patrol itself reported it here.
    fn verify(&self, find: Option<&Find>) -> Option<Due> {
        let (point, timer) = (self.point, self.timer);
        let seen = self.target.last_visit.filter(|day| *day >= point.since);
        let visited = point.visits.iter().map(|visit| visit.time).min();
        let is_reported_here = point.steps.first().is_some_and(|step| step.number == 1);
        let by_patrol = is_reported_here && point.text(Field::FoundSource) == Some("patrol");
        let opened = if by_patrol {
            point.since
        } else {
            visited.and_then(|time| timer.day_of(time)).or(seen)?
        };
        let is_false = find.map_or_else(
            || self.ends(Deed::Exclude).chance(timer.false_share),
            |find| find.is_false,
        );
        let is_litter = match find {
            Some(find) => find.tier == Tier::Litter,
            None => point.text(Field::Tier) == Some("litter"),
        };
        let is_large = point.is_large() || find.is_some_and(|find| find.class == "hazardous");
        let deed = if is_false {
            Deed::Exclude
        } else if is_litter && !is_large && !self.rules.facilities.is_empty() {
            Deed::Quick
        } else {
            Deed::List
        };
        // One desk verifies, whatever comes of it.
        let day = self.drawn(opened, Deed::List, timer.pace.verify);
        Some(Due { deed, day })
    }

    /// T09 or T10: after the visit of those who may accept, or one that found new waste.
    fn accept(&self) -> Option<Due> {
        let (point, timer) = (self.point, self.timer);
        let waste = new_waste(point).and_then(|time| timer.day_of(time));
        if let Some(found) = waste {
            return Some(self.after(found, Deed::Return, timer.pace.accept));
        }
        let seen = timer.day_of(acceptance_visit(point, self.rules.persons)?)?;
        let is_returned = self.ends(Deed::Return).chance(timer.pace.returned_share);
        let deed = if is_returned {
            Deed::Return
        } else {
            Deed::Accept
        };
        let day = self.drawn(seen, Deed::Accept, timer.pace.accept);
        Some(Due { deed, day })
    }

    /// T11 after publicity; T12 when an objection was upheld or new waste was found.
    fn close(&self) -> Due {
        let (point, timer) = (self.point, self.timer);
        let waste = new_waste(point).and_then(|time| timer.day_of(time));
        if let Some(found) = waste.or(point.upheld.then_some(point.since)) {
            return self.after(found, Deed::Strike, timer.pace.accept);
        }
        if point.objections > 0 {
            return self.after(point.since, Deed::Dismiss, timer.pace.accept);
        }
        let (_, to) = publicity(point, self.rules, &self.rules.calendar());
        let due = self.after(to, Deed::Close, timer.pace.close);
        Due {
            day: due.day.max(to.plus(1)),
            ..due
        }
    }

    fn after(&self, opened: Day, deed: Deed, days: Days) -> Due {
        let day = self.drawn(opened, deed, days);
        Due { deed, day }
    }

    /// The day on which a step is done that was opened on a day.
    ///
    /// Of a step that was open before the first simulated day it is known that it took longer: it is drawn again until it
    /// does, and taken up anew on that day when it has waited longer than any draw.
    fn drawn(&self, opened: Day, deed: Deed, days: Days) -> Day {
        const TRIES: usize = 16;
        let first = self.timer.first_day;
        let mut draws = self.draws(deed, 0);
        let mut draw = || whole(draws.log_normal(days.median, days.sigma));
        if opened >= first {
            return opened.plus(draw());
        }
        let later = (0..TRIES)
            .map(|_| opened.plus(draw()))
            .find(|day| *day >= first);
        later.unwrap_or_else(|| first.plus(draw()))
    }

    /// How a step ends.
    fn ends(&self, deed: Deed) -> Draws {
        self.draws(deed, 1)
    }

    fn draws(&self, deed: Deed, what: u64) -> Draws {
        let round = self.point.round;
        let steps = self.point.steps.iter().filter(|step| step.round == round);
        // Works and applications come again in a round after a return.
        let times = steps.filter(|step| step.to == self.point.status).count();
        let id = name(&self.target.id);
        let parts = [
            id,
            u64::from(round),
            u64::from(deed.number()),
            times as u64,
            what,
        ];
        self.timer.dice.of(Stream::Step, &parts)
    }
}

/// Whole days, at most a hundred years.
#[expect(
    clippy::cast_possible_truncation,
    reason = "limited before; no number is no days"
)]
fn whole(days: f64) -> i32 {
    const MOST: f64 = 36_500.0;
    days.round().clamp(0.0, MOST) as i32
}

/// When a visit since the state was entered found new waste first.
fn new_waste(point: &Point) -> Option<i64> {
    let visits = point.visits.iter().filter(|visit| visit.new_waste);
    visits.map(|visit| visit.time).min()
}

/// When enough of those who may accept had been there.
fn acceptance_visit(point: &Point, persons: u32) -> Option<i64> {
    let acceptors = point.acceptors();
    let mut visits: Vec<_> = point
        .visits
        .iter()
        .filter(|visit| visit.role >= Role::County && !visit.new_waste)
        .collect();
    visits.sort_by_key(|visit| visit.time);
    let mut seen: Vec<&str> = Vec::new();
    for visit in visits {
        let new = visit.persons.iter().map(|key| &**key);
        for key in new.filter(|key| acceptors.contains(key)) {
            if !seen.contains(&key) {
                seen.push(key);
            }
        }
        if seen.len() >= persons as usize {
            return Some(visit.time);
        }
    }
    None
}

/// First and last day of the publicity of an accepted point: as stated when that is enough, else from the day after its
/// acceptance.
pub(super) fn publicity(point: &Point, rules: &Rules, calendar: &Calendar) -> (Day, Day) {
    const LONGEST: i32 = 3_650;
    let stated = (
        point.day(Field::PublicityFrom),
        point.day(Field::PublicityTo),
    );
    if let (Some(from), Some(to)) = stated {
        let span = to.days_since(from).clamp(-1, LONGEST);
        let days = (0..=span)
            .filter(|ahead| calendar.is_working(from.plus(*ahead)))
            .count();
        if from >= point.since && days >= rules.publicity_working_days as usize {
            return (from, to);
        }
    }
    let to = calendar.plus_working_days(point.since, rules.publicity_working_days);
    (point.since.plus(1).min(to), to)
}

/// R10: the open point, verified already, at whose place a suspect was reported.
pub(super) fn same_place<'b>(book: &'b Book, id: &str, point: &Point) -> Option<&'b str> {
    let at = point.at?;
    let metres = book.rules().same_place_m;
    let near = |other: Coord| {
        (other.y - at.y).abs() * 100_000.0 <= metres
            && Haversine.distance(GeoPoint(other), GeoPoint(at)) <= metres
    };
    let others = book.unsorted().filter(|other| {
        let Some(known) = other.point.as_deref() else {
            return false;
        };
        let is_apart = point.apart_from.contains(&other.id);
        *other.id != *id
            && known.is_open()
            && known.status != Status::Suspected
            && !is_apart
            && known.at.is_some_and(near)
    });
    others.map(|other| &*other.id).min()
}
