//! The county of the season: the sample county, with a dump point layer of its own and nobody visited yet.

use std::path::Path;

use serde_json::{Value as Json, json};

/// Makes the workspace in an empty folder; `places` are those of the points that the layer states, `CARRIED` of them.
pub(crate) fn make(dir: &Path, places: &[[f64; 2]]) {
    let sample = sample();
    for name in ["areas.geojson", "roads.geojson", "xuncha.toml"] {
        std::fs::copy(sample.join(name), dir.join(name)).unwrap();
    }
    for name in ["places.geojson", "sites.geojson"] {
        let mut layer = read(&sample.join(name));
        for feature in layer["features"].as_array_mut().unwrap() {
            feature["properties"]
                .as_object_mut()
                .unwrap()
                .remove("last_visit");
        }
        std::fs::write(dir.join(name), layer.to_string()).unwrap();
    }
    let features: Vec<Json> = CARRIED
        .iter()
        .zip(places)
        .zip(1..)
        .map(|((row, at), number)| carried(row, *at, number))
        .collect();
    let layer = json!({"type": "FeatureCollection", "features": features});
    std::fs::write(dir.join("dump_points.geojson"), layer.to_string()).unwrap();
}

fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample-county")
}

fn read(path: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// State, since when, round and last visit of the points that the county kept in a layer before it had a ledger.
#[rustfmt::skip]
pub(crate) const CARRIED: [(&str, &str, u32, Option<&str>); 12] = [
    ("listed", "2026-01-12", 1, Some("2026-01-29")), ("listed", "2026-01-20", 3, None), ("quick_closed", "2026-01-15", 1, None),
    ("planned", "2026-01-22", 1, Some("2026-01-22")), ("works", "2026-01-26", 2, Some("2026-01-31")), ("requested", "2026-01-30", 1, None),
    ("closed", "2026-01-20", 1, Some("2026-01-21")), ("closed", "2025-12-15", 2, Some("2026-01-16")), ("returned", "2026-01-28", 1, None),
    ("suspected", "2026-01-30", 1, None), ("quick_closed", "2026-01-25", 1, Some("2026-01-26")), ("suspected", "2026-01-29", 1, Some("2026-01-30")),
];

fn carried(row: &(&str, &str, u32, Option<&str>), at: [f64; 2], number: usize) -> Json {
    let (status, since, round, visited) = row;
    let mut properties = json!({
        "id": carried_id(number), "name": format!("旧点{number}"), "township": "双岗镇", "village": "双岗",
        "status": status, "status_since": since, "round": round, "hazard": 2, "still_dumping": false, "tier": "small",
        "volume_m3": 120, "waste_class": "domestic", "place_type": "roadside", "first_seen": "2025-11-05",
        "found_source": "patrol", "found_by": "xc-01", "resp_unit": "双岗镇人民政府", "resp_person_ref": "xz-01",
    });
    if matches!(*status, "planned" | "works" | "requested" | "returned") {
        properties["plan_start"] = "2026-02-02".into();
        properties["plan_due"] = "2026-02-27".into();
    }
    if let Some(visited) = visited {
        properties["last_visit"] = (*visited).into();
    }
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": at}})
}

pub(crate) fn carried_id(number: usize) -> String {
    format!("990001101201-D-{number:04}")
}

/// Places beside roads, at least so many metres from each other, in the order of the layer.
pub(crate) fn places(count: usize, apart: f64) -> Vec<[f64; 2]> {
    let roads = read(&sample().join("roads.geojson"));
    let lines = roads["features"].as_array().unwrap().iter();
    let vertices = lines.flat_map(|road| road["geometry"]["coordinates"].as_array().unwrap());
    let mut found: Vec<[f64; 2]> = Vec::new();
    for vertex in vertices {
        let [x, y] = [0, 1].map(|axis| vertex[axis].as_f64().unwrap());
        // Thirty metres off the road.
        let place = [x, y + 0.000_27].map(|degrees| (degrees * 1e7).round() / 1e7);
        if found.iter().all(|other| metres(*other, place) >= apart) {
            found.push(place);
        }
    }
    assert!(found.len() >= count, "{} places", found.len());
    // Spread over the whole county.
    let step = found.len() / count;
    found.into_iter().step_by(step.max(1)).take(count).collect()
}

/// Great-circle distance on a sphere of 6,371 km.
pub(crate) fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [[ax, ay], [bx, by]] = [a, b].map(|place| place.map(f64::to_radians));
    let (dx, dy) = ((bx - ax) / 2.0, (by - ay) / 2.0);
    let share = dy.sin().powi(2) + ay.cos() * by.cos() * dx.sin().powi(2);
    2.0 * 6_371_008.8 * share.sqrt().asin()
}
