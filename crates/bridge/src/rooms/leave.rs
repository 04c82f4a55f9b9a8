//! Rooms whose chat a login no longer has: it has ended, or has left the chat.

use std::sync::Arc;

use domain::bridge::PortalKey;
use ruma::{OwnedUserId, RoomId, UserId};
use store::{portal_logins, portals};

use super::login::{Active, AfterLogout};
use super::{Inner, RoomsError};

/// The key of what people read who are taken out of their rooms after a logout.
pub(super) const LOGGED_OUT: &str = "bridge-out-logged-out";
/// The key of what they read who are no longer in the chat at Telegram.
const LEFT: &str = "bridge-out-left";

impl Inner {
    /// Does with all rooms of a login that has ended what is to be done. A room with which that fails is passed over;
    /// the error comes back when all others are done.
    pub(super) async fn leave_all(
        self: &Arc<Self>,
        login: &Active,
        rooms: AfterLogout,
    ) -> Result<(), RoomsError> {
        let db = &self.parts.db;
        let chats = portal_logins::list_of(&mut *db.read().await?, login.account).await?;
        let mut result = Ok(());
        if rooms != AfterLogout::Keep {
            for chat in chats {
                result = result.and(self.leave_one(login, chat.key, rooms).await);
            }
            result = result.and(self.leave_space(login, rooms).await);
        }
        let mut tx = db.begin().await?;
        portal_logins::remove_all(&mut tx, login.account).await?;
        store::commit(tx).await?;
        result
    }

    async fn leave_one(
        self: &Arc<Self>,
        login: &Active,
        key: PortalKey,
        rooms: AfterLogout,
    ) -> Result<(), RoomsError> {
        let others = self.others_in(login, key).await?;
        if rooms == AfterLogout::Delete && others.is_empty() {
            return match self.delete_portal(key).await {
                // Its room was still to be made.
                Err(RoomsError::NoPortal) => Ok(()),
                result => result,
            };
        }
        self.take_out_of(login, key, &others, LOGGED_OUT).await
    }

    /// A login is somebody else's from now on: nothing of it is for the former owner any more.
    pub(super) async fn hand_over(self: &Arc<Self>, before: &Active) {
        if let Err(error) = self.leave_all(before, AfterLogout::Leave).await {
            tracing::warn!(%error, account = before.account, "the former owner of a login is still in some of its rooms");
        }
    }

    /// The account is no longer in a chat: its owner leaves the room, and the space forgets it.
    pub(super) async fn left(&self, login: &Active, key: PortalKey) -> Result<(), RoomsError> {
        let others = self.others_in(login, key).await?;
        self.take_out_of(login, key, &others, LEFT).await?;
        let portal = portals::find(&mut *self.parts.db.read().await?, key).await?;
        if let Some(room) = portal.and_then(|portal| portal.room) {
            self.take_out_of_space(login.account, &room).await?;
        }
        let mut tx = self.parts.db.begin().await?;
        portal_logins::remove(&mut tx, login.account, key.chat).await?;
        Ok(store::commit(tx).await?)
    }

    /// Takes the owner of a login out of a portal's room, unless they are in it with another login, too.
    async fn take_out_of(
        &self,
        login: &Active,
        key: PortalKey,
        others: &[OwnedUserId],
        why: &str,
    ) -> Result<(), RoomsError> {
        let portal = portals::find(&mut *self.parts.db.read().await?, key).await?;
        match portal.and_then(|portal| portal.room) {
            Some(room) if !others.contains(&login.owner) => {
                self.take_out(&room, &login.owner, why).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The owners of other logins that share a portal.
    async fn others_in(
        &self,
        login: &Active,
        key: PortalKey,
    ) -> Result<Vec<OwnedUserId>, RoomsError> {
        let mut conn = self.parts.db.read().await?;
        let accounts = portal_logins::accounts_of(&mut conn, key).await?;
        let others = accounts.into_iter().filter(|other| *other != login.account);
        Ok(others.filter_map(|other| self.owner_of(other)).collect())
    }

    /// Takes somebody out of a room. That it is not possible is no reason to stop: they may have left.
    pub(super) async fn take_out(
        &self,
        room: &str,
        who: &UserId,
        why: &str,
    ) -> Result<(), RoomsError> {
        let Ok(room) = RoomId::parse(room) else {
            return Ok(());
        };
        let why = self.words_for(who).await.text(why);
        match self.homeserver().kick(&room, who, &why).await {
            Err(fault) if fault.is_forbidden() || fault.is_not_found() => Ok(()),
            result => Ok(result?),
        }
    }
}
