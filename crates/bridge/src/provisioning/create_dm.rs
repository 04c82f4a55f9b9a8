//! `POST create_dm/{identifier}`: the room of the private chat with somebody, made if need be.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};

use super::answer::{self, Answer};
use super::auth::Caller;
use super::login_of::Chosen;
use super::person::read;
use super::{Provisioning, Refusal};
use crate::rooms::Opened;

pub(super) async fn create_dm(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(identifier): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let login = here.chosen(&user, &chosen)?;
    let who = read(&identifier)?;
    let room = match here.rooms.open_private(login.account, &who).await? {
        Opened::Room(room) => room,
        Opened::Unknown | Opened::Gone => return Err(Refusal::Nobody),
        Opened::NotAPerson => return Err(Refusal::NoPerson),
        Opened::NotForBots => return Err(Refusal::NotForBots),
    };
    let portal = here.rooms.portal_of(&room).await?;
    let portal = portal.ok_or(Refusal::Broken)?;
    answer::json(here.look_up(&login, portal.key.chat).await?)
}
