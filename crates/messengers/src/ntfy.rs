//! ntfy, on any server: a topic is an account.
//!
//! - **Codes** go to topics that nobody can read without a login. That is found out by trying: when the topic is first
//!   used, and again before a code once ten minutes have passed. Where config.json allows open topics, they get
//!   notifications alone.
//! - **Sent** means that the server has the message. There are no receipts. A message that is tried again has the same
//!   sequence id, so that newer servers (2.16) show it once.
//! - **Limits.** The server's usual ones are kept to: 60 requests at once, then one in 5 seconds. When it asks for
//!   patience, everything rests, since it counts by sender, not by topic.
//!
//! Sources: <https://docs.ntfy.sh/publish/>, <https://docs.ntfy.sh/config/#rate-limiting>; the numbers of errors are
//! those of the server.

mod dress;
mod section;
mod topics;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::RequestBuilder;
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use tokio::sync::watch;

use crate::http::{
    Answer, Http, PresenceFault, Rate, Rules, Site, Terms, Trouble, Verdict, Waits, Way, WayFault,
    answer, check, ended,
};
use crate::{Letter, Messenger, Surroundings};

use dress::{LONGEST, message};
pub use section::{KIND, Section};
use topics::{Topics, open_topic, parse_handle};

/// The server that is used unless another is given.
pub const PUBLIC: &str = "https://ntfy.sh";
const TITLE: &str = "ntfy";
/// How many calls are under way at once.
const AT_ONCE: usize = 8;
/// One request more is allowed after so long.
const REFILL: Duration = Duration::from_secs(5);

/// How to reach the server and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub site: Site,
    /// `messaging.ntfy.authorization`: the header, `Bearer tk_…` or `Basic …`; or an access token alone.
    pub authorization: Option<Token>,
    /// `messaging.ntfy.openTopics`: whether topics that anyone can read may be linked; then no codes to sign in are sent.
    pub open_topics: bool,
    /// `messaging.ntfy.userurl`: a page that tells users how to get a topic.
    pub user_url: Option<String>,
    /// How to get there.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
}

/// What a server allows unless its operator says otherwise.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: REFILL,
        burst: 60,
    }),
    each: None,
};

/// A messenger for one server.
pub struct Ntfy {
    entry: ProviderEntry,
    server: Arc<Server>,
    terms: Terms,
    topics: Topics,
}

/// The server, and how to call it.
struct Server {
    http: Http,
    site: Site,
    authorization: Option<String>,
    world: World,
}

/// ntfy's own number for an error: the status and two digits.
#[derive(Deserialize)]
struct Refusal {
    code: u32,
}

