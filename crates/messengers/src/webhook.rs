//! Webhooks: an address of the user's own, to which messages go as signed JSON (Standard Webhooks).
//!
//! - **The address is a secret**, since what follows the host often lets write whoever knows it. It is kept as the
//!   account's id alone, which is never shown.
//! - **Only public addresses** are called, looked up once and then connected to, and those in the networks that
//!   config.json allows. `https://` alone; redirects are not followed.
//! - **Signatures.** Each address has a secret of its own, derived from the one in config.json, so that no receiver can
//!   forge messages for another. It comes with each code, over TLS and only to that address: whoever types the
//!   code that came with it knows that it came from here.
//! - **Codes**: those by which the address is verified. Codes to sign in only if config.json allows it: a program that
//!   stores and forwards what comes is no second factor.
//! - **Sent** means that the receiver answered 2xx. A message that is tried again has the same `webhook-id`.
//! - **Limits.** Ten messages at once to one address, then one a second; 32 calls at once in all. A receiver that asks
//!   for patience, or is in trouble, is left in peace, and no other.
//!
//! Sources: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

mod body;
mod section;
mod sign;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use self::section::{KIND, Section};
pub use self::sign::{SecretFault, SigningSecret};
use crate::http::{Answer, Http, Pace, Rate, Rules, Trouble, Verdict, Way, WayFault, answer};
use crate::{Letter, Messenger, Surroundings};

const TITLE: &str = "Webhook";
/// Whom an admin reads about.
const RECEIVER: &str = "the receiver";
/// The longest text in characters.
const LONGEST: usize = 10_000;
/// The longest address.
const LONGEST_ADDRESS: usize = 1_000;
/// How many calls are under way at once.
const AT_ONCE: usize = 32;
/// How long a receiver in trouble, or one that asks for patience without saying for how long, is left in peace.
const REST: Duration = Duration::from_secs(5);
/// What follows the host is hinted at by its end only if it is at least so long.
const LONG_PATH: usize = 16;

/// How messages are signed, and where they may go.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `messaging.webhook.secret`, and besides it the one before, while receivers change over; at least one.
    pub secrets: Vec<SigningSecret>,
    /// `messaging.webhook.allowCodes`: whether codes to sign in go there, too.
    pub allow_codes: bool,
    /// How to get there; it says which addresses may be called.
    pub way: Way,
    /// How much may go there.
    pub rules: Rules,
}

/// What is bearable for a small program.
pub const USUAL_RULES: Rules = Rules {
    whole: None,
    each: Some(Rate {
        every: Duration::from_secs(1),
        burst: 10,
    }),
};

/// A messenger for all receivers.
pub struct Webhook {
    entry: ProviderEntry,
    http: Http,
    secrets: Vec<SigningSecret>,
    state: watch::Sender<Connection>,
    pace: Pace,
    world: World,
    stop: CancellationToken,
}

