//! What a refusal means, whichever daemon says it.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::NOT_WRITTEN;

use super::TITLE;
use crate::http::answer::{gone, later, refused};
use crate::http::{PresenceFault, Terms, Trouble, Verdict};

/// How long to wait where Signal does not say.
pub(super) const UNASKED: Duration = Duration::from_secs(300);
/// The same when it wants a captcha: somebody has to come by.
const CAPTCHA: Duration = Duration::from_secs(3_600);

const NO_DAEMON: &str =
    "neither signal-cli's daemon with --http nor signal-cli-rest-api is at this address";
const NO_HOST: &str = "the signal-cli daemon takes no calls under this name: call it by the name or address \
     that it was given with --http";
const NO_ACCOUNT: &str = "the signal-cli daemon refuses the number: it has no such account; look at number in its section";
const LOGGED_OUT: &str =
    "Signal has logged the account out: register or link it anew with signal-cli";
const TOO_OLD: &str =
    "this signal-cli-rest-api cannot tell who has a number or name: 0.98 or later is needed";

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There was no answer.
    Trouble(Trouble),
    /// The answer says no more than its status.
    Status(Verdict),
    /// The answer is none of signal-cli.
    Odd,
    /// The daemon takes no calls under the name that we call it by.
    NoHost,
    /// The daemon does not have our account.
    NoAccount,
    /// Signal has logged our account out.
    LoggedOut,
    /// The daemon is too old.
    TooOld,
    /// Nobody has this number or name.
    Nobody,
    /// Somebody has this number, but Signal does not say who: since 2025 it tells that only those to whom they have
    /// written, or whom they have answered.
    Hidden,
    /// The person has left Signal.
    Unregistered,
    /// The person's safety number has changed, and nobody has trusted the new one.
    Untrusted,
    /// Too much was sent; so long must be waited, if that is said.
    Hurry(Option<Duration>),
    /// Signal wants a captcha; the same.
    Captcha(Option<Duration>),
    /// signal-cli does not reach Signal.
    Offline,
    /// The message could not be encrypted for the person.
    Sealing,
    /// It did not go out, and the daemon does not say why.
    Unsaid,
    /// The message itself is refused.
    Message,
    /// The daemon has an error of its own, with this code if it has one.
    Own(Option<i64>),
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Refusal {
    /// What follows for a delivery, and for what comes after it.
    pub(super) fn outcome(self, terms: &Terms) -> Outcome {
        match self {
            Self::Trouble(trouble) => terms.troubled(&trouble),
            Self::Status(Verdict::Locked(_) | Verdict::Missing(_)) => {
                terms.doubt(NO_DAEMON.to_owned())
            }
            Self::Status(verdict) => terms.read(verdict),
            Self::Odd => terms.troubled(&Trouble::Malformed("it is none of signal-cli".to_owned())),
            Self::NoHost => terms.locked_out(NO_HOST),
            Self::NoAccount => terms.locked_out(NO_ACCOUNT),
            Self::LoggedOut => terms.locked_out(LOGGED_OUT),
            Self::TooOld => later(TOO_OLD.to_owned()),
            Self::Nobody => gone("nobody can be found at Signal by this number or name"),
            Self::Hidden => later(NOT_WRITTEN.to_owned()),
            Self::Unregistered => gone("this person is not at Signal any more"),
            Self::Untrusted => refused(
                "the person's safety number has changed, so nothing is sent until somebody trusts the new one \
                 (signal-cli trust, or /v1/identities of signal-cli-rest-api)",
            ),
            Self::Hurry(asked) => terms.wait(None, asked.unwrap_or(UNASKED)),
            Self::Captcha(asked) => captcha(asked.unwrap_or(CAPTCHA), terms),
            Self::Offline => terms.doubt("signal-cli does not reach Signal".to_owned()),
            Self::Sealing => later(
                "Signal could not encrypt the message for this person; it may go better when their telephone was online"
                    .to_owned(),
            ),
            Self::Unsaid => terms.doubt("signal-cli could not send it, and does not say why".to_owned()),
            Self::Message => refused("signal-cli refuses the message"),
            Self::Own(code) => terms.doubt(own(code)),
        }
    }

    /// Why the daemon is down, if this is what it says when asked for our account.
    pub(super) fn fault(self) -> PresenceFault {
        match self {
            Self::Trouble(trouble) => trouble.into(),
            Self::Status(verdict) => PresenceFault::of(verdict, TITLE, NO_DAEMON, NO_DAEMON)
                .unwrap_or_else(|| PresenceFault::new(NO_DAEMON)),
            Self::NoHost => PresenceFault::locked(NO_HOST),
            Self::NoAccount => PresenceFault::locked(NO_ACCOUNT),
            Self::LoggedOut => PresenceFault::locked(LOGGED_OUT),
            Self::TooOld => PresenceFault::locked(TOO_OLD),
            Self::Hurry(asked) | Self::Captcha(asked) => {
                PresenceFault::patience(TITLE, asked.unwrap_or(UNASKED))
            }
            Self::Offline => PresenceFault::new("signal-cli does not reach Signal"),
            Self::Own(code) => PresenceFault::new(own(code)),
            Self::Odd
            | Self::Nobody
            | Self::Hidden
            | Self::Unregistered
            | Self::Untrusted
            | Self::Sealing
            | Self::Unsaid
            | Self::Message => PresenceFault::new(NO_DAEMON),
        }
    }
}

fn captcha(wait: Duration, terms: &Terms) -> Outcome {
    terms.wait(None, wait);
    Outcome::Later {
        after: Some(wait),
        why: "Signal wants to see that somebody is there: solve its captcha with signal-cli submitRateLimitChallenge, \
              or rate-limit-challenge of signal-cli-rest-api"
            .to_owned(),
    }
}

fn own(code: Option<i64>) -> String {
    match code {
        Some(code) => format!("signal-cli has an error of its own ({code})"),
        None => "signal-cli has an error of its own; its log says more".to_owned(),
    }
}
