//! The seam: one trait, one file a provider.
//!
//! A messenger makes one attempt and says how it went. It never retries a message, keeps no queue and knows no
//! user: the courier owns all of that. What it does own is its connection, which it brings up and keeps up by
//! itself, in tasks of the tracker that it was given.

mod backoff;
pub mod callmebot;
pub mod demo_phone;
pub mod discord;
pub mod email;
pub mod http;
pub mod kind;
mod letter_text;
pub mod matrix;
pub mod ntfy;
pub mod pushover;
mod reception;
pub mod signal;
pub mod slack;
pub mod telegram;
pub mod trust;
mod typed;
pub mod webhook;
pub mod xmpp;
pub mod zulip;

use std::sync::Arc;

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::{Button, Text};
use domain::provider::{Connection, Icon, ProviderEntry, RemoteId};
use domain::world::World;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use reception::{Heard, Reception, Reply, Said, deaf};

kind::kinds! {
    xmpp
    telegram
    discord
    matrix
    ntfy
    pushover
    zulip
    slack
    callmebot
    signal
    email
    webhook
}

/// The icons of all kinds, and of the demo phone.
pub fn icons() -> Vec<Icon> {
    let icons = KINDS.iter().map(|kind| kind.icon);
    icons.chain([demo_phone::ICON]).collect()
}

/// The code that speaks to one provider.
pub trait Messenger: Send + Sync + 'static {
    /// What pages and rules know of the provider.
    fn entry(&self) -> &ProviderEntry;

    /// Whether it is connected, and a way to be woken when that changes. It begins with `Up`, or with `Down` that says
    /// what is being tried; from then on `Down` means that an attempt to connect failed, or a connection ended.
    fn connection(&self) -> watch::Receiver<Connection>;

    /// What is printed when it is connected as this account.
    fn start_line(&self, account: &str) -> String {
        format!(
            "Postern {} client is connected as {account}.",
            self.entry().title
        )
    }

    /// Asks the provider for the immutable id behind a handle that passed
    /// [`parse_handle`](ProviderEntry::parse_handle). `Err` holds `Later` or `Never`.
    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>>;

    /// Makes one attempt, within a deadline of its own well below [`domain::delivery::LEASE`].
    ///
    /// `Sent` means that the provider has taken the message: acknowledged, not merely written to a socket.
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome>;
}

/// One message, put into words, on its way to one account.
pub struct Letter {
    /// Which delivery it belongs to: what [`News`] refers to.
    pub delivery: DeliveryId,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// Same key, same message: for providers that drop what they were already given. At most 64 characters.
    pub idempotency_key: String,
    /// The account.
    pub to: RemoteId,
    /// What is sent. A messenger without formatting sends [`Text::plain`].
    pub text: Text,
    /// What can be pressed under it. A messenger without buttons leaves them out: the text says the same by a link.
    pub buttons: Vec<Button>,
    /// Whether it carries a code: such a letter goes to the person alone, never to a group or a shared place.
    pub carries_code: bool,
}

/// What a messenger reports unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The person's client has the message.
    Delivered(DeliveryId),
    /// The message was sent, but came back later: no such account, or the account refuses it.
    Bounced {
        /// Which delivery.
        delivery: DeliveryId,
        /// Always `Later` or `Never`.
        outcome: Outcome,
    },
}

/// What every messenger is given when it starts.
#[derive(Clone)]
pub struct Surroundings {
    /// Time and randomness.
    pub world: World,
    /// Owner of all its tasks.
    pub tasks: TaskTracker,
    /// Ends all its tasks.
    pub stop: CancellationToken,
    /// Where news goes.
    pub news: mpsc::Sender<News>,
    /// Who hears what people write and press.
    pub reception: Arc<Reception>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text may hold a code.
        f.debug_struct("Letter")
            .field("delivery", &self.delivery)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}
