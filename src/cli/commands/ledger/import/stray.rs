//! Whether what is imported lies in this county at all.

use std::collections::BTreeMap;

use geo::{BoundingRect, Coord, Rect};

use crate::domain::{Datum, Finding, TargetKind};
use crate::layers::{self, Layers};
use crate::ledger::exchange::{ImportSource, STRAY_CODE, STRAY_ZONE_CODE};
use crate::ledger::tables::SheetRow;
use crate::pipeline;
use crate::workspace::Workspace;

/// How far around the workspace's places rows are taken to be of its county, in degrees: about 20 km.
const MARGIN: f64 = 0.2;

/// One warning for each system of the rows' positions as which most of them lie far from every road.
///
/// The roads are read only when most rows lie outside the other targets of the workspace.
pub(super) fn strays(
    workspace: &Workspace,
    layers: &Layers,
    rows: &[SheetRow],
    source: &ImportSource,
) -> Vec<Finding> {
    let mut systems: BTreeMap<String, (Datum, Vec<Coord>)> = BTreeMap::new();
    for row in rows {
        let Some((x, y)) = row.position else {
            continue;
        };
        let (datum, place) = match row.grid {
            Some(from) => (from.datum, Coord { x, y }),
            None => (source.datum, source.datum.to_wgs84(Coord { x, y })),
        };
        let system = systems.entry(datum.word().into_owned());
        system.or_insert((datum, Vec::new())).1.push(place);
    }
    let known = extent(layers);
    systems.retain(|_, (_, places)| {
        let is_known = |place: &&Coord| known.is_some_and(|known| holds(&known, **place));
        places.iter().filter(is_known).count() * 2 < places.len()
    });
    if systems.is_empty() {
        return Vec::new();
    }
    // What is wrong with the roads is told by `check`.
    let Ok(county) = pipeline::read_county(workspace, None) else {
        return Vec::new();
    };
    let warn = |(datum, places): &(Datum, Vec<Coord>)| {
        let stray = pipeline::stray(*datum, places, &county.network)?;
        let code = match stray.zone {
            Some(_) => &STRAY_ZONE_CODE,
            None => &STRAY_CODE,
        };
        Some(layers::stray_finding(code, &source.file, *datum, stray))
    };
    systems.values().filter_map(warn).collect()
}

/// The rectangle around the sites and places; dump points may have come from the same file as the rows.
fn extent(layers: &Layers) -> Option<Rect> {
    let targets = layers.targets.iter();
    let others = targets.filter(|target| target.kind() != TargetKind::DumpPoint);
    let rects = others.filter_map(|target| target.geometry.bounding_rect());
    rects.reduce(|a, b| {
        let (low, high) = (a.min(), b.min());
        let min = Coord {
            x: low.x.min(high.x),
            y: low.y.min(high.y),
        };
        let (low, high) = (a.max(), b.max());
        let max = Coord {
            x: low.x.max(high.x),
            y: low.y.max(high.y),
        };
        Rect::new(min, max)
    })
}

fn holds(rect: &Rect, place: Coord) -> bool {
    (rect.min().x - MARGIN..=rect.max().x + MARGIN).contains(&place.x)
        && (rect.min().y - MARGIN..=rect.max().y + MARGIN).contains(&place.y)
}
