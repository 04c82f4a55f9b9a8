//! Discord, with a bot that shares a server with the people it writes to.
//!
//! - **Connection.** Messages go out over HTTP. The gateway says that the bot is there, on which servers, and what people
//!   write or press; it is resumed where it broke. Only if that fails the messenger is down. A token that is refused is
//!   tried again every few minutes, and no sooner.
//! - **Accounts** are snowflakes. A name is looked up among the people on the bot's servers, by the whole name and never
//!   by what they call themselves there. Who is on none of them is waited for, while the page shows the invitation.
//! - **Sent** means that Discord has the message. One that is tried again has the same nonce, so it does not come twice
//!   within some minutes. There are no receipts.
//! - **Limits.** Each route's as Discord's headers tell them, 50 calls a second in all, and none at all once 5,000 were
//!   refused within ten minutes: at 10,000 Discord bans the address.
//! - **Direct messages** alone are heard and written; nothing goes to a server's channels.
//!
//! twilight's types and rate limiter are used; its clients are not, since they know neither a proxy nor a CA file, read
//! answers of any size, and retry by themselves.

mod api;
mod breaker;
mod dress;
mod ears;
mod gateway;
mod handle;
mod keeper;
mod outcome;
mod people;
mod post;
mod section;
mod socket;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use twilight_model::id::Id;

use self::api::Api;
use self::ears::Ears;
use self::keeper::Keeper;
use self::people::People;
use self::post::Post;
use crate::http::answer::{later, not_connected};
use crate::http::{Http, Site, Way, WayFault};
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

/// Discord's own address.
pub const PUBLIC: &str = "https://discord.com";
/// How many calls are under way at once.
const AT_ONCE: usize = 16;
/// How long an attempt may take with all its calls, and the wait for its turn.
const ATTEMPT: Duration = Duration::from_secs(35);
/// How long somebody may be looked for.
const SEARCH: Duration = Duration::from_secs(12);

/// How to reach Discord and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub site: Site,
    /// `messaging.discord.token`: the bot's token.
    pub token: Token,
    /// `messaging.discord.serverurl`: the invitation to the bot's server, or a page that tells how to join.
    pub server_url: Option<String>,
    /// How to get there.
    pub way: Way,
    /// How long things may take.
    pub pace: Pace,
    /// How many calls may be refused within ten minutes before all calls stop.
    pub most_refused: u32,
}

impl Settings {
    /// Half of what Discord bans for.
    pub const MOST_REFUSED: u32 = 5_000;
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// To connect.
    pub connect: Duration,
    /// From there until the bot is let in.
    pub ready: Duration,
    /// The wait after the first connection that fails.
    pub first_wait: Duration,
    /// The wait after many.
    pub longest_wait: Duration,
    /// The wait when somebody has to do something first.
    pub locked: Duration,
}

impl Pace {
    /// The usual one.
    pub const DEFAULT: Self = Self {
        connect: Duration::from_secs(15),
        ready: Duration::from_secs(20),
        first_wait: Duration::from_secs(1),
        longest_wait: Duration::from_secs(60),
        locked: Duration::from_secs(300),
    };
}

/// A messenger for one bot.
pub struct Discord {
    entry: ProviderEntry,
    state: watch::Receiver<Connection>,
    people: Arc<People>,
    post: Arc<Post>,
    stop: CancellationToken,
}

impl Discord {
    /// Starts a messenger, which connects by itself.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let (world, stop) = (surroundings.world, surroundings.stop);
        let tasks = surroundings.tasks;
        let http = Http::new(&settings.way, &provider, AT_ONCE)?;
        let Settings { site, token, .. } = settings;
        let api = Api::new(http, site, token, world.clone(), settings.most_refused);
        let people = Arc::new(People::new(Arc::clone(&api)));
        let invitation = settings.server_url;
        let post = Arc::new(Post::new(Arc::clone(&api), invitation.clone()));
        let (answers, reception) = (Arc::clone(&post), surroundings.reception);
        let ears = Ears::open(provider.clone(), answers, reception, &tasks, &stop);
        let (state, connection) = watch::channel(Connection::down("connecting"));
        let keeper = Keeper {
            provider: provider.clone(),
            api,
            people: Arc::clone(&people),
            ears,
            world,
            stop: stop.clone(),
            pace: settings.pace,
            state,
            session: None,
            is_in_doubt: false,
            in_vain: 0,
        };
        tasks.spawn(keeper.keep());
        Ok(Arc::new(Self {
            entry: entry(provider, invitation),
            state: connection,
            people,
            post,
            stop,
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let number = letter.to.0.parse().ok();
        let Some(to) = number.and_then(Id::new_checked) else {
            return Outcome::Never {
                why: "the id of the account is no id of Discord".to_owned(),
                account: true,
            };
        };
        if let Some(outcome) = self.trouble() {
            return outcome;
        }
        let key = &letter.idempotency_key;
        let send = self.post.send(to, &letter.text, &letter.buttons, key);
        timeout(ATTEMPT, send)
            .await
            .unwrap_or_else(|_| later("Discord does not answer".to_owned()))
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        self.trouble().map_or(Ok(()), Err)?;
        timeout(SEARCH, self.people.resolve(handle))
            .await
            .unwrap_or_else(|_| Err(later("Discord does not answer".to_owned())))
    }

    fn trouble(&self) -> Option<Outcome> {
        not_connected(&self.state.borrow(), &self.stop)
    }
}

impl Messenger for Discord {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.state.clone()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        self.ask(handle).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// The provider as pages and rules see it.
pub fn entry(provider: Provider, server_url: Option<String>) -> ProviderEntry {
    ProviderEntry {
        title: provider.title("Discord"),
        provider,
        icon: "discord",
        handle_example: "alice",
        handle_is_secret: false,
        carries_codes: true,
        has_receipts: false,
        text_limit: dress::LONGEST,
        parse_handle: handle::parse,
        start_link: None,
        join_link: server_url,
    }
}
