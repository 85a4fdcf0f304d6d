//! Every due visit of a target, and what became of it: the rules of the priorities, looking back.

use super::chain::{Class, Duty, Pace, Stretch, every_days};
use super::ground::{Ground, Life, State};
use crate::domain::{Frequency, Programme, Status, TargetDetail};
use crate::priority::{applies_in, least_gap};
use crate::units::Day;

/// A due visit of a target under a programme (应巡任务).
#[derive(Clone, Copy, Debug)]
pub(super) struct Obligation<'g> {
    pub(super) life: &'g Life<'g>,
    pub(super) programme: &'g Programme,
    pub(super) duty: Duty,
}

/// The due visits of a target in the period, under each programme that applies to it.
///
/// The regular patrol of a corridor is none of them: that is reckoned by the metre.
pub(super) fn obligations<'g>(ground: &'g Ground<'g>, life: &'g Life<'g>) -> Vec<Obligation<'g>> {
    let mut all = Vec::new();
    for programme in ground.input.programmes {
        let duties = duties(ground, life, programme);
        let own = duties.into_iter().filter(|duty| ground.counts(duty.day()));
        all.extend(own.map(|duty| Obligation {
            life,
            programme,
            duty,
        }));
    }
    all
}

fn duties(ground: &Ground<'_>, life: &Life<'_>, programme: &Programme) -> Vec<Duty> {
    let applies = |state: &&State| applies_in(programme, life.target, state.status);
    let states = || life.states.iter().filter(applies);
    match programme.frequency {
        Frequency::EveryDays { .. } => {
            let is_corridor = matches!(life.target.detail, TargetDetail::Corridor(_));
            let Some(pace) = pace(ground, programme).filter(|_| !is_corridor) else {
                return Vec::new();
            };
            let span = (ground.counted_from, ground.input.to);
            let stretches = joined(states().map(|state| state.stretch));
            let chains = stretches
                .into_iter()
                .map(|stretch| every_days(stretch, pace, &life.visits, &ground.roll, span));
            chains.flatten().collect()
        }
        Frequency::OnceWithinWorkingDays(days) => states()
            .filter_map(|state| once(ground, life, state, days))
            .collect(),
        Frequency::LookBack => states()
            .flat_map(|state| look_backs(ground, life, state))
            .collect(),
        // Drawn from all targets when a plan is made: only the plans know of it.
        Frequency::DrawPerWeek { .. } => Vec::new(),
        Frequency::ComplaintWithinWorkingDays(days) => {
            let complaints = complaints(ground, life, days);
            let here = |day| applies_in(programme, life.target, life.status_on(day));
            let answers = complaints.into_iter().filter(|(day, _)| here(*day));
            answers.map(|(_, duty)| duty).collect()
        }
        Frequency::RecheckWithinWorkingDays(days) => {
            let rechecks = rechecks(ground, life, days);
            let here = |day| applies_in(programme, life.target, life.status_on(day));
            let answers = rechecks.into_iter().filter(|(day, _)| here(*day));
            answers.map(|(_, duty)| duty).collect()
        }
    }
}

/// How often a programme asks for a visit, when it has a frequency in days.
pub(super) fn pace(ground: &Ground<'_>, programme: &Programme) -> Option<Pace> {
    let every = ground.period(programme)?;
    let gap = least_gap(programme, ground.input.surge)?;
    Some(Pace::new(every, gap))
}

/// Stretches that follow each other without a day between are one: the clock of a programme runs on.
fn joined(stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if last.end == Some(stretch.start) => last.end = stretch.end,
            _ => joined.push(stretch),
        }
    }
    joined
}

/// Due once, so many working days after a state was entered.
fn once(ground: &Ground<'_>, life: &Life<'_>, state: &State, days: u32) -> Option<Duty> {
    let (input, stretch) = (&ground.input, state.stretch);
    let due = input.calendar.plus_working_days(stretch.start, days);
    let last = stretch.end.map_or(input.to, |end| end.min(input.to));
    let after = stretch.start.plus(1);
    // An application is answered by those who may accept it, not by anybody who passes.
    let visit = if state.status == Some(Status::Requested) {
        let looks = input.record.looks(&life.target.id).iter();
        let of_county = looks.filter(|look| look.by_county && (after..=last).contains(&look.day));
        of_county.map(|look| look.day).min()
    } else {
        life.visit_within(after, last)
    };
    match (visit, stretch.end) {
        (Some(visit), _) => Some(Duty::answered(due, visit)),
        (None, Some(end)) if end <= due => {
            (end <= input.to).then_some(Duty::open(end, Class::Lapsed))
        }
        (None, _) => (due <= input.to).then_some(Duty::open(due, Class::Missed)),
    }
}

