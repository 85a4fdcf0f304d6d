//! One feature to a record of its layer's kind.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde_json::value::RawValue;

use super::feature::{Properties, RawFeature, excerpt};
use super::geometry::{self, Shape};
use super::read::LayerRead;
use super::record::{Context, Record, identity, made_id};
use super::schema::Field;
use super::split::{Found, Piece};
use super::{LayerKind, areas, codes, dump_points, fast, places, roads, sites, targets};
use crate::domain::{Datum, Finding, Grid, Misfit, Source, TargetDetail};

/// Reads one feature into its layer.
pub(super) struct FeatureReader<'l, 'a> {
    pub(super) text: &'a str,
    /// Number of the feature in the text, from 0.
    pub(super) idx: usize,
    pub(super) layer: &'l mut LayerRead,
}

impl<'a> FeatureReader<'_, 'a> {
    /// Whether the feature gave a record, or is rightly left out.
    pub(super) fn read(
        mut self,
        ctx: &mut Context<'a>,
        walker: &mut fast::Walker<'a>,
        piece: Piece<'a>,
    ) -> bool {
        let found = match piece.feature {
            Ok(found) => found,
            Err(broken) => {
                let source = ctx.source(broken.at, Some(self.idx));
                ctx.findings
                    .push(Finding::new(broken.code, source).arg(broken.arg));
                return false;
            }
        };
        let source = ctx.source(piece.start, Some(self.idx));
        let raw = match found {
            Found::Plain(feature) => return self.plain(ctx, walker, feature, source),
            Found::Raw(raw) => raw,
        };
        if raw.kind.is_none() && raw.properties.is_some() {
            ctx.tally.add(&codes::FEATURE_UNTYPED, &[], &source);
        }
        let Some(properties) = self.properties(ctx, &raw, &source) else {
            return false;
        };
        let member = raw.id.map(RawValue::get);
        let mut record = ctx.record(member, properties, source);
        let Some((name, shape)) = self.geometry(ctx, &raw, &mut record) else {
            return false;
        };
        self.convert(ctx, &mut record, name, shape)
    }

    /// A feature that was read in one walk.
    fn plain(
        &mut self,
        ctx: &mut Context<'a>,
        walker: &mut fast::Walker<'a>,
        feature: fast::Feature<'a>,
        source: Source,
    ) -> bool {
        let drawn = feature.geometry;
        let mut record = ctx.record(feature.id, feature.properties, source);
        record.place = ctx.wgs84(drawn.place);
        if drawn.z {
            ctx.count(&codes::POSITION_Z, &record, &[]);
        }
        let good = self.convert(ctx, &mut record, drawn.name, drawn.shape);
        walker.reuse(ctx.reuse(record));
        good
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
        let geometry = geometry::read(text.get(), self.offset(text.get()), ctx.frame());
        record.place = geometry.place.and_then(|place| ctx.wgs84(place));
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
        record: &mut Record<'a>,
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
        let Some((shape, datum)) = converted(ctx, record, shape) else {
            return false;
        };
        let target = !matches!(kind, LayerKind::Roads | LayerKind::Areas);
        let digest = if target {
            record.digest(&shape)
        } else {
            [0; 16]
        };
        if record.id.is_empty() && kind != LayerKind::Areas {
            let name = ctx.text(record, Field::Name);
            let identity = identity(kind, name.as_deref().unwrap_or_default(), &shape);
            record.id = made_id(&identity);
            ctx.count(&codes::ID_MISSING, record, &[]);
        }
        match kind {
            LayerKind::Roads => {
                let Shape::Lines(lines) = shape else {
                    return false;
                };
                let lines = lines
                    .into_iter()
                    .map(|(part, line)| (part, wgs84(line, datum).0))
                    .collect();
                let several = name == "MultiLineString";
                roads::convert(ctx, record, lines, several, self.layer);
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
                let area = areas::convert(ctx, record, polygons, lines);
                self.layer.areas.push(area);
            }
            LayerKind::DumpPoints | LayerKind::Sites | LayerKind::Places => {
                let detail = match kind {
                    LayerKind::DumpPoints => {
                        TargetDetail::DumpPoint(dump_points::convert(ctx, record))
                    }
                    LayerKind::Sites => TargetDetail::Site(sites::convert(ctx, record)),
                    _ => TargetDetail::Place(places::convert(ctx, record)),
                };
                let target = targets::target(ctx, record, geometry_of(shape, datum), detail);
                self.layer.targets.push((digest, target));
            }
        }
        true
    }
}

/// The shape and the datum it is still in: of a grid's positions none is left to be converted.
fn converted(
    ctx: &mut Context<'_>,
    record: &Record<'_>,
    mut shape: Shape,
) -> Option<(Shape, Datum)> {
    let Some(grid) = ctx.grid.clone() else {
        return Some((shape, ctx.spec.datum));
    };
    let mut swapped = false;
    for position in shape.positions_mut() {
        match grid.place(*position) {
            Ok(placed) => {
                *position = placed.place;
                swapped |= placed.swapped;
            }
            Err(misfit) => {
                let finding = misplaced(misfit, *position, ctx.spec.datum, record);
                ctx.findings.push(finding);
                return None;
            }
        }
    }
    if swapped {
        ctx.tally.add(&codes::GRID_SWAPPED, &[], &record.source);
    }
    Some((shape, Datum::Wgs84))
}

/// The finding about a position that is none of the layer's grid.
fn misplaced(misfit: Misfit, position: Coord, datum: Datum, record: &Record<'_>) -> Finding {
    let code = match misfit {
        Misfit::Degrees => &codes::GRID_DEGREES,
        Misfit::Zone { .. } => &codes::GRID_ZONE,
        Misfit::Outside => &codes::GRID_OUTSIDE,
    };
    let finding = named(Finding::new(code, record.source.clone()), &record.id);
    let finding = finding
        .arg(format!("{}, {}", position.x, position.y))
        .arg(datum.word());
    match misfit {
        Misfit::Zone { wanted, found } => {
            let code = Grid::code_of_zone(found);
            finding.arg(found).arg(wanted).arg(code)
        }
        _ => finding,
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
    if datum.is_wgs84() {
        return LineString::new(positions);
    }
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
