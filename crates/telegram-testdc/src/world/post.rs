//! Sending to groups and channels.

use std::sync::Arc;

use grammers_tl_types::{enums, types as t};

use super::World;
use super::content::{Content, Extra};
use super::group::topics::GENERAL;
use super::mailbox::Reply;
use super::peer::Peer;
use super::send::Draft;
use crate::clock;
use crate::crypto::message::KeyId;

impl World {
    /// Writes down what a message says.
    pub(super) fn write(&mut self, from: i64, peer: Peer, draft: Draft) -> Arc<Content> {
        let is_post = matches!(peer, Peer::Channel(_))
            && self
                .groups
                .get(peer)
                .is_some_and(super::group::Group::is_channel);
        let mut extra = draft.extra;
        if is_post {
            extra.author = Some(from);
        }
        let writer = if is_post { peer } else { Peer::User(from) };
        let date = if draft.date == 0 {
            clock::now()
        } else {
            draft.date
        };
        let letter = self.letters.next();
        let mut content = Content::new(letter, writer, date, draft.text, extra);
        content.silent = draft.silent;
        Arc::new(content)
    }

    /// Puts a message into a group; gives its number as the sender has it.
    pub(super) fn post(&mut self, from: i64, peer: Peer, draft: Draft, key: Option<&KeyId>) -> i32 {
        match peer {
            Peer::Channel(_) => {
                let id = self.post_to_channel(from, peer, draft);
                self.push_new_in(peer, id, key);
                id
            }
            Peer::User(_) | Peer::Chat(_) => self.post_to_basic(from, peer, draft, key),
        }
    }

    fn post_to_channel(&mut self, from: i64, peer: Peer, draft: Draft) -> i32 {
        let reply = self.place_of(peer, draft.reply_to.unwrap_or(0), draft.top);
        let content = self.write(from, peer, draft);
        let Some(group) = self.groups.get_mut(peer) else {
            return 0;
        };
        let id = group.mailbox.add(peer, reply, content);
        if group.is_forum {
            let own = if group.topics.contains_key(&id) {
                id
            } else {
                reply.top
            };
            let top = if own == 0 { GENERAL } else { own };
            if let Some(topic) = group.topics.get_mut(&top) {
                topic.ids.insert(id);
                topic.read.insert(from, id);
            }
        }
        if let Some(member) = group.members.get_mut(&from) {
            member.inbox = id;
        }
        id
    }

    fn post_to_basic(&mut self, from: i64, peer: Peer, draft: Draft, key: Option<&KeyId>) -> i32 {
        let reply_to = draft.reply_to.unwrap_or(0);
        let content = self.write(from, peer, draft);
        let readers = self.readers(from, peer, reply_to, &content);
        let mut sent = 0;
        for reader in readers {
            let to = if reader == from {
                reply_to
            } else {
                self.copy_in(from, reply_to, reader).unwrap_or(0)
            };
            let reply = Reply { to, top: 0 };
            let id = self.put(reader, peer, reply, &content);
            self.push_new(reader, id, key.filter(|_| reader == from));
            if reader == from {
                sent = id;
            }
        }
        sent
    }

    /// Who gets a copy of a message in a basic group; the sender comes first.
    fn readers(&self, from: i64, peer: Peer, reply_to: i32, content: &Content) -> Vec<i64> {
        let Some(group) = self.groups.get(peer) else {
            return Vec::new();
        };
        let sender = self.accounts.get(from).map(|account| &account.mailbox);
        let answered = sender.and_then(|mailbox| mailbox.get(reply_to));
        let answered = answered.map(|message| message.content.author());
        let others = group.members.keys().copied().filter(|user| {
            let bot = self.accounts.get(*user).and_then(|a| a.bot.as_ref());
            let may = bot.is_none_or(|bot| bot.reads_all) || group.is_ruled_by(*user);
            *user != from && (may || answered == Some(*user) || self.concerns(*user, content))
        });
        std::iter::once(from).chain(others).collect()
    }

    /// A service message; gives its number as `me` has it.
    pub(crate) fn serve(
        &mut self,
        me: i64,
        peer: Peer,
        action: enums::MessageAction,
        key: Option<&KeyId>,
    ) -> i32 {
        self.serve_in(me, peer, action, Reply::default(), key)
    }