/// The dates on which a closed point is looked at again (R8, R9).
fn look_backs(ground: &Ground<'_>, life: &Life<'_>, state: &State) -> Vec<Duty> {
    let (input, end) = (&ground.input, state.stretch.end);
    let last = end.map_or(input.to, |end| end.min(input.to));
    let dates = dates(ground, life, state);
    let nexts = dates.iter().skip(1).map(|next| Some(*next));
    let pairs = dates.iter().copied().zip(nexts.chain([None]));
    let mut duties = Vec::new();
    for (date, next) in pairs.filter(|(date, _)| end.is_none_or(|end| *date < end)) {
        let until = next.map_or(last, |next| next.plus(-1).min(last));
        let rolled = ground.roll.on(date);
        let due = next.map_or(rolled, |next| rolled.min(next.plus(-1)));
        let duty = match (life.visit_within(date, until), end) {
            (Some(visit), _) => Some(Duty::answered(due, visit)),
            (None, Some(end)) if end <= due => {
                (end <= input.to).then_some(Duty::open(end, Class::Lapsed))
            }
            (None, _) => (due <= input.to).then_some(Duty::open(due, Class::Missed)),
        };
        duties.extend(duty);
    }
    duties
}

/// Of a point that was closed before the ledger knew it, a date that its layer states comes first.
fn dates(ground: &Ground<'_>, life: &Life<'_>, state: &State) -> Vec<Day> {
    let offsets = &ground.input.book.rules().look_back_days;
    let after = |days: &u32| state.entered.plus(i32::try_from(*days).unwrap_or(i32::MAX));
    let mut dates: Vec<Day> = offsets.iter().map(after).collect();
    if let (true, TargetDetail::DumpPoint(point)) = (state.carried, &life.target.detail)
        && let Some(stated) = point.lookback_next
    {
        dates.retain(|date| *date > stated);
        dates.push(stated);
    }
    let point = life.book.and_then(|target| target.point.as_deref());
    if let Some(point) = point.filter(|_| state.stretch.end.is_none()) {
        let thaw = point.look_backs.iter().filter(|one| one.mandatory);
        dates.extend(thaw.map(|one| one.due));
    }
    dates.sort_unstable();
    dates.dedup();
    dates
}

/// For each complaint that found none open the day it came, and the visit that was due to verify it.
fn complaints(ground: &Ground<'_>, life: &Life<'_>, days: u32) -> Vec<(Day, Duty)> {
    let input = &ground.input;
    let mut looks = input.record.looks(&life.target.id).iter();
    let mut duties = Vec::new();
    // Complaints before this time were answered by the visit of this time.
    let mut answered = i64::MIN;
    for complaint in input.record.complaints(&life.target.id) {
        if complaint.time < answered || complaint.day > input.to {
            continue;
        }
        let due = input.calendar.plus_working_days(complaint.day, days);
        let look = looks.find(|look| look.time >= complaint.time && look.day <= input.to);
        answered = look.map_or(i64::MAX, |look| look.time);
        let duty = match look {
            Some(look) => Some(Duty::answered(due, look.day)),
            None => (due <= input.to).then_some(Duty::open(due, Class::Missed)),
        };
        duties.extend(duty.map(|duty| (complaint.day, duty)));
    }
    duties
}

/// For each due date of rectification orders that date, and the recheck that was due so many working days later.
///
/// A visit that closes the orders before their date answers too. Where a recheck put the date off, the last one counts.
fn rechecks(ground: &Ground<'_>, life: &Life<'_>, days: u32) -> Vec<(Day, Duty)> {
    let input = &ground.input;
    let orders = life.book.map_or(&[][..], |target| target.orders.all());
    let mut dates: Vec<Day> = orders.iter().map(|order| order.due).collect();
    dates.sort_unstable();
    dates.dedup();
    let mut duties = Vec::new();
    for date in dates {
        let same = || orders.iter().filter(|order| order.due == date);
        let due = input.calendar.plus_working_days(date, days);
        let issued = same().map(|order| order.issued).max().unwrap_or(date);
        let closed = same()
            .map(|order| order.closed)
            .collect::<Option<Vec<Day>>>();
        let closed = closed.and_then(|days| days.into_iter().max());
        let early = closed.filter(|closed| *closed <= input.to && *closed < date);
        let visit = early.or_else(|| life.visit_within(date.max(issued.plus(1)), input.to));
        let duty = match visit {
            Some(visit) => Some(Duty::answered(due, visit)),
            None => (due <= input.to).then_some(Duty::open(due, Class::Missed)),
        };
        duties.extend(duty.map(|duty| (date, duty)));
    }
    duties
}
