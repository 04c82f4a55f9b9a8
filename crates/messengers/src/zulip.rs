//! Zulip, with a bot of one's own: direct messages to people of the same organization.
//!
//! - **Accounts** are user ids. A person is looked up by e-mail once; when the address changes, the account stays.
//! - **Sent** means that the server has the message. There are no receipts, and nothing by which the server would know a
//!   message again: one that is tried again may come twice.
//! - **Refused.** Zulip says in words alone, in the bot's language, why a message cannot be sent. So the person is
//!   looked up then: whoever is deactivated or gone is given up.
//! - **Limits.** 200 requests a minute is what servers allow unless told otherwise; it is kept below that. When the
//!   server asks for patience, everything rests, since it counts by sender.
//!
//! Sources: <https://zulip.com/api/send-message>, <https://zulip.com/api/get-user-by-email>,
//! <https://zulip.com/api/rest-error-handling>, <https://zulip.com/api/register-queue>.

mod api;
mod dress;
mod section;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;

use self::api::{Api, Person, Said};
use crate::http::answer::{gone, refused};
use crate::http::{
    Http, Rate, Rules, Site, Terms, Trouble, Verdict, Waits, Way, WayFault, check, ended,
};
use crate::typed::{LONGEST_EMAIL, fault, is_email, tidy};
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

const TITLE: &str = "Zulip";
/// The longest message in characters, unless the server says otherwise.
const LONGEST: usize = 10_000;
/// How many digits an id has at most.
const LONGEST_ID: usize = 18;
/// How many calls are under way at once.
const AT_ONCE: usize = 4;

/// How to reach the server and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `messaging.zulip.site`: where it is.
    pub site: Site,
    /// `messaging.zulip.email`: the bot's address.
    pub email: String,
    /// `messaging.zulip.api_key`: its key.
    pub api_key: Token,
    /// How to get there.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
}

/// What servers allow unless their operators say otherwise, less a fifth: a minute may begin with the whole burst.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_millis(500),
        burst: 40,
    }),
    each: None,
};

/// A messenger for one bot.
pub struct Zulip {
    entry: ProviderEntry,
    api: Arc<Api>,
    terms: Terms,
}

impl Zulip {
    /// Starts a messenger, which finds out by itself whether the server is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let http = Http::new(&settings.way, &provider, AT_ONCE)?;
        let Settings { site, email, .. } = settings;
        let is_private = !site.is_exposed();
        let world = surroundings.world.clone();
        let api = Arc::new(Api::new(http, site, email, settings.api_key, world));
        let (rules, waits) = (settings.rules, settings.waits);
        Ok(Arc::new(Self {
            entry: entry(provider, is_private),
            terms: Terms::start(TITLE, rules, waits, surroundings, check(&api, Api::greet)),
            api,
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let id = letter.to.0.as_str();
        self.terms.pass(id, letter.carries_code).await?;
        let content = dress::content(&letter.text, self.api.longest());
        let said = self.call(self.api.send(id, &content)).await?;
        let verdict = said.verdict(self.terms.now());
        if verdict == Verdict::Good && said.has_message() {
            return Ok(());
        }
        // The server's reason is a sentence in its language: whether it is about the person has to be found out.
        if matches!(verdict, Verdict::Refused(_)) && said.is_in_words() {
            return Err(self.why_refused(id).await);
        }
        Err(self.read(verdict))
    }

    /// Why a message to this person is refused.
    async fn why_refused(&self, id: &str) -> Outcome {
        match self.look_up(id).await {
            Ok(person) => match fault_of(&person) {
                Some(outcome) => outcome,
                None => refused(
                    "the Zulip server refused the message: it may not let the bot begin direct messages",
                ),
            },
            Err(outcome) => outcome,
        }
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let handle = parse_handle(handle).map_err(|_| gone("this is no address and no user id"))?;
        self.terms.ready()?;
        let person = self.look_up(&handle.shown).await?;
        match fault_of(&person) {
            Some(outcome) => Err(outcome),
            None => Ok(RemoteId(person.user_id.to_string())),
        }
    }

    /// Who this is, by address or id.
    async fn look_up(&self, who: &str) -> Result<Person, Outcome> {
        let said = self.call(self.api.look_up(who)).await?;
        let verdict = said.verdict(self.terms.now());
        if verdict == Verdict::Good
            && let Some(person) = said.person()
        {
            return Ok(person);
        }
        if matches!(verdict, Verdict::Refused(_)) && said.is_in_words() {
            return Err(gone(
                "nobody in this Zulip organization has this address or id, or the address is hidden from the bot: \
                 then the user id on the person's profile will do",
            ));
        }
        Err(self.read(verdict))
    }

    async fn call(
        &self,
        call: impl Future<Output = Result<Said, Trouble>>,
    ) -> Result<Said, Outcome> {
        call.await.map_err(|trouble| self.terms.troubled(&trouble))
    }

    /// What an answer means that says nothing of a person or a message.
    fn read(&self, verdict: Verdict) -> Outcome {
        match verdict {
            Verdict::Good => {
                let what = "it is none of Zulip".to_owned();
                self.terms.troubled(&Trouble::Malformed(what))
            }
            Verdict::Locked(_) => self.terms.locked_out(&self.api.refused()),
            // A page that is missing is no person that is: there is no Zulip there now.
            Verdict::Missing(_) => self.terms.doubt(self.api.absent()),
            other @ (Verdict::Patience(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
                self.terms.read(other)
            }
        }
    }
}

impl Messenger for Zulip {
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
        icon: "zulip",
        handle_example: "alice@example.org",
        handle_is_secret: false,
        carries_codes: is_private,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle,
        start_link: None,
        join_link: None,
    }
}

/// An e-mail address as Zulip knows it, or a user id.
fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let typed = tidy(typed, LONGEST_EMAIL)?;
    let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = is_number && typed.len() <= LONGEST_ID && !typed.starts_with('0');
    if !is_id && !is_email(typed) {
        return Err(fault("handle-fault-zulip-person", typed));
    }
    Ok(Handle {
        shown: typed.to_owned(),
        // Zulip says who it is, and whether they are still there.
        remote_id: None,
    })
}

/// Why nothing can be sent to somebody, if so.
fn fault_of(person: &Person) -> Option<Outcome> {
    match person {
        _ if person.is_bot => Some(gone("this is a bot, and no bot reads messages")),
        _ if !person.is_active => Some(gone("the Zulip account is deactivated")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_an_address_or_an_id() {
        for typed in [
            " alice@example.org ",
            "user8@zulip.example.org",
            "8",
            "10283",
        ] {
            let handle = parse_handle(typed).unwrap();
            assert_eq!(
                (handle.shown.as_str(), handle.remote_id),
                (typed.trim(), None)
            );
        }
        for typed in [
            "alice",
            "@alice",
            "0",
            "08",
            "a@b@example.org",
            "a/b@example.org",
            "a b@c.org",
            "1234567890123456789",
        ] {
            let fault = parse_handle(typed).unwrap_err();
            assert_eq!(
                (fault.key, fault.detail.as_str()),
                ("handle-fault-zulip-person", typed)
            );
        }
        assert_eq!(parse_handle(" ").unwrap_err().key, "handle-fault-empty");
        let long = format!("{}@example.org", "a".repeat(250));
        assert_eq!(
            parse_handle(&long).unwrap_err().key,
            "handle-fault-too-long"
        );
    }
}
