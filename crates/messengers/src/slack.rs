//! Slack: incoming webhooks that users paste, or an app of one's own that writes to people.
//!
//! - **A webhook's address is a secret**: whoever knows it can write there. It is kept as the account's id alone, which
//!   is never shown. Of it only the path is used, and that only below Slack's own host.
//! - **Webhooks get notifications.** They may write into a channel, and nobody knows who reads along there. The one code
//!   that goes there is that by which the account is verified, which is of use to nobody else.
//! - **An app writes to people**, by direct messages, and these may be codes. Accounts are member ids; somebody is
//!   looked up by e-mail once.
//! - **Sent** means that Slack has the message. There are no receipts, and nothing by which Slack would know a message
//!   again: one that is tried again may come twice.
//! - **Limits.** One message a second to each destination, with short bursts, as Slack allows.
//!
//! Sources: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>,
//! <https://docs.slack.dev/reference/methods/chat.postMessage>, <https://docs.slack.dev/apis/web-api/rate-limits>,
//! <https://docs.slack.dev/messaging/formatting-message-text>.

mod app;
mod dress;
mod handle;
mod hook;
mod reason;
mod section;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;

use self::app::App;
use self::hook::Hooks;
use crate::http::answer::{gone, refused};
use crate::http::{Http, Rate, Rules, Site, Terms, Waits, Way, WayFault, check, ended};
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

/// Where Slack's methods are.
pub const PUBLIC: &str = "https://slack.com";
/// Where incoming webhooks are.
pub const PUBLIC_HOOKS: &str = "https://hooks.slack.com";
const TITLE: &str = "Slack";
/// The longest text in characters, as Slack advises; it takes ten times as much.
const LONGEST: usize = 4_000;
/// How many calls are under way at once.
const AT_ONCE: usize = 8;

/// How to reach Slack, and as whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the methods are.
    pub site: Site,
    /// Where the webhooks are.
    pub hooks: Site,
    /// `messaging.slack.botToken`: the app's token; without it, there are webhooks alone.
    pub bot_token: Option<Token>,
    /// How to get there.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
}

/// What Slack allows: one message a second to a channel, and to a workspace some hundreds a minute.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_millis(200),
        burst: 20,
    }),
    each: Some(Rate {
        every: Duration::from_secs(1),
        burst: 3,
    }),
};

/// A messenger for one app, or for webhooks.
pub struct Slack {
    entry: ProviderEntry,
    /// Nobody logs in without it.
    app: Option<Arc<App>>,
    hooks: Arc<Hooks>,
    terms: Terms,
}

impl Slack {
    /// Starts a messenger, which finds out by itself whether Slack is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let http = Http::new(&settings.way, &provider, AT_ONCE)?;
        let world = &surroundings.world;
        let hooks = Arc::new(Hooks::new(http.clone(), settings.hooks, world.clone()));
        let app = settings.bot_token.map(|token| {
            let app = App::new(http, settings.site, token, world.clone());
            Arc::new(app)
        });
        let check = match &app {
            Some(app) => check(app, App::greet),
            None => check(&hooks, Hooks::knock),
        };
        let (rules, waits) = (settings.rules, settings.waits);
        Ok(Arc::new(Self {
            entry: entry(provider, app.is_some()),
            terms: Terms::start(TITLE, rules, waits, surroundings, check),
            app,
            hooks,
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let to = letter.to.0.as_str();
        if handle::is_hook(to) {
            if letter.carries_code && self.app.is_some() {
                return Err(refused(
                    "codes are never sent to webhooks: nobody knows who reads along there",
                ));
            }
            self.terms.pass(to, letter.carries_code).await?;
            return self.hooks.post(&self.terms, letter).await;
        }
        let Some(app) = &self.app else {
            return Err(no_app());
        };
        self.terms.pass(to, letter.carries_code).await?;
        app.write(&self.terms, letter).await
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let Some(app) = &self.app else {
            // Every webhook comes with its address; without it, there is no way back.
            return Err(no_app());
        };
        self.terms.ready()?;
        app.find(&self.terms, handle).await.map(RemoteId)
    }
}

impl Messenger for Slack {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.terms.connection()
    }

    fn start_line(&self, account: &str) -> String {
        match self.app {
            Some(_) => format!("Postern {TITLE} client is connected as {account}."),
            None => format!("Postern {TITLE} client can reach {account} for webhooks."),
        }
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        self.ask(handle).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        ended(self.attempt(letter))
    }
}

/// The provider as pages and rules see it: with an app, people are its accounts; else webhooks are.
pub fn entry(provider: Provider, has_app: bool) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "slack",
        handle_example: if has_app {
            "alice@example.org"
        } else {
            "https://hooks.slack.com/services/T…/B…/…"
        },
        handle_is_secret: !has_app,
        carries_codes: has_app,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle: if has_app {
            handle::parse_member
        } else {
            handle::parse_hook
        },
        start_link: None,
        join_link: None,
    }
}

fn no_app() -> Outcome {
    gone(
        "the account is no webhook, and without a botToken in its section there is no app to write to people; \
         it must be linked again",
    )
}
