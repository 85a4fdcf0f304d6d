use crate::domain::Lang;

/// Why a table cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// More than we take in.
    #[error("too large: more than {most} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is taken.
        most: usize,
    },
    /// The text is neither UTF-8 nor GB18030.
    #[error("line {line} is neither UTF-8 nor GB18030 text")]
    Encoding {
        /// The first such line, from 1.
        line: u32,
    },
    /// A quoted text has no end.
    #[error("a quotation mark is opened in the row of line {line} and never closed")]
    OpenQuote {
        /// Where its row begins, from 1.
        line: u32,
    },
    /// A workbook of the older kind (`.xls`), or one with a password.
    #[error("a workbook in the older `.xls` form, or one with a password")]
    Legacy,
    /// Not a workbook, or not all of one.
    #[error("not a readable `.xlsx` workbook: {reason}")]
    Damaged {
        /// What was met.
        reason: String,
    },
    /// The mapping names a sheet that is not there.
    #[error("there is no visible sheet `{name}`; there are: {}", found.join(", "))]
    NoSheet {
        /// What the mapping names.
        name: String,
        /// The sheets that are there.
        found: Vec<String>,
    },
    /// A workbook cannot hold this.
    #[error("cannot be written to a workbook: {reason}")]
    Write {
        /// Why.
        reason: String,
    },
}

impl TableError {
    /// One clause without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, error) => error.to_string(),
            (Lang::Zh, Self::TooLarge { what, most }) => format!("太大：超过 {most}（{what}）"),
            (Lang::Zh, Self::Encoding { line }) => {
                format!("第 {line} 行既不是 UTF-8 也不是 GB18030 文字")
            }
            (Lang::Zh, Self::OpenQuote { line }) => {
                format!("第 {line} 行起的一行有引号未闭合")
            }
            (Lang::Zh, Self::Legacy) => "是旧式 .xls 或带密码的工作簿".to_owned(),
            (Lang::Zh, Self::Damaged { reason }) => format!("不是可读的 .xlsx 工作簿：{reason}"),
            (Lang::Zh, Self::NoSheet { name, found }) => {
                format!("没有可见的工作表“{name}”，现有：{}", found.join("、"))
            }
            (Lang::Zh, Self::Write { reason }) => format!("无法写入工作簿：{reason}"),
        }
    }

    /// What to do about it; empty when there is nothing to say.
    pub const fn hint(&self, lang: Lang) -> &'static str {
        match self {
            Self::Legacy => lang.pick(
                "save it as `.xlsx` without a password",
                "请另存为不带密码的 .xlsx",
            ),
            Self::Encoding { .. } => lang.pick(
                "save it as CSV UTF-8, or as `.xlsx`",
                "请另存为 CSV UTF-8，或 .xlsx",
            ),
            Self::TooLarge { .. } => lang.pick("split the table", "请拆分表格"),
            _ => "",
        }
    }
}
