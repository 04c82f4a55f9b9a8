//! Who comes and goes, as bots and admins hear of it: without a message.

use super::{Happened, News, channel_mark, enums, group_mark};
use crate::chats::time;

/// What such an update says; `None` if it is none.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
pub(super) fn of_bots(update: &enums::Update) -> Option<News> {
    let (chat, by, person, date, was, is) = match update {
        enums::Update::ChannelParticipant(u) => (
            channel_mark(u.channel_id),
            u.actor_id,
            u.user_id,
            u.date,
            u.prev_participant.as_ref().is_some_and(is_in_channel),
            u.new_participant.as_ref().is_some_and(is_in_channel),
        ),
        enums::Update::ChatParticipant(u) => (
            group_mark(u.chat_id),
            u.actor_id,
            u.user_id,
            u.date,
            u.prev_participant.is_some(),
            u.new_participant.is_some(),
        ),
        _ => return None,
    };
    let what = Happened {
        chat,
        by,
        is_ours: false,
        message: None,
        date: Some(time(date)),
    };
    Some(match (was, is) {
        (false, true) => News::Joined {
            what,
            people: vec![person],
        },
        (true, false) => News::Left { what, person },
        (true, true) | (false, false) => News::MembersChanged { chat },
    })
}

const fn is_in_channel(participant: &enums::ChannelParticipant) -> bool {
    match participant {
        enums::ChannelParticipant::Participant(_)
        | enums::ChannelParticipant::ParticipantSelf(_)
        | enums::ChannelParticipant::Creator(_)
        | enums::ChannelParticipant::Admin(_) => true,
        enums::ChannelParticipant::Banned(banned) => !banned.left,
        enums::ChannelParticipant::Left(_) => false,
    }
}
