//! What cannot be meant is not taken in silence: visits that nobody can have made, files named twice, empty ledgers.

use std::fs;
use std::path::Path;

use crate::support::{copy_of, files_below, run_in};

const POINT: &str = "990001101211-D-0001";

fn visit(dir: &Path, more: &str) -> crate::support::Ran {
    let by = "--by zhang1 --role patrol --finding unchanged --lang en";
    run_in(dir, &format!("ledger visit {{}} {POINT} {by} {more}"))
}

/// The visits that the ledger holds of the point.
fn visits(dir: &Path) -> usize {
    run_in(dir, "ledger export {} {}/out.jsonl").expect(0);
    let text = fs::read_to_string(dir.join("out.jsonl")).unwrap();
    let kind = "\"kind\":\"visited\"";
    text.lines().filter(|line| line.contains(kind)).count()
}

#[test]
fn nobody_visits_a_point_before_it_was_found() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let ran = visit(dir, "--at 2019-05-01T10:00").expect(1);
    for words in [
        "was first seen on 2026-",
        "[G0121]",
        "--set first_seen=DATE",
    ] {
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    }
    assert_eq!(visits(dir), 0);
    // What has no day of discovery is warned of when it lies years back.
    let line =
        "ledger visit {} 990001-S-0001 --by zhang1 --role patrol --finding clean --lang en --at";
    let old = run_in(dir, &format!("{line} 2019-05-01T10:00")).expect(0);
    assert!(old.stderr.contains("[G0122]"), "{}", old.stderr);
    let new = run_in(dir, &format!("{line} 2026-11-20T10:00")).expect(0);
    assert!(!new.stderr.contains("[G0122]"), "{}", new.stderr);
}

#[test]
fn a_visit_of_a_wrong_clock_is_kept_and_not_counted() {
    let one = copy_of("sample-county");
    let text = fs::read_to_string(one.path().join("dump_points.geojson")).unwrap();
    // On the first device the point was found years ago, so that the visit stands.
    let early = text.replace("\"first_seen\":\"2026-", "\"first_seen\":\"2018-");
    assert_ne!(early, text);
    fs::write(one.path().join("dump_points.geojson"), early).unwrap();
    visit(one.path(), "--at 2019-05-01T10:00").expect(0);
    run_in(one.path(), "ledger export {} {}/e.jsonl").expect(0);
    let two = copy_of("sample-county");
    run_in(two.path(), "ledger list {}").expect(0);
    let from = one.path().join("e.jsonl");
    let events = fs::read_to_string(&from).unwrap();
    let only: Vec<&str> = events
        .lines()
        .filter(|line| line.contains("\"kind\":\"visited\""))
        .collect();
    fs::write(two.path().join("e.jsonl"), only.join("\n")).unwrap();
    let import = "ledger import {} {}/e.jsonl --lang en";
    let dry = run_in(two.path(), &format!("{import} --dry-run")).expect(0);
    let said = "1 events new, 0 known already, 0 lines refused; 0 new conflicts, 0 events not applied (nothing written)";
    assert!(dry.stdout.contains(said), "{}", dry.stdout);
    assert!(dry.stderr.contains("[G0125]"), "{}", dry.stderr);
    assert_eq!(visits(two.path()), 0);
    let taken = run_in(two.path(), import).expect(0);
    assert!(taken.stdout.contains("1 events new"), "{}", taken.stdout);
    assert!(taken.stderr.contains("[G0125]"), "{}", taken.stderr);
    assert_eq!(visits(two.path()), 1);
    let again = run_in(two.path(), &format!("{import} --dry-run")).expect(0);
    let known = "0 events new, 1 known already";
    assert!(again.stdout.contains(known), "{}", again.stdout);
    assert!(!again.stderr.contains("[G0125]"), "{}", again.stderr);
    // The ledger does not begin in 2019.
    let coverage = run_in(two.path(), "coverage {} --lang en").expect(0);
    assert!(!coverage.stdout.contains("2019"), "{}", coverage.stdout);
}

#[test]
fn a_position_that_is_none_is_refused_and_a_far_one_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let none = visit(dir, "--lon 0 --lat 0").expect(1);
    assert!(none.stderr.contains("[G0107]"), "{}", none.stderr);
    assert_eq!(visits(dir), 0);
    let far = visit(dir, "--lon 126.9 --lat 43.6").expect(0);
    assert!(far.stderr.contains("[G0123]"), "{}", far.stderr);
    let shown = run_in(dir, &format!("ledger show {{}} {POINT} --format json"))
        .expect(0)
        .json();
    let (lon, lat) = (&shown["point"]["lon"], &shown["point"]["lat"]);
    let near = visit(dir, &format!("--lon {lon} --lat {lat}")).expect(0);
    assert!(!near.stderr.contains("[G0123]"), "{}", near.stderr);
}

