//! The columns of a layer: which properties its features have, and with which values.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// So many features are looked at.
const MOST_FEATURES: usize = 5_000;
/// So many different values of a column are kept.
const MOST_VALUES: usize = 6_000;

/// A property as the features have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Column {
    /// As written in the file.
    pub(super) name: String,
    /// Features that have a value: not null, not empty.
    pub(super) filled: usize,
    /// Each different value as text, and how often.
    pub(super) values: BTreeMap<String, usize>,
    /// All values are numbers.
    pub(super) numeric: bool,
}

impl Column {
    /// The name in lower case, without anything between its words.
    pub(super) fn folded(&self) -> String {
        fold(&self.name)
    }

    /// No value comes twice.
    pub(super) fn unique(&self) -> bool {
        self.values.len() == self.filled && self.filled > 0
    }
}

/// A name in lower case, without anything between its words.
pub(super) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What the first features of a layer look like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    /// Features looked at.
    pub(super) features: usize,
    /// Features with an id of their own, beside the properties.
    pub(super) with_id: usize,
    /// Columns: those of the first feature, then others as they appear.
    pub(super) columns: Vec<Column>,
    /// Name of the coordinate system, when the file states one.
    pub(super) crs: Option<String>,
}

impl Table {
    /// A column by its exact name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Reads the columns of a GeoJSON file's bytes, packed or not; also one feature per line.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let unpacked;
        let mut text = bytes;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut out = Vec::new();
            flate2::read::MultiGzDecoder::new(bytes)
                .read_to_end(&mut out)
                .map_err(|error| error.to_string())?;
            unpacked = out;
            text = &unpacked;
        }
        text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        match serde_json::from_slice::<Raw>(text) {
            Ok(raw) => Ok(Self::of(raw)),
            Err(error) => lines(text).map(Self::of).ok_or_else(|| error.to_string()),
        }
    }

    fn of(raw: Raw) -> Self {
        let mut table = Self {
            crs: raw
                .crs
                .as_ref()
                .and_then(|crs| crs.pointer("/properties/name")?.as_str())
                .map(str::to_owned),
            ..Self::default()
        };
        let single = raw.single.then_some(RawFeature {
            kind: String::new(),
            id: raw.id,
            properties: raw.properties,
        });
        let mut place: BTreeMap<String, usize> = BTreeMap::new();
        for feature in raw.features.list.into_iter().chain(single) {
            table.features += 1;
            table.with_id += usize::from(feature.id.is_some_and(|id| !id.is_null()));
            for (name, value) in feature.properties.into_iter().flatten() {
                let at = *place.entry(name.clone()).or_insert_with(|| {
                    table.columns.push(Column {
                        name,
                        numeric: true,
                        ..Column::default()
                    });
                    table.columns.len() - 1
                });
                table.columns[at].take(&value);
            }
        }
        table
    }
}

impl Column {
    fn take(&mut self, value: &Value) {
        let text = match value {
            Value::Null => return,
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.numeric &= text.parse::<f64>().is_ok();
        if self.values.len() < MOST_VALUES || self.values.contains_key(&text) {
            *self.values.entry(text).or_default() += 1;
        }
    }
}

/// One feature per line; `None` when no line is one.
fn lines(text: &[u8]) -> Option<Raw> {
    let list: Vec<RawFeature> = text
        .split(|byte| matches!(byte, b'\n' | b'\r' | 0x1e))
        .filter(|line| !line.trim_ascii().is_empty())
        .take(MOST_FEATURES)
        .filter_map(|line| serde_json::from_slice(line).ok())
        .filter(|feature: &RawFeature| feature.kind == "Feature")
        .collect();
    (!list.is_empty()).then(|| Raw {
        features: Features { list },
        ..Raw::default()
    })
}

/// A feature collection, or a single feature.
#[derive(Default)]
struct Raw {
    features: Features,
    crs: Option<Value>,
    single: bool,
    id: Option<Value>,
    properties: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct RawFeature {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
}

#[derive(Default)]
struct Features {
    list: Vec<RawFeature>,
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Raw;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a GeoJSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut raw = Raw::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "features" => raw.features = map.next_value()?,
                        "crs" => raw.crs = map.next_value()?,
                        "id" => raw.id = map.next_value()?,
                        "properties" => raw.properties = map.next_value()?,
                        "type" => {
                            raw.single = map.next_value::<Value>()?.as_str() == Some("Feature");
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(raw)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Features {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Features;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of features")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Features, A::Error> {
                let mut list = Vec::new();
                while list.len() < MOST_FEATURES {
                    let Some(feature) = seq.next_element()? else {
                        return Ok(Features { list });
                    };
                    list.push(feature);
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Features { list })
            }
        }
        deserializer.deserialize_seq(List)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYER: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},
        "features":[{"type":"Feature","geometry":null,"properties":{"ID":1,"name":" a ","x":null}},
        {"type":"Feature","id":"f2","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"ID":2,"name":""}}]}"#;

    #[test]
    fn columns_are_read_packed_with_a_mark_or_by_lines() {
        let plain = Table::read(LAYER.as_bytes()).unwrap();
        assert_eq!(
            (plain.features, plain.with_id, plain.columns.len()),
            (2, 1, 3)
        );
        assert_eq!(plain.crs.as_deref(), Some("urn:ogc:def:crs:EPSG::4490"));
        let (id, name) = (plain.column("ID").unwrap(), plain.column("name").unwrap());
        assert!(id.unique() && id.numeric && !name.numeric);
        assert_eq!((name.filled, name.values.get("a")), (1, Some(&1)));
        let marked = [b"\xef\xbb\xbf", LAYER.as_bytes()].concat();
        assert_eq!(Table::read(&marked).unwrap(), plain);
        let mut packed =
            flate2::read::GzEncoder::new(LAYER.as_bytes(), flate2::Compression::fast());
        let mut bytes = Vec::new();
        packed.read_to_end(&mut bytes).unwrap();
        assert_eq!(Table::read(&bytes).unwrap(), plain);
        let by_line = "{\"type\":\"Feature\",\"properties\":{\"a\":1}}\r\n{\"type\":\"Feature\",\"properties\":{\"a\":2}}\n";
        assert_eq!(Table::read(by_line.as_bytes()).unwrap().features, 2);
    }

    #[test]
    fn what_is_no_layer_says_so() {
        for bytes in [&b""[..], b"[1]", b"{\"features\":3}", b"\x1f\x8bnope"] {
            assert!(Table::read(bytes).is_err());
        }
    }
}
