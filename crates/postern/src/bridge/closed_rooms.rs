//! `postern check`: rooms that the bridge's bot was invited to, and could not join.

use std::time::Duration;

use config::Loaded;
use store::bridge_rooms::{self, ClosedRoom};
use store::{Db, StoreError};
use tokio::time::timeout;

use crate::cli::PlaceArgs;
use crate::folder::Folder;
use crate::say;

/// How long the database may take. Whoever only checks a configuration may not reach it.
const DEADLINE: Duration = Duration::from_secs(5);

/// Says which rooms the bot could not join of late, and why, as the running bridge noted it. The configuration may be right
/// all the same. Without a database, or with one that cannot be opened or does not answer, nothing is said.
pub(crate) async fn say_closed_rooms(place: &PlaceArgs, loaded: &Loaded) {
    let (folder, settings) = (Folder::at(&place.data), &loaded.config.settings);
    // It is the server that makes the folder, and the database in it.
    let is_there = settings.database.is_some() || folder.join("postern.db").exists();
    if loaded.config.bridge.is_none() || !is_there {
        return;
    }
    let Ok(url) = folder.database_of(settings) else {
        return;
    };
    let Ok(Ok(rooms)) = timeout(DEADLINE, closed_rooms(&url)).await else {
        return;
    };
    for closed in rooms {
        let ClosedRoom {
            room,
            invited_by,
            fault,
            failed_at,
        } = closed;
        let when = failed_at.minute();
        say::line(format!(
            "Matrix bridge: {invited_by} invited the bot to {room}, and it could not join ({when}): {fault}"
        ));
    }
}

async fn closed_rooms(url: &str) -> Result<Vec<ClosedRoom>, StoreError> {
    let db = Db::look(url).await?;
    let rooms = bridge_rooms::list_closed(&mut *db.read().await?).await;
    db.close().await;
    rooms
}
