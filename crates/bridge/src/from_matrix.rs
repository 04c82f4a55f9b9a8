//! From Matrix to Telegram.

use std::sync::Arc;

use ruma::EventId;
use store::bridged_messages::{self, BridgedMessage};

use crate::event::Event;
use crate::portal::Desk;
use crate::rooms::{Active, RoomsError};

mod find;
mod read;
mod rewrite;
mod say;
mod send;
mod unwrite;

pub(crate) use find::{is_author, may_be};
use read::{Meaning, Message};
use say::Trouble;

impl Desk {
    /// Brings what happened on Matrix to Telegram. What failed for good is said in the room and is no error.
    pub(crate) async fn hear_matrix(&mut self, event: &Event) -> Result<(), RoomsError> {
        if let Some(of) = event.redacts() {
            return self.unwrite(event, &of).await;
        }
        if event.is_withdrawn() {
            return self.unwrite(event, &event.event_id).await;
        }
        let Some(meaning) = read::meaning(event) else {
            return Ok(());
        };
        let Some(login) = self.speaker(event).await? else {
            self.say(event, Trouble::NoLogin).await?;
            return self.give_up_sends(event).await;
        };
        match meaning {
            Meaning::Message(message) => self.write(&login, event, &message).await,
            Meaning::Edit { of, message } => self.rewrite(&login, event, &of, &message).await,
            Meaning::Unbridged => self.say(event, Trouble::Kind).await,
        }
    }

    /// The login by which somebody speaks in this portal: the first of theirs that has the chat.
    async fn speaker(&self, event: &Event) -> Result<Option<Arc<Active>>, RoomsError> {
        let db = &self.house.parts.db;
        let accounts = store::portal_logins::accounts_of(&mut *db.read().await?, self.key).await?;
        let logins = self.house.logins_of(&event.sender);
        Ok(logins
            .into_iter()
            .find(|login| accounts.contains(&login.account)))
    }

    /// The messages in this chat that an event is.
    async fn messages_of(&self, event: &EventId) -> Result<Vec<BridgedMessage>, RoomsError> {
        let mut conn = self.house.parts.db.read().await?;
        let mut messages = bridged_messages::list_by_event(&mut conn, event.as_str()).await?;
        messages.retain(|message| message.key == self.key);
        Ok(messages)
    }

    /// What of an event may be at Telegram already will not be heard of.
    async fn give_up_sends(&self, event: &Event) -> Result<(), RoomsError> {
        let db = &self.house.parts.db;
        let sends = bridged_messages::list_sends(&mut *db.read().await?, self.key).await?;
        let mut tx = db.begin().await?;
        for send in sends
            .iter()
            .filter(|send| send.event == event.event_id.as_str())
        {
            bridged_messages::end_send(&mut tx, &send.event, send.part).await?;
        }
        Ok(store::commit(tx).await?)
    }

    /// The message that a message replies to.
    async fn reply_of(&self, message: &Message) -> Result<Option<i32>, RoomsError> {
        let Some(event) = &message.replies_to else {
            return Ok(None);
        };
        let messages = self.messages_of(event).await?;
        Ok(messages.first().map(|message| message.message))
    }
}
