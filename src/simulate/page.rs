//! The report of a simulation as one page.

use super::outcome::Measure;
use super::sheets::{label, with_interval};
use super::summary::{Interval, PolicySummary, WeekMeans};
use crate::chart::{
    Axis, Block, Figure, Line, LinePoint, Lines, Page, Sample, Section, Steps, Table, Tile,
};
use crate::domain::Lang;
use crate::units::Day;

/// What the page is about.
#[derive(Clone, Debug)]
pub struct About {
    /// Name of the county.
    pub county: String,
    /// First day.
    pub first: Day,
    /// Number of days.
    pub days: u32,
    /// Runs asked for.
    pub runs: u64,
    /// Seed.
    pub seed: u64,
    /// Iterations of each day's search.
    pub iterations: u64,
}

/// Measures that the tiles show, of the first policy.
const TILES: [Measure; 4] = [
    Measure::OnTime,
    Measure::DaysHidden,
    Measure::Backlog,
    Measure::Hours,
];

/// The page.
pub fn page(about: &About, policies: &[PolicySummary], lang: Lang) -> String {
    let last = super::outcome::last_day(about.first, about.days);
    let title = lang.pick("The weeks ahead, simulated", "未来数周推演");
    let page = Page {
        lang,
        title: format!("{}: {title}", about.county),
        subtitle: match lang {
            Lang::En => format!(
                "{} to {last}, {} runs of each policy, the same snow, absences and dumping for all",
                about.first, about.runs
            ),
            Lang::Zh => format!(
                "{} 至 {last}，每个方案推演 {} 次，各方案面对相同的降雪、缺勤与倾倒",
                about.first, about.runs
            ),
        },
        tiles: tiles(policies, lang),
        sections: vec![
            compared(policies, lang),
            over_time(about, policies, lang),
            times(policies, lang),
        ],
        foot: match lang {
            Lang::En => format!(
                "Seed {}, {} iterations a day. Intervals are 95 % of the mean over runs (Student's t); differences are taken run by run. Dumping, works and weather follow the scenario, not this county's record: compare policies, do not read forecasts. No person is measured.",
                about.seed, about.iterations
            ),
            Lang::Zh => format!(
                "种子 {}，每日规划迭代 {} 次。区间为各次推演均值的 95 % 区间（t 分布），方案之差按同一次推演相减。倾倒、整治与天气取自情景设定，并非本县记录：用于比较方案，不作预测。不考核任何个人。",
                about.seed, about.iterations
            ),
        },
    };
    page.html()
}

fn tiles(policies: &[PolicySummary], lang: Lang) -> Vec<Tile> {
    let Some(first) = policies.first() else {
        return Vec::new();
    };
    let tile = |measure: Measure| {
        let own = first.measures.get(&measure)?;
        let text = with_interval(measure, own, lang);
        let (value, note) = text.split_once([' ', '（']).unwrap_or((&text, ""));
        let unit = if measure.is_share() { " %" } else { "" };
        Some(Tile {
            name: measure.label(lang).to_owned(),
            value: format!("{value}{unit}"),
            note: note.trim_matches(['(', ')', '）']).to_owned(),
        })
    };
    TILES.into_iter().filter_map(tile).collect()
}

fn compared(policies: &[PolicySummary], lang: Lang) -> Section {
    let mut head = vec![lang.pick("measure", "指标").to_owned()];
    for (at, policy) in policies.iter().enumerate() {
        head.push(policy.policy.clone());
        if at > 0 {
            head.push(match lang {
                Lang::En => format!("{} against the first", policy.policy),
                Lang::Zh => format!("{} 与首个方案之差", policy.policy),
            });
        }
    }
    let rows = Measure::ALL.into_iter().map(|measure| {
        let mut row = vec![label(measure, lang)];
        for (at, policy) in policies.iter().enumerate() {
            let cell = |interval: Option<&Interval>| {
                interval.map_or(String::new(), |one| with_interval(measure, one, lang))
            };
            row.push(cell(policy.measures.get(&measure)));
            if at > 0 {
                let difference = policy.differences.get(&measure);
                let mark = match difference {
                    Some(one) if one.is_clear() => " *",
                    _ => "",
                };
                row.push(format!("{}{mark}", cell(difference)));
            }
        }
        row
    });
    Section {
        title: lang.pick("Policies compared", "方案比较").to_owned(),
        intro: lang
            .pick(
                "Mean over the runs with its 95 % interval; * marks a difference whose interval leaves out zero. Each policy is held against its own frequencies and weights: where they differ, compare days, backlog and hours rather than shares.",
                "各次推演的均值及 95 % 区间；* 表示区间不含零的差异。各方案按其自身频次与权重衡量；频次不同时，宜比较天数、在册数和工时，而非比率。",
            )
            .to_owned(),
        blocks: vec![Block::Table(Table {
            caption: lang.pick("Also in measures.csv and runs.csv.", "数据见 measures.csv、runs.csv。").to_owned(),
            head,
            rows: rows.collect(),
        })],
    }
}

