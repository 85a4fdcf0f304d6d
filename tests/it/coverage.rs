//! Coverage on the command line: the sample county with a handful of visits.

use std::fs;
use std::path::Path;

use geo::Coord;
use xuncha::corridors::CorridorRoute;
use xuncha::domain::TargetDetail;
use xuncha::{pipeline, workspace};

use crate::support::{copy_of, files_below, run_in};

/// Site 1 on the first day and again before it is due, site 2 in vain, half of a corridor.
fn patrol(dir: &Path) -> String {
    let by = "--by zhang1 --role patrol";
    let visit = |what: &str, at: &str| {
        run_in(dir, &format!("ledger visit {{}} {what} {by} --at {at}")).expect(0);
    };
    visit("990001-S-0001 --finding clean", "2026-11-02T10:00");
    visit("990001-S-0001 --finding clean", "2026-11-13T10:00");
    visit("990001-S-0002 --finding gate_closed", "2026-11-03T10:00");
    let ran = run_in(
        dir,
        "coverage {} --from 2026-11-02 --to 2026-11-20 --format json",
    )
    .expect(0);
    let coverage = ran.json()["coverage"].clone();
    let worst = &coverage["corridors"]["worst"][0];
    let corridor = worst["target"].as_str().unwrap().to_owned();
    visit(&format!("{corridor} --finding clean"), "2026-11-04T10:00");
    corridor
}

/// Every file of a workspace but those that SQLite has beside an open ledger.
fn kept(dir: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = files_below(dir);
    files.retain(|name, _| !name.starts_with("ledger.db-"));
    files
}

const PERIOD: &str = "coverage {} --from 2026-11-02 --to 2026-11-20";

#[test]
fn the_sample_county_is_looked_back_at() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let corridor = patrol(dir);
    let before = kept(dir);
    let english = run_in(dir, &format!("{PERIOD} --lang en")).expect(0);
    // Of the two working sites one was visited by day 14, the other was not.
    let row = english
        .stdout
        .lines()
        .find(|line| line.starts_with("programme  P09"))
        .unwrap_or_else(|| panic!("{}", english.stdout));
    let cells: Vec<&str> = row.split_whitespace().rev().collect();
    assert!(row.contains("P09 "), "{row}");
    // additional, lapsed, failed, and before them the shares.
    assert_eq!(
        &cells[..9],
        ["0", "0", "0", "50.0", "50.0", "1", "0", "1", "2"],
        "{row}"
    );
    let chinese = run_in(dir, &format!("{PERIOD} --lang zh")).expect(0);
    for word in [
        "应巡任务完成情况",
        "按期率%",
        "双岗镇",
        "沿线路段",
        "销号指标",
    ] {
        assert!(chinese.stdout.contains(word), "{word}: {}", chinese.stdout);
    }
    let json = run_in(dir, &format!("{PERIOD} --format json"))
        .expect(0)
        .json();
    assert_eq!(json["schema"], "xuncha.coverage/1");
    let visits = &json["coverage"]["visits"];
    assert_eq!(visits["by_programme"]["P09"]["due"], 2);
    assert_eq!(visits["total"]["failed"]["gate_closed"], 1);
    let metres = &json["coverage"]["corridors"]["total"];
    assert!(
        metres["seen"].as_u64() > Some(0) && metres["seen"].as_u64() < metres["metres"].as_u64()
    );
    let worst = json["coverage"]["corridors"]["worst"].as_array().unwrap();
    assert!(worst.iter().all(|one| one["target"] != corridor.as_str()));
    // Nobody is named, and nothing was written.
    assert!(!json.to_string().contains("zhang1"));
    assert!(before == kept(dir), "a file of the workspace changed");
}

