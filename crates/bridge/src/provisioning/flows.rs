//! `GET login/flows`: the ways to log in.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};
use telegram::login::Path;
use wording::Words;

use super::Provisioning;
use super::answer::{self, Answer};
use super::auth::Caller;

pub(super) async fn flows(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
) -> Answer {
    let words = here.ground.words_for(&user).await;
    answer::json(json!({ "flows": list(words) }))
}

/// The ways, in words.
pub(super) fn list(words: Words) -> Value {
    let flow = |id: &str| {
        json!({
            "id": id,
            "name": words.text(&format!("provisioning-flow-{id}")),
            "description": words.text(&format!("provisioning-flow-{id}-about")),
        })
    };
    json!([flow("phone"), flow("qr"), flow("bot")])
}

/// The way of this name.
pub(super) fn find(id: &str) -> Option<Path> {
    Some(match id {
        "phone" => Path::Phone,
        "qr" => Path::Qr,
        "bot" => Path::Bot,
        _ => return None,
    })
}
