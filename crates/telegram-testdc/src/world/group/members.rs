//! Coming in, going, and being thrown out.

use grammers_tl_types::{enums, types as t};

use super::rights::Right;
use super::{GroupKind, Member, Role};
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::peer::Peer;

impl World {
    /// Puts somebody into a group, without telling anybody.
    pub(super) fn enter(&mut self, peer: Peer, user: i64, inviter: i64, role: Role) {
        let Some(account) = self.accounts.get_mut(user) else {
            return;
        };
        account.groups.insert(peer);
        let is_bot = account.bot.is_some();
        let Some(group) = self.groups.get_mut(peer) else {
            return;
        };
        group.former.remove(&user);
        if role != Role::Plain {
            group.admins.insert(user);
        }
        if is_bot {
            group.bots.insert(user);
        }
        group.version += 1;
        let member = Member {
            since: clock::now(),
            inviter,
            role,
            rank: None,
            restricted: None,
            inbox: 0,
            outbox: 0,
        };
        group.members.insert(user, member);
    }

    /// Takes somebody out of a group, without telling anybody.
    pub(super) fn depart(&mut self, peer: Peer, user: i64, ban: Option<super::Ban>) {
        if let Some(account) = self.accounts.get_mut(user) {
            account.groups.remove(&peer);
        }
        if let Some(group) = self.groups.get_mut(peer) {
            group.members.remove(&user);
            group.admins.remove(&user);
            group.bots.remove(&user);
            group.former.insert(user, ban);
            group.version += 1;
        }
    }

    /// Brings others in; gives the number of the message that says so, as whoever did it has it.
    pub(crate) fn invite(
        &mut self,
        me: i64,
        peer: Peer,
        users: &[i64],
        key: Option<&KeyId>,
    ) -> Answer<Option<i32>> {
        self.check_right(me, peer, Right::Invite)?;
        let group = self.joined(me, peer)?;
        let may_ban = group.allows(me, Right::Ban);
        for user in users {
            if group.members.contains_key(user) {
                return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
            }
            if matches!(group.former.get(user), Some(Some(_))) && !may_ban {
                return Err(Refusal::bad("USER_KICKED"));
            }
            let account = self.accounts.get(*user);
            let account = account.ok_or_else(|| Refusal::bad("USER_ID_INVALID"))?;
            if account.bot.is_some() && group.is_channel() {
                return Err(Refusal::bad("USER_BOT"));
            }
        }
        Ok(self.bring_in(me, peer, users, key))
    }

    pub(super) fn bring_in(
        &mut self,
        me: i64,
        peer: Peer,
        users: &[i64],
        key: Option<&KeyId>,
    ) -> Option<i32> {
        for user in users {
            self.enter(peer, *user, me, Role::Plain);
        }
        let users = users.to_vec();
        let action = t::MessageActionChatAddUser {
            users: users.clone(),
        };
        let id = self.serve_unless_channel(me, peer, action.into(), key);
        self.tell_members(peer, &users);
        id
    }

    /// Somebody comes in by themselves, by a link of `inviter` or because the group is public.
    pub(crate) fn join(
        &mut self,
        me: i64,
        peer: Peer,
        inviter: Option<i64>,
        key: Option<&KeyId>,
    ) -> Answer<Option<i32>> {
        let group = self.groups.get(peer);
        let group = group.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
        if group.members.contains_key(&me) {
            return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
        }
        if matches!(group.former.get(&me), Some(Some(_))) {
            return Err(Refusal::bad("CHANNEL_PRIVATE"));
        }
        if self.accounts.get(me).is_none_or(|a| a.bot.is_some()) {
            return Err(Refusal::bad("BOT_METHOD_INVALID"));
        }
        self.enter(peer, me, inviter.unwrap_or(me), Role::Plain);
        let action: enums::MessageAction = match inviter {
            Some(inviter_id) => t::MessageActionChatJoinedByLink { inviter_id }.into(),
            None => t::MessageActionChatAddUser { users: vec![me] }.into(),
        };
        let id = self.serve_unless_channel(me, peer, action, key);
        self.tell_members(peer, &[me]);
        Ok(id)
    }

    /// Somebody goes, or is taken out; gives the number of the message that says so, as `me` has it.
    pub(crate) fn remove(
        &mut self,
        me: i64,
        peer: Peer,
        user: i64,
        key: Option<&KeyId>,
    ) -> Answer<Option<i32>> {
        let group = self.joined(me, peer)?;
        let Some(member) = group.members.get(&user) else {
            return Err(Refusal::bad("USER_NOT_PARTICIPANT"));
        };
        let is_inviter = group.kind == GroupKind::Basic && member.inviter == me;
        if user != me && !is_inviter && !group.allows(me, Right::Ban) {
            return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
        }
        if group.is_channel() || matches!(member.role, Role::Creator) && user != me {
            if user != me {
                return Err(Refusal::bad("USER_ADMIN_INVALID"));
            }
            self.depart(peer, user, None);
            self.tell_members(peer, &[user]);
            return Ok(None);
        }
        let action: enums::MessageAction = t::MessageActionChatDeleteUser { user_id: user }.into();
        // In a basic group whoever goes still sees that, in a supergroup no more.
        let is_basic = group.kind == GroupKind::Basic;
        let seen = is_basic.then(|| self.serve(me, peer, action.clone(), key));
        self.depart(peer, user, None);
        let id = seen.unwrap_or_else(|| self.serve(me, peer, action, key));
        self.tell_members(peer, &[user]);
        Ok(Some(id))
    }

    /// A service message; in channels nobody is told who comes and goes.
    pub(super) fn serve_unless_channel(
        &mut self,
        me: i64,
        peer: Peer,
        action: enums::MessageAction,
        key: Option<&KeyId>,
    ) -> Option<i32> {
        let is_channel = self.groups.get(peer).is_none_or(super::Group::is_channel);
        (!is_channel).then(|| self.serve(me, peer, action, key))
    }

    /// Tells of members that changed: everybody in a basic group, else those whom it concerns.
    pub(super) fn tell_members(&mut self, peer: Peer, users: &[i64]) {
        let Peer::Chat(chat_id) = peer else {
            for user in users {
                self.tell_of(*user, peer);
            }
            return;
        };
        let of: Vec<Peer> = users
            .iter()
            .copied()
            .map(Peer::User)
            .chain([peer])
            .collect();
        for user in self.audience(peer) {
            let update = |world: &Self| {
                let participants = world.participants_of_chat(chat_id);
                t::UpdateChatParticipants { participants }.into()
            };
            self.push(user, None, update, &of);
        }
    }

    /// Tells somebody that a group is not what it was for them.
    pub(crate) fn tell_of(&mut self, user: i64, peer: Peer) {
        let update = match peer {
            Peer::Channel(channel_id) => t::UpdateChannel { channel_id }.into(),
            Peer::Chat(chat_id) => t::UpdateChat { chat_id }.into(),
            Peer::User(user_id) => t::UpdateUser { user_id }.into(),
        };
        self.push(user, None, |_| update, &[peer]);
    }
}
