//! What people think of messages.

use std::collections::HashMap;

use grammers_tl_types::{enums, types as t};

use super::World;
use super::peer::Peer;
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};

/// How many reactions of one person a message may have.
const MOST: usize = 3;

/// A reaction of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// Whose.
    pub(crate) by: i64,
    /// Which.
    pub(crate) reaction: enums::Reaction,
    /// When, in seconds since 1970 UTC.
    pub(crate) date: i32,
}

/// All reactions, by message; copies of a message share them.
#[derive(Default)]
pub(crate) struct Reactions {
    given: HashMap<i64, Vec<Given>>,
}

impl Reactions {
    /// The reactions to a message, the oldest first.
    pub(crate) fn to(&self, letter: i64) -> &[Given] {
        self.given.get(&letter).map_or(&[], Vec::as_slice)
    }

    fn set(&mut self, letter: i64, by: i64, reactions: Vec<enums::Reaction>) {
        let given = self.given.entry(letter).or_default();
        given.retain(|given| given.by != by);
        let date = clock::now();
        given.extend(
            reactions
                .into_iter()
                .map(|reaction| Given { by, reaction, date }),
        );
        if given.is_empty() {
            self.given.remove(&letter);
        }
    }
}

impl World {
    /// Gives a message these reactions of `me` instead of the former ones; none takes them away.
    pub(crate) fn react(
        &mut self,
        me: i64,
        peer: Peer,
        id: i32,
        reactions: Vec<enums::Reaction>,
        key: Option<&KeyId>,
    ) -> Answer<enums::Update> {
        let letter = self.held(me, peer, id)?.content.letter;
        if !matches!(peer, Peer::User(_)) {
            self.joined(me, peer)?;
        }
        let is_emoji = |reaction: &enums::Reaction| match reaction {
            enums::Reaction::Emoji(emoji) => {
                !emoji.emoticon.is_empty() && !emoji.emoticon.is_ascii()
            }
            enums::Reaction::CustomEmoji(_) => true,
            enums::Reaction::Empty | enums::Reaction::Paid => false,
        };
        if !reactions.iter().all(is_emoji) {
            return Err(Refusal::bad("REACTION_INVALID"));
        }
        if reactions.len() > MOST {
            return Err(Refusal::bad("REACTIONS_TOO_MANY"));
        }
        self.reactions.set(letter, me, reactions);
        if let Peer::Channel(_) = peer {
            for user in self.audience(peer) {
                if self.sees(user, peer, id) {
                    let update = |world: &Self| world.reactions_update(user, peer, id);
                    self.push_in(peer, user, key, update, &[peer, Peer::User(me)]);
                }
            }
        } else {
            for (owner, copy) in self.letters.copies(letter) {
                let message = self.accounts.get(owner).and_then(|a| a.mailbox.get(copy));
                if let Some(chat) = message.map(|message| message.peer) {
                    let update = |world: &Self| world.reactions_update(owner, chat, copy);
                    self.push(owner, key, update, &[chat, Peer::User(me)]);
                }
            }
        }
        Ok(self.reactions_update(me, peer, id))
    }

    /// The update that says what people think of a message.
    pub(crate) fn reactions_update(&self, viewer: i64, peer: Peer, id: i32) -> enums::Update {
        let held = self.held(viewer, peer, id).ok();
        let letter = held.map_or(0, |message| message.content.letter);
        let top = held.map_or(0, |message| message.reply.top);
        let none = || {
            t::MessageReactions {
                min: false,
                can_see_list: false,
                reactions_as_tags: false,
                results: Vec::new(),
                recent_reactions: None,
                top_reactors: None,
            }
            .into()
        };
        t::UpdateMessageReactions {
            peer: peer.view(),
            msg_id: id,
            top_msg_id: Some(top).filter(|top| *top != 0),
            saved_peer_id: None,
            reactions: self.reactions_to(viewer, peer, letter).unwrap_or_else(none),
        }
        .into()
    }

    /// What people think of a message, as part of it.
    pub(crate) fn reactions_to(
        &self,
        viewer: i64,
        peer: Peer,
        letter: i64,
    ) -> Option<enums::MessageReactions> {
        let given = self.reactions.to(letter);
        if given.is_empty() {
            return None;
        }
        let mut results: Vec<t::ReactionCount> = Vec::new();
        for one in given {
            let mine = (one.by == viewer).then_some(0);
            match results
                .iter_mut()
                .find(|count| count.reaction == one.reaction)
            {
                Some(count) => {
                    count.count += 1;
                    count.chosen_order = count.chosen_order.or(mine);
                }
                None => results.push(t::ReactionCount {
                    chosen_order: mine,
                    reaction: one.reaction.clone(),
                    count: 1,
                }),
            }
        }
        let is_channel = self
            .groups
            .get(peer)
            .is_some_and(super::group::Group::is_channel);
        let recent = given.iter().rev().take(MOST);
        let recent = recent.map(|one| one.view(viewer)).collect();
        let reactions = t::MessageReactions {
            min: false,
            can_see_list: !is_channel,
            reactions_as_tags: false,
            results: results.into_iter().map(Into::into).collect(),
            recent_reactions: (!is_channel).then_some(recent),
            top_reactors: None,
        };
        Some(reactions.into())
    }
}

impl Given {
    /// As the protocol has it.
    pub(crate) fn view(&self, viewer: i64) -> enums::MessagePeerReaction {
        t::MessagePeerReaction {
            big: false,
            unread: false,
            my: self.by == viewer,
            peer_id: Peer::User(self.by).view(),
            date: self.date,
            reaction: self.reaction.clone(),
        }
        .into()
    }
}
