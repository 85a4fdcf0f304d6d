//! A folder of files that is the old one or the new one, never half.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::Lang;

/// What a folder of ours is known by.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The file that every folder of the kind holds.
    pub manifest: &'static str,
    /// A text that stands in it.
    pub mark: &'static str,
    /// What people call it, with an article.
    pub en: &'static str,
    /// What people call it.
    pub zh: &'static str,
    /// Whether a file, by its path in the folder, is made anew each time: an old one goes with its folder, while what
    /// others put there stays.
    pub is_own: fn(&Path) -> bool,
}

/// A folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
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
    #[error("`{path}` exists and is not {}", kind.en)]
    Stranger {
        /// What is there.
        path: PathBuf,
        /// What should be.
        kind: Kind,
    },
}

impl FolderError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "O0001",
            Self::Stranger { .. } => "O0002",
        }
    }

    /// What happened, for people.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Io { path, .. }, Lang::Zh) => format!("无法写入 `{}`", path.display()),
            (Self::Stranger { path, kind }, Lang::Zh) => {
                format!("`{}` 已存在，且不是{}", path.display(), kind.zh)
            }
            _ => self.to_string(),
        }
    }

    /// Advice.
    pub fn hint(&self, lang: Lang) -> String {
        let text = match self {
            Self::Io { .. } => lang.pick(
                "is there room, and may you write there?",
                "请检查磁盘空间和写入权限",
            ),
            Self::Stranger { .. } => {
                lang.pick("name another folder with --out", "请用 --out 另取文件夹名")
            }
        };
        text.to_owned()
    }

    /// The machine's own error, when it is one.
    pub fn io(&self) -> Option<&io::Error> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Stranger { .. } => None,
        }
    }
}

/// Whether a folder may be written: nothing there, an empty folder, or an older one of the kind.
///
/// # Errors
/// When something else is there.
pub fn check(out: &Path, kind: &Kind) -> Result<(), FolderError> {
    let Ok(there) = fs::symlink_metadata(out) else {
        return Ok(());
    };
    if out.file_name().is_none() {
        return Err(FolderError::Stranger {
            path: out.to_owned(),
            kind: *kind,
        });
    }
    let stranger = || FolderError::Stranger {
        path: out.to_owned(),
        kind: *kind,
    };
    if !there.is_dir() {
        return Err(stranger());
    }
    let is_empty = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    let is_ours =
        || fs::read_to_string(out.join(kind.manifest)).is_ok_and(|text| text.contains(kind.mark));
    if is_empty || is_ours() {
        Ok(())
    } else {
        Err(stranger())
    }
}

/// Writes the folder under a temporary name beside it, makes it durable and puts it into place.
///
/// # Errors
/// When something else is there or any step fails; an older folder is then untouched.
pub fn write(
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    kind: &Kind,
) -> Result<(), FolderError> {
    check(out, kind)?;
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let made = missing_parents(&parent);
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| FolderError::Io { path, source }
    };
    fs::create_dir_all(&parent).map_err(at(&parent))?;
    let mut name = std::ffi::OsString::from(".");
    name.push(out.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = parent.join(name);
    sweep(&parent, out, kind);
    let result = fill(&temporary, out, files, kind.manifest)
        .and_then(|()| keep_strangers(&temporary, out, kind).map_err(at(out)))
        .and_then(|()| replace(&temporary, out).map_err(at(out)));
    if result.is_err() {
        // The first error is the one to tell; a leftover is hidden and harmless.
        let _ = fs::remove_dir_all(&temporary);
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

/// Removes what runs that were ended in the middle left beside this folder: of this name, and of other names what has the
/// manifest of the kind and was not touched for an hour.
fn sweep(parent: &Path, out: &Path, kind: &Kind) {
    let Some(name) = out.file_name().and_then(|name| name.to_str()) else {
        return;
    };
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    // Where processes cannot be looked up nothing is removed.
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in entries.flatten() {
        let hidden = entry.file_name();
        let Some((of, process)) = hidden.to_str().and_then(temporary_name) else {
            continue;
        };
        let is_over = !Path::new(&format!("/proc/{process}")).exists();
        if is_over && (of == name || is_left(&entry.path(), kind)) {
            // What cannot be removed is hidden and harmless.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The folder's name and the process in `.NAME.PID.tmp`.
fn temporary_name(hidden: &str) -> Option<(&str, u32)> {
    let (name, process) = hidden
        .strip_prefix('.')?
        .strip_suffix(".tmp")?
        .rsplit_once('.')?;
    Some((name, process.parse().ok()?))
}

/// Whether a folder under a temporary name is of the kind, and old: the process may be one of another machine.
fn is_left(folder: &Path, kind: &Kind) -> bool {
    const HOUR: Duration = Duration::from_secs(3600);
    let modified = fs::symlink_metadata(folder).and_then(|data| data.modified());
    let is_old = modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > HOUR));
    let manifest = folder.join(kind.manifest);
    is_old && fs::read_to_string(manifest).is_ok_and(|text| text.contains(kind.mark))
}

/// Parents that do not exist yet, the innermost first.
fn missing_parents(parent: &Path) -> Vec<PathBuf> {
    parent
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_owned)
        .collect()
}

/// Errors name the file as it would have been called in the end.
fn fill(
    temporary: &Path,
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    manifest: &str,
) -> Result<(), FolderError> {
    let at = |path: PathBuf| move |source| FolderError::Io { path, source };
    fs::create_dir(temporary).map_err(at(out.to_owned()))?;
    // The manifest first: what is left of a run that is ended in the middle is known by it.
    let (first, rest): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == manifest);
    for (name, bytes) in first.into_iter().chain(rest) {
        let path = temporary.join(name);
        let write = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(at(out.join(name)))?;
    }
    Ok(())
}

/// Copies what is no part of the folder, a team's notes say, from the old one into the new one.
fn keep_strangers(temporary: &Path, out: &Path, kind: &Kind) -> io::Result<()> {
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            // A link is not followed: it may lead out of the folder, or round in a circle.
            let file = entry.file_type()?;
            let path = entry.path();
            let Ok(name) = path.strip_prefix(out) else {
                continue;
            };
            let to = temporary.join(name);
            if file.is_dir() {
                folders.push(path);
            } else if file.is_file() && !(kind.is_own)(name) && !to.exists() {
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::copy(&path, &to)?;
            }
        }
    }
    Ok(())
}

