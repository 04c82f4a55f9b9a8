//! Making groups, and making a supergroup out of a basic one.

use std::collections::{BTreeMap, BTreeSet};

use grammers_tl_types::{enums, types as t};

use super::rights::no_bans;
use super::{Group, GroupKind, Role};
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::mailbox::Mailbox;
use crate::world::peer::Peer;

/// A group to be made.
#[derive(Default)]
pub(crate) struct Plan {
    /// What kind.
    pub(crate) kind: GroupKind,
    /// Its name.
    pub(crate) title: String,
    /// Its description.
    pub(crate) about: String,
    /// Whether it has topics.
    pub(crate) is_forum: bool,
    /// Who is in it from the first, besides whoever makes it.
    pub(crate) members: Vec<i64>,
}

impl World {
    /// Makes a group; gives it, and the number of its first message as whoever made it has it.
    pub(crate) fn make_group(
        &mut self,
        creator: i64,
        plan: Plan,
        key: Option<&KeyId>,
    ) -> Answer<(Peer, i32)> {
        if plan.title.trim().is_empty() {
            return Err(Refusal::bad("CHAT_TITLE_EMPTY"));
        }
        let peer = self.groups.next_peer(plan.kind);
        let title = plan.title.clone();
        self.groups.insert(empty(peer, &plan));
        self.enter(peer, creator, creator, Role::Creator);
        let basic = plan.kind == GroupKind::Basic;
        let users: Vec<i64> = plan.members.into_iter().filter(|u| *u != creator).collect();
        let action = if basic {
            for user in &users {
                self.enter(peer, *user, creator, Role::Plain);
            }
            let users = users.clone();
            t::MessageActionChatCreate { title, users }.into()
        } else {
            t::MessageActionChannelCreate { title }.into()
        };
        let id = self.serve(creator, peer, action, key);
        if !basic && !users.is_empty() {
            self.bring_in(creator, peer, &users, key);
        }
        if plan.is_forum {
            self.set_forum_now(peer, true);
        }
        Ok((peer, id))
    }

    /// Makes a supergroup out of a basic group; gives the supergroup and the last message of the old one.
    pub(crate) fn upgrade(
        &mut self,
        me: i64,
        chat: Peer,
        key: Option<&KeyId>,
    ) -> Answer<(Peer, i32)> {
        let group = self.joined(me, chat)?;
        if !matches!(group.members.get(&me).map(|m| &m.role), Some(Role::Creator)) {
            return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
        }
        let (title, members) = (group.title.clone(), group.members.clone());
        let plan = Plan {
            title: title.clone(),
            about: group.about.clone(),
            ..Plan::default()
        };
        let (photo, chat_id) = (group.photo, chat.id());
        let peer = self.groups.next_peer(GroupKind::Supergroup);
        self.groups.insert(empty(peer, &plan));
        for (user, member) in members {
            self.enter(peer, user, member.inviter, member.role);
        }
        if let Some(group) = self.groups.get_mut(peer) {
            (group.photo, group.was) = (photo, Some(chat_id));
        }
        let channel_id = peer.id();
        let moved = t::MessageActionChatMigrateTo { channel_id }.into();
        if let Some(group) = self.groups.get_mut(chat) {
            group.became = Some(channel_id);
        }
        let last = self.serve(me, chat, moved, key);
        let came: enums::MessageAction =
            t::MessageActionChannelMigrateFrom { title, chat_id }.into();
        self.serve(me, peer, came, key);
        for user in self.audience(peer) {
            self.tell_of(user, peer);
        }
        Ok((peer, last))
    }
}

fn empty(peer: Peer, plan: &Plan) -> Group {
    let is_basic = plan.kind == GroupKind::Basic;
    Group {
        peer,
        kind: plan.kind,
        title: plan.title.clone(),
        about: plan.about.clone(),
        username: None,
        photo: None,
        date: clock::now(),
        version: 1,
        members: BTreeMap::new(),
        admins: BTreeSet::new(),
        bots: BTreeSet::new(),
        former: BTreeMap::new(),
        default_banned: t::ChatBannedRights {
            change_info: !is_basic,
            pin_messages: !is_basic,
            ..no_bans()
        },
        mailbox: Mailbox::default(),
        topics: BTreeMap::new(),
        is_forum: false,
        is_protected: false,
        became: None,
        was: None,
        link: None,
    }
}
