//! Shifts that a break keeps from every stop: it is owed, is begun at a stop, and no stop is reached within its time.

use super::{Assembled, Parts, codes};
use crate::domain::{Finding, Source};
use crate::problem::{Instance, Job, ShiftIdx};
use crate::units::Seconds;

/// Tells of such shifts.
pub(super) fn told(parts: &Parts<'_>, assembled: &Assembled) -> Vec<Finding> {
    let sources = assembled.shifts.iter().zip(&assembled.instance.shifts);
    let held = sources.enumerate().filter_map(|(idx, (source, shift))| {
        let until = shift.breaks.first()?.begin.end();
        if !is_held(&assembled.instance, ShiftIdx::from_idx(idx)) {
            return None;
        }
        let team = &parts.teams[source.team].id;
        let minutes = until.get().rem_euclid(Seconds::DAY.get()) / 60;
        let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let finding = Finding::new(&codes::HELD_BY_BREAK, Source::default()).id(team.as_str());
        Some(finding.arg(team).arg(clock).arg(source.day))
    });
    held.collect()
}

/// Whether a shift reaches no job by the end of the time in which its first break is begun, and one behind it.
pub fn is_held(instance: &Instance, idx: ShiftIdx) -> bool {
    let shift = &instance.shifts[idx.idx()];
    let Some(first) = shift.breaks.first() else {
        return false;
    };
    let travel = instance.travel_of(shift);
    let may = |job: &&Job| job.shifts.as_ref().is_none_or(|own| own.contains(&idx));
    let mut is_behind = false;
    for job in instance.jobs.iter().filter(may) {
        for mode in &job.modes {
            let ways = (
                travel.time(shift.start, mode.entry),
                travel.time(mode.exit, shift.end),
            );
            let (Some(there), Some(home)) = ways else {
                continue;
            };
            let arrive = shift.window.start() + there;
            if arrive <= first.begin.end() {
                return false;
            }
            let back = arrive + job.approach + job.service + home;
            is_behind |= back <= shift.window.end();
        }
    }
    is_behind
}
