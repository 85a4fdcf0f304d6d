//! Pins, and plans made anew in the middle of the day.

mod again;
mod carried;
mod late;
mod paper;
mod steady;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{copy_of, files_below, run_in};

const PLAN: &str = "plan {} --date 2026-11-24 --iterations 40";
const MORNING: &str = "{}/plans/2026-11-24";

fn plan_in(dir: &Path, name: &str) -> Value {
    let text = fs::read_to_string(dir.join("plans").join(name).join("plan.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Stops by target: team, stop.
fn stops(plan: &Value) -> BTreeMap<String, (String, Value)> {
    let mut stops = BTreeMap::new();
    for shift in plan["shifts"].as_array().unwrap() {
        for stop in shift["stops"].as_array().unwrap() {
            let target = stop["target"].as_str().unwrap().to_owned();
            let team = shift["team"].as_str().unwrap().to_owned();
            assert!(stops.insert(target, (team, stop.clone())).is_none());
        }
    }
    stops
}

/// The fault-free morning, and its stops in order of arrival.
fn morning(dir: &Path) -> Vec<(String, String)> {
    run_in(dir, PLAN).expect(0);
    let mut all: Vec<(String, String, String)> = stops(&plan_in(dir, "2026-11-24"))
        .into_iter()
        .map(|(target, (team, stop))| (stop["arrive"].as_str().unwrap().to_owned(), team, target))
        .collect();
    all.sort();
    all.into_iter()
        .map(|(_, team, target)| (team, target))
        .collect()
}

fn verified(dir: &Path, name: &str) {
    let ran = run_in(dir, &format!("verify {{}} {{}}/plans/{name} --lang en")).expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
}

#[test]
fn pins_and_bans_hold_and_are_verified() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    // The last stop of the day becomes the first, one of the other team's the last; one is taken from its team.
    let (last, other) = (
        &all[all.len() - 1],
        all.iter()
            .find(|(team, _)| *team != all[all.len() - 1].0)
            .unwrap(),
    );
    let banned = all
        .iter()
        .find(|stop| *stop != last && *stop != other)
        .unwrap();
    let line = format!(
        "{PLAN} --out {{}}/plans/pinned --pin {}@{}#1 --pin {}@{}#last --forbid {}@{}",
        last.1, last.0, other.1, last.0, banned.1, banned.0
    );
    run_in(dir, &line).expect(0);
    let plan = plan_in(dir, "pinned");
    let stops = stops(&plan);
    assert_eq!(stops[&last.1].1["seq"], 1);
    assert_eq!(stops[&last.1].1["pinned"], true);
    let of_team = stops.values().filter(|(team, _)| *team == last.0).count();
    assert_eq!(stops[&other.1].0, last.0);
    assert_eq!(stops[&other.1].1["seq"], of_team);
    assert!(
        stops
            .get(&banned.1)
            .is_none_or(|(team, _)| *team != banned.0)
    );
    assert_eq!(plan["pins"].as_array().unwrap().len(), 2);
    verified(dir, "pinned");

    // A pin of the settings that the morning's plan does not keep is a fault of it.
    let settings = dir.join("xuncha.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let pin = format!(
        "\n[[pins]]\ntarget = \"{}\"\nteam = \"{}\"\nplace = 1\ndate = \"2026-11-24\"\n",
        last.1, last.0
    );
    fs::write(&settings, format!("{text}{pin}")).unwrap();
    let ran = run_in(dir, "verify {} {}/plans/2026-11-24 --format json").expect(1);
    let codes: BTreeSet<String> = ran.json()["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(codes.contains("V0168"), "{codes:?}");
}

#[test]
fn pins_that_cannot_be_are_named() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let (one, two) = (&all[0].1, &all[1].1);
    let teams: BTreeSet<&String> = all.iter().map(|(team, _)| team).collect();
    let teams: Vec<&&String> = teams.iter().collect();
    let (a, b) = (teams[0], teams[1]);
    let each = all.iter().map(|(_, target)| format!("--pin {target}@{a}"));
    let everything = each.collect::<Vec<_>>().join(" ");
    for (pins, code) in [
        ("--pin nowhere".to_owned(), "N0001"),
        (format!("--pin {one}@nobody"), "N0002"),
        (format!("--pin {one}@2026-11-25"), "N0003"),
        (format!("--pin {one}#1"), "N0006"),
        (format!("--pin {one}@{a}#2"), "N0007"),
        (format!("--pin {one}@{a} --pin {one}@{b}"), "N0101"),
        (format!("--pin {one}@{a}#1 --pin {one}@{a}#last"), "N0102"),
        (format!("--pin {one}@{a}#1 --pin {two}@{a}#1"), "N0103"),
        (
            format!("--pin {two} --pin {one}@{a} --forbid {one}@{a}"),
            "N0104",
        ),
        (
            format!("--pin {one}@{a} --pin {two}@{a} --forbid {one}+{two}"),
            "N0112",
        ),
        (everything, "N0110"),
    ] {
        let ran = run_in(
            dir,
            &format!("{PLAN} --out {{}}/plans/none --format json {pins}"),
        )
        .expect(1);
        let findings = ran.json()["findings"].clone();
        assert_eq!(findings[0]["code"], code, "{pins}: {findings}");
    }
    assert!(!dir.join("plans/none").exists(), "nothing is written");
    let ran = run_in(
        dir,
        &format!("{PLAN} --pin {two} --pin {one}@{a} --forbid {one}@{a}"),
    )
    .expect(1);
    assert!(
        ran.stderr
            .contains(&format!("--pin {one}@{a}, --forbid {one}@{a}")),
        "{}",
        ran.stderr
    );
    // A team of another township: its pin cannot be, whatever the other says.
    let settings = dir.join("xuncha.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let (teams, last) = text.rsplit_once("townships = [\"双岗镇\"]").unwrap();
    fs::write(&settings, format!("{teams}townships = [\"远山镇\"]{last}")).unwrap();
    let mut targets = all.iter().map(|(_, target)| target);
    // Places of the county have no township.
    let one = targets.find(|target| target.contains("-D-")).unwrap();
    let pins = format!("--pin {one}@990001-C1 --pin {one}@990001-T1");
    let ran = run_in(dir, &format!("{PLAN} --lang en {pins}")).expect(1);
    let told = format!("this cannot be: --pin {one}@990001-T1: no shift");
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    assert!(
        !ran.stderr.contains(two.as_str()),
        "only what clashes is named: {}",
        ran.stderr
    );
    run_in(dir, &format!("{PLAN} --pin {one}#first")).expect(2);
    run_in(dir, &format!("{PLAN} --at 11:00")).expect(2);
}

/// What must hold of any plan made anew: nothing begun is lost or changed, nothing due is in no list.
fn nothing_is_lost(before: &Value, now: &Value, at: &str) {
    let (old, new) = (stops(before), stops(now));
    for (target, (team, stop)) in &old {
        if stop["arrive"].as_str().unwrap()[11..19] <= *format!("{at}:00") {
            let (own, kept) = new
                .get(target)
                .unwrap_or_else(|| panic!("{target} is lost"));
            let mut kept = kept.clone();
            assert_eq!(own, team, "{target}");
            assert_eq!(kept["frozen"], true, "{target}");
            kept.as_object_mut().unwrap().remove("frozen");
            let mut stop = stop.clone();
            stop.as_object_mut().unwrap().remove("frozen");
            // What leaving it out would free was said of the route before.
            stop.as_object_mut().unwrap().remove("marginal");
            assert_eq!(kept, stop, "{target}");
        }
    }
    let left: BTreeSet<&str> = now["unvisited"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["target"].as_str().unwrap())
        .collect();
    let was_left = before["unvisited"].as_array().unwrap().iter();
    let due = old
        .keys()
        .map(String::as_str)
        .chain(was_left.map(|entry| entry["target"].as_str().unwrap()));
    for target in due {
        assert!(
            new.contains_key(target) != left.contains(target),
            "{target}"
        );
    }
}

fn moved(before: &Value, now: &Value) -> usize {
    let (old, new) = (stops(before), stops(now));
    new.iter()
        .filter(|(target, (team, _))| old.get(*target).is_some_and(|(before, _)| before != team))
        .count()
}

#[test]
fn the_day_goes_on_at_eleven_with_all_that_may_happen() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let before = plan_in(dir, "2026-11-24");
    // The one that began last drops out; the other one is where its first stop was.
    let out = &all[all.len() - 1].0;
    let stays = &all.iter().find(|(team, _)| team != out).unwrap().0;
    let places = stops(&before);
    let here = &places[&all.iter().find(|(team, _)| team == stays).unwrap().1].1;
    let urgent = &all.iter().rev().find(|(team, _)| team == out).unwrap().1;
    let line = format!(
        "plan {{}} --from {MORNING} --at 11:00 --position {stays}={},{} --without {out} --urgent {urgent} --moves 2 --iterations 40",
        here["lon"], here["lat"]
    );
    let ran = run_in(dir, &line).expect(0);
    assert!(
        ran.stdout.contains("2026-11-24 11:00 调整"),
        "{}",
        ran.stdout
    );
    let now = plan_in(dir, "2026-11-24_1100");
    nothing_is_lost(&before, &now, "11:00");
    assert!(moved(&before, &now) <= 2);
    let new = stops(&now);
    assert_eq!(
        new[urgent].0, *stays,
        "the urgent stop is given to who is left"
    );
    for (target, (team, stop)) in &new {
        assert!(team != out || stop["frozen"] == true, "{target}");
    }
    assert!(
        now["shifts"].as_array().unwrap().iter().any(|shift| {
            let mut stops = shift["stops"].as_array().unwrap().iter();
            stops.any(|stop| stop["leg"]["via"].is_object())
        }),
        "the stated position is driven from"
    );
    verified(dir, "2026-11-24_1100");
    assert_eq!(
        plan_in(dir, "2026-11-24"),
        before,
        "the morning's plan is kept"
    );

    // Once more, from there.
    run_in(
        dir,
        "plan {} --from {}/plans/2026-11-24_1100 --at 13:00 --iterations 40",
    )
    .expect(0);
    nothing_is_lost(&now, &plan_in(dir, "2026-11-24_1300"), "13:00");
    verified(dir, "2026-11-24_1300");
    // Time does not run backward, nor beyond the plan.
    for (time, code) in [
        ("10:59", 1),
        ("2026-11-25T08:00", 1),
        ("2026-11-23T12:00", 1),
        ("soon", 2),
        ("25:00", 2),
    ] {
        run_in(
            dir,
            &format!("plan {{}} --from {{}}/plans/2026-11-24_1100 --at {time} --iterations 4"),
        )
        .expect(code);
    }
}

#[test]
fn a_visit_of_the_ledger_is_not_planned_again() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let before = plan_in(dir, "2026-11-24");
    let (_, seen) = &all[all.len() - 1];
    run_in(dir, &format!("ledger visit {{}} {seen} --by zhang1 --role patrol --finding clean --at 2026-11-24T09:30:00+08:00")).expect(0);
    run_in(
        dir,
        &format!("plan {{}} --from {MORNING} --at 2026-11-24T10:00 --iterations 40"),
    )
    .expect(0);
    let now = plan_in(dir, "2026-11-24_1000");
    assert!(!stops(&now).contains_key(seen.as_str()));
    assert_eq!(now["replanned"]["done"][0]["target"], **seen);
    assert_eq!(
        now["totals"]["due"].as_u64().unwrap() + 1,
        before["totals"]["due"].as_u64().unwrap()
    );
    verified(dir, "2026-11-24_1000");
    run_in(
        dir,
        &format!(
            "plan {{}} --from {MORNING} --at 10:00 --urgent {seen} --iterations 4 --out {{}}/x"
        ),
    )
    .expect(1);
}

#[test]
fn a_plan_made_anew_is_the_same_with_one_thread_and_two() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    morning(dir);
    for threads in ["1", "2"] {
        let line = format!(
            "plan {{}} --from {MORNING} --at 10:20 --moves 3 --iterations 60 --threads {threads} --out {{}}/t{threads}"
        );
        run_in(dir, &line).expect(0);
    }
    assert_eq!(files_below(&dir.join("t1")), files_below(&dir.join("t2")));
}

