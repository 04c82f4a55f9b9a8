//! Messages, as a test sends and reads them.

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::Remote;
use crate::refusal::Refusal;
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
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn named(refusal: Refusal) -> anyhow::Error {
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
        let (from, to) = (message.from, Peer::User(message.to));
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
        let pressed = self.shared.world().press(user, Peer::User(bot), id, data);
        let (query, _) = pressed.map_err(named)?;
        Ok(query)
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
            markup: None,
        };
        let edited = self.shared.world().edit(author, id, change, None);
        edited.map(drop).map_err(named)
    }

    /// Deletes messages for both sides; gives how many.
    pub fn delete(&self, owner: i64, ids: &[i32]) -> i32 {
        self.shared.world().delete(owner, ids, true, None).1
    }

    /// Reads a chat to its end in somebody's name.
    pub fn read_all(&self, owner: i64, other: i64) {
        let mut world = self.shared.world();
        world.mark_read(owner, Peer::User(other), 0, None);
    }

    /// The messages of a chat in somebody's mailbox, oldest first.
    pub fn messages(&self, owner: i64, other: i64) -> Vec<Seen> {
        let world = self.shared.world();
        let Some(account) = world.accounts.get(owner) else {
            return Vec::new();
        };
        let ids = account
            .mailbox
            .chat(Peer::User(other))
            .into_iter()
            .flatten();
        let messages = ids.filter_map(|id| account.mailbox.get(*id));
        messages.map(|message| seen(&world, message)).collect()
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
        let file = message.content.file.and_then(|file| world.files.get(file));
        Ok(file.context("the message has no file")?.bytes.clone())
    }

    /// The calls of late, oldest first.
    pub fn calls(&self) -> Vec<Called> {
        self.shared.world().calls()
    }
}

fn id_of(peer: Peer) -> i64 {
    match peer {
        Peer::User(id) | Peer::Chat(id) | Peer::Channel(id) => id,
    }
}

fn seen(world: &World, message: &Message) -> Seen {
    let content = &message.content;
    let file = content.file.and_then(|file| world.files.get(file));
    Seen {
        id: message.id,
        chat: id_of(message.peer),
        from: id_of(content.from),
        out: message.out,
        text: content.text.clone(),
        entities: crate::view::entities(content),
        buttons: crate::view::buttons(content.markup.as_ref()),
        file_size: file.map(|file| file.bytes.len()),
        reply_to: message.reply_to,
        edited: content.edited.is_some(),
        silent: content.silent,
    }
}
