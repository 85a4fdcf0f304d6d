//! Which row is the header.

use super::{Cell, Grid, Mapping, Row, metres};
use crate::ledger::fields::Field;

/// A sheet before its header is found.
#[derive(Debug, Default)]
pub(super) struct RawSheet {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    pub(super) since_1904: bool,
    /// Whether the file writes every cell of a row, so that a short row is worth a word.
    pub(super) dense: bool,
}

/// Among so many rows the header is looked for.
pub(super) const HEADER_WITHIN: usize = 10;
/// So many known headings make a header.
const KNOWN: usize = 2;

/// Whether a heading is known or mapped.
pub fn is_known(heading: &str, mapping: &Mapping) -> bool {
    mapping.field(heading).is_some()
        || Field::find(heading).is_some()
        || metres::is_heading(heading)
}

/// How many headings of a row are known or mapped.
pub(super) fn known(cells: &[Cell], mapping: &Mapping) -> usize {
    let heading = |cell: &&Cell| is_known(&cell.text(), mapping);
    cells.iter().filter(heading).count()
}

/// Header and rows of a sheet; `None` when it has none.
pub(super) fn grid(mut sheet: RawSheet, mapping: &Mapping) -> Option<Grid> {
    sheet
        .rows
        .retain(|row| row.cells.iter().any(|cell| !cell.is_blank()));
    let at = match mapping.header_row() {
        Some(line) => sheet.rows.iter().position(|row| row.line == line)?,
        None => sheet
            .rows
            .iter()
            .take(HEADER_WITHIN)
            .position(|row| known(&row.cells, mapping) >= KNOWN)
            .unwrap_or(0),
    };
    let mut rows = sheet.rows.split_off(at).into_iter();
    let first = rows.next()?;
    let mut header: Vec<String> = first
        .cells
        .iter()
        .map(|cell| cell.text().trim().to_owned())
        .collect();
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let mut rows: Vec<Row> = rows.collect();
    if !sheet.dense {
        for row in &mut rows {
            if row.cells.len() < header.len() {
                row.cells.resize(header.len(), Cell::Empty);
            }
        }
    }
    Some(Grid {
        name: sheet.name,
        header_line: first.line,
        header,
        rows,
        since_1904: sheet.since_1904,
    })
}
