use std::fmt::{self, Write as _};

use super::{Checklist, Item, Part, Severity, Trigger};
use crate::domain::Lang;
use crate::units::Day;

/// The answers to one checklist, in the order of its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(pub(super) Vec<Answer>);

/// The answer to one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Id of the item.
    pub item: String,
    /// Key and value of each of the item's parts, in their order; `None` = not answered.
    pub parts: Vec<(String, Option<Value>)>,
    /// What was remarked.
    pub note: Option<String>,
}

/// The value of one part.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Yes, no, not applicable.
    YesNo(YesNo),
    /// A number, finite and at least 0.
    Number(f64),
    /// A date.
    Date(Day),
    /// Text.
    Text(String),
    /// The word of a choice.
    Choice(String),
    /// Name of a photo's file.
    Photo(String),
}

/// Yes, no, not applicable (是、否、不适用).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum YesNo {
    /// In order.
    Yes,
    /// Not in order.
    No,
    /// Does not apply here.
    NotApplicable,
}

/// An answer that is not in order (问题).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Id of the item.
    pub item: String,
    /// How severe.
    pub severity: Severity,
    /// The answer as [`Value::word`] gives it; [`Item::show`] puts it for people.
    pub value: String,
}

impl YesNo {
    /// All answers.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::NotApplicable];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotApplicable => "na",
        }
    }

    /// The word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Yes => lang.pick("yes", "是"),
            Self::No => lang.pick("no", "否"),
            Self::NotApplicable => lang.pick("not applicable", "不适用"),
        }
    }
}

impl Value {
    /// The type of the part that it answers: [`Part::word`].
    const fn part(&self) -> &'static str {
        match self {
            Self::YesNo(_) => "yn",
            Self::Number(_) => "n",
            Self::Date(_) => "d",
            Self::Text(_) => "t",
            Self::Choice(_) => "e",
            Self::Photo(_) => "p",
        }
    }

    /// The value as files have it, without quotes.
    pub fn word(&self) -> String {
        match self {
            Self::YesNo(answer) => answer.word().to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Text(text) | Self::Choice(text) | Self::Photo(text) => text.clone(),
        }
    }
}

/// As JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            other => f.write_str(&quoted(&other.word())),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Answer {
    /// The value of the part of this key.
    pub fn value(&self, key: &str) -> Option<&Value> {
        let part = self.parts.iter().find(|part| part.0 == key);
        part.and_then(|part| part.1.as_ref())
    }

    /// The values that were given.
    fn values(&self) -> impl Iterator<Item = &Value> {
        self.parts.iter().filter_map(|part| part.1.as_ref())
    }

    /// Whether nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.note.is_none() && self.values().next().is_none()
    }

    /// What its item's trigger looks at: the value, and how severe it is when it is not in order.
    fn judged(&self, item: &Item) -> Option<(&Value, Option<Severity>)> {
        let severe = |bad: bool| bad.then_some(item.severity);
        self.values().find_map(|value| match (item.trigger, value) {
            (Trigger::No, Value::YesNo(answer)) => Some((value, severe(*answer == YesNo::No))),
            (Trigger::Positive, Value::Number(number)) => Some((value, severe(*number > 0.0))),
            (Trigger::Is, Value::Choice(word)) => {
                let choice = item.parts.iter().find_map(|part| match part {
                    Part::E(choices) => choices.iter().find(|choice| choice.word == *word),
                    _ => None,
                });
                Some((value, choice?.severity))
            }
            _ => None,
        })
    }

    /// Whether a value is still to be given; photos come with the visit, and what is not there needs no number.
    fn lacks_a_value(&self, item: &Item) -> bool {
        let settled = self
            .values()
            .any(|value| matches!(value, Value::YesNo(YesNo::No | YesNo::NotApplicable)));
        let asked = |part: &Part| *part != Part::P;
        !settled
            && item
                .parts
                .iter()
                .any(|part| asked(part) && self.value(part.key()).is_none())
    }

    /// Whether only the first part is answered, and needs no name.
    fn is_bare(&self) -> bool {
        let mut given = self
            .parts
            .iter()
            .enumerate()
            .filter_map(|(index, (key, value))| Some((index, key, value.as_ref()?)));
        let first = given
            .next()
            .is_some_and(|(index, key, value)| index == 0 && key == value.part());
        first && given.next().is_none()
    }

    fn write(&self, out: &mut String) {
        let mut fields: Vec<String> = Vec::new();
        if self.is_bare() {
            let value = self.values().map(Value::to_string).collect::<String>();
            if self.note.is_none() {
                out.push_str(&value);
                return;
            }
            fields.push(format!("\"value\":{value}"));
        } else {
            for (key, value) in &self.parts {
                if let Some(value) = value {
                    fields.push(format!("{}:{value}", quoted(key)));
                }
            }
        }
        if let Some(note) = &self.note {
            fields.push(format!("\"note\":{}", quoted(note)));
        }
        let _ = write!(out, "{{{}}}", fields.join(","));
    }
}

