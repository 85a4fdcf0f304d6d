//! `xuncha solve` on tiny files of every format, whose best values can be found by hand.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{run_in, xuncha};

fn file(name: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/solve");
    tests.join(name)
}

/// Solves a committed file; gives the answer.
fn solved(name: &str, options: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(file(name), folder.path().join(name)).unwrap();
    let line = format!("solve {{}}/{name} {options} --iterations 200 --out {{}}/f.json");
    run_in(folder.path(), &line).expect(0);
    serde_json::from_slice(&fs::read(folder.path().join("f.json")).unwrap()).unwrap()
}

#[test]
fn every_format_is_solved_to_the_value_found_by_hand() {
    for (name, options, objective) in [
        // Points 1 and 2; 3 closes before anyone can be there.
        ("c1.txt", "--kind toptw --routes 1", "15"),
        // Both points, in a route of 10 where 12 are allowed.
        ("p1.txt", "--kind top", "12"),
        // Too much for one vehicle: 1.4 and 5 to and fro.
        ("v1.txt", "--kind vrptw", "12.8"),
        // One vehicle takes one customer: that with the prize of 21, while 3 are left.
        ("v1.vrp", "--kind pcvrptw --routes 1", "5.8"),
        // Once around: 4, 5, and 2 without service.
        ("g1.dat", "--kind carp", "11"),
        ("m1.dat", "--kind mcgrp", "11"),
    ] {
        let answer = solved(name, options);
        assert_eq!(answer["schema"], "xuncha.solution/1");
        assert_eq!(answer["objective"].to_string(), objective, "{answer}");
        assert_eq!(
            format!("{}.", answer["instance"].as_str().unwrap()),
            name[..=2]
        );
    }
}

#[test]
fn steps_are_said_in_the_words_of_the_file() {
    let answer = solved("m1.dat", "--kind mcgrp");
    let expected = serde_json::json!([[{"edge": [1, 2]}, {"arc": [2, 3]}, {"node": 4}]]);
    assert_eq!(answer["routes"], expected);
}

#[test]
fn a_packed_file_is_read_and_the_answer_printed() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(file("p1.txt")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &bytes).unwrap();
    fs::write(folder.path().join("p1.txt.gz"), packed.finish().unwrap()).unwrap();
    let line = "solve {}/p1.txt.gz --kind top --iterations 50";
    let ran = run_in(folder.path(), &format!("{line} --format json")).expect(0);
    assert_eq!(ran.json()["instance"], "p1");
    assert_eq!(
        ran.json()["routes"],
        serde_json::json!([[{"node": 2}, {"node": 1}]])
    );
    let ran = run_in(folder.path(), &format!("{line} --lang zh")).expect(0);
    assert_eq!(ran.stdout, "目标值 12，路线 1 条，服务 2 / 2 项\n");
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads() {
    let one = solved("v1.txt", "--kind vrptw --threads 1");
    assert_eq!(one, solved("v1.txt", "--kind vrptw --threads 3"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the limit is one of wall time")]
fn the_time_limit_holds_for_the_whole_program() {
    let begun = std::time::SystemTime::now();
    let line = "solve {}/g1.dat --kind carp --time-limit 1s";
    run_in(&file(""), line).expect(0);
    let seconds = begun.elapsed().unwrap().as_secs_f64();
    // Generous above: the machine that tests may be busy.
    assert!((0.9..3.0).contains(&seconds), "{seconds}");
}

#[test]
fn faults_are_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("f.json"), "mine").unwrap();
    let broken = fs::read_to_string(file("g1.dat"))
        .unwrap()
        .replace("coste 5", "coste x");
    fs::write(dir.join("g1.dat"), broken).unwrap();
    let line = "solve {}/g1.dat --kind carp --iterations 9 --out {}/f.json";
    let ran = run_in(dir, &format!("{line} --lang en")).expect(1);
    assert!(
        ran.stderr
            .contains("g1.dat: line 12: expected a cost, found `x` [F0001]"),
        "{}",
        ran.stderr
    );
    let ran = run_in(dir, &format!("{line} --lang zh --format json")).expect(1);
    assert!(
        ran.json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains("第 12 行")
    );
    // One route cannot take both customers.
    fs::copy(file("v1.txt"), dir.join("v1.txt")).unwrap();
    let line = "solve {}/v1.txt --kind vrptw --routes 1 --iterations 9 --out {}/f.json";
    let ran = run_in(dir, line).expect(1);
    assert!(ran.stderr.contains("F0005"), "{}", ran.stderr);
    let ran = run_in(dir, "solve {}/nothing.txt --kind vrptw").expect(1);
    assert!(ran.stderr.contains("X0001"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(dir.join("f.json")).unwrap(), "mine");
    fs::copy(file("c1.txt"), dir.join("c1.txt")).unwrap();
    assert!(
        run_in(dir, "solve {}/c1.txt --kind toptw")
            .expect(1)
            .stderr
            .contains("F0004")
    );
    xuncha(&["solve", "x", "--kind", "tsp"]).expect(2);
    xuncha(&["solve", "x"]).expect(2);
}
