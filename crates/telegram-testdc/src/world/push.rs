//! Updates on their way to those who are connected.

use std::sync::Arc;

use grammers_tl_types::{Serializable, enums, types as t};

use super::World;
use super::peer::Peer;
use crate::clock;
use crate::connection::Outgoing;
use crate::crypto::message::KeyId;

impl World {
    /// Sends an update to a user's programs, but not to the one with the key `spared`.
    ///
    /// A full queue loses it, as it is with Telegram: the client finds the gap and asks for the difference.
    pub(crate) fn push(
        &mut self,
        to: i64,
        spared: Option<&KeyId>,
        update: impl FnOnce(&Self) -> enums::Update,
        of: &[Peer],
    ) {
        let mut links = self.keys.of_user(to).filter(|(id, _)| Some(*id) != spared);
        if links.all(|(_, key)| key.links.is_empty()) || self.faults.withholds(to) {
            return;
        }
        let updates = self.updates(to, vec![update(self)], of);
        let bytes: Arc<[u8]> = updates.to_bytes().into();
        for (id, key) in self.keys.of_user(to) {
            if Some(id) != spared {
                for link in &key.links {
                    drop(link.queue.try_send(Outgoing::Push(Arc::clone(&bytes))));
                }
            }
        }
    }

    /// Sends an update about a group to one member, unless updates of this group are to be lost.
    pub(crate) fn push_in(
        &mut self,
        group: Peer,
        to: i64,
        spared: Option<&KeyId>,
        update: impl FnOnce(&Self) -> enums::Update,
        of: &[Peer],
    ) {
        if !self.faults.withholds_in(group) {
            self.push(to, spared, update, of);
        }
    }

    /// Sends an update to one key, whoever is logged in with it.
    pub(crate) fn push_to_key(&self, id: &KeyId, update: enums::Update) {
        let Some(key) = self.keys.get(id) else {
            return;
        };
        let date = clock::now();
        let updates: enums::Updates = t::UpdateShort { update, date }.into();
        let bytes: Arc<[u8]> = updates.to_bytes().into();
        for link in &key.links {
            drop(link.queue.try_send(Outgoing::Push(Arc::clone(&bytes))));
        }
    }

    /// Updates with those they speak of, as `viewer` sees them.
    pub(crate) fn updates(
        &self,
        viewer: i64,
        updates: Vec<enums::Update>,
        of: &[Peer],
    ) -> enums::Updates {
        let (users, chats) = self.people(viewer, of);
        t::Updates {
            updates,
            users,
            chats,
            date: clock::now(),
            seq: 0,
        }
        .into()
    }
}