fn over_time(about: &About, policies: &[PolicySummary], lang: Lang) -> Section {
    let lines = |label: &str, y: Axis, of: &dyn Fn(&WeekMeans) -> Option<Interval>| {
        let line = |policy: &PolicySummary| Line {
            name: policy.policy.clone(),
            points: (0_i32..)
                .zip(&policy.weeks)
                .filter_map(|(number, week)| {
                    let interval = of(week)?;
                    Some(LinePoint {
                        x: f64::from(about.first.plus(7 * number).number()),
                        y: interval.mean,
                        interval: interval.low.zip(interval.high),
                    })
                })
                .collect(),
        };
        let plot = Lines {
            label: label.to_owned(),
            x: Axis::dates(lang.pick("week from", "周起始日")),
            y,
            lines: policies.iter().map(line).collect(),
            steps: false,
            interval: lang.pick("95 % of the mean", "均值 95 % 区间").to_owned(),
        };
        Block::Figure(Figure {
            svg: plot.svg(lang),
            caption: format!("{label}{}", lang.pick(" (weeks.csv)", "（weeks.csv）")),
            wide: false,
        })
    };
    let (on_time, open, hidden) = (
        lang.pick("Due visits made in time", "应巡任务按时完成率"),
        lang.pick("Points open on the ledger", "台账在册点位"),
        lang.pick("Heaps that nobody has found", "尚未发现的堆点"),
    );
    Section {
        title: lang.pick("Week by week", "逐周情况").to_owned(),
        intro: String::new(),
        blocks: vec![
            lines(
                on_time,
                Axis::percent(lang.pick("share in time", "按时比例")),
                &|week| week.on_time,
            ),
            lines(
                open,
                Axis::numbers(lang.pick("points", "点位数")),
                &|week| Some(week.open),
            ),
            lines(
                hidden,
                Axis::numbers(lang.pick("heaps", "堆点数")),
                &|week| Some(week.undiscovered),
            ),
        ],
    }
}

fn times(policies: &[PolicySummary], lang: Lang) -> Section {
    let steps = |label: &str, file: &str, of: &dyn Fn(&PolicySummary) -> (&Vec<f64>, usize)| {
        let plot = Steps {
            label: label.to_owned(),
            x: Axis::numbers(lang.pick("days", "天")),
            share: lang.pick("share up to here", "累计比例").to_owned(),
            samples: policies
                .iter()
                .map(|policy| Sample {
                    name: policy.policy.clone(),
                    values: of(policy).0.clone(),
                    unknown: of(policy).1,
                })
                .collect(),
        };
        Block::Figure(Figure {
            svg: plot.svg(lang),
            caption: format!("{label} ({file})"),
            wide: false,
        })
    };
    Section {
        title: lang.pick("How long it takes", "所需时间").to_owned(),
        intro: lang
            .pick(
                "Of all runs together. Heaps that were not found, or not closed, within these weeks keep the curves below 100 %.",
                "合并各次推演。期内未发现（或未销号）的堆点使曲线低于 100 %。",
            )
            .to_owned(),
        blocks: vec![
            steps(
                lang.pick("Days from dumping to discovery", "倾倒至发现天数"),
                "discovery.csv",
                &|policy| (&policy.discovery, policy.unfound),
            ),
            steps(
                lang.pick("Days from dumping to close-out", "倾倒至销号天数"),
                "close_out.csv",
                &|policy| (&policy.close_out, policy.unclosed),
            ),
        ],
    }
}
