//! What is done in a chat besides writing: deleting, reacting, reading, typing, pinning.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};

use super::{ChatError, channel_of, find, mark};
use crate::connection::{CallError, Connection};

mod doing;

pub use doing::Doing;

/// The most that one call deletes.
const MOST: usize = 100;

/// What people think of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reactions {
    /// Which reactions there are, and how many gave each.
    pub counts: Vec<(Reaction, u32)>,
    /// Who gave which, as far as Telegram says: in private chats and small groups all, else the newest few.
    pub by: Vec<(i64, Reaction)>,
}

/// A reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reaction {
    /// An emoji.
    Emoji(String),
    /// An emoji that is a picture of its own, by the number of its document.
    Custom(i64),
    /// A star that was paid for.
    Paid,
}

impl Reactions {
    /// From Telegram's form.
    pub(crate) fn of(reactions: Option<&enums::MessageReactions>) -> Self {
        let Some(enums::MessageReactions::Reactions(all)) = reactions else {
            return Self::default();
        };
        let counts = all.results.iter().filter_map(|count| {
            let enums::ReactionCount::Count(count) = count;
            Some((Reaction::of(&count.reaction)?, count.count.try_into().ok()?))
        });
        let by = all.recent_reactions.iter().flatten().filter_map(|given| {
            let enums::MessagePeerReaction::Reaction(given) = given;
            Some((mark(&given.peer_id), Reaction::of(&given.reaction)?))
        });
        Self {
            counts: counts.collect(),
            by: by.collect(),
        }
    }

    /// Whether who gave which is known of all.
    pub fn is_complete(&self) -> bool {
        let all: u32 = self.counts.iter().map(|(_, count)| count).sum();
        u32::try_from(self.by.len()) == Ok(all)
    }
}

impl Reaction {
    /// From Telegram's form; `None` for an empty place.
    pub(crate) fn of(reaction: &enums::Reaction) -> Option<Self> {
        Some(match reaction {
            enums::Reaction::Emoji(emoji) => Self::Emoji(emoji.emoticon.clone()),
            enums::Reaction::CustomEmoji(emoji) => Self::Custom(emoji.document_id),
            enums::Reaction::Paid => Self::Paid,
            enums::Reaction::Empty => return None,
        })
    }

    fn given(&self) -> enums::Reaction {
        match self {
            Self::Emoji(emoticon) => {
                let emoticon = emoticon.clone();
                types::ReactionEmoji { emoticon }.into()
            }
            Self::Custom(document_id) => {
                let document_id = *document_id;
                types::ReactionCustomEmoji { document_id }.into()
            }
            Self::Paid => enums::Reaction::Paid,
        }
    }
}

/// Deletes messages: for everybody, or in private chats and basic groups for this account alone. Messages that are
/// gone already are passed over.
pub async fn delete(
    connection: &Connection,
    chat: i64,
    ids: &[i32],
    for_everybody: bool,
    deadline: Duration,
) -> Result<(), ChatError> {
    let peer = find(connection, chat).await?;
    for ids in ids.chunks(MOST) {
        let id = ids.to_vec();
        if let Some(channel) = channel_of(peer) {
            let request = calls::channels::DeleteMessages { channel, id };
            connection.invoke(&request, deadline).await?;
        } else {
            let revoke = for_everybody;
            let request = calls::messages::DeleteMessages { revoke, id };
            connection.invoke(&request, deadline).await?;
        }
    }
    Ok(())
}

/// Gives a message these reactions of this account instead of those it gave before; none takes them away.
pub async fn react(
    connection: &Connection,
    chat: i64,
    message: i32,
    reactions: &[Reaction],
    deadline: Duration,
) -> Result<(), ChatError> {
    let request = calls::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: find(connection, chat).await?.into(),
        msg_id: message,
        reaction: Some(reactions.iter().map(Reaction::given).collect()),
    };
    already(connection.invoke(&request, deadline).await.map(drop))
}

/// Tells the others that this account has read a chat up to a message.
pub async fn read(
    connection: &Connection,
    chat: i64,
    up_to: i32,
    deadline: Duration,
) -> Result<(), ChatError> {
    let peer = find(connection, chat).await?;
    let max_id = up_to;
    if let Some(channel) = channel_of(peer) {
        let request = calls::channels::ReadHistory { channel, max_id };
        connection.invoke(&request, deadline).await?;
    } else {
        let peer = peer.into();
        let request = calls::messages::ReadHistory { peer, max_id };
        connection.invoke(&request, deadline).await?;
    }
    Ok(())
}

/// Notes that this account has read a topic of a forum up to a message.
pub async fn read_topic(
    connection: &Connection,
    chat: i64,
    topic: i32,
    up_to: i32,
    deadline: Duration,
) -> Result<(), ChatError> {
    let request = calls::messages::ReadDiscussion {
        peer: find(connection, chat).await?.into(),
        msg_id: topic,
        read_max_id: up_to,
    };
    connection.invoke(&request, deadline).await?;
    Ok(())
}

/// Tells the others that this account is writing. That lasts six seconds, or until a message comes.
pub async fn typing(
    connection: &Connection,
    chat: i64,
    topic: Option<i32>,
    doing: Doing,
    deadline: Duration,
) -> Result<(), ChatError> {
    let request = calls::messages::SetTyping {
        peer: find(connection, chat).await?.into(),
        top_msg_id: topic,
        action: doing.told(),
    };
    connection.invoke(&request, deadline).await?;
    Ok(())
}

/// Pins a message for everybody, or ends it.
pub async fn pin(
    connection: &Connection,
    chat: i64,
    message: i32,
    on: bool,
    deadline: Duration,
) -> Result<(), ChatError> {
    let request = calls::messages::UpdatePinnedMessage {
        silent: true,
        unpin: !on,
        pm_oneside: false,
        peer: find(connection, chat).await?.into(),
        id: message,
    };
    already(connection.invoke(&request, deadline).await.map(drop))
}

/// That it was so before is as good as done.
fn already(answer: Result<(), CallError>) -> Result<(), ChatError> {
    match answer {
        Err(CallError::Refused(refusal))
            if matches!(
                refusal.name.as_str(),
                "MESSAGE_NOT_MODIFIED" | "CHAT_NOT_MODIFIED"
            ) =>
        {
            Ok(())
        }
        answer => Ok(answer?),
    }
}
