//! ntfy, on any server: a topic is an account.
//!
//! - **Codes** go to topics that nobody can read without a login. That is found out by trying: when the topic is first
//!   used, and again before a code once ten minutes have passed.
//! - **Sent** means that the server has the message. There are no receipts. A message that is tried again has the same
//!   sequence id, so that newer servers (2.16) show it once.
//! - **Limits.** The server's usual ones are kept to: 60 requests at once, then one in 5 seconds. When it asks for
//!   patience, everything rests, since it counts by sender, not by topic.
//!
//! Sources: <https://docs.ntfy.sh/publish/>, <https://docs.ntfy.sh/config/#rate-limiting>; the numbers of errors are
//! those of the server.

mod section;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
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
use tokio_util::sync::CancellationToken;

use crate::http::{
    Answer, Http, Pace, Presence, PresenceFault, Rate, Rules, Site, Trouble, Verdict, Waits, Way,
    WayFault, answer,
};
use crate::letter_text::{button_link, bytes, plain};
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
/// How many topics are remembered.
const REMEMBERED: usize = 4_096;
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
    presence: Presence,
    pace: Pace,
    world: World,
    stop: CancellationToken,
    /// Whether a topic is protected, and when that was found out.
    topics: Mutex<HashMap<String, (bool, Timestamp)>>,
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
        let world = surroundings.world.clone();
        let server = Arc::new(Server {
            http: Http::new(&settings.way, SECTION, AT_ONCE)?,
            authorization: settings.authorization.as_ref().map(header),
            site: settings.site,
            world: world.clone(),
        });
        let asked = Arc::clone(&server);
        let check = Box::new(move || {
            let server = Arc::clone(&asked);
            async move { server.account().await }.boxed()
        });
        Ok(Arc::new(Self {
            entry: entry(provider, !server.site.is_exposed()),
            presence: Presence::start(TITLE, settings.waits, surroundings, check),
            server,
            pace: Pace::new(settings.rules, world.clone()),
            world,
            stop: surroundings.stop.clone(),
            topics: Mutex::default(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        if let Err(outcome) = self.ready() {
            return outcome;
        }
        let topic = letter.to.0.as_str();
        let pass = self.pace.pass(topic, letter.carries_code);
        match self.stop.run_until_cancelled(pass).await {
            Some(Ok(())) => {}
            Some(Err(wait)) => return answer::patience(TITLE, wait),
            None => return answer::stopped(),
        }
        if letter.carries_code {
            match self.is_protected(topic).await {
                Ok(true) => {}
                Ok(false) => return open_topic(),
                Err(outcome) => return outcome,
            }
        }
        match self.server.publish(letter).await {
            Ok(answer) => self.read(&answer),
            Err(trouble) => self.troubled(&trouble),
        }
    }

    /// What the server says to a message.
    fn read(&self, answer: &Answer) -> Outcome {
        let code = answer.json().map_or(0, |refusal: Refusal| refusal.code);
        match answer.verdict(unasked(code), self.world.now()) {
            Verdict::Good => match answer.json::<Published>() {
                Ok(Published { event }) if event == "message" => Outcome::Sent,
                Ok(_) => self.troubled(&Trouble::Malformed("it is none of ntfy".to_owned())),
                Err(trouble) => self.troubled(&trouble),
            },
            Verdict::Patience(wait) => {
                self.pace.put_off(None, wait);
                answer::patience(TITLE, wait)
            }
            Verdict::Locked(status) if status.as_u16() == 403 => Outcome::Never {
                why: "the ntfy server does not let Postern write to this topic".to_owned(),
                account: true,
            },
            Verdict::Locked(_) => {
                self.presence.down(REFUSED.to_owned());
                answer::later(REFUSED.to_owned())
            }
            Verdict::Refused(_) if matches!(code, 40_009 | 40_010) => Outcome::Never {
                why: "the ntfy server takes no topic of this name".to_owned(),
                account: true,
            },
            // A page that is missing is no topic that is: there is no ntfy there now.
            Verdict::Missing(_) => {
                self.presence.doubt();
                answer::later(NO_NTFY.to_owned())
            }
            Verdict::Again(why) => {
                self.presence.doubt();
                answer::later(why)
            }
            refused @ Verdict::Refused(_) => refused.outcome(TITLE),
        }
    }

    fn troubled(&self, trouble: &Trouble) -> Outcome {
        self.presence.doubt();
        trouble.outcome()
    }

    /// Whether nobody can read the topic without a login.
    async fn is_protected(&self, topic: &str) -> Result<bool, Outcome> {
        let now = self.world.now();
        let known = self.topics().get(topic).copied();
        if let Some((is_protected, at)) = known
            && now.since(at) < TRUSTED_FOR
        {
            return Ok(is_protected);
        }
        let answer = self.server.read_without_login(topic).await;
        let answer = answer.map_err(|trouble| self.troubled(&trouble))?;
        let is_protected = match answer.verdict(REFILL, now) {
            Verdict::Good => false,
            Verdict::Locked(_) => true,
            other @ (Verdict::Patience(_)
            | Verdict::Missing(_)
            | Verdict::Refused(_)
            | Verdict::Again(_)) => {
                if let Verdict::Patience(wait) = other {
                    self.pace.put_off(None, wait);
                }
                return Err(match other.outcome(TITLE) {
                    Outcome::Never { why, .. } => answer::later(why),
                    outcome @ (Outcome::Later { .. } | Outcome::Sent) => outcome,
                });
            }
        };
        let mut topics = self.topics();
        if topics.len() >= REMEMBERED {
            topics.clear();
        }
        topics.insert(topic.to_owned(), (is_protected, now));
        Ok(is_protected)
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let topic = parse_handle(handle).map_err(|_| Outcome::Never {
            why: "this is no topic of ntfy".to_owned(),
            account: true,
        })?;
        self.ready()?;
        self.is_protected(&topic.shown).await?;
        Ok(RemoteId(topic.shown))
    }

    fn ready(&self) -> Result<(), Outcome> {
        match self.presence.trouble() {
            None => Ok(()),
            Some(why) => Err(answer::later(format!("not connected: {why}"))),
        }
    }

    fn topics(&self) -> std::sync::MutexGuard<'_, HashMap<String, (bool, Timestamp)>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
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
    async fn account(&self) -> Result<String, PresenceFault> {
        let url = self.site.join(&["v1", "account"]);
        let deadline = self.http.deadlines().whole;
        let answer = self.http.call(self.login(self.http.get(url)), deadline);
        let answer = answer.await.map_err(|trouble| down(trouble.to_string()))?;
        match answer.verdict(REFILL, self.world.now()) {
            Verdict::Good => {}
            Verdict::Patience(wait) => {
                return Err(PresenceFault {
                    after: Some(wait),
                    ..down("the ntfy server asks for patience".to_owned())
                });
            }
            Verdict::Locked(_) => {
                return Err(PresenceFault {
                    is_locked: true,
                    ..down(REFUSED.to_owned())
                });
            }
            Verdict::Missing(_) | Verdict::Refused(_) => return Err(down(NO_NTFY.to_owned())),
            Verdict::Again(why) => return Err(down(why)),
        }
        let who: Who = answer.json().map_err(|_| down(NO_NTFY.to_owned()))?;
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
        self.presence.connection()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        self.ask(handle).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
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
    let topic = typed.trim();
    let fault = |key, detail: &str| {
        let detail = detail.to_owned();
        Err(HandleFault { key, detail })
    };
    if topic.is_empty() {
        return fault("handle-fault-empty", "");
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !topic.chars().all(fits) {
        return fault("handle-fault-ntfy-topic", topic);
    }
    if topic.len() > LONGEST_TOPIC {
        return fault("handle-fault-too-long", "");
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
    Outcome::Never {
        why: "anyone can read this topic, so no codes are sent to it; \
              have it protected from reading on the ntfy server"
            .to_owned(),
        account: false,
    }
}

fn down(why: String) -> PresenceFault {
    PresenceFault {
        why,
        is_locked: false,
        after: None,
    }
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
