//! All about one chat.

use std::time::Duration;

use grammers_session::types::PeerRef;
use grammers_tl_types::{enums, functions as calls, types};

use super::{Chat, ChatError, channel_mark, channel_of, find, group_mark, learn, people};
use crate::connection::Connection;

/// All about one chat.
#[derive(Clone)]
pub struct ChatInfo {
    /// The chat, with title, picture, and what the account may do in it.
    pub chat: Chat,
    /// Its description; what a person says of themselves.
    pub about: Option<String>,
    /// How many are in it, if Telegram says so.
    pub members: Option<u32>,
    /// Whether this account may list the members ([`super::members::page`]).
    pub can_list_members: bool,
    /// The newest pinned message.
    pub pinned: Option<i32>,
    /// The channel's group for discussion, or the group's channel.
    pub linked: Option<i64>,
    /// The basic group that this supergroup was.
    pub was: Option<i64>,
    /// After how long new messages delete themselves.
    pub lives: Option<Duration>,
    /// How long members wait between two messages.
    pub slow_mode: Option<Duration>,
}

/// All about one chat; of people and bots, what they say of themselves.
pub async fn info(
    connection: &Connection,
    chat: i64,
    deadline: Duration,
) -> Result<ChatInfo, ChatError> {
    let peer = find(connection, chat).await?;
    if chat > 0 {
        return of_person(connection, chat, deadline).await;
    }
    let answer = full(connection, peer, deadline).await?;
    let mut chats = answer.chats.iter().filter_map(Chat::of);
    let found = chats.find(|found| found.id == chat);
    let found = found.ok_or(ChatError::UnknownChat)?;
    match answer.full_chat {
        enums::ChatFull::Full(full) => Ok(of_group(found, &full)),
        enums::ChatFull::ChannelFull(full) => Ok(of_channel(found, &full)),
        enums::ChatFull::CommunityFull(_) => Err(ChatError::UnknownChat),
    }
}

/// What Telegram says of a group or channel.
pub(super) async fn full(
    connection: &Connection,
    peer: PeerRef,
    deadline: Duration,
) -> Result<types::messages::ChatFull, ChatError> {
    let answer = if let Some(channel) = channel_of(peer) {
        let request = calls::channels::GetFullChannel { channel };
        connection.invoke(&request, deadline).await?
    } else {
        let chat_id = peer.id.bare_id().ok_or(ChatError::UnknownChat)?;
        let request = calls::messages::GetFullChat { chat_id };
        connection.invoke(&request, deadline).await?
    };
    let enums::messages::ChatFull::Full(answer) = answer;
    learn(connection, &answer.users, &answer.chats);
    Ok(answer)
}

async fn of_person(
    connection: &Connection,
    id: i64,
    deadline: Duration,
) -> Result<ChatInfo, ChatError> {
    let (full, person) = people::full(connection, id, deadline).await?;
    Ok(ChatInfo {
        chat: Chat::with(&person),
        about: said(full.about),
        members: None,
        can_list_members: false,
        pinned: full.pinned_msg_id,
        linked: None,
        was: None,
        lives: seconds(full.ttl_period),
        slow_mode: None,
    })
}

fn of_group(chat: Chat, full: &types::ChatFull) -> ChatInfo {
    ChatInfo {
        about: said(Some(full.about.clone())),
        members: chat.members,
        can_list_members: matches!(full.participants, enums::ChatParticipants::Participants(_)),
        pinned: full.pinned_msg_id,
        linked: None,
        was: None,
        lives: seconds(full.ttl_period),
        slow_mode: None,
        chat,
    }
}

fn of_channel(chat: Chat, full: &types::ChannelFull) -> ChatInfo {
    let members = full.participants_count;
    ChatInfo {
        about: said(Some(full.about.clone())),
        members: members.and_then(|count| count.try_into().ok()),
        can_list_members: full.can_view_participants && !full.participants_hidden,
        pinned: full.pinned_msg_id,
        linked: full.linked_chat_id.map(channel_mark),
        was: full.migrated_from_chat_id.map(group_mark),
        lives: seconds(full.ttl_period),
        slow_mode: seconds(full.slowmode_seconds),
        chat,
    }
}

fn said(about: Option<String>) -> Option<String> {
    about.filter(|about| !about.is_empty())
}

fn seconds(period: Option<i32>) -> Option<Duration> {
    let period = u64::try_from(period?).ok().filter(|period| *period > 0);
    period.map(Duration::from_secs)
}

impl std::fmt::Debug for ChatInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChatInfo")
            .field("chat", &self.chat)
            .finish_non_exhaustive()
    }
}
