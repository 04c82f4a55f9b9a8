//! `messaging.telegram`.

use std::num::NonZeroU16;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::secret::Secret;

/// Telegram, with a bot or an account; if both are given, the bot counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Telegram {
    /// The number of your application, from my.telegram.org.
    #[serde(rename = "apiid")]
    pub api_id: u32,
    /// The hash of your application, from my.telegram.org: 32 hexadecimal digits.
    #[serde(rename = "apihash")]
    pub api_hash: Secret,
    /// The bot's token, from `@BotFather`: digits, a colon, more characters.
    #[serde(rename = "bottoken")]
    pub bot_token: Option<Secret>,
    /// The session of a logged-in account.
    pub session: Option<Secret>,
    /// A proxy to reach Telegram through.
    pub proxy: Option<TelegramProxy>,
    /// How often to try to connect before waiting longer.
    #[serde(rename = "connectionRetries")]
    pub connection_retries: Option<u32>,
    /// Whether to connect over a secure WebSocket; `false` by default.
    #[serde(rename = "useWSS", default)]
    pub use_wss: bool,
}

/// The proxy of a [`Telegram`]: SOCKS or `MTProxy`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct TelegramProxy {
    /// Its address or host name.
    pub ip: String,
    /// Its port.
    pub port: NonZeroU16,
    /// The version of SOCKS: 4 or 5 (the default).
    #[serde(rename = "socksType")]
    pub socks_type: Option<u8>,
    /// The user name for SOCKS 5.
    pub username: Option<String>,
    /// The password for SOCKS 5.
    pub password: Option<Secret>,
    /// Whether it is an `MTProxy`; `false` by default.
    #[serde(rename = "MTProxy", default)]
    pub mt_proxy: bool,
    /// The secret of an `MTProxy`.
    pub secret: Option<Secret>,
    /// Seconds to wait for it.
    pub timeout: Option<u32>,
}
