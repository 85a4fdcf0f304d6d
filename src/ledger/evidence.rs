//! Evidence files (佐证材料): photos, manifests and notes, kept under the digest of their contents.
//!
//! A file is `<first two digits>/<64 digits>.<ending>` below the folder. It is durable before the event that names it is
//! appended, so a crash leaves at worst a file that no event names.

mod photo;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::event::Digest;
use crate::domain::Lang;

pub use photo::{PhotoFacts, PhotoTime, photo};

/// What kind of file it is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Media {
    /// JPEG photo.
    Jpeg,
    /// PNG picture.
    Png,
    /// HEIC photo, as many phones take it.
    Heic,
    /// WebP picture.
    Webp,
    /// PDF document.
    Pdf,
    /// Something else.
    Other,
}

impl Media {
    /// By the first bytes of a file.
    pub fn of(bytes: &[u8]) -> Self {
        const HEIF: [&[u8]; 7] = [
            b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1",
        ];
        let brand = bytes.get(8..12).unwrap_or_default();
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Self::Jpeg
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if bytes.get(4..8) == Some(b"ftyp") && HEIF.contains(&brand) {
            Self::Heic
        } else if bytes.starts_with(b"RIFF") && brand == b"WEBP" {
            Self::Webp
        } else if bytes.starts_with(b"%PDF-") {
            Self::Pdf
        } else {
            Self::Other
        }
    }

    /// The ending of a file that has none of its own.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Heic => "heic",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Other => "bin",
        }
    }
}

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Digest of its contents, which is its name.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// Its ending: 1 to 8 of `a-z` and `0-9`, without the dot.
    pub ending: String,
    /// What kind of file it is.
    pub media: Media,
}

/// A piece of evidence could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// A folder, a device.
    #[error("`{path}` is no file")]
    NotAFile {
        /// What was given.
        path: PathBuf,
    },
    /// Nothing is in it.
    #[error("`{path}` is empty")]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// Larger than allowed.
    #[error("`{path}` is larger than {limit} bytes")]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// The most bytes that are taken.
        limit: u64,
    },
    /// A kept file is no longer there.
    #[error("evidence `{path}` is missing")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A kept file's contents do not give its name.
    #[error("evidence `{path}` was changed: its contents do not give its name")]
    Changed {
        /// Which file.
        path: PathBuf,
    },
    /// An ending that no kept file has.
    #[error("`{ending}` is no ending of evidence")]
    Ending {
        /// What was given.
        ending: String,
    },
    /// The machine refused.
    #[error("cannot read or write `{path}`")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl EvidenceError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAFile { .. } => "D0301",
            Self::Empty { .. } => "D0302",
            Self::TooLarge { .. } => "D0303",
            Self::Missing { .. } => "D0304",
            Self::Changed { .. } => "D0305",
            Self::Ending { .. } => "D0306",
            Self::Io { .. } => "D0307",
        }
    }

    /// What happened, for people.
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::NotAFile { path } => format!("`{}` 不是文件", path.display()),
            Self::Empty { path } => format!("`{}` 是空文件", path.display()),
            Self::TooLarge { path, limit } => {
                format!("`{}` 超过 {limit} 字节", path.display())
            }
            Self::Missing { path } => format!("佐证材料 `{}` 缺失", path.display()),
            Self::Changed { path } => {
                format!("佐证材料 `{}` 被改动：内容与文件名不符", path.display())
            }
            Self::Ending { ending } => format!("`{ending}` 不是佐证材料的扩展名"),
            Self::Io { path, .. } => format!("无法读写 `{}`", path.display()),
        }
    }

    /// Advice; empty when there is none.
    pub fn hint(&self, lang: Lang) -> String {
        let text = match self {
            Self::NotAFile { .. } | Self::Empty { .. } => {
                lang.pick("name a photo or a document", "请指定照片或文档")
            }
            Self::TooLarge { .. } => lang.pick("make it smaller", "请压缩后重试"),
            Self::Missing { .. } | Self::Changed { .. } => lang.pick(
                "restore it from a copy, or keep the original once more",
                "请从备份恢复，或重新存入原件",
            ),
            Self::Ending { .. } => lang.pick("1 to 8 of a-z and 0-9", "1 至 8 位小写字母或数字"),
            Self::Io { .. } => lang.pick(
                "is there room, and may you read and write there?",
                "请检查磁盘空间和读写权限",
            ),
        };
        text.to_owned()
    }

    /// Whether the machine is to blame, not what the user gave.
    pub fn is_machine(&self) -> bool {
        matches!(self, Self::Io { .. })
    }
}

