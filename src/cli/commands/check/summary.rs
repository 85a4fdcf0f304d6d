//! The report in short: one row per kind, and which islands to join first.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::report::{Entry, kind_name, severity_name};
use crate::cli::table::{Lean, Table};
use crate::domain::Lang;
use crate::pipeline::County;
use crate::roads::IslandGap;

/// How many entries of each kind there are, and their metres, the worst kinds first.
pub(super) fn kinds(entries: &[Entry], lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("severity", "等级"), Lean::Left),
        (lang.pick("what", "问题"), Lean::Left),
        (lang.pick("number", "数量"), Lean::Right),
        (lang.pick("metres", "米"), Lean::Right),
    ]);
    let mut kinds: BTreeMap<(u8, &str), (usize, f64)> = BTreeMap::new();
    for entry in entries {
        let sum = kinds.entry((entry.severity, &entry.kind)).or_default();
        sum.0 += 1;
        sum.1 += entry.metres.unwrap_or_default();
    }
    for ((severity, kind), (count, metres)) in kinds {
        table.row(vec![
            format!("{severity} {}", severity_name(severity, lang)),
            kind_name(kind, lang).to_owned(),
            count.to_string(),
            format!("{metres:.0}"),
        ]);
    }
    table
}

/// So many islands are named one by one.
const NAMED: usize = 10;

/// Gaps up to so many metres are summed together.
const CLASSES: [f64; 4] = [20.0, 100.0, 500.0, 2000.0];

/// The islands whose joining brings most, and the others by the width of their gap; nothing when there is one network.
pub(super) fn islands(gaps: &[IslandGap], county: &County, lang: Lang) -> String {
    if gaps.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{}\n",
        lang.pick(
            "islands, the ones to join first (road length and targets that become linked)",
            "孤立路网，按接通后的收益排序（可接通的道路长度与巡查对象）"
        )
    );
    let mut table = Table::new(&[
        (lang.pick("gap m", "缺口（米）"), Lean::Right),
        (lang.pick("brings km", "可接通公里"), Lean::Right),
        (lang.pick("islands", "块数"), Lean::Right),
        (lang.pick("targets", "对象"), Lean::Right),
        (lang.pick("at lon, lat", "位置（经度,纬度）"), Lean::Left),
        (lang.pick("road", "道路"), Lean::Left),
        (lang.pick("to road", "接至道路"), Lean::Left),
    ]);
    let id = |road: u32| county.layers.roads[road as usize].id.clone();
    for island in gaps.iter().take(NAMED) {
        let none = || lang.pick("none within 2 km", "2 公里内无").to_owned();
        let gap = island.gap;
        table.row(vec![
            gap.map_or_else(none, |gap| format!("{:.1}", gap.metres)),
            format!("{:.1}", island.gain / 1000.0),
            island.islands.to_string(),
            island.targets.to_string(),
            gap.map_or_else(String::new, |gap| {
                format!("{:.6},{:.6}", gap.from.x, gap.from.y)
            }),
            gap.map_or_else(String::new, |gap| id(gap.road)),
            gap.map_or_else(String::new, |gap| id(gap.other)),
        ]);
    }
    text.push_str(&table.to_string());
    text.push_str(&classes(gaps, lang).to_string());
    text
}

/// Islands by the width of their gap: how many, how much road they hold, how many targets hang on them.
fn classes(gaps: &[IslandGap], lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("gap up to m", "缺口不超过（米）"), Lean::Right),
        (lang.pick("islands", "块数"), Lean::Right),
        (lang.pick("km", "公里"), Lean::Right),
    ]);
    let class = |island: &IslandGap| {
        let metres = island.gap.map_or(f64::INFINITY, |gap| gap.metres);
        CLASSES.iter().position(|most| metres <= *most)
    };
    for number in (0..CLASSES.len()).map(Some).chain([None]) {
        let among = gaps.iter().filter(|island| class(island) == number);
        let (count, metres) = among.fold((0, 0.0), |(count, metres), island| {
            (count + 1, metres + island.length)
        });
        if count > 0 {
            let most = number.map_or_else(
                || lang.pick("none", "无").to_owned(),
                |number| format!("{:.0}", CLASSES[number]),
            );
            table.row(vec![
                most,
                count.to_string(),
                format!("{:.1}", metres / 1000.0),
            ]);
        }
    }
    table
}

/// The same for programs, every island.
pub(super) fn islands_json(gaps: &[IslandGap], county: &County) -> Value {
    let id = |road: u32| &county.layers.roads[road as usize].id;
    let island = |island: &IslandGap| {
        json!({
            "length_m": island.length.round(), "gain_m": island.gain.round(), "islands": island.islands, "targets": island.targets,
            "gap": island.gap.map(|gap| json!({
                "metres": (gap.metres * 100.0).round() / 100.0, "lon": gap.from.x, "lat": gap.from.y,
                "road": id(gap.road), "other": id(gap.other),
            })),
        })
    };
    gaps.iter().map(island).collect()
}
