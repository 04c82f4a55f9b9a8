//! Pushover, with an application of one's own: a user key is an account.
//!
//! - **The key is a secret.** It is kept as the account's id alone, which is never shown; the handle is what is left when
//!   its middle is taken out.
//! - **Codes** are of high priority, and vanish when they have run out. None goes to a group's key.
//! - **Sent** means that Pushover has queued the message. Warnings can be sent so that Pushover repeats them until somebody
//!   confirms (its emergency priority); then they are delivered.
//! - **Limits.** Two calls at once. When the month's messages are used up, everything rests until Pushover allows more.
//!
//! Sources: <https://pushover.net/api>, <https://pushover.net/api/receipts>.

mod call;
mod receipts;
mod section;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

use self::call::{Api, Said};
use self::receipts::{Receipt, Receipts};
use crate::http::{
    Http, Memory, Rate, Rules, Site, Terms, Trouble, Verdict, Waits, Way, WayFault, answer, check,
    ended,
};
use crate::typed::{fault, tidy};
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

/// Pushover's own address.
pub const PUBLIC: &str = "https://api.pushover.net";
const TITLE: &str = "Pushover";
/// The longest message in characters.
const LONGEST: usize = 1_024;
/// How long a key is.
const KEY_LENGTH: usize = 30;
/// How many calls are under way at once: more may be taken for abuse.
const AT_ONCE: usize = 2;
/// No call is repeated sooner after a fault of the server.
const REST: Duration = Duration::from_secs(5);
/// How long nothing is tried when the month's messages are used up and Pushover does not say until when.
const QUOTA_REST: Duration = Duration::from_secs(3_600);
/// How many messages wait to be confirmed; of what comes beyond that, nothing is heard.
const MOST_RECEIPTS: usize = 256;

/// How to reach Pushover and log in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub site: Site,
    /// `messaging.pushover.token`: the application's token.
    pub token: Token,
    /// `messaging.pushover.confirmWarnings`: whether warnings come again and again until somebody confirms them.
    pub confirm_warnings: bool,
    /// How to get there.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
    /// How soon it is asked again whether it is there.
    pub waits: Waits,
    /// How often it is asked whether a message was confirmed; not below 5 seconds at Pushover's own address.
    pub look: Duration,
}

impl Settings {
    /// The usual pace of [`Settings::look`].
    pub const LOOK: Duration = Duration::from_secs(6);
}

/// What keeps two calls at once from being a burst of many.
pub const USUAL_RULES: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_millis(250),
        burst: 8,
    }),
    each: Some(Rate {
        every: Duration::from_secs(1),
        burst: 5,
    }),
};

/// A messenger for one application.
pub struct Pushover {
    entry: ProviderEntry,
    api: Arc<Api>,
    terms: Terms,
    receipts: mpsc::Sender<Receipt>,
    /// Whether a key is that of a group.
    groups: Memory<bool>,
}

