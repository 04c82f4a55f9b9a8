//! What is asked: numbers in the path, and JSON, whatever the client calls it.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Refused;

/// The longest body that is taken, in bytes.
const LONGEST: usize = 16 << 20;

/// A JSON body. None at all stands for `{}`, and the content type does not matter: curl sends another.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refused> {
        let bytes = axum::body::to_bytes(request.into_body(), LONGEST).await;
        let bytes = bytes.map_err(|error| wrong(&format!("the body cannot be read: {error}")))?;
        let text: &[u8] = if bytes.trim_ascii().is_empty() {
            b"{}"
        } else {
            &bytes
        };
        let read = serde_json::from_slice(text);
        let read = read.map_err(|error| wrong(&format!("the JSON body is wrong: {error}")))?;
        Ok(Self(read))
    }
}

/// What stands in the path.
pub(super) struct At<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        let Path(read) = read.map_err(|error| wrong(&error.body_text()))?;
        Ok(Self(read))
    }
}

fn wrong(what: &str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, what.to_owned())
}
