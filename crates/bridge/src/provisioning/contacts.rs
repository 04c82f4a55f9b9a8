//! `GET contacts`: whom the account has among its contacts.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use serde_json::json;
use telegram::chats::people;

use super::answer::{self, Answer};
use super::auth::Caller;
use super::login_of::Chosen;
use super::{Provisioning, Refusal};
use crate::rooms::RoomsError;

pub(super) async fn contacts(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let login = here.chosen(&user, &chosen)?;
    if login.is_bot {
        return Err(Refusal::NotForBots);
    }
    let deadline = here.ground.settings.rooms.deadline;
    let found = people::contacts(&login.connection, deadline).await;
    let found = found.map_err(RoomsError::from)?;
    let people = here.people(login.account, &found).await?;
    answer::json(json!({ "contacts": people }))
}
