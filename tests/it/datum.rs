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

/// Declares the dump points as some system.
fn declare(dir: &Path, datum: &str) {
    let settings = dir.join("xuncha.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let path = "path = \"dump_points.geojson\"";
    let declared = format!("{path}\ndatum = \"{datum}\"");
    fs::write(&settings, text.replace(path, &declared)).unwrap();
}

#[test]
fn a_layer_in_the_wrong_zone_is_told_once_with_the_zone_that_fits() {
    let folder = copy_of("sample-county");
    shift_dump_points(folder.path(), Datum::Epsg(4551));
    declare(folder.path(), "EPSG:4547");
    let said = said(folder.path());
    let doubts: Vec<&String> = said
        .iter()
        .filter(|(code, _)| code == "L0903")
        .map(|(_, message)| message)
        .collect();
    let [message] = doubts[..] else {
        panic!("{said:#?}");
    };
    for words in ["declared as EPSG:4547, 38 of", "as EPSG:4551, 38 of them"] {
        assert!(message.contains(words), "{message}");
    }
    // The single points are summed up into it.
    let checked = run_in(folder.path(), "check {} --lang en").expect(0);
    let summed = "too far from any road: 38 of dump_points.geojson, see its warning";
    assert!(checked.stdout.contains(summed), "{}", checked.stdout);
    assert!(
        !checked.stdout.contains("no road within"),
        "{}",
        checked.stdout
    );
    // The daily command says it just as loud, with what to do.
    let planned = run_in(
        folder.path(),
        "plan {} --date 2026-11-24 --iterations 1 --lang en",
    )
    .expect(0);
    let hint = "set `datum = \"EPSG:4551\"` for the layer";
    assert!(planned.stderr.contains("[L0903]"), "{}", planned.stderr);
    assert!(planned.stderr.contains(hint), "{}", planned.stderr);
    let chinese = run_in(folder.path(), "check {} --lang zh").expect(0);
    let fits = "若按 EPSG:4551，则有 38 个点距道路不超过 5 公里 [L0903]";
    assert!(chinese.stderr.contains(fits), "{}", chinese.stderr);
}

#[test]
fn a_layer_of_another_county_is_told_once() {
    let folder = copy_of("sample-county");
    let path = folder.path().join("sites.geojson");
    let text = fs::read_to_string(&path).unwrap();
    let mut layer: serde_json::Value = serde_json::from_str(&text).unwrap();
    for feature in layer["features"].as_array_mut().unwrap() {
        let position = feature["geometry"]["coordinates"].as_array_mut().unwrap();
        position[1] = (position[1].as_f64().unwrap() + 1.0).into();
    }
    fs::write(&path, layer.to_string()).unwrap();
    let report = run_in(folder.path(), "check {} --format json --lang en").json();
    let findings = report["findings"].as_array().unwrap().iter();
    let strays: Vec<_> = findings
        .filter(|finding| finding["code"] == "L0902")
        .collect();
    assert_eq!(strays.len(), 1, "{strays:?}");
    assert_eq!(strays[0]["file"], "sites.geojson");
    assert_eq!(
        strays[0]["message"],
        "declared as wgs84, 5 of the layer's 5 points lie more than 20 km from any road"
    );
}

#[test]
fn a_sheet_in_the_wrong_zone_is_told_when_it_is_imported() {
    let source = copy_of("sample-county");
    let line = "ledger export {} {}/points.csv --datum EPSG:4551";
    run_in(source.path(), line).expect(0);
    let text = fs::read_to_string(source.path().join("points.csv")).unwrap();
    // The northing's own column names no zone, but that of the system would: the sheet of a surveyor has none.
    let folder = copy_of("sample-county");
    fs::write(folder.path().join("points.csv"), text).unwrap();
    let import = "ledger import {} {}/points.csv --lang en --datum";
    let wrong = run_in(folder.path(), &format!("{import} EPSG:4547 --dry-run")).expect(0);
    let fits = "as EPSG:4551, 38 of them would lie within 5 km of one [G0213]";
    assert!(wrong.stderr.contains(fits), "{}", wrong.stderr);
    let hint = "import it again with --datum EPSG:4551";
    assert!(wrong.stderr.contains(hint), "{}", wrong.stderr);
    let right = run_in(folder.path(), &format!("{import} EPSG:4551")).expect(0);
    assert!(!right.stderr.contains("[G0213]"), "{}", right.stderr);
}
