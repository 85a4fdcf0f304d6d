use super::*;

fn codes_of(raw: &str) -> Vec<&'static str> {
    read(raw, 0, Frame::Degrees)
        .faults
        .iter()
        .map(|f| f.code.id)
        .collect()
}

#[test]
fn each_fault_has_its_code() {
    let cases = [
        (
            r#"{"type":"Pint","coordinates":[1,2]}"#,
            codes::GEOMETRY_UNKNOWN.id,
        ),
        (r#"{"coordinates":[1,2]}"#, codes::GEOMETRY_UNKNOWN.id),
        ("5", codes::GEOMETRY_UNKNOWN.id),
        (
            r#"{"type":"GeometryCollection","geometries":[]}"#,
            codes::GEOMETRY_COLLECTION.id,
        ),
        (r#"{"type":"Point"}"#, codes::GEOMETRY_EMPTY.id),
        (
            r#"{"type":"Point","coordinates":[]}"#,
            codes::GEOMETRY_EMPTY.id,
        ),
        (
            r#"{"type":"Point","coordinates":null}"#,
            codes::GEOMETRY_EMPTY.id,
        ),
        (
            r#"{"type":"LineString","coordinates":[]}"#,
            codes::GEOMETRY_EMPTY.id,
        ),
        (
            r#"{"type":"MultiPolygon","coordinates":[[[]]]}"#,
            codes::GEOMETRY_EMPTY.id,
        ),
        (
            r#"{"type":"Point","coordinates":[1]}"#,
            codes::POSITION_SHORT.id,
        ),
        (
            r#"{"type":"Point","coordinates":["126.5","43.8"]}"#,
            codes::POSITION_NOT_NUMBER.id,
        ),
        (
            r#"{"type":"Point","coordinates":[null,43.8]}"#,
            codes::POSITION_NOT_NUMBER.id,
        ),
        (
            r#"{"type":"Point","coordinates":"126.5,43.8"}"#,
            codes::POSITION_NOT_NUMBER.id,
        ),
        (
            r#"{"type":"Point","coordinates":[[1,2]]}"#,
            codes::COORDINATES_NESTING.id,
        ),
        (
            r#"{"type":"LineString","coordinates":[1,2]}"#,
            codes::COORDINATES_NESTING.id,
        ),
        (
            r#"{"type":"Point","coordinates":[1e999,2]}"#,
            codes::POSITION_RANGE.id,
        ),
        (
            r#"{"type":"Point","coordinates":[181,2]}"#,
            codes::POSITION_RANGE.id,
        ),
        (
            r#"{"type":"Point","coordinates":[42600000,4850000]}"#,
            codes::POSITION_METRES.id,
        ),
        (
            r#"{"type":"Point","coordinates":[43.8,126.5]}"#,
            codes::POSITION_SWAPPED.id,
        ),
        (
            r#"{"type":"Point","coordinates":[0,0]}"#,
            codes::POSITION_ZERO.id,
        ),
        (
            r#"{"type":"LineString","coordinates":[[1,2]]}"#,
            codes::LINE_SHORT.id,
        ),
        (
            r#"{"type":"LineString","coordinates":[[1,2],[1,2]]}"#,
            codes::LINE_SHORT.id,
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1,2],[2,2],[1,2]]]}"#,
            codes::RING_SHORT.id,
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1,2],[2,2],[2,3]]]}"#,
            codes::RING_OPEN.id,
        ),
    ];
    for (raw, code) in cases {
        assert_eq!(codes_of(raw), [code], "{raw}");
    }
}

#[test]
fn coordinates_may_come_before_the_type() {
    let raw = r#"{"coordinates":[[1,2,3],[3,4,5]],"bbox":[1],"type":"LineString"}"#;
    let geometry = read(raw, 0, Frame::Degrees);
    assert!(geometry.faults.is_empty() && geometry.z);
    assert!(matches!(geometry.shape, Some(Shape::Lines(lines)) if lines[0].1.len() == 2));
}

#[test]
fn a_bad_part_does_not_cost_the_others() {
    let raw = r#"{"type":"MultiLineString","coordinates":[[[1,2]],[[1,2],[2,2]],[]]}"#;
    let geometry = read(raw, 0, Frame::Degrees);
    assert_eq!(geometry.faults.len(), 2);
    assert!(
        matches!(geometry.shape, Some(Shape::Lines(lines)) if lines.len() == 1 && lines[0].0 == 1)
    );
}

#[test]
fn polygons_keep_their_holes() {
    let ring = "[[0,0],[9,0],[9,9],[0,0]]";
    let raw = format!(r#"{{"type":"MultiPolygon","coordinates":[[{ring},{ring}],[{ring}]]}}"#);
    let Some(Shape::Polygons(polygons)) = read(&raw, 0, Frame::Degrees).shape else {
        panic!("two polygons")
    };
    assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
}
