//! Direct messages, and presses of their buttons.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::rest::{Answer, Call, invalid, ok, refusal};
use super::shape;
use super::state::{Message, State};

/// The longest text, nonce, label and data of a button.
const LONGEST: usize = 2_000;
const LONGEST_NONCE: usize = 25;
const LONGEST_LABEL: usize = 80;
const LONGEST_DATA: usize = 100;
/// How soon a press must be answered.
const PRESS: Duration = Duration::from_secs(3);

pub(super) fn open_channel(state: &mut State, call: &Call<'_>) -> Answer {
    let id = match &call.body["recipient_id"] {
        Value::String(id) => id.parse().unwrap_or(0),
        Value::Number(id) => id.as_u64().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return invalid(
                "recipient_id",
                "BASE_TYPE_REQUIRED",
                "This field is required",
            );
        }
    };
    if id == state.bot {
        return refusal(StatusCode::BAD_REQUEST, 50_033, "Invalid Recipient(s)");
    }
    if !state.people.contains_key(&id) {
        return refusal(StatusCode::NOT_FOUND, 10_013, "Unknown User");
    }
    let channel = state.channel_to(id);
    ok(shape::channel(channel, &state.people[&id]))
}

pub(super) fn create(state: &mut State, channel: &str, call: &Call<'_>) -> Answer {
    let Some(channel) = known(state, channel) else {
        return refusal(StatusCode::NOT_FOUND, 10_003, "Unknown Channel");
    };
    let body = &call.body;
    if let Err(answer) = check(body) {
        return answer;
    }
    let person = state.channels[&channel];
    let Some(account) = state.people.get(&person) else {
        return refusal(StatusCode::NOT_FOUND, 10_013, "Unknown User");
    };
    if account.blocks {
        let text = "Cannot send messages to this user";
        return refusal(StatusCode::FORBIDDEN, 50_007, text);
    }
    if !state.meets(person) {
        let text = "Cannot send messages to this user due to having no mutual guilds";
        return refusal(StatusCode::FORBIDDEN, 50_278, text);
    }
    let nonce = match &body["nonce"] {
        Value::String(nonce) => Some(nonce.clone()),
        Value::Number(nonce) => Some(nonce.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    if body["enforce_nonce"] == true
        && let Some(nonce) = &nonce
        && let Some(earlier) = state.with_nonce(channel, nonce)
    {
        return ok(shape::message(state, earlier));
    }
    let id = state.id();
    let message = Message {
        id,
        channel,
        author: state.bot,
        content: body["content"].as_str().unwrap_or_default().to_owned(),
        nonce,
        components: if body["components"].is_null() {
            json!([])
        } else {
            body["components"].clone()
        },
        flags: body["flags"].as_u64().unwrap_or(0),
        allowed_mentions: body["allowed_mentions"].clone(),
        at: Instant::now(),
    };
    let answer = shape::message(state, &message);
    state.messages.push(message);
    ok(answer)
}

pub(super) fn change(state: &mut State, channel: &str, id: &str, call: &Call<'_>) -> Answer {
    let bot = state.bot;
    let Some(channel) = known(state, channel) else {
        return refusal(StatusCode::NOT_FOUND, 10_003, "Unknown Channel");
    };
    let mut messages = state.messages.iter_mut();
    let Some(message) =
        messages.find(|message| message.channel == channel && message.id.to_string() == id)
    else {
        return refusal(StatusCode::NOT_FOUND, 10_008, "Unknown Message");
    };
    if message.author != bot {
        let text = "Cannot edit a message authored by another user";
        return refusal(StatusCode::FORBIDDEN, 50_005, text);
    }
    update(message, &call.body);
    let message = message.clone();
    ok(shape::message(state, &message))
}

pub(super) fn answer_press(state: &mut State, id: &str, token: &str, call: &Call<'_>) -> Answer {
    let number: u64 = id.parse().unwrap_or(0);
    let press = state.presses.get_mut(&number);
    let Some(press) = press.filter(|press| press.token == token && press.at.elapsed() <= PRESS)
    else {
        return refusal(StatusCode::NOT_FOUND, 10_062, "Unknown interaction");
    };
    if press.answer.is_some() {
        let text = "Interaction has already been acknowledged.";
        return refusal(StatusCode::BAD_REQUEST, 40_060, text);
    }
    let kind = call.body["type"].as_u64().unwrap_or(0);
    if !matches!(kind, 4..=7) {
        return invalid(
            "type",
            "BASE_TYPE_CHOICES",
            "Value must be one of {4, 5, 6, 7}.",
        );
    }
    press.answer = Some(call.body.clone());
    let pressed = press.message;
    let mut messages = state.messages.iter_mut();
    let message = messages
        .find(|message| message.id == pressed)
        .expect("a pressed message exists");
    if kind == 7 {
        update(message, &call.body["data"]);
    }
    let message = message.clone();
    if call
        .asked("with_response")
        .is_none_or(|with| with == "0" || with == "false")
    {
        return (StatusCode::NO_CONTENT, None);
    }
    let message = shape::message(state, &message);
    ok(json!({
        "interaction": {
            "id": id, "type": 3, "response_message_id": message["id"],
            "response_message_loading": false, "response_message_ephemeral": false,
        },
        "resource": { "type": kind, "message": message },
    }))
}

fn update(message: &mut Message, body: &Value) {
    if let Some(content) = body["content"].as_str() {
        content.clone_into(&mut message.content);
    }
    if body["components"].is_array() {
        message.components = body["components"].clone();
    }
}

fn known(state: &State, channel: &str) -> Option<u64> {
    let channel = channel.parse().ok()?;
    state.channels.contains_key(&channel).then_some(channel)
}

/// Whether a message has the form that the documents ask for.
fn check(body: &Value) -> Result<(), Answer> {
    let content = body["content"].as_str().unwrap_or_default();
    if content.trim().is_empty() {
        let text = "Cannot send an empty message";
        return Err(refusal(StatusCode::BAD_REQUEST, 50_006, text));
    }
    if content.chars().count() > LONGEST {
        return Err(too_long("content", LONGEST));
    }
    let nonce = body["nonce"].as_str().unwrap_or_default();
    if nonce.chars().count() > LONGEST_NONCE {
        return Err(too_long("nonce", LONGEST_NONCE));
    }
    let mentions = &body["allowed_mentions"];
    if !mentions.is_null() && !mentions["parse"].is_array() {
        return Err(invalid(
            "allowed_mentions",
            "MODEL_TYPE_CONVERT",
            "Not as it should be.",
        ));
    }
    let empty = Vec::new();
    let rows = body["components"].as_array().unwrap_or(&empty);
    let is_row = |row: &Value| row["type"] == 1 && row["components"].is_array();
    if rows.len() > 5 || !rows.iter().all(is_row) {
        return Err(invalid(
            "components",
            "UNION_TYPE_CHOICES",
            "Rows are wanted.",
        ));
    }
    for row in rows {
        let buttons = row["components"].as_array().unwrap_or(&empty);
        if !(1..=5).contains(&buttons.len()) || !buttons.iter().all(is_button) {
            return Err(invalid(
                "components",
                "BASE_TYPE_BAD_LENGTH",
                "1 to 5 buttons are wanted.",
            ));
        }
    }
    Ok(())
}

fn is_button(button: &Value) -> bool {
    let length = |field: &str| button[field].as_str().unwrap_or_default().chars().count();
    button["type"] == 2
        && matches!(button["style"].as_u64(), Some(1..=4))
        && (1..=LONGEST_LABEL).contains(&length("label"))
        && (1..=LONGEST_DATA).contains(&length("custom_id"))
}

fn too_long(field: &str, most: usize) -> Answer {
    let text = format!("Must be {most} or fewer in length.");
    invalid(field, "BASE_TYPE_MAX_LENGTH", &text)
}
