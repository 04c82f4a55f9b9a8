//! Chats of a logged-in person: which there are, what is in them, who is in them, and what is done in them.
//!
//! All are plain functions over a [`Connection`], one question or deed each, within a
//! deadline. Ids have their kind in them: people are positive, basic groups negative, supergroups and channels below
//! -1000000000000. What it takes to address a chat (its access hash) is kept in the session as chats are met. Whoever
//! asks much uses a [`pace::Pacer`], so that Telegram need not ask for patience.

pub mod act;
pub mod files;
pub mod history;
pub mod info;
pub mod join;
pub mod list;
pub mod media;
pub mod members;
pub mod pace;
pub mod people;
pub mod post;
pub mod powers;
pub mod spans;
pub mod topics;
pub mod write;

mod error;

use grammers_session::types::{PeerId, PeerInfo, PeerRef};
use grammers_tl_types::{enums, types};

pub use error::ChatError;

use crate::connection::Connection;
use crate::peers::address;
use powers::{Allowed, Powers, Role};

/// What kind of chat it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// With one person.
    Person,
    /// With a bot.
    Bot,
    /// With oneself: the saved messages.
    Saved,
    /// A basic group: at most 200 people, each with numbers of their own for its messages.
    Group,
    /// A supergroup: messages have the same number for all.
    Supergroup,
    /// A channel, in which admins alone write.
    Channel,
}

/// A chat as a list or an update names it.
#[derive(Clone, PartialEq, Eq)]
pub struct Chat {
    /// The id with its kind in it.
    pub id: i64,
    /// What kind it is.
    pub kind: ChatKind,
    /// Its title; in a private chat the other's name, which is empty if the account exists no more.
    pub title: String,
    /// The name behind the @.
    pub username: Option<String>,
    /// Which picture it has, for [`files::chat_photo`].
    pub photo: Option<i64>,
    /// Whether it has topics.
    pub is_forum: bool,
    /// Whether nothing may be copied out of it.
    pub is_protected: bool,
    /// How many are in it, if that was said.
    pub members: Option<u32>,
    /// What the logged-in person is in it.
    pub own_role: Role,
    /// What plain members may do.
    pub allowed: Allowed,
    /// The supergroup that this basic group has become. Nothing more is written here then.
    pub became: Option<i64>,
}

impl Chat {
    /// From Telegram's form; `None` for what is no chat to write in.
    pub fn of(chat: &enums::Chat) -> Option<Self> {
        match chat {
            enums::Chat::Chat(chat) => basic(chat),
            enums::Chat::Channel(channel) => of_channel(channel),
            enums::Chat::Forbidden(chat) => {
                let id = PeerId::chat(chat.id)?.bot_api_dialog_id()?;
                Some(Self::shut(id, ChatKind::Group, &chat.title))
            }
            enums::Chat::ChannelForbidden(channel) => {
                let id = PeerId::channel(channel.id)?.bot_api_dialog_id()?;
                let kind = channel_kind(channel.broadcast);
                Some(Self::shut(id, kind, &channel.title))
            }
            enums::Chat::Empty(_)
            | enums::Chat::Community(_)
            | enums::Chat::CommunityForbidden(_) => None,
        }
    }

    /// The private chat with somebody.
    pub fn with(person: &people::Person) -> Self {
        let kind = match (person.is_self, person.is_bot) {
            (true, _) => ChatKind::Saved,
            (_, true) => ChatKind::Bot,
            _ => ChatKind::Person,
        };
        Self {
            username: person.username.clone(),
            photo: person.photo,
            own_role: Role::Member,
            ..Self::shut(person.id, kind, &person.name())
        }
    }

    /// Whether the logged-in person is in it.
    pub const fn is_open(&self) -> bool {
        matches!(
            self.own_role,
            Role::Creator | Role::Admin(_) | Role::Member | Role::Restricted(_)
        ) && self.became.is_none()
    }

    /// One that is known by name alone.
    fn shut(id: i64, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            username: None,
            photo: None,
            is_forum: false,
            is_protected: false,
            members: None,
            own_role: Role::Banned,
            allowed: Allowed::ALL,
            became: None,
        }
    }
}

const fn channel_kind(is_broadcast: bool) -> ChatKind {
    if is_broadcast {
        ChatKind::Channel
    } else {
        ChatKind::Supergroup
    }
}

