//! Where a conversation is held: what is said there, and what must be so that it may be said.

use std::sync::Arc;

use domain::id::BridgeLinkId;
use store::telegram_logins::TelegramLogin;
use store::{StoreError, bridge_links, commit};
use telegram::login::{Conversation, Say};

use super::room_door::RoomDoor;
use super::{Owner, Place};
use crate::ground::Ground;
use crate::logins::Logins;

/// A place where a conversation is held.
pub(super) enum Door {
    /// A room with the bot.
    Room(RoomDoor),
    /// A page: it looks by itself how the conversation stands.
    Page(Arc<Ground>, BridgeLinkId),
}

/// Why nothing secret may be said in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAlone {
    /// Others are there.
    Others,
    /// The person is not there.
    Absent,
}

impl Door {
    pub(super) async fn open(
        ground: &Arc<Ground>,
        owner: &Owner,
        row: &TelegramLogin,
    ) -> Result<Self, StoreError> {
        Ok(match &owner.place {
            Place::Room(room) => Self::Room(RoomDoor::open(ground, owner, room, row).await?),
            Place::Page(link) => Self::Page(Arc::clone(ground), *link),
        })
    }

    /// Says it. `revision` tells one time from the others; `is_slow`: what is said later is still to come.
    pub(super) async fn show(
        &mut self,
        say: &Say,
        conversation: &Conversation,
        revision: i64,
        is_slow: bool,
    ) -> Result<(), NotAlone> {
        match self {
            Self::Room(room) => room.show(say, conversation, revision, is_slow).await,
            Self::Page(..) => Ok(()),
        }
    }

    /// Takes away what only was for the person's eyes.
    pub(super) async fn hide(&mut self) {
        if let Self::Room(room) = self {
            room.hide().await;
        }
    }

    /// Says why the conversation ends.
    pub(super) async fn not_alone(&mut self, why: NotAlone, revision: i64) {
        if let Self::Room(room) = self {
            room.not_alone(why, revision).await;
        }
    }

    /// Says that something is broken.
    pub(super) async fn trouble(&mut self) {
        if let Self::Room(room) = self {
            room.trouble().await;
        }
    }

    /// The login was taken over.
    pub(super) async fn done(&mut self, logins: &Logins, account: i64) -> Result<(), StoreError> {
        if let Self::Page(ground, link) = self {
            let mut tx = ground.db.begin().await?;
            bridge_links::set_done(&mut tx, *link, account, ground.world.now()).await?;
            commit(tx).await?;
            logins.bell.notify_one();
        }
        Ok(())
    }
}
