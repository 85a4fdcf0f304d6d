//! Files on the command line become evidence of the workspace.

use std::path::Path;

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

/// Keeps files under the hash of their contents, and says of each what it shows, when and where it was taken.
///
/// A file may be given as `PURPOSE=F`; an image without a purpose shows `usual`, any other file is a document. Time and
/// place are the camera's; where it gives none, those that the clerk states.
pub(super) fn keep(
    workspace: &Workspace,
    given: &[String],
    usual: Purpose,
    actor: &Actor,
    at: Option<[f64; 2]>,
) -> Result<Vec<Evidence>, Failure> {
    let dir = workspace.dir.join(FOLDER);
    given
        .iter()
        .map(|text| {
            let (purpose, path) = split(text);
            let kept = evidence::keep(&dir, Path::new(path), LIMIT)?;
            let bytes = evidence::open(&dir, kept.sha256, &kept.ending)?;
            let is_image = !matches!(kept.media, Media::Pdf | Media::Other);
            let purpose = purpose.unwrap_or(if is_image { usual } else { Purpose::Document });
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
            Ok(Evidence {
                purpose,
                sha256: kept.sha256,
                ending: kept.ending,
                taken: taken.or(Some(actor.time.seconds())).filter(|_| is_image),
                at: own.or(at).filter(|_| is_image),
                bearing: facts.bearing.filter(|_| is_image),
                stated: is_image && (taken.is_none() || (own.is_none() && at.is_some())),
            })
        })
        .collect()
}

/// `after=photo.jpg` or `photo.jpg`; a purpose counts only when it is one.
fn split(text: &str) -> (Option<Purpose>, &str) {
    match text.split_once('=') {
        Some((word, path)) => match Purpose::parse(word) {
            Some(purpose) => (Some(purpose), path),
            None => (None, text),
        },
        None => (None, text),
    }
}
