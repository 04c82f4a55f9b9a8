//! Writing in a chat: texts and files, and changing them.

use std::collections::HashMap;
use std::time::Duration;

use grammers_session::types::PeerRef;
use grammers_tl_types::{enums, functions as calls, types};
use tokio::time::Instant;

use super::spans::Rich;
use super::{ChatError, find};
use crate::connection::{CallError, Connection};
use crate::peers::address;
use crate::send::{SendOutcome, deliver, edit_message, random_id};

mod upload;

pub use upload::{Shape, Upload};

/// A message to be written.
#[derive(Clone, Copy)]
pub struct Draft<'a> {
    /// Where: the id with its kind in it.
    pub chat: i64,
    /// The text, at most 4096 characters; under a file at most 1024, and it may be empty there.
    pub text: &'a Rich,
    /// The message that it answers.
    pub reply_to: Option<i32>,
    /// The topic that it goes to, in a forum.
    pub topic: Option<i32>,
    /// Whether it makes no sound.
    pub is_silent: bool,
    /// Whether a preview of the first link may hang on it.
    pub has_preview: bool,
    /// Same key, same message: Telegram drops what it was already given.
    pub idempotency_key: &'a str,
}

/// Writes a message; [`SendOutcome::Sent`] has its number. It does not come back as an update. If the connection
/// breaks meanwhile, it is sent once more under the same key when there is a connection again.
pub async fn text(connection: &Connection, draft: &Draft<'_>, deadline: Duration) -> SendOutcome {
    let until = Instant::now() + deadline;
    let (peer, entities) = match prepare(connection, draft).await {
        Ok(Some(prepared)) => prepared,
        Ok(None) => return SendOutcome::UnknownPeer,
        Err(error) => return error.into(),
    };
    let request = draft.of_text(peer, entities);
    deliver(connection, &request, request.random_id, peer, until).await
}

/// Sends a file with the text under it; otherwise as [`text`]. The deadline is for the whole of it.
pub async fn file(
    connection: &Connection,
    draft: &Draft<'_>,
    file: &Upload<'_>,
    deadline: Duration,
) -> SendOutcome {
    let until = Instant::now() + deadline;
    let (peer, entities) = match prepare(connection, draft).await {
        Ok(Some(prepared)) => prepared,
        Ok(None) => return SendOutcome::UnknownPeer,
        Err(error) => return error.into(),
    };
    let id = random_id(draft.idempotency_key);
    let media = match upload::upload(connection, file, id, until).await {
        Ok(media) => media,
        Err(error) => return error.into(),
    };
    let request = draft.of_file(peer, entities, media);
    deliver(connection, &request, request.random_id, peer, until).await
}

/// Where a message goes, and what is not plain about its text; `None` if this session does not know the chat.
async fn prepare(
    connection: &Connection,
    draft: &Draft<'_>,
) -> Result<Option<(PeerRef, Vec<enums::MessageEntity>)>, CallError> {
    let Some(peer) = address(connection, draft.chat).await? else {
        return Ok(None);
    };
    Ok(Some((peer, entities(connection, draft.text).await?)))
}

/// Changes the text of a message, or what is said under its file. The change does not come back as an update.
pub async fn edit(
    connection: &Connection,
    chat: i64,
    message: i32,
    text: &Rich,
    deadline: Duration,
) -> Result<(), ChatError> {
    let request = calls::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: find(connection, chat).await?.into(),
        id: message,
        message: Some(text.words.clone()),
        media: None,
        reply_markup: None,
        entities: Some(entities(connection, text).await?),
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    Ok(edit_message(connection, &request, deadline).await?)
}

/// What is not plain, with the access hashes of those who are mentioned.
async fn entities(
    connection: &Connection,
    text: &Rich,
) -> Result<Vec<enums::MessageEntity>, CallError> {
    let mut known = HashMap::new();
    for person in text.mentioned() {
        if let Some(peer) = address(connection, person).await? {
            known.insert(person, enums::InputUser::from(peer));
        }
    }
    Ok(text.entities(|person| known.get(&person).cloned()))
}

impl Draft<'_> {
    fn of_text(
        &self,
        peer: PeerRef,
        entities: Vec<enums::MessageEntity>,
    ) -> calls::messages::SendMessage {
        calls::messages::SendMessage {
            no_webpage: !self.has_preview,
            silent: self.is_silent,
            background: false,
            clear_draft: false,
            noforwards: false,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: peer.into(),
            reply_to: self.reply(),
            message: self.text.words.clone(),
            random_id: random_id(self.idempotency_key),
            reply_markup: None,
            entities: Some(entities).filter(|entities| !entities.is_empty()),
            schedule_date: None,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            allow_paid_stars: None,
            suggested_post: None,
            rich_message: None,
        }
    }

    fn of_file(
        &self,
        peer: PeerRef,
        entities: Vec<enums::MessageEntity>,
        media: enums::InputMedia,
    ) -> calls::messages::SendMedia {
        calls::messages::SendMedia {
            silent: self.is_silent,
            background: false,
            clear_draft: false,
            noforwards: false,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: peer.into(),
            reply_to: self.reply(),
            media,
            message: self.text.words.clone(),
            random_id: random_id(self.idempotency_key),
            reply_markup: None,
            entities: Some(entities).filter(|entities| !entities.is_empty()),
            schedule_date: None,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            allow_paid_stars: None,
            suggested_post: None,
        }
    }

    /// In a topic, what answers nothing answers its first message.
    fn reply(&self) -> Option<enums::InputReplyTo> {
        let reply_to_msg_id = self.reply_to.or(self.topic)?;
        let reply = types::InputReplyToMessage {
            reply_to_msg_id,
            top_msg_id: self.topic,
            reply_to_peer_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            monoforum_peer_id: None,
            todo_item_id: None,
            poll_option: None,
        };
        Some(reply.into())
    }
}

impl std::fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft")
            .field("chat", &self.chat)
            .finish_non_exhaustive()
    }
}
