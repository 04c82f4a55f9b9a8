//! Sending to a private chat.

use std::collections::HashMap;
use std::sync::Arc;

use grammers_tl_types::{enums, types as t};

use super::World;
use super::mailbox::Content;
use super::peer::Peer;
use crate::chance;
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};

/// The longest text, in UTF-16 units.
const LONGEST: usize = 4096;

/// Which copies of a message lie where.
#[derive(Default)]
pub(crate) struct Letters {
    copies: HashMap<i64, Vec<(i64, i32)>>,
    /// Numbers of sent messages by sender and the number that the sender drew.
    sent: HashMap<(i64, i64), i32>,
}

impl Letters {
    /// Owner and number of each copy.
    pub(crate) fn copies(&self, letter: i64) -> Vec<(i64, i32)> {
        self.copies.get(&letter).cloned().unwrap_or_default()
    }
}

/// A message to be sent.
#[derive(Default)]
pub(crate) struct Draft {
    /// Plain text.
    pub(crate) text: String,
    /// Bold, code, links and so on.
    pub(crate) entities: Vec<enums::MessageEntity>,
    /// A file, by its number.
    pub(crate) file: Option<i64>,
    /// Buttons.
    pub(crate) markup: Option<enums::ReplyMarkup>,
    /// The message it answers, as the sender numbers it.
    pub(crate) reply_to: Option<i32>,
    /// Whether it comes without a sound.
    pub(crate) silent: bool,
    /// What the sender drew so that a repetition is known; 0 for none.
    pub(crate) random_id: i64,
}

impl World {
    /// Sends a message; gives its number in the sender's mailbox. A repetition gives that of the first.
    pub(crate) fn send(
        &mut self,
        from: i64,
        to: Peer,
        draft: Draft,
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        let drawn = (from, draft.random_id);
        if draft.random_id != 0
            && let Some(id) = self.letters.sent.get(&drawn)
        {
            return Ok(*id);
        }
        check_text(&draft)?;
        let Peer::User(user) = to else {
            return Err(Refusal::bad("PEER_ID_INVALID"));
        };
        self.check_may_write(from, user)?;
        let id = self.deliver(from, user, draft, key);
        if drawn.1 != 0 {
            self.letters.sent.insert(drawn, id);
        }
        Ok(id)
    }

    /// Whether one account may write to another.
    fn check_may_write(&self, from: i64, to: i64) -> Answer<()> {
        let invalid = || Refusal::bad("PEER_ID_INVALID");
        let sender = self.accounts.get(from).ok_or_else(invalid)?;
        let reader = self.accounts.get(to).ok_or_else(invalid)?;
        if from == to {
            return Ok(());
        }
        if reader.deactivated.is_some() {
            return Err(Refusal::bad("INPUT_USER_DEACTIVATED"));
        }
        if sender.blocked.contains(&to) {
            return Err(Refusal::bad("YOU_BLOCKED_USER"));
        }
        let is_bot = sender.bot.is_some();
        if is_bot && reader.bot.is_some() {
            return Err(Refusal::bad("USER_IS_BOT"));
        }
        if is_bot && !sender.reached_by.contains(&to) {
            return Err(invalid());
        }
        match (reader.blocked.contains(&from), is_bot) {
            (true, true) => Err(Refusal::forbidden("USER_IS_BLOCKED")),
            (true, false) => Err(Refusal::bad("USER_IS_BLOCKED")),
            (false, _) => Ok(()),
        }
    }

    /// Puts the copies in and pushes them.
    fn deliver(&mut self, from: i64, to: i64, draft: Draft, key: Option<&KeyId>) -> i32 {
        let content = Arc::new(Content {
            letter: chance::positive(),
            from: Peer::User(from),
            date: clock::now(),
            edited: None,
            text: draft.text,
            entities: draft.entities,
            file: draft.file,
            markup: draft.markup,
            silent: draft.silent,
        });
        let other_reply = draft.reply_to.and_then(|id| self.copy_in(from, id, to));
        let sent = self.put(from, Peer::User(to), true, draft.reply_to, &content);
        self.push_new(from, sent, key);
        if from != to {
            let got = self.put(to, Peer::User(from), false, other_reply, &content);
            if let Some(reader) = self.accounts.get_mut(to) {
                reader.reached_by.insert(from);
            }
            self.push_new(to, got, None);
        }
        sent
    }

    fn put(
        &mut self,
        owner: i64,
        peer: Peer,
        out: bool,
        reply_to: Option<i32>,
        content: &Arc<Content>,
    ) -> i32 {
        let Some(account) = self.accounts.get_mut(owner) else {
            return 0;
        };
        let id = account
            .mailbox
            .add(peer, out, reply_to, Arc::clone(content));
        let copies = self.letters.copies.entry(content.letter).or_default();
        copies.push((owner, id));
        id
    }

    /// The number that `other` has for a message of `owner`'s mailbox.
    fn copy_in(&self, owner: i64, id: i32, other: i64) -> Option<i32> {
        let message = self.accounts.get(owner)?.mailbox.get(id)?;
        let copies = self.letters.copies.get(&message.content.letter)?;
        copies
            .iter()
            .find(|copy| copy.0 == other)
            .map(|copy| copy.1)
    }

    fn push_new(&mut self, owner: i64, id: i32, spared: Option<&KeyId>) {
        let Some(account) = self.accounts.get(owner) else {
            return;
        };
        let Some(message) = account.mailbox.get(id) else {
            return;
        };
        let (pts, of) = (account.mailbox.pts(), [message.peer, message.content.from]);
        let update = |world: &Self| {
            let message = world.message(owner, id);
            t::UpdateNewMessage {
                message,
                pts,
                pts_count: 1,
            }
            .into()
        };
        self.push(owner, spared, update, &of);
    }
}

/// Whether a text can be sent.
pub(crate) fn check_text(draft: &Draft) -> Answer<()> {
    if draft.text.trim().is_empty() && draft.file.is_none() {
        return Err(Refusal::bad("MESSAGE_EMPTY"));
    }
    if draft.text.encode_utf16().count() > LONGEST {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    Ok(())
}
