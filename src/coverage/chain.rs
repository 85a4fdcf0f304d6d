//! Due days one after the other, and what became of each.

use crate::domain::Calendar;
use crate::units::Day;

/// What became of a due visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Visited up to the due day.
    OnTime,
    /// Visited later, before the next one was due.
    Late,
    /// Not visited, or not before the next one was due.
    Missed,
    /// What made it due ended before the due day; counts for nothing.
    Lapsed,
    /// A visit that nothing asked for so soon; no due visit of its own.
    Additional,
}

/// One due visit and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Duty {
    /// The due day; of an additional visit its day.
    pub(super) due: Day,
    /// The day of the visit that answered it.
    pub(super) visit: Option<Day>,
    /// What became of it.
    pub(super) class: Class,
}

impl Duty {
    /// A duty answered by a visit, in time or late.
    pub(super) fn answered(due: Day, visit: Day) -> Self {
        let class = if visit <= due {
            Class::OnTime
        } else {
            Class::Late
        };
        Self {
            due,
            visit: Some(visit),
            class,
        }
    }

    /// A duty that no visit answered.
    pub(super) const fn open(due: Day, class: Class) -> Self {
        Self {
            due,
            visit: None,
            class,
        }
    }

    /// The day of reckoning: the due day, or that of the visit when it was made earlier.
    pub(super) fn day(&self) -> Day {
        self.visit.map_or(self.due, |visit| visit.min(self.due))
    }

    /// Days that the visit came late; `None` when it did not.
    pub(super) fn days_late(&self) -> Option<i32> {
        let visit = self.visit.filter(|_| self.class == Class::Late)?;
        Some(visit.days_since(self.due))
    }
}

/// Rolls due days forward to working days; made once for a period.
#[derive(Clone, Debug)]
pub(super) struct Roll<'c> {
    calendar: &'c Calendar,
    /// For each day from `first` on the first working day that is not before it.
    known: Vec<Day>,
    first: Day,
}

impl<'c> Roll<'c> {
    pub(super) fn new(calendar: &'c Calendar, first: Day, last: Day) -> Self {
        /// Longer periods are looked up day by day.
        const MOST: i32 = 20_000;
        let days = 0..=last.days_since(first).clamp(0, MOST);
        let roll = |ahead| working(calendar, first.plus(ahead));
        Self {
            calendar,
            known: days.map(roll).collect(),
            first,
        }
    }

    /// The first working day that is not before a day.
    pub(super) fn on(&self, day: Day) -> Day {
        let known = usize::try_from(day.days_since(self.first)).ok();
        let known = known.and_then(|at| self.known.get(at)).copied();
        known.unwrap_or_else(|| working(self.calendar, day))
    }
}

fn working(calendar: &Calendar, day: Day) -> Day {
    calendar.plus_working_days(day.plus(-1), 1)
}

/// How often something is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Days from a visit to the next due day.
    pub(super) every: i32,
    /// A visit sooner than so many days after a counted one is an additional one.
    pub(super) gap: i32,
}

impl Pace {
    pub(super) fn new(every: u32, gap: u32) -> Self {
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX).max(1);
        let every = days(every);
        Self {
            every,
            // A visit when the period is over is never too soon.
            gap: days(gap).min(every),
        }
    }
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The clock starts on this day; a visit on it belongs to what was before.
    pub(super) start: Day,
    /// The last day, on which a visit still counts; `None` = goes on.
    pub(super) end: Option<Day>,
}

/// Due every so many days: each visit starts the clock anew, and so does each missed due day.
///
/// `visits` are days in order, those before the stretch included; what lies after `to` is not known. Due days long before
/// `counted` are passed over, as they count for nothing.
pub(super) fn every_days(
    stretch: Stretch,
    pace: Pace,
    visits: &[Day],
    roll: &Roll<'_>,
    (counted, to): (Day, Day),
) -> Vec<Duty> {
    let last = stretch.end.map_or(to, |end| end.min(to));
    let before = visits.partition_point(|visit| *visit <= stretch.start);
    let mut counted_visit = visits[..before].last().copied();
    let next = |day: Day| roll.on(day.plus(pace.every));
    let mut due = next(stretch.start);
    let mut duties = Vec::new();
    for visit in visits[before..].iter().copied() {
        if visit > last {
            break;
        }
        if counted_visit.is_some_and(|counted| visit.days_since(counted) < pace.gap) {
            duties.push(Duty {
                due: visit,
                visit: Some(visit),
                class: Class::Additional,
            });
        } else {
            due = pass(&mut duties, due, visit, &next, pace, counted);
            duties.push(Duty::answered(due, visit));
            counted_visit = Some(visit);
        }
        due = next(visit);
    }
    due = pass(&mut duties, due, last, &next, pace, counted);
    // On the day on which it ends nothing is missed yet.
    if due <= to && stretch.end.is_none_or(|end| due < end) {
        duties.push(Duty::open(due, Class::Missed));
    }
    duties
}

/// Notes the due days that were missed because the next one came before `day`, or on it; gives the one that is open then.
fn pass(
    duties: &mut Vec<Duty>,
    mut due: Day,
    day: Day,
    next: &impl Fn(Day) -> Day,
    pace: Pace,
    counted: Day,
) -> Day {
    /// Due days so long before anything counts need not be walked through one by one, in days.
    const LONG_AGO: i32 = 1_000;
    let ahead = counted.min(day).days_since(due) - LONG_AGO;
    if ahead > 0 {
        due = due.plus(ahead / pace.every * pace.every);
    }
    loop {
        let after = next(due);
        if after > day || after <= due {
            return due;
        }
        duties.push(Duty::open(due, Class::Missed));
        due = after;
    }
}
