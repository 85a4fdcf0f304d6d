//! Visits of an earlier plan that may not move to another shift any more.

use super::super::build::detail;
use super::super::{UnvisitedCode, UnvisitedReasonFile};
use super::scene::Scene;
use crate::domain::Lang;
use crate::problem::JobIdx;

/// Why a visit is left out whose own shift is over, when no more visits may move to another one.
pub(super) fn stuck(scene: &Scene<'_>, job: JobIdx) -> Option<UnvisitedReasonFile> {
    let (input, home) = (scene.input, scene.bound(job)?);
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
