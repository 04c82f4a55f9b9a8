//! The API's one error body: RFC 9457, problem details.

use std::time::Duration;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flows::FlowError;
use store::StoreError;

use crate::fault::describe;

/// A refusal or failure of the API. It holds no source error, so it cannot leak one.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
    retry_after: Option<Duration>,
}

impl Problem {
    /// A problem of this kind; `kind` becomes `/problems/KIND`.
    pub(crate) fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            kind,
            title,
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// No valid token was given.
    pub(crate) fn unauthorized() -> Self {
        let detail = "Send the header `Authorization: Bearer TOKEN`. An admin makes tokens on the Server page, or with `postern integration add NAME`.";
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token-missing-or-wrong",
            "A valid token is needed",
            detail,
        )
    }

    /// The request cannot be understood.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request cannot be understood",
            detail,
        )
    }

    /// Not before this much time.
    pub(crate) fn wait(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            format!("Try again in {seconds} seconds."),
        );
        Self {
            retry_after: Some(Duration::from_secs(seconds)),
            ..problem
        }
    }

    fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = describe(error), "An API request failed");
        let detail = "The failure is in the server's log. Send the request again with the same Idempotency-Key.";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here",
            detail,
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::json!({
            "type": format!("/problems/{}", self.kind),
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        Self::internal(&error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}
