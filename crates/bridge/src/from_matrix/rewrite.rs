//! Messages that are changed on Matrix.

use ruma::EventId;
use store::bridged_messages::{self, BridgedMessage};
use telegram::chats::spans::Rich;
use telegram::chats::write;

use super::read::Message;
use super::say::Trouble;
use super::send::Sent;
use crate::event::Event;
use crate::from_telegram::digest;
use crate::portal::Desk;
use crate::rooms::{Active, RoomsError};

impl Desk {
    /// Changes a message: its pieces one by one, more of them or fewer.
    pub(super) async fn rewrite(
        &mut self,
        login: &Active,
        event: &Event,
        of: &EventId,
        message: &Message,
    ) -> Result<(), RoomsError> {
        let there = self.messages_of(of).await?;
        if there.is_empty() {
            return self.say(event, Trouble::Unknown).await;
        }
        let pieces = self.pieces(event, message);
        for (part, piece) in (0..).zip(&pieces) {
            let known = there.iter().find(|known| known.part == part);
            let written = match known {
                Some(known) => self.rewrite_piece(login, known, piece).await?,
                None => self.add_piece(login, event, of, part, piece).await?,
            };
            if let Some(trouble) = written {
                return self.say(event, trouble).await;
            }
        }
        let surplus: Vec<i32> = (there.iter())
            .filter(|known| usize::try_from(known.part).is_ok_and(|part| part >= pieces.len()))
            .map(|known| known.message)
            .collect();
        if surplus.is_empty() || pieces.is_empty() {
            return Ok(());
        }
        match self.delete_messages(login, &surplus).await? {
            Some(trouble) => self.say(event, trouble).await,
            None => Ok(()),
        }
    }

    /// Writes a piece that was not there; gives why that is not possible.
    async fn add_piece(
        &mut self,
        login: &Active,
        event: &Event,
        of: &EventId,
        part: i32,
        piece: &Rich,
    ) -> Result<Option<Trouble>, RoomsError> {
        let sent = self.write_piece(login, event, of, part, piece, None);
        Ok(match sent.await? {
            Sent::Never(trouble) => Some(trouble),
            Sent::As(_) | Sent::Somewhere => None,
        })
    }

    /// Changes a piece, unless it says that already; gives why that is not possible.
    async fn rewrite_piece(
        &self,
        login: &Active,
        known: &BridgedMessage,
        piece: &Rich,
    ) -> Result<Option<Trouble>, RoomsError> {
        let now = digest(piece);
        if known.digest == now {
            return Ok(None);
        }
        let deadline = self.house.settings().deadline;
        let (connection, id) = (&login.connection, known.message);
        let edited = write::edit(connection, self.key.chat, id, piece, deadline).await;
        if let Err(error) = edited {
            return Trouble::unless_passing(error.into()).map(Some);
        }
        let mut tx = self.house.parts.db.begin().await?;
        bridged_messages::set_digest(&mut tx, self.key, known.message, &now).await?;
        store::commit(tx).await?;
        Ok(None)
    }
}
