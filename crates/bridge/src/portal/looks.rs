//! Name, topic and picture of a room.

use ruma::{OwnedMxcUri, RoomId};
use serde_json::json;
use store::portals;
use telegram::chats::files;
use telegram::chats::info::{self, ChatInfo};

use super::Desk;
use crate::rooms::{Active, Inner, RoomsError};

/// The largest picture that is fetched, in bytes.
const LARGEST: u64 = 2 * 1024 * 1024;

/// The longest topic of a room, in characters.
const LONGEST_TOPIC: usize = 2_000;

/// What a chat says of itself, as the topic of its room.
pub(super) fn topic_of(info: &ChatInfo) -> String {
    let about = info.about.as_deref().unwrap_or_default();
    about.chars().take(LONGEST_TOPIC).collect()
}

impl Desk {
    /// Puts the picture of this chat on the homeserver; `None` if there is none, or it cannot be had now.
    pub(super) async fn avatar(&self, login: &Active, photo: Option<i64>) -> Option<OwnedMxcUri> {
        self.house.picture(login, self.key.chat, photo?).await
    }

    /// The chat has another title.
    pub(crate) async fn set_title(&self, room: &RoomId, title: &str) -> Result<(), RoomsError> {
        let Some(portal) = self.portal().await?.filter(|portal| portal.title != title) else {
            return Ok(());
        };
        let homeserver = self.house.homeserver();
        let content = json!({ "name": title });
        homeserver
            .set_state(room, "m.room.name", "", &content)
            .await?;
        self.remember(title, &portal.topic, portal.photo).await
    }

    /// The chat may say something else of itself.
    pub(crate) async fn set_topic(&self, room: &RoomId, info: &ChatInfo) -> Result<(), RoomsError> {
        let topic = topic_of(info);
        let Some(portal) = self.portal().await?.filter(|portal| portal.topic != topic) else {
            return Ok(());
        };
        let homeserver = self.house.homeserver();
        let content = json!({ "topic": topic });
        homeserver
            .set_state(room, "m.room.topic", "", &content)
            .await?;
        self.remember(&portal.title, &topic, portal.photo).await
    }

    /// The chat has another picture, or none.
    pub(crate) async fn set_photo(
        &self,
        login: &Active,
        room: &RoomId,
        photo: Option<i64>,
    ) -> Result<(), RoomsError> {
        let Some(portal) = self.portal().await?.filter(|portal| portal.photo != photo) else {
            return Ok(());
        };
        let avatar = self.avatar(login, photo).await;
        if avatar.is_none() && photo.is_some() {
            return Ok(());
        }
        let content = avatar.map_or_else(|| json!({}), |avatar| json!({ "url": avatar }));
        let homeserver = self.house.homeserver();
        homeserver
            .set_state(room, "m.room.avatar", "", &content)
            .await?;
        self.remember(&portal.title, &portal.topic, photo).await
    }

    async fn remember(
        &self,
        title: &str,
        topic: &str,
        photo: Option<i64>,
    ) -> Result<(), RoomsError> {
        let mut tx = self.house.parts.db.begin().await?;
        portals::set_looks(&mut tx, self.key, title, topic, photo).await?;
        Ok(store::commit(tx).await?)
    }
}

impl Inner {
    /// What Telegram says of a chat to who asks.
    pub(crate) async fn info_of(&self, login: &Active, chat: i64) -> Result<ChatInfo, RoomsError> {
        let (connection, deadline) = (&login.connection, self.settings().deadline);
        let info = login.pacer.run(|| info::info(connection, chat, deadline));
        Ok(info.await?)
    }

    /// Puts the picture of a chat or person on the homeserver. A room or puppet without it is better than none at all:
    /// what goes wrong here is passed over.
    pub(crate) async fn picture(&self, login: &Active, of: i64, photo: i64) -> Option<OwnedMxcUri> {
        let (connection, deadline) = (&login.connection, self.settings().deadline);
        let bytes = async {
            let handle = files::chat_photo(connection, of, photo, true).await?;
            files::load(connection, &handle, LARGEST, deadline).await
        };
        let bytes = match bytes.await {
            Ok(bytes) if !bytes.is_empty() => bytes,
            Ok(_) => return None,
            Err(error) => {
                tracing::debug!(%error, "a picture cannot be fetched now");
                return None;
            }
        };
        let uploaded = self
            .homeserver()
            .upload(bytes, "image/jpeg", "avatar.jpg")
            .await;
        uploaded
            .inspect_err(|error| tracing::debug!(%error, "a picture is not taken"))
            .ok()
    }
}
