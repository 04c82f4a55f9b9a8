//! `updates.*`: what a client has missed.

use grammers_tl_types::{enums, functions::updates as f, types as t, types::updates as tu};

use super::messages::history::authors;
use super::{Answer, Call};
use crate::clock;
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::mailbox::Event;
use crate::world::peer::Peer;
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
    let events = account.map(|account| account.mailbox.since(r.pts, SLICE + 1));
    let mut events = events.unwrap_or_default();
    if events.is_empty() {
        let date = clock::now();
        return Ok(tu::DifferenceEmpty { date, seq: 1 }.into());
    }
    let is_more = events.len() > SLICE;
    events.truncate(SLICE);
    let last = events.last().map_or(r.pts, |(pts, _)| *pts);
    let missed = Missed::of(call.world, me, &events);
    let (users, chats) = call.world.people(me, &missed.of);
    let whole = tu::Difference {
        new_messages: missed.messages,
        new_encrypted_messages: Vec::new(),
        other_updates: missed.updates,
        chats,
        users,
        state: call.world.state(me),
    };
    if !is_more {
        return Ok(whole.into());
    }
    let enums::updates::State::State(mut state) = whole.state;
    state.pts = last;
    let slice = tu::DifferenceSlice {
        new_messages: whole.new_messages,
        new_encrypted_messages: Vec::new(),
        other_updates: whole.other_updates,
        chats: whole.chats,
        users: whole.users,
        intermediate_state: state.into(),
    };
    Ok(slice.into())
}

/// What somebody has missed.
#[derive(Default)]
struct Missed {
    messages: Vec<enums::Message>,
    updates: Vec<enums::Update>,
    of: Vec<Peer>,
}

impl Missed {
    fn of(world: &World, me: i64, events: &[(i32, Event)]) -> Self {
        let mut missed = Self::default();
        for (pts, event) in events {
            missed.add(world, me, *pts, event);
        }
        missed
    }

    fn add(&mut self, world: &World, me: i64, pts: i32, event: &Event) {
        match event {
            // A message that is gone again is told by its deletion.
            Event::New(id) | Event::Edited(id) if is_gone(world, me, *id) => {}
            Event::New(id) => {
                self.of.extend(authors(world, me, &[*id]));
                self.messages.push(world.message(me, *id));
            }
            Event::Edited(id) => {
                self.of.extend(authors(world, me, &[*id]));
                let edited = t::UpdateEditMessage {
                    message: world.message(me, *id),
                    pts,
                    pts_count: 1,
                };
                self.updates.push(edited.into());
            }
            Event::Deleted(ids) => {
                let deleted = t::UpdateDeleteMessages {
                    messages: ids.clone(),
                    pts,
                    pts_count: ids.len() as i32,
                };
                self.updates.push(deleted.into());
            }
            Event::ReadInbox(peer, _) | Event::ReadOutbox(peer, _) => {
                self.of.push(*peer);
                self.updates.extend(read_update(world, me, event, pts));
            }
        }
    }
}

fn is_gone(world: &World, me: i64, id: i32) -> bool {
    let account = world.accounts.get(me);
    account.is_none_or(|account| account.mailbox.get(id).is_none())
}
