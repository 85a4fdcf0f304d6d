mod anew;
mod why;
mod world;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::domain::{DayWindow, RoadClass, TargetKind};
use crate::roads::{LinkIdx, RoadParams};
use crate::units::{ProgrammeId, Seconds};
use world::{World, at, network, one_way_out, road};

#[test]
fn a_plan_made_by_hand_is_clean() {
    assert_eq!(World::new().faults(), []);
}

#[test]
fn a_missing_or_unreadable_plan_is_one_fault() {
    for (text, code) in [
        ("{", "V0101"),
        ("{\"schema\":\"xuncha.plan/1\"}", "V0101"),
        ("{\"schema\":\"xuncha.plan/9\"}", "V0102"),
        ("[]", "V0102"),
    ] {
        let mut world = World::new();
        world.files.insert("plan.json".to_owned(), text.into());
        let codes: Vec<_> = world.faults().iter().map(|fault| fault.code).collect();
        assert_eq!(codes, [code], "{text}");
    }
}

type Change = fn(&mut World);

/// Every claim of a plan, made wrong, and the code that must be among the faults.
const CHANGES: &[(&str, Change)] = &[
    ("V0103", |w| w.set("/date", json!("2026-11-25"))),
    ("V0103", |w| w.set("/days", json!(2))),
    ("V0104", |w| w.set("/inputs/roads.geojson", json!("bb"))),
    ("V0104", |w| w.set("/inputs", json!({}))),
    ("V0105", |w| w.set("/unvisited", json!([]))),
    ("V0106", |w| w.set("/unvisited/0/target", json!("Z9"))),
    ("V0106", |w| w.set("/shifts/0/stops/1/visit", json!(3))),
    ("V0107", |w| w.set("/unvisited/0/target", json!("D1"))),
    ("V0108", |w| w.set("/shifts/0/stops/0/prize", json!(71))),
    ("V0108", |w| w.set("/unvisited/0/prize", json!(71))),
    ("V0109", |w| {
        w.set("/shifts/0/stops/0/required", json!(false));
    }),
    ("V0110", |w| {
        w.set("/shifts/0/stops/0/programme", json!("P02"));
    }),
    ("V0111", |w| w.set("/shifts/0/stops/0/kind", json!("site"))),
    ("V0112", |w| w.set("/shifts/0/stops/0/name", json!("?"))),
    ("V0112", |w| {
        w.set("/shifts/0/stops/0/status", json!("closed"));
    }),
    ("V0112", |w| {
        w.set("/shifts/0/stops/0/checklist", json!("VI"));
    }),
    ("V0112", |w| w.set("/shifts/0/team_name", json!("?"))),
    ("V0116", |w| {
        let amap = "https://uri.amap.com/marker?position=43,126&coordinate=wgs84";
        w.set("/shifts/0/stops/0/links/amap", json!(amap));
    }),
    ("V0116", |w| {
        let path = "/shifts/0/stops/0/links/baidu";
        let baidu = w.plan.pointer(path).unwrap().as_str().unwrap();
        let other = baidu.replace("coord_type=wgs84", "coord_type=gcj02");
        w.set(path, json!(other));
    }),
    ("V0113", |w| {
        w.set("/shifts/0/stops/0/reasons/0/value", json!(61));
    }),
    ("V0114", |w| {
        w.set("/shifts/0/stops/0/reasons/0/code", json!("hazard"));
    }),
    ("V0115", |w| w.remove("/shifts/0/stops/1", "visit")),
    ("V0115", |w| {
        w.plan["shifts"][0]["stops"][0]["visit"] = json!(1);
    }),
    ("V0120", |w| w.set("/totals/prize", json!(281))),
    ("V0120", |w| w.set("/totals/prize_due", json!(421))),
    ("V0120", |w| w.set("/totals/visits", json!(5))),
    ("V0120", |w| w.set("/totals/due", json!(5))),
    ("V0120", |w| w.set("/totals/required_due", json!(0))),
    ("V0120", |w| w.set("/totals/required_visited", json!(0))),
    ("V0120", |w| w.set("/totals/distance_m", json!(1))),
    ("V0120", |w| w.set("/totals/drive_s", json!(1))),
    ("V0120", |w| w.set("/totals/service_s", json!(1))),
    ("V0120", |w| w.set("/totals/wait_s", json!(i64::MAX))),
    ("V0121", |w| w.set("/shifts/0/distance_m", json!(1))),
    ("V0121", |w| w.set("/shifts/0/drive_s", json!(1))),
    ("V0121", |w| w.set("/shifts/0/service_s", json!(1))),
    ("V0121", |w| w.set("/shifts/0/walk_s", json!(25))),
    ("V0121", |w| w.set("/shifts/0/wait_s", json!(0))),
    ("V0121", |w| w.set("/shifts/0/prize", json!(i64::MIN))),
    ("V0121", |w| w.set("/shifts/1/return/drive_s", json!(5))),
    ("V0122", |w| w.set("/shifts/0/stops/1/seq", json!(3))),
    ("V0123", |w| {
        w.plan["shifts"].as_array_mut().unwrap().swap(0, 2);
    }),
    ("V0124", |w| w.set("/totals/bound", json!(279))),
    ("V0125", |w| {
        w.set("/shifts/0/stops/0/walk_m", json!(i64::MIN));
    }),
    ("V0125", |w| w.set("/shifts/0/return/distance_m", json!(-1))),
    ("V0130", |w| {
        w.set(
            "/shifts/0/stops/0/arrive",
            json!("2026-11-24 08:02:57+08:00"),
        );
    }),
    ("V0130", |w| {
        w.set(
            "/shifts/0/stops/0/start",
            json!("2026-11-31T08:03:22+08:00"),
        );
    }),
    ("V0130", |w| w.set("/shifts/0/start", json!("08:00"))),
    ("V0130", |w| w.set("/shifts/0/date", json!("20261124"))),
    ("V0131", |w| {
        w.set(
            "/shifts/0/stops/0/depart",
            json!("2026-11-24T08:23:47+09:00"),
        );
    }),
    ("V0131", |w| {
        w.set("/shifts/0/end", json!("2026-11-24T16:00:00Z"));
    }),
    ("V0132", |w| {
        w.set("/shifts/0/start", json!("2026-11-24T07:59:59+08:00"));
    }),
    ("V0132", |w| {
        w.set("/shifts/0/end", json!("2026-11-24T16:00:01+08:00"));
    }),
    ("V0133", |w| {
        w.set(
            "/shifts/0/stops/0/arrive",
            json!("2026-11-24T08:02:56+08:00"),
        );
    }),
    ("V0133", |w| {
        w.set(
            "/shifts/0/stops/1/arrive",
            json!("2026-11-24T08:26:12+08:00"),
        );
    }),
    ("V0134", |w| {
        w.set(
            "/shifts/0/stops/0/start",
            json!("2026-11-24T08:03:21+08:00"),
        );
    }),
    ("V0135", |w| {
        w.set(
            "/shifts/0/stops/0/depart",
            json!("2026-11-24T08:23:48+08:00"),
        );
    }),
    ("V0136", |w| {
        w.set(
            "/shifts/0/return/arrive",
            json!("2026-11-24T13:02:21+08:00"),
        );
    }),
    ("V0137", |w| {
        w.set("/shifts/0/end", json!("2026-11-24T13:02:19+08:00"));
    }),
    ("V0138", |w| {
        w.due[2].windows = vec![vec![DayWindow::parse("12:30-12:49").unwrap()]];
    }),
    ("V0139", |w| w.due[1].first_day = w.due[1].first_day.plus(1)),
    ("V0140", |w| {
        w.set("/shifts/0/stops/0/service_s", json!(1199));
    }),
    ("V0140", |w| w.due[0].service = Seconds(300)),
    ("V0150", |w| w.remove("/shifts/0/stops/1", "break")),
    ("V0151", |w| {
        w.set(
            "/shifts/0/stops/1/break/start",
            json!("2026-11-24T11:50:01+08:00"),
        );
    }),
    ("V0152", |w| {
        w.set(
            "/shifts/0/stops/1/break/start",
            json!("2026-11-24T11:29:59+08:00"),
        );
    }),
    ("V0153", |w| {
        w.set("/shifts/0/stops/1/break/duration_s", json!(2399));
    }),
    ("V0154", |w| {
        w.plan["shifts"][0]["stops"][0]["break"] = w.plan["shifts"][0]["stops"][1]["break"].clone();
    }),
    ("V0154", |w| w.teams[0].breaks.clear()),
    ("V0155", |w| {
        let mut stop = w.plan["shifts"][0]["stops"][1].take();
        stop["more_breaks"] = json!([stop["break"].take()]);
        stop.as_object_mut().unwrap().remove("break");
        w.plan["shifts"][0]["stops"][1] = stop;
    }),
    ("V0160", |w| w.set("/shifts/0/team", json!("T9"))),
    ("V0161", |w| w.set("/shifts/1/team", json!("T1"))),
    ("V0162", |w| w.teams[0].weekdays = vec![1, 2, 3]),
    ("V0162", |w| w.teams[0].days_off.push(w.first_day)),
    ("V0162", |w| {
        w.calendar.holidays.insert(w.first_day);
    }),
    ("V0163", |w| {
        w.teams[0].programmes = vec![ProgrammeId::new("P01")];
    }),
    ("V0163", |w| w.teams[0].kinds = vec![TargetKind::DumpPoint]),
    ("V0163", |w| w.teams[0].townships = vec!["Gukou".to_owned()]),
    ("V0164", |w| w.teams[0].max_stops = Some(2)),
    ("V0165", |w| w.set("/shifts/0/base/lon", json!(126.02))),
    ("V0165", |w| w.teams[0].end.place = at(-400.0, 0.0)),
    ("V0166", |w| w.due[3].min_gap_days = 3),
    ("V0170", |w| {
        w.set("/shifts/0/stops/0/lon", json!(at(2.0, 0.0).x));
    }),
    ("V0171", |w| {
        w.set("/shifts/0/stops/0/lon", json!(at(0.0, -500.0).x));
        w.set("/shifts/0/stops/0/lat", json!(at(0.0, -500.0).y));
    }),
    ("V0172", |w| w.network = one_way_out()),
    ("V0173", |w| {
        w.set("/shifts/0/stops/1/leg/drive_s", json!(140));
    }),
    ("V0174", |w| {
        w.set("/shifts/0/stops/1/leg/drive_s", json!(148));
    }),
    ("V0175", |w| {
        w.set("/shifts/0/stops/1/leg/distance_m", json!(1016));
    }),
    ("V0175", |w| {
        w.set("/shifts/0/return/distance_m", json!(2469));
    }),
    ("V0180", |w| w.set("/shifts/0/stops/0/walk_m", json!(33))),
    ("V0181", |w| w.set("/shifts/0/stops/0/walk_s", json!(27))),
    ("V0182", |w| w.walk_limit = 20.0),
    ("V0183", |w| {
        w.set("/shifts/0/stops/0/target_lon", json!(126.02));
    }),
    ("V0183", |w| w.set("/unvisited/0/lat", json!(43.5))),
    ("V0184", |w| w.remove("/shifts/0/stops/2", "corridor")),
    ("V0184", |w| {
        w.plan["shifts"][0]["stops"][0]["corridor"] =
            w.plan["shifts"][0]["stops"][2]["corridor"].clone();
    }),
    ("V0185", |w| {
        w.set("/shifts/0/stops/2/corridor/to/0", json!(126.03));
    }),
    ("V0185", |w| w.set("/shifts/0/stops/2/lat", json!(43.501))),
    ("V0186", |w| {
        w.set("/shifts/0/stops/2/corridor/direction", json!("backward"));
    }),
    ("V0187", |w| {
        w.set("/shifts/0/stops/2/corridor/length_m", json!(2030));
    }),
    ("V0190", |w| {
        w.set("/unvisited/0/reason/code", json!("unreachable"));
    }),
    ("V0200", |w| w.set("/shifts/0/files/gpx", json!("../x.gpx"))),
    ("V0200", |w| {
        w.files.remove("unvisited.geojson");
    }),
    ("V0200", |w| w.set("/shifts/0/files/html", json!(""))),
    ("V0201", |w| {
        w.replace(
            "routes/2026-11-24_T1.geojson",
            "FeatureCollection",
            "Features",
        );
    }),
    ("V0201", |w| {
        w.replace("routes/2026-11-24_T1.gpx", "</trk>", "");
    }),
    ("V0201", |w| {
        w.replace("routes/2026-11-24_T1.gpx", "<gpx>", "<kml>");
    }),
    ("V0201", |w| {
        w.set("/shifts/2/files/csv", json!("routes/2026-11-24_T1.csv"));
    }),
    ("V0201", |w| {
        w.replace("routes/2026-11-24_T1.csv", "1,", "1,2,");
    }),
    ("V0202", |w| w.redraw(0, 1, at(4.0, 4.0))),
    ("V0203", |w| w.redraw(0, 1, at(0.0, 1100.0))),
    ("V0204", |w| w.redraw(1, 0, at(0.0, 996.0))),
    ("V0204", |w| w.redraw(3, 2, at(-504.0, 0.0))),
    ("V0205", |w| {
        w.replace("routes/2026-11-24_T1.geojson", "LineString", "MultiPoint");
    }),
    ("V0205", |w| {
        w.replace("routes/2026-11-24_T1.geojson", "\"Point\"", "\"Other\"");
    }),
    ("V0205", |w| {
        w.replace("routes/2026-11-24_T1.gpx", "<wpt ", "<rte ");
    }),
    ("V0206", |w| {
        w.replace("routes/2026-11-24_T1.csv", "\u{feff}", "");
    }),
    ("V0206", |w| {
        w.replace("routes/2026-11-24_T1.csv", "D2", "D3");
    }),
    ("V0207", |w| {
        w.replace("routes/2026-11-24_T1.html", "C1", "C 1");
    }),
    ("V0208", |w| {
        w.replace(
            "routes/2026-11-24_T1.html",
            "<table>",
            "<img src=https://x/y.png><table>",
        );
    }),
    ("V0209", |w| w.replace("unvisited.geojson", "U1", "U2")),
];

