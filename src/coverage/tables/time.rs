//! Fairness between townships, and the course of the period.

use super::{Sheet, Show, cell, counts, kilometres, percent};
use crate::coverage::figures::{SpanTally, Spread, share};

pub(super) fn fairness(show: Show<'_>) -> Sheet {
    let fairness = &show.coverage.fairness;
    let mut rows = Vec::new();
    for (name, spread, is_metres) in spreads(show) {
        let amount = |amount: u64| {
            if is_metres {
                kilometres(amount)
            } else {
                amount.to_string()
            }
        };
        for one in &spread.townships {
            rows.push(vec![
                name.to_owned(),
                one.township.clone(),
                amount(one.due),
                amount(one.met),
                percent(Some(one.share)),
            ]);
        }
    }
    let ginis = [
        ("Gini, visits", "基尼系数（到访）", fairness.visits.gini),
        (
            "Gini, corridor km",
            "基尼系数（路段）",
            fairness.metres.gini,
        ),
    ];
    rows.extend(ginis.map(|(en, zh, gini)| {
        let mut row = vec![show.pick(en, zh).to_owned()];
        row.resize(4, String::new());
        row.push(cell(gini.map(|gini| format!("{gini:.3}"))));
        row
    }));
    Sheet {
        name: "fairness",
        title: show.pick("Townships, worst served first", "各乡镇到访率（由低到高）"),
        is_brief: true,
        head: vec![
            show.pick("of", "项目"),
            show.pick("township", "乡镇"),
            show.pick("due", "应巡"),
            show.pick("visited", "已巡"),
            show.pick("visited %", "到访率%"),
        ],
        rows,
    }
}

fn spreads(show: Show<'_>) -> [(&'static str, &Spread, bool); 2] {
    let fairness = &show.coverage.fairness;
    [
        (show.pick("visits", "到访"), &fairness.visits, false),
        (show.pick("corridor km", "路段公里"), &fairness.metres, true),
    ]
}

pub(super) fn lorenz(show: Show<'_>) -> Sheet {
    let points = |(name, spread, _): (&str, &Spread, bool)| {
        let name = name.to_owned();
        let points = spread.lorenz.iter();
        let row =
            |(due, met): &(f64, f64)| vec![name.clone(), format!("{due:.4}"), format!("{met:.4}")];
        points.map(row).collect::<Vec<_>>()
    };
    Sheet {
        name: "lorenz",
        title: show.pick("Lorenz curve of townships", "乡镇洛伦兹曲线"),
        is_brief: false,
        head: vec![
            show.pick("of", "项目"),
            show.pick("share of due", "应巡累计占比"),
            show.pick("share of visited", "已巡累计占比"),
        ],
        rows: spreads(show).into_iter().flat_map(points).collect(),
    }
}

pub(super) fn series(show: Show<'_>) -> Sheet {
    let row = |span: &SpanTally| {
        let mut row = vec![span.from.to_string(), span.to.to_string()];
        row.extend(counts([span.due, span.on_time, span.late, span.missed]));
        row.push(percent(share(span.on_time, span.due)));
        let metres = [
            span.metres_due,
            span.metres_on_time,
            span.metres_late,
            span.metres_missed,
        ];
        row.extend(metres.map(kilometres));
        row.push(percent(share(span.metres_on_time, span.metres_due)));
        row
    };
    Sheet {
        name: "series",
        title: show.pick("Course of the period", "逐期情况"),
        is_brief: false,
        head: vec![
            show.pick("from", "起"),
            show.pick("to", "止"),
            show.pick("due", "应巡"),
            show.pick("on time", "按期"),
            show.pick("late", "逾期到访"),
            show.pick("missed", "漏巡"),
            show.pick("on time %", "按期率%"),
            show.pick("km due", "应巡公里"),
            show.pick("km on time", "按期公里"),
            show.pick("km late", "逾期公里"),
            show.pick("km missed", "漏巡公里"),
            show.pick("km on time %", "公里按期率%"),
        ],
        rows: show.coverage.series.spans.iter().map(row).collect(),
    }
}
