//! Whoever asks for Chinese gets Chinese: also of what the argument parser, the TOML reader and the system say.

use std::fs;
use std::path::Path;

use crate::support::{Ran, copy_of, run_in};

fn zh(dir: &Path, line: &str) -> Ran {
    run_in(dir, &format!("{line} --lang zh"))
}

/// Chinese with a Latin colon and a blank behind it.
fn mixed(text: &str) -> Vec<&str> {
    let is_mixed = |line: &&str| {
        line.match_indices(": ").any(|(at, _)| {
            let before = line[..at].chars().next_back();
            before.is_some_and(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
        })
    };
    text.lines().filter(is_mixed).collect()
}

#[test]
fn misuse_is_told_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    for (line, want) in [
        ("plan", "缺少参数：<DIR>"),
        ("plan x --days 0", "应为 1 至 366 的整数"),
        ("plan x --bogus", "没有参数 `--bogus`"),
        ("bogus", "没有命令 `bogus`"),
        ("solve f --kind x", "应为 toptw、top、"),
        ("check x --format csv", "只用于 `xuncha matrix`"),
        (
            "solve f --kind mixed --routes 2",
            "`--routes` 不用于 `--kind mixed`",
        ),
    ] {
        let ran = zh(dir, line).expect(2);
        assert!(ran.stderr.contains(want), "{line}: {}", ran.stderr);
        for english in ["error", "Usage", "information", "invalid", "required"] {
            assert!(!ran.stderr.contains(english), "{line}: {}", ran.stderr);
        }
        assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    }
    let english = run_in(dir, "plan --bogus --lang en").expect(2);
    assert!(
        english.stderr.contains("unexpected argument"),
        "{}",
        english.stderr
    );
}

#[test]
fn faults_of_the_settings_are_told_in_chinese() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let settings = dir.join("xuncha.toml");
    let text = fs::read_to_string(&settings).unwrap();
    for (from, to, want) in [
        (
            "season = \"dry\"",
            "season = \"wet\"",
            "没有取值 `wet`，应为 `dry` 或 `snow`",
        ),
        (
            "season = \"dry\"",
            "saison = \"dry\"",
            "没有设置项 `saison`，应为 ",
        ),
        (
            "walk_limit_m = 500",
            "walk_limit_m = \"far\"",
            "类型不符：此处为 文字 \"far\"，应为 数字",
        ),
        ("walk_limit_m = 500", "walk_limit_m =", "文字须加引号"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&settings, text.replace(from, to)).unwrap();
        let ran = zh(dir, "check {}").expect(1);
        assert!(ran.stderr.contains("错误："), "{}", ran.stderr);
        assert!(ran.stderr.contains(want), "{to}: {}", ran.stderr);
        for english in ["expected", "unknown", "invalid", "missing", "quoted"] {
            assert!(!ran.stderr.contains(english), "{to}: {}", ran.stderr);
        }
    }
}

#[test]
fn what_the_system_says_is_told_in_chinese() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::create_dir(dir.join("folder.toml")).unwrap();
    for (line, want) in [
        ("check {}/none", "无法读取"),
        (
            "ledger import {} {}/none.csv",
            "文件或文件夹不存在（系统错误 2）",
        ),
        (
            "ledger import {} {}/p.csv --mapping {}/none.toml",
            "文件或文件夹不存在",
        ),
        (
            "whatif {} --balance steady --like {}/none --iterations 1",
            "文件或文件夹不存在",
        ),
        (
            "simulate {} --days 1 --scenario {}/folder.toml",
            "是文件夹，不是文件",
        ),
        ("init {}/new --roads {}/none.geojson", "文件或文件夹不存在"),
    ] {
        let ran = zh(dir, line).expect(1);
        assert!(ran.stderr.contains(want), "{line}: {}", ran.stderr);
        assert!(!ran.stderr.contains("os error"), "{line}: {}", ran.stderr);
        assert_eq!(mixed(&ran.stderr), Vec::<&str>::new(), "{line}");
    }
}

#[test]
fn a_track_that_cannot_be_read_is_told_in_chinese() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\xff\xff";
    fs::write(dir.join("t.gpx"), bytes).unwrap();
    let ran = zh(dir, "coverage {} --gpx {}/t.gpx").expect(1);
    assert!(
        ran.stderr.contains("gzip 数据损坏：数据损坏"),
        "{}",
        ran.stderr
    );
    fs::write(dir.join("sites.geojson"), bytes).unwrap();
    let ran = zh(dir, "check {}").expect(1);
    assert!(
        ran.stderr.contains("字节之后损坏：数据损坏"),
        "{}",
        ran.stderr
    );
}

#[test]
fn mappings_and_policies_are_doubted_in_chinese() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    fs::write(dir.join("p.csv"), "id\nX\n").unwrap();
    fs::write(dir.join("m.toml"), "[columns]\nnone = \"x\"\n").unwrap();
    fs::write(dir.join("n.toml"), "[colums]\nid = \"x\"\n").unwrap();
    fs::write(dir.join("s.toml"), "a = 1\nb =\n").unwrap();
    for (line, want) in [
        (
            "ledger import {} {}/p.csv --mapping {}/m.toml",
            "第 2 行：没有字段 `none`",
        ),
        (
            "ledger import {} {}/p.csv --mapping {}/n.toml",
            "第 1 行：没有设置项 `colums`",
        ),
        (
            "simulate {} --days 1 --policy {}/s.toml",
            "第 2 行第 4 列：",
        ),
        (
            "simulate {} --days 1 --scenario {}/s.toml",
            "第 2 行第 4 列：",
        ),
    ] {
        let ran = zh(dir, line).expect(1);
        assert!(ran.stderr.contains(want), "{line}: {}", ran.stderr);
    }
}

#[test]
fn a_colon_behind_chinese_is_a_chinese_one() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let point = "990001101211-D-0001";
    let by = "--by zhang1 --role patrol";
    for line in [
        format!("ledger visit {{}} {point} {by} --finding new_dumping --at 2026-11-23T10:00"),
        format!("ledger complain {{}} {point} {by} --source 12345 --note 反映有异味"),
        format!("ledger show {{}} {point}"),
        "ledger list {}".to_owned(),
        "check {}".to_owned(),
        "plan {} --date 2026-11-24 --iterations 5".to_owned(),
        "plan {} --from {}/plans/2026-11-24 --at 11:00 --iterations 5 --out {}/anew".to_owned(),
        "verify {} {}/plans/2026-11-24".to_owned(),
        "coverage {}".to_owned(),
        "ledger report {} --date 2026-11-23".to_owned(),
        "whatif {} --teams 1 --date 2026-11-24 --iterations 1 --runs 1".to_owned(),
    ] {
        let ran = zh(dir, &line).expect(0);
        assert_eq!(mixed(&ran.stdout), Vec::<&str>::new(), "{line}");
        assert_eq!(mixed(&ran.stderr), Vec::<&str>::new(), "{line}");
    }
    let refused = zh(
        dir,
        &format!("ledger visit {{}} {point} {by} --at 2019-01-01T10:00"),
    );
    assert!(refused.stderr.starts_with("错误："), "{}", refused.stderr);
    assert!(refused.stderr.contains("\n  建议："), "{}", refused.stderr);
}
