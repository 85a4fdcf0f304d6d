//! Points of a phone map in a layer that is declared WGS 84: the warning names the right system.

use std::fs;
use std::path::Path;

use geo::Coord;
use xuncha::domain::Datum;

use crate::support::{copy_of, run_in};

/// Rewrites the dump points as if they had been taken in another datum.
fn shift_dump_points(dir: &Path, datum: Datum) {
    let path = dir.join("dump_points.geojson");
    let mut layer: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for feature in layer["features"].as_array_mut().unwrap() {
        let geometry = &mut feature["geometry"];
        shift(&mut geometry["coordinates"], datum);
    }
    fs::write(&path, layer.to_string()).unwrap();
}

/// Turns every position below, however deep the arrays are.
fn shift(value: &mut serde_json::Value, datum: Datum) {
    let Some(parts) = value.as_array_mut() else {
        return;
    };
    if let [x, y, ..] = &mut parts[..]
        && let (Some(lon), Some(lat)) = (x.as_f64(), y.as_f64())
    {
        let moved = datum.from_wgs84(Coord { x: lon, y: lat });
        (*x, *y) = (moved.x.into(), moved.y.into());
        return;
    }
    for part in parts {
        shift(part, datum);
    }
}

/// Codes and messages of what is said of the dump points.
fn said(dir: &Path) -> Vec<(String, String)> {
    let report = run_in(dir, "check {} --format json --lang en").json();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["file"] == "dump_points.geojson")
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap().to_owned();
            (text("code"), text("message"))
        })
        .collect()
}

#[test]
fn a_shifted_layer_is_doubted_and_its_datum_named() {
    for datum in [Datum::Gcj02, Datum::Bd09] {
        let folder = copy_of("sample-county");
        shift_dump_points(folder.path(), datum);
        let said = said(folder.path());
        let doubt = said.iter().find(|(code, _)| code == "L0901");
        let (_, message) = doubt.unwrap_or_else(|| panic!("{datum:?}: {said:#?}"));
        assert!(
            message.contains(&format!("better as {}", datum.word())),
            "{message}"
        );

        // Once declared, the points are where they were and nothing is doubted.
        let settings = folder.path().join("xuncha.toml");
        let text = fs::read_to_string(&settings).unwrap();
        let path = "path = \"dump_points.geojson\"";
        assert!(text.contains(path));
        let declared = format!("{path}\ndatum = \"{}\"", datum.word());
        fs::write(&settings, text.replace(path, &declared)).unwrap();
        let said = self::said(folder.path());
        assert!(said.iter().all(|(code, _)| code != "L0901"), "{said:#?}");
    }
}

#[test]
fn init_declares_the_datum_that_fits_the_roads() {
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        let folder = copy_of("sample-county");
        shift_dump_points(folder.path(), datum);
        let line =
            "init {}/made --roads {}/roads.geojson --dump-points {}/dump_points.geojson --lang en";
        let ran = run_in(folder.path(), line).expect(0);
        let said = ran.stdout.contains(&format!("datum {}", datum.word()));
        assert_eq!(said, datum != Datum::Wgs84, "{}", ran.stdout);
        let text = fs::read_to_string(folder.path().join("made/xuncha.toml")).unwrap();
        let layer = text.split("[[layer]]").nth(2).unwrap();
        assert!(
            layer.contains(&format!("datum = \"{}\"", datum.word())),
            "{layer}"
        );
    }
}

#[test]
fn a_layer_in_its_own_datum_is_not_doubted() {
    let folder = copy_of("sample-county");
    let said = said(folder.path());
    assert!(said.iter().all(|(code, _)| code != "L0901"), "{said:#?}");
}