#[test]
fn a_team_is_one_of_the_workspace_by_id_or_name() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let unknown = visit(dir, "--team nobody").expect(1);
    assert!(unknown.stderr.contains("[G0124]"), "{}", unknown.stderr);
    assert!(
        unknown
            .stderr
            .contains("the teams are 990001-C1, 990001-T1"),
        "{}",
        unknown.stderr
    );
    assert_eq!(visits(dir), 0);
    visit(dir, "--team 双岗镇巡查组").expect(0);
    let text = fs::read_to_string(dir.join("out.jsonl")).unwrap();
    assert!(!text.contains("双岗镇巡查组"));
    run_in(dir, "ledger export {} {}/out.jsonl").expect(0);
    let text = fs::read_to_string(dir.join("out.jsonl")).unwrap();
    assert!(text.contains("\"team\":\"990001-T1\""));
}

#[test]
fn a_photo_is_a_picture() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    for (name, bytes) in [
        ("text.jpg", b"no picture at all".as_slice()),
        ("paper.pdf", b"%PDF-1.4 x"),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
        let ran = visit(dir, &format!("--photo {{}}/{name}")).expect(1);
        assert!(ran.stderr.contains("[G0120]"), "{}", ran.stderr);
    }
    assert!(!dir.join("evidence").exists());
    assert_eq!(visits(dir), 0);
    visit(dir, "--photo form={}/paper.pdf").expect(0);
    for (name, bytes) in [
        ("a.bin", b"\xff\xd8\xff\xe0 one".as_slice()),
        ("b.png", b"\x89PNG\r\n\x1a\n two"),
        ("c.heic", b"\0\0\0\x18ftypheic three"),
        ("d.webp", b"RIFF\0\0\0\0WEBP four"),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
        visit(dir, &format!("--photo {{}}/{name}")).expect(0);
    }
}

#[test]
fn one_file_is_not_both_roads_and_points() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let ran = run_in(dir, "matrix {}/places.geojson {}/places.geojson --lang en").expect(1);
    assert!(ran.stderr.contains("[X0005]"), "{}", ran.stderr);
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
}

#[test]
fn where_nobody_works_whatif_fails() {
    let folder = copy_of("sample-county");
    let settings = "--iterations 2 --runs 1 --lang en";
    for line in [
        "whatif {} --teams 0 --date 2026-11-24",
        "whatif {} --balance hours --date 2026-11-28",
    ] {
        let ran = run_in(folder.path(), &format!("{line} {settings}")).expect(1);
        assert!(ran.stderr.contains("[A0004]"), "{line}: {}", ran.stderr);
    }
    let line = format!("whatif {{}} --teams 0..1 --date 2026-11-24 {settings}");
    run_in(folder.path(), &line).expect(0);
    let line = format!("whatif {{}} --balance hours --date 2026-11-24 {settings}");
    run_in(folder.path(), &line).expect(0);
}

#[test]
fn a_list_before_the_ledger_began_says_so() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let ran = run_in(dir, "ledger list {} --as-of 2020-01-01 --lang en").expect(0);
    let said = "of 2020-01-01 it knows nothing";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    visit(dir, "--at 2026-11-23T10:00").expect(0);
    let json = run_in(dir, "ledger list {} --as-of 2026-11-23 --format json").expect(0);
    assert_eq!(json.json()["ledger_begins"], "2026-11-23");
    assert!(!json.stderr.contains("[G0127]"), "{}", json.stderr);
}

#[test]
fn an_empty_ledger_is_told_by_every_command() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    for (line, code) in [
        ("check {}", 0),
        ("plan {} --date 2026-11-24 --iterations 1 --out {}/p", 0),
        ("coverage {}", 0),
        (
            "whatif {} --teams 1 --date 2026-11-24 --iterations 1 --runs 1",
            0,
        ),
        ("simulate {} --days 1 --runs 1 --iterations 1 --out {}/s", 0),
        ("ledger list {}", 0),
        ("ledger verify {}", 1),
    ] {
        for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
            let _ = fs::remove_file(dir.join(name));
        }
        let without = run_in(dir, &format!("{line} --lang en")).expect(code);
        assert!(!without.stderr.contains("[G0126]"), "{line}");
        for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
            let _ = fs::remove_file(dir.join(name));
        }
        fs::write(dir.join("ledger.db"), "").unwrap();
        let with = run_in(dir, &format!("{line} --lang en")).expect(code);
        assert!(with.stderr.contains("[G0126]"), "{line}: {}", with.stderr);
    }
}

