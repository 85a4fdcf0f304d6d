//! What the ledger cannot plan, or does not take over from a layer, is told.

use std::fs;

use crate::support::{copy_of, run_in};

const TABLE: &str = "id,lon,lat,status,status_since
I-7,,,suspected,2026-11-20
I-8,43.62,,suspected,2026-11-20
";

#[test]
fn a_point_of_the_ledger_without_a_position_is_told_until_it_has_one() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::write(dir.join("in.csv"), TABLE).unwrap();
    run_in(dir, "ledger import {} {}/in.csv --lang en").expect(0);
    let plan = "plan {} --date 2026-11-24 --iterations 5 --lang en --out";
    let ran = run_in(dir, &format!("{plan} {{}}/plans/one")).expect(0);
    assert_eq!(ran.stderr.matches("[A0009]").count(), 2, "{}", ran.stderr);
    let id = "--to suspected --by z1 --role county --reason found --at 2026-11-21T10:00";
    let line = format!("ledger move {{}} I-7 {id} --lon 126.165 --lat 43.6196 --lang en");
    run_in(dir, &line).expect(0);
    let ran = run_in(dir, &format!("{plan} {{}}/plans/two --format json")).expect(0);
    let findings = ran.json()["findings"].to_string();
    assert_eq!(findings.matches("A0009").count(), 1, "{findings}");
    let text = fs::read_to_string(dir.join("plans/two/plan.json")).unwrap();
    assert!(text.contains("\"I-7\"") && !text.contains("\"I-8\""));
}

#[test]
fn a_name_that_holds_a_phone_number_is_told_when_a_point_is_opened() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let layer = dir.join("dump_points.geojson");
    let text = fs::read_to_string(&layer).unwrap();
    let (before, rest) = text.split_once("\"name\":\"").expect("points have names");
    let (_, rest) = rest.split_once('"').unwrap();
    fs::write(
        &layer,
        format!("{before}\"name\":\"13800138000号点\"{rest}"),
    )
    .unwrap();
    let ran = run_in(dir, "ledger list {} --lang en").expect(0);
    assert!(ran.stderr.contains("[G0002]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("dump_points.geojson"), "{}", ran.stderr);
    let all = [ran.stdout, ran.stderr].concat();
    assert!(!all.contains("13800138000"), "{all}");
}

#[test]
fn a_target_that_nobody_has_visited_yet_is_shown() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(
        dir,
        "plan {} --date 2026-11-24 --iterations 5 --out {}/plans/one",
    )
    .expect(0);
    let plan = fs::read_to_string(dir.join("plans/one/plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let stops = plan["shifts"].as_array().unwrap().iter();
    let mut kinds = std::collections::BTreeMap::new();
    for stop in stops.flat_map(|shift| shift["stops"].as_array().unwrap()) {
        let [kind, id] = ["kind", "target"].map(|key| stop[key].as_str().unwrap().to_owned());
        kinds.entry(kind).or_insert(id);
    }
    assert!(kinds.len() > 2, "{kinds:?}");
    for (kind, id) in kinds {
        let line = format!("ledger show {{}} {id} --lang en");
        let ran = run_in(dir, &line).expect(0);
        let is_point = ran.stdout.contains("taken over from");
        assert!(
            is_point != ran.stdout.contains("nothing noted so far"),
            "{}",
            ran.stdout
        );
        let line = format!("ledger show {{}} {id} --format json");
        let told = run_in(dir, &line).expect(0).json();
        assert_eq!(
            (&told["id"], &told["kind"]),
            (&id.into(), &kind.into()),
            "{told}"
        );
    }
    let ran = run_in(dir, "ledger show {} nothing --lang en").expect(1);
    assert!(ran.stderr.contains("[G0103]"), "{}", ran.stderr);
}
