//! How a messenger for Telegram is set up.

use std::path::PathBuf;
use std::sync::Arc;

use domain::secret::ServerKey;
use store::Db;
use telegram::connection::BotToken;
use telegram::proxy::Proxy;
use telegram::server_key::{PublicKey, PublicKeyError};
use telegram::session_string::SessionStringError;
use telegram::settings::{ApiHash, Pace};

use super::Limits;

/// How many tries in a row follow each other shortly, if nothing else is said.
pub const CONNECTION_RETRIES: u32 = 5;

/// How to reach Telegram and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `messaging.telegram.apiid`.
    pub api_id: i32,
    /// `messaging.telegram.apihash`.
    pub api_hash: ApiHash,
    /// As whom.
    pub login: Login,
    /// A proxy on the way there.
    pub proxy: Option<Proxy>,
    /// `messaging.telegram.connectionRetries`: how many tries in a row follow each other shortly before waits grow.
    pub connection_retries: u32,
    /// Other servers than Telegram's own.
    pub server: Option<Server>,
    /// How long things may take.
    pub pace: Pace,
    /// How much may go to whom; `None` leaves it to Telegram to complain.
    pub limits: Option<Limits>,
    /// Whether this is only to see if it works: a bot is logged out again at the end.
    pub is_trial: bool,
}

/// As whom to log in.
#[derive(Debug, Clone)]
pub enum Login {
    /// `messaging.telegram.bottoken`.
    Bot(BotToken),
    /// `messaging.telegram.session`: a session string of `GramJS` or Telethon.
    User(SessionText),
}

/// A session string as it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionText(pub String);

/// Servers that are not Telegram's own.
#[derive(Debug, Clone)]
pub struct Server {
    /// `messaging.telegram.server`: `host:port` of data centre 2.
    pub address: String,
    /// `messaging.telegram.serverKeyFile`: its public keys, in PEM form; without it, it must have one of Telegram's.
    pub key_file: Option<PathBuf>,
}

/// Where the messenger keeps its session.
#[derive(Clone)]
pub struct Home {
    /// The database.
    pub db: Db,
    /// With which the session is sealed.
    pub key: ServerKey,
    /// Held while a messenger is connected. One that starts before the last one has ended waits for it, since two
    /// connections must not share a session.
    pub turn: Arc<tokio::sync::Mutex<()>>,
}

/// Why a messenger cannot be started. The words begin with the key below the section.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The session string cannot be read.
    #[error("session: {0}")]
    Session(#[from] SessionStringError),
    /// The file with public keys cannot be read.
    #[error("serverKeyFile {path} cannot be read: {why}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// What is in it are no keys.
    #[error("serverKeyFile {path}: {why}")]
    Keys {
        /// The file.
        path: PathBuf,
        /// Why.
        why: PublicKeyError,
    },
}

/// The public keys of a server that is not Telegram's own; none otherwise.
pub(super) fn read_keys(settings: &Settings) -> Result<Vec<PublicKey>, Fault> {
    let server = settings.server.as_ref();
    let Some(path) = server.and_then(|server| server.key_file.as_ref()) else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(path).map_err(|why| Fault::KeyFile {
        path: path.clone(),
        why,
    })?;
    PublicKey::list_from_pem(&text).map_err(|why| Fault::Keys {
        path: path.clone(),
        why,
    })
}

impl std::fmt::Debug for SessionText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionText(…)")
    }
}
