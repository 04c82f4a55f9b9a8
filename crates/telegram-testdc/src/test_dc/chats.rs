//! Messages, as a test sends and reads them.

use anyhow::{Context, Result, anyhow};
use grammers_tl_types::enums;
use serde::{Deserialize, Serialize};

use super::Remote;
use crate::refusal::Refusal;
use crate::view::media_name;
use crate::world::edit::Change;
use crate::world::mailbox::Message;
use crate::world::peer::Peer;
use crate::world::send::Draft;
use crate::world::{Called, World};

/// A message to be sent in somebody's name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewMessage {
    /// Who writes.
    pub from: i64,
    /// To whom.
    pub to: i64,
    /// Plain text.
    pub text: String,
}

/// A message in somebody's mailbox.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Seen {
    /// Its number in this mailbox.
    pub id: i32,
    /// The other side of the chat.
    pub chat: i64,
    /// Who wrote it.
    pub from: i64,
    /// Whether the mailbox's owner wrote it.
    pub out: bool,
    /// Plain text.
    pub text: String,
    /// The kinds of its entities with their texts, such as `("code", "123456")`.
    pub entities: Vec<(String, String)>,
    /// The buttons: text, and data or address.
    pub buttons: Vec<(String, String)>,
    /// The size of its file in bytes, if it has one.
    pub file_size: Option<usize>,
    /// The number of the message it answers.
    pub reply_to: Option<i32>,
    /// Whether it was edited.
    pub edited: bool,
    /// Whether it came without a sound.
    pub silent: bool,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The first message of its topic, in a forum.
    pub topic: Option<i32>,
    /// What hangs on it: `file`, `poll`, `location`, `venue`, `contact`, `dice`.
    pub media: Option<String>,
    /// Several messages with the same are an album; a string, since it has 64 bits.
    pub album: Option<String>,
    /// Who wrote it first, if it was forwarded.
    pub forwarded_from: Option<i64>,
    /// The reactions: who, and which emoji (or the number of one's own emoji).
    pub reactions: Vec<(i64, String)>,
    /// What happened, if it is a service message, such as `ChatEditTitle`.
    pub action: Option<String>,
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub(super) fn named(refusal: Refusal) -> anyhow::Error {
    anyhow!("{} {}", refusal.code, refusal.name)
}

impl Remote {
    /// Sends a message in somebody's name; gives its number in their mailbox.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error, if it may not be sent.
    pub fn send(&self, message: NewMessage) -> Result<i32> {
        let draft = Draft {
            text: message.text,
            ..Draft::default()
        };
        let (from, to) = (message.from, Peer::of_mark(message.to));
        let sent = self.shared.world().send(from, to, draft, None);
        sent.map_err(named)
    }

    /// A user presses Start at a bot, with what its deep link said (empty: nothing).
    ///
    /// # Errors
    ///
    /// As [`Remote::send`].
    pub fn start_bot(&self, user: i64, bot: i64, payload: &str) -> Result<i32> {
        self.send(NewMessage {
            from: user,
            to: bot,
            text: format!("/start {payload}").trim_end().to_owned(),
        })
    }

    /// A user presses a button under a bot's message; gives the number of the press.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error, if there is no such button.
    pub fn press(&self, user: i64, bot: i64, id: i32, data: &str) -> Result<i64> {
        let data = data.as_bytes().to_vec();
        let mut world = self.shared.world();
        let pressed = world.press(user, Peer::User(bot), id, data, None);
        pressed.map_err(named)
    }

    /// What a bot answered to a press; `None` until it does.
    pub fn answer_to(&self, press: i64) -> Option<String> {
        self.shared.world().presses.answered.get(&press).cloned()
    }

