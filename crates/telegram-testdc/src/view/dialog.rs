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
    pub(crate) fn dialog(&self, owner: i64, peer: Peer) -> Option<enums::Dialog> {
        let mailbox = self.mailbox_of(owner, peer)?;
        let marks = self.marks(owner, peer);
        let settings = notify_settings().to_bytes();
        // Flags, peer, seven numbers, settings.
        let first: [&[u8]; 4] = [&[0; 4], &peer.view().to_bytes(), &[0; 28], &settings];
        let dialog = t::Dialog {
            top_message: mailbox.top(peer),
            read_inbox_max_id: marks.inbox,
            read_outbox_max_id: marks.outbox,
            unread_count: self.unread(owner, peer),
            pts: matches!(peer, Peer::Channel(_)).then(|| mailbox.pts()),
            folder_id: self.is_archived(owner, peer).then_some(1),
            ..blank::<t::Dialog>(&first)
        };
        Some(dialog.into())
    }

    /// Whether an account has put a chat into its archive.
    pub(crate) fn is_archived(&self, owner: i64, peer: Peer) -> bool {
        let account = self.accounts.get(owner);
        account.is_some_and(|account| account.archived.contains(&peer))
    }

    /// The chats of an account with the number of the last message of all in each, the newest first.
    pub(crate) fn chats_of(&self, owner: i64) -> Vec<(Peer, i64)> {
        let Some(account) = self.accounts.get(owner) else {
            return Vec::new();
        };
        let channels = account.groups.iter().copied();
        let channels = channels.filter(|peer| matches!(peer, Peer::Channel(_)));
        let last = |peer: Peer| {
            let mailbox = self.mailbox_of(owner, peer)?;
            Some(mailbox.get(mailbox.top(peer))?.content.letter)
        };
        let all = account.mailbox.chats().chain(channels);
        let mut chats: Vec<_> = all.map(|peer| (peer, last(peer).unwrap_or(0))).collect();
        chats.sort_unstable_by_key(|(_, letter)| std::cmp::Reverse(*letter));
        chats
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
