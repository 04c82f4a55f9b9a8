//! What Discord's answers mean for a delivery, in words for an admin.
//!
//! Codes: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>.

use std::time::Duration;

use domain::delivery::Outcome;
use reqwest::StatusCode;

use super::api::Fault;
use crate::http::answer::later;

/// How long nobody new is written to after "opening direct messages too fast", if Discord does not say.
pub(super) const OPENING_REST: Duration = Duration::from_secs(60);
/// How long nothing is tried after Discord has taken us for a sender of spam.
const FLAGGED_REST: Duration = Duration::from_secs(3_600);

/// Discord's words for what is wrong.
pub(super) mod code {
    pub(in crate::discord) const UNKNOWN_CHANNEL: u64 = 10_003;
    pub(in crate::discord) const UNKNOWN_GUILD: u64 = 10_004;
    pub(in crate::discord) const UNKNOWN_MEMBER: u64 = 10_007;
    pub(in crate::discord) const UNKNOWN_USER: u64 = 10_013;
    pub(in crate::discord) const FLAGGED: u64 = 20_026;
    pub(in crate::discord) const OPENING_TOO_FAST: u64 = 40_003;
    pub(in crate::discord) const RESOURCE_LIMITED: u64 = 40_062;
    pub(in crate::discord) const MISSING_ACCESS: u64 = 50_001;
    pub(in crate::discord) const CANNOT_SEND: u64 = 50_007;
    pub(in crate::discord) const INVALID_RECIPIENT: u64 = 50_033;
    pub(in crate::discord) const NO_MUTUAL_GUILD: u64 = 50_278;
}

/// What follows for the delivery. `invitation` leads to the bot's server.
pub(super) fn of_fault(fault: Fault, invitation: Option<&str>) -> Outcome {
    match fault {
        Fault::Patience { after, why } => Outcome::Later {
            after: Some(after),
            why,
        },
        Fault::Locked(why) | Fault::Again(why) => later(why),
        Fault::Trouble(trouble) => trouble.outcome(),
        Fault::Refused {
            status,
            code,
            message,
            after,
        } => of_refusal(status, code, &message, after, invitation),
    }
}

/// The same of a refusal: Discord's code, what it says, and how long it asks to wait.
fn of_refusal(
    status: StatusCode,
    code: u64,
    message: &str,
    after: Option<Duration>,
    invitation: Option<&str>,
) -> Outcome {
    let rest = |usual, why: &str| Outcome::Later {
        after: Some(after.unwrap_or(usual)),
        why: why.to_owned(),
    };
    match code {
        code::CANNOT_SEND => at_fault(CLOSED.to_owned()),
        code::NO_MUTUAL_GUILD => at_fault(no_mutual_guild(invitation)),
        code::UNKNOWN_USER | code::INVALID_RECIPIENT => {
            at_fault(format!("there is no such account at Discord ({code})"))
        }
        code::OPENING_TOO_FAST => rest(
            OPENING_REST,
            "Discord lets the bot write to no more new people for now (40003)",
        ),
        code::FLAGGED => rest(FLAGGED_REST, TAKEN_FOR_SPAM),
        code::RESOURCE_LIMITED => rest(
            OPENING_REST,
            "Discord limits this for everybody now (40062)",
        ),
        _ if matches!(status.as_u16(), 408 | 425 | 429) => Outcome::Later {
            after,
            why: format!("Discord answered {status}: {message} ({code})"),
        },
        _ => Outcome::Never {
            why: format!("Discord refused the message: {status}, {message} ({code})"),
            account: false,
        },
    }
}

const CLOSED: &str = "this person takes no direct messages from the bot: they have blocked it, or have closed \
     their direct messages to people of the server (50007)";
const TAKEN_FOR_SPAM: &str = "Discord has taken the bot for a sender of spam (20026): see the application's page in \
     Discord's developer portal";

/// Why nothing can be sent when the token is refused; `key` is where it stands in config.json.
pub(super) fn token_refused(key: &str) -> String {
    format!(
        "Discord refuses the bot's token: it is wrong, or was reset. Copy the new one from Discord's developer \
         portal (Bot, Reset Token) into {key}"
    )
}

fn no_mutual_guild(invitation: Option<&str>) -> String {
    let how = match invitation {
        Some(link) => format!("they can join here: {link}"),
        None => "they have to join one (serverurl in its section tells them which)".to_owned(),
    };
    format!("this person is on no server with the bot (50278); {how}")
}

fn at_fault(why: String) -> Outcome {
    Outcome::Never { why, account: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, code: u64, after: Option<Duration>) -> Outcome {
        let fault = Fault::Refused {
            status: StatusCode::from_u16(status).unwrap(),
            code,
            message: "Said so".into(),
            after,
        };
        of_fault(fault, Some("https://discord.gg/x"))
    }

    #[test]
    fn each_documented_code_says_what_follows() {
        for (status, code, account) in [
            (403, 50_007, true),
            (403, 50_278, true),
            (404, 10_013, true),
            (400, 50_033, true),
            (403, 50_001, false),
            (400, 50_035, false),
            (403, 0, false),
        ] {
            let Outcome::Never { account: found, .. } = outcome(status, code, None) else {
                panic!("{code}")
            };
            assert_eq!(found, account, "{code}");
        }
        let wait = Some(Duration::from_secs(7));
        for (status, code) in [(403, 20_026), (400, 40_003), (403, 40_062), (429, 20_028)] {
            assert!(
                matches!(outcome(status, code, wait), Outcome::Later { after, .. } if after == wait),
                "{code}"
            );
        }
    }
}