#[test]
fn a_plan_is_held_against_what_happened() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, "plan {} --date 2026-11-10 --iterations 20").expect(0);
    let plan = fs::read_to_string(dir.join("plans/2026-11-10/plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let shifts = plan["shifts"].as_array().unwrap();
    let stops: Vec<&str> = shifts
        .iter()
        .flat_map(|shift| shift["stops"].as_array().unwrap())
        .map(|stop| stop["target"].as_str().unwrap())
        .collect();
    let line = format!(
        "ledger visit {{}} {} --by zhang1 --role patrol --at 2026-11-10T10:00 --finding clean",
        stops[0]
    );
    run_in(dir, &line).expect(0);
    let ran = run_in(
        dir,
        "coverage {} --from 2026-11-09 --to 2026-11-13 --format json",
    )
    .expect(0);
    let promise = &ran.json()["coverage"]["promise"];
    assert_eq!(promise["planned_days"], 1);
    assert_eq!(promise["total"]["promised"], stops.len());
    assert_eq!(promise["total"]["that_day"], 1);
    assert_eq!(promise["total"]["no_record"], stops.len() - 1);
}

#[test]
fn a_folder_takes_every_table_and_no_stranger() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    patrol(dir);
    run_in(dir, &format!("{PERIOD} --out {{}}/look")).expect(0);
    let files = files_below(&dir.join("look"));
    for name in [
        "coverage.json",
        "visits.csv",
        "corridors.csv",
        "lorenz.csv",
        "series.csv",
        "estimates.csv",
        "stretches.csv",
        "days_since.csv",
        "coverage.html",
    ] {
        assert!(files.contains_key(name), "{name}");
    }
    let page = String::from_utf8(files["coverage.html"].clone()).unwrap();
    for absent in ["zhang1", "<script", "src=", "@import", "NaN"] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.matches("<figure").count() >= 10, "{page}");
    assert!(files["visits.csv"].starts_with(b"\xef\xbb\xbf"));
    // Again: the same bytes, and what somebody put beside them stays.
    fs::write(dir.join("look/notes.txt"), "ours").unwrap();
    run_in(dir, &format!("{PERIOD} --out {{}}/look")).expect(0);
    let mut again = files_below(&dir.join("look"));
    assert_eq!(again.remove("notes.txt"), Some(b"ours".to_vec()));
    assert_eq!(again, files);
    fs::create_dir(dir.join("other")).unwrap();
    fs::write(dir.join("other/a.txt"), "a").unwrap();
    let refused = run_in(dir, &format!("{PERIOD} --out {{}}/other")).expect(1);
    assert!(refused.stderr.contains("[O0002]"), "{}", refused.stderr);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let period = run_in(dir, "coverage {} --from 2026-11-20 --to 2026-11-02").expect(1);
    assert!(period.stderr.contains("[K0002]"), "{}", period.stderr);
    // Without a ledger everything that is due was missed.
    let none = run_in(dir, &format!("{PERIOD} --format json")).expect(0);
    assert!(
        none.stderr.contains("no ledger") || none.stderr.contains("没有台账"),
        "{}",
        none.stderr
    );
    let total = &none.json()["coverage"]["visits"]["total"];
    assert_eq!(total["due"], total["missed"]);
    assert!(total["due"].as_u64() > Some(0));
    assert!(!dir.join("ledger.db").exists());
}

/// The longest corridor of a workspace, and its metres.
fn longest(dir: &Path) -> (CorridorRoute, u64) {
    let workspace = workspace::open(dir).unwrap();
    let county = pipeline::read_county(&workspace, None).unwrap();
    let length = |route: &CorridorRoute| match &route.target.detail {
        TargetDetail::Corridor(corridor) => u64::try_from(corridor.length.get()).unwrap(),
        _ => 0,
    };
    let longest = county.corridors.iter().max_by_key(|route| length(route));
    let longest = longest.unwrap().clone();
    let length = length(&longest);
    (longest, length)
}

