use std::fs;
use std::path::Path;

use crate::support::{copy_of, files_below, run_in};

const WHATIF: &str =
    "whatif {} --date 2026-11-24 --teams 1..3 --shift 6h..7h --iterations 20 --runs 2";

/// Makes the output folder; gives its files.
fn files(dir: &Path, more: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    run_in(dir, &format!("{WHATIF} {more} --out {{}}/out")).expect(0);
    let files = files_below(&dir.join("out"));
    fs::remove_dir_all(dir.join("out")).unwrap();
    files
}

#[test]
fn the_grid_of_the_sample_county_is_told_and_written() {
    let folder = copy_of("sample-county");
    let ran = run_in(folder.path(), &format!("{WHATIF} --lang en")).expect(0);
    assert!(ran.stdout.contains("<- marginal team"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("From the marginal team on"),
        "{}",
        ran.stdout
    );
    let ran = run_in(folder.path(), &format!("{WHATIF} --lang zh")).expect(0);
    assert!(ran.stdout.contains("<- 边际组"), "{}", ran.stdout);

    let ran = run_in(folder.path(), &format!("{WHATIF} --format json")).expect(0);
    let told = ran.json();
    assert_eq!(told["cells"].as_array().unwrap().len(), 6);
    for lang in ["zh", "en"] {
        let files = files(folder.path(), &format!("--lang {lang}"));
        let csv = String::from_utf8(files["whatif.csv"].clone()).unwrap();
        assert!(csv.starts_with('\u{feff}'));
        assert_eq!(csv.lines().count(), 1 + 6, "{csv}");
        let json: serde_json::Value = serde_json::from_slice(&files["whatif.json"]).unwrap();
        assert_eq!(json["schema"], "xuncha.whatif/1");
        for (cell, other) in json["cells"]
            .as_array()
            .unwrap()
            .iter()
            .zip(told["cells"].as_array().unwrap())
        {
            assert_eq!(cell, other);
        }
        let html = String::from_utf8(files["whatif.html"].clone()).unwrap();
        assert!(html.contains("<svg") && html.contains("◂"));
        // The name of the drawing's language is no address to load.
        let linked = html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(!linked.contains("://"), "the page loads nothing");
    }
}

#[test]
fn the_same_bytes_twice_and_with_one_thread_and_two() {
    let folder = copy_of("sample-county");
    let first = files(folder.path(), "--threads 2");
    assert_eq!(first, files(folder.path(), "--threads 2"));
    assert_eq!(first, files(folder.path(), "--threads 1"));
}

#[test]
fn wrong_arguments_and_faulty_input_are_told_apart() {
    let folder = copy_of("sample-county");
    for wrong in [
        "--teams 3..1",
        "--teams x",
        "--shift 9h..6h",
        "--shift 25h",
        "--runs 0",
    ] {
        run_in(folder.path(), &format!("whatif {{}} {wrong}")).expect(2);
    }
    run_in(folder.path(), "whatif {}/nothing").expect(1);
    // A folder of something else is left alone.
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/thesis.txt"), "years of work").unwrap();
    run_in(folder.path(), &format!("{WHATIF} --out {{}}/mine")).expect(1);
    assert_eq!(fs::read_dir(folder.path().join("mine")).unwrap().count(), 1);
    // On a Sunday nobody works.
    let sunday = WHATIF.replace("2026-11-24", "2026-11-29");
    let ran = run_in(folder.path(), &sunday).expect(1);
    assert!(ran.stderr.contains("A0004"), "{}", ran.stderr);
    fs::write(folder.path().join("roads.geojson"), "{").unwrap();
    run_in(folder.path(), WHATIF).expect(1);
}
