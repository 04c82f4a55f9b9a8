//! `GET whoami`: the bridge, and how the person's logins stand.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};
use store::bridge_logins::{self, BridgeLogin};
use store::{bridge_users, portals};
use telegram::connection::Status;

use super::answer::{self, Answer};
use super::auth::Caller;
use super::{Provisioning, flows};

/// What Telegram is called, in the terms of those who manage bridges.
fn network() -> Value {
    json!({
        "displayname": "Telegram",
        "network_url": "https://telegram.org",
        "network_icon": "",
        "network_id": "telegram",
        "beeper_bridge_type": "postern-telegram",
        "default_command_prefix": "!tg",
    })
}

pub(super) async fn whoami(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
) -> Answer {
    let ground = &here.ground;
    let mut conn = ground.db.read().await?;
    let known = bridge_users::find(&mut conn, user.as_str()).await?;
    let mut logins = Vec::new();
    for row in bridge_logins::list_of(&mut conn, user.as_str()).await? {
        let space = portals::find_space(&mut conn, row.account).await?;
        logins.push(here.login(&row, space));
    }
    drop(conn);
    let words = ground.words_for(&user).await;
    let mut body = json!({
        "network": network(),
        "login_flows": flows::list(words),
        "homeserver": ground.homeserver.domain(),
        "bridge_bot": ground.homeserver.bot(),
        "command_prefix": "!tg",
        "logins": logins,
    });
    if let Some(room) = known.and_then(|known| known.management_room) {
        body["management_room"] = json!(room);
    }
    answer::json(body)
}

impl Provisioning {
    fn login(&self, row: &BridgeLogin, space: Option<String>) -> Value {
        let state = self.state(row);
        let mut profile = json!({});
        match row.shown.strip_prefix('@') {
            Some(username) => profile["username"] = json!(username),
            None => profile["name"] = json!(row.shown),
        }
        let mut login = json!({
            "id": row.account.to_string(),
            "name": row.shown,
            "profile": profile,
            // Older programs read them here.
            "state_event": state["state_event"],
            "state_ts": state["timestamp"],
            "state": state,
        });
        if let Some(space) = space {
            login["space_room"] = json!(space);
        }
        login
    }

    /// How a login stands at this moment, which is its time, in seconds.
    fn state(&self, row: &BridgeLogin) -> Value {
        let open = self.logins.get(row.account);
        let open = open.filter(|login| login.session == row.session);
        let status = open.map(|login| login.connection.status().borrow().clone());
        let (event, error) = match (&row.ended, status) {
            (Some(why), _) => ("BAD_CREDENTIALS", Some(why.clone())),
            (None, Some(Status::Up { .. })) => ("CONNECTED", None),
            (None, Some(Status::Connecting)) => ("CONNECTING", None),
            (None, Some(Status::Down { .. })) => ("TRANSIENT_DISCONNECT", Some("away".to_owned())),
            (None, Some(Status::LoggedOut { .. })) => {
                ("BAD_CREDENTIALS", Some("logged-out".to_owned()))
            }
            (None, None) => ("UNKNOWN_ERROR", Some("not-open".to_owned())),
        };
        let now = self.ground.world.now();
        let mut state = json!({ "state_event": event, "timestamp": now.as_micros() / 1_000_000 });
        if let Some(error) = error {
            state["error"] = json!(format!("telegram-{error}"));
        }
        state
    }
}
