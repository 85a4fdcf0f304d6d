//! The drawn ways of a route that was written before.

use std::path::Path;

use geo::Coord;
use serde_json::Value;

use super::codes;
use crate::domain::{Finding, Source};
use crate::plan::ShiftFile;

/// The courses of a shift as its GeoJSON file has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    /// One per stop, then the way back.
    pub(super) legs: Vec<Vec<Coord>>,
    /// One per stop: the corridor as it was driven.
    pub(super) corridors: Vec<Option<Vec<Coord>>>,
}

/// Reads the drawing of a shift; a leg without a line stays in one place.
pub(super) fn read(folder: &Path, shift: &ShiftFile) -> Result<Drawn, Box<Finding>> {
    let name = &shift.files.geojson;
    let broken = |why: String| {
        let finding = Finding::new(&codes::BROKEN, Source::default());
        Box::new(finding.arg(name).arg(why))
    };
    let bytes = std::fs::read(folder.join(name)).map_err(|error| broken(error.to_string()))?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    let mut drawn = Drawn {
        legs: vec![Vec::new(); shift.stops.len() + 1],
        corridors: vec![None; shift.stops.len()],
    };
    let features = value.get("features").and_then(Value::as_array);
    for feature in features.into_iter().flatten() {
        if let Some((slot, coords)) = line(feature, &mut drawn) {
            *slot = coords;
        }
    }
    Ok(drawn)
}

/// A line of the file, and where it belongs.
fn line<'d>(feature: &Value, drawn: &'d mut Drawn) -> Option<(&'d mut Vec<Coord>, Vec<Coord>)> {
    let properties = feature.get("properties")?;
    let coordinates = feature.pointer("/geometry/coordinates")?.as_array()?;
    let number = |field: &str| {
        let number = properties.get(field)?.as_u64()?.checked_sub(1)?;
        usize::try_from(number).ok()
    };
    let slot = match properties.get("role")?.as_str()? {
        "leg" => drawn.legs.get_mut(number("to_seq")?)?,
        "return" => drawn.legs.last_mut()?,
        "corridor" => drawn
            .corridors
            .get_mut(number("seq")?)?
            .get_or_insert_default(),
        _ => return None,
    };
    let coord = |pair: &Value| {
        let (x, y) = (pair.get(0)?.as_f64()?, pair.get(1)?.as_f64()?);
        Some(Coord { x, y })
    };
    Some((slot, coordinates.iter().map(coord).collect::<Option<_>>()?))
}
