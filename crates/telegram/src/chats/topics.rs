//! The topics of a forum.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};

use super::{ChatError, find, learn, mark};
use crate::connection::Connection;

/// A topic of a forum.
#[derive(Clone, PartialEq, Eq)]
pub struct Topic {
    /// The number of its first message; 1 is the general topic.
    pub id: i32,
    /// Its title.
    pub title: String,
    /// Who made it.
    pub made_by: i64,
    /// Its newest message.
    pub last_message: i32,
    /// How many messages the account has not read.
    pub unread: u32,
    /// Whether only admins write in it.
    pub is_closed: bool,
}

/// A page of the topics of a forum.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    /// The topics.
    pub topics: Vec<Topic>,
    /// How many there are in all.
    pub total: u32,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<Place>,
}

/// A place in the list of topics: after this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    topic: i32,
    message: i32,
    date: i32,
}

/// A page of the topics of a forum, those with the newest messages first; `from` is where the page before ended.
pub async fn page(
    connection: &Connection,
    chat: i64,
    from: Option<Place>,
    limit: i32,
    deadline: Duration,
) -> Result<Topics, ChatError> {
    let request = calls::messages::GetForumTopics {
        peer: find(connection, chat).await?.into(),
        q: None,
        offset_date: from.map_or(0, |from| from.date),
        offset_id: from.map_or(0, |from| from.message),
        offset_topic: from.map_or(0, |from| from.topic),
        limit,
    };
    let enums::messages::ForumTopics::Topics(answer) =
        connection.invoke(&request, deadline).await?;
    learn(connection, &answer.users, &answer.chats);
    let listed: Vec<_> = answer.topics.iter().filter_map(alive).collect();
    let last = listed.last().map(|topic| Place {
        topic: topic.id,
        message: topic.top_message,
        date: date_of(&answer.messages, topic.top_message),
    });
    let is_full = i32::try_from(answer.topics.len()).unwrap_or(i32::MAX) >= limit;
    Ok(Topics {
        topics: listed.into_iter().map(Topic::of).collect(),
        total: answer.count.try_into().unwrap_or(0),
        next: last.filter(|_| is_full),
    })
}

const fn alive(topic: &enums::ForumTopic) -> Option<&types::ForumTopic> {
    match topic {
        enums::ForumTopic::Topic(topic) => Some(topic),
        enums::ForumTopic::Deleted(_) => None,
    }
}

fn date_of(messages: &[enums::Message], id: i32) -> i32 {
    let message = messages.iter().find(|message| message.id() == id);
    match message {
        Some(enums::Message::Message(message)) => message.date,
        Some(enums::Message::Service(message)) => message.date,
        Some(enums::Message::Empty(_)) | None => 0,
    }
}

impl Topic {
    fn of(topic: &types::ForumTopic) -> Self {
        Self {
            id: topic.id,
            title: topic.title.clone(),
            made_by: mark(&topic.from_id),
            last_message: topic.top_message,
            unread: topic.unread_count.try_into().unwrap_or(0),
            is_closed: topic.closed,
        }
    }
}

impl std::fmt::Debug for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Topic")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
