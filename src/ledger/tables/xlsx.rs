//! Workbooks in: the cells of every visible sheet, formulas by the value they last had.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetVisible, Xlsx, XlsxError};

use super::header::RawSheet;
use super::{Cell, Row, TableError, package};
use crate::ledger::Moment;
use crate::ledger::fields::BEIJING;
use crate::units::Day;

/// Most cells of a workbook, blank ones between others included.
const CELLS_MOST: usize = 6_000_000;
/// Most bytes of text in its cells.
const TEXT_MOST: usize = 256 << 20;

pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Vec<RawSheet>, TableError> {
    let archive = package::unpacked(bytes)?;
    // The crate that reads workbooks panics on some damaged ones (a row number beyond 32 bits), and data must not.
    match std::panic::catch_unwind(|| sheets(archive, wanted)) {
        Ok(sheets) => sheets,
        Err(_) => Err(TableError::Damaged {
            reason: "its cells cannot be made out".to_owned(),
        }),
    }
}

fn sheets(archive: Vec<u8>, wanted: Option<&str>) -> Result<Vec<RawSheet>, TableError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(archive)).map_err(damaged)?;
    let since_1904 = book.has_1904_epoch();
    let visible = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let sheets = book.sheets_metadata().iter().filter(visible);
    let mut names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    if let Some(wanted) = wanted {
        if !names.iter().any(|name| name == wanted) {
            return Err(TableError::NoSheet {
                name: wanted.to_owned(),
                found: names,
            });
        }
        names.retain(|name| name == wanted);
    }
    let mut budget = Budget {
        cells: CELLS_MOST,
        text: TEXT_MOST,
    };
    let mut sheets = Vec::new();
    for name in names {
        if let Some(rows) = rows(&mut book, &name, &mut budget)? {
            sheets.push(RawSheet {
                name,
                rows,
                since_1904,
                dense: false,
            });
        }
    }
    Ok(sheets)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn damaged(error: XlsxError) -> TableError {
    TableError::Damaged {
        reason: error.to_string(),
    }
}

/// What may still be read.
struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    fn spend(&mut self, cells: usize, text: usize) -> Result<(), TableError> {
        let too_large = |what, most| TableError::TooLarge { what, most };
        self.cells = self
            .cells
            .checked_sub(cells)
            .ok_or(too_large("cells", CELLS_MOST))?;
        self.text = self
            .text
            .checked_sub(text)
            .ok_or(too_large("bytes of text", TEXT_MOST))?;
        Ok(())
    }
}

/// The rows with anything in them; `None` for a sheet of charts.
fn rows<R: std::io::Read + std::io::Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    budget: &mut Budget,
) -> Result<Option<Vec<Row>>, TableError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(damaged(error)),
    };
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    while let Some(read) = reader.next_cell().map_err(damaged)? {
        let (line, column) = read.get_position();
        let Some(cell) = cell(read.get_value()) else {
            continue;
        };
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let cells = rows.entry(line).or_default();
        let text = match &cell {
            Cell::Text(text) => text.len(),
            _ => 0,
        };
        budget.spend((column + 1).saturating_sub(cells.len()), text)?;
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
    }
    let row = |(line, cells): (u32, Vec<Cell>)| Row {
        line: line.saturating_add(1),
        cells,
    };
    Ok(Some(rows.into_iter().map(row).collect()))
}

fn cell(data: &DataRef<'_>) -> Option<Cell> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if number.is_finite() => Cell::Number(*number),
        DataRef::Float(_) => Cell::Error("#NUM!".to_owned()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text(text.clone())
        }
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::DateTime(date) => moment(date),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    })
}

/// A day, or a moment when the clock time is not midnight; a bare clock time is text.
fn moment(date: &ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let clock = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    let clock = clock + i64::from(milli >= 500);
    if date.is_duration() || date.as_f64() < 1.0 {
        return if (0.0..1.0).contains(&date.as_f64()) {
            Cell::Text(format!(
                "{:02}:{:02}:{:02}",
                clock / 3_600,
                clock / 60 % 60,
                clock % 60
            ))
        } else {
            Cell::Number(date.as_f64())
        };
    }
    let civil = || {
        let date = jiff::civil::Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        );
        let day = Day::from_date(date.ok()?);
        if clock == 0 {
            return Some(Cell::Date(day));
        }
        Moment::on(day, clock, BEIJING).map(Cell::Time)
    };
    civil().unwrap_or(Cell::Number(date.as_f64()))
}
