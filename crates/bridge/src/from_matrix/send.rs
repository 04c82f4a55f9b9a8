//! Messages on their way to Telegram.

use ruma::EventId;
use store::bridged_messages::{self, BridgedMessage, BridgedSend};
use telegram::chats::ChatError;
use telegram::chats::spans::Rich;
use telegram::chats::write::{self, Draft};
use telegram::connection::CallError;
use telegram::send::SendOutcome;

use super::read::Message;
use super::say::Trouble;
use crate::convert::{LONGEST_MESSAGE, split};
use crate::event::Event;
use crate::from_telegram::{Present, digest};
use crate::portal::Desk;
use crate::rooms::{Active, RoomsError};

/// What became of a piece.
pub(super) enum Sent {
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
                .write_piece(login, event, &event.event_id, part, piece, reply_to)
                .await?
            {
                return self.say(event, trouble).await;
            }
        }
        Ok(())
    }

    pub(super) fn pieces(&self, event: &Event, message: &Message) -> Vec<Rich> {
        let directory = Present::for_matrix(&self.house);
        let text = message.text(event.sender.localpart(), &directory);
        split(text, LONGEST_MESSAGE)
            .iter()
            .map(Rich::from)
            .collect()
    }

    /// Writes a piece of `of`, and notes before that it may be at Telegram from then on. `event` asks for it: the same one,
    /// or an edit that makes it longer. What was sent for one event is not sent for another: it may be gone again.
    pub(super) async fn write_piece(
        &mut self,
        login: &Active,
        event: &Event,
        of: &EventId,
        part: i32,
        piece: &Rich,
        reply_to: Option<i32>,
    ) -> Result<Sent, RoomsError> {
        let (send, is_first) = self.begin_send(login, event, part, piece).await?;
        let key = format!("{}/{part}", send.event);
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
        if is_first && matches!(outcome, SendOutcome::Flood(_)) {
            // Telegram has not taken it: nothing of ours can come back.
            self.end_send(&send, None).await?;
        }
        let sent = self.became(login, &send, outcome).await?;
        let message = match sent {
            Sent::As(id) => Some(self.bridged(&send, event, of, id)),
            Sent::Somewhere | Sent::Never(_) => None,
        };
        self.end_send(&send, message).await?;
        Ok(sent)
    }

    /// What became of a piece; an error if that is not known yet, or it is to be sent again.
    async fn became(
        &self,
        login: &Active,
        send: &BridgedSend,
        outcome: SendOutcome,
    ) -> Result<Sent, RoomsError> {
        match outcome {
            SendOutcome::Sent { message: Some(id) } => Ok(Sent::As(id)),
            // Telegram has had the message before, and does not say its number again.
            SendOutcome::Sent { message: None } => {
                let found = self.look_for(login, send).await?;
                Ok(found.map_or(Sent::Somewhere, Sent::As))
            }
            SendOutcome::Flood(wait) => Err(ChatError::Call(CallError::Flood(wait)).into()),
            // Whether Telegram has it is not known.
            SendOutcome::Later { .. } => Err(ChatError::Call(CallError::NotConnected).into()),
            never @ (SendOutcome::Blocked
            | SendOutcome::Deactivated
            | SendOutcome::UnknownPeer
            | SendOutcome::Forbidden { .. }
            | SendOutcome::Restricted
            | SendOutcome::Refused(_)
            | SendOutcome::LoggedOut(_)) => Ok(Sent::Never(Trouble::of_outcome(&never))),
        }
    }

    /// Notes that a piece may be at Telegram from now on; gives what was noted the first time, and whether that is now.
    async fn begin_send(
        &self,
        login: &Active,
        event: &Event,
        part: i32,
        piece: &Rich,
    ) -> Result<(BridgedSend, bool), RoomsError> {
        let begun = BridgedSend {
            event: event.event_id.to_string(),
            part,
            key: self.key,
            account: login.account,
            begun_at: self.house.parts.world.now(),
            digest: digest(piece),
        };
        let mut tx = self.house.parts.db.begin().await?;
        let known = bridged_messages::is_begun(&mut tx, &begun.event, part).await?;
        let begun = bridged_messages::begin_send(&mut tx, begun).await?;
        store::commit(tx).await?;
        Ok((begun, !known))
    }

    /// What was sent, as a message that is on both sides: a piece of `of`.
    pub(super) fn bridged(
        &self,
        send: &BridgedSend,
        event: &Event,
        of: &EventId,
        id: i32,
    ) -> BridgedMessage {
        BridgedMessage {
            key: self.key,
            message: id,
            part: send.part,
            room: event.room_id.to_string(),
            event: of.to_string(),
            sender: send.account,
            is_from_matrix: true,
            digest: send.digest.clone(),
            created_at: self.house.parts.world.now(),
        }
    }

    /// The answer was heard: what was sent and what it became are written at once.
    pub(super) async fn end_send(
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
}
