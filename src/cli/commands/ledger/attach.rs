//! Files on the command line become evidence of the workspace.

use std::path::{Path, PathBuf};

use crate::cli::outcome::Failure;
use crate::ledger::Moment;
use crate::ledger::act::Actor;
use crate::ledger::evidence::{self, Media, PhotoFacts};
use crate::ledger::payload::{Evidence, Purpose};
use crate::workspace::Workspace;

/// Name of the folder in a workspace.
pub(super) const FOLDER: &str = "evidence";

/// Largest file that is taken, in bytes.
const LIMIT: u64 = 64 << 20;

/// Files that are to become evidence, described but not kept yet.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// What the event says of them.
    pub(super) evidence: Vec<Evidence>,
    paths: Vec<PathBuf>,
}

impl Attached {
    /// Copies the files into the workspace, durably; called once the rules allow the event that names them.
    pub(super) fn keep(&self, workspace: &Workspace) -> Result<(), Failure> {
        let dir = workspace.dir.join(FOLDER);
        for (path, described) in self.paths.iter().zip(&self.evidence) {
            let kept = evidence::keep(&dir, path, LIMIT)?;
            if kept.sha256 != described.sha256 {
                return Err(changed(path));
            }
        }
        Ok(())
    }
}

fn no_picture(path: &Path) -> Failure {
    Failure::Refused {
        code: "G0120",
        en: format!("`{}` is no picture", path.display()),
        zh: format!("`{}` 不是图片", path.display()),
        hint: (
            "a photo is a JPEG, PNG, HEIC or WebP file; papers are form=, manifest= or document="
                .into(),
            "照片须为 JPEG、PNG、HEIC 或 WebP；文件请用 form=、manifest=、document=".into(),
        ),
    }
}

fn changed(path: &Path) -> Failure {
    Failure::Refused {
        code: "G0115",
        en: format!("`{}` was changed while it was read", path.display()),
        zh: format!("`{}` 在读取过程中被更改", path.display()),
        hint: ("try again".into(), "请重试".into()),
    }
}

/// What a file without a purpose is taken for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unnamed {
    /// An image.
    pub(super) image: Purpose,
    /// Any other file; `None` = it is refused.
    pub(super) other: Option<Purpose>,
}

impl Unnamed {
    /// Only photos are expected.
    pub(super) const PHOTO: Self = Self {
        image: Purpose::Photo,
        other: None,
    };
}

/// Says of each file what it shows, when and where it was taken, under the hash of its contents.
///
/// A file may be given as `PURPOSE=F`; `unnamed` says what one without a purpose is. Time and
/// place are the camera's; where it gives none, those that the clerk states.
pub(super) fn describe(
    workspace: &Workspace,
    given: &[String],
    unnamed: Unnamed,
    actor: &Actor,
    at: Option<[f64; 2]>,
) -> Result<Attached, Failure> {
    let dir = workspace.dir.join(FOLDER);
    let mut attached = Attached::default();
    for text in given {
        let (purpose, path) = split(text)?;
        let path = Path::new(path);
        let (bytes, kept) = evidence::look(&dir, path, LIMIT)?;
        let is_image = !matches!(kept.media, Media::Pdf | Media::Other);
        let usual = if is_image {
            Some(unnamed.image)
        } else {
            unnamed.other
        };
        let purpose = purpose.or(usual).ok_or_else(|| no_picture(path))?;
        if purpose.is_photo() && !is_image {
            return Err(no_picture(path));
        }
        let facts = if is_image {
            evidence::photo(&bytes)
        } else {
            PhotoFacts::default()
        };
        let taken = facts.taken.and_then(|taken| {
            let offset = taken.offset.unwrap_or(workspace.utc_offset);
            Moment::on(taken.day, i64::from(taken.second), offset).map(Moment::seconds)
        });
        let own = facts.lon.zip(facts.lat).map(|(lon, lat)| [lon, lat]);
        attached.paths.push(path.to_owned());
        attached.evidence.push(Evidence {
            purpose,
            sha256: kept.sha256,
            ending: kept.ending,
            taken: taken.or(Some(actor.time.seconds())).filter(|_| is_image),
            at: own.or(at).filter(|_| is_image),
            bearing: facts.bearing.filter(|_| is_image),
            stated: is_image && (taken.is_none() || (own.is_none() && at.is_some())),
        });
    }
    Ok(attached)
}

/// `after=photo.jpg` or `photo.jpg`; a word that is no purpose belongs to the name of a file that is there.
fn split(text: &str) -> Result<(Option<Purpose>, &str), Failure> {
    let Some((word, path)) = text.split_once('=') else {
        return Ok((None, text));
    };
    match Purpose::parse(word) {
        Some(purpose) => Ok((Some(purpose), path)),
        None if Path::new(text).exists() => Ok((None, text)),
        None => Err(no_purpose(word)),
    }
}

fn no_purpose(word: &str) -> Failure {
    let words: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.word()).collect();
    Failure::Refused {
        code: "G0129",
        en: format!("`{word}` is no purpose of evidence"),
        zh: format!("`{word}` 不是佐证用途"),
        hint: (
            format!("one of {}", words.join(", ")),
            format!("应为 {} 之一", words.join("、")),
        ),
    }
}
