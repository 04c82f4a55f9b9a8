//! Groups, supergroups, channels and topics, as a test makes and sees them.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::Remote;
use super::chats::named;
use crate::world::group::GroupKind;
use crate::world::group::make::Plan;
use crate::world::group::{Group, Role};
use crate::world::peer::Peer;

/// A group to be made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewGroup {
    /// A supergroup if missing.
    pub kind: GroupKind,
    /// Its name.
    pub title: String,
    /// Its description.
    pub about: String,
    /// Who makes it.
    pub creator: i64,
    /// Who else is in it.
    pub members: Vec<i64>,
    /// Its public name, without `@`.
    pub username: Option<String>,
    /// Whether it has topics.
    pub forum: bool,
}

/// What shall be different about a group; what is missing stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupChange {
    /// Who does it; the creator if missing.
    pub by: Option<i64>,
    /// Its name.
    pub title: Option<String>,
    /// Its description.
    pub about: Option<String>,
    /// Its public name; empty takes it away.
    pub username: Option<String>,
    /// The bytes of its picture, in base 64; empty takes it away.
    pub photo: Option<String>,
    /// Whether it has topics.
    pub forum: Option<bool>,
    /// Whether nothing may be forwarded out of it.
    pub protected: Option<bool>,
}

/// A topic to be made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewTopic {
    /// Who makes it; the group's creator if missing.
    pub by: Option<i64>,
    /// Its name.
    pub title: String,
}

/// A group, as a test sees it.
#[derive(Clone, Debug, Serialize)]
pub struct GroupSeen {
    /// Basic groups are negative numbers, supergroups and channels begin with -100.
    pub id: i64,
    /// What kind it is.
    pub kind: GroupKind,
    /// Its name.
    pub title: String,
    /// Its description.
    pub about: String,
    /// Its public name.
    pub username: Option<String>,
    /// Whether it has a picture.
    pub has_photo: bool,
    /// Whether it has topics.
    pub forum: bool,
    /// The supergroup that a basic group became.
    pub became: Option<i64>,
    /// Who is in it.
    pub members: Vec<MemberSeen>,
    /// Who may not come in.
    pub banned: Vec<i64>,
    /// Its topics.
    pub topics: Vec<TopicSeen>,
}

/// Somebody in a group.
#[derive(Clone, Debug, Serialize)]
pub struct MemberSeen {
    /// Their number.
    pub id: i64,
    /// `creator`, `admin` or `member`.
    pub role: &'static str,
    /// Whether something is forbidden to them.
    pub restricted: bool,
    /// How far they have read; 0 in a basic group.
    pub read: i32,
}

/// A topic of a forum.
#[derive(Clone, Debug, Serialize)]
pub struct TopicSeen {
    /// The number of its first message.
    pub id: i32,
    /// Its name.
    pub title: String,
    /// Whether only admins write.
    pub closed: bool,
    /// How many messages it has.
    pub messages: usize,
}

