//! A receiver of webhooks, as its owner would write one: it keeps what comes as it comes, drops what came before, and
//! checks no signature; that is for a library that no one here wrote.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;

use crate::fake_site::FakeSite;

/// The receiver. It takes what comes to `/hooks/NAME`, but at `/hooks/gone`, where it wants nothing any more.
pub struct FakeReceiver {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

/// What came, as it came.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The last part of the address.
    pub name: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Delivered {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Default)]
struct Inside {
    seen: Mutex<BTreeSet<String>>,
    taken: Mutex<Vec<Delivered>>,
    is_full: Mutex<bool>,
}

impl FakeReceiver {
    /// Starts a receiver.
    pub async fn start() -> Self {
        let inside = Arc::new(Inside::default());
        let router = Router::new()
            .route("/hooks/{name}", post(take))
            .with_state(inside.clone());
        Self {
            site: FakeSite::start(router).await,
            inside,
        }
    }

    /// An address here.
    pub fn address(&self, name: &str) -> String {
        format!("{}/hooks/{name}", self.site.url())
    }

    /// From now on it asks for half a minute of patience.
    pub fn is_full(&self) {
        *self.inside.is_full.lock().unwrap() = true;
    }

    /// What came, without repeats.
    pub fn taken(&self) -> Vec<Delivered> {
        self.inside.taken.lock().unwrap().clone()
    }
}

async fn take(
    State(inside): State<Arc<Inside>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if name == "gone" {
        return StatusCode::GONE.into_response();
    }
    if *inside.is_full.lock().unwrap() {
        return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "30")]).into_response();
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(_), Some(_), Some("application/json")) = (
        header("webhook-id"),
        header("webhook-timestamp"),
        header("webhook-signature"),
        header("content-type"),
    ) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if inside.seen.lock().unwrap().insert(id.to_owned()) {
        let delivered = Delivered {
            name,
            headers: headers.clone(),
            body,
        };
        inside.taken.lock().unwrap().push(delivered);
    }
    StatusCode::NO_CONTENT.into_response()
}
