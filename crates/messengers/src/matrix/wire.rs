//! What the homeserver says, as far as it matters here (<https://spec.matrix.org/latest/client-server-api/>).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// An error.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Refusal {
    #[serde(default)]
    pub(super) errcode: String,
    /// Milliseconds; newer servers say it in a header.
    pub(super) retry_after_ms: Option<u64>,
}

/// As whom a token counts.
#[derive(Deserialize)]
pub(super) struct Whoami {
    pub(super) user_id: String,
}

/// A login by password.
#[derive(Deserialize)]
pub(super) struct LoggedIn {
    pub(super) user_id: String,
    pub(super) access_token: String,
}

/// A room that was made.
#[derive(Deserialize)]
pub(super) struct Made {
    pub(super) room_id: String,
}

/// An event that was taken.
#[derive(Deserialize)]
pub(super) struct Written {
    pub(super) event_id: String,
}

/// Something that happened in a room.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Event {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) sender: String,
    #[serde(default, rename = "event_id")]
    pub(super) id: String,
    pub(super) state_key: Option<String>,
    #[serde(default)]
    pub(super) content: Value,
}

/// Some events; those that are none are left out, since anybody may have sent them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Events {
    events: Vec<Value>,
}

/// What is new.
#[derive(Debug, Deserialize)]
pub(super) struct News {
    /// Where the next question begins.
    pub(super) next_batch: String,
    #[serde(default)]
    pub(super) rooms: NewsOfRooms,
}

/// What is new in rooms, by their ids.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewsOfRooms {
    pub(super) join: BTreeMap<String, NewsOfRoom>,
    pub(super) invite: BTreeMap<String, Invitation>,
    pub(super) leave: BTreeMap<String, Value>,
}

/// What is new in a room that we are in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewsOfRoom {
    pub(super) timeline: Timeline,
    pub(super) state: Events,
}

/// What happened in a room.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Timeline {
    events: Vec<Value>,
    /// Whether more happened than is told.
    pub(super) limited: bool,
}

/// An invitation of us.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invitation {
    pub(super) invite_state: Events,
}

/// The events of a list that are such.
pub(super) fn events(list: Vec<Value>) -> Vec<Event> {
    let events = list.into_iter().map(serde_json::from_value);
    events.filter_map(Result::ok).collect()
}

impl Events {
    pub(super) fn read(self) -> Vec<Event> {
        events(self.events)
    }
}

impl Timeline {
    pub(super) fn read(self) -> Vec<Event> {
        events(self.events)
    }
}

impl Event {
    /// A text of its content; empty if there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        self.content[key].as_str().unwrap_or_default()
    }
}
