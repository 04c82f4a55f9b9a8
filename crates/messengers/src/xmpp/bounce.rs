//! What a stanza error means for a delivery (RFC 6120, section 8.3).

use domain::delivery::Outcome;

/// The longest text of a server that is shown.
const LONGEST_TEXT: usize = 200;

/// A stanza error, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StanzaError {
    /// The defined condition (section 8.3.3): `item-not-found`.
    pub(super) condition: String,
    /// The type (section 8.3.2): `cancel`, `wait` …
    pub(super) kind: String,
    /// What the server adds in words.
    pub(super) text: Option<String>,
}

/// Decides what a stanza error means for the delivery that it answers.
///
/// | condition | outcome |
/// |---|---|
/// | any of type `wait` | `Later` |
/// | `remote-server-not-found`, `remote-server-timeout`, `resource-constraint`, `policy-violation`, `internal-server-error`, `recipient-unavailable`, `redirect`, `unexpected-request` | `Later` |
/// | `item-not-found`, `gone`, `jid-malformed`, `service-unavailable` | `Never`, and the account is at fault: it does not exist |
/// | `forbidden`, `not-allowed`, `not-acceptable`, `not-authorized`, `registration-required`, `subscription-required` | `Never`, and the account is at fault: it refuses us |
/// | anything else | `Never`, the account is not at fault |
///
/// Two of these are judgements. `service-unavailable` is what RFC 6121, section 8.5.1, has servers say of accounts
/// that do not exist, so that nobody can list accounts; a server without offline storage says it of absent people,
/// too. `remote-server-not-found` is permanent on paper, but is also what a passing fault of DNS looks like.
pub(super) fn outcome(error: &StanzaError) -> Outcome {
    let why = why(error);
    if error.kind == "wait" {
        return Outcome::Later { after: None, why };
    }
    match error.condition.as_str() {
        "remote-server-not-found"
        | "remote-server-timeout"
        | "resource-constraint"
        | "policy-violation"
        | "internal-server-error"
        | "recipient-unavailable"
        | "redirect"
        | "unexpected-request" => Outcome::Later { after: None, why },
        "item-not-found"
        | "gone"
        | "jid-malformed"
        | "service-unavailable"
        | "forbidden"
        | "not-allowed"
        | "not-acceptable"
        | "not-authorized"
        | "registration-required"
        | "subscription-required" => Outcome::Never { why, account: true },
        _ => Outcome::Never {
            why,
            account: false,
        },
    }
}

fn why(error: &StanzaError) -> String {
    let meaning = match error.condition.as_str() {
        "item-not-found" | "service-unavailable" => "no such account, or it takes no messages",
        "gone" => "the account has moved away",
        "jid-malformed" => "the address is malformed",
        "remote-server-not-found" => "the address's server cannot be found",
        "remote-server-timeout" => "the address's server does not answer",
        "resource-constraint" => "the account's storage is full or its server is busy",
        "policy-violation" => "against a rule of the server",
        "internal-server-error" => "the server has a fault",
        "recipient-unavailable" => "the account is not available now",
        "forbidden"
        | "not-allowed"
        | "not-acceptable"
        | "not-authorized"
        | "registration-required"
        | "subscription-required" => "the account refuses messages from us",
        _ => "the message was refused",
    };
    let condition = clean(&error.condition);
    match error
        .text
        .as_deref()
        .map(clean)
        .filter(|text| !text.is_empty())
    {
        Some(text) => format!("{meaning} ({condition}: {text})"),
        None => format!("{meaning} ({condition})"),
    }
}

/// Makes words of a stranger fit for a line that an admin reads.
pub(super) fn clean(text: &str) -> String {
    let line: String = text
        .chars()
        .take(LONGEST_TEXT)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Ends {
        Later,
        Never,
        Account,
    }

    fn ends(condition: &str, kind: &str) -> Ends {
        let error = StanzaError {
            condition: condition.to_owned(),
            kind: kind.to_owned(),
            text: None,
        };
        match outcome(&error) {
            Outcome::Later { after, .. } => {
                assert_eq!(after, None);
                Ends::Later
            }
            Outcome::Never { account: true, .. } => Ends::Account,
            Outcome::Never { account: false, .. } => Ends::Never,
            Outcome::Sent => panic!("an error is never a success"),
        }
    }

    #[test]
    fn every_condition_of_rfc_6120_has_its_outcome() {
        for (condition, kind, expected) in [
            ("bad-request", "modify", Ends::Never),
            ("conflict", "cancel", Ends::Never),
            ("feature-not-implemented", "cancel", Ends::Never),
            ("forbidden", "auth", Ends::Account),
            ("gone", "cancel", Ends::Account),
            ("internal-server-error", "cancel", Ends::Later),
            ("item-not-found", "cancel", Ends::Account),
            ("jid-malformed", "modify", Ends::Account),
            ("not-acceptable", "modify", Ends::Account),
            ("not-allowed", "cancel", Ends::Account),
            ("not-authorized", "auth", Ends::Account),
            ("policy-violation", "modify", Ends::Later),
            ("recipient-unavailable", "wait", Ends::Later),
            ("redirect", "modify", Ends::Later),
            ("registration-required", "auth", Ends::Account),
            ("remote-server-not-found", "cancel", Ends::Later),
            ("remote-server-timeout", "wait", Ends::Later),
            ("resource-constraint", "wait", Ends::Later),
            ("service-unavailable", "cancel", Ends::Account),
            ("subscription-required", "auth", Ends::Account),
            ("undefined-condition", "cancel", Ends::Never),
            ("unexpected-request", "modify", Ends::Later),
            ("some-future-condition", "cancel", Ends::Never),
        ] {
            assert_eq!(ends(condition, kind), expected, "{condition}");
        }
    }

    #[test]
    fn what_the_server_asks_to_wait_for_is_tried_again() {
        for condition in ["service-unavailable", "not-allowed", "undefined-condition"] {
            assert_eq!(ends(condition, "wait"), Ends::Later, "{condition}");
        }
    }

    #[test]
    fn the_reason_names_condition_and_text_on_one_line() {
        let error = StanzaError {
            condition: "resource-constraint".to_owned(),
            kind: "wait".to_owned(),
            text: Some("Offline\nqueue full".to_owned()),
        };
        let Outcome::Later { why, .. } = outcome(&error) else {
            panic!("it is to be tried again");
        };
        assert_eq!(
            why,
            "the account's storage is full or its server is busy (resource-constraint: Offline queue full)"
        );
    }
}
