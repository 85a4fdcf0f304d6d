//! What is due, and what it is worth: a prize with its reasons for each target and horizon.
//!
//! Knows targets, programmes and history as values; nothing of the solver, the ledger or the clock.

pub mod codes;
mod draw;
mod recency;
mod rules;
mod tally;
#[cfg(test)]
mod tests;
mod wishes;

use geo::Coord;

pub(crate) use self::rules::{applies_in, is_regular};
use self::tally::Tally;
pub use self::wishes::{Bound, InVain, Taken, Wished, wish};
use crate::domain::{Calendar, Due, Finding, Frequency, History, Programme, Target, TargetHistory};
use crate::units::{Day, Prize};

/// Weights of the rules beside the programmes' own (all settings).
#[derive(Clone, Debug, PartialEq)]
pub struct PriorityParams {
    /// Added per full period overdue, in per cent of the weight.
    pub overdue_percent: i64,
    /// At most so many per cent of the weight for being overdue.
    pub overdue_cap_percent: i64,
    /// Added for a target that was never visited, in per cent of the weight.
    pub first_visit_percent: i64,
    /// Added per hazard class above 1, in prize points.
    pub hazard_points: i64,
    /// Added per round above the first, in prize points.
    pub round_points: i64,
    /// Added while waste is still being dumped, in prize points.
    pub still_dumping_points: i64,
    /// Added per failed visit since the last good one, in prize points, at most three times.
    pub failed_visit_points: i64,
    /// Added when a deadline falls into the horizon or lies behind, in per cent of the weight.
    pub deadline_percent: i64,
    /// Look-back (回头看) offsets in days after close-out.
    pub look_back_days: Vec<u32>,
}

impl Default for PriorityParams {
    fn default() -> Self {
        Self {
            overdue_percent: 25,
            overdue_cap_percent: 100,
            first_visit_percent: 10,
            hazard_points: 5,
            round_points: 10,
            still_dumping_points: 15,
            failed_visit_points: 5,
            deadline_percent: 50,
            look_back_days: vec![7, 30, 90, 180, 365],
        }
    }
}

/// What the rules are applied to.
#[derive(Clone, Debug)]
pub struct Occasion<'a> {
    /// Programmes, by id.
    pub programmes: &'a [Programme],
    /// Working days.
    pub calendar: &'a Calendar,
    /// Weights.
    pub params: &'a PriorityParams,
    /// First day of the horizon.
    pub first_day: Day,
    /// Days in the horizon, from 1.
    pub days: u32,
    /// Campaign: the surge frequencies apply.
    pub surge: bool,
    /// Where daylight is taken, lon, lat.
    pub place: Coord,
    /// Clock, in seconds east of UTC.
    pub utc_offset: i32,
}

/// Days between due visits under a programme; `None` when it has no frequency in days, or none in this mode.
pub fn period(programme: &Programme, surge: bool) -> Option<u32> {
    match programme.frequency {
        Frequency::EveryDays {
            normal,
            surge: in_surge,
        } => {
            if surge {
                in_surge
            } else {
                normal
            }
        }
        _ => None,
    }
}

/// Least days between two visits under a programme; `None` when it has no frequency in days.
pub fn least_gap(programme: &Programme, surge: bool) -> Option<u32> {
    period(programme, surge).map(|every| recency::min_gap(programme, every))
}

/// Every visit that is due within the horizon, sorted by target id and visit, and what was assumed.
pub fn due(
    targets: &[&Target],
    history: &History,
    occasion: &Occasion<'_>,
) -> (Vec<Due>, Vec<Finding>) {
    let mut due = Vec::new();
    let mut tally = Tally::default();
    for target in targets {
        due.extend(due_visits(target, history, occasion, &mut tally));
    }
    draw::draw(targets, history, occasion, &mut due);
    due.sort_by(|a, b| a.target.cmp(&b.target).then(a.visit.cmp(&b.visit)));
    (due, tally.findings())
}

/// The due visits of one target: those of the programme whose first visit must be made, else that values it most.
fn due_visits(
    target: &Target,
    history: &History,
    occasion: &Occasion<'_>,
    tally: &mut Tally,
) -> Vec<Due> {
    let nothing = TargetHistory::default();
    let past = history.targets.get(&target.id).unwrap_or(&nothing);
    let past = recency::Past::of(target, past, occasion, tally);
    let mut best: Option<((bool, Prize), Vec<Due>)> = None;
    let mut patrolled = false;
    for programme in occasion
        .programmes
        .iter()
        .filter(|programme| rules::applies(programme, target))
    {
        patrolled |= is_regular(programme);
        let visits: Vec<Due> = recency::due_dates(programme, &past, occasion)
            .iter()
            .zip(1..)
            .map(|(date, visit)| rules::visit(programme, target, &past, date, visit, occasion))
            .collect();
        let worth = visits.first().map(|due| (due.required, due.prize));
        if let Some(worth) = worth
            && best.as_ref().is_none_or(|(known, _)| worth > *known)
        {
            best = Some((worth, visits));
        }
    }
    if !patrolled {
        tally.not_patrolled(target);
    }
    best.map(|(_, visits)| visits).unwrap_or_default()
}
