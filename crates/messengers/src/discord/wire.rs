//! What Discord says, as far as it is read. Whatever else is in it does no harm, now or when Discord adds to it.
//!
//! Sources: <https://discord.com/developers/docs/reference>, version 10.

use serde::Deserialize;
use twilight_model::id::Id;
use twilight_model::id::marker::{
    ChannelMarker, GuildMarker, InteractionMarker, MessageMarker, UserMarker,
};

/// An account.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct User {
    pub(super) id: Id<UserMarker>,
    pub(super) username: String,
    /// `0`, or the four digits of an old name.
    #[serde(default)]
    pub(super) discriminator: String,
    #[serde(default)]
    pub(super) bot: bool,
}

impl User {
    /// The number after an old name.
    pub(super) fn number(&self) -> Option<&str> {
        let number = self.discriminator.as_str();
        (!matches!(number, "" | "0" | "0000")).then_some(number)
    }

    /// What the account is called, for people.
    pub(super) fn shown(&self) -> String {
        match self.number() {
            Some(number) => format!("{}#{number}", self.username),
            None => self.username.clone(),
        }
    }
}

/// Somebody on a server.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub(super) user: Option<User>,
}

/// A place to write to.
#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub(super) id: Id<ChannelMarker>,
}

/// A message that was taken.
#[derive(Debug, Deserialize)]
pub(super) struct Written {
    #[serde(rename = "id")]
    _id: Id<MessageMarker>,
}

/// The answer to `GET /gateway/bot`.
#[derive(Debug, Deserialize)]
pub(super) struct GatewayBot {
    pub(super) url: String,
    pub(super) session_start_limit: StartLimit,
}

/// How often we may begin anew.
#[derive(Debug, Deserialize)]
pub(super) struct StartLimit {
    pub(super) remaining: u32,
    /// Milliseconds.
    pub(super) reset_after: u64,
}

/// What comes with a refusal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Refusal {
    pub(super) code: u64,
    pub(super) message: String,
    /// Seconds.
    pub(super) retry_after: Option<f64>,
}

/// One payload of the gateway, without its data.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    pub(super) op: u8,
    pub(super) s: Option<u64>,
    pub(super) t: Option<String>,
}

/// A payload's data.
#[derive(Debug, Deserialize)]
pub(super) struct Payload<T> {
    pub(super) d: T,
}

#[derive(Debug, Deserialize)]
pub(super) struct Hello {
    /// Milliseconds.
    pub(super) heartbeat_interval: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Ready {
    pub(super) user: User,
    pub(super) session_id: String,
    pub(super) resume_gateway_url: String,
    pub(super) guilds: Vec<Guild>,
}

/// A server, which comes or goes.
#[derive(Debug, Deserialize)]
pub(super) struct Guild {
    pub(super) id: Id<GuildMarker>,
    /// Whether it is only out of order.
    #[serde(default)]
    pub(super) unavailable: bool,
}

/// Something that somebody wrote.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) id: Id<MessageMarker>,
    pub(super) channel_id: Id<ChannelMarker>,
    pub(super) guild_id: Option<Id<GuildMarker>>,
    pub(super) author: User,
    #[serde(default)]
    pub(super) content: String,
}

/// Something that somebody pressed.
#[derive(Debug, Deserialize)]
pub(super) struct Interaction {
    pub(super) id: Id<InteractionMarker>,
    pub(super) token: String,
    #[serde(rename = "type")]
    pub(super) kind: u8,
    pub(super) guild_id: Option<Id<GuildMarker>>,
    /// In a direct message.
    pub(super) user: Option<User>,
    pub(super) message: Option<PressedMessage>,
    pub(super) data: Option<Pressed>,
    pub(super) locale: Option<String>,
}

/// What a button is under.
#[derive(Debug, Deserialize)]
pub(super) struct PressedMessage {
    pub(super) id: Id<MessageMarker>,
    pub(super) channel_id: Id<ChannelMarker>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Pressed {
    #[serde(default)]
    pub(super) custom_id: String,
}
