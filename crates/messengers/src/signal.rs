//! Signal, through signal-cli's daemon, or the container signal-cli-rest-api around it.
//!
//! - **Who** is found by phone number or name, and kept by the immutable id of the account (ACI): a changed number is
//!   still the same person, and a number that somebody else has now is not.
//! - **Numbers.** Whose number it is, Signal says of those only who have written to the account: people with a number are
//!   asked to do that first, people with a name need not.
//! - **A safety number that changed** may be a new telephone or somebody in between. Nothing goes there until an admin
//!   trusts it.
//! - **Sent** means that Signal has the message; receipts, which most telephones send, make it delivered.
//! - **Hearing.** What people write to the account in private is heard (`/stop`); groups are not.
//! - **Limits.** Signal publishes none. Five messages at once, then one in two seconds, until it asks for more patience or
//!   for a captcha: then everything rests.
//! - A message whose answer was lost can come twice: signal-cli takes no key to know it by.
//!
//! Sources: signal-cli's manual pages signal-cli(1) and signal-cli-jsonrpc(5); shapes of answers from its releases 0.13.
//! For the container, its API's description (<https://bbernhard.github.io/signal-cli-rest-api/>) and its release 0.100.

mod api;
mod dress;
mod ears;
mod handle;
mod inbox;
mod outcome;
mod section;
mod slips;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

use self::api::Api;
pub use self::section::{KIND, Section};
use self::slips::Slips;
use crate::http::{Http, Rate, Rules, Site, Terms, Waits, Way, WayFault, check, ended};
use crate::{Letter, Messenger, News, Surroundings};

const TITLE: &str = "Signal";
/// The longest text in characters; what is longer would become a file.
const LONGEST: usize = 2_000;
/// How many calls are under way at once; one is that which hears.
const AT_ONCE: usize = 4;
/// How long a container that starts signal-cli for each call is left alone before it is asked again what came in: each
/// time takes it seconds, in which it sends nothing.
pub const USUAL_REST: Duration = Duration::from_secs(15);

/// How to reach the daemon.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `messaging.signal.url`.
    pub site: Site,
    /// `messaging.signal.number`: the account that Postern writes with, `+4915…`.
    pub number: String,
    /// How to get there.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
    /// How soon it is asked again what came in, if it has to be asked and nothing did.
    pub rest: Duration,
}

/// What has been seen to be borne.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_secs(2),
        burst: 5,
    }),
    each: None,
};

/// A messenger for one account.
pub struct Signal {
    entry: ProviderEntry,
    api: Arc<Api>,
    terms: Arc<Terms>,
    slips: Arc<Slips>,
    news: mpsc::Sender<News>,
}

impl Signal {
    /// Starts a messenger, which finds out by itself whether the daemon is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let api = Arc::new(Api {
            http: Http::new(&settings.way, &provider, AT_ONCE)?,
            site: settings.site,
            number: settings.number,
            world: surroundings.world.clone(),
            daemon: Mutex::default(),
        });
        let terms = Arc::new(Terms::start(
            TITLE,
            settings.rules,
            settings.waits,
            surroundings,
            check(&api, Api::account),
        ));
        let slips = Arc::<Slips>::default();
        let ears = ears::Ears {
            provider: provider.clone(),
            api: Arc::clone(&api),
            slips: Arc::clone(&slips),
            terms: Arc::clone(&terms),
            waits: settings.waits,
            rest: settings.rest,
            surroundings: surroundings.clone(),
        };
        let stop = surroundings.stop.clone();
        let hear = async move { stop.run_until_cancelled(ears.hear()).await };
        surroundings.tasks.spawn(hear);
        Ok(Arc::new(Self {
            entry: entry(provider, !api.site.is_exposed(), Some(&api.number)),
            api,
            terms,
            slips,
            news: surroundings.news.clone(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let to = letter.to.0.as_str();
        self.terms.pass(to, letter.carries_code).await?;
        let sent = self.api.send(to, &dress::message(&letter.text)).await;
        let at = sent.map_err(|refusal| refusal.outcome(&self.terms))?;
        if self.slips.sent(to, at, letter.delivery) {
            // Nobody listens once Postern stops.
            let _ = self.news.send(News::Delivered(letter.delivery)).await;
        }
        Ok(())
    }

    async fn ask(&self, typed: &str) -> Result<RemoteId, Outcome> {
        let Some(who) = handle::read(typed) else {
            return Err(Outcome::Never {
                why: "this is neither a phone number nor a name at Signal".to_owned(),
                account: true,
            });
        };
        self.terms.ready()?;
        let found = self.api.look_up(&who).await;
        found
            .map(RemoteId)
            .map_err(|refusal| refusal.outcome(&self.terms))
    }
}

impl Messenger for Signal {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.terms.connection()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        self.ask(handle).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        ended(self.attempt(letter))
    }
}

/// The provider as pages and rules see it. `is_private` says that nobody on the way to the daemon can read along;
/// `number` is that of our account.
pub fn entry(provider: Provider, is_private: bool, number: Option<&str>) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "signal",
        handle_example: "+49 170 1234567",
        handle_is_secret: false,
        carries_codes: is_private,
        has_receipts: true,
        text_limit: LONGEST,
        parse_handle: handle::parse,
        start_link: None,
        join_link: number.map(|number| format!("https://signal.me/#p/{number}")),
    }
}
