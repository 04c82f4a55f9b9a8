//! `GET resolve_identifier/{identifier}`: whom a name, a number or an id means.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use serde_json::Value;
use telegram::chats::people;

use super::answer::{self, Answer};
use super::auth::Caller;
use super::login_of::Chosen;
use super::{Provisioning, Refusal};
use crate::logins::Login;
use crate::rooms::RoomsError;

pub(super) async fn resolve_identifier(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(identifier): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let (login, who) = here.asked_for(&user, &chosen, &identifier)?;
    let id = here.rooms.whom(login.account, &who).await??;
    answer::json(here.look_up(&login, id).await?)
}

impl Provisioning {
    /// Somebody whom the account has met.
    pub(super) async fn look_up(&self, login: &Login, id: i64) -> Result<Value, Refusal> {
        let deadline = self.ground.settings.rooms.deadline;
        let found = people::people(&login.connection, &[id], deadline).await;
        let found = found.map_err(RoomsError::from)?;
        let shown = self.people(login.account, &found).await?;
        shown.into_iter().next().ok_or(Refusal::Nobody)
    }
}
