//! Several breaks in a shift, from the settings to the sheet, and made anew in the middle of the day.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{copy_of, run_in};

/// Gives every team of the sample county these breaks instead of its own.
fn with_breaks(dir: &Path, breaks: &str) {
    let path = dir.join("xuncha.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let lines = settings.lines().map(|line| {
        if line.starts_with("breaks = ") {
            format!("breaks = [{breaks}]\n")
        } else {
            format!("{line}\n")
        }
    });
    fs::write(&path, lines.collect::<String>()).unwrap();
}

fn plan_in(dir: &Path, name: &str) -> Value {
    let text = fs::read_to_string(dir.join("plans").join(name).join("plan.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Breaks of a shift as hours and minutes, those of one stop together; and when it is back.
fn breaks(shift: &Value) -> (Vec<Vec<String>>, String) {
    let clock = |text: &Value| text.as_str().unwrap()[11..16].to_owned();
    let stops = shift["stops"].as_array().unwrap().iter();
    let of_stops = stops.filter_map(|stop| {
        let first = stop.get("break")?;
        let more = stop["more_breaks"].as_array().into_iter().flatten();
        let all = std::iter::once(first).chain(more);
        Some(all.map(|rest| clock(&rest["start"])).collect())
    });
    (of_stops.collect(), clock(&shift["return"]["arrive"]))
}

fn verified(dir: &Path, name: &str) {
    let ran = run_in(dir, &format!("verify {{}} {{}}/plans/{name} --lang en")).expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
}

#[test]
fn every_break_of_a_shift_is_taken_unless_the_team_is_back() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let three = "{ begin = \"14:00-14:30\", duration = \"10m\" }, { begin = \"09:30-10:00\", duration = \"15m\" }, \
                 { begin = \"11:30-13:00\", duration = \"40m\" }";
    with_breaks(dir, three);
    run_in(dir, "plan {} --date 2026-11-24 --days 2 --iterations 200").expect(0);
    verified(dir, "2026-11-24");
    let plan = plan_in(dir, "2026-11-24");
    let mut full = 0;
    for shift in plan["shifts"].as_array().unwrap() {
        let (taken, back) = breaks(shift);
        let taken: Vec<&String> = taken.iter().flatten().collect();
        let is_out = !shift["stops"].as_array().unwrap().is_empty();
        let owed = ["10:00", "13:00", "14:30"].iter();
        let owed = owed.filter(|until| is_out && back.as_str() > **until);
        assert_eq!(taken.len(), owed.count(), "{taken:?} back {back}");
        full += usize::from(taken.len() == 3);
    }
    assert!(full > 0, "some team is out all day");
    // Made anew at noon, what was taken is not taken again, and the rest is still owed.
    for at in ["09:50", "12:10", "14:05"] {
        let again = format!(
            "plan {{}} --from {{}}/plans/2026-11-24 --at 2026-11-25T{at}:00+08:00 --iterations 40 --out {{}}/plans/again"
        );
        run_in(dir, &again).expect(0);
        verified(dir, "again");
        for shift in plan_in(dir, "again")["shifts"].as_array().unwrap() {
            let (taken, back) = breaks(shift);
            let is_out = !shift["stops"].as_array().unwrap().is_empty();
            let owed = ["10:00", "13:00", "14:30"].iter();
            let owed = owed.filter(|until| is_out && back.as_str() > **until);
            assert!(taken.len() <= owed.count(), "{taken:?} back {back}");
        }
        fs::remove_dir_all(dir.join("plans/again")).unwrap();
    }
}

#[test]
fn two_breaks_at_one_stop_stand_on_the_sheet() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let two = "{ begin = \"10:40-10:50\", duration = \"15m\" }, { begin = \"10:55-11:00\", duration = \"10m\" }";
    with_breaks(dir, two);
    run_in(dir, "plan {} --date 2026-11-24 --iterations 200").expect(0);
    verified(dir, "2026-11-24");
    let plan = plan_in(dir, "2026-11-24");
    let mut shifts = plan["shifts"].as_array().unwrap().iter();
    let (shift, both) = shifts
        .find_map(|shift| {
            let both = breaks(shift).0.into_iter().find(|stop| stop.len() == 2)?;
            Some((shift, both))
        })
        .expect("no stop is short enough to lie between the two");
    let sheet = shift["files"]["html"].as_str().unwrap();
    let sheet = fs::read_to_string(dir.join("plans/2026-11-24").join(sheet)).unwrap();
    let text = format!("{} 起休息 15 分，{} 起休息 10 分", both[0], both[1]);
    assert!(sheet.contains(&text), "{text}");
}

#[test]
fn a_break_before_the_first_stop_that_can_be_reached_is_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    with_breaks(dir, "{ begin = \"08:30-08:30\", duration = \"15m\" }");
    let line = "plan {} --date 2026-11-24 --iterations 40 --format json --lang en";
    let ran = run_in(dir, line).expect(0);
    let findings = ran.json()["findings"].clone();
    let findings = findings.as_array().unwrap().iter();
    let told: Vec<&Value> = findings.filter(|told| told["code"] == "A0010").collect();
    let plan = plan_in(dir, "2026-11-24");
    assert_eq!(plan["totals"]["visits"], 0);
    assert_eq!(told.len(), 2);
    let message = told[0]["message"].as_str().unwrap();
    assert!(message.contains("by 08:30"), "{message}");
    with_breaks(dir, "{ begin = \"08:30-09:30\", duration = \"15m\" }");
    let ran = run_in(dir, &format!("{line} --out {{}}/plans/other")).expect(0);
    assert!(!ran.stdout.contains("A0010"));
}

#[test]
fn a_team_that_its_break_keeps_from_every_stop_is_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    with_breaks(dir, "{ begin = \"10:30-10:50\", duration = \"15m\" }");
    run_in(dir, "plan {} --date 2026-11-24 --iterations 40").expect(0);
    let morning = plan_in(dir, "2026-11-24");
    let team = morning["shifts"][0]["team"].as_str().unwrap().to_owned();
    let anew = |at: &str, name: &str| {
        let line = format!(
            "plan {{}} --from {{}}/plans/2026-11-24 --at {at} --finished {team}=2 --iterations 40 --lang en --format json --out {{}}/plans/{name}"
        );
        let ran = run_in(dir, &line).expect(0);
        verified(dir, name);
        let findings = ran.json()["findings"].clone();
        let mut told = findings.as_array().unwrap().iter();
        let told = told.find(|finding| finding["code"] == "M0018").cloned();
        let plan = plan_in(dir, name);
        let mut shifts = plan["shifts"].as_array().unwrap().iter();
        let own = shifts.find(|shift| shift["team"] == team.as_str()).unwrap();
        (told, own["stops"].as_array().unwrap().len())
    };
    let (told, stops) = anew("10:50", "held");
    let told = told.expect("the break is owed and no stop is reached within its last second");
    assert_eq!(told["id"], team.as_str());
    let hint = told["hint"].as_str().unwrap();
    assert!(hint.contains("--at 10:51"), "{hint}");
    assert_eq!(stops, 2);
    // As it is told.
    let (told, stops) = anew("10:51", "later");
    assert_eq!(told, None);
    assert!(stops > 2, "{stops}");
    // In time for a stop the break is planned there.
    let (told, stops) = anew("10:00", "early");
    assert_eq!(told, None);
    assert!(stops > 2, "{stops}");
}
