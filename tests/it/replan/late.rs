//! Teams that cannot be home in time, and teams on their way home.

use std::fs;

use serde_json::Value;

use super::{MORNING, PLAN, faults, morning, plan_in, verified};
use crate::support::{copy_of, run_in};

fn shift_of<'p>(plan: &'p Value, team: &str, date: &str) -> &'p Value {
    let mut shifts = plan["shifts"].as_array().unwrap().iter();
    shifts
        .find(|shift| shift["team"] == team && shift["date"] == date)
        .unwrap()
}

#[test]
fn a_late_team_drives_home_and_no_more() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let team = &morning(dir)[0].0;
    let end = shift_of(&plan_in(dir, "2026-11-24"), team, "2026-11-24")["end"].clone();
    let time = &end.as_str().unwrap()[11..16];
    let line = format!(
        "plan {{}} --from {MORNING} --at {time} --finished {team}=6 --iterations 20 --lang en --out {{}}/plans/late"
    );
    let ran = run_in(dir, &line).expect(0);
    assert!(
        ran.stderr.contains("M0014") || ran.stdout.contains("M0014"),
        "{ran:?}"
    );
    let plan = plan_in(dir, "late");
    let shift = shift_of(&plan, team, "2026-11-24");
    assert_eq!(shift["stops"].as_array().unwrap().len(), 6);
    let back = &shift["return"];
    let drive = back["drive_s"].as_i64().unwrap() - back["via"]["after_s"].as_i64().unwrap();
    assert!(drive > 0);
    assert_eq!(
        back["late_s"].as_i64().unwrap(),
        drive,
        "it leaves at the end of its shift"
    );
    let told = plan["unvisited"][0]["reason"]["text"].as_str().unwrap();
    assert!(
        told.contains("time left") || told.contains("time enough left"),
        "{told}"
    );
    // The sheet tells the drive without the standing.
    let name = shift["files"]["html"].as_str().unwrap();
    let sheet = fs::read_to_string(dir.join("plans/late").join(name)).unwrap();
    let minutes = (drive + 59) / 60;
    let text = format!(" km, {minutes} min · {minutes} min after the working time");
    assert!(sheet.contains(&text), "{text}");
    verified(dir, "late");
    let ran = run_in(dir, "verify {} {}/plans/late --lang en").expect(0);
    assert!(ran.stdout.contains("M0014"), "{}", ran.stdout);
    // Made anew once more it stays so.
    let line = "plan {} --from {}/plans/late --at 15:31 --iterations 20 --out {}/plans/later";
    run_in(dir, line).expect(0);
    verified(dir, "later");
    assert_eq!(
        shift_of(&plan_in(dir, "later"), team, "2026-11-24")["return"],
        *back
    );
    // Setting off later than it can, or hiding that it is late, is a fault.
    let path = dir.join("plans/late/plan.json");
    let at = plan["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .position(|own| own == shift);
    let mut wrong = plan.clone();
    wrong["shifts"][at.unwrap()]["return"]
        .as_object_mut()
        .unwrap()
        .remove("late_s");
    fs::write(&path, wrong.to_string()).unwrap();
    assert!(faults(dir, "late").contains("V0112"));
    let mut wrong = plan.clone();
    let after = back["via"]["after_s"].as_i64().unwrap() + 600;
    wrong["shifts"][at.unwrap()]["return"]["via"]["after_s"] = Value::from(after);
    fs::write(&path, wrong.to_string()).unwrap();
    assert!(faults(dir, "late").contains("V0137"));
}

