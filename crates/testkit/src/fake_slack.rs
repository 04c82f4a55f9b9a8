//! A server that behaves as Slack's do: methods for an app with a token, people who may be deactivated, conversations, and
//! incoming webhooks.

#![expect(
    clippy::result_large_err,
    reason = "a refusal is a whole answer, made seldom"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use serde_json::{Value, json};

use crate::fake_site::FakeSite;

/// What is longer is cut.
const LONGEST: usize = 40_000;

type Fields = BTreeMap<String, String>;

/// The server.
pub struct FakeSlack {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

/// Somebody.
#[derive(Clone)]
struct Person {
    email: String,
    is_deactivated: bool,
    is_bot: bool,
}

#[derive(Default)]
struct Inside {
    token: Mutex<String>,
    scopes: Mutex<BTreeSet<&'static str>>,
    people: Mutex<BTreeMap<String, Person>>,
    /// Members by conversation.
    conversations: Mutex<BTreeMap<String, String>>,
    /// Where messages came to, a conversation or a webhook, and their mrkdwn.
    messages: Mutex<Vec<(String, String)>>,
    /// Webhooks, and why they refuse.
    hooks: Mutex<BTreeMap<String, Option<(u16, &'static str)>>>,
    /// Whether too much was asked, and for how many seconds it is to be waited.
    rest: Mutex<Option<u64>>,
}

impl FakeSlack {
    /// Starts a server with an app that may do what it needs.
    pub async fn start(token: &str) -> Self {
        let inside = Arc::new(Inside::default());
        token.clone_into(&mut inside.token.lock().unwrap());
        let scopes = ["chat:write", "im:write", "users:read", "users:read.email"];
        inside.scopes.lock().unwrap().extend(scopes);
        let router = Router::new()
            .route("/", get(async || StatusCode::NOT_FOUND))
            .route("/api/{method}", post(method))
            .route("/services/{team}/{hook}/{key}", post(hook))
            .with_state(inside.clone());
        let site = FakeSite::start(router).await;
        Self { site, inside }
    }

    /// From now on this is the app's token.
    pub fn token(&self, token: &str) {
        token.clone_into(&mut self.inside.token.lock().unwrap());
    }

    /// The app loses a permission.
    pub fn forbid(&self, scope: &'static str) {
        self.inside.scopes.lock().unwrap().remove(scope);
    }

    /// There is a person with this member id and address; or a bot.
    pub fn put(&self, id: &str, email: &str, is_bot: bool) {
        let person = Person {
            email: email.to_owned(),
            is_deactivated: false,
            is_bot,
        };
        self.inside
            .people
            .lock()
            .unwrap()
            .insert(id.to_owned(), person);
    }

    /// Somebody is deactivated.
    pub fn deactivate(&self, id: &str) {
        let mut people = self.inside.people.lock().unwrap();
        people.get_mut(id).unwrap().is_deactivated = true;
    }

    /// There is a webhook with this path: `T024BE7LD/B0HOOK/key`.
    pub fn hook(&self, path: &str) {
        self.inside
            .hooks
            .lock()
            .unwrap()
            .insert(path.to_owned(), None);
    }

    /// From now on a webhook refuses all with this status and word.
    pub fn refuse(&self, path: &str, status: u16, word: &'static str) {
        let mut hooks = self.inside.hooks.lock().unwrap();
        hooks.insert(path.to_owned(), Some((status, word)));
    }

    /// Too much was asked: nothing more for so many seconds.
    pub fn exhaust(&self, seconds: u64) {
        *self.inside.rest.lock().unwrap() = Some(seconds);
    }

    /// The member or webhook to whom messages came, and their mrkdwn.
    pub fn messages(&self) -> Vec<(String, String)> {
        self.inside.messages.lock().unwrap().clone()
    }

    /// What a message looks like to whoever reads it: without the signs around codes and links, and with what was escaped
    /// as it was.
    pub fn shown(mrkdwn: &str) -> String {
        let bare = mrkdwn.replace(['`', '<', '>'], "");
        bare.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }
}

impl Inside {
    fn needs(&self, scope: &'static str) -> Result<(), Response> {
        if self.scopes.lock().unwrap().contains(scope) {
            return Ok(());
        }
        let body =
            json!({ "ok": false, "error": "missing_scope", "needed": scope, "provided": "" });
        Err(Json(body).into_response())
    }

    fn person(&self, id: &str) -> Result<Person, Response> {
        let person = self.people.lock().unwrap().get(id).cloned();
        person.ok_or_else(|| refusal("user_not_found"))
    }

