//! Groups with all that is known of them.

use grammers_tl_types::{Serializable, enums, types as t};

use super::blank;
use super::dialog::notify_settings;
use crate::world::World;
use crate::world::group::rights::Right;
use crate::world::group::{Group, GroupKind};
use crate::world::peer::Peer;

impl World {
    /// All that is known of a group, with its people.
    pub(crate) fn full_group(&self, viewer: i64, peer: Peer) -> Option<enums::messages::ChatFull> {
        let group = self.groups.get(peer)?;
        let is_basic = group.kind == GroupKind::Basic;
        let full_chat = if is_basic {
            self.full_basic(viewer, group)
        } else {
            self.full_channel(viewer, group)
        };
        let mut of = vec![peer];
        of.extend(group.was.map(Peer::Chat));
        if is_basic {
            of.extend(group.members.keys().copied().map(Peer::User));
        }
        let (users, chats) = self.people(viewer, &of);
        let full = t::messages::ChatFull {
            full_chat,
            chats,
            users,
        };
        Some(full.into())
    }

    fn full_photo(&self, group: &Group) -> enums::Photo {
        let photo = group.photo.and_then(|id| self.photo(id));
        photo.unwrap_or_else(|| t::PhotoEmpty { id: 0 }.into())
    }

    fn exported(&self, viewer: i64, group: &Group) -> Option<enums::ExportedChatInvite> {
        let may = group.allows(viewer, Right::Invite) && group.is_ruled_by(viewer);
        let link = group.link.as_ref().filter(|_| may)?;
        self.invite_view(link)
    }

    fn full_basic(&self, viewer: i64, group: &Group) -> enums::ChatFull {
        let participants = self.participants_of_chat(group.id());
        let settings = notify_settings().to_bytes();
        // Flags, the id, an empty description, participants, settings.
        let first: [&[u8]; 3] = [&[0; 16], &participants.to_bytes(), &settings];
        let mailbox = self.mailbox_of(viewer, group.peer);
        let pinned = mailbox.and_then(|mailbox| mailbox.pinned(group.peer));
        t::ChatFull {
            id: group.id(),
            about: group.about.clone(),
            participants,
            chat_photo: group.photo.map(|_| self.full_photo(group)),
            exported_invite: self.exported(viewer, group),
            bot_info: Some(Vec::new()),
            pinned_msg_id: pinned.and_then(|pinned| pinned.last().copied()),
            available_reactions: Some(all_reactions()),
            ..blank::<t::ChatFull>(&first)
        }
        .into()
    }

    fn full_channel(&self, viewer: i64, group: &Group) -> enums::ChatFull {
        let photo = self.full_photo(group);
        let settings = notify_settings().to_bytes();
        let bots = Vec::<enums::BotInfo>::new().to_bytes();
        // Two sets of flags, the id, an empty description, three numbers, then what has a constructor.
        let first: [&[u8]; 4] = [&[0; 32], &photo.to_bytes(), &settings, &bots];
        let marks = self.marks(viewer, group.peer);
        let pinned = group.mailbox.pinned(group.peer);
        let kicked = group.former.values().flatten().count();
        let restricted = group.members.values().filter(|m| m.restricted.is_some());
        let rules = group.is_ruled_by(viewer);
        t::ChannelFull {
            can_view_participants: !group.is_channel() || rules,
            can_set_username: group.allows(viewer, Right::AddAdmins),
            id: group.id(),
            about: group.about.clone(),
            participants_count: Some(group.members.len() as i32),
            admins_count: rules.then_some(group.admins.len() as i32),
            kicked_count: rules.then_some(kicked as i32),
            banned_count: rules.then(|| restricted.count() as i32),
            read_inbox_max_id: marks.inbox,
            read_outbox_max_id: marks.outbox,
            unread_count: self.unread(viewer, group.peer),
            exported_invite: self.exported(viewer, group),
            migrated_from_chat_id: group.was,
            migrated_from_max_id: group.was.map(|_| 0),
            pinned_msg_id: pinned.and_then(|pinned| pinned.last().copied()),
            pts: group.mailbox.pts(),
            available_reactions: Some(all_reactions()),
            ..blank::<t::ChannelFull>(&first)
        }
        .into()
    }

    /// A link by which people come in.
    pub(crate) fn invite_view(&self, hash: &str) -> Option<enums::ExportedChatInvite> {
        let invite = self.groups.invites.get(hash)?;
        let exported = t::ChatInviteExported {
            revoked: invite.is_revoked,
            permanent: invite.ends_at == 0 && invite.limit == 0,
            link: format!("https://t.me/+{hash}"),
            admin_id: invite.by,
            date: invite.date,
            expire_date: Some(invite.ends_at).filter(|at| *at != 0),
            usage_limit: Some(invite.limit).filter(|limit| *limit != 0),
            usage: Some(invite.used).filter(|used| *used != 0),
            ..blank::<t::ChatInviteExported>(&[])
        };
        Some(exported.into())
    }
}

fn all_reactions() -> enums::ChatReactions {
    t::ChatReactionsAll { allow_custom: true }.into()
}
