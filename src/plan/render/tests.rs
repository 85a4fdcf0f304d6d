use std::collections::BTreeMap;

use ::geojson::{Feature, FeatureCollection, Geometry, GeometryValue};

use super::*;
use crate::domain::{Lang, Status, TargetKind};
use crate::plan::{
    CorridorFile, Direction, FilesFile, FreedFile, LegFile, LinksFile, LonLat, MarginalFile,
    PlanFile, ReasonFile, ReturnFile, ShiftFile, StopFile, Totals, UnvisitedCode, UnvisitedFile,
    UnvisitedReasonFile,
};

/// A name that tries to leave every format.
const NAME: &str = "河口, \"北\"\n<script>alert('1')</script> & Co";

fn reason(code: &str, value: i64, text: &str) -> ReasonFile {
    ReasonFile {
        code: code.to_owned(),
        value,
        text: text.to_owned(),
    }
}

fn time(clock: &str) -> String {
    format!("2026-11-24T{clock}+08:00")
}

/// A heap 30 m off the road, 1.2 km from the base.
fn heap() -> StopFile {
    StopFile {
        seq: 1,
        target: "=1+1".to_owned(),
        visit: None,
        kind: TargetKind::DumpPoint,
        programme: "P01".to_owned(),
        name: NAME.to_owned(),
        status: Some(Status::Works),
        lon: 126.01,
        lat: 43.5,
        target_lon: 126.010_3,
        target_lat: 43.500_2,
        arrive: time("08:02:00"),
        start: time("08:02:25"),
        depart: time("08:22:50"),
        service_s: 1200,
        walk_m: 30,
        walk_s: 25,
        rest: None,
        more_breaks: Vec::new(),
        prize: 70,
        required: true,
        leg: LegFile {
            distance_m: 1250,
            drive_s: 120,
            via: None,
        },
        reasons: vec![
            reason("programme", 60, "P01 heaps"),
            reason("overdue", 10, "3 days overdue"),
        ],
        corridor: None,
        facing: None,
        links: links(126.01, 43.5, NAME),
        checklist: "DP".to_owned(),
        marginal: Some(MarginalFile {
            freed: Some(FreedFile {
                total_s: 1441,
                ..FreedFile::default()
            }),
            ..MarginalFile::default()
        }),
        pinned: false,
        frozen: false,
    }
}

/// A corridor that begins where the heap's leg ended, driven backward.
fn corridor() -> StopFile {
    StopFile {
        seq: 2,
        target: "P07-G202-1".to_owned(),
        kind: TargetKind::Corridor,
        programme: "P07".to_owned(),
        name: "G202".to_owned(),
        status: None,
        target_lon: 126.01,
        target_lat: 43.5,
        arrive: time("08:22:50"),
        start: time("08:22:50"),
        depart: time("08:27:38"),
        service_s: 288,
        walk_m: 0,
        walk_s: 0,
        prize: 40,
        required: false,
        leg: LegFile {
            distance_m: 0,
            drive_s: 0,
            via: None,
        },
        reasons: vec![reason("programme", 40, "P07 key roads")],
        corridor: Some(CorridorFile {
            from: [126.01, 43.5],
            to: [126.03, 43.5],
            length_m: 1613,
            direction: Direction::Backward,
        }),
        links: LinksFile::default(),
        ..heap()
    }
}

pub(super) fn plan(language: Lang) -> PlanFile {
    let base = LonLat {
        lon: 126.0,
        lat: 43.49,
    };
    let shift = ShiftFile {
        team: "T1".to_owned(),
        team_name: "Team <1>".to_owned(),
        date: "2026-11-24".to_owned(),
        start: time("08:00:00"),
        end: time("16:00:00"),
        base,
        end_base: base,
        distance_m: 4100,
        drive_s: 400,
        service_s: 1488,
        walk_s: 50,
        wait_s: 0,
        prize: 110,
        files: FilesFile::default(),
        back: ReturnFile {
            late_s: 0,
            distance_m: 2850,
            drive_s: 280,
            arrive: time("08:32:18"),
            via: None,
        },
        stops: vec![heap(), corridor()],
    };
    let unvisited = UnvisitedFile {
        target: "D9".to_owned(),
        visit: Some(2),
        kind: TargetKind::DumpPoint,
        programme: "P01".to_owned(),
        name: NAME.to_owned(),
        prize: 5,
        required: false,
        lon: 126.2,
        lat: 43.6,
        reason: UnvisitedReasonFile {
            code: UnvisitedCode::TooLong,
            text: "no time left".to_owned(),
            detail: BTreeMap::from([("misses_s".to_owned(), 90.into())]),
        },
        roadside: None,
        changes: None,
    };
    PlanFile {
        schema: "xuncha.plan/1".to_owned(),
        county: "双河 & 县".to_owned(),
        date: "2026-11-24".to_owned(),
        days: 1,
        seed: 7,
        inputs: BTreeMap::new(),
        language,
        totals: Totals::default(),
        shifts: vec![shift],
        unvisited: vec![unvisited],
        pins: Vec::new(),
        forbid: Vec::new(),
        replanned: None,
    }
}

