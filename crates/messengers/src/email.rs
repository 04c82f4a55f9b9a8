//! E-mail, through an SMTP server of one's own.
//!
//! - **No codes to sign in**: a mailbox is opened with one more password (NIST SP 800-63B-4, 3.1.3.1). What is sent is
//!   notifications, and the code by which an address is verified.
//! - **Sent** means that the SMTP server has taken the message. What bounces later goes to the sender's address, and is
//!   not read.
//! - **TLS** is required, by STARTTLS or from the start; without it only to this machine, or if config.json says so.
//! - **The same message** has the same `Message-ID` whenever it is tried. It is marked as written by a program (RFC 3834), so
//!   that no holiday notice answers it.
//! - **Limits.** Four connections, kept for a minute. 20 messages at once, then five a second; to one address five
//!   at once, then one in ten seconds. To connect there are 10 seconds, for a message as a whole 20.
//!
//! Sources: RFC 5321 (SMTP), RFC 5322 (messages), RFC 3463 (enhanced status codes), RFC 3207 (STARTTLS).

mod handle;
mod mail;
mod reply;
mod sealed;
mod section;
mod transport;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::secret::Password;
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use lettre::address::Address;
use lettre::message::Mailbox;
use telegram::proxy::Proxy;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use self::reply::Reply;
pub use self::section::{KIND, Section};
use self::transport::Connections;
use crate::http::{Deadlines, Pace, Presence, PresenceFault, Rate, Rules, Waits, answer};
use crate::{Letter, Messenger, Surroundings};

const TITLE: &str = "E-mail";
/// The longest text in characters.
const LONGEST: usize = 20_000;

const SILENT: &str = "the SMTP server does not answer";

/// How to reach the SMTP server and log in; the section `messaging.email` or `smtp` of config.json.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `host`.
    pub host: String,
    /// `port`.
    pub port: u16,
    /// `name`: what we call ourselves; the name of this machine by default.
    pub name: Option<String>,
    /// `from`: an address, or `Acme <postern@example.org>`.
    pub from: String,
    /// Whether nobody on the way can read along.
    pub tls: Tls,
    /// `caFile`: a PEM file with certificates to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// `tlscertcheck`: whether the server's certificate is checked at all.
    pub checks_certificate: bool,
    /// `proxy`: a proxy on the way there.
    pub proxy: Option<Proxy>,
    /// `user` and `pass`.
    pub login: Option<(String, Password)>,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
    /// How long things may take.
    pub deadlines: Deadlines,
}

/// How TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte: usually port 465.
    Implicit,
    /// By STARTTLS, without which nothing is sent: usually port 587.
    StartTls,
    /// By STARTTLS if the server has it; others may read along.
    Optional,
}

/// What most servers bear.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_millis(200),
        burst: 20,
    }),
    each: Some(Rate {
        every: Duration::from_secs(10),
        burst: 5,
    }),
};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The sender is no address.
    #[error(
        "its sender (from) must be an e-mail address, or a name and an address: Acme <postern@example.org>"
    )]
    From,
    /// The certificates cannot be read.
    #[error("its caFile {} cannot be used: {why}", path.display())]
    CaFile {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// TLS cannot be set up.
    #[error("no TLS: {0}")]
    Tls(String),
}

/// A messenger for one SMTP server.
pub struct Email {
    entry: ProviderEntry,
    server: Arc<Server>,
    presence: Presence,
    pace: Pace,
    world: World,
    stop: CancellationToken,
}

/// The server, and who writes.
struct Server {
    connections: Connections,
    from: Mailbox,
    deadlines: Deadlines,
}

impl Email {
    /// Starts a messenger, which finds out by itself whether the server is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, Fault> {
        let world = surroundings.world.clone();
        let (rules, waits, deadlines) = (settings.rules, settings.waits, settings.deadlines);
        let server = Arc::new(Server {
            from: settings.from.trim().parse().map_err(|_| Fault::From)?,
            connections: Connections::new(settings, world.clone())?,
            deadlines,
        });
        let (kept, stop) = (Arc::clone(&server), surroundings.stop.clone());
        let keep = async move { kept.connections.keep(stop).await };
        surroundings.tasks.spawn(keep);
        let asked = Arc::clone(&server);
        let check = Box::new(move || {
            let server = Arc::clone(&asked);
            async move { server.account().await }.boxed()
        });
        Ok(Arc::new(Self {
            entry: entry(provider),
            presence: Presence::start(TITLE, waits, surroundings, check),
            server,
            pace: Pace::new(rules, world.clone()),
            world,
            stop: surroundings.stop.clone(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        if let Some(why) = self.presence.trouble() {
            return answer::later(format!("not connected: {why}"));
        }
        let Ok(to) = letter.to.0.parse::<Address>() else {
            return Outcome::Never {
                why: "this is no e-mail address".to_owned(),
                account: true,
            };
        };
        let pass = self.pace.pass(&letter.to.0, letter.carries_code);
        match self.stop.run_until_cancelled(pass).await {
            Some(Ok(())) => {}
            Some(Err(wait)) => return answer::patience(TITLE, wait),
            None => return answer::stopped(),
        }
        let mail = match mail::write(letter, &self.server.from, to, self.world.now()) {
            Ok(mail) => mail,
            Err(why) => {
                return Outcome::Never {
                    why,
                    account: false,
                };
            }
        };
        let sent = self.server.connections.send(&mail);
        match timeout(self.server.deadlines.whole, sent).await {
            Ok(Ok(())) => Outcome::Sent,
            Ok(Err(error)) => self.read(&reply::read(&error)),
            Err(_) => self.read(&Reply::Broken(SILENT.to_owned())),
        }
    }

    fn read(&self, reply: &Reply) -> Outcome {
        match reply {
            Reply::Refused(_) | Reply::NoSuchAddress(_) | Reply::Later(_) => {}
            Reply::Locked(why) => self.presence.down(why.clone()),
            Reply::Broken(_) => self.presence.doubt(),
        }
        reply.outcome()
    }
}

impl Server {
    /// Connects and logs in; gives who writes.
    async fn account(&self) -> Result<String, PresenceFault> {
        let fault = |why: String, is_locked| PresenceFault {
            why,
            is_locked,
            after: None,
        };
        let tried = timeout(self.deadlines.whole, self.connections.try_out());
        match tried.await {
            Ok(Ok(())) => Ok(self.from.email.to_string()),
            Ok(Err(error)) => {
                let reply = reply::read(&error);
                let is_locked = matches!(reply, Reply::Locked(_));
                Err(fault(reply.words(), is_locked))
            }
            Err(_) => Err(fault(SILENT.to_owned(), false)),
        }
    }
}

impl Messenger for Email {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.presence.connection()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        let parsed = handle::parse(handle)
            .ok()
            .and_then(|handle| handle.remote_id);
        let found = parsed.ok_or_else(|| Outcome::Never {
            why: "this is no e-mail address".to_owned(),
            account: true,
        });
        std::future::ready(found).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// Whether messages can come from this sender.
fn is_sender(text: &str) -> bool {
    text.trim().parse::<Mailbox>().is_ok()
}

/// The provider as pages and rules see it.
pub fn entry(provider: Provider) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "email",
        handle_example: "alice@example.org",
        handle_is_secret: false,
        carries_codes: false,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle: handle::parse,
        start_link: None,
        join_link: None,
    }
}
