//! What became of a message.

use std::time::Duration;

use crate::connection::{CallError, LoggedOut, Refusal};

/// What became of a message, or of a change to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// Telegram has it.
    Sent {
        /// Its id; `None` if Telegram had it before under the same key, and did not say.
        message: Option<i32>,
    },
    /// The person has blocked us, or we have blocked the person.
    Blocked,
    /// The account exists no more.
    Deactivated,
    /// This session cannot write there: the person has not started the bot, or the id is wrong.
    UnknownPeer,
    /// The person, group or channel does not take messages from us.
    Forbidden {
        /// In Telegram's words.
        name: String,
    },
    /// Telegram limits this account as if it sent spam: it may write only to whom it has written with.
    Restricted,
    /// Not before this time is over.
    Flood(Duration),
    /// Telegram takes such a message from nobody.
    Refused(Refusal),
    /// It may go better later. Under the same key it never comes twice.
    Later {
        /// Why, in words for an operator.
        why: String,
    },
    /// There is no login.
    LoggedOut(LoggedOut),
}

impl From<CallError> for SendOutcome {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Flood(wait) => Self::Flood(wait),
            CallError::LoggedOut(why) => Self::LoggedOut(why),
            CallError::Refused(refusal) => refused(refusal),
            error @ (CallError::Elsewhere(_)
            | CallError::TooLate
            | CallError::Unreachable(_)
            | CallError::KeyForgotten
            | CallError::NotConnected
            | CallError::Unreadable
            | CallError::Session(_)) => Self::Later {
                why: error.to_string(),
            },
        }
    }
}

/// <https://core.telegram.org/method/messages.sendMessage#possible-errors>
fn refused(refusal: Refusal) -> SendOutcome {
    match refusal.name.as_str() {
        "RANDOM_ID_DUPLICATE" => SendOutcome::Sent { message: None },
        "USER_IS_BLOCKED" | "YOU_BLOCKED_USER" => SendOutcome::Blocked,
        "INPUT_USER_DEACTIVATED" | "USER_DEACTIVATED" => SendOutcome::Deactivated,
        "PEER_ID_INVALID" | "USER_ID_INVALID" | "CHAT_ID_INVALID" | "CHANNEL_INVALID"
        | "USER_BOT_REQUIRED" => SendOutcome::UnknownPeer,
        "CHAT_WRITE_FORBIDDEN"
        | "CHAT_SEND_PLAIN_FORBIDDEN"
        | "CHAT_GUEST_SEND_FORBIDDEN"
        | "CHAT_RESTRICTED"
        | "CHAT_FORBIDDEN"
        | "CHAT_ADMIN_REQUIRED"
        | "CHANNEL_PRIVATE"
        | "USER_BANNED_IN_CHANNEL"
        | "USER_PRIVACY_RESTRICTED"
        | "PRIVACY_PREMIUM_REQUIRED"
        | "USER_IS_BOT"
        | "TOPIC_CLOSED"
        | "TOPIC_DELETED" => SendOutcome::Forbidden { name: refusal.name },
        "PEER_FLOOD" => SendOutcome::Restricted,
        _ if refusal.is_temporary() => SendOutcome::Later {
            why: format!("Telegram refused: {refusal}"),
        },
        _ => SendOutcome::Refused(refusal),
    }
}
