use serde::{Deserialize, Serialize};

use crate::domain::Lang;

/// How severe an answer is that is not in order (严重程度), least first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
pub enum Severity {
    /// 记录: a note.
    #[serde(rename = "N")]
    Note,
    /// 限期整改: to be rectified by a date.
    #[serde(rename = "R")]
    Rectify,
    /// 立即报告: to be reported at once.
    #[serde(rename = "I")]
    Immediate,
}

impl Severity {
    /// The letter in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "N",
            Self::Rectify => "R",
            Self::Immediate => "I",
        }
    }

    /// The words shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Note => lang.pick("note", "记录"),
            Self::Rectify => lang.pick("rectify by a date", "限期整改"),
            Self::Immediate => lang.pick("report at once", "立即报告"),
        }
    }
}

/// Which answer is not in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// None: the item only records.
    #[default]
    Never,
    /// The answer no.
    No,
    /// A number above 0.
    Positive,
    /// A value that has a severity.
    Is,
}

impl Trigger {
    /// The words shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Never => lang.pick("recorded only", "只记录"),
            Self::No => lang.pick("if no", "答否时"),
            Self::Positive => lang.pick("if above 0", "大于 0 时"),
            Self::Is => lang.pick("by the value", "视取值"),
        }
    }
}