/// Renames the new folder into place, exchanging it with an older one in a single step where the system can.
fn replace(temporary: &Path, out: &Path) -> io::Result<()> {
    if fs::symlink_metadata(out).is_err() {
        return fs::rename(temporary, out);
    }
    exchange(temporary, out)?;
    // The old folder is now under the temporary name.
    fs::remove_dir_all(temporary)
}

#[cfg(target_os = "linux")]
fn exchange(temporary: &Path, out: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, temporary, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange.
        Err(_) => aside(temporary, out),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(temporary: &Path, out: &Path) -> io::Result<()> {
    aside(temporary, out)
}

/// Two renames; between them only the old folder's hidden name exists.
fn aside(temporary: &Path, out: &Path) -> io::Result<()> {
    let old = temporary.with_extension("old");
    fs::rename(out, &old)?;
    if let Err(error) = fs::rename(temporary, out) {
        fs::rename(&old, out)?;
        return Err(error);
    }
    fs::rename(&old, temporary)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind {
        manifest: "plan.json",
        mark: "\"days\"",
        en: "a plan",
        zh: "计划",
        is_own: |_| true,
    };

    /// A process that is over.
    fn over() -> u32 {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        child.id()
    }

    fn left(parent: &Path, name: &str, process: u32, manifest: Option<&str>, is_old: bool) {
        let folder = parent.join(format!(".{name}.{process}.tmp"));
        fs::create_dir(&folder).unwrap();
        if let Some(text) = manifest {
            fs::write(folder.join("plan.json"), text).unwrap();
        }
        let opened = File::open(&folder).unwrap();
        if is_old {
            let long_ago = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            opened.set_modified(long_ago).unwrap();
        }
    }

    #[test]
    fn what_ended_runs_left_is_removed_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let (parent, gone, here) = (parent.path(), over(), std::process::id());
        let ours = Some("{\"days\": []}");
        left(parent, "today", gone, None, false);
        left(parent, "monday", gone, ours, true);
        // Not yet old, of another kind, of something else, still running.
        left(parent, "tuesday", gone, ours, false);
        left(parent, "other", gone, Some("{}"), true);
        left(parent, "bare", gone, None, true);
        left(parent, "running", here, ours, true);
        let files = BTreeMap::from([
            ("a.txt".to_owned(), b"a".to_vec()),
            ("plan.json".to_owned(), b"{\"days\": []}".to_vec()),
        ]);
        write(&parent.join("today"), &files, &KIND).unwrap();
        let mut names: Vec<String> = fs::read_dir(parent)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let mut kept = vec![
            format!(".bare.{gone}.tmp"),
            format!(".other.{gone}.tmp"),
            format!(".running.{here}.tmp"),
            format!(".tuesday.{gone}.tmp"),
            "today".to_owned(),
        ];
        kept.sort();
        assert_eq!(names, kept);
    }
}
