//! Matrix, with an account on any homeserver.
//!
//! - **Connection.** An access token, or user and password, which then log in one device that stays the same. What people
//!   write is heard by asking the homeserver for what is new. A token that is refused is tried again every few minutes, and
//!   no sooner; with a password we log in anew.
//! - **Accounts** are Matrix ids, which never change and are never given to anybody else.
//! - **Rooms.** Each person has a direct room, found in our account's `m.direct`, or made. It is used only while nobody
//!   else is in it, invited, or can get in; before a code that is looked at each time. Who has not accepted the invitation
//!   is waited for.
//! - **Sent** means that the homeserver has the message. One that is tried again has the same transaction id, so that it
//!   does not come twice. There are no receipts.
//! - **Encryption** is not done: messages lie on the homeservers of both sides as they are. A room that somebody else has
//!   made, and that asks for encryption, is not written in.
//! - **Limits** are the homeserver's: when it asks for patience, nothing of the kind is tried before.
//! - **Buttons** are reactions; once one was pressed, the message is edited.
//!
//! Of ruma the ids and links are used. The dozen calls are our own: what comes back is read leniently, event by event,
//! since strangers write it.
//!
//! Source: <https://spec.matrix.org/latest/client-server-api/>.

mod api;
mod dress;
mod ears;
mod handle;
mod keeper;
mod login;
mod outcome;
mod post;
mod room;
mod rooms;
mod section;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::secret::ServerKey;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use self::api::Api;
use self::ears::Ears;
use self::keeper::Keeper;
pub use self::login::Login;
use self::outcome::{NO_ACCOUNT, at_fault};
use self::post::{Message, Post};
use self::rooms::{Care, Rooms};
pub use self::section::{KIND, Section};
use crate::http::answer::{later, not_connected};
use crate::http::{Http, Site, Waits, Way, WayFault};
use crate::{Letter, Messenger, Surroundings};

const TITLE: &str = "Matrix";
/// How many calls are under way at once; one of them hears what is new.
const AT_ONCE: usize = 17;
/// How long an attempt may take with all its calls.
const ATTEMPT: Duration = Duration::from_secs(35);

/// How to reach the homeserver and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub site: Site,
    /// `messaging.matrix.user`: who we are; with an access token it need not be said.
    pub user: Option<String>,
    /// What we log in with.
    pub login: Login,
    /// The server's key: it makes the id of our device.
    pub key: ServerKey,
    /// Whether it is only tried out whether the login works: then a password makes a device of its own, which is gone
    /// afterwards.
    pub is_trial: bool,
    /// How to get there.
    pub way: Way,
    /// How soon it is tried again to connect.
    pub waits: Waits,
}

/// A messenger for one account.
pub struct Matrix {
    entry: ProviderEntry,
    state: watch::Receiver<Connection>,
    post: Arc<Post>,
    stop: CancellationToken,
}

impl Matrix {
    /// Starts a messenger, which connects by itself.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let (world, stop) = (&surroundings.world, &surroundings.stop);
        let tasks = &surroundings.tasks;
        let http = Http::new(&settings.way, &provider, AT_ONCE)?;
        let is_private = !settings.site.is_exposed();
        let api = Api::new(http, settings.site, world.clone());
        let rooms = Arc::new(Rooms::new(Arc::clone(&api)));
        let post = Arc::new(Post {
            api: Arc::clone(&api),
            rooms: Arc::clone(&rooms),
        });
        let reception = Arc::clone(&surroundings.reception);
        let ears = Ears::open(provider.clone(), Arc::clone(&post), reception, tasks, stop);
        let (state, connection) = watch::channel(Connection::down("connecting"));
        let keeper = Keeper {
            device: login::device(&settings.key, &provider, settings.is_trial),
            is_trial: settings.is_trial,
            provider: provider.clone(),
            api,
            rooms,
            ears,
            login: settings.login,
            user: settings.user,
            waits: settings.waits,
            world: world.clone(),
            state,
            since: None,
        };
        tasks.spawn(keeper.keep(stop.clone()));
        Ok(Arc::new(Self {
            entry: entry(provider, is_private),
            state: connection,
            post,
            stop: stop.clone(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        if let Some(outcome) = self.trouble() {
            return outcome;
        }
        let message = Message {
            to: &letter.to.0,
            text: &letter.text,
            buttons: &letter.buttons,
            key: &letter.idempotency_key,
            care: Care {
                looks_anew: letter.carries_code,
                // Somebody waits for a code; but who declines while it is tried has said no.
                invites_again: letter.carries_code && letter.attempt <= 1,
            },
        };
        timeout(ATTEMPT, self.post.send(&message))
            .await
            .unwrap_or_else(|_| later("the homeserver does not answer".to_owned()))
    }

    fn trouble(&self) -> Option<Outcome> {
        not_connected(&self.state.borrow(), &self.stop)
    }
}

impl Messenger for Matrix {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.state.clone()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        let found = handle::parse(handle).ok().and_then(|found| found.remote_id);
        std::future::ready(found.ok_or_else(|| at_fault(NO_ACCOUNT))).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// The provider as pages and rules see it. `is_private` says that nobody on the way to the homeserver can read along.
pub fn entry(provider: Provider, is_private: bool) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "matrix",
        handle_example: "@alice:example.org",
        handle_is_secret: false,
        carries_codes: is_private,
        has_receipts: false,
        text_limit: dress::LONGEST,
        parse_handle: handle::parse,
        start_link: None,
        join_link: None,
    }
}