impl Pushover {
    /// Starts a messenger, which finds out by itself whether Pushover is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let api = Arc::new(Api {
            http: Http::new(&settings.way, &provider, AT_ONCE)?,
            site: settings.site,
            token: settings.token,
            confirm_warnings: settings.confirm_warnings,
            world: surroundings.world.clone(),
        });
        let (receipts, waiting) = mpsc::channel(MOST_RECEIPTS);
        if settings.confirm_warnings {
            let receipts = Receipts {
                api: Arc::clone(&api),
                news: surroundings.news.clone(),
                world: surroundings.world.clone(),
                look: settings.look,
            };
            let stop = surroundings.stop.clone();
            let keep = async move { stop.run_until_cancelled(receipts.keep(waiting)).await };
            surroundings.tasks.spawn(keep);
        }
        let check = check(&api, Api::limits);
        let terms = Terms::start(TITLE, settings.rules, settings.waits, surroundings, check);
        Ok(Arc::new(Self {
            entry: entry(provider, !api.site.is_exposed(), settings.confirm_warnings),
            terms: terms.resting(REST),
            api,
            receipts,
            groups: Memory::default(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Outcome> {
        let key = letter.to.0.as_str();
        self.terms.pass(key, letter.carries_code).await?;
        if letter.carries_code && self.is_group(key).await? {
            return Err(answer::refused(
                "codes are never sent to groups, where others read them",
            ));
        }
        let said = self.api.send(letter).await;
        let said = said.map_err(|trouble| self.terms.troubled(&trouble))?;
        self.read(&said)?;
        if let Some(receipt) = said.receipt() {
            // If too many wait, nothing more is heard of this one.
            let _ = self.receipts.try_send(Receipt {
                delivery: letter.delivery,
                name: receipt.to_owned(),
                until: self.terms.now() + call::EXPIRE,
            });
        }
        Ok(())
    }

    /// What Pushover says to a message or to a question.
    fn read(&self, said: &Said) -> Result<(), Outcome> {
        if said.is_done() {
            return Ok(());
        }
        Err(match said.verdict(self.terms.now()) {
            Verdict::Good => self
                .terms
                .troubled(&Trouble::Malformed("it is none of Pushover".to_owned())),
            Verdict::Patience(wait) => self.terms.wait(None, wait),
            _ if said.is_token_refused() => self.terms.locked_out(&self.api.refused()),
            _ if said.is_user_refused() => {
                answer::gone("Pushover knows no such user, or none of their devices takes messages")
            }
            other @ (Verdict::Locked(_)
            | Verdict::Missing(_)
            | Verdict::Refused(_)
            | Verdict::Again(_)) => self.terms.read(other),
        })
    }

    /// Whether a key is that of a group; Pushover is asked once.
    async fn is_group(&self, key: &str) -> Result<bool, Outcome> {
        if let Some(is_group) = self.groups.get(key) {
            return Ok(is_group);
        }
        let said = self.api.validate(key).await;
        let said = said.map_err(|trouble| self.terms.troubled(&trouble))?;
        self.read(&said)?;
        self.groups.put(key, said.is_group());
        Ok(said.is_group())
    }
}

impl Messenger for Pushover {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.terms.connection()
    }

    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        // Every handle comes with its key; without it, there is no way back.
        std::future::ready(Err(answer::lost_key())).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        ended(self.attempt(letter))
    }
}

/// The provider as pages and rules see it. `is_private` says that nobody on the way can read along; `confirms`, that it
/// says of warnings whether somebody has seen them.
pub fn entry(provider: Provider, is_private: bool, confirms: bool) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "pushover",
        handle_example: "uQiRzpo4DXghDmr9QzzfQu27cmVRsG",
        handle_is_secret: true,
        carries_codes: is_private,
        has_receipts: confirms,
        text_limit: LONGEST,
        parse_handle,
        start_link: None,
        join_link: None,
    }
}

/// A user key: 30 letters and digits.
fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let key = tidy(typed, usize::MAX)?;
    if key.len() != KEY_LENGTH || !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        // Nothing of what was typed: it may be nearly right.
        return Err(fault("handle-fault-pushover-key", ""));
    }
    Ok(Handle::of_secret(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_a_key_of_which_little_is_shown() {
        let key = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";
        let handle = parse_handle(&format!(" {key} ")).unwrap();
        assert_eq!(handle.shown, "u…VRsG");
        assert_eq!(handle.remote_id, Some(RemoteId(key.to_owned())));
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_repeated() {
        for typed in [
            "alice",
            "u…VRsG",
            "uQiRzpo4DXghDmr9QzzfQu27cmVRs-",
            "alice@example.org",
        ] {
            let fault = parse_handle(typed).unwrap_err();
            assert_eq!(
                (fault.key, fault.detail.as_str()),
                ("handle-fault-pushover-key", "")
            );
        }
        assert_eq!(parse_handle(" ").unwrap_err().key, "handle-fault-empty");
    }
}
