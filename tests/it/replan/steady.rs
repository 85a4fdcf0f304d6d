//! A plan made anew goes on as it was unless a change is worth it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{MORNING, PLAN, morning, plan_in, stops, verified};
use crate::support::{copy_of, files_below, run_in};

/// Seconds of driving that a change must save when it brings no prize, as docs/replan.md says.
const WORTH: i64 = 600;

fn changes(plan: &Value) -> Vec<Value> {
    let changes = plan["replanned"]["changes"].as_array();
    changes.cloned().unwrap_or_default()
}

fn of_kind(plan: &Value, kind: &str) -> usize {
    let all = changes(plan);
    all.iter().filter(|change| change["change"] == kind).count()
}

fn total(plan: &Value, field: &str) -> i64 {
    plan["totals"][field].as_i64().unwrap()
}

/// Team, order and times of every stop.
fn routes(plan: &Value) -> Vec<(String, u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut routes: Vec<_> = stops(plan)
        .into_iter()
        .map(|(target, (team, stop))| {
            let seq = stop["seq"].as_u64().unwrap();
            (team, seq, target, text(&stop["start"]))
        })
        .collect();
    routes.sort();
    routes
}

/// Gives every team of the sample county an hour more.
fn with_long_shifts(dir: &Path) {
    let path = dir.join("xuncha.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let longer = settings.replace("08:30-15:30", "08:30-16:30");
    assert_ne!(settings, longer);
    fs::write(&path, longer).unwrap();
}

#[test]
fn with_nothing_to_say_and_nothing_better_every_route_stays() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // A morning that serves everything, with time to spare: nothing can bring more.
    with_long_shifts(dir);
    run_in(dir, "plan {} --date 2026-11-24 --iterations 3000").expect(0);
    let before = plan_in(dir, "2026-11-24");
    assert_eq!(before["unvisited"].as_array().unwrap().len(), 0);
    for (time, more) in [
        ("07:30", ""),
        ("08:45", "--seed 2"),
        ("09:40", "--moves 0"),
        ("11:10", "--moves 3 --seed 5"),
        ("14:00", ""),
    ] {
        let line = format!(
            "plan {{}} --from {MORNING} --at {time} {more} --iterations 60 --lang en --out {{}}/plans/same"
        );
        let ran = run_in(dir, &line).expect(0);
        assert!(ran.stdout.contains("nothing changes"), "{}", ran.stdout);
        let now = plan_in(dir, "same");
        assert_eq!(routes(&now), routes(&before), "{time} {more}");
        assert_eq!(changes(&now), [] as [Value; 0], "{time} {more}");
        verified(dir, "same");
    }
}

/// What changed brought prize, or saved so much driving.
fn is_worth_it(before: &Value, now: &Value, line: &str) {
    let more = total(now, "prize") - total(before, "prize");
    assert!(more >= 0, "{line}: {more}");
    if more == 0 {
        let saved = total(before, "drive_s") - total(now, "drive_s");
        let changed = i64::try_from(changes(now).len()).unwrap();
        assert!(saved >= WORTH * changed, "{line}: {saved} s, {changed}");
    }
}

#[test]
fn changes_bring_prize_or_save_driving_whatever_the_seed() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // A morning that the search had no time for, of two days.
    run_in(dir, "plan {} --date 2026-11-24 --days 2 --iterations 1").expect(0);
    let before = plan_in(dir, "2026-11-24");
    for seed in 0..4 {
        for more in ["", "--moves 0", "--moves 2"] {
            let line = format!(
                "plan {{}} --from {MORNING} --at 09:00 {more} --seed {seed} --iterations 40 --out {{}}/plans/r"
            );
            run_in(dir, &line).expect(0);
            let now = plan_in(dir, "r");
            is_worth_it(&before, &now, &line);
            if more == "--moves 0" {
                assert_eq!(of_kind(&now, "moved"), 0);
                let more = total(&now, "prize") > total(&before, "prize");
                assert!(more || changes(&now).is_empty(), "{line}");
            }
        }
    }
}

#[test]
fn a_morning_driven_by_detours_is_put_right() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    // The dispatcher pins the last stop of a team to the front: hours of driving are wasted; without the pin they are saved.
    let (team, last) = &all[all.len() - 1];
    let line = format!("{PLAN} --out {{}}/plans/pinned --pin {last}@{team}#1");
    run_in(dir, &line).expect(0);
    let pinned = plan_in(dir, "pinned");
    let path = dir.join("plans/pinned/plan.json");
    let mut free = pinned.clone();
    free.as_object_mut().unwrap().remove("pins");
    fs::write(&path, free.to_string()).unwrap();
    let line = "plan {} --from {}/plans/pinned --at 07:00 --iterations 60 --out {}/plans/free";
    run_in(dir, line).expect(0);
    is_worth_it(&pinned, &plan_in(dir, "free"), line);
    verified(dir, "free");
}

