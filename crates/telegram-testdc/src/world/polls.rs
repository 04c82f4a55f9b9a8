//! What people chose in polls.

use std::collections::{BTreeMap, HashMap};

use grammers_tl_types::{enums, types as t};

use super::World;
use super::content::Media;
use super::peer::Peer;
use crate::refusal::{Answer, Refusal};
use crate::view::blank;

/// Votes by poll, then by voter.
#[derive(Default)]
pub(crate) struct Votes {
    by_poll: HashMap<i64, BTreeMap<i64, Vec<Vec<u8>>>>,
}

impl World {
    /// Votes in a poll, or takes the vote back with no options.
    pub(crate) fn vote(
        &mut self,
        me: i64,
        peer: Peer,
        id: i32,
        options: Vec<Vec<u8>>,
    ) -> Answer<enums::Update> {
        let message = self.held(me, peer, id)?;
        let Some(Media::Poll(poll)) = message.content.extra().media.clone() else {
            return Err(Refusal::bad("MESSAGE_ID_INVALID"));
        };
        let letter = message.content.letter;
        let known = |option: &Vec<u8>| {
            poll.answers
                .iter()
                .any(|answer| option_of(answer) == *option)
        };
        if poll.closed {
            return Err(Refusal::bad("MESSAGE_POLL_CLOSED"));
        }
        if !options.iter().all(known) {
            return Err(Refusal::bad("OPTION_INVALID"));
        }
        if options.len() > 1 && !poll.multiple_choice {
            return Err(Refusal::bad("OPTIONS_TOO_MUCH"));
        }
        let votes = self.votes.by_poll.entry(poll.id).or_default();
        if options.is_empty() {
            votes.remove(&me);
        } else {
            votes.insert(me, options);
        }
        let readers = match peer {
            Peer::Channel(_) => self.audience(peer),
            Peer::User(_) | Peer::Chat(_) => {
                let copies = self.letters.copies(letter);
                copies.into_iter().map(|copy| copy.0).collect()
            }
        };
        for reader in readers.into_iter().filter(|reader| *reader != me) {
            let update = |world: &Self| world.poll_update(reader, &poll);
            self.push(reader, None, update, &[]);
        }
        Ok(self.poll_update(me, &poll))
    }

    /// The update that says how a poll stands.
    pub(crate) fn poll_update(&self, viewer: i64, poll: &t::Poll) -> enums::Update {
        t::UpdateMessagePoll {
            peer: None,
            msg_id: None,
            top_msg_id: None,
            poll_id: poll.id,
            poll: Some(poll.clone().into()),
            results: self.poll_results(viewer, poll),
        }
        .into()
    }

    /// How a poll stands; who has not voted sees only how many did.
    pub(crate) fn poll_results(&self, viewer: i64, poll: &t::Poll) -> enums::PollResults {
        let votes = self.votes.by_poll.get(&poll.id);
        let chosen = votes.and_then(|votes| votes.get(&viewer));
        let counted = poll.answers.iter().map(|answer| {
            let option = option_of(answer);
            let chosen_by = votes.into_iter().flat_map(BTreeMap::values);
            let count = chosen_by
                .filter(|options| options.contains(&option))
                .count();
            t::PollAnswerVoters {
                chosen: chosen.is_some_and(|options| options.contains(&option)),
                correct: false,
                option,
                voters: Some(count as i32),
                recent_voters: Some(Vec::new()),
            }
            .into()
        });
        let counted = counted.collect();
        t::PollResults {
            results: (chosen.is_some() || poll.closed).then_some(counted),
            total_voters: Some(votes.map_or(0, BTreeMap::len) as i32),
            ..blank::<t::PollResults>(&[])
        }
        .into()
    }
}

fn option_of(answer: &enums::PollAnswer) -> Vec<u8> {
    match answer {
        enums::PollAnswer::Answer(answer) => answer.option.clone(),
        enums::PollAnswer::InputPollAnswer(_) => Vec::new(),
    }
}
