//! Whose conversation it is, and where it is held.

use domain::id::BridgeLinkId;
use domain::time::Timestamp;
use ruma::{OwnedRoomId, OwnedUserId, RoomId, UserId};
use store::bridge_talks::{self, BridgeTalk};
use store::{Conn, StoreError, bridge_links, bridge_users};

use crate::ground::Ground;

/// What the keys of conversations in rooms begin with.
const ROOM: &str = "matrix ";
/// What the keys of conversations on pages begin with.
const PAGE: &str = "link ";

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
    /// In a room with the bot.
    Room(OwnedRoomId),
    /// On the page that this link opened.
    Page(BridgeLinkId),
}

impl Owner {
    /// In a room with the bot.
    pub fn in_room(matrix_id: &UserId, room: &RoomId) -> Self {
        Self {
            matrix_id: matrix_id.to_owned(),
            place: Place::Room(room.to_owned()),
        }
    }

    /// The key of the conversation. A person has one in rooms, wherever it is, and one for each link.
    pub(super) fn key(&self) -> String {
        match &self.place {
            Place::Room(_) => format!("{ROOM}{}", self.matrix_id),
            Place::Page(link) => format!("{PAGE}{link}"),
        }
    }

    /// Remembers where the conversation is held.
    pub(super) async fn keep(&self, conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
        let Place::Room(room) = &self.place else {
            return Ok(());
        };
        bridge_users::ensure(&mut *conn, self.matrix_id.as_str(), now).await?;
        let talk = BridgeTalk {
            matrix_id: self.matrix_id.to_string(),
            room: room.to_string(),
            qr_event: None,
        };
        bridge_talks::put(conn, &talk).await
    }

    /// The owner of a kept conversation; `None` if it is held elsewhere than at the bridge, or nobody knows where.
    pub(super) async fn find(ground: &Ground, key: &str) -> Result<Option<Self>, StoreError> {
        let mut conn = ground.db.read().await?;
        let (matrix_id, place) = if let Some(matrix_id) = key.strip_prefix(ROOM) {
            let talk = bridge_talks::find(&mut conn, matrix_id).await?;
            let room = talk.and_then(|talk| RoomId::parse(talk.room).ok());
            (Some(matrix_id.to_owned()), room.map(Place::Room))
        } else if let Some(link) = key.strip_prefix(PAGE).and_then(|link| link.parse().ok()) {
            let found = bridge_links::find(&mut conn, link).await?;
            (found.map(|link| link.matrix_id), Some(Place::Page(link)))
        } else {
            (None, None)
        };
        let matrix_id = matrix_id.and_then(|id| UserId::parse(id).ok());
        let owner = matrix_id.zip(place);
        Ok(owner.map(|(matrix_id, place)| Self { matrix_id, place }))
    }
}
