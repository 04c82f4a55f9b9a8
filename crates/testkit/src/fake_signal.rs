//! A daemon that behaves as signal-cli's does with `--http`: JSON-RPC, a stream of events, people who may be registered,
//! trusted or not, and its documented errors.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{Stream, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use crate::fake_site::FakeSite;

/// The daemon. It ends with this value.
pub struct FakeSignal {
    /// Its web server; what listens to events meets no faults.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

/// How it is with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All is well.
    Fine,
    /// They have left Signal.
    Gone,
    /// Their safety number has changed.
    Untrusted,
}

struct Person {
    number: String,
    name: Option<String>,
    standing: Standing,
}

/// What Signal allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Patient,
    /// So many seconds must pass.
    Hurried(u64),
    /// It wants a captcha.
    Suspicious,
}

struct Inside {
    account: Mutex<Option<String>>,
    people: Mutex<BTreeMap<String, Person>>,
    messages: Mutex<Vec<Value>>,
    mood: Mutex<Mood>,
    /// The time of the last message.
    clock: Mutex<i64>,
    events: broadcast::Sender<String>,
    /// How many listen.
    listeners: watch::Sender<usize>,
}

impl FakeSignal {
    /// Starts a daemon with this account, which knows nobody.
    pub async fn start(account: &str) -> Self {
        let inside = Arc::new(Inside {
            account: Mutex::new(Some(account.to_owned())),
            people: Mutex::default(),
            messages: Mutex::default(),
            mood: Mutex::new(Mood::Patient),
            clock: Mutex::new(1_700_000_000_000),
            events: broadcast::channel(100).0,
            listeners: watch::Sender::new(0),
        });
        let router = Router::new()
            .route("/api/v1/check", get(StatusCode::OK))
            .route("/api/v1/rpc", post(rpc))
            .route("/api/v1/events", get(events))
            .with_state(inside.clone());
        let site = FakeSite::start_sparing(router, "/events").await;
        Self { site, inside }
    }

    /// Registers somebody, or changes how it is with them.
    pub fn person(&self, uuid: &str, number: &str, name: Option<&str>, standing: Standing) {
        let person = Person {
            number: number.to_owned(),
            name: name.map(str::to_owned),
            standing,
        };
        let mut people = self.inside.people.lock().unwrap();
        people.insert(uuid.to_owned(), person);
    }

    /// From now on it has this account, or none.
    pub fn account(&self, account: Option<&str>) {
        *self.inside.account.lock().unwrap() = account.map(str::to_owned);
    }

    /// From now on Signal asks for so many seconds of patience.
    pub fn is_hurried(&self, seconds: u64) {
        *self.inside.mood.lock().unwrap() = Mood::Hurried(seconds);
    }

    /// From now on Signal wants a captcha.
    pub fn is_suspicious(&self) {
        *self.inside.mood.lock().unwrap() = Mood::Suspicious;
    }

    /// What was sent so far: the parameters of each call, and its `timestamp`.
    pub fn messages(&self) -> Vec<Value> {
        self.inside.messages.lock().unwrap().clone()
    }

    /// Waits until somebody listens to events.
    pub async fn is_heard(&self) {
        let mut listeners = self.inside.listeners.subscribe();
        let heard = listeners.wait_for(|count| *count > 0).await;
        heard.expect("the daemon runs");
    }

    /// The telephone of `uuid` confirms the message of this time.
    pub fn confirms(&self, uuid: &str, at: i64) {
        let receipt = json!({
            "when": at + 1,
            "isDelivery": true,
            "isRead": false,
            "isViewed": false,
            "timestamps": [at],
        });
        self.event(uuid, "receiptMessage", &receipt);
    }

    /// Somebody writes to the account; in a group if so said.
    pub fn writes(&self, uuid: &str, words: &str, in_group: bool) {
        let mut message = json!({
            "timestamp": 1,
            "message": words,
            "expiresInSeconds": 0,
            "viewOnce": false,
        });
        if in_group {
            message["groupInfo"] = json!({ "groupId": "aGVsbG8=", "type": "DELIVER" });
        }
        self.event(uuid, "dataMessage", &message);
    }

    fn event(&self, uuid: &str, kind: &str, what: &Value) {
        let number = self.inside.people.lock().unwrap()[uuid].number.clone();
        let event = json!({
            "envelope": {
                "source": number,
                "sourceNumber": number,
                "sourceUuid": uuid,
                "sourceName": "",
                "sourceDevice": 1,
                "timestamp": 1,
                kind: what,
            },
            "account": *self.inside.account.lock().unwrap(),
        });
        // Nobody may be listening.
        let _ = self.inside.events.send(event.to_string());
    }
}

