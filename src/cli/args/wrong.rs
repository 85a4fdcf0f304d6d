//! A value on the command line that cannot be read, in both languages.

use std::fmt;

/// What would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Wrong {
    /// In English.
    pub(in crate::cli) en: String,
    /// In Chinese.
    pub(in crate::cli) zh: String,
}

impl Wrong {
    pub(super) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            zh: zh.into(),
        }
    }

    /// One of a list of words.
    pub(super) fn words(words: &str) -> Self {
        Self::new(words, format!("应为 {} 之一", words.replace(", ", "、")))
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Wrong {}
