//! What a message says that happened.

use std::time::Duration;

use grammers_tl_types::enums;

use crate::chats::{channel_mark, group_mark};

/// What happened in a chat. Who did it is the message's author.
#[derive(Clone, PartialEq, Eq)]
pub enum Action {
    /// The chat was made.
    Created {
        /// Its title.
        title: String,
        /// Who was in it from the first.
        people: Vec<i64>,
    },
    /// It has another title.
    TitleChanged(String),
    /// It has another picture; `None`: none.
    PhotoChanged(Option<i64>),
    /// The author brought these in; themselves, if they came by themselves.
    Joined(Vec<i64>),
    /// The author came by an invite link, or was let in.
    CameIn,
    /// The author took this person out; themselves, if they went.
    Left(i64),
    /// This basic group has become this supergroup.
    Became(i64),
    /// This supergroup was this basic group.
    Was(i64),
    /// The message that it answers was pinned.
    Pinned,
    /// A topic was made, whose number is that of this message.
    TopicMade {
        /// Its title.
        title: String,
    },
    /// A topic was changed.
    TopicChanged {
        /// The new title.
        title: Option<String>,
        /// Whether it was closed, or opened again.
        closed: Option<bool>,
    },
    /// New messages delete themselves after this; `None`: no more.
    Lives(Option<Duration>),
    /// The history was emptied.
    Cleared,
    /// A contact has come to Telegram.
    SignedUp,
    /// A call.
    Call,
    /// Something else, of which Telegram's apps tell more.
    Other,
}

impl Action {
    /// From Telegram's form.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Telegram's unions have dozens of members"
    )]
    pub(crate) fn of(action: &enums::MessageAction) -> Self {
        match action {
            enums::MessageAction::ChatCreate(made) => Self::Created {
                title: made.title.clone(),
                people: made.users.clone(),
            },
            enums::MessageAction::ChannelCreate(made) => Self::Created {
                title: made.title.clone(),
                people: Vec::new(),
            },
            enums::MessageAction::ChatEditTitle(to) => Self::TitleChanged(to.title.clone()),
            enums::MessageAction::ChatEditPhoto(to) => Self::PhotoChanged(photo(&to.photo)),
            enums::MessageAction::ChatDeletePhoto => Self::PhotoChanged(None),
            enums::MessageAction::ChatAddUser(added) => Self::Joined(added.users.clone()),
            enums::MessageAction::ChatJoinedByLink(_)
            | enums::MessageAction::ChatJoinedByRequest
            | enums::MessageAction::ChatJoinedViaCommunity(_) => Self::CameIn,
            enums::MessageAction::ChatDeleteUser(gone) => Self::Left(gone.user_id),
            enums::MessageAction::ChatMigrateTo(to) => Self::Became(channel_mark(to.channel_id)),
            enums::MessageAction::ChannelMigrateFrom(from) => Self::Was(group_mark(from.chat_id)),
            enums::MessageAction::PinMessage => Self::Pinned,
            enums::MessageAction::TopicCreate(made) => Self::TopicMade {
                title: made.title.clone(),
            },
            enums::MessageAction::TopicEdit(changed) => Self::TopicChanged {
                title: changed.title.clone(),
                closed: changed.closed,
            },
            enums::MessageAction::SetMessagesTtl(ttl) => {
                Self::Lives(super::seconds(Some(ttl.period)))
            }
            enums::MessageAction::HistoryClear => Self::Cleared,
            enums::MessageAction::ContactSignUp => Self::SignedUp,
            enums::MessageAction::PhoneCall(_) | enums::MessageAction::GroupCall(_) => Self::Call,
            _ => Self::Other,
        }
    }
}

const fn photo(photo: &enums::Photo) -> Option<i64> {
    match photo {
        enums::Photo::Photo(photo) => Some(photo.id),
        enums::Photo::Empty(_) => None,
    }
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Titles are nobody's business.
        f.write_str(match self {
            Self::Created { .. } => "Created(…)",
            Self::TitleChanged(_) => "TitleChanged(…)",
            Self::PhotoChanged(_) => "PhotoChanged(…)",
            Self::Joined(_) => "Joined(…)",
            Self::CameIn => "CameIn",
            Self::Left(_) => "Left(…)",
            Self::Became(_) => "Became(…)",
            Self::Was(_) => "Was(…)",
            Self::Pinned => "Pinned",
            Self::TopicMade { .. } => "TopicMade(…)",
            Self::TopicChanged { .. } => "TopicChanged(…)",
            Self::Lives(_) => "Lives(…)",
            Self::Cleared => "Cleared",
            Self::SignedUp => "SignedUp",
            Self::Call => "Call",
            Self::Other => "Other",
        })
    }
}
