use std::fs;

use super::*;
use crate::domain::{Oneway, RoadClass, Status, TargetDetail, Tier};
use crate::layers::read::{LayerRead, read_text};

pub(super) fn spec(kind: LayerKind) -> LayerSpec {
    LayerSpec {
        kind,
        path: "layer.geojson".into(),
        datum: Datum::Wgs84,
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    }
}

pub(super) fn collection(features: &[String]) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}",
        features.join(",\n")
    )
}

pub(super) fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
}

fn point(idx: usize) -> String {
    let at = format!(r#"{{"type":"Point","coordinates":[126.{idx},43.8]}}"#);
    feature(
        &format!(r#""id":"P{idx}","状态":"整治中","危害程度":"高""#),
        &at,
    )
}

fn line(properties: &str) -> String {
    let course = r#"{"type":"LineString","coordinates":[[126.5,43.8],[126.6,43.8]]}"#;
    feature(properties, course)
}

pub(super) fn read(kind: LayerKind, text: &str) -> LayerRead {
    read_text(text, &spec(kind))
}

fn ids(read: &LayerRead) -> Vec<&str> {
    read.targets.iter().map(|(_, t)| t.id.as_str()).collect()
}

fn codes_of(read: &LayerRead) -> Vec<&'static str> {
    let all = read.fatal.iter().chain(&read.findings);
    all.map(|finding| finding.code.id).collect()
}

fn has(read: &LayerRead, code: &crate::domain::Code) -> bool {
    codes_of(read).contains(&code.id)
}

fn one_road(properties: &str) -> Road {
    let mut read = read(LayerKind::Roads, &collection(&[line(properties)]));
    read.roads.pop().expect("a road")
}

#[test]
fn a_broken_feature_neither_hides_nor_costs_the_next() {
    let broken = [
        r#"{"type":"Feature","properties":{"name":"abc},"geometry":null}"#,
        r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2}}"#,
        r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}"#,
        r#"{"type":"Feature","properties":{"a":tru},"geometry":null}"#,
        r#"{"type":"Feature""#,
        r#"{"type":"Feature","properties":{"a":NaN},"geometry":null}"#,
        r#"{"properties":{"a":[1,2},"geometry":null,"type":"Feature"}"#,
        "17",
        "null",
        r#""text""#,
        "[1,2]",
        r#"{"type":"Feature","properties":7,"geometry":{"type":"Point","coordinates":[1,2]}}"#,
        r#"{"type":"Pint","coordinates":[1,2]}"#,
        r#"{"type":"Feature","properties":{},"geometry":null}"#,
        r#"{"type":"Feature","properties":{},"geometry":[]}"#,
    ];
    for bad in broken {
        for place in 0..3_u32 {
            let mut features: Vec<String> = (1..3).map(point).collect();
            features.insert(place as usize, bad.to_owned());
            let read = read(LayerKind::DumpPoints, &collection(&features));
            assert_eq!(ids(&read), ["P1", "P2"], "{bad} at {place}");
            let found: Vec<_> = read
                .findings
                .iter()
                .filter(|f| f.code.level == crate::domain::Level::Error)
                .collect();
            assert_eq!(found.len(), 1, "{bad} at {place}: {:?}", codes_of(&read));
            assert_eq!(found[0].source.feature, Some(place), "{bad}");
            assert_eq!(found[0].source.line, place + 2, "{bad}");
            assert!(read.fatal.is_empty(), "{bad} at {place}");
        }
    }
}

#[test]
fn two_broken_features_in_a_row_are_two_findings() {
    let bad = r#"{"type":"Feature","properties":{"name":"abc},"geometry":null}"#.to_owned();
    let read = read(
        LayerKind::DumpPoints,
        &collection(&[point(1), bad.clone(), bad, point(2)]),
    );
    assert_eq!(ids(&read), ["P1", "P2"]);
    let broken = codes_of(&read);
    let broken = broken.iter().filter(|id| **id == codes::JSON_BROKEN.id);
    assert_eq!(broken.count(), 2);
}

