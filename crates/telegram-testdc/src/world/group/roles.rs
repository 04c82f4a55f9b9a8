//! Admins, and what others may not do.

use grammers_tl_types::types as t;

use super::rights::{Right, no_bans};
use super::{Ban, GroupKind, Role};
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::peer::Peer;

/// Somebody who is in a group for sure.
macro_rules! member {
    ($world:expr, $peer:expr, $user:expr) => {{
        let group = $world.groups.get_mut($peer);
        let group = group.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
        let member = group.members.get_mut(&$user);
        member.ok_or_else(|| Refusal::bad("USER_NOT_PARTICIPANT"))?
    }};
}

impl World {
    /// Makes somebody an admin with these rights, or a plain member.
    pub(crate) fn set_admin(
        &mut self,
        me: i64,
        peer: Peer,
        user: i64,
        rights: Option<t::ChatAdminRights>,
        rank: Option<String>,
    ) -> Answer<()> {
        self.check_right(me, peer, Right::AddAdmins)?;
        let group = self.joined(me, peer)?;
        let is_bot = self.accounts.get(user).is_some_and(|a| a.bot.is_some());
        // Making it an admin brings a bot in.
        if !group.members.contains_key(&user) && rights.is_some() && is_bot {
            self.enter(peer, user, me, Role::Plain);
        }
        let member = member!(self, peer, user);
        match (&member.role, rights) {
            (Role::Creator, _) => return Err(Refusal::bad("USER_CREATOR")),
            (_, Some(rights)) => member.role = Role::Admin(Box::new(rights), me),
            (_, None) => member.role = Role::Plain,
        }
        member.rank = rank.filter(|rank| !rank.is_empty());
        let rules = member.role != Role::Plain;
        if let Some(group) = self.groups.get_mut(peer) {
            if rules {
                group.admins.insert(user);
            } else {
                group.admins.remove(&user);
            }
            group.version += 1;
        }
        self.tell_members(peer, &[user]);
        Ok(())
    }

    /// Throws somebody out, forbids them something, or ends that; gives the number of the message that says so.
    pub(crate) fn set_banned(
        &mut self,
        me: i64,
        peer: Peer,
        user: i64,
        rights: t::ChatBannedRights,
        key: Option<&KeyId>,
    ) -> Answer<Option<i32>> {
        self.check_right(me, peer, Right::Ban)?;
        let group = self.joined(me, peer)?;
        if group.kind == GroupKind::Basic {
            return Err(Refusal::bad("CHANNEL_INVALID"));
        }
        if group.is_ruled_by(user) && group.members[&me].role != Role::Creator {
            return Err(Refusal::bad("USER_ADMIN_INVALID"));
        }
        let is_member = group.members.contains_key(&user);
        if rights.view_messages {
            let (by, date) = (me, clock::now());
            self.depart(peer, user, Some(Ban { by, date, rights }));
            let action = t::MessageActionChatDeleteUser { user_id: user }.into();
            let told = is_member.then(|| self.serve_unless_channel(me, peer, action, key));
            self.tell_of(user, peer);
            return Ok(told.flatten());
        }
        if is_member {
            let frees = rights == no_bans() || rights == until(rights.until_date);
            member!(self, peer, user).restricted = Some(rights).filter(|_| !frees);
        } else if let Some(group) = self.groups.get_mut(peer) {
            group.former.insert(user, None);
        }
        self.tell_of(user, peer);
        Ok(None)
    }

    /// What plain members may not do.
    pub(crate) fn set_default_banned(
        &mut self,
        me: i64,
        peer: Peer,
        rights: t::ChatBannedRights,
    ) -> Answer<t::UpdateChatDefaultBannedRights> {
        self.check_right(me, peer, Right::Ban)?;
        let group = self.groups.get_mut(peer);
        let group = group.ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))?;
        group.default_banned = rights.clone();
        group.version += 1;
        let update = t::UpdateChatDefaultBannedRights {
            peer: peer.view(),
            default_banned_rights: rights.into(),
            version: group.version,
        };
        for user in self.audience(peer) {
            let update = update.clone();
            self.push(user, None, |_| update.into(), &[peer]);
        }
        Ok(update)
    }
}

/// Rights that forbid nothing, until some time.
fn until(until_date: i32) -> t::ChatBannedRights {
    t::ChatBannedRights {
        until_date,
        ..no_bans()
    }
}
