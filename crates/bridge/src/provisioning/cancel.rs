//! `POST login/cancel/{login}`: ends a login conversation.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::json;
use telegram::login::Said;

use super::Provisioning;
use super::answer::{self, Answer};
use super::auth::Caller;

pub(super) async fn cancel(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(login): Path<String>,
) -> Answer {
    let process = here.process(&user, &login)?;
    // What is over already is as good as cancelled.
    here.talks.hear(&process.owner, Said::Cancel).await;
    answer::json(json!({}))
}
