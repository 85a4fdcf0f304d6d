//! Whether what is imported lies in this county at all.

use std::collections::BTreeMap;

use geo::Coord;

use crate::cli::commands::ledger::outside;
use crate::domain::{Datum, Finding, Source};
use crate::layers::{self, Layers};
use crate::ledger::exchange::{FAR_CODE, ImportSource, STRAY_CODE, STRAY_ZONE_CODE};
use crate::ledger::tables::SheetRow;
use crate::pipeline;
use crate::workspace::Workspace;

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
        let Some((datum, place)) = place(row, source) else {
            continue;
        };
        let system = systems.entry(datum.word().into_owned());
        system.or_insert((datum, Vec::new())).1.push(place);
    }
    let known = outside::extent(layers);
    systems.retain(|_, (_, places)| {
        let is_known = |place: &&Coord| known.is_some_and(|known| outside::holds(&known, **place));
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

/// Rows that lie far from every target of the layers, a warning each; for files of which most rows do not.
pub(super) fn far(layers: &Layers, rows: &[SheetRow], source: &ImportSource) -> Vec<Finding> {
    let known = outside::extent(layers);
    let warn = |row: &SheetRow| {
        let (_, place) = place(row, source)?;
        let km = outside::km(layers, known, place)?;
        let origin = Source {
            file: source.file.as_str().into(),
            line: row.line,
            ..Source::default()
        };
        let finding = Finding::new(&FAR_CODE, origin).arg(format!("{km:.0}"));
        Some(match &row.id {
            Some(id) => finding.id(id.as_str()),
            None => finding,
        })
    };
    rows.iter().filter_map(warn).collect()
}

/// The system of a row's position, and the position in WGS 84.
fn place(row: &SheetRow, source: &ImportSource) -> Option<(Datum, Coord)> {
    let (x, y) = row.position?;
    Some(match row.grid {
        Some(from) => (from.datum, Coord { x, y }),
        None => (source.datum, source.datum.to_wgs84(Coord { x, y })),
    })
}
