//! A file's text to raw features, so that one broken feature never loses the next.
//!
//! `serde_json` checks one feature after another and says where it ends. When one is broken, a scanner that knows only
//! strings and brackets looks for its end, and the next place that looks like the start of a feature ends it early.

use std::ops::Range;

use super::feature::{RawFeature, excerpt};
use super::scan::{self, Stop};
use super::{codes, fast};
use crate::domain::Code;

/// What a text was split into.
#[derive(Default)]
pub(super) struct Split<'a> {
    /// The features in file order.
    pub(super) pieces: Vec<Piece<'a>>,
    /// Values of the root's member `crs`.
    pub(super) crs: Vec<Range<usize>>,
    /// Faults between the features: code, byte offset, argument, features before.
    pub(super) faults: Vec<(&'static Code, usize, String, usize)>,
    /// The text ends within the features or within one of them.
    pub(super) truncated: bool,
    /// Why the text is no GeoJSON at all, in both languages.
    pub(super) foreign: Option<(String, String)>,
}

/// One element of `features`, or one feature of a text of features.
pub(super) struct Piece<'a> {
    /// Byte offset in the text.
    pub(super) start: usize,
    /// Its members, or what is wrong.
    pub(super) feature: Result<Found<'a>, Broken>,
}

/// A feature, read or only found.
pub(super) enum Found<'a> {
    /// Read in one walk: there is nothing to say of it.
    Plain(fast::Feature<'a>),
    /// Found; its members are still to be looked into.
    Raw(RawFeature<'a>),
}

/// Why an element of `features` could not be used.
pub(super) struct Broken {
    pub(super) code: &'static Code,
    /// Byte offset of the fault.
    pub(super) at: usize,
    pub(super) arg: String,
}

/// Splits a text: a `FeatureCollection`, a Feature, a geometry, or several of them one after another.
pub(super) fn split(text: &str) -> Split<'_> {
    walk(text, Some(fast::Walker::default()))
}

/// The same with every feature on the careful path.
pub(super) fn split_carefully(text: &str) -> Split<'_> {
    walk(text, None)
}

fn walk<'a>(text: &'a str, walker: Option<fast::Walker<'a>>) -> Split<'a> {
    let mut splitter = Splitter {
        walker,
        text,
        bytes: text.as_bytes(),
        // Looking for the start of the next feature may read ahead; this bounds it in all.
        budget: text.len().saturating_mul(4).saturating_add(1 << 16),
        split: Split::default(),
    };
    splitter.run();
    splitter.split
}

/// Types of a bare geometry.
const GEOMETRIES: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

struct Splitter<'a> {
    walker: Option<fast::Walker<'a>>,
    text: &'a str,
    bytes: &'a [u8],
    budget: usize,
    split: Split<'a>,
}

/// A root object that was walked through.
struct Root<'a> {
    end: usize,
    kind: Option<&'a str>,
    features: bool,
}

impl<'a> Splitter<'a> {
    fn run(&mut self) {
        let mut at = self.space(0);
        while at < self.bytes.len() && self.split.foreign.is_none() {
            if self.bytes[at] != b'{' {
                at = self.foreign_text(at);
                continue;
            }
            let first = self.split.pieces.len();
            let next = match self.root(at) {
                Ok(root) => self.finish_root(at, &root),
                Err(fault) => self.broken_root(at, fault, first),
            };
            at = self.space(next.max(at + 1));
        }
    }

    /// Text outside any object: at the start the file is something else, later on it is skipped to the next line.
    fn foreign_text(&mut self, at: usize) -> usize {
        if self.split.pieces.is_empty() {
            self.split.foreign = Some(guess(&self.text[at..]));
            return self.bytes.len();
        }
        let end = self.next_line_with_object(at);
        let word = excerpt(&self.text[at..end]);
        self.fault(&codes::FEATURES_STRAY, at, word);
        end
    }

