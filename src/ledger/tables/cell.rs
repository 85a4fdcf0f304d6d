//! Between cells and the values of fields.

use serde_json::Value as Json;

use super::{Cell, Mapping, Problem};
use crate::domain::Lang;
use crate::ledger::Moment;
use crate::ledger::fields::{BEIJING, Field, Form, Value, read_day};
use crate::units::Day;

impl Cell {
    /// What stands there, without format: numbers in full, days as `2026-11-24`.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(moment) => Value::Time(*moment).text(Lang::En),
        }
    }

    /// Whether it is empty or white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// The cell that shows a value: numbers as numbers, days as days, all else as text in this language, with the county's own
/// words where the mapping has them.
pub fn cell_of(field: Field, value: &Value, lang: Lang, mapping: &Mapping) -> Cell {
    if let Some(word) = mapping.word_for(field, value) {
        return Cell::Text(word.to_owned());
    }
    match value {
        Value::Number(number) => Cell::Number(*number),
        Value::Whole(number) => Cell::Number(*number as f64),
        Value::Date(day) => Cell::Date(*day),
        Value::Time(moment) if moment.offset() == BEIJING => Cell::Time(*moment),
        other => Cell::Text(other.text(lang)),
    }
}

/// How numbers in date columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Epoch {
    /// Days of a spreadsheet since 1900.
    Sheet1900,
    /// Days of a spreadsheet since 1904.
    Sheet1904,
    /// Seconds since 1970-01-01T00:00:00Z.
    Seconds,
    /// Milliseconds since then.
    Milliseconds,
}

/// The value in a cell; `None` when it is blank.
pub(super) fn value_of(
    field: Field,
    cell: &Cell,
    mapping: &Mapping,
    epoch: Epoch,
) -> Result<Option<Value>, Problem> {
    if cell.is_blank() {
        return Ok(None);
    }
    let plain = plain_text(cell)?;
    if let Some(value) = mapping.value(field, &plain) {
        return Ok(Some(value.clone()));
    }
    let form = field.form();
    let json = match (cell, form) {
        (Cell::Number(number), Form::Number { .. } | Form::Whole { .. } | Form::Grade { .. }) => {
            Some(Value::Number(*number).to_json())
        }
        (Cell::Number(_) | Cell::Text(_), Form::Date | Form::Time) => {
            counted(&plain, cell, epoch).map(|moment| moment_json(moment, form))
        }
        (Cell::Time(moment), Form::Date) => Some(Json::from(moment.day().to_string())),
        (Cell::Time(moment), Form::Time) => Some(Json::from(moment.to_string())),
        (Cell::Truth(truth), Form::Truth) => Some(Json::from(*truth)),
        _ => None,
    };
    let value = match json {
        Some(json) => field.value_from_json(&json).map(Some),
        None => field.parse_cell(&plain),
    };
    value.map_err(Problem::Field)
}

/// The clock time of a cell whose field keeps the day alone; `None` at midnight.
pub(super) fn clock_of(field: Field, cell: &Cell, epoch: Epoch) -> Option<Moment> {
    let moment = match (cell, field.form()) {
        (Cell::Time(moment), Form::Date) => Some(*moment),
        (Cell::Number(_) | Cell::Text(_), Form::Date) => counted(&cell.text(), cell, epoch),
        _ => None,
    };
    moment.filter(|moment| moment.clock() != 0)
}

fn moment_json(moment: Moment, form: Form) -> Json {
    match form {
        Form::Date => Json::from(moment.day().to_string()),
        _ => Json::from(moment.to_string()),
    }
}

/// The text of a cell, unless it is a long number that was rounded or an error.
pub(super) fn plain_text(cell: &Cell) -> Result<String, Problem> {
    let text = cell.text();
    let rounded = match cell {
        Cell::Number(number) => number.abs() >= 1e15,
        Cell::Text(text) => is_rounded(text.trim()),
        Cell::Error(found) => {
            return Err(Problem::SheetError {
                found: found.clone(),
            });
        }
        _ => false,
    };
    if rounded {
        Err(Problem::Rounded { found: text })
    } else {
        Ok(text)
    }
}

