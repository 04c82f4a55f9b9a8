//! The application service: what the homeserver calls.
//!
//! <https://spec.matrix.org/v1.11/application-service-api/>

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use domain::secret::{Token, same};
use ruma::UserId;
use serde_json::json;
use tower_http::timeout::TimeoutLayer;

use crate::intake::{Accepted, Intake};
use crate::transaction::Transaction;

/// The longest transaction that is read, in bytes. It has a hundred events of 64 KiB at most; each may come with its former
/// content and its redaction, and Synapse writes in six characters what counted as two bytes.
const LONGEST: usize = 64 << 20;
/// How long a request may take to arrive and to be answered.
const DEADLINE: Duration = Duration::from_secs(30);

/// Answers the homeserver: takes transactions, and says which users there are.
pub fn router(intake: &Arc<Intake>) -> Router {
    let ours = Router::new()
        .route("/transactions/{id}", put(transaction))
        .route("/users/{id}", get(user))
        .route("/rooms/{alias}", get(nothing))
        .with_state(Arc::clone(intake));
    let theirs = intake.ground().tokens.theirs.clone();
    guarded(ours.merge(ping()), theirs)
}

/// Answers pings alone: for whoever only wants to know whether the homeserver reaches us.
pub fn ping_router(theirs: Token) -> Router {
    guarded(ping(), theirs)
}

fn ping() -> Router {
    Router::new().route("/ping", post(|| async { Json(json!({})) }))
}

/// Lets only in who knows the homeserver's token.
fn guarded(router: Router, theirs: Token) -> Router {
    let router = router
        .fallback(unknown)
        .method_not_allowed_fallback(|| async {
            refusal(StatusCode::METHOD_NOT_ALLOWED, "M_UNRECOGNIZED")
        })
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            DEADLINE,
        ))
        .layer(middleware::from_fn_with_state(theirs, let_in));
    Router::new().nest("/_matrix/app/v1", router)
}

async fn let_in(State(theirs): State<Token>, request: Request, next: Next) -> Response {
    let shown = request.headers().get(AUTHORIZATION);
    let shown = shown.and_then(|shown| shown.as_bytes().strip_prefix(b"Bearer "));
    match shown {
        None => refusal(StatusCode::UNAUTHORIZED, "M_UNAUTHORIZED"),
        Some(shown) if !same(shown, theirs.reveal().as_bytes()) => {
            refusal(StatusCode::FORBIDDEN, "M_FORBIDDEN")
        }
        Some(_) => next.run(request).await,
    }
}

async fn transaction(
    State(intake): State<Arc<Intake>>,
    Path(id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            tracing::error!(%rejection, "a transaction of the homeserver cannot be read");
            return refusal(rejection.status(), "M_TOO_LARGE");
        }
    };
    let transaction = match Transaction::read(&body) {
        Ok(transaction) => transaction,
        Err(error) => {
            tracing::error!(%error, "a transaction of the homeserver is not as it must be");
            let code = if error.is_data() {
                "M_BAD_JSON"
            } else {
                "M_NOT_JSON"
            };
            return refusal(StatusCode::BAD_REQUEST, code);
        }
    };
    match intake.accept(&id, &transaction).await {
        Ok(Accepted::Kept) => Json(json!({})).into_response(),
        Ok(Accepted::TooEarly) => {
            tracing::info!(
                "the homeserver has left out a transaction; it is asked to begin with that"
            );
            refusal(StatusCode::SERVICE_UNAVAILABLE, "M_UNKNOWN")
        }
        // The homeserver comes again with the same transaction.
        Err(error) => {
            tracing::error!(%error, "events of the homeserver cannot be kept");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "M_UNKNOWN")
        }
    }
}

/// Whether one of our users is there. Puppets are made when they are needed, never because somebody asks.
async fn user(State(intake): State<Arc<Intake>>, Path(id): Path<String>) -> Response {
    let homeserver = &intake.ground().homeserver;
    let is_bot = UserId::parse(&id).is_ok_and(|id| id == homeserver.bot());
    if is_bot && homeserver.ensure_registered(homeserver.bot()).await.is_ok() {
        return Json(json!({})).into_response();
    }
    nothing().await
}

async fn nothing() -> Response {
    refusal(StatusCode::NOT_FOUND, "M_NOT_FOUND")
}

/// A call that there is not.
async fn unknown() -> Response {
    refusal(StatusCode::NOT_FOUND, "M_UNRECOGNIZED")
}

fn refusal(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "errcode": code, "error": "" }))).into_response()
}
