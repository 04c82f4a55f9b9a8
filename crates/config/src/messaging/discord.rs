//! `messaging.discord`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::secret::Secret;

/// Discord, with a bot that shares a server with the users.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Discord {
    /// The bot's token, from Discord's developer portal.
    pub token: Secret,
    /// A link that is shown to users so that they can join the bot's server.
    #[serde(rename = "serverurl")]
    pub server_url: Option<String>,
    /// Another server than Discord's, for trying things out.
    pub host: Option<String>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}
