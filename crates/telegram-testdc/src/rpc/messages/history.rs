//! `messages.*`, what only looks: history, chats, single messages.

use grammers_tl_types::{enums, functions::messages as f, types::messages as tm};

use super::super::{Answer, Call};
use crate::world::World;
use crate::world::peer::Peer;

crate::rpc::methods! {
    f::GetHistory => history,
    f::GetMessages => messages,
    f::GetDialogs => dialogs,
    f::GetPinnedDialogs => pinned,
    f::GetPeerDialogs => peer_dialogs,
}

/// The most messages or chats that one call gives.
const PAGE: usize = 100;

fn history(call: &mut Call<'_>, r: f::GetHistory) -> Answer<enums::messages::Messages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let limit = usize::try_from(r.limit).unwrap_or(0).min(PAGE);
    let (ids, count) = page(call.world, me, peer, &r, limit);
    let of = authors(call.world, me, &ids);
    let (users, chats) = call.world.people(me, &of);
    let messages = ids.iter().map(|id| call.world.message(me, *id)).collect();
    let slice = tm::MessagesSlice {
        inexact: false,
        count,
        next_rate: None,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics: Vec::new(),
        chats,
        users,
    };
    Ok(slice.into())
}

/// The numbers on the page that is asked for, newest first, and how many there are in all.
fn page(world: &World, me: i64, peer: Peer, r: &f::GetHistory, limit: usize) -> (Vec<i32>, i32) {
    let Some(account) = world.accounts.get(me) else {
        return (Vec::new(), 0);
    };
    let Some(chat) = account.mailbox.chat(peer) else {
        return (Vec::new(), 0);
    };
    let mut end = if r.offset_id > 0 {
        r.offset_id
    } else {
        i32::MAX
    };
    if r.offset_id == 0 && r.offset_date > 0 {
        let date = |id: &i32| account.mailbox.get(*id).map_or(0, |m| m.content.date);
        let mut later = chat.iter().filter(|id| date(id) >= r.offset_date);
        end = end.min(later.next().copied().unwrap_or(i32::MAX));
    }
    // A negative shift begins with newer messages than the offset.
    if let Ok(newer @ 1..) = usize::try_from(-r.add_offset) {
        let mut after = chat.range(end..);
        end = after.nth(newer).copied().unwrap_or(i32::MAX);
    }
    let older = usize::try_from(r.add_offset).unwrap_or(0);
    let ids = chat.range(..end).rev().copied().skip(older).take(limit);
    let ids = ids.filter(|id| (r.max_id == 0 || *id < r.max_id) && *id > r.min_id);
    (ids.collect(), chat.len() as i32)
}

/// Those whom messages of a mailbox speak of.
pub(in crate::rpc) fn authors(world: &World, me: i64, ids: &[i32]) -> Vec<Peer> {
    let account = world.accounts.get(me);
    let found = ids
        .iter()
        .filter_map(|id| account.and_then(|account| account.mailbox.get(*id)));
    found.flat_map(|m| [m.peer, m.content.from]).collect()
}

fn messages(call: &mut Call<'_>, r: f::GetMessages) -> Answer<enums::messages::Messages> {
    let me = call.me()?;
    let ids = r.id.iter().filter_map(|id| match id {
        enums::InputMessage::Id(id) => Some(id.id),
        _ => None,
    });
    let ids: Vec<_> = ids.take(PAGE).collect();
    let of = authors(call.world, me, &ids);
    let (users, chats) = call.world.people(me, &of);
    let messages = ids.iter().map(|id| call.world.message(me, *id)).collect();
    let all = tm::Messages {
        messages,
        topics: Vec::new(),
        chats,
        users,
    };
    Ok(all.into())
}

fn dialogs(call: &mut Call<'_>, r: f::GetDialogs) -> Answer<enums::messages::Dialogs> {
    let me = call.person()?;
    let account = call.world.accounts.get(me);
    let all = account.map(|a| a.mailbox.chats()).unwrap_or_default();
    let count = all.len() as i32;
    let limit = usize::try_from(r.limit).unwrap_or(0).clamp(1, PAGE);
    // The archive is a folder of its own, and empty.
    let is_main = r.folder_id.unwrap_or(0) == 0;
    let chats = all
        .into_iter()
        .filter(|(_, top)| is_main && (r.offset_id == 0 || *top < r.offset_id));
    let chats: Vec<_> = chats.take(limit).collect();
    let (dialogs, messages, users, chats) = listed(call.world, me, &chats);
    let count = if is_main { count } else { 0 };
    let slice = tm::DialogsSlice {
        count,
        dialogs,
        messages,
        chats,
        users,
    };
    if slice.dialogs.len() as i32 == count {
        let all = tm::Dialogs {
            dialogs: slice.dialogs,
            messages: slice.messages,
            chats: slice.chats,
            users: slice.users,
        };
        return Ok(all.into());
    }
    Ok(slice.into())
}

type Listed = (
    Vec<enums::Dialog>,
    Vec<enums::Message>,
    Vec<enums::User>,
    Vec<enums::Chat>,
);

fn listed(world: &World, me: i64, chats: &[(Peer, i32)]) -> Listed {
    let dialogs = chats
        .iter()
        .filter_map(|(peer, top)| world.dialog(me, *peer, *top));
    let dialogs = dialogs.collect();
    let tops: Vec<_> = chats
        .iter()
        .map(|(_, top)| *top)
        .filter(|top| *top > 0)
        .collect();
    let messages = tops.iter().map(|id| world.message(me, *id)).collect();
    let mut of = authors(world, me, &tops);
    of.extend(chats.iter().map(|(peer, _)| *peer));
    let (users, chats) = world.people(me, &of);
    (dialogs, messages, users, chats)
}

fn peer_dialogs(call: &mut Call<'_>, r: f::GetPeerDialogs) -> Answer<enums::messages::PeerDialogs> {
    let me = call.person()?;
    let mut wanted = Vec::new();
    for peer in &r.peers {
        if let enums::InputDialogPeer::Peer(named) = peer {
            let peer = call.world.named_peer(me, &named.peer)?;
            let account = call.world.accounts.get(me);
            let chat = account.and_then(|account| account.mailbox.chat(peer));
            let top = chat.and_then(|chat| chat.last().copied());
            wanted.push((peer, top.unwrap_or(0)));
        }
    }
    Ok(with_state(call, me, &wanted))
}

fn pinned(call: &mut Call<'_>, _: f::GetPinnedDialogs) -> Answer<enums::messages::PeerDialogs> {
    let me = call.person()?;
    Ok(with_state(call, me, &[]))
}

fn with_state(call: &mut Call<'_>, me: i64, chats: &[(Peer, i32)]) -> enums::messages::PeerDialogs {
    let (dialogs, messages, users, chats) = listed(call.world, me, chats);
    let state = call.world.state(me);
    tm::PeerDialogs {
        dialogs,
        messages,
        chats,
        users,
        state,
    }
    .into()
}