    /// A service message about another message, or in a topic.
    pub(crate) fn serve_in(
        &mut self,
        me: i64,
        peer: Peer,
        action: enums::MessageAction,
        reply: Reply,
        key: Option<&KeyId>,
    ) -> i32 {
        let draft = Draft {
            extra: Extra {
                action: Some(action),
                ..Extra::default()
            },
            reply_to: Some(reply.to).filter(|to| *to != 0),
            top: Some(reply.top).filter(|top| *top != 0),
            ..Draft::default()
        };
        match peer {
            Peer::User(other) => self.deliver(me, other, draft, key),
            Peer::Chat(_) | Peer::Channel(_) => self.post(me, peer, draft, key),
        }
    }

    /// Tells the members of a supergroup or channel of a new message.
    fn push_new_in(&mut self, peer: Peer, id: i32, spared: Option<&KeyId>) {
        let of = self.spoken_of(0, peer, &[id]);
        for user in self.audience(peer) {
            if self.sees(user, peer, id) {
                let update = |world: &Self| world.new_update(user, peer, id);
                self.push_in(peer, user, spared, update, &of);
            }
        }
    }

    /// The update that says that a message came.
    pub(crate) fn new_update(&self, viewer: i64, peer: Peer, id: i32) -> enums::Update {
        let message = self.message(viewer, peer, id);
        let held = self.mailbox_of(viewer, peer).and_then(|m| m.get(id));
        let pts = held.map_or(1, |message| message.pts);
        let pts_count = 1;
        match peer {
            Peer::Channel(_) => t::UpdateNewChannelMessage {
                message,
                pts,
                pts_count,
            }
            .into(),
            Peer::User(_) | Peer::Chat(_) => t::UpdateNewMessage {
                message,
                pts,
                pts_count,
            }
            .into(),
        }
    }

    /// The update that says that a message was edited.
    pub(crate) fn edit_update(&self, viewer: i64, peer: Peer, id: i32, pts: i32) -> enums::Update {
        let message = self.message(viewer, peer, id);
        let pts_count = 1;
        match peer {
            Peer::Channel(_) => t::UpdateEditChannelMessage {
                message,
                pts,
                pts_count,
            }
            .into(),
            Peer::User(_) | Peer::Chat(_) => t::UpdateEditMessage {
                message,
                pts,
                pts_count,
            }
            .into(),
        }
    }

    /// The update that says that messages are gone.
    pub(crate) fn deleted_update(peer: Peer, messages: Vec<i32>, pts: i32) -> enums::Update {
        let pts_count = messages.len() as i32;
        match peer {
            Peer::Channel(channel_id) => t::UpdateDeleteChannelMessages {
                channel_id,
                messages,
                pts,
                pts_count,
            }
            .into(),
            Peer::User(_) | Peer::Chat(_) => t::UpdateDeleteMessages {
                messages,
                pts,
                pts_count,
            }
            .into(),
        }
    }

    /// Those of whom messages speak, and the chat.
    pub(crate) fn spoken_of(&self, viewer: i64, peer: Peer, ids: &[i32]) -> Vec<Peer> {
        let mailbox = self.mailbox_of(viewer, peer);
        let found = ids.iter().filter_map(|id| mailbox?.get(*id));
        let mut of = vec![peer];
        for message in found {
            of.push(message.peer);
            of.extend(message.content.speaks_of());
        }
        of.sort_unstable();
        of.dedup();
        of
    }
}

impl World {
    /// Fills a supergroup or channel with messages that were always there: nobody is told.
    pub(crate) fn fill(
        &mut self,
        peer: Peer,
        authors: &[i64],
        count: usize,
        date: i32,
    ) -> crate::refusal::Answer<()> {
        use crate::refusal::Refusal;
        let group = self
            .groups
            .get(peer)
            .filter(|_| matches!(peer, Peer::Channel(_)));
        group.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
        if authors.is_empty() {
            return Err(Refusal::bad("USER_ID_INVALID"));
        }
        let written = authors.iter().cycle().take(count).enumerate();
        for (number, author) in written {
            let draft = Draft {
                text: format!("message {number}"),
                date: if date == 0 {
                    0
                } else {
                    date + 60 * number as i32
                },
                ..Draft::default()
            };
            self.post_to_channel(*author, peer, draft);
        }
        if let Some(group) = self.groups.get_mut(peer) {
            group.mailbox.forget_changes();
            group.mailbox.shrink();
        }
        Ok(())
    }
}
