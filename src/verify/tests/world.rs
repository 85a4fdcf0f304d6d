//! A small county, its due visits, and a plan made by hand that fits them.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, Geometry, LineString, Point};
use serde_json::{Value, json};

use super::super::*;
use crate::domain::{
    Base, BreakRule, ClockTime, Corridor, CorridorPass, DayWindow, DumpPoint, Oneway, Reason,
    ReasonCode, Road, RoadClass, Source, Status, TargetDetail, TargetKind, Tier,
};
use crate::roads::{Position, RoadParams, Traversal};
use crate::units::{Metres, Prize, ProgrammeId, Seconds, TargetId, TeamId};

/// Metres east or north of the crossing `J` at 126.02 E, 43.5 N.
pub(super) fn at(east: f64, north: f64) -> Coord {
    const DEGREE: f64 = 111_195.080_23;
    Coord {
        x: 126.02 + east / (DEGREE * 43.5_f64.to_radians().cos()),
        y: 43.5 + north / DEGREE,
    }
}

pub(super) fn road(id: &str, class: RoadClass, points: &[Coord]) -> Road {
    Road {
        class: Some(class),
        ..crate::testing::road(id, points)
    }
}

/// ```text
///             N (0, 3000)
///             |  village
///  A----base--J--------B      provincial, 1000 m west, 2000 m east
///  X-----------------------   expressway, 500 m south
/// ```
pub(super) fn network(turn_millis: u32) -> Network {
    let params = RoadParams {
        turn_millis,
        ..RoadParams::default()
    };
    let roads = [
        road(
            "west",
            RoadClass::Provincial,
            &[at(-1000.0, 0.0), at(0.0, 0.0)],
        ),
        road(
            "east",
            RoadClass::Provincial,
            &[at(0.0, 0.0), at(2000.0, 0.0)],
        ),
        road(
            "north",
            RoadClass::Village,
            &[at(0.0, 0.0), at(0.0, 3000.0)],
        ),
        road(
            "motorway",
            RoadClass::Expressway,
            &[at(-3000.0, -500.0), at(3000.0, -500.0)],
        ),
    ];
    crate::roads::build(&roads, &params).0
}

pub(super) fn dump_point(id: &str, place: Coord) -> Target {
    Target {
        id: TargetId::new(id),
        name: format!("heap {id}"),
        township: Some("Hekou".to_owned()),
        village: None,
        geometry: Geometry::Point(Point(place)),
        last_visit: None,
        windows: Vec::new(),
        columns: std::collections::BTreeMap::new(),
        detail: TargetDetail::DumpPoint(DumpPoint {
            status: Status::Works,
            status_since: None,
            round: 1,
            hazard: 2,
            still_dumping: false,
            tier: Tier::Small,
            plan_due: None,
            lookback_next: None,
        }),
        source: Source::default(),
    }
}

/// The corridor from `J` to `B`.
pub(super) fn corridor(network: &Network) -> CorridorRoute {
    let closures = DayNetworks::default();
    let ground = scan::Ground::new(network, &closures);
    let spot = ground.nearest(at(1000.0, 0.0), 0.1, &|_| true)[0];
    let link = spot.position.link;
    let along = network.link(link).coords[0] == at(0.0, 0.0);
    let ends = if along { [0.0, 1.0] } else { [1.0, 0.0] };
    let [from, to] = ends.map(|fraction| Position::new(link, fraction));
    let line = LineString(vec![at(0.0, 0.0), at(2000.0, 0.0)]);
    let detail = Corridor {
        line: line.clone(),
        length: Metres(2000),
        pass: CorridorPass::Forward,
        road: "east".to_owned(),
        programme: ProgrammeId::new("P07"),
    };
    CorridorRoute {
        target: Target {
            name: "east road".to_owned(),
            geometry: Geometry::LineString(line),
            detail: TargetDetail::Corridor(detail),
            ..dump_point("C1", at(0.0, 0.0))
        },
        from,
        to,
        traversals: vec![Traversal {
            link,
            from_fraction: ends[0],
            to_fraction: ends[1],
        }],
    }
}

