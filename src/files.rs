//! Files that are either the old or the new one, never half.

pub mod folder;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file under a temporary name beside it, makes it durable and renames it into place.
///
/// # Errors
/// When any step fails; the old file is then untouched and the temporary one removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let result = written.and_then(|()| std::fs::rename(&temporary, path));
    if result.is_err() {
        // The first error is the one to tell; a leftover is hidden and harmless.
        let _ = std::fs::remove_file(&temporary);
    }
    result
}
