//! `balance.html`: what each step costs against what it spreads, as one page without network.

use super::{BalanceFile, Measure, StepFile, trade, words};
use crate::chart::{Axis, Block, Curve, Figure, Page, Section, Setting, Settings, Table, Tile};
use crate::domain::Lang;

/// The page.
pub(super) fn html(file: &BalanceFile) -> String {
    let lang = file.language;
    let mut sections = vec![trade_off(file), steps(file)];
    sections.push(match file.measure {
        Measure::Townships => townships(file),
        _ => teams(file),
    });
    sections.push(Section {
        title: lang.pick("How to read this", "说明").to_owned(),
        intro: String::new(),
        blocks: notes(file).into_iter().map(Block::Text).collect(),
    });
    let page = Page {
        lang,
        title: format!("{} · {}", file.county, title(file)),
        subtitle: match (lang, file.days) {
            (_, 1) => file.date.clone(),
            (Lang::En, days) => format!("{days} days from {}", file.date),
            (Lang::Zh, days) => format!("{} 起 {days} 天", file.date),
        },
        tiles: tiles(file),
        sections,
        foot: lang
            .pick(
                "Made by xuncha; the figures are in balance.csv and balance.json.",
                "由 xuncha 生成；数据见 balance.csv 和 balance.json。",
            )
            .to_owned(),
    };
    page.html()
}

fn title(file: &BalanceFile) -> &'static str {
    let lang = file.language;
    match file.measure {
        Measure::Hours => lang.pick("What even hours cost", "工时均衡的代价"),
        Measure::Stops => lang.pick("What even numbers of stops cost", "站数均衡的代价"),
        Measure::Townships => lang.pick("What even townships cost", "乡镇均衡的代价"),
        Measure::OwnArea => lang.pick("What keeping to the own area costs", "只去本片区的代价"),
        Measure::Steady => lang.pick("What keeping an earlier plan costs", "保持原计划的代价"),
    }
}

fn spread_axis(file: &BalanceFile) -> Axis {
    let lang = file.language;
    let numbers = |title: &str| Axis::numbers(title);
    match file.measure {
        Measure::Hours => numbers(lang.pick(
            "hours between the team with most and with least",
            "工时最多与最少的组相差（小时）",
        )),
        Measure::Stops => numbers(lang.pick(
            "stops between the team with most and with least",
            "站数最多与最少的组相差（站）",
        )),
        Measure::Townships => Axis {
            most: None,
            ..Axis::percent(lang.pick(
                "share of visits in the worst-served township",
                "服务最少的乡镇的到访占比",
            ))
        },
        Measure::OwnArea => Axis {
            most: None,
            ..Axis::percent(lang.pick(
                "share of stops in the team's own area",
                "本片区内的站数占比",
            ))
        },
        Measure::Steady => numbers(lang.pick("stops moved to another shift", "改到其他班次的站数")),
    }
}

fn trade_off(file: &BalanceFile) -> Section {
    let lang = file.language;
    let x = spread_axis(file);
    let frontier = trade::frontier(file);
    let points = frontier.iter().map(|(value, step)| Setting {
        x: *value,
        y: words::share(step.prize_lost, words::free(file)) / 100.0,
        interval: None,
    });
    let label = lang.pick("prize lost against what is spread", "收益损失与均衡程度");
    let curve = Curve {
        label: format!("{label}: {}", x.title),
        x,
        y: Axis {
            most: None,
            ..Axis::percent(lang.pick("prize lost against the free plan", "相对不限方案的收益损失"))
        },
        series: vec![Settings {
            name: lang
                .pick(
                    "steps that no other beats in what is spread, required visits and prize",
                    "均衡、必查、收益三方面未被其他步全面胜过的各步",
                )
                .to_owned(),
            points: points.collect(),
        }],
        ..Curve::default()
    };
    let figure = Block::Figure(Figure {
        svg: curve.svg(lang),
        caption: lang
            .pick(
                "Each mark is a step of the table below; each of the others is no better than one of them in what is spread, in required visits and in prize. A mark may lose less prize and make fewer required visits: see the table. balance.csv: required, prize_lost and the columns of most, least, own area and moved.",
                "每个标记对应下表一行；其余各步在均衡、必查、收益三方面均不优于其中某一步。收益损失较小的标记，必查可能较少，见下表。数据见 balance.csv“必查已排”“收益损失”及最多、最少、本片区占比、改班次各列。",
            )
            .to_owned(),
        wide: false,
    });
    let is_known = |step: &StepFile| trade::spread(file, step).is_some();
    let mut blocks = vec![match frontier.len() {
        2.. => figure,
        1 if file.steps.iter().all(is_known) => {
            let alone = lang.pick(
                "One step is at least as good as all others in what is spread, in required visits and in prize, so that there is nothing to weigh.",
                "有一步在均衡、必查、收益三方面均不劣于其他各步，无需取舍。",
            );
            Block::Text(alone.to_owned())
        }
        _ => {
            let unknown = lang.pick(
                "Not every step has a figure of what is spread, so that there are too few to compare.",
                "并非每一步都有均衡数值，可比的步数不足。",
            );
            Block::Text(unknown.to_owned())
        }
    }];
    blocks.extend(ends(file).map(Block::Figure));
    Section {
        title: lang.pick("The trade-off", "取舍").to_owned(),
        intro: trade::farthest(file),
        blocks,
    }
}

