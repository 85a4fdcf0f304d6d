//! Files to tracks: GPX and GeoJSON, also gzip.

use std::path::Path;

use super::{Track, codes, gpx, lines};
use crate::domain::{Code, Finding, Lang, Source};
use crate::files::{self, InputFault, told};

/// The most that is read of one file, in bytes of text: a year of fixes at every second.
const LARGEST: u64 = 4 << 30;

/// Reads the tracks of a file: tracks and routes of GPX 1.0 and 1.1 in their order, or the lines of a GeoJSON file, whose
/// positions have no time. `name` is how findings and tracks call the file.
///
/// # Errors
/// The finding for which the file cannot be used: with its line, where that is known.
pub fn read(path: &Path, name: &str) -> Result<Vec<Track>, Finding> {
    let bytes = files::read_whole(path, LARGEST).map_err(|fault| fault_finding(&fault, name))?;
    read_bytes(bytes, name)
}

/// The same for the bytes of a file.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: Vec<u8>, name: &str) -> Result<Vec<Track>, Finding> {
    let bytes = files::unpack(bytes, LARGEST).map_err(|fault| fault_finding(&fault, name))?;
    let bytes = as_utf8(bytes);
    let segments = match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => gpx::segments(&bytes, name)?,
        Some(b'{') => lines::segments(&bytes, name)?,
        _ => return Err(finding(&codes::FOREIGN, name, 0)),
    };
    if segments.is_empty() {
        return Err(finding(&codes::NO_TRACK, name, 0));
    }
    let named = (1..).zip(segments).map(|(number, segments)| Track {
        name: format!("{name}#{number}"),
        segments,
    });
    Ok(named.collect())
}

/// Drops a byte order mark and turns UTF-16, known by its mark, into UTF-8.
fn as_utf8(mut bytes: Vec<u8>) -> Vec<u8> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, length)) if encoding == encoding_rs::UTF_8 => {
            bytes.drain(..length);
            bytes
        }
        Some((encoding, _)) => encoding.decode(&bytes).0.into_owned().into_bytes(),
        None => bytes,
    }
}

/// A finding at a line of a track file; 0 = unknown.
pub(super) fn finding(code: &'static Code, name: &str, line: u32) -> Finding {
    Finding::new(
        code,
        Source {
            file: name.into(),
            line,
            ..Source::default()
        },
    )
}

fn fault_finding(fault: &InputFault, name: &str) -> Finding {
    let finding = |code| finding(code, name, 0);
    match fault {
        InputFault::TooLarge { limit } => finding(&codes::TOO_LARGE).arg(limit),
        InputFault::GzipBroken { source, .. } => finding(&codes::GZIP_BROKEN)
            .arg(source)
            .arg(told::io(source, Lang::Zh)),
        InputFault::Missing => finding(&codes::MISSING),
        InputFault::NotAFile => finding(&codes::NOT_A_FILE),
        InputFault::Unreadable(error) => finding(&codes::UNREADABLE)
            .arg(error)
            .arg(told::io(error, Lang::Zh)),
    }
}
