//! `messaging`: the providers.

mod discord;
mod ntfy;
mod pushover;
mod telegram;
mod xmpp;

use schemars::JsonSchema;
use serde::Deserialize;

pub use discord::Discord;
pub use ntfy::Ntfy;
pub use pushover::Pushover;
pub use telegram::{Telegram, TelegramProxy};
pub use xmpp::{Xmpp, XmppCredentials, XmppService};

/// The providers that are configured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Messaging {
    /// XMPP, with an account on any server.
    pub xmpp: Option<Xmpp>,
    /// Telegram, with a bot (`bottoken`) or an account (`session`).
    pub telegram: Option<Telegram>,
    /// Discord, with a bot that shares a server with the users.
    pub discord: Option<Discord>,
    /// ntfy: `true` for ntfy.sh, or a server of your own.
    #[serde(deserialize_with = "ntfy::read")]
    #[schemars(schema_with = "ntfy::schema")]
    pub ntfy: Option<Ntfy>,
    /// Pushover, with an application of your own.
    pub pushover: Option<Pushover>,
}