    /// Walks the members of a root object, taking features on the way.
    fn root(&mut self, start: usize) -> Result<Root<'a>, usize> {
        let mut root = Root {
            end: start,
            kind: None,
            features: false,
        };
        let mut at = self.space(start + 1);
        loop {
            match self.bytes.get(at) {
                Some(b'}') => {
                    root.end = at + 1;
                    return Ok(root);
                }
                Some(b',') => at = self.space(at + 1),
                Some(b'"') => at = self.member(at, &mut root)?,
                _ => return Err(at),
            }
        }
    }

    /// Walks one member of the root from its name on.
    fn member(&mut self, at: usize, root: &mut Root<'a>) -> Result<usize, usize> {
        let end = scan::string_end(self.bytes, at).map_err(|stop| stop.at)?;
        let name = &self.text[at + 1..end - 1];
        let colon = self.space(end);
        if self.bytes.get(colon) != Some(&b':') {
            return Err(colon);
        }
        let value = self.space(colon + 1);
        if name == "features" && self.bytes.get(value) == Some(&b'[') {
            root.features = true;
            let end = self.features(value + 1);
            return Ok(self.space(end));
        }
        let end = scan::value_end(self.bytes, value).map_err(|stop| stop.at)?;
        let raw = self.text[value..end].trim_end();
        match name {
            "crs" => self.split.crs.push(value..value + raw.len()),
            "type" => root.kind = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')),
            _ => {}
        }
        Ok(self.space(end))
    }

    /// Takes a root without `features` as a feature or geometry.
    fn finish_root(&mut self, start: usize, root: &Root<'a>) -> usize {
        if root.features {
            return root.end;
        }
        let text = &self.text[start..root.end];
        match root.kind {
            Some("Feature") => self.take(start, RawFeature::parse(text)),
            Some(kind) if GEOMETRIES.contains(&kind) => {
                self.take(start, RawFeature::around(text));
            }
            Some("FeatureCollection") => {
                self.split.foreign = Some(both(
                    "a FeatureCollection without the member `features`",
                    "缺少 `features` 的 FeatureCollection",
                ));
            }
            _ if self.split.pieces.is_empty() => self.split.foreign = Some(guess(text)),
            _ => self.push(start, &codes::FEATURE_TYPE, start, kind_word(root.kind)),
        }
        root.end
    }

    /// A root that cannot be walked to its end.
    fn broken_root(&mut self, start: usize, fault: usize, first: usize) -> usize {
        let collection = self.split.pieces.len() > first;
        if self.split.truncated {
            return self.bytes.len();
        }
        if collection {
            self.fault(
                &codes::ROOT_BROKEN,
                fault.min(self.bytes.len()),
                String::new(),
            );
            return self.bytes.len();
        }
        // A text of one feature a line: the broken line ends where the next one begins.
        let end = self.next_line_with_object(start + 1);
        let message = message(RawFeature::parse(&self.text[start..end]).err());
        if end == self.bytes.len() && fault >= end && self.looks_like_geojson(start) {
            self.split.truncated = true;
        } else if first == 0 && end == self.bytes.len() {
            self.split.foreign = Some(both(
                &format!("broken JSON ({message})"),
                &format!("有误的 JSON（{message}）"),
            ));
        } else {
            self.push(start, &codes::JSON_BROKEN, fault.min(end), message);
        }
        end
    }

    fn looks_like_geojson(&self, start: usize) -> bool {
        let head = &self.bytes[start..self.bytes.len().min(start + 4096)];
        [&b"\"Feature"[..], b"\"coordinates\"", b"\"type\""]
            .iter()
            .any(|word| head.windows(word.len()).any(|window| window == *word))
    }

    /// Takes the elements of `features` from behind its bracket; gives the offset behind the closing one.
    fn features(&mut self, start: usize) -> usize {
        let mut at = start;
        let mut comma = true;
        loop {
            at = self.space(at);
            match self.bytes.get(at) {
                None => {
                    self.split.truncated = true;
                    return at;
                }
                Some(b']') if self.ends_features(at) => return at + 1,
                Some(b',') => {
                    if comma {
                        self.fault(&codes::FEATURES_STRAY, at, ",".into());
                    }
                    comma = true;
                    at += 1;
                }
                Some(b']') if !self.feature_follows(at + 1) => {
                    // What stands here was a feature once: it ends where the next one begins.
                    let next = self.next_feature(at + 1, self.bytes.len());
                    let end = next.unwrap_or(self.bytes.len());
                    let word = excerpt(&self.text[at..end]);
                    self.push(at, &codes::FEATURE_NOT_OBJECT, at, format!("`{word}`"));
                    (at, comma) = (end, true);
                }
                Some(b'}' | b':' | b']') => at = self.stray(at),
                Some(b'[') if self.feature_follows(at + 1) => at = self.stray(at),
                Some(byte) => {
                    if !comma {
                        self.fault(&codes::FEATURES_NO_COMMA, at, String::new());
                    }
                    comma = false;
                    at = if *byte == b'{' {
                        self.object(at, &mut comma)
                    } else {
                        self.not_an_object(at)
                    };
                }
            }
        }
    }

    /// Whether a bracket closes `features`: the root ends or goes on with another member behind it, or no feature follows.
    fn ends_features(&mut self, at: usize) -> bool {
        let mut next = self.space(at + 1);
        let comma = self.bytes.get(next) == Some(&b',');
        while self.bytes.get(next) == Some(&b',') {
            next = self.space(next + 1);
        }
        match self.bytes.get(next) {
            None | Some(b'}') => true,
            Some(b'"') if comma => true,
            _ => self.next_feature(at + 1, self.bytes.len()).is_none(),
        }
    }

    /// Skips a sign between features.
    fn stray(&mut self, at: usize) -> usize {
        let word = self.text[at..=at].to_owned();
        self.fault(&codes::FEATURES_STRAY, at, word);
        at + 1
    }

    /// Whether a bracket between features is a stray one: another feature stands behind it.
    fn feature_follows(&mut self, from: usize) -> bool {
        let mut at = self.space(from);
        while self.bytes.get(at) == Some(&b',') {
            at = self.space(at + 1);
        }
        self.bytes.get(at) == Some(&b'{') && (self.starts_feature(at) || self.parses_as_feature(at))
    }

    /// Takes an element that is an object; gives the offset behind it.
    fn object(&mut self, start: usize, comma: &mut bool) -> usize {
        let walker = self.walker.as_mut();
        if let Some((feature, end)) = walker.and_then(|walker| walker.feature(self.text, start)) {
            self.split.pieces.push(Piece {
                start,
                feature: Ok(Found::Plain(feature)),
            });
            return end;
        }
        let error = match element(self.text, start) {
            Ok((piece, end)) => {
                self.split.pieces.push(piece);
                return end;
            }
            Err(error) => error,
        };
        let stop = match scan::close_of(self.bytes, start) {
            Ok(end) => {
                let at = fault_offset(&self.text[start..end], start, &error);
                let next = self.next_feature(start + 1, end);
                *comma = next.is_some();
                self.push(start, &codes::JSON_BROKEN, at, message(Some(error)));
                return next.unwrap_or(end);
            }
            Err(stop) => stop,
        };
        let next = self.next_feature(start + 1, self.bytes.len());
        let end = next.unwrap_or_else(|| self.last_end(start, &stop));
        if next.is_none() && stop.at >= self.bytes.len() {
            self.split.truncated = true;
            return end;
        }
        *comma = next.is_some();
        let cut = self.text[start..end].trim_end().trim_end_matches(',');
        let error = RawFeature::parse(cut).err();
        let at = error
            .as_ref()
            .map_or(stop.at, |error| fault_offset(cut, start, error));
        self.push(start, &codes::JSON_BROKEN, at, message(error));
        end
    }

    /// Where a broken feature ends that has no other behind it: at the bracket that closes `features`, if there is one.
    fn last_end(&self, start: usize, stop: &Stop) -> usize {
        let text = self.text.trim_end();
        let tail = text.strip_suffix('}').map(str::trim_end);
        match tail.and_then(|tail| tail.strip_suffix(']')) {
            _ if stop.closes_outer => stop.at,
            Some(before) if before.len() > start && stop.at < self.bytes.len() => before.len(),
            _ => self.bytes.len(),
        }
    }

    /// Takes an element that is no object.
    fn not_an_object(&mut self, start: usize) -> usize {
        let end = scan::value_end(self.bytes, start).unwrap_or_else(|_| {
            self.next_feature(start + 1, self.bytes.len())
                .unwrap_or(self.bytes.len())
        });
        let end = self.char_boundary(end.max(start + 1));
        let word = excerpt(&self.text[start..end]);
        self.push(
            start,
            &codes::FEATURE_NOT_OBJECT,
            start,
            format!("`{word}`"),
        );
        end
    }

    /// The next place in `from..limit` that surely starts a feature.
    ///
    /// Sure is an object whose first member is the type `Feature`, or one behind a comma that parses as a feature.
    fn next_feature(&mut self, from: usize, limit: usize) -> Option<usize> {
        let mut at = from;
        while let Some(step) = self.bytes[at..limit].iter().position(|byte| *byte == b'{') {
            at += step;
            if self.starts_feature(at) || (self.follows_comma(at) && self.parses_as_feature(at)) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    fn starts_feature(&self, at: usize) -> bool {
        let mut at = at + 1;
        [&b"\"type\""[..], b":", b"\"Feature\""].iter().all(|word| {
            at = self.space(at);
            let found = self.bytes[at..].starts_with(word);
            at += word.len();
            found && at <= self.bytes.len()
        })
    }

    fn follows_comma(&self, at: usize) -> bool {
        self.bytes[..at]
            .iter()
            .rev()
            .find(|byte| !byte.is_ascii_whitespace())
            == Some(&b',')
    }

    fn parses_as_feature(&mut self, at: usize) -> bool {
        let limit = self.bytes.len().min(at.saturating_add(self.budget));
        let end = scan::close_of(&self.bytes[..limit], at);
        let read = end.as_ref().map_or_else(|stop| stop.at, |end| *end) - at;
        self.budget = self.budget.saturating_sub(read + 1);
        end.ok()
            .and_then(|end| RawFeature::parse(self.text.get(at..end)?).ok())
            .is_some_and(|feature| feature.type_name().as_deref() == Some("Feature"))
    }

    fn take(&mut self, start: usize, feature: Result<RawFeature<'a>, serde_json::Error>) {
        match feature {
            Ok(feature) => self.split.pieces.push(Piece {
                start,
                feature: Ok(Found::Raw(feature)),
            }),
            Err(error) => self.push(start, &codes::JSON_BROKEN, start, message(Some(error))),
        }
    }

    fn push(&mut self, start: usize, code: &'static Code, at: usize, arg: String) {
        self.split.pieces.push(Piece {
            start,
            feature: Err(Broken { code, at, arg }),
        });
    }

    fn fault(&mut self, code: &'static Code, at: usize, arg: String) {
        let before = self.split.pieces.len();
        self.split.faults.push((code, at, arg, before));
    }

    fn space(&self, at: usize) -> usize {
        scan::space(self.bytes, at)
    }

    /// The start of the next line, from `from` on, that opens an object; the end of the text when there is none.
    fn next_line_with_object(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(step) = self.bytes[at..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | 0x1e))
        {
            at = self.space(at + step);
            if self.bytes.get(at) == Some(&b'{') {
                return at;
            }
        }
        self.bytes.len()
    }

    fn char_boundary(&self, at: usize) -> usize {
        (at..self.bytes.len())
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(self.bytes.len())
    }
}

