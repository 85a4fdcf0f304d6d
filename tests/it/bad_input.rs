//! Input as people really produce it: a clear error, the right exit code, nothing half-written.

use std::fs;
use std::path::Path;

use crate::support::{copy_of, run_in, xuncha};

const PLAN: &str = "plan {} --date 2026-11-24 --iterations 5 --lang en";

/// Plans a workspace whose roads layer has these bytes; gives what was said.
fn with_roads(bytes: &[u8]) -> String {
    let folder = copy_of("sample-county");
    fs::write(folder.path().join("roads.geojson"), bytes).unwrap();
    let ran = run_in(folder.path(), PLAN).expect(1);
    assert!(!folder.path().join("plans").exists(), "nothing is written");
    assert!(ran.stderr.contains("roads.geojson"), "{}", ran.stderr);
    ran.stderr
}

#[test]
fn an_empty_file_is_named() {
    assert!(with_roads(b"").contains("empty"));
}

#[test]
fn a_truncated_file_is_named_with_what_came_before() {
    let whole = fs::read(crate::support::data("sample-county").join("roads.geojson")).unwrap();
    let said = with_roads(&whole[..whole.len() / 2]);
    assert!(said.contains("feature"), "{said}");
}

#[test]
fn a_table_renamed_to_geojson_is_named() {
    with_roads(b"id,lon,lat\n1,126.2,43.6\n");
}

#[test]
fn chinese_text_in_another_encoding_is_named() {
    let said = with_roads(
        b"{\"type\":\"FeatureCollection\",\"name\":\"\xb5\xc0\xc2\xb7\",\"features\":[]}",
    );
    assert!(said.contains("UTF-8"), "{said}");
}

#[test]
fn a_directory_in_place_of_a_layer_is_named() {
    let folder = copy_of("sample-county");
    fs::remove_file(folder.path().join("roads.geojson")).unwrap();
    fs::create_dir(folder.path().join("roads.geojson")).unwrap();
    let ran = run_in(folder.path(), PLAN).expect(1);
    assert!(ran.stderr.contains("roads.geojson"), "{}", ran.stderr);
}

#[test]
fn a_missing_layer_is_named() {
    let folder = copy_of("sample-county");
    fs::remove_file(folder.path().join("sites.geojson")).unwrap();
    let ran = run_in(folder.path(), PLAN).expect(1);
    assert!(ran.stderr.contains("sites.geojson"), "{}", ran.stderr);
}

#[test]
fn coordinates_as_text_cost_that_feature_only() {
    let folder = copy_of("sample-county");
    let path = folder.path().join("sites.geojson");
    let text = fs::read_to_string(&path).unwrap();
    let bad = r#"{"type":"Feature","properties":{"id":"BAD"},"geometry":{"type":"Point","coordinates":["126.2","43.6"]}},"#;
    let at = text.find("{\"type\":\"Feature\",").unwrap();
    fs::write(&path, format!("{}{bad}\n{}", &text[..at], &text[at..])).unwrap();
    let ran = run_in(folder.path(), PLAN).expect(0);
    assert!(
        ran.stderr.contains("sites.geojson:") && ran.stderr.contains("features[0]"),
        "{}",
        ran.stderr
    );
}

