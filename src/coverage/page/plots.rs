//! The plots of the page.

use crate::chart::{
    Axis, Bar, Bars, Figure, Line, LinePoint, Lines, Lorenz, Sample, Served, Steps,
};
use crate::coverage::figures::{Coverage, SpanTally, Spread, Unseen, share};
use crate::coverage::tables::{limit_words, reason_words};
use crate::domain::Lang;

fn figure(svg: String, caption: &str) -> Figure {
    Figure {
        svg,
        caption: caption.to_owned(),
        wide: false,
    }
}

fn parts(lang: Lang) -> Vec<String> {
    [("on time", "按期"), ("late", "逾期"), ("missed", "漏巡")]
        .map(|(en, zh)| lang.pick(en, zh).to_owned())
        .to_vec()
}

/// Shares on time of visits and of corridor metres.
pub(super) fn shares(coverage: &Coverage, lang: Lang) -> Figure {
    let line = |name: &str, value: &dyn Fn(&SpanTally) -> Option<f64>| {
        let spans = coverage.series.spans.iter();
        let points = spans.map(|span| LinePoint {
            x: f64::from(span.from.number()),
            y: value(span).unwrap_or(f64::NAN),
            interval: None,
        });
        Line {
            name: name.to_owned(),
            points: points.collect(),
        }
    };
    let plot = Lines {
        label: lang.pick("share on time", "按期率变化").to_owned(),
        x: Axis::dates(""),
        y: Axis::percent(lang.pick("on time", "按期率")),
        lines: vec![
            line(lang.pick("visits", "到访"), &|span| {
                share(span.on_time, span.due)
            }),
            line(lang.pick("corridor metres", "路段里程"), &|span| {
                share(span.metres_on_time, span.metres_due)
            }),
        ],
        ..Lines::default()
    };
    figure(
        plot.svg(lang),
        lang.pick(
            "Share of what was due that was seen on time. series.csv.",
            "应巡任务和路段里程的按期率。数据见 series.csv。",
        ),
    )
}

/// Due visits, span by span.
pub(super) fn counts(coverage: &Coverage, lang: Lang) -> Figure {
    let bars = coverage.series.spans.iter().filter(|span| span.due > 0);
    let bars = bars.map(|span| Bar {
        name: span.from.to_string(),
        values: [span.on_time, span.late, span.missed]
            .map(|count| count as f64)
            .to_vec(),
        note: None,
    });
    let plot = Bars {
        parts: parts(lang),
        bars: bars.collect(),
        ..Bars::counts(
            lang.pick("visits due over time", "各期应巡任务"),
            lang.pick("visits due", "应巡任务（次）"),
        )
    };
    figure(
        plot.svg(lang),
        lang.pick(
            "Visits due, by the first day of each span. series.csv.",
            "各期应巡任务（按起始日）。数据见 series.csv。",
        ),
    )
}