/// Counts who listens, for as long as they do.
struct Listening(Arc<Inside>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.listeners.send_modify(|count| *count -= 1);
    }
}

async fn events(
    State(inside): State<Arc<Inside>>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let account = inside.account.lock().unwrap().clone();
    if account.is_none() || asked.get("account") != account.as_ref() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let heard = inside.events.subscribe();
    inside.listeners.send_modify(|count| *count += 1);
    let listening = Listening(inside);
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
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok());
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
    let account = inside.account.lock().unwrap().clone();
    if method == "listAccounts" {
        let accounts: Vec<Value> = account
            .iter()
            .map(|number| json!({ "number": number }))
            .collect();
        return result(id, &json!(accounts));
    }
    if account.is_none() || params["account"].as_str() != account.as_deref() {
        return refusal(
            id,
            -32_602,
            "Specified account does not exist",
            &Value::Null,
        );
    }
    match method {
        "send" => inside.send(id, params),
        "getUserStatus" => inside.look_up(id, params),
        _ => refusal(id, -32_601, "Method not implemented", &Value::Null),
    }
}

impl Inside {
    fn send(&self, id: &Value, params: &Value) -> Response {
        let people = self.people.lock().unwrap();
        let words = params["message"].as_str().unwrap_or_default();
        let to = params["recipient"].as_array().map(Vec::as_slice);
        let Some([Value::String(to)]) = to else {
            return refusal(id, -1, "No recipients given", &Value::Null);
        };
        if words.is_empty() {
            return refusal(id, -1, "Sending empty message is not allowed", &Value::Null);
        }
        let no_styles = json!([]);
        let styles = params.get("textStyle").unwrap_or(&no_styles);
        if !styles
            .as_array()
            .is_some_and(|all| all.iter().all(|style| fits(style, words)))
        {
            return refusal(id, -1, "Invalid textStyle syntax", &Value::Null);
        }
        let Some(person) = people.get(to) else {
            return refusal(
                id,
                -1,
                &format!("The user {to} is not registered."),
                &Value::Null,
            );
        };
        let at = {
            let mut clock = self.clock.lock().unwrap();
            *clock += 1;
            *clock
        };
        let (kind, more) = match (person.standing, *self.mood.lock().unwrap()) {
            (Standing::Gone, _) => ("UNREGISTERED_FAILURE", json!({})),
            (Standing::Untrusted, _) => ("IDENTITY_FAILURE", json!({})),
            (Standing::Fine, Mood::Hurried(seconds)) => (
                "RATE_LIMIT_FAILURE",
                json!({ "retryAfterSeconds": seconds }),
            ),
            (Standing::Fine, Mood::Suspicious) => (
                "RATE_LIMIT_FAILURE",
                json!({ "token": "17d0...", "retryAfterSeconds": 86_400 }),
            ),
            (Standing::Fine, Mood::Patient) => ("SUCCESS", json!({})),
        };
        let address = json!({ "uuid": to, "number": person.number });
        let mut one = json!({ "recipientAddress": address, "type": kind });
        for (key, value) in more.as_object().unwrap() {
            one[key] = value.clone();
        }
        let response = json!({ "timestamp": at, "results": [one] });
        if kind == "SUCCESS" {
            let mut message = params.clone();
            message["timestamp"] = at.into();
            self.messages.lock().unwrap().push(message);
            return result(id, &response);
        }
        let data = json!({ "response": response });
        match kind {
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

    fn look_up(&self, id: &Value, params: &Value) -> Response {
        let people = self.people.lock().unwrap();
        let asked = |key: &str| params[key].as_array().cloned().unwrap_or_default();
        let find = |fits: &dyn Fn(&Person) -> bool| {
            let mut all = people.iter();
            let found = all.find(|(_, person)| fits(person) && person.standing != Standing::Gone);
            found.map(|(uuid, _)| uuid.clone())
        };
        let mut found = Vec::new();
        for number in asked("recipient") {
            let uuid = find(&|person| number == *person.number);
            let is_there = uuid.is_some();
            found.push(json!({ "recipient": number, "number": number, "uuid": uuid, "isRegistered": is_there }));
        }
        for name in asked("username") {
            let uuid = find(&|person| person.name.as_deref() == name.as_str());
            let is_there = uuid.is_some();
            found.push(json!({ "recipient": name, "username": name, "uuid": uuid, "isRegistered": is_there }));
        }
        result(id, &json!(found))
    }
}

/// Whether a style is written as signal-cli reads it, and lies within the text.
fn fits(style: &Value, words: &str) -> bool {
    let parts: Vec<&str> = style.as_str().unwrap_or_default().splitn(3, ':').collect();
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
