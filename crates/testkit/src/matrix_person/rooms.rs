//! What a person does in rooms.

use serde_json::{Value, json};

use super::{MatrixPerson, Reply};

/// An event of a room, as `/sync` or `/messages` tells it.
#[derive(Debug, Clone)]
pub struct RoomEvent(pub Value);

impl RoomEvent {
    /// Its id.
    pub fn id(&self) -> &str {
        self.0["event_id"].as_str().unwrap_or_default()
    }

    /// Whose it is.
    pub fn sender(&self) -> &str {
        self.0["sender"].as_str().unwrap_or_default()
    }

    /// Its type.
    pub fn kind(&self) -> &str {
        self.0["type"].as_str().unwrap_or_default()
    }

    /// The text of a message; empty if it has none.
    pub fn body(&self) -> &str {
        self.0["content"]["body"].as_str().unwrap_or_default()
    }

    /// The text of a message as HTML; empty if it has none.
    pub fn html(&self) -> &str {
        self.0["content"]["formatted_body"]
            .as_str()
            .unwrap_or_default()
    }
}

impl MatrixPerson {
    /// Makes a private room, and gives its id.
    pub async fn create_room(&self, name: &str, invite: &[&str]) -> String {
        let order = json!({ "name": name, "preset": "private_chat", "invite": invite });
        self.create_room_as(&order).await
    }

    /// Makes a chat with one other, as clients do for people, and gives its id.
    pub async fn create_direct(&self, with: &str) -> String {
        let order =
            json!({ "preset": "trusted_private_chat", "is_direct": true, "invite": [with] });
        self.create_room_as(&order).await
    }

    /// Makes a room by the body of `createRoom`, and gives its id.
    pub async fn create_room_as(&self, order: &Value) -> String {
        let made = self.post(&["createRoom"], order).await.good();
        made["room_id"]
            .as_str()
            .expect("the room has an id")
            .to_owned()
    }

    /// Invites somebody.
    pub async fn invite(&self, room: &str, user: &str) {
        self.post(&["rooms", room, "invite"], &json!({ "user_id": user }))
            .await
            .good();
    }

    /// Joins a room.
    pub async fn join(&self, room: &str) {
        self.post(&["rooms", room, "join"], &json!({})).await.good();
    }

    /// Leaves a room.
    pub async fn leave(&self, room: &str) {
        self.post(&["rooms", room, "leave"], &json!({}))
            .await
            .good();
    }

    /// Puts somebody out of a room.
    pub async fn kick(&self, room: &str, user: &str) {
        self.post(&["rooms", room, "kick"], &json!({ "user_id": user }))
            .await
            .good();
    }

    /// Writes a text, and gives the event's id.
    pub async fn say(&self, room: &str, text: &str) -> String {
        self.send(
            room,
            "m.room.message",
            &json!({ "msgtype": "m.text", "body": text }),
        )
        .await
    }

    /// Sends an event, and gives its id.
    pub async fn send(&self, room: &str, kind: &str, content: &Value) -> String {
        let transaction = self.transaction();
        let path = ["rooms", room, "send", kind, &transaction];
        event_id(&self.put(&path, content).await.good())
    }

    /// Answers a message.
    pub async fn reply(&self, room: &str, to: &str, text: &str) -> String {
        let relation = json!({ "m.in_reply_to": { "event_id": to } });
        let content = json!({ "msgtype": "m.text", "body": text, "m.relates_to": relation });
        self.send(room, "m.room.message", &content).await
    }

    /// Edits a message, and gives the id of the edit.
    pub async fn edit(&self, room: &str, event: &str, text: &str) -> String {
        let new = json!({ "msgtype": "m.text", "body": text });
        let content = json!({
            "msgtype": "m.text", "body": format!("* {text}"), "m.new_content": new,
            "m.relates_to": { "rel_type": "m.replace", "event_id": event },
        });
        self.send(room, "m.room.message", &content).await
    }

    /// Reacts to a message.
    pub async fn react(&self, room: &str, event: &str, key: &str) -> String {
        let relation = json!({ "rel_type": "m.annotation", "event_id": event, "key": key });
        self.send(room, "m.reaction", &json!({ "m.relates_to": relation }))
            .await
    }

    /// Redacts an event.
    pub async fn redact(&self, room: &str, event: &str) -> String {
        let transaction = self.transaction();
        let path = ["rooms", room, "redact", event, &transaction];
        event_id(&self.put(&path, &json!({})).await.good())
    }

    /// An event as the homeserver has it now.
    pub async fn event(&self, room: &str, event: &str) -> RoomEvent {
        RoomEvent(self.get(&["rooms", room, "event", event], &[]).await.good())
    }

    /// Whether an event was redacted.
    pub async fn is_redacted(&self, room: &str, event: &str) -> bool {
        let event = self.event(room, event).await;
        event.0["unsigned"]["redacted_because"].is_object()
    }

    /// The ids of those who joined a room, sorted.
    pub async fn members(&self, room: &str) -> Vec<String> {
        let reply = self
            .get(&["rooms", room, "joined_members"], &[])
            .await
            .good();
        let joined = reply["joined"].as_object().expect("a map of members");
        let mut members: Vec<_> = joined.keys().cloned().collect();
        members.sort();
        members
    }

    /// All state of a room.
    pub async fn state(&self, room: &str) -> Vec<RoomEvent> {
        let reply = self.get(&["rooms", room, "state"], &[]).await.good();
        let state = reply.as_array().expect("a list of events");
        state.iter().cloned().map(RoomEvent).collect()
    }

    /// The content of one event of a room's state; `null` if there is none.
    pub async fn state_of(&self, room: &str, kind: &str, key: &str) -> Value {
        let reply = self.get(&["rooms", room, "state", kind, key], &[]).await;
        if reply.status == 404 {
            Value::Null
        } else {
            reply.good()
        }
    }

    /// Sets an event of a room's state.
    pub async fn set_state(&self, room: &str, kind: &str, key: &str, content: &Value) -> Reply {
        self.put(&["rooms", room, "state", kind, key], content)
            .await
    }

    /// Changes the power levels of a room.
    pub async fn set_power_levels(&self, room: &str, change: impl FnOnce(&mut Value)) {
        let mut levels = self.state_of(room, "m.room.power_levels", "").await;
        change(&mut levels);
        self.set_state(room, "m.room.power_levels", "", &levels)
            .await
            .good();
    }

    /// The last events of a room, oldest first, at most 500.
    pub async fn history(&self, room: &str) -> Vec<RoomEvent> {
        let query = [("dir", "b"), ("limit", "500")];
        let reply = self.get(&["rooms", room, "messages"], &query).await.good();
        let chunk = reply["chunk"].as_array().expect("a list of events");
        chunk.iter().rev().cloned().map(RoomEvent).collect()
    }

    /// The ids of the rooms the person is in.
    pub async fn rooms(&self) -> Vec<String> {
        let reply = self.get(&["joined_rooms"], &[]).await.good();
        let rooms = reply["joined_rooms"].as_array().expect("a list of rooms");
        rooms
            .iter()
            .filter_map(|room| room.as_str().map(str::to_owned))
            .collect()
    }
}

fn event_id(body: &Value) -> String {
    body["event_id"]
        .as_str()
        .expect("the event has an id")
        .to_owned()
}
