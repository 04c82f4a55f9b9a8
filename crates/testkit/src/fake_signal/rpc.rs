//! signal-cli's own daemon: JSON-RPC and a stream of events.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{Stream, StreamExt};
use serde_json::{Value, json};

use super::state::{Inside, Listening, Person};

pub(super) fn router(inside: Arc<Inside>) -> Router {
    Router::new()
        .route("/api/v1/check", get(StatusCode::OK))
        .route("/api/v1/rpc", post(rpc))
        .route("/api/v1/events", get(events))
        .with_state(inside)
}

async fn events(
    State(inside): State<Arc<Inside>>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    if !inside.has(asked.get("account").map(String::as_str)) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let heard = inside.events.subscribe();
    let listening = Listening::to(inside);
    let stream = futures::stream::unfold((heard, listening), async |(mut heard, listening)| {
        let event = heard.recv().await.ok()?;
        Some((event, (heard, listening)))
    });
    let stream = stream.map(|data| Ok(Event::default().event("receive").data(data)));
    sse(stream).into_response()
}

fn sse(
    stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
) -> impl IntoResponse {
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn rpc(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    let kind = headers.get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Ok(call) = serde_json::from_slice::<Value>(&body) else {
        return refusal(
            &Value::Null,
            -32_700,
            "Unable to parse json object",
            &Value::Null,
        );
    };
    let (id, params) = (&call["id"], &call["params"]);
    let Some(method) = call["method"].as_str().filter(|_| call["jsonrpc"] == "2.0") else {
        return refusal(id, -32_600, "method field must be set", &Value::Null);
    };
    if method == "listAccounts" {
        let account = inside.account.lock().unwrap().clone();
        let account = account.map(|number| json!({ "number": number }));
        return result(id, &json!(account.as_slice()));
    }
    if !inside.has(params["account"].as_str()) {
        let words = "Specified account does not exist";
        return refusal(id, -32_602, words, &Value::Null);
    }
    match method {
        "send" => send(&inside, id, params),
        "getUserStatus" => look_up(&inside, id, params),
        "listContacts" => contacts(&inside, id, params),
        _ => refusal(id, -32_601, "Method not implemented", &Value::Null),
    }
}

fn send(inside: &Inside, id: &Value, params: &Value) -> Response {
    let user_error = |words: &str| refusal(id, -1, words, &Value::Null);
    let words = params["message"].as_str().unwrap_or_default();
    let to = params["recipient"].as_array().map(Vec::as_slice);
    let Some([Value::String(to)]) = to else {
        return user_error("No recipients given");
    };
    if words.is_empty() {
        return user_error("Sending empty message is not allowed");
    }
    let no_styles = json!([]);
    let styles = params.get("textStyle").unwrap_or(&no_styles);
    let Ok(styles) = serde_json::from_value::<Vec<String>>(styles.clone()) else {
        return user_error("Invalid textStyle syntax");
    };
    if !styles.iter().all(|style| fits(style, words)) {
        return user_error("Invalid textStyle syntax");
    }
    if !inside.people.lock().unwrap().contains_key(to) {
        return user_error(&format!("The user {to} is not registered."));
    }
    let at = inside.tick();
    let one = inside.deliver(to, words, &styles, at);
    let kind = one["type"].clone();
    let response = json!({ "timestamp": at, "results": [one] });
    let data = json!({ "response": response });
    match kind.as_str().unwrap() {
        "SUCCESS" => result(id, &response),
        "IDENTITY_FAILURE" => {
            let words = "Failed to send message due to untrusted identities";
            refusal(id, -4, words, &data)
        }
        "RATE_LIMIT_FAILURE" => {
            refusal(id, -5, "Failed to send message due to rate limiting", &data)
        }
        _ => refusal(id, -1, "Failed to send message", &data),
    }
}

fn look_up(inside: &Inside, id: &Value, params: &Value) -> Response {
    let asked = |key: &str| params[key].as_array().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for number in asked("recipient") {
        let uuid = inside.find(&|person: &Person| number == *person.number);
        let is_there = uuid.is_some();
        // The id of a number is written like that of an account.
        let hidden = inside.hidden.lock().unwrap();
        let uuid = uuid.map(|uuid| hidden.get(&uuid).cloned().unwrap_or(uuid));
        found.push(json!({ "recipient": number, "number": number, "uuid": uuid, "isRegistered": is_there }));
    }
    for name in asked("username") {
        let uuid = inside.find(&|person: &Person| person.name.as_deref() == name.as_str());
        let is_there = uuid.is_some();
        found.push(
            json!({ "recipient": name, "username": name, "uuid": uuid, "isRegistered": is_there }),
        );
    }
    result(id, &json!(found))
}

/// Those who have these numbers, whoever they are.
fn contacts(inside: &Inside, id: &Value, params: &Value) -> Response {
    if params["allRecipients"] != true {
        return result(id, &json!([]));
    }
    let numbers = params["recipient"].as_array().into_iter().flatten();
    let found = numbers.filter_map(|number| {
        let uuid = inside.find(&|person: &Person| number == &*person.number)?;
        let hidden = inside.hidden.lock().unwrap();
        let uuid = Some(&uuid).filter(|uuid| !hidden.contains_key(*uuid));
        Some(json!({ "number": number, "uuid": uuid, "username": null }))
    });
    result(id, &json!(found.collect::<Vec<_>>()))
}

/// Whether a style is written as signal-cli reads it, and lies within the text.
fn fits(style: &str, words: &str) -> bool {
    let parts: Vec<&str> = style.splitn(3, ':').collect();
    let [start, length, name] = parts.as_slice() else {
        return false;
    };
    let (Ok(start), Ok(length)) = (start.parse::<usize>(), length.parse::<usize>()) else {
        return false;
    };
    let is_known = ["BOLD", "ITALIC", "SPOILER", "STRIKETHROUGH", "MONOSPACE"].contains(name);
    is_known && length > 0 && start + length <= words.encode_utf16().count()
}

fn result(id: &Value, result: &Value) -> Response {
    Json(json!({ "jsonrpc": "2.0", "result": result, "id": id })).into_response()
}

fn refusal(id: &Value, code: i64, message: &str, data: &Value) -> Response {
    let error = json!({ "code": code, "message": message, "data": data });
    Json(json!({ "jsonrpc": "2.0", "error": error, "id": id })).into_response()
}
