//! Running the program in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The committed data of the project.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name)
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails the test unless the program ended with this code and did not panic.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }
}

/// Runs the program, in English unless the arguments say otherwise.
pub(crate) fn xuncha<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Ran {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the program was built for this test");
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs the program with words split at blanks; `{}` stands for the folder.
pub(crate) fn run_in(dir: &Path, line: &str) -> Ran {
    let args: Vec<String> = line
        .split_whitespace()
        .map(|word| word.replace("{}", &dir.display().to_string()))
        .collect();
    xuncha(&args)
}

/// A copy of a committed workspace in a temporary folder.
pub(crate) fn copy_of(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for entry in std::fs::read_dir(data(name)).expect("the workspace is committed") {
        let path = entry.expect("its entries can be listed").path();
        // What using the folder has left there is none of the committed data.
        let is_used = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("ledger.db"));
        if path.is_file() && !is_used {
            let to = folder
                .path()
                .join(path.file_name().expect("a file has a name"));
            std::fs::copy(&path, to).expect("a file can be copied");
        }
    }
    folder
}

/// Every file below a folder, by its path in it.
pub(crate) fn files_below(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.expect("its entries can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(dir)
                    .expect("it lies below")
                    .to_string_lossy()
                    .into_owned();
                files.insert(name, std::fs::read(&path).expect("it can be read"));
            }
        }
    }
    files
}

/// Copies a workspace with the features of every layer in another order.
pub(crate) fn shuffle_features(dir: &Path) {
    for entry in std::fs::read_dir(dir).expect("the folder can be listed") {
        let path = entry.expect("its entries can be listed").path();
        if path.extension().is_some_and(|ending| ending == "geojson") {
            let text = std::fs::read_to_string(&path).expect("a layer is text");
            let mut layer: serde_json::Value =
                serde_json::from_str(&text).expect("a layer is JSON");
            let features = layer["features"]
                .as_array_mut()
                .expect("a layer has features");
            // A fixed riffle: enough to change the order of everything.
            features.reverse();
            let half = features.split_off(features.len() / 3);
            let mut mixed = half;
            mixed.append(features);
            *features = mixed;
            std::fs::write(&path, layer.to_string()).expect("a layer can be written");
        }
    }
}
