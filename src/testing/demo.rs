//! A made-up report page with every plot of [`crate::chart`], for tests and for looking at.

use geo::Coord;

use super::at;
use crate::chart::{
    Axis, Bar, Bars, Block, Curve, Figure, Line, LinePoint, Lines, Lorenz, Map, MapLine, MapPoint,
    MapRoad, Marginal, Page, Sample, Section, Served, Setting, Settings, Steps, Table, Tile,
};
use crate::domain::{Lang, RoadClass};
use crate::units::Day;

const TOWNSHIPS: [(&str, &str, f64, f64, f64); 9] = [
    ("Xinglong", "兴隆镇", 41.0, 6.0, 3.0),
    ("Heping", "和平镇", 62.0, 4.0, 1.0),
    ("Shuangyang River", "双阳河乡", 18.0, 9.0, 14.0),
    ("Dongshan", "东山乡", 33.0, 3.0, 2.0),
    ("Taiping", "太平镇", 51.0, 12.0, 6.0),
    ("Wanbao", "万宝镇", 27.0, 2.0, 0.0),
    ("Erdaogou", "二道沟乡", 12.0, 5.0, 9.0),
    ("Liushu", "柳树屯镇", 44.0, 7.0, 2.0),
    ("Xianfeng", "先锋街道", 70.0, 1.0, 0.0),
];

/// The page: made-up figures of a made-up county.
pub fn demo_page(lang: Lang) -> Page {
    let figure = |svg: String, caption: &str, wide: bool| {
        Block::Figure(Figure {
            svg,
            caption: caption.to_owned(),
            wide,
        })
    };
    let caption = lang.pick("Figures in demo.csv.", "数据见 demo.csv。");
    let section = |title: &str, blocks: Vec<Block>| Section {
        title: title.to_owned(),
        intro: lang
            .pick("What is seen here, in one sentence.", "一句话说明所见。")
            .to_owned(),
        blocks,
    };
    let roads = roads();
    Page {
        lang,
        title: lang
            .pick("Coverage of a made-up county", "虚构县巡查覆盖报告")
            .to_owned(),
        subtitle: "2026-01-01 – 2026-11-24".to_owned(),
        tiles: tiles(lang),
        sections: vec![
            section(
                lang.pick("Over time", "时间变化"),
                vec![
                    figure(coverage(lang).svg(lang), caption, false),
                    figure(backlog(lang).svg(lang), caption, false),
                ],
            ),
            section(
                lang.pick("By township", "分乡镇"),
                vec![
                    figure(townships(lang).svg(lang), caption, false),
                    figure(lorenz(lang).svg(lang), caption, false),
                    figure(long_names(lang).svg(lang), caption, false),
                    Block::Table(table(lang)),
                ],
            ),
            section(
                lang.pick("Days since last seen", "距上次巡查天数"),
                vec![figure(map(lang, &roads).svg(lang), caption, true)],
            ),
            section(
                lang.pick("What if", "情景"),
                vec![
                    figure(what_if(lang).svg(lang), caption, false),
                    figure(discovery(lang).svg(lang), caption, false),
                ],
            ),
            section(
                lang.pick("Nothing to show", "无内容"),
                vec![
                    figure(Lines::default().svg(lang), caption, false),
                    Block::Table(Table::default()),
                    Block::Text(lang.pick("A paragraph <b>.", "一段文字 <b>。").to_owned()),
                ],
            ),
        ],
        foot: lang
            .pick("Made up; no real county.", "数据均为虚构。")
            .to_owned(),
    }
}

fn tiles(lang: Lang) -> Vec<Tile> {
    let tile = |en: &str, zh: &str, value: &str, note: &str| Tile {
        name: lang.pick(en, zh).to_owned(),
        value: value.to_owned(),
        note: note.to_owned(),
    };
    vec![
        tile(
            "due targets visited",
            "应巡对象到访率",
            "87.4 %",
            "358 / 410",
        ),
        tile("on time", "按时到访率", "79.1 %", ""),
        tile(
            "corridor metres seen",
            "沿线已巡里程",
            "512.3 km",
            "/ 600 km",
        ),
        tile("open dump points", "未销号堆放点", "37", "−5"),
    ]
}

