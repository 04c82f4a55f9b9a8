//! Direct messages: the channel to a person, and what is written there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::delivery::Outcome;
use domain::message::{Button, Text};
use domain::time::Timestamp;
use serde_json::{Value, json};
use twilight_model::id::Id;
use twilight_model::id::marker::{ChannelMarker, MessageMarker, UserMarker};

use super::api::{Api, Call, Fault};
use super::dress;
use super::outcome::{OPENING_REST, code, of_fault};
use super::wire::{Channel, Written};

/// How many people's channels are remembered.
const REMEMBERED: usize = 10_000;
/// The longest nonce (<https://discord.com/developers/docs/resources/message#create-message>).
const NONCE: usize = 25;

/// Writes to people.
pub(super) struct Post {
    pub(super) api: Arc<Api>,
    /// Leads to the bot's server.
    pub(super) invitation: Option<String>,
    channels: Mutex<HashMap<Id<UserMarker>, Id<ChannelMarker>>>,
    /// Nobody new is written to before.
    opening: Mutex<Option<Timestamp>>,
}

impl Post {
    pub(super) fn new(api: Arc<Api>, invitation: Option<String>) -> Self {
        Self {
            api,
            invitation,
            channels: Mutex::default(),
            opening: Mutex::default(),
        }
    }

    /// Writes to a person. The same key is the same message: Discord takes it once.
    pub(super) async fn send(
        &self,
        to: Id<UserMarker>,
        text: &Text,
        buttons: &[Button],
        key: &str,
    ) -> Outcome {
        let message = dress::message(text, buttons, &nonce(key));
        match self.write(to, &message).await {
            Ok(()) => Outcome::Sent,
            Err(fault) => of_fault(fault, self.invitation.as_deref()),
        }
    }

    /// The person has written in this channel.
    pub(super) fn met(&self, person: Id<UserMarker>, channel: Id<ChannelMarker>) {
        let mut channels = lock(&self.channels);
        if channels.len() >= REMEMBERED {
            channels.clear();
        }
        channels.insert(person, channel);
    }

    /// Takes the buttons of a message away.
    pub(super) async fn remove_buttons(
        &self,
        channel: Id<ChannelMarker>,
        message: Id<MessageMarker>,
    ) -> Result<(), Fault> {
        let path = format!("channels/{channel}/messages/{message}");
        let body = json!({ "components": [] });
        self.api.call(Call::patch(path, &body)).await.map(drop)
    }

    async fn write(&self, to: Id<UserMarker>, message: &Value) -> Result<(), Fault> {
        let known = lock(&self.channels).get(&to).copied();
        if let Some(channel) = known {
            let written = self.write_in(channel, message).await;
            let is_gone = |fault: &Fault| matches!(fault, Fault::Refused { code, .. } if *code == code::UNKNOWN_CHANNEL);
            match written {
                Err(fault) if is_gone(&fault) => drop(lock(&self.channels).remove(&to)),
                other => return other,
            }
        }
        let channel = self.open(to).await?;
        self.met(to, channel);
        self.write_in(channel, message).await
    }

    async fn write_in(&self, channel: Id<ChannelMarker>, message: &Value) -> Result<(), Fault> {
        let path = format!("channels/{channel}/messages");
        // What has no id is no answer of Discord: then the message may not be there.
        let written: Result<Written, Fault> = self.api.ask(Call::post(path, message)).await;
        written.map(drop)
    }

    async fn open(&self, to: Id<UserMarker>) -> Result<Id<ChannelMarker>, Fault> {
        let now = self.api.world.now();
        let rest = lock(&self.opening).filter(|until| *until > now);
        if let Some(until) = rest {
            return Err(Fault::Patience {
                after: until.since(now),
                why: "Discord lets the bot write to no more new people for now (40003)".to_owned(),
            });
        }
        let body = json!({ "recipient_id": to });
        let call = Call::post("users/@me/channels", &body);
        let opened: Result<Channel, Fault> = self.api.ask(call).await;
        if let Err(Fault::Refused { code, after, .. }) = &opened
            && *code == code::OPENING_TOO_FAST
        {
            *lock(&self.opening) = Some(now + after.unwrap_or(OPENING_REST));
        }
        opened.map(|channel| channel.id)
    }
}

/// A key as Discord takes it.
fn nonce(key: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, key.as_bytes());
    let mut nonce = URL_SAFE_NO_PAD.encode(digest);
    nonce.truncate(NONCE);
    nonce
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_short_and_belongs_to_its_key() {
        let uuid = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
        assert_eq!(nonce(uuid).len(), NONCE);
        assert_eq!(nonce(uuid), nonce(uuid));
        assert_ne!(nonce(uuid), nonce(&format!("{uuid}.2")));
    }
}
