//! One layer's file to records: the way of a feature from its text to the register.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use geo::Coord;
use rayon::prelude::*;

use super::check::Digested;
use super::convert::FeatureReader;
use super::record::{Context, Layer, Notes};
use super::schema::Schema;
use super::split::{Piece, Split, split};
use super::{LayerSpec, codes, crs, fast, input, stream};
use crate::domain::{Area, Course, Datum, Finding, Level, Road};

/// What one file gave.
#[derive(Default)]
pub(super) struct LayerRead {
    pub(super) roads: Vec<Road>,
    /// The places of the last roads, which wait for their courses, and how many come before the end of each.
    undrawn: (Vec<Coord>, Vec<usize>),
    pub(super) targets: Vec<Digested>,
    pub(super) areas: Vec<Area>,
    pub(super) findings: Vec<Finding>,
    pub(super) fatal: Vec<Finding>,
    /// SHA-256 of the file; empty when it could not be read.
    pub(super) sha256: String,
    /// Features, good and bad.
    pub(super) features: usize,
}

impl LayerRead {
    /// The records of parts in their order; memory is asked for once, and each part is freed as it is taken over.
    pub(super) fn joined(parts: Vec<Self>) -> Self {
        let mut whole = Self::default();
        let count = |count: fn(&Self) -> usize| parts.iter().map(count).sum();
        whole.roads.reserve_exact(count(|part| part.roads.len()));
        whole
            .targets
            .reserve_exact(count(|part| part.targets.len()));
        whole.areas.reserve_exact(count(|part| part.areas.len()));
        for part in parts {
            whole.extend(part);
        }
        whole
    }

    /// Adds a road whose course waits for [`Self::draw_roads`].
    pub(super) fn add_road(&mut self, road: Road, course: &[Coord]) {
        let (places, ends) = &mut self.undrawn;
        places.extend_from_slice(course);
        ends.push(places.len());
        self.roads.push(road);
    }

    /// Gives the roads that were added last their courses, all on one array.
    pub(super) fn draw_roads(&mut self) {
        let (places, ends) = std::mem::take(&mut self.undrawn);
        let places = Arc::from(places);
        let drawn = self.roads.len().saturating_sub(ends.len());
        let mut first = 0;
        for (road, end) in self.roads[drawn..].iter_mut().zip(ends) {
            road.line = Course::of(&places, first..end);
            first = end;
        }
    }

    /// Adds the records of a part that lies behind what was read.
    pub(super) fn extend(&mut self, part: Self) {
        self.roads.extend(part.roads);
        self.targets.extend(part.targets);
        self.areas.extend(part.areas);
        self.features += part.features;
    }
}

/// Reads one layer: in blocks where that is possible, else from the whole text.
pub(super) fn read_layer(dir: &Path, spec: &LayerSpec) -> LayerRead {
    let path = dir.join(&spec.path);
    if let Some(layer) = stream::read_file(&path, spec) {
        return layer;
    }
    let input = input::read(&path, &spec.path);
    let mut layer = match input.text {
        Ok(text) => read_text(&text, spec),
        Err(finding) => LayerRead {
            fatal: vec![finding],
            ..LayerRead::default()
        },
    };
    layer.sha256 = input.sha256;
    layer
}

/// Reads the text of one layer.
pub(super) fn read_text(text: &str, spec: &LayerSpec) -> LayerRead {
    read_split(text, split(text), spec)
}

/// The same from the features that a text was split into.
pub(super) fn read_split(text: &str, split: Split<'_>, spec: &LayerSpec) -> LayerRead {
    let mut layer = LayerRead {
        features: split.pieces.len(),
        ..LayerRead::default()
    };
    let schema = Schema::new(spec.kind, spec.fields.iter());
    let known = Layer::new(spec, &schema, text);
    let ctx = Context::new(&known);
    if let Some((en, zh)) = split.foreign {
        let finding = Finding::new(&codes::FILE_NOT_GEOJSON, ctx.source(0, None));
        layer.fatal.push(finding.arg(en).arg(zh));
        return layer;
    }
    let (findings, datum) = crs_findings(&ctx, text, &split.crs);
    let spec = &LayerSpec {
        datum,
        ..spec.clone()
    };
    let known = Layer::new(spec, &schema, text);
    let mut ctx = Context::new(&known);
    for finding in findings {
        if finding.code.level == Level::Error {
            layer.fatal.push(finding);
        } else {
            ctx.findings.push(finding);
        }
    }
    if !layer.fatal.is_empty() {
        layer.findings = ctx.findings;
        return layer;
    }
    for (code, at, arg, before) in &split.faults {
        let finding = Finding::new(code, ctx.source(*at, Some(*before)));
        ctx.findings.push(finding.arg(arg));
    }
    let mut notes = Notes::default();
    let (read, good) = read_pieces(&known, text, split.pieces, &mut notes);
    layer = LayerRead {
        features: layer.features,
        ..read
    };
    if split.truncated {
        let finding = Finding::new(&codes::FILE_TRUNCATED, ctx.source(text.len(), None));
        layer.fatal.push(finding.arg(good));
    }
    let mut before = ctx.notes();
    before.merge(notes);
    finish(layer, before, spec, good)
}

