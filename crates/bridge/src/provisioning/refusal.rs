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
    fn parts(&self) -> (StatusCode, &'static str, &str) {
        match self {
            Self::NoCall => (
                StatusCode::NOT_FOUND,
                "M_UNRECOGNIZED",
                "There is no such call",
            ),
            Self::NoMethod => {
                let words = "This call has another method";
                (StatusCode::METHOD_NOT_ALLOWED, "M_UNRECOGNIZED", words)
            }
            Self::NoToken => (
                StatusCode::UNAUTHORIZED,
                "M_MISSING_TOKEN",
                "The token is missing",
            ),
            Self::WrongToken => {
                let words = "The token is not valid for this person";
                (StatusCode::UNAUTHORIZED, "M_UNKNOWN_TOKEN", words)
            }
            Self::NoUser => {
                let words = "user_id must be a Matrix id, such as @bob:example.org";
                (StatusCode::BAD_REQUEST, "M_INVALID_PARAM", words)
            }
            Self::NotAllowed => {
                let words = "This person may not log in at this bridge";
                (StatusCode::FORBIDDEN, "M_FORBIDDEN", words)
            }
            Self::TooMuch(_) => {
                let words = "Too many requests; wait a little";
                (StatusCode::TOO_MANY_REQUESTS, "M_LIMIT_EXCEEDED", words)
            }
            Self::BadBody => {
                let words = "The body must be a JSON object with texts";
                (StatusCode::BAD_REQUEST, "M_NOT_JSON", words)
            }
            Self::NoField(name) => (StatusCode::BAD_REQUEST, "M_MISSING_PARAM", name),
            Self::NoFlow => {
                let words = "The ways to log in are phone, qr and bot";
                (StatusCode::NOT_FOUND, "M_NOT_FOUND", words)
            }
            Self::NoLogin => (
                StatusCode::NOT_FOUND,
                "M_NOT_FOUND",
                "There is no such login",
            ),
            Self::NotLoggedIn => {
                let words = "This person is not logged in";
                (StatusCode::BAD_REQUEST, "FI.MAU.NOT_LOGGED_IN", words)
            }
            Self::OtherStep => {
                let words = "The login is at another step";
                (StatusCode::BAD_REQUEST, "M_BAD_STATE", words)
            }
            Self::Cancelled(words) => (StatusCode::GONE, "FI.MAU.BRIDGE.LOGIN_CANCELLED", words),
            Self::TooLate(words) => (StatusCode::GONE, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT", words),
            Self::Refused(words) => (StatusCode::FORBIDDEN, "M_FORBIDDEN", words),
            Self::Nobody => (
                StatusCode::NOT_FOUND,
                "M_NOT_FOUND",
                "Nobody is found by this",
            ),
            Self::NoPerson => {
                let words = "This is a group or a channel, not a person";
                (StatusCode::NOT_FOUND, "M_NOT_FOUND", words)
            }
            Self::NotForBots => {
                let words = "Telegram does not let bots do this";
                (StatusCode::FORBIDDEN, "M_FORBIDDEN", words)
            }
            Self::Away => {
                let words = "The homeserver or Telegram cannot be reached; try again later";
                (StatusCode::SERVICE_UNAVAILABLE, "M_UNKNOWN", words)
            }
            Self::Broken => {
                let words = "Something is broken here; the log of the bridge tells what";
                (StatusCode::INTERNAL_SERVER_ERROR, "M_UNKNOWN", words)
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, words) = self.parts();
        let mut body = json!({ "errcode": code, "error": words });
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