#[test]
fn every_wrong_claim_is_named_by_its_code() {
    for (n, (code, change)) in CHANGES.iter().enumerate() {
        let mut world = World::new();
        change(&mut world);
        let faults = world.faults();
        assert!(
            faults.iter().any(|fault| fault.code == *code),
            "change {n}: {code} is not in {faults:#?}"
        );
    }
}

/// The same where turning costs time.
const TURNS: &[(&str, Change)] = &[
    ("V0176", |w| w.remove("/shifts/0/stops/0", "facing")),
    ("V0176", |w| {
        w.network = network(0);
    }),
    // Up the dead end and down again without turning.
    ("V0173", |w| {
        w.set("/shifts/0/stops/1/facing", json!("backward"));
    }),
    ("V0173", |w| w.set("/shifts/2/return/drive_s", json!(321))),
    ("V0174", |w| w.set("/shifts/2/return/drive_s", json!(381))),
    // To the end of the corridor is not back from it.
    ("V0173", |w| w.set("/shifts/0/return/drive_s", json!(164))),
];

#[test]
fn a_plan_with_turns_made_by_hand_is_clean() {
    assert_eq!(World::with_turns(30).faults(), []);
}

#[test]
fn every_wrong_claim_of_turns_is_named_by_its_code() {
    for (n, (code, change)) in TURNS.iter().enumerate() {
        let mut world = World::with_turns(30);
        change(&mut world);
        let faults = world.faults();
        assert!(
            faults.iter().any(|fault| fault.code == *code),
            "change {n}: {code} is not in {faults:#?}"
        );
    }
}

