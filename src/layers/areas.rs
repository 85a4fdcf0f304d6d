//! Features of an areas layer (农田、山边、沟谷、水体、居民地).

use geo::{MultiLineString, MultiPolygon};

use super::codes;
use super::record::{Context, Record};
use super::schema::Field;
use super::words;
use crate::domain::{Area, AreaKind};

/// Makes an area of a feature; one of the two geometries is empty.
pub(super) fn convert<'a>(
    ctx: &mut Context<'a>,
    record: &Record<'a>,
    polygons: MultiPolygon,
    lines: MultiLineString,
) -> Area {
    Area {
        kind: kind(ctx, record),
        name: ctx.text(record, Field::Name).map(Into::into),
        polygons,
        lines,
        source: record.source.clone(),
    }
}

/// The kind; a watercourse that falls dry is a gully.
fn kind<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> AreaKind {
    let mut unknown = None;
    for field in [Field::Kind, Field::Waterway, Field::Natural, Field::Landuse] {
        let Some(text) = ctx.text(record, field) else {
            continue;
        };
        let kind = match field {
            Field::Kind => words::area_kind(&text),
            Field::Waterway => Some(waterway(ctx, record, &text)),
            _ => words::osm_area(field.name(), &text),
        };
        if let Some(kind) = kind {
            return kind;
        }
        unknown.get_or_insert(text);
    }
    match unknown {
        Some(text) => ctx.count(&codes::AREA_KIND_UNKNOWN, record, &[&text]),
        None => ctx.count(&codes::AREA_NO_KIND, record, &[]),
    }
    AreaKind::Other
}

fn waterway<'a>(ctx: &Context<'a>, record: &Record<'a>, text: &str) -> AreaKind {
    let dry = ctx
        .text(record, Field::Intermittent)
        .is_some_and(|text| words::truth(&text) == Some(true));
    if dry {
        return AreaKind::Gully;
    }
    words::osm_area("waterway", text).unwrap_or(AreaKind::Water)
}
