//! How we log in, and what can be wrong with it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::provider::Provider;
use domain::secret::{Password, ServerKey, Token};
use serde_json::json;

use super::TITLE;
use super::api::{Api, Call, Fault, Identity, Lane};
use super::outcome::{code, logged_out, named};
use super::wire::{LoggedIn, Whoami};
use crate::http::{Trouble as NoAnswer, answer};

/// What the homeserver shows as the name of our device.
const DEVICE_NAME: &str = "Postern";
/// How long the end of a trial waits.
const LOGGING_OUT: Duration = Duration::from_secs(5);
/// How much of its digest makes a device's id.
const DEVICE_DIGITS: usize = 10;

/// What we log in with.
#[derive(Debug, Clone)]
pub enum Login {
    /// `messaging.matrix.accessToken`. It has a device already.
    Token(Token),
    /// `messaging.matrix.user` and `password`.
    Password {
        /// The user: `postern`, or `@postern:example.org`.
        user: String,
        /// The password.
        password: Password,
    },
}

/// Why there is no connection, and how long to wait.
#[derive(Debug)]
pub(super) struct Trouble {
    /// In words for an admin.
    pub(super) why: String,
    /// Whether an operator has to do something.
    pub(super) is_locked: bool,
    /// How long the homeserver asks to wait.
    pub(super) after: Duration,
}

/// The id of the device that a password logs in as: always the same, so that devices do not pile up, and another for each
/// Postern, so that two of them do not log each other out. A trial has its own, for the same reason.
pub(super) fn device(key: &ServerKey, provider: &Provider, is_trial: bool) -> String {
    let use_of_it: &[u8] = if is_trial {
        b"matrix trial"
    } else {
        b"matrix device"
    };
    let digest = key.digest(&[use_of_it, provider.as_str().as_bytes()]);
    let mut digits = URL_SAFE_NO_PAD.encode(digest);
    digits.truncate(DEVICE_DIGITS);
    format!("POSTERN_{digits}")
}

/// Logs in, or finds that we still are; `user` is who we should be.
pub(super) async fn log_in(
    api: &Api,
    login: &Login,
    user: Option<&str>,
    device: &str,
) -> Result<Identity, Trouble> {
    let own = match (login, api.identity()) {
        (Login::Password { user, password }, None) => {
            by_password(api, user, password, device).await?
        }
        (Login::Password { .. }, Some(own)) => still(api, own, true).await?,
        (Login::Token(token), _) => {
            let own = Identity {
                user: String::new(),
                token: token.clone(),
            };
            still(api, own, false).await?
        }
    };
    match user {
        Some(user) if !is_same(user, &own.user) => Err(Trouble {
            why: format!(
                "the access token is not that of {user}: look at {} and accessToken",
                api.key("user")
            ),
            is_locked: true,
            after: Duration::ZERO,
        }),
        Some(_) | None => Ok(own),
    }
}

/// Whether the token still counts, and for whom.
async fn still(api: &Api, own: Identity, can_renew: bool) -> Result<Identity, Trouble> {
    api.become_user(Some(own.clone()));
    let asked = Call::get(Lane::Own, &["v3", "account", "whoami"]);
    let who: Result<Whoami, Fault> = api.ask(asked).await;
    match who {
        Ok(Whoami { user_id }) => {
            let own = Identity {
                user: user_id,
                ..own
            };
            api.become_user(Some(own.clone()));
            Ok(own)
        }
        Err(Fault::LoggedOut(code)) => {
            if can_renew && !code::OF_US.contains(&code.as_str()) {
                // The next time we log in anew.
                api.become_user(None);
            }
            let advice = if can_renew {
                String::new()
            } else {
                format!(": put a new one into {}", api.key("accessToken"))
            };
            Err(Trouble {
                why: format!("{}{advice}", logged_out(&code)),
                is_locked: !can_renew,
                after: Duration::ZERO,
            })
        }
        Err(fault) => Err(of_fault(api, &fault)),
    }
}

