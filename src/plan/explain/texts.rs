//! Reasons in words.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::build::detail;
use super::super::{
    ChangeKind, InsteadFile, PlaceFile, PlanInput, UnvisitedCode, UnvisitedReasonFile,
};
use super::change::Change;
use crate::domain::Lang;
use crate::problem::assemble::Exclusion;
use crate::problem::{JobIdx, ShiftIdx};
use crate::units::{Prize, Seconds};

/// A visit that never came before the search.
pub(super) fn shut_out(input: &PlanInput<'_>, exclusion: Exclusion) -> UnvisitedReasonFile {
    let lang = input.lang;
    let reason = |code, (en, zh): (String, String), detail| UnvisitedReasonFile {
        code,
        text: lang.pick(&en, &zh).clone(),
        detail,
    };
    match exclusion {
        Exclusion::TooFarFromRoad {
            nearest: Some(metres),
        } => reason(
            UnvisitedCode::Unreachable,
            (
                format!("{metres:.0} m from the nearest road"),
                format!("距最近道路 {metres:.0} 米"),
            ),
            detail([
                ("distance_m", json!(metres.round())),
                ("gap_m", json!((metres - input.walk_limit).ceil().max(0.0))),
            ]),
        ),
        Exclusion::TooFarFromRoad { nearest: None } => reason(
            UnvisitedCode::Unreachable,
            (
                "no road within 50 km".to_owned(),
                "50 公里内没有道路".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::Cut { island_length } => {
            let km = island_length / 1000.0;
            reason(
                UnvisitedCode::Unreachable,
                (
                    format!(
                        "on roads of {km:.1} km from which there is no way to or from the base of any team that may go"
                    ),
                    format!("位于 {km:.1} 公里的孤立路网上，与可承担的各巡查组驻地不能往返"),
                ),
                detail([("island_m", json!(island_length.round()))]),
            )
        }
        Exclusion::OneWay => reason(
            UnvisitedCode::Unreachable,
            (
                "one-way roads lead there but not back, or back but not there".to_owned(),
                "单行道只能去不能回，或只能回不能去".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::Closed => reason(
            UnvisitedCode::Unreachable,
            (
                "closed roads cut it off on all its days".to_owned(),
                "到期日内前往的道路均封闭".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::NoShift if input.course.is_some() => reason(
            UnvisitedCode::NoShift,
            (
                "no team that may do it works on its days with time left".to_owned(),
                "到期日内没有可承担且尚有时间的巡查组上班".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::NoShift => reason(
            UnvisitedCode::NoShift,
            (
                "no team that may do it works on its days".to_owned(),
                "到期日内没有可承担的巡查组上班".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::NoWindow => reason(
            UnvisitedCode::Window,
            (
                "no window of its days is long enough for the work".to_owned(),
                "到期日内没有足够长的时间窗".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::Spaced => spacing(lang),
    }
}

/// Every shift that could do it has its most stops already.
pub(super) fn full(lang: Lang) -> UnvisitedReasonFile {
    let text = lang.pick(
        "every shift that may do it has its most stops already",
        "可承担的班次站数都已达上限",
    );
    UnvisitedReasonFile {
        code: UnvisitedCode::TooLong,
        text: text.to_owned(),
        detail: detail([("limit", json!("max_stops"))]),
    }
}

pub(super) fn hopeless(input: &PlanInput<'_>, by_window: bool) -> UnvisitedReasonFile {
    let lang = input.lang;
    let (code, en, zh) = if by_window {
        (
            UnvisitedCode::Window,
            "no shift can be there within its windows",
            "没有班次能在其时间窗内到达",
        )
    } else if input.course.is_some() {
        (
            UnvisitedCode::TooLong,
            "no shift that may do it has time enough left, even with nothing else to do",
            "可承担的班次剩余时间不足，即使不做其他事",
        )
    } else {
        (
            UnvisitedCode::TooLong,
            "too long for any shift, even an empty one",
            "即使单独安排，也超出任何班次的时间",
        )
    };
    UnvisitedReasonFile {
        code,
        text: lang.pick(en, zh).to_owned(),
        detail: detail([("limit", json!("alone"))]),
    }
}

pub(super) fn spacing(lang: Lang) -> UnvisitedReasonFile {
    let text = lang.pick(
        "too few days from another visit of the same target",
        "与同一对象的另一次到访间隔太短",
    );
    UnvisitedReasonFile {
        code: UnvisitedCode::Spacing,
        text: text.to_owned(),
        detail: BTreeMap::new(),
    }
}

pub(super) fn plain(lang: Lang) -> UnvisitedReasonFile {
    let text = lang.pick("no shift has the time left", "各班次都没有剩余时间");
    UnvisitedReasonFile {
        code: UnvisitedCode::TooLong,
        text: text.to_owned(),
        detail: BTreeMap::new(),
    }
}

fn who(input: &PlanInput<'_>, shift: ShiftIdx) -> (String, String, [(&'static str, Value); 2]) {
    let source = input.assembled.shifts[shift.idx()];
    let team = &input.teams[source.team];
    (
        team.name.clone(),
        source.day.to_string(),
        [("team", json!(team.id)), ("date", json!(source.day))],
    )
}

/// It fits as the plan stands: the search ended before it was taken up, or it brings no prize.
pub(super) fn left_by_the_search(input: &PlanInput<'_>, shift: ShiftIdx) -> UnvisitedReasonFile {
    let (team, date, [by, on]) = who(input, shift);
    let text = match input.lang {
        Lang::En => format!("would fit ({team}, {date}), but the search did not take it up"),
        Lang::Zh => format!("现有路线可容纳（{team}，{date}），但搜索未采用"),
    };
    UnvisitedReasonFile {
        code: UnvisitedCode::NotWorth,
        text,
        detail: detail([by, on]),
    }
}

pub(super) fn not_worth(
    input: &PlanInput<'_>,
    prize: Prize,
    other: JobIdx,
    shift: ShiftIdx,
) -> UnvisitedReasonFile {
    let (team, date, [by, on]) = who(input, shift);
    let due = &input.due[input.assembled.jobs[other.idx()].due];
    let target = &due.target;
    let name = input
        .target(due)
        .map(|target| target.name.as_str())
        .filter(|name| *name != target.as_str())
        .map_or(String::new(), |name| format!(" {name}"));
    let text = match input.lang {
        Lang::En => format!("would displace {target}{name} worth {prize} ({team}, {date})"),
        Lang::Zh => format!("需挤掉 {target}{name}（收益 {prize}；{team}，{date}）"),
    };
    let more = [
        ("displaces", json!(target)),
        ("displaces_prize", json!(prize)),
        by,
        on,
    ];
    UnvisitedReasonFile {
        code: UnvisitedCode::NotWorth,
        text,
        detail: detail(more),
    }
}

pub(super) fn no_time(
    input: &PlanInput<'_>,
    lacking: Seconds,
    shift: ShiftIdx,
) -> UnvisitedReasonFile {
    let (team, date, [by, on]) = who(input, shift);
    let minutes = (lacking.get() + 59) / 60;
    let text = match input.lang {
        Lang::En => format!(
            "no shift has the time left; the nearest misses by {minutes} min ({team}, {date})"
        ),
        Lang::Zh => format!("各班次都没有剩余时间，最接近的还差 {minutes} 分钟（{team}，{date}）"),
    };
    UnvisitedReasonFile {
        code: UnvisitedCode::TooLong,
        text,
        detail: detail([("misses_s", json!(lacking.get())), by, on]),
    }
}

/// A change in words.
pub(super) fn change(
    input: &PlanInput<'_>,
    change: &Change,
    place: PlaceFile,
    instead_of: Option<&InsteadFile>,
) -> String {
    let (team, date, _) = who(input, change.spot.shift);
    let zh = input.lang == Lang::Zh;
    let minutes = change.by.map_or(0, |by| (by.get() + 59) / 60);
    let window = change.window.as_deref().unwrap_or_default();
    let stop = instead_of.map_or(String::new(), |other| named(input, change, other));
    let what = match change.kind {
        ChangeKind::AsItIs if zh => "无需变更".to_owned(),
        ChangeKind::AsItIs => "as the plan stands".to_owned(),
        ChangeKind::ShiftEnd if zh => format!("推迟 {minutes} 分钟返回"),
        ChangeKind::ShiftEnd => format!("back {minutes} min later"),
        ChangeKind::WindowStart if zh => format!("时间窗 {window} 提前 {minutes} 分钟开始"),
        ChangeKind::WindowStart => format!("window {window} open {minutes} min earlier"),
        ChangeKind::WindowEnd if zh => format!("时间窗 {window} 推迟 {minutes} 分钟结束"),
        ChangeKind::WindowEnd => format!("window {window} closed {minutes} min later"),
        ChangeKind::MoreStops if zh => "站数上限加一".to_owned(),
        ChangeKind::MoreStops => "one stop more in the shift".to_owned(),
        ChangeKind::Spacing | ChangeKind::Displace if zh => format!("放弃 {stop}"),
        ChangeKind::Spacing | ChangeKind::Displace => format!("{stop} given up"),
    };
    match (zh, place.after) {
        (true, 0) => format!("{what}：{team}（{date}）可作为第一站"),
        (true, seq) => format!("{what}：{team}（{date}）可排在第 {seq} 站之后"),
        (false, 0) => format!("{what}: {team} ({date}) would take it first"),
        (false, seq) => format!("{what}: {team} ({date}) would take it after stop {seq}"),
    }
}

/// A stop that is given up, by number, id, name and prize.
fn named(input: &PlanInput<'_>, change: &Change, other: &InsteadFile) -> String {
    let due = change
        .gives_up
        .map(|job| &input.due[input.assembled.jobs[job.idx()].due]);
    let name = due
        .and_then(|due| input.target(due))
        .map(|target| target.name.as_str())
        .filter(|name| *name != other.target)
        .map_or(String::new(), |name| format!(" {name}"));
    let (target, prize) = (&other.target, other.prize);
    let day = if change.kind == ChangeKind::Spacing {
        format!(" {}", other.date)
    } else {
        String::new()
    };
    match input.lang {
        Lang::En => format!("{target}{name}{day} (worth {prize})"),
        Lang::Zh => format!("{target}{name}{day}（收益 {prize}）"),
    }
}
