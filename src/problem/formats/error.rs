use crate::domain::Lang;

/// A phrase in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// A phrase in both languages.
pub(super) const fn words(en: &'static str, zh: &'static str) -> Words {
    Words { en, zh }
}

impl Words {
    fn pick(self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }
}

/// Why a file is no instance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Something else was expected here.
    #[error("line {line}: expected {}, found `{found}`", .expected.en)]
    Unexpected {
        /// The line, from 1.
        line: usize,
        /// What should stand there.
        expected: Words,
        /// What stands there, shortened; empty at the end of the line.
        found: String,
    },
    /// The file stops too early.
    #[error("line {line}: the file ends here; expected {}", .expected.en)]
    Ends {
        /// The last line.
        line: usize,
        /// What should follow.
        expected: Words,
    },
    /// More than is taken.
    #[error("line {line}: {} is {value}, at most {limit} can be taken", .what.en)]
    TooMuch {
        /// The line, from 1.
        line: usize,
        /// What.
        what: Words,
        /// Its value.
        value: i64,
        /// The most.
        limit: i64,
    },
    /// Nothing can be done here: no vehicle can come and go, or its load is too much for any.
    #[error("line {line}: {}", .what.en)]
    Impossible {
        /// The line, from 1.
        line: usize,
        /// What is impossible.
        what: Words,
    },
    /// The number of routes stands neither in the file nor in the call.
    #[error("files of this kind do not say how many routes there may be")]
    NoRoutes,
}

impl FormatError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unexpected { .. } | Self::Ends { .. } => "F0001",
            Self::TooMuch { .. } => "F0002",
            Self::Impossible { .. } => "F0003",
            Self::NoRoutes => "F0004",
        }
    }

    /// What is wrong, for people.
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Unexpected {
                line,
                expected,
                found,
            } => format!("第 {line} 行：应为{}，实为 `{found}`", expected.pick(lang)),
            Self::Ends { line, expected } => {
                format!("第 {line} 行：文件在此结束，应有{}", expected.pick(lang))
            }
            Self::TooMuch {
                line,
                what,
                value,
                limit,
            } => format!(
                "第 {line} 行：{}为 {value}，最多可取 {limit}",
                what.pick(lang)
            ),
            Self::Impossible { line, what } => format!("第 {line} 行：{}", what.pick(lang)),
            Self::NoRoutes => "此类文件不含路线条数".to_owned(),
        }
    }

    /// Advice.
    pub fn hint(&self, lang: Lang) -> &'static str {
        match self {
            Self::NoRoutes => lang.pick("give it with --routes", "请用 --routes 给出"),
            _ => lang.pick(
                "docs/solve.md describes the formats; is --kind right?",
                "格式见 docs/solve.md；请检查 --kind 是否正确",
            ),
        }
    }
}
