//! Messages.

use std::sync::LazyLock;

use grammers_tl_types::{Serializable, enums, types as t};

use super::blank;
use crate::world::World;
use crate::world::content::Media;
use crate::world::mailbox::{Message, Reply};
use crate::world::peer::Peer;

/// Messages go out by the thousand a second: what is the same about them is read once.
static BLANK: LazyLock<t::Message> = LazyLock::new(|| {
    // Two sets of flags and the id stand before the peer.
    blank(&[&[0; 12], &Peer::User(0).view().to_bytes()])
});

impl World {
    /// A message of a chat as `viewer` sees it; an empty one if it is gone.
    pub(crate) fn message(&self, viewer: i64, chat: Peer, id: i32) -> enums::Message {
        let mailbox = self.mailbox_of(viewer, chat);
        let Some((mailbox, message)) = mailbox.and_then(|held| Some((held, held.get(id)?))) else {
            let peer_id = matches!(chat, Peer::Channel(_)).then(|| chat.view());
            return t::MessageEmpty { id, peer_id }.into();
        };
        if message.content.extra().action.is_some() {
            return self.service_message(viewer, message).into();
        }
        let pinned = mailbox.pinned(message.peer);
        let is_pinned = pinned.is_some_and(|pinned| pinned.contains(&id));
        self.plain_message(viewer, message, is_pinned).into()
    }

    fn plain_message(&self, viewer: i64, message: &Message, pinned: bool) -> t::Message {
        let content = &message.content;
        let extra = content.extra();
        let peer = message.peer;
        let group = self.groups.get(peer);
        let is_post = matches!(content.from, Peer::Channel(_));
        let member = group.and_then(|group| group.members.get(&content.author()));
        let readers = group.map_or(1, |group| group.members.len());
        t::Message {
            out: content.author() == viewer,
            silent: content.silent,
            post: is_post,
            pinned,
            id: message.id,
            from_id: (!is_post).then(|| content.from.view()),
            from_rank: member
                .filter(|_| !is_post)
                .and_then(|member| member.rank.clone()),
            fwd_from: extra.forwarded.clone().map(Into::into),
            reply_to: self.reply_header(peer, message.reply),
            date: content.date,
            message: content.text.to_string(),
            media: extra
                .media
                .as_ref()
                .and_then(|media| self.held_media(viewer, media)),
            reply_markup: extra.markup.clone(),
            entities: Some(extra.entities.clone()).filter(|all| !all.is_empty()),
            views: is_post.then_some(readers as i32),
            forwards: is_post.then_some(0),
            edit_date: Some(content.edited).filter(|date| *date != 0),
            grouped_id: extra.album,
            reactions: self.reactions_to(viewer, peer, content.letter),
            peer_id: peer.view(),
            ..BLANK.clone()
        }
    }

    fn service_message(&self, viewer: i64, message: &Message) -> t::MessageService {
        let content = &message.content;
        let is_post = matches!(content.from, Peer::Channel(_));
        let action = content.extra().action.clone();
        t::MessageService {
            out: content.author() == viewer,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: true,
            silent: content.silent,
            post: is_post,
            legacy: false,
            id: message.id,
            from_id: (!is_post).then(|| content.from.view()),
            peer_id: message.peer.view(),
            saved_peer_id: None,
            reply_to: self.reply_header(message.peer, message.reply),
            date: content.date,
            action: action.unwrap_or(enums::MessageAction::Empty),
            reactions: self.reactions_to(viewer, message.peer, content.letter),
            ttl_period: None,
        }
    }

    fn reply_header(&self, peer: Peer, reply: Reply) -> Option<enums::MessageReplyHeader> {
        if reply.to == 0 {
            return None;
        }
        let is_forum = self.groups.get(peer).is_some_and(|group| group.is_forum);
        let in_topic = is_forum && reply.top != 0;
        let header = t::MessageReplyHeader {
            forum_topic: in_topic,
            reply_to_msg_id: Some(reply.to),
            reply_to_top_id: Some(reply.top).filter(|top| in_topic && *top != reply.to),
            ..blank::<t::MessageReplyHeader>(&[])
        };
        Some(header.into())
    }

    /// What hangs on a message.
    pub(crate) fn held_media(&self, viewer: i64, media: &Media) -> Option<enums::MessageMedia> {
        match media {
            Media::File(id) => self.media(*id),
            Media::Plain(media) => Some(enums::MessageMedia::clone(media)),
            Media::Poll(poll) => {
                let results = self.poll_results(viewer, poll);
                let poll = t::MessageMediaPoll {
                    poll: t::Poll::clone(poll).into(),
                    results,
                    attached_media: None,
                };
                Some(poll.into())
            }
        }
    }
}
