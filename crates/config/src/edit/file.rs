//! The file on disk: replaced whole or not at all, with a backup.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

/// What [`replace`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The file that was written: what a symbolic link led to.
    pub path: PathBuf,
    /// The file as it was before.
    pub backup: PathBuf,
    /// Whether every account of this machine may read the file.
    pub is_public: bool,
}

/// Writes a new file that only its owner may read. Errors: there is one already.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let written = write_new(path, text.as_bytes(), None);
    if written
        .as_ref()
        .is_err_and(|error| error.kind() != io::ErrorKind::AlreadyExists)
    {
        // Half a file is worse than none; that it cannot be removed either adds nothing to the error.
        let _ = fs::remove_file(path);
    }
    written?;
    sync_folder(path)
}

/// Puts `new` in the place of a file that holds `old`; what it was stays beside it as `NAME.bak`, `NAME.bak1` and so on.
///
/// A symbolic link stays, and the file it leads to is replaced. Mode and owner stay as they are. Errors: the file does
/// not hold `old` any more, its owner cannot be kept, or the folder cannot be written; then all is as it was.
pub fn replace(path: &Path, old: &str, new: &str) -> io::Result<Replaced> {
    let path = fs::canonicalize(path)?;
    let file = File::open(&path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    file.take(old.len() as u64 + 1).read_to_end(&mut bytes)?;
    if bytes != old.as_bytes() {
        return Err(io::Error::other("somebody else has changed it meanwhile"));
    }
    let backup = write_beside(&path, old, "bak", &metadata)?;
    let replaced = write_beside(&path, new, "new", &metadata)
        .and_then(|unfinished| fs::rename(&unfinished, &path).inspect_err(|_| remove(&unfinished)));
    replaced.inspect_err(|_| remove(&backup))?;
    sync_folder(&path)?;
    Ok(Replaced {
        path,
        backup,
        is_public: metadata.mode() & 0o004 != 0,
    })
}

/// Writes a new file beside another, under the first free name, with that one's mode and owner.
fn write_beside(path: &Path, text: &str, end: &str, like: &fs::Metadata) -> io::Result<PathBuf> {
    for number in 0_u32.. {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{end}"));
        if number > 0 {
            name.push(number.to_string());
        }
        let beside = path.with_file_name(name);
        match write_new(&beside, text.as_bytes(), Some(like)) {
            Ok(()) => return Ok(beside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                remove(&beside);
                return Err(error);
            }
        }
    }
    Err(io::Error::other("there are too many backups"))
}

fn write_new(path: &Path, bytes: &[u8], like: Option<&fs::Metadata>) -> io::Result<()> {
    // Narrow until all is done: it holds secrets.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    if let Some(like) = like {
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
            fchown(&file, Some(like.uid()), Some(like.gid()))?;
        }
        file.set_permissions(Permissions::from_mode(like.mode() & 0o7777))?;
    }
    file.sync_all()
}

/// Takes an unfinished file away again; the error that led here says enough.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Makes the new name last through a power cut.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
