//! The HTTP API of the fake, version 10.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Given;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::messages;
use super::shape;
use super::state::{Does, State};
use super::{Inside, gateway_url};

/// An answer: its status, and its body if it has one.
pub(super) type Answer = (StatusCode, Option<Value>);

/// One call, taken apart.
pub(super) struct Call<'a> {
    pub(super) method: &'a str,
    pub(super) parts: Vec<&'a str>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Value,
}

impl Call<'_> {
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        let mut query = self.query.iter();
        query
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Answers a call, and writes down that it came.
pub(super) async fn answer(
    Given(inside): Given<Arc<Inside>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(path) = uri.path().strip_prefix("/api/v10/") else {
        return write(refusal(StatusCode::NOT_FOUND, 0, "404: Not Found"));
    };
    let name = format!("{method} {path}");
    let fault = inside.lock().fault(&name);
    let response = match &fault {
        Some(Does::Hang) => {
            inside.lock().calls.push((name, 0));
            return std::future::pending().await;
        }
        Some(Does::Answer(status, body, extra)) => {
            let mut response = write((*status, Some(body.clone())));
            for (name, value) in extra {
                response.headers_mut().insert(*name, value.parse().unwrap());
            }
            response
        }
        Some(Does::LoseAnswer) | None => judge(&inside, &method, path, &uri, &headers, &body),
    };
    let status = response.status().as_u16();
    inside.lock().calls.push((name, status));
    match fault {
        Some(Does::LoseAnswer) => StatusCode::BAD_GATEWAY.into_response(),
        Some(Does::Hang | Does::Answer(..)) | None => response,
    }
}

fn judge(
    inside: &Inside,
    method: &Method,
    path: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_press = path.starts_with("interactions/");
    let has_name = text("user-agent").is_some_and(|agent| agent.starts_with("DiscordBot ("));
    if !is_press && !has_name {
        // This is what stands before Discord.
        return (StatusCode::FORBIDDEN, "error code: 1010").into_response();
    }
    let mut state = inside.lock();
    let is_open = is_press || path == "gateway";
    if !is_open && text("authorization") != Some(&format!("Bot {}", state.token)) {
        return write(refusal(StatusCode::UNAUTHORIZED, 0, "401: Unauthorized"));
    }
    let left = match state.limits.count(method.as_str(), path) {
        Ok(left) => left,
        Err(refusal) => return *refusal,
    };
    let body = match read(body, text("content-type")) {
        Ok(body) => body,
        Err(refusal) => return write(refusal),
    };
    let query = uri.query().unwrap_or_default();
    let call = Call {
        method: method.as_str(),
        parts: path.split('/').collect(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        body,
    };
    let mut response = write(route(&mut state, &call, inside));
    if let Some(left) = left {
        left.write(response.headers_mut());
    }
    response
}

fn read(body: &Bytes, kind: Option<&str>) -> Result<Value, Answer> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    if kind != Some("application/json") {
        let text = "Expected \"Content-Type\" header to be one of {'application/json'}.";
        return Err(refusal(StatusCode::BAD_REQUEST, 50_035, text));
    }
    let invalid = "The request body contains invalid JSON.";
    serde_json::from_slice(body).map_err(|_| refusal(StatusCode::BAD_REQUEST, 50_109, invalid))
}

fn route(state: &mut State, call: &Call<'_>, inside: &Inside) -> Answer {
    match (call.method, call.parts.as_slice()) {
        ("GET", ["gateway"]) => ok(json!({ "url": gateway_url(inside) })),
        ("GET", ["gateway", "bot"]) => ok(json!({
            "url": gateway_url(inside),
            "shards": 1,
            "session_start_limit": {
                "total": 1_000,
                "remaining": state.starts_left,
                "reset_after": 14_400_000,
                "max_concurrency": 1,
            },
        })),
        ("GET", ["users", "@me"]) => ok(shape::user(&state.people[&state.bot])),
        ("GET", ["users", id]) => match id.parse().ok().and_then(|id| state.people.get(&id)) {
            Some(account) => ok(shape::user(account)),
            None => refusal(StatusCode::NOT_FOUND, 10_013, "Unknown User"),
        },
        ("GET", ["oauth2", "applications", "@me"] | ["applications", "@me"]) => {
            ok(shape::application(state))
        }
        ("GET", ["guilds", guild, rest @ ..]) => guild_of(state, guild, rest, call),
        ("POST", ["users", "@me", "channels"]) => messages::open_channel(state, call),
        ("POST", ["channels", channel, "messages"]) => messages::create(state, channel, call),
        ("PATCH", ["channels", channel, "messages", message]) => {
            messages::change(state, channel, message, call)
        }
        ("POST", ["interactions", id, token, "callback"]) => {
            messages::answer_press(state, id, token, call)
        }
        _ => refusal(StatusCode::NOT_FOUND, 0, "404: Not Found"),
    }
}

fn guild_of(state: &State, guild: &str, rest: &[&str], call: &Call<'_>) -> Answer {
    let guild = guild.parse().ok().and_then(|id| state.guilds.get(&id));
    let Some((_, members)) = guild.filter(|(_, members)| members.contains(&state.bot)) else {
        return refusal(StatusCode::NOT_FOUND, 10_004, "Unknown Guild");
    };
    let accounts = members.iter().map(|id| &state.people[id]);
    match rest {
        ["members", "search"] => {
            let Some(query) = call.asked("query").map(str::to_lowercase) else {
                return invalid("query", "BASE_TYPE_REQUIRED", "This field is required");
            };
            let Ok(limit) = call.asked("limit").unwrap_or("1").parse::<usize>() else {
                return invalid("limit", "NUMBER_TYPE_COERCE", "Value is not int.");
            };
            if !(1..=1_000).contains(&limit) {
                return invalid("limit", "NUMBER_TYPE_MAX", "int value should be 1 to 1000.");
            }
            let found = accounts.filter(|account| {
                let nick = account.nick.as_deref().unwrap_or_default();
                let names = [account.name.as_str(), nick];
                names
                    .iter()
                    .any(|name| name.to_lowercase().starts_with(&query))
            });
            ok(found.take(limit).map(shape::member).collect())
        }
        ["members", id] => {
            let id: u64 = id.parse().unwrap_or(0);
            if !state.people.contains_key(&id) {
                return refusal(StatusCode::NOT_FOUND, 10_013, "Unknown User");
            }
            match accounts.into_iter().find(|account| account.id == id) {
                Some(account) => ok(shape::member(account)),
                None => refusal(StatusCode::NOT_FOUND, 10_007, "Unknown Member"),
            }
        }
        _ => refusal(StatusCode::NOT_FOUND, 0, "404: Not Found"),
    }
}

pub(super) fn ok(body: Value) -> Answer {
    (StatusCode::OK, Some(body))
}

pub(super) fn refusal(status: StatusCode, code: u64, message: &str) -> Answer {
    (status, Some(json!({ "message": message, "code": code })))
}

/// A field is not as it should be (50035).
pub(super) fn invalid(field: &str, code: &str, message: &str) -> Answer {
    let body = json!({
        "message": "Invalid Form Body",
        "code": 50_035,
        "errors": { field: { "_errors": [{ "code": code, "message": message }] } },
    });
    (StatusCode::BAD_REQUEST, Some(body))
}

fn write((status, body): Answer) -> Response {
    match body {
        Some(body) => (status, axum::Json(body)).into_response(),
        None => status.into_response(),
    }
}
