//! Wishes of the plan before, pins that come too late, and stops that may not move.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{MORNING, PLAN, morning, plan_in, stops, verified};
use crate::support::{Ran, copy_of, files_below, run_in};

fn codes(ran: &Ran) -> BTreeSet<String> {
    let findings = ran.json()["findings"].clone();
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

/// `--without` of every team.
fn nobody(plan: &Value) -> String {
    let shifts = plan["shifts"].as_array().unwrap().iter();
    let teams: BTreeSet<&str> = shifts
        .map(|shift| shift["team"].as_str().unwrap())
        .collect();
    let each = teams.iter().map(|team| format!(" --without {team}"));
    each.collect()
}

#[test]
fn what_was_asked_of_the_plan_before_gives_way_and_is_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let (team, last) = &all[all.len() - 1];
    let pinned = &all[all.len() - 2].1;
    let line = format!(
        "plan {{}} --from {MORNING} --at 09:00 --urgent {last} --pin {pinned}@{team} --iterations 40"
    );
    run_in(dir, &line).expect(0);
    let out = nobody(&plan_in(dir, "2026-11-24"));
    let again = format!(
        "plan {{}} --from {{}}/plans/2026-11-24_0900 --at 09:05{out} --iterations 4 --format json"
    );
    // What is typed now is refused, and alone is named.
    let ran = run_in(dir, &format!("{again} --urgent {last}")).expect(1);
    assert_eq!(codes(&ran), BTreeSet::from(["N0104".to_owned()]));
    assert!(!ran.stdout.contains(&format!("--pin {pinned}")));
    // What was asked before is left out with a warning.
    let ran = run_in(dir, &again).expect(0);
    let findings = ran.json()["findings"].clone();
    let told = findings.as_array().unwrap().iter();
    let told = told.filter(|finding| finding["code"] == "N0010");
    let told: Vec<&str> = told.map(|one| one["message"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 2, "{findings}");
    assert!(
        told.iter()
            .any(|text| text.contains(&format!("--urgent {last}")))
    );
    assert!(told.iter().any(|text| text.contains("N0104")));
    let now = plan_in(dir, "2026-11-24_0905");
    assert!(now["replanned"]["urgent"].is_null() && now["pins"].is_null());
    verified(dir, "2026-11-24_0905");
}

#[test]
fn a_pin_on_a_begun_stop_holds_or_is_refused_by_name() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let (team, first) = &all[0];
    let other = all.iter().find(|(owner, _)| owner != team).unwrap();
    for (pin, code) in [
        (format!("{first}@{}", other.0), 1),
        (format!("{first}@{team}#last"), 1),
        (format!("{first}@{team}@2026-11-24#8"), 1),
        (format!("{first}@{team}#1"), 0),
        (first.clone(), 0),
    ] {
        let line = format!(
            "plan {{}} --from {MORNING} --at 11:00 --pin {pin} --iterations 4 --format json --out {{}}/plans/pin"
        );
        let ran = run_in(dir, &line).expect(code);
        assert_eq!(codes(&ran).contains("M0013"), code == 1, "{pin}");
        if code == 0 {
            verified(dir, "pin");
        } else {
            assert!(ran.stdout.contains(&pin), "{}", ran.stdout);
        }
    }
}

#[test]
fn a_wish_that_needs_more_moves_than_allowed_is_named_before_the_search() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, &format!("{PLAN} --days 2")).expect(0);
    let plan = plan_in(dir, "2026-11-24");
    let shifts = plan["shifts"].as_array().unwrap();
    let of = |date: &str, nth: usize| {
        let mut own = shifts.iter().filter(|shift| shift["date"] == date);
        own.nth(nth).unwrap()
    };
    let last = |shift: &Value| {
        let stops = shift["stops"].as_array().unwrap();
        stops[stops.len() - 1]["target"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (one, two) = (of("2026-11-24", 0), of("2026-11-24", 1));
    let team = one["team"].as_str().unwrap();
    let (tomorrow, theirs) = (last(of("2026-11-25", 0)), last(two));
    let place = format!("{theirs}@{team}@2026-11-24#last");
    for said in [
        format!("--urgent {tomorrow} --moves 0"),
        format!("--pin {place} --moves 0"),
        format!("--pin {place} --urgent {tomorrow} --moves 1"),
    ] {
        let line = format!(
            "plan {{}} --from {MORNING} --at 09:00 {said} --iterations 20 --format json --out {{}}/plans/none"
        );
        let ran = run_in(dir, &line).expect(1);
        assert_eq!(codes(&ran), BTreeSet::from(["N0114".to_owned()]), "{said}");
    }
    let line = format!("plan {{}} --from {MORNING} --at 09:00 --moves 1 --iterations 20");
    run_in(dir, &format!("{line} --pin {place}")).expect(0);
    let now = plan_in(dir, "2026-11-24_0900");
    assert_eq!(stops(&now)[&theirs].0, team);
    verified(dir, "2026-11-24_0900");
}

#[test]
fn fewer_finished_stops_than_were_said_before_are_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let team = &morning(dir)[0].0;
    let line = format!("plan {{}} --from {MORNING} --at 11:00 --finished {team}=4 --iterations 4");
    run_in(dir, &line).expect(0);
    for (count, is_told) in [(2, true), (4, false), (5, false)] {
        let line = format!(
            "plan {{}} --from {{}}/plans/2026-11-24_1100 --at 11:20 --finished {team}={count} --iterations 4 --format json --out {{}}/plans/told"
        );
        let ran = run_in(dir, &line).expect(0);
        assert_eq!(codes(&ran).contains("M0015"), is_told, "{count}");
        verified(dir, "told");
    }
}

