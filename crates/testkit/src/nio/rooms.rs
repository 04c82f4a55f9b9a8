//! What a person does in rooms, by nio's own calls.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Nio, NioEvent};

/// A room as nio has put it together from what it heard.
#[derive(Debug)]
pub struct NioRoom {
    /// Its name.
    pub name: String,
    /// Its type; empty for those that hold messages.
    pub kind: String,
    /// Who is in it or invited: shown names by Matrix ids.
    pub members: BTreeMap<String, String>,
}

impl Nio {
    /// Makes a chat with one other, as clients do for people, and gives its id.
    pub async fn create_direct(&mut self, with: &str) -> String {
        let made = self.order(json!({ "order": "create_direct", "who": with }));
        text(&made.await)
    }

    /// Waits for an invitation to the room of this name, joins it, and gives its id.
    pub async fn join_room(&mut self, name: &str) -> String {
        let what = format!("an invitation to {name}");
        let room = self.until(&what, |heard| {
            let mut rooms = heard.invitations.iter();
            let (room, _) = rooms.find(|(_, called)| *called == name)?;
            let room = room.clone();
            heard.invitations.remove(&room);
            Some(room)
        });
        let room = room.await;
        self.join(&room).await;
        room
    }

    /// Joins a room, and waits until nio has what is in it.
    pub async fn join(&mut self, room: &str) {
        self.order(json!({ "order": "join", "room": room })).await;
        let id = self.id.clone();
        self.until("one's own coming", |heard| {
            let mut events = heard.events.get(room)?.iter();
            let is_coming = |event: &&NioEvent| {
                event.source["state_key"] == id && event.source["content"]["membership"] == "join"
            };
            events.find(is_coming).map(drop)
        })
        .await;
    }

    /// Writes a text, and gives the event's id.
    pub async fn say(&mut self, room: &str, text: &str) -> String {
        self.send(room, &json!({ "msgtype": "m.text", "body": text }))
            .await
    }

    /// Sends a message, and gives the event's id.
    pub async fn send(&mut self, room: &str, content: &Value) -> String {
        let order = json!({
            "order": "send", "room": room, "kind": "m.room.message", "content": content,
        });
        text(&self.order(order).await)
    }

    /// Answers a message, and gives the event's id.
    pub async fn reply(&mut self, room: &str, to: &str, text: &str) -> String {
        let relation = json!({ "m.in_reply_to": { "event_id": to } });
        let content = json!({ "msgtype": "m.text", "body": text, "m.relates_to": relation });
        self.send(room, &content).await
    }

    /// Edits a message, and gives the id of the edit.
    pub async fn edit(&mut self, room: &str, event: &str, text: &str) -> String {
        let content = json!({
            "msgtype": "m.text", "body": format!("* {text}"),
            "m.new_content": { "msgtype": "m.text", "body": text },
            "m.relates_to": { "rel_type": "m.replace", "event_id": event },
        });
        self.send(room, &content).await
    }

    /// Redacts an event.
    pub async fn redact(&mut self, room: &str, event: &str) {
        self.order(json!({ "order": "redact", "room": room, "id": event }))
            .await;
    }

    /// Waits for the next event in a room that fits; those before it are passed over. `what` is for the panic.
    pub async fn next_where(
        &mut self,
        room: &str,
        what: &str,
        fits: impl Fn(&NioEvent) -> bool,
    ) -> NioEvent {
        self.until(what, |heard| {
            let read = heard.read.entry(room.to_owned()).or_default();
            let events = heard.events.get(room)?.get(*read..)?;
            let place = events.iter().position(&fits)?;
            *read += place + 1;
            Some(events[place].clone())
        })
        .await
    }

    /// Waits for the next message by somebody that holds these words; those before it are passed over.
    pub async fn hears(&mut self, room: &str, sender: &str, words: &str) -> NioEvent {
        self.next_where(room, words, |event| {
            event.sender() == sender && event.body().contains(words)
        })
        .await
    }

    /// Waits until nio hears that an event was redacted.
    pub async fn is_gone(&mut self, room: &str, event: &str) {
        self.until(&format!("the redaction of {event}"), |heard| {
            let mut events = heard.events.get(room)?.iter();
            let redacts = |of: &&NioEvent| {
                of.kind == "RedactionEvent"
                    && [&of.source["redacts"], &of.source["content"]["redacts"]]
                        .contains(&&json!(event))
            };
            events.find(redacts).map(drop)
        })
        .await;
        let now = self.event(room, event).await;
        assert_eq!(now.kind, "RedactedEvent", "{}", now.source);
    }

    /// An event as the homeserver has it now.
    pub async fn event(&mut self, room: &str, event: &str) -> NioEvent {
        let found = self.order(json!({ "order": "event", "room": room, "id": event }));
        NioEvent::read(&found.await)
    }

    /// All events of a room, oldest first, as the homeserver has them now.
    pub async fn history(&mut self, room: &str) -> Vec<NioEvent> {
        let events = self.order(json!({ "order": "history", "room": room }));
        let events = events.await;
        let events = events.as_array().expect("a list of events");
        events.iter().map(NioEvent::read).collect()
    }

    /// Type and bytes of a file, by its `mxc://` address.
    pub async fn download(&mut self, mxc: &str) -> (String, Vec<u8>) {
        let file = self.order(json!({ "order": "download", "mxc": mxc })).await;
        let bytes = text(&file["bytes"]);
        let bytes = STANDARD.decode(bytes).expect("the client writes base 64");
        (text(&file["kind"]), bytes)
    }

    /// A room as nio has put it together from what it heard.
    pub async fn room(&mut self, room: &str) -> NioRoom {
        let found = self.order(json!({ "order": "room", "room": room })).await;
        let members = found["members"].as_object().into_iter().flatten();
        let shown = |name: &Value| name.as_str().unwrap_or_default().to_owned();
        NioRoom {
            name: shown(&found["name"]),
            kind: shown(&found["kind"]),
            members: members
                .map(|(id, name)| (id.clone(), shown(name)))
                .collect(),
        }
    }
}

fn text(answer: &Value) -> String {
    let text = answer.as_str();
    text.unwrap_or_else(|| panic!("no text: {answer}"))
        .to_owned()
}