/// `2.20281E+17`: what is left of a long code in a narrow column.
fn is_rounded(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((number, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let exponent = exponent
        .strip_prefix('+')
        .and_then(|exponent| exponent.parse::<u32>().ok());
    digits(whole) && digits(fraction) && exponent.is_some_and(|exponent| exponent >= 11)
}

/// The moment that a number counts to.
fn counted(text: &str, cell: &Cell, epoch: Epoch) -> Option<Moment> {
    let number: f64 = match cell {
        Cell::Number(number) => *number,
        // A text that is a number: as CSV writes the number of a cell.
        _ => text.trim().parse().ok()?,
    };
    // 20261124
    if let Some(day) = read_day(&number.to_string()) {
        return Moment::on(day, 0, BEIJING);
    }
    let seconds = match epoch {
        Epoch::Seconds => number,
        Epoch::Milliseconds => number / 1_000.0,
        Epoch::Sheet1900 | Epoch::Sheet1904 => return serial(number, epoch),
    };
    // The years 1950 to 2199; what is less is no such number.
    if !(-700_000_000.0..7_300_000_000.0).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "in range")]
    Moment::new(seconds.floor() as i64, BEIJING)
}

fn serial(number: f64, epoch: Epoch) -> Option<Moment> {
    /// 1970-01-01 since 1899-12-30, and 1904-01-01 since then.
    const EPOCH: f64 = 25_569.0;
    const LATER: f64 = 1_462.0;
    let number = if epoch == Epoch::Sheet1904 {
        number + LATER
    } else {
        number
    };
    // 1950 to 2199.
    if !(18_264.0..109_575.0).contains(&number) {
        return None;
    }
    let seconds = ((number - EPOCH) * 86_400.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "in range")]
    let (day, second) = (
        seconds.div_euclid(86_400.0) as i32,
        seconds.rem_euclid(86_400.0) as i64,
    );
    Moment::on(Day::EPOCH.plus(day), second, BEIJING)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(field: Field, cell: &Cell, epoch: Epoch) -> Option<String> {
        let value = value_of(field, cell, &Mapping::default(), epoch).ok()??;
        Some(value.text(Lang::En))
    }

    #[test]
    fn numbers_in_date_columns_are_days_of_the_spreadsheet() {
        let at = |number, epoch| read(Field::PlanDue, &Cell::Number(number), epoch);
        assert_eq!(
            at(46_000.0, Epoch::Sheet1900).as_deref(),
            Some("2025-12-09")
        );
        assert_eq!(
            at(44_538.0, Epoch::Sheet1904).as_deref(),
            Some("2025-12-09")
        );
        assert_eq!(
            at(20_261_124.0, Epoch::Sheet1900).as_deref(),
            Some("2026-11-24")
        );
        assert_eq!(
            at(1_795_449_600_000.0, Epoch::Milliseconds).as_deref(),
            Some("2026-11-24")
        );
        assert_eq!(
            at(1_795_449_600.0, Epoch::Seconds).as_deref(),
            Some("2026-11-24")
        );
        assert_eq!(at(5.0, Epoch::Sheet1900), None);
        assert_eq!(at(1_795_449_600_000.0, Epoch::Sheet1900), None);
        let time = read(
            Field::DisinfectedAt,
            &Cell::Number(46_000.604_166_666_7),
            Epoch::Sheet1900,
        );
        assert_eq!(time.as_deref(), Some("2025-12-09 14:30"));
    }

    #[test]
    fn codes_that_were_rounded_are_known() {
        for text in ["1.23E+17", "2.20281001010123e+17"] {
            assert!(is_rounded(text), "{text}");
        }
        for text in [
            "220281001010123001",
            "12E",
            "1E5",
            "E+17",
            "220281001001-D-0001",
            "2202810010010000",
        ] {
            assert!(!is_rounded(text), "{text}");
        }
    }
}
