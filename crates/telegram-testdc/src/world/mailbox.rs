//! Messages in the order in which an account or channel got them, and what changed about them.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::content::Content;
use super::peer::Peer;
use crate::clock;

/// How many changes are remembered; who missed more is told that it was too much.
const KEPT: usize = 20_000;

/// One copy of a message.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its number in this mailbox.
    pub(crate) id: i32,
    /// What pts was after it came.
    pub(crate) pts: i32,
    /// The chat it is in, as the mailbox's owner sees it.
    pub(crate) peer: Peer,
    /// What it answers.
    pub(crate) reply: Reply,
    /// What it says.
    pub(crate) content: Arc<Content>,
}

/// What a message answers, by numbers in its mailbox; 0 is nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reply {
    /// The message that is answered.
    pub(crate) to: i32,
    /// The first message of the topic it is in.
    pub(crate) top: i32,
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
    /// Messages were pinned, or are no more.
    Pinned(Box<Pinned>),
    /// The owner has read up to a message.
    ReadInbox(Peer, i32),
    /// Somebody has read what the owner wrote, up to a message.
    ReadOutbox(Peer, i32),
}

/// Messages of a chat that were pinned, or are no more.
#[derive(Clone, Debug)]
pub(crate) struct Pinned {
    /// The chat.
    pub(crate) peer: Peer,
    /// The messages.
    pub(crate) ids: Vec<i32>,
    /// Whether they are pinned now.
    pub(crate) on: bool,
}

impl Event {
    /// By how much it raised pts.
    pub(crate) fn count(&self) -> i32 {
        match self {
            Self::Deleted(ids) => ids.len() as i32,
            Self::Pinned(pinned) => pinned.ids.len() as i32,
            Self::New(_) | Self::Edited(_) | Self::ReadInbox(..) | Self::ReadOutbox(..) => 1,
        }
    }
}

/// How far a chat was read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    /// By the owner.
    pub(crate) inbox: i32,
    /// By the other side.
    pub(crate) outbox: i32,
}

/// The messages of one chat.
#[derive(Debug, Default)]
struct Chat {
    ids: BTreeSet<i32>,
    pinned: BTreeSet<i32>,
    marks: Marks,
}

/// The messages of an account or of a channel.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// By number, which begins with 1.
    messages: Vec<Option<Message>>,
    chats: HashMap<Peer, Chat>,
    pts: i32,
    /// With pts after each.
    events: VecDeque<(i32, Event)>,
    /// What lies before this pts was forgotten.
    forgotten: i32,
    /// When something changed last, in seconds since 1970 UTC.
    changed_at: i32,
}

impl Mailbox {
    /// The number of the last change; 1 before the first.
    pub(crate) fn pts(&self) -> i32 {
        self.pts + 1
    }

    /// Puts a message in; gives its number.
    pub(crate) fn add(&mut self, peer: Peer, reply: Reply, content: Arc<Content>) -> i32 {
        let id = self.messages.len() as i32 + 1;
        let pts = self.note(Event::New(id));
        self.messages.push(Some(Message {
            id,
            pts,
            peer,
            reply,
            content,
        }));
        self.chats.entry(peer).or_default().ids.insert(id);
        id
    }

    /// The number of the next message.
    pub(crate) fn next_id(&self) -> i32 {
        self.messages.len() as i32 + 1
    }

    /// Notes a change; gives pts after it.
    pub(crate) fn note(&mut self, event: Event) -> i32 {
        self.pts += event.count();
        self.changed_at = clock::now();
        self.events.push_back((self.pts(), event));
        if self.events.len() > KEPT
            && let Some((pts, _)) = self.events.pop_front()
        {
            self.forgotten = pts;
        }
        self.pts()
    }

    /// When something changed last, in seconds since 1970 UTC.
    pub(crate) fn changed_at(&self) -> i32 {
        self.changed_at
    }

    /// Gives memory back that is not needed.
    pub(crate) fn shrink(&mut self) {
        self.messages.shrink_to_fit();
    }

    /// Forgets what changed: whoever missed it has missed too much.
    pub(crate) fn forget_changes(&mut self) {
        self.events = VecDeque::new();
        self.forgotten = self.pts();
    }

