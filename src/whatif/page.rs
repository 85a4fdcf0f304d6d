//! `whatif.html`: the curves, the table and what stays undone, as one page without network.

use super::{CellFile, MeasureFile, WhatIfFile, words};
use crate::chart::{
    Axis, Block, Curve, Figure, Form, Marginal, Page, Section, Setting, Settings, Table, Tile,
};
use crate::domain::Lang;

/// Unreachable visits on the page; `whatif.json` has them all.
const SHOWN: usize = 200;

/// The page.
pub(super) fn html(file: &WhatIfFile) -> String {
    let lang = file.language;
    let title = lang.pick(
        "What if: more teams, longer shifts",
        "情景测算：增加巡查组、延长班次",
    );
    let mut sections = vec![curves(file), settings(file)];
    if !file.unreachable.is_empty() {
        sections.push(undone(file));
    }
    sections.push(Section {
        title: lang.pick("How to read this", "说明").to_owned(),
        intro: String::new(),
        blocks: notes(file),
    });
    let page = Page {
        lang,
        title: format!("{} · {title}", file.county),
        subtitle: subtitle(file),
        tiles: tiles(file),
        sections,
        foot: lang
            .pick(
                "Made by xuncha; the figures are in whatif.csv and whatif.json.",
                "由 xuncha 生成；数据见 whatif.csv 和 whatif.json。",
            )
            .to_owned(),
    };
    page.html()
}

fn subtitle(file: &WhatIfFile) -> String {
    let surge = if file.surge {
        file.language.pick(", surge frequencies", "，专项行动频次")
    } else {
        ""
    };
    match (file.language, file.days) {
        (_, 1) => format!("{}{surge}", file.date),
        (Lang::En, days) => format!("{days} days from {}{surge}", file.date),
        (Lang::Zh, days) => format!("{} 起 {days} 天{surge}", file.date),
    }
}

fn tiles(file: &WhatIfFile) -> Vec<Tile> {
    let lang = file.language;
    let mut tiles = vec![
        Tile {
            name: lang.pick("visits due", "到期任务").to_owned(),
            value: file.due.visits.to_string(),
            note: match lang {
                Lang::En => format!("{} of them required", file.due.required),
                Lang::Zh => format!("其中必查 {} 项", file.due.required),
            },
        },
        Tile {
            name: lang.pick("prize within reach", "可达收益").to_owned(),
            value: format!("{} %", words::percent(words::reach(file))),
            note: lang
                .pick(
                    "of the prize due, in the largest setting",
                    "占到期收益，最大情景",
                )
                .to_owned(),
        },
    ];
    let own = file
        .cells
        .iter()
        .find(|cell| cell.teams == file.own_teams && cell.shift_s.is_none());
    tiles.extend(own.map(|cell| {
        Tile {
            name: lang
                .pick("with the teams there are", "现有巡查组")
                .to_owned(),
            value: format!("{} %", words::percent(cell.prize_share.mean)),
            note: match lang {
                Lang::En => format!("of the prize due, {} teams", cell.teams),
                Lang::Zh => format!("占到期收益，{} 个组", cell.teams),
            },
        }
    }));
    tiles.extend(marginal(file));
    tiles
}

/// The marginal team, by length of shift where it is not the same for all.
fn marginal(file: &WhatIfFile) -> Option<Tile> {
    let lang = file.language;
    let marked: Vec<&CellFile> = file.cells.iter().filter(|cell| cell.marginal).collect();
    let first = marked.first()?;
    let is_same =
        marked.len() == rows(file).len() && marked.iter().all(|cell| cell.teams == first.teams);
    let join = |text: &dyn Fn(&CellFile) -> String| {
        let texts: Vec<String> = marked.iter().map(|cell| text(cell)).collect();
        texts.join(" · ")
    };
    Some(Tile {
        name: lang.pick("marginal team", "边际组（第几组）").to_owned(),
        value: if is_same {
            first.teams.to_string()
        } else {
            join(&|cell| cell.teams.to_string())
        },
        note: if is_same && first.shift_s.is_none() {
            String::new()
        } else {
            join(&|cell| words::shift(cell, lang))
        },
    })
}

