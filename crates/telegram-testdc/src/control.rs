//! The control: HTTP with JSON bodies on 127.0.0.1, for tests in other languages.

mod accounts;
mod ask;
mod chats;
mod faults;
mod groups;
mod posts;

use axum::Router;
use axum::body::HttpBody;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::test_dc::Remote;

/// A call that could not be done: 400, 404, 405 or 409, and a sentence.
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

/// A mistake is answered 404, unless there is such an account.
fn check_account(dc: &Remote, id: i64) -> Result<(), Refused> {
    let known = dc.shared.world().accounts.get(id).is_some();
    known.then_some(()).ok_or_else(|| not_found("account"))
}

/// A mistake is answered 404, unless there is such a data centre.
fn check_dc(dc: &Remote, id: i32) -> Result<(), Refused> {
    let known = dc.shared.world().dcs.contains_key(&id);
    known.then_some(()).ok_or_else(|| not_found("data centre"))
}

async fn no_such_call(method: Method, uri: Uri) -> Refused {
    let what = format!("there is no call {method} {}", uri.path());
    Refused(StatusCode::NOT_FOUND, what)
}

async fn other_method(method: Method, uri: Uri) -> Refused {
    let what = format!("{} is not called with {method}", uri.path());
    Refused(StatusCode::METHOD_NOT_ALLOWED, what)
}

/// An answer that says nothing but that it was done is `{}`, so that every answer is JSON.
async fn never_empty(answer: Response) -> Response {
    let is_empty = answer.body().size_hint().exact() == Some(0);
    if is_empty && !answer.headers().contains_key(CONTENT_TYPE) {
        return axum::Json(serde_json::json!({})).into_response();
    }
    answer
}

/// Serves the control until the server ends.
pub(crate) async fn serve(listener: TcpListener, remote: Remote, stop: CancellationToken) {
    let router = Router::new()
        .merge(accounts::routes())
        .merge(chats::routes())
        .merge(faults::routes())
        .merge(groups::routes())
        .merge(posts::routes())
        .fallback(no_such_call)
        .method_not_allowed_fallback(other_method)
        .layer(axum::middleware::map_response(never_empty))
        .with_state(remote);
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::warn!("the control has ended: {error}");
    }
}