/// Adds what is to be said of a file as a whole, once all its features were read.
pub(super) fn finish(
    mut layer: LayerRead,
    mut notes: Notes,
    spec: &LayerSpec,
    good: usize,
) -> LayerRead {
    let any = layer.features > 0;
    if !any && layer.fatal.is_empty() {
        let source = crate::domain::Source {
            file: spec.path.as_str().into(),
            line: 1,
            column: 1,
            feature: None,
        };
        notes
            .findings
            .push(Finding::new(&codes::FILE_NO_FEATURES, source));
    }
    notes.check_settings(spec, any);
    layer.findings = notes.findings;
    layer.findings.extend(notes.tally.findings());
    sum_projected(&mut layer, good);
    layer
}

/// Reads the features, a stretch on each thread; gives the records and how many features were good.
///
/// Stretches are cut at fixed places and joined in their order, so threads make no difference.
fn read_pieces<'a>(
    known: &'a Layer<'a>,
    text: &'a str,
    pieces: Vec<Piece<'a>>,
    notes: &mut Notes,
) -> (LayerRead, usize) {
    const STRETCH: usize = 2_048;
    let mut stretches: Vec<(usize, Vec<Piece<'a>>)> = Vec::new();
    for (idx, piece) in pieces.into_iter().enumerate() {
        if idx % STRETCH == 0 {
            stretches.push((idx, Vec::with_capacity(STRETCH)));
        }
        if let Some((_, stretch)) = stretches.last_mut() {
            stretch.push(piece);
        }
    }
    let read_stretch = |(first, pieces): (usize, Vec<Piece<'a>>)| {
        let mut ctx = Context::new(known);
        let mut walker = fast::Walker::default();
        let mut layer = LayerRead::default();
        let mut good = 0;
        for (idx, piece) in (first..).zip(pieces) {
            let layer = &mut layer;
            let reader = FeatureReader { text, idx, layer };
            good += usize::from(reader.read(&mut ctx, &mut walker, piece));
        }
        layer.draw_roads();
        (ctx.notes(), layer, good)
    };
    let stretches: Vec<_> = stretches.into_par_iter().map(read_stretch).collect();
    let mut layers = Vec::with_capacity(stretches.len());
    let mut total = 0;
    for (stretch, read, good) in stretches {
        notes.merge(stretch);
        layers.push(read);
        total += good;
    }
    (LayerRead::joined(layers), total)
}

/// What is to be said of the members `crs` before the first feature, in the text up to it, and the system of the
/// positions; `None` when the file is refused.
pub(super) fn head_crs(
    text: &str,
    members: &[Range<usize>],
    spec: &LayerSpec,
    schema: &Schema,
) -> Option<(Vec<Finding>, Datum)> {
    let known = Layer::new(spec, schema, text);
    let (findings, datum) = crs_findings(&Context::new(&known), text, members);
    let refused = |finding: &Finding| finding.code.level == Level::Error;
    (!findings.iter().any(refused)).then_some((findings, datum))
}

/// What is to be said of the members `crs`, and the system of the positions: what the settings say outranks the file.
fn crs_findings(ctx: &Context<'_>, text: &str, members: &[Range<usize>]) -> (Vec<Finding>, Datum) {
    let settings = ctx.spec.datum;
    let mut datum = settings;
    let mut findings = Vec::new();
    for range in members {
        let Some(declared) = crs::check(&text[range.clone()]) else {
            continue;
        };
        let own = declared.datum.unwrap_or(Datum::Wgs84);
        let grids = matches!(settings, Datum::Epsg(_)) || declared.datum.is_some();
        let finding = if grids && !settings.is_wgs84() && own != settings {
            let finding = Finding::new(&codes::CRS_IGNORED, ctx.source(range.start, None));
            finding.arg(declared.name).arg(settings.word())
        } else {
            datum = declared.datum.unwrap_or(datum);
            Finding::new(declared.code, ctx.source(range.start, None)).arg(declared.name)
        };
        findings.push(finding);
    }
    (findings, datum)
}

/// When every position of a file is in metres, says so once for the file.
fn sum_projected(layer: &mut LayerRead, good: usize) {
    let is_metres = |finding: &Finding| finding.code.id == codes::POSITION_METRES.id;
    let metres = layer
        .findings
        .iter()
        .filter(|finding| is_metres(finding))
        .count();
    if good > 0 || metres < 2 {
        return;
    }
    let first = layer
        .findings
        .iter()
        .find(|finding| is_metres(finding))
        .cloned();
    layer.findings.retain(|finding| !is_metres(finding));
    if let Some(first) = first {
        layer.fatal.push(Finding {
            code: &codes::FILE_PROJECTED,
            ..first
        });
    }
}
