//! CallMeBot: WhatsApp, Signal, Facebook Messenger and Telegram, by way of a free service that each person lets write to
//! themselves.
//!
//! - **The address that its bot gave somebody is a secret**: whoever knows it can write to them. It is taken apart; what
//!   is needed is kept as the account's id alone, which is never shown.
//! - **Others read along.** CallMeBot sees each text. So accounts there get notifications, and codes only if config.json
//!   allows it; but always the one code by which the account is verified, which is of use to nobody else.
//! - **Sent** means that CallMeBot says so, or that it has queued the message. It answers with pages for people, and not
//!   always with a status that fits. What is none of its known answers is no success.
//! - **Nothing is known again**: a message that is tried again may come twice.
//! - **Limits.** It lets a person have about four messages a minute, and asks for patience by a page.
//!
//! Sources: <https://www.callmebot.com/blog/free-api-whatsapp-messages/> and the pages beside it for the others; the
//! numbers of answers as its users know them: <https://github.com/ioBroker/ioBroker.whatsapp-cmb/issues/153>.

mod handle;
mod page;
mod section;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::Text;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::Url;
use tokio::sync::watch;

use self::handle::Account;
use self::page::Saying;
use crate::http::answer::{gone, later, lost_key, refused};
use crate::http::{
    Answer, Http, PresenceFault, Rate, Rules, Site, Terms, Trouble, Verdict, Waits, Way, WayFault,
    check, ended, knock,
};
use crate::letter_text::fit;
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

/// CallMeBot's own address.
pub const PUBLIC: &str = "https://api.callmebot.com";
const TITLE: &str = "CallMeBot";
/// The longest text in characters.
const LONGEST: usize = 1_000;
/// The longest text in bytes as an address has it: letters beyond ASCII take six and more.
const LONGEST_IN_ADDRESS: usize = 4_000;
/// How many calls are under way at once.
const AT_ONCE: usize = 2;
/// How long to wait if it asks for patience, which it does without saying for how long.
const UNASKED: Duration = Duration::from_secs(60);
/// How long when all that somebody may have is used up.
const QUOTA_REST: Duration = Duration::from_secs(3_600);
/// No call is repeated sooner after a fault of the server.
const REST: Duration = Duration::from_secs(5);

/// How to reach CallMeBot.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub site: Site,
    /// `messaging.callmebot.allowCodes`: whether codes to sign in go there, too.
    pub allow_codes: bool,
    /// How to get there.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
}

/// What it lets one person have, and what is fair to a free service.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_secs(1),
        burst: 5,
    }),
    each: Some(Rate {
        every: Duration::from_secs(15),
        burst: 4,
    }),
};

/// A messenger for all that CallMeBot reaches.
pub struct CallMeBot {
    entry: ProviderEntry,
    server: Arc<Server>,
    terms: Terms,
}

/// The server, and how to call it.
struct Server {
    http: Http,
    site: Site,
    world: World,
}

impl CallMeBot {
    /// Starts a messenger, which finds out by itself whether CallMeBot is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let server = Arc::new(Server {
            http: Http::new(&settings.way, &provider, AT_ONCE)?,
            site: settings.site,
            world: surroundings.world.clone(),
        });
        let check = check(&server, Server::knock);
        let (rules, waits) = (settings.rules, settings.waits);
        Ok(Arc::new(Self {
            entry: entry(provider, settings.allow_codes && !server.site.is_exposed()),
            terms: Terms::start(TITLE, rules, waits, surroundings, check).resting(REST),
            server,
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let id = letter.to.0.as_str();
        let Some(account) = Account::read(id) else {
            return Err(lost_key());
        };
        self.terms.pass(id, letter.carries_code).await?;
        let text = fit(&letter.text, LONGEST_IN_ADDRESS, in_address, Text::plain);
        let answer = self.server.send(&account, &text).await;
        let answer = answer.map_err(|trouble| self.terms.troubled(&trouble))?;
        self.read(id, &text, &answer)
    }

    /// What the page that it answers with says.
    fn read(&self, id: &str, text: &str, answer: &Answer) -> Result<(), Outcome> {
        let status = answer.status.as_u16();
        let page = String::from_utf8_lossy(&answer.body);
        match page::read(status, &page, text) {
            Some(Saying::Taken) => Ok(()),
            Some(Saying::TooMany) => Err(self.terms.wait(Some(id), UNASKED)),
            Some(Saying::UsedUp) => Err(self.terms.wait(Some(id), QUOTA_REST)),
            Some(Saying::WrongKey) => Err(gone(
                "CallMeBot refuses the key, or was never allowed to write there",
            )),
            Some(Saying::Banned) => Err(gone("CallMeBot has shut this number out")),
            Some(Saying::Paused) => Err(refused(
                "the person has paused CallMeBot, and takes it up again by writing `resume` to it",
            )),
            Some(Saying::Wrong) => Err(refused("CallMeBot refused the message")),
            Some(Saying::Down) => Err(self
                .terms
                .doubt("CallMeBot says that it is down".to_owned())),
            Some(Saying::Trouble) => {
                Err(later("CallMeBot says that something went wrong".to_owned()))
            }
            None => Err(match answer.verdict(UNASKED, self.terms.now()) {
                Verdict::Good => self
                    .terms
                    .troubled(&Trouble::Malformed("it is none of CallMeBot".to_owned())),
                // Nobody logs in, so these are about the server.
                Verdict::Locked(status) | Verdict::Missing(status) => self.terms.doubt(format!(
                    "the server answered {status}, but not as CallMeBot does"
                )),
                other @ (Verdict::Patience(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
                    self.terms.read(other)
                }
            }),
        }
    }
}

impl Server {
    /// Whether anybody is there. Nobody logs in, so any answer of a server that works will do.
    async fn knock(self: Arc<Self>) -> Result<String, PresenceFault> {
        knock(&self.http, &self.site, TITLE, self.world.now()).await
    }

    async fn send(&self, account: &Account, text: &str) -> Result<Answer, Trouble> {
        let mut url: Url = self.site.join(account.path());
        url.query_pairs_mut()
            .extend_pairs(account.fields())
            .append_pair("text", text);
        self.http
            .call(self.http.get(url), self.http.deadlines().whole)
            .await
    }
}

impl Messenger for CallMeBot {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.terms.connection()
    }

    fn start_line(&self, account: &str) -> String {
        format!("Postern {TITLE} client can reach {account}.")
    }

    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        // Every account comes with its key; without it, there is no way back.
        std::future::ready(Err(lost_key())).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        ended(self.attempt(letter))
    }
}

/// The provider as pages and rules see it. `allows_codes` says that codes may go there though others read along.
pub fn entry(provider: Provider, allows_codes: bool) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "callmebot",
        handle_example: "https://api.callmebot.com/whatsapp.php?phone=…&text=…&apikey=…",
        handle_is_secret: true,
        carries_codes: allows_codes,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle: handle::parse,
        start_link: None,
        join_link: None,
    }
}

/// How many bytes a text has in an address.
fn in_address(text: &str) -> usize {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || byte == b' ' {
                1
            } else {
                3
            }
        })
        .sum()
}
