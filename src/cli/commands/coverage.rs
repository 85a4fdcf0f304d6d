mod tracks;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::cli::args::{Cli, Coverage as Args};
use crate::cli::clock::today;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, finding_json};
use crate::cli::table::{Lean, Table};
use crate::coverage::{self, Coverage, Input, Record, Recorder, Sheet, Shown};
use crate::domain::Lang;
use crate::files::folder::{self, Kind};
use crate::ledger::{Access, Book, EventRef, Ledger, LedgerError, StoreError};
use crate::pipeline::{self, County};
use crate::plan;
use crate::units::Day;
use crate::workspace::Workspace;

use self::tracks::Followed;

/// What a coverage folder is known by.
const COVERAGE: Kind = Kind {
    manifest: "coverage.json",
    mark: "\"xuncha.coverage/",
    en: "a coverage folder",
    zh: "覆盖情况文件夹",
    is_own: is_table,
};

/// The report for people.
const PAGE: &str = "coverage.html";

/// Days before the last one, when no first day is given.
const DAYS: i32 = 90;

/// `xuncha coverage`
pub(super) fn run(cli: &Cli, args: &Args) -> Result<Exit, Failure> {
    let (workspace, speaker) = super::enter(cli, &args.dir)?;
    let done = make(&workspace, args, speaker);
    done.or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

fn make(workspace: &Workspace, args: &Args, speaker: Speaker) -> Result<Exit, Failure> {
    if let Some(out) = &args.out {
        folder::check(out, &COVERAGE)?;
    }
    if let Some(path) = &args.keep_tracks {
        super::refuse_layer(workspace, path)?;
        if args.gpx.iter().any(|track| super::same_file(path, track)) {
            return Err(super::is_input(path));
        }
    }
    let to = args
        .to
        .unwrap_or_else(|| today(workspace.utc_offset).plus(-1));
    if let Some(from) = args.from.filter(|from| *from > to) {
        return Err(empty_period(from, to));
    }
    let county = pipeline::read_county(workspace, None).map_err(Failure::Findings)?;
    speaker.findings(&county.findings, Detail::Brief);
    let ledger = open(workspace, to, speaker)?;
    let record = ledger.as_ref().map(|ledger| record(ledger, &county));
    let mut record = record.transpose()?.unwrap_or_default();
    let followed = tracks::follow(&args.gpx, args.gpx_within, workspace, &county);
    speaker.findings(&followed.findings, Detail::Full);
    let (within, outside): (Vec<_>, Vec<_>) =
        followed.sightings.iter().cloned().partition(|sighting| {
            sighting.day <= to && args.from.is_none_or(|from| sighting.day >= from)
        });
    if !outside.is_empty() {
        let count = outside.len();
        speaker.say(
            &format!("{count} passes of the tracks lie outside the period and count for nothing"),
            &format!("轨迹中有 {count} 次经过不在统计期内，不计"),
        );
    }
    record.add_sightings(within);
    if to > today(workspace.utc_offset) {
        speaker.say(
            "the period ends in the future: what falls due there counts as missed",
            "统计期止于未来日期：其中到期而未到访的计为漏查",
        );
    }
    let nothing = Book::default();
    let book = ledger.as_ref().map_or(&nothing, Ledger::book);
    let from = args.from.unwrap_or_else(|| first_day(&record, to));
    let plans = plan::read_all(&workspace.dir);
    let targets = coverage::with_found(&county.layers.targets, book);
    let coverage = coverage::measure(&Input {
        programmes: &workspace.programmes,
        calendar: &workspace.calendar,
        surge: workspace.surge,
        targets: &targets,
        corridors: &county.corridors,
        record: &record,
        book,
        plans: &coverage::planned_days(&plans),
        from,
        to,
    });
    let tables = coverage::tables(&coverage, speaker.lang);
    tell(&coverage, &tables, &followed, speaker);
    if let Some(out) = &args.out {
        let mut files = files(&coverage, &tables);
        let page = coverage::html(
            &Shown {
                county: &workspace.name,
                coverage: &coverage,
                network: &county.network,
                corridors: &county.corridors,
                targets: &targets,
            },
            speaker.lang,
        );
        files.insert(PAGE.to_owned(), page.into_bytes());
        folder::write(out, &files, &COVERAGE)?;
        let written = out.display();
        speaker.say(
            &format!("coverage written to {written}"),
            &format!("覆盖情况已写入 {written}"),
        );
    }
    if let Some(path) = &args.keep_tracks {
        let courses = followed.courses(&county.network, workspace.utc_offset);
        crate::files::write_atomically(path, &courses).map_err(|source| Failure::Io {
            action: "write",
            path: path.clone(),
            source,
        })?;
    }
    // What could be used was used; that something could not is told by the exit code too.
    Ok(if followed.has_refused() {
        Exit::Input
    } else {
        Exit::Done
    })
}

/// The ledger as it stood at the end of a day; the workspace is only read.
fn open(workspace: &Workspace, to: Day, speaker: Speaker) -> Result<Option<Ledger>, Failure> {
    match Ledger::open(&workspace.dir, Access::Read, Some(to)) {
        Ok(ledger) => Ok(Some(ledger)),
        Err(LedgerError::Store(StoreError::Missing { .. })) => {
            speaker.say(
                "no ledger: nothing is known of any visit",
                "没有台账：没有任何到访记录",
            );
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// What the ledger tells of visits.
fn record(ledger: &Ledger, county: &County) -> Result<Record, Failure> {
    let lengths = coverage::lengths(county.corridors.iter().map(|route| &route.target));
    let mut recorder = Recorder::new(ledger.book(), &lengths);
    let mut take = |event: EventRef<'_>| recorder.take(&event);
    let store = ledger.store();
    store.read_since(0, &mut take).map_err(LedgerError::from)?;
    Ok(recorder.done())
}

/// The first day of the period when none is given.
fn first_day(record: &Record, to: Day) -> Day {
    let first = to.plus(-DAYS);
    record
        .first_day
        .map_or(first, |known| known.max(first).min(to))
}

fn files(coverage: &Coverage, tables: &[Sheet]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = tables
        .iter()
        .map(|sheet| (format!("{}.csv", sheet.name), coverage::csv(sheet)))
        .collect();
    let text = format!("{:#}\n", as_json(coverage));
    files.insert(COVERAGE.manifest.to_owned(), text.into_bytes());
    files
}

fn as_json(coverage: &Coverage) -> serde_json::Value {
    json!({"schema": "xuncha.coverage/1", "coverage": coverage})
}

fn tell(coverage: &Coverage, tables: &[Sheet], followed: &Followed, speaker: Speaker) {
    let (from, to, counted) = (coverage.from, coverage.to, coverage.counted_from);
    speaker.text(&format!(
        "{} {from} .. {to}\n",
        speaker.lang.pick("coverage", "覆盖情况")
    ));
    if counted > from {
        speaker.say(
            &format!("the ledger begins on {counted}; nothing before it counts"),
            &format!("台账始于 {counted}，此前不计"),
        );
    }
    speaker.text(&followed.text(speaker.lang));
    for sheet in tables.iter().filter(|sheet| sheet.is_brief) {
        if !sheet.rows.is_empty() {
            speaker.text(&as_text(sheet, speaker.lang));
        }
    }
    let mut json = as_json(coverage);
    if let Some(object) = json.as_object_mut().filter(|_| !followed.is_empty()) {
        let findings = followed.findings.iter();
        let findings = findings.map(|finding| finding_json(finding, speaker.lang));
        object.insert("tracks".to_owned(), followed.json().into());
        object.insert("findings".to_owned(), findings.collect());
    }
    speaker.json(&json);
}

/// A table for the terminal: numbers lean to the right.
fn as_text(sheet: &Sheet, lang: Lang) -> String {
    let is_number = |cell: &String| cell.is_empty() || cell.parse::<f64>().is_ok();
    let lean = |column: usize| {
        let mut cells = sheet.rows.iter().filter_map(|row| row.get(column));
        let leans = column > 0 && cells.all(is_number);
        if leans { Lean::Right } else { Lean::Left }
    };
    let head: Vec<(&str, Lean)> = sheet
        .head
        .iter()
        .enumerate()
        .map(|(column, text)| (*text, lean(column)))
        .collect();
    let mut table = Table::new(&head);
    for row in &sheet.rows {
        table.row(row.clone());
    }
    format!("\n{}{}\n{table}", sheet.title, lang.pick(":", "："))
}

/// The tables of an older folder go with it.
fn is_table(name: &Path) -> bool {
    name.parent().is_none_or(|folder| folder == Path::new(""))
        && (name == Path::new(PAGE) || name.extension().is_some_and(|ending| ending == "csv"))
}

fn empty_period(from: Day, to: Day) -> Failure {
    Failure::Refused {
        code: "K0002",
        en: format!("the period from {from} to {to} has no day"),
        zh: format!("{from} 至 {to} 没有一天"),
        hint: (
            "let --from lie on --to or before it".to_owned(),
            "--from 不应晚于 --to".to_owned(),
        ),
    }
}
