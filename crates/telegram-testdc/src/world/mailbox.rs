//! Messages in the order in which an account or channel got them, and what changed about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use grammers_tl_types::enums;

use super::peer::Peer;

/// What a message says; all copies share it.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// The same for all copies.
    pub(crate) letter: i64,
    /// Who wrote it.
    pub(crate) from: Peer,
    /// Seconds since 1970 UTC.
    pub(crate) date: i32,
    /// When it was last edited.
    pub(crate) edited: Option<i32>,
    /// Plain text.
    pub(crate) text: String,
    /// Bold, code, links and so on.
    pub(crate) entities: Vec<enums::MessageEntity>,
    /// A file or picture, by its number.
    pub(crate) file: Option<i64>,
    /// Buttons.
    pub(crate) markup: Option<enums::ReplyMarkup>,
    /// Whether it came without a sound.
    pub(crate) silent: bool,
}

/// One copy of a message.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its number in this mailbox.
    pub(crate) id: i32,
    /// The chat it is in, as the mailbox's owner sees it.
    pub(crate) peer: Peer,
    /// Whether the mailbox's owner wrote it.
    pub(crate) out: bool,
    /// The number of the message in this mailbox that it answers.
    pub(crate) reply_to: Option<i32>,
    /// What it says.
    pub(crate) content: Arc<Content>,
}

/// Something that raised pts.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A message came.
    New(i32),
    /// A message changed.
    Edited(i32),
    /// Messages are gone.
    Deleted(Vec<i32>),
    /// The owner has read up to a message.
    ReadInbox(Peer, i32),
    /// Somebody has read what the owner wrote, up to a message.
    ReadOutbox(Peer, i32),
}

/// How far a chat was read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    /// By the owner.
    pub(crate) inbox: i32,
    /// By the other side.
    pub(crate) outbox: i32,
}

/// The messages of an account or of a channel.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    messages: BTreeMap<i32, Message>,
    by_peer: HashMap<Peer, BTreeSet<i32>>,
    marks: HashMap<Peer, Marks>,
    last_id: i32,
    pts: i32,
    events: BTreeMap<i32, Event>,
    arrivals: HashMap<i32, i32>,
}

impl Mailbox {
    /// The number of the last change; 1 before the first.
    pub(crate) fn pts(&self) -> i32 {
        self.pts + 1
    }

    /// Puts a message in; gives its number and pts.
    pub(crate) fn add(
        &mut self,
        peer: Peer,
        out: bool,
        reply_to: Option<i32>,
        content: Arc<Content>,
    ) -> i32 {
        self.last_id += 1;
        let id = self.last_id;
        let message = Message {
            id,
            peer,
            out,
            reply_to,
            content,
        };
        self.messages.insert(id, message);
        self.by_peer.entry(peer).or_default().insert(id);
        let pts = self.note(1, Event::New(id));
        self.arrivals.insert(id, pts);
        id
    }

    /// Notes a change that counts for as many; gives pts after it.
    pub(crate) fn note(&mut self, count: i32, event: Event) -> i32 {
        self.pts += count;
        self.events.insert(self.pts(), event);
        self.pts()
    }

    /// What pts was after a message came.
    pub(crate) fn pts_of(&self, id: i32) -> i32 {
        self.arrivals
            .get(&id)
            .copied()
            .unwrap_or_else(|| self.pts())
    }

    /// A message.
    pub(crate) fn get(&self, id: i32) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Gives a message another content; gives pts, if it is there.
    pub(crate) fn change(&mut self, id: i32, content: Arc<Content>) -> Option<i32> {
        self.messages.get_mut(&id)?.content = content;
        Some(self.note(1, Event::Edited(id)))
    }

    /// Takes messages away; gives pts and those that were there.
    pub(crate) fn remove(&mut self, ids: &[i32]) -> (i32, Vec<Message>) {
        let gone: Vec<_> = ids
            .iter()
            .filter_map(|id| self.messages.remove(id))
            .collect();
        for message in &gone {
            if let Some(chat) = self.by_peer.get_mut(&message.peer) {
                chat.remove(&message.id);
            }
        }
        if !gone.is_empty() {
            let ids = gone.iter().map(|message| message.id).collect();
            self.note(gone.len() as i32, Event::Deleted(ids));
        }
        (self.pts(), gone)
    }

    /// The numbers of the messages of a chat.
    pub(crate) fn chat(&self, peer: Peer) -> Option<&BTreeSet<i32>> {
        self.by_peer.get(&peer)
    }

    /// The chats with a message, and its last one; the newest first.
    pub(crate) fn chats(&self) -> Vec<(Peer, i32)> {
        let tops = self.by_peer.iter();
        let tops = tops.filter_map(|(peer, ids)| Some((*peer, *ids.last()?)));
        let mut chats: Vec<_> = tops.collect();
        chats.sort_unstable_by_key(|(_, top)| std::cmp::Reverse(*top));
        chats
    }

    /// How far a chat was read.
    pub(crate) fn marks(&self, peer: Peer) -> Marks {
        self.marks.get(&peer).copied().unwrap_or_default()
    }

    /// How far a chat was read, to move it.
    pub(crate) fn marks_mut(&mut self, peer: Peer) -> &mut Marks {
        self.marks.entry(peer).or_default()
    }

    /// How many messages of others stand behind the mark.
    pub(crate) fn unread(&self, peer: Peer) -> i32 {
        let behind = self.marks(peer).inbox + 1;
        let ids = self.by_peer.get(&peer).into_iter();
        let ids = ids.flat_map(|chat| chat.range(behind..));
        let incoming = ids.filter(|id| self.get(**id).is_some_and(|message| !message.out));
        incoming.count() as i32
    }

    /// What changed after this pts, at most so much of it, with pts after each.
    pub(crate) fn since(&self, pts: i32, limit: usize) -> Vec<(i32, Event)> {
        let later = self.events.range(pts.max(0) + 1..);
        later
            .take(limit)
            .map(|(pts, event)| (*pts, event.clone()))
            .collect()
    }
}
