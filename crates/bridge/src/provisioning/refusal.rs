//! What is answered when something is not done: errors in Matrix's form.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::logins::LoginError;
use crate::rooms::{Nobody, RoomsError};
use store::StoreError;

/// Why something is not done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such call.
    NoCall,
    /// There is such a call, with another method.
    NoMethod,
    /// No token was shown.
    NoToken,
    /// The token is nobody's, or another person's.
    WrongToken,
    /// `user_id` is not there, or no Matrix id.
    NoUser,
    /// The person may not log in.
    NotAllowed,
    /// Too much was asked.
    TooMuch(Duration),
    /// The body is not what it must be.
    BadBody,
    /// A field is missing in the body.
    NoField(&'static str),
    /// There is no such way to log in.
    NoFlow,
    /// There is no such login, or no login conversation of this name.
    NoLogin,
    /// The person has no login.
    NotLoggedIn,
    /// The conversation is at another step.
    OtherStep,
    /// The conversation was ended, and why, in words for people.
    Cancelled(String),
    /// The conversation took too long, in words for people.
    TooLate(String),
    /// Telegram does not let the person in, in words for people.
    Refused(String),
    /// Nobody is found by this.
    Nobody,
    /// It is not a person.
    NoPerson,
    /// Bots cannot do that.
    NotForBots,
    /// The homeserver or Telegram cannot be reached.
    Away,
    /// Something is broken here, which the log tells.
    Broken,
}

impl Refusal {
    fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NoCall => (StatusCode::NOT_FOUND, "M_UNRECOGNIZED"),
            Self::NoMethod => (StatusCode::METHOD_NOT_ALLOWED, "M_UNRECOGNIZED"),
            Self::NoToken => (StatusCode::UNAUTHORIZED, "M_MISSING_TOKEN"),
            Self::WrongToken => (StatusCode::UNAUTHORIZED, "M_UNKNOWN_TOKEN"),
            Self::NoUser => (StatusCode::BAD_REQUEST, "M_INVALID_PARAM"),
            Self::TooMuch(_) => (StatusCode::TOO_MANY_REQUESTS, "M_LIMIT_EXCEEDED"),
            Self::BadBody => (StatusCode::BAD_REQUEST, "M_NOT_JSON"),
            Self::NoField(_) => (StatusCode::BAD_REQUEST, "M_MISSING_PARAM"),
            Self::NotLoggedIn => (StatusCode::BAD_REQUEST, "FI.MAU.NOT_LOGGED_IN"),
            Self::OtherStep => (StatusCode::BAD_REQUEST, "M_BAD_STATE"),
            Self::Cancelled(_) => (StatusCode::GONE, "FI.MAU.BRIDGE.LOGIN_CANCELLED"),
            Self::TooLate(_) => (StatusCode::GONE, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT"),
            Self::NoFlow | Self::NoLogin | Self::Nobody | Self::NoPerson => {
                (StatusCode::NOT_FOUND, "M_NOT_FOUND")
            }
            Self::NotAllowed | Self::Refused(_) | Self::NotForBots => {
                (StatusCode::FORBIDDEN, "M_FORBIDDEN")
            }
            Self::Away => (StatusCode::SERVICE_UNAVAILABLE, "M_UNKNOWN"),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "M_UNKNOWN"),
        }
    }

    fn words(&self) -> &str {
        match self {
            Self::NoCall => "There is no such call",
            Self::NoMethod => "This call has another method",
            Self::NoToken => "The token is missing",
            Self::WrongToken => "The token is not valid for this person",
            Self::NoUser => "user_id must be a Matrix id, such as @bob:example.org",
            Self::NotAllowed => "This person may not log in at this bridge",
            Self::TooMuch(_) => "Too many requests; wait a little",
            Self::BadBody => "The body must be a JSON object with texts",
            Self::NoField(name) => name,
            Self::NoFlow => "The ways to log in are phone, qr and bot",
            Self::NoLogin => "There is no such login",
            Self::NotLoggedIn => "This person is not logged in",
            Self::OtherStep => "The login is at another step",
            Self::Cancelled(words) | Self::TooLate(words) | Self::Refused(words) => words,
            Self::Nobody => "Nobody is found by this",
            Self::NoPerson => "This is a group or a channel, not a person",
            Self::NotForBots => "Telegram does not let bots do this",
            Self::Away => "The homeserver or Telegram cannot be reached; try again later",
            Self::Broken => "Something is broken here; the log of the bridge tells what",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.code();
        let mut body = json!({ "errcode": code, "error": self.words() });
        if let Self::TooMuch(wait) = &self {
            body["retry_after_ms"] = json!(wait.as_millis());
        } else if let Self::NoField(name) = &self {
            body["error"] = json!(format!("{name} is missing"));
        }
        (status, Json(body)).into_response()
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a program could not be answered");
        Self::Broken
    }
}

impl From<LoginError> for Refusal {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Call(error) => RoomsError::from(error).into(),
            LoginError::Store(error) => error.into(),
            LoginError::Session(error) => {
                tracing::error!(%error, "a program could not be answered");
                Self::Broken
            }
        }
    }
}

impl From<Nobody> for Refusal {
    fn from(nobody: Nobody) -> Self {
        match nobody {
            Nobody::Unknown | Nobody::Gone => Self::Nobody,
            Nobody::NotAPerson => Self::NoPerson,
            Nobody::NotForBots => Self::NotForBots,
        }
    }
}

impl From<RoomsError> for Refusal {
    fn from(error: RoomsError) -> Self {
        if let Some(wait) = error.flood() {
            return Self::TooMuch(wait);
        }
        match error {
            RoomsError::Store(error) => error.into(),
            RoomsError::NoLogin => Self::NoLogin,
            error @ (RoomsError::Matrix(_) | RoomsError::Telegram(_) | RoomsError::NoPortal) => {
                if error.is_passing() {
                    tracing::warn!(%error, "a program could not be answered yet");
                    return Self::Away;
                }
                tracing::error!(%error, "a program could not be answered");
                Self::Broken
            }
        }
    }
}
