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
    /// The room, with nobody in it but this person and the bot.
    pub room: OwnedRoomId,
}

impl Owner {
    /// Somebody in a room.
    pub fn new(matrix_id: &UserId, room: &RoomId) -> Self {
        Self {
            matrix_id: matrix_id.to_owned(),
            room: room.to_owned(),
        }
    }

    /// The key of the conversation: a person has one at a time, wherever it is.
    pub(super) fn key(&self) -> String {
        format!("{KEY}{}", self.matrix_id)
    }

    /// Remembers where the conversation is held.
    pub(super) async fn keep(&self, conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
        bridge_users::ensure(&mut *conn, self.matrix_id.as_str(), now).await?;
        let talk = BridgeTalk {
            matrix_id: self.matrix_id.to_string(),
            room: self.room.to_string(),
            qr_event: None,
        };
        bridge_talks::put(conn, &talk).await
    }

    /// The owner of a kept conversation; `None` if it is held elsewhere than in a room, or nobody knows where.
    pub(super) async fn find(ground: &Ground, key: &str) -> Result<Option<Self>, StoreError> {
        let Some(matrix_id) = key.strip_prefix(KEY) else {
            return Ok(None);
        };
        let mut conn = ground.db.read().await?;
        let talk = bridge_talks::find(&mut conn, matrix_id).await?;
        let room = talk.and_then(|talk| RoomId::parse(talk.room).ok());
        let owner = UserId::parse(matrix_id).ok().zip(room);
        Ok(owner.map(|(matrix_id, room)| Self { matrix_id, room }))
    }
}
