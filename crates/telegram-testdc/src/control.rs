//! The control: HTTP with JSON bodies on 127.0.0.1, for tests in other languages.

mod accounts;
mod chats;
mod faults;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::test_dc::Remote;

/// A call that could not be done: 404 or 409, and a sentence.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = axum::Json(serde_json::json!({ "error": self.1 }));
        (self.0, body).into_response()
    }
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        Self(StatusCode::CONFLICT, format!("{error:#}"))
    }
}

fn not_found(what: &str) -> Refused {
    Refused(StatusCode::NOT_FOUND, format!("there is no such {what}"))
}

/// Serves the control until the server ends.
pub(crate) async fn serve(listener: TcpListener, remote: Remote, stop: CancellationToken) {
    let router = Router::new()
        .merge(accounts::routes())
        .merge(chats::routes())
        .merge(faults::routes())
        .with_state(remote);
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::warn!("the control has ended: {error}");
    }
}
