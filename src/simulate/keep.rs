//! Finished runs on disk, so that a simulation that was interrupted goes on from there.
//!
//! One line of JSON per run, appended and made durable when the run is finished; each names the experiment that it belongs
//! to, so that runs of other settings are never taken for these. A line that a crash cut short is left out.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;

/// Name of the file beside the folder of a simulation.
const ENDING: &str = "runs.jsonl";

/// Runs of one experiment, kept as they are finished.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    experiment: String,
    known: BTreeMap<(String, u64), Outcome>,
    file: Mutex<Option<File>>,
    /// The first write that failed.
    failed: Mutex<Option<io::Error>>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    experiment: String,
    outcome: Outcome,
}

impl Kept {
    /// The runs that an earlier start of the same experiment has left beside a folder.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn open(folder: &Path, experiment: &str) -> io::Result<Self> {
        let mut name = std::ffi::OsString::from(".");
        name.push(folder.file_name().unwrap_or_default());
        name.push(format!(".{ENDING}"));
        let path = folder.with_file_name(name);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let own = lines.filter(|line| line.experiment == experiment);
        let known = own.map(|line| {
            (
                (line.outcome.policy.clone(), line.outcome.run),
                line.outcome,
            )
        });
        Ok(Self {
            known: known.collect(),
            path,
            experiment: experiment.to_owned(),
            file: Mutex::new(None),
            failed: Mutex::new(None),
        })
    }

    /// A run that was finished earlier.
    pub fn known(&self, policy: &str, run: u64) -> Option<Outcome> {
        self.known.get(&(policy.to_owned(), run)).cloned()
    }

    /// How many of so many runs of some policies are known.
    pub fn count(&self, policies: &[String], runs: u64) -> usize {
        let wanted = |(policy, run): &&(String, u64)| policies.contains(policy) && *run < runs;
        self.known.keys().filter(wanted).count()
    }

    /// Where they are kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a run.
    pub fn keep(&self, outcome: &Outcome) {
        let line = Line {
            experiment: self.experiment.clone(),
            outcome: outcome.clone(),
        };
        let written = serde_json::to_string(&line)
            .map_err(io::Error::other)
            .and_then(|line| self.append(&line));
        if let Err(error) = written
            && let Ok(mut failed) = self.failed.lock()
        {
            failed.get_or_insert(error);
        }
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let cut_off = |error: std::sync::PoisonError<_>| io::Error::other(error.to_string());
        let mut file = self.file.lock().map_err(cut_off)?;
        if file.is_none() {
            if let Some(parent) = self
                .path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
            {
                std::fs::create_dir_all(parent)?;
            }
            let mut opened = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)?;
            // What a crash left of a line ends here.
            opened.write_all(b"\n")?;
            *file = Some(opened);
        }
        if let Some(file) = file.as_mut() {
            file.write_all(format!("{line}\n").as_bytes())?;
            file.sync_data()?;
        }
        Ok(())
    }

    /// The first run that could not be kept.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.lock().ok().and_then(|mut failed| failed.take())
    }

    /// Forgets them: the whole simulation was written. Runs beyond it stay for a longer one.
    pub fn done(self, policies: &[String], runs: u64) {
        if self.count(policies, runs) < self.known.len() {
            return;
        }
        // Where it cannot be removed it is hidden and names its experiment.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(run: u64) -> Outcome {
        Outcome {
            policy: "as is".into(),
            run,
            measures: BTreeMap::new(),
            weeks: Vec::new(),
            discovery: vec![1.5],
            unfound: 0,
            close_out: Vec::new(),
            unclosed: 0,
            refused: BTreeMap::new(),
        }
    }

    #[test]
    fn finished_runs_are_found_again_and_only_those_of_the_experiment() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("weeks");
        let names = ["as is".to_owned()];
        let kept = Kept::open(&out, "one").unwrap();
        assert_eq!(kept.count(&names, 9), 0);
        kept.keep(&outcome(0));
        kept.keep(&outcome(3));
        drop(kept);
        // A crash in the middle of a line.
        let mut file = OpenOptions::new()
            .append(true)
            .open(out.with_file_name(".weeks.runs.jsonl"))
            .unwrap();
        file.write_all(b"{\"experiment\":\"one\",\"outc").unwrap();
        drop(file);
        let kept = Kept::open(&out, "one").unwrap();
        assert_eq!(kept.known("as is", 3), Some(outcome(3)));
        assert_eq!(kept.known("as is", 1), None);
        kept.keep(&outcome(1));
        let kept = Kept::open(&out, "one").unwrap();
        assert_eq!(kept.count(&names, 9), 3);
        assert_eq!(Kept::open(&out, "two").unwrap().count(&names, 9), 0);
        assert_eq!(kept.count(&names, 2), 2);
        kept.done(&names, 9);
        assert_eq!(Kept::open(&out, "one").unwrap().count(&names, 9), 0);
    }
}
