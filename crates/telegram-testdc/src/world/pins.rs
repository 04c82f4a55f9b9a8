//! Pinned messages.

use grammers_tl_types::{enums, types as t};

use super::World;
use super::group::rights::Right;
use super::mailbox::Reply;
use super::peer::Peer;
use crate::crypto::message::KeyId;
use crate::refusal::Answer;

/// The update that says that messages were pinned, or are no more.
pub(crate) fn pinned_update(
    peer: Peer,
    messages: Vec<i32>,
    pinned: bool,
    pts: i32,
) -> enums::Update {
    let pts_count = messages.len() as i32;
    match peer {
        Peer::Channel(channel_id) => t::UpdatePinnedChannelMessages {
            pinned,
            channel_id,
            messages,
            pts,
            pts_count,
        }
        .into(),
        Peer::User(_) | Peer::Chat(_) => t::UpdatePinnedMessages {
            pinned,
            peer: peer.view(),
            messages,
            pts,
            pts_count,
        }
        .into(),
    }
}

/// What pinning came to.
#[derive(Default)]
pub(crate) struct Pinned {
    /// The update for whoever did it.
    pub(crate) update: Option<enums::Update>,
    /// The message that says so, as whoever did it has it.
    pub(crate) message: Option<i32>,
    /// pts of their mailbox, and by how much it grew.
    pub(crate) pts: (i32, i32),
}

impl World {
    /// Pins messages for everybody, or ends it; with `told` a message says so.
    pub(crate) fn pin(
        &mut self,
        me: i64,
        peer: Peer,
        ids: &[i32],
        (on, told): (bool, bool),
        key: Option<&KeyId>,
    ) -> Answer<Pinned> {
        if !matches!(peer, Peer::User(_)) {
            self.check_right(me, peer, Right::Pin)?;
        }
        for id in ids {
            self.held(me, peer, *id)?;
        }
        let letters: Vec<i64> = ids
            .iter()
            .filter_map(|id| Some(self.mailbox_of(me, peer)?.get(*id)?.content.letter))
            .collect();
        let (pts, changed) = self.pin_at(me, peer, ids, on, key);
        if changed.is_empty() {
            let pts = (pts, 0);
            return Ok(Pinned {
                pts,
                ..Pinned::default()
            });
        }
        if !matches!(peer, Peer::Channel(_)) {
            let copies = letters
                .iter()
                .flat_map(|letter| self.letters.copies(*letter));
            for (owner, id) in copies.collect::<Vec<_>>() {
                let copy = self.accounts.get(owner).and_then(|a| a.mailbox.get(id));
                if let Some(chat) = copy.map(|copy| copy.peer).filter(|_| owner != me) {
                    self.pin_at(owner, chat, &[id], on, None);
                }
            }
        }
        let count = changed.len() as i32;
        let reply = Reply {
            to: ids.first().copied().unwrap_or(0),
            top: 0,
        };
        let action = enums::MessageAction::PinMessage;
        let message = (on && told).then(|| self.serve_in(me, peer, action, reply, key));
        Ok(Pinned {
            update: Some(pinned_update(peer, changed, on, pts)),
            message,
            pts: (pts, count),
        })
    }

    /// Pins in one mailbox; gives pts and what it changed.
    fn pin_at(
        &mut self,
        owner: i64,
        peer: Peer,
        ids: &[i32],
        on: bool,
        spared: Option<&KeyId>,
    ) -> (i32, Vec<i32>) {
        let Some(mailbox) = self.mailbox_of_mut(owner, peer) else {
            return (1, Vec::new());
        };
        let (pts, changed) = mailbox.pin(peer, ids, on);
        if changed.is_empty() {
            return (pts, changed);
        }
        let update = pinned_update(peer, changed.clone(), on, pts);
        if let Peer::Channel(_) = peer {
            for user in self.audience(peer) {
                let update = update.clone();
                self.push_in(peer, user, spared, |_| update, &[peer]);
            }
        } else {
            self.push(owner, spared, |_| update, &[peer]);
        }
        (pts, changed)
    }
}
