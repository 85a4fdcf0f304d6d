//! The committed counties are what `generate` makes, and a clean county gives nothing to complain of.

use crate::support::{data, files_below, run_in};

/// Holds a committed workspace against what the command makes now.
fn is_what_generate_makes(name: &str, options: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    run_in(folder.path(), &format!("generate {{}}/c {options}")).expect(0);
    let made = files_below(&folder.path().join("c"));
    assert!(made.contains_key("xuncha.toml"));
    for (file, bytes) in &made {
        let committed = std::fs::read(data(name).join(file)).unwrap_or_default();
        assert!(
            committed == *bytes,
            "{file} drifted: remove data/{name} and run `xuncha generate data/{name} {options}`"
        );
    }
    let committed = files_below(&data(name));
    // Plans come from whoever tries the commands of the README.
    let strange: Vec<&String> = committed
        .keys()
        .filter(|file| !made.contains_key(*file) && !is_from_use(file))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn the_committed_sample_county_is_what_generate_makes() {
    is_what_generate_makes("sample-county", "--size township --seed 1");
}

#[test]
fn the_committed_broken_county_is_what_generate_makes() {
    is_what_generate_makes("broken-county", "--size village --seed 1 --defects");
}

#[test]
fn a_clean_township_has_no_errors_or_warnings() {
    for seed in [1, 2, 3] {
        let folder = tempfile::tempdir().unwrap();
        run_in(
            folder.path(),
            &format!("generate {{}}/c --size township --seed {seed}"),
        )
        .expect(0);
        let report = run_in(folder.path(), "check {}/c --format json --lang en")
            .expect(0)
            .json();
        let findings = report["findings"].as_array().unwrap();
        let bad: Vec<_> = findings
            .iter()
            .filter(|finding| finding["level"] != "note")
            .collect();
        assert!(bad.is_empty(), "seed {seed}: {bad:#?}");
        let targets = report["targets"].as_array().unwrap();
        let unreachable: Vec<_> = targets
            .iter()
            .filter(|target| target["verdict"] == "unreachable")
            .collect();
        assert!(unreachable.is_empty(), "seed {seed}: {unreachable:#?}");
    }
}

#[test]
fn nothing_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("c")).unwrap();
    let mine = folder.path().join("c/roads.geojson");
    std::fs::write(&mine, "years of work").unwrap();
    let ran = run_in(folder.path(), "generate {}/c --size township --lang en").expect(1);
    assert!(ran.stderr.contains("roads.geojson"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "years of work");
    assert!(!folder.path().join("c/xuncha.toml").exists());
}

#[test]
fn the_bytes_do_not_hang_on_the_number_of_threads() {
    let made = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("threads can be started");
        pool.install(|| xuncha::synth::make(xuncha::synth::Size::Prefecture, 2, false))
    };
    assert!(made(1) == made(3));
}

#[test]
fn an_instance_on_the_roads_is_the_same_each_time_and_can_be_solved() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        let line = format!(
            "generate {{}}/{name} --size village --seed 7 --instance {{}}/{name}.txt --jobs 120 --days 3"
        );
        run_in(folder.path(), &line).expect(0);
        std::fs::read_to_string(folder.path().join(format!("{name}.txt"))).unwrap()
    };
    let text = make("a");
    assert!(text == make("b"));
    assert_eq!(text.matches("\njob ").count(), 120);
    for record in [
        "rest", "capacity", "group", "mode", "window", "in", "by", "edge",
    ] {
        assert!(text.contains(&format!("\n{record} ")), "{record}");
    }
    let line = "solve {}/a.txt --kind mixed --iterations 20 --format json";
    let answer = run_in(folder.path(), line).expect(0).json();
    assert_eq!(
        answer["routes"].as_array().unwrap().len(),
        text.matches("\nshift ").count()
    );
    assert!(answer["prize"].as_i64().unwrap() > 0, "{answer}");
    let line = "generate {}/c --size village --instance {}/a.txt";
    run_in(folder.path(), line).expect(1);
    assert!(!folder.path().join("c").exists());
    run_in(folder.path(), "generate {}/c --size village --jobs 9").expect(2);
    // Neither over a file of the county nor into a folder that is not there; nothing is made then.
    for instance in [
        "c/roads.geojson",
        "c/xuncha.toml",
        "c/./roads.geojson",
        "nowhere/a.txt",
    ] {
        let line = format!("generate {{}}/c --size village --instance {{}}/{instance}");
        let ran = run_in(folder.path(), &line).expect(1);
        assert!(
            ran.stderr.contains(instance.rsplit('/').next().unwrap()),
            "{}",
            ran.stderr
        );
        assert!(!folder.path().join("c").exists(), "{instance}");
    }
    std::fs::create_dir(folder.path().join("c")).unwrap();
    let line = "generate {}/c --size village --instance {}/c/../c/roads.geojson";
    run_in(folder.path(), line).expect(1);
    assert!(folder.path().join("c").read_dir().unwrap().next().is_none());
}

/// What plans, ledger and evidence leave in a folder that is used.
fn is_from_use(file: &str) -> bool {
    [
        "plans/",
        "evidence/",
        "ledger.db",
        "contacts.toml",
        ".xuncha/",
    ]
    .iter()
    .any(|start| file.starts_with(start))
}