/// The most and the least over the caps.
fn ends(file: &BalanceFile) -> Option<Figure> {
    let lang = file.language;
    let title = match file.measure {
        Measure::Hours => lang.pick("hours of a team over the days", "各组工时（小时）"),
        Measure::Stops => lang.pick("stops of a team over the days", "各组站数（站）"),
        _ => return None,
    };
    let value = |step: &StepFile, end: usize| match file.measure {
        Measure::Hours => step.work_s[end] as f64 / 3600.0,
        _ => f64::from(step.stops[end]),
    };
    let series = |end: usize, name: &str| {
        let capped = file.steps.iter().filter_map(|step| {
            Some(Setting {
                x: step.cap_percent? as f64 / 100.0,
                y: value(step, end),
                interval: None,
            })
        });
        Settings {
            name: name.to_owned(),
            points: capped.collect(),
        }
    };
    let curve = Curve {
        label: title.to_owned(),
        x: Axis {
            least: None,
            most: None,
            ..Axis::percent(lang.pick(
                "cap, as a share of the most in the free plan first searched for",
                "上限，占最初搜得的不限方案最多者的比例",
            ))
        },
        y: Axis::numbers(title),
        series: vec![
            series(0, lang.pick("team with most", "最多的组")),
            series(1, lang.pick("team with least", "最少的组")),
        ],
        ..Curve::default()
    };
    Some(Figure {
        svg: curve.svg(lang),
        caption: lang
            .pick(
                "From right to left the cap gets tighter.",
                "由右至左上限逐步收紧。",
            )
            .to_owned(),
        wide: false,
    })
}

fn tiles(file: &BalanceFile) -> Vec<Tile> {
    let lang = file.language;
    let Some(free) = file.steps.first() else {
        return Vec::new();
    };
    let mut tiles = vec![Tile {
        name: lang
            .pick("prize of the free plan", "不限方案的收益")
            .to_owned(),
        value: format!("{} %", words::percent(free.prize, file.prize_due)),
        note: lang.pick("of the prize due", "占到期收益").to_owned(),
    }];
    tiles.push(Tile {
        name: lang
            .pick("hours, most and least", "工时，最多与最少")
            .to_owned(),
        value: free.work_s.map(words::hours).join(" / "),
        note: lang
            .pick("teams of the free plan", "不限方案各组")
            .to_owned(),
    });
    let last = file.steps.last().filter(|_| file.steps.len() > 1);
    tiles.extend(last.map(|step| {
        let rule = words::rule(file, file.steps.len() - 1);
        Tile {
            name: lang
                .pick("lost in the last step", "最后一步的损失")
                .to_owned(),
            value: format!("{} %", words::percent(step.prize_lost, free.prize)),
            note: match (trade::required_lost(file, step), lang) {
                (0, _) => rule,
                (lost, Lang::En) => format!("{rule}; and {lost} required visits"),
                (lost, Lang::Zh) => format!("{rule}；另少必查 {lost} 次"),
            },
        }
    }));
    if file.measure == Measure::Steady {
        tiles.push(Tile {
            name: lang
                .pick("stops of the earlier plan", "原计划的站")
                .to_owned(),
            value: file.like.to_string(),
            note: lang
                .pick(
                    "that are due again, with the same team there",
                    "其中仍到期且该组当班",
                )
                .to_owned(),
        });
    }
    tiles
}

fn steps(file: &BalanceFile) -> Section {
    let lang = file.language;
    let rows = file.steps.iter().enumerate();
    Section {
        title: lang.pick("Every step", "各步").to_owned(),
        intro: String::new(),
        blocks: vec![Block::Table(Table {
            caption: String::new(),
            head: words::heads(file).into_iter().map(str::to_owned).collect(),
            rows: rows
                .map(|(number, step)| words::row(file, number, step))
                .collect(),
        })],
    }
}

