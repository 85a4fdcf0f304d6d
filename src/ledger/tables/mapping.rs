//! A county's own template (对照文件): which of its columns and words are which of ours.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::cell::Epoch;
use super::metres::Frame;
use crate::domain::{Datum, Lang};
use crate::files::told;
use crate::ledger::fields::{Field, Value, heading};

/// What a mapping file says; by default nothing.
///
/// ```toml
/// [columns]                 # our field = the county's heading
/// id = "点位编码"
/// volume_m3 = "方量(立方)"
///
/// [values.status]           # the county's word = our word
/// "完成" = "closed"
///
/// [dates]
/// epoch = "ms"              # numbers in date columns: "ms" or "s" since 1970; else days of the spreadsheet
///
/// [sheet]
/// name = "台账"
/// header_row = 3
/// swap = true               # longitude and latitude stand in each other's column
/// datum = "EPSG:4530"       # what the positions are: metres of a grid, or wgs84, gcj02, bd09
///
/// [template]                # headings and order of an export
/// columns = ["点位编码", "点位名称", "方量(立方)", "备注"]
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    columns: Vec<(Field, String)>,
    values: BTreeMap<Field, Vec<(String, Value)>>,
    epoch: Option<Unit>,
    sheet: Option<String>,
    header_row: Option<u32>,
    swap: bool,
    datum: Option<Datum>,
    metres: Option<Datum>,
    template: Vec<String>,
}

/// A column of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// The field it shows; `None` for one of the county's own.
    pub field: Option<Field>,
}

/// Why a mapping file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {en}")]
pub struct MappingError {
    /// Where, from 1.
    pub line: usize,
    /// What, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
}

impl MappingError {
    /// Where and what.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => format!("第 {} 行：{}", self.line, self.zh),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Unit {
    #[serde(rename = "s")]
    Seconds,
    #[serde(rename = "ms")]
    Milliseconds,
}