/// Reads a file that may become evidence and says under what it would be kept; nothing is written.
///
/// # Errors
/// When the source is no file, empty, too large or cannot be read.
pub fn look(dir: &Path, source: &Path, limit: u64) -> Result<(Vec<u8>, Kept), EvidenceError> {
    let bytes = read(source, limit)?;
    let sha256 = Digest::of(&bytes);
    let media = Media::of(&bytes);
    let known = endings(&folder(dir, sha256), sha256).into_iter().next();
    let kept = Kept {
        sha256,
        bytes: bytes.len() as u64,
        ending: known.unwrap_or_else(|| ending_of(source, media)),
        media,
    };
    Ok((bytes, kept))
}

/// Copies a file into the folder of evidence, at most `limit` bytes; the same contents twice are one file.
///
/// # Errors
/// When the source is no file, empty, too large or cannot be read, or the copy cannot be written.
pub fn keep(dir: &Path, source: &Path, limit: u64) -> Result<Kept, EvidenceError> {
    let (bytes, kept) = look(dir, source, limit)?;
    let sha256 = kept.sha256;
    let folder = folder(dir, sha256);
    let path = place(dir, sha256, &kept.ending);
    let io = |source| EvidenceError::Io {
        path: path.clone(),
        source,
    };
    let is_there = fs::read(&path).is_ok_and(|there| Digest::of(&there) == sha256);
    if is_there {
        // Whoever kept it first may have been interrupted before it was durable.
        File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(io)?;
    } else {
        let is_new = !folder.exists();
        fs::create_dir_all(&folder).map_err(io)?;
        write(&folder, &path, &bytes).map_err(io)?;
        if is_new {
            settle(dir).map_err(io)?;
            if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                settle(parent).map_err(io)?;
            }
        }
    }
    settle(&folder).map_err(io)?;
    Ok(kept)
}

/// Reads a kept file and checks that it is what was kept.
///
/// # Errors
/// When it is missing, was changed or cannot be read.
pub fn open(dir: &Path, sha256: Digest, ending: &str) -> Result<Vec<u8>, EvidenceError> {
    if !is_ending(ending) {
        let ending = ending.to_owned();
        return Err(EvidenceError::Ending { ending });
    }
    let path = place(dir, sha256, ending);
    match fs::read(&path) {
        Ok(bytes) if Digest::of(&bytes) == sha256 => Ok(bytes),
        Ok(_) => Err(EvidenceError::Changed { path }),
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            Err(EvidenceError::Missing { path })
        }
        Err(source) => Err(EvidenceError::Io { path, source }),
    }
}

/// What is wrong in the folder of evidence.
#[derive(Debug)]
#[non_exhaustive]
pub enum EvidenceFault {
    /// A file that an event names is missing, was changed or cannot be read.
    Bad(EvidenceError),
    /// A note: no event names this file.
    Stray {
        /// Which file.
        path: PathBuf,
    },
}

impl EvidenceFault {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bad(error) => error.code(),
            Self::Stray { .. } => "D0308",
        }
    }

    /// Whether it is worth knowing but no damage.
    pub const fn is_note(&self) -> bool {
        matches!(self, Self::Stray { .. })
    }

    /// What is wrong, for people.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Bad(error), lang) => error.message(lang),
            (Self::Stray { path }, Lang::En) => format!("no event names `{}`", path.display()),
            (Self::Stray { path }, Lang::Zh) => format!("没有记录引用 `{}`", path.display()),
        }
    }
}

