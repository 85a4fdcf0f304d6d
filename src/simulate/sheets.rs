//! The figures of a simulation as tables: what the terminal shows and the CSV files hold.

use super::outcome::{Measure, Outcome};
use super::summary::{Interval, PolicySummary};
use crate::coverage::Sheet;
use crate::domain::Lang;
use crate::units::Day;

/// All tables, in the order of the report.
pub fn sheets(
    policies: &[PolicySummary],
    outcomes: &[Outcome],
    first: Day,
    lang: Lang,
) -> Vec<Sheet> {
    vec![
        measures(policies, lang),
        weeks(policies, first, lang),
        distribution(
            "discovery",
            lang.pick("Days from dumping to discovery", "倾倒至发现天数"),
            policies,
            |policy| (&policy.discovery, policy.unfound),
            lang,
        ),
        distribution(
            "close_out",
            lang.pick("Days from dumping to close-out", "倾倒至销号天数"),
            policies,
            |policy| (&policy.close_out, policy.unclosed),
            lang,
        ),
        runs(outcomes, lang),
    ]
}

/// Digits behind the point that a measure is told with; shares are told in per cent.
fn told(measure: Measure, value: f64) -> String {
    if measure.is_share() {
        format!("{:.1}", 100.0 * value)
    } else {
        format!("{value:.1}")
    }
}

/// `12.3` or empty.
fn maybe(measure: Measure, value: Option<f64>) -> String {
    value.map_or(String::new(), |value| told(measure, value))
}

/// A measure with its unit.
pub fn label(measure: Measure, lang: Lang) -> String {
    let unit = if measure.is_share() { " (%)" } else { "" };
    format!("{}{unit}", measure.label(lang))
}

/// `12.3 (11.0 to 13.6)`
pub fn with_interval(measure: Measure, interval: &Interval, lang: Lang) -> String {
    let mean = told(measure, interval.mean);
    match (interval.low, interval.high) {
        (Some(low), Some(high)) => {
            let (low, high) = (told(measure, low), told(measure, high));
            match lang {
                Lang::En => format!("{mean} ({low} to {high})"),
                Lang::Zh => format!("{mean}（{low} 至 {high}）"),
            }
        }
        _ => mean,
    }
}

fn measures(policies: &[PolicySummary], lang: Lang) -> Sheet {
    let mut rows = Vec::new();
    for measure in Measure::ALL {
        for policy in policies {
            let Some(own) = policy.measures.get(&measure) else {
                continue;
            };
            let mut row = vec![
                label(measure, lang),
                policy.policy.clone(),
                told(measure, own.mean),
                maybe(measure, own.low),
                maybe(measure, own.high),
                own.runs.to_string(),
            ];
            let difference = policy.differences.get(&measure);
            row.push(maybe(measure, difference.map(|one| one.mean)));
            row.push(maybe(measure, difference.and_then(|one| one.low)));
            row.push(maybe(measure, difference.and_then(|one| one.high)));
            rows.push(row);
        }
    }
    Sheet {
        name: "measures",
        title: lang.pick("Policies compared", "方案比较"),
        is_brief: true,
        head: vec![
            lang.pick("measure", "指标"),
            lang.pick("policy", "方案"),
            lang.pick("mean", "均值"),
            lang.pick("low", "下限"),
            lang.pick("high", "上限"),
            lang.pick("runs", "次数"),
            lang.pick("against the first", "与首个方案之差"),
            lang.pick("its low", "差之下限"),
            lang.pick("its high", "差之上限"),
        ],
        rows,
    }
}

fn weeks(policies: &[PolicySummary], first: Day, lang: Lang) -> Sheet {
    let mut rows = Vec::new();
    for policy in policies {
        for (number, week) in (0_i32..).zip(&policy.weeks) {
            let mut row = vec![policy.policy.clone(), first.plus(7 * number).to_string()];
            let share = week.on_time.as_ref();
            for (measure, interval) in [
                (Measure::OnTime, share),
                (Measure::Backlog, Some(&week.open)),
                (Measure::Undiscovered, Some(&week.undiscovered)),
            ] {
                row.push(maybe(measure, interval.map(|one| one.mean)));
                row.push(maybe(measure, interval.and_then(|one| one.low)));
                row.push(maybe(measure, interval.and_then(|one| one.high)));
            }
            rows.push(row);
        }
    }
    Sheet {
        name: "weeks",
        title: lang.pick("Week by week", "逐周情况"),
        is_brief: false,
        head: vec![
            lang.pick("policy", "方案"),
            lang.pick("week from", "周起始日"),
            lang.pick("in time (%)", "按时（%）"),
            lang.pick("in time, low", "按时，下限"),
            lang.pick("in time, high", "按时，上限"),
            lang.pick("open points", "在册点位"),
            lang.pick("open, low", "在册，下限"),
            lang.pick("open, high", "在册，上限"),
            lang.pick("undiscovered", "未发现"),
            lang.pick("undiscovered, low", "未发现，下限"),
            lang.pick("undiscovered, high", "未发现，上限"),
        ],
        rows,
    }
}

fn distribution(
    name: &'static str,
    title: &'static str,
    policies: &[PolicySummary],
    days: impl Fn(&PolicySummary) -> (&Vec<f64>, usize),
    lang: Lang,
) -> Sheet {
    let rows = policies.iter().flat_map(|policy| {
        let (days, unknown) = days(policy);
        let count = (days.len() + unknown) as f64;
        let row = |(number, days): (usize, &f64)| {
            vec![
                policy.policy.clone(),
                format!("{days:.1}"),
                format!("{:.4}", (number + 1) as f64 / count),
            ]
        };
        days.iter().enumerate().map(row).collect::<Vec<_>>()
    });
    Sheet {
        name,
        title,
        is_brief: false,
        head: vec![
            lang.pick("policy", "方案"),
            lang.pick("days", "天数"),
            lang.pick("share up to here", "累计比例"),
        ],
        rows: rows.collect(),
    }
}

fn runs(outcomes: &[Outcome], lang: Lang) -> Sheet {
    let row = |outcome: &Outcome| {
        let mut row = vec![outcome.policy.clone(), (outcome.run + 1).to_string()];
        let cells = Measure::ALL.map(|measure| outcome.measures.get(&measure));
        row.extend(cells.map(|value| value.map_or(String::new(), |value| format!("{value:.4}"))));
        row.push(outcome.refused.values().sum::<u64>().to_string());
        row
    };
    let mut head = vec![lang.pick("policy", "方案"), lang.pick("run", "次")];
    head.extend(Measure::ALL.map(|measure| measure.label(lang)));
    head.push(lang.pick("steps refused", "被拒步骤"));
    Sheet {
        name: "runs",
        title: lang.pick("Every run", "各次推演"),
        is_brief: false,
        head,
        rows: outcomes.iter().map(row).collect(),
    }
}
