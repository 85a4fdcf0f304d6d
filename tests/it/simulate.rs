use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ran, copy_of, files_below, run_in};

const WEEKS: &str = "simulate {} --date 2026-11-24 --days 21 --runs 3 --iterations 30";

fn run(dir: &Path, more: &str) -> Ran {
    run_in(dir, &format!("{WEEKS} --out {{}}/out {more}"))
}

fn simulation(dir: &Path) -> Value {
    serde_json::from_slice(&fs::read(dir.join("out/simulation.json")).unwrap()).unwrap()
}

fn mean(simulation: &Value, policy: usize, measure: &str) -> f64 {
    let policy = &simulation["policies"][policy];
    policy["measures"][measure]["mean"].as_f64().unwrap()
}

#[test]
fn policies_are_compared_and_written() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let often =
        "[[programme]]\nid = \"P11\"\nfrequency = { every_days = { normal = 7, surge = 7 } }\n";
    fs::write(dir.join("weekly.toml"), often).unwrap();
    let before = files_below(dir).len();
    for (lang, words) in [
        ("en", ["days to discovery", "weekly", "as it is"]),
        ("zh", ["倾倒至发现天数", "weekly", "现行方案"]),
    ] {
        let ran = run(dir, &format!("--policy {{}}/weekly.toml --lang {lang}")).expect(0);
        for word in words {
            assert!(ran.stdout.contains(word), "{word}: {}", ran.stdout);
        }
        let html = fs::read_to_string(dir.join("out/simulation.html")).unwrap();
        assert!(html.contains("<svg") && html.contains(words[0]));
        let linked = html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(!linked.contains("://"), "the page loads nothing");
        assert!(!html.contains("NaN"));
    }
    let told = simulation(dir);
    assert_eq!(told["schema"], "xuncha.simulation/1");
    assert!(mean(&told, 1, "visits") > 1.5 * mean(&told, 0, "visits"));
    let csv = fs::read_to_string(dir.join("out/runs.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + 2 * 3, "{csv}");
    fs::remove_dir_all(dir.join("out")).unwrap();
    // What every command keeps of the roads.
    fs::remove_dir_all(dir.join(".xuncha")).unwrap();
    assert_eq!(
        files_below(dir).len(),
        before,
        "nothing else is left in the workspace"
    );
}

#[test]
fn the_same_bytes_on_one_thread_and_on_two() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let files = |more: &str| {
        run(dir, more).expect(0);
        let files = files_below(&dir.join("out"));
        fs::remove_dir_all(dir.join("out")).unwrap();
        files
    };
    let first = files("--threads 1");
    assert_eq!(first, files("--threads 2"));
    let other = files("--seed 2");
    assert_ne!(
        first["runs.csv"], other["runs.csv"],
        "another seed, other weeks"
    );
}

#[test]
fn what_was_finished_before_an_interruption_is_not_played_again() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run(dir, "--lang en").expect(0);
    let whole = files_below(&dir.join("out"));
    fs::remove_dir_all(dir.join("out")).unwrap();
    // Killed while it runs: as many runs as were finished are beside the folder.
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args([
            "simulate",
            &dir.display().to_string(),
            "--date",
            "2026-11-24",
            "--days",
            "21",
        ])
        .args(["--runs", "3", "--iterations", "30", "--threads", "1"])
        .args([
            "--out",
            &dir.join("out").display().to_string(),
            "--lang",
            "en",
        ])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let kept = dir.join(".out.runs.jsonl");
    let lines = || fs::read_to_string(&kept).map_or(0, |text| text.matches("outcome").count());
    while lines() == 0 && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let _ = child.kill();
    child.wait().unwrap();
    let finished = lines();
    // A machine that finishes all three in between leaves nothing to go on from.
    if !dir.join("out").exists() {
        assert!(finished > 0);
        let ran = run(dir, "--lang en").expect(0);
        assert!(
            ran.stderr.contains("finished earlier") || ran.stdout.contains("finished earlier"),
            "{ran:?}"
        );
    }
    assert!(!kept.exists(), "what is written is no longer kept");
    assert!(
        files_below(&dir.join("out")) == whole,
        "the same bytes as in one go"
    );
}

/// No failures, no delays, no new waste.
const CALM: &str = "[dumping]\nvillage_per_year = 0\nhamlet_per_year = 0\ntrunk_per_km_year = 0\nother_per_km_year = 0\n\
    [rebound]\nper_year = 0\nmoved_share = 0\n[patrol]\nabsent = 0\nlate_minutes = 0\ndrive_sigma = 0\nservice_sigma = 0\n\
    gate_closed = 0\nnot_found = 0\nroad_blocked = 0\norder = 0\novertime_minutes = 120\n[weather]\nsnow_months = []\n";

#[test]
fn with_many_teams_everything_is_seen_and_with_none_nothing() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let team = |number: u32| {
        format!(
            "[[extra_team]]\nid = \"X{number}\"\nbase = [126.1605642, 43.5989694]\nshift = \"08:30-15:30\"\n"
        )
    };
    fs::write(dir.join("many.toml"), (0..8).map(team).collect::<String>()).unwrap();
    // A team for what is not patrolled is none.
    let idle = "[[team]]\nid = \"N\"\nbase = [126.1605642, 43.5989694]\nshift = \"08:30-15:30\"\nprogrammes = [\"P16\"]\n";
    fs::write(dir.join("none.toml"), idle).unwrap();
    fs::write(dir.join("calm.toml"), CALM).unwrap();
    run(
        dir,
        "--policy {}/many.toml --policy {}/none.toml --scenario {}/calm.toml",
    )
    .expect(0);
    let told = simulation(dir);
    assert!(
        mean(&told, 1, "met") > 0.999_999,
        "{}",
        told["policies"][1]["measures"]
    );
    assert!(
        mean(&told, 1, "on_time") > 0.999_999,
        "{}",
        told["policies"][1]["measures"]
    );
    assert!(mean(&told, 1, "prize") > 0.999_999);
    for measure in [
        "met",
        "on_time",
        "metres_on_time",
        "prize",
        "visits",
        "hours",
        "kilometres",
    ] {
        assert!(mean(&told, 2, measure).abs() < 1e-9, "{measure}");
    }
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    for (name, text, code, word) in [
        ("a", "[roads]\nseason = \"snow\"\n", "Y0002", "roads"),
        ("b", "x = [", "Y0001", "b.toml"),
        (
            "c",
            "[[team]]\nid = \"T\"\nbase = [500, 10]\n",
            "W",
            "c.toml",
        ),
    ] {
        fs::write(dir.join(format!("{name}.toml")), text).unwrap();
        let ran = run(dir, &format!("--policy {{}}/{name}.toml")).expect(1);
        assert!(
            ran.stderr.contains(code) && ran.stderr.contains(word),
            "{ran:?}"
        );
    }
    for (text, code) in [
        ("[dumping]\nnotice = 2\n", "Y0004"),
        ("[dumping]\nnotice = nan\n", "Y0004"),
        ("[dumping]\nnotise = 1\n", "Y0001"),
        (
            "[[closure]]\nroad = \"G999\"\nfrom = \"2026-12-01\"\nto = \"2026-12-02\"\n",
            "Y0005",
        ),
    ] {
        fs::write(dir.join("scenario.toml"), text).unwrap();
        let ran = run(dir, "--scenario {}/scenario.toml").expect(1);
        assert!(ran.stderr.contains(code), "{text}: {ran:?}");
    }
    assert!(!dir.join("out").exists());
}
