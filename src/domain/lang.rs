use serde::{Deserialize, Serialize};

/// The language (语言) that people are addressed in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, simplified.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Picks the text of this language.
    pub const fn pick<T: Copy>(self, en: T, zh: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// What stands between a word and what is said of it.
    pub const fn colon(self) -> &'static str {
        self.pick(": ", "：")
    }

    /// What parts two clauses.
    pub const fn semicolon(self) -> &'static str {
        self.pick("; ", "；")
    }
}
