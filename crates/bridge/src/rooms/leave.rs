//! Rooms whose chat a login no longer has: it has ended, or has left the chat.

use std::sync::Arc;

use domain::bridge::PortalKey;
use ruma::{OwnedUserId, RoomId, UserId};
use store::{bridge_logins, portal_logins, portals};

use super::login::{Active, AfterLogout};
use super::{Inner, RoomsError};

/// The key of what people read who are taken out of their rooms after a logout.
pub(crate) const LOGGED_OUT: &str = "bridge-out-logged-out";
/// The key of what they read who are no longer in the chat at Telegram.
const LEFT: &str = "bridge-out-left";

impl Inner {
    /// Does with all rooms of an account what is to be done, and gives who has gone: who logs the account in again in the
    /// meantime stays. A room with which that fails is passed over; the error comes back when all others are done, if it
    /// may pass.
    pub(super) async fn leave_all(
        self: &Arc<Self>,
        account: i64,
        rooms: AfterLogout,
    ) -> Result<Vec<OwnedUserId>, RoomsError> {
        let mut gone = self.leaving(account).await?;
        let mut later = None;
        let mut sift = |left: Result<(), RoomsError>| match left {
            Err(error) if error.is_passing() => later = Some(error),
            Err(error) => tracing::warn!(account, %error, "a room could not be left"),
            Ok(()) => {}
        };
        // First of all: what goes then need not be taken out of it.
        sift(self.leave_space(account, &gone, rooms).await);
        let mut conn = self.parts.db.read().await?;
        let chats = portal_logins::list_of(&mut conn, account).await?;
        drop(conn);
        for chat in chats {
            let leaving = self.leaving(account).await?;
            // Who came back in between stays in rooms, also if they go again before this is done.
            gone.retain(|who| leaving.contains(who));
            sift(self.leave_one(account, &leaving, chat.key, rooms).await);
        }
        later.map_or(Ok(gone), Err)
    }

    async fn leave_one(
        self: &Arc<Self>,
        account: i64,
        leaving: &[OwnedUserId],
        key: PortalKey,
        rooms: AfterLogout,
    ) -> Result<(), RoomsError> {
        let others = self.others_in(account, key).await?;
        if rooms == AfterLogout::Delete && others.is_empty() && !leaving.is_empty() {
            return match self.delete_portal(key).await {
                // Its room was still to be made.
                Err(RoomsError::NoPortal) => Ok(()),
                result => result,
            };
        }
        for who in leaving.iter().filter(|who| !others.contains(who)) {
            self.take_out_of(key, who, LOGGED_OUT).await?;
        }
        Ok(())
    }

    /// The account is no longer in a chat: its owner leaves the room, and the space forgets it.
    pub(super) async fn left(&self, login: &Active, key: PortalKey) -> Result<(), RoomsError> {
        self.take_owner_out(login, key, LEFT).await?;
        let portal = portals::find(&mut *self.parts.db.read().await?, key).await?;
        if let Some(room) = portal.and_then(|portal| portal.room) {
            self.take_out_of_space(login.account, &room).await?;
        }
        let mut tx = self.parts.db.begin().await?;
        portal_logins::remove(&mut tx, login.account, key.chat).await?;
        Ok(store::commit(tx).await?)
    }

    /// Takes the owner of a login out of a portal's room, unless they are there by another login, too.
    pub(crate) async fn take_owner_out(
        &self,
        login: &Active,
        key: PortalKey,
        why: &str,
    ) -> Result<(), RoomsError> {
        let others = self.others_in(login.account, key).await?;
        if others.contains(&login.owner) {
            return Ok(());
        }
        self.take_out_of(key, &login.owner, why).await
    }

    /// Takes somebody out of a portal's room, if there is one.
    async fn take_out_of(&self, key: PortalKey, who: &UserId, why: &str) -> Result<(), RoomsError> {
        let portal = portals::find(&mut *self.parts.db.read().await?, key).await?;
        match portal.and_then(|portal| portal.room) {
            Some(room) => self.take_out(&room, who, why).await,
            None => Ok(()),
        }
    }

    /// The owners of other logins that share a portal.
    async fn others_in(
        &self,
        account: i64,
        key: PortalKey,
    ) -> Result<Vec<OwnedUserId>, RoomsError> {
        let owners = self.owners_of(key).await?.into_iter();
        let others = owners.filter(|(other, _)| *other != account);
        Ok(others.map(|(_, owner)| owner).collect())
    }

    /// The accounts that have a portal, with their owners. Not all logins are at work: when the first begin, or when
    /// Telegram has ended one, which goes on in the same rooms when it is begun anew. Accounts that were logged out, and
    /// whose rooms are kept, have no owner and are left out.
    pub(super) async fn owners_of(
        &self,
        key: PortalKey,
    ) -> Result<Vec<(i64, OwnedUserId)>, RoomsError> {
        let mut conn = self.parts.db.read().await?;
        let mut owners = Vec::new();
        for account in portal_logins::accounts_of(&mut conn, key).await? {
            let mut owner = self.owner_of(account);
            if owner.is_none() {
                let row = bridge_logins::find(&mut conn, account).await?;
                owner = row.and_then(|row| UserId::parse(row.matrix_id).ok());
            }
            owners.extend(owner.map(|owner| (account, owner)));
        }
        Ok(owners)
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
