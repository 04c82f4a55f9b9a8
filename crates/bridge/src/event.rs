//! An event as the homeserver hands it to us.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ruma::{EventId, OwnedEventId, OwnedRoomId, OwnedUserId, UserId};
use serde::{Deserialize, Deserializer, Serialize};
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
    /// What a redaction redacts, in older rooms.
    #[serde(
        default,
        deserialize_with = "id_or_nothing",
        skip_serializing_if = "Option::is_none"
    )]
    pub redacts: Option<OwnedEventId>,
    /// What the homeserver adds.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub unsigned: Value,
    /// Whether it was redacted after we had it.
    #[serde(skip)]
    pub withdrawn: Withdrawn,
}

/// Whether an event was redacted after it was handed over. All copies of the event have the same.
#[derive(Debug, Clone, Default)]
pub struct Withdrawn(Arc<AtomicBool>);

impl Withdrawn {
    /// It was.
    pub fn set(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Event {
    /// Whether it was redacted, before it was handed over or since: what it said is not to be told any more.
    pub fn is_withdrawn(&self) -> bool {
        let says = match self.kind.as_str() {
            "m.room.message" => "msgtype",
            "m.room.encrypted" => "algorithm",
            _ => "",
        };
        (!says.is_empty() && self.content[says].is_null())
            || self.unsigned["redacted_because"].is_object()
            || self.withdrawn.0.load(Ordering::Acquire)
    }

    /// For a redaction: of what. Older rooms say it elsewhere than newer ones.
    pub fn redacts(&self) -> Option<OwnedEventId> {
        if self.kind != "m.room.redaction" {
            return None;
        }
        let newer = || EventId::parse(self.content["redacts"].as_str()?).ok();
        self.redacts.clone().or_else(newer)
    }

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

/// An event's id, if it is one.
fn id_or_nothing<'de, D: Deserializer<'de>>(from: D) -> Result<Option<OwnedEventId>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(value.as_str().and_then(|id| EventId::parse(id).ok()))
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("event_id", &self.event_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(kind: &str, more: &Value) -> Event {
        let mut event = json!({
            "event_id": "$one", "room_id": "!room:example.org", "sender": "@bob:example.org", "type": kind,
        });
        for (key, value) in more.as_object().unwrap() {
            event[key] = value.clone();
        }
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn a_redaction_names_its_event_in_either_place() {
        let newer = event(
            "m.room.redaction",
            &json!({ "content": { "redacts": "$old" } }),
        );
        assert_eq!(newer.redacts().unwrap(), "$old");
        let older = event("m.room.redaction", &json!({ "redacts": "$old" }));
        assert_eq!(older.redacts().unwrap(), "$old");
        assert_eq!(
            event("m.room.message", &json!({ "redacts": "$old" })).redacts(),
            None
        );
    }

    #[test]
    fn an_event_is_withdrawn_that_was_redacted_before_or_since() {
        let content = json!({ "content": { "msgtype": "m.text", "body": "hello" } });
        let whole = event("m.room.message", &content);
        assert!(!whole.is_withdrawn());
        let copy = whole.clone();
        whole.withdrawn.set();
        assert!(copy.is_withdrawn());
        assert!(event("m.room.message", &json!({ "content": {} })).is_withdrawn());
        let because = json!({ "unsigned": { "redacted_because": { "type": "m.room.redaction" } } });
        assert!(event("m.sticker", &because).is_withdrawn());
        assert!(!event("m.sticker", &json!({})).is_withdrawn());
    }
}