#[test]
fn jobs_without_a_road_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let instance = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/instances/township-s1-j8-d1.txt"
    );
    let text = fs::read_to_string(instance).unwrap();
    let bare: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("edge") && !line.starts_with("arc"))
        .collect();
    fs::write(dir.join("whole.txt"), &text).unwrap();
    fs::write(dir.join("bare.txt"), bare.join("\n")).unwrap();
    let solve = |name: &str| format!("solve {{}}/{name} --kind mixed --iterations 5 --lang en");
    let whole = run_in(dir, &solve("whole.txt")).expect(0);
    assert!(!whole.stderr.contains("[F0006]"), "{}", whole.stderr);
    let ran = run_in(dir, &format!("{} --out {{}}/a.json", solve("bare.txt"))).expect(1);
    let said = "warning: 8 of 8 jobs are out of reach, 0 of them required";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert!(ran.stdout.contains("0 of 8 served"), "{}", ran.stdout);
    assert!(dir.join("a.json").exists());
}

#[test]
fn what_a_plan_notes_of_the_layers_is_told_by_check_and_the_rest_by_json() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let plan = "plan {} --date 2026-11-24 --iterations 1 --lang en";
    let text = run_in(dir, plan).expect(0);
    let said = "those of the layers in full by `xuncha check";
    assert!(text.stderr.contains(said), "{}", text.stderr);
    let checked = run_in(dir, "check {} --format json --lang en")
        .expect(0)
        .json();
    let planned = run_in(dir, &format!("{plan} --format json"))
        .expect(0)
        .json();
    let list = |value: &serde_json::Value| value["findings"].as_array().unwrap().clone();
    let (checked, planned) = (list(&checked), list(&planned));
    let count = |level: &str| {
        let of_level = planned.iter().filter(|finding| finding["level"] == level);
        of_level.count()
    };
    let counted = format!("{} notes;", count("note"));
    assert!(text.stderr.contains(&counted), "{}", text.stderr);
    let of_layers = planned.iter().filter(|finding| {
        let code = finding["code"].as_str().unwrap();
        ["L", "R", "C"]
            .iter()
            .any(|letter| code.starts_with(letter))
    });
    let missing: Vec<_> = of_layers.filter(|one| !checked.contains(one)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(planned.len() > checked.len());
}

#[test]
fn a_dry_run_leaves_nothing_behind() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::write(dir.join("a.csv"), "id,name,lon,lat\nN-1,新点,126.5,43.8\n").unwrap();
    let before = files_below(dir);
    let line = "ledger import {} {}/a.csv --dry-run --lang en";
    let dry = run_in(dir, line).expect(0);
    assert!(dry.stdout.contains("1 new, 0 changed"), "{}", dry.stdout);
    let said = "points read from the layers (nothing written)";
    assert!(dry.stderr.contains(said), "{}", dry.stderr);
    assert_eq!(files_below(dir), before);
    // Points that the layers got since are not opened either.
    visit(dir, "").expect(0);
    let before = visits(dir);
    let db = fs::read(dir.join("ledger.db")).unwrap();
    let text = fs::read_to_string(dir.join("dump_points.geojson")).unwrap();
    fs::write(
        dir.join("dump_points.geojson"),
        text.replace("-D-0002", "-D-9002"),
    )
    .unwrap();
    let dry = run_in(dir, line).expect(0);
    assert!(dry.stderr.contains(said), "{}", dry.stderr);
    assert_eq!(fs::read(dir.join("ledger.db")).unwrap(), db);
    run_in(dir, line.trim_end_matches(" --dry-run --lang en")).expect(0);
    assert_ne!(fs::read(dir.join("ledger.db")).unwrap(), db);
    assert_eq!(visits(dir), before);
}

