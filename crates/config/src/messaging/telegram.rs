//! `messaging.telegram`.

use std::num::NonZeroU16;
use std::path::PathBuf;

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
    /// The session of a logged-in account, as `GramJS` (MeshCentral) or Telethon write it.
    pub session: Option<Secret>,
    /// A SOCKS 5 proxy to reach Telegram through.
    pub proxy: Option<TelegramProxy>,
    /// How many tries to connect follow each other shortly before the waits grow; 5 by default. It is never given up.
    #[serde(rename = "connectionRetries")]
    pub connection_retries: Option<u32>,
    /// Whether to connect over a secure WebSocket: not supported, so it must be `false`.
    #[serde(rename = "useWSS", default)]
    pub use_wss: bool,
    /// Another server than Telegram's: `host:port` of its data centre 2.
    pub server: Option<String>,
    /// A PEM file, relative to this one, with the public keys of `server`; without it, the server has Telegram's.
    #[serde(rename = "serverKeyFile")]
    pub server_key_file: Option<PathBuf>,
}

impl Telegram {
    /// Whether a bot logs in, rather than a user.
    pub fn is_bot(&self) -> bool {
        self.bot_token.is_some()
    }
}

impl TelegramProxy {
    /// Its address for the library: `socks5://[user:password@]host:port`.
    pub fn url(&self) -> String {
        let host = if self.ip.contains(':') && !self.ip.starts_with('[') {
            format!("[{}]", self.ip)
        } else {
            self.ip.clone()
        };
        let password = self.password.as_ref().map_or("", Secret::reveal);
        let user = match &self.username {
            Some(name) => format!("{name}:{password}@"),
            None => String::new(),
        };
        format!("socks5://{user}{host}:{}", self.port)
    }
}

/// The proxy of a [`Telegram`]: SOCKS 5.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct TelegramProxy {
    /// Its address or host name.
    pub ip: String,
    /// Its port.
    pub port: NonZeroU16,
    /// The version of SOCKS: 5, the default. 4 is not supported.
    #[serde(rename = "socksType")]
    pub socks_type: Option<u8>,
    /// The user name for SOCKS 5.
    pub username: Option<String>,
    /// The password for SOCKS 5.
    pub password: Option<Secret>,
    /// Whether it is an `MTProxy`: not supported, so it must be `false`.
    #[serde(rename = "MTProxy", default)]
    pub mt_proxy: bool,
    /// The secret of an `MTProxy`; not used.
    pub secret: Option<Secret>,
    /// Seconds to wait until it has led to Telegram; 15 by default.
    pub timeout: Option<u32>,
}
