use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::args::{Check, Cli};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, counts, finding_json};
use crate::cli::table::{Lean, Table};
use crate::domain::{Finding, Lang, Level};
use crate::pipeline::{self, County};
use crate::problem::assemble::Verdict;
use crate::roads::{IslandGap, RepairKind};
use crate::units::Prize;
use crate::workspace::Workspace;

mod report;
mod summary;
mod verdicts;

use verdicts::verdict_text;
pub(super) use verdicts::why;

/// `xuncha check`: every finding, the repair report, a verdict per target.
pub(super) fn run(cli: &Cli, args: &Check) -> Result<Exit, Failure> {
    let (workspace, speaker) = super::enter(cli, &args.dir)?;
    check(&workspace, args, speaker).or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

fn check(workspace: &Workspace, args: &Check, speaker: Speaker) -> Result<Exit, Failure> {
    if let Some(path) = args.report.as_deref() {
        super::refuse_layer(workspace, path)?;
        super::refuse_layer(workspace, &beside(path))?;
    }
    let bar = Bar::new(Prize::ZERO, speaker.lang);
    bar.stage("reading layers and roads", "正在读取图层、整理路网");
    let county = pipeline::read_county(workspace, None).map_err(Failure::Findings)?;
    bar.stage("looking for each target's road", "正在判断各对象能否到达");
    let (verdicts, placing) = pipeline::verdicts(workspace, &county);
    bar.finish();
    let mut findings = county.findings.clone();
    findings.extend(placing);
    let gaps = pipeline::island_gaps(workspace, &county);
    let entries = report::entries(&county, &findings, &verdicts, &gaps);
    if let Some(path) = &args.report {
        write_report(path, &entries, speaker.lang)?;
    }
    speaker.findings(&findings, Detail::Full);
    speaker.text(&layer_table(&county, speaker.lang).to_string());
    speaker.text(&road_table(&county, speaker.lang).to_string());
    speaker.text(&summary::kinds(&entries, speaker.lang).to_string());
    speaker.text(&summary::islands(&gaps, &county, speaker.lang));
    speaker.text(&verdict_text(&county, &verdicts, speaker.lang));
    speaker.text(&format!("{}\n", counts(&findings, speaker.lang)));
    speaker.json(&json(&county, &findings, &verdicts, &gaps, speaker.lang));
    let failed = findings
        .iter()
        .any(|finding| finding.code.level == Level::Error);
    Ok(if failed { Exit::Input } else { Exit::Done })
}

/// Writes the report, and the table beside it.
fn write_report(path: &Path, entries: &[report::Entry], lang: Lang) -> Result<(), Failure> {
    let failed = |path: &Path, source| Failure::Io {
        action: "write",
        path: path.to_owned(),
        source,
    };
    let table = beside(path);
    let files = [
        (path, report::geojson(entries, lang)),
        (&table, report::csv(entries, lang)),
    ];
    for (path, bytes) in files {
        crate::files::write_atomically(path, &bytes).map_err(|source| failed(path, source))?;
    }
    Ok(())
}

/// Where the table of a report is written.
fn beside(path: &Path) -> PathBuf {
    let is_table = path.extension().is_some_and(|name| name == "csv");
    path.with_extension(if is_table { "table.csv" } else { "csv" })
}

fn layer_table(county: &County, lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("layer", "图层"), Lean::Left),
        (lang.pick("features", "要素"), Lean::Right),
    ]);
    for (path, count) in &county.layers.features {
        table.row(vec![path.clone(), count.to_string()]);
    }
    table
}

/// What was mended or doubted, by kind.
fn road_table(county: &County, lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("roads", "道路"), Lean::Left),
        (lang.pick("number", "数量"), Lean::Right),
    ]);
    for (name, number) in road_numbers(county) {
        table.row(vec![lang.pick(name.0, name.1).to_owned(), number]);
    }
    table
}

fn road_numbers(county: &County) -> Vec<((&'static str, &'static str), String)> {
    let (network, repairs) = (&county.network, &county.repairs);
    let given = repairs.given;
    let count = |kind| repairs.count(kind).to_string();
    let length: f64 = network.links().iter().map(|link| link.length).sum();
    let largest = network.islands().first().copied().unwrap_or(0.0);
    vec![
        (("lines given", "原有线条"), given.lines.to_string()),
        (("parts given", "原有连通块"), given.components.to_string()),
        (
            ("vertices shared inside lines", "线内公共顶点"),
            given.shared_vertices.to_string(),
        ),
        (
            ("crossings without a shared vertex", "无公共顶点的交叉"),
            given.crossings.to_string(),
        ),
        (("roads closed", "封闭道路"), repairs.closed.to_string()),
        (("links", "路段"), network.links().len().to_string()),
        (
            ("length km", "总长（公里）"),
            format!("{:.1}", length / 1000.0),
        ),
        (("islands", "孤立路网"), network.islands().len().to_string()),
        (
            ("largest island %", "最大路网占比 %"),
            format!("{:.1}", 100.0 * largest / length.max(1.0)),
        ),
        (("dead ends", "断头"), repairs.dead_ends.to_string()),
        (
            ("of these, beside an unlinked road", "其中旁有不相连道路"),
            repairs.joined_parts.to_string(),
        ),
        (
            ("dead ends joined", "断头接通"),
            count(RepairKind::DeadEndJoined),
        ),
        (
            ("dead ends nearly touching", "断头将接未接"),
            count(RepairKind::NearMiss),
        ),
        (
            ("vertices on another road joined", "落点接通"),
            count(RepairKind::TouchJoined),
        ),
        (
            ("crossings joined", "交叉接通"),
            count(RepairKind::CrossingJoined),
        ),
        (
            ("crossings at different levels", "立体交叉"),
            count(RepairKind::CrossingGradeSeparated),
        ),
        (
            ("crossings in doubt", "存疑交叉"),
            count(RepairKind::CrossingDoubtful),
        ),
        (
            ("duplicate lines", "重复线"),
            count(RepairKind::DuplicateLine),
        ),
        (
            ("stretches on two roads", "重叠路段"),
            count(RepairKind::Overlap),
        ),
        (
            ("lines nearly twice", "疑似重复线"),
            count(RepairKind::NearDuplicate),
        ),
        (
            ("lines without length", "零长线"),
            count(RepairKind::ZeroLength),
        ),
        (
            ("corridors", "巡查路段"),
            county.corridors.len().to_string(),
        ),
    ]
}

fn json(
    county: &County,
    findings: &[Finding],
    verdicts: &[Verdict],
    gaps: &[IslandGap],
    lang: Lang,
) -> serde_json::Value {
    let roads: BTreeMap<&str, String> = road_numbers(county)
        .into_iter()
        .map(|(name, number)| (name.0, number))
        .collect();
    let targets: Vec<serde_json::Value> = county
        .layers
        .targets
        .iter()
        .zip(verdicts)
        .map(|(target, verdict)| match verdict {
            Verdict::Reached { snapped } => json!({
                "target": target.id, "verdict": if snapped.walk < 1.0 { "on_road" } else { "walk" },
                "walk_m": snapped.walk.round(), "lon": snapped.roadside.x, "lat": snapped.roadside.y,
            }),
            Verdict::Unreachable(exclusion) => {
                json!({"target": target.id, "verdict": "unreachable", "why": why(*exclusion, lang)})
            }
        })
        .collect();
    json!({
        "layers": county.layers.features, "roads": roads, "targets": targets, "islands": summary::islands_json(gaps, county),
        "findings": findings.iter().map(|finding| finding_json(finding, lang)).collect::<Vec<_>>(),
    })
}
