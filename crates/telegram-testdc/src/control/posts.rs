//! What people do with the messages of any chat.

use anyhow::Context;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{At, Body};
use super::{Refused, check_account};
use crate::test_dc::{NewPost, Remote};

pub(super) fn routes() -> Router<Remote> {
    Router::new()
        .route("/messages", post(send))
        .route("/accounts/{id}/photo", post(photo))
        .route("/accounts/{id}/chats/{chat}/typing", post(typing))
        .route("/accounts/{id}/chats/{chat}/read", post(read))
        .route(
            "/accounts/{id}/chats/{chat}/messages/{message}",
            post(change),
        )
        .route(
            "/accounts/{id}/chats/{chat}/messages/{message}/file",
            get(file),
        )
}

async fn send(
    State(dc): State<Remote>,
    Body(message): Body<NewPost>,
) -> Result<Json<Value>, Refused> {
    Ok(Json(json!({ "id": dc.post(message)? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Photo {
    /// In base 64.
    photo: String,
}

async fn photo(
    State(dc): State<Remote>,
    At(id): At<i64>,
    Body(to): Body<Photo>,
) -> Result<(), Refused> {
    check_account(&dc, id)?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(to.photo);
    dc.set_photo(id, bytes.context("the picture is not base 64")?);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typing {
    topic: Option<i32>,
}

async fn typing(
    State(dc): State<Remote>,
    At((id, chat)): At<(i64, i64)>,
    Body(place): Body<Typing>,
) -> Result<(), Refused> {
    check_account(&dc, id)?;
    dc.type_in(id, chat, place.topic);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Upto {
    #[serde(default)]
    upto: i32,
}

async fn read(
    State(dc): State<Remote>,
    At((id, chat)): At<(i64, i64)>,
    Body(how): Body<Upto>,
) -> Result<(), Refused> {
    check_account(&dc, id)?;
    dc.read_to(id, chat, how.upto);
    Ok(())
}

/// What somebody does with a message; each that is there is done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Another text.
    edit: Option<String>,
    /// An emoji; empty takes the reaction away.
    react: Option<String>,
    /// Whether it is pinned.
    pin: Option<bool>,
    /// Whether it goes away, for everybody.
    #[serde(default)]
    delete: bool,
}

async fn change(
    State(dc): State<Remote>,
    At((id, chat, message)): At<(i64, i64, i32)>,
    Body(change): Body<Change>,
) -> Result<(), Refused> {
    check_account(&dc, id)?;
    if let Some(text) = &change.edit {
        dc.edit_in(id, chat, message, text)?;
    }
    if let Some(emoji) = &change.react {
        let emoji = Some(emoji.as_str()).filter(|emoji| !emoji.is_empty());
        dc.react(id, chat, message, emoji)?;
    }
    if let Some(on) = change.pin {
        dc.pin(id, chat, message, on)?;
    }
    if change.delete {
        dc.delete_in(id, chat, &[message])?;
    }
    Ok(())
}

async fn file(
    State(dc): State<Remote>,
    At((id, chat, message)): At<(i64, i64, i32)>,
) -> Result<Vec<u8>, Refused> {
    Ok(dc.file_in(id, chat, message)?)
}
