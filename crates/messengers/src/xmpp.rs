//! XMPP (RFC 6120, RFC 6121), with an account on any server.
//!
//! - **Connection.** SRV records (or a fixed port), then STARTTLS or direct TLS; never anything in the clear. Login by
//!   SCRAM, with channel binding where the server can; PLAIN only if it offers no SCRAM. A lost connection is made
//!   anew, at first after a second, at last every minute, for ever.
//! - **Sent** means acknowledged by the server (XEP-0198; a server without it is pinged in its place). What was not
//!   acknowledged when a connection broke is answered `Later`. Streams are not resumed, so such a letter can arrive
//!   twice, but none is lost unnoticed.
//! - **Delivered** is a receipt (XEP-0184) from the addressee; receipts and errors from others are ignored.
//! - **Errors** that come back before the acknowledgement are the outcome of the attempt, as they always are for
//!   accounts of our own server; those of other servers come later, as [`News::Bounced`](crate::News::Bounced).
//! - **People who write** to the account get one answer an hour. Whoever adds it to their contacts may see it there.
//!
//! Limits (OWASP ASVS 13.1.2): one connection, and what `docs/limits.md` lists.
//!
//! While logging in, tokio-xmpp gives all that it sends to the `log` crate at level `trace`, for PLAIN also the
//! password: the binary must not let that through. Nothing after the login passes it.

mod bounce;
mod dial;
pub mod handle;
mod heard;
mod keeper;
mod ledger;
mod login;
mod mark;
mod node;
mod place;
mod pulse;
mod sasl;
mod section;
mod session;
mod settings;
mod tls;
mod trouble;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::secret::ServerKey;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use tokio_xmpp::jid::{BareJid, Jid};
use tokio_xmpp::parsers::message::{Id, Lang, Message};
use tokio_xmpp::parsers::receipts::Request;

use self::keeper::Keeper;
use self::login::Account;
pub use self::section::{Credentials, KIND, Section, Service};
use self::session::{Order, Shared};
pub use self::settings::{Fault, Pace, Settings};
use crate::{Letter, Messenger, Surroundings};

/// How many letters wait for the task that writes them.
const QUEUE: usize = 1_024;

/// The messenger.
pub struct Xmpp {
    entry: ProviderEntry,
    connection: watch::Receiver<Connection>,
    orders: mpsc::Sender<Order>,
    key: ServerKey,
    deadline: Duration,
}

impl Xmpp {
    /// Starts a messenger, which connects by itself, whenever that becomes possible.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: Surroundings,
    ) -> Result<Arc<Self>, Fault> {
        let place = place::read(&settings)?;
        let tls = tls::Tls::new(
            &provider,
            place.account.domain().as_str(),
            settings.ca_file.as_deref(),
        )?;
        let why = format!("connecting to {}", place.host);
        let (state, connection) = watch::channel(Connection::down(why));
        let (orders, taken) = mpsc::channel(QUEUE);
        let tasks = surroundings.tasks.clone();
        let keeper = Keeper {
            provider: provider.clone(),
            account: Account {
                place,
                password: settings.password,
                tls,
            },
            shared: Shared {
                surroundings,
                provider: provider.clone(),
                key: settings.key.clone(),
                pace: settings.pace,
            },
            orders: taken,
            connection: state,
        };
        tasks.spawn(keeper.keep());
        Ok(Arc::new(Self {
            entry: entry(provider),
            connection,
            orders,
            key: settings.key,
            deadline: settings.pace.send,
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let later = |why: String| Outcome::Later { after: None, why };
        if let Connection::Down { why, .. } = &*self.connection.borrow() {
            return later(format!("not connected: {why}"));
        }
        let (reply, answer) = oneshot::channel();
        let order = match self.order(letter, reply) {
            Ok(order) => order,
            Err(outcome) => return outcome,
        };
        let sent = async {
            // Both fail only when the messenger was stopped.
            self.orders.send(order).await.ok()?;
            answer.await.ok()
        };
        match timeout(self.deadline, sent).await {
            Ok(Some(outcome)) => outcome,
            Ok(None) => later("not connected: stopped".to_owned()),
            Err(_) => {
                let seconds = self.deadline.as_secs_f32();
                later(format!(
                    "the server did not acknowledge the message within {seconds} seconds"
                ))
            }
        }
    }

    fn order(&self, letter: &Letter, reply: oneshot::Sender<Outcome>) -> Result<Order, Outcome> {
        let to = BareJid::new(&letter.to.0).map_err(|error| Outcome::Never {
            why: format!("the address is malformed: {error}"),
            account: true,
        })?;
        let id = mark::write(&self.key, letter.delivery, letter.attempt, to.as_str());
        let mut message = Message::chat(Jid::from(to))
            .with_body(Lang::new(), writable(&letter.text.plain()))
            .with_payload(Request);
        message.id = Some(Id(id.clone()));
        Ok(Order { message, id, reply })
    }
}

impl Messenger for Xmpp {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.connection.clone()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        let refused = || Outcome::Never {
            why: "the handle is no XMPP address".to_owned(),
            account: true,
        };
        let found = handle::parse_handle(handle)
            .map_err(|_| refused())
            .and_then(|handle| handle.remote_id.ok_or_else(refused));
        std::future::ready(found).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// The provider as pages and rules see it.
pub fn entry(provider: Provider) -> ProviderEntry {
    ProviderEntry {
        title: provider.title("XMPP"),
        provider,
        icon: "xmpp",
        handle_example: "alice@example.org",
        handle_is_secret: false,
        carries_codes: true,
        has_receipts: true,
        text_limit: 10_000,
        parse_handle: handle::parse_handle,
        start_link: None,
        join_link: None,
    }
}

/// The text without the few characters that XML cannot carry (XML 1.0, section 2.2).
fn writable(text: &str) -> String {
    let fits = |c: &char| {
        matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..) && *c != '\u{fffe}'
    };
    text.chars().filter(fits).collect()
}

#[cfg(test)]
mod limits;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_carry_is_left_out_of_a_text() {
        let text = "a\u{0}b\u{1b}[1m\tc\nd\u{ffff}e 😀";
        assert_eq!(writable(text), "ab[1m\tc\nde 😀");
    }

    #[test]
    fn an_unreadable_ca_file_is_a_fault_that_names_the_file() {
        let settings = Settings {
            ca_file: Some("no/such/ca.pem".into()),
            ..Settings::example()
        };
        let place = place::read(&settings).unwrap();
        let domain = place.account.domain().as_str();
        let fault = tls::Tls::new(&"xmpp".into(), domain, settings.ca_file.as_deref());
        let text = fault.err().unwrap().to_string();
        assert!(
            text.starts_with("caFile no/such/ca.pem cannot be used: "),
            "{text}"
        );
    }
}
