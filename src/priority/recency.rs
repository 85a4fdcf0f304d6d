//! When a target is due, from its last visit, its status and its deadlines.

use super::{Occasion, Tally, codes};
use crate::domain::{
    Finding, Frequency, LookBackDate, Programme, Target, TargetDetail, TargetHistory,
};
use crate::units::Day;

/// What counts of a target's past.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub(super) last_visit: Option<Day>,
    pub(super) failed_visits: u32,
    look_backs: Vec<LookBackDate>,
    /// The look-backs are all there are: the ledger keeps them.
    are_all: bool,
    recheck_due: Option<Day>,
    complaint: Option<Day>,
    /// The day the status was entered; the first day of the horizon when nobody knows.
    status_since: Day,
}

impl Past {
    pub(super) fn of(
        target: &Target,
        history: &TargetHistory,
        occasion: &Occasion<'_>,
        tally: &mut Tally,
    ) -> Self {
        let mut last_visit = history.last_visit.max(target.last_visit);
        if let Some(day) = last_visit.filter(|day| *day > occasion.first_day) {
            let finding =
                Finding::new(&codes::FUTURE_VISIT, target.source.clone()).id(target.id.as_str());
            tally.add(finding.arg(day));
            last_visit = Some(occasion.first_day);
        }
        let status_since = match &target.detail {
            TargetDetail::DumpPoint(point) => point.status_since.unwrap_or_else(|| {
                tally.no_status_date();
                occasion.first_day
            }),
            _ => occasion.first_day,
        };
        let mut look_backs = history.look_backs.clone();
        if let TargetDetail::DumpPoint(point) = &target.detail {
            look_backs.extend(point.lookback_next.map(|due| LookBackDate {
                due,
                mandatory: false,
            }));
        }
        let (failed_visits, recheck_due) = (history.failed_visits, history.recheck_due);
        Self {
            last_visit,
            failed_visits,
            look_backs,
            are_all: history.point.is_some(),
            recheck_due,
            complaint: history.complaint,
            status_since,
        }
    }
}

/// One due date within a horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DueDate {
    /// The day it falls due, which may lie before the horizon.
    pub(super) due: Day,
    /// The first day of the horizon on which the visit may be made.
    pub(super) first: Day,
    /// The last one.
    pub(super) last: Day,
    /// Days that one period lasts, for being overdue.
    pub(super) period: u32,
    /// `due` is a deadline (办理时限).
    pub(super) deadline: bool,
    /// Must be made whatever the programme says: a look-back after the thaw (R8).
    pub(super) mandatory: bool,
}

/// The due dates of a target under a programme that applies to it.
pub(super) fn due_dates(
    programme: &Programme,
    past: &Past,
    occasion: &Occasion<'_>,
) -> Vec<DueDate> {
    let (first, last) = (occasion.first_day, horizon_end(occasion));
    match programme.frequency {
        Frequency::EveryDays { normal, surge } => {
            let every = if occasion.surge { surge } else { normal };
            every
                .map(|every| periodic(every, min_gap(programme, every), past, first, last))
                .unwrap_or_default()
        }
        Frequency::OnceWithinWorkingDays(days) => {
            let visited = past
                .last_visit
                .is_some_and(|visit| visit > past.status_since);
            let deadline = occasion.calendar.plus_working_days(past.status_since, days);
            if visited {
                Vec::new()
            } else {
                vec![once(deadline, days, first, last)]
            }
        }
        // Drawn from all targets at once, see `draw`.
        Frequency::DrawPerWeek { .. } => Vec::new(),
        Frequency::LookBack => look_back(past, occasion, last),
        Frequency::ComplaintWithinWorkingDays(days) => past
            .complaint
            .map(|since| {
                let deadline = occasion.calendar.plus_working_days(since, days);
                once(deadline, days, first, last)
            })
            .into_iter()
            .collect(),
        Frequency::RecheckWithinWorkingDays(days) => {
            let due = past.recheck_due.filter(|due| *due <= last);
            due.map(|due| {
                once(
                    occasion.calendar.plus_working_days(due, days),
                    days,
                    due.max(first),
                    last,
                )
            })
            .into_iter()
            .collect()
        }
    }
}

