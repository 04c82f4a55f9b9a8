//! Basic groups, supergroups and channels.

pub(crate) mod info;
pub(crate) mod invite;
pub(crate) mod make;
pub(crate) mod members;
pub(crate) mod rights;
pub(crate) mod roles;
pub(crate) mod topics;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use grammers_tl_types::types as t;
use serde::{Deserialize, Serialize};

use super::World;
use super::keys::Keys;
use super::mailbox::Mailbox;
use super::peer::Peer;
use invite::Invite;
use topics::Topic;

/// What kind of group it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// Every member has a copy of each message, with numbers of their own.
    Basic,
    /// All members see the same messages; it may have topics.
    #[default]
    Supergroup,
    /// Only admins write.
    Channel,
}

/// What a member is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Role {
    /// Made it, and may do everything.
    Creator,
    /// May do what the rights say, by whom.
    Admin(Box<t::ChatAdminRights>, i64),
    /// As most are.
    Plain,
}

/// Somebody in a group.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// Since when, in seconds since 1970 UTC.
    pub(crate) since: i32,
    /// By whom.
    pub(crate) inviter: i64,
    /// What they are.
    pub(crate) role: Role,
    /// A title, such as of an admin.
    pub(crate) rank: Option<String>,
    /// What they may not do.
    pub(crate) restricted: Option<t::ChatBannedRights>,
    /// How far they have read, in a supergroup or channel.
    pub(crate) inbox: i32,
    /// How far others have read what they wrote.
    pub(crate) outbox: i32,
}

/// Somebody who was thrown out.
#[derive(Clone, Debug)]
pub(crate) struct Ban {
    /// By whom.
    pub(crate) by: i64,
    /// When.
    pub(crate) date: i32,
    /// Until when and from what.
    pub(crate) rights: t::ChatBannedRights,
}

/// A group of any kind.
pub(crate) struct Group {
    /// A chat, or a channel.
    pub(crate) peer: Peer,
    /// What kind it is.
    pub(crate) kind: GroupKind,
    /// Its name.
    pub(crate) title: String,
    /// Its description.
    pub(crate) about: String,
    /// Without `@`; who has one is public.
    pub(crate) username: Option<String>,
    /// The number of its picture.
    pub(crate) photo: Option<i64>,
    /// When it was made, in seconds since 1970 UTC.
    pub(crate) date: i32,
    /// Raised when members of a basic group change.
    pub(crate) version: i32,
    /// Who is in it.
    pub(crate) members: BTreeMap<i64, Member>,
    /// Those of them who rule.
    pub(crate) admins: BTreeSet<i64>,
    /// Those of them who are bots.
    pub(crate) bots: BTreeSet<i64>,
    /// Who was in it, or may not come in.
    pub(crate) former: BTreeMap<i64, Option<Ban>>,
    /// What plain members may not do.
    pub(crate) default_banned: t::ChatBannedRights,
    /// The messages, but of a basic group.
    pub(crate) mailbox: Mailbox,
    /// By their first messages.
    pub(crate) topics: BTreeMap<i32, Topic>,
    /// Whether it has topics.
    pub(crate) is_forum: bool,
    /// Whether nothing may be forwarded out of it.
    pub(crate) is_protected: bool,
    /// The supergroup that a basic group became.
    pub(crate) became: Option<i64>,
    /// The basic group that it was.
    pub(crate) was: Option<i64>,
    /// The link that its admins hand out.
    pub(crate) link: Option<String>,
}

impl Group {
    /// Whether only admins write.
    pub(crate) fn is_channel(&self) -> bool {
        self.kind == GroupKind::Channel
    }

    /// Its number without its kind.
    pub(crate) fn id(&self) -> i64 {
        self.peer.id()
    }

    /// Those of its members to whom an update could go, in few steps for large groups too.
    fn audience(&self, keys: &Keys) -> Vec<i64> {
        if self.members.len() <= keys.logged_in().len() {
            return self.members.keys().copied().collect();
        }
        let logged_in = keys.logged_in();
        logged_in
            .filter(|user| self.members.contains_key(user))
            .collect()
    }
}

/// All groups, and the ways to find one.
#[derive(Default)]
pub(crate) struct Groups {
    by_peer: HashMap<Peer, Group>,
    /// By what stands in their links.
    pub(crate) invites: HashMap<String, Invite>,
    last_id: i64,
}

impl Groups {
    /// The group of this peer.
    pub(crate) fn get(&self, peer: Peer) -> Option<&Group> {
        self.by_peer.get(&peer)
    }

    /// The group of this peer, to change it.
    pub(crate) fn get_mut(&mut self, peer: Peer) -> Option<&mut Group> {
        self.by_peer.get_mut(&peer)
    }

    fn next_peer(&mut self, kind: GroupKind) -> Peer {
        self.last_id += 1;
        match kind {
            GroupKind::Basic => Peer::Chat(500_000 + self.last_id),
            GroupKind::Supergroup | GroupKind::Channel => {
                Peer::Channel(1_000_000_000 + self.last_id)
            }
        }
    }

    fn insert(&mut self, group: Group) {
        self.by_peer.insert(group.peer, group);
    }
}

impl World {
    /// The mailbox in which `viewer` finds the messages of a chat.
    pub(crate) fn mailbox_of(&self, viewer: i64, peer: Peer) -> Option<&Mailbox> {
        match peer {
            Peer::Channel(_) => Some(&self.groups.get(peer)?.mailbox),
            Peer::User(_) | Peer::Chat(_) => Some(&self.accounts.get(viewer)?.mailbox),
        }
    }

    /// The same, to change it.
    pub(crate) fn mailbox_of_mut(&mut self, viewer: i64, peer: Peer) -> Option<&mut Mailbox> {
        match peer {
            Peer::Channel(_) => Some(&mut self.groups.get_mut(peer)?.mailbox),
            Peer::User(_) | Peer::Chat(_) => Some(&mut self.accounts.get_mut(viewer)?.mailbox),
        }
    }

    /// Who of a group is logged in, so that updates could reach them.
    pub(crate) fn audience(&self, peer: Peer) -> Vec<i64> {
        let group = self.groups.get(peer);
        group
            .map(|group| group.audience(&self.keys))
            .unwrap_or_default()
    }
}
