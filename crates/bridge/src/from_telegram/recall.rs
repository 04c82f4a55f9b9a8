//! What a room has that the tables do not know.
//!
//! Between the homeserver's taking of a message and our note of it, we may be killed. The message then comes again from
//! Telegram, under the same transaction id, and the homeserver knows it again; but homeservers forget transaction ids, at
//! the latest when they start anew. So each event says which message it is, and the last ones are read once.

use domain::bridge::PortalKey;
use ruma::RoomId;
use serde_json::{Value, json};
use store::bridged_messages::{self, BridgedMessage};

use crate::portal::Desk;
use crate::rooms::RoomsError;

/// Where an event says which message it is.
const MARK: &str = "org.postern.telegram";
/// How many of the last events are read.
const LAST: u32 = 100;

/// Says which message an event is.
pub(super) fn mark(content: &mut Value, key: PortalKey, message: i32) {
    content[MARK] = json!({ "chat": key.chat, "message": message });
}

impl Desk {
    /// Learns which messages the room has, once.
    pub(crate) async fn recall(&mut self, room: &RoomId) -> Result<(), RoomsError> {
        if self.recalled {
            return Ok(());
        }
        let events = self.house.homeserver().last_events(room, LAST).await?;
        let mut tx = self.house.parts.db.begin().await?;
        for event in &events {
            if let Some(message) = self.recalled(room, event) {
                bridged_messages::put(&mut tx, &message).await?;
            }
        }
        store::commit(tx).await?;
        self.recalled = true;
        Ok(())
    }

    fn recalled(&self, room: &RoomId, event: &Value) -> Option<BridgedMessage> {
        let content = &event["content"];
        let is_edit = content["m.relates_to"]["rel_type"].is_string();
        let puppet = <&ruma::UserId>::try_from(event["sender"].as_str()?).ok()?;
        let sender = self.house.homeserver().puppet_of(puppet)?;
        if is_edit || content[MARK]["chat"].as_i64()? != self.key.chat {
            return None;
        }
        Some(BridgedMessage {
            key: self.key,
            message: content[MARK]["message"].as_i64()?.try_into().ok()?,
            part: 0,
            room: room.to_string(),
            event: event["event_id"].as_str()?.to_owned(),
            sender,
            is_from_matrix: false,
            // What it says is not known any more: the next edit counts.
            digest: Vec::new(),
            created_at: self.house.parts.world.now(),
        })
    }
}
