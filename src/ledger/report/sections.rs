//! A report as titled tables, the same for text, page and workbook.

use super::{DailyReport, Problem};
use crate::domain::Lang;

/// One part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Headings; empty for plain lines.
    pub head: Vec<String>,
    /// Rows, as many cells as headings.
    pub rows: Vec<Vec<String>>,
    /// Asks for attention.
    pub is_urgent: bool,
}

/// The parts of a report in the order they are read: what is urgent first.
pub fn sections(report: &DailyReport, lang: Lang) -> Vec<Section> {
    let parts = [
        Some(immediate(report, lang)),
        overdue(report, lang),
        refused(report, lang),
        teams(report, lang),
        missed(report, lang),
        Some(figures(report, lang)),
        changes(report, lang),
        orders(report, lang),
        coverage(report, lang),
        Some(indicators(report, lang)),
    ];
    parts.into_iter().flatten().collect()
}

fn heads(lang: Lang, heads: &[(&str, &str)]) -> Vec<String> {
    let pick = |(en, zh): &(&str, &str)| lang.pick(*en, *zh).to_owned();
    heads.iter().map(pick).collect()
}

fn problem_rows(problems: &[Problem]) -> Vec<Vec<String>> {
    let row = |one: &Problem| {
        vec![
            one.time.clone(),
            one.target.clone(),
            one.name.clone(),
            one.item.clone(),
            one.text.clone(),
            one.due.map_or(String::new(), |due| due.to_string()),
        ]
    };
    problems.iter().map(row).collect()
}

const PROBLEM_HEADS: [(&str, &str); 6] = [
    ("time", "时间"),
    ("target", "编号"),
    ("name", "名称"),
    ("item", "检查项"),
    ("found", "情况"),
    ("due", "期限"),
];

/// Always there, also when there is nothing: "none" is a report.
fn immediate(report: &DailyReport, lang: Lang) -> Section {
    let mut rows = problem_rows(&report.immediate);
    for (suspect, removal) in &report.movement_alerts {
        let text = match lang {
            Lang::En => format!("possible re-movement from {removal} (R7)"),
            Lang::Zh => format!("疑似自 {removal} 再移动（R7）"),
        };
        let blank = String::new;
        rows.push(vec![
            blank(),
            suspect.clone(),
            blank(),
            blank(),
            text,
            blank(),
        ]);
    }
    Section {
        title: format!(
            "{} ({})",
            lang.pick("Report at once", "立即报告事项"),
            rows.len()
        ),
        head: heads(lang, &PROBLEM_HEADS),
        is_urgent: !rows.is_empty(),
        rows,
    }
}

