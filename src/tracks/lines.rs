//! The lines of a GeoJSON file, as tracks without times.

use geo::Coord;
use geojson::{GeoJson, GeometryValue, Position};

use super::read::finding;
use super::{Fix, codes};
use crate::domain::Finding;

/// Segments of each feature or geometry that is a line or several.
pub(super) fn segments(text: &[u8], name: &str) -> Result<Vec<Vec<Vec<Fix>>>, Finding> {
    let json: GeoJson = serde_json::from_slice(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(0);
        finding(&codes::GEOJSON_BROKEN, name, line).arg(error)
    })?;
    let mut all = Vec::new();
    match json {
        GeoJson::Geometry(geometry) => all.extend(lines(&geometry.value)),
        GeoJson::Feature(feature) => {
            all.extend(
                feature
                    .geometry
                    .iter()
                    .filter_map(|geometry| lines(&geometry.value)),
            );
        }
        GeoJson::FeatureCollection(collection) => {
            let geometries = collection
                .features
                .iter()
                .filter_map(|one| one.geometry.as_ref());
            all.extend(geometries.filter_map(|geometry| lines(&geometry.value)));
        }
    }
    Ok(all)
}

fn lines(value: &GeometryValue) -> Option<Vec<Vec<Fix>>> {
    match value {
        GeometryValue::LineString { coordinates } => Some(vec![fixes(coordinates)]),
        GeometryValue::MultiLineString { coordinates } => {
            Some(coordinates.iter().map(|line| fixes(line)).collect())
        }
        _ => None,
    }
}

fn fixes(line: &[Position]) -> Vec<Fix> {
    let number = |position: &Position, idx: usize| {
        let numbers: &[f64] = position.as_slice();
        numbers.get(idx).copied().unwrap_or(f64::NAN)
    };
    let fix = |position: &Position| Fix {
        at: Coord {
            x: number(position, 0),
            y: number(position, 1),
        },
        time: None,
    };
    line.iter().map(fix).collect()
}