#[test]
fn reading_an_empty_ledger_does_not_fill_it() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::write(dir.join("ledger.db"), "").unwrap();
    for line in [
        "ledger list {}",
        &format!("ledger show {{}} {POINT}"),
        "ledger report {} --date 2026-11-24",
        "ledger export {} {}/out.csv",
        "ledger import {} {}/out.csv --dry-run",
        "plan {} --date 2026-11-24 --iterations 1",
    ] {
        let ran = run_in(dir, &format!("{line} --lang en")).expect(0);
        assert!(ran.stderr.contains("[G0126]"), "{line}: {}", ran.stderr);
        assert!(
            fs::read(dir.join("ledger.db")).unwrap().is_empty(),
            "{line}"
        );
        assert!(!dir.join("ledger.db-wal").exists(), "{line}");
    }
    visit(dir, "").expect(0);
    let ran = run_in(dir, "ledger list {}").expect(0);
    assert!(!ran.stderr.contains("[G0126]"), "{}", ran.stderr);
}

#[test]
fn a_visit_counts_on_the_day_of_the_county() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    // 01:00 on the day when it was first seen.
    visit(dir, "--at 2026-11-21T17:00:00Z").expect(0);
    visit(dir, "--at 2026-11-21T15:00:00Z").expect(1);
    // 01:00 on the next day here.
    let site = "ledger visit {} 990001-S-0001 --by zhang1 --role patrol --finding clean --lang en";
    run_in(dir, &format!("{site} --at 2026-11-23T17:00:00Z")).expect(0);
    run_in(dir, "ledger export {} {}/out.jsonl").expect(0);
    let text = fs::read_to_string(dir.join("out.jsonl")).unwrap();
    assert!(
        text.contains("\"time\":\"2026-11-24T01:00:00+08:00\""),
        "{text}"
    );
    let shown = run_in(dir, "ledger show {} 990001-S-0001").expect(0);
    assert!(shown.stdout.contains("2026-11-24"), "{}", shown.stdout);
}

#[test]
fn nothing_was_first_seen_tomorrow() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let rows =
        "id,name,lon,lat,first_seen\nN-1,一,126.5,43.8,2099-11-20\nN-2,二,126.5,43.8,2026-11-20\n";
    fs::write(dir.join("a.csv"), rows).unwrap();
    let ran = run_in(dir, "ledger import {} {}/a.csv --lang en").expect(1);
    assert!(ran.stderr.contains("[G0214]"), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("1 new, 0 changed, 0 unchanged, 1 refused"),
        "{}",
        ran.stdout
    );
    run_in(dir, "ledger show {} N-1").expect(1);
    let correct = "ledger move {} N-2 --to listed --by a1 --role county --reason x --lang en --set";
    let ran = run_in(dir, &format!("{correct} first_seen=2099-01-01")).expect(1);
    let said = "a day of the find that is over";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    let early = "first_seen=2026-11-25 --at 2026-11-24T10:00";
    run_in(dir, &format!("{correct} {early}")).expect(1);
    run_in(dir, &format!("{correct} first_seen=2026-11-19")).expect(0);
    let new = "ledger move {} N-3 --to suspected --by a1 --role county --lon 126.5 --lat 43.8 --lang zh \
               --set waste_class=domestic --set found_source=patrol --set first_seen=2099-01-01";
    let ran = run_in(dir, new).expect(1);
    assert!(
        ran.stderr.contains("发现时间不得晚于办理日期"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_find_that_lies_ahead_is_not_taken_over_from_the_layers() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let path = dir.join("dump_points.geojson");
    let mut layer: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let features = layer["features"].as_array_mut().unwrap();
    let point = features
        .iter_mut()
        .find(|feature| feature["properties"]["id"] == POINT)
        .unwrap();
    point["properties"]["first_seen"] = "2099-01-01".into();
    fs::write(&path, layer.to_string()).unwrap();
    let ran = run_in(dir, "ledger list {} --lang en").expect(0);
    assert!(ran.stderr.contains("[G0004]"), "{}", ran.stderr);
    assert!(ran.stderr.contains(POINT), "{}", ran.stderr);
    let shown = run_in(dir, &format!("ledger show {{}} {POINT} --format json"))
        .expect(0)
        .json();
    assert_ne!(shown["point"]["first_seen"], "2099-01-01", "{shown}");
    // It is told once, when the ledger is opened.
    let ran = run_in(dir, "ledger list {} --lang en").expect(0);
    assert!(!ran.stderr.contains("[G0004]"), "{}", ran.stderr);
}

#[test]
fn a_place_corrected_in_the_ledger_is_where_the_plan_goes() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let plan = "plan {} --date 2026-11-24 --iterations 20 --lang en";
    let ran = run_in(dir, &format!("{plan} --pin {POINT}")).expect(0);
    assert!(!ran.stderr.contains("[A0007]"), "{}", ran.stderr);
    let shown = run_in(dir, &format!("ledger show {{}} {POINT} --format json"))
        .expect(0)
        .json();
    let (lon, lat) = (
        shown["point"]["lon"].as_f64(),
        shown["point"]["lat"].as_f64(),
    );
    let there = (lon.unwrap() + 0.0005, lat.unwrap() + 0.0002);
    let correct = "--to suspected --by a1 --role county --reason x --at 2026-11-23T10:00";
    run_in(
        dir,
        &format!(
            "ledger move {{}} {POINT} {correct} --lon {} --lat {}",
            there.0, there.1
        ),
    )
    .expect(0);
    let ran = run_in(dir, &format!("{plan} --pin {POINT} --out {{}}/plans/moved")).expect(0);
    assert!(ran.stderr.contains("[A0007]"), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains(&format!("{:.7},{:.7}", there.0, there.1))
    );
    let text = fs::read_to_string(dir.join("plans/moved/plan.json")).unwrap();
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    let shifts = written["shifts"].as_array().unwrap().iter();
    let mut stops = shifts.flat_map(|shift| shift["stops"].as_array().unwrap());
    let stop = stops.find(|stop| stop["target"] == POINT).unwrap();
    assert!(
        (stop["target_lon"].as_f64().unwrap() - there.0).abs() < 1e-6,
        "{stop}"
    );
    assert!(
        (stop["target_lat"].as_f64().unwrap() - there.1).abs() < 1e-6,
        "{stop}"
    );
    let ran = run_in(dir, "verify {} {}/plans/moved --lang en").expect(0);
    assert!(ran.stdout.starts_with("0 faults"), "{}", ran.stdout);
}

