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

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use domain::secret::Token;
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use self::call::{Api, Said};
use self::receipts::{Receipt, Receipts};
use crate::http::{
    Http, Pace, Presence, Rate, Rules, Site, Trouble, Verdict, Waits, Way, WayFault, answer,
};
use crate::{Letter, Messenger, Surroundings};

pub use section::{KIND, Section};

/// Pushover's own address.
pub const PUBLIC: &str = "https://api.pushover.net";
/// The section in config.json.
const SECTION: &str = "pushover";
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
/// How many keys are remembered.
const REMEMBERED: usize = 4_096;
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
    presence: Presence,
    pace: Pace,
    world: World,
    stop: CancellationToken,
    receipts: mpsc::Sender<Receipt>,
    /// Whether a key is that of a group.
    groups: Mutex<HashMap<String, bool>>,
}

impl Pushover {
    /// Starts a messenger, which finds out by itself whether Pushover is there.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let world = surroundings.world.clone();
        let api = Arc::new(Api {
            http: Http::new(&settings.way, SECTION, AT_ONCE)?,
            site: settings.site,
            token: settings.token,
            confirm_warnings: settings.confirm_warnings,
            world: world.clone(),
        });
        let asked = Arc::clone(&api);
        let check = Box::new(move || {
            let api = Arc::clone(&asked);
            async move { api.limits().await }.boxed()
        });
        let (receipts, waiting) = mpsc::channel(MOST_RECEIPTS);
        if settings.confirm_warnings {
            let receipts = Receipts {
                api: Arc::clone(&api),
                news: surroundings.news.clone(),
                world: world.clone(),
                look: settings.look,
            };
            let stop = surroundings.stop.clone();
            let keep = async move { stop.run_until_cancelled(receipts.keep(waiting)).await };
            surroundings.tasks.spawn(keep);
        }
        Ok(Arc::new(Self {
            entry: entry(provider, !api.site.is_exposed(), settings.confirm_warnings),
            presence: Presence::start(TITLE, settings.waits, surroundings, check),
            api,
            pace: Pace::new(settings.rules, world.clone()),
            world,
            stop: surroundings.stop.clone(),
            receipts,
            groups: Mutex::default(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        if let Some(why) = self.presence.trouble() {
            return answer::later(format!("not connected: {why}"));
        }
        let key = letter.to.0.as_str();
        let pass = self.pace.pass(key, letter.carries_code);
        match self.stop.run_until_cancelled(pass).await {
            Some(Ok(())) => {}
            Some(Err(wait)) => return answer::patience(TITLE, wait),
            None => return answer::stopped(),
        }
        if letter.carries_code {
            match self.is_group(key).await {
                Ok(false) => {}
                Ok(true) => return code_for_many(),
                Err(outcome) => return outcome,
            }
        }
        let said = match self.api.send(letter).await {
            Ok(said) => said,
            Err(trouble) => return self.troubled(&trouble),
        };
        if said.is_done()
            && let Some(receipt) = said.receipt()
        {
            let until = self.world.now() + call::EXPIRE;
            // If too many wait, nothing more is heard of this one.
            let _ = self.receipts.try_send(Receipt {
                delivery: letter.delivery,
                name: receipt.to_owned(),
                until,
            });
        }
        self.read(&said)
    }

    /// What Pushover says to a message or to a question.
    fn read(&self, said: &Said) -> Outcome {
        if said.is_done() {
            return Outcome::Sent;
        }
        match said.verdict(self.world.now()) {
            Verdict::Good => {
                self.troubled(&Trouble::Malformed("it is none of Pushover".to_owned()))
            }
            Verdict::Patience(wait) => {
                self.pace.put_off(None, wait);
                answer::patience(TITLE, wait)
            }
            _ if said.is_token_refused() => {
                self.presence.down(call::REFUSED.to_owned());
                answer::later(call::REFUSED.to_owned())
            }
            _ if said.is_user_refused() => Outcome::Never {
                why: "Pushover knows no such user, or none of their devices takes messages"
                    .to_owned(),
                account: true,
            },
            Verdict::Again(why) => {
                self.pace.put_off(None, REST);
                self.presence.doubt();
                answer::later(why)
            }
            other @ (Verdict::Locked(_) | Verdict::Missing(_) | Verdict::Refused(_)) => {
                other.outcome(TITLE)
            }
        }
    }

    fn troubled(&self, trouble: &Trouble) -> Outcome {
        self.pace.put_off(None, REST);
        self.presence.doubt();
        trouble.outcome()
    }

    /// Whether a key is that of a group; Pushover is asked once.
    async fn is_group(&self, key: &str) -> Result<bool, Outcome> {
        let known = self.groups().get(key).copied();
        if let Some(is_group) = known {
            return Ok(is_group);
        }
        let said = self.api.validate(key).await;
        let said = said.map_err(|trouble| self.troubled(&trouble))?;
        match self.read(&said) {
            Outcome::Sent => {}
            outcome @ (Outcome::Later { .. } | Outcome::Never { .. }) => return Err(outcome),
        }
        let mut groups = self.groups();
        if groups.len() >= REMEMBERED {
            groups.clear();
        }
        groups.insert(key.to_owned(), said.is_group());
        Ok(said.is_group())
    }

    fn groups(&self) -> std::sync::MutexGuard<'_, HashMap<String, bool>> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Messenger for Pushover {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.presence.connection()
    }

    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        // Every handle comes with its key; without it, there is no way back.
        let lost = Outcome::Never {
            why: "the key is not known any more; the account must be linked again".to_owned(),
            account: true,
        };
        std::future::ready(Err(lost)).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
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
    let key = typed.trim();
    let fault = |key| {
        // Nothing of what was typed: it may be nearly right.
        let detail = String::new();
        Err(HandleFault { key, detail })
    };
    if key.is_empty() {
        return fault("handle-fault-empty");
    }
    if key.len() != KEY_LENGTH || !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return fault("handle-fault-pushover-key");
    }
    Ok(Handle::of_secret(key))
}

fn code_for_many() -> Outcome {
    Outcome::Never {
        why: "codes are never sent to groups, where others read them".to_owned(),
        account: false,
    }
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