#[test]
fn whatever_the_moment_nothing_done_is_lost_and_few_stops_move() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, &format!("{PLAN} --days 2")).expect(0);
    let before = plan_in(dir, "2026-11-24");
    let mut mixed = 12_345_u64;
    for round in 0..6 {
        mixed = mixed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let minute = 8 * 60 + (mixed >> 33) % (8 * 60);
        let time = format!("{:02}:{:02}", minute / 60, minute % 60);
        let most = usize::try_from((mixed >> 20) % 4).unwrap();
        let line = format!(
            "plan {{}} --from {MORNING} --at {time} --moves {most} --seed {round} --iterations 20 --out {{}}/plans/r{round}"
        );
        run_in(dir, &line).expect(0);
        let now = plan_in(dir, &format!("r{round}"));
        nothing_is_lost_of_days(&before, &now, &format!("2026-11-24T{time}:00"));
        assert!(moved_of_days(&before, &now) <= most, "{time}");
        verified(dir, &format!("r{round}"));
    }
}

/// Shift and stop of each visit.
fn visits(plan: &Value) -> BTreeMap<(String, u64), (String, Value)> {
    let mut visits = BTreeMap::new();
    for shift in plan["shifts"].as_array().unwrap() {
        for stop in shift["stops"].as_array().unwrap() {
            let key = (
                stop["target"].as_str().unwrap().to_owned(),
                stop["visit"].as_u64().unwrap_or(1),
            );
            let shift = format!("{} {}", shift["team"], shift["date"]);
            assert!(visits.insert(key, (shift, stop.clone())).is_none());
        }
    }
    visits
}