/// How long ago targets were visited.
pub(super) fn days_since(coverage: &Coverage, lang: Lang) -> Figure {
    let all = &coverage.recency.all;
    let mut kinds: Vec<_> = all.iter().map(|one| one.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let sample = |kind: crate::domain::TargetKind| {
        let own: Vec<&Unseen> = all.iter().filter(|one| one.kind == kind).collect();
        let values: Vec<f64> = own
            .iter()
            .filter_map(|one| one.days.map(f64::from))
            .collect();
        Sample {
            name: kind.label(lang).to_owned(),
            unknown: own.len() - values.len(),
            values,
        }
    };
    let plot = Steps {
        label: lang
            .pick("days since the last visit", "距上次到访天数分布")
            .to_owned(),
        x: Axis::numbers(lang.pick("days since the last visit", "距上次到访天数")),
        share: lang.pick("share of targets", "对象占比").to_owned(),
        samples: kinds.into_iter().map(sample).collect(),
    };
    figure(
        plot.svg(lang),
        lang.pick(
            "Share of targets visited at most so many days ago; those never visited keep a curve below 100 %. days_since.csv.",
            "距上次到访不超过该天数的对象占比，从未到访的使曲线低于 100%。数据见 days_since.csv。",
        ),
    )
}

/// Due visits by township, the worst served first.
pub(super) fn townships(coverage: &Coverage, lang: Lang) -> Figure {
    let served = coverage.fairness.visits.townships.iter();
    let bars = served.filter_map(|one| {
        let tally = coverage.visits.by_township.get(&one.township)?;
        Some(Bar {
            name: one.township.clone(),
            values: [tally.on_time, tally.late, tally.missed]
                .map(|count| count as f64)
                .to_vec(),
            note: None,
        })
    });
    let plot = Bars {
        parts: parts(lang),
        bars: bars.collect(),
        ..Bars::counts(
            lang.pick("visits by township", "各乡镇应巡任务"),
            lang.pick("visits due", "应巡任务（次）"),
        )
    };
    figure(
        plot.svg(lang),
        lang.pick("Visits due. visits.csv.", "应巡任务。数据见 visits.csv。"),
    )
}

/// Due kilometres of corridors by township, the worst served first.
pub(super) fn township_metres(coverage: &Coverage, lang: Lang) -> Figure {
    let served = coverage.fairness.metres.townships.iter();
    let bars = served.filter_map(|one| {
        let tally = coverage.corridors.by_township.get(&one.township)?;
        Some(Bar {
            name: one.township.clone(),
            values: [tally.on_time, tally.late, tally.missed]
                .map(|metres| metres as f64 / 1000.0)
                .to_vec(),
            note: Some(format!("{:.0}", tally.due as f64 / 1000.0)),
        })
    });
    let plot = Bars {
        parts: parts(lang),
        bars: bars.collect(),
        ..Bars::counts(
            lang.pick("corridor km by township", "各乡镇应巡里程"),
            lang.pick("corridor km due", "应巡里程（公里）"),
        )
    };
    figure(
        plot.svg(lang),
        lang.pick(
            "Kilometres of corridors due, each time they are due. corridors.csv.",
            "路段应巡里程（按次累计）。数据见 corridors.csv。",
        ),
    )
}

/// How evenly townships were served.
pub(super) fn lorenz(spread: &Spread, is_metres: bool, lang: Lang) -> Figure {
    let parts = spread.townships.iter().map(|one| Served {
        name: one.township.clone(),
        need: one.due as f64,
        got: one.met as f64,
    });
    let (label, need, got) = if is_metres {
        (
            lang.pick("spread of corridor km", "路段里程的分布"),
            lang.pick("share of km due", "应巡里程累计占比"),
            lang.pick("share of km seen", "已巡里程累计占比"),
        )
    } else {
        (
            lang.pick("spread of visits", "到访的分布"),
            lang.pick("share of visits due", "应巡任务累计占比"),
            lang.pick("share of visits made", "已到访累计占比"),
        )
    };
    let plot = Lorenz {
        label: label.to_owned(),
        need: need.to_owned(),
        got: got.to_owned(),
        parts: parts.collect(),
    };
    let caption = match (is_metres, lang) {
        (false, Lang::En) => {
            "Visits: on the diagonal all townships are served alike. lorenz.csv, fairness.csv."
        }
        (true, Lang::En) => "The same of corridors. lorenz.csv, fairness.csv.",
        (false, Lang::Zh) => "到访：落在对角线上表示各乡镇一致。数据见 lorenz.csv、fairness.csv。",
        (true, Lang::Zh) => "路段里程，同上。数据见 lorenz.csv、fairness.csv。",
    };
    figure(plot.svg(lang), caption)
}

/// What became of planned stops by programme, and why visits failed or were left out.
pub(super) fn promise(coverage: &Coverage, lang: Lang) -> Vec<Figure> {
    let promise = &coverage.promise;
    let kept = promise.by_programme.iter().map(|(id, kept)| {
        let names = coverage.programmes.get(id);
        let name = names.map_or(id.as_str(), |names| lang.pick(&names.en, &names.zh));
        Bar {
            name: name.to_owned(),
            values: [kept.that_day, kept.later, kept.failed, kept.no_record]
                .map(|count| count as f64)
                .to_vec(),
            note: None,
        }
    });
    let parts = [
        ("that day", "当日到访"),
        ("later", "之后到访"),
        ("failed", "未成"),
        ("no record", "无记录"),
    ];
    let plan = Bars {
        parts: parts.map(|(en, zh)| lang.pick(en, zh).to_owned()).to_vec(),
        bars: kept.collect(),
        ..Bars::counts(
            lang.pick("planned stops and what became of them", "计划任务完成情况"),
            lang.pick("planned stops", "计划任务（次）"),
        )
    };
    let bar = |name: String, values: [f64; 2]| Bar {
        name,
        values: values.to_vec(),
        note: None,
    };
    let failed = promise.total.reasons.iter();
    let failed = failed.map(|(word, count)| bar(reason_words(word, lang), [*count as f64, 0.0]));
    let left = promise.left_out.iter();
    let left =
        left.map(|(word, count)| bar(limit_words(word, lang).to_owned(), [0.0, *count as f64]));
    let why = Bars {
        parts: [
            ("planned, failed", "已排未成"),
            ("due, left out of the plan", "到期未排"),
        ]
        .map(|(en, zh)| lang.pick(en, zh).to_owned())
        .to_vec(),
        bars: failed.chain(left).collect(),
        ..Bars::counts(
            lang.pick("reasons", "未完成原因"),
            lang.pick("visits", "任务（次）"),
        )
    };
    vec![
        figure(
            plan.svg(lang),
            lang.pick(
                "Planned stops by programme. promise.csv.",
                "各方案计划任务。数据见 promise.csv。",
            ),
        ),
        figure(
            why.svg(lang),
            lang.pick(
                "Why visits failed or were not planned. promise_reasons.csv, left_out.csv.",
                "未成、未排的原因。数据见 promise_reasons.csv、left_out.csv。",
            ),
        ),
    ]
}

/// How long before its discovery each new heap may have lain; nothing where none was found.
pub(super) fn discovery(coverage: &Coverage, lang: Lang) -> Vec<Figure> {
    let gaps = &coverage.estimates.gaps_days;
    if gaps.is_empty() {
        return Vec::new();
    }
    let plot = Steps {
        label: lang.pick("days to discovery", "发现天数分布").to_owned(),
        x: Axis::numbers(lang.pick("days since somebody last looked", "距前次巡查天数")),
        share: lang.pick("share of new heaps", "新增堆点占比").to_owned(),
        samples: vec![Sample {
            name: lang.pick("new heaps", "新增堆点").to_owned(),
            values: gaps.clone(),
            unknown: 0,
        }],
    };
    vec![figure(
        plot.svg(lang),
        lang.pick(
            "Days from the look before to the discovery: a heap lay at most so long. discovery.csv.",
            "前次巡查至发现的天数，即最长滞留天数。数据见 discovery.csv。",
        ),
    )]
}
