//! What was read is never written over, and a name that leads nowhere is the user's to correct.

use std::fs;

use crate::support::{copy_of, files_below, run_in};

#[test]
fn inputs_are_not_written_over() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    run_in(dir, "plan {} --date 2026-11-24 --iterations 5").expect(0);
    let instance = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/instances/township-s1-j8-d1.txt"
    );
    fs::copy(instance, dir.join("i.txt")).unwrap();
    let before = files_below(dir);
    for line in [
        "solve {}/i.txt --kind mixed --iterations 5 --out {}/i.txt",
        "ledger export {} {}/dump_points.geojson",
        "ledger export {} {}/xuncha.toml",
        "coverage {} --gpx {}/t.gpx --from 2026-11-01 --to 2026-11-20 --keep-tracks {}/roads.geojson",
        "plan {} --from {}/plans/2026-11-24 --at 11:00 --iterations 5 --out {}/plans/2026-11-24",
    ] {
        let ran = run_in(dir, &format!("{line} --lang en")).expect(1);
        assert!(ran.stderr.contains("[X0003]"), "{line}: {}", ran.stderr);
        let after = files_below(dir);
        let changed = before
            .iter()
            .filter(|(name, bytes)| after.get(*name) != Some(*bytes));
        let changed: Vec<&String> = changed.map(|(name, _)| name).collect();
        assert!(changed.is_empty(), "{line}: {changed:?}");
    }
}

#[test]
fn a_photo_that_is_not_there_is_no_fault_of_the_machine() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let visit =
        "ledger visit {} 990001101211-D-0001 --by zhang1 --role patrol --finding new_dumping";
    let ran = run_in(dir, &format!("{visit} --photo {{}}/missing.jpg --lang en")).expect(1);
    assert!(
        ran.stderr.contains("missing.jpg` is no file"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_number_of_routes_is_refused_where_the_file_names_the_shifts() {
    let folder = tempfile::tempdir().unwrap();
    let instance = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/instances/township-s1-j8-d1.txt"
    );
    fs::copy(instance, folder.path().join("i.txt")).unwrap();
    run_in(
        folder.path(),
        "solve {}/i.txt --kind mixed --routes 1 --iterations 5",
    )
    .expect(2);
    run_in(folder.path(), "solve {}/i.txt --kind mixed --iterations 5").expect(0);
}

/// A pipe that was replaced by a file would be gone for whoever reads it, and so would a device.
#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_a_link_stays_a_link() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let instance = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/instances/township-s1-j8-d1.txt"
    );
    fs::copy(instance, dir.join("i.txt")).unwrap();
    let solve = |out: &str| {
        let line = format!("solve {{}}/i.txt --kind mixed --iterations 5 --out {{}}/{out}");
        run_in(dir, &line).expect(0);
    };
    solve("file.json");
    let answer = fs::read_to_string(dir.join("file.json")).unwrap();
    let pipe = dir.join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    solve("pipe");
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), answer);
    fs::write(dir.join("old.json"), "old").unwrap();
    symlink(dir.join("old.json"), dir.join("link.json")).unwrap();
    solve("link.json");
    let link = fs::symlink_metadata(dir.join("link.json")).unwrap();
    assert!(link.file_type().is_symlink());
    assert_eq!(fs::read_to_string(dir.join("old.json")).unwrap(), answer);
}
