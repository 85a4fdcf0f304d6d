//! What an axis measures.

use super::number::{decimals, grouped, percent, plain};
use crate::domain::Lang;
use crate::units::Day;

/// How the values of an axis are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Plain numbers.
    #[default]
    Number,
    /// Things that are counted: never marked between two whole numbers.
    Count,
    /// Shares of one, written as percent.
    Percent,
    /// Days since 1970-01-01 ([`Day::number`]), written as dates.
    Date,
}

impl Form {
    /// A value that stands by itself.
    pub(super) fn say(self, value: f64, lang: Lang) -> String {
        match self {
            Self::Number | Self::Count => plain(value, lang),
            Self::Percent => percent(value, usize::from((value * 100.0).fract().abs() > 0.05)),
            Self::Date => day(value).to_string(),
        }
    }

    /// A tick of an axis with such steps.
    pub(super) fn tick(self, value: f64, step: f64, lang: Lang) -> String {
        match self {
            Self::Number | Self::Count => grouped(value, decimals(step), lang),
            Self::Percent => percent(value, decimals(step * 100.0)),
            Self::Date => day(value).to_string(),
        }
    }
}

/// The day that a value of a date axis stands for; beyond the years 1 to 9998 the nearest of them.
pub(super) fn day(value: f64) -> Day {
    const FIRST: f64 = -719_162.0;
    const LAST: f64 = 2_932_531.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to days of the calendar"
    )]
    let number = value.clamp(FIRST, LAST).floor() as i32;
    Day::EPOCH.plus(number)
}

/// An axis: its title with the unit, how it writes values, and its ends where they are fixed.
///
/// The title is written as given, in the reader's language, such as `visits per week`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What is measured, with its unit.
    pub title: String,
    /// How values are written.
    pub form: Form,
    /// The lower end; without it the data decide.
    pub least: Option<f64>,
    /// The upper end; without it the data decide.
    pub most: Option<f64>,
}

impl Axis {
    /// An axis of numbers from zero on.
    pub fn numbers(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            least: Some(0.0),
            ..Self::default()
        }
    }

    /// An axis of shares from 0 to 100 %.
    pub fn percent(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            form: Form::Percent,
            least: Some(0.0),
            most: Some(1.0),
        }
    }

    /// An axis of dates; values are [`Day::number`].
    pub fn dates(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            form: Form::Date,
            ..Self::default()
        }
    }

    /// The ends that hold all values and what is fixed, never equal.
    pub(super) fn ends(&self, values: impl Iterator<Item = f64>) -> (f64, f64) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        let fixed = |end: Option<f64>| end.and_then(super::number::finite);
        // Data beyond a fixed end move it: nothing is hidden.
        low = fixed(self.least).map_or(low, |least| least.min(low));
        high = fixed(self.most).map_or(high, |most| most.max(high));
        if !low.is_finite() {
            low = if high.is_finite() { high - 1.0 } else { 0.0 };
        }
        if !high.is_finite() {
            high = low + 1.0;
        }
        let least_span = match self.form {
            Form::Date => 1.0,
            Form::Number | Form::Count | Form::Percent => {
                (low.abs().max(high.abs()) * 1e-6).max(1e-6)
            }
        };
        if high - low < least_span {
            let rise: f64 = if high <= low { 1.0 } else { 0.0 };
            high = low + rise.max(least_span);
        }
        (low, high)
    }
}
