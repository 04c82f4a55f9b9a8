//! An event as the homeserver hands it to us.

use ruma::{EventId, OwnedEventId, OwnedRoomId, OwnedUserId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An event of a room. What it holds is somebody's words, perhaps a password: its `Debug` shows none of that.
#[derive(Clone, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub event_id: OwnedEventId,
    /// The room.
    pub room_id: OwnedRoomId,
    /// Whose it is.
    pub sender: OwnedUserId,
    /// Its type, such as `m.room.message`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For state: of what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_key: Option<String>,
    /// What it says.
    #[serde(default)]
    pub content: Value,
    /// When it was sent, in milliseconds since 1970, as its homeserver says.
    #[serde(default)]
    pub origin_server_ts: u64,
    /// What a redaction redacts, in older rooms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacts: Option<OwnedEventId>,
    /// What the homeserver adds.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub unsigned: Value,
}

impl Event {
    /// The text of a message that a person typed; `None` for notices, files, edits and all else.
    pub fn typed(&self) -> Option<&str> {
        let is_text = self.kind == "m.room.message" && self.content["msgtype"] == "m.text";
        if !is_text || self.edits().is_some() {
            return None;
        }
        self.content["body"].as_str()
    }

    /// What it edits, if it is an edit.
    pub fn edits(&self) -> Option<&EventId> {
        let relation = &self.content["m.relates_to"];
        if relation["rel_type"] != "m.replace" {
            return None;
        }
        <&EventId>::try_from(relation["event_id"].as_str()?).ok()
    }

    /// For a change of membership: whose, and what it is now.
    pub fn membership(&self) -> Option<(&UserId, &str)> {
        if self.kind != "m.room.member" {
            return None;
        }
        let who = <&UserId>::try_from(self.state_key.as_deref()?).ok()?;
        Some((who, self.content["membership"].as_str()?))
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("event_id", &self.event_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
