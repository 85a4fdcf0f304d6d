//! Why a visit is worth its prize, in words.

use super::{PlanInput, ReasonFile, StopFile};
use crate::domain::{Lang, Reason, ReasonCode};

/// The code of a reason in files.
pub(super) fn code(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::Programme => "programme",
        ReasonCode::Overdue => "overdue",
        ReasonCode::FirstVisit => "first_visit",
        ReasonCode::Hazard => "hazard",
        ReasonCode::Round => "round",
        ReasonCode::StillDumping => "still_dumping",
        ReasonCode::FailedVisits => "failed_visits",
        ReasonCode::Deadline => "deadline",
        ReasonCode::Drawn => "drawn",
        ReasonCode::Pinned => "pinned",
        ReasonCode::Urgent => "urgent",
    }
}

/// The reasons of a stop that was planned before, in the language of this plan.
///
/// The figure in a text is that of the due visit; where that no longer has the reason, the text stays as it was.
pub(super) fn again(input: &PlanInput<'_>, stop: &StopFile) -> Vec<ReasonFile> {
    let key = (&*stop.target, stop.visit.unwrap_or(1));
    let all = input.due;
    let due = all.binary_search_by(|due| (due.target.as_str(), due.visit).cmp(&key));
    let due = due.ok().map(|at| &all[at]);
    let known = |old: &ReasonFile| {
        let mut reasons = due.iter().flat_map(|due| &due.reasons);
        reasons.find(|new| code(new.code) == old.code && new.value.get() == old.value)
    };
    let plain = [
        ReasonCode::Programme,
        ReasonCode::FirstVisit,
        ReasonCode::StillDumping,
        ReasonCode::Drawn,
        ReasonCode::Pinned,
        ReasonCode::Urgent,
    ];
    let text = |old: &ReasonFile| {
        let new = known(old).map(|new| (new.code, new.detail));
        let plain = plain.iter().find(|plain| code(**plain) == old.code);
        let (code, detail) = new.or(plain.map(|code| (*code, 0)))?;
        Some(text(input, &stop.programme, code, detail))
    };
    let reasons = stop.reasons.iter();
    reasons
        .map(|old| ReasonFile {
            text: text(old).unwrap_or_else(|| old.text.clone()),
            ..old.clone()
        })
        .collect()
}

/// A reason in words.
pub(super) fn reason(input: &PlanInput<'_>, programme: &str, reason: &Reason) -> String {
    text(input, programme, reason.code, reason.detail)
}

fn text(input: &PlanInput<'_>, programme: &str, code: ReasonCode, detail: i64) -> String {
    let zh = input.lang == Lang::Zh;
    match code {
        ReasonCode::Programme => {
            let name = input.programmes.get(programme).map_or("", String::as_str);
            format!("{programme} {name}").trim_end().to_owned()
        }
        ReasonCode::Overdue if zh => format!("超期 {detail} 天"),
        ReasonCode::Overdue => format!("{detail} days overdue"),
        ReasonCode::FirstVisit if zh => "从未到访".to_owned(),
        ReasonCode::FirstVisit => "never visited".to_owned(),
        ReasonCode::Hazard if zh => format!("危害程度 {detail} 级"),
        ReasonCode::Hazard => format!("hazard class {detail}"),
        ReasonCode::Round if zh => format!("反弹，第 {detail} 轮"),
        ReasonCode::Round => format!("rebound, round {detail}"),
        ReasonCode::StillDumping if zh => "仍在倾倒".to_owned(),
        ReasonCode::StillDumping => "still being dumped on".to_owned(),
        ReasonCode::FailedVisits if zh => format!("{detail} 次未能到访"),
        ReasonCode::FailedVisits => format!("{detail} failed visits"),
        ReasonCode::Deadline if zh && detail < 0 => "办理时限已过".to_owned(),
        ReasonCode::Deadline if zh => format!("办理时限剩 {detail} 天"),
        ReasonCode::Deadline if detail < 0 => "deadline has passed".to_owned(),
        ReasonCode::Deadline => format!("deadline in {detail} days"),
        ReasonCode::Drawn if zh => "督导抽查".to_owned(),
        ReasonCode::Drawn => "drawn as a random sample".to_owned(),
        ReasonCode::Pinned if zh => "指定巡查".to_owned(),
        ReasonCode::Pinned => "pinned".to_owned(),
        ReasonCode::Urgent if zh => "紧急任务".to_owned(),
        ReasonCode::Urgent => "urgent".to_owned(),
    }
}
