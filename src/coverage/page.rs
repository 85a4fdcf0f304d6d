//! `coverage.html`: key figures, plots, map and tables of a coverage report as one page without network.

mod map;
mod plots;
mod words;

use super::figures::Coverage;
use super::tables::{Sheet, tables};
use crate::chart::{Block, Figure, Page, Section, Table, Tile};
use crate::corridors::CorridorRoute;
use crate::domain::{Lang, Target};
use crate::roads::Network;

/// What the page shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The county's name.
    pub county: &'a str,
    /// Its figures.
    pub coverage: &'a Coverage,
    /// The roads, for finding one's way on the map.
    pub network: &'a Network,
    /// Corridors, whole.
    pub corridors: &'a [CorridorRoute],
    /// All targets but corridors.
    pub targets: &'a [Target],
}

/// The page. Names no person and no team.
pub fn html(shown: &Shown<'_>, lang: Lang) -> String {
    let coverage = shown.coverage;
    let sheets = tables(coverage, lang);
    let table = |name: &str| {
        let sheet = sheets.iter().find(|sheet| sheet.name == name);
        sheet.map(as_table)
    };
    let title = lang.pick("Coverage", "巡查覆盖情况");
    let mut sections = vec![
        section(
            lang.pick("Over the period", "总体进展"),
            words::classes(lang),
            vec![plots::shares(coverage, lang), plots::counts(coverage, lang)],
        ),
        section(
            lang.pick("When it was last seen", "最近巡查时间"),
            words::recency(lang),
            figures_of_time(shown, lang),
        ),
        section(
            lang.pick("By township", "各乡镇情况"),
            words::townships(lang),
            vec![
                plots::townships(coverage, lang),
                plots::township_metres(coverage, lang),
                plots::lorenz(&coverage.fairness.visits, false, lang),
                plots::lorenz(&coverage.fairness.metres, true, lang),
            ],
        ),
        section(
            lang.pick("Planned and kept", "计划兑现"),
            words::promise(lang),
            plots::promise(coverage, lang),
        ),
        section(
            lang.pick("What lies behind it", "推算"),
            words::estimates(lang),
            plots::discovery(coverage, lang),
        ),
    ];
    let beside = [
        (1, ["worst", "corridors_worst"]),
        (3, ["promise", "left_out"]),
        (4, ["estimates", ""]),
    ];
    for (number, names) in beside {
        let tables = names.into_iter().filter_map(table);
        sections[number].blocks.extend(tables.map(Block::Table));
    }
    let closing = ["overdue", "indicators", "visits", "corridors"];
    sections.push(Section {
        title: lang.pick("Tables", "统计表").to_owned(),
        intro: String::new(),
        blocks: closing
            .into_iter()
            .filter_map(table)
            .map(Block::Table)
            .collect(),
    });
    let page = Page {
        lang,
        title: format!("{} · {title}", shown.county),
        subtitle: words::subtitle(coverage, lang),
        tiles: tiles(coverage, lang),
        sections,
        foot: words::foot(lang).to_owned(),
    };
    page.html()
}

fn figures_of_time(shown: &Shown<'_>, lang: Lang) -> Vec<Figure> {
    let mut figures = map::figures(shown, lang).to_vec();
    figures.push(plots::days_since(shown.coverage, lang));
    figures
}

fn section(title: &str, intro: &str, figures: Vec<Figure>) -> Section {
    Section {
        title: title.to_owned(),
        intro: intro.to_owned(),
        blocks: figures.into_iter().map(Block::Figure).collect(),
    }
}

fn as_table(sheet: &Sheet) -> Table {
    Table {
        caption: sheet.title.to_owned(),
        head: sheet.head.iter().map(|head| (*head).to_owned()).collect(),
        rows: sheet.rows.clone(),
    }
}

fn tiles(coverage: &Coverage, lang: Lang) -> Vec<Tile> {
    let (visits, metres) = (&coverage.visits.total, &coverage.corridors.total);
    let tile = |name: &str, value: String, note: String| Tile {
        name: name.to_owned(),
        value,
        note,
    };
    let share = |share: Option<f64>| {
        share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0))
    };
    let km = |metres: u64| format!("{:.1} km", metres as f64 / 1000.0);
    let overdue: u64 = coverage.overdue.iter().map(|row| row.count).sum();
    let longest = coverage.overdue.iter().map(|row| row.max_days).max();
    let mut tiles = vec![
        tile(
            lang.pick("visits due", "应巡任务"),
            visits.due.to_string(),
            match lang {
                Lang::En => format!("{} missed", visits.missed),
                Lang::Zh => format!("漏巡 {}", visits.missed),
            },
        ),
        tile(
            lang.pick("on time", "按期率"),
            share(visits.on_time_share()),
            match lang {
                Lang::En => format!("{} in time", visits.on_time),
                Lang::Zh => format!("按期 {}", visits.on_time),
            },
        ),
        tile(
            lang.pick("visited", "到访率"),
            share(visits.met_share()),
            match lang {
                Lang::En => format!("{} of them late", visits.late),
                Lang::Zh => format!("其中逾期 {}", visits.late),
            },
        ),
        tile(
            lang.pick("corridors seen at least once", "路段覆盖率"),
            share(metres.seen_share()),
            match lang {
                Lang::En => format!("{} of {}", km(metres.seen), km(metres.metres)),
                Lang::Zh => format!("{} / {}", km(metres.seen), km(metres.metres)),
            },
        ),
        tile(
            lang.pick("steps overdue", "超期事项"),
            overdue.to_string(),
            longest.map_or_else(String::new, |days| match lang {
                Lang::En => format!("longest {days} working days"),
                Lang::Zh => format!("最长 {days} 个工作日"),
            }),
        ),
    ];
    tiles.extend(coverage.estimates.discovery_days.map(|days| {
        tile(
            lang.pick("days to discovery, mean", "平均发现天数"),
            format!("{:.1}", days.value),
            format!("95 %: {:.1} – {:.1}", days.low, days.high),
        )
    }));
    tiles
}
