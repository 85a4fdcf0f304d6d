//! The entries as GeoJSON and as a table.

use geo::Coord;
use serde_json::{Map, Value, json};

use super::{Entry, kind_name, severity_name};
use crate::domain::Lang;
use crate::plan::plain;

/// GeoJSON: one feature per line, in the order of the entries; a gap is a line from road to road.
pub(crate) fn geojson(entries: &[Entry], lang: Lang) -> Vec<u8> {
    let mut bytes = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    for (idx, entry) in entries.iter().enumerate() {
        bytes.extend_from_slice(feature(idx, entry, lang).to_string().as_bytes());
        bytes.extend_from_slice(if idx + 1 < entries.len() {
            b",\n"
        } else {
            b"\n"
        });
    }
    bytes.extend_from_slice(b"]}\n");
    bytes
}

fn feature(idx: usize, entry: &Entry, lang: Lang) -> Value {
    let mut properties = Map::new();
    for (name, value) in properties_of(idx, entry, lang) {
        if !value.is_null() {
            properties.insert(name.to_owned(), value);
        }
    }
    let places: Vec<[f64; 2]> = entry.places.iter().copied().map(rounded).collect();
    let lines: Vec<Vec<[f64; 2]>> = entry
        .lines
        .iter()
        .map(|line| line.iter().copied().map(rounded).collect())
        .collect();
    let geometry = match (lines.as_slice(), places.as_slice()) {
        ([line], _) => json!({"type": "LineString", "coordinates": line}),
        ([_, ..], _) => json!({"type": "MultiLineString", "coordinates": lines}),
        ([], []) => Value::Null,
        ([], [place]) => json!({"type": "Point", "coordinates": place}),
        // The places of shared stretches that cannot be drawn; all others are the ends of a gap.
        ([], _) if entry.kind == "overlap" => {
            json!({"type": "MultiPoint", "coordinates": places})
        }
        ([], _) => json!({"type": "LineString", "coordinates": places}),
    };
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

fn rounded(place: Coord) -> [f64; 2] {
    [place.x, place.y].map(|degrees| (degrees * 1e7).round() / 1e7)
}

fn text(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        text.into()
    }
}

fn metres(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |metres| {
        ((metres * 100.0).round() / 100.0).into()
    })
}

fn properties_of(idx: usize, entry: &Entry, lang: Lang) -> Vec<(&'static str, Value)> {
    let place = entry.places.first().copied().map(rounded);
    let (what, fix) = (&entry.what, &entry.fix);
    let (subject, other) = (&entry.subject, &entry.other);
    // Roads and targets have columns of their own.
    let (road, target) = if subject.is_road {
        (text(&subject.id), Value::Null)
    } else {
        (Value::Null, text(&subject.id))
    };
    vec![
        ("rank", (idx + 1).into()),
        ("number", entry.number().into()),
        ("severity", entry.severity.into()),
        ("severity_text", severity_name(entry.severity, lang).into()),
        ("kind_text", kind_name(&entry.kind, lang).into()),
        ("kind", entry.kind.as_str().into()),
        ("text", text(lang.pick(&what[0], &what[1]))),
        ("fix", text(lang.pick(&fix[0], &fix[1]))),
        ("text_zh", text(&what[1])),
        ("fix_zh", text(&fix[1])),
        ("text_en", text(&what[0])),
        ("fix_en", text(&fix[0])),
        ("metres", metres(entry.metres)),
        ("gain_m", metres(entry.gain)),
        ("targets", entry.targets.into()),
        ("islands", entry.islands.into()),
        ("road", road),
        ("id", target),
        ("name", text(&subject.name)),
        ("at", text(&subject.at)),
        ("other", text(&other.id)),
        ("other_name", text(&other.name)),
        ("other_at", text(&other.at)),
        ("lon", place.map_or(Value::Null, |place| place[0].into())),
        ("lat", place.map_or(Value::Null, |place| place[1].into())),
    ]
}

/// Heads of the columns in Chinese; in English the names of the properties stand for themselves.
const HEADS_ZH: &[(&str, &str)] = &[
    ("rank", "序号"),
    ("number", "编号"),
    ("severity", "等级"),
    ("severity_text", "等级说明"),
    ("kind_text", "类型"),
    ("text", "问题"),
    ("fix", "建议"),
    ("metres", "距离或长度（米）"),
    ("gain_m", "可接通长度（米）"),
    ("targets", "涉及对象"),
    ("islands", "可接通路网块数"),
    ("road", "道路编号"),
    ("id", "对象编号"),
    ("name", "名称"),
    ("at", "所在文件与行"),
    ("other", "另一道路编号"),
    ("other_name", "另一道路名称"),
    ("other_at", "另一道路所在文件与行"),
    ("lon", "经度"),
    ("lat", "纬度"),
    ("kind", "类型代码"),
];

/// A table with the byte order mark that spreadsheets need to read Chinese; one language.
pub(crate) fn csv(entries: &[Entry], lang: Lang) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory cannot fail.
    let _ = writer.write_record(HEADS_ZH.iter().map(|(name, zh)| lang.pick(*name, *zh)));
    for (idx, entry) in entries.iter().enumerate() {
        let properties = properties_of(idx, entry, lang);
        let cell = |name: &str| {
            let property = properties.iter().find(|property| property.0 == name);
            match property.map(|property| &property.1) {
                Some(Value::String(text)) => plain(text),
                Some(Value::Null) | None => String::new(),
                Some(value) => value.to_string(),
            }
        };
        let _ = writer.write_record(HEADS_ZH.iter().map(|(name, _)| cell(name)));
    }
    writer.into_inner().unwrap_or_default()
}
