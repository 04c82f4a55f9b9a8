//! A message as Telegram holds it.

use std::time::Duration;

use domain::time::Timestamp;
use grammers_tl_types::{enums, types};

use super::media::Media;
use super::spans::Rich;
use super::{act, mark, time};

mod action;

pub use action::Action;

/// A message that was written, or that says what happened in a chat.
#[derive(Clone, PartialEq)]
pub struct Post {
    /// Its number: within the account in private chats and basic groups, within the chat in supergroups and channels.
    pub id: i32,
    /// The chat, with its kind in the id.
    pub chat: i64,
    /// Who wrote it: a person; the chat itself, for posts of a channel and admins who hide; or another channel.
    pub from: i64,
    /// Whether the logged-in person wrote it.
    pub is_ours: bool,
    /// Who has signed it, in a channel.
    pub signature: Option<String>,
    /// When it was written.
    pub date: Timestamp,
    /// When it was changed, and is shown as changed.
    pub edited: Option<Timestamp>,
    /// The text; under media, what is said about them.
    pub text: Rich,
    /// What hangs on it.
    pub media: Option<Media>,
    /// What it answers.
    pub reply: Option<Reply>,
    /// The first message of the topic that it is in, in a forum; the general topic is `None`.
    pub topic: Option<i32>,
    /// Several messages with the same are an album.
    pub album: Option<i64>,
    /// Whose it was, if it was forwarded.
    pub forwarded: Option<Forwarded>,
    /// What people think of it.
    pub reactions: act::Reactions,
    /// After how long it deletes itself.
    pub lives: Option<Duration>,
    /// Whether it made no sound.
    pub is_silent: bool,
    /// Whether it is pinned.
    pub is_pinned: bool,
    /// What happened, if it says that. It has no text then.
    pub action: Option<Action>,
}

/// What a message answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The number of the message.
    pub to: i32,
    /// The chat of the message, if it is another one.
    pub chat: Option<i64>,
    /// Which part of it is quoted.
    pub quote: Option<Rich>,
}

/// Whose a forwarded message was.
#[derive(Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Who wrote it, or the channel; `None` for people who hide that.
    pub from: Option<i64>,
    /// The name, of people who hide the rest.
    pub name: Option<String>,
    /// The number of the post, if it is one of a channel.
    pub post: Option<i32>,
    /// When it was written first.
    pub date: Timestamp,
}

impl Post {
    /// From Telegram's form, as the account with the id `own` has it; `None` for one that is gone.
    pub fn of(message: &enums::Message, own: i64) -> Option<Self> {
        match message {
            enums::Message::Message(message) => Some(Self::plain(message, own)),
            enums::Message::Service(message) => Some(Self::service(message, own)),
            enums::Message::Empty(_) => None,
        }
    }

    fn plain(message: &types::Message, own: i64) -> Self {
        let chat = mark(&message.peer_id);
        let header = message.reply_to.as_ref();
        let edited = message.edit_date.filter(|_| !message.edit_hide);
        let forwarded = message.fwd_from.as_ref();
        Self {
            id: message.id,
            chat,
            from: author(chat, message.from_id.as_ref(), message.out.then_some(own)),
            is_ours: message.out,
            signature: message.post_author.clone(),
            date: time(message.date),
            edited: edited.map(time),
            text: Rich::of(&message.message, message.entities.as_deref()),
            media: message.media.as_ref().and_then(Media::of),
            reply: header.and_then(Reply::of),
            topic: header.and_then(topic),
            album: message.grouped_id,
            forwarded: forwarded.map(Forwarded::of),
            reactions: act::Reactions::of(message.reactions.as_ref()),
            lives: seconds(message.ttl_period),
            is_silent: message.silent,
            is_pinned: message.pinned,
            action: None,
        }
    }

    fn service(message: &types::MessageService, own: i64) -> Self {
        let chat = mark(&message.peer_id);
        let header = message.reply_to.as_ref();
        Self {
            id: message.id,
            chat,
            from: author(chat, message.from_id.as_ref(), message.out.then_some(own)),
            is_ours: message.out,
            signature: None,
            date: time(message.date),
            edited: None,
            text: Rich::default(),
            media: None,
            reply: header.and_then(Reply::of),
            topic: header.and_then(topic),
            album: None,
            forwarded: None,
            reactions: act::Reactions::of(message.reactions.as_ref()),
            lives: seconds(message.ttl_period),
            is_silent: message.silent,
            is_pinned: false,
            action: Some(Action::of(&message.action)),
        }
    }
}

/// Telegram names no author where it is the chat, and in private chats.
fn author(chat: i64, from: Option<&enums::Peer>, own: Option<i64>) -> i64 {
    match (from, own) {
        (Some(from), _) => mark(from),
        (None, Some(own)) if chat > 0 => own,
        (None, _) => chat,
    }
}

fn seconds(period: Option<i32>) -> Option<Duration> {
    let period = u64::try_from(period?).ok().filter(|period| *period > 0);
    period.map(Duration::from_secs)
}

/// <https://core.telegram.org/api/threads>
const fn topic(header: &enums::MessageReplyHeader) -> Option<i32> {
    match header {
        enums::MessageReplyHeader::Header(header) if header.forum_topic => {
            match header.reply_to_top_id {
                Some(top) => Some(top),
                None => header.reply_to_msg_id,
            }
        }
        enums::MessageReplyHeader::Header(_)
        | enums::MessageReplyHeader::MessageReplyStoryHeader(_) => None,
    }
}

impl Reply {
    /// In a topic, every message answers its first one; that is no reply.
    fn of(header: &enums::MessageReplyHeader) -> Option<Self> {
        let enums::MessageReplyHeader::Header(header) = header else {
            return None;
        };
        if header.forum_topic && header.reply_to_top_id.is_none() {
            return None;
        }
        let quote = header.quote_text.as_ref();
        Some(Self {
            to: header.reply_to_msg_id?,
            chat: header.reply_to_peer_id.as_ref().map(mark),
            quote: quote.map(|quote| Rich::of(quote, header.quote_entities.as_deref())),
        })
    }
}

impl Forwarded {
    fn of(header: &enums::MessageFwdHeader) -> Self {
        let enums::MessageFwdHeader::Header(header) = header;
        Self {
            from: header.from_id.as_ref().map(mark),
            name: header.from_name.clone(),
            post: header.channel_post,
            date: time(header.date),
        }
    }
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post")
            .field("id", &self.id)
            .field("chat", &self.chat)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Forwarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Forwarded").finish_non_exhaustive()
    }
}
