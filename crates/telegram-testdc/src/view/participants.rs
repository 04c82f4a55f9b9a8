//! Members of groups.

use grammers_tl_types::{enums, types as t};

use crate::world::World;
use crate::world::group::rights::all_admin_rights;
use crate::world::group::{Ban, Member, Role};
use crate::world::peer::Peer;

impl World {
    /// The members of a basic group.
    pub(crate) fn participants_of_chat(&self, chat_id: i64) -> enums::ChatParticipants {
        let group = self.groups.get(Peer::Chat(chat_id));
        let members = group.into_iter().flat_map(|group| &group.members);
        let participants = members.map(|(id, member)| of_chat(*id, member)).collect();
        let version = group.map_or(0, |group| group.version);
        t::ChatParticipants {
            chat_id,
            participants,
            version,
        }
        .into()
    }
}

fn of_chat(user_id: i64, member: &Member) -> enums::ChatParticipant {
    let (inviter_id, date, rank) = (member.inviter, member.since, member.rank.clone());
    match member.role {
        Role::Creator => t::ChatParticipantCreator { user_id, rank }.into(),
        Role::Admin(..) => t::ChatParticipantAdmin {
            user_id,
            inviter_id,
            date,
            rank,
        }
        .into(),
        Role::Plain => t::ChatParticipant {
            user_id,
            inviter_id,
            date,
            rank,
        }
        .into(),
    }
}

/// A member of a supergroup or channel as `viewer` sees it.
pub(crate) fn of_channel(user_id: i64, member: &Member, viewer: i64) -> enums::ChannelParticipant {
    let (date, rank) = (member.since, member.rank.clone());
    let is_self = user_id == viewer;
    match (&member.role, &member.restricted) {
        (Role::Creator, _) => t::ChannelParticipantCreator {
            user_id,
            admin_rights: all_admin_rights().into(),
            rank,
        }
        .into(),
        (Role::Admin(rights, by), _) => t::ChannelParticipantAdmin {
            can_edit: *by == viewer,
            is_self,
            user_id,
            inviter_id: is_self.then_some(member.inviter),
            promoted_by: *by,
            date,
            admin_rights: t::ChatAdminRights::clone(rights).into(),
            rank,
        }
        .into(),
        (Role::Plain, Some(rights)) => t::ChannelParticipantBanned {
            left: false,
            peer: Peer::User(user_id).view(),
            kicked_by: member.inviter,
            date,
            banned_rights: rights.clone().into(),
            rank,
        }
        .into(),
        (Role::Plain, None) if is_self => t::ChannelParticipantSelf {
            via_request: false,
            user_id,
            inviter_id: member.inviter,
            date,
            subscription_until_date: None,
            rank,
        }
        .into(),
        (Role::Plain, None) => t::ChannelParticipant {
            user_id,
            date,
            subscription_until_date: None,
            rank,
        }
        .into(),
    }
}

/// Somebody who was thrown out of a supergroup or channel.
pub(crate) fn banned(user: i64, ban: &Ban) -> enums::ChannelParticipant {
    t::ChannelParticipantBanned {
        left: true,
        peer: Peer::User(user).view(),
        kicked_by: ban.by,
        date: ban.date,
        banned_rights: ban.rights.clone().into(),
        rank: None,
    }
    .into()
}