fn basic(chat: &types::Chat) -> Option<Chat> {
    let became = chat.migrated_to.as_ref().and_then(|to| match to {
        enums::InputChannel::Channel(to) => PeerId::channel(to.channel_id)?.bot_api_dialog_id(),
        enums::InputChannel::FromMessage(_) | enums::InputChannel::Empty => None,
    });
    let own_role = match (chat.creator, &chat.admin_rights) {
        _ if chat.left || chat.deactivated => Role::Left,
        (true, _) => Role::Creator,
        (_, Some(rights)) => Role::Admin(Powers::of(rights)),
        _ => Role::Member,
    };
    let id = PeerId::chat(chat.id)?.bot_api_dialog_id()?;
    Some(Chat {
        photo: photo(&chat.photo),
        is_protected: chat.noforwards,
        members: chat.participants_count.try_into().ok(),
        own_role,
        allowed: Allowed::without(chat.default_banned_rights.as_ref()),
        became,
        ..Chat::shut(id, ChatKind::Group, &chat.title)
    })
}

fn of_channel(channel: &types::Channel) -> Option<Chat> {
    let own_role = match (channel.creator, &channel.admin_rights) {
        _ if channel.left => Role::Left,
        (true, _) => Role::Creator,
        (_, Some(rights)) => Role::Admin(Powers::of(rights)),
        _ => Role::under(channel.banned_rights.as_ref()),
    };
    let id = PeerId::channel(channel.id)?.bot_api_dialog_id()?;
    let kind = channel_kind(channel.broadcast);
    let count = channel.participants_count;
    Some(Chat {
        username: people::active_name(channel.username.as_ref(), channel.usernames.as_deref()),
        photo: photo(&channel.photo),
        is_forum: channel.forum,
        is_protected: channel.noforwards,
        members: count.and_then(|count| count.try_into().ok()),
        own_role,
        allowed: Allowed::without(channel.default_banned_rights.as_ref()),
        ..Chat::shut(id, kind, &channel.title)
    })
}

const fn photo(photo: &enums::ChatPhoto) -> Option<i64> {
    match photo {
        enums::ChatPhoto::Photo(photo) => Some(photo.photo_id),
        enums::ChatPhoto::Empty => None,
    }
}

/// The id with its kind in it.
pub(crate) fn mark(peer: &enums::Peer) -> i64 {
    // Telegram's own ids always fit; 0 is nobody.
    PeerId::from(peer).bot_api_dialog_id().unwrap_or_default()
}

/// The id of a supergroup or channel with its kind in it.
pub(crate) fn channel_mark(channel_id: i64) -> i64 {
    mark(&types::PeerChannel { channel_id }.into())
}

/// The id of a basic group with its kind in it.
pub(crate) fn group_mark(chat_id: i64) -> i64 {
    mark(&types::PeerChat { chat_id }.into())
}

/// How to address a chat.
pub(crate) async fn find(connection: &Connection, chat: i64) -> Result<PeerRef, ChatError> {
    let found = address(connection, chat).await?;
    found.ok_or(ChatError::UnknownChat)
}

/// How to address a chat in calls that are for supergroups and channels alone; `None` for another kind.
pub(crate) fn channel_of(peer: PeerRef) -> Option<enums::InputChannel> {
    match enums::InputPeer::from(peer) {
        enums::InputPeer::Channel(channel) => {
            let (channel_id, access_hash) = (channel.channel_id, channel.access_hash);
            let channel = types::InputChannel {
                channel_id,
                access_hash,
            };
            Some(channel.into())
        }
        enums::InputPeer::Empty
        | enums::InputPeer::PeerSelf
        | enums::InputPeer::Chat(_)
        | enums::InputPeer::User(_)
        | enums::InputPeer::UserFromMessage(_)
        | enums::InputPeer::ChannelFromMessage(_) => None,
    }
}

/// Remembers whom an answer names, so that they can be addressed.
pub(crate) fn learn(connection: &Connection, users: &[enums::User], chats: &[enums::Chat]) {
    let users = users.iter().map(PeerInfo::from);
    let chats = chats.iter().map(PeerInfo::from);
    connection.session().learn(users.chain(chats));
}

/// The id of who is logged in.
pub(crate) fn own(connection: &Connection) -> i64 {
    connection.session().own_id()
}

/// Seconds since 1970, as Telegram counts.
pub(crate) fn time(seconds: i32) -> domain::time::Timestamp {
    domain::time::Timestamp::from_micros(i64::from(seconds) * 1_000_000)
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chat")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
