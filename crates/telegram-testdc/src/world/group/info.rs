//! Title, picture, description, public name.

use grammers_tl_types::types as t;

use super::rights::Right;
use super::{Group, GroupKind};
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::peer::Peer;

impl World {
    /// Renames a group; gives the number of the message that says so.
    pub(crate) fn set_title(
        &mut self,
        me: i64,
        peer: Peer,
        title: String,
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        self.check_right(me, peer, Right::ChangeInfo)?;
        if title.trim().is_empty() {
            return Err(Refusal::bad("CHAT_TITLE_EMPTY"));
        }
        let group = self.known_mut(peer)?;
        if group.title == title {
            return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
        }
        group.title.clone_from(&title);
        group.version += 1;
        let action = t::MessageActionChatEditTitle { title }.into();
        Ok(self.serve(me, peer, action, key))
    }

    /// Gives a group another picture, or none; gives the number of the message that says so.
    pub(crate) fn set_photo(
        &mut self,
        me: i64,
        peer: Peer,
        photo: Option<i64>,
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        self.check_right(me, peer, Right::ChangeInfo)?;
        self.known_mut(peer)?.photo = photo;
        let photo = photo.and_then(|id| self.photo(id));
        let action = match photo {
            Some(photo) => t::MessageActionChatEditPhoto { photo }.into(),
            None => grammers_tl_types::enums::MessageAction::ChatDeletePhoto,
        };
        Ok(self.serve(me, peer, action, key))
    }

    /// Describes a group anew.
    pub(crate) fn set_about(&mut self, me: i64, peer: Peer, about: String) -> Answer<bool> {
        self.check_right(me, peer, Right::ChangeInfo)?;
        if about.chars().count() > 255 {
            return Err(Refusal::bad("CHAT_ABOUT_TOO_LONG"));
        }
        let group = self.known_mut(peer)?;
        if group.about == about {
            return Err(Refusal::bad("CHAT_ABOUT_NOT_MODIFIED"));
        }
        group.about = about;
        self.tell_all_of(peer);
        Ok(true)
    }

    /// Gives a supergroup or channel a public name, or takes it away.
    pub(crate) fn set_group_name(&mut self, peer: Peer, name: Option<&str>) -> Answer<bool> {
        if self.known_mut(peer)?.kind == GroupKind::Basic {
            return Err(Refusal::bad("CHANNEL_INVALID"));
        }
        if let Some(name) = name
            && self.accounts.by_username(name).is_some()
        {
            return Err(Refusal::bad("USERNAME_OCCUPIED"));
        }
        let old = std::mem::replace(&mut self.known_mut(peer)?.username, name.map(str::to_owned));
        self.accounts.claim(peer, old.as_deref(), name);
        self.tell_all_of(peer);
        Ok(true)
    }

    /// Forbids to forward out of a group, or allows it.
    pub(crate) fn set_protected(&mut self, me: i64, peer: Peer, on: bool) -> Answer<()> {
        self.check_right(me, peer, Right::ChangeInfo)?;
        self.known_mut(peer)?.is_protected = on;
        self.tell_all_of(peer);
        Ok(())
    }

    /// Ends a supergroup or channel.
    pub(crate) fn delete_group(&mut self, me: i64, peer: Peer) -> Answer<()> {
        let group = self.joined(me, peer)?;
        if group.members[&me].role != super::Role::Creator {
            return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
        }
        if group.username.is_some() {
            self.set_group_name(peer, None)?;
        }
        let members: Vec<i64> = self.known_mut(peer)?.members.keys().copied().collect();
        for user in members {
            self.depart(peer, user, None);
            self.tell_of(user, peer);
        }
        Ok(())
    }

    /// Tells everybody in a group that it is not what it was.
    pub(crate) fn tell_all_of(&mut self, peer: Peer) {
        for user in self.audience(peer) {
            self.tell_of(user, peer);
        }
    }

    /// A group that exists, to change it.
    pub(super) fn known_mut(&mut self, peer: Peer) -> Answer<&mut Group> {
        let group = self.groups.get_mut(peer);
        group.ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
    }
}
