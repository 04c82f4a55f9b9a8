//! Letting somebody into a portal, and ending it.

use std::sync::Arc;

use ruma::{OwnedRoomId, RoomId};
use store::{portal_logins, portals, puppets};

use super::Desk;
use crate::homeserver::Patience;
use crate::rooms::{Active, Inner, LOGGED_OUT, RoomsError};

impl Desk {
    /// Makes the room if there is none, furnishes it, and lets the owner of a login in.
    pub(crate) async fn open(&mut self, account: i64) -> Result<OwnedRoomId, RoomsError> {
        let login = self.house.login(account).ok_or(RoomsError::NoLogin)?;
        let known = self.portal().await?;
        let is_furnished = known
            .as_ref()
            .is_some_and(|known| known.furnished_at.is_some());
        let room = known.as_ref().and_then(|known| known.room.as_deref());
        let room = match room.and_then(|room| RoomId::parse(room).ok()) {
            Some(room) => room,
            None => self.make(&login).await?,
        };
        let db = self.house.parts.db.clone();
        let chat = portal_logins::find(&mut *db.read().await?, account, self.key.chat).await?;
        if chat.is_some_and(|chat| chat.done_at.is_some() && chat.in_space_at.is_some())
            && is_furnished
        {
            return Ok(room);
        }
        self.note_chat(&login).await?;
        if is_furnished {
            // A login that is new here, or here again, may see what none has seen.
            self.catch_up(&login, &room).await?;
        } else {
            self.furnish(&login, &room).await?;
        }
        self.let_in(&login, &room).await?;
        if self.house.owner_of(account).as_ref() != Some(&login.owner) {
            // It has ended in the meantime: who was let in now would be overlooked.
            let house = &self.house;
            house.take_owner_out(&login, self.key, LOGGED_OUT).await?;
            return Err(RoomsError::NoLogin);
        }
        self.house.put_into_space(&login, self.key, &room).await?;
        let now = self.house.parts.world.now();
        let mut tx = db.begin().await?;
        portal_logins::set_done(&mut tx, account, self.key.chat, now).await?;
        store::commit(tx).await?;
        Ok(room)
    }

    /// Invites the owner of a login, in a private chat as the other person.
    async fn let_in(&self, login: &Arc<Active>, room: &RoomId) -> Result<(), RoomsError> {
        self.house.grant(login, self.key, room).await?;
        let other = self
            .key
            .is_private()
            .then(|| self.house.homeserver().puppet(self.key.chat));
        let homeserver = self.house.homeserver();
        Ok(homeserver
            .invite(room, &login.owner, other.as_deref(), Patience::LONG)
            .await?)
    }

    /// Remembers that a login has this chat, if that is new.
    async fn note_chat(&self, login: &Active) -> Result<(), RoomsError> {
        let db = &self.house.parts.db;
        let known =
            portal_logins::find(&mut *db.read().await?, login.account, self.key.chat).await?;
        let Some(portal) = self.portal().await?.filter(|_| known.is_none()) else {
            return Ok(());
        };
        let mut tx = db.begin().await?;
        portal_logins::put(
            &mut tx,
            login.account,
            self.key,
            0,
            portal.kind,
            &portal.title,
        )
        .await?;
        Ok(store::commit(tx).await?)
    }

    /// Empties the room and forgets it.
    pub(crate) async fn delete(&mut self) -> Result<(), RoomsError> {
        let portal = self.portal().await?.ok_or(RoomsError::NoPortal)?;
        if let Some(room) = &portal.room {
            self.house.take_out_of_spaces(self.key, room).await?;
            self.house.empty_room(room).await?;
        }
        let mut tx = self.house.parts.db.begin().await?;
        if let Some(room) = &portal.room {
            puppets::forget_room(&mut tx, room).await?;
        }
        portals::remove(&mut tx, self.key).await?;
        Ok(store::commit(tx).await?)
    }
}

impl Inner {
    /// Takes everybody out of a room, its addresses away, and leaves it. What is not possible is passed over: nobody may
    /// be there to do it.
    pub(crate) async fn empty_room(&self, room: &str) -> Result<(), RoomsError> {
        let Ok(room) = RoomId::parse(room) else {
            return Ok(());
        };
        let homeserver = self.homeserver();
        let members = match homeserver.joined_or_invited(&room).await {
            Err(fault) if fault.is_forbidden() || fault.is_not_found() => return Ok(()),
            members => members?,
        };
        homeserver.remove_addresses(&room).await?;
        for member in members.iter().filter(|member| **member != homeserver.bot()) {
            let gone = if homeserver.is_ours(member) {
                homeserver.leave(&room, Some(member)).await
            } else {
                let why = self.words_for(member).await.text("bridge-out-not-bridged");
                homeserver.kick(&room, member, &why).await
            };
            match gone {
                Err(fault) if !fault.is_forbidden() => return Err(fault.into()),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(homeserver.leave(&room, None).await?)
    }
}
