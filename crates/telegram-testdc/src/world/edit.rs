//! Editing and deleting.

use std::sync::Arc;

use grammers_tl_types::enums;

use super::World;
use super::content::{Content, Extra, Media};
use super::group::rights::Right;
use super::mailbox::{Mailbox, Message};
use super::peer::Peer;
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};

/// What shall be different; `None` leaves it.
#[derive(Default)]
pub(crate) struct Change {
    /// Plain text, with its entities.
    pub(crate) text: Option<(String, Vec<enums::MessageEntity>)>,
    /// A file and so on.
    pub(crate) media: Option<Media>,
    /// Buttons; they go away if an edit does not name them.
    pub(crate) markup: Option<enums::ReplyMarkup>,
}

impl World {
    /// Edits a message for everybody; gives pts of the mailbox in which the editor has it.
    pub(crate) fn edit(
        &mut self,
        me: i64,
        peer: Peer,
        id: i32,
        change: Change,
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        let message = self.held(me, peer, id)?;
        self.check_may_edit(me, message)?;
        let old = &message.content;
        let extra = old.extra();
        let (text, entities) = change
            .text
            .unwrap_or_else(|| (old.text.to_string(), extra.entities.clone()));
        let media = change.media.or_else(|| extra.media.clone());
        let is_same = *text == *old.text && entities == extra.entities && media == extra.media;
        if is_same && change.markup == extra.markup {
            return Err(Refusal::bad("MESSAGE_NOT_MODIFIED"));
        }
        let mut content = old.with(Extra {
            entities,
            media,
            markup: change.markup,
            ..extra.clone()
        });
        content.text = text.into();
        content.edited = clock::now();
        let content = Arc::new(content);
        if let Peer::Channel(_) = peer {
            self.change_in(peer, id, content, key);
        } else {
            for (owner, copy) in self.letters.copies(content.letter) {
                self.change_copy(owner, copy, &content, key.filter(|_| owner == me));
            }
        }
        Ok(self.mailbox_of(me, peer).map_or(1, Mailbox::pts))
    }

    /// A message of a chat.
    pub(crate) fn held(&self, me: i64, peer: Peer, id: i32) -> Answer<&Message> {
        let message = self
            .mailbox_of(me, peer)
            .and_then(|mailbox| mailbox.get(id));
        let message = message.filter(|message| message.peer == peer);
        message.ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))
    }

    fn check_may_edit(&self, me: i64, message: &Message) -> Answer<()> {
        let peer = message.peer;
        if message.content.extra().action.is_some() {
            return Err(Refusal::bad("MESSAGE_ID_INVALID"));
        }
        if !matches!(peer, Peer::User(_)) {
            let group = self.joined(me, peer)?;
            if group.is_channel() && group.allows(me, Right::EditOthers) {
                return Ok(());
            }
        }
        if message.content.author() == me {
            return Ok(());
        }
        Err(Refusal::forbidden("MESSAGE_AUTHOR_REQUIRED"))
    }

    /// Changes a message of a supergroup or channel.
    fn change_in(&mut self, peer: Peer, id: i32, content: Arc<Content>, key: Option<&KeyId>) {
        let group = self.groups.get_mut(peer);
        let Some(pts) = group.and_then(|group| group.mailbox.change(id, content)) else {
            return;
        };
        let of = self.spoken_of(0, peer, &[id]);
        for user in self.audience(peer) {
            if self.sees(user, peer, id) {
                let update = |world: &Self| world.edit_update(user, peer, id, pts);
                self.push_in(peer, user, key, update, &of);
            }
        }
    }

    fn change_copy(&mut self, owner: i64, id: i32, content: &Arc<Content>, spared: Option<&KeyId>) {
        let Some(account) = self.accounts.get_mut(owner) else {
            return;
        };
        let Some(pts) = account.mailbox.change(id, Arc::clone(content)) else {
            return;
        };
        let peer = account.mailbox.get(id).map_or(content.from, |m| m.peer);
        let of = self.spoken_of(owner, peer, &[id]);
        let update = |world: &Self| world.edit_update(owner, peer, id, pts);
        self.push(owner, spared, update, &of);
    }

    /// Deletes messages of an account's mailbox, `for_all` in the other mailboxes too; gives pts and how many
    /// were one's own.
    pub(crate) fn delete(
        &mut self,
        me: i64,
        ids: &[i32],
        for_all: bool,
        key: Option<&KeyId>,
    ) -> Answer<(i32, i32)> {
        let invalid = || Refusal::bad("PEER_ID_INVALID");
        let mailbox = &self.accounts.get(me).ok_or_else(invalid)?.mailbox;
        let foreign = ids.iter().filter_map(|id| mailbox.get(*id)).any(|message| {
            let group = self.groups.get(message.peer);
            let may = group.is_none_or(|group| group.is_ruled_by(me));
            !may && message.content.author() != me
        });
        if for_all && foreign {
            return Err(Refusal::forbidden("MESSAGE_DELETE_FORBIDDEN"));
        }
        let mailbox = &mut self.accounts.get_mut(me).ok_or_else(invalid)?.mailbox;
        let (pts, gone) = mailbox.remove(ids);
        let ids: Vec<_> = gone.iter().map(|message| message.id).collect();
        self.push_deleted(me, ids, pts, key);
        if for_all {
            for message in &gone {
                self.delete_copies(me, message.content.letter);
            }
        }
        Ok((pts, gone.len() as i32))
    }

    /// Deletes messages of a supergroup or channel; gives pts and how many there were.
    pub(crate) fn delete_in(
        &mut self,
        me: i64,
        peer: Peer,
        ids: &[i32],
        key: Option<&KeyId>,
    ) -> Answer<(i32, i32)> {
        let group = self.joined(me, peer)?;
        let messages = ids.iter().filter_map(|id| group.mailbox.get(*id));
        let mut foreign = messages.filter(|message| message.content.author() != me);
        if foreign.next().is_some() && !group.allows(me, Right::DeleteOthers) {
            return Err(Refusal::forbidden("MESSAGE_DELETE_FORBIDDEN"));
        }
        let invalid = || Refusal::bad("CHANNEL_INVALID");
        let group = self.groups.get_mut(peer).ok_or_else(invalid)?;
        let (pts, gone) = group.mailbox.remove(ids);
        let ids: Vec<_> = gone.iter().map(|message| message.id).collect();
        for topic in group.topics.values_mut() {
            topic.ids.retain(|id| !ids.contains(id));
        }
        if !ids.is_empty() {
            for user in self.audience(peer) {
                let update = Self::deleted_update(peer, ids.clone(), pts);
                self.push_in(peer, user, key, |_| update, &[peer]);
            }
        }
        Ok((pts, ids.len() as i32))
    }

    fn delete_copies(&mut self, but: i64, letter: i64) {
        for (owner, id) in self.letters.copies(letter) {
            if owner == but {
                continue;
            }
            if let Some(account) = self.accounts.get_mut(owner) {
                let (pts, gone) = account.mailbox.remove(&[id]);
                let ids = gone.iter().map(|message| message.id).collect();
                self.push_deleted(owner, ids, pts, None);
            }
        }
    }

    fn push_deleted(&mut self, owner: i64, ids: Vec<i32>, pts: i32, spared: Option<&KeyId>) {
        if ids.is_empty() {
            return;
        }
        let update = Self::deleted_update(Peer::User(owner), ids, pts);
        self.push(owner, spared, |_| update, &[]);
    }
}
