//! What people ask for by commands.

use domain::bridge::PortalKey;
use ruma::{OwnedRoomId, OwnedUserId, RoomId, UserId};
use store::portals;
use telegram::chats::join::{self, ChatLink, Entry, Matches};
use telegram::peers::{self, Resolved, Typed};
use tokio::sync::oneshot;

use super::{Rooms, RoomsError};
use crate::portal::Order;

/// What a search found: people whom one can write to, and chats.
pub type Found = Matches;

/// What became of the wish for a private chat: its room.
pub type Opened = Result<OwnedRoomId, Nobody>;

/// Why there is nobody to have a private chat with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nobody {
    /// Nobody is called so.
    Unknown,
    /// The account exists no more.
    Gone,
    /// It is a group or a channel.
    NotAPerson,
    /// Bots cannot look up phone numbers.
    NotForBots,
}

/// What became of the wish to go into a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// Here is the room.
    Room(OwnedRoomId),
    /// Here is the room; the account was in the chat before.
    WasIn(OwnedRoomId),
    /// The admins of the chat were asked.
    Asked,
    /// It is no link of Telegram's.
    NoLink,
    /// The link leads nowhere, or no longer.
    Nowhere,
    /// It leads to a person or a bot.
    Person,
    /// There is no room, for the account or in the chat.
    Full,
}

impl Rooms {
    /// Looks for people and chats by words.
    pub async fn search(&self, account: i64, words: &str) -> Result<Found, RoomsError> {
        let login = self.inner.login(account).ok_or(RoomsError::NoLogin)?;
        let deadline = self.inner.settings().deadline;
        Ok(join::search(&login.connection, words, deadline).await?)
    }

    /// Whom a name, a number or an id means, as one of the accounts knows them.
    pub async fn whom(&self, account: i64, who: &Typed) -> Result<Result<i64, Nobody>, RoomsError> {
        let login = self.inner.login(account).ok_or(RoomsError::NoLogin)?;
        let deadline = self.inner.settings().deadline;
        Ok(
            match peers::resolve(&login.connection, who, deadline).await? {
                Resolved::Person(id) | Resolved::Bot(id) => Ok(id),
                Resolved::Unknown => Err(Nobody::Unknown),
                Resolved::Gone => Err(Nobody::Gone),
                Resolved::Group(_) | Resolved::Channel(_) => Err(Nobody::NotAPerson),
                Resolved::NotForBots => Err(Nobody::NotForBots),
            },
        )
    }

    /// Opens the private chat with somebody.
    pub async fn open_private(&self, account: i64, who: &Typed) -> Result<Opened, RoomsError> {
        match self.whom(account, who).await? {
            Ok(id) => {
                let key = PortalKey::of(id, account);
                self.inner.open(account, key).await.map(Ok)
            }
            Err(nobody) => Ok(Err(nobody)),
        }
    }

    /// Goes into the chat that a link leads to, and makes its room.
    pub async fn join(&self, account: i64, link: &str) -> Result<Joined, RoomsError> {
        let login = self.inner.login(account).ok_or(RoomsError::NoLogin)?;
        let Some(link) = ChatLink::parse(link) else {
            return Ok(Joined::NoLink);
        };
        let deadline = self.inner.settings().deadline;
        let (chat, was_in) = match join::join(&login.connection, &link, deadline).await? {
            Entry::In(chat) => (chat, false),
            Entry::WasIn(chat) => (chat, true),
            Entry::Asked => return Ok(Joined::Asked),
            Entry::Nowhere => return Ok(Joined::Nowhere),
            Entry::Person(_) => return Ok(Joined::Person),
            Entry::Full => return Ok(Joined::Full),
        };
        let room = self
            .inner
            .open(account, PortalKey::of(chat, account))
            .await?;
        Ok(if was_in {
            Joined::WasIn(room)
        } else {
            Joined::Room(room)
        })
    }

    /// Lists the chats of a login anew, and makes the rooms that are missing. Follow [`Rooms::progress`].
    pub fn sync(&self, account: i64) -> Result<(), RoomsError> {
        let login = self.inner.login(account).ok_or(RoomsError::NoLogin)?;
        login.wake.notify_one();
        Ok(())
    }

    /// The chat behind a room; `None` if it is no portal.
    pub async fn portal_of(&self, room: &RoomId) -> Result<Option<portals::Portal>, RoomsError> {
        let mut conn = self.inner.parts.db.read().await?;
        Ok(portals::find_by_room(&mut conn, room.as_str()).await?)
    }

    /// Whether nobody else has a login that has this chat, so that the room is this person's alone.
    pub async fn is_own(&self, key: PortalKey, user: &UserId) -> Result<bool, RoomsError> {
        let owners = self.inner.owners_of(key).await?;
        // Also of their own, one that is not at work may come back.
        let is_theirs = |(account, owner): &(i64, OwnedUserId)| {
            owner == user && self.inner.owner_of(*account).is_some()
        };
        Ok(!owners.is_empty() && owners.iter().all(is_theirs))
    }

    /// Empties the room of a portal and forgets it. With the next message, or by `sync`, there is a new one.
    pub async fn delete_portal(&self, key: PortalKey) -> Result<(), RoomsError> {
        self.inner.delete_portal(key).await
    }
}

impl super::Inner {
    pub(super) async fn delete_portal(
        self: &std::sync::Arc<Self>,
        key: PortalKey,
    ) -> Result<(), RoomsError> {
        let (reply, answer) = oneshot::channel();
        self.order(key, Order::Delete { reply });
        answer.await.unwrap_or(Err(RoomsError::NoPortal))
    }
}