    /// Whether changes after this pts were forgotten.
    pub(crate) fn has_forgotten(&self, pts: i32) -> bool {
        pts < self.forgotten
    }

    /// A message.
    pub(crate) fn get(&self, id: i32) -> Option<&Message> {
        let index = usize::try_from(id).ok()?.checked_sub(1)?;
        self.messages.get(index)?.as_ref()
    }

    fn slot(&mut self, id: i32) -> Option<&mut Option<Message>> {
        let index = usize::try_from(id).ok()?.checked_sub(1)?;
        self.messages.get_mut(index)
    }

    /// Gives a message another content; gives pts, if it is there.
    pub(crate) fn change(&mut self, id: i32, content: Arc<Content>) -> Option<i32> {
        self.slot(id)?.as_mut()?.content = content;
        Some(self.note(Event::Edited(id)))
    }

    /// Takes messages away; gives pts and those that were there.
    pub(crate) fn remove(&mut self, ids: &[i32]) -> (i32, Vec<Message>) {
        let mut gone: Vec<Message> = Vec::new();
        for id in ids {
            gone.extend(self.slot(*id).and_then(Option::take));
        }
        for message in &gone {
            if let Some(chat) = self.chats.get_mut(&message.peer) {
                chat.ids.remove(&message.id);
                chat.pinned.remove(&message.id);
            }
        }
        if !gone.is_empty() {
            let ids = gone.iter().map(|message| message.id).collect();
            self.note(Event::Deleted(ids));
        }
        (self.pts(), gone)
    }

    /// Pins messages of a chat, or ends it; gives pts and those for which it changed anything.
    pub(crate) fn pin(&mut self, peer: Peer, ids: &[i32], on: bool) -> (i32, Vec<i32>) {
        let chat = self.chats.entry(peer).or_default();
        let mut changed = ids.to_vec();
        changed.retain(|id| {
            if on {
                chat.ids.contains(id) && chat.pinned.insert(*id)
            } else {
                chat.pinned.remove(id)
            }
        });
        if !changed.is_empty() {
            let ids = changed.clone();
            self.note(Event::Pinned(Box::new(Pinned { peer, ids, on })));
        }
        (self.pts(), changed)
    }

    /// The pinned messages of a chat.
    pub(crate) fn pinned(&self, peer: Peer) -> Option<&BTreeSet<i32>> {
        self.chats.get(&peer).map(|chat| &chat.pinned)
    }

    /// The numbers of the messages of a chat.
    pub(crate) fn chat(&self, peer: Peer) -> Option<&BTreeSet<i32>> {
        self.chats.get(&peer).map(|chat| &chat.ids)
    }

    /// The last message of a chat; 0 if there is none.
    pub(crate) fn top(&self, peer: Peer) -> i32 {
        let ids = self.chat(peer);
        ids.and_then(|ids| ids.last().copied()).unwrap_or(0)
    }

    /// The chats that have a message.
    pub(crate) fn chats(&self) -> impl Iterator<Item = Peer> {
        let held = self.chats.iter().filter(|(_, chat)| !chat.ids.is_empty());
        held.map(|(peer, _)| *peer)
    }

    /// How far a chat was read.
    pub(crate) fn marks(&self, peer: Peer) -> Marks {
        self.chats
            .get(&peer)
            .map_or(Marks::default(), |chat| chat.marks)
    }

    /// How far a chat was read, to move it.
    pub(crate) fn marks_mut(&mut self, peer: Peer) -> &mut Marks {
        &mut self.chats.entry(peer).or_default().marks
    }

    /// How many messages of others than `reader` stand behind a mark.
    pub(crate) fn unread(&self, reader: i64, peer: Peer, mark: i32) -> i32 {
        let ids = self.chat(peer).into_iter();
        let ids = ids.flat_map(|ids| ids.range(mark + 1..));
        let theirs = |id: &&i32| self.get(**id).is_some_and(|m| m.content.author() != reader);
        ids.filter(theirs).count() as i32
    }

    /// What changed after this pts, at most so much of it, with pts after each.
    pub(crate) fn since(&self, pts: i32, limit: usize) -> Vec<(i32, Event)> {
        let start = self.events.partition_point(|(after, _)| *after <= pts);
        self.events.range(start..).take(limit).cloned().collect()
    }
}
