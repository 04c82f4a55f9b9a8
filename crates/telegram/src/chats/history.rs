//! What was written in a chat.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};

use super::people::Person;
use super::post::Post;
use super::{Chat, ChatError, channel_of, find, learn, own};
use crate::connection::Connection;

/// Messages of a chat, and whom they name.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The messages, the newest first.
    pub posts: Vec<Post>,
    /// How many messages the chat has in all, as far as Telegram says.
    pub total: u32,
    /// Who wrote them or is named in them.
    pub people: Vec<Person>,
    /// Chats that wrote them, or that they were forwarded from.
    pub chats: Vec<Chat>,
    /// Before which message the next page begins; `None` if this is the last.
    pub next: Option<i32>,
}

/// Which messages are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// Those before this one; 0: from the newest on.
    pub before: i32,
    /// Those after this one; 0: to the oldest.
    pub after: i32,
    /// How many, 100 at most.
    pub limit: i32,
}

/// A page of the history of a chat, the newest first. Only people can ask for that, bots cannot.
pub async fn page(
    connection: &Connection,
    chat: i64,
    part: Part,
    deadline: Duration,
) -> Result<Page, ChatError> {
    let request = calls::messages::GetHistory {
        peer: find(connection, chat).await?.into(),
        offset_id: part.before,
        offset_date: 0,
        add_offset: 0,
        limit: part.limit,
        max_id: 0,
        min_id: part.after,
        hash: 0,
    };
    let answer = connection.invoke(&request, deadline).await?;
    let (found, oldest) = read(connection, answer);
    let is_full =
        part.limit > 0 && oldest.count >= usize::try_from(part.limit).unwrap_or(0).min(100);
    Ok(Page {
        // A page that is not full is the last.
        next: oldest.id.filter(|_| is_full),
        ..found
    })
}

/// Single messages by their numbers, as they are now; those that are gone are missing. In private chats and basic
/// groups, only messages of this chat are given; [`Page::total`] counts those of others, too.
pub async fn posts(
    connection: &Connection,
    chat: i64,
    ids: &[i32],
    deadline: Duration,
) -> Result<Page, ChatError> {
    let peer = find(connection, chat).await?;
    let id = ids
        .iter()
        .map(|id| types::InputMessageId { id: *id }.into());
    let id = id.collect();
    let answer = if let Some(channel) = channel_of(peer) {
        let request = calls::channels::GetMessages { channel, id };
        connection.invoke(&request, deadline).await?
    } else {
        let request = calls::messages::GetMessages { id };
        connection.invoke(&request, deadline).await?
    };
    let (mut page, _) = read(connection, answer);
    page.total = u32::try_from(page.posts.len()).unwrap_or(u32::MAX);
    page.posts.retain(|post| post.chat == chat);
    Ok(page)
}

/// The end of a page: its last number, and how many places it has, also of messages that are gone.
struct End {
    id: Option<i32>,
    count: usize,
}

fn read(connection: &Connection, answer: enums::messages::Messages) -> (Page, End) {
    let (messages, users, chats, total) = match answer {
        enums::messages::Messages::Messages(all) => (all.messages, all.users, all.chats, None),
        enums::messages::Messages::Slice(all) => {
            (all.messages, all.users, all.chats, Some(all.count))
        }
        enums::messages::Messages::ChannelMessages(all) => {
            (all.messages, all.users, all.chats, Some(all.count))
        }
        enums::messages::Messages::NotModified(_) => Default::default(),
    };
    learn(connection, &users, &chats);
    let own = own(connection);
    let end = End {
        id: messages.last().map(enums::Message::id),
        count: messages.len(),
    };
    let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    let page = Page {
        posts: messages
            .iter()
            .filter_map(|message| Post::of(message, own))
            .collect(),
        total: total
            .and_then(|total| total.try_into().ok())
            .unwrap_or(count),
        people: users.iter().filter_map(Person::of).collect(),
        chats: chats.iter().filter_map(Chat::of).collect(),
        next: None,
    };
    (page, end)
}
