//! Why a question about a chat has no answer.

use crate::connection::{CallError, Refusal};
use crate::session::SessionError;

/// Why a question about a chat has no answer, or a deed in it was not done.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// This session has never met the chat or person, so that it cannot address it; or there is none of this id.
    #[error("this session does not know the chat")]
    UnknownChat,
    /// There is no such message, or no longer.
    #[error("there is no such message")]
    UnknownMessage,
    /// The account is not in the chat, or may not do this there.
    #[error("the account may not do this in the chat: {name}")]
    NoAccess {
        /// In Telegram's words.
        name: String,
    },
    /// What bots cannot do.
    #[error("bots cannot do this")]
    NotForBots,
    /// Telegram has not answered as hoped for.
    #[error(transparent)]
    Call(CallError),
}

impl From<CallError> for ChatError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => refused(refusal),
            error @ (CallError::Flood(_)
            | CallError::Elsewhere(_)
            | CallError::LoggedOut(_)
            | CallError::TooLate
            | CallError::Unreachable(_)
            | CallError::KeyForgotten
            | CallError::NotConnected
            | CallError::Unreadable
            | CallError::Session(_)) => Self::Call(error),
        }
    }
}

impl From<SessionError> for ChatError {
    fn from(error: SessionError) -> Self {
        CallError::from(error).into()
    }
}

/// <https://core.telegram.org/api/errors>
fn refused(refusal: Refusal) -> ChatError {
    match refusal.name.as_str() {
        "PEER_ID_INVALID"
        | "USER_ID_INVALID"
        | "CHAT_ID_INVALID"
        | "CHANNEL_INVALID"
        | "PARTICIPANT_ID_INVALID" => ChatError::UnknownChat,
        "MESSAGE_ID_INVALID" | "MSG_ID_INVALID" | "MESSAGE_ID_REQUIRED" => {
            ChatError::UnknownMessage
        }
        "BOT_METHOD_INVALID" | "USER_BOT_REQUIRED" => ChatError::NotForBots,
        "CHANNEL_PRIVATE"
        | "CHANNEL_PUBLIC_GROUP_NA"
        | "CHAT_FORBIDDEN"
        | "CHAT_ADMIN_REQUIRED"
        | "CHAT_RESTRICTED"
        | "CHAT_WRITE_FORBIDDEN"
        | "CHAT_SEND_REACTIONS_FORBIDDEN"
        | "MESSAGE_AUTHOR_REQUIRED"
        | "MESSAGE_DELETE_FORBIDDEN"
        | "RIGHT_FORBIDDEN"
        | "USER_BANNED_IN_CHANNEL"
        | "USER_NOT_PARTICIPANT" => ChatError::NoAccess { name: refusal.name },
        _ => ChatError::Call(CallError::Refused(refusal)),
    }
}