pub(super) fn due(target: &str, visit: u32, (first, last): (Day, Day), service: i64) -> Due {
    Due {
        target: TargetId::new(target),
        kind: if target == "C1" {
            TargetKind::Corridor
        } else {
            TargetKind::DumpPoint
        },
        visit,
        programme: ProgrammeId::new(if target == "C1" { "P07" } else { "P01" }),
        first_day: first,
        last_day: last,
        min_gap_days: 2,
        prize: Prize(70),
        reasons: vec![
            Reason {
                code: ReasonCode::Programme,
                value: Prize(60),
                detail: 0,
            },
            Reason {
                code: ReasonCode::Overdue,
                value: Prize(10),
                detail: 3,
            },
        ],
        required: target == "D1",
        service: Seconds(service),
        windows: vec![Vec::new(); usize::try_from(last.days_since(first) + 1).unwrap()],
        checklist: "DP".to_owned(),
        pinned: false,
        team: None,
        barred: Vec::new(),
    }
}

/// A workspace and a plan made by hand that fits it.
pub(super) struct World {
    /// Seconds.
    pub(super) turn: i64,
    pub(super) network: Network,
    pub(super) targets: Vec<Target>,
    pub(super) corridors: Vec<CorridorRoute>,
    pub(super) teams: Vec<Team>,
    pub(super) calendar: Calendar,
    pub(super) due: Vec<Due>,
    pub(super) first_day: Day,
    pub(super) walk_limit: f64,
    pub(super) inputs: BTreeMap<String, String>,
    pub(super) wishes: Wishes,
    pub(super) done: Vec<(TargetId, u32, Day)>,
    pub(super) plan: Value,
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

pub(super) fn team(id: &str) -> Team {
    let base = Base {
        place: at(-500.0, 0.0),
    };
    let window = |from, to| DayWindow::new(from, to).unwrap();
    Team {
        id: TeamId::new(id),
        name: format!("Team {id}"),
        start: base,
        end: base,
        shift: window(ClockTime::hm(8, 0), ClockTime::hm(16, 0)),
        breaks: vec![BreakRule {
            begin: window(ClockTime::hm(11, 30), ClockTime::hm(13, 0)),
            duration: Seconds(2400),
        }],
        weekdays: vec![1, 2, 3, 4, 5],
        days_off: Vec::new(),
        programmes: Vec::new(),
        kinds: Vec::new(),
        townships: Vec::new(),
        max_stops: None,
    }
}

impl World {
    /// Tuesday to Thursday. D1 and the corridor on the first day, D2 on the first and the third. Turning costs nothing.
    pub(super) fn new() -> Self {
        Self::with_turns(0)
    }

    /// The same where turning takes so many seconds: behind D2, and at the end of the corridor.
    pub(super) fn with_turns(seconds: u32) -> Self {
        let network = network(1000 * seconds);
        let day = Day::parse("2026-11-24").unwrap();
        let afternoon = DayWindow::parse("12:30-15:00").unwrap();
        let mut late = due("D2", 1, (day, day), 1200);
        late.windows = vec![vec![afternoon]];
        let mut world = Self {
            turn: i64::from(seconds),
            corridors: vec![corridor(&network)],
            network,
            targets: vec![
                dump_point("D1", at(30.0, 1000.0)),
                dump_point("D2", at(0.0, 2000.0)),
                dump_point("U1", at(40.0, 2500.0)),
                dump_point("X1", at(9000.0, 9000.0)),
            ],
            teams: vec![team("T1"), team("T2")],
            calendar: Calendar::default(),
            due: vec![
                due("C1", 1, (day, day.plus(2)), 288),
                due("D1", 1, (day, day.plus(2)), 1200),
                late,
                due("D2", 2, (day.plus(1), day.plus(2)), 1200),
                due("U1", 1, (day, day.plus(2)), 1200),
                due("X1", 1, (day, day.plus(2)), 1200),
            ],
            first_day: day,
            walk_limit: 300.0,
            inputs: [("roads.geojson".to_owned(), "aa".to_owned())].into(),
            wishes: Wishes::default(),
            done: Vec::new(),
            plan: Value::Null,
            files: BTreeMap::new(),
        };
        world.write();
        world
    }

