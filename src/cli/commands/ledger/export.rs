use std::path::Path;

use serde_json::json;

use super::import::mapping;
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
    let mapping = mapping(args.mapping.as_deref())?;
    let datum = args.datum.or(mapping.datum()).unwrap_or_default();
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
    let ending = args
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let bytes = match ending.unwrap_or_default().as_str() {
        "geojson" | "json" => geojson(
            book,
            if datum.is_projected() {
                Datum::Wgs84
            } else {
                datum
            },
        )
        .into_bytes(),
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

/// A file with shifted positions says so in its name: it will be opened without this program.
fn check_name(path: &Path, datum: Datum) -> Result<(), Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let is_named = name.is_some_and(|name| name.contains(&*datum.word()));
    // Metres are not mistaken for degrees, and whoever asks for them has a template that says which.
    if is_named || datum.is_wgs84() || datum.is_projected() {
        return Ok(());
    }
    let datum = datum.word();
    Err(Failure::Refused {
        code: "G0108",
        en: format!("a file with {datum} positions must say so in its name"),
        zh: format!("坐标为 {datum} 的文件须在文件名中注明"),
        hint: (
            format!("for instance `ledger-{datum}.xlsx`"),
            format!("例如 `台账-{datum}.xlsx`"),
        ),
    })
}