/// To the heap by a bend, nowhere, and back from the corridor's exit.
fn geometry() -> ShiftGeometry {
    let line = |course: &[(f64, f64)]| {
        let coords = course.iter().map(|(x, y)| Coord { x: *x, y: *y });
        coords.collect::<Vec<Coord>>()
    };
    ShiftGeometry {
        legs: vec![
            line(&[(126.0, 43.49), (126.000_000_04, 43.5), (126.01, 43.5)]),
            line(&[(126.01, 43.5)]),
            line(&[(126.03, 43.5), (126.0, 43.49)]),
        ],
        corridors: vec![None, Some(line(&[(126.01, 43.5), (126.03, 43.5)]))],
    }
}

fn sheet_of(language: Lang) -> String {
    let plan = plan(language);
    let course = geometry().legs[0].clone();
    let road = MapRoad {
        coords: &course,
        class: RoadClass::National,
        number: Some("G<202>"),
    };
    String::from_utf8(sheet(&plan, &plan.shifts[0], &geometry(), &[road])).unwrap()
}

#[test]
fn gpx_is_read_back_as_it_was_drawn() {
    let plan = plan(Lang::En);
    let bytes = gpx(&plan, &plan.shifts[0], &geometry());
    let read = ::gpx::read(bytes.as_slice()).unwrap();
    assert_eq!(read.version, ::gpx::GpxVersion::Gpx11);
    let title = "双河 & 县 Team <1> 2026-11-24";
    assert_eq!(read.metadata.unwrap().name.as_deref(), Some(title));
    let waypoints: Vec<_> = read
        .waypoints
        .iter()
        .map(|stop| (stop.name.as_deref().unwrap(), stop.point().x_y()))
        .collect();
    let name = format!("01 {NAME}");
    assert_eq!(
        waypoints,
        [(&*name, (126.01, 43.5)), ("02 G202", (126.01, 43.5))]
    );
    assert_eq!(read.waypoints[0].comment.as_deref(), Some("=1+1"));
    assert_eq!(
        read.waypoints[0].description.as_deref(),
        Some("08:02–08:22 =1+1; P01 heaps; 3 days overdue")
    );
    assert_eq!(read.tracks.len(), 1);
    let segments: Vec<Vec<(f64, f64)>> = read.tracks[0]
        .segments
        .iter()
        .map(|segment| {
            segment
                .points
                .iter()
                .map(|point| point.point().x_y())
                .collect()
        })
        .collect();
    assert_eq!(
        segments,
        [
            vec![(126.0, 43.49), (126.0, 43.5), (126.01, 43.5)],
            vec![(126.01, 43.5), (126.03, 43.5)],
            vec![(126.03, 43.5), (126.0, 43.49)],
        ]
    );
}

#[test]
fn gpx_of_a_shift_that_stays_at_the_base_still_has_a_track() {
    let plan = plan(Lang::En);
    let here = vec![Coord { x: 126.0, y: 43.49 }];
    let still = ShiftGeometry {
        legs: vec![here.clone(), here.clone(), here],
        corridors: vec![None, None],
    };
    let read = ::gpx::read(gpx(&plan, &plan.shifts[0], &still).as_slice()).unwrap();
    let points = &read.tracks[0].segments[0].points;
    assert_eq!(points.len(), 1);
    assert_eq!(points[0].point().x_y(), (126.0, 43.49));
}

fn table(language: Lang) -> (String, Vec<::csv::StringRecord>) {
    let plan = plan(language);
    let text = String::from_utf8(csv(&plan, &plan.shifts[0])).unwrap();
    let rest = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(rest.as_bytes());
    let rows = reader.records().map(Result::unwrap).collect();
    (text, rows)
}

#[test]
fn csv_keeps_every_name_in_its_cell() {
    let (text, rows) = table(Lang::En);
    assert_eq!(rows.len(), 3);
    assert_eq!(&rows[1][2], NAME);
    assert_eq!(&rows[2][2], "G202");
    assert!(text.contains("\r\n") && !text.contains("\n\n"));
    assert!(text.ends_with("\r\n"));
}

