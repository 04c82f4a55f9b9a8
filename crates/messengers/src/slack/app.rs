//! An app of one's own: people are looked up, and direct messages written to them.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::secret::Token;
use domain::world::World;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::reason::{Reason, of_method, tidy};
use super::{TITLE, dress, handle};
use crate::Letter;
use crate::http::answer::{gone, later, refused};
use crate::http::{Answer, Http, Memory, PresenceFault, Site, Terms, Trouble, Verdict};

const NO_SLACK: &str = "there is no Slack at this address";
/// How long to wait if Slack asks for patience without saying for how long.
const UNASKED: Duration = Duration::from_secs(30);

/// The app, and how to call Slack.
pub(super) struct App {
    http: Http,
    site: Site,
    token: Token,
    world: World,
    /// The conversation with each member.
    conversations: Memory<String>,
}

/// What is in every answer of a method.
#[derive(Deserialize)]
struct Body {
    ok: bool,
    #[serde(default)]
    error: String,
    /// Which permission was needed.
    #[serde(default)]
    needed: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    user: Member,
}

/// What Slack says of somebody.
#[derive(Deserialize)]
struct Member {
    id: String,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    is_bot: bool,
}

#[derive(Deserialize)]
struct Opened {
    channel: Channel,
}

#[derive(Deserialize)]
struct Channel {
    id: String,
}

#[derive(Deserialize)]
struct Posted {
    #[serde(rename = "ts")]
    _ts: String,
}

impl App {
    pub(super) fn new(http: Http, site: Site, token: Token, world: World) -> Self {
        Self {
            http,
            site,
            token,
            world,
            conversations: Memory::default(),
        }
    }

    /// As whom we are known there.
    pub(super) async fn greet(self: Arc<Self>) -> Result<String, PresenceFault> {
        #[derive(Deserialize)]
        struct Me {
            user: String,
            url: String,
        }
        let answer = self
            .call("auth.test", &[], self.http.deadlines().ask)
            .await?;
        let verdict = answer.verdict(UNASKED, self.world.now());
        if let Some(fault) = PresenceFault::of(verdict, TITLE, &self.refused(), NO_SLACK) {
            return Err(fault);
        }
        let body: Body = answer.json().map_err(|_| PresenceFault::new(NO_SLACK))?;
        if !body.ok {
            return Err(match of_method(&body.error) {
                Reason::Patience => PresenceFault::patience(TITLE, UNASKED),
                Reason::Trouble => {
                    PresenceFault::new(format!("Slack is in trouble ({})", tidy(&body.error)))
                }
                Reason::Login | Reason::Permission | Reason::Gone(_) | Reason::Message => {
                    PresenceFault::locked(format!("{} ({})", self.refused(), tidy(&body.error)))
                }
            });
        }
        let me: Me = answer.json().map_err(|_| PresenceFault::new(NO_SLACK))?;
        let place = me.url.trim_start_matches("https://").trim_end_matches('/');
        Ok(format!("{}@{place}", me.user))
    }

    /// The member id of whoever has this address or id.
    pub(super) async fn find(&self, terms: &Terms, handle: &str) -> Result<String, Outcome> {
        let (method, field) = match handle::member_id(handle) {
            Some(id) => ("users.info", ("user", id)),
            None => ("users.lookupByEmail", ("email", handle.to_owned())),
        };
        let deadline = self.http.deadlines().ask;
        let found: Found = self
            .ask(terms, method, &[(field.0, &field.1)], deadline)
            .await?;
        match found.user {
            member if member.is_bot => Err(gone("this is a bot, and no bot reads messages")),
            member if member.deleted => Err(gone("the Slack account is deactivated")),
            member => Ok(member.id),
        }
    }

    /// Writes a direct message.
    pub(super) async fn write(&self, terms: &Terms, letter: &Letter) -> Result<(), Outcome> {
        let member = letter.to.0.as_str();
        let channel = self.conversation(terms, member).await?;
        let fields = [
            ("channel", channel.as_str()),
            ("text", &dress::text(letter)),
            ("unfurl_links", "false"),
            ("unfurl_media", "false"),
        ];
        let deadline = self.http.deadlines().whole;
        let posted = self
            .ask::<Posted>(terms, "chat.postMessage", &fields, deadline)
            .await;
        if matches!(posted, Err(Outcome::Never { .. })) {
            // If it was the conversation, the next message opens another.
            self.conversations.forget(member);
        }
        posted.map(|_| ())
    }

    /// The conversation with a member; Slack is asked once.
    async fn conversation(&self, terms: &Terms, member: &str) -> Result<String, Outcome> {
        if let Some(channel) = self.conversations.get(member) {
            return Ok(channel);
        }
        let deadlines = self.http.deadlines();
        let deadline = deadlines.ask.min(deadlines.whole);
        let fields = [("users", member)];
        let opened: Opened = self
            .ask(terms, "conversations.open", &fields, deadline)
            .await?;
        self.conversations.put(member, opened.channel.id.clone());
        Ok(opened.channel.id)
    }

    /// Calls a method, and reads what it gives or why not.
    async fn ask<T: DeserializeOwned>(
        &self,
        terms: &Terms,
        method: &str,
        fields: &[(&str, &str)],
        deadline: Duration,
    ) -> Result<T, Outcome> {
        let troubled = |trouble: Trouble| terms.troubled(&trouble);
        let answer = self
            .call(method, fields, deadline)
            .await
            .map_err(troubled)?;
        match answer.verdict(UNASKED, terms.now()) {
            Verdict::Good => {}
            Verdict::Locked(_) => return Err(terms.locked_out(&self.refused())),
            Verdict::Missing(_) => return Err(terms.doubt(NO_SLACK.to_owned())),
            other @ (Verdict::Patience(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
                return Err(terms.read(other));
            }
        }
        let body: Body = answer.json().map_err(troubled)?;
        if body.ok {
            answer.json().map_err(troubled)
        } else {
            Err(self.refusal(terms, &body))
        }
    }

    async fn call(
        &self,
        method: &str,
        fields: &[(&str, &str)],
        deadline: Duration,
    ) -> Result<Answer, Trouble> {
        let request = self.http.post(self.site.join(&["api", method]));
        let request = request.bearer_auth(self.token.reveal()).form(fields);
        self.http.call(request, deadline).await
    }

    /// Why a method was refused.
    fn refusal(&self, terms: &Terms, body: &Body) -> Outcome {
        let code = tidy(&body.error);
        match of_method(&body.error) {
            Reason::Login => terms.locked_out(&format!("{} ({code})", self.refused())),
            Reason::Permission => {
                let needed = body
                    .needed
                    .as_deref()
                    .filter(|needed| !needed.contains(char::is_control));
                let needed = needed.unwrap_or("another scope");
                later(format!(
                    "the Slack app lacks a permission: give it {needed}, and install it again ({code})"
                ))
            }
            Reason::Gone(why) => gone(format!("{why} ({code})")),
            Reason::Patience => terms.wait(None, UNASKED),
            Reason::Trouble => terms.doubt(format!("Slack is in trouble ({code})")),
            Reason::Message => refused(format!("Slack refused the message ({code})")),
        }
    }

    /// What to say when the token is refused.
    fn refused(&self) -> String {
        let key = self.http.key("botToken");
        format!("Slack refuses the app's token: look at {key}")
    }
}
