//! A server that behaves as Zulip's does: a bot with a key, people who may be deactivated, the length of messages, and the
//! limit of requests.

#![expect(
    clippy::result_large_err,
    reason = "a refusal is a whole answer, made seldom"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::fake_site::FakeSite;

/// The id of the bot.
const BOT: i64 = 3;
/// What is put at the end of a message that was cut.
const CUT: &str = "\n[message truncated]";

type Fields = BTreeMap<String, String>;

/// The server.
pub struct FakeZulip {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

/// Somebody.
#[derive(Clone)]
struct Person {
    email: String,
    is_active: bool,
    is_bot: bool,
}

#[derive(Default)]
struct Inside {
    /// Address and key of the bot.
    login: Mutex<(String, String)>,
    people: Mutex<BTreeMap<i64, Person>>,
    messages: Mutex<Vec<(i64, String)>>,
    queues: Mutex<Vec<String>>,
    longest: Mutex<usize>,
    /// For how many seconds nothing more is answered.
    rest: Mutex<Option<f64>>,
    /// Whether people alone begin direct messages.
    is_closed: Mutex<bool>,
}

impl FakeZulip {
    /// Starts a server with this bot.
    pub async fn start(email: &str, key: &str) -> Self {
        let inside = Arc::new(Inside::default());
        *inside.login.lock().unwrap() = (email.to_owned(), key.to_owned());
        *inside.longest.lock().unwrap() = 10_000;
        let router = Router::new()
            .route("/api/v1/users/me", get(me))
            .route("/api/v1/users/{who}", get(user))
            .route("/api/v1/messages", post(message))
            .route("/api/v1/register", post(register))
            .route("/api/v1/events", delete(end_queue))
            .layer(middleware::from_fn_with_state(inside.clone(), let_in))
            .with_state(inside.clone());
        let site = FakeSite::start(router).await;
        let fake = Self { site, inside };
        fake.put(BOT, email, true);
        fake
    }

    /// From now on this is the bot's key.
    pub fn key(&self, key: &str) {
        key.clone_into(&mut self.inside.login.lock().unwrap().1);
    }

    /// There is a person with this id and address; or a bot.
    pub fn put(&self, id: i64, email: &str, is_bot: bool) {
        let person = Person {
            email: email.to_owned(),
            is_active: true,
            is_bot,
        };
        self.inside.people.lock().unwrap().insert(id, person);
    }

    /// Somebody is deactivated.
    pub fn deactivate(&self, id: i64) {
        let mut people = self.inside.people.lock().unwrap();
        people.get_mut(&id).unwrap().is_active = false;
    }

    /// From now on messages may be so long, in characters.
    pub fn longest(&self, characters: usize) {
        *self.inside.longest.lock().unwrap() = characters;
    }

    /// Too much was asked: nothing more for so many seconds.
    pub fn exhaust(&self, seconds: f64) {
        *self.inside.rest.lock().unwrap() = Some(seconds);
    }

    /// From now on the bot may not begin direct messages.
    pub fn close(&self) {
        *self.inside.is_closed.lock().unwrap() = true;
    }

    /// To whom messages came, and their Markdown.
    pub fn messages(&self) -> Vec<(i64, String)> {
        self.inside.messages.lock().unwrap().clone()
    }

    /// The queues of events that were not ended.
    pub fn queues(&self) -> usize {
        self.inside.queues.lock().unwrap().len()
    }

