//! Where a conversation is shown: in a room, or to a program that looks at it by itself.

use std::sync::Arc;

use store::StoreError;
use store::telegram_logins::TelegramLogin;
use telegram::login::{Conversation, Say};

use super::Why;
use super::owner::{Owner, Place};
use super::room_door::{NotAlone, RoomDoor};
use crate::ground::Ground;
use crate::homeserver::Fault;

/// Where a conversation is shown.
pub(super) enum Door {
    /// In a room.
    Room(Box<RoomDoor>),
    /// To a program, which looks at [`super::View`].
    Program,
}

impl Door {
    pub(super) async fn open(
        ground: &Arc<Ground>,
        owner: &Owner,
        row: &TelegramLogin,
    ) -> Result<Self, StoreError> {
        Ok(match &owner.place {
            Place::Room(room) => {
                let door = RoomDoor::open(ground, owner, room, row).await?;
                Self::Room(Box::new(door))
            }
            Place::Program(_) => Self::Program,
        })
    }

    /// Says it; see [`RoomDoor::show`].
    pub(super) async fn show(
        &mut self,
        say: &Say,
        conversation: &Conversation,
        revision: i64,
        is_slow: bool,
    ) -> Result<(), NotAlone> {
        match self {
            Self::Room(door) => door.show(say, conversation, revision, is_slow).await,
            Self::Program => Ok(()),
        }
    }

    /// Says the last words; see [`RoomDoor::conclude`].
    pub(super) async fn conclude(
        &mut self,
        say: &Say,
        conversation: &Conversation,
        revision: i64,
    ) -> Result<(), Fault> {
        match self {
            Self::Room(door) => door.conclude(say, conversation, revision).await,
            Self::Program => Ok(()),
        }
    }

    /// Takes a QR code away.
    pub(super) async fn hide(&mut self) {
        if let Self::Room(door) = self {
            door.hide().await;
        }
    }

    /// Says why the conversation ends, unless that is plain.
    pub(super) async fn end(&mut self, why: Why, revision: i64) {
        let Self::Room(door) = self else { return };
        match why {
            Why::NotAlone => door.not_alone(NotAlone::Others, revision).await,
            Why::Elsewhere => door.elsewhere(revision).await,
            Why::Replaced => {}
        }
    }

    /// Says why the conversation ends.
    pub(super) async fn not_alone(&mut self, why: NotAlone, revision: i64) {
        if let Self::Room(door) = self {
            door.not_alone(why, revision).await;
        }
    }

    /// Says that something is broken.
    pub(super) async fn trouble(&mut self) {
        if let Self::Room(door) = self {
            door.trouble().await;
        }
    }
}
