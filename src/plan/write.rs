//! The plan folder: the old one or the new one, never half.

use std::io;
use std::path::{Path, PathBuf};

use super::PlanFiles;
use crate::domain::Lang;
use crate::files::folder::{self, FolderError, Kind};

/// What a plan folder is known by.
const PLAN: Kind = Kind {
    manifest: "plan.json",
    mark: "\"xuncha.plan/",
    is_own: is_route,
};

/// A plan could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A file or folder.
    #[error("cannot write `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Something else is there already.
    #[error("`{path}` exists and is not a plan folder")]
    NotAPlan {
        /// What is there.
        path: PathBuf,
    },
}

impl PlanError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "O0001",
            Self::NotAPlan { .. } => "O0002",
        }
    }

    /// What happened, for people.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Io { path, .. }, Lang::Zh) => format!("无法写入 `{}`", path.display()),
            (Self::NotAPlan { path }, Lang::Zh) => {
                format!("`{}` 已存在，且不是计划文件夹", path.display())
            }
            _ => self.to_string(),
        }
    }

    /// Advice; empty when there is none.
    pub fn hint(&self, lang: Lang) -> String {
        let text = match self {
            Self::Io { .. } => lang.pick(
                "is there room, and may you write there?",
                "请检查磁盘空间和写入权限",
            ),
            Self::NotAPlan { .. } => {
                lang.pick("name another folder with --out", "请用 --out 另取文件夹名")
            }
        };
        text.to_owned()
    }

    /// The machine's own error, when it is one.
    pub fn io(&self) -> Option<&io::Error> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::NotAPlan { .. } => None,
        }
    }
}

impl From<FolderError> for PlanError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Io { path, source } => Self::Io { path, source },
            FolderError::Stranger { path } => Self::NotAPlan { path },
        }
    }
}

/// Whether a plan may be written to a folder: nothing there, an empty folder, or an older plan.
///
/// # Errors
/// When something else is there.
pub fn check_target(out: &Path) -> Result<(), PlanError> {
    folder::check(out, &PLAN).map_err(PlanError::from)
}

/// Writes the folder under a temporary name beside it, makes it durable and puts it into place.
///
/// # Errors
/// When something else is there or any step fails; an older plan is then untouched.
pub fn write(out: &Path, files: &PlanFiles) -> Result<(), PlanError> {
    folder::write(out, &files.files, &PLAN).map_err(PlanError::from)
}

/// Files of `routes/` that end as route files do belong to the plan.
fn is_route(name: &Path) -> bool {
    const ROUTE_FILES: [&str; 4] = ["geojson", "gpx", "csv", "html"];
    let ending = name.extension();
    name.starts_with("routes")
        && ending.is_some_and(|ending| ROUTE_FILES.iter().any(|known| ending == *known))
}