/// Loads of the free plan and of the last step, teams in the order of the plan.
fn teams(file: &BalanceFile) -> Section {
    let lang = file.language;
    let heads = [
        ("team", "巡查组"),
        ("hours, free", "工时（不限方案）"),
        ("hours, last step", "工时（最后一步）"),
        ("stops, free", "站数（不限方案）"),
        ("stops, last step", "站数（最后一步）"),
    ];
    let (free, last) = (file.steps.first(), file.steps.last());
    let rows = free.zip(last).into_iter().flat_map(|(free, last)| {
        free.teams.iter().zip(&last.teams).map(|(one, two)| {
            vec![
                one.team.clone(),
                words::hours(one.work_s),
                words::hours(two.work_s),
                one.stops.to_string(),
                two.stops.to_string(),
            ]
        })
    });
    Section {
        title: lang.pick("Loads", "各组工作量").to_owned(),
        intro: lang
            .pick(
                "In the order of the plan; teams are not compared with each other.",
                "按计划顺序列出，不作排名。",
            )
            .to_owned(),
        blocks: vec![Block::Table(Table {
            caption: String::new(),
            head: heads.map(|(en, zh)| lang.pick(en, zh).to_owned()).to_vec(),
            rows: rows.collect(),
        })],
    }
}

/// Visits by township in the free plan and in the last step.
fn townships(file: &BalanceFile) -> Section {
    let lang = file.language;
    let heads = [
        ("township", "乡镇"),
        ("due", "到期"),
        ("visits, free", "到访（不限方案）"),
        ("visits, last step", "到访（最后一步）"),
    ];
    let (free, last) = (file.steps.first(), file.steps.last());
    let rows = free.zip(last).into_iter().flat_map(|(free, last)| {
        free.townships
            .iter()
            .zip(&last.townships)
            .map(|(one, two)| {
                vec![
                    one.township.clone(),
                    one.due.to_string(),
                    one.visits.to_string(),
                    two.visits.to_string(),
                ]
            })
    });
    Section {
        title: lang.pick("Townships", "各乡镇").to_owned(),
        intro: String::new(),
        blocks: vec![Block::Table(Table {
            caption: String::new(),
            head: heads.map(|(en, zh)| lang.pick(en, zh).to_owned()).to_vec(),
            rows: rows.collect(),
        })],
    }
}

fn notes(file: &BalanceFile) -> Vec<String> {
    let lang = file.language;
    let rule = match file.measure {
        Measure::Hours => lang.pick(
            "Every shift ends at its start plus so many percent of the longest shift of the free plan, from leaving to being back.",
            "每个班次的结束时间为其开始时间加上不限方案最长班次（从出发到返回）的相应百分比。",
        ),
        Measure::Stops => lang.pick(
            "A shift makes at most so many percent of the most stops of the free plan.",
            "每个班次的站数不超过不限方案最多站数的相应百分比。",
        ),
        Measure::Townships => lang.pick(
            "The prizes of the township with the least share of its visits in the step before are raised by a quarter; the prizes shown are true ones.",
            "将上一步到访占比最低的乡镇的收益提高四分之一；所列收益均为真实收益。",
        ),
        Measure::OwnArea => lang.pick(
            "A visit goes to teams whose own township is its own, where there is one that may do it.",
            "只要有可承担的本片区巡查组，任务就由其承担。",
        ),
        Measure::Steady => lang.pick(
            "Of the visits that the earlier plan has too, at most so many percent of those moved in the free plan may be made by another team, or on another of the days.",
            "与原计划相同的到访中，改由其他组或改日的站数，不超过不限方案改动数的相应百分比。",
        ),
    };
    let cap = lang.pick(
        "A plan under a tighter rule is one under a looser rule: where the search found less there, that plan is taken over.",
        "更严规则下的计划在较宽规则下同样可行：若搜索所得更差，则沿用该计划。",
    );
    let mut notes = vec![rule.to_owned()];
    if matches!(
        file.measure,
        Measure::Hours | Measure::Stops | Measure::Steady
    ) {
        notes.push(cap.to_owned());
        let most = lang.pick(
            "The free plan that percentages are of is the one first searched for; the row of 100 % has its figure. Where the free row is a plan taken over, its own figure may be less.",
            "百分比以最初搜得的不限方案为准，其数值即 100% 一行的规则值；若“不限”一行沿用了其他计划，其自身数值可能更小。",
        );
        notes.push(most.to_owned());
    }
    let remark = words::remark(file);
    notes.push(match lang {
        Lang::En => format!("{}{}.", remark[..1].to_uppercase(), &remark[1..]),
        Lang::Zh => format!("{remark}。"),
    });
    notes
}
