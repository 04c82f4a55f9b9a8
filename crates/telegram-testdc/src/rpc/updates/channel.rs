//! `updates.getChannelDifference`.

use grammers_tl_types::{enums, functions::updates as f, types::updates as tu};

use super::super::{Answer, Call};
use super::Missed;
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::peer::Peer;

crate::rpc::methods! {
    f::GetChannelDifference => difference,
}

/// The most changes that one call gives.
const SLICE: usize = 100;
/// After how many seconds a client may ask again by itself.
const TIMEOUT: i32 = 30;
/// How many of the last messages come with "too much".
const LAST: usize = 20;

fn difference(
    call: &mut Call<'_>,
    r: f::GetChannelDifference,
) -> Answer<enums::updates::ChannelDifference> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    if r.pts < 1 {
        return Err(Refusal::bad("PERSISTENT_TIMESTAMP_EMPTY"));
    }
    let mailbox = call.world.mailbox_of(me, peer);
    let mailbox = mailbox.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    if r.pts > mailbox.pts() {
        return Err(Refusal::bad("PERSISTENT_TIMESTAMP_INVALID"));
    }
    if mailbox.has_forgotten(r.pts) {
        return too_long(call.world, me, peer);
    }
    let limit = usize::try_from(r.limit).unwrap_or(0).clamp(1, SLICE);
    let mut events = mailbox.since(r.pts, limit + 1);
    if events.is_empty() {
        let empty = tu::ChannelDifferenceEmpty {
            r#final: true,
            pts: r.pts,
            timeout: Some(TIMEOUT),
        };
        return Ok(empty.into());
    }
    let is_more = events.len() > limit;
    events.truncate(limit);
    let pts = events.last().map_or(r.pts, |(pts, _)| *pts);
    let mut missed = Missed::of(call.world, me, Some(peer), &events);
    missed.of.push(peer);
    let (users, chats) = call.world.people(me, &missed.of);
    let some = tu::ChannelDifference {
        r#final: !is_more,
        pts,
        timeout: Some(TIMEOUT),
        new_messages: missed.messages,
        other_updates: missed.updates,
        chats,
        users,
    };
    Ok(some.into())
}

/// Too much was missed: the client gets the last messages, and where the channel stands.
fn too_long(world: &World, me: i64, peer: Peer) -> Answer<enums::updates::ChannelDifference> {
    let dialog = world.dialog(me, peer);
    let ids = world
        .mailbox_of(me, peer)
        .and_then(|mailbox| mailbox.chat(peer));
    let ids: Vec<_> = ids
        .into_iter()
        .flatten()
        .rev()
        .take(LAST)
        .copied()
        .collect();
    let (users, chats) = world.people(me, &world.spoken_of(me, peer, &ids));
    let answer = tu::ChannelDifferenceTooLong {
        r#final: true,
        timeout: Some(TIMEOUT),
        dialog: dialog.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?,
        messages: ids.iter().map(|id| world.message(me, peer, *id)).collect(),
        chats,
        users,
    };
    Ok(answer.into())
}
