//! Every figure of a coverage report as tables: for CSV files, for the terminal, for a page.

mod closing;
mod corridors;
mod estimates;
mod promise;
mod time;
mod visits;

use std::collections::BTreeMap;

use super::figures::{Coverage, Groups};
use crate::domain::Lang;
use crate::plan::plain;

/// One table (表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its file's name without ending.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Shown on the terminal too; the others are long.
    pub is_brief: bool,
    /// Headings of the columns.
    pub head: Vec<&'static str>,
    /// Rows; a cell without a value is empty.
    pub rows: Vec<Vec<String>>,
}

/// All tables in the order of the report.
pub fn tables(coverage: &Coverage, lang: Lang) -> Vec<Sheet> {
    let show = Show { coverage, lang };
    vec![
        visits::visits(show),
        visits::failed(show),
        corridors::metres(show),
        visits::recency(show),
        corridors::recency(show),
        visits::worst(show),
        corridors::worst(show),
        closing::overdue(show),
        closing::indicators(show),
        promise::promise(show),
        promise::reasons(show),
        promise::left_out(show),
        promise::days(show),
        time::fairness(show),
        time::lorenz(show),
        time::series(show),
        estimates::estimates(show),
        estimates::gaps(show),
        corridors::stretches(show),
        visits::all(show),
    ]
}

/// A table as CSV for Excel and WPS: UTF-8 with byte order mark, CRLF, no text that would be taken for a formula.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory cannot fail.
    let _ = writer.write_record(&sheet.head);
    for row in &sheet.rows {
        let _ = writer.write_record(row.iter().map(|cell| shown(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell as it stands in a file; a negative number or a lone dash, which is no formula, stays as it is.
fn shown(cell: &str) -> String {
    let is_negative = cell.starts_with('-') && cell.parse::<f64>().is_ok();
    if cell == super::ground::NOWHERE || is_negative {
        cell.to_owned()
    } else {
        plain(cell)
    }
}

/// The words for a reason why a visit failed.
pub(super) fn reason_words(word: &str, lang: Lang) -> String {
    visits::reason_label(word, lang)
}

/// The words for a reason why a due visit was left out of a plan.
pub(super) fn limit_words(word: &str, lang: Lang) -> &'static str {
    promise::limit_label(word, lang)
}

/// What the tables are made from.
#[derive(Clone, Copy, Debug)]
struct Show<'c> {
    coverage: &'c Coverage,
    lang: Lang,
}

impl<'c> Show<'c> {
    fn pick(self, en: &'static str, zh: &'static str) -> &'static str {
        self.lang.pick(en, zh)
    }

    /// A programme's id and name.
    fn programme(self, id: &str) -> String {
        let names = self.coverage.programmes.get(id);
        names.map_or_else(
            || id.to_owned(),
            |names| format!("{id} {}", self.lang.pick(&names.en, &names.zh)),
        )
    }

    /// Each group of a figure with the words for what it groups by and for itself.
    fn groups<T>(self, groups: &'c Groups<T>) -> Vec<(&'static str, String, &'c T)> {
        let total = (self.pick("total", "合计"), String::new(), &groups.total);
        let kinds = groups.by_kind.iter().map(|(kind, one)| {
            let label = kind.label(self.lang).to_owned();
            (self.pick("kind", "类别"), label, one)
        });
        let mut all = vec![total];
        all.extend(self.by_programme(&groups.by_programme));
        all.extend(self.by("township", "乡镇", &groups.by_township));
        all.extend(kinds);
        all
    }

    fn by_programme<T>(
        self,
        map: &'c BTreeMap<String, T>,
    ) -> impl Iterator<Item = (&'static str, String, &'c T)> {
        map.iter()
            .map(move |(id, one)| (self.pick("programme", "方案"), self.programme(id), one))
    }

    fn by<T>(
        self,
        en: &'static str,
        zh: &'static str,
        map: &'c BTreeMap<String, T>,
    ) -> impl Iterator<Item = (&'static str, String, &'c T)> {
        map.iter()
            .map(move |(name, one)| (self.pick(en, zh), name.clone(), one))
    }
}

/// A share in per cent with one decimal.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{:.1}", share * 100.0))
}

/// Metres as kilometres with three decimals.
fn kilometres(metres: u64) -> String {
    format!("{}.{:03}", metres / 1000, metres % 1000)
}

fn cell<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A text for each count.
fn counts(counts: impl IntoIterator<Item = u64>) -> impl Iterator<Item = String> {
    counts.into_iter().map(|count| count.to_string())
}
