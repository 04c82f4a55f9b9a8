//! Topics of a forum.

use std::collections::{BTreeSet, HashMap};

use grammers_tl_types::{enums, types as t};

use super::GroupKind;
use super::rights::Right;
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::mailbox::Reply;
use crate::world::peer::Peer;

/// The topic of all that is in no other.
pub(crate) const GENERAL: i32 = 1;
/// The colour of a topic that names none.
const COLOUR: i32 = 0x6F_B9F0;

/// A topic.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    /// The number of its first message.
    pub(crate) id: i32,
    /// Its name.
    pub(crate) title: String,
    /// Red, green, blue.
    pub(crate) colour: i32,
    /// The picture instead of a colour.
    pub(crate) emoji: Option<i64>,
    /// Who made it.
    pub(crate) by: i64,
    /// When, in seconds since 1970 UTC.
    pub(crate) date: i32,
    /// Whether only admins write.
    pub(crate) is_closed: bool,
    /// Whether it is hidden (General only).
    pub(crate) is_hidden: bool,
    /// Whether it stands above the others.
    pub(crate) is_pinned: bool,
    /// Its messages.
    pub(crate) ids: BTreeSet<i32>,
    /// How far each member has read.
    pub(crate) read: HashMap<i64, i32>,
}

/// What shall be different; `None` leaves it.
#[derive(Default)]
pub(crate) struct TopicChange {
    /// Its name.
    pub(crate) title: Option<String>,
    /// Its picture; 0 is none.
    pub(crate) emoji: Option<i64>,
    /// Whether only admins write.
    pub(crate) closed: Option<bool>,
    /// Whether it is hidden.
    pub(crate) hidden: Option<bool>,
}

impl World {
    /// Gives a supergroup topics, or takes them away.
    pub(crate) fn set_forum(&mut self, me: i64, peer: Peer, on: bool) -> Answer<()> {
        self.check_right(me, peer, Right::ChangeInfo)?;
        if self.joined(me, peer)?.kind != GroupKind::Supergroup {
            return Err(Refusal::bad("CHANNEL_INVALID"));
        }
        self.set_forum_now(peer, on);
        Ok(())
    }

    pub(super) fn set_forum_now(&mut self, peer: Peer, on: bool) {
        let Some(group) = self.groups.get_mut(peer) else {
            return;
        };
        group.is_forum = on;
        if on && !group.topics.contains_key(&GENERAL) {
            let creator = group.admins.first().copied().unwrap_or_default();
            let mut general = topic(GENERAL, "General".to_owned(), creator);
            general.ids = group.mailbox.chat(peer).cloned().unwrap_or_default();
            group.topics.insert(GENERAL, general);
        }
        self.tell_all_of(peer);
    }

    /// Makes a topic; gives the number of its first message.
    pub(crate) fn make_topic(
        &mut self,
        me: i64,
        peer: Peer,
        title: String,
        (colour, emoji): (Option<i32>, Option<i64>),
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        let group = self.joined(me, peer)?;
        if !group.is_forum {
            return Err(Refusal::bad("CHANNEL_FORUM_MISSING"));
        }
        self.check_right(me, peer, Right::Topics)?;
        if title.trim().is_empty() {
            return Err(Refusal::bad("TOPIC_TITLE_EMPTY"));
        }
        let icon_color = colour.unwrap_or(COLOUR);
        let id = self.known_mut(peer)?.mailbox.next_id();
        let mut made = topic(id, title.clone(), me);
        (made.colour, made.emoji) = (icon_color, emoji);
        // The topic is there before its first message, which is the first in it.
        self.known_mut(peer)?.topics.insert(id, made);
        let action = t::MessageActionTopicCreate {
            title_missing: false,
            title,
            icon_color,
            icon_emoji_id: emoji,
        };
        Ok(self.serve(me, peer, action.into(), key))
    }

    /// Changes a topic; gives the number of the message that says so.
    pub(crate) fn edit_topic(
        &mut self,
        me: i64,
        peer: Peer,
        id: i32,
        change: TopicChange,
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        let may = self.joined(me, peer)?.allows(me, Right::Topics);
        let topic = self.known_mut(peer)?.topics.get_mut(&id);
        let topic = topic.ok_or_else(|| Refusal::bad("TOPIC_ID_INVALID"))?;
        if !may && topic.by != me {
            return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
        }
        if let Some(title) = &change.title {
            topic.title.clone_from(title);
        }
        if let Some(emoji) = change.emoji {
            topic.emoji = Some(emoji).filter(|id| *id != 0);
        }
        topic.is_closed = change.closed.unwrap_or(topic.is_closed);
        topic.is_hidden = change.hidden.unwrap_or(topic.is_hidden);
        let action = t::MessageActionTopicEdit {
            title: change.title,
            icon_emoji_id: change.emoji,
            closed: change.closed,
            hidden: change.hidden,
        };
        let reply = Reply { to: id, top: id };
        Ok(self.serve_in(me, peer, action.into(), reply, key))
    }

    /// Puts a topic above the others, or ends it.
    pub(crate) fn pin_topic(
        &mut self,
        me: i64,
        peer: Peer,
        id: i32,
        on: bool,
    ) -> Answer<enums::Update> {
        self.check_right(me, peer, Right::Topics)?;
        let topic = self.known_mut(peer)?.topics.get_mut(&id);
        let topic = topic.ok_or_else(|| Refusal::bad("TOPIC_ID_INVALID"))?;
        topic.is_pinned = on;
        let update: enums::Update = t::UpdatePinnedForumTopic {
            pinned: on,
            peer: peer.view(),
            topic_id: id,
        }
        .into();
        for user in self.audience(peer) {
            let update = update.clone();
            self.push(user, None, |_| update, &[peer]);
        }
        Ok(update)
    }

    /// What a message in a supergroup answers, with the topic it falls into.
    pub(crate) fn place_of(&self, peer: Peer, to: i32, named_top: Option<i32>) -> Reply {
        let Some(group) = self.groups.get(peer).filter(|group| group.is_forum) else {
            return Reply { to, top: 0 };
        };
        let answered = group.mailbox.get(to).map_or(0, |m| m.reply.top);
        let known = |id: &i32| *id != GENERAL && group.topics.contains_key(id);
        let top = named_top.into_iter().chain([to, answered]).find(known);
        let to = if to == 0 { top.unwrap_or(0) } else { to };
        Reply {
            to,
            top: top.unwrap_or(0),
        }
    }

    /// Whether somebody may write in a topic.
    pub(crate) fn check_topic(&self, me: i64, peer: Peer, reply: Reply) -> Answer<()> {
        let Some(group) = self.groups.get(peer).filter(|group| group.is_forum) else {
            return Ok(());
        };
        let id = if reply.top == 0 { GENERAL } else { reply.top };
        let is_closed = group.topics.get(&id).is_some_and(|topic| topic.is_closed);
        if is_closed && !group.is_ruled_by(me) {
            return Err(Refusal::bad("TOPIC_CLOSED"));
        }
        Ok(())
    }
}

fn topic(id: i32, title: String, by: i64) -> Topic {
    Topic {
        id,
        title,
        colour: COLOUR,
        emoji: None,
        by,
        date: clock::now(),
        is_closed: false,
        is_hidden: false,
        is_pinned: false,
        ids: BTreeSet::new(),
        read: HashMap::new(),
    }
}
