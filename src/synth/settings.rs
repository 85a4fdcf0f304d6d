//! `xuncha.toml` of the made-up workspace, with remarks for the clerk who changes it.

use super::MadeFile;
use super::frame::Frame;
use super::settlements::{Kind, Settlements};
use super::write::position;

/// One layer of the workspace.
#[derive(Clone, Debug)]
pub(super) struct LayerEntry {
    pub(super) kind: &'static str,
    pub(super) path: String,
    /// Further lines of the table.
    pub(super) more: &'static str,
}

/// The settings of a whole workspace.
pub(super) fn file(name: &str, seed: u64, layers: &[LayerEntry], teams: &str) -> MadeFile {
    let mut text = format!(
        "# 本县为虚构：地名、道路、点位均由程序生成，与任何真实地点无关。
# A made-up county: every name, road and point comes from `xuncha generate`; none of it exists.

[county]
name = \"{name}\"
language = \"zh\"
synthetic = true
seed = {seed}

# 图层：一个文件一项。路径相对本文件夹；坐标为经度、纬度（度）。
# Layers: one table per file. Paths are relative to this folder; coordinates are lon, lat in degrees.
"
    );
    for layer in layers {
        text.push_str(&format!(
            "\n[[layer]]\nkind = \"{}\"\npath = \"{}\"\n{}",
            layer.kind, layer.path, layer.more
        ));
    }
    text.push_str(CORRIDORS);
    text.push_str(CALENDAR);
    text.push_str(
        "
# 巡查组：驻地为经纬度；冬季 8:30 至 15:30，午休 40 分钟。乡镇组只巡查本乡镇。
# Teams: base as lon, lat; winter shifts with a lunch break. A township team patrols its own township only.
",
    );
    text.push_str(teams);
    MadeFile {
        name: "xuncha.toml".to_owned(),
        bytes: text.into_bytes(),
    }
}

const CORRIDORS: &str = "
# 重点路段：国道、省道两侧 200 米内有农田、山边、沟谷的路段每周巡查（P07）；
# 县道旁 300 米内有沟谷或水体的路段每月巡查（P08）。
# Key corridors: trunk roads beside fields, hills and gullies weekly (P07); county roads beside gullies and water monthly (P08).
[[corridors]]
programme = \"P07\"
classes = [\"national\", \"provincial\"]
near = [\"farmland\", \"hillside\", \"gully\"]
within_m = 200

[[corridors]]
programme = \"P08\"
classes = [\"county\"]
near = [\"gully\", \"water\"]
within_m = 300

[roads]
# 断头路离别的路 5 米以内自动接上；离路 500 米以内可步行到达。路面结冰时改为 season = \"snow\"。
# Dead ends within 5 m of a road are joined; up to 500 m are walked. With snow on the roads set season = \"snow\".
join_tolerance_m = 5
walk_limit_m = 500
season = \"dry\"
";

const CALENDAR: &str = "
[calendar]
# 2026 年法定节假日（示例，以国务院办公厅通知为准）。
# Public holidays of 2026, as an example.
holidays = [
  \"2026-01-01\", \"2026-01-02\", \"2026-02-16\", \"2026-02-17\", \"2026-02-18\", \"2026-02-19\", \"2026-02-20\", \"2026-02-23\",
  \"2026-04-06\", \"2026-05-01\", \"2026-05-04\", \"2026-05-05\", \"2026-06-19\", \"2026-09-25\", \"2026-10-01\", \"2026-10-02\",
  \"2026-10-05\", \"2026-10-06\", \"2026-10-07\",
]
workdays = [\"2026-01-04\", \"2026-02-14\", \"2026-02-28\", \"2026-05-09\", \"2026-09-20\", \"2026-10-10\"]
";

/// The teams of one county: those of the county for all townships, those of townships for their own.
pub(super) fn teams(frame: &Frame, settlements: &Settlements) -> String {
    let (county, township) = frame.figures.teams;
    let code = &settlements.county_code;
    let mut text = String::new();
    let mut add = |id: &str, name: &str, town: usize, townships: &[String]| {
        let base = position(frame, settlements.all[town].middle).replace(',', ", ");
        let only: Vec<String> = townships.iter().map(|name| format!("\"{name}\"")).collect();
        text.push_str(&format!(
            "\n[[team]]\nid = \"{id}\"\nname = \"{name}\"\nbase = {base}\nshift = \"08:30-15:30\"\nbreaks = [{{ begin = \"11:00-12:30\", duration = \"40m\" }}]\ntownships = [{}]\n",
            only.join(", ")
        ));
    };
    for number in 1..=county {
        add(
            &format!("{code}-C{number}"),
            &format!("{}巡查{number}组", settlements.county),
            0,
            &settlements.townships,
        );
    }
    let towns = settlements
        .all
        .iter()
        .take_while(|one| one.kind == Kind::Town)
        .count();
    for number in 0..township.min(towns) {
        let name = &settlements.townships[number];
        add(
            &format!("{code}-T{}", number + 1),
            &format!("{name}巡查组"),
            number,
            std::slice::from_ref(name),
        );
    }
    text
}
