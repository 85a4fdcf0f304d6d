//! Visits of an earlier plan that may not move to another shift any more.

use super::super::build::detail;
use super::super::{PlanInput, UnvisitedCode, UnvisitedReasonFile};
use crate::domain::Lang;
use crate::problem::{JobIdx, ShiftIdx};

/// The shift to which a left-out job is bound because as many others have moved as may; `None` when it is free to move.
fn bound(input: &PlanInput<'_>, job: JobIdx) -> Option<ShiftIdx> {
    let instance = &input.assembled.instance;
    let most = instance.ties.most_moved?;
    let homes = &instance.ties.homes;
    let home = homes.iter().find(|(other, _)| *other == job)?.1;
    let served = |job: JobIdx| {
        let mut routes = input.solution.routes.iter();
        let at = routes.position(|route| route.iter().any(|step| step.job == job))?;
        Some(ShiftIdx::from_idx(at))
    };
    let has_moved = |(job, home): &&(JobIdx, ShiftIdx)| served(*job).is_some_and(|at| at != *home);
    (homes.iter().filter(has_moved).count() >= most as usize).then_some(home)
}

/// Why a visit is left out whose own shift is over, when no more visits may move to another one.
pub(super) fn stuck(input: &PlanInput<'_>, job: JobIdx) -> Option<UnvisitedReasonFile> {
    let home = bound(input, job)?;
    let shifts = input.assembled.instance.jobs[job.idx()].shifts.as_ref();
    if shifts.is_none_or(|shifts| shifts.contains(&home)) {
        return None;
    }
    let most = input.assembled.instance.ties.most_moved?;
    let source = input.assembled.shifts[home.idx()];
    let team = &input.teams[source.team];
    let text = match input.lang {
        Lang::En => format!(
            "its shift is over ({}, {}), and no more than {most} stops may move to another one",
            team.name, source.day
        ),
        Lang::Zh => format!(
            "原班次已结束（{}，{}），且最多只能有 {most} 站改班次",
            team.name, source.day
        ),
    };
    Some(UnvisitedReasonFile {
        code: UnvisitedCode::PinnedElsewhere,
        text,
        detail: detail([
            ("most_moved", serde_json::json!(most)),
            ("team", serde_json::json!(team.id)),
            ("date", serde_json::json!(source.day)),
        ]),
    })
}
