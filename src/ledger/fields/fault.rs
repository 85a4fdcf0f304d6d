use super::{Field, Form, Personal, mask};
use crate::domain::Lang;

/// Why a text or JSON value is no value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// It is empty.
    Empty,
    /// It has another form, or is none of the words.
    Form,
    /// It is below the least or above the most, or too long.
    Range,
    /// It holds a phone or identity number: those belong in the contact file.
    Personal(Personal),
}

/// What a field cannot hold, and what it can.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub struct FieldFault {
    /// Which field.
    pub field: Field,
    /// What was found; digits of personal numbers are hidden.
    pub found: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// Longer texts are cut in messages.
const SHOWN: usize = 60;

impl FieldFault {
    pub(super) fn new(field: Field, found: &str, kind: FaultKind) -> Self {
        let hidden = matches!(kind, FaultKind::Personal(_))
            || matches!(field.form(), Form::Key | Form::Keys);
        let mut shown: String = found.chars().take(SHOWN).collect();
        if shown.len() < found.len() {
            shown.push('…');
        }
        Self {
            field,
            found: if hidden { mask(&shown) } else { shown },
            kind,
        }
    }

    /// One clause without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        let (name, found) = (self.field.label(lang), &self.found);
        match (self.kind, lang) {
            (FaultKind::Personal(Personal::Mobile), Lang::En) => format!(
                "`{name}` holds a phone number (`{found}`): put names and phones into the contact file"
            ),
            (FaultKind::Personal(Personal::Mobile), Lang::Zh) => {
                format!("“{name}”中有手机号码（{found}）：姓名、电话请放入通讯录文件")
            }
            (FaultKind::Personal(Personal::Identity), Lang::En) => {
                format!("`{name}` holds an identity number (`{found}`): it belongs in no ledger")
            }
            (FaultKind::Personal(Personal::Identity), Lang::Zh) => {
                format!("“{name}”中有身份证号（{found}）：台账中不得填写")
            }
            (FaultKind::Empty, Lang::En) => {
                format!("`{name}` is empty: expected {}", self.expected(lang))
            }
            (FaultKind::Empty, Lang::Zh) => format!("“{name}”为空：应为{}", self.expected(lang)),
            (_, Lang::En) => {
                format!(
                    "`{name}` cannot be `{found}`: expected {}",
                    self.expected(lang)
                )
            }
            (_, Lang::Zh) => format!("“{name}”不能是“{found}”：应为{}", self.expected(lang)),
        }
    }

    /// What the field may hold.
    pub fn expected(&self, lang: Lang) -> String {
        self.field.form().expected(lang)
    }
}

impl Form {
    /// What may be written, in words.
    pub fn expected(self, lang: Lang) -> String {
        match self {
            Self::Text => match lang {
                Lang::En => format!("text of at most {} characters", Self::TEXT_MOST),
                Lang::Zh => format!("不超过 {} 字的文字", Self::TEXT_MOST),
            },
            Self::Code => match lang {
                Lang::En => format!("one code of at most {} characters", Self::CODE_MOST),
                Lang::Zh => format!("一个不超过 {} 字的编号", Self::CODE_MOST),
            },
            Self::Enum(choices) => {
                let words: Vec<_> = choices.iter().map(|choice| choice.text(lang)).collect();
                match lang {
                    Lang::En => format!("one of {}", words.join(", ")),
                    Lang::Zh => format!("{}之一", words.join("、")),
                }
            }
            Self::Grade { least, steps } => {
                let steps: Vec<_> = (least..)
                    .zip(steps)
                    .map(|(number, step)| format!("{number} {}", step.text(lang)))
                    .collect();
                match lang {
                    Lang::En => format!("one of {}", steps.join(", ")),
                    Lang::Zh => format!("{}之一", steps.join("、")),
                }
            }
            Self::Number {
                least, most, unit, ..
            } => {
                let unit = unit.map_or(String::new(), |unit| match lang {
                    Lang::En => format!(" in {}", unit.en),
                    Lang::Zh => format!("（{}）", unit.zh),
                });
                match lang {
                    Lang::En => format!("a number from {least} to {most}{unit}"),
                    Lang::Zh => format!("{least} 至 {most} 的数{unit}"),
                }
            }
            Self::Whole { least, most } => match lang {
                Lang::En => format!("a whole number from {least} to {most}"),
                Lang::Zh => format!("{least} 至 {most} 的整数"),
            },
            _ => self.example(lang).to_owned(),
        }
    }

    /// What may be written where an example says it best.
    const fn example(self, lang: Lang) -> &'static str {
        match self {
            Self::Key => lang.pick(
                "the key of a person in the contact file (1 to 32 of A-Z a-z 0-9 _ . -); put names and phones into that file",
                "通讯录文件中的人员代号（1 至 32 位字母、数字、_ . -）；姓名、电话请放入通讯录文件",
            ),
            Self::Keys => lang.pick(
                "keys of persons in the contact file, parted by `;` (1 to 32 of A-Z a-z 0-9 _ . - each); put names and phones into that file",
                "通讯录文件中的人员代号，以分号隔开（每个 1 至 32 位字母、数字、_ . -）；姓名、电话请放入通讯录文件",
            ),
            Self::Date => lang.pick(
                "a date of 1950 to 2199 such as 2026-11-24",
                "1950 至 2199 年的日期，如 2026-11-24",
            ),
            Self::Time => lang.pick(
                "a time of 1950 to 2199 such as 2026-11-24 14:30",
                "1950 至 2199 年的时间，如 2026-11-24 14:30",
            ),
            Self::Truth => lang.pick("yes or no", "是或否"),
            Self::Codes => lang.pick("codes parted by `;`", "以分号隔开的编号"),
            Self::Map => lang.pick("`name=code; name=code`", "“名称=编号; 名称=编号”"),
            Self::Shares => lang.pick(
                "`name=60; name=40` in percent, together at most 100",
                "“名称=60; 名称=40”（百分数，合计不超过 100）",
            ),
            Self::Manifests => lang.pick(
                "`2026-05-03 14:00 | plate | trips | 45 m3 (or t) | facility | slip number`, several parted by `;`",
                "“2026-05-03 14:00 | 车牌 | 车次 | 45 m3（或 t）| 去向设施 | 磅单号”，多条以分号隔开",
            ),
            _ => "",
        }
    }
}
