//! `POST create_dm/{identifier}`: the room of the private chat with somebody, made if need be.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};

use super::answer::{self, Answer};
use super::auth::Caller;
use super::login_of::Chosen;
use super::{Provisioning, Refusal};

pub(super) async fn create_dm(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(identifier): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let (login, who) = here.asked_for(&user, &chosen, &identifier)?;
    let room = here.rooms.open_private(login.account, &who).await??;
    let portal = here.rooms.portal_of(&room).await?;
    let portal = portal.ok_or(Refusal::Broken)?;
    answer::json(here.look_up(&login, portal.key.chat).await?)
}