pub(super) fn horizon_end(occasion: &Occasion<'_>) -> Day {
    occasion
        .first_day
        .plus(i32::try_from(occasion.days).unwrap_or(i32::MAX) - 1)
}

/// Least days between two visits of a target: the programme's own, else half the period.
pub(super) fn min_gap(programme: &Programme, period: u32) -> u32 {
    programme.min_gap_days.unwrap_or(period.div_ceil(2)).max(1)
}

/// Every so many days since the last visit; never visited = due on the first day.
///
/// A visit that falls due within the horizon may be made earlier, as soon as the least gap to the visit before allows:
/// the frequency is the longest time between two visits, not the only one.
fn periodic(every: u32, min_gap: u32, past: &Past, first: Day, last: Day) -> Vec<DueDate> {
    let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let (step, lead) = (days(every), days(every.saturating_sub(min_gap)));
    let due = past.last_visit.map_or(first, |visit| visit.plus(step));
    let mut dates = Vec::new();
    let mut at = due.max(first);
    while at <= last {
        let next = at.plus(step);
        let may_last = next.plus(step.saturating_sub(1)).min(last);
        let due = if dates.is_empty() { due } else { at };
        dates.push(DueDate {
            due,
            first: at.plus(-lead).max(first),
            last: may_last,
            period: every,
            deadline: false,
            mandatory: false,
        });
        at = next;
    }
    dates
}

/// Once, by a deadline; afterwards as soon as possible within the horizon.
fn once(deadline: Day, days: u32, first: Day, last: Day) -> DueDate {
    let until = if (first..=last).contains(&deadline) {
        deadline
    } else {
        last
    };
    DueDate {
        due: deadline,
        first,
        last: until,
        period: days.max(1),
        deadline: true,
        mandatory: false,
    }
}

/// The look-back dates that no visit has answered yet: one for all that lie behind, then each of the horizon.
///
/// A date that the ledger or the layer states comes first; the programme's own offsets go on from there.
fn look_back(past: &Past, occasion: &Occasion<'_>, last: Day) -> Vec<DueDate> {
    let first = occasion.first_day;
    let open = |one: &LookBackDate| past.last_visit.is_none_or(|visit| visit < one.due);
    let stated = past.look_backs.iter().copied().filter(open);
    let next = stated.clone().map(|one| one.due).min();
    let offsets = occasion.params.look_back_days.iter();
    let by_rule = offsets.map(|offset| LookBackDate {
        due: past
            .status_since
            .plus(i32::try_from(*offset).unwrap_or(i32::MAX)),
        mandatory: false,
    });
    let mut dates: Vec<LookBackDate> = by_rule
        .filter(|one| !past.are_all && open(one) && next.is_none_or(|next| one.due > next))
        .chain(stated)
        .filter(|one| one.due <= last)
        .collect();
    // Of two on one day the mandatory one counts.
    dates.sort_unstable_by_key(|one| (one.due, !one.mandatory));
    dates.dedup_by_key(|one| one.due);
    // The earliest says how long the look-back is overdue; one visit answers all that lie behind.
    let behind = dates.iter().take_while(|one| one.due <= first).count();
    let must = dates[..behind].iter().any(|one| one.mandatory);
    dates.drain(1.min(behind)..behind);
    if let Some(date) = dates.first_mut().filter(|_| behind > 0) {
        date.mandatory |= must;
    }
    let ends = dates
        .iter()
        .skip(1)
        .map(|next| next.due.plus(-1))
        .chain([last]);
    dates
        .iter()
        .zip(ends)
        .map(|(one, until)| DueDate {
            due: one.due,
            first: one.due.max(first),
            last: until,
            period: 30,
            deadline: false,
            mandatory: one.mandatory,
        })
        .collect()
}
