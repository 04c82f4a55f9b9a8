//! Who may do what in a group.

use grammers_tl_types::{Serializable, types as t};

use super::{Group, Member, Role};
use crate::refusal::{Answer, Refusal};
use crate::view::blank;
use crate::world::World;
use crate::world::content::{Extra, Media};
use crate::world::peer::Peer;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// Change title, picture, description.
    ChangeInfo,
    /// Pin messages.
    Pin,
    /// Bring others in.
    Invite,
    /// Throw others out.
    Ban,
    /// Make others admins.
    AddAdmins,
    /// Delete what others wrote.
    DeleteOthers,
    /// Edit what others posted.
    EditOthers,
    /// Make topics, close and rename them.
    Topics,
}

/// Rights that forbid nothing.
pub(crate) fn no_bans() -> t::ChatBannedRights {
    blank(&[])
}

/// What admins may do who may do everything.
pub(crate) fn all_admin_rights() -> t::ChatAdminRights {
    let all = i32::MAX & !(1 << 10);
    blank(&[&all.to_bytes()])
}

/// What an admin may do whom a test or a user of a basic group appoints.
pub(crate) fn usual_admin_rights() -> t::ChatAdminRights {
    t::ChatAdminRights {
        add_admins: false,
        ..all_admin_rights()
    }
}

impl Right {
    fn of_admin(self, rights: &t::ChatAdminRights) -> bool {
        match self {
            Self::ChangeInfo => rights.change_info,
            Self::Pin => rights.pin_messages,
            Self::Invite => rights.invite_users,
            Self::Ban => rights.ban_users,
            Self::AddAdmins => rights.add_admins,
            Self::DeleteOthers => rights.delete_messages,
            Self::EditOthers => rights.edit_messages,
            Self::Topics => rights.manage_topics,
        }
    }

    /// Whether plain members have it, unless it is forbidden.
    fn is_banned(self, rights: &t::ChatBannedRights) -> bool {
        match self {
            Self::ChangeInfo => rights.change_info,
            Self::Pin => rights.pin_messages,
            Self::Invite => rights.invite_users,
            Self::Topics => rights.manage_topics,
            Self::Ban | Self::AddAdmins | Self::DeleteOthers | Self::EditOthers => true,
        }
    }
}

impl Group {
    /// Whether a member has a right.
    pub(crate) fn allows(&self, user: i64, right: Right) -> bool {
        let Some(member) = self.members.get(&user) else {
            return false;
        };
        match &member.role {
            Role::Creator => true,
            Role::Admin(rights, _) => right.of_admin(rights),
            Role::Plain if self.is_channel() => false,
            Role::Plain => {
                let own = member.restricted.as_ref();
                !right.is_banned(&self.default_banned) && !own.is_some_and(|r| right.is_banned(r))
            }
        }
    }

    /// Whether somebody is admin or creator.
    pub(crate) fn is_ruled_by(&self, user: i64) -> bool {
        self.admins.contains(&user)
    }

    /// Whether somebody may write with these extras.
    fn check_writer(&self, user: i64, extra: &Extra) -> Answer<()> {
        let forbidden = || Refusal::forbidden("CHAT_WRITE_FORBIDDEN");
        let Some(member) = self.members.get(&user) else {
            return Err(forbidden());
        };
        match &member.role {
            Role::Creator => Ok(()),
            Role::Admin(rights, _) if !self.is_channel() || rights.post_messages => Ok(()),
            Role::Plain if !self.is_channel() => self.check_plain_writer(member, extra),
            Role::Admin(..) | Role::Plain => Err(forbidden()),
        }
    }

    fn check_plain_writer(&self, member: &Member, extra: &Extra) -> Answer<()> {
        let own = member.restricted.as_ref();
        if own.is_some_and(|rights| rights.send_messages) {
            return Err(Refusal::bad("USER_BANNED_IN_CHANNEL"));
        }
        if self.default_banned.send_messages {
            return Err(Refusal::forbidden("CHAT_WRITE_FORBIDDEN"));
        }
        let mut rules = [Some(&self.default_banned), own].into_iter().flatten();
        if extra.media.is_some() && rules.clone().any(|rights| rights.send_media) {
            return Err(Refusal::forbidden("CHAT_SEND_MEDIA_FORBIDDEN"));
        }
        let is_poll = matches!(extra.media, Some(Media::Poll(_)));
        if is_poll && rules.any(|rights| rights.send_polls) {
            return Err(Refusal::forbidden("CHAT_SEND_POLL_FORBIDDEN"));
        }
        Ok(())
    }

    /// Whether somebody may look into it.
    pub(crate) fn is_open_to(&self, user: i64) -> bool {
        if self.members.contains_key(&user) {
            return true;
        }
        self.username.is_some() && !matches!(self.former.get(&user), Some(Some(_)))
    }
}

impl World {
    /// The group, if somebody is in it; the error says why not.
    pub(crate) fn joined(&self, me: i64, peer: Peer) -> Answer<&Group> {
        let unknown = match peer {
            Peer::Channel(_) => "CHANNEL_INVALID",
            Peer::Chat(_) | Peer::User(_) => "CHAT_ID_INVALID",
        };
        let group = self.groups.get(peer).ok_or_else(|| Refusal::bad(unknown))?;
        if group.members.contains_key(&me) && group.became.is_none() {
            return Ok(group);
        }
        match peer {
            Peer::Channel(_) if group.is_open_to(me) => Err(Refusal::bad("USER_NOT_PARTICIPANT")),
            Peer::Channel(_) => Err(Refusal::bad("CHANNEL_PRIVATE")),
            Peer::Chat(_) | Peer::User(_) => Err(Refusal::bad("CHAT_ID_INVALID")),
        }
    }

    /// Checks a right in a group.
    pub(crate) fn check_right(&self, me: i64, peer: Peer, right: Right) -> Answer<()> {
        if self.joined(me, peer)?.allows(me, right) {
            return Ok(());
        }
        Err(Refusal::bad("CHAT_ADMIN_REQUIRED"))
    }

    /// Whether somebody may write to a group.
    pub(crate) fn check_may_post(&self, me: i64, peer: Peer, extra: &Extra) -> Answer<()> {
        let group = self.groups.get(peer);
        let group = group.ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
        if group.became.is_some() {
            return Err(Refusal::bad("PEER_ID_INVALID"));
        }
        group.check_writer(me, extra)
    }

    /// Whether a bot that may not read everything sees a message of a group.
    pub(crate) fn sees(&self, user: i64, peer: Peer, id: i32) -> bool {
        let Some(bot) = self.accounts.get(user).and_then(|a| a.bot.as_ref()) else {
            return true;
        };
        let group = self.groups.get(peer);
        let (Some(group), Some(mailbox)) = (group, self.mailbox_of(user, peer)) else {
            return true;
        };
        let Some(message) = mailbox.get(id) else {
            return true;
        };
        let answered = mailbox.get(message.reply.to);
        let is_answer = answered.is_some_and(|m| m.content.author() == user);
        bot.reads_all || group.is_ruled_by(user) || is_answer || {
            self.concerns(user, &message.content)
        }
    }

    /// Whether a message of a group concerns a bot: a command, its name, something that happened.
    pub(crate) fn concerns(&self, bot: i64, content: &crate::world::content::Content) -> bool {
        let name = self.accounts.get(bot).and_then(|a| a.username.as_deref());
        let text = content.text.to_lowercase();
        let named = name.is_some_and(|name| text.contains(&format!("@{}", name.to_lowercase())));
        named
            || content.author() == bot
            || text.starts_with('/')
            || content.extra().action.is_some()
    }
}