fn curves(file: &WhatIfFile) -> Section {
    let lang = file.language;
    let mut blocks = vec![Block::Figure(Figure {
        svg: prize(file).svg(lang),
        caption: lang
            .pick(
                "Prize of the plan as a share of the prize due; the ring marks the marginal team. whatif.csv: prize_share_pct.",
                "计划收益占到期收益的比例；圆圈为边际组。数据见 whatif.csv“收益占比%”。",
            )
            .to_owned(),
        wide: false,
    })];
    // A single one is told by the table.
    if file.due.required > 1 {
        blocks.push(Block::Figure(Figure {
            svg: required(file).svg(lang),
            caption: match lang {
                Lang::En => format!(
                    "Required visits planned, of {} due. whatif.csv: required.",
                    file.due.required
                ),
                Lang::Zh => format!(
                    "已排必查数，到期 {} 项。数据见 whatif.csv“必查已排”。",
                    file.due.required
                ),
            },
            wide: false,
        }));
    }
    blocks.extend(words::no_marginal(file).map(|text| Block::Text(text.to_owned())));
    Section {
        title: lang
            .pick("What the next team brings", "增加一个组的收效")
            .to_owned(),
        intro: words::marginal_rule(lang).to_owned(),
        blocks,
    }
}

/// Share of the prize over the number of teams, a series for each length of shift.
fn prize(file: &WhatIfFile) -> Curve {
    let lang = file.language;
    let label = lang.pick(
        "share of the prize due by number of teams",
        "各组数下的收益占比",
    );
    let mut curve = curve(file, label, |cell| cell.prize_share);
    curve.y = Axis::percent(lang.pick("share of the prize due", "收益占比"));
    curve.marginal = marks(file);
    curve
}

/// Each marginal team once, on the shortest shifts that it holds for.
fn marks(file: &WhatIfFile) -> Vec<Marginal> {
    let lang = file.language;
    let rows = rows(file);
    let mut marks: Vec<(u32, usize, Vec<String>)> = Vec::new();
    for (series, row) in rows.iter().enumerate() {
        for cell in row.iter().filter(|cell| cell.marginal) {
            let shift = words::shift(cell, lang);
            match marks.iter_mut().find(|(teams, _, _)| *teams == cell.teams) {
                Some((_, _, shifts)) => shifts.push(shift),
                None => marks.push((cell.teams, series, vec![shift])),
            }
        }
    }
    let mark = |(teams, series, shifts): (u32, usize, Vec<String>)| {
        let text = match lang {
            Lang::En => format!("marginal: team {teams}"),
            Lang::Zh => format!("边际：第 {teams} 组"),
        };
        // Where it is the same for all of them there is no need to name them.
        let text = if shifts.len() == rows.len() {
            text
        } else {
            format!("{text} ({})", shifts.join(" "))
        };
        Marginal {
            series,
            x: f64::from(teams),
            text,
        }
    };
    marks.into_iter().map(mark).collect()
}

fn required(file: &WhatIfFile) -> Curve {
    let lang = file.language;
    let label = lang.pick(
        "required visits planned by number of teams",
        "各组数下的必查数",
    );
    let mut curve = curve(file, label, |cell| cell.required);
    curve.y = Axis {
        most: Some(f64::from(file.due.required)),
        ..Axis::numbers(lang.pick("required visits planned", "已排必查（项）"))
    };
    curve
}

fn curve(file: &WhatIfFile, label: &str, value: impl Fn(&CellFile) -> MeasureFile) -> Curve {
    let lang = file.language;
    let point = |cell: &CellFile| {
        let measure = value(cell);
        Setting {
            x: f64::from(cell.teams),
            y: measure.mean,
            interval: measure.low.zip(measure.high),
        }
    };
    let series = rows(file).into_iter().map(|row| Settings {
        name: name(&row[0], lang),
        points: row.iter().map(point).collect(),
    });
    Curve {
        label: label.to_owned(),
        x: Axis {
            title: lang.pick("teams", "巡查组数").to_owned(),
            form: Form::Count,
            ..Axis::default()
        },
        series: series.collect(),
        interval: lang
            .pick("95 % interval of the mean", "平均值的 95% 区间")
            .to_owned(),
        ..Curve::default()
    }
}

/// The settings of each length of shift.
fn rows(file: &WhatIfFile) -> Vec<&[CellFile]> {
    file.cells
        .chunk_by(|one, two| one.shift_s == two.shift_s)
        .collect()
}

fn name(cell: &CellFile, lang: Lang) -> String {
    match (cell.shift_s, lang) {
        (None, _) => lang.pick("own shifts", "原班次").to_owned(),
        (Some(_), Lang::En) => format!("shifts of {}", words::shift(cell, lang)),
        (Some(_), Lang::Zh) => format!("班次 {}", words::shift(cell, lang)),
    }
}