    /// Edits a message in its author's name.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn edit(&self, author: i64, id: i32, text: &str) -> Result<()> {
        let change = Change {
            text: Some((text.to_owned(), Vec::new())),
            ..Change::default()
        };
        let mut world = self.shared.world();
        let account = world.accounts.get(author).context("no such account")?;
        let message = account.mailbox.get(id).context("no such message")?;
        let peer = message.peer;
        let edited = world.edit(author, peer, id, change, None);
        edited.map(drop).map_err(named)
    }

    /// Deletes messages for both sides; gives how many. Of a group only its admins' and one's own go.
    pub fn delete(&self, owner: i64, ids: &[i32]) -> i32 {
        let deleted = self.shared.world().delete(owner, ids, true, None);
        deleted.map_or(0, |(_, count)| count)
    }

    /// Reads a chat to its end in somebody's name.
    pub fn read_all(&self, owner: i64, other: i64) {
        let mut world = self.shared.world();
        world.mark_read(owner, Peer::of_mark(other), 0, None);
    }

    /// The messages of a chat as somebody has them, oldest first. Basic groups are negative numbers,
    /// supergroups and channels begin with -100.
    pub fn messages(&self, owner: i64, other: i64) -> Vec<Seen> {
        let world = self.shared.world();
        let peer = Peer::of_mark(other);
        let Some(mailbox) = world.mailbox_of(owner, peer) else {
            return Vec::new();
        };
        let ids = mailbox.chat(peer).into_iter().flatten();
        let messages = ids.filter_map(|id| mailbox.get(*id));
        messages
            .map(|message| seen(&world, owner, message))
            .collect()
    }

    /// The bytes of a message's file.
    ///
    /// # Errors
    ///
    /// If there is no such message, or it has no file.
    pub fn file(&self, owner: i64, id: i32) -> Result<Vec<u8>> {
        let world = self.shared.world();
        let account = world.accounts.get(owner).context("no such account")?;
        let message = account.mailbox.get(id).context("no such message")?;
        bytes_of(&world, message)
    }

    /// The bytes of the file of a message in any chat.
    ///
    /// # Errors
    ///
    /// If there is no such message, or it has no file.
    pub fn file_in(&self, viewer: i64, chat: i64, id: i32) -> Result<Vec<u8>> {
        let world = self.shared.world();
        let message = world.held(viewer, Peer::of_mark(chat), id).map_err(named)?;
        bytes_of(&world, message)
    }

    /// The calls of late, oldest first.
    pub fn calls(&self) -> Vec<Called> {
        self.shared.world().calls()
    }
}

fn bytes_of(world: &World, message: &Message) -> Result<Vec<u8>> {
    let file = message
        .content
        .file()
        .and_then(|file| world.files.get(file));
    Ok(file.context("the message has no file")?.bytes.clone())
}

fn seen(world: &World, viewer: i64, message: &Message) -> Seen {
    let content = &message.content;
    let extra = content.extra();
    let file = content.file().and_then(|file| world.files.get(file));
    let pinned = world.mailbox_of(viewer, message.peer);
    let pinned = pinned.and_then(|mailbox| mailbox.pinned(message.peer));
    let source = extra.forwarded.as_ref().and_then(|f| f.from_id.as_ref());
    let reactions = world.reactions.to(content.letter).iter();
    Seen {
        id: message.id,
        chat: message.peer.mark(),
        from: content.from.mark(),
        out: content.author() == viewer,
        text: content.text.to_string(),
        entities: crate::view::entities(content),
        buttons: crate::view::buttons(extra.markup.as_ref()),
        file_size: file.map(|file| file.bytes.len()),
        reply_to: Some(message.reply.to).filter(|id| *id != 0),
        edited: content.edited != 0,
        silent: content.silent,
        pinned: pinned.is_some_and(|pinned| pinned.contains(&message.id)),
        topic: Some(message.reply.top).filter(|id| *id != 0),
        media: extra
            .media
            .as_ref()
            .map(|media| media_name(media).to_owned()),
        album: extra.album.map(|album| album.to_string()),
        forwarded_from: source.map(|peer| Peer::of(peer).mark()),
        reactions: reactions
            .map(|given| (given.by, emoji(&given.reaction)))
            .collect(),
        action: extra.action.as_ref().map(action_name),
    }
}

fn emoji(reaction: &enums::Reaction) -> String {
    match reaction {
        enums::Reaction::Emoji(emoji) => emoji.emoticon.clone(),
        enums::Reaction::CustomEmoji(custom) => custom.document_id.to_string(),
        enums::Reaction::Empty | enums::Reaction::Paid => String::new(),
    }
}

/// The name of what happened, as the protocol has it.
fn action_name(action: &enums::MessageAction) -> String {
    let said = format!("{action:?}");
    let end = said.find('(').unwrap_or(said.len());
    said[..end].to_owned()
}
