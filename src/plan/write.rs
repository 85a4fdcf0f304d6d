//! The plan folder: the old one or the new one, never half.

use std::path::Path;

use super::PlanFiles;
use crate::files::folder::{self, FolderError, Kind};

/// What a plan folder is known by.
const PLAN: Kind = Kind {
    manifest: "plan.json",
    mark: "\"xuncha.plan/",
    en: "a plan folder",
    zh: "计划文件夹",
    is_own: is_route,
};

/// Whether a plan may be written to a folder: nothing there, an empty folder, or an older plan.
///
/// # Errors
/// When something else is there.
pub fn check_target(out: &Path) -> Result<(), FolderError> {
    folder::check(out, &PLAN)
}

/// Writes a plan's folder under a temporary name beside it, makes it durable and puts it into place.
///
/// # Errors
/// When something else is there or any step fails; an older plan is then untouched.
pub fn write(out: &Path, files: &PlanFiles) -> Result<(), FolderError> {
    folder::write(out, &files.files, &PLAN)
}

/// Files of `routes/` that end as route files do belong to the plan.
fn is_route(name: &Path) -> bool {
    const ROUTE_FILES: [&str; 4] = ["geojson", "gpx", "csv", "html"];
    let ending = name.extension();
    name.starts_with("routes")
        && ending.is_some_and(|ending| ROUTE_FILES.iter().any(|known| ending == *known))
}
