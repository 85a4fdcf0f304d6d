//! How a text of features begins, and where it may be cut between two features.

use std::ops::Range;

use super::{fast, scan};

/// How features stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// In the list `features` of one object.
    Collection,
    /// One after another, each by itself.
    Sequence,
}

/// The beginning of a text up to its first feature.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) form: Form,
    /// Offset of the first feature.
    pub(super) start: usize,
    /// Values of the members `crs` before it.
    pub(super) crs: Vec<Range<usize>>,
    /// Name of the first member of the first feature, in its quotes: what the others are likely to begin with.
    opening: Vec<u8>,
}

impl Head {
    /// Finds the first feature; `None` when it takes more than the usual to find it.
    pub(super) fn find(text: &str) -> Option<Self> {
        let root = scan::space(text.as_bytes(), 0);
        let alone = fast::Walker::default().feature(text, root);
        if alone.is_some_and(|(feature, _)| !feature.root_member) {
            return Self::new(text, Form::Sequence, root, Vec::new());
        }
        let mut crs = Vec::new();
        let mut at = opened(text.as_bytes(), root, b'{')?;
        loop {
            let (name, value) = member(text, at)?;
            if name == "features" {
                let start = opened(text.as_bytes(), value, b'[')?;
                return Self::new(text, Form::Collection, start, crs);
            }
            let end = scan::value_end(text.as_bytes(), value).ok()?;
            if name == "crs" {
                crs.push(value..end);
            }
            at = opened(text.as_bytes(), scan::space(text.as_bytes(), end), b',')?;
        }
    }

    fn new(text: &str, form: Form, start: usize, crs: Vec<Range<usize>>) -> Option<Self> {
        let name = opened(text.as_bytes(), start, b'{')?;
        if text.as_bytes().get(name) != Some(&b'"') {
            return None;
        }
        let end = scan::string_end(text.as_bytes(), name).ok()?;
        Some(Self {
            form,
            start,
            crs,
            opening: text.as_bytes()[name..end].to_vec(),
        })
    }

    /// The last place behind `from` that looks like the start of a feature.
    ///
    /// It may lie in a string or within a property: whoever reads up to it must end there.
    pub(super) fn cut(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut end = bytes.len();
        while let Some(step) = memchr::memrchr(b'{', bytes.get(from + 1..end)?) {
            let at = from + 1 + step;
            if self.opens(bytes, at) {
                return Some(at);
            }
            end = at;
        }
        None
    }

    fn opens(&self, bytes: &[u8], at: usize) -> bool {
        let name = scan::space(bytes, at + 1);
        let before = bytes[..at].trim_ascii_end();
        let before = match self.form {
            Form::Collection => before.strip_suffix(b",").map(<[u8]>::trim_ascii_end),
            Form::Sequence => Some(before),
        };
        bytes[name..].starts_with(&self.opening)
            && before.is_some_and(|before| before.ends_with(b"}"))
    }
}

/// Whether the text ends as it should behind the bracket of `features`: with other members that say nothing of places.
pub(super) fn is_plain_tail(text: &str, from: usize) -> bool {
    let bytes = text.as_bytes();
    let mut at = scan::space(bytes, from);
    while let Some(b',') = bytes.get(at) {
        let Some((name, value)) = member(text, scan::space(bytes, at + 1)) else {
            return false;
        };
        let Ok(end) = scan::value_end(bytes, value) else {
            return false;
        };
        if matches!(name, "crs" | "features") {
            return false;
        }
        at = scan::space(bytes, end);
    }
    bytes.get(at) == Some(&b'}') && scan::space(bytes, at + 1) == bytes.len()
}

/// The name of the member at `at` and the offset of its value.
fn member(text: &str, at: usize) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let end = scan::string_end(bytes, at).ok()?;
    let value = opened(bytes, scan::space(bytes, end), b':')?;
    Some((text.get(at + 1..end - 1)?, value))
}

/// The offset behind this byte and the white space that follows it.
fn opened(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    (bytes.get(at) == Some(&byte)).then(|| scan::space(bytes, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}"#;

    #[test]
    fn heads_of_both_forms_are_found() {
        let text = format!(r#" {{"type":"FeatureCollection","crs":null,"features":[ {PLACE}]}}"#);
        let head = Head::find(&text).unwrap();
        assert_eq!(
            (head.form, &text[head.crs[0].clone()]),
            (Form::Collection, "null")
        );
        assert!(text[head.start..].starts_with(PLACE));
        let head = Head::find(&format!("\n{PLACE}\n{PLACE}")).unwrap();
        assert_eq!((head.form, head.start), (Form::Sequence, 1));
    }

    #[test]
    fn a_cut_stands_between_features() {
        let text = format!(r#"{{"features":[{PLACE} , {PLACE},{PLACE}]}}"#);
        let head = Head::find(&text).unwrap();
        let last = text.rfind(PLACE).unwrap();
        assert_eq!(head.cut(text.as_bytes(), 0), Some(last));
        let second = head.cut(&text.as_bytes()[..last], 0).unwrap();
        assert!(text[second..].starts_with(PLACE) && second > head.start);
    }

    #[test]
    fn only_a_plain_end_is_plain() {
        for (tail, plain) in [
            ("}", true),
            (" , \"name\":[1,{}] }\n", true),
            (",\"crs\":null}", false),
            ("}{", false),
            (",}", false),
            ("", false),
            (",\"a\":1", false),
        ] {
            assert_eq!(is_plain_tail(tail, 0), plain, "{tail}");
        }
    }
}
