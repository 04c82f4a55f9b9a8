//! A server that behaves as Pushover's does: an application with a token, users and groups by key, the month's messages,
//! and receipts for what is to be confirmed.

#![expect(
    clippy::result_large_err,
    reason = "a refusal is a whole answer, made seldom"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use serde_json::{Value, json};

use crate::fake_site::FakeSite;

type Fields = BTreeMap<String, String>;

/// The server.
pub struct FakePushover {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

#[derive(Default)]
struct Inside {
    token: Mutex<String>,
    /// Keys, and whether they are those of groups.
    keys: Mutex<BTreeMap<String, bool>>,
    messages: Mutex<Vec<Fields>>,
    /// Receipts, and whether they were confirmed.
    receipts: Mutex<BTreeMap<String, bool>>,
    left: Mutex<u32>,
}

impl FakePushover {
    /// Starts a server with one application.
    pub async fn start(token: &str) -> Self {
        let inside = Arc::new(Inside::default());
        token.clone_into(&mut inside.token.lock().unwrap());
        *inside.left.lock().unwrap() = 10_000;
        let router = Router::new()
            .route("/1/messages.json", post(message))
            .route("/1/users/validate.json", post(validate))
            .route("/1/apps/limits.json", get(limits))
            .route("/1/receipts/{receipt}", get(receipt))
            .with_state(inside.clone());
        let site = FakeSite::start(router).await;
        Self { site, inside }
    }

    /// From now on this is the application's token.
    pub fn token(&self, token: &str) {
        token.clone_into(&mut self.inside.token.lock().unwrap());
    }

    /// There is a user with this key.
    pub fn user(&self, key: &str) {
        self.inside
            .keys
            .lock()
            .unwrap()
            .insert(key.to_owned(), false);
    }

    /// There is a group with this key.
    pub fn group(&self, key: &str) {
        self.inside
            .keys
            .lock()
            .unwrap()
            .insert(key.to_owned(), true);
    }

    /// From now on so many messages may come this month.
    pub fn allow(&self, messages: u32) {
        *self.inside.left.lock().unwrap() = messages;
    }

    /// The users confirm all that is to be confirmed.
    pub fn confirm(&self) {
        let mut receipts = self.inside.receipts.lock().unwrap();
        receipts
            .values_mut()
            .for_each(|is_confirmed| *is_confirmed = true);
    }

    /// The fields of what came so far, in its order.
    pub fn messages(&self) -> Vec<Fields> {
        self.inside.messages.lock().unwrap().clone()
    }
}

impl Inside {
    fn knows(&self, fields: &Fields) -> Result<(), Response> {
        if fields.get("token") == Some(&*self.token.lock().unwrap()) {
            Ok(())
        } else {
            Err(refusal("token", "application token is invalid"))
        }
    }

    fn key(&self, fields: &Fields) -> Result<bool, Response> {
        let key = fields.get("user").map_or("", String::as_str);
        let known = self.keys.lock().unwrap().get(key).copied();
        known.ok_or_else(|| refusal("user", "user identifier is invalid"))
    }

    /// Refuses what Pushover refuses; true if the message is to be confirmed.
    fn take(&self, fields: &Fields) -> Result<bool, Response> {
        self.knows(fields)?;
        self.key(fields)?;
        let length = |name: &str| fields.get(name).map_or(0, |text| text.chars().count());
        let most = [
            ("message", 1_024),
            ("title", 250),
            ("url", 512),
            ("url_title", 100),
        ];
        for (name, most) in most {
            if length(name) > most {
                return Err(refusal(name, "is too long"));
            }
        }
        if length("message") == 0 {
            return Err(refusal("message", "cannot be blank"));
        }
        let number = |name: &str| fields.get(name).and_then(|text| text.parse::<i64>().ok());
        let priority = number("priority").unwrap_or(0);
        if !(-2..=2).contains(&priority) {
            return Err(refusal("priority", "is invalid"));
        }
        let confirms = priority == 2;
        if confirms && number("retry").is_none_or(|retry| retry < 30) {
            return Err(refusal("retry", "must be supplied with priority=2"));
        }
        if confirms && number("expire").is_none_or(|expire| expire > 10_800) {
            return Err(refusal("expire", "must be supplied with priority=2"));
        }
        let mut left = self.left.lock().unwrap();
        if *left == 0 {
            let body = json!({ "status": 0, "errors": ["message limit reached"], "request": "r" });
            let headers = [
                ("X-Limit-App-Remaining", "0"),
                ("X-Limit-App-Reset", "4102444800"),
            ];
            return Err((StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response());
        }
        *left -= 1;
        Ok(confirms)
    }
}

async fn message(State(inside): State<Arc<Inside>>, Form(fields): Form<Fields>) -> Response {
    let confirms = match inside.take(&fields) {
        Ok(confirms) => confirms,
        Err(response) => return response,
    };
    inside.messages.lock().unwrap().push(fields);
    let mut body = json!({ "status": 1, "request": "647d2300-702c-4b38-8b2f-d56326ae460b" });
    if confirms {
        let mut receipts = inside.receipts.lock().unwrap();
        let receipt = format!("r{:029}", receipts.len());
        receipts.insert(receipt.clone(), false);
        body["receipt"] = receipt.into();
    }
    Json(body).into_response()
}

async fn validate(State(inside): State<Arc<Inside>>, Form(fields): Form<Fields>) -> Response {
    match inside.knows(&fields).and_then(|()| inside.key(&fields)) {
        Err(response) => response,
        Ok(is_group) => Json(json!({
            "status": 1, "group": i32::from(is_group), "devices": ["phone"], "request": "r",
        }))
        .into_response(),
    }
}

async fn limits(State(inside): State<Arc<Inside>>, Query(fields): Query<Fields>) -> Response {
    if let Err(response) = inside.knows(&fields) {
        return response;
    }
    let left = *inside.left.lock().unwrap();
    let body =
        json!({ "limit": 10_000, "remaining": left, "reset": 4_102_444_800_i64, "status": 1 });
    Json(body).into_response()
}

async fn receipt(
    State(inside): State<Arc<Inside>>,
    Path(name): Path<String>,
    Query(fields): Query<Fields>,
) -> Response {
    if let Err(response) = inside.knows(&fields) {
        return response;
    }
    let name = name.strip_suffix(".json").unwrap_or_default();
    let known = inside.receipts.lock().unwrap().get(name).copied();
    match known {
        None => refusal("receipt", "receipt not found; may be invalid or expired"),
        Some(is_confirmed) => Json(json!({
            "status": 1, "acknowledged": i32::from(is_confirmed), "expired": 0, "request": "r",
        }))
        .into_response(),
    }
}

/// A refusal as Pushover writes it: it names the field at fault.
fn refusal(field: &str, error: &str) -> Response {
    let mut body = json!({ "status": 0, "errors": [format!("{field} {error}")], "request": "r" });
    body[field] = Value::from("invalid");
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
