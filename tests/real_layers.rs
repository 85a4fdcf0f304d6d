//! Published layers that are not ours to redistribute: `XUNCHA_SHARED=<folder> cargo test --release --test real_layers -- --ignored`.
//!
//! The folder holds `data/<set>/*.geojson.gz`. Counts are those measured independently and written in its README.

use std::path::{Path, PathBuf};
use std::process::Command;

fn shared(name: &str) -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "real layers are found through the environment"
    )]
    let root = std::env::var("XUNCHA_SHARED")
        .expect("XUNCHA_SHARED names the folder of the published layers");
    let path = Path::new(&root).join("data").join(name);
    assert!(path.exists(), "{} is missing", path.display());
    path
}

fn xuncha(args: &[&str]) -> (i32, serde_json::Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(args)
        .args(["--format", "json", "--lang", "en"])
        .output();
    let output = output.expect("the program was built for this test");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!stderr.contains("panicked"), "{args:?}: {stderr}");
    let value = serde_json::from_slice(&output.stdout).unwrap_or(serde_json::Value::Null);
    (output.status.code().unwrap_or(-1), value, stderr)
}

/// What `check` says of a set's roads, then a plan that `verify` accepts.
fn whole_path(roads: &str, more: &[(&str, &str)]) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let county = folder.path().join("county");
    let county = county.to_str().unwrap();
    let roads = shared(roads);
    let layers: Vec<(String, PathBuf)> = more
        .iter()
        .map(|(flag, name)| (format!("--{flag}"), shared(name)))
        .collect();
    let mut args = vec!["init", county, "--roads", roads.to_str().unwrap()];
    for (flag, path) in &layers {
        args.extend([flag.as_str(), path.to_str().unwrap()]);
    }
    assert_eq!(xuncha(&args).0, 0, "{args:?}");
    let (_, report, said) = xuncha(&["check", county]);
    assert!(report["roads"].is_object(), "{said}");
    let plans = format!("{county}/plan");
    let (code, _, said) = xuncha(&[
        "plan",
        county,
        "--date",
        "2026-11-24",
        "--days",
        "2",
        "--iterations",
        "20",
        "--out",
        &plans,
    ]);
    assert_eq!(code, 0, "{said}");
    let (code, faults, said) = xuncha(&["verify", county, &plans]);
    assert_eq!(code, 0, "{said} {faults:#}");
    report["roads"].clone()
}

fn number(roads: &serde_json::Value, name: &str) -> String {
    roads[name].as_str().unwrap_or("").to_owned()
}

const WHY: &str = "needs published layers that are not in the repository";

#[test]
#[ignore = "needs published layers that are not in the repository"]
fn ladakh_has_its_dead_ends_joined() {
    let roads = whole_path(
        "in-ladakh/roads.geojson.gz",
        &[("places", "in-ladakh/habitations.geojson.gz")],
    );
    assert_eq!(number(&roads, "dead ends"), "1948", "{WHY}");
    assert_eq!(number(&roads, "dead ends joined"), "1133");
}

#[test]
#[ignore = "needs published layers that are not in the repository"]
fn madison_is_split_at_its_inner_junctions() {
    let roads = whole_path("us-madison-ne/roads.geojson.gz", &[]);
    assert_eq!(number(&roads, "vertices shared inside lines"), "6922");
    assert_eq!(number(&roads, "duplicate lines"), "71");
}

#[test]
#[ignore = "needs published layers that are not in the repository"]
fn liechtenstein_keeps_its_bridges_apart() {
    let more = [
        ("places", "li-liechtenstein/places.geojson.gz"),
        ("areas", "li-liechtenstein/landuse.geojson.gz"),
    ];
    let roads = whole_path("li-liechtenstein/roads.geojson.gz", &more);
    assert_eq!(number(&roads, "crossings without a shared vertex"), "51");
    assert_eq!(number(&roads, "crossings joined"), "0");
}

#[test]
#[ignore = "needs published layers that are not in the repository"]
fn every_other_set_is_read_planned_and_verified() {
    for (roads, more) in [
        ("cn-lingqiu/roads.geojson.gz", &[][..]),
        (
            "ar-salado/roads.geojson.gz",
            &[("areas", "ar-salado/natural.geojson.gz")],
        ),
        (
            "br-campo-grande/roads.geojson.gz",
            &[("places", "br-campo-grande/places.geojson.gz")],
        ),
        ("cn-jingyu-jilin/roads_fragmented.geojson.gz", &[]),
        (
            "us-beatty-nv/roads.geojson.gz",
            &[("places", "us-beatty-nv/places.geojson.gz")],
        ),
        ("za-swellendam/roads_wgs84.geojson.gz", &[]),
        ("us-shutesbury/massdot_roads.geojson.gz", &[]),
        (
            "us-beatty-nv/roads.geojson.gz",
            &[("dump-points", "xk-peja-dumps/dump_points.geojson")],
        ),
        (
            "br-campo-grande/roads.geojson.gz",
            &[("dump-points", "us-sanjose-dumping/workorders.geojson.gz")],
        ),
    ] {
        whole_path(roads, more);
    }
}

#[test]
#[ignore = "needs published layers that are not in the repository"]
fn projected_layers_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let county = folder.path().join("county");
    let roads = shared("za-swellendam/roads_33S.geojson.gz");
    let (code, value, said) = xuncha(&[
        "init",
        county.to_str().unwrap(),
        "--roads",
        roads.to_str().unwrap(),
    ]);
    assert_eq!(code, 1, "{said}");
    assert!(value.to_string().contains("32733"), "{value:#}");
}
