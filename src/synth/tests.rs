//! The figures of a made-up county, and that it is made the same way every time.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{MadeFile, Size, make};

fn features(files: &[MadeFile], name: &str) -> Vec<Value> {
    let file = files.iter().find(|file| file.name == name).unwrap();
    let layer: Value = serde_json::from_slice(&file.bytes).unwrap();
    layer["features"].as_array().unwrap().clone()
}

/// How many features have each value of a property.
fn count(features: &[Value], property: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for feature in features {
        let value = feature["properties"][property]
            .as_str()
            .unwrap_or("")
            .to_owned();
        *counts.entry(value).or_default() += 1;
    }
    counts
}

fn position(value: &Value) -> (f64, f64) {
    (value[0].as_f64().unwrap(), value[1].as_f64().unwrap())
}

/// Metres between two positions, in the plane around 43.6 N.
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0) * 80_524.0).hypot((a.1 - b.1) * 111_195.0)
}

fn kilometres(roads: &[Value]) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for road in roads {
        let places: Vec<_> = road["geometry"]["coordinates"]
            .as_array()
            .unwrap()
            .iter()
            .map(position)
            .collect();
        let long: f64 = places.windows(2).map(|pair| metres(pair[0], pair[1])).sum();
        let highway = road["properties"]["highway"].as_str().unwrap().to_owned();
        *sums.entry(highway).or_default() += long / 1000.0;
    }
    sums
}

fn assert_near(what: &str, found: f64, aim: f64) {
    let share = found / aim;
    assert!(
        (0.9..=1.1).contains(&share),
        "{what}: {found:.1}, aim {aim:.1}"
    );
}

/// Holds a county of `share` of the full size against the figures.
fn meets_figures(size: Size, seed: u64, share: f64) {
    let files = make(size, seed, false);
    let roads = kilometres(&features(&files, "roads.geojson"));
    for (highway, aim) in [
        ("motorway", 90.0),
        ("trunk", 110.0),
        ("primary", 120.0),
        ("secondary", 255.0),
        ("tertiary", 475.0),
        ("unclassified", 950.0),
        ("track", 600.0),
    ] {
        assert_near(highway, roads[highway], aim * share);
    }
    let places = count(&features(&files, "places.geojson"), "type");
    for (kind, aim) in [
        ("village", 140.0),
        ("hamlet", 900.0),
        ("collection_point", 150.0),
    ] {
        assert_near(kind, places[kind] as f64, aim * share);
    }
    let points = features(&files, "dump_points.geojson");
    assert_near(
        "litter",
        count(&points, "tier")["litter"] as f64,
        260.0 * share,
    );
    let registered: Vec<Value> = points
        .into_iter()
        .filter(|point| point["properties"]["tier"] != "litter")
        .collect();
    assert_eq!(
        count(&registered, "status").len(),
        12,
        "every state of the close-out"
    );
    let sites = count(&features(&files, "sites.geojson"), "state");
    assert_eq!(sites.len(), 4, "{sites:?}");
}

#[test]
fn a_township_meets_a_tenth_of_the_figures() {
    meets_figures(Size::Township, 1, 0.1);
}

#[test]
fn a_county_meets_the_figures() {
    for seed in [1, 2] {
        meets_figures(Size::County, seed, 1.0);
    }
    let files = make(Size::County, 1, false);
    let places = count(&features(&files, "places.geojson"), "type");
    assert_eq!((places["town"], places["transfer_station"]), (9, 12));
    let points = features(&files, "dump_points.geojson");
    assert_eq!(points.len(), 290);
    assert_eq!(features(&files, "sites.geojson").len(), 45);
    let settings = files
        .iter()
        .find(|file| file.name == "xuncha.toml")
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&settings.bytes)
            .matches("[[team]]")
            .count(),
        12
    );
}

#[test]
fn heaps_lie_off_the_road_where_a_survey_found_them() {
    let files = make(Size::County, 1, false);
    let points = features(&files, "dump_points.geojson");
    let settings = count(&points, "place_type");
    let share = |kind: &str| settings.get(kind).copied().unwrap_or(0) as f64 / points.len() as f64;
    assert!(
        (0.48..0.68).contains(&share("village_edge")),
        "{settings:?}"
    );
    assert!((0.15..0.31).contains(&share("riverbank")), "{settings:?}");
    assert!((0.10..0.26).contains(&share("roadside")), "{settings:?}");
}

#[test]
fn ids_are_unique_and_no_real_county_has_them() {
    let files = make(Size::Township, 3, false);
    for name in ["roads", "dump_points", "sites", "places", "areas"] {
        let features = features(&files, &format!("{name}.geojson"));
        let ids: BTreeSet<String> = count(&features, "id").into_keys().collect();
        assert_eq!(ids.len(), features.len(), "{name}");
        assert!(ids.iter().all(|id| id.starts_with("9900")), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_county() {
    for defects in [false, true] {
        let made = make(Size::Village, 4, defects);
        assert_eq!(made, make(Size::Village, 4, defects));
        assert_ne!(made, make(Size::Village, 5, defects));
    }
}

#[test]
fn faults_leave_the_good_features_as_they_are() {
    let (good, bad) = (make(Size::Village, 6, false), make(Size::Village, 6, true));
    for file in good.iter().filter(|file| file.name.ends_with(".geojson")) {
        let faulty = bad.iter().find(|other| other.name == file.name).unwrap();
        let faulty = String::from_utf8(faulty.bytes.clone()).unwrap();
        let lines: BTreeSet<&str> = faulty
            .lines()
            .map(|line| line.trim_end_matches(','))
            .collect();
        for line in String::from_utf8(file.bytes.clone()).unwrap().lines() {
            assert!(
                lines.contains(line.trim_end_matches(',')),
                "{}: {line}",
                file.name
            );
        }
    }
}

#[test]
fn neighbouring_counties_share_the_vertices_of_their_trunk_roads() {
    let files = make(Size::Prefecture, 1, false);
    let vertices = |name: &str| -> BTreeSet<String> {
        let roads = features(&files, name);
        let all = roads
            .iter()
            .flat_map(|road| road["geometry"]["coordinates"].as_array().unwrap());
        all.map(Value::to_string).collect()
    };
    let (west, east, north) = (
        vertices("roads-01.geojson"),
        vertices("roads-02.geojson"),
        vertices("roads-04.geojson"),
    );
    // Two roads to the east; two roads and two carriageways to the north.
    assert_eq!(west.intersection(&east).count(), 2);
    assert_eq!(west.intersection(&north).count(), 4);
}
