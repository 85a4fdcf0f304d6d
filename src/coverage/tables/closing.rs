//! The close-out: what is overdue, and its indicators.

use super::{Sheet, Show, cell};
use crate::domain::{Status, TargetKind};

pub(super) fn overdue(show: Show<'_>) -> Sheet {
    let rows = show.coverage.overdue.iter().map(|row| {
        vec![
            state_label(show, &row.state),
            row.step.label(show.lang).to_owned(),
            row.count.to_string(),
            row.median_days.to_string(),
            row.max_days.to_string(),
        ]
    });
    Sheet {
        name: "overdue",
        title: show.pick("Overdue steps", "超期事项"),
        is_brief: true,
        head: vec![
            show.pick("state", "状态"),
            show.pick("step", "事项"),
            show.pick("targets", "对象数"),
            show.pick("median working days", "超期工作日中位数"),
            show.pick("longest", "最长超期工作日"),
        ],
        rows: rows.collect(),
    }
}

fn state_label(show: Show<'_>, word: &str) -> String {
    let kinds = [TargetKind::Site, TargetKind::Place, TargetKind::Corridor];
    let kind = kinds
        .into_iter()
        .find(|kind| crate::coverage::recency::kind_word(*kind) == word);
    let status = Status::parse(word).map(|status| status.label(show.lang));
    status
        .or_else(|| kind.map(|kind| kind.label(show.lang)))
        .unwrap_or(word)
        .to_owned()
}

pub(super) fn indicators(show: Show<'_>) -> Sheet {
    let one = &show.coverage.indicators;
    let decimal = |value: Option<f64>| value.map(|value| format!("{value:.1}"));
    let mut rows: Vec<Vec<String>> = one
        .by_status
        .iter()
        .map(|(status, count)| {
            let label = status.label(show.lang);
            let name = format!("{}{label}", show.pick("points: ", "点位："));
            vec![name, count.to_string()]
        })
        .collect();
    let counts = [
        ("listed in the period", "期内挂账", one.listed),
        ("closed in the period", "期内销号", one.closed),
        ("cleared at once", "立行立改", one.quick_closed),
        ("returned", "退回", one.returned),
        ("rebounds", "反弹", one.rebounds),
        ("overdue", "超期", one.overdue),
        ("re-movement alerts", "疑似再移动", one.movement_alerts),
        ("re-movements open", "再移动未处理", one.movements_open),
    ];
    rows.extend(
        counts.map(|(en, zh, count)| vec![show.pick(en, zh).to_owned(), count.to_string()]),
    );
    let shares = [
        ("closed, %", "销号率%", one.rate_closed),
        ("rebound rate, %", "反弹率%", one.rebound_rate),
        (
            "median days listed to closed",
            "挂账至销号天数中位数",
            one.median_days_to_close,
        ),
    ];
    rows.extend(
        shares.map(|(en, zh, value)| vec![show.pick(en, zh).to_owned(), cell(decimal(value))]),
    );
    Sheet {
        name: "indicators",
        title: show.pick("Close-out", "销号指标"),
        is_brief: true,
        head: vec![show.pick("indicator", "指标"), show.pick("value", "数值")],
        rows,
    }
}
