//! A server that behaves as ntfy's does: topics with access rules, accounts by token, its documented limits and errors.

#![expect(
    clippy::result_large_err,
    reason = "a refusal is a whole answer, made seldom"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::fake_site::FakeSite;

/// The longest message in bytes.
const LONGEST: usize = 4_096;
/// How many wrong logins are answered before none is any more.
const MOST_FAILURES: u32 = 30;

/// The server.
pub struct FakeNtfy {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

#[derive(Default)]
struct Inside {
    /// Names by token.
    accounts: Mutex<BTreeMap<String, String>>,
    /// Topics that only accounts may read and write.
    protected: Mutex<BTreeSet<String>>,
    /// Topics that nobody may write to.
    closed: Mutex<BTreeSet<String>>,
    messages: Mutex<Vec<Value>>,
    failures: Mutex<u32>,
    /// How many messages may still come today; `None` for any number.
    quota: Mutex<Option<u32>>,
}

impl FakeNtfy {
    /// Starts a server without accounts, whose topics are open to all.
    pub async fn start() -> Self {
        let inside = Arc::new(Inside::default());
        let router = Router::new()
            .route("/v1/health", get(async || Json(json!({ "healthy": true }))))
            .route("/v1/account", get(account))
            .route("/", post(publish))
            .route("/{topic}/json", get(read))
            .with_state(inside.clone());
        let site = FakeSite::start(router).await;
        Self { site, inside }
    }

    /// Lets this account in.
    pub fn account(&self, name: &str, token: &str) {
        let mut accounts = self.inside.accounts.lock().unwrap();
        accounts.insert(token.to_owned(), name.to_owned());
    }

    /// Lets this token in no more.
    pub fn revoke(&self, token: &str) {
        self.inside.accounts.lock().unwrap().remove(token);
    }

    /// From now on only accounts read and write this topic.
    pub fn protect(&self, topic: &str) {
        self.inside
            .protected
            .lock()
            .unwrap()
            .insert(topic.to_owned());
    }

    /// From now on nobody writes to this topic.
    pub fn close(&self, topic: &str) {
        self.inside.closed.lock().unwrap().insert(topic.to_owned());
    }

    /// From now on so many messages may come today.
    pub fn allow(&self, messages: u32) {
        *self.inside.quota.lock().unwrap() = Some(messages);
    }

    /// What came so far, in its order.
    pub fn messages(&self) -> Vec<Value> {
        self.inside.messages.lock().unwrap().clone()
    }
}

impl Inside {
    /// Who calls; `None` is anybody.
    fn who(&self, headers: &HeaderMap) -> Result<Option<String>, Response> {
        let Some(header) = headers.get("authorization") else {
            return Ok(None);
        };
        let Some(token) = header.to_str().unwrap().strip_prefix("Bearer ") else {
            return Ok(None);
        };
        let mut failures = self.failures.lock().unwrap();
        if *failures >= MOST_FAILURES {
            return Err(refusal(42_909, "limit reached: too many auth failures"));
        }
        if let Some(name) = self.accounts.lock().unwrap().get(token) {
            Ok(Some(name.clone()))
        } else {
            *failures += 1;
            Err(refusal(40_101, "unauthorized"))
        }
    }

    fn take(&self, message: &Value, who: Option<&str>) -> Result<(), Response> {
        let topic = message["topic"].as_str().unwrap_or_default();
        if !is_topic(topic) {
            return Err(refusal(40_009, "invalid request: topic invalid"));
        }
        let is_protected = self.protected.lock().unwrap().contains(topic);
        if self.closed.lock().unwrap().contains(topic) || (is_protected && who.is_none()) {
            return Err(refusal(40_301, "forbidden"));
        }
        let priority = message.get("priority").map_or(Some(3), Value::as_u64);
        if !priority.is_some_and(|priority| (1..=5).contains(&priority)) {
            return Err(refusal(40_007, "invalid priority parameter"));
        }
        if message["message"]
            .as_str()
            .is_none_or(|text| text.len() > LONGEST)
        {
            return Err(refusal(40_014, "invalid request: attachments not allowed"));
        }
        let actions = message["actions"].as_array().cloned().unwrap_or_default();
        let fits = |action: &Value| {
            let has = |key: &str| action[key].as_str().is_some_and(|text| !text.is_empty());
            action["action"] == "view" && has("label") && has("url")
        };
        if actions.len() > 3 || !actions.iter().all(fits) {
            return Err(refusal(40_018, "invalid request: actions invalid"));
        }
        match &mut *self.quota.lock().unwrap() {
            Some(0) => {
                return Err(refusal(
                    42_908,
                    "limit reached: daily message quota reached",
                ));
            }
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(())
    }
}

async fn account(State(inside): State<Arc<Inside>>, headers: HeaderMap) -> Response {
    match inside.who(&headers) {
        Err(response) => response,
        Ok(Some(name)) => Json(json!({ "username": name, "role": "user" })).into_response(),
        Ok(None) => Json(json!({ "username": "*", "role": "anonymous" })).into_response(),
    }
}

async fn publish(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    let who = match inside.who(&headers) {
        Ok(who) => who,
        Err(response) => return response,
    };
    if body.len() > 2 * LONGEST {
        return refusal(41_303, "JSON body too large");
    }
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        return refusal(40_017, "invalid request: request body must be message JSON");
    };
    if let Err(response) = inside.take(&message, who.as_deref()) {
        return response;
    }
    let mut taken = message.clone();
    inside.messages.lock().unwrap().push(message);
    taken["id"] = "hwQ2YpKdmg".into();
    taken["event"] = "message".into();
    Json(taken).into_response()
}

/// Reading: only by asking once, and without what came before.
async fn read(
    State(inside): State<Arc<Inside>>,
    Path(topic): Path<String>,
    Query(how): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let who = match inside.who(&headers) {
        Ok(who) => who,
        Err(response) => return response,
    };
    assert_eq!(
        how.get("poll").map(String::as_str),
        Some("1"),
        "it would never end"
    );
    assert_eq!(
        how.get("since").map(String::as_str),
        Some("none"),
        "it could be long"
    );
    if who.is_none() && inside.protected.lock().unwrap().contains(&topic) {
        return refusal(40_301, "forbidden");
    }
    ([("content-type", "application/x-ndjson")], "").into_response()
}

fn is_topic(topic: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=64).contains(&topic.len()) && topic.chars().all(fits)
}

/// An error as ntfy writes it: the status is the first three digits of its number.
fn refusal(code: u16, error: &str) -> Response {
    let status = StatusCode::from_u16(code / 100).unwrap();
    (
        status,
        Json(json!({ "code": code, "http": code / 100, "error": error })),
    )
        .into_response()
}
