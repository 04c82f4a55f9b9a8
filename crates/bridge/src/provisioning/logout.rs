//! `POST logout/{login}`: ends a login, here and at Telegram; or all of somebody's.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::json;
use store::bridge_logins::{self, BridgeLogin};
use store::commit;

use super::answer::{self, Answer};
use super::auth::Caller;
use super::{Provisioning, Refusal};
use crate::logins::{Login, LoginError};

pub(super) async fn logout(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let rows = if id == "all" {
        let mut conn = here.ground.db.read().await?;
        bridge_logins::list_of(&mut conn, user.as_str()).await?
    } else {
        vec![here.row(&user, &id).await?]
    };
    for row in rows {
        here.end_row(&row).await?;
    }
    answer::json(json!({}))
}

impl Provisioning {
    async fn end_row(&self, row: &BridgeLogin) -> Result<(), Refusal> {
        let open = self.logins.get(row.account);
        if let Some(login) = open.filter(|login| login.session == row.session) {
            return Ok(self.end(&login).await?);
        }
        // Telegram has ended it; what is left is what is kept.
        let mut tx = self.ground.db.begin().await?;
        bridge_logins::remove(&mut tx, &row.session).await?;
        commit(tx).await?;
        self.leave_rooms(row.account).await;
        Ok(())
    }

    /// Ends a login, and has its rooms left.
    pub(super) async fn end(&self, login: &Login) -> Result<(), LoginError> {
        self.logins.log_out(login).await?;
        self.leave_rooms(login.account).await;
        Ok(())
    }

    async fn leave_rooms(&self, account: i64) {
        if let Err(error) = self.rooms.end(account).await {
            tracing::warn!(%error, account, "the rooms of a login could not be left");
        }
    }
}
