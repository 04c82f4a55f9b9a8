//! Messages on their way to Telegram.

use ruma::EventId;
use store::bridged_messages::{self, BridgedMessage, BridgedSend};
use telegram::chats::history::{self, Part};
use telegram::chats::spans::Rich;
use telegram::chats::write::{self, Draft};
use telegram::chats::{ChatError, act};
use telegram::connection::CallError;
use telegram::send::SendOutcome;

use super::read::Message;
use super::say::Trouble;
use crate::convert::{LONGEST_MESSAGE, split};
use crate::event::Event;
use crate::from_telegram::{Present, digest};
use crate::portal::Desk;
use crate::rooms::{Active, RoomsError};

/// Among how many of the newest messages one is looked for whose number Telegram did not say again.
const LOOKED_AT: i32 = 50;

/// What became of a piece.
enum Sent {
    /// Telegram has it under this number.
    As(i32),
    /// Telegram has it, but the number cannot be found out.
    Somewhere,
    /// It will never take it.
    Never(Trouble),
}

impl Desk {
    /// Writes a message, in pieces if it is long. Pieces that are there already are left out.
    pub(super) async fn write(
        &mut self,
        login: &Active,
        event: &Event,
        message: &Message,
    ) -> Result<(), RoomsError> {
        let pieces = self.pieces(event, message);
        let reply_to = self.reply_of(message).await?;
        let there = self.messages_of(&event.event_id).await?;
        for (part, piece) in (0..).zip(&pieces) {
            if there.iter().any(|message| message.part == part) {
                continue;
            }
            let reply_to = reply_to.filter(|_| part == 0);
            if let Sent::Never(trouble) = self
                .write_piece(login, event, part, piece, reply_to)
                .await?
            {
                return self.say(event, trouble).await;
            }
        }
        Ok(())
    }

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
        let deadline = self.house.settings().deadline;
        let original = Event {
            event_id: of.to_owned(),
            ..event.clone()
        };
        for (part, piece) in (0..).zip(&pieces) {
            let Some(known) = there.iter().find(|known| known.part == part) else {
                if let Sent::Never(trouble) = self
                    .write_piece(login, &original, part, piece, None)
                    .await?
                {
                    return self.say(event, trouble).await;
                }
                continue;
            };
            let now = digest(piece);
            if known.digest == now {
                continue;
            }
            let edited = write::edit(
                &login.connection,
                self.key.chat,
                known.message,
                piece,
                deadline,
            )
            .await;
            if let Err(error) = edited {
                return self.failed(event, error.into()).await;
            }
            let mut tx = self.house.parts.db.begin().await?;
            bridged_messages::set_digest(&mut tx, self.key, known.message, &now).await?;
            store::commit(tx).await?;
        }
        let many = i32::try_from(pieces.len()).unwrap_or(i32::MAX);
        let surplus: Vec<i32> = there
            .iter()
            .filter(|known| known.part >= many)
            .map(|known| known.message)
            .collect();
        if surplus.is_empty() || pieces.is_empty() {
            return Ok(());
        }
        if let Err(error) =
            act::delete(&login.connection, self.key.chat, &surplus, true, deadline).await
        {
            return self.failed(event, error.into()).await;
        }
        let mut tx = self.house.parts.db.begin().await?;
        for message in surplus {
            bridged_messages::remove(&mut tx, self.key, message).await?;
        }
        Ok(store::commit(tx).await?)
    }

    fn pieces(&self, event: &Event, message: &Message) -> Vec<Rich> {
        let directory = Present::for_matrix(&self.house);
        let text = message.text(event.sender.localpart(), &directory);
        split(text, LONGEST_MESSAGE)
            .iter()
            .map(Rich::from)
            .collect()
    }

    /// What passes is tried again; the rest is said in the room.
    async fn failed(&self, event: &Event, error: RoomsError) -> Result<(), RoomsError> {
        if error.is_passing() {
            return Err(error);
        }
        self.say(event, Trouble::of(&error)).await
    }

    async fn write_piece(
        &mut self,
        login: &Active,
        event: &Event,
        part: i32,
        piece: &Rich,
        reply_to: Option<i32>,
    ) -> Result<Sent, RoomsError> {
        let begun = BridgedSend {
            event: event.event_id.to_string(),
            part,
            key: self.key,
            account: login.account,
            begun_at: self.house.parts.world.now(),
        };
        let mut tx = self.house.parts.db.begin().await?;
        bridged_messages::begin_send(&mut tx, &begun).await?;
        store::commit(tx).await?;
        let key = format!("{}/{part}", begun.event);
        let draft = Draft {
            chat: self.key.chat,
            text: piece,
            reply_to,
            topic: None,
            is_silent: false,
            has_preview: true,
            idempotency_key: &key,
        };
        let outcome = write::text(&login.connection, &draft, self.house.settings().deadline).await;
        let sent = match outcome {
            SendOutcome::Sent { message: Some(id) } => Sent::As(id),
            SendOutcome::Sent { message: None } => self.look_for(login, piece).await?,
            SendOutcome::Flood(wait) => {
                // Telegram has not taken it: nothing of ours can come back.
                self.end_send(&begun, None).await?;
                return Err(ChatError::Call(CallError::Flood(wait)).into());
            }
            // Whether Telegram has it is not known.
            SendOutcome::Later { .. } => {
                return Err(ChatError::Call(CallError::NotConnected).into());
            }
            never @ (SendOutcome::Blocked
            | SendOutcome::Deactivated
            | SendOutcome::UnknownPeer
            | SendOutcome::Forbidden { .. }
            | SendOutcome::Restricted
            | SendOutcome::Refused(_)
            | SendOutcome::LoggedOut(_)) => Sent::Never(Trouble::of_outcome(&never)),
        };
        let message = match sent {
            Sent::As(id) => Some(self.bridged(login, event, part, piece, id)),
            Sent::Somewhere | Sent::Never(_) => None,
        };
        self.end_send(&begun, message).await?;
        Ok(sent)
    }

    fn bridged(
        &self,
        login: &Active,
        event: &Event,
        part: i32,
        piece: &Rich,
        id: i32,
    ) -> BridgedMessage {
        BridgedMessage {
            key: self.key,
            message: id,
            part,
            room: event.room_id.to_string(),
            event: event.event_id.to_string(),
            sender: login.account,
            is_from_matrix: true,
            digest: digest(piece),
            created_at: self.house.parts.world.now(),
        }
    }

    /// The answer was heard: what was sent and what it became are written at once.
    async fn end_send(
        &self,
        send: &BridgedSend,
        message: Option<BridgedMessage>,
    ) -> Result<(), RoomsError> {
        let mut tx = self.house.parts.db.begin().await?;
        if let Some(message) = message {
            bridged_messages::put(&mut tx, &message).await?;
        }
        bridged_messages::end_send(&mut tx, &send.event, send.part).await?;
        Ok(store::commit(tx).await?)
    }

    /// Telegram has had the message before, and does not say its number again: it is among the newest.
    async fn look_for(&self, login: &Active, piece: &Rich) -> Result<Sent, RoomsError> {
        if login.is_bot {
            // Bots cannot read what was written.
            return Ok(Sent::Somewhere);
        }
        let part = Part {
            limit: LOOKED_AT,
            ..Part::default()
        };
        let deadline = self.house.settings().deadline;
        let page = history::page(&login.connection, self.key.chat, part, deadline).await?;
        // The oldest that fits: of equal messages, the first was sent first.
        for post in page.posts.iter().rev() {
            if !post.is_ours || post.text.words != piece.words {
                continue;
            }
            let mut conn = self.house.parts.db.read().await?;
            if bridged_messages::list(&mut conn, self.key, post.id)
                .await?
                .is_empty()
            {
                return Ok(Sent::As(post.id));
            }
        }
        Ok(Sent::Somewhere)
    }
}