/// The table; the column of shifts is there where they differ.
fn settings(file: &WhatIfFile) -> Section {
    let lang = file.language;
    let heads = [
        ("shift", "班次"),
        ("teams", "组数"),
        ("prize %", "收益占比%"),
        ("95 % interval", "95% 区间"),
        ("required", "必查"),
        ("visits", "到访"),
        ("km", "公里"),
        ("hours", "工时"),
        ("next team adds %", "新增收益%"),
        ("95 % interval", "95% 区间"),
        ("adds required", "新增必查"),
    ];
    let first = usize::from(rows(file).len() == 1);
    let row = |cell: &CellFile| {
        let gain = cell.gain.map(|gain| gain.prize_share);
        let gained = cell.gain.map(|gain| gain.required.mean);
        let mark = if cell.marginal { " ◂" } else { "" };
        let cells = vec![
            words::shift(cell, lang),
            format!("{}{mark}", cell.teams),
            words::percent(cell.prize_share.mean),
            words::percents(cell.prize_share),
            format!("{}/{}", words::count(cell.required.mean), file.due.required),
            words::count(cell.visits.mean),
            format!("{:.0}", cell.distance_km.mean),
            format!("{:.1}", cell.work_h.mean),
            gain.map_or(String::new(), |gain| words::percent(gain.mean)),
            gain.map_or(String::new(), words::percents),
            gained.map_or(String::new(), words::count),
        ];
        cells.into_iter().skip(first).collect()
    };
    let is_marked = file.cells.iter().any(|cell| cell.marginal);
    let heads = heads.iter().skip(first);
    Section {
        title: lang.pick("Every setting", "各情景").to_owned(),
        intro: if is_marked {
            lang.pick("◂ marginal team.", "◂ 边际组。").to_owned()
        } else {
            String::new()
        },
        blocks: vec![Block::Table(Table {
            caption: String::new(),
            head: heads
                .map(|(en, zh)| lang.pick(*en, *zh).to_owned())
                .collect(),
            rows: file.cells.iter().map(row).collect(),
        })],
    }
}

fn undone(file: &WhatIfFile) -> Section {
    let lang = file.language;
    let heads = [
        ("id", "编号"),
        ("name", "名称"),
        ("required", "必查"),
        ("why", "原因"),
    ];
    let rows = file.unreachable.iter().take(SHOWN).map(|entry| {
        let visit = entry
            .visit
            .map_or(String::new(), |visit| format!("#{visit}"));
        vec![
            format!("{}{visit}", entry.target),
            entry.name.clone(),
            if entry.required {
                lang.pick("yes", "是")
            } else {
                ""
            }
            .to_owned(),
            entry.reason.text.clone(),
        ]
    });
    let mut blocks = vec![Block::Table(Table {
        caption: String::new(),
        head: heads.map(|(en, zh)| lang.pick(en, zh).to_owned()).to_vec(),
        rows: rows.collect(),
    })];
    let more = file.unreachable.len().saturating_sub(SHOWN);
    if more > 0 {
        blocks.push(Block::Text(match lang {
            Lang::En => format!("{more} more in whatif.json."),
            Lang::Zh => format!("另有 {more} 项，见 whatif.json。"),
        }));
    }
    Section {
        title: lang
            .pick("Undone whatever is added", "无论怎样增加都无法完成")
            .to_owned(),
        intro: words::unreachable(file).trim_end().to_owned(),
        blocks,
    }
}

/// The notes but the rule, which stands above the curve, and which team is which.
fn notes(file: &WhatIfFile) -> Vec<Block> {
    let lang = file.language;
    let mut blocks: Vec<Block> = file
        .notes
        .iter()
        .skip(1)
        .cloned()
        .map(Block::Text)
        .collect();
    let heads = [
        ("number", "第几组"),
        ("team", "编号"),
        ("name", "名称"),
        ("own shift", "原班次"),
        ("copy of", "复制自"),
    ];
    let rows = file.teams.iter().map(|team| {
        vec![
            team.number.to_string(),
            team.team.clone(),
            Some(&team.name)
                .filter(|name| **name != team.team)
                .cloned()
                .unwrap_or_default(),
            team.shift.clone(),
            team.copy_of.clone().unwrap_or_default(),
        ]
    });
    blocks.push(Block::Table(Table {
        caption: lang
            .pick(
                "Teams in the order in which they are added",
                "各组的增加顺序",
            )
            .to_owned(),
        head: heads.map(|(en, zh)| lang.pick(en, zh).to_owned()).to_vec(),
        rows: rows.collect(),
    }));
    blocks
}
