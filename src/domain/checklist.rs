//! The checklists (检查清单): what is asked at a target, as data.
//!
//! [`checklists`] is the table `checklists.toml`; [`read_answers`] reads a file of answers against one of its
//! lists, and [`Answers`] says what is not in order and how severe that is. Nothing here knows visits,
//! orders or the ledger: when a check began and ended, and its photos, come with the visit.

mod answers;
mod page;
mod read;
mod severity;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde::Deserialize;

use super::Lang;

pub use answers::{Answer, Answers, Problem, Value, YesNo, blank};
pub use page::page;
pub use read::{codes, read_answers};
pub use severity::{Severity, Trigger};

/// The questions answered at one kind of target (检查清单).
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// `CS`, `DP` and so on.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// What is asked, in the order of the sheet.
    pub items: Vec<Item>,
}

/// One question (检查项).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `A1`, `3`: unique in its list.
    pub id: String,
    /// What is asked, in Chinese.
    pub zh: String,
    /// What is asked, in English.
    pub en: String,
    /// For the printed sheet, in Chinese, where shorter; a tick means that this is so.
    pub short_zh: Option<String>,
    /// For the printed sheet, in English, where shorter.
    pub short_en: Option<String>,
    /// The parts of an answer, at least one.
    #[serde(rename = "answer")]
    pub parts: Vec<Part>,
    /// How severe an answer is that is not in order; the gravest, when that depends on the value.
    pub severity: Severity,
    /// Which answer is not in order.
    #[serde(rename = "when", default)]
    pub trigger: Trigger,
    /// About health: numbers and ticks only, no note.
    #[serde(default)]
    pub count_only: bool,
}

/// How a part of an item is answered (答案类型).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Yes, no, not applicable.
    Yn,
    /// A number.
    N(Number),
    /// A date.
    D,
    /// Text.
    T,
    /// One of these values.
    E(Vec<Choice>),
    /// Name of a photo's file; photos come with the visit, so that none is missed here.
    P,
}

/// What a number counts or measures; it is at least 0.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Name in the file of answers, where `n` would not do: such a number is always named or given in a list.
    pub key: Option<String>,
    /// What it is, in Chinese, where the item does not say.
    pub name_zh: Option<String>,
    /// What it is, in English, where the item does not say.
    pub name_en: Option<String>,
    /// Unit in Chinese.
    pub unit_zh: String,
    /// Unit in English.
    pub unit_en: String,
    /// The largest that is believed, inclusive.
    pub max: f64,
    /// Whether it is a whole number.
    #[serde(default)]
    pub whole: bool,
}

/// One of the values of an item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The word in files.
    pub word: String,
    /// Shown in Chinese.
    pub zh: String,
    /// Shown in English.
    pub en: String,
    /// How severe it is; `None` = in order.
    pub severity: Option<Severity>,
}

const TABLE: &str = include_str!("checklists.toml");

/// All checklists, in the order of the table.
///
/// # Panics
/// Never: the table is part of the program and read in its tests.
pub fn checklists() -> &'static [Checklist] {
    static LISTS: OnceLock<Vec<Checklist>> = OnceLock::new();
    LISTS.get_or_init(|| read_table(TABLE).expect("the built-in table is checked by a test"))
}

/// The checklist of this code.
pub fn checklist(code: &str) -> Option<&'static Checklist> {
    checklists().iter().find(|list| list.code == code)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "checklist")]
    rows: Vec<Row>,
}

/// A checklist as the table has it: with items of its own, or with some of an earlier one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    items: Vec<Item>,
    from: Option<String>,
    #[serde(default)]
    ids: Vec<String>,
}

fn read_table(text: &str) -> Result<Vec<Checklist>, toml::de::Error> {
    let table: Table = toml::from_str(text)?;
    let mut lists: Vec<Checklist> = Vec::new();
    for row in table.rows {
        let mut items = row.items;
        let other = row
            .from
            .and_then(|code| lists.iter().find(|list| list.code == code));
        items.extend(
            other
                .into_iter()
                .flat_map(|list| &list.items)
                .filter(|item| row.ids.contains(&item.id))
                .cloned(),
        );
        lists.push(Checklist {
            code: row.code,
            name_zh: row.name_zh,
            name_en: row.name_en,
            items,
        });
    }
    Ok(lists)
}

impl Checklist {
    /// The name.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_en, &self.name_zh)
    }

    /// The item of this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

impl Item {
    /// What is asked.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }

    /// What is asked, for the printed sheet.
    pub fn short(&self, lang: Lang) -> &str {
        let short = lang.pick(&self.short_en, &self.short_zh).as_deref();
        short.unwrap_or(self.text(lang))
    }

    /// The answer types of its parts: `yn`, `yn+p`, `n,n`.
    pub fn types(&self) -> String {
        let words: Vec<&str> = self.parts.iter().map(Part::word).collect();
        let alike = words.iter().all(|word| *word == words[0]);
        words.join(if alike { "," } else { "+" })
    }

    /// A [`Problem::value`] or [`Value::word`] of this item as people read it.
    pub fn show(&self, value: &str, lang: Lang) -> String {
        let label = self.parts.iter().find_map(|part| match part {
            Part::Yn => YesNo::ALL
                .into_iter()
                .find(|answer| answer.word() == value)
                .map(|answer| answer.label(lang).to_owned()),
            Part::E(choices) => choices
                .iter()
                .find(|choice| choice.word == value)
                .map(|choice| choice.label(lang).to_owned()),
            Part::N(number) if value.parse::<f64>().is_ok() => {
                Some(format!("{value} {}", number.unit(lang)))
            }
            _ => None,
        });
        label.unwrap_or_else(|| value.to_owned())
    }
}

impl Part {
    /// The word for its type: `yn`, `n`, `d`, `t`, `e`, `p`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Yn => "yn",
            Self::N(_) => "n",
            Self::D => "d",
            Self::T => "t",
            Self::E(_) => "e",
            Self::P => "p",
        }
    }

    /// Its name in the file of answers.
    pub fn key(&self) -> &str {
        self.own_key().unwrap_or(self.word())
    }

    /// The key of a part that is always named or given in a list.
    pub(crate) fn own_key(&self) -> Option<&str> {
        match self {
            Self::N(number) => number.key.as_deref(),
            _ => None,
        }
    }

    /// The name of its type.
    pub const fn label(&self, lang: Lang) -> &'static str {
        match self {
            Self::Yn => lang.pick("yes, no or not applicable", "是、否或不适用"),
            Self::N(_) => lang.pick("number", "数字"),
            Self::D => lang.pick("date", "日期"),
            Self::T => lang.pick("text", "文字"),
            Self::E(_) => lang.pick("one of the values", "所列值之一"),
            Self::P => lang.pick("photo", "照片"),
        }
    }
}

impl Number {
    /// The unit.
    pub fn unit(&self, lang: Lang) -> &str {
        lang.pick(&self.unit_en, &self.unit_zh)
    }

    /// What it is, where the item does not say.
    pub fn name(&self, lang: Lang) -> Option<&str> {
        lang.pick(&self.name_en, &self.name_zh).as_deref()
    }
}

impl Choice {
    /// The word shown to people.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}
