//! One layer's file to records: the way of a feature from its text to the register.

use std::path::Path;

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use rayon::prelude::*;

use super::check::Digested;
use super::feature::{Properties, RawFeature, excerpt};
use super::geometry::{self, Shape};
use super::record::{Context, Layer, Record, identity, made_id};
use super::schema::Field;
use super::split::{Piece, Split, split};
use super::{
    LayerKind, LayerSpec, areas, codes, crs, dump_points, input, places, roads, sites, targets,
};
use crate::domain::{Area, Datum, Finding, Road, Source, TargetDetail};

/// What one file gave.
#[derive(Default)]
pub(super) struct LayerRead {
    pub(super) roads: Vec<Road>,
    pub(super) targets: Vec<Digested>,
    pub(super) areas: Vec<Area>,
    pub(super) findings: Vec<Finding>,
    pub(super) fatal: Vec<Finding>,
    /// SHA-256 of the file; empty when it could not be read.
    pub(super) sha256: String,
    /// Features, good and bad.
    pub(super) features: usize,
}

/// Reads one layer.
pub(super) fn read_layer(dir: &Path, spec: &LayerSpec) -> LayerRead {
    let input = input::read(&dir.join(&spec.path), &spec.path);
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
    let split = split(text);
    let mut layer = LayerRead {
        features: split.pieces.len(),
        ..LayerRead::default()
    };
    let known = Layer::new(spec, text);
    let mut ctx = Context::new(&known);
    if let Some((en, zh)) = split.foreign {
        let finding = Finding::new(&codes::FILE_NOT_GEOJSON, ctx.source(0, None));
        layer.fatal.push(finding.arg(en).arg(zh));
        return layer;
    }
    if check_crs(&mut ctx, text, &split, &mut layer.fatal) {
        layer.findings = ctx.findings;
        return layer;
    }
    for (code, at, arg, before) in &split.faults {
        let finding = Finding::new(code, ctx.source(*at, Some(*before)));
        ctx.findings.push(finding.arg(arg));
    }
    let (truncated, any) = (split.truncated, !split.pieces.is_empty());
    let good = read_pieces(&mut ctx, &known, text, split.pieces, &mut layer);
    if truncated {
        let finding = Finding::new(&codes::FILE_TRUNCATED, ctx.source(text.len(), None));
        layer.fatal.push(finding.arg(good));
    } else if !any {
        let finding = Finding::new(&codes::FILE_NO_FEATURES, ctx.source(0, None));
        ctx.findings.push(finding);
    }
    ctx.check_settings(any);
    layer.findings = std::mem::take(&mut ctx.findings);
    layer.findings.extend(ctx.tally.findings());
    sum_projected(&mut layer, good);
    layer
}

/// Reads the features, a stretch on each thread; how many were good.
///
/// Stretches are cut at fixed places and joined in their order, so threads make no difference.
fn read_pieces<'a>(
    ctx: &mut Context<'a>,
    known: &'a Layer<'a>,
    text: &'a str,
    pieces: Vec<Piece<'a>>,
    layer: &mut LayerRead,
) -> usize {
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
        let mut layer = LayerRead::default();
        let mut good = 0;
        for (idx, piece) in (first..).zip(pieces) {
            let layer = &mut layer;
            good += usize::from(FeatureReader { text, idx, layer }.read(&mut ctx, piece));
        }
        (ctx, layer, good)
    };
    let stretches: Vec<_> = stretches.into_par_iter().map(read_stretch).collect();
    let mut total = 0;
    for (stretch, read, good) in stretches {
        ctx.merge(stretch);
        layer.roads.extend(read.roads);
        layer.targets.extend(read.targets);
        layer.areas.extend(read.areas);
        total += good;
    }
    total
}