    fn call(&self, method: &str, fields: &Fields) -> Result<Value, Response> {
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        match method {
            "auth.test" => Ok(json!({
                "url": "https://acme.slack.com/", "team": "Acme", "user": "postern",
                "team_id": "T024BE7LD", "user_id": "U0BOT0001", "bot_id": "B0BOT0001",
            })),
            "users.info" => {
                self.needs("users:read")?;
                let person = self.person(field("user"))?;
                Ok(json!({ "user": user(field("user"), &person) }))
            }
            "users.lookupByEmail" => {
                self.needs("users:read.email")?;
                let people = self.people.lock().unwrap();
                // Whoever is deactivated is not found by address.
                let found = people.iter().find(|(_, person)| {
                    person.email.eq_ignore_ascii_case(field("email")) && !person.is_deactivated
                });
                let (id, person) = found.ok_or_else(|| refusal("users_not_found"))?;
                Ok(json!({ "user": user(id, person) }))
            }
            "conversations.open" => self.open(field("users")),
            "chat.postMessage" => self.take(field("channel"), field("text")),
            _ => Err(refusal("unknown_method")),
        }
    }

    fn open(&self, member: &str) -> Result<Value, Response> {
        self.needs("im:write")?;
        let person = self.person(member)?;
        if person.is_deactivated {
            return Err(refusal("user_disabled"));
        }
        let channel = format!("D{}", member.get(1..).unwrap_or_default());
        let mut conversations = self.conversations.lock().unwrap();
        conversations.insert(channel.clone(), member.to_owned());
        Ok(json!({ "channel": { "id": channel } }))
    }

    fn take(&self, channel: &str, text: &str) -> Result<Value, Response> {
        self.needs("chat:write")?;
        let member = self.conversations.lock().unwrap().get(channel).cloned();
        let member = member.ok_or_else(|| refusal("channel_not_found"))?;
        let person = self.person(&member)?;
        if person.is_deactivated {
            return Err(refusal("user_disabled"));
        }
        if person.is_bot {
            return Err(refusal("cannot_dm_bot"));
        }
        if text.is_empty() {
            return Err(refusal("no_text"));
        }
        self.keep(&member, text);
        Ok(json!({ "channel": channel, "ts": "1503435956.000247" }))
    }

    fn keep(&self, to: &str, text: &str) {
        let text = text.chars().take(LONGEST).collect();
        self.messages.lock().unwrap().push((to.to_owned(), text));
    }

    fn rest(&self) -> Option<Response> {
        let seconds = (*self.rest.lock().unwrap())?;
        let headers = [("retry-after", seconds.to_string())];
        let body = json!({ "ok": false, "error": "ratelimited" });
        Some((StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response())
    }
}

/// A method of the Web API: it answers 200 whatever comes of it, but to too much.
async fn method(
    State(inside): State<Arc<Inside>>,
    Path(method): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    if let Some(response) = inside.rest() {
        return response;
    }
    let Some(header) = headers.get("authorization") else {
        return refusal("not_authed");
    };
    let token = format!("Bearer {}", inside.token.lock().unwrap());
    if header != token.as_str() {
        return refusal("token_revoked");
    }
    match inside.call(&method, &fields) {
        Err(response) => response,
        Ok(mut body) => {
            body["ok"] = true.into();
            Json(body).into_response()
        }
    }
}

/// An incoming webhook: it answers with one word.
async fn hook(
    State(inside): State<Arc<Inside>>,
    Path((team, hook, key)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let word = |status: u16, word: &'static str| {
        (StatusCode::from_u16(status).unwrap(), word).into_response()
    };
    if let Some(response) = inside.rest() {
        return response;
    }
    let path = format!("{team}/{hook}/{key}");
    let known = inside.hooks.lock().unwrap().get(&path).copied();
    match known {
        None => return word(404, "no_service"),
        Some(Some((status, why))) => return word(status, why),
        Some(None) => {}
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return word(400, "invalid_payload");
    };
    match body["text"].as_str().filter(|text| !text.is_empty()) {
        None => word(400, "no_text"),
        Some(text) => {
            inside.keep(&path, text);
            word(200, "ok")
        }
    }
}

fn user(id: &str, person: &Person) -> Value {
    json!({
        "id": id, "team_id": "T024BE7LD", "name": "somebody",
        "deleted": person.is_deactivated, "is_bot": person.is_bot,
    })
}

fn refusal(error: &str) -> Response {
    Json(json!({ "ok": false, "error": error })).into_response()
}
