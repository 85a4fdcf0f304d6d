//! What the plans promised against what happened.

use super::visits::reason_label;
use super::{Sheet, Show, counts, percent};
use crate::coverage::figures::{Kept, share};
use crate::domain::Lang;

pub(super) fn promise(show: Show<'_>) -> Sheet {
    let all = &show.coverage.promise;
    let mut rows = vec![row(show.pick("total", "合计"), String::new(), &all.total)];
    let groups =
        show.by_programme(&all.by_programme)
            .chain(show.by("township", "乡镇", &all.by_township));
    rows.extend(groups.map(|(by, name, kept)| row(by, name, kept)));
    let beside = [
        ("visits beside the plan", "计划外到访", all.unplanned_visits),
        (
            "visits on days without a plan",
            "无计划日到访",
            all.visits_without_plan,
        ),
    ];
    rows.extend(beside.map(|(en, zh, count)| {
        let mut row = vec![show.pick(en, zh).to_owned()];
        row.resize(3, String::new());
        row.extend([count.to_string()]);
        row.resize(8, String::new());
        row
    }));
    Sheet {
        name: "promise",
        title: show.pick("Planned and kept", "计划兑现"),
        is_brief: true,
        head: head(show),
        rows,
    }
}

pub(super) fn days(show: Show<'_>) -> Sheet {
    let days = show.coverage.promise.by_day.iter();
    Sheet {
        name: "promise_days",
        title: show.pick("Planned and kept, day by day", "计划兑现（逐日）"),
        is_brief: false,
        head: head(show),
        rows: days
            .map(|(day, kept)| row(show.pick("day", "日期"), day.to_string(), kept))
            .collect(),
    }
}

fn head(show: Show<'_>) -> Vec<&'static str> {
    vec![
        show.pick("by", "分组"),
        show.pick("group", "名称"),
        show.pick("planned", "计划"),
        show.pick("that day", "当日到访"),
        show.pick("later", "之后到访"),
        show.pick("failed", "未成"),
        show.pick("no record", "无记录"),
        show.pick("that day %", "当日兑现率%"),
    ]
}

fn row(by: &str, name: String, kept: &Kept) -> Vec<String> {
    let mut row = vec![by.to_owned(), name];
    row.extend(counts([
        kept.promised,
        kept.that_day,
        kept.later,
        kept.failed,
        kept.no_record,
    ]));
    row.push(percent(share(kept.that_day, kept.promised)));
    row
}

pub(super) fn reasons(show: Show<'_>) -> Sheet {
    let all = &show.coverage.promise;
    let mut rows = Vec::new();
    let total = (show.pick("total", "合计"), String::new(), &all.total);
    let groups = std::iter::once(total)
        .chain(show.by_programme(&all.by_programme))
        .chain(show.by("township", "乡镇", &all.by_township));
    for (by, name, kept) in groups {
        for (reason, count) in &kept.reasons {
            let label = reason_label(reason, show.lang);
            rows.push(vec![
                by.to_owned(),
                name.clone(),
                reason.clone(),
                label,
                count.to_string(),
            ]);
        }
    }
    Sheet {
        name: "promise_reasons",
        title: show.pick("Planned stops that failed, by reason", "计划未成（按原因）"),
        is_brief: false,
        head: vec![
            show.pick("by", "分组"),
            show.pick("group", "名称"),
            show.pick("code", "原因代码"),
            show.pick("reason", "原因"),
            show.pick("stops", "次数"),
        ],
        rows,
    }
}

pub(super) fn left_out(show: Show<'_>) -> Sheet {
    let all = &show.coverage.promise;
    let mut rows = Vec::new();
    let mut add = |name: &str, reasons: &std::collections::BTreeMap<String, u64>| {
        for (reason, count) in reasons {
            rows.push(vec![
                name.to_owned(),
                reason.clone(),
                limit_label(reason, show.lang).to_owned(),
                count.to_string(),
            ]);
        }
    };
    add(show.pick("total", "合计"), &all.left_out);
    for (programme, reasons) in &all.left_out_by_programme {
        add(&show.programme(programme), reasons);
    }
    Sheet {
        name: "left_out",
        title: show.pick("Due and left out of the plans", "到期未排"),
        is_brief: true,
        head: vec![
            show.pick("programme", "方案"),
            show.pick("code", "原因代码"),
            show.pick("reason", "原因"),
            show.pick("visits", "次数"),
        ],
        rows,
    }
}

pub(super) fn limit_label(word: &str, lang: Lang) -> &'static str {
    match word {
        "unreachable" => lang.pick("no road leads there", "道路不可达"),
        "no_shift" => lang.pick("no shift may do it", "无可用班次"),
        "window" => lang.pick("fits no window", "不合时间窗"),
        "too_long" => lang.pick("no time left", "时间不足"),
        "not_worth" => lang.pick("would displace more than it brings", "收益低于所占任务"),
        "spacing" => lang.pick("too near to another visit", "与另一次到访间隔过近"),
        "pinned_elsewhere" => lang.pick("pinned elsewhere", "已指定其他安排"),
        _ => "",
    }
}
