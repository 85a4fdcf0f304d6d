//! Roads of a few lines, planned and proved: dead ends, joints, closures and islands where one road more or less decides.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::run_in;

/// Degrees a hundred metres east and north are, here.
const EAST: f64 = 0.001_241_86;
const NORTH: f64 = 0.000_899_32;

/// A place so many hundred metres east and north.
fn at((east, north): (f64, f64)) -> Value {
    json!([126.0 + east * EAST, 43.6 + north * NORTH])
}

fn road(places: &[(f64, f64)], properties: &Value) -> Value {
    let mut all = json!({"class": "village"});
    for (key, value) in properties.as_object().unwrap() {
        all[key] = value.clone();
    }
    let line: Vec<Value> = places.iter().copied().map(at).collect();
    json!({"type": "Feature", "properties": all, "geometry": {"type": "LineString", "coordinates": line}})
}

fn heap(id: &str, place: (f64, f64), township: &str) -> Value {
    json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": at(place)}, "properties":
        {"id": id, "name": id, "status": "listed", "hazard": 1, "township": township}})
}

/// A workspace of these roads and heaps, 36 km/h on village roads; each team with its base and its township.
fn county(
    roads: &[Value],
    heaps: &[Value],
    teams: &[((f64, f64), &str)],
    more: &str,
) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let layer = |features: &[Value]| json!({"type": "FeatureCollection", "features": features});
    write("roads.geojson", layer(roads).to_string());
    write("heaps.geojson", layer(heaps).to_string());
    let mut settings = String::from("[county]\nname = \"small\"\nlanguage = \"en\"\n");
    for (kind, path) in [("roads", "roads"), ("dump_points", "heaps")] {
        settings += &format!("[[layer]]\nkind = \"{kind}\"\npath = \"{path}.geojson\"\n");
    }
    settings += &format!("[roads]\nspeeds = {{ village = 36.0 }}\n{more}\n");
    for (number, (base, township)) in (1..).zip(teams) {
        let base = at(*base);
        let own = if township.is_empty() {
            String::new()
        } else {
            format!("townships = [\"{township}\"]\n")
        };
        settings +=
            &format!("[[team]]\nid = \"T{number}\"\nbase = {base}\nshift = \"08:00-18:00\"\n{own}");
    }
    write("xuncha.toml", settings);
    folder
}

/// The plan of a day, which must be without fault.
fn planned(dir: &Path) -> Value {
    run_in(
        dir,
        "plan {} --date 2026-11-24 --iterations 60 --out {}/plan",
    )
    .expect(0);
    let ran = run_in(dir, "verify {} {}/plan --lang en").expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
    serde_json::from_str(&fs::read_to_string(dir.join("plan/plan.json")).unwrap()).unwrap()
}

/// Seconds of every drive of the first shift, the way back last.
fn drives(plan: &Value) -> Vec<i64> {
    let shift = &plan["shifts"][0];
    let stops = shift["stops"].as_array().unwrap().iter();
    let legs = stops.map(|stop| &stop["leg"]).chain([&shift["return"]]);
    legs.map(|leg| leg["drive_s"].as_i64().unwrap()).collect()
}

#[test]
fn turning_at_a_stop_takes_its_time_wherever_lines_end() {
    let (base, stop) = ((0.0, 0.0), (10.0, 0.0));
    let one = [road(&[base, stop, (20.0, 0.0)], &json!({}))];
    let two = [
        road(&[base, stop], &json!({})),
        road(&[(20.0, 0.0), stop], &json!({})),
    ];
    for roads in [&one[..], &two] {
        for (turn, back) in [("", 130), ("turn_s = 0", 100), ("turn_s = 600", 700)] {
            let folder = county(roads, &[heap("A", stop, "x")], &[(base, "")], turn);
            assert_eq!(drives(&planned(folder.path())), [100, back], "{turn}");
        }
    }
    // A base at the stop itself.
    let folder = county(&one, &[heap("A", stop, "x")], &[(stop, "")], "");
    assert_eq!(drives(&planned(folder.path())), [0, 0]);
}

#[test]
fn of_two_stops_on_a_dead_end_one_is_turned_at() {
    let base = (0.0, 0.0);
    let roads = [road(&[base, (30.0, 0.0)], &json!({}))];
    let heaps = [heap("A", (10.0, 0.0), "x"), heap("B", (20.0, 0.0), "x")];
    let folder = county(&roads, &heaps, &[(base, "")], "");
    let drives = drives(&planned(folder.path()));
    assert_eq!(drives.iter().sum::<i64>(), 400 + 30, "{drives:?}");
}