/// `at` to the second, as arrivals are told.
fn nothing_is_lost_of_days(before: &Value, now: &Value, at: &str) {
    let (old, new) = (visits(before), visits(now));
    for (key, (shift, stop)) in &old {
        if stop["arrive"].as_str().unwrap()[..19] <= *at {
            assert_eq!(&new[key].0, shift, "{key:?}");
            assert_eq!(new[key].1["arrive"], stop["arrive"], "{key:?}");
            assert_eq!(new[key].1["frozen"], true, "{key:?}");
        }
    }
    assert_eq!(before["totals"]["due"], now["totals"]["due"]);
}

fn moved_of_days(before: &Value, now: &Value) -> usize {
    let (old, new) = (visits(before), visits(now));
    new.iter()
        .filter(|(key, (shift, _))| old.get(*key).is_some_and(|(before, _)| before != shift))
        .count()
}

/// The codes that `verify` finds in a plan.
fn faults(dir: &Path, name: &str) -> BTreeSet<String> {
    let ran = run_in(dir, &format!("verify {{}} {{}}/plans/{name} --format json"));
    let faults = ran.json()["faults"].clone();
    let codes = faults.as_array().unwrap().iter();
    codes
        .map(|fault| fault["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_plan_made_anew_says_why_of_what_was_not_begun_and_it_is_proved() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // An hour less, so that not everything fits.
    let settings = dir.join("xuncha.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("08:30-15:30", "08:30-14:30")).unwrap();
    morning(dir);
    let line = format!("plan {{}} --from {MORNING} --at 09:40 --iterations 40");
    run_in(dir, &line).expect(0);
    verified(dir, "2026-11-24_0940");
    let path = dir.join("plans/2026-11-24_0940/plan.json");
    let plan = plan_in(dir, "2026-11-24_0940");
    let mut places = Vec::new();
    for (nth, shift) in plan["shifts"].as_array().unwrap().iter().enumerate() {
        for (at, stop) in shift["stops"].as_array().unwrap().iter().enumerate() {
            let is_begun = stop["frozen"] == true;
            assert_eq!(
                stop["marginal"].is_object(),
                !is_begun,
                "{}",
                stop["target"]
            );
            if stop["marginal"]["freed"].is_object() {
                places.push(format!("/shifts/{nth}/stops/{at}/marginal/freed/total_s"));
            }
        }
    }
    assert!(places.len() > 2, "stops are left to be driven: {places:?}");
    let mut changes = Vec::new();
    for (nth, entry) in plan["unvisited"].as_array().unwrap().iter().enumerate() {
        assert!(entry["changes"].is_array(), "{}", entry["target"]);
        for (at, change) in entry["changes"].as_array().unwrap().iter().enumerate() {
            if change["by_s"].is_i64() {
                changes.push(format!("/unvisited/{nth}/changes/{at}/by_s"));
            }
        }
    }
    assert!(!changes.is_empty(), "some visit misses by seconds");
    // Every figure that is made wrong is found.
    for (place, by, code) in [
        (&places[0], 1, "V0301"),
        (&places[places.len() - 1], -1, "V0301"),
        (&changes[0], 1, "V0314"),
        (&changes[0], -1, "V0313"),
    ] {
        let mut wrong = plan.clone();
        let value = wrong.pointer_mut(place).unwrap();
        *value = Value::from(value.as_i64().unwrap() + by);
        fs::write(&path, wrong.to_string()).unwrap();
        let found = faults(dir, "2026-11-24_0940");
        assert!(found.contains(code), "{place} {by}: {found:?}");
    }
    // Of a begun stop nothing may be said, and none may be given up.
    let mut wrong = plan.clone();
    let marginal = plan["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|shift| shift["stops"].as_array().unwrap())
        .find_map(|stop| stop.get("marginal"))
        .unwrap();
    let begun = wrong["shifts"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .flat_map(|shift| shift["stops"].as_array_mut().unwrap())
        .find(|stop| stop["frozen"] == true)
        .unwrap();
    begun["marginal"] = marginal.clone();
    fs::write(&path, wrong.to_string()).unwrap();
    let found = faults(dir, "2026-11-24_0940");
    assert!(found.contains("V0310"), "{found:?}");
}

#[test]
fn a_ban_of_the_only_team_that_may_is_no_fault_of_the_plan() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let target = &all[0].1;
    let teams: BTreeSet<&String> = all.iter().map(|(team, _)| team).collect();
    let bans: Vec<String> = teams
        .iter()
        .map(|team| format!("--forbid {target}@{team}"))
        .collect();
    let bans = bans.join(" ");
    run_in(dir, &format!("{PLAN} --out {{}}/plans/banned {bans}")).expect(0);
    let plan = plan_in(dir, "banned");
    assert!(!stops(&plan).contains_key(target));
    verified(dir, "banned");
}
