//! Topics of forums.

use grammers_tl_types::{enums, types as t};

use super::dialog::notify_settings;
use crate::world::World;
use crate::world::group::Group;
use crate::world::group::topics::Topic;
use crate::world::peer::Peer;

impl World {
    /// A topic as `viewer` sees it.
    pub(crate) fn topic(viewer: i64, group: &Group, topic: &Topic) -> enums::ForumTopic {
        let mark = topic.read.get(&viewer).copied().unwrap_or(0);
        let theirs = |id: &&i32| {
            let message = group.mailbox.get(**id);
            message.is_some_and(|message| message.content.author() != viewer)
        };
        t::ForumTopic {
            my: topic.by == viewer,
            closed: topic.is_closed,
            pinned: topic.is_pinned,
            short: false,
            hidden: topic.is_hidden,
            title_missing: false,
            id: topic.id,
            date: topic.date,
            peer: group.peer.view(),
            title: topic.title.clone(),
            icon_color: topic.colour,
            icon_emoji_id: topic.emoji,
            top_message: topic.ids.last().copied().unwrap_or(topic.id),
            read_inbox_max_id: mark,
            read_outbox_max_id: 0,
            unread_count: topic.ids.range(mark + 1..).filter(theirs).count() as i32,
            unread_mentions_count: 0,
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            from_id: Peer::User(topic.by).view(),
            notify_settings: notify_settings(),
            draft: None,
        }
        .into()
    }
}