type Words = BTreeMap<Spanned<String>, Spanned<String>>;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    columns: Words,
    values: BTreeMap<Spanned<String>, Words>,
    dates: RawDates,
    sheet: RawSheet,
    template: RawTemplate,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawDates {
    epoch: Option<Unit>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawSheet {
    name: Option<String>,
    header_row: Option<Spanned<u32>>,
    swap: bool,
    datum: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawTemplate {
    columns: Vec<Spanned<String>>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// With the line, when it is no TOML, names a field or word that there is not, or one heading twice.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let fault = |span: Range<usize>, en: String, zh: String| MappingError {
            line: line_at(text, span.start),
            en,
            zh,
        };
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let (en, zh) = (error.message().to_owned(), told::toml(error.message()));
            fault(error.span().unwrap_or(0..0), en, zh)
        })?;
        let mut mapping = Self {
            epoch: raw.dates.epoch,
            sheet: raw.sheet.name,
            swap: raw.sheet.swap,
            ..Self::default()
        };
        if let Some(row) = raw.sheet.header_row {
            if *row.get_ref() == 0 {
                let (en, zh) = ("rows count from 1".to_owned(), "行号从 1 起".to_owned());
                return Err(fault(row.span(), en, zh));
            }
            mapping.header_row = Some(row.into_inner());
        }
        if let Some(word) = raw.sheet.datum {
            let datum = Datum::parse(word.get_ref()).ok_or_else(|| {
                let message = format!(
                    "unknown datum `{}`, expected wgs84, cgcs2000, gcj02, bd09 or a known code such as EPSG:4547",
                    word.get_ref()
                );
                let zh = told::toml(&message);
                fault(word.span(), message, zh)
            })?;
            mapping.datum = Some(datum);
        }
        let field = |word: &Spanned<String>| {
            let field = Field::from_word(word.get_ref());
            field.ok_or_else(|| {
                fault(
                    word.span(),
                    format!("there is no field `{}`", word.get_ref()),
                    format!("没有字段 `{}`", word.get_ref()),
                )
            })
        };
        for (word, name) in &raw.columns {
            let own = field(word)?;
            if name.get_ref().trim().is_empty() || mapping.field(name.get_ref()).is_some() {
                let message = format!(
                    "the heading `{}` is empty or stands here twice",
                    name.get_ref()
                );
                let zh = format!("表头 `{}` 为空或写了两次", name.get_ref());
                return Err(fault(name.span(), message, zh));
            }
            mapping
                .columns
                .push((own, name.get_ref().trim().to_owned()));
        }
        for (word, words) in &raw.values {
            let own = field(word)?;
            let list = mapping.values.entry(own).or_default();
            for (theirs, ours) in words {
                let value = own.parse(ours.get_ref()).map_err(|error| {
                    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| error.message(lang));
                    fault(ours.span(), en, zh)
                })?;
                list.push((theirs.get_ref().trim().to_owned(), value));
            }
        }
        for name in &raw.template.columns {
            let twice = mapping.template.iter().any(|other| other == name.get_ref());
            if twice || name.get_ref().trim().is_empty() {
                let message = format!(
                    "the column `{}` is empty or stands here twice",
                    name.get_ref()
                );
                let zh = format!("列 `{}` 为空或写了两次", name.get_ref());
                return Err(fault(name.span(), message, zh));
            }
            mapping.template.push(name.get_ref().clone());
        }
        Ok(mapping)
    }

    /// The field that this file gives to a heading.
    pub fn field(&self, name: &str) -> Option<Field> {
        let name = heading(name);
        let column = self
            .columns
            .iter()
            .find(|column| heading(&column.1) == name);
        column.map(|column| column.0)
    }

    /// The fields that have a heading here, with it.
    pub fn mapped(&self) -> &[(Field, String)] {
        &self.columns
    }

    /// The columns of an export: those of the template, else all fields with the headings of this file or our own.
    pub fn columns(&self, lang: Lang) -> Vec<Column> {
        if self.template.is_empty() {
            let column = |field: Field| Column {
                heading: self
                    .heading(field)
                    .map_or_else(|| field.heading(lang), str::to_owned),
                field: Some(field),
            };
            return Field::all().map(column).collect();
        }
        let column = |name: &String| Column {
            heading: name.clone(),
            field: self.field(name).or_else(|| {
                let field = Field::find(name)?;
                // A field with a heading of its own here goes by that one only.
                self.heading(field).is_none().then_some(field)
            }),
        };
        self.template.iter().map(column).collect()
    }

    /// The system that this file declares for the positions.
    pub const fn datum(&self) -> Option<Datum> {
        self.datum
    }

    /// Declares the system of the positions in place of what this file says.
    pub const fn declare(&mut self, datum: Datum) {
        self.datum = Some(datum);
    }

    /// Takes positions in metres as those of a grid when no system is declared.
    pub const fn take_metres_as(&mut self, datum: Datum) {
        self.metres = Some(datum);
    }

    /// What the numbers of positions are, given whether the headings say which is east.
    pub(super) const fn frame(&self, certain: bool) -> Frame {
        Frame {
            declared: self.datum,
            metres: self.metres,
            swap: self.swap,
            certain,
        }
    }

    /// Whether this file gives a heading to a field.
    pub fn names(&self, field: Field) -> bool {
        self.heading(field).is_some()
    }

    fn heading(&self, field: Field) -> Option<&str> {
        let column = self.columns.iter().find(|column| column.0 == field);
        column.map(|column| column.1.as_str())
    }

    /// The value that the county's word stands for.
    pub(super) fn value(&self, field: Field, text: &str) -> Option<&Value> {
        let words = self.values.get(&field)?;
        let word = words.iter().find(|word| word.0 == text.trim());
        word.map(|word| &word.1)
    }

    /// The county's word for a value: the first in the order of the words.
    pub(super) fn word_for(&self, field: Field, value: &Value) -> Option<&str> {
        let words = self.values.get(&field)?;
        let word = words.iter().find(|word| word.1 == *value);
        word.map(|word| word.0.as_str())
    }

    pub(super) fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    pub(super) const fn header_row(&self) -> Option<u32> {
        self.header_row
    }

    pub(super) const fn epoch(&self, since_1904: bool) -> Epoch {
        match self.epoch {
            Some(Unit::Seconds) => Epoch::Seconds,
            Some(Unit::Milliseconds) => Epoch::Milliseconds,
            None if since_1904 => Epoch::Sheet1904,
            None => Epoch::Sheet1900,
        }
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_a_mapping_have_their_line() {
        for (text, line) in [
            ("[columns]\nid = \"a\"\nvolume = \"b\"", 3),
            ("[columns]\nid = \"a\"\nname = \"Ａ\"", 3),
            ("[columns]\n\n[extra]\n", 3),
            ("[values.status]\n\"完成\" = \"finished\"", 2),
            ("[dates]\nepoch = \"min\"", 2),
            ("[sheet]\nheader_row = 0", 2),
            ("[sheet]\nswap = true\ndatum = \"EPSG:1\"", 3),
            ("[template]\ncolumns = [\n\"a\",\n\"a\"]", 4),
            ("[columns\n", 1),
        ] {
            assert_eq!(
                Mapping::parse(text).map_err(|error| error.line),
                Err(line),
                "{text}"
            );
        }
    }

    #[test]
    fn a_template_fixes_order_and_headings() {
        let text = "[columns]\nvolume_m3 = \"方量(立方)\"\n[template]\ncolumns = [\"方量（立方）\", \"备注\", \"编号\", \"体积\"]";
        let mapping = Mapping::parse(text).unwrap();
        let fields: Vec<_> = mapping
            .columns(Lang::Zh)
            .iter()
            .map(|column| column.field)
            .collect();
        assert_eq!(fields, [Some(Field::Volume), None, Some(Field::Id), None]);
        assert_eq!(Mapping::default().columns(Lang::En).len(), Field::COUNT);
    }
}