#[test]
fn a_broken_feature_on_one_line_with_the_others_is_cut_out() {
    let bad = r#"{"type":"Feature","properties":{"name":"abc},"geometry":null}"#;
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{},{bad},{}]}}"#,
        point(1),
        point(2)
    );
    let read = read(LayerKind::DumpPoints, &text);
    assert_eq!(ids(&read), ["P1", "P2"]);
    assert!(has(&read, &codes::JSON_BROKEN));
}

#[test]
fn a_stray_bracket_between_features_ends_nothing() {
    let behind = format!("]{}", point(2));
    let read = read(
        LayerKind::DumpPoints,
        &collection(&[point(1), behind, point(3)]),
    );
    assert_eq!(ids(&read), ["P1", "P2", "P3"]);
    assert!(has(&read, &codes::FEATURES_STRAY));
}

#[test]
fn a_cut_file_says_how_much_was_good() {
    let whole = collection(&[point(1), point(2), point(3)]);
    let cut = &whole[..whole.len() - 40];
    let read = read(LayerKind::DumpPoints, cut);
    assert_eq!(ids(&read), ["P1", "P2"]);
    assert_eq!(read.fatal[0].code.id, codes::FILE_TRUNCATED.id);
    assert_eq!(read.fatal[0].args, ["2"]);
}

#[test]
fn punctuation_between_features_costs_nothing() {
    let text = format!(
        r#"{{"features":[{}}},,{} {},],"type":"FeatureCollection"}}"#,
        point(1),
        point(2),
        point(3)
    );
    let read = read(LayerKind::DumpPoints, &text);
    assert_eq!(ids(&read), ["P1", "P2", "P3"]);
    assert!(has(&read, &codes::FEATURES_STRAY) && has(&read, &codes::FEATURES_NO_COMMA));
}

#[test]
fn bare_features_geometries_and_lines_of_features_are_read() {
    assert_eq!(ids(&read(LayerKind::DumpPoints, &point(1))), ["P1"]);
    let bare = r#"{"type":"Point","coordinates":[126.5,43.8]}"#;
    assert_eq!(read(LayerKind::DumpPoints, bare).targets.len(), 1);
    let lines = format!("{}\r\n{{\"type\":\n\u{1e}{}\n", point(1), point(2));
    let read = read(LayerKind::DumpPoints, &lines);
    assert_eq!(ids(&read), ["P1", "P2"]);
    assert!(has(&read, &codes::JSON_BROKEN));
}

#[test]
fn other_files_are_refused_by_name() {
    for (text, word) in [
        ("id,lon,lat\n1,126.5,43.8\n", "CSV"),
        ("<?xml version='1.0'?><kml></kml>", "KML"),
        ("[{\"lon\":1}]", "list"),
        ("{\"type\":\"Topology\"}", "TopoJSON"),
        ("{\"type\":\"FeatureCollection\"}", "features"),
        ("{abc", "broken"),
        ("hello", "text"),
    ] {
        let read = read(LayerKind::Sites, text);
        assert_eq!(read.fatal[0].code.id, codes::FILE_NOT_GEOJSON.id, "{text}");
        assert!(read.fatal[0].args[0].contains(word), "{:?}", read.fatal[0]);
    }
}

#[test]
fn a_crs_behind_the_features_still_counts() {
    let of = |code: &str, features: &str| {
        let name = format!("urn:ogc:def:crs:EPSG::{code}");
        let crs = format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}}"#);
        let text = format!(r#"{{"type":"FeatureCollection","features":[{features}],{crs}}}"#);
        read(LayerKind::DumpPoints, &text)
    };
    let refused = of("61234", &point(1));
    assert!(refused.targets.is_empty());
    assert_eq!(refused.fatal[0].code.id, codes::CRS_REFUSED.id);
    assert_eq!(refused.fatal[0].args, ["`EPSG:61234`"]);
    let degrees = of("32652", &point(1));
    assert!(degrees.targets.is_empty() && has(&degrees, &codes::GRID_DEGREES));
    let metres = of("32652", &gauss("[300000,4850000]"));
    assert!(metres.targets.len() == 1 && has(&metres, &codes::CRS_GRID));
}