    pub(super) fn faults(&self) -> Vec<PlanFault> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("routes")).unwrap();
        for (name, bytes) in &self.files {
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        if !self.files.contains_key("plan.json") {
            std::fs::write(dir.path().join("plan.json"), self.plan.to_string()).unwrap();
        }
        let expectation = Expectation {
            network: &self.network,
            roads: &[],
            params: &RoadParams::default(),
            days: 5,
            targets: &self.targets,
            corridors: &self.corridors,
            teams: &self.teams,
            calendar: &self.calendar,
            due: &self.due,
            first_day: self.first_day,
            utc_offset: 28_800,
            walk_speed: 1.2,
            walk_limit: self.walk_limit,
            inputs: &self.inputs,
            wishes: &self.wishes,
            done: &self.done,
            in_vain: &BTreeSet::new(),
        };
        verify(dir.path(), &expectation)
    }

    pub(super) fn set(&mut self, pointer: &str, value: Value) {
        *self
            .plan
            .pointer_mut(pointer)
            .unwrap_or_else(|| panic!("{pointer}")) = value;
    }

    pub(super) fn remove(&mut self, pointer: &str, key: &str) {
        self.plan
            .pointer_mut(pointer)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(key);
    }

    pub(super) fn replace(&mut self, file: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.files[file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        self.files
            .insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    }

    /// Writes the plan and its files.
    pub(super) fn write(&mut self) {
        let stops = |list: &[Value]| Value::Array(list.to_vec());
        let turn = self.turn;
        let face = |stop: &mut Value| {
            if turn > 0 {
                stop["facing"] = json!("forward");
            }
        };
        // Main road at 55 km/h, village road at 25 km/h: 500 m in 33 s, 1000 m in 144 s, 2000 m in 131 s.
        let mut d1 = stop(
            "D1",
            1,
            (0.0, 1000.0),
            (30.0, 1000.0),
            (1500, 177),
            ["08:02:57", "08:03:22", "08:23:47"],
        );
        let mut d2 = stop(
            "D2",
            2,
            (0.0, 2000.0),
            (0.0, 2000.0),
            (1000, 144),
            ["08:26:11", "12:30:00", "12:50:00"],
        );
        d2["visit"] = json!(1);
        d2["break"] = json!({"start": "2026-11-24T11:30:00+08:00", "duration_s": 2400});
        let mut c1 = stop(
            "C1",
            3,
            (0.0, 0.0),
            (0.0, 0.0),
            (2000, 288 + turn),
            [
                &later("12:54:48", turn),
                &later("12:54:48", turn),
                &later("12:59:36", turn),
            ],
        );
        let (from, to) = (at(0.0, 0.0), at(2000.0, 0.0));
        c1["kind"] = json!("corridor");
        c1["programme"] = json!("P07");
        c1["name"] = json!("east road");
        c1["status"] = Value::Null;
        c1["service_s"] = json!(288);
        c1["corridor"] = json!({"from": [from.x, from.y], "to": [to.x, to.y], "length_m": 2000, "direction": "forward"});
        let mut again = stop(
            "D2",
            1,
            (0.0, 2000.0),
            (0.0, 2000.0),
            (2500, 321),
            ["08:05:21", "08:05:21", "08:25:21"],
        );
        again["visit"] = json!(2);
        [&mut d1, &mut d2, &mut again].into_iter().for_each(face);
        let mut again_text = again.to_string();
        again_text = again_text.replace("2026-11-24", "2026-11-26");
        again = serde_json::from_str(&again_text).unwrap();
        let first = shift(
            "T1",
            "2026-11-24",
            &stops(&[d1, d2, c1]),
            (2500, 164 + turn, &later("13:02:20", 2 * turn)),
        );
        let third = shift(
            "T1",
            "2026-11-26",
            &stops(&[again]),
            (2500, 321 + turn, &later("08:30:42", turn)),
        );
        let empty = shift("T2", "2026-11-24", &stops(&[]), (0, 0, "08:00:00"));
        self.files = [&first, &third].into_iter().flat_map(route_files).collect();
        let unvisited = [
            ("U1", at(40.0, 2500.0), "not_worth"),
            ("X1", at(9000.0, 9000.0), "unreachable"),
        ];
        let list: Vec<Value> = unvisited.iter().map(|(id, place, code)| json!({
            "target": id, "kind": "dump_point", "programme": "P01", "name": format!("heap {id}"), "prize": 70,
            "required": false, "lon": place.x, "lat": place.y, "reason": {"code": code, "text": "", "detail": {}},
        })).collect();
        let features: Vec<Value> = list.iter().map(|entry| json!({
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [entry["lon"], entry["lat"]]},
            "properties": {"target": entry["target"]},
        })).collect();
        let collection = json!({"type": "FeatureCollection", "features": features});
        self.files.insert(
            "unvisited.geojson".to_owned(),
            collection.to_string().into_bytes(),
        );
        let sum = |key: &str| first[key].as_i64().unwrap() + third[key].as_i64().unwrap();
        let totals = json!({
            "prize": 280, "prize_due": 420, "bound": 300, "visits": 4, "due": 6, "required_due": 1,
            "required_visited": 1, "distance_m": sum("distance_m"), "drive_s": sum("drive_s"),
            "service_s": sum("service_s"), "wait_s": sum("wait_s"),
        });
        self.plan = json!({
            "schema": "xuncha.plan/1", "county": "x", "date": "2026-11-24", "days": 3, "seed": 1,
            "inputs": self.inputs, "language": "en", "totals": totals, "shifts": [first, empty, third],
            "unvisited": list,
        });
    }
}

