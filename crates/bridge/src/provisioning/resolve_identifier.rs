//! `GET resolve_identifier/{identifier}`: whom a name, a number or an id means.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use serde_json::Value;
use telegram::chats::people;
use telegram::peers::{self, Resolved};

use super::answer::{self, Answer};
use super::auth::Caller;
use super::login_of::Chosen;
use super::person::read;
use super::{Provisioning, Refusal};
use crate::logins::Login;
use crate::rooms::RoomsError;

pub(super) async fn resolve_identifier(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(identifier): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let login = here.chosen(&user, &chosen)?;
    let who = read(&identifier)?;
    let deadline = here.ground.settings.rooms.deadline;
    let resolved = peers::resolve(&login.connection, &who, deadline).await;
    let id = match resolved.map_err(RoomsError::from)? {
        Resolved::Person(id) | Resolved::Bot(id) => id,
        Resolved::Unknown | Resolved::Gone => return Err(Refusal::Nobody),
        Resolved::Group(_) | Resolved::Channel(_) => return Err(Refusal::NoPerson),
        Resolved::NotForBots => return Err(Refusal::NotForBots),
    };
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
