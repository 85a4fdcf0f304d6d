//! Teams that a break keeps from every stop.

use super::codes;
use crate::domain::{Finding, Source};
use crate::pipeline::Task;
use crate::plan::local_time;
use crate::problem::assemble::{Progress, is_held};
use crate::problem::{ShiftIdx, Solution};
use crate::units::Seconds;
use crate::workspace::Workspace;

/// Teams that go on, have no stop to go to, and could have one but for a break: it is owed, is begun at a stop, and no stop is
/// reached within its time.
pub fn held(
    workspace: &Workspace,
    progress: &Progress,
    task: &Task,
    solution: &Solution,
) -> Vec<Finding> {
    let instance = &task.assembled.instance;
    let first_day = task.horizon.first_day;
    let clock = |at: Seconds| local_time(first_day, 0, at)[11..16].to_owned();
    let shifts = instance.shifts.iter().zip(&solution.routes).enumerate();
    let held = shifts.filter_map(|(idx, (shift, route))| {
        let source = task.assembled.shifts[idx];
        let goes_on = progress.shifts.get(&(source.team, source.day));
        let has_nothing = route.is_empty() && matches!(goes_on, Some(Some(_)));
        let until = shift.breaks.first()?.begin.end();
        let idx = ShiftIdx::from_idx(idx);
        if !(has_nothing && is_held(instance, idx)) {
            return None;
        }
        let team = &workspace.teams[source.team].id;
        // `--at` is stated in minutes.
        let later = Seconds((until.get().div_euclid(60) + 1) * 60);
        let finding = Finding::new(&codes::HELD_BY_BREAK, Source::default()).id(team.as_str());
        let finding = finding.arg(team).arg(clock(until)).arg(source.day);
        Some(finding.arg(clock(later)))
    });
    held.collect()
}
