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

const BALANCE: &str = "whatif {} --date 2026-11-24 --iterations 20 --runs 2 --balance";

#[test]
fn what_evenness_costs_is_told_and_written_as_a_page() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    for (measure, lang) in [
        ("hours", "en"),
        ("stops", "zh"),
        ("townships", "en"),
        ("own-area", "zh"),
    ] {
        let line = format!("{BALANCE} {measure} --lang {lang} --out {{}}/out");
        run_in(dir, &line).expect(0);
        let files = files_below(&dir.join("out"));
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["balance.csv", "balance.html", "balance.json"]);
        let json: serde_json::Value = serde_json::from_slice(&files["balance.json"]).unwrap();
        let steps = json["steps"].as_array().unwrap();
        let csv = String::from_utf8(files["balance.csv"].clone()).unwrap();
        assert!(csv.starts_with('\u{feff}'));
        assert_eq!(csv.lines().count(), 1 + steps.len(), "{csv}");
        let html = String::from_utf8(files["balance.html"].clone()).unwrap();
        assert!(html.contains("<table"));
        // Where one step beats all others there is no curve.
        let has_ends = ["hours", "stops"].contains(&measure);
        assert!(html.contains("<svg") || !has_ends, "{measure}");
        let linked = html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(!linked.contains("://"), "the page loads nothing");
    }
    // A folder of something else is left alone, also that of a grid.
    run_in(dir, &format!("{WHATIF} --out {{}}/out")).expect(1);
}

#[test]
fn what_keeping_an_earlier_plan_costs_is_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, "plan {} --date 2026-11-24 --iterations 40 --seed 5").expect(0);
    let line = format!("{BALANCE} steady --like {{}}/plans/2026-11-24");
    let told = run_in(dir, &format!("{line} --format json"))
        .expect(0)
        .json();
    assert!(told["like"].as_u64().unwrap() > 3, "{}", told["like"]);
    let steps = told["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 7);
    for step in &steps[1..] {
        assert!(step["moved"].as_i64().unwrap() <= step["rule"].as_i64().unwrap());
    }
    assert_eq!(steps[6]["moved"], 0);
    // Fewer moves never bring more.
    let rank = |step: &serde_json::Value| {
        let number = |key: &str| step[key].as_i64().unwrap();
        (number("required"), number("prize"))
    };
    assert!(
        steps
            .windows(2)
            .all(|pair| rank(&pair[0]) >= rank(&pair[1]))
    );
    let ran = run_in(dir, &format!("{line} --lang en")).expect(0);
    assert!(ran.stdout.contains("stops moved (0 %)"), "{}", ran.stdout);
    run_in(dir, &format!("{BALANCE} steady")).expect(2);
    run_in(dir, &format!("{BALANCE} steady --like {{}}/nothing")).expect(1);
    for measure in ["hours", "stops", "townships", "own-area"] {
        let other = format!("{BALANCE} {measure} --like {{}}/plans/2026-11-24");
        let refused = run_in(dir, &other).expect(2);
        assert!(
            refused.stderr.contains("--balance steady"),
            "{}",
            refused.stderr
        );
    }
    // A plan whose teams are gone has nothing to keep to.
    let path = dir.join("plans/2026-11-24/plan.json");
    let mut plan: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for shift in plan["shifts"].as_array_mut().unwrap() {
        shift["team"] = "gone".into();
    }
    fs::write(&path, plan.to_string()).unwrap();
    for (lang, said) in [("en", "nothing to keep to"), ("zh", "无从保持")] {
        let refused = run_in(dir, &format!("{line} --lang {lang} --out {{}}/none")).expect(1);
        assert!(refused.stderr.contains("[B0001]"), "{}", refused.stderr);
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    assert!(!dir.join("none").exists());
}
