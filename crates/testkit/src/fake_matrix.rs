//! A server that behaves as a Matrix homeserver does to a client that writes to people: logins by token, rooms and their
//! state, transaction ids, its documented errors. For what a real one cannot be made to do; `synapse` is a real one.

#![expect(
    clippy::result_large_err,
    reason = "a refusal is a whole answer, made seldom"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::fake_site::FakeSite;

/// The server's name.
const NAME: &str = "fake.example";

/// The server.
pub struct FakeMatrix {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

#[derive(Default)]
struct Inside {
    /// User ids by token.
    tokens: Mutex<BTreeMap<String, String>>,
    people: Mutex<BTreeSet<String>>,
    /// Data of accounts, by user and kind.
    data: Mutex<BTreeMap<(String, String), Value>>,
    /// The state of rooms.
    rooms: Mutex<BTreeMap<String, Vec<Value>>>,
    messages: Mutex<Vec<Value>>,
    /// Event ids by the whole path of what was sent.
    transactions: Mutex<BTreeMap<String, String>>,
    /// How long to wait until something may be sent again.
    rest: Mutex<Option<Duration>>,
}

type Shared = State<Arc<Inside>>;

impl FakeMatrix {
    /// Starts a server without anybody.
    pub async fn start() -> Self {
        let inside = Arc::new(Inside::default());
        let router = Router::new()
            .route("/account/whoami", get(whoami))
            .route("/sync", get(sync))
            .route("/createRoom", post(create))
            .route("/profile/{user}", get(profile))
            .route("/user/{user}/account_data/{kind}", get(data).put(set_data))
            .route("/rooms/{room}/state", get(state))
            .route("/rooms/{room}/state/m.room.member/{user}", put(invite))
            .route("/rooms/{room}/send/{kind}/{transaction}", put(send))
            .with_state(inside.clone());
        let router = Router::new().nest("/_matrix/client/v3", router);
        let site = FakeSite::start_sparing(router, "/sync").await;
        Self { site, inside }
    }

    /// Has a user, and gives the id.
    pub fn user(&self, name: &str) -> String {
        let user = format!("@{name}:{NAME}");
        self.inside.people.lock().unwrap().insert(user.clone());
        user
    }

    /// Lets this token in as this user.
    pub fn token(&self, user: &str, token: &str) {
        let mut tokens = self.inside.tokens.lock().unwrap();
        tokens.insert(token.to_owned(), user.to_owned());
    }

    /// Lets this token in no more.
    pub fn revoke(&self, token: &str) {
        self.inside.tokens.lock().unwrap().remove(token);
    }

    /// Has a direct room of these two, which the first one's account knows. Gives its id.
    pub fn direct(&self, user: &str, other: &str) -> String {
        let room = self.inside.make(user);
        let mut rooms = self.inside.rooms.lock().unwrap();
        let joined = json!({ "membership": "join" });
        let state = rooms.get_mut(&room).unwrap();
        state.push(event("m.room.member", other, other, &joined));
        let key = (user.to_owned(), "m.direct".to_owned());
        let mut data = self.inside.data.lock().unwrap();
        data.entry(key).or_insert_with(|| json!({}))[other] = json!([room]);
        room
    }

    /// Has a user accept all invitations.
    pub fn accepts(&self, user: &str) {
        let mut rooms = self.inside.rooms.lock().unwrap();
        let events = rooms.values_mut().flatten();
        let own = events.filter(|event| event["state_key"] == user);
        own.for_each(|event| event["content"]["membership"] = "join".into());
    }

    /// From now on nothing may be sent, for so long.
    pub fn exhaust(&self, wait: Duration) {
        *self.inside.rest.lock().unwrap() = Some(wait);
    }

    /// The content of the messages so far.
    pub fn messages(&self) -> Vec<Value> {
        self.inside.messages.lock().unwrap().clone()
    }
}

impl Inside {
    fn who(&self, headers: &HeaderMap) -> Result<String, Response> {
        let header = headers.get("authorization");
        let token = header.and_then(|header| header.to_str().unwrap().strip_prefix("Bearer "));
        let Some(token) = token else {
            return Err(refusal(401, "M_MISSING_TOKEN"));
        };
        let tokens = self.tokens.lock().unwrap();
        let user = tokens.get(token).cloned();
        user.ok_or_else(|| refusal(401, "M_UNKNOWN_TOKEN"))
    }

    fn make(&self, creator: &str) -> String {
        let mut rooms = self.rooms.lock().unwrap();
        let room = format!("!{}:{NAME}", rooms.len());
        let rule = json!({ "join_rule": "invite" });
        let state = vec![
            event("m.room.create", "", creator, &json!({})),
            event(
                "m.room.member",
                creator,
                creator,
                &json!({ "membership": "join" }),
            ),
            event("m.room.join_rules", "", creator, &rule),
        ];
        rooms.insert(room.clone(), state);
        room
    }