#[test]
fn a_team_on_its_way_home_from_a_stated_place_goes_on_from_its_base() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // A plan in which somebody works on both days.
    let works = |plan: &Value, date: &str| {
        let mut shifts = plan["shifts"].as_array().unwrap().iter();
        shifts.any(|shift| shift["date"] == date && !shift["stops"].as_array().unwrap().is_empty())
    };
    let mut seeds = 1..20;
    let plan = seeds.find_map(|seed| {
        let line = format!("plan {{}} --date 2026-11-24 --days 3 --iterations 300 --seed {seed}");
        run_in(dir, &line).expect(0);
        let plan = plan_in(dir, "2026-11-24");
        (works(&plan, "2026-11-25") && works(&plan, "2026-11-26")).then_some(plan)
    });
    let plan = plan.unwrap();
    let early = plan["shifts"].as_array().unwrap().iter();
    let early = early.filter(|shift| {
        shift["date"] == "2026-11-25" && !shift["stops"].as_array().unwrap().is_empty()
    });
    let shift = early
        .min_by_key(|shift| shift["return"]["arrive"].as_str().unwrap())
        .unwrap();
    let team = shift["team"].as_str().unwrap();
    let stops = shift["stops"].as_array().unwrap();
    let (last, far) = (&stops[stops.len() - 1], &stops[stops.len() / 2]);
    let left = last["depart"].as_str().unwrap();
    let minute: i64 =
        left[11..13].parse::<i64>().unwrap() * 60 + left[14..16].parse::<i64>().unwrap();
    let clock = |minute: i64| format!("2026-11-25T{:02}:{:02}", minute / 60, minute % 60);
    let line = format!(
        "plan {{}} --from {MORNING} --at {} --position {team}={},{} --moves 0 --iterations 20 --out {{}}/plans/q1",
        clock(minute + 1),
        far["lon"],
        far["lat"]
    );
    run_in(dir, &line).expect(0);
    verified(dir, "q1");
    let tomorrow = plan["shifts"].as_array().unwrap().iter();
    let mut tomorrow = tomorrow.filter(|shift| shift["date"] == "2026-11-26");
    let theirs = tomorrow
        .find(|shift| !shift["stops"].as_array().unwrap().is_empty())
        .unwrap();
    let mut teams = plan["shifts"].as_array().unwrap().iter();
    let other = teams.find(|shift| shift["team"] != team).unwrap()["team"]
        .as_str()
        .unwrap();
    let urgent = theirs["stops"].as_array().unwrap().iter();
    let urgent = urgent
        .min_by_key(|stop| stop["service_s"].as_i64().unwrap())
        .unwrap()["target"]
        .as_str()
        .unwrap();
    let line = format!(
        "plan {{}} --from {{}}/plans/q1 --at {} --urgent {urgent} --forbid {urgent}@{other} --iterations 20 --out {{}}/plans/q2",
        clock(minute + 6)
    );
    run_in(dir, &line).expect(0);
    let now = plan_in(dir, "q2");
    let stops = shift_of(&now, team, "2026-11-25")["stops"].clone();
    let mut stops = stops.as_array().unwrap().iter();
    let new = stops.find(|stop| stop["frozen"] != true).unwrap();
    assert!(new["leg"]["via"].is_object(), "{new}");
    verified(dir, "q2");
}

#[test]
fn a_stop_that_the_ledger_has_as_made_is_told_of() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let (team, seen) = &all[all.len() - 1];
    run_in(dir, &format!("ledger visit {{}} {seen} --by zhang1 --role patrol --finding clean --at 2026-11-24T09:30:00+08:00")).expect(0);
    let line = format!("{PLAN} --format json")
        .replace("--date 2026-11-24", &format!("--from {MORNING} --at 10:00"));
    let ran = run_in(dir, &line).expect(0);
    let findings = ran.json()["findings"].clone();
    let mut told = findings.as_array().unwrap().iter();
    let told = told.find(|finding| finding["code"] == "M0016").unwrap();
    assert!(
        told["message"].as_str().unwrap().contains(seen.as_str()),
        "{told}"
    );
    let plan = plan_in(dir, "2026-11-24_1000");
    assert_eq!(plan["replanned"]["done"][0]["before"]["team"], **team);
    let name = shift_of(&plan, team, "2026-11-24")["files"]["html"]
        .as_str()
        .unwrap();
    let sheet = fs::read_to_string(dir.join("plans/2026-11-24_1000").join(name)).unwrap();
    assert!(sheet.contains("已到访") || sheet.contains("visited already"));
    verified(dir, "2026-11-24_1000");
}

#[test]
fn a_team_that_has_begun_nothing_and_is_too_far_from_home_is_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let team = &morning(dir)[0].0;
    let plan = plan_in(dir, "2026-11-24");
    let shift = shift_of(&plan, team, "2026-11-24");
    let stops = shift["stops"].as_array().unwrap().iter();
    let far = stops
        .max_by_key(|stop| stop["leg"]["drive_s"].as_i64())
        .unwrap();
    let end = shift["end"].as_str().unwrap()[11..16].to_owned();
    for (time, is_told) in [(end.as_str(), true), ("09:00", false)] {
        let line = format!(
            "plan {{}} --from {MORNING} --at {time} --finished {team}=0 --position {team}={},{} --iterations 20 --format json --out {{}}/plans/unbegun",
            far["lon"], far["lat"]
        );
        let ran = run_in(dir, &line).expect(0);
        let findings = ran.json()["findings"].clone();
        let mut findings = findings.as_array().unwrap().iter();
        let late = findings.find(|finding| finding["code"] == "M0014");
        assert_eq!(late.is_some(), is_told, "{time}");
        let plan = plan_in(dir, "unbegun");
        let count = shift_of(&plan, team, "2026-11-24")["stops"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(count == 0, is_told, "{time}");
        verified(dir, "unbegun");
    }
}