#[test]
fn an_urgent_visit_that_fits_changes_nothing_else() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // A short one is left out in the morning, as nobody may take it.
    with_long_shifts(dir);
    let all = morning(dir);
    let known = stops(&plan_in(dir, "2026-11-24"));
    let late = known.iter().filter(|(_, (_, stop))| {
        stop["arrive"].as_str().unwrap()[11..16] > *"10:00" && !stop["corridor"].is_object()
    });
    let (target, _) = late
        .min_by_key(|(_, (_, stop))| stop["service_s"].as_i64())
        .unwrap();
    let mut teams: Vec<&String> = all.iter().map(|(team, _)| team).collect();
    teams.sort();
    teams.dedup();
    let bans: Vec<String> = teams
        .iter()
        .map(|team| format!("--forbid {target}@{team}"))
        .collect();
    let bans = bans.join(" ");
    let line = format!("plan {{}} --date 2026-11-24 --iterations 150 {bans}");
    run_in(dir, &line).expect(0);
    let path = dir.join("plans/2026-11-24/plan.json");
    let mut free = plan_in(dir, "2026-11-24");
    free.as_object_mut().unwrap().remove("forbid");
    fs::write(&path, free.to_string()).unwrap();
    let line = format!("plan {{}} --from {MORNING} --at 09:00 --urgent {target} --iterations 60");
    run_in(dir, &line).expect(0);
    let now = plan_in(dir, "2026-11-24_0900");
    let kinds: Vec<String> = changes(&now)
        .iter()
        .map(|change| format!("{} {}", change["change"], change["target"]))
        .collect();
    assert_eq!(kinds, [format!("\"added\" \"{target}\"")]);
    verified(dir, "2026-11-24_0900");
}

#[test]
fn a_plan_made_anew_is_the_same_bytes_whatever_the_threads() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, "plan {} --date 2026-11-24 --iterations 1").expect(0);
    for threads in ["1", "2"] {
        let line = format!(
            "plan {{}} --from {MORNING} --at 09:20 --iterations 60 --threads {threads} --out {{}}/t{threads}"
        );
        run_in(dir, &line).expect(0);
    }
    let files = |name: &str| files_below(Path::new(&dir.join(name)));
    assert_eq!(files("t1"), files("t2"));
}

#[test]
fn what_brings_little_for_its_changes_is_held_back_and_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // A morning that the search had no time for: much can be better at nine.
    run_in(dir, "plan {} --date 2026-11-24 --iterations 1").expect(0);
    let before = plan_in(dir, "2026-11-24");
    let mut held = 0;
    for seed in 0..3 {
        let plan_with = |least_gain: &str| {
            let line = format!(
                "plan {{}} --from {MORNING} --at 09:00 --seed {seed} {least_gain} --iterations 400 --lang en --out {{}}/plans/r"
            );
            let ran = run_in(dir, &line).expect(0);
            verified(dir, "r");
            (plan_in(dir, "r"), ran.stdout)
        };
        let (eager, text) = plan_with("--least-gain 0");
        assert!(eager["replanned"]["held_back"].is_null() && !text.contains("held back"));
        for gain in ["", "--least-gain 30", "--least-gain 1000000"] {
            let (now, text) = plan_with(gain);
            let least = gain.rsplit(' ').next().unwrap().parse().unwrap_or(10);
            assert!(changes(&now).len() <= changes(&eager).len(), "{gain}");
            assert!(total(&now, "prize") >= total(&before, "prize"), "{gain}");
            if least > 1_000 && !changes(&now).is_empty() {
                let saved = total(&before, "drive_s") - total(&now, "drive_s");
                let changed = i64::try_from(changes(&now).len()).unwrap();
                assert!(saved >= WORTH * changed, "{saved} s, {changed}");
            }
            let back = &now["replanned"]["held_back"];
            assert_eq!(text.contains("held back"), back.is_object(), "{text}");
            if back.is_object() {
                let number = |field: &str| back[field].as_i64().unwrap();
                assert_eq!(number("least_gain"), least);
                assert!(number("prize") < least * number("changes"), "{back}");
                assert_eq!(
                    number("prize"),
                    total(&eager, "prize") - total(&now, "prize"),
                    "what it would have brought"
                );
                let fewer = changes(&eager).len() - changes(&now).len();
                assert_eq!(number("changes"), i64::try_from(fewer).unwrap());
                held += 1;
            }
        }
    }
    assert!(held > 2, "{held}");
}
