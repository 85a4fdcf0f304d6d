//! The text of a new `xuncha.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::guess::{Guessed, Said, word};
use super::teams::DefaultTeam;
use crate::domain::Lang;

/// What the head of `xuncha.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct County {
    /// Name of the county.
    pub name: String,
    /// Language of the texts, and of the comments.
    pub lang: Lang,
    /// Clock, in seconds east of UTC.
    pub utc_offset: i32,
}

/// The text of `xuncha.toml`, with a comment for everything that was guessed.
pub fn write_toml(county: &County, layers: &[Guessed], teams: &[DefaultTeam]) -> String {
    let lang = county.lang;
    let mut out = String::new();
    line(&mut out, &comment(lang.pick(
        "Made by `xuncha init`. Comments say what was guessed; mend what is wrong, then run `xuncha check`.",
        "由 `xuncha init` 生成。注释说明推断依据；有误请改正，再运行 `xuncha check`。",
    )));
    line(&mut out, "[county]");
    line(&mut out, &format!("name = {}", quoted(&county.name)));
    line(
        &mut out,
        &format!("language = {}", quoted(lang.pick("en", "zh"))),
    );
    let note = lang.pick("guessed from the place", "按位置推断");
    line(
        &mut out,
        &format!(
            "utc_offset = {} # {note}",
            quoted(&offset(county.utc_offset))
        ),
    );
    for layer in layers {
        write_layer(&mut out, layer, lang);
    }
    for DefaultTeam { id, name, base } in teams {
        line(&mut out, "\n[[team]]");
        line(&mut out, &format!("id = {}", quoted(id)));
        line(&mut out, &format!("name = {}", quoted(name)));
        line(&mut out, &format!("base = [{:?}, {:?}]", base.x, base.y));
        line(&mut out, "shift = \"08:00-16:00\"");
        line(
            &mut out,
            "breaks = [{ begin = \"11:30-13:00\", duration = \"40m\" }]",
        );
    }
    out
}

fn write_layer(out: &mut String, layer: &Guessed, lang: Lang) {
    let spec = &layer.spec;
    line(out, "\n[[layer]]");
    for Said { en, zh } in &layer.said {
        line(
            out,
            &comment(match lang {
                Lang::En => en,
                Lang::Zh => zh,
            }),
        );
    }
    line(out, &format!("kind = {}", quoted(word(spec.kind))));
    line(out, &format!("path = {}", quoted(&spec.path)));
    line(out, &format!("datum = {}", quoted(&spec.datum.word())));
    if !spec.keep.is_empty() {
        let list: Vec<String> = spec.keep.iter().map(|name| quoted(name)).collect();
        line(out, &format!("keep = [{}]", list.join(", ")));
    }
    table(out, "layer.fields", &spec.fields);
    table(out, "layer.defaults", &spec.defaults);
    for (field, values) in &spec.values {
        table(out, &format!("layer.values.{}", key(field)), values);
    }
}

fn table(out: &mut String, name: &str, entries: &BTreeMap<String, String>) {
    if entries.is_empty() {
        return;
    }
    line(out, &format!("[{name}]"));
    for (left, right) in entries {
        line(out, &format!("{} = {}", key(left), quoted(right)));
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// A comment on one line; control characters, which TOML forbids there, become spaces.
fn comment(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("# {plain}")
}

/// A key: bare where TOML allows it.
fn key(text: &str) -> String {
    let bare = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { text.to_owned() } else { quoted(text) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `+08:00` for 28 800 seconds.
fn offset(seconds: i32) -> String {
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    format!("{sign}{:02}:{:02}", size / 3600, size / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{LayerKind, LayerSpec};

    #[test]
    fn the_text_reads_back_as_the_same_layers() {
        let pair = |a: &str, b: &str| BTreeMap::from([(a.to_owned(), b.to_owned())]);
        let spec = LayerSpec {
            kind: LayerKind::DumpPoints,
            path: "a \"b\"\\c.geojson".to_owned(),
            datum: crate::domain::Datum::Cgcs2000,
            fields: pair("id", "点位.编号"),
            values: [("status".to_owned(), pair("In\tprogress", "works"))].into(),
            defaults: pair("tier", "small"),
            keep: vec!["side".to_owned()],
        };
        let said = Said {
            en: "two\nlines".to_owned(),
            zh: "两行".to_owned(),
        };
        let layers = [Guessed {
            source: "x".into(),
            spec: spec.clone(),
            said: vec![said],
        }];
        let teams = [DefaultTeam {
            id: "T1".to_owned(),
            name: "巡查1组".to_owned(),
            base: geo::Coord { x: 126.0, y: 43.5 },
        }];
        let county = County {
            name: "某县 \"A\"".to_owned(),
            lang: Lang::En,
            utc_offset: -12_600,
        };
        let text = write_toml(&county, &layers, &teams);
        let mut read: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(read["county"]["utc_offset"].as_str(), Some("-03:30"));
        assert_eq!(read["county"]["name"].as_str(), Some("某县 \"A\""));
        assert_eq!(read["team"][0]["base"][0].as_float(), Some(126.0));
        let toml::Value::Array(list) = read.remove("layer").unwrap() else {
            panic!("layers are a list")
        };
        let back: LayerSpec = list.into_iter().next().unwrap().try_into().unwrap();
        assert_eq!(back, spec);
    }
}
