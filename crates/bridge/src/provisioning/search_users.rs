//! `POST search_users`: people by words.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::json;

use super::Provisioning;
use super::answer::{self, Answer};
use super::auth::Caller;
use super::login_of::Chosen;

#[derive(Deserialize)]
struct Search {
    query: String,
}

pub(super) async fn search_users(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Query(chosen): Query<Chosen>,
    body: Bytes,
) -> Answer {
    let login = here.chosen(&user, &chosen)?;
    let Search { query } = answer::read(&body)?;
    let found = here.rooms.search(login.account, &query).await?;
    let people = here.people(login.account, &found.people).await?;
    answer::json(json!({ "results": people }))
}
