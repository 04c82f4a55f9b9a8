//! What the homeserver's answers mean for a delivery, in words for an admin.
//!
//! Codes: <https://spec.matrix.org/latest/client-server-api/#standard-error-response>. What the homeserver says besides
//! is not passed on: it may name people.

use domain::delivery::Outcome;

use super::TITLE;
use super::api::Fault;
use crate::http::answer::{later, patience};

/// The homeserver's words for what is wrong.
pub(super) mod code {
    pub(in crate::matrix) const FORBIDDEN: &str = "M_FORBIDDEN";
    pub(in crate::matrix) const NOT_FOUND: &str = "M_NOT_FOUND";
    pub(in crate::matrix) const DEACTIVATED: &str = "M_USER_DEACTIVATED";
    /// What is about us, and nobody else, though the login holds.
    pub(in crate::matrix) const OF_US: [&str; 3] =
        ["M_USER_SUSPENDED", "M_USER_LOCKED", "M_CONSENT_NOT_GIVEN"];
}

/// Why an account cannot be written to that declined our invitation, or left.
pub(super) const DECLINED: &str =
    "this person has declined the invitation to the chat, or has left it";
/// Why an account cannot be written to that is not there.
pub(super) const NO_ACCOUNT: &str = "there is no such Matrix account, or it was deactivated";

/// What follows for the delivery.
pub(super) fn of_fault(fault: &Fault) -> Outcome {
    match fault {
        Fault::Patience(wait) => patience(TITLE, *wait),
        Fault::LoggedOut(code) => later(format!("not connected: {}", logged_out(code))),
        Fault::Trouble(trouble) => trouble.outcome(),
        Fault::Again(why) => later(why.clone()),
        Fault::Refused { status, code } => Outcome::Never {
            why: format!(
                "the homeserver refused the message ({})",
                named(*status, code)
            ),
            account: false,
        },
    }
}

/// Nothing will ever arrive at this account.
pub(super) fn at_fault(why: &str) -> Outcome {
    Outcome::Never {
        why: why.to_owned(),
        account: true,
    }
}

/// The homeserver does not let us invite the person.
pub(super) fn not_invited(status: reqwest::StatusCode, code: &str) -> Outcome {
    let named = named(status, code);
    at_fault(&format!(
        "the homeserver does not let Postern invite this person ({named})"
    ))
}

/// Why we are logged out, as the homeserver's code says.
pub(super) fn logged_out(errcode: &str) -> String {
    match errcode {
        "M_USER_SUSPENDED" => {
            "the homeserver refuses Postern's account: it is suspended".to_owned()
        }
        "M_USER_LOCKED" => "the homeserver refuses Postern's account: it is locked".to_owned(),
        "M_CONSENT_NOT_GIVEN" => {
            "the homeserver refuses Postern's account until somebody logs in to it and agrees to \
                                  the server's terms"
                .to_owned()
        }
        "" => "logged out: the homeserver refuses the access token".to_owned(),
        _ => format!("logged out: the homeserver refuses the access token ({errcode})"),
    }
}

/// A status with the homeserver's code.
pub(super) fn named(status: reqwest::StatusCode, code: &str) -> String {
    // Whatever it is, it is short and in one word.
    let fits = code.len() <= 64
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    match code {
        "" => status.as_u16().to_string(),
        _ if !fits => status.as_u16().to_string(),
        _ => format!("{}, {code}", status.as_u16()),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;

    #[test]
    fn a_refusal_is_named_without_what_a_stranger_could_put_there() {
        let named = |code: &str| named(StatusCode::FORBIDDEN, code);
        assert_eq!(named(code::FORBIDDEN), "403, M_FORBIDDEN");
        assert_eq!(named(""), "403");
        assert_eq!(named("a b\n"), "403");
        assert_eq!(named(&"A".repeat(65)), "403");
    }

    #[test]
    fn a_refused_message_does_not_mark_the_account() {
        let fault = Fault::Refused {
            status: StatusCode::BAD_REQUEST,
            code: "M_BAD_JSON".into(),
        };
        assert_eq!(
            of_fault(&fault),
            Outcome::Never {
                why: "the homeserver refused the message (400, M_BAD_JSON)".into(),
                account: false,
            }
        );
        assert!(matches!(
            of_fault(&Fault::LoggedOut(String::new())),
            Outcome::Later { after: None, .. }
        ));
    }
}
