//! `messaging.telegram`.

mod proxy;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    ApiHash, BotToken, CONNECTION_RETRIES, Home, Limits, Login, Pace, Server, SessionText,
    Settings, Telegram,
};
use crate::Messenger;
use crate::kind::{self, Ground, Kind, Remarks, is_host_name, is_only};

pub use proxy::Proxy;

/// The kind.
pub const KIND: Kind = Kind {
    key: "telegram",
    title: "Telegram",
    icon: Icon {
        name: "telegram",
        drawing: r#"<path d="m3 11.500 18-7.500-3 16-6-4.500-3 3.500-.500-6zM8.500 13l9-6.500-5.500 9" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#1c77ad",
        on_dark: "#5ab7ec",
    },
    introduction: "",
    questions: &[],
    placeholders: &[
        (&["apiid"], |text| is_only(text, "0")),
        (&["apihash"], |text| is_only(text, "0")),
        (&["bottoken"], |text| is_only(text, "0a:")),
        (&["session"], |text| is_only(text, "a")),
    ],
    at_best: |provider| super::entry(provider, true),
    schema: kind::section_schema::<Section>,
};

/// Whose turn it is with a session: after a reload, the new messenger waits for the old one to end.
static TURNS: LazyLock<Mutex<HashMap<Provider, Turn>>> = LazyLock::new(Mutex::default);

type Turn = Arc<tokio::sync::Mutex<()>>;

/// Telegram, with a bot or an account; if both are given, the bot counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Section {
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
    /// A proxy to reach Telegram through: `socks5://host:port` or `http://host:port`, with `user:password@` before the host
    /// if needed; or one of SOCKS 5 in parts.
    pub proxy: Option<Proxy>,
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

impl Section {
    /// Whether a bot logs in, rather than a user.
    pub fn is_bot(&self) -> bool {
        self.bot_token.is_some()
    }

    /// How long things may take: a slow proxy may be given more time, or less.
    pub fn pace(&self) -> Pace {
        let usual = Pace::default();
        let Some(seconds) = self.proxy.as_ref().and_then(Proxy::timeout) else {
            return usual;
        };
        let connect = Duration::from_secs(seconds.into());
        // A call that connects first outlives that, so that whoever waits for it hears of the proxy.
        let beyond = usual.call.saturating_sub(usual.connect);
        Pace {
            connect,
            call: usual.call.max(connect + beyond),
            ..usual
        }
    }

    /// What it asks the messenger for; `None` if it names nobody to log in.
    pub fn settings(&self, is_trial: bool) -> Option<Settings> {
        let login = match (&self.bot_token, &self.session) {
            (Some(token), _) => Login::Bot(BotToken(token.reveal().trim().to_owned())),
            (None, Some(text)) => Login::User(SessionText(text.reveal().to_owned())),
            (None, None) => return None,
        };
        let limits = if self.is_bot() {
            Limits::BOT
        } else {
            Limits::USER
        };
        let server = self.server.as_ref().map(|address| Server {
            address: address.clone(),
            key_file: self.server_key_file.clone(),
        });
        Some(Settings {
            api_id: i32::try_from(self.api_id).ok()?,
            api_hash: ApiHash(self.api_hash.reveal().to_owned()),
            login,
            proxy: self.proxy.as_ref().map(Proxy::settled),
            connection_retries: self.connection_retries.unwrap_or(CONNECTION_RETRIES),
            server,
            pace: self.pace(),
            limits: Some(limits),
            is_trial,
        })
    }

    fn check_login(&self, remarks: &mut Remarks) {
        if i32::try_from(self.api_id).is_err() {
            remarks.fault(&["apiid"], "must be the number that my.telegram.org shows");
        }
        let hash = self.api_hash.reveal();
        let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        // The sample's hash is none either, and is noted as a placeholder.
        if !is_hash && !hash.bytes().all(|byte| byte == b'0') {
            let text = "must be the 32 hexadecimal digits that my.telegram.org shows";
            remarks.fault(&["apihash"], text);
        }
        let token = self.bot_token.as_ref().map(Secret::reveal);
        if token.is_some_and(|token| !is_bot_token(token)) {
            let text = "must be digits, a colon and more characters, as BotFather shows it";
            remarks.fault(&["bottoken"], text);
        }
        if token.is_none() && self.session.is_none() {
            let text = "is missing, and so is session; `postern setup telegram` gets you one";
            remarks.unfinished(&["bottoken"], text);
        }
    }
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        self.check_login(remarks);
        if self.use_wss {
            let text = "is not supported; leave it out, or use a SOCKS5 or HTTP proxy";
            remarks.fault(&["useWSS"], text);
        }
        if self.server.as_deref().is_some_and(|text| !is_address(text)) {
            remarks.fault(&["server"], "must be host:port, such as 127.0.0.1:8443");
        }
        if self.server.is_none() && self.server_key_file.is_some() {
            let text = "needs server beside it";
            remarks.fault(&["serverKeyFile"], text);
        }
        if let Some(proxy) = &self.proxy {
            proxy.check(remarks);
        }
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.server_key_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, self.is_bot())
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let settings = self.settings(ground.is_trial);
        let settings =
            settings.ok_or_else(|| format!("messaging.{provider} names nobody to log in"))?;
        let home = Home {
            db: ground.db.clone(),
            key: ground.key.clone(),
            turn: turn(&provider),
        };
        let started = Telegram::start(
            provider.clone(),
            settings,
            home,
            ground.surroundings.clone(),
        );
        kind::started(&provider, started)
    }
}

fn turn(provider: &Provider) -> Turn {
    let mut turns = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(turns.entry(provider.clone()).or_default())
}

/// Whether `text` is `host:port` or `[address]:port`.
fn is_address(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match inner {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => is_host_name(host),
    };
    is_host && port.parse::<u16>().is_ok_and(|port| port != 0)
}

fn is_bot_token(token: &str) -> bool {
    token.split_once(':').is_some_and(|(id, rest)| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty()
    })
}
