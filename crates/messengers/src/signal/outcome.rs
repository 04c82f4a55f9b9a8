//! What the daemon's answers mean.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::TITLE;
use super::api::{Body, Refusal, Said};
use crate::http::answer::later;
use crate::http::{PresenceFault, Terms, Trouble, Verdict};

/// signal-cli's own numbers.
const USER_ERROR: i64 = -1;
const IO_ERROR: i64 = -3;
const UNTRUSTED_KEY: i64 = -4;
const RATE_LIMIT: i64 = -5;
/// Numbers of JSON-RPC: there is no such method; our account is not there.
const NO_METHOD: i64 = -32_601;
const INVALID_PARAMS: i64 = -32_602;
/// How long to wait where Signal does not say.
const UNASKED: Duration = Duration::from_secs(300);
/// The same when it wants a captcha: somebody has to come by.
const CAPTCHA: Duration = Duration::from_secs(3_600);

const NO_DAEMON: &str = "there is no signal-cli daemon with --http at this address";
const NO_HOST: &str = "the signal-cli daemon takes no calls under this name: call it by the name or address \
     that it was given with --http";
const NO_ACCOUNT: &str = "the signal-cli daemon refuses the number: it has no such account; look at number in its section";
const LOGGED_OUT: &str =
    "Signal has logged the account out: register or link it anew with signal-cli";

/// What became of a message to one recipient.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    timestamp: i64,
    #[serde(default)]
    results: Vec<SentTo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentTo {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    retry_after_seconds: Option<u64>,
}

/// Who has a number or a name.
#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    uuid: Option<String>,
}

/// An account of the daemon.
#[derive(Deserialize)]
struct Account {
    #[serde(default)]
    number: Option<String>,
}

/// When the message was sent, in Signal's own time, or why it was not.
pub(super) fn read_send(said: &Said, terms: &Terms) -> Result<i64, Outcome> {
    match body(said, terms)? {
        Body::Result(result) => {
            let sent = Sent::deserialize(result).map_err(|_| none(terms))?;
            match sent.results.first() {
                Some(one) => judge(one, terms).map(|()| sent.timestamp),
                None => Err(none(terms)),
            }
        }
        Body::Error(refusal) => {
            // The results stand in the refusal if nobody got the message.
            let response = refusal.data.get("response").unwrap_or(&Value::Null);
            let sent = Sent::deserialize(response).ok();
            match sent.as_ref().and_then(|sent| sent.results.first()) {
                Some(one) => judge(one, terms).and(Err(none(terms))),
                None => Err(refused(refusal, terms)),
            }
        }
    }
}

/// The immutable id, or why there is none.
pub(super) fn read_person(said: &Said, terms: &Terms) -> Result<String, Outcome> {
    match body(said, terms)? {
        Body::Result(result) => {
            let people = Vec::<Person>::deserialize(result).map_err(|_| none(terms))?;
            let uuid = people.into_iter().find_map(|person| person.uuid);
            uuid.ok_or_else(|| Outcome::Never {
                why: "nobody can be found at Signal by this number or name".to_owned(),
                account: true,
            })
        }
        Body::Error(refusal) => Err(refused(refusal, terms)),
    }
}

/// Whether the daemon has the account of this number.
pub(super) fn read_accounts(
    said: &Said,
    number: &str,
    now: Timestamp,
) -> Result<(), PresenceFault> {
    if said.answer.status.as_u16() == 421 {
        return Err(PresenceFault::locked(NO_HOST));
    }
    let verdict = said.answer.verdict(UNASKED, now);
    if let Some(fault) = PresenceFault::of(verdict, TITLE, NO_DAEMON, NO_DAEMON) {
        return Err(fault);
    }
    match &said.body {
        // A daemon that was started for one account has no list; whether it is ours, the first message tells.
        Some(Body::Error(refusal)) if refusal.code == NO_METHOD => Ok(()),
        Some(Body::Result(result)) => {
            let accounts = Vec::<Account>::deserialize(result);
            let accounts = accounts.map_err(|_| PresenceFault::new(NO_DAEMON))?;
            let is_ours = |account: &Account| account.number.as_deref() == Some(number);
            if accounts.iter().any(is_ours) {
                Ok(())
            } else {
                Err(PresenceFault::locked(NO_ACCOUNT))
            }
        }
        Some(Body::Error(_)) => Err(PresenceFault::new("signal-cli has an internal error")),
        None => Err(PresenceFault::new(NO_DAEMON)),
    }
}

fn body<'a>(said: &'a Said, terms: &Terms) -> Result<&'a Body, Outcome> {
    match said.answer.verdict(UNASKED, terms.now()) {
        _ if said.answer.status.as_u16() == 421 => Err(terms.locked_out(NO_HOST)),
        Verdict::Good => said.body.as_ref().ok_or_else(|| none(terms)),
        Verdict::Locked(_) | Verdict::Missing(_) => Err(terms.doubt(NO_DAEMON.to_owned())),
        other @ (Verdict::Patience(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
            Err(terms.read(other))
        }
    }
}

fn judge(sent: &SentTo, terms: &Terms) -> Result<(), Outcome> {
    let asked = sent.retry_after_seconds.map(Duration::from_secs);
    match sent.kind.as_str() {
        "SUCCESS" => Ok(()),
        "UNREGISTERED_FAILURE" => Err(unregistered()),
        "IDENTITY_FAILURE" => Err(untrusted()),
        "RATE_LIMIT_FAILURE" if sent.token.is_some() => {
            terms.wait(None, asked.unwrap_or(CAPTCHA));
            Err(Outcome::Later {
                after: asked.or(Some(CAPTCHA)),
                why: "Signal wants to see that somebody is there: solve its captcha with \
                      signal-cli submitRateLimitChallenge"
                    .to_owned(),
            })
        }
        "RATE_LIMIT_FAILURE" => Err(terms.wait(None, asked.unwrap_or(UNASKED))),
        "NETWORK_FAILURE" => Err(terms.doubt("signal-cli does not reach Signal".to_owned())),
        _ => Err(later(
            "Signal could not encrypt the message for this person; it may go better when their telephone was online"
                .to_owned(),
        )),
    }
}

fn refused(refusal: &Refusal, terms: &Terms) -> Outcome {
    // The words may hold a number: they are read, not repeated.
    let says = |part: &str| refusal.message.contains(part);
    match refusal.code {
        UNTRUSTED_KEY => untrusted(),
        RATE_LIMIT => terms.wait(None, UNASKED),
        INVALID_PARAMS => terms.locked_out(NO_ACCOUNT),
        IO_ERROR if says("AuthorizationFailed") || says("[401]") || says("[403]") => {
            terms.locked_out(LOGGED_OUT)
        }
        USER_ERROR if says("is not registered") => unregistered(),
        USER_ERROR => Outcome::Never {
            why: "signal-cli refuses the message".to_owned(),
            account: false,
        },
        IO_ERROR => terms.doubt("signal-cli does not reach Signal".to_owned()),
        code => terms.doubt(format!("signal-cli has an error of its own ({code})")),
    }
}

fn none(terms: &Terms) -> Outcome {
    terms.troubled(&Trouble::Malformed("it is none of signal-cli".to_owned()))
}

fn unregistered() -> Outcome {
    Outcome::Never {
        why: "this person is not at Signal any more".to_owned(),
        account: true,
    }
}

fn untrusted() -> Outcome {
    Outcome::Never {
        why: "the person's safety number has changed, so nothing is sent until somebody trusts the new one \
              (signal-cli trust)"
            .to_owned(),
        account: false,
    }
}
