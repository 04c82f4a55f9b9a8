//! Which of somebody's logins a call is about.

use ruma::UserId;
use serde::Deserialize;
use store::bridge_logins::{self, BridgeLogin};

use super::{Provisioning, Refusal};
use crate::logins::Login;

/// What names a login in the address of a call.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    /// The login's id.
    pub(super) login_id: Option<String>,
}

impl Provisioning {
    /// What is kept of one of somebody's logins, also if Telegram has ended it.
    pub(super) async fn row(&self, user: &UserId, id: &str) -> Result<BridgeLogin, Refusal> {
        let account = id.parse().map_err(|_| Refusal::NoLogin)?;
        let mut conn = self.ground.db.read().await?;
        let row = bridge_logins::find(&mut conn, account).await?;
        let own = row.filter(|row| row.matrix_id == user.as_str());
        own.ok_or(Refusal::NoLogin)
    }

    /// The login that is chosen, or else the first; a person's before a bot's, which can do less.
    pub(super) fn chosen(&self, user: &UserId, chosen: &Chosen) -> Result<Login, Refusal> {
        let own = self.logins.of(user);
        if let Some(id) = &chosen.login_id {
            let found = own
                .into_iter()
                .find(|login| login.account.to_string() == *id);
            return found.ok_or(Refusal::NoLogin);
        }
        let person = own.iter().find(|login| !login.is_bot);
        person.or(own.first()).cloned().ok_or(Refusal::NotLoggedIn)
    }
}
