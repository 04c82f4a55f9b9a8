//! Editing and deleting.

use std::sync::Arc;

use grammers_tl_types::{enums, types as t};

use super::World;
use super::mailbox::Content;
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};

/// What shall be different; `None` leaves it.
pub(crate) struct Change {
    /// Plain text, with its entities.
    pub(crate) text: Option<(String, Vec<enums::MessageEntity>)>,
    /// Buttons; they go away if an edit does not name them.
    pub(crate) markup: Option<enums::ReplyMarkup>,
}

impl World {
    /// Edits a message of one's own in all mailboxes; gives pts of the editor's mailbox.
    pub(crate) fn edit(
        &mut self,
        me: i64,
        id: i32,
        change: Change,
        key: Option<&KeyId>,
    ) -> Answer<i32> {
        let invalid = || Refusal::bad("MESSAGE_ID_INVALID");
        let account = self.accounts.get(me).ok_or_else(invalid)?;
        let message = account.mailbox.get(id).ok_or_else(invalid)?;
        if !message.out {
            return Err(Refusal::forbidden("MESSAGE_AUTHOR_REQUIRED"));
        }
        let old = &message.content;
        let (text, entities) = change
            .text
            .unwrap_or_else(|| (old.text.clone(), old.entities.clone()));
        if text == old.text && entities == old.entities && change.markup == old.markup {
            return Err(Refusal::bad("MESSAGE_NOT_MODIFIED"));
        }
        let content = Arc::new(Content {
            text,
            entities,
            markup: change.markup,
            edited: Some(clock::now()),
            ..Content::clone(old)
        });
        for (owner, copy) in self.letters.copies(content.letter) {
            let spared = key.filter(|_| owner == me);
            self.change_copy(owner, copy, &content, spared);
        }
        Ok(self.accounts.get(me).map_or(1, |me| me.mailbox.pts()))
    }

    fn change_copy(&mut self, owner: i64, id: i32, content: &Arc<Content>, spared: Option<&KeyId>) {
        let Some(account) = self.accounts.get_mut(owner) else {
            return;
        };
        let Some(pts) = account.mailbox.change(id, Arc::clone(content)) else {
            return;
        };
        let peer = account.mailbox.get(id).map_or(content.from, |m| m.peer);
        let update = |world: &Self| {
            let message = world.message(owner, id);
            t::UpdateEditMessage {
                message,
                pts,
                pts_count: 1,
            }
            .into()
        };
        self.push(owner, spared, update, &[peer, content.from]);
    }

    /// Deletes messages, `for_all` in the other mailboxes too; gives pts and how many were one's own.
    pub(crate) fn delete(
        &mut self,
        me: i64,
        ids: &[i32],
        for_all: bool,
        key: Option<&KeyId>,
    ) -> (i32, i32) {
        let Some(account) = self.accounts.get_mut(me) else {
            return (1, 0);
        };
        let (pts, gone) = account.mailbox.remove(ids);
        let ids: Vec<_> = gone.iter().map(|message| message.id).collect();
        self.push_deleted(me, ids, pts, key);
        if for_all {
            for message in &gone {
                self.delete_copies(me, message.content.letter);
            }
        }
        (pts, gone.len() as i32)
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
        let update = |_: &Self| {
            let pts_count = ids.len() as i32;
            t::UpdateDeleteMessages {
                messages: ids,
                pts,
                pts_count,
            }
            .into()
        };
        self.push(owner, spared, update, &[]);
    }
}
