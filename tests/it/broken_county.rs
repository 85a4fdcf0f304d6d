//! Every defect listed in `data/broken-county` is found with its place, and every good feature is planned.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{copy_of, data, run_in};

fn defects() -> Vec<serde_json::Value> {
    let text = fs::read_to_string(data("broken-county").join("defects.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_listed_defect_is_found() {
    let folder = copy_of("broken-county");
    let report = run_in(
        folder.path(),
        "check {} --format json --lang en --report {}/report.geojson",
    )
    .expect(1)
    .json();
    let findings = report["findings"].as_array().unwrap();
    let mends = fs::read_to_string(folder.path().join("report.geojson")).unwrap();
    let mends: serde_json::Value = serde_json::from_str(&mends).unwrap();
    let mut missing = Vec::new();
    for defect in defects() {
        let Some(code) = defect["code"].as_str() else {
            continue;
        };
        let found = findings.iter().any(|finding| {
            finding["code"] == code
                && (defect["file"].is_null()
                    || finding["file"] == ""
                    || finding["file"] == defect["file"])
                && (defect["feature"].is_null()
                    || finding["feature"].is_null()
                    || finding["feature"] == defect["feature"])
        });
        let mended = mends["features"].as_array().unwrap().iter().any(|mend| {
            mend["properties"]["kind"] == code
                && [
                    &mend["properties"]["road"],
                    &mend["properties"]["other"],
                    &mend["properties"]["id"],
                ]
                .iter()
                .any(|id| {
                    defect["id"]
                        .as_str()
                        .is_some_and(|wanted| id.as_str().is_some_and(|id| id.starts_with(wanted)))
                })
        });
        if !found && !mended {
            missing.push(defect);
        }
    }
    assert!(missing.is_empty(), "not found:\n{missing:#?}");
}

#[test]
fn every_good_target_is_still_planned_or_accounted_for() {
    let folder = copy_of("broken-county");
    run_in(
        folder.path(),
        "plan {} --date 2026-11-24 --days 5 --iterations 40",
    )
    .expect(0);
    let text = fs::read_to_string(folder.path().join("plans/2026-11-24/plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    let stops = plan["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|shift| shift["stops"].as_array().unwrap());
    let planned: BTreeSet<&str> = stops.map(|stop| stop["target"].as_str().unwrap()).collect();
    for defect in defects() {
        if let (Some(id), Some(true)) = (defect["id"].as_str(), defect["planned"].as_bool()) {
            assert!(planned.contains(id), "{defect}");
        }
    }
    run_in(folder.path(), "verify {} {}/plans/2026-11-24").expect(0);
}