#[test]
fn every_code_is_met_by_a_test() {
    let met: BTreeSet<&str> = CHANGES
        .iter()
        .chain(TURNS)
        .map(|(code, _)| *code)
        .chain(["V0101", "V0102"])
        .chain(why::codes())
        .chain(anew::codes())
        .collect();
    let all: BTreeSet<&str> = FAULT_CODES.iter().map(|code| code.code).collect();
    assert_eq!(met, all);
}

#[test]
fn what_is_allowed_is_no_fault() {
    let allowed: &[Change] = &[
        // Leaves its base later than it may.
        |w| {
            let text = w.plan["shifts"][2].to_string();
            let later = text.replace("T08:00:00", "T07:50:00");
            w.plan["shifts"][2] = serde_json::from_str(&later).unwrap();
            w.teams[0].shift = DayWindow::parse("07:50-16:00").unwrap();
        },
        // Works on a weekend day that is worked instead.
        |w| {
            w.teams[0].weekdays = vec![1, 3, 4, 5];
            w.calendar.workdays.insert(w.first_day);
        },
        // No bound was computed.
        |w| w.set("/totals/bound", Value::Null),
        // Unreachable, as nobody may drive back.
        |w| {
            w.network = one_way_out();
            w.set("/unvisited/0/reason/code", json!("unreachable"));
        },
        // The patrol of the corridor is drawn too.
        |w| {
            let name = "routes/2026-11-24_T1.geojson";
            let mut file: Value = serde_json::from_slice(&w.files[name]).unwrap();
            let (from, to) = (at(0.0, 0.0), at(2000.0, 0.0));
            let line = json!({"type": "Feature", "properties": {}, "geometry":
                {"type": "LineString", "coordinates": [[from.x, from.y], [to.x, to.y]]}});
            file["features"].as_array_mut().unwrap().insert(3, line);
            w.files
                .insert(name.to_owned(), file.to_string().into_bytes());
        },
    ];
    for (n, change) in allowed.iter().enumerate() {
        let mut world = World::new();
        change(&mut world);
        let faults: Vec<_> = world
            .faults()
            .into_iter()
            .filter(|fault| fault.code != "V0172")
            .collect();
        assert_eq!(faults, [], "change {n}");
    }
}

