//! The container signal-cli-rest-api, as far as Postern and the clients of others need it.
//!
//! In `json-rpc` mode it answers as its release 0.100 does, in `normal` mode as its sources do since July 2026: there
//! the answer to what was sent is a list, and a refusal holds all that signal-cli prints, JSON among it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::state::{Inside, Mode, Person, Standing};
use super::{receive, styled};

pub(super) fn router(inside: Arc<Inside>) -> Router {
    Router::new()
        .route("/v1/about", get(about))
        .route("/v1/accounts", get(accounts))
        .route("/v2/send", post(send))
        .route("/v1/search", get(search))
        .route("/v1/search/{number}", get(search))
        .route("/v1/contacts/{number}/{who}", get(contact))
        .route("/v1/receive/{number}", get(receive::receive))
        .fallback(async || (StatusCode::NOT_FOUND, "404 page not found"))
        .with_state(inside)
}

async fn about(State(inside): State<Arc<Inside>>) -> Response {
    let mode = match inside.mode() {
        Mode::JsonRpc => "json-rpc",
        Mode::Normal => "normal",
    };
    Json(json!({
        "versions": ["v1", "v2"],
        "build": 2,
        "mode": mode,
        "version": "0.100",
        "capabilities": { "v2/send": ["quotes", "mentions"] },
    }))
    .into_response()
}

async fn accounts(State(inside): State<Arc<Inside>>) -> Response {
    let account = inside.account.lock().unwrap().clone();
    Json(json!(account.as_slice())).into_response()
}

async fn send(State(inside): State<Arc<Inside>>, body: Bytes) -> Response {
    let invalid = |why: &str| refusal(400, &format!("Couldn't process request - {why}"));
    let Ok(asked) = serde_json::from_slice::<Value>(&body) else {
        return invalid("invalid request");
    };
    let recipients = asked["recipients"].as_array().into_iter().flatten();
    let mut to: Vec<&str> = recipients.filter_map(Value::as_str).collect();
    to.extend(asked["recipient"].as_str());
    let number = asked["number"].as_str().unwrap_or_default();
    if to.is_empty() {
        return invalid("please provide at least one recipient");
    }
    if number.is_empty() {
        return invalid("please provide a valid number");
    }
    if is_mixed(&to) {
        return refusal(
            400,
            "Signal Messenger phone numbers and usernames cannot be specified together in one request! \
             Please split them up into multiple REST API calls.",
        );
    }
    if !inside.has(Some(number)) {
        return match inside.mode() {
            Mode::JsonRpc => refusal(400, "Specified account does not exist"),
            Mode::Normal => no_account(number),
        };
    }
    let (words, styles) = text(&asked);
    if words.is_empty() {
        return refusal(400, "Sending empty message is not allowed");
    }
    let at = inside.tick();
    let deliver = |to: &&str| inside.deliver(&inside.whose(to), &words, &styles, at);
    let results: Vec<Value> = to.iter().map(deliver).collect();
    if results.iter().all(|one| one["type"] != "SUCCESS") {
        return failed(inside.mode(), number, at, &results);
    }
    (StatusCode::CREATED, Json(sent(inside.mode(), at, &results))).into_response()
}

fn is_mixed(to: &[&str]) -> bool {
    let is_id = |to: &str| to.len() == 36 && to.split('-').count() == 5;
    let is_name = |to: &&str| !to.starts_with('+') && !is_id(to);
    to.iter().any(is_name) && !to.iter().all(is_name)
}

/// The text and its styles, in a container that was started with `DEFAULT_SIGNAL_TEXT_MODE=styled`.
fn text(asked: &Value) -> (String, Vec<String>) {
    let text = asked["message"].as_str().unwrap_or_default();
    match asked["text_mode"].as_str() {
        Some("styled") | None => styled::read(text),
        Some(_) => (text.to_owned(), Vec::new()),
    }
}

/// The answer if somebody got the message.
fn sent(mode: Mode, at: i64, results: &[Value]) -> Value {
    let mut sent = json!({ "timestamp": at.to_string() });
    if mode == Mode::JsonRpc {
        return sent;
    }
    let failed = results.iter().filter(|one| one["type"] != "SUCCESS");
    let failed: Vec<Value> = failed
        .map(|one| json!({ "uuid": one["recipientAddress"]["uuid"], "reason": one["type"] }))
        .collect();
    if !failed.is_empty() {
        sent["errors"] = json!({ "recipients": failed });
    }
    json!([sent])
}

