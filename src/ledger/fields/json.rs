//! From the JSON of an event to a value: one form only, no synonyms.

use serde_json::Value as Json;

use super::parse::{self, Read};
use super::{FaultKind, Field, FieldFault, Form, Manifest, Value, scalar};
use crate::ledger::Moment;
use crate::units::Day;

impl Field {
    /// Reads what [`Value::to_json`] gives: words, not their synonyms; days as `2026-11-24`.
    ///
    /// # Errors
    /// When the field cannot hold it; `null` is no value either.
    pub fn value_from_json(self, json: &Json) -> Result<Value, FieldFault> {
        value(self.form(), json).map_err(|kind| {
            let found = match json {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            FieldFault::new(self, &found, kind)
        })
    }
}

fn value(form: Form, json: &Json) -> Read<Value> {
    match form {
        Form::Text => parse::free_text(&text(json)?),
        Form::Code => parse::code(&text(json)?).map(Value::Text),
        Form::Key => parse::key(&text(json)?).map(Value::Text),
        Form::Enum(choices) => {
            let word = json.as_str().ok_or(FaultKind::Form)?;
            let choice = choices.iter().find(|choice| choice.word == word);
            choice.map(Value::Word).ok_or(FaultKind::Form)
        }
        Form::Grade { least, steps } => {
            let grade = json.as_u64().and_then(|number| u8::try_from(number).ok());
            let number = grade.ok_or(FaultKind::Form)?;
            let step = number
                .checked_sub(least)
                .and_then(|at| steps.get(usize::from(at)));
            step.map(|step| Value::Grade(number, step))
                .ok_or(FaultKind::Range)
        }
        Form::Number { .. } | Form::Whole { .. } => {
            parse::number(form, json.as_f64().ok_or(FaultKind::Form)?)
        }
        Form::Date => day(json).map(Value::Date).ok_or(FaultKind::Form),
        Form::Time => moment(json).map(Value::Time).ok_or(FaultKind::Form),
        Form::Truth => json.as_bool().map(Value::Truth).ok_or(FaultKind::Form),
        Form::Keys => parse::distinct(members(json)?.iter().map(|key| parse::key(&text(key)?))),
        Form::Codes => parse::distinct(members(json)?.iter().map(|code| parse::code(&text(code)?))),
        Form::Map => {
            let pairs = json.as_object().ok_or(FaultKind::Form)?.iter();
            let pairs = pairs.map(|(name, code)| Ok((name.clone(), text(code)?)));
            parse::map(&pairs.collect::<Read<Vec<_>>>()?)
        }
        Form::Shares => {
            let pairs = json.as_object().ok_or(FaultKind::Form)?.iter();
            let pairs = pairs
                .map(|(name, share)| Ok((name.clone(), share.as_f64().ok_or(FaultKind::Form)?)));
            parse::shares(pairs.collect::<Read<_>>()?)
        }
        Form::Manifests => {
            let manifests: Option<Box<[_]>> =
                members(json)?.iter().map(Manifest::from_json).collect();
            parse::many(manifests.ok_or(FaultKind::Form)?, Value::Manifests)
        }
    }
}

fn text(json: &Json) -> Read<String> {
    parse::clean(json.as_str().ok_or(FaultKind::Form)?)
}

fn members(json: &Json) -> Read<&Vec<Json>> {
    json.as_array().ok_or(FaultKind::Form)
}

fn day(json: &Json) -> Option<Day> {
    let text = json.as_str()?;
    let day = scalar::in_range(Day::parse(text).ok()?)?;
    (day.to_string() == text).then_some(day)
}

/// A moment of 1950 to 2199.
pub(super) fn moment(json: &Json) -> Option<Moment> {
    let moment = Moment::parse(json.as_str()?)?;
    scalar::in_range(moment.day())?;
    Some(moment)
}
