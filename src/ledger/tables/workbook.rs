//! Workbooks out: header bold and fixed, filters, dates as dates, ids as text; the same tables give the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr as _;

use super::{Cell, Sheet, TableError};
use crate::ledger::Moment;
use crate::ledger::fields::BEIJING;
use crate::units::Day;

/// Widths of columns in half-width characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=42;
/// Rows that are looked at for the width of a column.
const MEASURED: usize = 500;

/// Sheets as a workbook.
///
/// # Errors
/// When a workbook cannot hold them: a text of more than 32,767 characters, more than 1,048,576 rows, two sheets of one
/// name.
pub fn write_xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, TableError> {
    write(sheets).map_err(|error| TableError::Write {
        reason: error.to_string(),
    })
}

fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed date of creation: the bytes depend on the tables alone.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let formats = Formats::new();
    for sheet in sheets {
        fill(book.add_worksheet(), sheet, &formats)?;
    }
    if sheets.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

struct Formats {
    header: Format,
    text: Format,
    day: Format,
    minute: Format,
    second: Format,
}

impl Formats {
    fn new() -> Self {
        let shown = |format: &str| Format::new().set_num_format(format);
        Self {
            header: Format::new().set_bold().set_text_wrap(),
            text: shown("@"),
            day: shown("yyyy-mm-dd"),
            minute: shown("yyyy-mm-dd hh:mm"),
            second: shown("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

fn fill(page: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    page.set_name(sheet_name(&sheet.name))?;
    for (column, heading) in (0_u16..).zip(&sheet.header) {
        page.write_string_with_format(0, column, heading, &formats.header)?;
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        page.set_column_width(column, width(sheet, usize::from(column)) as f64)?;
    }
    let mut last_row = 0;
    for (line, cells) in (1_u32..).zip(&sheet.rows) {
        last_row = line;
        for (column, cell) in (0_u16..).zip(cells) {
            put(page, line, column, cell, formats)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    if let Some(last) = sheet.header.len().checked_sub(1) {
        page.autofilter(0, 0, last_row, u16::try_from(last).unwrap_or(u16::MAX))?;
    }
    Ok(())
}

fn put(
    page: &mut Worksheet,
    line: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) if number.is_finite() => {
            page.write_number(line, column, *number)?;
        }
        Cell::Truth(truth) => {
            page.write_boolean(line, column, *truth)?;
        }
        Cell::Date(day) if serial(*day, 0).is_some() => {
            let serial = serial(*day, 0).unwrap_or(0.0);
            page.write_number_with_format(line, column, serial, &formats.day)?;
        }
        Cell::Time(moment) if serial_of(*moment).is_some() => {
            let whole = moment.clock() % 60 == 0;
            let format = if whole {
                &formats.minute
            } else {
                &formats.second
            };
            page.write_number_with_format(line, column, serial_of(*moment).unwrap_or(0.0), format)?;
        }
        other => {
            let text = other.text();
            if !text.is_empty() {
                page.write_string_with_format(line, column, text, &formats.text)?;
            }
        }
    }
    Ok(())
}

/// Days since 1899-12-30, which is how spreadsheets count from March 1900 on; `None` before.
fn serial(day: Day, second: i64) -> Option<f64> {
    const EPOCH: i32 = 25_569;
    const FIRST: i32 = 61;
    let days = day.number().checked_add(EPOCH)?;
    (days >= FIRST).then_some(f64::from(days) + second as f64 / 86_400.0)
}

/// A moment of Beijing time; spreadsheets know no other zone than the reader's.
fn serial_of(moment: Moment) -> Option<f64> {
    let beijing = moment.offset() == BEIJING;
    beijing
        .then(|| serial(moment.day(), moment.clock()))
        .flatten()
}

/// At most 31 characters, without those that no sheet's name may have.
fn sheet_name(name: &str) -> String {
    let good =
        |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
    let name: String = name.chars().filter(|c| good(*c)).take(31).collect();
    // The limit counts UTF-16 units.
    let mut units = 0;
    let name: String = name
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    if name.trim().is_empty() {
        "Sheet".to_owned()
    } else {
        name
    }
}

/// A Chinese character is as wide as two Latin ones.
fn width(sheet: &Sheet, column: usize) -> usize {
    let widest = |text: &str| text.lines().map(str::width).max().unwrap_or(0);
    let heading = sheet
        .header
        .get(column)
        .map_or(0, |heading| widest(heading));
    let cells = sheet.rows.iter().take(MEASURED);
    let cells = cells.filter_map(|row| row.get(column).map(|cell| widest(&cell.text())));
    // Room for the arrow of the filter, and a little air.
    let wanted = (heading + 4).max(cells.max().unwrap_or(0) + 2);
    wanted.clamp(*WIDTHS.start(), *WIDTHS.end())
}
