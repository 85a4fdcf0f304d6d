//! A report as plain text, and cut for chat messages.

use super::{DailyReport, sections};
use crate::domain::Lang;

/// The heading of a report.
pub(super) fn heading(report: &DailyReport, lang: Lang) -> String {
    let (county, date) = (&report.county, &report.date);
    let zero = if report.is_zero {
        lang.pick(" (zero report)", "（零报告）")
    } else {
        ""
    };
    match lang {
        Lang::En => format!("{county}: daily report {date}{zero}"),
        Lang::Zh => format!("{county}巡查日报 {date}{zero}"),
    }
}

/// The whole report as text, a line per row.
pub fn text(report: &DailyReport, lang: Lang) -> String {
    let mut text = format!("{}\n", heading(report, lang));
    for section in sections(report, lang) {
        let mark = if section.is_urgent { "!" } else { "" };
        text.push_str(&format!("\n{mark}【{}】\n", section.title));
        if section.rows.is_empty() {
            text.push_str(lang.pick("none\n", "无\n"));
        }
        for row in &section.rows {
            let is_pair = section.head.is_empty();
            let cells = row
                .iter()
                .zip(section.head.iter().map(Some).chain(std::iter::repeat(None)));
            let parts: Vec<String> = cells
                .filter(|(cell, _)| !cell.is_empty())
                .map(|(cell, head)| match head {
                    Some(head) if is_number(cell) => format!("{head} {cell}"),
                    _ => cell.clone(),
                })
                .collect();
            let between = if is_pair {
                lang.pick(": ", "：")
            } else {
                lang.pick(", ", "，")
            };
            text.push_str(&parts.join(between));
            text.push('\n');
        }
    }
    text
}

/// A bare figure needs its heading beside it.
fn is_number(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit())
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | ' ' | '%'))
}

/// A text cut at line ends into messages of at most `most` bytes, each numbered when there are several.
pub fn chat(text: &str, most: usize) -> Vec<String> {
    /// Room for `(12/34)` and a line end.
    const NUMBER: usize = 12;
    if text.len() <= most {
        return vec![text.to_owned()];
    }
    let room = most.saturating_sub(NUMBER).max(NUMBER);
    let mut parts: Vec<String> = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while !rest.is_empty() {
            let last = parts.len() - 1;
            let left = room.saturating_sub(parts[last].len());
            if rest.len() <= left {
                parts[last].push_str(rest);
                break;
            }
            if !parts[last].is_empty() {
                parts.push(String::new());
                continue;
            }
            // A single line that is longer than a message.
            let cut = (0..=left)
                .rev()
                .find(|at| rest.is_char_boundary(*at))
                .unwrap_or(0);
            let cut = if cut == 0 { rest.len() } else { cut };
            parts[last].push_str(&rest[..cut]);
            rest = &rest[cut..];
        }
    }
    let count = parts.len();
    let number = |(idx, part): (usize, String)| format!("({}/{count})\n{part}", idx + 1);
    parts.into_iter().enumerate().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn messages_keep_every_character_and_their_limit(text in "[a-z巡查日报\n]{0,400}", most in 40_usize..200) {
            let parts = chat(&text, most);
            let joined: String = if parts.len() == 1 {
                parts[0].clone()
            } else {
                parts.iter().map(|part| part.split_once('\n').unwrap().1).collect()
            };
            prop_assert_eq!(joined, text);
            prop_assert!(parts.iter().all(|part| part.len() <= most));
        }
    }
}
