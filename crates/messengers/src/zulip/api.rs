//! Zulip's calls and what its answers say.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{LONGEST, TITLE};
use crate::http::{Answer, Http, PresenceFault, Site, Trouble, Verdict};

/// How long to wait if the server asks for patience without saying for how long.
const UNASKED: Duration = Duration::from_secs(60);
/// A limit below this is none that a server would have.
const SHORTEST_LIMIT: usize = 100;

/// The server, and how to call it.
pub(super) struct Api {
    http: Http,
    site: Site,
    email: String,
    key: Token,
    world: World,
    /// The longest message in characters, as the server says.
    longest: AtomicUsize,
}

/// An answer.
pub(super) struct Said(Answer);

/// What the server says of somebody.
#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) user_id: i64,
    pub(super) is_active: bool,
    #[serde(default)]
    pub(super) is_bot: bool,
}

/// What Zulip writes into refusals. Besides there is `msg`, a sentence in the bot's language.
#[derive(Deserialize)]
struct Refusal {
    code: String,
    #[serde(default, rename = "retry-after")]
    retry_after: Option<f64>,
}

impl Api {
    pub(super) fn new(http: Http, site: Site, email: String, key: Token, world: World) -> Self {
        Self {
            http,
            site,
            email,
            key,
            world,
            longest: AtomicUsize::new(LONGEST),
        }
    }

    /// What to say when the login is refused.
    pub(super) fn refused(&self) -> String {
        let (email, key) = (self.http.key("email"), self.http.key("api_key"));
        format!("the Zulip server refuses the login: look at {email} and {key}")
    }

    /// What to say when no Zulip is there.
    pub(super) fn absent(&self) -> String {
        let site = self.http.key("site");
        format!("there is no Zulip server at this address: look at {site}")
    }

    /// The longest message in characters.
    pub(super) fn longest(&self) -> usize {
        self.longest.load(Ordering::Relaxed)
    }

    /// As whom we are known there; on the way, how long messages may be.
    pub(super) async fn greet(self: Arc<Self>) -> Result<String, PresenceFault> {
        #[derive(Deserialize)]
        struct Me {
            email: String,
        }
        let request = self.http.get(self.site.join(&["api", "v1", "users", "me"]));
        let said = self.call(request, self.http.deadlines().ask).await?;
        let verdict = said.verdict(self.world.now());
        if let Some(fault) = PresenceFault::of(verdict, TITLE, &self.refused(), &self.absent()) {
            return Err(fault);
        }
        let me: Me = said
            .read()
            .ok_or_else(|| PresenceFault::new(self.absent()))?;
        // Servers from before 4.0 do not say; then it stays at what all have.
        if let Ok(Some(longest)) = self.ask_longest().await {
            self.longest.store(longest, Ordering::Relaxed);
        }
        Ok(format!("{} on {}", me.email, self.site.shown()))
    }

    /// Who has this address or id.
    pub(super) async fn look_up(&self, who: &str) -> Result<Said, Trouble> {
        let request = self.http.get(self.site.join(&["api", "v1", "users", who]));
        self.call(request, self.http.deadlines().ask).await
    }

    /// Sends a direct message.
    pub(super) async fn send(&self, id: &str, content: &str) -> Result<Said, Trouble> {
        let to = format!("[{id}]");
        // Since 7.0 it is called `direct` as well; all servers know the older word.
        let form = [
            ("type", "private"),
            ("to", to.as_str()),
            ("content", content),
        ];
        let request = self.http.post(self.site.join(&["api", "v1", "messages"]));
        self.call(request.form(&form), self.http.deadlines().whole)
            .await
    }

    /// Asks how long messages may be. The server says so only with a queue of events, which is ended at once.
    async fn ask_longest(&self) -> Result<Option<usize>, Trouble> {
        #[derive(Deserialize)]
        struct Registered {
            queue_id: Option<String>,
            max_message_length: Option<usize>,
        }
        let deadline = self.http.deadlines().ask;
        let request = self.http.post(self.site.join(&["api", "v1", "register"]));
        let request = request.form(&[("event_types", r#"["realm"]"#)]);
        let Some(registered) = self.call(request, deadline).await?.read::<Registered>() else {
            return Ok(None);
        };
        if let Some(queue) = registered.queue_id {
            let request = self.http.delete(self.site.join(&["api", "v1", "events"]));
            // If that fails, the server ends it after ten minutes.
            let _ = self
                .call(request.form(&[("queue_id", queue)]), deadline)
                .await;
        }
        let longest = registered.max_message_length;
        Ok(longest.filter(|longest| *longest >= SHORTEST_LIMIT))
    }

    async fn call(&self, request: RequestBuilder, deadline: Duration) -> Result<Said, Trouble> {
        let request = request.basic_auth(&self.email, Some(self.key.reveal()));
        self.http.call(request, deadline).await.map(Said)
    }
}

impl Said {
    pub(super) fn verdict(&self, now: Timestamp) -> Verdict {
        let asked = self.refusal().and_then(|refusal| refusal.retry_after);
        let asked = asked.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        self.0.verdict(asked.unwrap_or(UNASKED), now)
    }

    /// Whether it says which message was made.
    pub(super) fn has_message(&self) -> bool {
        #[derive(Deserialize)]
        struct Made {
            #[serde(rename = "id")]
            _id: i64,
        }
        self.read::<Made>().is_some()
    }

    /// Whether the reason is not one of those that have a code of their own.
    pub(super) fn is_in_words(&self) -> bool {
        self.refusal()
            .is_some_and(|refusal| refusal.code == "BAD_REQUEST")
    }

    pub(super) fn person(&self) -> Option<Person> {
        #[derive(Deserialize)]
        struct Found {
            user: Person,
        }
        self.read::<Found>().map(|found| found.user)
    }

    fn refusal(&self) -> Option<Refusal> {
        self.read()
    }

    fn read<T: DeserializeOwned>(&self) -> Option<T> {
        self.0.json().ok()
    }
}
