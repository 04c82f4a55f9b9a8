//! From Telegram to Matrix.

use ruma::{OwnedEventId, OwnedRoomId, RoomId};
use serde_json::{Value, json};
use store::bridged_messages::{self, BridgedMessage};
use telegram::chats::post::Post;
use telegram::news::News;

use crate::portal::{Desk, FromTelegram, Named};
use crate::rooms::calls::Sending;
use crate::rooms::{Active, RoomsError};

mod content;
mod directory;
mod edits;
mod recall;

pub(crate) use content::{digest, same_words};
pub(crate) use directory::Present;
pub(crate) use edits::replacing;

impl Desk {
    /// Brings what happened at Telegram into the room.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most news need a room that is there"
    )]
    pub(crate) async fn bring(&mut self, told: &FromTelegram) -> Result<(), RoomsError> {
        let Some(login) = self.house.login(told.account) else {
            return Ok(());
        };
        let room = match &told.news {
            News::Wrote(post) if post.action.is_none() => self.open(told.account).await?,
            _ => match self.room().await? {
                Some(room) => room,
                None => return Ok(()),
            },
        };
        match &told.news {
            News::Wrote(post) => self.wrote(&login, &room, post, &told.named).await,
            News::Edited(post) => self.edited(&login, &room, post, &told.named).await,
            News::Deleted { messages, .. } => self.deleted(&room, messages).await,
            News::Missed { .. } => self.catch_up(&login, &room).await,
            news => self.changed(&login, &room, news, &told.named).await,
        }
    }

    /// What is about the chat itself.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is not bridged yet"
    )]
    async fn changed(
        &mut self,
        login: &Active,
        room: &RoomId,
        news: &News,
        named: &Named,
    ) -> Result<(), RoomsError> {
        match news {
            News::TitleChanged { title, .. } => self.set_title(room, title).await,
            News::PhotoChanged { photo, .. } => self.set_photo(login, room, *photo).await,
            News::PersonChanged {
                person: Some(person),
                ..
            } => {
                self.set_title(room, &person.name()).await?;
                self.set_photo(login, room, person.photo).await
            }
            News::Joined { people, .. } => {
                for person in people.iter().filter(|person| **person != login.account) {
                    self.house.enter(login, room, *person, named).await?;
                }
                Ok(())
            }
            News::Left { person, .. } => self.house.exit(room, *person).await,
            News::MembersChanged { .. } => {
                let info = self.house.info_of(login, self.key.chat).await?;
                let house = &self.house;
                house.refresh_powers(login, self.key, room, &info).await
            }
            News::ChatChanged {
                chat: Some(chat), ..
            } => {
                self.set_title(room, &chat.title).await?;
                self.set_photo(login, room, chat.photo).await?;
                // Perhaps what it says of itself has changed, too: Telegram tells that only to who asks.
                let info = self.house.info_of(login, self.key.chat).await?;
                self.set_topic(room, &info).await?;
                let house = &self.house;
                house.refresh_powers(login, self.key, room, &info).await
            }
            _ => Ok(()),
        }
    }

    /// The room, if there is one.
    pub(crate) async fn room(&self) -> Result<Option<OwnedRoomId>, RoomsError> {
        let room = self.portal().await?.and_then(|portal| portal.room);
        Ok(room.and_then(|room| RoomId::parse(room).ok()))
    }

    /// Brings a message into the room, unless it is there.
    pub(crate) async fn wrote(
        &mut self,
        login: &Active,
        room: &RoomId,
        post: &Post,
        named: &Named,
    ) -> Result<(), RoomsError> {
        self.recall(room).await?;
        let db = &self.house.parts.db;
        let known = bridged_messages::list(&mut *db.read().await?, self.key, post.id).await?;
        if !known.is_empty() || post.action.is_some() {
            return Ok(());
        }
        let directory = Present::of(&self.house, &post.text).await?;
        let Some(mut content) = content::of(post, &directory) else {
            return Ok(());
        };
        if let Some(event) = self.replied_to(post).await? {
            content["m.relates_to"] = json!({ "m.in_reply_to": { "event_id": event } });
        }
        recall::mark(&mut content, self.key, post.id);
        let transaction = format!("telegram-{}-{}", self.key, post.id);
        let event = self
            .speak(login, room, post, named, &transaction, &content)
            .await?;
        let message = BridgedMessage {
            key: self.key,
            message: post.id,
            part: 0,
            room: room.to_string(),
            event: event.to_string(),
            sender: post.from,
            is_from_matrix: false,
            digest: digest(&post.text),
            created_at: self.house.parts.world.now(),
        };
        let mut tx = db.begin().await?;
        bridged_messages::put(&mut tx, &message).await?;
        Ok(store::commit(tx).await?)
    }

    /// Sends an event as whoever wrote a message.
    async fn speak(
        &self,
        login: &Active,
        room: &RoomId,
        post: &Post,
        named: &Named,
        transaction: &str,
        content: &Value,
    ) -> Result<OwnedEventId, RoomsError> {
        let homeserver = self.house.homeserver();
        let mut again = true;
        loop {
            let who = self.house.enter(login, room, post.from, named).await?;
            let sending = Sending {
                room,
                who: &who,
                transaction,
                at: Some(post.date),
            };
            match homeserver
                .send_event(sending, "m.room.message", content)
                .await
            {
                Err(fault) if fault.is_forbidden() && std::mem::take(&mut again) => {
                    self.house.forget_entry(room, post.from).await?;
                    self.house.allow(room, &who).await?;
                }
                result => return Ok(result?),
            }
        }
    }

    /// The event that a message replies to, if it is in this room.
    async fn replied_to(&self, post: &Post) -> Result<Option<String>, RoomsError> {
        let Some(reply) = post
            .reply
            .as_ref()
            .filter(|reply| reply.chat.is_none_or(|chat| chat == post.chat))
        else {
            return Ok(None);
        };
        let mut conn = self.house.parts.db.read().await?;
        let events = bridged_messages::list(&mut conn, self.key, reply.to).await?;
        Ok(events.into_iter().next().map(|event| event.event))
    }
}
