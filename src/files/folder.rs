//! A folder of files that is the old one or the new one, never half.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    sweep(&parent, out);
    let result = fill(&temporary, out, files)
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

/// Removes what a run that was ended in the middle left beside this folder.
fn sweep(parent: &Path, out: &Path) {
    let Some(name) = out.file_name().and_then(|name| name.to_str()) else {
        return;
    };
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let stale = entry.file_name().to_str().and_then(|left| {
            let process = left
                .strip_prefix('.')?
                .strip_prefix(name)?
                .strip_prefix('.')?
                .strip_suffix(".tmp")?;
            process.parse::<u32>().ok()
        });
        // Where processes cannot be looked up nothing is removed.
        let processes = Path::new("/proc/self").exists();
        if stale.is_some_and(|id| processes && !Path::new(&format!("/proc/{id}")).exists()) {
            // What cannot be removed is hidden and harmless.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
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
) -> Result<(), FolderError> {
    let at = |path: PathBuf| move |source| FolderError::Io { path, source };
    fs::create_dir(temporary).map_err(at(out.to_owned()))?;
    for (name, bytes) in files {
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
