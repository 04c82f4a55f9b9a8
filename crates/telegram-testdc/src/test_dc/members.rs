//! Who is in a group and what they may, as a test orders it.

use anyhow::Result;
use grammers_tl_types::types as t;

use super::Remote;
use super::chats::named;
use crate::world::group::rights::{all_admin_rights, no_bans};
use crate::world::peer::Peer;

impl Remote {
    /// Brings people into a group, in its creator's name.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn add_members(&self, chat: i64, users: &[i64]) -> Result<()> {
        let by = self.ruler(chat, None)?;
        let mut world = self.shared.world();
        let added = world.invite(by, Peer::of_mark(chat), users, None);
        added.map(drop).map_err(named)
    }

    /// Somebody comes in by themselves.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn join(&self, user: i64, chat: i64) -> Result<()> {
        let mut world = self.shared.world();
        let joined = world.join(user, Peer::of_mark(chat), None, None);
        joined.map(drop).map_err(named)
    }

    /// Somebody goes by themselves, or is taken out by `by`.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn remove_member(&self, chat: i64, user: i64, by: Option<i64>) -> Result<()> {
        let mut world = self.shared.world();
        let removed = world.remove(by.unwrap_or(user), Peer::of_mark(chat), user, None);
        removed.map(drop).map_err(named)
    }

    /// The creator takes somebody out.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn remove_by_ruler(&self, chat: i64, user: i64) -> Result<()> {
        let by = self.ruler(chat, None)?;
        self.remove_member(chat, user, Some(by))
    }

    /// Makes somebody an admin who may do everything, or a plain member.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn promote(&self, chat: i64, user: i64, on: bool) -> Result<()> {
        let by = self.ruler(chat, None)?;
        let rights = on.then(all_admin_rights);
        let mut world = self.shared.world();
        let set = world.set_admin(by, Peer::of_mark(chat), user, rights, None);
        set.map_err(named)
    }

    /// Throws somebody out of a supergroup or channel for good, or lets them come again.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn ban(&self, chat: i64, user: i64, on: bool) -> Result<()> {
        let rights = t::ChatBannedRights {
            view_messages: on,
            ..no_bans()
        };
        self.forbid(chat, user, rights)
    }

    /// Forbids a member of a supergroup to write, or allows it.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn mute(&self, chat: i64, user: i64, on: bool) -> Result<()> {
        let rights = t::ChatBannedRights {
            send_messages: on,
            ..no_bans()
        };
        self.forbid(chat, user, rights)
    }

    /// Has somebody put a chat into their archive, or take it out again.
    pub fn archive(&self, user: i64, chat: i64, on: bool) {
        let mut world = self.shared.world();
        let Some(account) = world.accounts.get_mut(user) else {
            return;
        };
        let peer = Peer::of_mark(chat);
        if on {
            account.archived.insert(peer);
        } else {
            account.archived.remove(&peer);
        }
    }

    fn forbid(&self, chat: i64, user: i64, rights: t::ChatBannedRights) -> Result<()> {
        let by = self.ruler(chat, None)?;
        let mut world = self.shared.world();
        let set = world.set_banned(by, Peer::of_mark(chat), user, rights, None);
        set.map(drop).map_err(named)
    }
}
