//! What is called.

use std::time::Duration;

use serde_json::Value;
use twilight_http_ratelimiting::Method;

/// One call.
pub(in crate::discord) struct Call<'a> {
    pub(super) method: Method,
    /// What follows `/api/v10/`.
    pub(super) path: String,
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) body: Option<&'a Value>,
    /// Another deadline than the usual one.
    pub(super) deadline: Option<Duration>,
}

impl<'a> Call<'a> {
    /// A question, within the time of those.
    pub(in crate::discord) fn get(
        path: impl Into<String>,
        query: &'a [(&'a str, &'a str)],
    ) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            query,
            body: None,
            deadline: None,
        }
    }

    /// Something new.
    pub(in crate::discord) fn post(path: impl Into<String>, body: &'a Value) -> Self {
        Self {
            method: Method::Post,
            path: path.into(),
            query: &[],
            body: Some(body),
            deadline: None,
        }
    }

    /// A change.
    pub(in crate::discord) fn patch(path: impl Into<String>, body: &'a Value) -> Self {
        Self {
            method: Method::Patch,
            ..Self::post(path, body)
        }
    }

    /// The same, but within this time.
    pub(in crate::discord) fn within(self, deadline: Duration) -> Self {
        Self {
            deadline: Some(deadline),
            ..self
        }
    }
}
