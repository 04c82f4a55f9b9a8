//! `messaging.discord`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::secret::Secret;

/// Discord, with a bot that shares a server with the users.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Discord {
    /// The bot's token, from Discord's developer portal.
    pub token: Secret,
    /// A link that is shown to users so that they can join the bot's server.
    #[serde(rename = "serverurl")]
    pub server_url: Option<String>,
}
