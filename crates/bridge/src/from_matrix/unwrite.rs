//! Events that are redacted: before they were dealt with, while they are, or after.

use std::sync::Arc;

use ruma::EventId;
use store::bridged_messages;
use telegram::chats::act;

use super::say::Trouble;
use crate::event::Event;
use crate::portal::Desk;
use crate::rooms::{Active, RoomsError};

impl Desk {
    /// An event is not to be told any more: what of it is at Telegram is deleted, also what may be there without our having
    /// heard the answer. `event` is its redaction, or the event itself if it was redacted before it was dealt with.
    ///
    /// An edit that was redacted stays, since Telegram cannot take edits back.
    pub(super) async fn unwrite(&mut self, event: &Event, of: &EventId) -> Result<(), RoomsError> {
        self.settle(event, of).await?;
        let messages = self.messages_of(of).await?;
        let Some(first) = messages.first() else {
            return Ok(());
        };
        // Whoever redacted it: who wrote it at Telegram may delete it there.
        let author = self.house.login(first.sender);
        let author = author.filter(|_| first.is_from_matrix);
        let login = match author {
            Some(author) => Some(author),
            None => self.speaker(event).await?,
        };
        let Some(login) = login else {
            return Ok(());
        };
        let ids: Vec<i32> = messages.iter().map(|message| message.message).collect();
        if let Some(trouble) = self.delete_messages(&login, &ids).await? {
            self.say(event, trouble).await?;
        }
        Ok(())
    }

    /// Deletes messages at Telegram and forgets them; gives why that is not possible.
    pub(super) async fn delete_messages(
        &self,
        login: &Active,
        ids: &[i32],
    ) -> Result<Option<Trouble>, RoomsError> {
        let deadline = self.house.settings().deadline;
        let deleted = act::delete(&login.connection, self.key.chat, ids, true, deadline).await;
        if let Err(error) = deleted {
            return Trouble::unless_passing(error.into()).map(Some);
        }
        let mut tx = self.house.parts.db.begin().await?;
        for id in ids {
            bridged_messages::remove(&mut tx, self.key, *id).await?;
        }
        store::commit(tx).await?;
        Ok(None)
    }

    /// Finds out what of an event is at Telegram, as far as nobody has heard the answer.
    async fn settle(&self, event: &Event, of: &EventId) -> Result<(), RoomsError> {
        let mut conn = self.house.parts.db.read().await?;
        let sends = bridged_messages::list_sends(&mut conn, self.key).await?;
        drop(conn);
        for send in sends.iter().filter(|send| send.event == of.as_str()) {
            let login: Option<Arc<Active>> = self.house.login(send.account);
            let id = match login {
                Some(login) => self.look_for(&login, send).await?,
                None => None,
            };
            let message = id.map(|id| self.bridged(send, event, of, id));
            self.end_send(send, message).await?;
        }
        Ok(())
    }
}
