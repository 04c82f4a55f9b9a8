//! Messages.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{At, Body};
use super::{Refused, check_account, not_found};
use crate::test_dc::{Remote, Seen};
use crate::world::Called;

pub(super) fn routes() -> Router<Remote> {
    Router::new()
        .route("/start", post(start))
        .route("/press", post(press))
        .route("/press/{id}", get(answer))
        .route("/accounts/{id}/chats/{other}", get(messages))
        .route("/accounts/{id}/messages/{message}/edit", post(edit))
        .route("/accounts/{id}/messages/{message}/file", get(file))
        .route("/accounts/{id}/delete", post(delete))
        .route("/calls", get(calls))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    user: i64,
    bot: i64,
    #[serde(default)]
    payload: String,
}

async fn start(State(dc): State<Remote>, Body(start): Body<Start>) -> Result<Json<Value>, Refused> {
    let id = dc.start_bot(start.user, start.bot, &start.payload)?;
    Ok(Json(json!({ "id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    user: i64,
    bot: i64,
    message: i32,
    data: String,
}

async fn press(State(dc): State<Remote>, Body(press): Body<Press>) -> Result<Json<Value>, Refused> {
    let id = dc.press(press.user, press.bot, press.message, &press.data)?;
    Ok(Json(json!({ "id": id.to_string() })))
}

async fn answer(State(dc): State<Remote>, At(id): At<i64>) -> Result<Json<Value>, Refused> {
    let text = dc.answer_to(id).ok_or_else(|| not_found("answer"))?;
    Ok(Json(json!({ "text": text })))
}

async fn messages(
    State(dc): State<Remote>,
    At((id, other)): At<(i64, i64)>,
) -> Result<Json<Vec<Seen>>, Refused> {
    check_account(&dc, id)?;
    Ok(Json(dc.messages(id, other)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    text: String,
}

async fn edit(
    State(dc): State<Remote>,
    At((id, message)): At<(i64, i32)>,
    Body(to): Body<Edit>,
) -> Result<(), Refused> {
    Ok(dc.edit(id, message, &to.text)?)
}

async fn file(
    State(dc): State<Remote>,
    At((id, message)): At<(i64, i32)>,
) -> Result<Vec<u8>, Refused> {
    Ok(dc.file(id, message)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delete {
    ids: Vec<i32>,
}

async fn delete(
    State(dc): State<Remote>,
    At(id): At<i64>,
    Body(which): Body<Delete>,
) -> Result<Json<Value>, Refused> {
    check_account(&dc, id)?;
    let deleted = dc.delete(id, &which.ids);
    Ok(Json(json!({ "deleted": deleted })))
}

async fn calls(State(dc): State<Remote>) -> Json<Vec<Called>> {
    Json(dc.calls())
}
