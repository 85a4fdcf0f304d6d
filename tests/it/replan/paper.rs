//! What the route files of a plan made anew say of it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{MORNING, morning, plan_in, verified};
use crate::support::{copy_of, run_in};

fn file(dir: &Path, plan: &str, shift: &Value, kind: &str) -> String {
    let name = shift["files"][kind].as_str().unwrap();
    fs::read_to_string(dir.join("plans").join(plan).join(name)).unwrap()
}

#[test]
fn route_files_say_since_when_they_hold_and_what_was_begun_in_both_languages() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let out = &all[all.len() - 1].0;
    for (lang, title, done, from, reason) in [
        (
            "en",
            "planned anew at 11:00",
            "done or under way",
            "from ",
            "never visited",
        ),
        ("zh", "11:00 调整", "已完成或进行中", "接自", "从未到访"),
    ] {
        let name = format!("anew-{lang}");
        let line = format!(
            "plan {{}} --from {MORNING} --at 11:00 --without {out} --iterations 60 --lang {lang} --out {{}}/plans/{name}"
        );
        run_in(dir, &line).expect(0);
        verified(dir, &name);
        let plan = plan_in(dir, &name);
        let mut moved = 0;
        for shift in plan["shifts"].as_array().unwrap() {
            let stops = shift["stops"].as_array().unwrap();
            let begun = stops.iter().filter(|stop| stop["frozen"] == true).count();
            assert!(begun > 0, "{}", shift["team"]);
            let base = shift["files"]["html"].as_str().unwrap();
            let stem = format!(
                "routes/2026-11-24_{}_1100.html",
                shift["team"].as_str().unwrap()
            );
            assert_eq!(base, stem);
            let sheet = file(dir, &name, shift, "html");
            assert!(sheet.split("</title>").next().unwrap().contains(title));
            assert!(sheet.split("</h1>").next().unwrap().contains(title));
            assert_eq!(
                sheet.matches(done).count(),
                begun + 1,
                "each stop, and the head"
            );
            let gpx = file(dir, &name, shift, "gpx");
            assert!(gpx.split("<wpt").next().unwrap().contains(title), "{gpx}");
            assert_eq!(gpx.matches(&format!("[{done}]</name>")).count(), begun);
            let table = file(dir, &name, shift, "csv");
            assert!(table.lines().next().unwrap().ends_with(title));
            assert_eq!(table.matches(done).count(), begun);
            let geojson = file(dir, &name, shift, "geojson");
            let geojson: Value = serde_json::from_str(&geojson).unwrap();
            assert!(geojson["name"].as_str().unwrap().contains(title));
            moved += table.matches(&format!(",{from}")).count();
            // What is kept is told in the language of this plan, not of the morning's.
            let texts = stops
                .iter()
                .flat_map(|stop| stop["reasons"].as_array().unwrap());
            for text in texts.map(|reason| reason["text"].as_str().unwrap()) {
                let is_other = ["从未到访", "never visited"].contains(&text) && text != reason;
                let chinese = text.chars().any(|letter| letter > '\u{2e80}');
                assert!(!is_other && chinese == (lang == "zh"), "{text}");
            }
        }
        let changes = plan["replanned"]["changes"].as_array().unwrap();
        let told = changes
            .iter()
            .filter(|change| change["change"] == "moved")
            .count();
        assert_eq!(
            moved, told,
            "a stop that another team takes over says from whom"
        );
    }
}

#[test]
fn the_paper_of_a_morning_says_nothing_of_it() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    morning(dir);
    let plan = plan_in(dir, "2026-11-24");
    for shift in plan["shifts"].as_array().unwrap() {
        for kind in ["html", "gpx", "csv", "geojson"] {
            let text = file(dir, "2026-11-24", shift, kind);
            for word in [
                "planned anew",
                "调整",
                "class=\"anew\"",
                "done or under way",
            ] {
                assert!(!text.contains(word), "{kind}: {word}");
            }
        }
    }
}
