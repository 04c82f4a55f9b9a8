//! Updates that are no messages.

use std::time::Duration;

use super::{
    Chat, Doing, News, People, Person, Reactions, channel_mark, enums, group_mark, mark, types,
};

/// What such an update says; `None` if it is none, or not about chats.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
pub(super) fn told(update: &enums::Update, people: &People) -> Option<News> {
    Some(match update {
        // What we delete ourselves comes as an update about nothing.
        enums::Update::DeleteMessages(gone) if gone.messages.is_empty() => return None,
        enums::Update::DeleteMessages(gone) => deleted(None, &gone.messages),
        enums::Update::DeleteChannelMessages(gone) => {
            deleted(Some(channel_mark(gone.channel_id)), &gone.messages)
        }
        enums::Update::MessageReactions(reactions) => News::Reacted {
            chat: mark(&reactions.peer),
            message: reactions.msg_id,
            reactions: Reactions::of(Some(&reactions.reactions)),
        },
        enums::Update::PinnedMessages(u) => pinned(mark(&u.peer), &u.messages, u.pinned),
        enums::Update::PinnedChannelMessages(u) => {
            pinned(channel_mark(u.channel_id), &u.messages, u.pinned)
        }
        enums::Update::UserTyping(_)
        | enums::Update::ChatUserTyping(_)
        | enums::Update::ChannelUserTyping(_) => return typing(update),
        enums::Update::PeerHistoryTtl(u) => News::LivesChanged {
            chat: mark(&u.peer),
            lives: lives(u),
        },
        enums::Update::ChannelTooLong(u) => News::Missed {
            chat: Some(channel_mark(u.channel_id)),
        },
        enums::Update::PtsChanged => News::Missed { chat: None },
        update => return read(update).or_else(|| changed(update, people)),
    })
}

/// Who has read how far.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
fn read(update: &enums::Update) -> Option<News> {
    let (chat, topic, up_to, by_us) = match update {
        enums::Update::ReadHistoryInbox(u) => (mark(&u.peer), u.top_msg_id, u.max_id, true),
        enums::Update::ReadHistoryOutbox(u) => (mark(&u.peer), None, u.max_id, false),
        enums::Update::ReadChannelInbox(u) => (channel_mark(u.channel_id), None, u.max_id, true),
        enums::Update::ReadChannelOutbox(u) => (channel_mark(u.channel_id), None, u.max_id, false),
        enums::Update::ReadChannelDiscussionInbox(u) => {
            let chat = channel_mark(u.channel_id);
            (chat, Some(u.top_msg_id), u.read_max_id, true)
        }
        enums::Update::ReadChannelDiscussionOutbox(u) => {
            let chat = channel_mark(u.channel_id);
            (chat, Some(u.top_msg_id), u.read_max_id, false)
        }
        _ => return None,
    };
    Some(News::Read {
        chat,
        topic,
        up_to,
        by_us,
    })
}

/// What is different about a chat or a person.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
fn changed(update: &enums::Update, people: &People) -> Option<News> {
    Some(match update {
        enums::Update::Channel(u) => chat(channel_mark(u.channel_id), u.channel_id, people),
        enums::Update::Chat(u) => chat(group_mark(u.chat_id), u.chat_id, people),
        enums::Update::ChatDefaultBannedRights(u) => News::ChatChanged {
            id: mark(&u.peer),
            chat: None,
        },
        enums::Update::UserName(u) => person(u.user_id, people),
        enums::Update::User(u) => person(u.user_id, people),
        enums::Update::ChatParticipants(u) => members(match &u.participants {
            enums::ChatParticipants::Participants(all) => all.chat_id,
            enums::ChatParticipants::Forbidden(all) => all.chat_id,
        }),
        enums::Update::ChatParticipantAdd(u) => members(u.chat_id),
        enums::Update::ChatParticipantDelete(u) => members(u.chat_id),
        enums::Update::ChatParticipantAdmin(u) => members(u.chat_id),
        enums::Update::ChatParticipantRank(u) => members(u.chat_id),
        _ => return None,
    })
}

fn deleted(chat: Option<i64>, messages: &[i32]) -> News {
    let messages = messages.to_vec();
    News::Deleted { chat, messages }
}

fn pinned(chat: i64, messages: &[i32], on: bool) -> News {
    let messages = messages.to_vec();
    News::Pinned { chat, messages, on }
}

fn members(chat_id: i64) -> News {
    let chat = group_mark(chat_id);
    News::MembersChanged { chat }
}

fn chat(id: i64, bare: i64, people: &People) -> News {
    let chat = people.chats.get(&bare).and_then(Chat::of).map(Box::new);
    News::ChatChanged { id, chat }
}

fn person(id: i64, people: &People) -> News {
    let person = people.users.get(&id).and_then(Person::of).map(Box::new);
    News::PersonChanged { id, person }
}

fn lives(update: &types::UpdatePeerHistoryTtl) -> Option<Duration> {
    let seconds = u64::try_from(update.ttl_period?).ok();
    seconds
        .filter(|seconds| *seconds > 0)
        .map(Duration::from_secs)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "it is called for these three alone"
)]
fn typing(update: &enums::Update) -> Option<News> {
    let (chat, topic, person, action) = match update {
        enums::Update::UserTyping(u) => (u.user_id, u.top_msg_id, u.user_id, &u.action),
        enums::Update::ChatUserTyping(u) => {
            (group_mark(u.chat_id), None, mark(&u.from_id), &u.action)
        }
        enums::Update::ChannelUserTyping(u) => {
            let chat = channel_mark(u.channel_id);
            (chat, u.top_msg_id, mark(&u.from_id), &u.action)
        }
        _ => return None,
    };
    Some(News::Typing {
        chat,
        topic,
        person,
        doing: Doing::of(action),
    })
}
