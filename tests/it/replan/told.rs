//! What people say of their teams: how far they are, where they are, what was reported since the morning.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::{MORNING, PLAN, faults, morning, plan_in, stops, verified};
use crate::support::{copy_of, run_in};

/// Stops of a team in order.
fn route(plan: &Value, team: &str) -> Vec<(String, Value)> {
    let own: BTreeMap<u64, (String, Value)> = stops(plan)
        .into_iter()
        .filter(|(_, (owner, _))| owner == team)
        .map(|(target, (_, stop))| (stop["seq"].as_u64().unwrap(), (target, stop)))
        .collect();
    own.into_values().collect()
}

fn clock(value: &Value) -> String {
    value.as_str().unwrap()[11..16].to_owned()
}

fn codes(ran: &crate::support::Ran) -> Vec<String> {
    let findings = ran.json()["findings"].clone();
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_late_team_goes_on_from_what_it_has_finished() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let team = &all[0].0;
    let before = plan_in(dir, "2026-11-24");
    let old = route(&before, team);
    let begun = old
        .iter()
        .filter(|(_, stop)| *clock(&stop["arrive"]) <= *"11:00");
    let begun = begun.count();
    assert!(begun > 4, "{begun}");
    // By the plan it is beyond that stop, which could not be urgent any more.
    let late = &old[3].0;
    let urgent = format!(
        "plan {{}} --from {MORNING} --at 11:00 --urgent {late} --iterations 40 --format json"
    );
    assert!(codes(&run_in(dir, &urgent).expect(1)).contains(&"P0005".to_owned()));
    run_in(dir, &format!("{urgent} --finished {team}=3")).expect(0);
    let now = plan_in(dir, "2026-11-24_1100");
    let new = route(&now, team);
    for (at, (target, stop)) in new.iter().enumerate() {
        assert_eq!(stop["frozen"] == true, at < 3, "{target}");
        if at < 3 {
            assert_eq!(
                (target, &stop["depart"]),
                (&old[at].0, &old[at].1["depart"])
            );
        } else {
            assert!(*clock(&stop["arrive"]) >= *"11:00", "{target}");
        }
    }
    // It goes on from where it is, at that time.
    let via = &new[3].1["leg"]["via"];
    let place = |value: &Value, axis: &str| value[axis].as_f64().unwrap();
    let is_corridor = old[2].1["corridor"].is_object();
    if !is_corridor {
        assert!((place(via, "lon") - place(&old[2].1, "lon")).abs() < 1e-5);
        assert!((place(via, "lat") - place(&old[2].1, "lat")).abs() < 1e-5);
    }
    assert!(stops(&now).contains_key(late), "the urgent stop is made");
    assert_eq!(now["replanned"]["finished"][0]["stops"], 3);
    verified(dir, "2026-11-24_1100");
    // A false claim of it is found.
    let mut wrong = now.clone();
    wrong["replanned"]["finished"][0]["stops"] = Value::from(4);
    let path = dir.join("plans/2026-11-24_1100/plan.json");
    fs::write(&path, wrong.to_string()).unwrap();
    assert!(faults(dir, "2026-11-24_1100").contains("V0148"));
}

#[test]
fn a_team_that_has_not_left_begins_its_whole_route_now() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let team = &all[0].0;
    let line = format!("plan {{}} --from {MORNING} --at 09:30 --finished {team}=0 --iterations 40");
    run_in(dir, &line).expect(0);
    let now = plan_in(dir, "2026-11-24_0930");
    for (target, stop) in route(&now, team) {
        assert!(stop["frozen"] != true, "{target}");
        assert!(*clock(&stop["arrive"]) >= *"09:30", "{target}");
    }
    verified(dir, "2026-11-24_0930");
}

#[test]
fn a_team_that_is_ahead_keeps_its_stops_also_when_the_plan_is_made_anew_twice() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let team = &all[0].0;
    let old = route(&plan_in(dir, "2026-11-24"), team);
    let begun = old
        .iter()
        .filter(|(_, stop)| *clock(&stop["arrive"]) <= *"10:00");
    let count = begun.count() + 3;
    let line = format!(
        "plan {{}} --from {MORNING} --at 10:00 --finished {team}={count} --iterations 40 --format json"
    );
    let ran = run_in(dir, &line).expect(0);
    assert!(codes(&ran).contains(&"M0012".to_owned()));
    let frozen = |name: &str| {
        let now = plan_in(dir, name);
        let route = route(&now, team);
        route
            .iter()
            .filter(|(_, stop)| stop["frozen"] == true)
            .count()
    };
    assert_eq!(frozen("2026-11-24_1000"), count);
    verified(dir, "2026-11-24_1000");
    let line = "plan {} --from {}/plans/2026-11-24_1000 --at 10:05 --iterations 40";
    run_in(dir, line).expect(0);
    assert_eq!(frozen("2026-11-24_1005"), count, "it was said before");
    verified(dir, "2026-11-24_1005");
}

