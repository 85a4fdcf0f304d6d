//! One feature with its fields found, and what a layer's reader knows while it converts them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::Coord;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::feature::{self, Properties, excerpt};
use super::geometry::{Frame, Shape};
use super::locate::{Locator, Near, Place};
use super::schema::{self, Field, Schema};
use super::tally::Tally;
use super::{LayerSpec, codes, input, words};
use crate::domain::{Code, Datum, DayWindow, FileName, Finding, Grid, Source};
use crate::units::Day;

/// One feature whose properties are known by field.
pub(super) struct Record<'a> {
    /// Its id: the file's, or one made of its content.
    pub(super) id: String,
    /// Where it stands in the file.
    pub(super) source: Source,
    /// Its first position in WGS 84.
    pub(super) place: Option<Coord>,
    values: Values<'a>,
    properties: Properties<'a>,
}

/// The texts of the fields that a feature has.
struct Values<'a> {
    /// Where in `found` each field is.
    slots: [u8; Field::COUNT],
    found: Vec<Value<'a>>,
}

/// The text of a field.
struct Value<'a> {
    text: Option<Cow<'a, str>>,
    /// How well the name of its property fits; less is better.
    preference: usize,
}

/// No slot.
const ABSENT: u8 = u8::MAX;

impl<'a> Values<'a> {
    /// An empty list in this memory.
    fn new(mut found: Vec<Value<'a>>) -> Self {
        found.clear();
        Self {
            slots: [ABSENT; Field::COUNT],
            found,
        }
    }

    fn text(&self, field: Field) -> Option<&Cow<'a, str>> {
        let slot = self.slots[field.index()];
        self.found.get(usize::from(slot))?.text.as_ref()
    }

    /// Takes a value unless a better one is there; of equals the last counts.
    fn offer(&mut self, field: Field, value: Value<'a>) {
        let slot = &mut self.slots[field.index()];
        match self.found.get_mut(usize::from(*slot)) {
            Some(held) if value.preference <= held.preference => *held = value,
            Some(_) => {}
            // There are fewer fields than slots.
            None => {
                *slot = u8::try_from(self.found.len()).unwrap_or(ABSENT);
                self.found.push(value);
            }
        }
    }
}

/// What is known of a layer before its features are looked at.
pub(super) struct Layer<'a> {
    spec: &'a LayerSpec,
    schema: &'a Schema,
    locator: Locator<'a>,
}

impl<'a> Layer<'a> {
    pub(super) fn new(spec: &'a LayerSpec, schema: &'a Schema, text: &'a str) -> Self {
        Self {
            spec,
            schema,
            locator: Locator::new(text),
        }
    }
}

/// The state of reading one layer, or a stretch of its features.
pub(super) struct Context<'a> {
    pub(super) spec: &'a LayerSpec,
    pub(super) findings: Vec<Finding>,
    pub(super) tally: Tally,
    layer: &'a Layer<'a>,
    names: Names,
    /// The place looked up last.
    near: Cell<Near>,
    file: FileName,
    /// The grid of the layer's positions, when they are none of lon, lat in one of the datums with a word of their own.
    pub(super) grid: Option<Arc<Grid>>,
    /// Room for the values of the next record.
    spare: Vec<Value<'a>>,
    /// Texts that features have in common.
    texts: FxHashSet<Arc<str>>,
}

/// What each property name of the file turned out to be: names repeat from feature to feature.
type Names = FxHashMap<String, Option<(Field, usize)>>;

/// What was noted while a stretch was read.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) findings: Vec<Finding>,
    pub(super) tally: Tally,
    names: Names,
}

impl Notes {
    /// Adds what was noted in the stretch behind this one.
    pub(super) fn merge(&mut self, later: Self) {
        self.findings.extend(later.findings);
        self.tally.merge(later.tally);
        self.names.extend(later.names);
    }