/// Reads every file that events name and lists those in the folder that none does; faults first, each kind in order.
pub fn check_all(dir: &Path, named: &[(Digest, String)]) -> Vec<EvidenceFault> {
    let named: BTreeSet<&(Digest, String)> = named.iter().collect();
    let bad = named
        .iter()
        .filter_map(|(sha256, ending)| open(dir, *sha256, ending).err())
        .map(EvidenceFault::Bad);
    let known: BTreeSet<PathBuf> = named
        .iter()
        .map(|(sha256, ending)| place(dir, *sha256, ending))
        .collect();
    let strays = files(dir)
        .into_iter()
        .filter(|path| !known.contains(path))
        .map(|path| EvidenceFault::Stray { path });
    bad.chain(strays).collect()
}

fn read(source: &Path, limit: u64) -> Result<Vec<u8>, EvidenceError> {
    let path = || source.to_owned();
    let io = |error| EvidenceError::Io {
        path: path(),
        source: error,
    };
    let is_file = match fs::metadata(source) {
        Ok(data) => data.is_file(),
        // A name that was mistyped is not the machine's fault.
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(io(error)),
    };
    if !is_file {
        return Err(EvidenceError::NotAFile { path: path() });
    }
    let mut bytes = Vec::new();
    File::open(source)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(io)?;
    match bytes.len() as u64 {
        0 => Err(EvidenceError::Empty { path: path() }),
        size if size > limit => Err(EvidenceError::TooLarge {
            path: path(),
            limit,
        }),
        _ => Ok(bytes),
    }
}

fn folder(dir: &Path, sha256: Digest) -> PathBuf {
    dir.join(&sha256.to_string()[..2])
}

fn place(dir: &Path, sha256: Digest, ending: &str) -> PathBuf {
    folder(dir, sha256).join(format!("{sha256}.{ending}"))
}

fn is_ending(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=8).contains(&text.len()) && text.bytes().all(is_plain)
}

/// The source's own ending when it is a plain one; a photo's is always that of its kind.
fn ending_of(source: &Path, media: Media) -> String {
    let own = source.extension().and_then(|ending| ending.to_str());
    match own.map(str::to_ascii_lowercase) {
        Some(own) if media == Media::Other && is_ending(&own) => own,
        _ => media.ending().to_owned(),
    }
}

/// Endings under which the same contents are kept already.
fn endings(folder: &Path, sha256: Digest) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let ending = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let ending = name.strip_prefix(&sha256.to_string())?.strip_prefix('.')?;
        is_ending(ending).then(|| ending.to_owned())
    };
    let mut endings: Vec<String> = entries.flatten().filter_map(ending).collect();
    endings.sort();
    endings
}