async fn by_password(
    api: &Api,
    user: &str,
    password: &Password,
    device: &str,
) -> Result<Identity, Trouble> {
    let body = json!({
        "type": "m.login.password",
        "identifier": { "type": "m.id.user", "user": user },
        "password": password.reveal(),
        "device_id": device,
        "initial_device_display_name": DEVICE_NAME,
    });
    let call = Call::post(Lane::Own, &["v3", "login"], &body).anonymously();
    let logged_in: Result<LoggedIn, Fault> = api.ask(call).await;
    let own = match logged_in {
        Ok(LoggedIn {
            user_id,
            access_token,
        }) => Identity {
            user: user_id,
            token: Token::new(access_token),
        },
        Err(fault) => return Err(of_login(api, &fault)),
    };
    api.become_user(Some(own.clone()));
    Ok(own)
}

/// Why a password does not log us in.
fn of_login(api: &Api, fault: &Fault) -> Trouble {
    let why = if fault.is(code::FORBIDDEN) {
        let user = api.key("user");
        format!("the homeserver refuses user and password: look at {user} and password")
    } else if fault.is(code::DEACTIVATED) {
        "the homeserver refuses the login: Postern's account was deactivated".to_owned()
    } else if fault.is(UNKNOWN) {
        let token = api.key("accessToken");
        format!("the homeserver takes no password from programs: set {token} instead")
    } else {
        return of_fault(api, fault);
    };
    Trouble {
        why,
        is_locked: true,
        after: Duration::ZERO,
    }
}

/// Ends the login that a password made.
pub(super) async fn log_out(api: &Api) {
    let nothing = json!({});
    let call = Call::post(Lane::Own, &["v3", "logout"], &nothing).within(LOGGING_OUT);
    if api.call(call).await.is_err() {
        tracing::warn!("the login at Matrix that was tried out was not ended");
    }
}

/// What the homeserver says to a way of logging in that it does not know.
const UNKNOWN: &str = "M_UNKNOWN";

/// What is wrong with the connection.
pub(super) fn of_fault(api: &Api, fault: &Fault) -> Trouble {
    let trouble = |why: String| Trouble {
        why,
        is_locked: false,
        after: Duration::ZERO,
    };
    match fault {
        Fault::Patience(wait) => {
            let why = match answer::patience(TITLE, *wait) {
                domain::delivery::Outcome::Later { why, .. } => why,
                domain::delivery::Outcome::Sent | domain::delivery::Outcome::Never { .. } => {
                    String::new()
                }
            };
            Trouble {
                after: *wait,
                ..trouble(why)
            }
        }
        Fault::LoggedOut(code) => trouble(logged_out(code)),
        Fault::Refused { status, .. } if status.as_u16() == 404 => trouble(no_homeserver(api)),
        Fault::Trouble(NoAnswer::Malformed(_)) => trouble(no_homeserver(api)),
        Fault::Refused { status, code } => trouble(format!(
            "the homeserver refuses Postern ({})",
            named(*status, code)
        )),
        Fault::Trouble(error) => trouble(error.to_string()),
        Fault::Again(why) => trouble(why.clone()),
    }
}

fn no_homeserver(api: &Api) -> String {
    let key = api.key("homeserver");
    format!("there is no Matrix homeserver at this address: look at {key}")
}

/// Whether somebody is who is meant: by the whole id, or the name alone.
fn is_same(meant: &str, user: &str) -> bool {
    let meant = meant.trim();
    let name = user.strip_prefix('@').unwrap_or(user);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    meant == user || meant.strip_prefix('@').unwrap_or(meant) == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_always_the_same_for_one_postern() {
        let device = |key: u8, provider: &str, is_trial| {
            device(
                &ServerKey::new([key; 64]),
                &Provider::new(provider),
                is_trial,
            )
        };
        let usual = device(1, "matrix", false);
        assert_eq!(device(1, "matrix", false), usual);
        assert_ne!(device(2, "matrix", false), usual);
        assert_ne!(device(1, "matrix-work", false), usual);
        assert_ne!(device(1, "matrix", true), usual);
    }

    #[test]
    fn who_is_meant_is_known_by_id_or_name() {
        for (meant, is) in [
            ("@postern:x.org", true),
            ("postern", true),
            ("@postern", true),
            (" postern ", true),
            ("@postern:y.org", false),
            ("poster", false),
        ] {
            assert_eq!(is_same(meant, "@postern:x.org"), is, "{meant}");
        }
    }
}
