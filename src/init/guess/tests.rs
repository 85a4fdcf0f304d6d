use super::*;

/// A layer of features with these properties.
fn layer(properties: &[&str]) -> Vec<u8> {
    let features: Vec<String> = properties
        .iter()
        .map(|properties| {
            format!(r#"{{"type":"Feature","geometry":null,"properties":{properties}}}"#)
        })
        .collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
    .into_bytes()
}

fn guessed(kind: LayerKind, properties: &[&str]) -> (LayerSpec, Vec<Said>) {
    let spec = LayerSpec {
        kind,
        path: "layer.geojson".to_owned(),
        datum: Datum::Wgs84,
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    guess(spec, &layer(properties))
}

fn fields(spec: &LayerSpec) -> Vec<(&str, &str)> {
    spec.fields
        .iter()
        .map(|(field, column)| (field.as_str(), column.as_str()))
        .collect()
}

#[test]
fn road_classes_are_found_by_their_values() {
    let (spec, said) = guessed(
        LayerKind::Roads,
        &[
            r#"{"ER_ID":7,"RoadCatego":"RR(VR)","RoadName":"A to B","RoadOwner":"PWD"}"#,
            r#"{"ER_ID":7,"RoadCatego":"NH","RoadName":"B to C","RoadOwner":"PWD"}"#,
            r#"{"ER_ID":8,"RoadCatego":"RR(TRACK)","RoadName":"C to D","RoadOwner":"PWD"}"#,
        ],
    );
    assert_eq!(
        fields(&spec),
        [("class", "RoadCatego"), ("name", "RoadName")]
    );
    assert_eq!(spec.values["class"]["RR(VR)"], "village");
    assert_eq!(spec.values["class"]["NH"], "national");
    assert_eq!(spec.values["class"]["RR(TRACK)"], "track");
    assert!(
        said.iter()
            .any(|said| said.en.contains("`ER_ID` looks like an id but repeats"))
    );
}

#[test]
fn census_codes_are_known() {
    let (spec, _) = guessed(
        LayerKind::Roads,
        &[
            r#"{"LINEARID":"110","FULLNAME":null,"RTTYP":null,"MTFCC":"S1400"}"#,
            r#"{"LINEARID":"111","FULLNAME":"US Hwy 81","RTTYP":"U","MTFCC":"S1200"}"#,
            r#"{"LINEARID":"112","FULLNAME":null,"RTTYP":null,"MTFCC":"S1740"}"#,
        ],
    );
    assert_eq!(fields(&spec), [("class", "MTFCC"), ("name", "FULLNAME")]);
    let want = [
        ("S1200", "provincial"),
        ("S1400", "village"),
        ("S1740", "track"),
    ];
    assert_eq!(
        spec.values["class"],
        want.map(|(a, b)| (a.to_owned(), b.to_owned())).into()
    );
}

#[test]
fn osm_tags_are_left_to_the_readers() {
    let (spec, said) = guessed(
        LayerKind::Roads,
        &[
            r#"{"full_id":"w1","osm_id":"1","highway":"track","name":"x","oneway":""}"#,
            r#"{"full_id":"w2","osm_id":"2","highway":"trunk_link","name":null,"oneway":"yes"}"#,
        ],
    );
    assert_eq!(fields(&spec), []);
    assert!(spec.values.is_empty() && said.is_empty());
    let (spec, _) = guessed(
        LayerKind::Roads,
        &[r#"{"TYPE":"service","NAME":"x","ONEWAY":"-1"}"#],
    );
    assert_eq!(
        fields(&spec),
        [("class", "TYPE"), ("name", "NAME"), ("oneway", "ONEWAY")]
    );
    assert!(spec.values.is_empty());
}

#[test]
fn roads_without_a_class_are_said() {
    let (spec, said) = guessed(
        LayerKind::Roads,
        &[r#"{"eid":0,"type":"pred"}"#, r#"{"eid":1,"type":"pred"}"#],
    );
    assert_eq!(fields(&spec), [("id", "eid")]);
    assert!(said.iter().any(|said| said.en.contains("village road")));
}

#[test]
fn sizes_become_tiers_and_work_orders_become_states() {
    let (spec, _) = guessed(
        LayerKind::DumpPoints,
        &[
            r#"{"size":"SMALL"}"#,
            r#"{"size":"LARGE"}"#,
            r#"{"size":"MEDIUM"}"#,
        ],
    );
    assert_eq!(fields(&spec), [("tier", "size")]);
    assert_eq!(spec.values["tier"]["SMALL"], "litter");
    assert_eq!(spec.values["tier"]["MEDIUM"], "small");
    assert_eq!(spec.values["tier"]["LARGE"], "census");
    let (spec, said) = guessed(
        LayerKind::DumpPoints,
        &[
            r#"{"WORKORDERREFNO":"WO-1","STATUS":"Closed","DATETIMERECEIVEDUTC":1507130280000}"#,
            r#"{"WORKORDERREFNO":"WO-2","STATUS":"Assigned","DATETIMERECEIVEDUTC":1628297887000}"#,
            r#"{"WORKORDERREFNO":"WO-3","STATUS":"Open","DATETIMERECEIVEDUTC":1590721500000}"#,
        ],
    );
    assert_eq!(
        fields(&spec),
        [("id", "WORKORDERREFNO"), ("status", "STATUS")]
    );
    let want = [
        ("Assigned", "works"),
        ("Closed", "closed"),
        ("Open", "suspected"),
    ];
    assert_eq!(
        spec.values["status"],
        want.map(|(a, b)| (a.to_owned(), b.to_owned())).into()
    );
    assert!(said.iter().any(|said| said.en.contains("milliseconds")));
}

#[test]
fn chinese_columns_are_understood() {
    let (spec, _) = guessed(
        LayerKind::DumpPoints,
        &[
            r#"{"登记编号":"A-1","点位名称":"东沟","所属乡镇":"河口镇","状态":"整治中","危害程度":"较高"}"#,
        ],
    );
    assert_eq!(
        fields(&spec),
        [
            ("hazard", "危害程度"),
            ("id", "登记编号"),
            ("name", "点位名称"),
            ("status", "状态"),
            ("township", "所属乡镇")
        ]
    );
    assert_eq!(spec.values["hazard"]["较高"], "3");
    assert_eq!(spec.values["status"]["整治中"], "works");
}

#[test]
fn places_and_areas_without_a_type_get_a_default_or_a_word() {
    let (spec, _) = guessed(LayerKind::Places, &[r#"{"HAB_ID":1,"HAB_NAME":"Farol"}"#]);
    assert_eq!(fields(&spec), [("id", "HAB_ID"), ("name", "HAB_NAME")]);
    assert_eq!(spec.defaults["type"], "village");
    let (spec, said) = guessed(LayerKind::Areas, &[r#"{"n":1}"#]);
    assert!(spec.defaults.is_empty());
    assert_eq!(said.len(), 1);
    let (spec, _) = guessed(LayerKind::Places, &[r#"{"PLACE":"town","NAME":"Montagu"}"#]);
    assert_eq!(fields(&spec), [("name", "NAME"), ("type", "PLACE")]);
}

#[test]
fn a_broken_file_is_declared_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let (roads, places) = (dir.path().join("x.geojson"), dir.path().join("X.geojson"));
    std::fs::write(&roads, b"{").unwrap();
    std::fs::write(&places, layer(&[r#"{"name":"a","type":"village"}"#])).unwrap();
    let files = [
        (LayerKind::Roads, roads.as_path()),
        (LayerKind::Places, places.as_path()),
    ];
    let list = guess_layers(&files, Datum::Wgs84).unwrap();
    assert_eq!(list[0].said.len(), 1);
    assert_eq!(list[1].spec.path, "places-X.geojson");
    let missing = dir.path().join("none.geojson");
    let error = guess_layers(&[(LayerKind::Roads, missing.as_path())], Datum::Wgs84);
    assert!(matches!(error, Err(InitError::Unreadable { .. })));
}
