//! The space of a login, which holds its rooms.

use domain::bridge::PortalKey;
use ruma::{OwnedRoomId, OwnedUserId, RoomId};
use serde_json::json;
use store::{portal_logins, portals};

use super::calls::NewRoom;
use super::login::{Active, AfterLogout};
use super::{Inner, LOGGED_OUT, RoomsError};
use crate::homeserver::Patience;

impl Inner {
    /// Puts a room into the space of a login. The first room makes the space.
    pub(crate) async fn put_into_space(
        &self,
        login: &Active,
        key: PortalKey,
        room: &RoomId,
    ) -> Result<(), RoomsError> {
        let db = &self.parts.db;
        let chat = portal_logins::find(&mut *db.read().await?, login.account, key.chat).await?;
        if chat.is_none_or(|chat| chat.in_space_at.is_some()) {
            return Ok(());
        }
        let space = self.space(login).await?;
        let via = json!({ "via": [self.homeserver().domain()] });
        let set = self
            .homeserver()
            .set_state(&space, "m.space.child", room.as_str(), &via);
        set.await?;
        let mut tx = db.begin().await?;
        let now = self.parts.world.now();
        portal_logins::set_in_space(&mut tx, login.account, key.chat, now).await?;
        Ok(store::commit(tx).await?)
    }

    /// Takes a room out of the spaces of all logins that have its chat.
    pub(crate) async fn take_out_of_spaces(
        &self,
        key: PortalKey,
        room: &str,
    ) -> Result<(), RoomsError> {
        let accounts = portal_logins::accounts_of(&mut *self.parts.db.read().await?, key).await?;
        for account in accounts {
            self.take_out_of_space(account, room).await?;
        }
        Ok(())
    }

    /// Takes a room out of the space of a login, if there is one.
    pub(super) async fn take_out_of_space(
        &self,
        account: i64,
        room: &str,
    ) -> Result<(), RoomsError> {
        let space = portals::find_space(&mut *self.parts.db.read().await?, account).await?;
        let Some(space) = space.and_then(|space| RoomId::parse(space).ok()) else {
            return Ok(());
        };
        let nothing = json!({});
        let set = self
            .homeserver()
            .set_state(&space, "m.space.child", room, &nothing);
        match set.await {
            Err(fault) if fault.is_forbidden() || fault.is_not_found() => Ok(()),
            result => Ok(result?),
        }
    }

    async fn space(&self, login: &Active) -> Result<OwnedRoomId, RoomsError> {
        let db = &self.parts.db;
        let known = portals::find_space(&mut *db.read().await?, login.account).await?;
        if let Some(space) = known.and_then(|space| RoomId::parse(space).ok()) {
            return Ok(space);
        }
        let bot = self.homeserver().bot();
        let new = NewRoom {
            alias: format!("telegram_space_{}", login.account),
            name: format!("Telegram {}", login.shown),
            powers: json!({ "users": { bot.as_str(): 100 }, "events_default": 100, "invite": 100 }),
            invited: vec![login.owner.clone()],
            is_space: true,
            ..NewRoom::default()
        };
        let space = self.homeserver().make_room(&new).await?;
        self.homeserver()
            .invite(&space, &login.owner, None, Patience::LONG)
            .await?;
        let mut tx = db.begin().await?;
        portals::set_space(&mut tx, login.account, space.as_str()).await?;
        store::commit(tx).await?;
        Ok(space)
    }

    /// Takes people out of the space of an account that they have no more, and forgets it.
    pub(super) async fn leave_space(
        &self,
        account: i64,
        leaving: &[OwnedUserId],
        rooms: AfterLogout,
    ) -> Result<(), RoomsError> {
        let db = &self.parts.db;
        let known = portals::find_space(&mut *db.read().await?, account).await?;
        let Some(space) = known else {
            return Ok(());
        };
        for who in leaving {
            self.take_out(&space, who, LOGGED_OUT).await?;
        }
        if rooms == AfterLogout::Delete {
            self.empty_room(&space).await?;
        }
        let mut tx = db.begin().await?;
        portals::remove_space(&mut tx, account).await?;
        Ok(store::commit(tx).await?)
    }
}
