//! Tables of cells in and out (台账表格): CSV and XLSX, a county's own template, cells as values of fields.
//!
//! [`read`] gives the [`Grid`]s of a file, [`rows`] the values of their rows with every fault by its cell,
//! [`write_xlsx`] and [`write_csv`] the files people open. Nothing here knows events or the state of a point.

mod cell;
mod csv;
mod error;
mod fault;
#[cfg(test)]
mod grid_tests;
mod header;
mod mapping;
mod metres;
mod package;
mod position;
#[cfg(test)]
mod round_trips;
mod rows;
#[cfg(test)]
mod tests;
mod workbook;
mod xlsx;

use std::path::Path;

use super::Moment;
use crate::units::Day;

pub use cell::cell_of;
pub use csv::write_csv;
pub use error::TableError;
pub use fault::{CellFault, Problem};
pub use header::is_known;
pub use mapping::{Column, Mapping, MappingError};
pub use metres::FromGrid;
pub use rows::{Reading, SheetRow, properties, rows};
pub use workbook::write_xlsx;

/// Largest file that is read, in bytes.
pub const FILE_MOST: usize = 64 << 20;

/// One cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text as it stands there.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A day.
    Date(Day),
    /// A day and clock time; spreadsheets have no zone, so it is Beijing time.
    Time(Moment),
    /// An error that a spreadsheet shows, such as `#REF!`.
    Error(String),
}

/// A row below the header.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Row in the sheet or first line in the file, from 1.
    pub line: u32,
    /// As many as the file has.
    pub cells: Vec<Cell>,
}

/// A table as read: header and rows that are not blank.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Name of the sheet; empty for CSV.
    pub name: String,
    /// Row or line of the header, from 1.
    pub header_line: u32,
    /// The headings, trimmed; one without text is empty.
    pub header: Vec<String>,
    /// The rows below.
    pub rows: Vec<Row>,
    /// Whether days without a date format count from 1904.
    pub since_1904: bool,
}

/// A table to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The headings.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// Reads every visible sheet of a `.csv`, `.txt`, `.tsv` or `.xlsx`; with a mapping that names a sheet, only that one.
///
/// CSV may be UTF-8, UTF-16 with byte order mark or GB18030, parted by comma, semicolon or tab. The header is the first
/// of the first ten rows with two known headings, else the first row.
///
/// # Errors
/// When it is no such file, damaged, or too large.
pub fn read(path: &Path, bytes: &[u8], mapping: &Mapping) -> Result<Vec<Grid>, TableError> {
    if bytes.len() > FILE_MOST {
        return Err(TableError::TooLarge {
            what: "bytes",
            most: FILE_MOST,
        });
    }
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(TableError::Legacy);
    }
    let spreadsheet = matches!(extension.as_deref(), Some("xlsx" | "xlsm"));
    let sheets = if spreadsheet || bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(bytes, mapping.sheet())?
    } else {
        vec![csv::read(bytes, mapping)?]
    };
    Ok(sheets
        .into_iter()
        .filter_map(|sheet| header::grid(sheet, mapping))
        .collect())
}

/// Column letters of a spreadsheet: 0 is `A`, 26 is `AA`.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
