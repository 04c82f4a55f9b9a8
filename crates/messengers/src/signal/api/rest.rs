//! signal-cli-rest-api (<https://bbernhard.github.io/signal-cli-rest-api/>), from version 0.98 on, in all its modes.

use std::time::Duration;

use reqwest::{RequestBuilder, Upgraded, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::words::Refused;
use super::{Api, sent};
use crate::http::{Answer, Trouble, Verdict};
use crate::signal::dress::Message;
use crate::signal::handle::Who;
use crate::signal::outcome::Refusal;

/// How long the container is to wait for what comes in, in seconds. While it does, nothing can be sent.
const WAIT: &str = "1";
/// How much is fetched at once: what is longer than our longest answer would be lost.
const MOST: &str = "20";

/// How the container runs signal-cli.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signal) enum Mode {
    /// All the time (`json-rpc`, `json-rpc-native`): what comes in is said over a WebSocket.
    Standing,
    /// Anew for each call (`normal`, `native`): what came in has to be fetched.
    Called,
}

/// `/v1/about`.
#[derive(Deserialize)]
struct About {
    #[serde(rename = "versions")]
    _versions: Vec<String>,
    #[serde(default)]
    mode: String,
}

/// What was sent: versions differ in whether it stands in a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sent {
    All(Vec<SentOnce>),
    One(SentOnce),
}

#[derive(Deserialize)]
struct SentOnce {
    timestamp: Timestamp,
    #[serde(default)]
    errors: Option<Errors>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Timestamp {
    Text(String),
    Number(i64),
}

#[derive(Deserialize)]
struct Errors {
    #[serde(default)]
    recipients: Vec<Failed>,
}

#[derive(Deserialize)]
struct Failed {
    #[serde(default)]
    reason: String,
}

/// Whether somebody has a number.
#[derive(Deserialize)]
struct Found {
    registered: bool,
}

/// What the container knows of somebody.
#[derive(Deserialize)]
struct Contact {
    #[serde(default)]
    uuid: String,
}

impl Api {
    /// How the container runs signal-cli; `None` if whoever answers is none.
    pub(super) async fn mode(&self) -> Result<Option<Mode>, Trouble> {
        let request = self.http.get(self.site.join(&["v1", "about"]));
        let answer = self.http.call(request, self.http.deadlines().whole).await?;
        if !answer.status.is_success() {
            return Ok(None);
        }
        let about = answer.json::<About>().ok();
        Ok(about.map(|about| match about.mode.as_str() {
            "json-rpc" | "json-rpc-native" => Mode::Standing,
            _ => Mode::Called,
        }))
    }

    pub(super) async fn rest_account(&self) -> Result<(), Refusal> {
        let request = self.http.get(self.site.join(&["v1", "accounts"]));
        let answer = self.ask(request, self.http.deadlines().whole, "").await?;
        let accounts: Vec<String> = read(&answer)?;
        if accounts.contains(&self.number) {
            Ok(())
        } else {
            Err(Refusal::NoAccount)
        }
    }

    pub(super) async fn rest_send(&self, to: &str, message: &Message) -> Result<i64, Refusal> {
        let (words, mode) = match &message.marked {
            Some(marked) => (marked, "styled"),
            None => (&message.words, "normal"),
        };
        let body = json!({
            "number": self.number,
            "recipients": [to],
            "message": words,
            "text_mode": mode,
        });
        let request = self.http.post(self.site.join(&["v2", "send"])).json(&body);
        let answer = self.ask(request, self.http.deadlines().whole, to).await;
        match answer.and_then(|answer| sent_at(&answer)) {
            Err(Refusal::Unsaid) if self.has_left(to).await => Err(Refusal::Unregistered),
            sent => sent,
        }
    }

    pub(super) async fn rest_look_up(&self, who: &Who) -> Result<String, Refusal> {
        let id = match who {
            Who::Number(number) => {
                self.search(number).await?;
                number.clone()
            }
            Who::Name(name) => format!("u:{name}"),
        };
        let contact = self.contact(&id, true).await?;
        if contact.uuid.is_empty() {
            return Err(Refusal::Hidden);
        }
        Ok(contact.uuid)
    }

