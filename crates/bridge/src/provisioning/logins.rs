//! `GET logins`: the ids of somebody's logins.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::json;
use store::bridge_logins;

use super::Provisioning;
use super::answer::{self, Answer};
use super::auth::Caller;

pub(super) async fn logins(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
) -> Answer {
    let mut conn = here.ground.db.read().await?;
    let rows = bridge_logins::list_of(&mut conn, user.as_str()).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.account.to_string()).collect();
    answer::json(json!({ "login_ids": ids }))
}
