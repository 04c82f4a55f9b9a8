//! A small group becomes a supergroup, and keeps its room.

use std::sync::Arc;

use domain::bridge::{ChatKind, PortalKey};
use ruma::{OwnedRoomId, RoomId};
use serde_json::json;
use store::portals::Portal;
use store::{portal_logins, portals};

use super::{Active, Inner, RoomsError};

impl Inner {
    /// A group has become a supergroup. Of the logins that had rooms for it, the first one's room goes on for all; in the
    /// others is said where.
    pub(crate) async fn migrate(
        self: &Arc<Self>,
        login: &Active,
        group: i64,
        supergroup: i64,
    ) -> Result<(), RoomsError> {
        let _turn = self.migrating.lock().await;
        let from = PortalKey::of(group, login.account);
        let to = PortalKey::of(supergroup, login.account);
        let db = &self.parts.db;
        let mut conn = db.read().await?;
        let before = portals::find(&mut conn, from).await?;
        let there = portals::find(&mut conn, to).await?;
        let known = portal_logins::find(&mut conn, login.account, group).await?;
        drop(conn);
        if before.is_none() && known.is_none() {
            return Ok(());
        }
        // First of all, since nothing tells of the old room afterwards.
        if let (Some(old), Some(new)) = (room_of(before.as_ref()), room_of(there.as_ref())) {
            self.point_on(&old, &new).await?;
        }
        let mut tx = db.begin().await?;
        let is_moved = portals::move_to(&mut tx, from, to, ChatKind::Supergroup).await?;
        match before {
            Some(before) if !is_moved => {
                portals::remove(&mut tx, from).await?;
                let (kind, title) = (ChatKind::Supergroup, &before.title);
                portal_logins::put(&mut tx, login.account, to, 0, kind, title).await?;
            }
            _ => portal_logins::move_to(&mut tx, from, to, ChatKind::Supergroup).await?,
        }
        store::commit(tx).await?;
        if !is_moved {
            login.wake.notify_one();
        }
        Ok(())
    }

    /// Says in a room where its chat goes on.
    async fn point_on(&self, old: &RoomId, new: &RoomId) -> Result<(), RoomsError> {
        let content = json!({ "body": "", "replacement_room": new });
        let homeserver = self.homeserver();
        match homeserver
            .set_state(old, "m.room.tombstone", "", &content)
            .await
        {
            // Somebody else has made an end of that room.
            Err(fault) if fault.is_forbidden() || fault.is_not_found() => Ok(()),
            result => Ok(result?),
        }
    }
}

fn room_of(portal: Option<&Portal>) -> Option<OwnedRoomId> {
    RoomId::parse(portal?.room.as_deref()?).ok()
}