fn gauss(position: &str) -> String {
    let at = format!(r#"{{"type":"Point","coordinates":{position}}}"#);
    feature(r#""id":"G1""#, &at)
}

#[test]
fn a_layer_on_a_national_grid_is_read_in_either_order() {
    let mut spec = spec(LayerKind::DumpPoints);
    spec.datum = Datum::parse("EPSG:4551").unwrap();
    let place = geo::Coord {
        x: 126.55,
        y: 43.84,
    };
    let on_grid = spec.datum.from_wgs84(place);
    let (east, north) = (on_grid.x, on_grid.y);
    for (position, swapped) in [
        (format!("[{east},{north}]"), false),
        (format!("[{north},{east}]"), true),
        (format!("[{north},{}]", east + 42e6), true),
        (format!("[{},{north},212.5]", east + 42e6), false),
    ] {
        let read = read_text(&collection(&[gauss(&position)]), &spec);
        assert_eq!(ids(&read), ["G1"], "{position} {:?}", codes_of(&read));
        let geo::Geometry::Point(there) = read.targets[0].1.geometry else {
            panic!("a point")
        };
        let off = (there.x() - place.x).abs().max((there.y() - place.y).abs());
        assert!(off < 1e-8, "{position} {there:?}");
        assert_eq!(has(&read, &codes::GRID_SWAPPED), swapped, "{position}");
    }
    for (position, code) in [
        ("[126.55,43.84]", &codes::GRID_DEGREES),
        ("[41515230.4,4829811.7]", &codes::GRID_ZONE),
        ("[515230.4,48.7]", &codes::GRID_OUTSIDE),
    ] {
        let read = read_text(&collection(&[gauss(position)]), &spec);
        assert!(
            read.targets.is_empty() && has(&read, code),
            "{position} {:?}",
            codes_of(&read)
        );
    }
    let zone = read_text(&collection(&[gauss("[41515230.4,4829811.7]")]), &spec);
    let finding = zone
        .findings
        .iter()
        .find(|finding| finding.code.id == codes::GRID_ZONE.id);
    assert!(
        finding
            .unwrap()
            .hint(crate::domain::Lang::En)
            .contains("EPSG:4529")
    );
}

#[test]
fn the_settings_outrank_the_crs_of_the_file() {
    let grid = gauss("[514000,4850000]");
    let text = format!(r#"{{"type":"FeatureCollection","crs":"EPSG:4549","features":[{grid}]}}"#);
    let mut spec = spec(LayerKind::DumpPoints);
    let by_file = read_text(&text, &spec);
    spec.datum = Datum::Epsg(4551);
    let by_settings = read_text(&text, &spec);
    assert!(has(&by_file, &codes::CRS_GRID) && has(&by_settings, &codes::CRS_IGNORED));
    let lon = |read: &LayerRead| match read.targets[0].1.geometry {
        geo::Geometry::Point(point) => point.x(),
        _ => panic!("a point"),
    };
    assert!((lon(&by_settings) - lon(&by_file) - 6.0).abs() < 1e-9);
}

#[test]
fn metres_all_over_are_said_once() {
    let far = r#"{"type":"Point","coordinates":[971558.8,6219117.5]}"#;
    let features: Vec<String> = (0..3).map(|_| feature("", far)).collect();
    let read = read(LayerKind::Places, &collection(&features));
    assert_eq!(codes_of(&read), [codes::FILE_PROJECTED.id]);
}

#[test]
fn a_dump_point_is_read_in_chinese() {
    let text = feature(
        r#""编号":"220221-A-0001","点位名称":"北沟","乡镇":"口前镇","村":"北沟村","状态":"整治中","轮次":2,
           "危害程度":"严重","是否仍在倾倒":"是","体积":820.5,"垃圾种类":"生活垃圾","状态日期":"2026年3月1日",
           "上次巡查日期":"2026/11/3","计划完成日期":"2026-02-31""#,
        r#"{"type":"Point","coordinates":[126.5,43.8,211.0]}"#,
    );
    let read = read(LayerKind::DumpPoints, &text);
    let target = &read.targets[0].1;
    assert_eq!(target.id.as_str(), "220221-A-0001");
    assert_eq!(
        (target.name.as_str(), target.township.as_deref()),
        ("北沟", Some("口前镇"))
    );
    assert_eq!(target.last_visit.unwrap().to_string(), "2026-11-03");
    let TargetDetail::DumpPoint(point) = &target.detail else {
        panic!("a dump point")
    };
    assert_eq!(
        (
            point.status,
            point.round,
            point.hazard,
            point.still_dumping,
            point.tier
        ),
        (Status::Works, 2, 4, true, Tier::Census)
    );
    assert_eq!(point.plan_due, None);
    assert_eq!(codes_of(&read), [codes::DATE_BAD.id, codes::POSITION_Z.id]);
}

#[test]
fn what_a_dump_point_lacks_is_assumed_aloud_once() {
    let bare = r#"{"type":"Point","coordinates":[126.5,43.8]}"#;
    let text = collection(&[
        feature(r#""id":1"#, bare),
        feature(r#""id":2,"status":"gone""#, bare),
    ]);
    let read = read(LayerKind::DumpPoints, &text);
    let notes: Vec<_> = read
        .findings
        .iter()
        .filter(|f| f.code.id == codes::FIELD_DEFAULTED.id)
        .map(|f| f.args.join(" "))
        .collect();
    assert_eq!(
        notes,
        ["2 hazard 2", "1 status listed", "2 still_dumping no"]
    );
    let TargetDetail::DumpPoint(point) = &read.targets[1].1.detail else {
        panic!("a dump point")
    };
    assert_eq!(point.status, Status::Suspected);
    assert!(has(&read, &codes::DUMP_STATUS_UNKNOWN));
}

#[test]
fn roads_understand_openstreetmap() {
    let road = one_road(
        r#""osm_id":7,"osm_type":"way","highway":"primary_link","oneway":"-1","maxspeed":"30 mph","bridge":"viaduct","tunnel":"no","layer":"1","access":"private","motor_vehicle":"no""#,
    );
    assert_eq!(
        (road.id.as_str(), road.class),
        ("w7", Some(RoadClass::Provincial))
    );
    assert_eq!((road.oneway, road.layer), (Oneway::Backward, 1));
    assert!(road.bridge && !road.tunnel && road.closed && !road.divided);
    assert!(road.maxspeed.is_some_and(|v| (v - 48.28).abs() < 0.01));
    let motorway = one_road(r#""highway":"motorway""#);
    assert_eq!((motorway.oneway, motorway.divided), (Oneway::Forward, true));
    let said = one_road(r#""highway":"motorway","oneway":"no","maxspeed":"none""#);
    assert_eq!((said.oneway, said.maxspeed), (Oneway::No, None));
    assert_eq!(
        one_road(r#""junction":"roundabout""#).oneway,
        Oneway::Forward
    );
    assert_eq!(one_road(r#""oneway":"B""#).oneway, Oneway::No);
    assert_eq!(one_road(r#""oneway":"T""#).oneway, Oneway::Backward);
}

#[test]
fn roads_understand_chinese_registers() {
    let road = one_road(
        r#""路线编号":"X031","名称":"口北线","限速":"40公里/小时","单行":"否","封闭":"2026-11-20至2026-12-01; 2027-02-31/2027-03-02""#,
    );
    assert_eq!(
        (road.class, road.maxspeed),
        (Some(RoadClass::County), Some(40.0))
    );
    assert_eq!(
        (road.number.as_deref(), road.closures.len()),
        (Some("X031"), 1)
    );
    assert!(!road.closed);
    assert!(one_road(r#""封闭":"是""#).closed);
    assert_eq!(
        one_road(r#""行政等级":"村道""#).class,
        Some(RoadClass::Village)
    );
    assert_eq!(
        one_road(r#""ref":"G1","name":"京哈高速""#).class,
        Some(RoadClass::Expressway)
    );
    assert_eq!(
        one_road(r#""ref":"S101""#).class,
        Some(RoadClass::Provincial)
    );
}

#[test]
fn ways_not_for_vehicles_are_closed_and_counted() {
    let text = collection(&[
        line(r#""id":1,"highway":"footway""#),
        line(r#""id":2,"highway":"footway""#),
        line(r#""id":3,"highway":"track""#),
        line(r#""id":4"#),
    ]);
    let read = read(LayerKind::Roads, &text);
    let closed: Vec<bool> = read.roads.iter().map(|road| road.closed).collect();
    assert_eq!(closed, [true, true, false, false]);
    let note = &read.findings[0];
    assert_eq!(
        (note.code.id, note.args.join(" ").as_str()),
        (codes::ROAD_NOT_DRIVABLE.id, "2 footway")
    );
    assert!(has(&read, &codes::ROAD_NO_CLASS));
}

#[test]
fn parts_of_a_road_are_roads() {
    let text = feature(
        r#""id":"R""#,
        r#"{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,5]],[[1,1],[2,2]]]}"#,
    );
    let read = read(LayerKind::Roads, &text);
    let ids: Vec<&str> = read.roads.iter().map(|road| road.id.as_str()).collect();
    assert_eq!(ids, ["R#0", "R#2"]);
    assert!(has(&read, &codes::LINE_SHORT));
}

#[test]
fn a_point_is_no_road() {
    let text = feature(r#""id":1"#, r#"{"type":"Point","coordinates":[1,2]}"#);
    assert_eq!(
        codes_of(&read(LayerKind::Roads, &text)),
        [codes::GEOMETRY_KIND.id]
    );
}

#[test]
fn settings_name_fields_values_and_defaults() {
    let mut spec = spec(LayerKind::Roads);
    spec.fields.insert("class".into(), "RoadCatego".into());
    spec.fields.insert("maxspeed".into(), "V_MAX".into());
    spec.fields.insert("clas".into(), "X".into());
    spec.values.insert(
        "class".into(),
        [("RR(VR)".to_owned(), "village".to_owned())].into(),
    );
    spec.defaults.insert("oneway".into(), "yes".into());
    spec.keep.push("Owner".into());
    let text = line(r#""id":1,"RoadCatego":"RR(VR)","OWNER":"J&K""#);
    let read = read_text(&text, &spec);
    let road = &read.roads[0];
    assert_eq!(
        (road.class, road.oneway),
        (Some(RoadClass::Village), Oneway::Forward)
    );
    assert_eq!(road.tags["Owner"], "J&K");
    assert_eq!(
        codes_of(&read),
        [codes::FIELD_UNKNOWN.id, codes::FIELD_ABSENT.id]
    );
}

#[test]
fn places_and_areas_understand_tags_and_chinese() {
    use crate::domain::{AreaKind, PlaceType};
    let bare = r#"{"type":"Point","coordinates":[126.5,43.8]}"#;
    for (properties, want) in [
        (r#""place":"hamlet""#, PlaceType::Hamlet),
        (
            r#""amenity":"waste_transfer_station""#,
            PlaceType::TransferStation,
        ),
        (r#""landuse":"landfill""#, PlaceType::Facility),
        (r#""类型":"无物业小区""#, PlaceType::CompoundUnmanaged),
        (r#""type":"castle""#, PlaceType::Other),
    ] {
        let read = read(LayerKind::Places, &feature(properties, bare));
        let TargetDetail::Place(place) = &read.targets[0].1.detail else {
            panic!("a place")
        };
        assert_eq!(place.place_type, want, "{properties}");
    }
    let course = r#"{"type":"LineString","coordinates":[[126.5,43.8],[126.6,43.8]]}"#;
    for (properties, want) in [
        (r#""waterway":"river""#, AreaKind::Water),
        (
            r#""waterway":"stream","intermittent":"yes""#,
            AreaKind::Gully,
        ),
        (r#""waterway":"ditch""#, AreaKind::Gully),
        (r#""landuse":"meadow""#, AreaKind::Farmland),
        (r#""natural":"wetland""#, AreaKind::Water),
        (r#""地类":"山边""#, AreaKind::Hillside),
    ] {
        let read = read(LayerKind::Areas, &feature(properties, course));
        assert_eq!(read.areas[0].kind, want, "{properties}");
        assert_eq!(read.areas[0].lines.0.len(), 1);
    }
}

#[test]
fn a_datum_is_undone_on_reading() {
    let mut spec = spec(LayerKind::Sites);
    spec.datum = Datum::Gcj02;
    let read = read_text(&point(5), &spec);
    let geo::Geometry::Point(place) = &read.targets[0].1.geometry else {
        panic!("a point")
    };
    let back = Datum::Gcj02.from_wgs84(place.0);
    assert!((place.x() - 126.5).abs() > 0.004 && (back.x - 126.5).abs() < 1e-9);
}

/// Writes files into a folder of their own and reads them as layers.
pub(super) fn read_files(files: &[(&str, LayerKind, &str)]) -> Layers {
    let folder = tempfile::tempdir().unwrap();
    let specs: Vec<LayerSpec> = files
        .iter()
        .map(|(path, kind, text)| {
            fs::write(folder.path().join(path), text).unwrap();
            LayerSpec {
                path: (*path).to_owned(),
                ..spec(*kind)
            }
        })
        .collect();
    read_layers(folder.path(), &specs)
}

#[test]
fn equal_ids_are_told_apart_in_any_order() {
    let a = feature(
        r#""id":"A","name":"one""#,
        r#"{"type":"Point","coordinates":[126.5,43.8]}"#,
    );
    let b = feature(
        r#""id":"A","name":"two""#,
        r#"{"type":"Point","coordinates":[126.6,43.8]}"#,
    );
    let c = feature(
        r#""id":"A~2""#,
        r#"{"type":"Point","coordinates":[126.7,43.8]}"#,
    );
    let names = |texts: [&str; 3]| {
        let text = collection(&texts.map(str::to_owned));
        let layers = read_files(&[("d.geojson", LayerKind::DumpPoints, &text)]);
        let duplicates = layers
            .findings
            .iter()
            .filter(|finding| finding.code.id == codes::ID_DUPLICATE.id);
        assert_eq!(duplicates.count(), 1);
        let ids = layers.targets.iter();
        ids.map(|t| format!("{} {}", t.id, t.name))
            .collect::<Vec<_>>()
    };
    let first = names([&a, &b, &c]);
    assert_eq!(first, names([&c, &b, &a]));
    assert!(
        first.iter().any(|name| name.starts_with("A~3")),
        "{first:?}"
    );
}

#[test]
fn an_id_of_two_layers_is_a_duplicate() {
    let text = feature(
        r#""id":"A""#,
        r#"{"type":"Point","coordinates":[126.5,43.8]}"#,
    );
    let layers = read_files(&[
        ("d.geojson", LayerKind::DumpPoints, &text),
        ("s.geojson", LayerKind::Sites, &text),
    ]);
    assert_eq!(layers.targets.len(), 2);
    let finding = layers
        .findings
        .iter()
        .find(|f| f.code.id == codes::ID_DUPLICATE.id);
    assert!(finding.unwrap().args[0].contains("geojson:1:1"));
}

#[test]
fn made_ids_do_not_depend_on_order_or_spacing() {
    let text = |x: f64| {
        feature(
            r#""b":"2","a":1"#,
            &format!(r#"{{"type":"Point","coordinates":[{x},43.8]}}"#),
        )
    };
    let spaced = r#"{ "type":"Feature", "geometry": {"type":"Point", "coordinates":[ 126.50, 43.8 ]}, "properties": {"a":1, "b":"2"}}"#;
    let one = read(LayerKind::Sites, &collection(&[text(126.5), text(126.6)]));
    let two = read(
        LayerKind::Sites,
        &collection(&[text(126.6), spaced.to_owned()]),
    );
    assert_eq!(ids(&one)[0], ids(&two)[1]);
    assert_eq!(ids(&one)[1], ids(&two)[0]);
}

#[test]
fn made_ids_stay_when_a_visit_or_a_status_is_noted() {
    let heap = |properties: &str| {
        let place = r#"{"type":"Point","coordinates":[126.5,43.8]}"#;
        let text = collection(&[feature(properties, place)]);
        ids(&read(LayerKind::DumpPoints, &text))[0].to_owned()
    };
    let before = heap(r#""name":"creek","status":"listed""#);
    let noted = r#""last_visit":"2026-11-20","status":"works","name":"creek""#;
    assert_eq!(before, heap(noted));
    assert_ne!(before, heap(r#""name":"bridge","status":"listed""#));
}

#[test]
fn unusable_files_are_fatal_each_in_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("empty", b" \n");
    write("broken.gz", &[0x1f, 0x8b, 8, 0, 1, 2, 3]);
    write("gbk", b"{\"a\":\"\xB4\xE5\xCD\xCD\"}");
    fs::create_dir(folder.path().join("folder")).unwrap();
    for (path, code) in [
        ("empty", codes::FILE_EMPTY.id),
        ("broken.gz", codes::FILE_GZIP_BROKEN.id),
        ("gbk", codes::FILE_NOT_UTF8.id),
        ("folder", codes::FILE_NOT_A_FILE.id),
        ("missing", codes::FILE_MISSING.id),
    ] {
        let spec = LayerSpec {
            path: path.into(),
            ..spec(LayerKind::Sites)
        };
        let layers = read_layers(folder.path(), &[spec]);
        assert_eq!(layers.fatal[0].code.id, code, "{path}");
        assert_eq!(layers.fatal[0].source.file, path);
    }
}

#[test]
fn gzip_and_a_byte_order_mark_change_nothing() {
    use std::io::Write;
    let text = format!("\u{feff}{}", collection(&[point(1)]).replace('\n', "\r\n"));
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("d.gz"), packer.finish().unwrap()).unwrap();
    let spec = LayerSpec {
        path: "d.gz".into(),
        ..spec(LayerKind::DumpPoints)
    };
    let layers = read_layers(folder.path(), &[spec]);
    assert_eq!(layers.targets[0].id.as_str(), "P1");
    assert_eq!(
        layers.targets[0].source.to_string(),
        "d.gz:2:1: features[0]"
    );
    assert_eq!(layers.inputs["d.gz"].len(), 64);
}

#[test]
fn very_deep_nesting_is_a_finding() {
    let deep = "[".repeat(300_000) + "1" + &"]".repeat(300_000);
    for bad in [
        feature("", &format!(r#"{{"type":"Polygon","coordinates":{deep}}}"#)),
        feature(r#""id":1"#, &format!(r#"{{"a":{deep}}}"#)),
        deep.clone(),
        feature(&format!(r#""a":{deep}"#), "null"),
    ] {
        let read = read(LayerKind::Sites, &collection(&[bad, point(1)]));
        assert_eq!(ids(&read), ["P1"]);
        assert!(!read.findings.is_empty());
    }
}
