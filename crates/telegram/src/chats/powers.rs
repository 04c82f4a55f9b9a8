//! What people are in a group, and what they may do.

use grammers_tl_types::{enums, types};

/// What somebody is in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Who made it, or was given it: may do everything.
    Creator,
    /// With powers beyond those of members.
    Admin(Powers),
    /// May do what all may.
    Member,
    /// May do less than all may.
    Restricted(Allowed),
    /// Was in it, and is not any more.
    Left,
    /// Was thrown out, and cannot come again.
    Banned,
}

/// What an admin may do beyond what all may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own")]
pub struct Powers {
    /// Change title, description and picture.
    pub change_info: bool,
    /// Write in a channel.
    pub post: bool,
    /// Change what others wrote in a channel.
    pub edit: bool,
    /// Delete what others wrote.
    pub delete: bool,
    /// Restrict and throw out.
    pub ban: bool,
    /// Bring people in.
    pub invite: bool,
    /// Pin messages.
    pub pin: bool,
    /// Make admins.
    pub promote: bool,
    /// Make, change and end topics.
    pub topics: bool,
    /// Whether they write in the group's name, so that nobody sees who it is.
    pub anonymous: bool,
}

/// What somebody without powers may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own")]
pub struct Allowed {
    /// Read.
    pub read: bool,
    /// Write text.
    pub text: bool,
    /// Send pictures, and files of any other kind.
    pub media: bool,
    /// React to messages.
    pub react: bool,
    /// Change title, description and picture.
    pub change_info: bool,
    /// Bring people in.
    pub invite: bool,
    /// Pin messages.
    pub pin: bool,
    /// Make topics.
    pub topics: bool,
}

impl Powers {
    /// Those of an admin of a basic group.
    pub const OF_GROUP: Self = Self {
        change_info: true,
        post: true,
        edit: true,
        delete: true,
        ban: true,
        invite: true,
        pin: true,
        promote: false,
        topics: false,
        anonymous: false,
    };

    /// <https://core.telegram.org/constructor/chatAdminRights>
    pub(crate) const fn of(rights: &enums::ChatAdminRights) -> Self {
        let enums::ChatAdminRights::Rights(rights) = rights;
        Self {
            change_info: rights.change_info,
            post: rights.post_messages,
            edit: rights.edit_messages,
            delete: rights.delete_messages,
            ban: rights.ban_users,
            invite: rights.invite_users,
            pin: rights.pin_messages,
            promote: rights.add_admins,
            topics: rights.manage_topics,
            anonymous: rights.anonymous,
        }
    }
}

impl Allowed {
    /// Everything.
    pub const ALL: Self = Self {
        read: true,
        text: true,
        media: true,
        react: true,
        change_info: true,
        invite: true,
        pin: true,
        topics: true,
    };

    /// All but what is forbidden.
    ///
    /// <https://core.telegram.org/constructor/chatBannedRights>
    pub(crate) const fn without(bans: Option<&enums::ChatBannedRights>) -> Self {
        match bans {
            Some(enums::ChatBannedRights::Rights(bans)) => Self::but(bans),
            None => Self::ALL,
        }
    }

    const fn but(bans: &types::ChatBannedRights) -> Self {
        let mute = bans.view_messages || bans.send_messages;
        Self {
            read: !bans.view_messages,
            text: !(mute || bans.send_plain),
            media: !(mute || bans.send_media || (bans.send_photos && bans.send_docs)),
            react: !(bans.view_messages || bans.send_reactions),
            change_info: !bans.change_info,
            invite: !bans.invite_users,
            pin: !bans.pin_messages,
            topics: !bans.manage_topics,
        }
    }
}

impl Role {
    /// Of somebody without powers, under these restrictions.
    pub(crate) fn under(bans: Option<&enums::ChatBannedRights>) -> Self {
        match Allowed::without(bans) {
            Allowed::ALL => Self::Member,
            Allowed { read: false, .. } => Self::Banned,
            allowed => Self::Restricted(allowed),
        }
    }
}