    /// Findings about the settings themselves, after all features were seen.
    pub(super) fn check_settings(&mut self, spec: &LayerSpec, any_feature: bool) {
        let source = Source {
            file: spec.path.as_str().into(),
            ..Source::default()
        };
        let named: BTreeSet<&String> = spec
            .fields
            .keys()
            .chain(spec.values.keys())
            .chain(spec.defaults.keys())
            .collect();
        let known: Vec<&str> = schema::fields(spec.kind).map(Field::name).collect();
        for name in named
            .into_iter()
            .filter(|name| !known.contains(&name.as_str()))
        {
            let finding = Finding::new(&codes::FIELD_UNKNOWN, source.clone());
            self.findings.push(finding.arg(name).arg(known.join(", ")));
        }
        for (field, property) in &spec.fields {
            let seen = self.names.contains_key(property)
                || self
                    .names
                    .values()
                    .flatten()
                    .any(|(found, rank)| found.name() == field && rank % 1_000 == 0);
            if any_feature && known.contains(&field.as_str()) && !seen {
                let finding = Finding::new(&codes::FIELD_ABSENT, source.clone());
                self.findings.push(finding.arg(property).arg(field));
            }
        }
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(layer: &'a Layer<'a>) -> Self {
        Self {
            spec: layer.spec,
            findings: Vec::new(),
            tally: Tally::default(),
            layer,
            names: Names::default(),
            near: Cell::default(),
            file: layer.spec.path.as_str().into(),
            grid: match layer.spec.datum {
                Datum::Epsg(code) => Grid::of(code),
                _ => None,
            },
            spare: Vec::new(),
            texts: FxHashSet::default(),
        }
    }

    /// Takes back the room of a record that is done with.
    pub(super) fn reuse(&mut self, record: Record<'a>) -> Properties<'a> {
        self.spare = record.values.found;
        record.properties
    }

    /// What the numbers of the layer's positions are.
    pub(super) fn frame(&self) -> Frame {
        match &self.grid {
            Some(grid) if !grid.is_degrees() => Frame::Plane,
            _ => Frame::Degrees,
        }
    }

    /// The place of a position of the layer in WGS 84; `None` when it is none of its grid.
    pub(super) fn wgs84(&self, position: Coord) -> Option<Coord> {
        match &self.grid {
            Some(grid) => grid.place(position).ok().map(|placed| placed.place),
            None => Some(self.spec.datum.to_wgs84(position)),
        }
    }

    /// What was noted, without the text.
    pub(super) fn notes(self) -> Notes {
        Notes {
            findings: self.findings,
            tally: self.tally,
            names: self.names,
        }
    }

    /// Lines before a byte of the text, and characters before it in its line.
    pub(super) fn place(&self, offset: usize) -> Place {
        let near = self.layer.locator.from(self.near.get(), offset);
        self.near.set(near);
        near.place
    }

    /// The place of a byte of the text, as findings say it.
    pub(super) fn source(&self, offset: usize, feature: Option<usize>) -> Source {
        let place = self.place(offset);
        Source {
            file: self.file.clone(),
            line: place.line + 1,
            column: place.column + 1,
            feature: feature.and_then(|idx| u32::try_from(idx).ok()),
        }
    }

    /// Finds the fields of a feature with this member `id`; the record's stays empty when the file gives none.
    pub(super) fn record(
        &mut self,
        member: Option<&'a str>,
        properties: Properties<'a>,
        source: Source,
    ) -> Record<'a> {
        let mut values = Values::new(std::mem::take(&mut self.spare));
        for (name, value) in &properties.0 {
            let Some((field, preference)) = self.find(name) else {
                continue;
            };
            let text = feature::text(value);
            // An empty property does not hide a filled one of a lesser name.
            let preference = preference + 1_000_000 * usize::from(text.is_none());
            let text = text.filter(|text| !words::is_blank(text));
            values.offer(field, Value { text, preference });
        }
        let mut record = Record {
            id: String::new(),
            source,
            place: None,
            values,
            properties,
        };
        record.id = self.id(&record, member).unwrap_or_default();
        record
    }

    fn find(&mut self, name: &str) -> Option<(Field, usize)> {
        if let Some(found) = self.names.get(name) {
            return *found;
        }
        let found = self.layer.schema.find(name);
        self.names.insert(name.to_owned(), found);
        found
    }

    /// The id that the file gives: the field, the feature's own member, then that of OpenStreetMap.
    fn id(&mut self, record: &Record<'a>, member: Option<&'a str>) -> Option<String> {
        let own = self.text(record, Field::Id);
        let id = own
            .or_else(|| member.and_then(feature::text))
            .or_else(|| self.osm_id(record))?;
        // Numbers pass through tools that write 17 as 17.0.
        let id = id.strip_suffix(".0").unwrap_or(&id).to_owned();
        if is_rounded(&id) {
            let finding = Finding::new(&codes::ID_DAMAGED, record.source.clone());
            self.findings.push(finding.id(&id).arg(&id));
        }
        Some(id)
    }

    /// Nodes, ways and relations count separately, so the id alone does not tell them apart.
    fn osm_id(&self, record: &Record<'a>) -> Option<Cow<'a, str>> {
        let id = self.text(record, Field::OsmId)?;
        if !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(id);
        }
        Some(match self.text(record, Field::OsmType).as_deref() {
            Some("node") => format!("n{id}").into(),
            Some("way") => format!("w{id}").into(),
            Some("relation") => format!("r{id}").into(),
            _ => id,
        })
    }

    /// The text of a field: the file's value, or what the settings say for it or for its absence.
    pub(super) fn text(&self, record: &Record<'a>, field: Field) -> Option<Cow<'a, str>> {
        let text = record.values.text(field).cloned();
        if self.spec.values.is_empty() && self.spec.defaults.is_empty() {
            return text;
        }
        let spec: &'a LayerSpec = self.spec;
        let Some(text) = text else {
            let default = spec.defaults.get(field.name())?;
            return Some(Cow::Borrowed(default.as_str()));
        };
        let meaning = spec
            .values
            .get(field.name())
            .and_then(|values| values.get(&*text));
        Some(meaning.map_or(text, |meaning| Cow::Borrowed(meaning.as_str())))
    }

    /// The text of a field whose texts many features have in common.
    pub(super) fn shared_text(&mut self, record: &Record<'a>, field: Field) -> Option<Arc<str>> {
        let text = self.text(record, field)?;
        if let Some(known) = self.texts.get(&*text) {
            return Some(Arc::clone(known));
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        Some(text)
    }

    /// A finding about a feature.
    pub(super) fn report(&mut self, code: &'static Code, record: &Record<'a>, args: &[&str]) {
        let finding = args.iter().fold(
            Finding::new(code, record.source.clone()).id(&record.id),
            |finding, arg| finding.arg(excerpt(arg)),
        );
        self.findings.push(match record.place {
            Some(place) => finding.place(place),
            None => finding,
        });
    }

    /// A finding that is summed over the file.
    pub(super) fn count(&mut self, code: &'static Code, record: &Record<'a>, args: &[&str]) {
        let args: Vec<String> = args.iter().map(|arg| excerpt(arg)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        self.tally.add(code, &args, &record.source);
    }

    /// Says once that a field is absent and what is assumed.
    pub(super) fn assume(&mut self, record: &Record<'a>, field: Field, value: &str) {
        self.count(&codes::FIELD_DEFAULTED, record, &[field.name(), value]);
    }

    /// Says that a value is none, and what comes of it, in both languages.
    pub(super) fn bad_value(
        &mut self,
        record: &Record<'a>,
        field: Field,
        text: &str,
        [en, zh]: [&str; 2],
    ) {
        self.report(&codes::VALUE_BAD, record, &[field.name(), text, en, zh]);
    }

    /// A date; one that is none is reported and left out.
    pub(super) fn day(&mut self, record: &Record<'a>, field: Field) -> Option<Day> {
        let text = self.text(record, field)?;
        let day = words::day(&text);
        if day.is_none() {
            self.report(&codes::DATE_BAD, record, &[field.name(), &text]);
        }
        day
    }

    /// A yes or no; `None` when absent or reported.
    pub(super) fn truth(&mut self, record: &Record<'a>, field: Field) -> Option<bool> {
        let text = self.text(record, field)?;
        let truth = words::truth(&text);
        if truth.is_none() {
            self.bad_value(record, field, &text, ["it was left out", "已忽略"]);
        }
        truth
    }

    /// A number that is not negative; `None` when absent or reported.
    pub(super) fn number(&mut self, record: &Record<'a>, field: Field) -> Option<f64> {
        let text = self.text(record, field)?;
        let number = schema::fold(&text).parse::<f64>().ok();
        let number = number.filter(|number| (0.0..1e12).contains(number));
        if number.is_none() {
            self.bad_value(record, field, &text, ["it was left out", "已忽略"]);
        }
        number
    }

    /// Windows of time, in order; those that are none are reported and left out.
    pub(super) fn windows(&mut self, record: &Record<'a>, field: Field) -> Vec<DayWindow> {
        let Some(text) = self.text(record, field) else {
            return Vec::new();
        };
        let text = text.replace('：', ":").replace(['—', '~', '至'], "-");
        let mut windows = Vec::new();
        for part in text.split([';', ',', '；', '，', '、']) {
            let part = part.trim();
            match DayWindow::parse(part) {
                Some(window) => windows.push(window),
                None if part.is_empty() => {}
                None => self.report(&codes::WINDOW_BAD, record, &[field.name(), part]),
            }
        }
        windows.sort_unstable();
        windows.dedup();
        windows
    }

    /// The properties that the settings ask to keep.
    pub(super) fn kept(&self, record: &Record<'a>) -> BTreeMap<String, String> {
        let kept = self.spec.keep.iter().filter_map(|wanted| {
            let value = |fits: &dyn Fn(&str) -> bool| {
                let mut found = record.properties.0.iter().rev();
                found
                    .find(|(name, _)| fits(name))
                    .and_then(|(_, raw)| feature::text(raw))
            };
            let text = value(&|name| name == wanted)
                .or_else(|| value(&|name| schema::fold(name) == schema::fold(wanted)))?;
            Some((wanted.clone(), text.into_owned()))
        });
        kept.collect()
    }

    /// Every column with a text: the fields under our names, as the settings translate them, the rest as the file has it.
    pub(super) fn columns(&self, record: &Record<'a>) -> BTreeMap<String, String> {
        let mut columns = BTreeMap::new();
        for (name, raw) in &record.properties.0 {
            let is_field = self.names.get(name.as_ref()).copied().flatten().is_some();
            if let Some(text) = feature::text(raw).filter(|_| !is_field) {
                columns.insert(name.to_string(), text.into_owned());
            }
        }
        for field in schema::fields(self.spec.kind) {
            if let Some(text) = self.text(record, field) {
                columns.insert(field.name().to_owned(), text.into_owned());
            }
        }
        columns
    }
}

impl Record<'_> {
    /// A hash of properties and coordinates, the same for any order of properties and any spacing of the file.
    pub(super) fn digest(&self, shape: &Shape) -> [u8; 16] {
        let mut hash = Sha256::new();
        let mut properties: Vec<(&str, &str)> = self
            .properties
            .0
            .iter()
            .map(|(name, raw)| (name.as_ref(), *raw))
            .collect();
        properties.sort_unstable();
        for (name, value) in properties {
            for part in [name, value] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash_shape(&mut hash, shape);
        let full: [u8; 32] = hash.finalize().into();
        std::array::from_fn(|idx| full[idx])
    }
}

/// A hash of kind, name and course for an id: what stays the same when a visit or a status is noted.
pub(super) fn identity(kind: super::LayerKind, name: &str, shape: &Shape) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update([kind as u8]);
    hash.update((name.len() as u64).to_le_bytes());
    hash.update(name);
    hash_shape(&mut hash, shape);
    let full: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|idx| full[idx])
}

fn hash_shape(hash: &mut Sha256, shape: &Shape) {
    let mut list = |positions: &[Coord]| {
        hash.update((positions.len() as u64).to_le_bytes());
        for position in positions {
            // Adding zero makes -0 and 0 one.
            hash.update((position.x + 0.0).to_bits().to_le_bytes());
            hash.update((position.y + 0.0).to_bits().to_le_bytes());
        }
    };
    match shape {
        Shape::Points(points) => list(points),
        Shape::Lines(lines) => lines.iter().for_each(|(_, line)| list(line)),
        Shape::Polygons(polygons) => polygons.iter().flatten().for_each(|ring| list(ring)),
    }
}

/// An id for a feature without one, from its identity.
pub(super) fn made_id(digest: &[u8; 16]) -> String {
    format!("x{}", input::hex(&digest[..6]))
}

/// Whether an id looks like `2.20221E+15`.
fn is_rounded(id: &str) -> bool {
    id.split_once(['e', 'E']).is_some_and(|(head, tail)| {
        tail.starts_with('+')
            && tail[1..].bytes().all(|b| b.is_ascii_digit())
            && head.contains('.')
            && head.parse::<f64>().is_ok()
    })
}
