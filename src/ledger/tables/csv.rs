//! CSV in and out.
//!
//! A spreadsheet runs a text that begins with `=`, `+`, `-` or `@` and rounds one of more than 15 digits. Such a text is
//! written with an apostrophe in front, and reading takes that apostrophe away again; a text that begins with apostrophes
//! before such a sign gets one more, so that every text comes back as it was.

use super::header::{self, HEADER_WITHIN, RawSheet};
use super::{Cell, Mapping, Row, Sheet, TableError};

/// Stands in the last record when every quotation mark is closed.
const END: &str = "\u{1}";

pub(super) fn read(bytes: &[u8], mapping: &Mapping) -> Result<RawSheet, TableError> {
    let mut text = decode(bytes)?;
    text.push_str("\r\n");
    text.push_str(END);
    let separator = separator(&text, mapping);
    let mut rows = records(&text, separator, usize::MAX);
    match rows.pop() {
        Some(last) if last.cells == [Cell::Text(END.to_owned())] => Ok(RawSheet {
            rows,
            dense: true,
            ..RawSheet::default()
        }),
        last => Err(TableError::OpenQuote {
            line: last.map_or(1, |row| row.line),
        }),
    }
}

/// The sign between cells: the one that shows most known headings, then most cells.
fn separator(text: &str, mapping: &Mapping) -> u8 {
    let score = |separator: &u8| {
        let rows = records(text, *separator, HEADER_WITHIN);
        let known = rows.iter().map(|row| header::known(&row.cells, mapping));
        let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
        (known.max(), cells)
    };
    // Of equals the last counts: the comma.
    *b"\t;,"
        .iter()
        .max_by_key(|separator| score(separator))
        .unwrap_or(&b',')
}

fn records(text: &str, separator: u8, most: usize) -> Vec<Row> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    // Reading text from memory as flexible records has no way to fail.
    let records = reader.records().take(most).map_while(Result::ok);
    let mut lines = Lines {
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
    };
    records
        .map(|record| Row {
            line: record
                .position()
                .map_or(0, |position| lines.at(position.byte())),
            cells: record.iter().map(cell).collect(),
        })
        .collect()
}

/// Lines of a text, counted on from record to record.
struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record at a byte, from 1, not before the last one asked for; the reader leaves the second sign of a
    /// line end to the record behind it.
    fn at(&mut self, byte: u64) -> u32 {
        let start = usize::try_from(byte).map_or(self.bytes.len(), |at| at.min(self.bytes.len()));
        let rest = self.bytes[start..].iter();
        let end = start
            + rest
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
        let passed = self.bytes.get(self.at..end).unwrap_or_default();
        let lines = passed.split(|byte| *byte == b'\n').count() - 1;
        self.line = self
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = self.at.max(end);
        self.line
    }
}

fn cell(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else if is_rounded(text) {
        text.parse().map_or(Cell::Empty, Cell::Number)
    } else {
        Cell::Text(bare(text).to_owned())
    }
}

/// Seventeen digits and more of which those behind the 15th are zeros: a spreadsheet held them as a number.
fn is_rounded(text: &str) -> bool {
    text.len() >= 17
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().skip(15).all(|byte| byte == b'0')
}

/// The text of a file, without byte order mark.
fn decode(bytes: &[u8]) -> Result<String, TableError> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        let line = || first_bad_line(&bytes[mark..], |line| std::str::from_utf8(line).is_ok());
        return text
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| TableError::Encoding { line: line() });
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
    // GB18030 text does not begin with many characters that happen to be UTF-8: such a file is damaged UTF-8.
    let damaged = before.chars().filter(|c| !c.is_ascii()).count() >= 8;
    let gb = encoding_rs::GB18030;
    let text = gb.decode_without_bom_handling_and_without_replacement(bytes);
    match text {
        Some(text) if !damaged => Ok(text.into_owned()),
        _ => Err(TableError::Encoding {
            line: if damaged {
                line_of(before.matches('\n').count())
            } else {
                first_bad_line(bytes, |line| {
                    gb.decode_without_bom_handling_and_without_replacement(line)
                        .is_some()
                })
            },
        }),
    }
}

/// The first line that is not good, from 1. No character of either encoding holds the byte of a line end.
fn first_bad_line(bytes: &[u8], good: impl Fn(&[u8]) -> bool) -> u32 {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    line_of(lines.position(|line| !good(line)).unwrap_or(0))
}

fn line_of(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// A table as CSV for Excel and WPS: UTF-8 with byte order mark, CRLF.
pub fn write_csv(sheet: &Sheet) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory cannot fail.
    let _ = writer.write_record(sheet.header.iter().map(|heading| guarded(heading)));
    for row in &sheet.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            other => other.text(),
        });
        let _ = writer.write_record(cells);
    }
    writer.into_inner().unwrap_or_default()
}

fn guarded(text: &str) -> String {
    if is_risky(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that was guarded.
fn bare(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        _ => text,
    }
}

fn is_risky(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let number = text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    number || text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_or_round_is_guarded() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            ("2202840010010001", "'2202840010010001"),
            ("220284001001-A-0001", "220284001001-A-0001"),
            ("'t Zand", "'t Zand"),
        ] {
            assert_eq!(guarded(text), written);
            assert_eq!(bare(written), text);
        }
    }

    #[test]
    fn rows_have_their_line_whatever_ends_it() {
        for end in ["\n", "\r\n"] {
            let text = ["编号,点位名称", "A-1,甲", "", "A-2,\"乙\n丙\"", "A-3,丁"].join(end);
            let grid = read(text.as_bytes(), &Mapping::default()).unwrap();
            let lines: Vec<u32> = grid.rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, [1, 2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn what_is_neither_encoding_is_refused_by_its_line() {
        let error = decode(b"a,b\r\n1,\xff\xff\r\n").unwrap_err();
        assert!(matches!(error, TableError::Encoding { line: 2 }), "{error}");
        let mut damaged = "编号,名称\n一,二三四五六\n".as_bytes().to_vec();
        damaged.extend(b"\xe4\xb8,1\n");
        assert!(matches!(
            decode(&damaged),
            Err(TableError::Encoding { line: 3 })
        ));
    }
}
