use std::path::Path;

use super::mapping::{declared, mapping};
use crate::cli::args::LedgerImport;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Datum;
use crate::layers::LayerKind;
use crate::workspace::Workspace;

mod events;
mod personal;
mod rows;
mod stray;
mod table;
mod taking;

use events::events;
use rows::{features, sheet};
use table::table;

/// `xuncha ledger import`
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerImport,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let ending = args
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.unwrap_or_default().as_str() {
        "jsonl" => events(workspace, args, speaker),
        "geojson" | "json" | "gz" => {
            let mapping = mapping(args.mapping.as_deref())?;
            let datum = declared(args.datum, &mapping)?.unwrap_or_default();
            check_name(&args.file, datum)?;
            let (rows, findings) = features(&args.file, &mapping, datum)?;
            table(workspace, args, (rows, datum), findings, speaker)
        }
        "csv" | "txt" | "tsv" | "xlsx" | "xlsm" => {
            let mut mapping = mapping(args.mapping.as_deref())?;
            let datum = declared(args.datum, &mapping)?;
            check_name(&args.file, datum.unwrap_or_default())?;
            match datum {
                Some(datum) => mapping.declare(datum),
                None => {
                    if let Some(grid) = grid_of(workspace) {
                        mapping.take_metres_as(grid);
                    }
                }
            }
            let (rows, findings) = sheet(&args.file, &mapping)?;
            let datum = datum.unwrap_or_default();
            table(workspace, args, (rows, datum), findings, speaker)
        }
        _ => Err(super::unknown_ending(
            &args.file,
            ".geojson .csv .xlsx .jsonl",
        )),
    }
}

/// The one grid that the workspace declares for its dump points, else for any of its layers.
fn grid_of(workspace: &Workspace) -> Option<Datum> {
    let of = |wanted: fn(LayerKind) -> bool| {
        let layers = workspace.layers.iter().filter(|layer| wanted(layer.kind));
        let mut grids = layers
            .map(|layer| layer.datum)
            .filter(|datum| datum.is_projected());
        let first = grids.next();
        (first, grids.all(|grid| Some(grid) == first))
    };
    match of(|kind| kind == LayerKind::DumpPoints) {
        (Some(grid), alone) => alone.then_some(grid),
        (None, _) => match of(|_| true) {
            (grid, true) => grid,
            (_, false) => None,
        },
    }
}

/// A name that says one datum is not read as another.
fn check_name(path: &Path, datum: Datum) -> Result<(), Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let said = [Datum::Gcj02, Datum::Bd09].into_iter().find(|one| {
        name.as_deref()
            .is_some_and(|name| name.contains(&*one.word()))
    });
    match said {
        Some(said) if said != datum => Err(Failure::Refused {
            code: "G0108",
            en: format!("the file's name says {}, not {}", said.word(), datum.word()),
            zh: format!("文件名注明坐标为 {}，而非 {}", said.word(), datum.word()),
            hint: (
                format!("give --datum {}, or rename the file", said.word()),
                format!("请用 --datum {}，或更改文件名", said.word()),
            ),
        }),
        _ => Ok(()),
    }
}
