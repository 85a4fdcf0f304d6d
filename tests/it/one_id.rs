//! An id is one thing: no dump point has that of a site, a place or a corridor.

use std::fs;
use std::path::Path;

use crate::support::{Ran, copy_of, run_in};

const CORRIDOR: &str = "P08-X001-a0e99114";
const SITE: &str = "990001-S-0001";
const HAMLET: &str = "990001101204-06";

/// Reports a new heap.
fn report(dir: &Path, id: &str, more: &str) -> Ran {
    fs::write(dir.join("p.jpg"), b"\xff\xd8\xff\xe0 one").unwrap();
    let new = "--to suspected --by z1 --role county --lon 126.165 --lat 43.6196 --evidence {}/p.jpg \
               --set waste_class=domestic --set found_source=patrol";
    run_in(dir, &format!("ledger move {{}} {id} {new} {more}"))
}

/// The same while nothing of the workspace has that id: the layers come later.
fn report_before(dir: &Path, id: &str, more: &str) {
    for (file, from, to) in [
        ("sites.geojson", SITE, "990001-S-X"),
        ("xuncha.toml", "[\"county\"]", "[\"provincial\"]"),
    ] {
        let path = dir.join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(from, to)).unwrap();
    }
    report(dir, id, more).expect(0);
    for file in ["sites.geojson", "xuncha.toml"] {
        fs::copy(
            crate::support::data("sample-county").join(file),
            dir.join(file),
        )
        .unwrap();
    }
}

#[test]
fn no_heap_is_reported_under_the_id_of_something_else() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let at = "--at 2026-11-23T10:00 --lang";
    for (id, what, place) in [
        (CORRIDOR, "corridor", "roads.geojson:"),
        (SITE, "site `七岗供热管网`", "sites.geojson:2"),
        (HAMLET, "place `月屯屯`", "places.geojson:76"),
    ] {
        let ran = report(dir, id, &format!("{at} en")).expect(1);
        assert!(ran.stderr.contains("[G0005]"), "{}", ran.stderr);
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
        assert!(ran.stderr.contains(place), "{}", ran.stderr);
    }
    let ran = report(dir, SITE, &format!("{at} zh")).expect(1);
    let said = "`990001-S-0001` 是工地“七岗供热管网”的编号";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    // One that only begins like a corridor is free.
    report(dir, "P08-X001", &format!("{at} en")).expect(0);
}

#[test]
fn no_row_is_taken_under_the_id_of_something_else() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let row = |id: &str| format!("{id},126.165,43.6196\n");
    let rows = [CORRIDOR, "N-1", SITE, HAMLET].map(row).concat();
    fs::write(dir.join("a.csv"), format!("id,lon,lat\n{rows}")).unwrap();
    let ran = run_in(dir, "ledger import {} {}/a.csv --lang en").expect(1);
    assert_eq!(ran.stderr.matches("[G0216]").count(), 3, "{}", ran.stderr);
    for said in ["a.csv:2", "a.csv:4", "(sites.geojson:2", "a.csv:5"] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let said = "1 new, 0 changed, 0 unchanged, 3 refused";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    let ran = run_in(dir, "ledger import {} {}/a.csv --lang zh").expect(1);
    assert!(ran.stderr.contains("该编号属于工地"), "{}", ran.stderr);
}

#[test]
fn a_point_of_the_ledger_under_the_id_of_something_else_is_not_planned() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let plan = "plan {} --date 2026-11-24 --iterations 20 --lang en --out";
    for id in [CORRIDOR, SITE] {
        report_before(dir, id, "--at 2026-11-22T10:00");
    }
    // It may be corrected, but moves nothing else.
    let correct = "--to suspected --by z1 --role county --reason x --at 2026-11-23T10:00";
    let line = format!("ledger move {{}} {SITE} {correct} --lon 126.16 --lat 43.61");
    run_in(dir, &line).expect(0);
    let ran = run_in(dir, &format!("{plan} {{}}/plans/one")).expect(0);
    assert_eq!(ran.stderr.matches("[A0008]").count(), 2, "{}", ran.stderr);
    for said in [CORRIDOR, SITE, "site `七岗供热管网`", "sites.geojson:2"] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("[A0007]"), "{}", ran.stderr);
    let ran = run_in(dir, "verify {} {}/plans/one --lang en").expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
    // Ended as the hint says, it is no longer told.
    report(dir, "N-1", "--at 2026-11-23T11:00").expect(0);
    let end =
        "--to merged --set merged_into=N-1 --by z1 --role county --reason x --at 2026-11-23T12:00";
    run_in(dir, &format!("ledger move {{}} {SITE} {end}")).expect(0);
    let ran = run_in(dir, &format!("{plan} {{}}/plans/two")).expect(0);
    assert_eq!(ran.stderr.matches("[A0008]").count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains(CORRIDOR), "{}", ran.stderr);
    let ran = run_in(dir, "verify {} {}/plans/two --lang en").expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
}

#[test]
fn an_urgent_corridor_stays_one_when_the_ledger_has_a_heap_of_its_id_since_the_morning() {
    const LATER: &str = "P08-X001-6fb2121e";
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, "plan {} --date 2026-11-24 --iterations 40").expect(0);
    report_before(dir, LATER, "--at 2026-11-24T08:40");
    let anew = "plan {} --from {}/plans/2026-11-24 --at 09:00 --iterations 20 --out {}/plans/two";
    run_in(dir, &format!("{anew} --urgent {LATER}")).expect(0);
    let text = fs::read_to_string(dir.join("plans/two/plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    let shifts = plan["shifts"].as_array().unwrap().iter();
    let mut stops = shifts.flat_map(|shift| shift["stops"].as_array().unwrap());
    let stop = stops.find(|stop| stop["target"] == LATER).unwrap();
    assert_eq!(stop["kind"], "corridor");
    let ran = run_in(dir, "verify {} {}/plans/two --lang en").expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
}
