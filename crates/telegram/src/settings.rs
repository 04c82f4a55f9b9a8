//! What a connection to Telegram is made with.

use std::net::SocketAddr;
use std::time::Duration;

use crate::proxy::Proxy;
use crate::server_key::PublicKey;

/// How to connect.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which program this is, as registered at my.telegram.org.
    pub api_id: i32,
    /// The secret that belongs to it.
    pub api_hash: ApiHash,
    /// A proxy that all connections go through.
    pub proxy: Option<Proxy>,
    /// After how many failed tries in a row waits grow. Connecting is never given up.
    pub connection_retries: u32,
    /// Other servers than Telegram's own; `None` is Telegram.
    pub server: Option<Server>,
    /// What Telegram shows in the list of devices.
    pub device: Device,
    /// How long things may take.
    pub pace: Pace,
}

/// Servers that are not Telegram's own. No address that is built in is ever dialled then.
#[derive(Debug, Clone)]
pub struct Server {
    /// The number of the data centre behind the address.
    pub dc: i32,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its public keys. With none, it must have one of Telegram's.
    pub keys: Vec<PublicKey>,
}

/// What Telegram shows in the list of devices.
#[derive(Debug, Clone)]
pub struct Device {
    /// The device.
    pub model: String,
    /// Its system.
    pub system: String,
    /// The version of this program.
    pub version: String,
    /// The language, as in ISO 639-1.
    pub language: String,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long to connect, with the exchange of keys.
    pub connect: Duration,
    /// How long one call may take.
    pub call: Duration,
    /// How long a connection may be silent until it is probed.
    pub probe_after: Duration,
    /// How long the answer to a probe may take.
    pub probe: Duration,
    /// The first wait before trying again.
    pub first_wait: Duration,
    /// The longest wait before trying again.
    pub longest_wait: Duration,
    /// How long what is learned may wait to be written.
    pub save_after: Duration,
}

/// The secret of the registered program.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiHash(pub String);

impl Settings {
    /// For Telegram's own servers, without a proxy.
    pub fn new(api_id: i32, api_hash: impl Into<String>) -> Self {
        Self {
            api_id,
            api_hash: ApiHash(api_hash.into()),
            proxy: None,
            connection_retries: 5,
            server: None,
            device: Device::default(),
            pace: Pace::default(),
        }
    }
}

impl Default for Device {
    fn default() -> Self {
        Self {
            model: "Postern".into(),
            system: std::env::consts::OS.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            language: "en".into(),
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            call: Duration::from_secs(20),
            probe_after: Duration::from_secs(45),
            probe: Duration::from_secs(10),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            save_after: Duration::from_secs(1),
        }
    }
}

impl std::fmt::Debug for ApiHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiHash(…)")
    }
}