#[test]
fn in_a_grid_of_equal_ways_every_drive_is_proved() {
    let mut roads = Vec::new();
    for line in 0..5 {
        let along = f64::from(line) * 4.0;
        for step in 0..4 {
            let (from, to) = (f64::from(step) * 4.0, f64::from(step + 1) * 4.0);
            roads.push(road(&[(from, along), (to, along)], &json!({})));
            roads.push(road(&[(along, from), (along, to)], &json!({})));
        }
    }
    let heaps: Vec<Value> = (0..12)
        .map(|number| {
            let (line, off) = (f64::from(number % 5) * 4.0, f64::from(number) * 1.3 + 0.4);
            let place = if number % 2 == 0 {
                (line, off)
            } else {
                (off, line)
            };
            heap(&format!("H{number}"), place, "x")
        })
        .collect();
    for turn in ["", "turn_s = 120"] {
        let folder = county(&roads, &heaps, &[((0.0, 0.0), "")], turn);
        planned(folder.path());
    }
}

#[test]
fn a_base_where_a_one_way_road_ends_is_at_the_junction() {
    let base = (0.0, 0.0);
    for course in [[base, (0.0, 4.0)], [(0.0, 4.0), base]] {
        let roads = [
            road(&course, &json!({"oneway": "yes"})),
            road(&[base, (4.0, 0.0)], &json!({})),
        ];
        let folder = county(&roads, &[heap("A", (2.0, 0.0), "x")], &[(base, "")], "");
        assert_eq!(drives(&planned(folder.path())), [20, 20 + 30]);
    }
}

#[test]
fn a_corridor_closed_in_part_is_rightly_left_out() {
    let national = |closed: bool| {
        let mut properties = json!({"class": "national", "ref": "G1"});
        if closed {
            properties["closures"] = json!("2026-11-24");
        }
        properties
    };
    let roads = [
        road(&[(0.0, 0.0), (10.0, 0.0)], &json!({})),
        road(&[(10.0, 0.0), (20.0, 0.0)], &national(false)),
        road(&[(20.0, 0.0), (25.0, 0.0)], &national(true)),
        road(&[(25.0, 0.0), (40.0, 0.0)], &national(false)),
        road(
            &[(10.0, 0.0), (10.0, 5.0), (25.0, 5.0), (25.0, 0.0)],
            &json!({}),
        ),
    ];
    let corridors = "[[corridors]]\nprogramme = \"P07\"\nclasses = [\"national\"]";
    let folder = county(
        &roads,
        &[heap("A", (5.0, 0.0), "x")],
        &[((0.0, 0.0), "")],
        corridors,
    );
    let plan = planned(folder.path());
    let left_out = plan["unvisited"].as_array().unwrap().iter();
    let text = |entry: &Value| entry["reason"]["text"].as_str().unwrap().to_owned();
    let texts: Vec<String> = left_out.map(text).collect();
    assert!(
        texts.iter().any(|text| text.contains("closed roads")),
        "{texts:?}"
    );
}

#[test]
fn what_only_another_team_could_reach_is_out_of_reach() {
    let far = 30.0;
    let roads = [
        road(&[(0.0, 0.0), (10.0, 0.0)], &json!({})),
        road(&[(0.0, far), (10.0, far)], &json!({})),
    ];
    let heaps = [heap("A", (5.0, 0.0), "one"), heap("B", (5.0, far), "one")];
    let teams = [((0.0, 0.0), "one"), ((0.0, far), "two")];
    let folder = county(&roads, &heaps, &teams, "");
    let plan = planned(folder.path());
    let left_out = &plan["unvisited"][0];
    assert_eq!(left_out["target"], "B");
    let text = left_out["reason"]["text"].as_str().unwrap();
    assert!(text.ends_with("the base of any team that may go"), "{text}");
}

#[test]
fn a_team_that_stands_at_a_stop_does_not_turn_to_get_there() {
    let base = (0.0, 0.0);
    let roads = [road(&[base, (30.0, 0.0)], &json!({}))];
    let heaps = [heap("A", (12.3, 0.05), "x"), heap("B", (21.7, 0.05), "x")];
    let folder = county(&roads, &heaps, &[(base, "")], "");
    let dir = folder.path();
    let plan = planned(dir);
    let stop = plan["shifts"][0]["stops"][0].clone();
    let line = format!(
        "plan {{}} --from {{}}/plan --at 07:59 --position T1={},{} --iterations 20 --out {{}}/anew",
        stop["lon"], stop["lat"]
    );
    run_in(dir, &line).expect(0);
    run_in(dir, "verify {} {}/anew").expect(0);
    let text = fs::read_to_string(dir.join("anew/plan.json")).unwrap();
    let anew: Value = serde_json::from_str(&text).unwrap();
    let stops = anew["shifts"][0]["stops"].as_array().unwrap();
    assert_eq!(stops[0]["target"], stop["target"]);
    let leg = &stops[0]["leg"];
    assert_eq!(leg["drive_s"], leg["via"]["after_s"], "{leg}");
}
