//! Pushover's calls and what its answers say.

use std::sync::Arc;
use std::time::Duration;

use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use reqwest::Url;
use serde::Deserialize;

use super::{LONGEST, QUOTA_REST, TITLE};
use crate::Letter;
use crate::http::{Answer, Http, PresenceFault, Site, Trouble, Verdict};
use crate::letter_text::{button_link, characters, plain};

const ABSENT: &str = "there is no Pushover at this address";
/// Pushover repeats a message that waits to be confirmed so often …
const RETRY: Duration = Duration::from_secs(60);
/// … and so long.
pub(super) const EXPIRE: Duration = Duration::from_secs(3_600);
/// Pushover's priorities: high is loud even in quiet hours; emergency is repeated until it is confirmed.
const HIGH: &str = "1";
const EMERGENCY: &str = "2";
/// The longest title, address and label, in characters.
const LONGEST_TITLE: usize = 250;
const LONGEST_URL: usize = 512;
const LONGEST_LABEL: usize = 100;

/// Pushover, and how to call it.
pub(super) struct Api {
    pub(super) http: Http,
    pub(super) site: Site,
    pub(super) token: Token,
    pub(super) confirm_warnings: bool,
    pub(super) world: World,
}

/// An answer, with what Pushover writes into each.
pub(super) struct Said {
    answer: Answer,
    body: Option<Body>,
}

/// What Pushover writes into its answers; of a refusal it names the field that is at fault.
#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    status: i64,
    #[serde(default)]
    receipt: Option<String>,
    #[serde(default)]
    group: Option<i64>,
    #[serde(default)]
    acknowledged: Option<i64>,
    #[serde(default)]
    expired: Option<i64>,
    #[serde(default)]
    token: Option<serde_json::Value>,
    #[serde(default)]
    user: Option<serde_json::Value>,
    #[serde(default)]
    device: Option<serde_json::Value>,
}

impl Api {
    /// Whether the token is right, by the cheapest call; gives the name of the place.
    pub(super) async fn limits(self: Arc<Self>) -> Result<String, PresenceFault> {
        let said = self.get(&["1", "apps", "limits.json"]).await?;
        if said.is_done() {
            return Ok(self.site.shown());
        }
        if said.is_token_refused() {
            return Err(PresenceFault::locked(self.refused()));
        }
        let verdict = said.verdict(self.world.now());
        Err(PresenceFault::of(verdict, TITLE, ABSENT, ABSENT)
            .unwrap_or_else(|| PresenceFault::new(ABSENT)))
    }

    /// What to say when the token is refused.
    pub(super) fn refused(&self) -> String {
        let key = self.http.key("token");
        format!("Pushover refuses the application's token: look at {key}")
    }

    /// Whose key it is.
    pub(super) async fn validate(&self, key: &str) -> Result<Said, Trouble> {
        let form = [("token", self.token.reveal()), ("user", key)];
        let deadline = self.http.deadlines().ask;
        self.post(&["1", "users", "validate.json"], &form, deadline)
            .await
    }

    /// Sends a message.
    pub(super) async fn send(&self, letter: &Letter) -> Result<Said, Trouble> {
        let form = form(letter, self.confirm_warnings);
        let mut fields = vec![("token", self.token.reveal())];
        fields.extend(form.iter().map(|(name, value)| (*name, value.as_str())));
        let deadline = self.http.deadlines().whole;
        self.post(&["1", "messages.json"], &fields, deadline).await
    }

    /// What became of a message that waits to be confirmed.
    pub(super) async fn receipt(&self, receipt: &str) -> Result<Said, Trouble> {
        let name = format!("{receipt}.json");
        self.get(&["1", "receipts", &name]).await
    }

    async fn get(&self, path: &[&str]) -> Result<Said, Trouble> {
        let mut url: Url = self.site.join(path);
        url.query_pairs_mut()
            .append_pair("token", self.token.reveal());
        let deadline = self.http.deadlines().ask;
        let answer = self.http.call(self.http.get(url), deadline).await?;
        Ok(Said::read(answer))
    }

    async fn post(
        &self,
        path: &[&str],
        form: &[(&str, &str)],
        deadline: Duration,
    ) -> Result<Said, Trouble> {
        let request = self.http.post(self.site.join(path)).form(form);
        Ok(Said::read(self.http.call(request, deadline).await?))
    }
}

impl Said {
    fn read(answer: Answer) -> Self {
        let body = answer.json().ok();
        Self { answer, body }
    }

    /// Whether Pushover says that it did what was asked.
    pub(super) fn is_done(&self) -> bool {
        self.answer.status.is_success() && self.body.as_ref().is_some_and(|body| body.status == 1)
    }

    pub(super) fn verdict(&self, now: Timestamp) -> Verdict {
        let verdict = self.answer.verdict(QUOTA_REST, now);
        match (verdict, self.reset()) {
            (Verdict::Patience(_), Some(reset)) if self.answer.retry_after(now).is_none() => {
                // Who buys more messages need not wait for the next month.
                Verdict::Patience(reset.since(now).min(QUOTA_REST))
            }
            (verdict, _) => verdict,
        }
    }

    /// When the month's messages are counted anew.
    fn reset(&self) -> Option<Timestamp> {
        let seconds = self.answer.headers.get("X-Limit-App-Reset")?;
        let seconds: i64 = seconds.to_str().ok()?.parse().ok()?;
        Some(Timestamp::from_micros(seconds.checked_mul(1_000_000)?))
    }

    pub(super) fn is_token_refused(&self) -> bool {
        let says_so = self.names(|body| body.token.is_some());
        says_so || matches!(self.answer.status.as_u16(), 401 | 403)
    }

    pub(super) fn is_user_refused(&self) -> bool {
        self.names(|body| body.user.is_some() || body.device.is_some())
    }

    pub(super) fn is_group(&self) -> bool {
        self.body.as_ref().and_then(|body| body.group) == Some(1)
    }

    pub(super) fn receipt(&self) -> Option<&str> {
        self.body.as_ref()?.receipt.as_deref()
    }

    pub(super) fn is_acknowledged(&self) -> bool {
        self.body.as_ref().and_then(|body| body.acknowledged) == Some(1)
    }

    pub(super) fn is_expired(&self) -> bool {
        self.body.as_ref().and_then(|body| body.expired) == Some(1)
    }

    /// Whether it is a refusal (400 and above, below 500) that names this.
    fn names(&self, what: fn(&Body) -> bool) -> bool {
        self.answer.status.is_client_error() && self.body.as_ref().is_some_and(what)
    }
}

/// The fields of a message, but the token.
fn form(letter: &Letter, confirm_warnings: bool) -> Vec<(&'static str, String)> {
    let text = plain(&letter.text, LONGEST, characters);
    let mut form = vec![("user", letter.to.0.clone()), ("message", text.body)];
    if let Some(title) = text.title {
        form.push(("title", head(&title, LONGEST_TITLE)));
    }
    let link = button_link(letter);
    if letter.carries_code {
        form.push(("priority", HIGH.to_owned()));
        // A code that works no more is only in the way.
        form.push(("ttl", domain::challenge::LIFETIME.as_secs().to_string()));
    } else if confirm_warnings && link.is_some() {
        form.push(("priority", EMERGENCY.to_owned()));
        form.push(("retry", RETRY.as_secs().to_string()));
        form.push(("expire", EXPIRE.as_secs().to_string()));
    }
    if let Some((label, url)) = link
        && characters(url) <= LONGEST_URL
    {
        form.push(("url", url.to_owned()));
        form.push(("url_title", head(label, LONGEST_LABEL)));
    }
    form
}

fn head(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
