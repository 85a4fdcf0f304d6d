//! Due visits and days since the last one.

use super::{Sheet, Show, cell, counts, percent};
use crate::coverage::figures::{Histogram, Recency, Tally, Unseen};
use crate::domain::{Lang, TargetKind};
use crate::ledger::payload::Finding;

pub(super) fn visits(show: Show<'_>) -> Sheet {
    let row = |(by, name, tally): (&str, String, &Tally)| {
        let mut row = vec![by.to_owned(), name];
        row.extend(counts([tally.due, tally.on_time, tally.late, tally.missed]));
        row.extend([percent(tally.on_time_share()), percent(tally.met_share())]);
        row.extend([
            tally.additional.to_string(),
            tally.lapsed.to_string(),
            tally.failed.values().sum::<u64>().to_string(),
            cell(tally.median_days_late),
            cell(tally.p90_days_late),
        ]);
        row
    };
    Sheet {
        name: "visits",
        title: show.pick("Due visits", "应巡任务完成情况"),
        is_brief: true,
        head: vec![
            show.pick("by", "分组"),
            show.pick("group", "名称"),
            show.pick("due", "应巡"),
            show.pick("on time", "按期"),
            show.pick("late", "逾期到访"),
            show.pick("missed", "漏巡"),
            show.pick("on time %", "按期率%"),
            show.pick("visited %", "到访率%"),
            show.pick("additional", "额外到访"),
            show.pick("lapsed", "失效"),
            show.pick("failed", "未成到访"),
            show.pick("median days late", "逾期天数中位数"),
            show.pick("p90 days late", "逾期天数90分位"),
        ],
        rows: show
            .groups(&show.coverage.visits)
            .into_iter()
            .map(row)
            .collect(),
    }
}

pub(super) fn failed(show: Show<'_>) -> Sheet {
    let mut rows = Vec::new();
    for (by, name, tally) in show.groups(&show.coverage.visits) {
        for (reason, count) in &tally.failed {
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
        name: "failed",
        title: show.pick("Visits that failed, by reason", "未成到访（按原因）"),
        is_brief: false,
        head: vec![
            show.pick("by", "分组"),
            show.pick("group", "名称"),
            show.pick("code", "原因代码"),
            show.pick("reason", "原因"),
            show.pick("visits", "次数"),
        ],
        rows,
    }
}

/// The words for a reason why a visit failed.
pub(super) fn reason_label(word: &str, lang: Lang) -> String {
    let finding = Finding::parse(word);
    finding.map_or_else(|| word.to_owned(), |finding| finding.label(lang).to_owned())
}

pub(super) fn recency(show: Show<'_>) -> Sheet {
    let report = &show.coverage.recency;
    let kinds = report.by_kind.iter();
    let kinds = kinds.map(|(kind, one): (&TargetKind, &Recency)| {
        let label = kind.label(show.lang).to_owned();
        (show.pick("kind", "类别"), label, one)
    });
    let total = (show.pick("total", "合计"), String::new(), &report.total);
    let groups = std::iter::once(total)
        .chain(show.by_programme(&report.by_programme))
        .chain(kinds);
    let row = |(by, name, one): (&str, String, &Recency)| {
        let mut row = vec![by.to_owned(), name, one.histogram.total().to_string()];
        row.extend(counts(one.histogram.counts()));
        row.extend([one.p25, one.median, one.p75, one.p90, one.max].map(cell));
        row
    };
    let mut head = vec![
        show.pick("by", "分组"),
        show.pick("group", "名称"),
        show.pick("targets", "对象数"),
    ];
    head.extend(classes(show));
    head.extend([
        show.pick("p25 days", "25分位天数"),
        show.pick("median days", "中位天数"),
        show.pick("p75 days", "75分位天数"),
        show.pick("p90 days", "90分位天数"),
        show.pick("longest", "最长天数"),
    ]);
    Sheet {
        name: "recency",
        title: show.pick("Days since the last visit", "距上次到访天数"),
        is_brief: true,
        head,
        rows: groups.map(row).collect(),
    }
}

/// The headings of the classes of days.
pub(super) fn classes(show: Show<'_>) -> impl Iterator<Item = &'static str> {
    let classes = Histogram::CLASSES.into_iter();
    classes.map(move |(en, zh)| show.pick(en, zh))
}

pub(super) fn worst(show: Show<'_>) -> Sheet {
    Sheet {
        name: "worst",
        title: show.pick("Not visited for the longest time", "最久未到访的对象"),
        is_brief: true,
        head: unseen_head(show),
        rows: unseen_rows(show, &show.coverage.recency.worst),
    }
}

pub(super) fn all(show: Show<'_>) -> Sheet {
    Sheet {
        name: "days_since",
        title: show.pick(
            "Days since the last visit, target by target",
            "各对象距上次到访天数",
        ),
        is_brief: false,
        head: unseen_head(show),
        rows: unseen_rows(show, &show.coverage.recency.all),
    }
}

pub(super) fn unseen_head(show: Show<'_>) -> Vec<&'static str> {
    vec![
        show.pick("id", "编号"),
        show.pick("name", "名称"),
        show.pick("kind", "类别"),
        show.pick("township", "乡镇"),
        show.pick("days", "天数"),
    ]
}

pub(super) fn unseen_rows(show: Show<'_>, worst: &[Unseen]) -> Vec<Vec<String>> {
    let never = show.pick("never", "从未");
    let row = |one: &Unseen| {
        vec![
            one.target.clone(),
            one.name.clone(),
            one.kind.label(show.lang).to_owned(),
            one.township.clone(),
            one.days
                .map_or_else(|| never.to_owned(), |days| days.to_string()),
        ]
    };
    worst.iter().map(row).collect()
}
