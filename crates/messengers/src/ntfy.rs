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

mod section;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::header::AUTHORIZATION;
use reqwest::{RequestBuilder, Url};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use crate::http::{
    Answer, Http, Memory, PresenceFault, Rate, Rules, Site, Terms, Trouble, Verdict, Waits, Way,
    WayFault, answer, check, ended,
};
use crate::letter_text::{button_link, bytes, plain};
use crate::typed::{fault, tidy};
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

/// The server that is used unless another is given.
pub const PUBLIC: &str = "https://ntfy.sh";
/// The section in config.json.
const SECTION: &str = "ntfy";
const TITLE: &str = "ntfy";
/// The longest message in bytes; a longer one would become a file.
const LONGEST: usize = 4_096;
/// The longest topic.
const LONGEST_TOPIC: usize = 64;
/// How many calls are under way at once.
const AT_ONCE: usize = 8;
/// How long what was found out about a topic holds.
const TRUSTED_FOR: Duration = Duration::from_secs(600);
/// ntfy's priority for what somebody waits for; 3 is the usual one.
const HIGH: u8 = 4;
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
    /// Whether a topic is protected, and when that was found out.
    topics: Memory<(bool, Timestamp)>,
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
            http: Http::new(&settings.way, SECTION, AT_ONCE)?,
            authorization: settings.authorization.as_ref().map(header),
            site: settings.site,
            world: surroundings.world.clone(),
        });
        let check = check(&server, Server::account);
        let (rules, waits) = (settings.rules, settings.waits);
        Ok(Arc::new(Self {
            entry: entry(provider, !server.site.is_exposed() && !settings.open_topics),
            terms: Terms::start(TITLE, rules, waits, surroundings, check),
            server,
            topics: Memory::default(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let topic = letter.to.0.as_str();
        self.terms.pass(topic, letter.carries_code).await?;
        // Where no codes to sign in go, the one that links is of use only in the session that asked.
        let must_be_protected = letter.carries_code && self.entry.carries_codes;
        if must_be_protected && !self.is_protected(topic).await? {
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
            Verdict::Locked(_) => self.terms.locked_out(REFUSED),
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

    /// Whether nobody can read the topic without a login.
    async fn is_protected(&self, topic: &str) -> Result<bool, Outcome> {
        let now = self.terms.now();
        if let Some((is_protected, at)) = self.topics.get(topic)
            && now.since(at) < TRUSTED_FOR
        {
            return Ok(is_protected);
        }
        let answer = self.server.read_without_login(topic).await;
        let answer = answer.map_err(|trouble| self.terms.troubled(&trouble))?;
        let is_protected = match answer.verdict(REFILL, now) {
            Verdict::Good => false,
            Verdict::Locked(_) => true,
            Verdict::Patience(wait) => return Err(self.terms.wait(None, wait)),
            other @ (Verdict::Missing(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
                return Err(match other.outcome(TITLE) {
                    Outcome::Never { why, .. } => answer::later(why),
                    outcome @ (Outcome::Later { .. } | Outcome::Sent) => outcome,
                });
            }
        };
        self.topics.put(topic, (is_protected, now));
        Ok(is_protected)
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let topic = parse_handle(handle).map_err(|_| answer::gone("this is no topic of ntfy"))?;
        self.terms.ready()?;
        self.is_protected(&topic.shown).await?;
        Ok(RemoteId(topic.shown))
    }
}

const REFUSED: &str = "the ntfy server refuses the login: look at messaging.ntfy.authorization";
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
        if let Some(fault) = PresenceFault::of(verdict, "the ntfy server", REFUSED, NO_NTFY) {
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

    async fn publish(&self, letter: &Letter) -> Result<Answer, Trouble> {
        let request = self.http.post(self.site.join(&[])).json(&message(letter));
        let deadline = self.http.deadlines().whole;
        self.http.call(self.login(request), deadline).await
    }

    async fn read_without_login(&self, topic: &str) -> Result<Answer, Trouble> {
        let mut url: Url = self.site.join(&[topic, "json"]);
        // No messages, and an end.
        url.set_query(Some("poll=1&since=none"));
        let deadline = self.http.deadlines().ask;
        self.http.call(self.http.get(url), deadline).await
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
pub fn entry(provider: Provider, is_private: bool) -> ProviderEntry {
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
        join_link: None,
    }
}

/// A topic: 1 to 64 letters, digits, `-` and `_`. Letter case counts.
fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let topic = tidy(typed, usize::MAX)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !topic.chars().all(fits) {
        return Err(fault("handle-fault-ntfy-topic", topic));
    }
    if topic.len() > LONGEST_TOPIC {
        return Err(fault("handle-fault-too-long", ""));
    }
    Ok(Handle {
        shown: topic.to_owned(),
        // Whether it is protected has to be found out first.
        remote_id: None,
    })
}

/// What is published, in ntfy's JSON.
fn message(letter: &Letter) -> serde_json::Value {
    let text = plain(&letter.text, LONGEST, bytes);
    let mut message = json!({
        "topic": letter.to.0,
        "message": text.body,
        // Only what a topic may have in it.
        "sequence_id": letter.idempotency_key.replace('.', "-"),
    });
    if let Some(title) = text.title {
        message["title"] = title.into();
    }
    let link = button_link(letter);
    if letter.carries_code || link.is_some() {
        message["priority"] = HIGH.into();
    }
    if let Some((label, url)) = link {
        message["actions"] = json!([{ "action": "view", "label": label, "url": url }]);
    }
    message
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

fn open_topic() -> Outcome {
    answer::refused(
        "anyone can read this topic, so no codes are sent to it; \
         have it protected from reading on the ntfy server",
    )
}

#[cfg(test)]
mod tests {
    use domain::id::DeliveryId;
    use domain::message::{Button, Part, Text};

    use super::*;

    fn letter(text: Text) -> Letter {
        Letter {
            delivery: DeliveryId(uuid::Uuid::nil()),
            attempt: 1,
            idempotency_key: "0-1.2".to_owned(),
            to: RemoteId("alice".to_owned()),
            text,
            buttons: Vec::new(),
            carries_code: false,
        }
    }

    #[test]
    fn a_handle_is_a_topic_as_the_server_takes_it() {
        assert_eq!(parse_handle(" Alice_kq-3 ").unwrap().shown, "Alice_kq-3");
        let fault = |typed: &str| parse_handle(typed).unwrap_err().key;
        assert_eq!(fault(" "), "handle-fault-empty");
        assert_eq!(fault("ntfy.sh/alice"), "handle-fault-ntfy-topic");
        assert_eq!(fault("älice"), "handle-fault-ntfy-topic");
        assert_eq!(fault(&"a".repeat(65)), "handle-fault-too-long");
        assert!(parse_handle(&"a".repeat(64)).is_ok());
    }

    #[test]
    fn a_button_becomes_an_action_that_opens_the_link_it_stands_for() {
        let text = Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nNot you? ".into()))
            .with(Part::Link("https://acme.example/not-me/1".into()));
        let plain = message(&letter(text.clone()));
        assert_eq!(plain["title"], "Acme");
        assert!(plain.get("actions").is_none() && plain.get("priority").is_none());
        let warning = message(&Letter {
            buttons: vec![Button {
                label: "This was not me".into(),
                data: "d".into(),
            }],
            ..letter(text)
        });
        let action = &warning["actions"][0];
        assert_eq!(
            (&action["action"], &action["label"]),
            (&json!("view"), &json!("This was not me"))
        );
        assert_eq!(action["url"], "https://acme.example/not-me/1");
        assert_eq!(
            (&warning["priority"], &warning["sequence_id"]),
            (&json!(4), &json!("0-1-2"))
        );
    }

    #[test]
    fn an_access_token_alone_is_a_bearer_token() {
        assert_eq!(header(&Token::new("tk_abc")), "Bearer tk_abc");
        assert_eq!(header(&Token::new(" Basic YTpi ")), "Basic YTpi");
    }
}
