//! A small group becomes a supergroup, and keeps its room.

use std::sync::Arc;

use domain::bridge::{ChatKind, PortalKey};
use ruma::RoomId;
use serde_json::json;
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
        let before = portals::find(&mut *db.read().await?, from).await?;
        let Some(before) = before else {
            return Ok(());
        };
        let mut tx = db.begin().await?;
        let is_first = portals::move_to(&mut tx, from, to, ChatKind::Supergroup).await?;
        portal_logins::move_to(&mut tx, from, to, ChatKind::Supergroup).await?;
        if !is_first {
            portals::remove(&mut tx, from).await?;
        }
        store::commit(tx).await?;
        let room = before
            .room
            .as_deref()
            .and_then(|room| RoomId::parse(room).ok());
        if let Some(room) = room.filter(|_| !is_first) {
            self.point_on(login, to, &room).await?;
        }
        Ok(())
    }

    async fn point_on(
        self: &Arc<Self>,
        login: &Active,
        to: PortalKey,
        old: &RoomId,
    ) -> Result<(), RoomsError> {
        let mut tx = self.parts.db.begin().await?;
        portal_logins::put(&mut tx, login.account, to, 0, ChatKind::Supergroup, "").await?;
        store::commit(tx).await?;
        login.wake.notify_one();
        let portal = portals::find(&mut *self.parts.db.read().await?, to).await?;
        let Some(new) = portal.and_then(|portal| portal.room) else {
            return Ok(());
        };
        let content = json!({ "body": "", "replacement_room": new });
        self.homeserver()
            .set_state(old, "m.room.tombstone", "", &content)
            .await?;
        Ok(())
    }
}
