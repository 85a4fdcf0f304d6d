use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::{Choice, Manifest, list};
use crate::domain::Lang;
use crate::ledger::Moment;
use crate::units::Day;

/// What a field of a point holds; 24 bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Free text or a code.
    Text(Box<str>),
    /// A word of the field's list.
    Word(&'static Choice),
    /// A step, with its number.
    Grade(u8, &'static Choice),
    /// A number in the field's unit.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// A day.
    Date(Day),
    /// A moment.
    Time(Moment),
    /// Yes or no.
    Truth(bool),
    /// Keys of persons or codes, each once, in the order given.
    List(Box<[Box<str>]>),
    /// Names with a code each, in the order of the names.
    Map(Box<[(Box<str>, Box<str>)]>),
    /// Names with a share in percent each, in the order of the names.
    Shares(Box<[(Box<str>, f64)]>),
    /// Transport manifests in the order given.
    Manifests(Box<[Manifest]>),
}

impl Value {
    /// The text, code or word.
    pub fn str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Word(choice) => Some(choice.word),
            _ => None,
        }
    }

    /// The number, whole number or number of a step.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Whole(number) => Some(*number as f64),
            Self::Grade(number, _) => Some(f64::from(*number)),
            _ => None,
        }
    }

    /// The day.
    pub fn day(&self) -> Option<Day> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Time(moment) => Some(moment.day()),
            _ => None,
        }
    }

    /// The moment.
    pub fn moment(&self) -> Option<Moment> {
        match self {
            Self::Time(moment) => Some(*moment),
            _ => None,
        }
    }

    /// Yes or no.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The members of a list.
    pub fn list(&self) -> &[Box<str>] {
        match self {
            Self::List(members) => members,
            _ => &[],
        }
    }

    /// The manifests.
    pub fn manifests(&self) -> &[Manifest] {
        match self {
            Self::Manifests(manifests) => manifests,
            _ => &[],
        }
    }

    /// As events carry it. Whole numbers have no fraction, names are in order: equal values give equal texts.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::from(&**text),
            Self::Word(choice) => Json::from(choice.word),
            Self::Grade(number, _) => Json::from(*number),
            Self::Number(number) => json_number(*number),
            Self::Whole(number) => Json::from(*number),
            Self::Date(day) => Json::from(day.to_string()),
            Self::Time(moment) => Json::from(moment.to_string()),
            Self::Truth(truth) => Json::from(*truth),
            Self::List(members) => members.iter().map(|member| Json::from(&**member)).collect(),
            Self::Map(pairs) => object(pairs, |code| Json::from(&**code)),
            Self::Shares(pairs) => object(pairs, |share| json_number(*share)),
            Self::Manifests(manifests) => manifests.iter().map(Manifest::to_json).collect(),
        }
    }

    /// What a cell shows; [`super::Field::parse`] reads it back to the same value, in either language.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Word(choice) => choice.text(lang).to_owned(),
            Self::Grade(number, choice) => format!("{number} {}", choice.text(lang)),
            Self::Number(number) => number.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(moment) => time_text(*moment),
            Self::Truth(true) => lang.pick("yes", "是").to_owned(),
            Self::Truth(false) => lang.pick("no", "否").to_owned(),
            Self::List(members) => list::join(members.iter().map(|member| list::escape(member))),
            Self::Map(pairs) => list::join(pairs.iter().map(|(name, code)| list::pair(name, code))),
            Self::Shares(pairs) => list::join(
                pairs
                    .iter()
                    .map(|(name, share)| list::pair(name, &share.to_string())),
            ),
            Self::Manifests(manifests) => list::join(manifests.iter().map(ToString::to_string)),
        }
    }
}

/// A number as JSON, without a fraction when it has none.
pub(super) fn json_number(number: f64) -> Json {
    // 2^53: below it every whole double is the same number as an integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Json::from(number as i64);
    }
    Json::from(number)
}

fn object<T>(pairs: &[(Box<str>, T)], json: impl Fn(&T) -> Json) -> Json {
    let members = pairs
        .iter()
        .map(|(name, value)| (name.to_string(), json(value)));
    Json::Object(members.collect::<Map<String, Json>>())
}

/// A moment on the clock that showed it; seconds when there are any, the zone unless it is Beijing's.
pub(super) fn time_text(moment: Moment) -> String {
    let clock = moment.clock();
    let mut text = format!(
        "{} {:02}:{:02}",
        moment.day(),
        clock / 3600,
        clock / 60 % 60
    );
    if clock % 60 != 0 {
        let _ = write!(text, ":{:02}", clock % 60);
    }
    if moment.offset() != super::scalar::BEIJING {
        let written = moment.to_string();
        text.push_str(written.get(19..).unwrap_or(""));
    }
    text
}