#[test]
fn csv_cells_are_no_formulas() {
    let (_, rows) = table(Lang::En);
    assert_eq!(&rows[1][1], "'=1+1");
    for cell in rows.iter().flatten() {
        let number = cell.parse::<f64>().is_ok();
        assert!(number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

#[test]
fn csv_rows_are_what_the_plan_says() {
    let (_, rows) = table(Lang::En);
    let row: Vec<&str> = rows[1].iter().skip(3).collect();
    assert_eq!(
        row,
        [
            "dump point",
            Status::Works.label(Lang::En),
            "P01",
            "DP",
            "yes",
            "08:02",
            "08:02",
            "08:22",
            "20",
            "1.3",
            "2",
            "30",
            "70",
            "P01 heaps +60; 3 days overdue +10",
            "25",
            "126.01",
            "43.5",
            "126.0103",
            "43.5002",
            "",
        ]
    );
    let (_, chinese) = table(Lang::Zh);
    let head: Vec<&str> = chinese[0].iter().take(4).collect();
    assert_eq!(head, ["序号", "编号", "名称", "类别"]);
    assert_eq!((&chinese[1][3], &chinese[1][7]), ("堆放点", "是"));
}

fn features(bytes: Vec<u8>) -> Vec<Feature> {
    let text = String::from_utf8(bytes).unwrap();
    let collection: FeatureCollection = text.parse().unwrap();
    collection.features
}

fn text(feature: &Feature, name: &str) -> String {
    let value = feature.property(name);
    value.map_or(String::new(), ToString::to_string)
}

#[test]
fn geojson_holds_legs_and_corridors_in_driving_order_then_stops() {
    let plan = plan(Lang::En);
    let features = features(geojson(&plan, &plan.shifts[0], &geometry()));
    let roles: Vec<String> = features.iter().map(|one| text(one, "role")).collect();
    // The leg within one place has no line.
    let wanted = ["leg", "corridor", "return", "stop", "stop"].map(|role| format!("\"{role}\""));
    assert_eq!(roles, wanted);
    assert_eq!(text(&features[0], "distance_m"), "1250");
    assert_eq!(text(&features[1], "direction"), "\"backward\"");
    assert_eq!(text(&features[2], "drive_s"), "280");
    let name = features[3].property("name").unwrap();
    assert_eq!(name.as_str(), Some(NAME));
}

#[test]
fn geojson_positions_are_lon_lat_to_a_centimetre() {
    let plan = plan(Lang::En);
    let features = features(geojson(&plan, &plan.shifts[0], &geometry()));
    let shape = |number: usize| features[number].geometry.clone().map(|shape| shape.value);
    let leg = vec![(126.0, 43.49), (126.0, 43.5), (126.01, 43.5)];
    let leg: Vec<Vec<f64>> = leg.into_iter().map(|(lon, lat)| vec![lon, lat]).collect();
    assert_eq!(shape(0), Some(Geometry::new_line_string(leg).value));
    let stop = Geometry::new_point(vec![126.01, 43.5]).value;
    assert_eq!(shape(3), Some(stop));
    assert!(matches!(shape(4), Some(GeometryValue::Point { .. })));
}

#[test]
fn the_unvisited_are_points_with_their_reason() {
    let features = features(unvisited(&plan(Lang::En)));
    assert_eq!(features.len(), 1);
    let reason = features[0].property("reason").unwrap();
    assert_eq!(reason["code"], "too_long");
    assert_eq!(reason["detail"]["misses_s"], 90);
    assert_eq!(text(&features[0], "visit"), "2");
    let place = features[0].geometry.clone().unwrap();
    assert_eq!(place, Geometry::new_point(vec![126.2, 43.6]));
}

#[test]
fn names_cannot_write_markup_into_the_sheet() {
    let html = sheet_of(Lang::En);
    assert!(!html.contains("<script"), "a name became an element");
    assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; Co"));
    assert!(html.contains("Team &lt;1&gt;") && !html.contains("Team <1>"));
    assert!(html.contains("双河 &amp; 县"));
    assert!(!html.contains("G<202>"));
}

#[test]
fn the_sheet_loads_nothing() {
    let html = sheet_of(Lang::Zh);
    for word in [" src=", "<img", "<link", "<iframe", "@import", "url("] {
        assert!(!html.contains(word), "{word} loads something");
    }
    let addresses = html.split("http").skip(1);
    for address in addresses {
        let known = ["s://uri.amap.com/", "s://api.map.baidu.com/"];
        assert!(
            known.iter().any(|start| address.starts_with(start)),
            "http{address:.60}"
        );
    }
}

#[test]
fn the_sheet_tells_times_ways_and_reasons_in_both_languages() {
    let english = sheet_of(Lang::En);
    for words in [
        "<html lang=\"en\">",
        "Tuesday",
        "leave 08:00, back 08:32",
        "08:02–08:22",
        "drive 1.3 km, 2 min · walk 30 m, 1 min",
        "P01 heaps +60, 3 days overdue +10 = 70 · costs 25 min",
        "patrol 1.6 km along the road, eastward",
        "aria-label=\"QR =1+1\"",
    ] {
        assert!(english.contains(words), "{words} is missing");
    }
    let chinese = sheet_of(Lang::Zh);
    for words in [
        "<html lang=\"zh-CN\">",
        "星期二",
        "08:00 出发，08:32 返回",
        "2 个巡查点，其中必到 1 个",
        "沿路慢行巡查 1.6 公里，向东",
    ] {
        assert!(chinese.contains(words), "{words} is missing");
    }
}
