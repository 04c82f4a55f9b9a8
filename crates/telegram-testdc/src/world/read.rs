//! Read marks.

use grammers_tl_types::{enums, types as t};

use super::World;
use super::mailbox::Event;
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
            still_unread_count: world.accounts.get(owner)?.mailbox.unread(*peer),
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
        Event::New(_) | Event::Edited(_) | Event::Deleted(_) => return None,
    };
    Some(update)
}

impl World {
    /// Marks a chat as read up to a message (0: all of it); gives pts and by how much it grew.
    pub(crate) fn mark_read(
        &mut self,
        me: i64,
        peer: Peer,
        max_id: i32,
        key: Option<&KeyId>,
    ) -> (i32, i32) {
        let Some(account) = self.accounts.get_mut(me) else {
            return (1, 0);
        };
        let mailbox = &mut account.mailbox;
        let incoming = mailbox.chat(peer).into_iter().flatten().rev();
        let mut upto = incoming.filter(|id| max_id == 0 || **id <= max_id);
        let Some(last) = upto
            .find(|id| mailbox.get(**id).is_some_and(|m| !m.out))
            .copied()
        else {
            return (mailbox.pts(), 0);
        };
        if mailbox.marks(peer).inbox >= last {
            return (mailbox.pts(), 0);
        }
        mailbox.marks_mut(peer).inbox = last;
        let event = Event::ReadInbox(peer, last);
        let pts = mailbox.note(1, event.clone());
        let letter = mailbox.get(last).map(|message| message.content.letter);
        self.push_read(me, &event, pts, key);
        if let (Peer::User(other), Some(letter)) = (peer, letter) {
            self.tell_sender(me, other, letter);
        }
        (pts, 1)
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
        account.mailbox.marks_mut(Peer::User(reader)).outbox = id;
        let event = Event::ReadOutbox(Peer::User(reader), id);
        let pts = account.mailbox.note(1, event.clone());
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
}