/// The answer if nobody did.
fn failed(mode: Mode, number: &str, at: i64, results: &[Value]) -> Response {
    let are_all = |kind: &str| results.iter().all(|one| one["type"] == kind);
    let is_limited = are_all("RATE_LIMIT_FAILURE");
    let words = match () {
        () if are_all("IDENTITY_FAILURE") => "Failed to send message due to untrusted identities",
        () if is_limited => "Failed to send message due to rate limiting",
        () => "Failed to send message",
    };
    match mode {
        Mode::JsonRpc if is_limited => {
            let token = |one: &Value| one["token"].as_str().unwrap_or_default().to_owned();
            let error = format!(
                "{words}. Use the attached challenge tokens to lift the rate limit restrictions via the \
                 '/v1/accounts/{{number}}/rate-limit-challenge' endpoint."
            );
            let tokens: Vec<String> = results.iter().map(token).collect();
            let said = json!({ "error": error, "challenge_tokens": tokens, "account": number });
            (StatusCode::TOO_MANY_REQUESTS, Json(said)).into_response()
        }
        Mode::JsonRpc => refusal(400, words),
        Mode::Normal => {
            let printed = json!({ "timestamp": at, "results": results });
            refusal(400, &format!("{printed}\n{words}\n"))
        }
    }
}

/// Whether numbers are registered; from then on it is known who has them.
async fn search(State(inside): State<Arc<Inside>>, RawQuery(asked): RawQuery) -> Response {
    let asked = asked.unwrap_or_default();
    let asked = form_urlencoded::parse(asked.as_bytes());
    let numbers = asked.filter(|(name, _)| name == "numbers");
    let found: Vec<Value> = numbers
        .map(|(_, number)| {
            let who = inside.find(&|person: &Person| person.number == *number);
            let is_there = who.is_some();
            let mut known = inside.known.lock().unwrap();
            match who {
                Some(uuid) => known.insert(number.clone().into_owned(), uuid),
                None => known.remove(&*number),
            };
            json!({ "number": number, "registered": is_there })
        })
        .collect();
    if found.is_empty() {
        return refusal(400, "Please provide numbers to query for");
    }
    Json(json!(found)).into_response()
}

/// Somebody, by id, number, or name after `u:`. Without `all_recipients` those only who were written to and are there.
async fn contact(
    State(inside): State<Arc<Inside>>,
    Path((number, who)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Response {
    if !inside.has(Some(&number)) {
        return no_account(&number);
    }
    let asked = asked.unwrap_or_default();
    let mut asked = form_urlencoded::parse(asked.as_bytes());
    let is_all = asked.any(|(name, value)| name == "all_recipients" && value == "true");
    let uuid = inside.whose(who.strip_prefix("u:").unwrap_or(&who));
    // Who has a name is told in any case.
    let is_hidden = who.starts_with('+') && inside.hidden.lock().unwrap().contains_key(&uuid);
    let people = inside.people.lock().unwrap();
    let is_listed = |person: &&Person| {
        let is_contact = inside.contacts.lock().unwrap().contains(&uuid);
        is_all || (is_contact && person.standing != Standing::Gone)
    };
    match people.get(&uuid).filter(is_listed) {
        Some(person) => Json(json!({
            "number": person.number,
            "uuid": if is_hidden { "" } else { &uuid },
            "name": "",
            "profile_name": "",
            "username": person.name.as_deref().unwrap_or_default(),
            "color": "",
            "blocked": false,
            "message_expiration": "",
        }))
        .into_response(),
        None => refusal(404, &format!("No user with that id ({who}) found")),
    }
}

impl Inside {
    /// The id of whose number or name it is, from memory if it was asked before; all else is taken for an id.
    fn whose(&self, who: &str) -> String {
        let mut known = self.known.lock().unwrap();
        if let Some(uuid) = known.get(who) {
            return uuid.clone();
        }
        let fits = |person: &Person| person.number == who || person.name.as_deref() == Some(who);
        match self.find(&fits) {
            Some(uuid) => {
                known.insert(who.to_owned(), uuid.clone());
                uuid
            }
            None => who.to_owned(),
        }
    }
}

pub(super) fn refusal(status: u16, words: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (status, Json(json!({ "error": words }))).into_response()
}

/// What signal-cli prints if it has no such account.
pub(super) fn no_account(number: &str) -> Response {
    refusal(400, &format!("User {number} is not registered.\n"))
}
