//! What happens in the chats of an account, as one type.
//!
//! Updates come by [`Connection::updates`](crate::connection::Connection::updates), in order and without gaps: what is
//! lost on the way is fetched, also what happened while there was no connection. If that is more than Telegram tells,
//! [`News::Missed`] says so. What this connection wrote or changed itself does not come back; what the account does
//! elsewhere does.

use std::time::Duration;

use grammers_tl_types::{enums, types};

use crate::chats::act::{Doing, Reactions};
use crate::chats::people::Person;
use crate::chats::post::{Action, Post};
use crate::chats::{Chat, channel_mark, group_mark, mark};
use crate::connection::{People, Update};

mod members;
mod told;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// A message was written; also a note of something that has no news of its own, with its
    /// [`action`](Post::action).
    Wrote(Box<Post>),
    /// A message was changed; this is how it is now. Telegram says so too when only its preview or its reactions did.
    Edited(Box<Post>),
    /// Messages are gone.
    Deleted {
        /// Their chat; `None` for private chats and basic groups, which number their messages together.
        chat: Option<i64>,
        /// Their numbers.
        messages: Vec<i32>,
    },
    /// What people think of a message is now this.
    Reacted {
        /// The chat.
        chat: i64,
        /// The message.
        message: i32,
        /// All reactions to it.
        reactions: Reactions,
    },
    /// Somebody has read.
    Read {
        /// The chat.
        chat: i64,
        /// The topic, if it is about one.
        topic: Option<i32>,
        /// Up to this message.
        up_to: i32,
        /// Whether it was this account, elsewhere, that read what others wrote; else the others what this wrote.
        by_us: bool,
    },
    /// People came into a group or channel.
    Joined {
        /// Where and by whom; who came by themselves is both.
        what: Happened,
        /// Who.
        people: Vec<i64>,
    },
    /// Somebody is no longer in a group or channel.
    Left {
        /// Where and by whom; who went by themselves is both.
        what: Happened,
        /// Who.
        person: i64,
    },
    /// What somebody may do, or who is in a group, has changed in a way that is not told in full: ask
    /// [`members`](crate::chats::members).
    MembersChanged {
        /// The group or channel.
        chat: i64,
    },
    /// A chat has another title.
    TitleChanged {
        /// Where and by whom.
        what: Happened,
        /// The new one.
        title: String,
    },
    /// A chat has another picture.
    PhotoChanged {
        /// Where and by whom.
        what: Happened,
        /// The new one; `None`: none.
        photo: Option<i64>,
    },
    /// A basic group has become a supergroup. It is told in both.
    Upgraded {
        /// The basic group, in which nothing more happens.
        group: i64,
        /// The supergroup.
        supergroup: i64,
    },
    /// Messages were pinned, or are no longer.
    Pinned {
        /// The chat.
        chat: i64,
        /// Their numbers.
        messages: Vec<i32>,
        /// Whether they are pinned now.
        on: bool,
    },
    /// Somebody is writing, or has stopped. It lasts six seconds.
    Typing {
        /// The chat.
        chat: i64,
        /// The topic, if it is in one.
        topic: Option<i32>,
        /// Who.
        person: i64,
        /// What they are doing.
        doing: Doing,
    },
    /// Something about a group or channel has changed, perhaps whether this account is in it.
    ChatChanged {
        /// Which.
        id: i64,
        /// How it is now, if that was said with it; else ask [`info`](crate::chats::info).
        chat: Option<Box<Chat>>,
    },
    /// Somebody has another name or picture.
    PersonChanged {
        /// Who.
        id: i64,
        /// How they are now, if that was said with it; else ask [`people`](crate::chats::people).
        person: Option<Box<Person>>,
    },
    /// New messages of a chat delete themselves after this.
    LivesChanged {
        /// The chat.
        chat: i64,
        /// After how long; `None`: no more.
        lives: Option<Duration>,
    },
    /// More happened than Telegram tells: read the history since the newest message that is known.
    Missed {
        /// The supergroup or channel; `None` for all private chats and basic groups.
        chat: Option<i64>,
    },
}

/// Where something happened, and who did it. It is a message, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// The chat.
    pub chat: i64,
    /// Who did it, as [`Post::from`].
    pub by: i64,
    /// Whether it was this account.
    pub is_ours: bool,
    /// The number of the message that says so; `None` if there is none.
    pub message: Option<i32>,
    /// When, if it was said.
    pub date: Option<domain::time::Timestamp>,
}

impl News {
    /// What an update says; `None` for what is not about chats, such as presses of buttons.
    pub fn of(update: &Update) -> Option<Self> {
        written(&update.raw, update.own)
            .or_else(|| told::told(&update.raw, &update.people))
            .or_else(|| members::of_bots(&update.raw))
    }

    /// The chat that it is about, if it is about one.
    pub fn chat(&self) -> Option<i64> {
        match self {
            Self::Wrote(post) | Self::Edited(post) => Some(post.chat),
            Self::Deleted { chat, .. } | Self::Missed { chat } => *chat,
            Self::Reacted { chat, .. }
            | Self::Read { chat, .. }
            | Self::MembersChanged { chat }
            | Self::Pinned { chat, .. }
            | Self::Typing { chat, .. }
            | Self::ChatChanged { id: chat, .. }
            | Self::LivesChanged { chat, .. } => Some(*chat),
            Self::Joined { what, .. }
            | Self::Left { what, .. }
            | Self::TitleChanged { what, .. }
            | Self::PhotoChanged { what, .. } => Some(what.chat),
            Self::Upgraded { supergroup, .. } => Some(*supergroup),
            Self::PersonChanged { .. } => None,
        }
    }
}

/// The people and chats that an update names, as they are now. Who is in no chat with the account may be named without
/// all that is known of them.
pub fn named(people: &People) -> (Vec<Person>, Vec<Chat>) {
    let chats = people.chats.values().filter_map(Chat::of);
    let people = people.users.values().filter_map(Person::of);
    (people.collect(), chats.collect())
}

/// Messages, and what they say that happened.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
fn written(update: &enums::Update, own: i64) -> Option<News> {
    let (message, is_edit) = match update {
        enums::Update::NewMessage(update) => (&update.message, false),
        enums::Update::NewChannelMessage(update) => (&update.message, false),
        enums::Update::EditMessage(update) => (&update.message, true),
        enums::Update::EditChannelMessage(update) => (&update.message, true),
        _ => return None,
    };
    let post = Post::of(message, own)?;
    Some(if is_edit {
        News::Edited(Box::new(post))
    } else {
        happened(post)
    })
}

fn happened(mut post: Post) -> News {
    let what = Happened {
        chat: post.chat,
        by: post.from,
        is_ours: post.is_ours,
        message: Some(post.id),
        date: Some(post.date),
    };
    match post.action.take() {
        Some(Action::TitleChanged(title)) => News::TitleChanged { what, title },
        Some(Action::PhotoChanged(photo)) => News::PhotoChanged { what, photo },
        Some(Action::Joined(people)) => News::Joined { what, people },
        Some(Action::CameIn) => News::Joined {
            people: vec![post.from],
            what,
        },
        Some(Action::Left(person)) => News::Left { what, person },
        Some(Action::Became(supergroup)) => News::Upgraded {
            group: post.chat,
            supergroup,
        },
        Some(Action::Was(group)) => News::Upgraded {
            group,
            supergroup: post.chat,
        },
        action => {
            post.action = action;
            News::Wrote(Box::new(post))
        }
    }
}
