//! `xuncha matrix`: driving times and distances between the points of a file.

use std::io::Write as _;
use std::path::Path;

use crate::support::{Ran, run_in};

/// A road of 20 km/h, 10 km long to the east at 43.5 N, and one of its own 20 km to the south.
const ROADS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","properties":{"highway":"tertiary","maxspeed":20},"geometry":{"type":"LineString","coordinates":[[126.0,43.5],[126.06,43.5],[126.12,43.5]]}},
{"type":"Feature","id":"b","properties":{"highway":"tertiary","oneway":"yes"},"geometry":{"type":"LineString","coordinates":[[126.0,43.3],[126.02,43.3]]}}
]}"#;

/// In no order of their ids; one off the road, one without a place, one with a comma, one on the other road.
const POINTS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"west","properties":{},"geometry":{"type":"Point","coordinates":[126.0,43.5]}},
{"type":"Feature","id":"far","properties":{},"geometry":{"type":"Point","coordinates":[126.0,43.52]}},
{"type":"Feature","id":"east, end","properties":{},"geometry":{"type":"Point","coordinates":[126.12,43.5005]}},
{"type":"Feature","id":"broken","properties":{},"geometry":null},
{"type":"Feature","id":"away","properties":{},"geometry":{"type":"Polygon","coordinates":[[[126.01,43.3],[126.012,43.3],[126.012,43.302],[126.01,43.3]]]}},
{"type":"Feature","id":"middle","properties":{},"geometry":{"type":"Point","coordinates":[126.06,43.5]}}
]}"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("roads.geojson"), ROADS).unwrap();
    std::fs::write(folder.path().join("points.geojson"), POINTS).unwrap();
    folder
}

fn matrix(folder: &Path, more: &str) -> Ran {
    run_in(
        folder,
        &format!("matrix {{}}/roads.geojson {{}}/points.geojson --lang en {more}"),
    )
}

#[test]
fn a_row_per_origin_in_the_order_of_the_file() {
    let folder = folder();
    let ran = matrix(folder.path(), "").expect(0);
    let rows: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        rows[0],
        "from,s:west,s:far,\"s:east, end\",s:features[3],s:away,s:middle,m:west,m:far,\"m:east, end\",m:features[3],m:away,m:middle"
    );
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[1], "west,0,,1742,,,871,0,,9679,,,4839");
    assert_eq!(rows[2], "far,,,,,,,,,,,,");
    assert_eq!(rows[3], "\"east, end\",1742,,0,,,871,9679,,0,,,4839");
    assert_eq!(rows[4], "features[3],,,,,,,,,,,,");
    assert_eq!(rows[5], "away,,,,,0,,,,,,0,");
    assert!(ran.stderr.contains("[A0006]"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("6 points, 2 off the road"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("[L0703]"), "{}", ran.stderr);
}

#[test]
fn the_binary_form_holds_the_same_numbers() {
    let folder = folder();
    matrix(folder.path(), "--format bin --out {}/out.bin").expect(0);
    let bytes = std::fs::read(folder.path().join("out.bin")).unwrap();
    let numbers: Vec<u32> = bytes
        .chunks(4)
        .map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap()))
        .collect();
    assert_eq!(numbers.len(), 2 * 6 * 6);
    assert_eq!(numbers[..6], [0, u32::MAX, 1742, u32::MAX, u32::MAX, 871]);
    assert_eq!(
        numbers[36..42],
        [0, u32::MAX, 9679, u32::MAX, u32::MAX, 4839]
    );
    let json = matrix(folder.path(), "--format json").expect(0).json();
    assert_eq!(json["points"][2], "east, end");
    assert_eq!(json["seconds"][0][2], 1742);
    assert!(json["seconds"][0][1].is_null());
}

#[test]
fn gzip_is_read_and_any_number_of_threads_writes_the_same() {
    let folder = folder();
    let packed = std::fs::File::create(folder.path().join("roads.geojson.gz")).unwrap();
    let mut packer = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packer.write_all(ROADS.as_bytes()).unwrap();
    packer.finish().unwrap();
    let line = "matrix {}/roads.geojson.gz {}/points.geojson --threads 1 --out {}/out.csv";
    run_in(folder.path(), line).expect(0);
    let written = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert_eq!(
        written,
        matrix(folder.path(), "--format csv --threads 3")
            .expect(0)
            .stdout
    );
}

#[test]
fn a_longer_walk_reaches_the_road() {
    let folder = folder();
    let ran = matrix(folder.path(), "--walk-limit 3km").expect(0);
    assert!(ran.stdout.contains("\nfar,0,0,1742,"), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_done_is_told_and_nothing_is_written() {
    let folder = folder();
    let refused = matrix(folder.path(), "--out {}/points.geojson").expect(1);
    assert!(refused.stderr.contains("[X0003]"), "{}", refused.stderr);
    assert_eq!(
        std::fs::read_to_string(folder.path().join("points.geojson")).unwrap(),
        POINTS
    );
    let missing = run_in(
        folder.path(),
        "matrix {}/none.geojson {}/points.geojson --out {}/o --lang en",
    );
    assert!(missing.expect(1).stderr.contains("none.geojson"));
    let no_roads = run_in(
        folder.path(),
        "matrix {}/points.geojson {}/points.geojson --out {}/o",
    );
    no_roads.expect(1);
    assert!(!folder.path().join("o").exists());
    run_in(folder.path(), "check {} --format csv").expect(2);
    matrix(folder.path(), "--format xml").expect(2);
}

#[test]
fn an_id_is_no_formula() {
    let folder = folder();
    let points = POINTS.replace("\"west\"", "\"=1+1\"");
    std::fs::write(folder.path().join("points.geojson"), points).unwrap();
    let ran = matrix(folder.path(), "").expect(0);
    let rows: Vec<&str> = ran.stdout.lines().collect();
    assert!(rows[0].starts_with("from,s:=1+1,"), "{}", rows[0]);
    assert!(rows[1].starts_with("'=1+1,0,"), "{}", rows[1]);
}