#[test]
fn what_is_no_plan_of_this_form_is_not_gone_on_from() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    morning(dir);
    let line = "plan {} --from {}/plans/nowhere --at 11:00 --format json";
    let ran = run_in(dir, line).expect(1);
    assert!(
        ran.stdout.contains("M0006") && ran.stdout.contains("nowhere"),
        "{ran:?}"
    );
    let path = dir.join("plans/2026-11-24/plan.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("xuncha.plan/1", "xuncha.plan/9")).unwrap();
    let line = format!("plan {{}} --from {MORNING} --at 11:00 --iterations 4 --format json");
    let ran = run_in(dir, &line).expect(1);
    assert!(
        ran.stdout.contains("M0006") && ran.stdout.contains("plan/9"),
        "{ran:?}"
    );
}

#[test]
fn a_pin_of_the_morning_for_which_there_is_no_place_gives_way() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    // One of three is left to the search.
    let pinned = all.iter().enumerate().filter(|(at, _)| at % 3 > 0);
    let pins: Vec<String> = pinned.map(|(_, (_, id))| format!("--pin {id}")).collect();
    run_in(dir, &format!("{PLAN} {}", pins.join(" "))).expect(0);
    let teams: BTreeSet<&String> = all.iter().map(|(team, _)| team).collect();
    let late: Vec<String> = teams
        .iter()
        .map(|team| format!("--finished {team}=0"))
        .collect();
    // Each of them fits alone, and not all together.
    let line = format!(
        "plan {{}} --from {MORNING} --at 11:30 {} --iterations 20 --format json",
        late.join(" ")
    );
    let ran = run_in(dir, &line).expect(0);
    let found = codes(&ran);
    assert!(
        found.contains("N0011") && !found.contains("N0009"),
        "{found:?}"
    );
    let now = plan_in(dir, "2026-11-24_1130");
    let kept = now["pins"].as_array().unwrap();
    assert!(
        !kept.is_empty() && kept.len() < pins.len(),
        "{}",
        kept.len()
    );
    for pin in kept {
        assert!(stops(&now).contains_key(pin["target"].as_str().unwrap()));
    }
    verified(dir, "2026-11-24_1130");
    // What is asked for now is no wish of the plan before.
    let ran = run_in(
        dir,
        &format!("{line} {} --out {{}}/plans/now", pins.join(" ")),
    )
    .expect(1);
    assert!(
        codes(&ran).iter().any(|code| code.starts_with('N')),
        "{ran:?}"
    );
}

#[test]
fn a_second_plan_of_one_minute_stands_beside_the_first() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let line = format!("plan {{}} --from {MORNING} --at 11:00 --iterations 4");
    run_in(dir, &line).expect(0);
    let first = files_below(&dir.join("plans/2026-11-24_1100"));
    let out = format!("{line} --without {} --lang en", all[0].0);
    let ran = run_in(dir, &out).expect(0);
    assert!(ran.stderr.contains("2026-11-24_1100_2"), "{}", ran.stderr);
    assert_eq!(files_below(&dir.join("plans/2026-11-24_1100")), first);
    verified(dir, "2026-11-24_1100_2");
    // It may be gone on from at the same minute.
    let again = "plan {} --from {}/plans/2026-11-24_1100 --at 11:00 --iterations 4";
    run_in(dir, again).expect(0);
    verified(dir, "2026-11-24_1100_3");
}
