mod balance;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::cli::args::{Cli, Whatif};
use crate::cli::clock::{now, today};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, counts, finding_json};
use crate::cli::table::{Lean, Table};
use crate::domain::{Finding, Lang};
use crate::files::folder;
use crate::ledger::{self, Moment};
use crate::pipeline::{self, Horizon};
use crate::problem::assemble::{self, next_working_day};
use crate::register;
use crate::units::Prize;
use crate::whatif::{self, Grid, Input, Options, TeamRange, WhatIfFile, words};
use crate::workspace::Workspace;

/// Teams beyond those of the county, when none are asked for.
const FURTHER_TEAMS: u32 = 2;
/// Unreachable visits shown as text; the files have them all.
const SHOWN: usize = 12;

/// `xuncha whatif`: what a team or an hour more would bring.
pub(super) fn run(cli: &Cli, args: &Whatif) -> Result<Exit, Failure> {
    let (mut workspace, speaker) = super::enter(cli, &args.dir)?;
    workspace.surge |= args.surge;
    let made = super::on_threads(args.threads, || make(&workspace, args, speaker));
    made.or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

fn make(workspace: &Workspace, args: &Whatif, speaker: Speaker) -> Result<Exit, Failure> {
    let first_day = args.date.unwrap_or_else(|| {
        let tomorrow = today(workspace.utc_offset).plus(1);
        next_working_day(&workspace.teams, &workspace.calendar, tomorrow)
    });
    let horizon = Horizon {
        first_day,
        days: args.days,
    };
    if let Some(out) = &args.out {
        let kind = match args.balance {
            Some(_) => whatif::BALANCE_FOLDER,
            None => whatif::FOLDER,
        };
        folder::check(out, &kind)?;
    }
    let options = Options {
        grid: Grid {
            teams: args.teams.unwrap_or_else(|| usual(workspace)),
            shifts: args.shift.clone(),
        },
        iterations: args.iterations,
        runs: args.runs,
        seed: args.seed,
    };
    let bar = Bar::new(Prize::ZERO, speaker.lang);
    bar.stage("reading layers and roads", "正在读取图层、整理路网");
    let county = pipeline::read_county(workspace, Some(horizon)).map_err(Failure::Findings)?;
    bar.stage("what is due, and how far", "正在计算到期任务与行车时间");
    let begin = Moment::on(first_day, 0, workspace.utc_offset);
    let begin = begin.unwrap_or_else(|| now(workspace.utc_offset));
    // As `plan` would see it; what the layers have beyond the ledger is taken over in memory only.
    let (ledger, taking) = register::in_memory(workspace, &county.layers.targets, begin)?;
    let history = ledger::history(ledger.book());
    let input = Input {
        workspace,
        county: &county,
        history,
        horizon,
        lang: speaker.lang,
    };
    if let Some(what) = args.balance {
        let mut findings = county.findings.clone();
        findings.extend(taking);
        return balance::run(args, what, &input, &findings, &bar, speaker);
    }
    let (done, of) = (
        AtomicUsize::new(0),
        options.grid.settings().len() * options.runs as usize,
    );
    let count = || bar.count(done.fetch_add(1, Ordering::Relaxed) + 1, of);
    let made = whatif::plan(&input, &options, &count).map_err(Failure::Routes)?;
    bar.stage("writing", "正在生成文件");
    if let Some(out) = &args.out {
        folder::write(out, &made.files(), &whatif::FOLDER)?;
    }
    bar.finish();
    let mut findings = county.findings;
    findings.extend(taking);
    findings.extend(made.findings);
    tell(speaker, args, &made.file, &findings);
    let nobody = findings
        .iter()
        .any(|finding| finding.code == &assemble::codes::NO_SHIFT);
    Ok(if nobody { Exit::Input } else { Exit::Done })
}

/// From one team to a few more than there are.
fn usual(workspace: &Workspace) -> TeamRange {
    let own = u32::try_from(workspace.teams.len()).unwrap_or(TeamRange::MOST);
    let most = own.saturating_add(FURTHER_TEAMS).min(TeamRange::MOST);
    TeamRange::new(1, most).unwrap_or_default()
}

fn tell(speaker: Speaker, args: &Whatif, file: &WhatIfFile, findings: &[Finding]) {
    let lang = speaker.lang;
    speaker.findings(findings, Detail::Brief);
    speaker.text(&words::due(file));
    speaker.text(&table(file, lang).to_string());
    speaker.text(&unreachable(file));
    for note in words::no_marginal(file)
        .into_iter()
        .chain(file.notes.iter().map(String::as_str))
    {
        speaker.text(&format!("{note}\n"));
    }
    let dir = args.dir.display();
    let counts = counts(findings, lang);
    speaker.say(
        &format!("input: {counts}; those of the layers in full by `xuncha check {dir}`, all by --format json"),
        &format!("输入检查：{counts}；图层的详见 `xuncha check {dir}`，全部见 --format json"),
    );
    if let Some(out) = &args.out {
        let written = out.display();
        speaker.say(
            &format!("written to {written}"),
            &format!("已写入 {written}"),
        );
    }
    speaker.json(&value(file, args.out.as_deref(), findings, lang));
}

/// The whole of `whatif.json`, where it was written, and the findings.
fn value(file: &WhatIfFile, out: Option<&Path>, findings: &[Finding], lang: Lang) -> Value {
    let mut value = serde_json::to_value(file).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        let findings = findings.iter().map(|finding| finding_json(finding, lang));
        fields.insert("out".to_owned(), json!(out));
        fields.insert("findings".to_owned(), findings.collect());
    }
    value
}

/// One row per setting.
fn table(file: &WhatIfFile, lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("shift", "班次"), Lean::Left),
        (lang.pick("teams", "组数"), Lean::Right),
        (lang.pick("prize %", "收益%"), Lean::Right),
        (lang.pick("95 % interval", "95% 区间"), Lean::Right),
        (lang.pick("required", "必查"), Lean::Right),
        (lang.pick("visits", "到访"), Lean::Right),
        (lang.pick("km", "公里"), Lean::Right),
        (lang.pick("hours", "工时"), Lean::Right),
        (lang.pick("next team +%", "新增收益%"), Lean::Right),
        (lang.pick("+required", "新增必查"), Lean::Right),
        ("", Lean::Left),
    ]);
    for cell in &file.cells {
        let gain = cell.gain.as_ref();
        table.row(vec![
            words::shift(cell, lang),
            cell.teams.to_string(),
            words::percent(cell.prize_share.mean),
            words::percents(cell.prize_share),
            format!("{}/{}", words::count(cell.required.mean), file.due.required),
            words::count(cell.visits.mean),
            format!("{:.0}", cell.distance_km.mean),
            format!("{:.1}", cell.work_h.mean),
            gain.map_or(String::new(), |gain| words::percent(gain.prize_share.mean)),
            gain.map_or(String::new(), |gain| words::count(gain.required.mean)),
            if cell.marginal {
                lang.pick("<- marginal team", "<- 边际组").to_owned()
            } else {
                String::new()
            },
        ]);
    }
    table
}

fn unreachable(file: &WhatIfFile) -> String {
    let mut text = words::unreachable(file);
    for entry in file.unreachable.iter().take(SHOWN) {
        text.push_str(&format!("  {}\n", words::entry(entry, file.language)));
    }
    let more = file.unreachable.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&match file.language {
            Lang::En => format!("  {more} more; --format json lists them all\n"),
            Lang::Zh => format!("  另有 {more} 项；--format json 列出全部\n"),
        });
    }
    text
}
