//! Messages of every kind to any chat, and what people do with them.

use anyhow::{Result, bail};
use grammers_tl_types::{enums, types as t};
use serde::Deserialize;

use super::Remote;
use super::attachments::attach;
use super::chats::named;
use crate::world::content::Extra;
use crate::world::edit::Change;
use crate::world::peer::Peer;
use crate::world::send::Draft;

/// A message in somebody's name to any chat.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewPost {
    /// Who writes.
    pub from: i64,
    /// To whom: a user, or a group by its number.
    pub to: i64,
    /// Plain text.
    pub text: String,
    /// Bold, code, links and so on.
    pub entities: Vec<Entity>,
    /// The message it answers, as the writer numbers it.
    pub reply_to: Option<i32>,
    /// The first message of the topic it goes to.
    pub topic: Option<i32>,
    /// What hangs on it.
    pub media: Option<Attachment>,
    /// Messages with the same number are an album.
    pub album: Option<i64>,
    /// Whether it comes without a sound.
    pub silent: bool,
    /// When it was written, in seconds since 1970 UTC; now if missing.
    pub date: i32,
}

/// A part of a text that is not plain; offset and length count UTF-16 units.
#[derive(Clone, Debug, Deserialize)]
pub struct Entity {
    /// `bold`, `italic`, `underline`, `strike`, `code`, `pre`, `spoiler`, `blockquote`, `url`, `text_url`,
    /// `mention`, `mention_name`, `hashtag`, `bot_command`.
    pub kind: String,
    /// Where it begins.
    pub offset: i32,
    /// How long it is.
    pub length: i32,
    /// The address of `text_url`, or the language of `pre`.
    #[serde(default)]
    pub value: String,
    /// Who is meant by `mention_name`.
    #[serde(default)]
    pub user: i64,
}

/// What hangs on a message. Bytes are in base 64.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attachment {
    /// A picture.
    Photo(String),
    /// A file: name, type, bytes.
    Document(String, String, String),
    /// A voice message: seconds, bytes.
    Voice(i32, String),
    /// A sticker: emoji, bytes.
    Sticker(String, String),
    /// A place: latitude, longitude.
    Location(f64, f64),
    /// A contact: number, first name, last name.
    Contact(String, String, String),
    /// A poll: question, answers.
    Poll(String, Vec<String>),
}

/// Many messages at once, as if they had always been there: nobody is told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filling {
    /// Who writes them, in turn.
    pub from: Vec<i64>,
    /// How many.
    pub count: usize,
    /// The date of the first, in seconds since 1970 UTC; each is a minute later. Now if missing.
    pub date: i32,
}

impl Remote {
    /// Sends a message of any kind to any chat; gives its number as the writer has it.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error, or what is wrong with entities or media.
    pub fn post(&self, post: NewPost) -> Result<i32> {
        let entities: Result<Vec<_>> = post.entities.iter().map(entity).collect();
        let mut world = self.shared.world();
        let media = post.media.as_ref().map(|media| attach(&mut world, media));
        let draft = Draft {
            text: post.text,
            extra: Extra {
                entities: entities?,
                media: media.transpose()?,
                album: post.album,
                ..Extra::default()
            },
            reply_to: post.reply_to,
            top: post.topic,
            silent: post.silent,
            random_id: 0,
            date: post.date,
        };
        let sent = world.send(post.from, Peer::of_mark(post.to), draft, None);
        sent.map_err(named)
    }

    /// Fills a supergroup or channel with messages of numbers, of which nobody is told.
    ///
    /// # Errors
    ///
    /// If there is no such supergroup or channel, or nobody writes.
    pub fn fill(&self, chat: i64, filling: &Filling) -> Result<()> {
        let mut world = self.shared.world();
        world
            .fill(
                Peer::of_mark(chat),
                &filling.from,
                filling.count,
                filling.date,
            )
            .map_err(named)
    }

    /// Edits a message of any chat in somebody's name; they number it as they have it.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn edit_in(&self, author: i64, chat: i64, id: i32, text: &str) -> Result<()> {
        let change = Change {
            text: Some((text.to_owned(), Vec::new())),
            ..Change::default()
        };
        let mut world = self.shared.world();
        let edited = world.edit(author, Peer::of_mark(chat), id, change, None);
        edited.map(drop).map_err(named)
    }

    /// Deletes messages of any chat for everybody; gives how many.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn delete_in(&self, by: i64, chat: i64, ids: &[i32]) -> Result<i32> {
        let mut world = self.shared.world();
        let deleted = match Peer::of_mark(chat) {
            peer @ Peer::Channel(_) => world.delete_in(by, peer, ids, None),
            Peer::User(_) | Peer::Chat(_) => world.delete(by, ids, true, None),
        };
        Ok(deleted.map_err(named)?.1)
    }

    /// Reacts with an emoji; with none the reaction goes away.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn react(&self, user: i64, chat: i64, id: i32, emoji: Option<&str>) -> Result<()> {
        let reactions = emoji.map(|emoji| {
            let emoticon = emoji.to_owned();
            t::ReactionEmoji { emoticon }.into()
        });
        let reactions = reactions.into_iter().collect();
        let mut world = self.shared.world();
        let set = world.react(user, Peer::of_mark(chat), id, reactions, None);
        set.map(drop).map_err(named)
    }

    /// Somebody types, in a topic if one is named.
    pub fn type_in(&self, user: i64, chat: i64, topic: Option<i32>) {
        let action = enums::SendMessageAction::SendMessageTypingAction;
        let mut world = self.shared.world();
        world.type_in(user, Peer::of_mark(chat), topic, &action);
    }

    /// Somebody reads a chat up to a message (0: to its end).
    pub fn read_to(&self, user: i64, chat: i64, id: i32) {
        let mut world = self.shared.world();
        world.mark_read(user, Peer::of_mark(chat), id, None);
    }

    /// Pins a message, or ends it.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn pin(&self, user: i64, chat: i64, id: i32, on: bool) -> Result<()> {
        let mut world = self.shared.world();
        let pinned = world.pin(user, Peer::of_mark(chat), &[id], (on, true), None);
        pinned.map(drop).map_err(named)
    }
}

fn entity(entity: &Entity) -> Result<enums::MessageEntity> {
    let (offset, length) = (entity.offset, entity.length);
    let value = || entity.value.clone();
    let made = match entity.kind.as_str() {
        "bold" => t::MessageEntityBold { offset, length }.into(),
        "italic" => t::MessageEntityItalic { offset, length }.into(),
        "underline" => t::MessageEntityUnderline { offset, length }.into(),
        "strike" => t::MessageEntityStrike { offset, length }.into(),
        "code" => t::MessageEntityCode { offset, length }.into(),
        "spoiler" => t::MessageEntitySpoiler { offset, length }.into(),
        "url" => t::MessageEntityUrl { offset, length }.into(),
        "mention" => t::MessageEntityMention { offset, length }.into(),
        "hashtag" => t::MessageEntityHashtag { offset, length }.into(),
        "bot_command" => t::MessageEntityBotCommand { offset, length }.into(),
        "blockquote" => t::MessageEntityBlockquote {
            collapsed: false,
            offset,
            length,
        }
        .into(),
        "pre" => t::MessageEntityPre {
            offset,
            length,
            language: value(),
        }
        .into(),
        "text_url" => t::MessageEntityTextUrl {
            offset,
            length,
            url: value(),
        }
        .into(),
        "mention_name" => {
            let user_id = entity.user;
            t::MessageEntityMentionName {
                offset,
                length,
                user_id,
            }
            .into()
        }
        other => bail!("there is no entity `{other}`"),
    };
    Ok(made)
}
