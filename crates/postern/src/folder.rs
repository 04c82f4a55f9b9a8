//! The data folder: readable by its owner alone.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use config::Settings;
use domain::secret::ServerKey;
use domain::world::World;

/// The data folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Opens the folder; makes it if missing.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if path.exists() && !path.is_dir() {
            bail!(
                "the data folder {} is a file; name a folder with --data",
                path.display()
            );
        }
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        Ok(Self(path.to_owned()))
    }

    /// The folder as it is, or is not: nothing is made.
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// A file or folder in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The address of the database: the configured one, or that in the folder.
    pub(crate) fn database_of(&self, settings: &Settings) -> Result<String> {
        match &settings.database {
            Some(url) => Ok(url.reveal().to_owned()),
            None => self.database_url(),
        }
    }

    /// The address of the SQLite file in it. A new one is made readable by its owner alone, since the folder may have
    /// been there before; SQLite gives the files beside it the same rights.
    pub(crate) fn database_url(&self) -> Result<String> {
        let path = self.join("postern.db");
        let mut options = fs::OpenOptions::new();
        let made = options.append(true).create(true).mode(0o600).open(&path);
        made.with_context(|| format!("{} cannot be written", path.display()))?;
        let path = path
            .to_str()
            .context("the path of the data folder is not UTF-8")?;
        // What means something in an address must not: `?` begins the options.
        let path = path
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23");
        Ok(format!("sqlite:{path}"))
    }

    /// The server's own key; drawn at the first start. Whoever has it and the database can try out codes, so it is
    /// kept apart from the database.
    pub(crate) fn server_key(&self, world: &World) -> Result<ServerKey> {
        let path = self.join("server.key");
        if !path.exists() {
            self.write_secret("server.key", &world.bytes::<64>())?;
        }
        let bytes =
            fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        match bytes.try_into() {
            Ok(bytes) => Ok(ServerKey::new(bytes)),
            Err(_) => bail!(
                "{} does not hold 64 bytes; restore it from a backup",
                path.display()
            ),
        }
    }

    /// Writes a file that only its owner may read, whole or not at all.
    pub(crate) fn write_secret(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let (path, unfinished) = (self.join(name), self.join(&format!("{name}.new")));
        let write = || {
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&unfinished)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
    }
}
