//! One raw feature: its members, not yet looked into.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a feature as they stand in the file.
///
/// Values stay raw text, so that deep nesting costs no stack: skipping a value is a loop.
#[derive(serde::Deserialize)]
pub(super) struct RawFeature<'a> {
    #[serde(rename = "type", borrow, default)]
    pub(super) kind: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) properties: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) geometry: Option<&'a RawValue>,
}

impl<'a> RawFeature<'a> {
    /// Checks the syntax of a feature's text and finds its members.
    pub(super) fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// A feature around the text of a bare geometry.
    pub(super) fn around(geometry: &'a str) -> Result<Self, serde_json::Error> {
        Ok(Self {
            kind: None,
            id: None,
            properties: None,
            geometry: Some(serde_json::from_str(geometry)?),
        })
    }

    /// The member `type`, when it is a string.
    pub(super) fn type_name(&self) -> Option<Cow<'a, str>> {
        self.kind.and_then(|kind| string(kind.get()))
    }
}

/// A property: its name, and its value as it stands in the file, known to be sound JSON.
pub(super) type Member<'a> = (Cow<'a, str>, &'a str);

/// The properties of a feature in file order; a name twice keeps its last value, as everywhere in JSON.
#[derive(Default)]
pub(super) struct Properties<'a>(pub(super) Vec<Member<'a>>);

impl<'a> Properties<'a> {
    /// Finds the members of a properties object; `None` when the text is no object.
    pub(super) fn parse(raw: &'a RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok()
    }
}

impl<'de> Deserialize<'de> for Properties<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Properties<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) =
                    map.next_entry::<Name<'de>, &'de RawValue>()?
                {
                    members.push((name, value.get()));
                }
                Ok(Properties(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// A raw value as a string, when it is one.
pub(super) fn string(raw: &str) -> Option<Cow<'_, str>> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inside.as_bytes().contains(&b'\\') {
        return Some(Cow::Borrowed(inside));
    }
    serde_json::from_str::<Name<'_>>(raw)
        .ok()
        .map(|name| name.0)
}

/// A raw value as text: strings unquoted, numbers and booleans as written, lists joined by semicolons.
///
/// `None` for null, for text without content and for objects.
pub(super) fn text(raw: &str) -> Option<Cow<'_, str>> {
    let text = match raw.as_bytes().first()? {
        b'"' => string(raw)?,
        b'n' | b'{' => return None,
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            let parts: Vec<Cow<'_, str>> = items
                .into_iter()
                .map(RawValue::get)
                .filter(|item| !item.starts_with('['))
                .filter_map(text)
                .collect();
            Cow::Owned(parts.join(";"))
        }
        _ => Cow::Borrowed(raw),
    };
    match text {
        Cow::Borrowed(text) => Some(text.trim())
            .filter(|t| !t.is_empty())
            .map(Cow::Borrowed),
        Cow::Owned(text) => Some(text.trim())
            .filter(|t| !t.is_empty())
            .map(|t| Cow::Owned(t.to_owned())),
    }
}

/// A raw value for a message, cut to a readable length.
pub(super) fn excerpt(raw: &str) -> String {
    const LONGEST: usize = 40;
    let flat = raw.trim();
    let mut text: String = flat
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if flat.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_costs_no_stack() {
        let deep = format!(
            r#"{{"type":"Feature","properties":{{"a":{}1{}}},"geometry":null}}"#,
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        let feature = RawFeature::parse(&deep).unwrap();
        let properties = Properties::parse(feature.properties.unwrap()).unwrap();
        assert_eq!(text(properties.0[0].1), None);
    }

    #[test]
    fn text_is_trimmed_and_lists_are_joined() {
        assert_eq!(text(r#"[" a ", 2, null, true]"#).unwrap(), "a;2;true");
        assert_eq!(text(r#""  ""#), None);
    }
}
