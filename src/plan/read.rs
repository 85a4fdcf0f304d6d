//! Plans as they were written, read back.

use std::io;
use std::path::{Path, PathBuf};

use super::PlanFile;

/// A plan cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file.
    #[error("cannot read `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is no plan.
    #[error("`{path}` is not a plan: {source}")]
    Syntax {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// It is a plan of another form.
    #[error("`{path}` has the schema `{schema}`, not `{SCHEMA}`")]
    Schema {
        /// Which.
        path: PathBuf,
        /// What it says of itself.
        schema: String,
    },
}

/// The form of the plans that are read.
const SCHEMA: &str = "xuncha.plan/1";

/// Reads the plan of a folder.
///
/// # Errors
/// When its `plan.json` cannot be read or is no plan.
pub fn read(folder: &Path) -> Result<PlanFile, ReadError> {
    let path = folder.join("plan.json");
    match std::fs::read(&path) {
        Ok(bytes) => {
            let plan: PlanFile = match serde_json::from_slice(&bytes) {
                Ok(plan) => plan,
                Err(source) => return Err(ReadError::Syntax { path, source }),
            };
            if plan.schema == SCHEMA {
                Ok(plan)
            } else {
                let schema = plan.schema;
                Err(ReadError::Schema { path, schema })
            }
        }
        Err(source) => Err(ReadError::Io { path, source }),
    }
}

/// The plans in the folder `plans` of a workspace, in the order of their names: of two plans of a day the one that begins
/// later was made with more knowledge. What is no plan is passed over.
pub fn read_all(workspace: &Path) -> Vec<PlanFile> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(workspace.join("plans"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders
        .iter()
        .filter_map(|folder| read(folder).ok())
        .collect()
}