    /// What a message looks like to whoever reads it: without the signs of bold and code, and with entities as what they
    /// stand for.
    pub fn shown(markdown: &str) -> String {
        let mut shown = String::new();
        let mut rest = markdown;
        while let Some(c) = rest.chars().next() {
            let entity = rest
                .strip_prefix("&#")
                .and_then(|rest| rest.split_once(';'));
            let entity = entity.and_then(|(number, after)| Some((number.parse().ok()?, after)));
            let sign = rest.strip_prefix("**").or_else(|| rest.strip_prefix('`'));
            if let Some((number, after)) = entity {
                shown.push(char::from_u32(number).unwrap());
                rest = after;
            } else if let Some(after) = sign {
                rest = after;
            } else {
                shown.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        shown
    }
}

impl Inside {
    fn is_let_in(&self, headers: &HeaderMap) -> bool {
        let (email, key) = self.login.lock().unwrap().clone();
        let login = format!("Basic {}", STANDARD.encode(format!("{email}:{key}")));
        headers
            .get("authorization")
            .is_some_and(|header| header == login.as_str())
    }

    /// Refuses what Zulip refuses.
    fn take(&self, fields: &Fields) -> Result<(i64, String), Response> {
        let field = |name: &str| {
            let value = fields.get(name).filter(|value| !value.is_empty());
            value.ok_or_else(|| missing(name))
        };
        if !matches!(field("type")?.as_str(), "private" | "direct") {
            return Err(refusal("Invalid message type"));
        }
        let to: Vec<i64> = serde_json::from_str(field("to")?)
            .map_err(|_| refusal("Invalid data type for recipients"))?;
        let [to] = to[..] else {
            return Err(refusal("Message must have one recipient here"));
        };
        let person = self.people.lock().unwrap().get(&to).cloned();
        let person = person.ok_or_else(|| refusal(&format!("Invalid user ID {to}")))?;
        if !person.is_active {
            return Err(refusal(&format!(
                "'{}' is no longer using Zulip.",
                person.email
            )));
        }
        if *self.is_closed.lock().unwrap() {
            return Err(refusal(
                "You do not have permission to initiate direct message conversations.",
            ));
        }
        let content = field("content")?.trim_end();
        let longest = *self.longest.lock().unwrap();
        if content.chars().count() <= longest {
            return Ok((to, content.to_owned()));
        }
        let head: String = content.chars().take(longest - CUT.len()).collect();
        Ok((to, format!("{head}{CUT}")))
    }
}

/// Lets the bot alone in, and no one once too much was asked.
async fn let_in(State(inside): State<Arc<Inside>>, request: Request, next: Next) -> Response {
    if !inside.is_let_in(request.headers()) {
        let body =
            json!({ "result": "error", "code": "INVALID_API_KEY", "msg": "Invalid API key" });
        return (StatusCode::UNAUTHORIZED, Json(body)).into_response();
    }
    let rest = *inside.rest.lock().unwrap();
    if let Some(seconds) = rest {
        let body = json!({
            "result": "error", "code": "RATE_LIMIT_HIT", "msg": "API usage exceeded rate limit",
            "retry-after": seconds,
        });
        return (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
    }
    next.run(request).await
}

async fn me(State(inside): State<Arc<Inside>>) -> Response {
    let email = inside.login.lock().unwrap().0.clone();
    success(json!({ "user_id": BOT, "email": email, "full_name": "Postern", "is_bot": true }))
}

async fn user(State(inside): State<Arc<Inside>>, Path(who): Path<String>) -> Response {
    let people = inside.people.lock().unwrap().clone();
    let is_meant = |(id, person): &(&i64, &Person)| match who.parse::<i64>() {
        Ok(number) => **id == number,
        Err(_) => person.email.eq_ignore_ascii_case(&who),
    };
    match people.iter().find(is_meant) {
        None => refusal("No such user"),
        Some((id, person)) => success(json!({ "user": {
            "user_id": id, "email": format!("user{id}@zulip.example.org"), "delivery_email": person.email,
            "full_name": "Somebody", "is_active": person.is_active, "is_bot": person.is_bot,
        }})),
    }
}

async fn message(State(inside): State<Arc<Inside>>, Form(fields): Form<Fields>) -> Response {
    match inside.take(&fields) {
        Err(response) => response,
        Ok(message) => {
            let mut messages = inside.messages.lock().unwrap();
            messages.push(message);
            success(json!({ "id": 40 + messages.len() }))
        }
    }
}

async fn register(State(inside): State<Arc<Inside>>, Form(fields): Form<Fields>) -> Response {
    let types: Option<Vec<String>> = fields
        .get("event_types")
        .and_then(|types| serde_json::from_str(types).ok());
    let Some(types) = types else {
        return missing("event_types");
    };
    let mut queues = inside.queues.lock().unwrap();
    let queue = format!("1517975029:{}", queues.len());
    queues.push(queue.clone());
    let mut answer = json!({ "queue_id": queue, "last_event_id": -1, "zulip_feature_level": 300 });
    if types.iter().any(|name| name == "realm") {
        answer["max_message_length"] = (*inside.longest.lock().unwrap()).into();
    }
    success(answer)
}

async fn end_queue(State(inside): State<Arc<Inside>>, Form(fields): Form<Fields>) -> Response {
    let Some(queue) = fields.get("queue_id") else {
        return missing("queue_id");
    };
    inside.queues.lock().unwrap().retain(|other| other != queue);
    success(json!({}))
}

fn success(mut body: Value) -> Response {
    body["result"] = "success".into();
    body["msg"] = "".into();
    Json(body).into_response()
}

/// A refusal without a code of its own, as most of Zulip's are.
fn refusal(msg: &str) -> Response {
    let body = json!({ "result": "error", "code": "BAD_REQUEST", "msg": msg });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn missing(name: &str) -> Response {
    let msg = format!("Missing '{name}' argument");
    let body = json!({ "result": "error", "code": "REQUEST_VARIABLE_MISSING", "msg": msg, "var_name": name });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
