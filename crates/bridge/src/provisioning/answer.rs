//! Bodies that come, and those that go.

use axum::Json;
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Refusal;

/// What a call answers.
pub(super) type Answer = Result<Response, Refusal>;

/// An answer in JSON.
#[expect(clippy::unnecessary_wraps, reason = "it is what every call ends with")]
pub(super) fn json(body: Value) -> Answer {
    Ok(Json(body).into_response())
}

/// Reads a body, whatever type it says it has.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::BadBody)
}
