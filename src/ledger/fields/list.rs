//! Lists in one cell: members parted by `;`, names and values by `=`, parts by `|`.
//!
//! `\` in front of such a sign makes it plain text, and so does `\\` for itself; full-width signs part as well.

use crate::domain::narrow_char;

/// Members joined to one text.
pub(super) fn join(members: impl Iterator<Item = String>) -> String {
    members.collect::<Vec<_>>().join("; ")
}

/// `name=value`.
pub(super) fn pair(name: &str, value: &str) -> String {
    format!("{}={}", escape(name), escape(value))
}

/// A text in which no sign parts anything.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_special(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn is_special(c: char) -> bool {
    matches!(c, '\\' | ';' | '；' | '=' | '＝' | '|' | '｜')
}

/// The parts between `sign` (or its full-width form), trimmed, still escaped.
pub(super) fn split(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if !escaped && narrow_char(c) == sign {
            parts.push(text[start..at].trim());
            start = at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    parts.push(text[start..].trim());
    parts
}

/// The non-empty members of a list.
pub(super) fn members(text: &str) -> Vec<&str> {
    let mut members = split(text, ';');
    members.retain(|member| !member.is_empty());
    members
}

/// The plain text of an escaped one.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().filter(|next| is_special(*next));
        match next {
            Some(next) if c == '\\' => {
                plain.push(next);
                chars.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}

/// Name and value of a pair, in plain text.
pub(super) fn name_value(member: &str) -> Option<(String, String)> {
    match split(member, '=').as_slice() {
        [name, value] => Some((unescape(name), unescape(value))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_come_back(name in "[a-z;=\\\\|；＝ 号]{1,8}", value in "[a-z;=\\\\|；＝ 号]{1,8}") {
            let (name, value) = (name.trim(), value.trim());
            let text = join([pair(name, value), pair("b", "c")].into_iter());
            let parts = members(&text);
            prop_assert_eq!(parts.len(), 2);
            prop_assert_eq!(name_value(parts[0]), Some((name.to_owned(), value.to_owned())));
        }
    }
}