/// A time of day, so many seconds later.
fn later(clock: &str, seconds: i64) -> String {
    let parts = clock.split(':').map(|part| part.parse::<i64>().unwrap());
    let at = parts.fold(0, |sum, part| 60 * sum + part) + seconds;
    format!("{:02}:{:02}:{:02}", at / 3600, at / 60 % 60, at % 60)
}

pub(super) fn stop(
    target: &str,
    seq: u32,
    roadside: (f64, f64),
    place: (f64, f64),
    (distance, drive): (i64, i64),
    clock: [&str; 3],
) -> Value {
    let (roadside, place) = (at(roadside.0, roadside.1), at(place.0, place.1));
    let [arrive, start, depart] = clock.map(|time| format!("2026-11-24T{time}+08:00"));
    let walk = if target == "D1" { 30 } else { 0 };
    json!({
        "seq": seq, "target": target, "kind": "dump_point", "programme": "P01", "name": format!("heap {target}"),
        "status": "works", "lon": roadside.x, "lat": roadside.y, "target_lon": place.x, "target_lat": place.y,
        "arrive": arrive, "start": start, "depart": depart, "service_s": 1200, "walk_m": walk,
        "walk_s": walk * 10 / 12, "prize": 70, "required": target == "D1",
        "leg": {"distance_m": distance, "drive_s": drive},
        "reasons": [{"code": "programme", "value": 60, "text": ""}, {"code": "overdue", "value": 10, "text": ""}],
        "links": links(roadside.x, roadside.y), "checklist": "DP",
    })
}

pub(super) fn links(lon: f64, lat: f64) -> Value {
    json!({
        "amap": format!("https://uri.amap.com/marker?position={lon},{lat}&coordinate=wgs84"),
        "baidu": format!("https://api.map.baidu.com/marker?location={lat},{lon}&coord_type=wgs84"),
        "geo": format!("geo:{lat},{lon};crs=wgs84"),
    })
}

pub(super) fn shift(
    team: &str,
    date: &str,
    stops: &Value,
    (distance, drive, back): (i64, i64, &str),
) -> Value {
    let list = stops.as_array().unwrap();
    let sum = |key: &str| {
        list.iter()
            .map(|stop| stop.pointer(key).unwrap().as_i64().unwrap())
            .sum::<i64>()
    };
    let base = at(-500.0, 0.0);
    let base = json!({"lon": base.x, "lat": base.y});
    let name = |end: &str| {
        if list.is_empty() {
            String::new()
        } else {
            format!("routes/{date}_{team}.{end}")
        }
    };
    json!({
        "team": team, "team_name": format!("Team {team}"), "date": date, "start": format!("{date}T08:00:00+08:00"),
        "end": format!("{date}T16:00:00+08:00"), "base": base, "end_base": base,
        "distance_m": sum("/leg/distance_m") + distance, "drive_s": sum("/leg/drive_s") + drive,
        "service_s": sum("/service_s"), "walk_s": 2 * sum("/walk_s"),
        "wait_s": if list.len() == 3 { 14_629 } else { 0 }, "prize": sum("/prize"),
        "files": {"geojson": name("geojson"), "gpx": name("gpx"), "csv": name("csv"), "html": name("html")},
        "return": {"distance_m": distance, "drive_s": drive, "arrive": format!("{date}T{back}+08:00")},
        "stops": stops,
    })
}

