//! Routes and unvisited targets as GeoJSON (RFC 7946), a feature a line.

use geo::Coord;
use serde_json::{Value, json};

use super::{ShiftGeometry, anew};
use crate::plan::{PlanFile, ShiftFile};

/// A shift: the legs and corridors in driving order, then the stops.
///
/// Legs within one place, of less than two different positions, have no line.
pub(in crate::plan) fn geojson(
    plan: &PlanFile,
    shift: &ShiftFile,
    geometry: &ShiftGeometry,
) -> Vec<u8> {
    let mut features = Vec::new();
    for (idx, leg) in geometry.legs.iter().enumerate() {
        let stop = shift.stops.get(idx);
        let (distance, drive) = stop.map_or((shift.back.distance_m, shift.back.drive_s), |stop| {
            (stop.leg.distance_m, stop.leg.drive_s)
        });
        let properties = json!({
            "role": if stop.is_some() { "leg" } else { "return" },
            "team": shift.team, "date": shift.date,
            "from_seq": idx, "to_seq": stop.map(|stop| stop.seq),
            "distance_m": distance, "drive_s": drive,
        });
        features.extend(line(leg, &properties));
        let patrol = geometry.corridors.get(idx).and_then(Option::as_ref);
        if let (Some(stop), Some(coords)) = (stop, patrol) {
            let properties = json!({
                "role": "corridor", "team": shift.team, "date": shift.date,
                "seq": stop.seq, "target": stop.target, "name": stop.name,
                "length_m": stop.corridor.as_ref().map(|corridor| corridor.length_m),
                "direction": stop.corridor.as_ref().map(|corridor| corridor.direction),
            });
            features.extend(line(coords, &properties));
        }
    }
    for stop in &shift.stops {
        let mut properties = json!({"role": "stop", "team": shift.team, "date": shift.date});
        if let Some(news) = anew::news(plan, shift, stop) {
            merge(&mut properties, json!({"news": news}));
        }
        merge(
            &mut properties,
            serde_json::to_value(stop).unwrap_or_default(),
        );
        features.push(point(stop.lon, stop.lat, &properties));
    }
    let anew = anew::behind(plan, &shift.date);
    collection(
        &features,
        &format!("{} {} {}{anew}", plan.county, shift.team, shift.date),
    )
}

/// What is due and not planned, a point each.
pub(in crate::plan) fn unvisited(plan: &PlanFile) -> Vec<u8> {
    let features: Vec<Value> = plan
        .unvisited
        .iter()
        .map(|entry| {
            let mut properties = serde_json::to_value(entry).unwrap_or_default();
            // For readers that show no nested values.
            let change = entry.changes.iter().flatten().next();
            let change = change.map(|change| &change.text);
            merge(
                &mut properties,
                json!({"why": entry.reason.text, "change": change}),
            );
            point(entry.lon, entry.lat, &properties)
        })
        .collect();
    let anew = anew::behind(plan, &plan.date);
    collection(
        &features,
        &format!("{} unvisited {}{anew}", plan.county, plan.date),
    )
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

fn point(lon: f64, lat: f64, properties: &Value) -> Value {
    json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties})
}

fn line(coords: &[Coord], properties: &Value) -> Option<Value> {
    let mut positions: Vec<[f64; 2]> = coords.iter().map(|coord| rounded(*coord)).collect();
    positions.dedup();
    (positions.len() > 1).then(|| {
        json!({"type": "Feature", "geometry": {"type": "LineString", "coordinates": positions}, "properties": properties})
    })
}

/// Lon, lat to seven decimals, about a centimetre.
pub(super) fn rounded(coord: Coord) -> [f64; 2] {
    [coord.x, coord.y].map(|degrees| (degrees * 1e7).round() / 1e7)
}

fn collection(features: &[Value], name: &str) -> Vec<u8> {
    let mut text = format!(
        "{{\"type\":\"FeatureCollection\",\"name\":{},\"features\":[\n",
        Value::from(name)
    );
    for (idx, feature) in features.iter().enumerate() {
        if idx > 0 {
            text.push_str(",\n");
        }
        text.push_str(&feature.to_string());
    }
    text.push_str("\n]}\n");
    text.into_bytes()
}