fn both(en: &str, zh: &str) -> (String, String) {
    (en.to_owned(), zh.to_owned())
}

fn kind_word(raw: Option<&str>) -> String {
    raw.map_or_else(
        || "absent".into(),
        |raw| format!("`{}`", excerpt(raw.trim_matches('"'))),
    )
}

/// The element of `features` that opens at `start`, a feature or not, and the offset behind it.
pub(super) fn element(text: &str, start: usize) -> Result<(Piece<'_>, usize), serde_json::Error> {
    let mut values =
        serde_json::Deserializer::from_str(&text[start..]).into_iter::<RawFeature<'_>>();
    let Some(feature) = values.next().transpose()? else {
        return Err(serde::de::Error::custom("EOF while parsing a value"));
    };
    let untyped = feature.kind.is_none() && feature.geometry.is_some();
    let feature = if untyped || feature.type_name().as_deref() == Some("Feature") {
        Ok(Found::Raw(feature))
    } else {
        Err(Broken {
            code: &codes::FEATURE_TYPE,
            at: start,
            arg: kind_word(feature.kind.map(serde_json::value::RawValue::get)),
        })
    };
    Ok((Piece { start, feature }, start + values.byte_offset()))
}

/// The words of a JSON error without its position, which is given apart.
fn message(error: Option<serde_json::Error>) -> String {
    let Some(error) = error else {
        return "brackets do not match".into();
    };
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// The byte offset of a JSON error, in the whole text.
fn fault_offset(text: &str, start: usize, error: &serde_json::Error) -> usize {
    let line: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let offset = (line + error.column().saturating_sub(1)).min(text.len());
    start + offset
}

/// Names text that is no GeoJSON, in both languages.
fn guess(text: &str) -> (String, String) {
    let head = &text.as_bytes()[..text.len().min(4096)];
    let has = |word: &str| head.windows(word.len()).any(|w| w == word.as_bytes());
    let line = text.lines().next().unwrap_or("");
    if head.starts_with(b"<") {
        if has("<kml") {
            both("KML", "KML")
        } else if has("<gpx") {
            both("GPX", "GPX")
        } else {
            both("XML or HTML", "XML 或 HTML")
        }
    } else if has("\"Topology\"") {
        both("TopoJSON", "TopoJSON")
    } else if has("\"elements\"") {
        both("Overpass JSON", "Overpass JSON")
    } else if has("\"geometryType\"") || has("\"spatialReference\"") {
        both("Esri JSON", "Esri JSON")
    } else if head.starts_with(b"[") {
        both("a JSON list", "JSON 数组")
    } else if head.starts_with(b"{") {
        both("JSON of another kind", "其他种类的 JSON")
    } else if line.contains([',', '\t', ';', '，']) {
        both("a table (CSV)", "表格（CSV）")
    } else {
        both("plain text", "普通文本")
    }
}