/// The four files of a shift, drawn along the roads by hand.
pub(super) fn route_files(shift: &Value) -> Vec<(String, Vec<u8>)> {
    let base = at(-500.0, 0.0);
    let crossing = at(0.0, 0.0);
    let legs: Vec<Vec<Coord>> = if shift["stops"].as_array().unwrap().len() == 3 {
        vec![
            vec![base, crossing, at(0.0, 1000.0)],
            vec![at(0.0, 1000.0), at(0.0, 2000.0)],
            vec![at(0.0, 2000.0), crossing],
            vec![at(2000.0, 0.0), crossing, base],
        ]
    } else {
        vec![
            vec![base, crossing, at(0.0, 2000.0)],
            vec![at(0.0, 2000.0), crossing, base],
        ]
    };
    let lines = legs.iter().map(|leg| {
        let coordinates: Vec<[f64; 2]> = leg.iter().map(|at| [at.x, at.y]).collect();
        json!({"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": coordinates}})
    });
    let stops = shift["stops"].as_array().unwrap();
    let points = stops.iter().map(|stop| {
        let place = json!([stop["lon"], stop["lat"]]);
        json!({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": place}})
    });
    let features: Vec<Value> = lines.chain(points).collect();
    let geojson = json!({"type": "FeatureCollection", "features": features}).to_string();
    let waypoints = stops
        .iter()
        .map(|stop| format!("<wpt lat=\"{}\" lon=\"{}\"/>", stop["lat"], stop["lon"]))
        .collect::<Vec<_>>()
        .concat();
    let track = legs
        .iter()
        .flatten()
        .map(|at| format!("<trkpt lat=\"{}\" lon=\"{}\"/>", at.y, at.x))
        .collect::<Vec<_>>()
        .concat();
    let gpx =
        format!("<?xml version=\"1.0\"?><gpx>{waypoints}<trk><trkseg>{track}</trkseg></trk></gpx>");
    let rows = stops
        .iter()
        .map(|stop| format!("{},{}\n", stop["seq"], stop["target"].as_str().unwrap()))
        .collect::<Vec<_>>()
        .concat();
    let cells = stops
        .iter()
        .map(|stop| format!("<td>{}</td>", stop["target"].as_str().unwrap()))
        .collect::<Vec<_>>()
        .concat();
    let name = |end: &str| shift["files"][end].as_str().unwrap().to_owned();
    vec![
        (name("geojson"), geojson.into_bytes()),
        (name("gpx"), gpx.into_bytes()),
        (
            name("csv"),
            format!("\u{feff}seq,target\n{rows}").into_bytes(),
        ),
        (
            name("html"),
            format!("<!doctype html><table>{cells}</table>").into_bytes(),
        ),
    ]
}

impl World {
    /// Moves a vertex of a drawn leg of the first day.
    pub(super) fn redraw(&mut self, leg: usize, vertex: usize, to: Coord) {
        let name = "routes/2026-11-24_T1.geojson";
        let mut file: Value = serde_json::from_slice(&self.files[name]).unwrap();
        file["features"][leg]["geometry"]["coordinates"][vertex] = json!([to.x, to.y]);
        self.files
            .insert(name.to_owned(), file.to_string().into_bytes());
    }
}

/// The same roads, but nobody comes back from the north.
pub(super) fn one_way_out() -> Network {
    let mut north = road(
        "north",
        RoadClass::Village,
        &[at(0.0, 0.0), at(0.0, 3000.0)],
    );
    north.oneway = Oneway::Forward;
    let roads = [
        road(
            "west",
            RoadClass::Provincial,
            &[at(-1000.0, 0.0), at(0.0, 0.0)],
        ),
        road(
            "east",
            RoadClass::Provincial,
            &[at(0.0, 0.0), at(2000.0, 0.0)],
        ),
        north,
        road(
            "motorway",
            RoadClass::Expressway,
            &[at(-3000.0, -500.0), at(3000.0, -500.0)],
        ),
    ];
    let params = RoadParams {
        turn_millis: 0,
        ..RoadParams::default()
    };
    crate::roads::build(&roads, &params).0
}
