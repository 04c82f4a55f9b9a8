//! Chats in the list of chats.

use grammers_tl_types::{Serializable, enums, types as t};

use super::blank;
use crate::world::World;
use crate::world::mailbox::Mailbox;
use crate::world::peer::Peer;

/// Settings of notifications that nobody changed.
pub(crate) fn notify_settings() -> enums::PeerNotifySettings {
    blank::<t::PeerNotifySettings>(&[]).into()
}

impl World {
    /// A chat in the list of chats.
    pub(crate) fn dialog(&self, owner: i64, peer: Peer, top: i32) -> Option<enums::Dialog> {
        let mailbox = &self.accounts.get(owner)?.mailbox;
        let marks = mailbox.marks(peer);
        let settings = notify_settings().to_bytes();
        // Flags, peer, seven numbers, settings.
        let first: [&[u8]; 4] = [&[0; 4], &peer.view().to_bytes(), &[0; 28], &settings];
        let dialog = t::Dialog {
            top_message: top,
            read_inbox_max_id: marks.inbox,
            read_outbox_max_id: marks.outbox,
            unread_count: mailbox.unread(peer),
            ..blank::<t::Dialog>(&first)
        };
        Some(dialog.into())
    }

    /// Where the updates of an account stand.
    pub(crate) fn state(&self, owner: i64) -> enums::updates::State {
        let mailbox = self.accounts.get(owner).map(|account| &account.mailbox);
        t::updates::State {
            pts: mailbox.map_or(1, Mailbox::pts),
            qts: 0,
            date: crate::clock::now(),
            seq: 1,
            unread_count: 0,
        }
        .into()
    }
}
