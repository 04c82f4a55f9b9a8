//! `channels.*`, what concerns messages, and what only looks.

use grammers_tl_types::{enums, functions::channels as f, types::messages as tm};

use super::super::messages::history::listed_messages;
use super::super::{Answer, Call};
use crate::refusal::Refusal;

crate::rpc::methods! {
    f::GetChannels => channels,
    f::GetFullChannel => full,
    f::GetMessages => messages,
    f::DeleteMessages => delete,
    f::ReadHistory => read,
    f::ReadMessageContents => read_contents,
    f::GetSendAs => send_as,
}

fn channels(call: &mut Call<'_>, r: f::GetChannels) -> Answer<enums::messages::Chats> {
    let me = call.me()?;
    let mut chats = Vec::new();
    for channel in &r.id {
        match call.world.named_channel(me, channel) {
            Ok(peer) => chats.extend(call.world.chat(peer, me)),
            Err(refusal) if r.id.len() == 1 => return Err(refusal),
            Err(_) => {}
        }
    }
    Ok(tm::Chats { chats }.into())
}

fn full(call: &mut Call<'_>, r: f::GetFullChannel) -> Answer<enums::messages::ChatFull> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let full = call.world.full_group(me, peer);
    full.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))
}

fn messages(call: &mut Call<'_>, r: f::GetMessages) -> Answer<enums::messages::Messages> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let mailbox = call.world.mailbox_of(me, peer);
    let mut ids = Vec::new();
    for id in r.id.iter().take(100) {
        match id {
            enums::InputMessage::Id(id) => ids.push(id.id),
            enums::InputMessage::ReplyTo(id) => {
                let message = mailbox.and_then(|mailbox| mailbox.get(id.id));
                ids.extend(message.map(|message| message.reply.to));
            }
            enums::InputMessage::Pinned => {
                let pinned = mailbox.and_then(|mailbox| mailbox.pinned(peer));
                ids.extend(pinned.and_then(|pinned| pinned.last().copied()));
            }
            enums::InputMessage::CallbackQuery(_) => {}
        }
    }
    ids.retain(|id| call.world.sees(me, peer, *id));
    let count = ids.len() as i32;
    Ok(listed_messages(call.world, me, peer, &ids, count))
}

fn delete(call: &mut Call<'_>, r: f::DeleteMessages) -> Answer<enums::messages::AffectedMessages> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let key = call.key;
    let (pts, pts_count) = call.world.delete_in(me, peer, &r.id, Some(&key))?;
    Ok(tm::AffectedMessages { pts, pts_count }.into())
}

fn read(call: &mut Call<'_>, r: f::ReadHistory) -> Answer<bool> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    call.world.joined(me, peer)?;
    let key = call.key;
    call.world.mark_read(me, peer, r.max_id, Some(&key));
    Ok(true)
}

fn read_contents(call: &mut Call<'_>, r: f::ReadMessageContents) -> Answer<bool> {
    let me = call.person()?;
    call.world.named_channel(me, &r.channel)?;
    Ok(true)
}

fn send_as(call: &mut Call<'_>, r: f::GetSendAs) -> Answer<enums::channels::SendAsPeers> {
    use grammers_tl_types::{types as t, types::channels as tc};
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let own = crate::world::peer::Peer::User(me);
    let (users, chats) = call.world.people(me, &[peer]);
    let me = t::SendAsPeer {
        premium_required: false,
        peer: own.view(),
    };
    let peers = vec![me.into()];
    Ok(tc::SendAsPeers {
        peers,
        chats,
        users,
    }
    .into())
}
