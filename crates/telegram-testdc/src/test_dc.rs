//! The server as a test holds it.

mod accounts;
mod attachments;
mod chats;
mod faults;
mod groups;
mod logins;
mod members;
mod posts;

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;

use crate::control;
use crate::crypto::rsa::RsaKey;
use crate::server::{self, Shared};

pub use accounts::{NewBot, NewUser, Profile};
pub use chats::{NewMessage, Seen};
pub use faults::RpcFault;
pub use groups::{GroupChange, GroupSeen, MemberSeen, NewGroup, NewTopic, TopicSeen};
pub use logins::SentCode;
pub use posts::{Attachment, Entity, Filling, NewPost};

/// How a server is set up.
#[derive(Debug, Default)]
pub struct Settings<'a> {
    /// The data centres to open, by number; none means 1 and 2.
    pub dcs: Vec<i32>,
    /// The port of data centre 2; 0 means a free one, as the others always get.
    pub port: u16,
    /// The file of the RSA key, made if missing, its public half beside it as `.pub`; without one a new key
    /// is drawn for this server alone.
    pub key: Option<&'a Path>,
}

/// A running server. It ends when it is dropped.
pub struct TestDc {
    remote: Remote,
}

/// A hold on a running server, that does not keep it running: every control call is a method of it.
#[derive(Clone)]
pub struct Remote {
    pub(crate) shared: Arc<Shared>,
}

impl TestDc {
    /// Starts a server with nobody in it.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the file of the key cannot be read or written.
    pub async fn start(settings: Settings<'_>) -> Result<Self> {
        let rsa = load_key(settings.key).await?;
        let shared = Arc::new(Shared::new(rsa));
        let dcs = if settings.dcs.is_empty() {
            vec![1, 2]
        } else {
            settings.dcs
        };
        for dc in dcs {
            let port = if dc == 2 { settings.port } else { 0 };
            server::open(&shared, dc, port).await?;
        }
        let remote = Remote { shared };
        Ok(Self { remote })
    }

    /// Opens the HTTP control on a port of 127.0.0.1 (0: a free one); gives where it listens.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub async fn open_control(&self, port: u16) -> Result<SocketAddr> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = listener.with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
        let address = listener.local_addr()?;
        let stop = self.remote.shared.stop.clone();
        let remote = self.remote.clone();
        let serve = control::serve(listener, remote, stop);
        self.remote.shared.tasks.spawn(serve);
        Ok(address)
    }

    /// Another hold on the same server.
    pub fn remote(&self) -> Remote {
        self.remote.clone()
    }

    /// Ends the server and waits for all its tasks.
    pub async fn stop(self) {
        let shared = Arc::clone(&self.remote.shared);
        drop(self);
        shared.tasks.wait().await;
    }
}

// A test writes `dc.add_user(..)`; that the methods lie in a part that can be cloned does not concern it.
impl Deref for TestDc {
    type Target = Remote;

    fn deref(&self) -> &Remote {
        &self.remote
    }
}

impl Drop for TestDc {
    fn drop(&mut self) {
        self.remote.shared.stop.cancel();
        self.remote.shared.tasks.close();
    }
}

impl Remote {
    /// Where a data centre listens.
    pub fn address(&self, dc: i32) -> Option<SocketAddr> {
        self.shared.world().dcs.get(&dc).copied()
    }

    /// The public half of the server's key, PKCS#1 PEM.
    pub fn public_key(&self) -> String {
        self.shared.rsa.public_pem()
    }

    /// Modulus and exponent of the server's key as decimal digits.
    pub fn public_key_decimal(&self) -> (String, String) {
        self.shared.rsa.public_decimal()
    }

    /// The number by which clients find the server's key.
    pub fn fingerprint(&self) -> i64 {
        self.shared.rsa.fingerprint()
    }
}

async fn load_key(path: Option<&Path>) -> Result<RsaKey> {
    let Some(path) = path else {
        return draw().await;
    };
    let rsa = if tokio::fs::try_exists(path).await? {
        let pem = tokio::fs::read_to_string(path).await?;
        RsaKey::from_pem(&pem).with_context(|| format!("cannot read {}", path.display()))?
    } else {
        let rsa = draw().await?;
        tokio::fs::write(path, rsa.to_pem()).await?;
        rsa
    };
    let mut public = path.as_os_str().to_owned();
    public.push(".pub");
    tokio::fs::write(public, rsa.public_pem()).await?;
    Ok(rsa)
}

async fn draw() -> Result<RsaKey> {
    tokio::task::spawn_blocking(RsaKey::draw).await?
}