impl Answers {
    /// The answer to an item, when it has one.
    pub fn get(&self, item: &str) -> Option<&Answer> {
        self.0.iter().find(|answer| answer.item == item)
    }

    /// Every answer, in the order of the items.
    pub fn iter(&self) -> impl Iterator<Item = &Answer> {
        self.0.iter()
    }

    /// Whether nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The answers as one JSON object on one line, the same for the same answers; [`super::read_answers`] reads it back.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        for answer in &self.0 {
            if out.len() > 1 {
                out.push(',');
            }
            let _ = write!(out, "{}:", quoted(&answer.item));
            answer.write(&mut out);
        }
        out.push('}');
        out
    }

    /// Ids of the items that are not answered, or not in all their parts.
    ///
    /// A photo is never missed; nor is the number of what is not there or does not apply.
    pub fn missing(&self, list: &Checklist) -> Vec<String> {
        let lacks = |item: &&Item| {
            self.get(&item.id).map_or_else(
                || item.parts.iter().any(|part| *part != Part::P),
                |answer| answer.lacks_a_value(item),
            )
        };
        let items = list.items.iter().filter(lacks);
        items.map(|item| item.id.clone()).collect()
    }

    /// What is not in order, in the order of the items.
    pub fn problems(&self, list: &Checklist) -> Vec<Problem> {
        self.judged(list)
            .filter_map(|(item, value, severity)| {
                Some(Problem {
                    item: item.id.clone(),
                    severity: severity?,
                    value: value.word(),
                })
            })
            .collect()
    }

    /// Ids of the items that could have been a problem and are in order; not those that do not apply.
    pub fn passed(&self, list: &Checklist) -> Vec<String> {
        self.judged(list)
            .filter(|(_, value, severity)| {
                severity.is_none() && **value != Value::YesNo(YesNo::NotApplicable)
            })
            .map(|(item, ..)| item.id.clone())
            .collect()
    }

    fn judged<'a>(
        &'a self,
        list: &'a Checklist,
    ) -> impl Iterator<Item = (&'a Item, &'a Value, Option<Severity>)> {
        list.items.iter().filter_map(|item| {
            let (value, severity) = self.get(&item.id)?.judged(item)?;
            Some((item, value, severity))
        })
    }
}

/// An empty file of answers: each item with `null`, which means not answered; an item of several values names them.
pub fn blank(list: &Checklist) -> String {
    let lines: Vec<String> = list
        .items
        .iter()
        .map(|item| {
            let keys: Vec<String> = item
                .parts
                .iter()
                .filter(|part| **part != Part::P)
                .map(|part| format!("{}: null", quoted(part.key())))
                .collect();
            let value = if keys.len() > 1 {
                format!("{{{}}}", keys.join(", "))
            } else {
                "null".to_owned()
            };
            format!("  {}: {value}", quoted(&item.id))
        })
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}