#[test]
fn equally_fast_ways_of_different_length_are_both_accepted() {
    // 500 m at 25 km/h and 1100 m at 55 km/h take 72 s each.
    let roads = [
        road("short", RoadClass::Village, &[at(0.0, 0.0), at(500.0, 0.0)]),
        road(
            "long",
            RoadClass::Provincial,
            &[at(0.0, 0.0), at(250.0, 489.9), at(500.0, 0.0)],
        ),
        road("in", RoadClass::Village, &[at(-500.0, 0.0), at(0.0, 0.0)]),
        road(
            "out",
            RoadClass::Village,
            &[at(500.0, 0.0), at(1000.0, 0.0)],
        ),
    ];
    let (network, _) = crate::roads::build(&roads, &RoadParams::default());
    let closures = DayNetworks::default();
    let ground = scan::Ground::new(&network, &closures);
    let spot = |east| ground.nearest(at(east, 0.0), 0.1, &|_: LinkIdx| true)[0].position;
    let arcs = dijkstra::Arcs::new(&network, false);
    let mut search = dijkstra::Search::new(&network, &arcs);
    let way = search.fastest(&[spot(-250.0)], &[spot(750.0)]).unwrap();
    assert!((way.seconds - 144.0).abs() < 0.2, "{way:?}");
    assert!(
        (way.least - 1000.0).abs() < 2.0 && (way.most - 1600.0).abs() < 5.0,
        "{way:?}"
    );
}
