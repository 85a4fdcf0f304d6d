use std::fs;

use crate::support::{copy_of, files_below, run_in, shuffle_features};

const PLAN: &str = "plan {} --date 2026-11-24 --iterations 40";

#[test]
fn the_sample_county_is_planned_and_verified() {
    let folder = copy_of("sample-county");
    let ran = run_in(folder.path(), PLAN).expect(0);
    assert!(ran.stdout.contains("2026-11-24"), "{}", ran.stdout);
    let verified = run_in(folder.path(), "verify {} {}/plans/2026-11-24 --lang en").expect(0);
    assert!(
        verified.stdout.starts_with("0 faults"),
        "{}",
        verified.stdout
    );
}

#[test]
fn every_due_target_ends_in_exactly_one_list() {
    let folder = copy_of("sample-county");
    run_in(folder.path(), &format!("{PLAN} --days 3")).expect(0);
    let text = fs::read_to_string(folder.path().join("plans/2026-11-24/plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    let shifts = plan["shifts"].as_array().unwrap();
    let stops = shifts
        .iter()
        .flat_map(|shift| shift["stops"].as_array().unwrap());
    let all: Vec<_> = stops.chain(plan["unvisited"].as_array().unwrap()).collect();
    for entry in &all {
        assert!(
            seen.insert((entry["target"].to_string(), entry["visit"].to_string())),
            "{entry}"
        );
    }
    assert_eq!(plan["totals"]["due"], all.len());
    assert!(plan["totals"]["visits"].as_u64().unwrap() > 20);
}

#[test]
fn the_same_bytes_with_one_thread_and_two_and_with_shuffled_layers() {
    let folder = copy_of("sample-county");
    run_in(
        folder.path(),
        &format!("{PLAN} --days 2 --threads 1 --out {{}}/a"),
    )
    .expect(0);
    run_in(
        folder.path(),
        &format!("{PLAN} --days 2 --threads 2 --out {{}}/b"),
    )
    .expect(0);
    let one = files_below(&folder.path().join("a"));
    assert_eq!(one, files_below(&folder.path().join("b")));

    let shuffled = copy_of("sample-county");
    shuffle_features(shuffled.path());
    run_in(shuffled.path(), &format!("{PLAN} --days 2 --out {{}}/a")).expect(0);
    let mut other = files_below(&shuffled.path().join("a"));
    // The hashes of the input files differ, and nothing else may.
    let hashes = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        let plan: serde_json::Value = serde_json::from_slice(&files["plan.json"]).unwrap();
        plan["inputs"]
            .as_object()
            .unwrap()
            .values()
            .map(|hash| hash.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for (mine, theirs) in hashes(&one).iter().zip(hashes(&other)) {
        for bytes in other.values_mut() {
            *bytes = String::from_utf8_lossy(bytes)
                .replace(&theirs, mine)
                .into_bytes();
        }
    }
    for (name, bytes) in &one {
        assert!(
            other.get(name) == Some(bytes),
            "{name} differs with shuffled layers"
        );
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn a_second_plan_replaces_the_first_and_keeps_what_is_no_part_of_it() {
    let folder = copy_of("sample-county");
    run_in(folder.path(), PLAN).expect(0);
    let plan = folder.path().join("plans/2026-11-24");
    fs::write(plan.join("routes/stale.gpx"), "old").unwrap();
    fs::write(plan.join("routes/notes.txt"), "gate closed").unwrap();
    // Left by a run that was ended in the middle; no process has this number.
    let left = folder.path().join("plans/.2026-11-24.4294967295.tmp");
    fs::create_dir(&left).unwrap();
    run_in(folder.path(), PLAN).expect(0);
    assert!(
        !plan.join("routes/stale.gpx").exists(),
        "the old route is gone"
    );
    assert_eq!(
        fs::read_to_string(plan.join("routes/notes.txt")).unwrap(),
        "gate closed"
    );
    let left: Vec<_> = fs::read_dir(folder.path().join("plans"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["2026-11-24"], "no temporary folder is left");
}

#[test]
fn a_folder_that_is_no_plan_is_not_replaced() {
    let folder = copy_of("sample-county");
    let precious = folder.path().join("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join("thesis.txt"), "years of work").unwrap();
    run_in(folder.path(), &format!("{PLAN} --out {{}}/precious")).expect(1);
    assert_eq!(
        fs::read_to_string(precious.join("thesis.txt")).unwrap(),
        "years of work"
    );
}

#[test]
fn a_changed_workspace_is_noticed_by_verify() {
    let folder = copy_of("sample-county");
    run_in(folder.path(), PLAN).expect(0);
    let path = folder.path().join("plans/2026-11-24/plan.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    let shift = plan["shifts"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|shift| shift["stops"][0].is_object())
        .unwrap();
    let stop = shift["stops"].as_array_mut().unwrap().pop().unwrap();
    assert!(stop["target"].is_string());
    fs::write(&path, plan.to_string()).unwrap();
    let ran = run_in(folder.path(), "verify {} {}/plans/2026-11-24 --format json").expect(1);
    assert!(!ran.json()["faults"].as_array().unwrap().is_empty());
}

#[test]
fn json_output_is_one_value_and_chinese_is_spoken() {
    let folder = copy_of("sample-county");
    let ran = run_in(folder.path(), &format!("{PLAN} --format json")).expect(0);
    assert!(ran.json()["totals"]["visits"].as_u64().unwrap() > 0);
    let ran = run_in(folder.path(), &format!("{PLAN} --lang zh")).expect(0);
    assert!(ran.stdout.contains("巡查组"), "{}", ran.stdout);
}

/// Closes every line of a road on one day, plans three and gives the plan.
fn with_closure(number: &str, day: &str) -> serde_json::Value {
    let folder = copy_of("sample-county");
    let path = folder.path().join("roads.geojson");
    let text = fs::read_to_string(&path).unwrap();
    let own = format!("\"ref\":\"{number}\"");
    assert!(text.contains(&own), "the sample county has {number}");
    let closed = format!("{own},\"closures\":\"{day}/{day}\"");
    fs::write(&path, text.replace(&own, &closed)).unwrap();
    run_in(folder.path(), &format!("{PLAN} --days 3")).expect(0);
    run_in(folder.path(), "verify {} {}/plans/2026-11-24").expect(0);
    let text = fs::read_to_string(folder.path().join("plans/2026-11-24/plan.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_road_closed_on_one_day_is_driven_on_the_others_only() {
    // Dates of the stops on the road's corridors, planned or not.
    let stops = |plan: &serde_json::Value| {
        let mut dates = Vec::new();
        for shift in plan["shifts"].as_array().unwrap() {
            for stop in shift["stops"].as_array().unwrap() {
                if stop["target"].as_str().unwrap().contains("S930") {
                    dates.push(shift["date"].as_str().unwrap().to_owned());
                }
            }
        }
        dates
    };
    let open = with_closure("S930", "2026-12-24");
    let days = stops(&open);
    assert!(!days.is_empty());
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        let plan = with_closure("S930", day);
        let days = stops(&plan);
        assert!(!days.contains(&day.to_owned()), "{day}: {days:?}");
        assert_eq!(plan["totals"]["due"], open["totals"]["due"], "{day}");
        assert!(!days.is_empty(), "{day}: the other days are free");
    }
}