#[test]
fn ten_million_coordinates_in_one_line_are_read() {
    let folder = copy_of("sample-county");
    let path = folder.path().join("areas.geojson");
    let mut text = String::from(
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"gully"},"geometry":{"type":"LineString","coordinates":["#,
    );
    for step in 0..10_000_000_u32 {
        text.push_str(if step == 0 { "[126." } else { "],[126." });
        let digits = 1_000_000 + step % 999_983;
        text.push_str(&digits.to_string()[1..]);
        text.push_str(",43.6");
    }
    text.push(']');
    text.push_str("]}}]}");
    fs::write(&path, text).unwrap();
    run_in(folder.path(), "check {} --lang en").expect(0);
}

#[test]
fn a_date_that_is_none_is_a_usage_error() {
    let folder = copy_of("sample-county");
    let ran = run_in(folder.path(), "plan {} --date 2026-02-31").expect(2);
    assert!(ran.stderr.contains("2026-02-31"), "{}", ran.stderr);
    run_in(folder.path(), "plan {} --days 0").expect(2);
    run_in(folder.path(), "plan {} --time-limit soon").expect(2);
}

/// Plans the sample county with its settings changed.
fn with_settings(change: impl Fn(String) -> String) -> String {
    let folder = copy_of("sample-county");
    let path = folder.path().join("xuncha.toml");
    fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
    run_in(folder.path(), PLAN).expect(1).stderr
}

#[test]
fn teams_that_make_no_sense_are_named_with_their_line() {
    let said = with_settings(|text| format!("{text}\n[[team]]\nid = \"Z9\"\nname = \"no base\"\n"));
    assert!(
        said.contains("xuncha.toml:") && said.contains("Z9") && said.contains("[W0003]"),
        "{said}"
    );
    let said = with_settings(|text| {
        format!(
            "{text}\n[[team]]\nid = \"A\"\nname = \"x\"\nbase = [126.2, 43.6]\n[[team]]\nid = \"B\"\nname = \"x\"\nbase = [126.2, 43.6]\n"
        )
    });
    assert!(said.contains("[W0006]"), "{said}");
    assert!(with_settings(|_| "county = ".to_owned()).contains("[W0001]"));
}

#[test]
fn a_folder_without_settings_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), PLAN).expect(1);
    assert!(
        ran.stderr.contains("xuncha.toml") && ran.stderr.contains("xuncha init"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_output_that_cannot_be_written_is_the_machines_fault() {
    let folder = copy_of("sample-county");
    let ran = run_in(folder.path(), &format!("{PLAN} --out /proc/xuncha-plan")).expect(3);
    assert!(ran.stderr.contains("/proc/xuncha-plan"), "{}", ran.stderr);
}

/// Runs the program where no file may grow beyond a few kilobytes: a write fails in the middle, as on a full disk.
fn with_little_room(dir: &Path, line: &str) -> crate::support::Ran {
    let program = env!("CARGO_BIN_EXE_xuncha");
    let line = line.replace("{}", &dir.display().to_string());
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            &format!("trap '' XFSZ; ulimit -f 4; exec {program} {line}"),
        ])
        .output()
        .expect("a shell is there");
    crate::support::Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_full_disk_leaves_the_old_plan_and_nothing_half_written() {
    let folder = copy_of("sample-county");
    run_in(folder.path(), PLAN).expect(0);
    let plan = folder.path().join("plans/2026-11-24/plan.json");
    let before = fs::read(&plan).unwrap();
    let ran = with_little_room(folder.path(), &format!("{PLAN} --seed 2")).expect(3);
    assert!(ran.stderr.contains("plans"), "{}", ran.stderr);
    assert_eq!(fs::read(&plan).unwrap(), before, "the old plan stands");
    let left: Vec<_> = fs::read_dir(folder.path().join("plans"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["2026-11-24"], "no temporary folder is left");
    let folder = copy_of("broken-county");
    let line = "check {} --report {}/report.geojson --lang en";
    let ran = with_little_room(folder.path(), line).expect(3);
    assert!(ran.stderr.contains("report.geojson"), "{}", ran.stderr);
    assert!(!folder.path().join("report.geojson").exists());
}

#[test]
fn an_output_that_nobody_got_is_the_machines_fault() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .arg("check")
        .arg(crate::support::data("sample-county"))
        .stdout(
            fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.matches("[X0004]").count(), 1, "{said}");
}

#[test]
fn a_report_never_takes_the_place_of_an_input() {
    let folder = copy_of("sample-county");
    for name in ["roads.geojson", "xuncha.toml"] {
        let path = folder.path().join(name);
        let before = fs::read(&path).unwrap();
        run_in(folder.path(), &format!("check {{}} --report {{}}/{name}")).expect(1);
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn days_without_a_team_are_told_and_end_with_one() {
    let folder = copy_of("sample-county");
    // A Saturday.
    let line = "plan {} --date 2026-11-28 --iterations 5 --lang en";
    let ran = run_in(folder.path(), line).expect(1);
    assert!(ran.stderr.contains("[A0004]"), "{}", ran.stderr);
}

#[test]
fn a_base_far_from_the_roads_leaves_no_shift_and_verify_agrees() {
    let folder = copy_of("sample-county");
    let path = folder.path().join("xuncha.toml");
    let text = fs::read_to_string(&path).unwrap();
    let far: Vec<String> = text
        .lines()
        .map(|line| {
            let base = line.starts_with("base = ");
            if base {
                "base = [120.0, 30.2]".to_owned()
            } else {
                line.to_owned()
            }
        })
        .collect();
    fs::write(&path, far.join("\n")).unwrap();
    let ran = run_in(folder.path(), PLAN).expect(1);
    assert!(ran.stderr.contains("[A0001]"), "{}", ran.stderr);
    run_in(folder.path(), "verify {} {}/plans/2026-11-24").expect(0);
}

#[test]
fn arguments_that_are_off_exit_with_two() {
    xuncha::<&str>(&[]).expect(2);
    xuncha(&["fly"]).expect(2);
    xuncha(&["--version"]).expect(0);
    xuncha(&["--help"]).expect(0);
}

#[test]
fn a_place_that_takes_no_file_is_the_machines_for_every_command() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let instance = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/instances/township-s1-j8-d1.txt"
    );
    for (line, code) in [
        ("plan {} --date 2026-11-24 --iterations 1 --out /proc/x", 3),
        ("coverage {} --out /proc/x", 3),
        ("check {} --report /proc/x.geojson", 3),
        ("ledger export {} /proc/x.csv", 3),
        ("ledger report {} --date 2026-11-24 --out /proc/x.txt", 3),
        ("matrix {}/roads.geojson {}/places.geojson --out /proc/x", 3),
        (
            &format!("solve {instance} --kind mixed --iterations 1 --out /proc/x"),
            3,
        ),
        ("generate /proc/x --size township", 3),
        // A folder that is missing is a name to correct.
        ("ledger export {} {}/none/x.csv", 1),
        ("ledger export {} {}/places.geojson/x.csv", 1),
        ("coverage {} --out {}/places.geojson/x", 1),
    ] {
        let ran = run_in(dir, &format!("{line} --lang en"));
        assert_eq!(ran.code, code, "{line}: {ran:?}");
    }
}

#[test]
fn a_misuse_shows_the_usage_of_its_command() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    for (line, usage) in [
        ("solve x --kind mixed --routes 2", "xuncha solve"),
        ("whatif x --like y --balance hours", "xuncha whatif"),
        ("plan x --format csv", "xuncha plan"),
        (
            "ledger import {} e.jsonl --mapping nosuch.toml",
            "xuncha ledger import",
        ),
        (
            "ledger import {} e.jsonl --datum gcj02",
            "xuncha ledger import",
        ),
        (
            "ledger import {} e.JSONL --datum wgs84",
            "xuncha ledger import",
        ),
    ] {
        let en = run_in(dir, &format!("{line} --lang en")).expect(2);
        assert!(
            en.stderr.contains(&format!("Usage: {usage} ")),
            "{}",
            en.stderr
        );
        let zh = run_in(dir, &format!("{line} --lang zh")).expect(2);
        assert!(
            zh.stderr.contains(&format!("用法：{usage} ")),
            "{}",
            zh.stderr
        );
    }
    for (line, said) in [
        (
            "plan {} --from p --at 09:00 --moves -1",
            "invalid value '-1' for '--moves <K>': a whole number from 0",
        ),
        (
            "plan {} --iterations -3",
            "invalid value '-3' for '--iterations <N>'",
        ),
        ("plan {} --days 0", "a whole number from 1 to 366"),
        (
            "ledger visit {} x --by a --role patrol --seen -5..10",
            "invalid value '-5..10' for '--seen <FROM..TO>'",
        ),
        (
            "matrix a b --format xml",
            "[possible values: text, json, csv, bin]",
        ),
        ("plan {} --format xml", "[possible values: text, json]"),
    ] {
        let ran = run_in(dir, &format!("{line} --lang en")).expect(2);
        assert!(ran.stderr.contains(said), "{line}: {}", ran.stderr);
    }
}
