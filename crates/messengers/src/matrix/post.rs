//! What is written to people, and what becomes of it once it is answered.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::delivery::Outcome;
use domain::message::{Button, Text};
use domain::provider::NOT_ACCEPTED;
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{Api, Call, Fault, Lane};
use super::dress::{self, Key};
use super::outcome::{DECLINED, NO_ACCOUNT, at_fault, code, not_invited, of_fault};
use super::rooms::{Care, Place, Rooms};
use super::wire::{Event, Written, events};
use crate::http::answer::later;

/// How long it may take to offer a button: the message is there without it.
const OFFERING: Duration = Duration::from_secs(5);
/// What people write and we write.
const MESSAGE: &str = "m.room.message";
/// An emoji below a message.
pub(super) const REACTION: &str = "m.reaction";

/// Writes to people.
pub(super) struct Post {
    pub(super) api: Arc<Api>,
    pub(super) rooms: Arc<Rooms>,
}

/// A message to a person.
pub(super) struct Message<'a> {
    /// The Matrix id.
    pub(super) to: &'a str,
    pub(super) text: &'a Text,
    pub(super) buttons: &'a [Button],
    /// The same key is the same message: the homeserver takes it once.
    pub(super) key: &'a str,
    pub(super) care: Care,
}

impl Post {
    /// Writes to a person.
    pub(super) async fn send(&self, message: &Message<'_>) -> Outcome {
        let written = self.write(message).await;
        written.unwrap_or_else(|fault| of_fault(&fault))
    }

    async fn write(&self, message: &Message<'_>) -> Result<Outcome, Fault> {
        let content = dress::content(message.text, message.buttons);
        let mut care = message.care;
        // Twice: what was known of the room may not be so any more.
        for _ in 0..2 {
            let room = match self.rooms.reach(message.to, care).await? {
                Place::Ready(room) => room,
                Place::Invited => return Ok(later(NOT_ACCEPTED.to_owned())),
                Place::Declined => return Ok(at_fault(DECLINED)),
                Place::Nobody => return Ok(at_fault(NO_ACCOUNT)),
                Place::Forbidden(status, code) => return Ok(not_invited(status, &code)),
            };
            match self.put(&room, MESSAGE, message.key, &content).await {
                Ok(event) => {
                    self.offer(&room, &event, message.key, &content).await;
                    return Ok(Outcome::Sent);
                }
                Err(fault) if fault.is(code::FORBIDDEN) || fault.is(code::NOT_FOUND) => {
                    self.rooms.doubt(&room);
                    care.looks_anew = true;
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(later(
            "the homeserver does not let Postern write in the room".to_owned(),
        ))
    }

    /// What a message's button means; `None` if there is no such button, or the message is not ours.
    pub(super) async fn pressed(
        &self,
        room: &str,
        event: &str,
        reaction: &str,
    ) -> Result<Option<(Event, Key)>, Fault> {
        let path = ["v3", "rooms", room, "event", event];
        let message: Event = match self.api.ask(Call::get(Lane::Messages, &path)).await {
            Err(Fault::Refused { .. }) => return Ok(None),
            other => other?,
        };
        if message.sender != self.api.us() {
            return Ok(None);
        }
        let keys = dress::buttons(&message.content).into_iter();
        let key = { keys }.find(|key| dress::presses(reaction, key));
        Ok(key.map(|key| (message, key)))
    }

    /// Shows in the message what was pressed, and takes the offer away.
    pub(super) async fn close(&self, room: &str, message: &Event, key: &Key) -> Result<(), Fault> {
        let event = message.id.as_str();
        let edit = dress::edit(event, &message.content, key);
        self.put(room, MESSAGE, &format!("edit {event}"), &edit)
            .await?;
        for offer in self.offers(room, event).await? {
            let transaction = transaction(&format!("close {offer}"));
            let path = ["v3", "rooms", room, "redact", &offer, &transaction];
            let nothing = json!({});
            self.api
                .call(Call::put(Lane::Messages, &path, &nothing))
                .await?;
        }
        Ok(())
    }

    /// Puts the reactions below a message that stand for its buttons, so that one tap presses them.
    async fn offer(&self, room: &str, event: &str, key: &str, content: &Value) {
        for (place, button) in dress::buttons(content).iter().enumerate() {
            let reaction = dress::reaction(event, &button.emoji);
            let key = format!("{key} button {place}");
            let put = self.put(room, REACTION, &key, &reaction);
            if !matches!(tokio::time::timeout(OFFERING, put).await, Ok(Ok(_))) {
                // The text says what to press.
                tracing::debug!("a message to Matrix is without its button");
                return;
            }
        }
    }

    /// Our own reactions below a message.
    async fn offers(&self, room: &str, event: &str) -> Result<Vec<String>, Fault> {
        let path = [
            "v1",
            "rooms",
            room,
            "relations",
            event,
            "m.annotation",
            REACTION,
        ];
        let found: Chunk = self.api.ask(Call::get(Lane::Messages, &path)).await?;
        let us = self.api.us();
        let ours = events(found.chunk)
            .into_iter()
            .filter(|event| event.sender == us);
        Ok(ours.map(|event| event.id).collect())
    }

    async fn put(
        &self,
        room: &str,
        kind: &str,
        key: &str,
        content: &Value,
    ) -> Result<String, Fault> {
        let transaction = transaction(key);
        let path = ["v3", "rooms", room, "send", kind, &transaction];
        // What has no id is no answer of a homeserver: then the event may not be there.
        let written: Written = self
            .api
            .ask(Call::put(Lane::Messages, &path, content))
            .await?;
        Ok(written.event_id)
    }
}

/// Some events of a room.
#[derive(Deserialize)]
struct Chunk {
    chunk: Vec<Value>,
}

/// A key as a path takes it.
fn transaction(key: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, key.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_fits_a_path_and_belongs_to_its_key() {
        let key = "answer $x/y:z";
        assert_eq!(transaction(key), transaction(key));
        assert_ne!(transaction(key), transaction("answer $x/y:w"));
        assert!(
            transaction(key)
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
}