#[test]
fn what_is_said_twice_or_cannot_be_is_refused() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let team = &all[0].0;
    let here = stops(&plan_in(dir, "2026-11-24"))[&all[0].1].1.clone();
    let place = format!("--position {team}={},{}", here["lon"], here["lat"]);
    for (said, code) in [
        (format!("{place} {place}"), "M0010"),
        (format!("--finished {team}=1 --finished {team}=2"), "M0010"),
        (format!("--finished {team}=400"), "M0011"),
        ("--finished nobody=1".to_owned(), "M0001"),
    ] {
        let line =
            format!("plan {{}} --from {MORNING} --at 11:00 {said} --iterations 4 --format json");
        assert_eq!(codes(&run_in(dir, &line).expect(1)), [code], "{said}");
    }
    for said in ["T1", "T1=", "=3", "T1=-1", "T1=two"] {
        let line = format!("plan {{}} --from {MORNING} --at 11:00 --finished {said}");
        run_in(dir, &line).expect(2);
    }
    run_in(dir, &format!("{PLAN} --finished {team}=1")).expect(2);
}

#[test]
fn what_was_reported_since_the_morning_can_be_pinned() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let team = &all[0].0;
    fs::write(dir.join("near.jpg"), b"\xff\xd8\xff a photo").unwrap();
    // Where the team will be, away from what is closed out: there a new point would be refused.
    let planned = stops(&plan_in(dir, "2026-11-24"));
    let mut later = all.iter().filter(|(own, _)| own == team).skip(1);
    let reported = later.any(|(_, target)| {
        let here = &planned[target].1;
        let report = format!(
            "ledger move {{}} new-1 --to suspected --by zhang1 --role patrol --at 2026-11-24T09:30:00+08:00 --lon {} --lat {} --set waste_class=domestic --evidence {{}}/near.jpg",
            here["lon"], here["lat"]
        );
        run_in(dir, &report).code == 0
    });
    assert!(reported);
    for (time, code) in [("09:00", 1), ("10:00", 0)] {
        let line = format!(
            "plan {{}} --from {MORNING} --at {time} --pin new-1@{team} --iterations 40 --format json"
        );
        let ran = run_in(dir, &line).expect(code);
        if code == 1 {
            assert_eq!(codes(&ran), ["N0001"], "it was not reported by then");
        }
    }
    let now = plan_in(dir, "2026-11-24_1000");
    assert_eq!(stops(&now)["new-1"].0, *team);
    assert_eq!(stops(&now)["new-1"].1["pinned"], true);
    verified(dir, "2026-11-24_1000");
    // The pin stays in force.
    let line = "plan {} --from {}/plans/2026-11-24_1000 --at 10:10 --iterations 40";
    run_in(dir, line).expect(0);
    assert!(stops(&plan_in(dir, "2026-11-24_1010")).contains_key("new-1"));
    verified(dir, "2026-11-24_1010");
}

#[test]
fn whatever_is_said_the_plan_holds_and_nothing_due_is_lost() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, &format!("{PLAN} --days 2")).expect(0);
    let before = plan_in(dir, "2026-11-24");
    let mut mixed = 99_u64;
    let mut draw = |below: u64| {
        mixed = mixed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (mixed >> 33) % below
    };
    for round in 0..8 {
        let (day, minute) = (draw(2), 8 * 60 + draw(7 * 60));
        let date = format!("2026-11-{}", 24 + day);
        let time = format!("{date}T{:02}:{:02}", minute / 60, minute % 60);
        let shifts = before["shifts"].as_array().unwrap();
        let today: Vec<&Value> = shifts
            .iter()
            .filter(|shift| shift["date"] == *date)
            .collect();
        let mut said = String::new();
        let mut counts = BTreeMap::new();
        for shift in &today {
            let stops = shift["stops"].as_array().unwrap();
            let team = shift["team"].as_str().unwrap();
            if draw(3) > 0 {
                let count = draw(stops.len() as u64 + 1);
                said += &format!(" --finished {team}={count}");
                counts.insert(team, count);
            }
            if draw(3) == 0 {
                let here = &stops[usize::try_from(draw(stops.len() as u64)).unwrap()];
                said += &format!(" --position {team}={},{}", here["lon"], here["lat"]);
            }
        }
        let line = format!(
            "plan {{}} --from {MORNING} --at {time}{said} --seed {round} --iterations 20 --out {{}}/plans/s{round}"
        );
        run_in(dir, &line).expect(0);
        let now = plan_in(dir, &format!("s{round}"));
        for shift in now["shifts"].as_array().unwrap() {
            let count = counts.get(shift["team"].as_str().unwrap());
            let count = count.filter(|_| shift["date"] == *date);
            let stops = shift["stops"].as_array().unwrap();
            let frozen = stops.iter().filter(|stop| stop["frozen"] == true).count();
            assert!(count.is_none_or(|count| *count == frozen as u64), "{line}");
        }
        assert_eq!(before["totals"]["due"], now["totals"]["due"], "{line}");
        let ran = run_in(dir, &format!("verify {{}} {{}}/plans/s{round} --lang en"));
        assert!(ran.stdout.starts_with("0 faults"), "{line}\n{}", ran.stdout);
    }
}
