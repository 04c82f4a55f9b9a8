//! Sending.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::World;
use super::content::{Content, Extra};
use super::mailbox::Reply;
use super::peer::Peer;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};

/// The longest text, in UTF-16 units.
const LONGEST: usize = 4096;
/// The longest text under a file, in UTF-16 units.
const LONGEST_CAPTION: usize = 1024;

/// Which copies of a message lie where.
#[derive(Default)]
pub(crate) struct Letters {
    copies: HashMap<i64, Copies>,
    /// Numbers of sent messages by sender and the number that the sender drew.
    sent: HashMap<(i64, i64), i32>,
    last: i64,
}

/// Owners and numbers of the copies of one message.
///
/// Millions of private messages have one or two, which need no memory of their own here.
enum Copies {
    One(i64, i32),
    Two([i64; 2], [i32; 2]),
    More(Vec<(i64, i32)>),
}

impl Copies {
    fn list(&self) -> Vec<(i64, i32)> {
        match self {
            Self::One(owner, id) => vec![(*owner, *id)],
            Self::Two(owners, ids) => owners.iter().copied().zip(ids.iter().copied()).collect(),
            Self::More(copies) => copies.clone(),
        }
    }

    fn add(&mut self, owner: i64, id: i32) {
        match self {
            Self::One(first, number) => *self = Self::Two([*first, owner], [*number, id]),
            Self::Two(..) => {
                let mut copies = self.list();
                copies.push((owner, id));
                *self = Self::More(copies);
            }
            Self::More(copies) => copies.push((owner, id)),
        }
    }

    fn of(&self, reader: i64) -> Option<i32> {
        match self {
            Self::One(owner, id) => (*owner == reader).then_some(*id),
            Self::Two(owners, ids) => {
                let at = owners.iter().position(|owner| *owner == reader)?;
                Some(ids[at])
            }
            Self::More(copies) => {
                let copy = copies.iter().find(|copy| copy.0 == reader)?;
                Some(copy.1)
            }
        }
    }
}

impl Letters {
    /// Owner and number of each copy.
    pub(crate) fn copies(&self, letter: i64) -> Vec<(i64, i32)> {
        let copies = self.copies.get(&letter);
        copies.map(Copies::list).unwrap_or_default()
    }

    fn note_copy(&mut self, letter: i64, owner: i64, id: i32) {
        match self.copies.entry(letter) {
            Entry::Occupied(mut copies) => copies.get_mut().add(owner, id),
            Entry::Vacant(place) => drop(place.insert(Copies::One(owner, id))),
        }
    }

    /// The number of the next message of all.
    pub(crate) fn next(&mut self) -> i64 {
        self.last += 1;
        self.last
    }
}

/// A message to be sent.
#[derive(Clone, Default)]
pub(crate) struct Draft {
    /// Plain text.
    pub(crate) text: String,
    /// Entities, media, buttons and so on.
    pub(crate) extra: Extra,
    /// The message it answers, as the sender numbers it.
    pub(crate) reply_to: Option<i32>,
    /// The topic it goes to.
    pub(crate) top: Option<i32>,
    /// Whether it comes without a sound.
    pub(crate) silent: bool,
    /// What the sender drew so that a repetition is known; 0 for none.
    pub(crate) random_id: i64,
    /// When it was sent, in seconds since 1970 UTC; 0 for now.
    pub(crate) date: i32,
}

impl World {
    /// Sends a message; gives its number as the sender has it. A repetition gives that of the first.
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
        let id = match to {
            Peer::User(user) => {
                self.check_may_write(from, user)?;
                self.deliver(from, user, draft, key)
            }
            Peer::Chat(_) | Peer::Channel(_) => {
                self.check_may_post(from, to, &draft.extra)?;
                let reply = self.place_of(to, draft.reply_to.unwrap_or(0), draft.top);
                self.check_topic(from, to, reply)?;
                self.post(from, to, draft, key)
            }
        };
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

    /// Puts the copies of a private message in and pushes them.
    pub(super) fn deliver(&mut self, from: i64, to: i64, draft: Draft, key: Option<&KeyId>) -> i32 {
        let reply_to = draft.reply_to.unwrap_or(0);
        let content = self.write(from, Peer::User(to), draft);
        let other_reply = self.copy_in(from, reply_to, to).unwrap_or(0);
        let reply = |to| Reply { to, top: 0 };
        let sent = self.put(from, Peer::User(to), reply(reply_to), &content);
        self.push_new(from, sent, key);
        if from != to {
            let got = self.put(to, Peer::User(from), reply(other_reply), &content);
            if let Some(reader) = self.accounts.get_mut(to) {
                reader.reached_by.insert(from);
            }
            self.push_new(to, got, None);
        }
        sent
    }

    /// Puts a copy into a mailbox; gives its number there.
    pub(super) fn put(
        &mut self,
        owner: i64,
        peer: Peer,
        reply: Reply,
        content: &Arc<Content>,
    ) -> i32 {
        let Some(account) = self.accounts.get_mut(owner) else {
            return 0;
        };
        let id = account.mailbox.add(peer, reply, Arc::clone(content));
        self.letters.note_copy(content.letter, owner, id);
        id
    }

    /// The number that `other` has for a message of `owner`'s mailbox.
    pub(super) fn copy_in(&self, owner: i64, id: i32, other: i64) -> Option<i32> {
        let message = self.accounts.get(owner)?.mailbox.get(id)?;
        let copies = self.letters.copies.get(&message.content.letter)?;
        copies.of(other)
    }

    /// Tells somebody of a message that came into their mailbox.
    pub(super) fn push_new(&mut self, owner: i64, id: i32, spared: Option<&KeyId>) {
        // Most messages come to those who are not connected.
        if !self.keys.is_connected(owner) {
            return;
        }
        let Some(account) = self.accounts.get(owner) else {
            return;
        };
        let Some(message) = account.mailbox.get(id) else {
            return;
        };
        let peer = message.peer;
        let of = self.spoken_of(owner, peer, &[id]);
        let update = |world: &Self| world.new_update(owner, peer, id);
        self.push(owner, spared, update, &of);
    }
}

/// Whether a text can be sent.
pub(crate) fn check_text(draft: &Draft) -> Answer<()> {
    let length = draft.text.encode_utf16().count();
    if draft.extra.media.is_some() {
        if length > LONGEST_CAPTION {
            return Err(Refusal::bad("MEDIA_CAPTION_TOO_LONG"));
        }
        return Ok(());
    }
    if draft.text.trim().is_empty() {
        return Err(Refusal::bad("MESSAGE_EMPTY"));
    }
    if length > LONGEST {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    Ok(())
}
