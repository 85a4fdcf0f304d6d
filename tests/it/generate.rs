use crate::support::{data, files_below, run_in};

#[test]
fn the_committed_sample_county_is_what_generate_makes() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), "generate {}/c --size township --seed 1").expect(0);
    let made = files_below(&folder.path().join("c"));
    for (name, bytes) in made {
        let committed = std::fs::read(data("sample-county").join(&name)).unwrap();
        assert!(
            committed == bytes,
            "{name} drifted: run `xuncha generate data/sample-county --size township --seed 1`"
        );
    }
}