    pub(super) async fn rest_socket(&self) -> Result<Upgraded, Trouble> {
        let deadline = self.http.deadlines().whole;
        self.http
            .open_socket(self.received(), self.world.bytes(), deadline)
            .await
    }

    /// What came in since it was last asked for.
    pub(in crate::signal) async fn fetch<T: DeserializeOwned>(&self) -> Result<Vec<T>, Refusal> {
        let mut url = self.received();
        url.query_pairs_mut()
            .append_pair("timeout", WAIT)
            .append_pair("max_messages", MOST)
            .append_pair("ignore_attachments", "true")
            .append_pair("ignore_stories", "true")
            .append_pair("ignore_avatars", "true")
            .append_pair("ignore_stickers", "true");
        let deadline = self.http.deadlines().whole;
        let answer = self.ask(self.http.get(url), deadline, "").await?;
        read(&answer)
    }

    /// Makes the container ask Signal who has this number now: of whom it knows it says what it has heard before.
    async fn search(&self, number: &str) -> Result<(), Refusal> {
        let mut url = self.site.join(&["v1", "search", &self.number]);
        url.query_pairs_mut().append_pair("numbers", number);
        let answer = self.ask(self.http.get(url), self.http.deadlines().ask, "");
        let found: Vec<Found> = read(&answer.await?)?;
        if found.iter().any(|one| one.registered) {
            Ok(())
        } else {
            Err(Refusal::Nobody)
        }
    }

    /// Who has an id, a number, or a name after `u:`; with `everybody`, also those who were never written to and those
    /// who have left.
    async fn contact(&self, id: &str, everybody: bool) -> Result<Contact, Refusal> {
        let mut url = self.site.join(&["v1", "contacts", &self.number, id]);
        if everybody {
            url.query_pairs_mut().append_pair("all_recipients", "true");
        }
        let answer = self.ask(self.http.get(url), self.http.deadlines().ask, "");
        match answer.await {
            Ok(answer) => read(&answer),
            Err(Refusal::Status(Verdict::Missing(_))) => Err(Refusal::TooOld),
            Err(refusal) => Err(refusal),
        }
    }

    /// Whether somebody to whom a message has just failed is at Signal no more: the container lists whom it has written
    /// to, after another look at their profile, unless they have left.
    async fn has_left(&self, to: &str) -> bool {
        matches!(self.contact(to, false).await, Err(Refusal::Nobody))
    }

    fn received(&self) -> Url {
        self.site.join(&["v1", "receive", &self.number])
    }

    /// The answer if it is a good one. `to` is whom something is sent to.
    async fn ask(
        &self,
        request: RequestBuilder,
        deadline: Duration,
        to: &str,
    ) -> Result<Answer, Refusal> {
        let answer = self.http.call(request, deadline).await?;
        // What stands between us and the container answers with other statuses.
        let refused = match answer.status.as_u16() {
            400 | 404 | 429 | 500 => answer.json::<Refused>().ok(),
            _ => None,
        };
        match refused {
            Some(_) if answer.status.as_u16() == 404 => Err(Refusal::Nobody),
            Some(refused) => Err(refused.read(&self.number, to)),
            None => self.judge(&answer).map(|()| answer),
        }
    }
}

fn sent_at(answer: &Answer) -> Result<i64, Refusal> {
    let sent = match read(answer)? {
        Sent::One(sent) => sent,
        Sent::All(sent) => sent.into_iter().next().ok_or(Refusal::Odd)?,
    };
    let failed = sent
        .errors
        .and_then(|errors| errors.recipients.into_iter().next());
    if let Some(failed) = failed {
        return Err(sent::failure(&failed.reason));
    }
    match sent.timestamp {
        Timestamp::Number(at) => Ok(at),
        Timestamp::Text(at) => at.parse().map_err(|_| Refusal::Odd),
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Refusal> {
    answer.json().map_err(|_| Refusal::Odd)
}
