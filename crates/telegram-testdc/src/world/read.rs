//! Read marks.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, types as t};

use super::World;
use super::mailbox::{Event, Mailbox};
use super::peer::Peer;
use crate::crypto::message::KeyId;

/// An update about a read mark.
pub(crate) fn read_update(
    world: &World,
    owner: i64,
    event: &Event,
    pts: i32,
) -> Option<enums::Update> {
    let update = match event {
        Event::ReadInbox(peer, max_id) => t::UpdateReadHistoryInbox {
            folder_id: None,
            peer: peer.view(),
            top_msg_id: None,
            max_id: *max_id,
            still_unread_count: world.unread(owner, *peer),
            pts,
            pts_count: 1,
        }
        .into(),
        Event::ReadOutbox(peer, max_id) => t::UpdateReadHistoryOutbox {
            peer: peer.view(),
            max_id: *max_id,
            pts,
            pts_count: 1,
        }
        .into(),
        Event::New(_) | Event::Edited(_) | Event::Deleted(_) | Event::Pinned(..) => return None,
    };
    Some(update)
}

impl World {
    /// How far somebody has read a chat, and others what they wrote.
    pub(crate) fn marks(&self, me: i64, peer: Peer) -> super::mailbox::Marks {
        let Peer::Channel(_) = peer else {
            let account = self.accounts.get(me);
            return account.map_or_else(Default::default, |a| a.mailbox.marks(peer));
        };
        let member = self.groups.get(peer).and_then(|g| g.members.get(&me));
        member.map_or_else(Default::default, |member| super::mailbox::Marks {
            inbox: member.inbox,
            outbox: member.outbox,
        })
    }

    /// How much of a chat somebody has not read.
    pub(crate) fn unread(&self, me: i64, peer: Peer) -> i32 {
        let mark = self.marks(me, peer).inbox;
        let is_member = match peer {
            Peer::Channel(_) => self
                .groups
                .get(peer)
                .is_some_and(|g| g.members.contains_key(&me)),
            Peer::User(_) | Peer::Chat(_) => true,
        };
        let mailbox = self.mailbox_of(me, peer).filter(|_| is_member);
        mailbox.map_or(0, |mailbox| mailbox.unread(me, peer, mark))
    }

    /// What a reader has newly read: the last message of others, and the last of each author.
    fn newly_read(&self, me: i64, peer: Peer, max_id: i32) -> Option<(i32, BTreeMap<i64, i64>)> {
        let mailbox = self.mailbox_of(me, peer)?;
        let mark = self.marks(me, peer).inbox;
        let stop = if max_id == 0 { i32::MAX } else { max_id };
        let ids = mailbox.chat(peer)?.range(mark.saturating_add(1)..);
        let ids = ids.take_while(|id| **id <= stop);
        let messages = ids.filter_map(|id| mailbox.get(*id));
        let mut last = 0;
        let mut authors = BTreeMap::new();
        for message in messages.filter(|m| m.content.author() != me) {
            last = message.id;
            let named = match peer {
                Peer::Channel(_) => i64::from(message.id),
                Peer::User(_) | Peer::Chat(_) => message.content.letter,
            };
            authors.insert(message.content.author(), named);
        }
        (last > 0).then_some((last, authors))
    }

    /// Marks a chat as read up to a message (0: all of it); gives pts and by how much it grew.
    pub(crate) fn mark_read(
        &mut self,
        me: i64,
        peer: Peer,
        max_id: i32,
        key: Option<&KeyId>,
    ) -> (i32, i32) {
        let pts = self.mailbox_of(me, peer).map_or(1, Mailbox::pts);
        let Some((last, authors)) = self.newly_read(me, peer, max_id) else {
            return (pts, 0);
        };
        if let Peer::Channel(_) = peer {
            self.mark_read_in(me, peer, last, &authors, key);
            return (pts, 0);
        }
        let Some(account) = self.accounts.get_mut(me) else {
            return (pts, 0);
        };
        account.mailbox.marks_mut(peer).inbox = last;
        let event = Event::ReadInbox(peer, last);
        let pts = account.mailbox.note(event.clone());
        self.push_read(me, &event, pts, key);
        for (author, letter) in authors {
            self.tell_sender(me, author, letter);
        }
        (pts, 1)
    }

    fn mark_read_in(
        &mut self,
        me: i64,
        peer: Peer,
        last: i32,
        authors: &BTreeMap<i64, i64>,
        key: Option<&KeyId>,
    ) {
        let Some(group) = self.groups.get_mut(peer) else {
            return;
        };
        let pts = group.mailbox.pts();
        let Some(member) = group.members.get_mut(&me) else {
            return;
        };
        member.inbox = last;
        let is_channel = group.is_channel();
        let still_unread_count = self.unread(me, peer);
        let channel_id = peer.id();
        let read = t::UpdateReadChannelInbox {
            folder_id: None,
            channel_id,
            max_id: last,
            still_unread_count,
            pts,
        };
        self.push_in(peer, me, key, |_| read.into(), &[peer]);
        // In channels nobody learns who has read.
        for (author, id) in authors.iter().filter(|_| !is_channel) {
            let max_id = *id as i32;
            let group = self.groups.get_mut(peer);
            let author_of = group.and_then(|group| group.members.get_mut(author));
            if let Some(member) = author_of.filter(|member| member.outbox < max_id) {
                member.outbox = max_id;
                let update = t::UpdateReadChannelOutbox { channel_id, max_id };
                self.push_in(peer, *author, None, |_| update.into(), &[peer]);
            }
        }
    }

    /// The sender sees how far the other side has read.
    fn tell_sender(&mut self, reader: i64, sender: i64, letter: i64) {
        let copies = self.letters.copies(letter);
        let Some((_, id)) = copies.into_iter().find(|copy| copy.0 == sender) else {
            return;
        };
        let Some(account) = self.accounts.get_mut(sender).filter(|a| a.id != reader) else {
            return;
        };
        let Some(peer) = account.mailbox.get(id).map(|message| message.peer) else {
            return;
        };
        let marks = account.mailbox.marks_mut(peer);
        if marks.outbox >= id {
            return;
        }
        marks.outbox = id;
        let event = Event::ReadOutbox(peer, id);
        let pts = account.mailbox.note(event.clone());
        self.push_read(sender, &event, pts, None);
    }

    fn push_read(&mut self, owner: i64, event: &Event, pts: i32, spared: Option<&KeyId>) {
        let (Event::ReadInbox(peer, _) | Event::ReadOutbox(peer, _)) = *event else {
            return;
        };
        if let Some(update) = read_update(self, owner, event, pts) {
            self.push(owner, spared, |_| update, &[peer]);
        }
    }

    /// Marks a topic as read up to a message.
    pub(crate) fn mark_topic_read(
        &mut self,
        me: i64,
        peer: Peer,
        topic: i32,
        max_id: i32,
        key: Option<&KeyId>,
    ) -> bool {
        let group = self.groups.get_mut(peer);
        let Some(topic) = group.and_then(|group| group.topics.get_mut(&topic)) else {
            return false;
        };
        let Some(last) = topic.ids.range(..=max_id).next_back().copied() else {
            return false;
        };
        let mark = topic.read.entry(me).or_insert(0);
        *mark = last.max(*mark);
        let update = t::UpdateReadChannelDiscussionInbox {
            channel_id: peer.id(),
            top_msg_id: topic.id,
            read_max_id: last,
            broadcast_id: None,
            broadcast_post: None,
        };
        self.push_in(peer, me, key, |_| update.into(), &[peer]);
        true
    }
}
