//! The fields of a point in the ledger (台账字段): one table of words, headings, needs and forms.
//!
//! A [`Field`] says what a column is called in either language, when it must be filled and what it may hold; a
//! [`Value`] is what it holds. People type values in many clothes ([`Field::parse`]), events carry them in one
//! ([`Field::value_from_json`]), and what a cell shows ([`Value::text`]) is always read back to the same value.
//! Nothing here knows events, files or the state machine.

mod choices;
mod fault;
mod json;
mod list;
mod manifest;
mod names;
mod parse;
mod rows;
mod scalar;
mod size;
#[cfg(test)]
mod tests;
mod units;
mod value;

pub use fault::{FaultKind, FieldFault};
pub use manifest::{Amount, Manifest};
pub use names::fold;
pub(super) use names::heading;
pub use scalar::BEIJING;
pub(super) use scalar::day as read_day;
pub(super) use scalar::metres;
pub use size::{LITTER_BELOW_M3, Size, tier_of};
pub use units::Unit;
pub use value::Value;

use crate::domain::Lang;
pub use crate::domain::{Personal, mask, personal};
use rows::ROWS;

/// A field of a point in the ledger (台账字段), in the order of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named and described by its row")]
pub enum Field {
    Id,
    ExternalIds,
    Name,
    County,
    Township,
    Village,
    Hamlet,
    Lon,
    Lat,
    CoordSource,
    Accuracy,
    AccessNote,
    SnapNode,
    PlaceType,
    WasteClass,
    Mix,
    Area,
    Height,
    Volume,
    Mass,
    SizeMethod,
    Tier,
    FirstSeen,
    FoundBy,
    FoundSource,
    DistWater,
    DistWellhead,
    DistVillage,
    DistRoad,
    InSourceZone,
    Leachate,
    Odour,
    Smoke,
    SlopeRisk,
    Hazard,
    StillDumping,
    RespUnit,
    RespPerson,
    SupervUnit,
    Measure,
    DestFacility,
    PlanStart,
    PlanDue,
    ActualStart,
    ActualEnd,
    Manifests,
    VolumeOut,
    InPlace,
    Residual,
    DisinfectedAt,
    Agent,
    PhotosBefore,
    PhotosDuring,
    PhotosAfter,
    RestoreUse,
    Signboard,
    Barrier,
    Status,
    Round,
    StatusSince,
    AcceptedBy,
    AcceptUnit,
    AcceptDoc,
    PublicityFrom,
    PublicityTo,
    FilingNo,
    ReturnDue,
    LookbackNext,
    MovedFrom,
    MovedTo,
    SnowCover,
    Cost,
    FundSource,
    BalanceReason,
    ExcludeReason,
}

/// When a field must be filled (必填).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// To list a point (T02).
    Listing,
    /// To list a point: at least one of the fields with this need.
    ListingSize,
    /// To approve its plan (T05).
    Planning,
    /// To close it (R3).
    Closing,
    /// To close it when waste was carried away.
    ClosingWhenMoved,
    /// Never.
    Optional,
    /// Never set by hand: it follows from the events.
    Derived,
}

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// Free text without personal data, at most [`Form::TEXT_MOST`] characters.
    Text,
    /// A code that is no free text: an id, the id of a facility.
    Code,
    /// The key of a person in the contact file: 1 to 32 of `A-Z a-z 0-9 _ . -`.
    Key,
    /// One of these words.
    Enum(&'static [Choice]),
    /// One of these steps, counted from the number of the first.
    Grade {
        /// The number of the first step.
        least: u8,
        /// The steps, the slightest first.
        steps: &'static [Choice],
    },
    /// A number, both limits included.
    Number {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
        /// Kept to so many decimals.
        decimals: u8,
        /// Its unit.
        unit: Option<&'static Unit>,
    },
    /// A whole number, both limits included.
    Whole {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// A day, 1950 to 2199.
    Date,
    /// A moment; without a zone it is Beijing time, without a clock time midnight.
    Time,
    /// Yes or no.
    Truth,
    /// Keys of persons, parted by `;`.
    Keys,
    /// Codes, parted by `;`.
    Codes,
    /// Names with a code each: `name=code; name=code`.
    Map,
    /// Names with a share in percent each, together at most 100: `name=60; name=40`.
    Shares,
    /// Transport manifests: see [`Manifest`].
    Manifests,
}

impl Form {
    /// Longest text in characters; fits a cell of a spreadsheet.
    pub const TEXT_MOST: usize = 4_000;
    /// Longest code in characters.
    pub const CODE_MOST: usize = 128;
    /// Most members of a list.
    pub const LIST_MOST: usize = 200;
}

/// A word that a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// In files and in English.
    pub word: &'static str,
    /// In Chinese.
    pub label: &'static str,
    /// Also understood.
    pub aliases: &'static [&'static str],
}

impl Choice {
    /// What a cell shows.
    pub const fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.word, self.label)
    }
}

/// A line of the table of fields.
struct Row {
    field: Field,
    word: &'static str,
    label: &'static str,
    need: Need,
    form: Form,
    aliases: &'static [&'static str],
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = Self::ExcludeReason as usize + 1;

    /// All fields in the order of the columns.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.field)
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The word in files, commands and English columns.
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// The name shown to people: the word, or the Chinese name without a unit.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.row().word, self.row().label)
    }

    /// The heading of a column: the word, or the Chinese name with its unit (`体积（立方米）`).
    pub fn heading(self, lang: Lang) -> String {
        match (lang, self.unit()) {
            (Lang::Zh, Some(unit)) => format!("{}（{}）", self.row().label, unit.zh),
            _ => self.label(lang).to_owned(),
        }
    }

    /// When it must be filled.
    pub fn need(self) -> Need {
        self.row().need
    }

    /// What it may hold.
    pub fn form(self) -> Form {
        self.row().form
    }

    /// The unit of its numbers.
    pub fn unit(self) -> Option<&'static Unit> {
        match self.form() {
            Form::Number { unit, .. } => unit,
            _ => None,
        }
    }

    /// The field with this word, exactly as files write it.
    pub fn from_word(word: &str) -> Option<Self> {
        ROWS.iter()
            .find(|row| row.word == word)
            .map(|row| row.field)
    }

    /// The field that a heading names: by its word, its Chinese name or another usual name.
    ///
    /// Case, full width, spaces and line breaks do not matter, nor does the field's own unit in brackets. Another unit
    /// does: `费用（万元）` is not the field in yuan, and is not found.
    pub fn find(header: &str) -> Option<Self> {
        names::find(header)
    }
}