impl Webhook {
    /// Starts a messenger. There is nothing to connect to beforehand: it is up until it is stopped.
    pub fn start(
        provider: Provider,
        settings: Settings,
        surroundings: &Surroundings,
    ) -> Result<Arc<Self>, WayFault> {
        let world = surroundings.world.clone();
        let account = crate::http::USER_AGENT.to_owned();
        let state = watch::Sender::new(Connection::Up { account });
        let (ended, stop) = (state.clone(), surroundings.stop.clone());
        surroundings.tasks.spawn(async move {
            stop.cancelled().await;
            ended.send_replace(Connection::down("stopped"));
        });
        Ok(Arc::new(Self {
            http: Http::new(&settings.way, &provider, AT_ONCE)?,
            entry: entry(provider, settings.allow_codes),
            secrets: settings.secrets,
            state,
            pace: Pace::new(settings.rules, world.clone()),
            world,
            stop: surroundings.stop.clone(),
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let address = letter.to.0.as_str();
        let Ok(url) = Url::parse(address) else {
            return Outcome::Never {
                why: "this is no address of a webhook".to_owned(),
                account: true,
            };
        };
        let pass = self.pace.pass(address, letter.carries_code);
        match self.stop.run_until_cancelled(pass).await {
            Some(Ok(())) => {}
            Some(Err(wait)) => return answer::patience(RECEIVER, wait),
            None => return answer::stopped(),
        }
        match self.call(url, letter).await {
            Ok(answer) => self.read(&answer, address),
            Err(trouble) => {
                self.pace.put_off(Some(address), REST);
                trouble.outcome()
            }
        }
    }

    async fn call(&self, url: Url, letter: &Letter) -> Result<Answer, Trouble> {
        let now = self.world.now();
        let address = letter.to.0.as_str();
        let own: Vec<SigningSecret> = self.secrets.iter().map(|one| one.of(address)).collect();
        // A full stop is what parts id, time and body when they are signed.
        let id = letter.idempotency_key.replace('.', "-");
        let body = body::body(letter, own.first(), now);
        let seconds = now.as_micros().div_euclid(1_000_000).to_string();
        let signatures = sign::signatures(&own, &id, &seconds, &body);
        let request = self
            .http
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signatures)
            .body(body);
        self.http.call(request, self.http.deadlines().whole).await
    }

    /// What the receiver says.
    fn read(&self, answer: &Answer, address: &str) -> Outcome {
        match answer.verdict(REST, self.world.now()) {
            Verdict::Patience(wait) => {
                self.pace.put_off(Some(address), wait);
                answer::patience(RECEIVER, wait)
            }
            Verdict::Missing(status) if status.as_u16() == 410 => Outcome::Never {
                why: "the receiver says that it wants nothing any more (410)".to_owned(),
                account: true,
            },
            // It may be set up anew just now.
            Verdict::Missing(status) | Verdict::Locked(status) => {
                answer::later(format!("the receiver answered {status}"))
            }
            Verdict::Again(why) => {
                self.pace.put_off(Some(address), REST);
                answer::later(why)
            }
            other @ (Verdict::Good | Verdict::Refused(_)) => other.outcome(RECEIVER),
        }
    }
}

impl Messenger for Webhook {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.state.subscribe()
    }

    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        // Every handle comes with its address; without it, there is no way back.
        let lost = Outcome::Never {
            why: "the address is not known any more; the account must be linked again".to_owned(),
            account: true,
        };
        std::future::ready(Err(lost)).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// The provider as pages and rules see it. `allow_codes` says that codes to sign in go there, too.
pub fn entry(provider: Provider, allow_codes: bool) -> ProviderEntry {
    ProviderEntry {
        title: provider.title(TITLE),
        provider,
        icon: "webhook",
        handle_example: "https://example.org/hooks/4f9c…",
        handle_is_secret: true,
        carries_codes: allow_codes,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle,
        start_link: None,
        join_link: None,
    }
}

/// An address with `https://`, without a name, a password or a fragment in it.
fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let typed = typed.trim();
    let fault = |key| {
        // Nothing of what was typed: it is a secret.
        let detail = String::new();
        Err(HandleFault { key, detail })
    };
    if typed.is_empty() {
        return fault("handle-fault-empty");
    }
    if typed.len() > LONGEST_ADDRESS {
        return fault("handle-fault-too-long");
    }
    let Ok(url) = Url::parse(typed) else {
        return fault("handle-fault-webhook-address");
    };
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if url.scheme() != "https" || !url.has_host() || !is_bare {
        return fault("handle-fault-webhook-address");
    }
    Ok(Handle {
        shown: hint(&url),
        remote_id: Some(RemoteId(url.into())),
    })
}

/// What is shown of an address: its host, and how it ends if that gives little away.
fn hint(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    // An address that was read is ASCII.
    let rest = format!("{}{}", url.path(), url.query().unwrap_or_default());
    let tail = match rest.len().checked_sub(4) {
        Some(end) if rest.len() >= LONG_PATH => &rest[end..],
        Some(_) | None => "",
    };
    format!("{host}{}/…{tail}", port.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_an_address_of_which_little_is_shown() {
        for (typed, shown, address) in [
            (
                " https://Hooks.example.org/t/4f9c1b2a7d?k=abcd ",
                "hooks.example.org/…abcd",
                "https://hooks.example.org/t/4f9c1b2a7d?k=abcd",
            ),
            (
                "https://x.example/hook",
                "x.example/…",
                "https://x.example/hook",
            ),
            (
                "https://x.example:8443",
                "x.example:8443/…",
                "https://x.example:8443/",
            ),
            (
                "https://größe.example/",
                "xn--gre-6ka8i.example/…",
                "https://xn--gre-6ka8i.example/",
            ),
        ] {
            let handle = parse_handle(typed).unwrap();
            assert_eq!(handle.shown, shown);
            assert_eq!(handle.remote_id, Some(RemoteId(address.to_owned())));
        }
    }

    #[test]
    fn security_24_what_is_no_address_with_tls_is_refused_and_not_repeated() {
        for typed in [
            "x.example/hook",
            "http://x.example/hook",
            "ftp://x.example/",
            "https://",
            "https://u:p@x.example/",
            "https://x.example/#a",
            "alice@example.org",
        ] {
            let fault = parse_handle(typed).unwrap_err();
            assert_eq!(
                (fault.key, fault.detail.as_str()),
                ("handle-fault-webhook-address", ""),
                "{typed}"
            );
        }
        assert_eq!(parse_handle(" ").unwrap_err().key, "handle-fault-empty");
        let long = format!("https://x.example/{}", "a".repeat(LONGEST_ADDRESS));
        assert_eq!(
            parse_handle(&long).unwrap_err().key,
            "handle-fault-too-long"
        );
    }
}
