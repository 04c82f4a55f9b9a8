//! How a call can fail.

use std::time::Duration;

use grammers_mtsender::{InvocationError, RpcError};

pub use self::cause::Cause;
use super::status::LoggedOut;
use crate::session::SessionError;

mod cause;

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Telegram asks for patience. The same call may be made again when the time is over, not before.
    #[error("Telegram asks to wait for {} seconds", .0.as_secs())]
    Flood(Duration),
    /// Telegram understood, and refused.
    #[error("Telegram refused: {0}")]
    Refused(Refusal),
    /// The account, or what the call is about, lives in another data centre.
    #[error("it is in data centre {0}")]
    Elsewhere(i32),
    /// There is no login, or no longer.
    #[error("{0}")]
    LoggedOut(LoggedOut),
    /// No answer within the deadline. Whether the call was carried out is not known.
    #[error("Telegram does not answer")]
    TooLate,
    /// The connection cannot be made, or broke off. Whether the call was carried out is not known.
    #[error("Telegram cannot be reached: {0}")]
    Unreachable(Cause),
    /// The server does not know our key any more; another was never logged in.
    #[error("the server has forgotten this login")]
    KeyForgotten,
    /// There is no connection now, so that nothing was tried.
    #[error("there is no connection to Telegram")]
    NotConnected,
    /// The answer cannot be read.
    #[error("the answer of Telegram cannot be read")]
    Unreadable,
    /// The session cannot be read or written.
    #[error("the Telegram session cannot be kept")]
    Session(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A refusal, in Telegram's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Like a status of HTTP: 400 for a wrong call, 403 for a forbidden one, 500 for a fault of theirs.
    pub code: i32,
    /// The name, such as `USER_IS_BLOCKED`, without the number in it.
    pub name: String,
    /// The number in the name.
    pub value: Option<u32>,
}

impl Refusal {
    /// Whether the fault is theirs, so that the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        self.code >= 500 || self.code < 0
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.code)
    }
}

impl CallError {
    /// Whether it may be the connection's fault, so that it is to be looked at.
    pub(crate) const fn puts_connection_in_doubt(&self) -> bool {
        matches!(
            self,
            Self::TooLate | Self::Unreachable(_) | Self::KeyForgotten | Self::LoggedOut(_)
        )
    }
}

impl From<InvocationError> for CallError {
    fn from(error: InvocationError) -> Self {
        match error {
            InvocationError::Rpc(error) => refused(error),
            InvocationError::Io(error) => Self::Unreachable(Cause::of_io(&error)),
            InvocationError::Transport(error) => Self::broke(&error.to_string()),
            InvocationError::Dropped(_) => Self::broke("the connection broke off"),
            InvocationError::InvalidDc => {
                Self::broke("the address of the data centre is not known")
            }
            // The library makes a key only where there is none or the server has forgotten it. It fails with servers
            // whose public key it does not know.
            InvocationError::Authentication(_) => Self::KeyForgotten,
            InvocationError::Deserialize(_) => Self::Unreadable,
            InvocationError::Session(error) => Self::session(error),
        }
    }
}

impl CallError {
    fn broke(why: &str) -> Self {
        Self::Unreachable(Cause::Broke(why.to_owned()))
    }

    fn session(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match error.downcast::<SessionError>() {
            Ok(error) => (*error).into(),
            Err(error) => Self::Session(error),
        }
    }
}

impl From<SessionError> for CallError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::TooLate => Self::TooLate,
            SessionError::Exchange(error) => Self::Unreachable(Cause::of_exchange(&error)),
            error @ (SessionError::Store(_)
            | SessionError::OtherServerKey
            | SessionError::Damaged
            | SessionError::UnknownCentre) => Self::Session(Box::new(error)),
        }
    }
}

fn refused(error: RpcError) -> CallError {
    if let Some(why) = LoggedOut::from_error(error.code, &error.name) {
        return CallError::LoggedOut(why);
    }
    match (error.code, error.value) {
        (420, Some(seconds)) => CallError::Flood(Duration::from_secs(seconds.into())),
        (303, Some(dc)) => CallError::Elsewhere(i32::try_from(dc).unwrap_or(i32::MAX)),
        (code, value) => CallError::Refused(Refusal {
            code,
            name: error.name,
            value,
        }),
    }
}