    /// Whether somebody is in a room.
    fn is_in(&self, user: &str, room: &str) -> bool {
        let rooms = self.rooms.lock().unwrap();
        let mut state = rooms.get(room).into_iter().flatten();
        state.any(|event| event["state_key"] == user && event["content"]["membership"] == "join")
    }
}

async fn whoami(State(inside): Shared, headers: HeaderMap) -> Response {
    match inside.who(&headers) {
        Ok(user) => Json(json!({ "user_id": user, "device_id": "ABC" })).into_response(),
        Err(response) => response,
    }
}

/// What is new: nothing ever is, so that who waits for it waits until the end of the time.
async fn sync(
    State(inside): Shared,
    Query(how): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(response) = inside.who(&headers) {
        return response;
    }
    if how.contains_key("since") {
        let wait = how["timeout"].parse().unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
    Json(json!({ "next_batch": "s1" })).into_response()
}

async fn profile(State(inside): Shared, Path(user): Path<String>, headers: HeaderMap) -> Response {
    if let Err(response) = inside.who(&headers) {
        return response;
    }
    if inside.people.lock().unwrap().contains(&user) {
        Json(json!({ "displayname": user })).into_response()
    } else {
        refusal(404, "M_NOT_FOUND")
    }
}

async fn data(
    State(inside): Shared,
    Path(whose): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match inside.who(&headers) {
        Err(response) => response,
        Ok(user) if user != whose.0 => refusal(403, "M_FORBIDDEN"),
        Ok(_) => match inside.data.lock().unwrap().get(&whose) {
            Some(data) => Json(data).into_response(),
            None => refusal(404, "M_NOT_FOUND"),
        },
    }
}

async fn set_data(
    State(inside): Shared,
    Path(whose): Path<(String, String)>,
    headers: HeaderMap,
    Json(data): Json<Value>,
) -> Response {
    match inside.who(&headers) {
        Err(response) => response,
        Ok(user) if user != whose.0 => refusal(403, "M_FORBIDDEN"),
        Ok(_) => {
            inside.data.lock().unwrap().insert(whose, data);
            Json(json!({})).into_response()
        }
    }
}

async fn create(State(inside): Shared, headers: HeaderMap, Json(_): Json<Value>) -> Response {
    match inside.who(&headers) {
        Err(response) => response,
        Ok(user) => Json(json!({ "room_id": inside.make(&user) })).into_response(),
    }
}

async fn state(State(inside): Shared, Path(room): Path<String>, headers: HeaderMap) -> Response {
    match inside.who(&headers) {
        Err(response) => response,
        Ok(user) if !inside.is_in(&user, &room) => refusal(403, "M_FORBIDDEN"),
        Ok(_) => Json(inside.rooms.lock().unwrap()[&room].clone()).into_response(),
    }
}

async fn invite(
    State(inside): Shared,
    Path((room, person)): Path<(String, String)>,
    headers: HeaderMap,
    Json(content): Json<Value>,
) -> Response {
    let user = match inside.who(&headers) {
        Ok(user) => user,
        Err(response) => return response,
    };
    if !inside.is_in(&user, &room) || content["membership"] != "invite" {
        return refusal(403, "M_FORBIDDEN");
    }
    let mut rooms = inside.rooms.lock().unwrap();
    let state = rooms.get_mut(&room).unwrap();
    state.retain(|event| event["state_key"] != person.as_str());
    state.push(event("m.room.member", &person, &user, &content));
    Json(json!({ "event_id": "$invitation" })).into_response()
}

async fn send(
    State(inside): Shared,
    Path((room, kind, transaction)): Path<(String, String, String)>,
    headers: HeaderMap,
    Json(content): Json<Value>,
) -> Response {
    let user = match inside.who(&headers) {
        Ok(user) => user,
        Err(response) => return response,
    };
    if !inside.is_in(&user, &room) {
        return refusal(403, "M_FORBIDDEN");
    }
    if let Some(wait) = *inside.rest.lock().unwrap() {
        let said = json!({ "errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": wait.as_millis() });
        return (StatusCode::TOO_MANY_REQUESTS, Json(said)).into_response();
    }
    let is_text = content["msgtype"] == "m.text" && content["body"].is_string();
    if kind == "m.room.message" && !is_text {
        return refusal(400, "M_BAD_JSON");
    }
    if content.to_string().len() > 65_536 {
        return refusal(413, "M_TOO_LARGE");
    }
    let mut transactions = inside.transactions.lock().unwrap();
    let key = format!("{user} {room} {kind} {transaction}");
    let next = format!("${}", transactions.len());
    let event = transactions.entry(key).or_insert_with(|| {
        if kind == "m.room.message" {
            inside.messages.lock().unwrap().push(content);
        }
        next
    });
    Json(json!({ "event_id": event })).into_response()
}

fn event(kind: &str, key: &str, sender: &str, content: &Value) -> Value {
    json!({ "type": kind, "state_key": key, "sender": sender, "content": content })
}

fn refusal(status: u16, code: &str) -> Response {
    let said = Json(json!({ "errcode": code, "error": "No." }));
    (StatusCode::from_u16(status).unwrap(), said).into_response()
}
