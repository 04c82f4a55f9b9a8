//! Making a portal's room.

use domain::bridge::{ChatKind, PortalKey};
use ruma::{OwnedMxcUri, OwnedRoomId, RoomId};
use serde_json::{Value, json};
use store::portals::{self, Portal};
use telegram::chats::info::ChatInfo;
use telegram::chats::{self, Chat};

use super::looks::topic_of;
use super::{Desk, powers};
use crate::rooms::calls::NewRoom;
use crate::rooms::{Active, RoomsError};

impl Desk {
    /// Makes the room, without its members.
    pub(super) async fn make(&mut self, login: &Active) -> Result<OwnedRoomId, RoomsError> {
        let chat = self.key.chat;
        let info = self.house.info_of(login, chat).await?;
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
        let admins = self
            .house
            .admins(login, self.key)
            .await?
            .unwrap_or_default();
        let avatar = self.avatar(login, info.chat.photo).await;
        let mut portal = self.described(&info);
        portal.photo = avatar.as_ref().and(info.chat.photo);
        let mut tx = self.house.parts.db.begin().await?;
        portals::put(&mut tx, &portal).await?;
        store::commit(tx).await?;
        let new = NewRoom {
            alias: alias(self.key),
            name: portal.title.clone(),
            topic: portal.topic.clone(),
            state: self.first_state(&portal, login, &info.chat, avatar),
            powers: powers::of_room(self.house.homeserver(), &info.chat, &admins),
            ..NewRoom::default()
        };
        let room = self.house.homeserver().make_room(&new).await?;
        self.tie(&portal, &room).await?;
        Ok(room)
    }

    /// What the room begins with, beside name and topic.
    fn first_state(
        &self,
        portal: &Portal,
        login: &Active,
        chat: &Chat,
        avatar: Option<OwnedMxcUri>,
    ) -> Vec<(&'static str, String, Value)> {
        let mut state = bridge_info(self, portal, login, chat);
        if let Some(avatar) = avatar {
            state.push(("m.room.avatar", String::new(), json!({ "url": avatar })));
        }
        let shared = json!({ "history_visibility": "shared" });
        state.push(("m.room.history_visibility", String::new(), shared));
        state
    }

    /// Remembers which room it is, and how it looks.
    async fn tie(&self, portal: &Portal, room: &RoomId) -> Result<(), RoomsError> {
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
        Ok(store::commit(tx).await?)
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
