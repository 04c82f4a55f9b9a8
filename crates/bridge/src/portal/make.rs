//! Making a portal's room.

use domain::bridge::{ChatKind, PortalKey};
use ruma::OwnedRoomId;
use serde_json::{Value, json};
use store::portals::{self, Portal};
use telegram::chats::info::ChatInfo;
use telegram::chats::{self, Chat, info, members};

use super::looks::topic_of;
use super::{Desk, powers};
use crate::rooms::calls::NewRoom;
use crate::rooms::{Active, RoomsError};

impl Desk {
    /// Makes the room, without its members.
    pub(super) async fn make(&mut self, login: &Active) -> Result<OwnedRoomId, RoomsError> {
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let chat = self.key.chat;
        let info = login
            .pacer
            .run(|| info::info(connection, chat, deadline))
            .await?;
        if !self.key.is_private() && !info.chat.is_open() {
            return Err(RoomsError::NoPortal);
        }
        if let Some(group) = info.was {
            // The news of that may still be on their way.
            self.house.migrate(login, group, chat).await?;
            if let Some(room) = self.room().await? {
                return Ok(room);
            }
        }
        let admins = if self.key.is_private() {
            Vec::new()
        } else {
            // Of some channels only admins may know them.
            let admins = login
                .pacer
                .run(|| members::admins(connection, chat, deadline))
                .await;
            admins.unwrap_or_default()
        };
        let avatar = self.avatar(login, info.chat.photo).await;
        let mut portal = self.described(&info);
        portal.photo = avatar.as_ref().and(info.chat.photo);
        let homeserver = self.house.homeserver();
        let mut state = bridge_info(self, &portal, login, &info.chat);
        if let Some(avatar) = &avatar {
            state.push(("m.room.avatar", String::new(), json!({ "url": avatar })));
        }
        let shared = json!({ "history_visibility": "shared" });
        state.push(("m.room.history_visibility", String::new(), shared));
        let new = NewRoom {
            alias: alias(self.key),
            name: portal.title.clone(),
            topic: portal.topic.clone(),
            state,
            powers: powers::of_room(homeserver, &info.chat, &admins),
            ..NewRoom::default()
        };
        let mut tx = self.house.parts.db.begin().await?;
        portals::put(&mut tx, &portal).await?;
        store::commit(tx).await?;
        let room = homeserver.make_room(&new).await?;
        let mut tx = self.house.parts.db.begin().await?;
        portals::set_room(&mut tx, self.key, Some(room.as_str())).await?;
        portals::set_looks(
            &mut tx,
            self.key,
            &portal.title,
            &portal.topic,
            portal.photo,
        )
        .await?;
        store::commit(tx).await?;
        Ok(room)
    }

    fn described(&self, info: &ChatInfo) -> Portal {
        Portal {
            key: self.key,
            kind: kind(&info.chat),
            room: None,
            title: info.chat.title.clone(),
            topic: topic_of(info),
            photo: None,
            created_at: self.house.parts.world.now(),
            furnished_at: None,
        }
    }
}

/// What kind of portal a chat has.
pub(crate) fn kind(chat: &Chat) -> ChatKind {
    match chat.kind {
        chats::ChatKind::Person | chats::ChatKind::Bot | chats::ChatKind::Saved => {
            ChatKind::Private
        }
        chats::ChatKind::Group => ChatKind::Group,
        chats::ChatKind::Supergroup => ChatKind::Supergroup,
        chats::ChatKind::Channel => ChatKind::Channel,
    }
}

/// The localpart of the room's address: `telegram_chat_CHAT`, with the account where that matters.
fn alias(key: PortalKey) -> String {
    if key.is_shared() {
        format!("telegram_chat_{}", key.chat)
    } else {
        format!("telegram_chat_{}_{}", key.chat, key.receiver)
    }
}

/// What tells clients that the room is bridged, and from where.
///
/// <https://github.com/matrix-org/matrix-spec-proposals/pull/2346>
fn bridge_info(
    desk: &Desk,
    portal: &Portal,
    login: &Active,
    chat: &Chat,
) -> Vec<(&'static str, String, Value)> {
    let homeserver = desk.house.homeserver();
    let mut channel = json!({ "id": desk.key.chat.to_string(), "displayname": portal.title });
    if let Some(name) = &chat.username {
        channel["external_url"] = json!(format!("https://t.me/{name}"));
    }
    let content = json!({
        "bridgebot": homeserver.bot(),
        "creator": login.owner,
        "protocol": {
            "id": "telegram", "displayname": "Telegram", "external_url": "https://telegram.org",
        },
        "channel": channel,
    });
    let key = format!("postern://telegram/{}", desk.key.chat);
    vec![
        ("m.bridge", key.clone(), content.clone()),
        ("uk.half-shot.bridge", key, content),
    ]
}
