use std::path::Path;

use serde_json::json;

use super::mapping::{declared, mapping};
use crate::cli::args::LedgerExport;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::{Datum, Lang};
use crate::files::write_atomically;
use crate::ledger::exchange::{geojson, points_sheet, sheets};
use crate::ledger::tables::{write_csv, write_xlsx};
use crate::ledger::{Event, LedgerError};
use crate::register;
use crate::workspace::Workspace;

/// `xuncha ledger export`
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerExport,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    super::super::refuse_layer(workspace, &args.file)?;
    let mapping = mapping(args.mapping.as_deref())?;
    let ending = args
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = ending.unwrap_or_default();
    let asked = declared(args.datum, &mapping)?.unwrap_or_default();
    let datum = written(&ending, asked);
    check_name(&args.file, datum)?;
    let (register, _) = super::open(workspace, None, register::Purpose::Read, speaker)?;
    let mut events: Vec<Event> = Vec::new();
    register
        .ledger
        .store()
        .read_since(0, &mut |event| events.push(event.to_event()))
        .map_err(LedgerError::from)?;
    events.sort_by(|a, b| a.borrowed().order().cmp(&b.borrowed().order()));
    let (book, lang) = (register.ledger.book(), speaker.lang);
    let bytes = match ending.as_str() {
        "geojson" | "json" => geojson(book, datum).into_bytes(),
        "csv" => write_csv(&points_sheet(book, &events, &mapping, datum, lang)),
        "xlsx" => write_xlsx(&sheets(book, &events, &mapping, datum, lang))
            .map_err(|error| super::table_failure(&args.file, &error))?,
        "jsonl" => events
            .iter()
            .map(|event| event.line() + "\n")
            .collect::<String>()
            .into_bytes(),
        _ => {
            return Err(super::unknown_ending(
                &args.file,
                ".geojson .csv .xlsx .jsonl",
            ));
        }
    };
    write_atomically(&args.file, &bytes).map_err(|source| Failure::Io {
        action: "write",
        path: args.file.clone(),
        source,
    })?;
    let points = book
        .unsorted()
        .filter(|target| target.point.is_some())
        .count();
    let (file, datum, count) = (args.file.display(), datum.word(), events.len());
    speaker.text(&match lang {
        Lang::En => {
            format!("{points} points, {count} events written to {file}; positions in {datum}\n")
        }
        Lang::Zh => format!("已写入 {file}：{points} 个点位，{count} 条事件；坐标为 {datum}\n"),
    });
    speaker.json(&json!({
        "file": args.file, "points": points, "events": count, "datum": datum,
    }));
    Ok(Exit::Done)
}

/// The system of the positions in a file: GeoJSON has degrees, and events are as they were written down.
fn written(ending: &str, asked: Datum) -> Datum {
    match ending {
        "geojson" | "json" if asked.is_projected() => Datum::Wgs84,
        "jsonl" => Datum::Wgs84,
        _ => asked,
    }
}

/// The word of a datum as it can stand in the name of a file: no system takes a colon everywhere.
fn in_names(datum: Datum) -> String {
    datum.word().to_lowercase().replace(':', "")
}

/// A file with shifted positions says so in its name: it will be opened without this program.
fn check_name(path: &Path, datum: Datum) -> Result<(), Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let is_named = name.is_some_and(|name| name.contains(&in_names(datum)));
    // Metres are not mistaken for degrees, and whoever asks for them has a template that says which.
    if is_named || datum.is_wgs84() || datum.is_projected() {
        return Ok(());
    }
    let (datum, part) = (datum.word(), in_names(datum));
    Err(Failure::Refused {
        code: "G0108",
        en: format!("a file with {datum} positions must say so in its name"),
        zh: format!("坐标为 {datum} 的文件须在文件名中注明"),
        hint: (
            format!("for instance `ledger-{part}.xlsx`"),
            format!("例如 `台账-{part}.xlsx`"),
        ),
    })
}