/// Looks at the members `crs`; whether the file is refused.
fn check_crs(
    ctx: &mut Context<'_>,
    text: &str,
    split: &Split<'_>,
    fatal: &mut Vec<Finding>,
) -> bool {
    for range in &split.crs {
        let Some((code, name)) = crs::check(&text[range.clone()]) else {
            continue;
        };
        let finding = Finding::new(code, ctx.source(range.start, None)).arg(name);
        if code.level == crate::domain::Level::Error {
            fatal.push(finding);
        } else {
            ctx.findings.push(finding);
        }
    }
    !fatal.is_empty()
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

/// Reads one feature into its layer.
struct FeatureReader<'l, 'a> {
    text: &'a str,
    idx: usize,
    layer: &'l mut LayerRead,
}

impl<'a> FeatureReader<'_, 'a> {
    /// Whether the feature gave a record, or is rightly left out.
    fn read(&mut self, ctx: &mut Context<'a>, piece: Piece<'a>) -> bool {
        let raw = match piece.feature {
            Ok(raw) => raw,
            Err(broken) => {
                let source = ctx.source(broken.at, Some(self.idx));
                ctx.findings
                    .push(Finding::new(broken.code, source).arg(broken.arg));
                return false;
            }
        };
        let source = ctx.source(piece.start, Some(self.idx));
        if raw.kind.is_none() && raw.properties.is_some() {
            ctx.tally.add(&codes::FEATURE_UNTYPED, &[], &source);
        }
        let Some(properties) = self.properties(ctx, &raw, &source) else {
            return false;
        };
        let mut record = ctx.record(&raw, properties, source);
        let Some((name, shape)) = self.geometry(ctx, &raw, &mut record) else {
            return false;
        };
        self.convert(ctx, record, name, shape)
    }

    fn offset(&self, part: &str) -> usize {
        // A slice of the text knows where it stands in it.
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn properties(
        &self,
        ctx: &mut Context<'a>,
        raw: &RawFeature<'a>,
        source: &Source,
    ) -> Option<Properties<'a>> {
        let Some(text) = raw.properties else {
            return Some(Properties::default());
        };
        let properties = Properties::parse(text);
        if properties.is_none() {
            let mut at = ctx.source(self.offset(text.get()), None);
            at.feature = source.feature;
            let finding = Finding::new(&codes::PROPERTIES_NOT_OBJECT, at);
            ctx.findings
                .push(finding.arg(format!("`{}`", excerpt(text.get()))));
        }
        properties
    }

    /// Reads and checks the geometry; its faults are reported under the feature's own id.
    fn geometry(
        &self,
        ctx: &mut Context<'a>,
        raw: &RawFeature<'a>,
        record: &mut Record<'a>,
    ) -> Option<(&'static str, Shape)> {
        let Some(text) = raw.geometry else {
            let finding = Finding::new(&codes::GEOMETRY_NULL, record.source.clone());
            ctx.findings.push(named(finding, &record.id));
            return None;
        };
        let geometry = geometry::read(text.get(), self.offset(text.get()));
        record.place = geometry.place.map(|place| ctx.spec.datum.to_wgs84(place));
        for fault in geometry.faults {
            let source = ctx.source(fault.at, Some(self.idx));
            let finding = fault
                .args
                .into_iter()
                .fold(Finding::new(fault.code, source), Finding::arg);
            let mut finding = named(finding, &record.id);
            finding.place = record.place;
            ctx.findings.push(finding);
        }
        if geometry.z && geometry.shape.is_some() {
            ctx.count(&codes::POSITION_Z, record, &[]);
        }
        Some((geometry.name, geometry.shape?))
    }

    /// Makes the record of the layer's kind.
    fn convert(
        &mut self,
        ctx: &mut Context<'a>,
        mut record: Record<'a>,
        name: &str,
        shape: Shape,
    ) -> bool {
        let kind = ctx.spec.kind;
        let refused = match (kind, &shape) {
            (LayerKind::Roads, Shape::Points(_) | Shape::Polygons(_)) => Some(["a road", "道路"]),
            (LayerKind::Areas, Shape::Points(_)) => Some(["an area", "区域"]),
            _ => None,
        };
        if let Some([en, zh]) = refused {
            let finding = Finding::new(&codes::GEOMETRY_KIND, record.source.clone());
            let mut finding = named(finding, &record.id).arg(name).arg(en).arg(zh);
            finding.place = record.place;
            ctx.findings.push(finding);
            return false;
        }
        let target = !matches!(kind, LayerKind::Roads | LayerKind::Areas);
        let digest = if target {
            record.digest(&shape)
        } else {
            [0; 16]
        };
        if record.id.is_empty() && kind != LayerKind::Areas {
            let name = ctx.text(&record, Field::Name);
            let identity = identity(kind, name.as_deref().unwrap_or_default(), &shape);
            record.id = made_id(&identity);
            ctx.count(&codes::ID_MISSING, &record, &[]);
        }
        let datum = ctx.spec.datum;
        match kind {
            LayerKind::Roads => {
                let Shape::Lines(lines) = shape else {
                    return false;
                };
                let lines = lines
                    .into_iter()
                    .map(|(part, line)| (part, wgs84(line, datum)));
                let roads =
                    roads::convert(ctx, &record, lines.collect(), name == "MultiLineString");
                self.layer.roads.extend(roads);
            }
            LayerKind::Areas => {
                let (polygons, lines) = match shape {
                    Shape::Lines(lines) => {
                        (MultiPolygon::new(Vec::new()), line_strings(lines, datum))
                    }
                    Shape::Polygons(polygons) => (
                        polygons_of(polygons, datum),
                        MultiLineString::new(Vec::new()),
                    ),
                    Shape::Points(_) => return false,
                };
                let area = areas::convert(ctx, &record, polygons, lines);
                self.layer.areas.push(area);
            }
            LayerKind::DumpPoints | LayerKind::Sites | LayerKind::Places => {
                let detail = match kind {
                    LayerKind::DumpPoints => {
                        TargetDetail::DumpPoint(dump_points::convert(ctx, &record))
                    }
                    LayerKind::Sites => TargetDetail::Site(sites::convert(ctx, &record)),
                    _ => TargetDetail::Place(places::convert(ctx, &record)),
                };
                let target = targets::target(ctx, &record, geometry_of(shape, datum), detail);
                self.layer.targets.push((digest, target));
            }
        }
        true
    }
}

