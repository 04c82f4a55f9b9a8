//! Who may do what in a room, made of who may do what in the chat.

use domain::bridge::PortalKey;
use ruma::RoomId;
use serde_json::{Map, Value, json};
use telegram::chats::info::ChatInfo;
use telegram::chats::members::{self, Member};
use telegram::chats::powers::Role;
use telegram::chats::{self, Chat};

use crate::homeserver::Homeserver;
use crate::rooms::{Active, Inner, RoomsError};

/// The bot's power. What is not bridged, only the bot may do, so that nobody thinks it came through.
const BOT: i64 = 100;
const CREATOR: i64 = 95;
const ADMIN: i64 = 50;
/// Of whom Telegram does not let write.
const MUTED: i64 = -10;

/// The power levels of a new room.
pub(super) fn of_room(homeserver: &Homeserver, chat: &Chat, admins: &[Member]) -> Value {
    let mut users = Map::new();
    users.insert(homeserver.bot().to_string(), json!(BOT));
    for admin in admins {
        let puppet = homeserver.puppet(admin.person.id).to_string();
        users.insert(puppet, json!(level(&admin.role)));
    }
    let is_channel = chat.kind == chats::ChatKind::Channel;
    if is_channel {
        users.insert(homeserver.puppet(chat.id).to_string(), json!(CREATOR));
    }
    let may_all_write = chat.allowed.text && !is_channel;
    json!({
        "users": users,
        "users_default": 0,
        "events": { "m.reaction": 0, "m.room.redaction": 0 },
        "events_default": if may_all_write { 0 } else { ADMIN },
        "state_default": BOT,
        // In a private chat, the other person invites.
        "invite": if chat.id > 0 { 0 } else { ADMIN },
        "kick": BOT,
        "ban": BOT,
        "redact": ADMIN,
        "notifications": { "room": ADMIN },
    })
}

/// How much somebody of this role may do.
fn level(role: &Role) -> i64 {
    match role {
        Role::Creator => CREATOR,
        Role::Admin(_) => ADMIN,
        Role::Restricted(allowed) if !allowed.text => MUTED,
        Role::Member | Role::Restricted(_) | Role::Left | Role::Banned => 0,
    }
}

/// The level of the owner of a login.
fn own_level(login: &Active, info: &ChatInfo) -> (String, i64) {
    (login.owner.to_string(), level(&info.chat.own_role))
}

impl Inner {
    /// Gives the owner of a login the powers in the room that the account has in the chat.
    pub(crate) async fn grant(
        &self,
        login: &Active,
        key: PortalKey,
        room: &RoomId,
    ) -> Result<(), RoomsError> {
        if key.is_private() {
            return Ok(());
        }
        let info = self.info_of(login, key.chat).await?;
        self.set_levels(room, |_| vec![own_level(login, &info)])
            .await
    }

    /// Asks Telegram anew who may do what, and tells the room.
    pub(crate) async fn refresh_powers(
        &self,
        login: &Active,
        key: PortalKey,
        room: &RoomId,
        info: &ChatInfo,
    ) -> Result<(), RoomsError> {
        let admins = self.admins(login, key).await?;
        let levels = |before: &Value| {
            let mut levels = admins.map_or_else(Vec::new, |admins| self.levels_of(&admins, before));
            levels.push(own_level(login, info));
            levels
        };
        self.set_levels(room, levels).await
    }

    /// The creator and the admins of a chat; `None` if the account may not know them.
    pub(super) async fn admins(
        &self,
        login: &Active,
        key: PortalKey,
    ) -> Result<Option<Vec<Member>>, RoomsError> {
        if key.is_private() {
            return Ok(Some(Vec::new()));
        }
        let (connection, deadline) = (&login.connection, self.settings().deadline);
        let admins = login
            .pacer
            .run(|| members::admins(connection, key.chat, deadline));
        match admins.await.map_err(RoomsError::from) {
            Err(error) if error.is_passing() => Err(error),
            // Of some channels only admins may know them.
            admins => Ok(admins.ok()),
        }
    }

    /// The levels of all puppets: of the admins, and of those who were some before.
    fn levels_of(&self, admins: &[Member], before: &Value) -> Vec<(String, i64)> {
        let of_puppet = |admin: &Member| {
            let puppet = self.homeserver().puppet(admin.person.id);
            (puppet.to_string(), level(&admin.role))
        };
        let mut levels: Vec<_> = admins.iter().map(of_puppet).collect();
        let before = before["users"].as_object();
        for user in before.into_iter().flat_map(Map::keys) {
            let id = <&ruma::UserId>::try_from(user.as_str()).ok();
            let puppet = id.and_then(|id| self.homeserver().puppet_of(id));
            let is_new = !levels.iter().any(|(named, _)| named == user);
            if puppet.is_some_and(|puppet| puppet > 0) && is_new {
                levels.push((user.clone(), 0));
            }
        }
        levels
    }

    /// Changes the levels of users, made of the content that there is.
    async fn set_levels(
        &self,
        room: &RoomId,
        levels: impl FnOnce(&Value) -> Vec<(String, i64)>,
    ) -> Result<(), RoomsError> {
        let homeserver = self.homeserver();
        let Some(mut content) = homeserver.state(room, "m.room.power_levels", "").await? else {
            return Ok(());
        };
        let before = content.clone();
        for (user, level) in levels(&before) {
            let now = content["users"][&user].as_i64().unwrap_or(0);
            if now != level {
                content["users"][&user] = json!(level);
            }
        }
        if content != before {
            homeserver
                .set_state(room, "m.room.power_levels", "", &content)
                .await?;
        }
        Ok(())
    }
}
