//! The bytes of a database file, read past SQLite.
//!
//! On Unix the locks that a process holds on a file are all dropped when it closes any handle of that file, those of
//! SQLite's own connections too. So one handle for each file is opened, used by all and never closed; a process
//! opens few ledgers.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::{Mutex, PoisonError};

/// A file open for reading at any place.
#[derive(Clone, Debug)]
pub(super) struct Raw(Arc<File>);

#[cfg(unix)]
static OPEN: Mutex<Vec<((u64, u64), Raw)>> = Mutex::new(Vec::new());

impl Raw {
    /// Opens a file, or takes the handle that is open already.
    #[cfg(unix)]
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        let identity = |data: &std::fs::Metadata| (data.dev(), data.ino());
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        // What was deleted can be opened by nobody else any more.
        open.retain(|(_, raw)| raw.0.metadata().is_ok_and(|data| data.nlink() > 0));
        let wanted = identity(&std::fs::metadata(path)?);
        if let Some((_, raw)) = open.iter().find(|(known, _)| *known == wanted) {
            return Ok(raw.clone());
        }
        let file = File::open(path)?;
        let found = identity(&file.metadata()?);
        let raw = Self(Arc::new(file));
        open.push((found, raw.clone()));
        Ok(raw)
    }

    /// Opens a file.
    #[cfg(not(unix))]
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(File::open(path)?)))
    }

    /// Bytes in the file.
    pub(super) fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    /// Fills `buffer` from `offset` on; fewer bytes at the end of the file.
    pub(super) fn read(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut done = 0;
        while done < buffer.len() {
            match self.read_some(offset + done as u64, &mut buffer[done..]) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    #[cfg(unix)]
    fn read_some(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&*self.0, buffer, offset)
    }

    #[cfg(windows)]
    fn read_some(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&*self.0, buffer, offset)
    }
}
