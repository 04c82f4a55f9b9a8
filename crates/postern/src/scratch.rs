//! A database for logins that are only tried out: it is gone with the command.

use std::path::PathBuf;

use anyhow::{Context, Result};
use domain::secret::ServerKey;
use domain::world::World;
use store::Db;

use crate::folder::Folder;

/// The database, in a folder of its own that only this user can read.
pub(crate) struct Scratch {
    /// The database.
    pub(crate) db: Db,
    /// What is sealed in it is sealed with this.
    pub(crate) key: ServerKey,
    path: PathBuf,
}

impl Scratch {
    /// Makes one.
    pub(crate) async fn open(world: &World) -> Result<Self> {
        let name = format!(
            "postern-trial-{}-{}",
            std::process::id(),
            world.below(1_000_000)
        );
        let path = std::env::temp_dir().join(name);
        let words = "a temporary database cannot be made";
        let folder = Folder::open(&path).context(words)?;
        let opened = Db::open(&folder.database_url()?).await;
        match opened.context(words) {
            Ok(db) => Ok(Self {
                db,
                key: ServerKey::new(world.bytes()),
                path,
            }),
            Err(error) => {
                let _ = std::fs::remove_dir_all(&path);
                Err(error)
            }
        }
    }

    /// Closes the database and removes it.
    pub(crate) async fn close(self) {
        self.db.close().await;
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind by a crash lies in the system's folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