impl Remote {
    /// Makes a group; gives its number: basic groups are negative, supergroups and channels begin with -100.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn add_group(&self, group: NewGroup) -> Result<i64> {
        let mut world = self.shared.world();
        let plan = Plan {
            kind: group.kind,
            title: group.title,
            about: group.about,
            is_forum: group.forum,
            members: group.members,
        };
        world
            .accounts
            .get(group.creator)
            .context("there is no such creator")?;
        let (peer, _) = world.make_group(group.creator, plan, None).map_err(named)?;
        if group.username.is_some() {
            world
                .set_group_name(peer, group.username.as_deref())
                .map_err(named)?;
        }
        Ok(peer.mark())
    }

    /// Changes a group.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error, or the picture is not base 64.
    pub fn change_group(&self, chat: i64, change: GroupChange) -> Result<()> {
        use base64::Engine;
        let by = self.ruler(chat, change.by)?;
        let peer = Peer::of_mark(chat);
        let photo = change
            .photo
            .map(|photo| base64::engine::general_purpose::STANDARD.decode(photo));
        let photo = photo.transpose().context("the picture is not base 64")?;
        let mut world = self.shared.world();
        if let Some(title) = change.title {
            world.set_title(by, peer, title, None).map_err(named)?;
        }
        if let Some(about) = change.about {
            world.set_about(by, peer, about).map_err(named)?;
        }
        if let Some(name) = change.username {
            let name = Some(name).filter(|name| !name.is_empty());
            world.set_group_name(peer, name.as_deref()).map_err(named)?;
        }
        if let Some(bytes) = photo {
            let photo = (!bytes.is_empty()).then(|| keep_photo(&mut world, bytes));
            world.set_photo(by, peer, photo, None).map_err(named)?;
        }
        if let Some(on) = change.forum {
            world.set_forum(by, peer, on).map_err(named)?;
        }
        if let Some(on) = change.protected {
            world.set_protected(by, peer, on).map_err(named)?;
        }
        Ok(())
    }

    /// Gives a user or bot another picture.
    pub fn set_photo(&self, user: i64, bytes: Vec<u8>) {
        let mut world = self.shared.world();
        let photo = keep_photo(&mut world, bytes);
        world.set_user_photo(user, Some(photo));
    }

    /// Makes a supergroup out of a basic group; gives its number.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn upgrade(&self, chat: i64) -> Result<i64> {
        let by = self.ruler(chat, None)?;
        let mut world = self.shared.world();
        let (peer, _) = world
            .upgrade(by, Peer::of_mark(chat), None)
            .map_err(named)?;
        Ok(peer.mark())
    }

    /// Makes a topic; gives the number of its first message.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn add_topic(&self, chat: i64, topic: NewTopic) -> Result<i32> {
        let by = self.ruler(chat, topic.by)?;
        let mut world = self.shared.world();
        let made = world.make_topic(by, Peer::of_mark(chat), topic.title, (None, None), None);
        made.map_err(named)
    }

    /// A link by which people come in.
    ///
    /// # Errors
    ///
    /// Code and name of Telegram's error.
    pub fn make_invite(&self, chat: i64) -> Result<String> {
        let by = self.ruler(chat, None)?;
        let mut world = self.shared.world();
        let hash = world.make_invite(by, Peer::of_mark(chat), (0, 0), false);
        Ok(format!("https://t.me/+{}", hash.map_err(named)?))
    }

    /// A group.
    pub fn group(&self, chat: i64) -> Option<GroupSeen> {
        let world = self.shared.world();
        world.groups.get(Peer::of_mark(chat)).map(seen)
    }

    /// Who does something in a group: who is named, else its creator.
    pub(super) fn ruler(&self, chat: i64, named: Option<i64>) -> Result<i64> {
        if let Some(named) = named {
            return Ok(named);
        }
        let world = self.shared.world();
        let group = world
            .groups
            .get(Peer::of_mark(chat))
            .context("there is no such group")?;
        let mut members = group.members.iter();
        let creator = members.find(|(_, member)| member.role == Role::Creator);
        Ok(*creator.context("the group's creator has left")?.0)
    }
}

pub(super) fn keep_photo(world: &mut crate::world::World, bytes: Vec<u8>) -> i64 {
    let file = world.files.keep(2, bytes, "image/jpeg");
    file.is_photo = true;
    file.id
}

fn seen(group: &Group) -> GroupSeen {
    let members = group.members.iter().map(|(id, member)| MemberSeen {
        id: *id,
        role: match member.role {
            Role::Creator => "creator",
            Role::Admin(..) => "admin",
            Role::Plain => "member",
        },
        restricted: member.restricted.is_some(),
        read: member.inbox,
    });
    let banned = group.former.iter().filter(|(_, ban)| ban.is_some());
    let topics = group.topics.values().map(|topic| TopicSeen {
        id: topic.id,
        title: topic.title.clone(),
        closed: topic.is_closed,
        messages: topic.ids.len(),
    });
    GroupSeen {
        id: group.peer.mark(),
        kind: group.kind,
        title: group.title.clone(),
        about: group.about.clone(),
        username: group.username.clone(),
        has_photo: group.photo.is_some(),
        forum: group.is_forum,
        became: group.became.map(|id| Peer::Channel(id).mark()),
        members: members.collect(),
        banned: banned.map(|(id, _)| *id).collect(),
        topics: topics.collect(),
    }
}
