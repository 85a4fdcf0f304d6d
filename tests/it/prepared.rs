//! Prepared roads change how long a command takes, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{copy_of, files_below, run_in};

const PLAN: &str = "plan {} --date 2026-11-24 --iterations 40 --days 2 --out {}";
const CHECK: &str = "check {} --format json --report {}";

fn kept(dir: &Path) -> PathBuf {
    dir.join(".xuncha/roads.cache")
}

/// What a check says, the repair report that it writes, and the files of a plan.
fn all_of(dir: &Path, name: &str) -> (String, Vec<u8>, impl PartialEq + std::fmt::Debug) {
    let report = dir.join(format!("{name}.geojson"));
    let said = run_in(dir, &format!("{CHECK}/{name}.geojson")).expect(0);
    run_in(dir, &format!("{PLAN}/{name}")).expect(0);
    // The name of the report is told, too.
    let said = said.stdout.replace(name, "report");
    (
        said,
        fs::read(report).unwrap(),
        files_below(&dir.join(name)),
    )
}

#[test]
fn output_is_the_same_with_and_without_them() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let first = all_of(dir, "first");
    let made = fs::metadata(kept(dir)).unwrap().modified().unwrap();
    assert_eq!(all_of(dir, "second"), first);
    let now = fs::metadata(kept(dir)).unwrap().modified().unwrap();
    assert_eq!(now, made, "the second run uses what the first left");
    fs::remove_file(kept(dir)).unwrap();
    assert_eq!(all_of(dir, "third"), first);
}

#[test]
fn a_damaged_file_is_told_and_made_anew() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let check = || run_in(dir, "check {} --format json").expect(0);
    let first = check().stdout;
    let good = fs::read(kept(dir)).unwrap();
    let mut changed = good.clone();
    changed[good.len() / 2] ^= 4;
    for bad in [&changed[..], &good[..good.len() - 1], b"", b"other"] {
        fs::write(kept(dir), bad).unwrap();
        let said = check().stdout;
        assert!(said.contains("R0901"), "{said}");
        assert!(fs::read(kept(dir)).unwrap() == good);
        assert_eq!(check().stdout, first);
    }
}

#[test]
fn changed_roads_and_settings_are_read_anew() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // With a feature that cannot be read it ends with 1.
    let check = || run_in(dir, "check {} --format json").stdout;
    let first = check();
    let roads = fs::read_to_string(dir.join("roads.geojson")).unwrap();
    let fewer = roads.replacen("\"LineString\"", "\"Line\"", 1);
    fs::write(dir.join("roads.geojson"), &fewer).unwrap();
    assert_ne!(check(), first);
    fs::write(dir.join("roads.geojson"), &roads).unwrap();
    assert_eq!(check(), first);
    let before = fs::read(kept(dir)).unwrap();
    let settings = fs::read_to_string(dir.join("xuncha.toml")).unwrap();
    let wider = settings.replace("join_tolerance_m = 5", "join_tolerance_m = 6");
    assert_ne!(wider, settings);
    fs::write(dir.join("xuncha.toml"), wider).unwrap();
    check();
    assert!(fs::read(kept(dir)).unwrap() != before);
}
