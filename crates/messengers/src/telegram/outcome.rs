//! What Telegram's answers mean for a delivery, in words for an admin.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::Provider;
use telegram::connection::{Account, CallError, LoggedOut};
use telegram::peers::{Resolved, Typed};
use telegram::send::SendOutcome;

/// How long nothing is tried with somebody to whom Telegram does not let us write for now.
const RESTRICTED: Duration = Duration::from_secs(6 * 3_600);

/// What became of a message to `chat`.
pub(super) fn of_send(sent: SendOutcome, chat: i64, us: Option<&Account>) -> Outcome {
    match sent {
        SendOutcome::Sent { .. } => Outcome::Sent,
        SendOutcome::Blocked => at_fault(format!("the person has blocked {}", name(us))),
        SendOutcome::Deactivated => at_fault("the Telegram account was deleted".to_owned()),
        SendOutcome::UnknownPeer => at_fault(unknown(chat, us)),
        SendOutcome::Forbidden { name: why } => {
            let us = name(us);
            at_fault(format!("this chat takes no messages from {us} ({why})"))
        }
        SendOutcome::Restricted => Outcome::Later {
            after: Some(RESTRICTED),
            why: format!(
                "Telegram lets {} write only to people who have written to it (PEER_FLOOD); \
                 ask @SpamBot there until when",
                name(us)
            ),
        },
        SendOutcome::Flood(wait) => patience(wait),
        SendOutcome::Refused(refusal) => Outcome::Never {
            why: format!("Telegram refused the message: {refusal}"),
            account: false,
        },
        SendOutcome::Later { why } => later(why),
        SendOutcome::LoggedOut(why) => later(not_logged_in(why)),
    }
}

/// What somebody being looked up ended in, if it is nobody to write to.
pub(super) fn of_resolved(
    resolved: Resolved,
    typed: &Typed,
    us: Option<&Account>,
) -> Result<i64, Outcome> {
    match resolved {
        Resolved::Person(id) | Resolved::Group(id) | Resolved::Channel(id) => Ok(id),
        Resolved::Bot(_) => Err(at_fault("this is a bot, and no bot reads messages".into())),
        Resolved::Gone => Err(at_fault("the Telegram account was deleted".into())),
        Resolved::NotForBots => Err(at_fault(
            "a bot cannot look people up by their number; give their @name".into(),
        )),
        Resolved::Unknown => Err(at_fault(match typed {
            Typed::Name(_) => "nobody at Telegram has this name".to_owned(),
            Typed::Phone(_) => {
                "nobody at Telegram has this number, or they do not let themselves be found by it"
                    .to_owned()
            }
            Typed::Id(id) => unknown(*id, us),
        })),
    }
}

/// Why somebody could not be looked up.
pub(super) fn of_error(error: &CallError) -> Outcome {
    match error {
        CallError::Flood(wait) => patience(*wait),
        CallError::LoggedOut(why) => later(not_logged_in(*why)),
        CallError::Refused(refusal) if !refusal.is_temporary() => Outcome::Never {
            why: error.to_string(),
            account: false,
        },
        CallError::Refused(_)
        | CallError::Elsewhere(_)
        | CallError::TooLate
        | CallError::Unreachable(_)
        | CallError::KeyForgotten
        | CallError::NotConnected
        | CallError::Unreadable
        | CallError::Session(_) => later(error.to_string()),
    }
}

/// Telegram asked to wait.
pub(super) fn patience(wait: Duration) -> Outcome {
    Outcome::Later {
        after: Some(wait),
        why: format!(
            "Telegram asks to wait for {} seconds",
            wait.as_secs_f32().ceil()
        ),
    }
}

/// It may go better next time.
pub(super) fn later(why: String) -> Outcome {
    Outcome::Later { after: None, why }
}

/// Nothing was tried, since Postern stops; that is no failure.
pub(super) fn stopped() -> Outcome {
    Outcome::Later {
        after: Some(Duration::ZERO),
        why: "Postern was stopped".to_owned(),
    }
}

/// A message that is not for this account, however often it is tried.
pub(super) fn code_for_many() -> Outcome {
    Outcome::Never {
        why: "codes are never sent to groups or channels, where others read them".to_owned(),
        account: false,
    }
}

/// What an admin is to know and do when there is no login.
pub(super) fn logged_out(why: LoggedOut, provider: &Provider) -> String {
    let name = provider.name();
    let name = name.map_or_else(String::new, |name| format!(" --name {name}"));
    format!("logged out: {why}; run `postern setup telegram{name}`")
}

fn not_logged_in(why: LoggedOut) -> String {
    format!("not connected: logged out: {why}")
}

/// The account itself is at fault.
fn at_fault(why: String) -> Outcome {
    Outcome::Never { why, account: true }
}

/// Nobody there whom we may write to.
fn unknown(chat: i64, us: Option<&Account>) -> String {
    match us {
        _ if chat < 0 => format!(
            "{} does not know this group or channel: add it there, and make sure that the id is right",
            name(us)
        ),
        Some(us) if us.is_bot => {
            let bot = us.shown();
            let link = us.username.as_ref();
            let link = link.map_or(String::new(), |name| format!(" at https://t.me/{name}"));
            format!(
                "the person has not started {bot} yet: a bot may not write first; they press Start{link}"
            )
        }
        Some(_) | None => format!(
            "{} does not know this account any more; it must be linked again",
            name(us)
        ),
    }
}

fn name(us: Option<&Account>) -> String {
    us.map_or_else(|| "this account".to_owned(), Account::shown)
}