/// A track along the first half of a line at 10 m/s from 09:00 on 5 November on, a fix a second.
fn half(line: &[Coord]) -> String {
    const DEGREE: f64 = 111_195.08;
    let metres = |pair: &[Coord]| {
        let east = (pair[1].x - pair[0].x) * pair[0].y.to_radians().cos();
        east.hypot(pair[1].y - pair[0].y) * DEGREE
    };
    let total: f64 = line.windows(2).map(metres).sum();
    let mut gpx = String::from("<gpx version=\"1.1\"><trk><trkseg>\n");
    let (mut done, mut next, mut second) = (0.0, 0.0, 0);
    for pair in line.windows(2) {
        let long = metres(pair);
        while next <= done + long && next <= total / 2.0 {
            let share = if long > 0.0 {
                (next - done) / long
            } else {
                0.0
            };
            let (x, y) = (
                pair[0].x + (pair[1].x - pair[0].x) * share,
                pair[0].y + (pair[1].y - pair[0].y) * share,
            );
            let (minute, sec) = (second / 60, second % 60);
            gpx.push_str(&format!(
                "<trkpt lat=\"{y:.7}\" lon=\"{x:.7}\"><time>2026-11-05T01:{minute:02}:{sec:02}Z</time></trkpt>\n"
            ));
            next += 10.0;
            second += 1;
        }
        done += long;
    }
    gpx + "</trkseg></trk></gpx>\n"
}

#[test]
fn a_track_along_half_a_corridor_sees_half_of_its_metres() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let (route, length) = longest(dir);
    let TargetDetail::Corridor(corridor) = &route.target.detail else {
        panic!("a corridor is one")
    };
    let tracks = tempfile::tempdir().unwrap();
    let gpx = half(&corridor.line.0);
    fs::write(tracks.path().join("a.gpx"), &gpx).unwrap();
    // Cut off in the middle of a fix.
    fs::write(tracks.path().join("b.gpx"), &gpx[..gpx.len() / 2]).unwrap();
    let before = kept(dir);
    let path = |name: &str| tracks.path().join(name).display().to_string();
    let none = run_in(dir, &format!("{PERIOD} --format json")).expect(0);
    assert_eq!(none.json()["coverage"]["corridors"]["total"]["seen"], 0);
    let good = format!("{PERIOD} --format json --gpx {}", path("a.gpx"));
    let good = run_in(dir, &good).expect(0).json();
    let road = &good["coverage"]["corridors"]["by_road"][&corridor.road];
    let seen = road["seen"].as_u64().unwrap();
    assert!(
        seen.abs_diff(length / 2) <= 25,
        "{seen} of {length} m: {:#}",
        good["tracks"]
    );
    let track = &good["tracks"][0];
    assert_eq!(track["fixes"], track["matched"]);
    // A second track that is broken: told with its line, and the first still counts.
    let both = format!(
        "{PERIOD} --lang en --gpx {} --gpx {} --keep-tracks {}",
        path("b.gpx"),
        path("a.gpx"),
        path("kept.geojson")
    );
    let both = run_in(dir, &both).expect(1);
    assert!(both.stderr.contains("[T0005]"), "{}", both.stderr);
    assert!(both.stderr.contains("b.gpx:"), "{}", both.stderr);
    assert!(both.stdout.contains("a.gpx#1: "), "{}", both.stdout);
    let courses = fs::read_to_string(tracks.path().join("kept.geojson")).unwrap();
    assert!(courses.contains("2026-11-05T09:00:00+08:00"), "{courses}");
    // Without times a track belongs to no day.
    let untimed = gpx
        .lines()
        .map(|line| line.split("<time>").next().unwrap())
        .map(|line| {
            if line.starts_with("<trkpt") {
                format!("{line}</trkpt>\n")
            } else {
                format!("{line}\n")
            }
        });
    fs::write(tracks.path().join("c.gpx"), untimed.collect::<String>()).unwrap();
    let line = format!("{PERIOD} --format json --gpx {}", path("c.gpx"));
    let untimed = run_in(dir, &line).expect(0).json();
    assert_eq!(untimed["coverage"]["corridors"]["total"]["seen"], 0);
    assert_eq!(untimed["findings"][0]["code"], "T0015");
    assert!(before == kept(dir), "a file of the workspace changed");
}
