//! `POST login/start/{flow}`: begins to log in.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::limit::QUESTIONS_OF_PROVISIONED;

use super::answer::Answer;
use super::auth::Caller;
use super::login_of::Chosen;
use super::{Provisioning, Refusal, flows};

pub(super) async fn start(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(flow): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let path = flows::find(&flow).ok_or(Refusal::NoFlow)?;
    let in_place_of = match &chosen.login_id {
        Some(id) => Some(here.row(&user, id).await?.account),
        None => None,
    };
    here.count(QUESTIONS_OF_PROVISIONED, &user).await?;
    let process = here.begin(&user, path, in_place_of).await?;
    let first = here.settled(&process, |_| true).await?;
    here.answer_step(&process, first).await
}
