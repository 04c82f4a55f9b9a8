//! What the messenger is told: who it is, where it connects, and how long things may take.

use std::path::PathBuf;
use std::time::Duration;

use domain::secret::{Password, ServerKey};
use telegram::proxy::Proxy;

/// How to reach a server and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `messaging.xmpp.service`: a domain, `host:port`, `xmpp://host:port` or `xmpps://host:port`.
    pub service: String,
    /// `messaging.xmpp.credentials.username`: `postern`, `postern@example.org` or `postern@example.org/resource`.
    pub username: String,
    /// `messaging.xmpp.credentials.password`.
    pub password: Password,
    /// `messaging.xmpp.port`: in place of the one in `service`, or of the one that DNS says.
    pub port: Option<u16>,
    /// `messaging.xmpp.domain`: the account's domain, if `username` has none; the host of `service` otherwise.
    pub domain: Option<String>,
    /// `messaging.xmpp.directTls`: whether TLS starts with the first byte (XEP-0368).
    pub direct_tls: bool,
    /// `messaging.xmpp.caFile`: certificates in PEM form to trust besides the public authorities and this machine's.
    /// The server's own certificate may be one of them; then even its expiry is not looked at.
    pub ca_file: Option<PathBuf>,
    /// `messaging.xmpp.proxy`: a proxy on the way there.
    pub proxy: Option<Proxy>,
    /// What message ids are marked with, so that only the addressee can acknowledge one. The same at every start and
    /// on every node, or receipts of earlier messages are ignored.
    pub key: ServerKey,
    /// How long things may take.
    pub pace: Pace,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// For connecting and logging in: 30 s.
    pub connect: Duration,
    /// For the server to acknowledge a message: 20 s.
    pub send: Duration,
    /// After so long without a sound the server is asked for one: 60 s.
    pub idle: Duration,
    /// After so long without an answer the connection is given up: 30 s.
    pub silence: Duration,
    /// The wait before connecting again after the first failure: 1 s. It doubles with each.
    pub first_wait: Duration,
    /// The longest such wait: 60 s.
    pub longest_wait: Duration,
}

impl Pace {
    /// The usual times.
    pub const DEFAULT: Self = Self {
        connect: Duration::from_secs(30),
        send: Duration::from_secs(20),
        idle: Duration::from_secs(60),
        silence: Duration::from_secs(30),
        first_wait: Duration::from_secs(1),
        longest_wait: Duration::from_secs(60),
    };
}

impl Default for Pace {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why settings cannot be used. The words begin with the key below the section.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The service has the wrong form.
    #[error("service must be a domain, host:port or xmpp://host:port, not `{given}`")]
    Service {
        /// What it is.
        given: String,
    },
    /// Username and domain make no address.
    #[error("credentials.username makes no XMPP address: {why}")]
    Username {
        /// What is wrong.
        why: String,
    },
    /// The certificates cannot be read.
    #[error("caFile {} cannot be used: {why}", path.display())]
    CaFile {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

#[cfg(test)]
impl Settings {
    /// Settings that tests change to their needs.
    pub(super) fn example() -> Self {
        Self {
            service: "example.org".to_owned(),
            username: "postern".to_owned(),
            password: Password::new("secret"),
            port: None,
            domain: None,
            direct_tls: false,
            ca_file: None,
            proxy: None,
            key: ServerKey::new([1; 64]),
            pace: Pace::DEFAULT,
        }
    }
}
