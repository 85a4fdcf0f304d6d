//! A report as a workbook: a sheet per part.

use super::{DailyReport, sections};
use crate::domain::Lang;
use crate::ledger::tables::{Cell, Sheet};

/// The sheets of a report.
pub fn sheets(report: &DailyReport, lang: Lang) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for section in sections(report, lang) {
        // The count in a title is no part of a sheet's name.
        let name = section.title.split(" (").next().unwrap_or(&section.title);
        let header = if section.head.is_empty() {
            vec![
                lang.pick("what", "项目").to_owned(),
                lang.pick("figure", "数值").to_owned(),
            ]
        } else {
            section.head.clone()
        };
        let rows = section.rows.iter();
        sheets.push(Sheet {
            name: name.replace(['[', ']', ':', '*', '?', '/', '\\'], " "),
            header,
            rows: rows
                .map(|row| row.iter().map(|text| cell(text)).collect())
                .collect(),
        });
    }
    sheets
}

fn cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    let is_figure = text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<f64>() {
        Ok(number) if is_figure => Cell::Number(number),
        _ => Cell::Text(text.to_owned()),
    }
}