fn overdue(report: &DailyReport, lang: Lang) -> Option<Section> {
    let rows: Vec<Vec<String>> = report
        .overdue
        .iter()
        .map(|one| {
            vec![
                one.target.clone(),
                one.name.clone(),
                one.status
                    .map_or("", |status| status.label(lang))
                    .to_owned(),
                one.step.label(lang).to_owned(),
                one.due.to_string(),
                one.late.to_string(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        title: format!("{} ({})", lang.pick("Overdue", "超期事项"), rows.len()),
        head: heads(
            lang,
            &[
                ("target", "编号"),
                ("name", "名称"),
                ("state", "状态"),
                ("step", "事项"),
                ("due", "期限"),
                ("working days late", "超期工作日"),
            ],
        ),
        is_urgent: true,
        rows,
    })
}

fn refused(report: &DailyReport, lang: Lang) -> Option<Section> {
    let row = |one: &super::RefusedEvent| {
        [&one.event, &one.target, &one.name, &one.why]
            .map(String::clone)
            .to_vec()
    };
    let rows: Vec<Vec<String>> = report.refused.iter().map(row).collect();
    (!rows.is_empty()).then(|| Section {
        title: format!(
            "{} ({})",
            lang.pick("Events not applied", "未生效记录"),
            rows.len()
        ),
        head: heads(
            lang,
            &[
                ("event", "事件"),
                ("target", "编号"),
                ("name", "名称"),
                ("why", "原因"),
            ],
        ),
        is_urgent: true,
        rows,
    })
}

fn km(metres: i64) -> String {
    format!("{:.1}", metres as f64 / 1000.0)
}

fn teams(report: &DailyReport, lang: Lang) -> Option<Section> {
    let rows: Vec<Vec<String>> = report
        .teams
        .iter()
        .map(|team| {
            vec![
                team.name.clone(),
                team.planned.to_string(),
                team.visited.to_string(),
                team.missed.len().to_string(),
                team.extra.to_string(),
                km(team.planned_m),
                format!("{} / {}", km(team.corridor_m[0]), km(team.corridor_m[1])),
                format!("{} / {}", team.problems[0], team.problems[1]),
                if team.is_missing {
                    lang.pick("NO REPORT", "未报").to_owned()
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        title: lang.pick("Teams", "各组情况").to_owned(),
        head: heads(
            lang,
            &[
                ("team", "巡查组"),
                ("planned", "计划"),
                ("visited", "已巡"),
                ("missed", "未巡"),
                ("extra", "计划外"),
                ("planned km", "计划公里"),
                ("corridor km left / right", "沿线公里 左/右"),
                ("problems I / R", "问题 立即/限期"),
                ("", ""),
            ],
        ),
        is_urgent: report.teams.iter().any(|team| team.is_missing),
        rows,
    })
}

fn missed(report: &DailyReport, lang: Lang) -> Option<Section> {
    let rows: Vec<Vec<String>> = report
        .teams
        .iter()
        .filter(|team| !team.is_missing)
        .flat_map(|team| {
            team.missed.iter().map(|one| {
                let reason = one
                    .reason
                    .map_or(lang.pick("not said", "未说明"), |reason| {
                        reason.label(lang)
                    });
                vec![
                    team.name.clone(),
                    one.target.clone(),
                    one.name.clone(),
                    reason.to_owned(),
                ]
            })
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        title: format!(
            "{} ({})",
            lang.pick("Planned, not visited", "计划未巡"),
            rows.len()
        ),
        head: heads(
            lang,
            &[
                ("team", "巡查组"),
                ("target", "编号"),
                ("name", "名称"),
                ("reason", "原因"),
            ],
        ),
        is_urgent: false,
        rows,
    })
}

fn figures(report: &DailyReport, lang: Lang) -> Section {
    let sum = |of: fn(&super::TeamReport) -> u32| report.teams.iter().map(of).sum::<u32>();
    let fixed = report
        .changes
        .iter()
        .filter(|one| one.transition == "T04")
        .count();
    let mut rows = vec![
        (
            lang.pick("visits planned", "计划巡查"),
            sum(|team| team.planned).to_string(),
        ),
        (
            lang.pick("of them made", "其中完成"),
            sum(|team| team.visited).to_string(),
        ),
        (
            lang.pick("visits beyond the plan", "计划外巡查"),
            report.unplanned_visits.to_string(),
        ),
        (
            lang.pick("corridor km, left / right", "沿线公里 左/右"),
            format!(
                "{} / {}",
                km(report.corridor_m[0]),
                km(report.corridor_m[1])
            ),
        ),
        (lang.pick("fixed at once", "立行立改"), fixed.to_string()),
        (
            lang.pick("complaints and objections", "投诉、异议"),
            report.complaints.to_string(),
        ),
        (
            lang.pick("orders issued", "下发整改通知"),
            report.orders_issued.len().to_string(),
        ),
        (
            lang.pick("rechecks failed", "整改复查不合格"),
            report.rechecks_failed.to_string(),
        ),
        (
            lang.pick("orders closed", "整改复查合格"),
            report.orders_closed.to_string(),
        ),
        (
            lang.pick("orders open", "未结整改"),
            report.orders_open.to_string(),
        ),
        (
            lang.pick("orders overdue", "超期整改"),
            report.orders_overdue.to_string(),
        ),
        (
            lang.pick("conflicts to settle", "待处理冲突"),
            report.conflicts.to_string(),
        ),
        (
            lang.pick("events not applied", "未生效记录"),
            report.refused.len().to_string(),
        ),
    ];
    for (finding, count) in &report.findings {
        rows.push((finding.label(lang), count.to_string()));
    }
    Section {
        title: lang.pick("The day in figures", "当日数据").to_owned(),
        head: Vec::new(),
        rows: rows
            .into_iter()
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect(),
        is_urgent: false,
    }
}

fn changes(report: &DailyReport, lang: Lang) -> Option<Section> {
    let rows: Vec<Vec<String>> = report
        .changes
        .iter()
        .map(|one| {
            vec![
                one.target.clone(),
                one.name.clone(),
                one.transition.clone(),
                one.to.label(lang).to_owned(),
                one.round.to_string(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        title: format!(
            "{} ({})",
            lang.pick("State changes", "状态变更"),
            rows.len()
        ),
        head: heads(
            lang,
            &[
                ("point", "编号"),
                ("name", "名称"),
                ("step", "环节"),
                ("state", "状态"),
                ("round", "轮次"),
            ],
        ),
        is_urgent: false,
        rows,
    })
}

fn orders(report: &DailyReport, lang: Lang) -> Option<Section> {
    let rows = problem_rows(&report.orders_issued);
    (!rows.is_empty()).then(|| Section {
        title: format!(
            "{} ({})",
            lang.pick("Rectification orders issued", "下发整改通知"),
            rows.len()
        ),
        head: heads(lang, &PROBLEM_HEADS),
        is_urgent: false,
        rows,
    })
}

fn coverage(report: &DailyReport, lang: Lang) -> Option<Section> {
    let share = |part: u32, whole: u32| {
        if whole == 0 {
            String::new()
        } else {
            format!("{:.0} %", f64::from(part) * 100.0 / f64::from(whole))
        }
    };
    let rows: Vec<Vec<String>> = report
        .coverage
        .iter()
        .map(|(programme, one)| {
            vec![
                programme.clone(),
                one.due.to_string(),
                one.planned.to_string(),
                one.visited.to_string(),
                one.month_due.to_string(),
                one.month_visited.to_string(),
                share(one.month_visited, one.month_due),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        title: lang.pick("Coverage by programme", "各方案覆盖").to_owned(),
        head: heads(
            lang,
            &[
                ("programme", "方案"),
                ("due", "到期"),
                ("planned", "计划"),
                ("visited", "完成"),
                ("due this month", "本月到期"),
                ("visited this month", "本月完成"),
                ("share", "本月覆盖率"),
            ],
        ),
        is_urgent: false,
        rows,
    })
}

fn indicators(report: &DailyReport, lang: Lang) -> Section {
    let of = &report.indicators;
    let number = |value: Option<f64>, unit: &str| {
        value.map_or(lang.pick("none yet", "暂无").to_owned(), |value| {
            format!("{value:.1}{unit}")
        })
    };
    let states: Vec<String> = of
        .by_status
        .iter()
        .map(|(status, count)| format!("{} {count}", status.label(lang)))
        .collect();
    let rows = [
        (
            lang.pick("points by state", "各状态点位"),
            states.join(lang.pick(", ", "，")),
        ),
        (
            lang.pick("listed this month", "本月挂账"),
            of.listed.to_string(),
        ),
        (
            lang.pick("closed this month", "本月销号"),
            of.closed.to_string(),
        ),
        (
            lang.pick("cleared at once this month", "本月立行立改"),
            of.quick_closed.to_string(),
        ),
        (
            lang.pick("returned this month", "本月退回"),
            of.returned.to_string(),
        ),
        (
            lang.pick("rebounds this month", "本月反弹"),
            of.rebounds.to_string(),
        ),
        (
            lang.pick("rate closed", "销号率"),
            number(of.rate_closed, " %"),
        ),
        (
            lang.pick("rebound rate", "反弹率"),
            number(of.rebound_rate, " %"),
        ),
        (
            lang.pick(
                "median days from listing to closure",
                "挂账至销号天数（中位数）",
            ),
            number(of.median_days_to_close, ""),
        ),
        (lang.pick("overdue", "超期"), of.overdue.to_string()),
        (
            lang.pick("possible re-movements", "疑似再移动"),
            of.movement_alerts.to_string(),
        ),
        (
            lang.pick("re-movements not settled", "未处理再移动"),
            of.movements_open.to_string(),
        ),
    ];
    Section {
        title: lang.pick("Close-out", "销号进度").to_owned(),
        head: Vec::new(),
        rows: rows
            .into_iter()
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect(),
        is_urgent: false,
    }
}
