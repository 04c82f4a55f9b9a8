//! The mark of a running server in its data folder: the port that it really took, under a lock that ends with it.
//!
//! Commands beside the server print links with that port. A lock, unlike the mere file, is gone after a crash, so
//! nobody believes a dead server; and a second server on the same data is refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::folder::Folder;

/// The file's name.
const NAME: &str = "port";
/// How often the lock is tried: a command that is reading has it for a moment, and so has a server that is ending.
const TRIES: usize = 40;
/// The wait between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// A server's mark; it holds as long as this value lives.
pub(crate) struct Mark(File);

impl Mark {
    /// Takes the data folder for this server; a fault if another server has it.
    pub(crate) async fn take(folder: &Folder) -> Result<Self> {
        let path = folder.join(NAME);
        let mut options = OpenOptions::new();
        let opened = options.read(true).write(true).create(true).truncate(false);
        let file = opened.mode(0o600).open(&path);
        let file = file.with_context(|| format!("{} cannot be written", path.display()))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                // Some file systems know no locks; then commands fall back on the configured port.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Self(file)),
            }
        }
        bail!(
            "a server runs already with the data folder {}; stop it first, or give this one a folder of its own with --data",
            folder.path().display()
        )
    }

    /// Writes the port for commands to read.
    pub(crate) fn write(&mut self, port: u16) -> Result<()> {
        let mut write = || {
            self.0.set_len(0)?;
            self.0.seek(SeekFrom::Start(0))?;
            writeln!(self.0, "{port}")
        };
        write().context("the port cannot be written into the data folder")
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        // The file stays: with a new one, two servers could each have a lock of their own.
        let _ = self.0.set_len(0);
    }
}

/// The port of the server that runs with this data folder, if one does.
pub(crate) fn port(folder: &Folder) -> Option<u16> {
    read(&folder.join(NAME))
}

fn read(path: &Path) -> Option<u16> {
    let file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        Ok(()) | Err(TryLockError::Error(_)) => return None,
    }
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
