//! From what people type to a value.

use super::units::PERCENT;
use super::{
    Choice, FaultKind, Field, FieldFault, Form, Manifest, Personal, Value, list, personal, scalar,
};

/// A value or what is wrong with it.
pub(super) type Read<T> = Result<T, FaultKind>;

/// Names with something each.
type Pairs<T> = Box<[(Box<str>, T)]>;

impl Field {
    /// Reads what people type, in either language.
    ///
    /// ```
    /// use xuncha::ledger::fields::{Field, Value};
    ///
    /// assert_eq!(Field::Volume.parse("1,200 立方米"), Ok(Value::Number(1200.0)));
    /// assert!(Field::Volume.parse("3 吨").is_err());
    /// ```
    ///
    /// # Errors
    /// When the field cannot hold it, or it is empty.
    pub fn parse(self, text: &str) -> Result<Value, FieldFault> {
        let read = clean(text).and_then(|text| value(self.form(), &text));
        read.map_err(|kind| FieldFault::new(self, text.trim(), kind))
    }

    /// As [`Field::parse`]; an empty text is no value.
    ///
    /// # Errors
    /// When the field cannot hold it.
    pub fn parse_cell(self, text: &str) -> Result<Option<Value>, FieldFault> {
        if text.trim().is_empty() {
            Ok(None)
        } else {
            self.parse(text).map(Some)
        }
    }
}

fn value(form: Form, text: &str) -> Read<Value> {
    match form {
        Form::Text => free_text(text),
        Form::Code => code(text).map(Value::Text),
        Form::Key => key(text).map(Value::Text),
        Form::Enum(choices) => choice(choices, text)
            .map(Value::Word)
            .ok_or(FaultKind::Form),
        Form::Grade { least, steps } => grade(least, steps, text).ok_or(FaultKind::Form),
        Form::Number { unit, .. } => {
            number(form, scalar::number(text, unit).ok_or(FaultKind::Form)?)
        }
        Form::Whole { .. } => number(form, scalar::number(text, None).ok_or(FaultKind::Form)?),
        Form::Date => scalar::day(text).map(Value::Date).ok_or(FaultKind::Form),
        Form::Time => scalar::time(text).map(Value::Time).ok_or(FaultKind::Form),
        Form::Truth => scalar::truth(text).map(Value::Truth).ok_or(FaultKind::Form),
        Form::Keys => {
            let parts = text.split([';', '；', '、', ',', '，', ' ', '\n', '\u{3000}']);
            let keys = parts.map(str::trim).filter(|part| !part.is_empty());
            distinct(keys.map(key))
        }
        Form::Codes => distinct(
            list::members(text)
                .into_iter()
                .map(|member| code(&list::unescape(member))),
        ),
        Form::Map => map(&pairs(text)?),
        Form::Shares => {
            let share = |(name, share): (String, String)| {
                let share = scalar::number(&share, Some(&PERCENT)).ok_or(FaultKind::Form)?;
                Ok((name, share))
            };
            shares(pairs(text)?.into_iter().map(share).collect::<Read<_>>()?)
        }
        Form::Manifests => {
            let members = list::members(text).into_iter();
            let manifests: Option<Box<[_]>> = members.map(Manifest::parse).collect();
            many(manifests.ok_or(FaultKind::Form)?, Value::Manifests)
        }
    }
}

/// Line ends as `\n`, trimmed; control characters are refused since spreadsheets do not keep them.
pub(super) fn clean(text: &str) -> Read<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let odd = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    if text.is_empty() {
        Err(FaultKind::Empty)
    } else if text.contains(odd) {
        Err(FaultKind::Form)
    } else {
        Ok(text.to_owned())
    }
}

/// Free text that is clean already.
pub(super) fn free_text(text: &str) -> Read<Value> {
    if let Some(found) = personal(text) {
        return Err(FaultKind::Personal(found));
    }
    longest(text, Form::TEXT_MOST).map(|text| Value::Text(text.into()))
}

fn longest(text: &str, most: usize) -> Read<&str> {
    if text.chars().count() <= most {
        Ok(text)
    } else {
        Err(FaultKind::Range)
    }
}

/// A code that is clean already: one line.
pub(super) fn code(text: &str) -> Read<Box<str>> {
    if text.contains(['\n', '\t']) {
        return Err(FaultKind::Form);
    }
    longest(text, Form::CODE_MOST).map(Into::into)
}

/// A code out of any text.
pub(super) fn plain_code(text: &str) -> Option<Box<str>> {
    code(&clean(text).ok()?).ok()
}

/// The key of a person, full-width letters as plain ones.
pub(super) fn key(text: &str) -> Read<Box<str>> {
    if let Some(found) = personal(text) {
        return Err(FaultKind::Personal(found));
    }
    let key = crate::domain::narrow(text);
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    if (1..=32).contains(&key.len()) && key.bytes().all(good) {
        Ok(key.into())
    } else {
        Err(FaultKind::Form)
    }
}