/// Writes under a temporary name beside it, makes it durable and renames it.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draw = [0; 8];
    getrandom::fill(&mut draw).map_err(|error| io::Error::other(error.to_string()))?;
    let temporary = folder.join(format!(".{:016x}.tmp", u64::from_ne_bytes(draw)));
    let written = File::create_new(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        // The first error is the one to tell; a leftover is hidden and harmless.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Makes the names in a folder durable.
#[cfg(unix)]
fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems keep names by themselves.
#[cfg(not(unix))]
fn settle(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// The files of the folder in order, without the hidden ones.
fn files(dir: &Path) -> Vec<PathBuf> {
    let visible = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let is_hidden = |path: &PathBuf| {
            let name = path.file_name().map(OsStr::as_encoded_bytes);
            name.is_some_and(|name| name.starts_with(b"."))
        };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| !is_hidden(path))
            .collect();
        paths.sort();
        paths
    };
    let below = |path: PathBuf| {
        if path.is_dir() {
            visible(&path)
        } else {
            vec![path]
        }
    };
    visible(dir).into_iter().flat_map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 1000;

    fn source(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn the_same_contents_are_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("evidence");
        let jpeg = b"\xff\xd8\xff picture";
        let first = keep(&dir, &source(folder.path(), "near.JPEG", jpeg), LIMIT).unwrap();
        let again = keep(&dir, &source(folder.path(), "远景", jpeg), LIMIT).unwrap();
        assert_eq!(first, again);
        assert_eq!(
            (first.ending.as_str(), first.media, first.bytes),
            ("jpg", Media::Jpeg, 11)
        );
        assert_eq!(files(&dir).len(), 1);
        assert_eq!(open(&dir, first.sha256, "jpg").unwrap(), jpeg);
    }

    #[test]
    fn an_ending_is_kept_when_the_kind_is_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("evidence");
        for (name, bytes, ending) in [
            ("a.TXT", "a", "txt"),
            ("b.对", "b", "bin"),
            ("c", "%PDF-1.7", "pdf"),
        ] {
            let kept = keep(&dir, &source(folder.path(), name, bytes.as_bytes()), LIMIT).unwrap();
            assert_eq!(kept.ending, ending);
        }
        // The second copy goes by the name that the first got.
        let kept = keep(&dir, &source(folder.path(), "a.csv", b"a"), LIMIT).unwrap();
        assert_eq!(kept.ending, "txt");
    }

    #[test]
    fn what_is_no_evidence_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("evidence");
        let refused = |path: &Path| keep(&dir, path, LIMIT).unwrap_err().code();
        assert_eq!(refused(folder.path()), "D0301");
        assert_eq!(refused(&source(folder.path(), "empty", b"")), "D0302");
        assert_eq!(
            refused(&source(folder.path(), "large", &[1; 1001])),
            "D0303"
        );
        assert_eq!(refused(&folder.path().join("nowhere")), "D0301");
        assert!(!dir.exists());
    }

    #[test]
    fn a_changed_or_missing_file_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("evidence");
        let kept =
            |name: &str| keep(&dir, &source(folder.path(), name, name.as_bytes()), LIMIT).unwrap();
        let all = [kept("one"), kept("two"), kept("three")];
        let named: Vec<(Digest, String)> = all
            .iter()
            .map(|kept| (kept.sha256, kept.ending.clone()))
            .collect();
        assert!(check_all(&dir, &named).is_empty());
        fs::write(place(&dir, named[0].0, "bin"), "0ne").unwrap();
        fs::remove_file(place(&dir, named[1].0, "bin")).unwrap();
        let stray = source(&dir, "stray.txt", b"x");
        let mut found: Vec<&str> = check_all(&dir, &named)
            .iter()
            .map(EvidenceFault::code)
            .collect();
        found.sort_unstable();
        assert_eq!(found, ["D0304", "D0305", "D0308"]);
        fs::remove_file(stray).unwrap();
        // Keeping the originals once more mends both.
        for name in ["one", "two"] {
            keep(&dir, &folder.path().join(name), LIMIT).unwrap();
        }
        assert!(check_all(&dir, &named).is_empty());
    }

    #[test]
    fn an_ending_leads_nowhere_else() {
        let error = open(Path::new("evidence"), Digest::NONE, "/../../etc/passwd");
        assert_eq!(error.unwrap_err().code(), "D0306");
    }

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        for (bytes, media) in [
            (&b"\xff\xd8\xff\xe1"[..], Media::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Media::Png),
            (b"\0\0\0\x18ftypheic", Media::Heic),
            (b"RIFF\0\0\0\0WEBP", Media::Webp),
            (b"%PDF-1.7", Media::Pdf),
            (b"\0\0\0\x18ftypisom", Media::Other),
            (b"", Media::Other),
        ] {
            assert_eq!(Media::of(bytes), media);
        }
    }
}
