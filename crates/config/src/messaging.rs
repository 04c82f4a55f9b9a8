//! `messaging`: the providers.

mod discord;
mod telegram;
mod xmpp;

use schemars::JsonSchema;
use serde::Deserialize;

pub use discord::Discord;
pub use telegram::{Telegram, TelegramProxy};
pub use xmpp::{Xmpp, XmppCredentials, XmppService};

/// The providers that are configured; each section is checked, though not every one is in use yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Messaging {
    /// XMPP, with an account on any server.
    pub xmpp: Option<Xmpp>,
    /// Telegram, with a bot (`bottoken`) or an account (`session`).
    pub telegram: Option<Telegram>,
    /// Discord, with a bot. Not supported by this version yet.
    pub discord: Option<Discord>,
}

/// The sections that this version reads but does not use yet.
pub(crate) const NOT_YET: [&str; 1] = ["discord"];
