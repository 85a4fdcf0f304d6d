//! A closed road appears in no plan of that day, whatever is closed.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::{copy_of, run_in};

/// Corners of a line, on a grid of a centimetre.
type Steps = BTreeSet<[(String, String); 2]>;

fn steps(line: &Value) -> Steps {
    let key = |place: &Value| {
        let whole = |value: &Value| format!("{:.6}", value.as_f64().unwrap());
        (whole(&place[0]), whole(&place[1]))
    };
    let places: Vec<(String, String)> = line.as_array().unwrap().iter().map(key).collect();
    let step = |pair: &[(String, String)]| {
        let mut ends = [pair[0].clone(), pair[1].clone()];
        ends.sort();
        ends
    };
    places.windows(2).map(step).collect()
}

/// Closes one road in seven in different forms; gives the steps of those that are closed during the shifts of 2026-11-24.
fn close(roads: &mut Value, seed: usize) -> Steps {
    let forms = [
        ("2026-11-24", true),
        ("2026-11-20/2026-11-24", true),
        ("2026-11-24T14:00/2026-11-24T15:00", true),
        ("2026-11-23T08:00/2026-11-24T09:30", true),
        ("10:00-11:00", true),
        ("2026-11-01/2026-11-30 09:00-10:00", true),
        ("2026-11-23", false),
        ("2026-11-25/2026-11-30", false),
        ("2026-11-23T08:00/2026-11-24T05:00", false),
        ("22:00-05:00", false),
    ];
    let mut closed = Steps::new();
    let features = roads["features"].as_array_mut().unwrap();
    for (number, road) in features.iter_mut().enumerate() {
        let dice = (number + 1)
            .wrapping_mul(2_654_435_761)
            .wrapping_add(seed * 97)
            >> 7;
        if dice % 7 != 0 || road["geometry"]["type"] != "LineString" {
            continue;
        }
        let (text, is_closed) = forms[dice / 7 % forms.len()];
        road["properties"]["closures"] = json!(text);
        if is_closed {
            closed.extend(steps(&road["geometry"]["coordinates"]));
        }
    }
    closed
}

#[test]
fn a_closed_road_is_in_no_plan_of_that_day() {
    for seed in 0..3 {
        let folder = copy_of("sample-county");
        let path = folder.path().join("roads.geojson");
        let mut roads: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let closed = close(&mut roads, seed);
        assert!(closed.len() > 20, "{}", closed.len());
        fs::write(&path, roads.to_string()).unwrap();
        run_in(
            folder.path(),
            "plan {} --date 2026-11-24 --iterations 20 --out {}/plan",
        )
        .expect(0);
        run_in(folder.path(), "verify {} {}/plan").expect(0);
        let mut driven = 0;
        for file in fs::read_dir(folder.path().join("plan/routes")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|name| name != "geojson") {
                continue;
            }
            let route: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            for feature in route["features"].as_array().unwrap() {
                if feature["geometry"]["type"] == "LineString" {
                    let steps = steps(&feature["geometry"]["coordinates"]);
                    let shut: Vec<_> = steps.intersection(&closed).collect();
                    assert!(shut.is_empty(), "seed {seed}, {}: {shut:?}", path.display());
                    driven += steps.len();
                }
            }
        }
        assert!(driven > 50, "the plan drives somewhere: {driven}");
    }
}
