//! What the bot and the puppets do in rooms.

use ruma::api::client::media::create_content;
use ruma::api::client::membership::{join_room_by_id, joined_members, leave_room};
use ruma::api::client::message::send_message_event;
use ruma::api::client::redact::redact_event;
use ruma::events::room::message::RoomMessageEventContent;
use ruma::{EventId, OwnedEventId, OwnedMxcUri, OwnedUserId, RoomId, TransactionId, UserId};

use super::{Fault, Homeserver, Patience};

/// What a message says: as plain text, and as HTML where that says more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The text.
    pub plain: String,
    /// The text as HTML.
    pub html: Option<String>,
}

/// A text to be sent.
#[derive(Debug, Clone, Copy)]
pub struct SendText<'a> {
    /// Where.
    pub room: &'a RoomId,
    /// As whom; `None` is the bot.
    pub who: Option<&'a UserId>,
    /// What tells this message from all others, so that it arrives once however often it is sent.
    pub transaction: &'a str,
}

impl Homeserver {
    /// Sends a notice, which other bots do not answer; gives its id.
    pub async fn notice(&self, to: SendText<'_>, letter: &Letter) -> Result<OwnedEventId, Fault> {
        let content = match &letter.html {
            Some(html) => RoomMessageEventContent::notice_html(&letter.plain, html),
            None => RoomMessageEventContent::notice_plain(&letter.plain),
        };
        self.message(to, &content).await
    }

    /// Sends a message; gives its id.
    pub async fn message(
        &self,
        to: SendText<'_>,
        content: &RoomMessageEventContent,
    ) -> Result<OwnedEventId, Fault> {
        let transaction = <&TransactionId>::from(to.transaction).to_owned();
        let request =
            send_message_event::v3::Request::new(to.room.to_owned(), transaction, content)
                .map_err(|error| Fault::Malformed(error.to_string()))?;
        let sent = self
            .send_patiently(request, to.who, Patience::SHORT)
            .await?;
        Ok(sent.event_id)
    }

    /// Redacts an event. The transaction is made of the event, since nobody redacts one twice.
    pub async fn redact(
        &self,
        room: &RoomId,
        event: &EventId,
        who: Option<&UserId>,
        reason: Option<&str>,
    ) -> Result<(), Fault> {
        let transaction = format!("redact-{event}");
        let transaction = <&TransactionId>::from(transaction.as_str()).to_owned();
        let mut request =
            redact_event::v3::Request::new(room.to_owned(), event.to_owned(), transaction);
        request.reason = reason.map(str::to_owned);
        self.send_patiently(request, who, Patience::SHORT).await?;
        Ok(())
    }

    /// Joins a room.
    pub async fn join(&self, room: &RoomId, who: Option<&UserId>) -> Result<(), Fault> {
        let request = join_room_by_id::v3::Request::new(room.to_owned());
        self.send_patiently(request, who, Patience::SHORT).await?;
        Ok(())
    }

    /// Leaves a room, or declines an invitation to it.
    pub async fn leave(&self, room: &RoomId, who: Option<&UserId>) -> Result<(), Fault> {
        let request = leave_room::v3::Request::new(room.to_owned());
        self.send_patiently(request, who, Patience::SHORT).await?;
        Ok(())
    }

    /// Who is in a room now, as the homeserver says; the bot must be in it.
    pub async fn joined_members(&self, room: &RoomId) -> Result<Vec<OwnedUserId>, Fault> {
        let request = joined_members::v3::Request::new(room.to_owned());
        let answer = self.send_patiently(request, None, Patience::SHORT).await?;
        Ok(answer.joined.into_keys().collect())
    }

    /// Puts a file on the homeserver as the bot, and gives its `mxc://` address.
    pub async fn upload(
        &self,
        bytes: Vec<u8>,
        mime: &str,
        name: &str,
    ) -> Result<OwnedMxcUri, Fault> {
        let mut request = create_content::v3::Request::new(bytes);
        request.content_type = Some(mime.to_owned());
        request.filename = Some(name.to_owned());
        let answer = self.send_patiently(request, None, Patience::SHORT).await?;
        Ok(answer.content_uri)
    }
}
