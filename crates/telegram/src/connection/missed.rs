//! What the library passes over without a word.
//!
//! When Telegram has too much to tell, it tells only where the stream stands now, and the library moves on. So it does
//! with channels of which it had no place. What was missed is then to be read from the histories.

use std::collections::HashMap;

use grammers_session::types::UpdatesState;
use grammers_tl_types::{enums, types};

/// Updates that stand for what a batch passes over: `ChannelTooLong` for a channel, `PtsChanged` for the account's own
/// mailbox. `listed` is where a channel stood when the chats were listed.
pub(super) fn missed(
    updates: &[enums::Update],
    before: &UpdatesState,
    after: &UpdatesState,
    listed: impl Fn(i64) -> Option<i32>,
) -> Vec<enums::Update> {
    let told = told(updates);
    let old: HashMap<_, _> = before.channels.iter().map(|c| (c.id, c.pts)).collect();
    let moved = after.channels.iter().filter(|now| {
        match (old.get(&now.id), told.get(&now.id)) {
            (Some(old), None) => *old < now.pts,
            // The library sees to it that nothing is missing.
            (Some(_), Some(_)) => false,
            (None, None) => listed(now.id).is_none_or(|old| old < now.pts),
            // It begins with what is told first.
            (None, Some(count)) => listed(now.id).is_some_and(|old| old < now.pts - count),
        }
    });
    let channels = moved.map(|channel| {
        let (channel_id, pts) = (channel.id, None);
        types::UpdateChannelTooLong { channel_id, pts }.into()
    });
    let is_common = updates.is_empty() && before.pts != 0 && before.pts < after.pts;
    channels
        .chain(is_common.then_some(enums::Update::PtsChanged))
        .collect()
}

/// By how much the updates move the places of channels.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
fn told(updates: &[enums::Update]) -> HashMap<i64, i32> {
    let mut told = HashMap::new();
    for update in updates {
        let (channel, count) = match update {
            enums::Update::NewChannelMessage(u) => (channel_of(&u.message), u.pts_count),
            enums::Update::EditChannelMessage(u) => (channel_of(&u.message), u.pts_count),
            enums::Update::DeleteChannelMessages(u) => (Some(u.channel_id), u.pts_count),
            enums::Update::ChannelWebPage(u) => (Some(u.channel_id), u.pts_count),
            enums::Update::PinnedChannelMessages(u) => (Some(u.channel_id), u.pts_count),
            _ => (None, 0),
        };
        if let Some(channel) = channel {
            *told.entry(channel).or_insert(0) += count;
        }
    }
    told
}

const fn channel_of(message: &enums::Message) -> Option<i64> {
    let peer = match message {
        enums::Message::Message(message) => Some(&message.peer_id),
        enums::Message::Service(message) => Some(&message.peer_id),
        enums::Message::Empty(message) => message.peer_id.as_ref(),
    };
    match peer {
        Some(enums::Peer::Channel(channel)) => Some(channel.channel_id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use grammers_session::types::ChannelState;

    use super::*;

    fn place(pts: i32, channel: Option<i32>) -> UpdatesState {
        let channels = channel.map(|pts| ChannelState { id: 5, pts });
        UpdatesState {
            pts,
            channels: channels.into_iter().collect(),
            ..UpdatesState::default()
        }
    }

    fn deleted(pts: i32) -> enums::Update {
        types::UpdateDeleteChannelMessages {
            channel_id: 5,
            messages: vec![1],
            pts,
            pts_count: 1,
        }
        .into()
    }

    fn of_channel(
        updates: &[enums::Update],
        before: Option<i32>,
        after: i32,
        listed: Option<i32>,
    ) -> bool {
        let (before, after) = (place(9, before), place(9, Some(after)));
        !missed(updates, &before, &after, |_| listed).is_empty()
    }

    #[test]
    fn a_channel_that_moves_without_a_word_was_missed() {
        assert!(of_channel(&[], Some(3), 7, None));
        assert!(!of_channel(&[], Some(7), 7, None));
        assert!(!of_channel(&[deleted(7)], Some(3), 7, None));
    }

    #[test]
    fn a_channel_that_is_new_was_missed_unless_it_goes_on_where_it_was_listed() {
        assert!(of_channel(&[], None, 7, None));
        assert!(!of_channel(&[], None, 7, Some(7)));
        assert!(!of_channel(&[deleted(7)], None, 7, None));
        assert!(!of_channel(&[deleted(7)], None, 7, Some(6)));
        assert!(of_channel(&[deleted(7)], None, 7, Some(5)));
    }

    #[test]
    fn a_mailbox_that_moves_without_a_word_was_missed() {
        let is_missed = |updates: &[_], before| {
            !missed(updates, &place(before, None), &place(9, None), |_| None).is_empty()
        };
        assert!(is_missed(&[], 5));
        assert!(!is_missed(&[], 9));
        assert!(!is_missed(&[], 0), "it is the first login");
        assert!(!is_missed(&[deleted(7)], 5));
    }
}