/// The word of a list with this name.
pub(super) fn choice(choices: &'static [Choice], text: &str) -> Option<&'static Choice> {
    let names = |choice: &'static Choice| {
        [choice.word, choice.label]
            .into_iter()
            .chain(choice.aliases.iter().copied())
    };
    let exact = choices
        .iter()
        .find(|choice| names(choice).any(|name| name == text));
    exact.or_else(|| {
        let text = scalar::word(text);
        choices
            .iter()
            .find(|choice| names(choice).any(|name| scalar::word(name) == text))
    })
}

/// A step by its number, its name, or both (`3 高`, `3级`).
fn grade(least: u8, steps: &'static [Choice], text: &str) -> Option<Value> {
    let numbered = |number: u8| Some((number, steps.get(usize::from(number.checked_sub(least)?))?));
    if let Some(step) = choice(steps, text) {
        let at = steps.iter().position(|other| other == step)?;
        return Some(Value::Grade(least + u8::try_from(at).ok()?, step));
    }
    let text = super::fold(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, name) = text.split_at(end);
    let (number, step) = numbered(digits.parse().ok()?)?;
    let name = name.strip_prefix(".0").unwrap_or(name).trim();
    let good = matches!(name, "" | "级") || choice(steps, name) == Some(step);
    good.then_some(Value::Grade(number, step))
}

/// A number or whole number within its limits, rounded.
pub(super) fn number(form: Form, number: f64) -> Read<Value> {
    match form {
        Form::Number {
            least,
            most,
            decimals,
            ..
        } => {
            let number = scalar::round(number, decimals);
            let good = (least..=most).contains(&number);
            good.then_some(Value::Number(number))
                .ok_or(FaultKind::Range)
        }
        Form::Whole { least, most } => {
            if number.fract() != 0.0 {
                return Err(FaultKind::Form);
            }
            let good = (least as f64..=most as f64).contains(&number);
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
            good.then_some(Value::Whole(number as i64))
                .ok_or(FaultKind::Range)
        }
        _ => Err(FaultKind::Form),
    }
}

/// A list of members, each once.
pub(super) fn distinct(members: impl Iterator<Item = Read<Box<str>>>) -> Read<Value> {
    let mut list: Vec<Box<str>> = Vec::new();
    for member in members {
        let member = member?;
        if !list.contains(&member) {
            list.push(member);
        }
        if list.len() > Form::LIST_MOST {
            return Err(FaultKind::Range);
        }
    }
    many(list.into(), Value::List)
}

/// A list that is neither empty nor too long.
pub(super) fn many<T>(members: Box<[T]>, value: impl Fn(Box<[T]>) -> Value) -> Read<Value> {
    match members.len() {
        0 => Err(FaultKind::Empty),
        1..=Form::LIST_MOST => Ok(value(members)),
        _ => Err(FaultKind::Range),
    }
}

fn pairs(text: &str) -> Read<Vec<(String, String)>> {
    let members = list::members(text).into_iter().map(list::name_value);
    members.collect::<Option<_>>().ok_or(FaultKind::Form)
}

/// Names with a code each.
pub(super) fn map(pairs: &[(String, String)]) -> Read<Value> {
    let code = |text: &str| -> Read<Box<str>> {
        let text = clean(text)?;
        match personal(&text) {
            Some(Personal::Identity) => Err(FaultKind::Personal(Personal::Identity)),
            _ => longest(&text, Form::TEXT_MOST).map(Into::into),
        }
    };
    let pairs = pairs
        .iter()
        .map(|(name, value)| Ok((name_of(name)?, code(value)?)));
    many(in_order(pairs.collect::<Read<_>>()?)?, Value::Map)
}

/// Names with a share each.
pub(super) fn shares(pairs: Vec<(String, f64)>) -> Read<Value> {
    let share = |(name, share): (String, f64)| {
        let share = scalar::round(share, 2);
        let good = (0.0..=100.0).contains(&share);
        Ok((
            name_of(&name)?,
            good.then_some(share).ok_or(FaultKind::Range)?,
        ))
    };
    let pairs = in_order(pairs.into_iter().map(share).collect::<Read<_>>()?)?;
    // Shares are rounded to 0.01 each.
    if pairs.iter().map(|pair| pair.1).sum::<f64>() > 100.1 {
        return Err(FaultKind::Range);
    }
    many(pairs, Value::Shares)
}

fn name_of(name: &str) -> Read<Box<str>> {
    let name = clean(name)?;
    match personal(&name) {
        Some(found) => Err(FaultKind::Personal(found)),
        None => code(&name),
    }
}

/// Pairs in the order of their names; the same name twice is refused.
fn in_order<T>(mut pairs: Vec<(Box<str>, T)>) -> Read<Pairs<T>> {
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    if pairs.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(FaultKind::Form);
    }
    Ok(pairs.into())
}
