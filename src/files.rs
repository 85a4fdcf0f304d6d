//! Files: read whole and unpacked within a limit; written so that they are either the old or the new one, never half.

pub mod folder;
pub mod told;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// Why the bytes of an input file cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputFault {
    /// There is no such file.
    #[error("the file does not exist")]
    Missing,
    /// A folder, pipe or device.
    #[error("not a file")]
    NotAFile,
    /// More than the limit, packed or unpacked.
    #[error("the file holds more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The operating system refused.
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
    /// The gzip data are damaged or cut.
    #[error("the gzip data are broken after {good} bytes of text")]
    GzipBroken {
        /// Bytes unpacked before.
        good: usize,
        /// What the unpacker said.
        #[source]
        source: io::Error,
    },
}

/// Reads a whole file.
///
/// # Errors
/// When it is missing, no file, larger than the limit or unreadable.
pub fn read_whole(path: &Path, limit: u64) -> Result<Vec<u8>, InputFault> {
    let fault = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => InputFault::Missing,
        _ => InputFault::Unreadable(error),
    };
    // Asked first, because opening a named pipe would wait for ever.
    let kind = fs::metadata(path).map_err(fault)?;
    if !kind.is_file() {
        return Err(InputFault::NotAFile);
    }
    if kind.len() > limit {
        return Err(InputFault::TooLarge { limit });
    }
    fs::read(path).map_err(fault)
}

/// Unpacks gzip, known by its first two bytes whatever the file is called; other bytes stay as they are.
///
/// # Errors
/// When the data are broken or hold more than the limit.
pub fn unpack(bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>, InputFault> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut text = Vec::with_capacity(bytes.len().saturating_mul(4));
    let decoder = MultiGzDecoder::new(bytes.as_slice());
    match decoder.take(limit + 1).read_to_end(&mut text) {
        Ok(_) if text.len() as u64 > limit => Err(InputFault::TooLarge { limit }),
        Ok(_) => Ok(text),
        Err(source) => Err(InputFault::GzipBroken {
            good: text.len(),
            source,
        }),
    }
}

/// Writes a file under a temporary name beside it, makes it durable and renames it into place. Of a link the file is replaced that it
/// leads to; a device or a pipe is written to and stays what it is.
///
/// # Errors
/// When any step fails; the old file is then untouched and the temporary one removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
        let mut device = File::options().write(true).open(path)?;
        return device.write_all(bytes);
    }
    let real = path.canonicalize();
    let path = real.as_deref().unwrap_or(path);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let result = written.and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // The first error is the one to tell; a leftover is hidden and harmless.
        let _ = fs::remove_file(&temporary);
    }
    result
}