/// A number between 0 and 1 that looks drawn by lot and is always the same.
fn noise(number: usize) -> f64 {
    let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

fn coverage(lang: Lang) -> Lines {
    let first = f64::from(Day::parse("2026-01-05").map_or(0, Day::number));
    let line = |name: &str, base: f64, seed: usize| Line {
        name: name.to_owned(),
        points: (0..46)
            .map(|week| {
                let y = base + 0.003 * week as f64 + 0.08 * noise(week + seed);
                LinePoint {
                    x: first + 7.0 * week as f64,
                    // The week of the Spring Festival has nothing due.
                    y: if week == 6 { f64::NAN } else { y.min(1.0) },
                    interval: None,
                }
            })
            .collect(),
    };
    Lines {
        label: lang
            .pick(
                "share of due targets visited, by week",
                "每周应巡对象到访率",
            )
            .to_owned(),
        x: Axis::dates(lang.pick("week of", "周（起始日）")),
        y: Axis::percent(lang.pick("due targets visited", "应巡对象到访率")),
        lines: vec![
            line(lang.pick("dump points", "堆放点"), 0.78, 0),
            line(lang.pick("construction sites", "建筑工地"), 0.62, 100),
            line(lang.pick("corridors", "沿线路段"), 0.55, 200),
            line(lang.pick("places", "村屯站点"), 0.35, 300),
        ],
        ..Lines::default()
    }
}

fn backlog(lang: Lang) -> Lines {
    let line = |name: &str, rise: f64, seed: usize| Line {
        name: name.to_owned(),
        points: (0..=90)
            .map(|day| {
                let x = day as f64;
                let y = 40.0 + rise * x + 8.0 * noise(day / 7 + seed);
                LinePoint {
                    x,
                    y,
                    interval: Some((y - 4.0 - 0.15 * x, y + 4.0 + 0.2 * x)),
                }
            })
            .collect(),
    };
    Lines {
        label: lang
            .pick(
                "open points over the days of the simulation",
                "模拟各日未销号点数",
            )
            .to_owned(),
        x: Axis::numbers(lang.pick("day of the simulation", "模拟第几天")),
        y: Axis::numbers(lang.pick("points not closed", "未销号点数（个）")),
        lines: vec![
            line(lang.pick("as today", "现行方案"), 0.6, 0),
            line(lang.pick("one team more", "增加一个巡查组"), -0.1, 50),
        ],
        steps: true,
        interval: lang
            .pick("middle 80 % of runs", "80 % 的模拟结果区间")
            .to_owned(),
    }
}

fn townships(lang: Lang) -> Bars {
    let bars = TOWNSHIPS.map(|(en, zh, on_time, late, missed)| Bar {
        name: lang.pick(en, zh).to_owned(),
        values: vec![on_time, late, missed],
        note: None,
    });
    Bars {
        parts: parts(lang)[..3].to_vec(),
        bars: bars.to_vec(),
        ..Bars::counts(
            lang.pick("due visits by township", "各乡镇应巡次数"),
            lang.pick("due visits", "应巡次数"),
        )
    }
}

fn parts(lang: Lang) -> Vec<String> {
    [
        ("on time", "按时"),
        ("late", "逾期"),
        ("missed", "漏巡"),
        ("excused", "免巡"),
        ("not judged", "未判定"),
    ]
    .map(|(en, zh)| lang.pick(en, zh).to_owned())
    .to_vec()
}

fn long_names(lang: Lang) -> Bars {
    let bar = |en: &str, zh: &str, values: &[f64]| Bar {
        name: lang.pick(en, zh).to_owned(),
        values: values.to_vec(),
        note: Some(lang.pick("of 40 due", "应巡 40 次").to_owned()),
    };
    Bars {
        label: lang.pick("shares by programme", "各方案占比").to_owned(),
        axis: Axis::percent(lang.pick("share of due visits", "占应巡次数")),
        parts: parts(lang),
        bars: vec![
            bar(
                "Key patrol of provincial roads beside farmland & water",
                "省道沿线农田与水体两侧重点巡查方案（2026年秋季加密）",
                &[0.5, 0.2, 0.1, 0.1, 0.1],
            ),
            bar(
                "Look-back at closed points",
                "销号点“回头看”",
                &[0.9, 0.0, 0.05],
            ),
            bar("Nothing known", "无记录", &[f64::NAN]),
        ],
    }
}

fn lorenz(lang: Lang) -> Lorenz {
    Lorenz {
        label: lang
            .pick(
                "Lorenz curve of visits over townships",
                "各乡镇到访次数洛伦兹曲线",
            )
            .to_owned(),
        need: lang
            .pick("share of visits due", "应巡次数累计占比")
            .to_owned(),
        got: lang
            .pick("share of visits made", "到访次数累计占比")
            .to_owned(),
        parts: TOWNSHIPS
            .map(|(en, zh, on_time, late, missed)| Served {
                name: lang.pick(en, zh).to_owned(),
                need: on_time + late + 2.5 * missed,
                got: on_time + late,
            })
            .to_vec(),
    }
}

fn what_if(lang: Lang) -> Curve {
    let series = |name: &str, hours: f64| Settings {
        name: name.to_owned(),
        points: (2..=6)
            .map(|teams| {
                let x = f64::from(teams);
                let y = 1.0 - (-0.06 * hours * x).exp();
                Setting {
                    x,
                    y,
                    interval: Some((y - 0.03, y + 0.02)),
                }
            })
            .collect(),
    };
    Curve {
        label: lang
            .pick(
                "share of the prize by number of teams",
                "巡查组数与收益占比",
            )
            .to_owned(),
        x: Axis::numbers(lang.pick("teams", "巡查组数（个）")),
        y: Axis::percent(lang.pick("share of the prize due", "占应得收益")),
        series: vec![
            series(lang.pick("6 h shift", "6 小时班次"), 6.0),
            series(lang.pick("7.5 h shift", "7.5 小时班次"), 7.5),
            series(lang.pick("9 h shift", "9 小时班次"), 9.0),
        ],
        interval: lang.pick("95 % interval", "95 % 区间").to_owned(),
        marginal: vec![Marginal {
            series: 1,
            x: 4.0,
            text: lang
                .pick("the fifth adds under 8 %", "第 5 组增益不足 8 %")
                .to_owned(),
        }],
    }
}

fn discovery(lang: Lang) -> Steps {
    let sample = |name: &str, scale: f64, unknown: usize| Sample {
        name: name.to_owned(),
        values: (0..120)
            .map(|case| (scale * -(1.0 - noise(case)).ln()).floor())
            .collect(),
        unknown,
    };
    Steps {
        label: lang
            .pick("days from dumping to discovery", "从倾倒到发现的天数")
            .to_owned(),
        x: Axis::numbers(lang.pick("days from dumping to discovery", "从倾倒到发现（天）")),
        share: lang.pick("share of dumps found", "已发现占比").to_owned(),
        samples: vec![
            sample(lang.pick("as today", "现行方案"), 14.0, 9),
            sample(lang.pick("one team more", "增加一个巡查组"), 8.0, 2),
            sample(lang.pick("random sampling", "随机抽查"), 20.0, 15),
        ],
    }
}

fn roads() -> Vec<(RoadClass, Vec<Coord>)> {
    let wave = |turn: f64, bend: f64, along: usize| {
        let (far, side) = (
            600.0 * along as f64 - 12_000.0,
            bend * (along as f64 / 4.0).sin(),
        );
        at(
            far * turn.cos() - side * turn.sin(),
            far * turn.sin() + side * turn.cos(),
        )
    };
    let course = |turn: f64, bend: f64| (0..=40).map(|along| wave(turn, bend, along)).collect();
    let classes = [
        RoadClass::Expressway,
        RoadClass::National,
        RoadClass::Provincial,
        RoadClass::County,
        RoadClass::Township,
        RoadClass::Village,
        RoadClass::Track,
    ];
    let mut roads: Vec<(RoadClass, Vec<Coord>)> = classes
        .into_iter()
        .enumerate()
        .map(|(at, class)| (class, course(0.45 * at as f64, 500.0 + 250.0 * at as f64)))
        .collect();
    roads.extend((0..60).map(|number| {
        let (east, north) = (
            24_000.0 * noise(number) - 12_000.0,
            20_000.0 * noise(number + 500) - 10_000.0,
        );
        (
            RoadClass::Village,
            vec![
                at(east, north),
                at(east + 900.0, north + 700.0),
                at(east + 1200.0, north + 1900.0),
            ],
        )
    }));
    roads
}

fn map(lang: Lang, roads: &[(RoadClass, Vec<Coord>)]) -> Map<'_> {
    let stretches = roads[1..5]
        .iter()
        .enumerate()
        .flat_map(|(road, (_, coords))| {
            coords
                .windows(6)
                .step_by(5)
                .enumerate()
                .map(move |(at, piece)| MapLine {
                    class: (at + 2 * road) % 6,
                    coords: piece.to_vec(),
                })
        });
    let points = (0..30).map(|number| MapPoint {
        class: number % 3,
        at: at(
            20_000.0 * noise(number + 40) - 10_000.0,
            18_000.0 * noise(number + 900) - 9_000.0,
        ),
    });
    let names = |names: &[(&str, &str)]| {
        names
            .iter()
            .map(|(en, zh)| lang.pick(*en, *zh).to_owned())
            .collect()
    };
    Map {
        label: lang
            .pick(
                "map of days since corridors were seen",
                "沿线路段距上次巡查天数图",
            )
            .to_owned(),
        roads: roads
            .iter()
            .map(|(class, coords)| MapRoad {
                class: *class,
                coords,
            })
            .collect(),
        classes: names(&[
            ("0–3 days", "0–3 天"),
            ("4–7 days", "4–7 天"),
            ("8–14 days", "8–14 天"),
            ("15–30 days", "15–30 天"),
            ("over 30 days", "30 天以上"),
            ("never", "从未"),
        ]),
        lines: stretches.collect(),
        point_classes: names(&[
            ("point seen this week", "本周到访点"),
            ("point seen this month", "本月到访点"),
            ("point seen earlier", "更早到访点"),
        ]),
        points: points.collect(),
    }
}

fn table(lang: Lang) -> Table {
    Table {
        caption: lang.pick("Townships", "乡镇").to_owned(),
        head: [
            ("township", "乡镇"),
            ("on time", "按时"),
            ("late", "逾期"),
            ("missed", "漏巡"),
        ]
        .map(|(en, zh)| lang.pick(en, zh).to_owned())
        .to_vec(),
        rows: TOWNSHIPS
            .map(|(en, zh, on_time, late, missed)| {
                vec![
                    lang.pick(en, zh).to_owned(),
                    on_time.to_string(),
                    late.to_string(),
                    missed.to_string(),
                ]
            })
            .to_vec(),
    }
}