fn named(finding: Finding, id: &str) -> Finding {
    if id.is_empty() {
        finding
    } else {
        finding.id(id)
    }
}

fn wgs84(mut positions: Vec<Coord>, datum: Datum) -> LineString {
    for position in &mut positions {
        *position = datum.to_wgs84(*position);
    }
    LineString::new(positions)
}

fn line_strings(lines: Vec<(usize, Vec<Coord>)>, datum: Datum) -> MultiLineString {
    lines
        .into_iter()
        .map(|(_, line)| wgs84(line, datum))
        .collect()
}

fn polygons_of(polygons: Vec<Vec<Vec<Coord>>>, datum: Datum) -> MultiPolygon {
    let polygon = |rings: Vec<Vec<Coord>>| {
        let mut rings = rings.into_iter().map(|ring| wgs84(ring, datum));
        let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Polygon::new(outer, rings.collect())
    };
    MultiPolygon::new(polygons.into_iter().map(polygon).collect())
}

/// The geometry of a target; a Multi form of one part is that part.
fn geometry_of(shape: Shape, datum: Datum) -> Geometry {
    match shape {
        Shape::Points(points) => {
            let mut points: Vec<Point> = points
                .into_iter()
                .map(|point| Point(datum.to_wgs84(point)))
                .collect();
            match points.pop() {
                Some(point) if points.is_empty() => Geometry::Point(point),
                last => {
                    points.extend(last);
                    Geometry::MultiPoint(MultiPoint::new(points))
                }
            }
        }
        Shape::Lines(lines) => {
            let mut lines = line_strings(lines, datum).0;
            match lines.pop() {
                Some(line) if lines.is_empty() => Geometry::LineString(line),
                last => {
                    lines.extend(last);
                    Geometry::MultiLineString(MultiLineString::new(lines))
                }
            }
        }
        Shape::Polygons(polygons) => {
            let mut polygons = polygons_of(polygons, datum).0;
            match polygons.pop() {
                Some(polygon) if polygons.is_empty() => Geometry::Polygon(polygon),
                last => {
                    polygons.extend(last);
                    Geometry::MultiPolygon(MultiPolygon::new(polygons))
                }
            }
        }
    }
}
