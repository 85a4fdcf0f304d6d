//! The rows of a sheet or of a GeoJSON file.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::{bytes, table_failure};
use crate::cli::outcome::Failure;
use crate::domain::{Datum, Finding, Lang, Level, Source, TargetDetail};
use crate::layers::{LayerKind, LayerSpec, read_layers};
use crate::ledger::Field;
use crate::ledger::tables::{
    Cell, FromGrid, Grid, Mapping, Row, SheetRow, is_known, properties, read, rows,
};

/// Rows of a sheet; those without an id are all taken.
pub(super) fn sheet(
    path: &Path,
    mapping: &Mapping,
) -> Result<(Vec<SheetRow>, Vec<Finding>), Failure> {
    let grids = read(path, &bytes(path)?, mapping).map_err(|error| table_failure(path, &error))?;
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    // Of a workbook of ours the other sheets are made from the first.
    let is_points = |grid: &&Grid| {
        let known = grid.header.iter().filter(|name| is_known(name, mapping));
        known.count() >= 2
    };
    for grid in grids.iter().filter(is_points).take(1) {
        let reading = rows(grid, mapping);
        findings.extend(reading.faults.iter().map(|fault| {
            let source = Source {
                file: path.display().to_string().into(),
                line: fault.line,
                ..Source::default()
            };
            let finding = Finding::new(&crate::ledger::exchange::HEADER_CODE, source);
            finding
                .arg(fault.message(Lang::En))
                .arg(fault.message(Lang::Zh))
        }));
        all.extend(reading.rows);
    }
    if all.is_empty() {
        return Err(Failure::Refused {
            code: "G0112",
            en: format!(
                "no row of `{}` can be read as a point: no two headings are known",
                path.display()
            ),
            zh: format!(
                "`{}` 中没有可识别的点位：表头不足两列可识别",
                path.display()
            ),
            hint: (
                "give a mapping file of the columns (--mapping F.toml), see docs/ledger.md".into(),
                "请用 --mapping F.toml 给出列对照，见 docs/ledger.md".into(),
            ),
        });
    }
    Ok((all, findings))
}

/// Features of a GeoJSON file as rows.
pub(super) fn features(
    path: &Path,
    mapping: &Mapping,
    datum: Datum,
) -> Result<(Vec<SheetRow>, Vec<Finding>), Failure> {
    let id = mapping
        .mapped()
        .iter()
        .find(|(field, _)| *field == Field::Id);
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let spec = LayerSpec {
        kind: LayerKind::DumpPoints,
        path: path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        // Degrees are turned into WGS 84 with the rows of every other kind of file.
        datum: if matches!(datum, Datum::Epsg(_)) {
            datum
        } else {
            Datum::Wgs84
        },
        fields: id
            .map(|(_, heading)| ("id".to_owned(), heading.clone()))
            .into_iter()
            .collect(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    let mut layers = read_layers(folder, &[spec]);
    if !layers.fatal.is_empty() {
        return Err(Failure::Findings(layers.fatal));
    }
    let from = match datum {
        Datum::Epsg(_) => Some(datum),
        _ => grid_of_file(&layers.findings),
    };
    // What a layer's reader assumes of absent fields does not matter here: the rows are read by the ledger's own table.
    // North before east is said by the reader (L0311), which alone knows.
    layers.findings.retain(|finding| {
        let id = finding.code.id;
        finding.code.level == Level::Error || id.starts_with("L01") || id == "L0311"
    });
    let mut all = Vec::new();
    for target in &layers.targets {
        let TargetDetail::DumpPoint(_) = &target.detail else {
            continue;
        };
        let columns: Vec<(&String, &String)> = target.columns.iter().collect();
        let grid = Grid {
            header_line: 1,
            header: columns.iter().map(|(name, _)| (*name).clone()).collect(),
            rows: vec![Row {
                line: target.source.line,
                cells: columns
                    .iter()
                    .map(|(name, text)| cell(name, text, mapping))
                    .collect(),
            }],
            ..Grid::default()
        };
        for mut row in properties(&grid, mapping) {
            row.id = Some(target.id.to_string());
            row.position = crate::ledger::middle(&target.geometry).map(|at| (at.x, at.y));
            row.grid = row.position.and(from).map(|datum| FromGrid {
                datum,
                north_first: false,
            });
            all.push(row);
        }
    }
    Ok((all, layers.findings))
}

/// The grid that the member `crs` of a file declares and its positions were converted from.
fn grid_of_file(findings: &[Finding]) -> Option<Datum> {
    let mut said = findings
        .iter()
        .filter(|finding| matches!(finding.code.id, "L0305" | "L0306"));
    let name = said.next_back()?.args.first()?;
    Datum::parse(name.trim_matches('`'))
}

/// A property as a cell; a number in a column of dates counts as the mapping says.
fn cell(name: &str, text: &str, mapping: &Mapping) -> Cell {
    use crate::ledger::fields::Form;
    let field = mapping.field(name).or_else(|| Field::find(name));
    let is_date = field.is_some_and(|field| matches!(field.form(), Form::Date | Form::Time));
    match text.parse::<f64>() {
        Ok(number) if is_date && text.len() > 8 => Cell::Number(number),
        _ => Cell::Text(text.to_owned()),
    }
}
