//! Groups, as part of an answer.

use std::sync::LazyLock;

use grammers_tl_types::{Serializable, enums, types as t};

use super::blank;
use crate::world::World;
use crate::world::group::rights::all_admin_rights;
use crate::world::group::{Group, GroupKind, Member, Role};
use crate::world::peer::{Peer, access_hash};

/// Every update about a channel has it: what is the same about all is read once.
static BLANK: LazyLock<t::Channel> = LazyLock::new(|| {
    // Two sets of flags, the id, an empty title, then the picture.
    blank(&[&[0; 20], &enums::ChatPhoto::Empty.to_bytes()])
});

impl World {
    /// A group as `viewer` sees it.
    pub(crate) fn chat(&self, peer: Peer, viewer: i64) -> Option<enums::Chat> {
        let group = self.groups.get(peer)?;
        let member = group.members.get(&viewer);
        match peer {
            Peer::Chat(_) => Some(self.basic(group, member, viewer)),
            Peer::Channel(_) => Some(self.channel(group, member, viewer)),
            Peer::User(_) => None,
        }
    }

    fn basic(&self, group: &Group, member: Option<&Member>, viewer: i64) -> enums::Chat {
        let (id, title) = (group.id(), group.title.clone());
        if member.is_none() && !group.former.contains_key(&viewer) {
            return t::ChatForbidden { id, title }.into();
        }
        let migrated_to = group.became.map(|channel_id| {
            let access_hash = access_hash(viewer, Peer::Channel(channel_id));
            t::InputChannel {
                channel_id,
                access_hash,
            }
            .into()
        });
        t::Chat {
            creator: is_creator(member),
            left: member.is_none(),
            deactivated: group.became.is_some(),
            call_active: false,
            call_not_empty: false,
            noforwards: group.is_protected,
            id,
            title,
            photo: self.chat_photo(group.photo),
            participants_count: group.members.len() as i32,
            date: group.date,
            version: group.version,
            migrated_to,
            admin_rights: admin_rights(member),
            default_banned_rights: Some(group.default_banned.clone().into()),
        }
        .into()
    }

    fn channel(&self, group: &Group, member: Option<&Member>, viewer: i64) -> enums::Chat {
        let hash = access_hash(viewer, group.peer);
        let is_channel = group.kind == GroupKind::Channel;
        if !group.is_open_to(viewer) {
            return t::ChannelForbidden {
                broadcast: is_channel,
                megagroup: !is_channel,
                monoforum: false,
                id: group.id(),
                access_hash: hash,
                title: group.title.clone(),
                until_date: None,
            }
            .into();
        }
        let restricted = member.and_then(|member| member.restricted.clone());
        t::Channel {
            creator: is_creator(member),
            left: member.is_none(),
            broadcast: is_channel,
            megagroup: !is_channel,
            has_link: group.username.is_some(),
            noforwards: group.is_protected,
            forum: group.is_forum,
            id: group.id(),
            access_hash: Some(hash),
            title: group.title.clone(),
            username: group.username.clone(),
            date: member.map_or(group.date, |member| member.since),
            admin_rights: admin_rights(member),
            banned_rights: restricted.map(Into::into),
            default_banned_rights: (!is_channel).then(|| group.default_banned.clone().into()),
            participants_count: Some(group.members.len() as i32),
            photo: self.chat_photo(group.photo),
            ..BLANK.clone()
        }
        .into()
    }

    fn chat_photo(&self, photo: Option<i64>) -> enums::ChatPhoto {
        let Some(file) = photo.and_then(|id| self.files.get(id)) else {
            return enums::ChatPhoto::Empty;
        };
        t::ChatPhoto {
            has_video: false,
            photo_id: file.id,
            stripped_thumb: None,
            dc_id: file.dc,
        }
        .into()
    }
}

fn is_creator(member: Option<&Member>) -> bool {
    member.is_some_and(|member| member.role == Role::Creator)
}

fn admin_rights(member: Option<&Member>) -> Option<enums::ChatAdminRights> {
    match &member?.role {
        Role::Creator => Some(all_admin_rights().into()),
        Role::Admin(rights, _) => Some(t::ChatAdminRights::clone(rights).into()),
        Role::Plain => None,
    }
}
