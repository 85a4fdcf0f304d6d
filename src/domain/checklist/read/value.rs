//! One value: what a node means for a part, and what would be right.

use super::super::{Choice, Part, Value, YesNo};
use super::node::Node;
use crate::domain::Lang;
use crate::units::Day;

/// Longest text of an answer or a note, in characters.
pub(super) const LONGEST: usize = 500;

/// Dates outside these days are slips of the pen.
pub(super) const DATES: [&str; 2] = ["2000-01-01", "2099-12-31"];

/// Whether a date written as ten characters lies within [`DATES`], both included.
pub(super) fn in_range(day: &str) -> bool {
    day.len() == 10 && (DATES[0]..=DATES[1]).contains(&day)
}

/// The value that a node means for a part; `None` = another kind of thing.
pub(super) fn value(part: &Part, node: &Node) -> Option<Value> {
    match (part, node) {
        (Part::Yn, Node::Bool(yes)) => {
            Some(Value::YesNo(if *yes { YesNo::Yes } else { YesNo::No }))
        }
        (Part::Yn, Node::Text(text)) => {
            let means = |answer: &YesNo| {
                let words = [
                    answer.word(),
                    answer.label(Lang::Zh),
                    answer.label(Lang::En),
                ];
                words.contains(&folded(text).as_str())
            };
            YesNo::ALL.into_iter().find(means).map(Value::YesNo)
        }
        // Adding zero turns the negative zero into zero.
        (Part::N(_), Node::Number(number)) => Some(Value::Number(number + 0.0)),
        (Part::N(_), Node::Text(text)) => {
            let number = folded(text).parse::<f64>().ok();
            let number = number.filter(|number| number.is_finite());
            number.map(|number| Value::Number(number + 0.0))
        }
        (Part::D, Node::Text(text)) => Day::parse(&folded(text)).ok().map(Value::Date),
        (Part::T, Node::Text(text)) => Some(Value::Text(text.trim().to_owned())),
        (Part::E(choices), Node::Text(text)) => {
            let text = folded(text);
            let means = |choice: &&Choice| {
                [&choice.word, &choice.zh, &choice.en]
                    .iter()
                    .any(|word| folded(word) == text)
            };
            let choice = choices.iter().find(means)?;
            Some(Value::Choice(choice.word.clone()))
        }
        (Part::P, Node::Text(text)) if !text.contains(['/', '\\']) => {
            Some(Value::Photo(text.trim().to_owned()))
        }
        _ => None,
    }
}

/// What a part takes, in words.
pub(super) fn right(part: &Part, lang: Lang) -> String {
    match part {
        Part::Yn => lang
            .pick("`yes`, `no` or `na`", "“是”“否”或“不适用”")
            .to_owned(),
        Part::N(number) => {
            let (max, unit) = (number.max, number.unit(lang));
            match (lang, number.whole) {
                (Lang::En, true) => format!("a whole number from 0 to {max} ({unit})"),
                (Lang::En, false) => format!("a number from 0 to {max} ({unit})"),
                (Lang::Zh, true) => format!(" 0 至 {max} 的整数（{unit}）"),
                (Lang::Zh, false) => format!(" 0 至 {max} 的数字（{unit}）"),
            }
        }
        Part::D => lang
            .pick("a date such as `2026-11-20`", "日期，如 `2026-11-20`")
            .to_owned(),
        Part::T => match lang {
            Lang::En => format!("text of at most {LONGEST} characters"),
            Lang::Zh => format!("文字，不超过 {LONGEST} 字"),
        },
        Part::E(choices) => {
            let words = choices.iter().map(|choice| match lang {
                Lang::En => format!("`{}`", choice.word),
                Lang::Zh => format!("“{}”", choice.zh),
            });
            let words: Vec<String> = words.collect();
            match lang {
                Lang::En => format!("one of {}", words.join(", ")),
                Lang::Zh => words.join("、"),
            }
        }
        Part::P => lang
            .pick(
                "the name of a photo's file, without its folder",
                "照片的文件名，不含文件夹",
            )
            .to_owned(),
    }
}

/// Trimmed, in lower case, full-width characters as their ASCII ones.
pub(super) fn folded(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - u32::from('\u{ff01}') + u32::from('!')).unwrap_or(c)
        }
        other => other,
    };
    text.trim()
        .chars()
        .map(narrow)
        .collect::<String>()
        .to_lowercase()
}