#[test]
fn a_place_beyond_the_county_is_told() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::write(dir.join("p.jpg"), b"\xff\xd8\xff\xe0 one").unwrap();
    let new = "--to suspected --by a1 --role county --lang en --evidence {}/p.jpg \
               --set waste_class=domestic --set found_source=patrol";
    let shown = run_in(dir, &format!("ledger show {{}} {POINT} --format json"))
        .expect(0)
        .json();
    let near = format!(
        "--lon {} --lat {}",
        shown["point"]["lon"], shown["point"]["lat"]
    );
    let far = "--lon 116.2 --lat 33.6";
    for (id, place, is_far) in [("N-1", far, true), ("N-2", near.as_str(), false)] {
        let ran = run_in(dir, &format!("ledger move {{}} {id} {new} {place}")).expect(0);
        assert_eq!(ran.stderr.contains("[G0128]"), is_far, "{}", ran.stderr);
    }
    let correct = "ledger move {} N-2 --to suspected --by a1 --role county --reason x --lang zh";
    let ran = run_in(dir, &format!("{correct} {far}")).expect(0);
    assert!(ran.stderr.contains("[G0128]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("公里"), "{}", ran.stderr);
    let (lon, lat) = (&shown["point"]["lon"], &shown["point"]["lat"]);
    let rows = format!("id,lon,lat\nI-1,116.2,33.6\nI-2,{lon},{lat}\nI-3,{lon},{lat}\n");
    fs::write(dir.join("a.csv"), rows).unwrap();
    let ran = run_in(dir, "ledger import {} {}/a.csv --lang en").expect(0);
    assert_eq!(ran.stderr.matches("[G0215]").count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("a.csv:2"), "{}", ran.stderr);
}

#[test]
fn a_word_that_is_no_purpose_is_named() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::write(dir.join("p.jpg"), b"\xff\xd8\xff\xe0 one").unwrap();
    let ran = visit(dir, "--photo bogus={}/p.jpg").expect(1);
    assert!(
        ran.stderr.contains("`bogus` is no purpose of evidence"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("[G0129]"), "{}", ran.stderr);
    visit(dir, "--photo near={}/p.jpg").expect(0);
}

#[test]
fn metres_are_seen_of_corridors_only() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let ran = visit(dir, "--seen 0..100").expect(1);
    assert!(ran.stderr.contains("[G0131]"), "{}", ran.stderr);
    assert_eq!(visits(dir), 0);
}

#[test]
fn a_visit_is_noted_once() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    visit(dir, "--at 2026-11-23T10:00").expect(0);
    let again = visit(dir, "--at 2026-11-23T02:00:00Z").expect(1);
    assert!(again.stderr.contains("[G0130]"), "{}", again.stderr);
    assert_eq!(visits(dir), 1);
    visit(dir, "--at 2026-11-23T10:01").expect(0);
    visit(dir, "--at 2026-11-23T10:00 --note again").expect(0);
    assert_eq!(visits(dir), 3);
}
