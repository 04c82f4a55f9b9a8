//! `updates.*`: what a client has missed.

pub(super) mod channel;

use grammers_tl_types::{enums, functions::updates as f, types as t, types::updates as tu};

use super::{Answer, Call};
use crate::clock;
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::mailbox::Event;
use crate::world::peer::Peer;
use crate::world::pins::pinned_update;
use crate::world::read::read_update;

super::methods! {
    f::GetState => state,
    f::GetDifference => difference,
}

/// The most changes that one call gives.
const SLICE: usize = 500;

fn state(call: &mut Call<'_>, _: f::GetState) -> Answer<enums::updates::State> {
    let me = call.me()?;
    Ok(call.world.state(me))
}

fn difference(call: &mut Call<'_>, r: f::GetDifference) -> Answer<enums::updates::Difference> {
    let me = call.me()?;
    if r.pts < 1 {
        return Err(Refusal::bad("PERSISTENT_TIMESTAMP_INVALID"));
    }
    let account = call.world.accounts.get(me);
    let mailbox = account.map(|account| &account.mailbox);
    if let Some(mailbox) = mailbox.filter(|mailbox| mailbox.has_forgotten(r.pts)) {
        let pts = mailbox.pts();
        return Ok(tu::DifferenceTooLong { pts }.into());
    }
    let asked = r.pts_limit.and_then(|limit| usize::try_from(limit).ok());
    let size = asked.filter(|limit| *limit > 0).unwrap_or(SLICE).min(SLICE);
    let events = mailbox.map(|mailbox| mailbox.since(r.pts, size + 1));
    let mut events = events.unwrap_or_default();
    let is_more = events.len() > size;
    events.truncate(size);
    let last = events.last().map_or(r.pts, |(pts, _)| *pts);
    let mut missed = Missed::of(call.world, me, None, &events);
    if !is_more {
        missed.add_channels(call.world, me, r.date);
    }
    if missed.is_empty() && events.is_empty() {
        let date = clock::now();
        return Ok(tu::DifferenceEmpty { date, seq: 1 }.into());
    }
    Ok(answer(call.world, me, missed, is_more.then_some(last)))
}

/// The answer; with pts up to which it goes, if there is more.
fn answer(world: &World, me: i64, missed: Missed, upto: Option<i32>) -> enums::updates::Difference {
    let (users, chats) = world.people(me, &missed.of);
    let state = world.state(me);
    let Some(pts) = upto else {
        let whole = tu::Difference {
            new_messages: missed.messages,
            new_encrypted_messages: Vec::new(),
            other_updates: missed.updates,
            chats,
            users,
            state,
        };
        return whole.into();
    };
    let enums::updates::State::State(state) = state;
    tu::DifferenceSlice {
        new_messages: missed.messages,
        new_encrypted_messages: Vec::new(),
        other_updates: missed.updates,
        chats,
        users,
        intermediate_state: tu::State { pts, ..state }.into(),
    }
    .into()
}

/// What somebody has missed.
#[derive(Default)]
pub(super) struct Missed {
    pub(super) messages: Vec<enums::Message>,
    pub(super) updates: Vec<enums::Update>,
    pub(super) of: Vec<Peer>,
}

impl Missed {
    /// What events say of the mailbox of `me`, or of that of a channel.
    pub(super) fn of(
        world: &World,
        me: i64,
        channel: Option<Peer>,
        events: &[(i32, Event)],
    ) -> Self {
        let mut missed = Self::default();
        let chat = channel.unwrap_or(Peer::User(me));
        for (pts, event) in events {
            missed.add(world, me, chat, *pts, event);
        }
        missed
    }

    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.updates.is_empty()
    }

    fn add(&mut self, world: &World, me: i64, chat: Peer, pts: i32, event: &Event) {
        let held = |id: &i32| {
            let mailbox = world.mailbox_of(me, chat);
            mailbox.is_some_and(|mailbox| mailbox.get(*id).is_some()) && world.sees(me, chat, *id)
        };
        match event {
            // A message that is gone again is told by its deletion.
            Event::New(id) | Event::Edited(id) if !held(id) => {}
            Event::New(id) => {
                self.of.extend(world.spoken_of(me, chat, &[*id]));
                self.messages.push(world.message(me, chat, *id));
            }
            Event::Edited(id) => {
                self.of.extend(world.spoken_of(me, chat, &[*id]));
                self.updates.push(world.edit_update(me, chat, *id, pts));
            }
            Event::Deleted(ids) => {
                self.updates
                    .push(World::deleted_update(chat, ids.clone(), pts));
            }
            Event::Pinned(pinned) => {
                self.of.push(pinned.peer);
                let ids = pinned.ids.clone();
                self.updates
                    .push(pinned_update(pinned.peer, ids, pinned.on, pts));
            }
            Event::ReadInbox(peer, _) | Event::ReadOutbox(peer, _) => {
                self.of.push(*peer);
                self.updates.extend(read_update(world, me, event, pts));
            }
        }
    }

    /// Channels in which something was written since: the client asks for their differences.
    fn add_channels(&mut self, world: &World, me: i64, date: i32) {
        let groups = world.accounts.get(me).map(|account| &account.groups);
        for peer in groups.into_iter().flatten() {
            let (Peer::Channel(channel_id), Some(group)) = (*peer, world.groups.get(*peer)) else {
                continue;
            };
            if group.mailbox.changed_at() >= date {
                let pts = Some(group.mailbox.pts());
                self.updates
                    .push(t::UpdateChannelTooLong { channel_id, pts }.into());
                self.of.push(*peer);
            }
        }
    }
}
