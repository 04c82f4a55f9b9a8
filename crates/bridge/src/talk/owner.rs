//! Whose conversation it is, and where it is held.

use domain::time::Timestamp;
use ruma::{OwnedRoomId, OwnedUserId, RoomId, UserId};
use store::bridge_talks::{self, BridgeTalk};
use store::{Conn, StoreError, bridge_users};

use crate::ground::Ground;

/// What the keys of these conversations begin with.
const KEY: &str = "matrix ";

/// Whose conversation it is, and where it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Who logs in.
    pub matrix_id: OwnedUserId,
    /// Where.
    pub place: Place,
}

/// Where a conversation is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this room, with nobody in it but the person and the bot.
    Room(OwnedRoomId),
    /// Through a program, which knows the conversation by this name.
    Program(String),
}

impl Place {
    /// As it is kept: the ids of rooms begin with `!`, the names of conversations never do.
    fn as_str(&self) -> &str {
        match self {
            Self::Room(room) => room.as_str(),
            Self::Program(name) => name,
        }
    }

    /// From what is kept; `None` if it is damaged.
    fn read(kept: &str) -> Option<Self> {
        if kept.starts_with('!') {
            return RoomId::parse(kept).ok().map(Self::Room);
        }
        Some(Self::Program(kept.to_owned()))
    }
}

impl Owner {
    /// Somebody in a room.
    pub fn new(matrix_id: &UserId, room: &RoomId) -> Self {
        Self {
            matrix_id: matrix_id.to_owned(),
            place: Place::Room(room.to_owned()),
        }
    }

    /// Somebody for whom a program speaks.
    pub fn in_program(matrix_id: &UserId, name: &str) -> Self {
        Self {
            matrix_id: matrix_id.to_owned(),
            place: Place::Program(name.to_owned()),
        }
    }

    /// The key of the conversation: a person has one at a time, wherever it is.
    pub(super) fn key(&self) -> String {
        Self::key_of(&self.matrix_id)
    }

    /// The key of the conversation of this person.
    pub(crate) fn key_of(matrix_id: &UserId) -> String {
        format!("{KEY}{matrix_id}")
    }

    /// Remembers where the conversation is held.
    pub(super) async fn keep(&self, conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
        bridge_users::ensure(&mut *conn, self.matrix_id.as_str(), now).await?;
        let talk = BridgeTalk {
            matrix_id: self.matrix_id.to_string(),
            room: self.place.as_str().to_owned(),
            qr_event: None,
        };
        bridge_talks::put(conn, &talk).await
    }

    /// The owner of a kept conversation; `None` if it is held on a page, or nobody knows where.
    pub(super) async fn find(ground: &Ground, key: &str) -> Result<Option<Self>, StoreError> {
        let Some(matrix_id) = key.strip_prefix(KEY) else {
            return Ok(None);
        };
        let mut conn = ground.db.read().await?;
        let talk = bridge_talks::find(&mut conn, matrix_id).await?;
        let place = talk.and_then(|talk| Place::read(&talk.room));
        let owner = UserId::parse(matrix_id).ok().zip(place);
        Ok(owner.map(|(matrix_id, place)| Self { matrix_id, place }))
    }
}