impl Ntfy {
    /// Starts a messenger, which finds out by itself whether the server is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let server = Arc::new(Server {
            http: Http::new(&settings.way, &provider, AT_ONCE)?,
            authorization: settings.authorization.as_ref().map(header),
            site: settings.site,
            world: surroundings.world.clone(),
        });
        let check = check(&server, Server::account);
        let (rules, waits) = (settings.rules, settings.waits);
        Ok(Arc::new(Self {
            entry: entry(
                provider,
                !server.site.is_exposed() && !settings.open_topics,
                settings.user_url,
            ),
            terms: Terms::start(TITLE, rules, waits, surroundings, check),
            server,
            topics: Topics::default(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let topic = letter.to.0.as_str();
        self.terms.pass(topic, letter.carries_code).await?;
        // Where no codes to sign in go, the one that links is of use only in the session that asked.
        let must_be_protected = letter.carries_code && self.entry.carries_codes;
        if must_be_protected
            && !self
                .topics
                .is_protected(&self.server, &self.terms, topic)
                .await?
        {
            return Err(open_topic());
        }
        let answer = self.server.publish(letter).await;
        let answer = answer.map_err(|trouble| self.terms.troubled(&trouble))?;
        self.read(&answer)
    }

    /// What the server says to a message.
    fn read(&self, said: &Answer) -> Result<(), Outcome> {
        let code = said.json().map_or(0, |refusal: Refusal| refusal.code);
        Err(match said.verdict(unasked(code), self.terms.now()) {
            Verdict::Good => match said.json::<Published>() {
                Ok(Published { event }) if event == "message" => return Ok(()),
                Ok(_) => self
                    .terms
                    .troubled(&Trouble::Malformed("it is none of ntfy".to_owned())),
                Err(trouble) => self.terms.troubled(&trouble),
            },
            Verdict::Locked(status) if status.as_u16() == 403 => {
                answer::gone("the ntfy server does not let Postern write to this topic")
            }
            Verdict::Locked(_) => self.terms.locked_out(&self.server.refused()),
            Verdict::Refused(_) if matches!(code, 40_009 | 40_010) => {
                answer::gone("the ntfy server takes no topic of this name")
            }
            // A page that is missing is no topic that is: there is no ntfy there now.
            Verdict::Missing(_) => self.terms.doubt(NO_NTFY.to_owned()),
            other @ (Verdict::Patience(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
                self.terms.read(other)
            }
        })
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let topic = parse_handle(handle).map_err(|_| answer::gone("this is no topic of ntfy"))?;
        self.terms.ready()?;
        let (server, terms) = (&self.server, &self.terms);
        self.topics
            .is_protected(server, terms, &topic.shown)
            .await?;
        Ok(RemoteId(topic.shown))
    }
}

const NO_NTFY: &str = "there is no ntfy server (of version 2 or later) at this address";

/// What the server says of the account that calls.
#[derive(Deserialize)]
struct Who {
    username: String,
}

/// What the server says of a message that it took.
#[derive(Deserialize)]
struct Published {
    event: String,
}

impl Server {
    /// As whom we are known there: the cheapest call that needs the login.
    async fn account(self: Arc<Self>) -> Result<String, PresenceFault> {
        let url = self.site.join(&["v1", "account"]);
        let deadline = self.http.deadlines().whole;
        let answer = self.http.call(self.login(self.http.get(url)), deadline);
        let answer = answer.await?;
        let verdict = answer.verdict(REFILL, self.world.now());
        if let Some(fault) = PresenceFault::of(verdict, "the ntfy server", &self.refused(), NO_NTFY)
        {
            return Err(fault);
        }
        let who: Who = answer.json().map_err(|_| PresenceFault::new(NO_NTFY))?;
        let place = self.site.shown();
        Ok(match who.username.as_str() {
            // Nobody in particular.
            "*" | "" => place,
            name => format!("{name}@{place}"),
        })
    }

    /// What to say when the login is refused.
    fn refused(&self) -> String {
        let key = self.http.key("authorization");
        format!("the ntfy server refuses the login: look at {key}")
    }

    async fn publish(&self, letter: &Letter) -> Result<Answer, Trouble> {
        let request = self.http.post(self.site.join(&[])).json(&message(letter));
        let deadline = self.http.deadlines().whole;
        self.http.call(self.login(request), deadline).await
    }

    fn login(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.authorization {
            Some(header) => request.header(AUTHORIZATION, header),
            None => request,
        }
    }
}

impl Messenger for Ntfy {
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

/// The provider as pages and rules see it. `is_private` says that nobody on the way can read along.
pub fn entry(provider: Provider, is_private: bool, user_url: Option<String>) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "ntfy",
        handle_example: "alice-kq3w8z",
        handle_is_secret: false,
        carries_codes: is_private,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle,
        start_link: None,
        join_link: user_url,
    }
}

/// The header that the setting stands for.
fn header(authorization: &Token) -> String {
    let text = authorization.reveal().trim();
    if text.starts_with("tk_") {
        format!("Bearer {text}")
    } else {
        text.to_owned()
    }
}

/// How long to wait after the numbered refusal; ntfy does not say.
fn unasked(code: u32) -> Duration {
    match code {
        // The quota of the day.
        42_908 => Duration::from_secs(3_600),
        // Too many wrong logins.
        42_909 => Duration::from_secs(60),
        _ => REFILL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_token_alone_is_a_bearer_token() {
        assert_eq!(header(&Token::new("tk_abc")), "Bearer tk_abc");
        assert_eq!(header(&Token::new(" Basic YTpi ")), "Basic YTpi");
    }
}
