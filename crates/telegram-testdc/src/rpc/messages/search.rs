//! `messages.*`, what finds messages.

use grammers_tl_types::{enums, functions::messages as f, types::messages as tm};

use super::super::{Answer, Call};
use super::history::{Page, listed_messages};
use crate::world::World;
use crate::world::peer::Peer;
use crate::world::search::Wanted;

crate::rpc::methods! {
    f::Search => search,
    f::SearchGlobal => search_global,
    f::GetSearchCounters => counters,
    f::GetReplies => replies,
    f::GetUnreadMentions => mentions,
}

fn search(call: &mut Call<'_>, r: f::Search) -> Answer<enums::messages::Messages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let from = match &r.from_id {
        Some(from) => Some(call.world.named_peer(me, from)?),
        None => None,
    };
    let wanted = Wanted {
        text: r.q.to_lowercase(),
        filter: r.filter,
        from,
        since: r.min_date,
        until: r.max_date,
    };
    let found = call
        .world
        .found(me, peer, r.top_msg_id.unwrap_or(0), &wanted);
    let page = Page {
        offset_id: r.offset_id,
        offset_date: 0,
        add_offset: r.add_offset,
        limit: r.limit,
        max_id: r.max_id,
        min_id: r.min_id,
    };
    let ids = page.of(&found);
    Ok(listed_messages(
        call.world,
        me,
        peer,
        &ids,
        found.len() as i32,
    ))
}

fn counters(
    call: &mut Call<'_>,
    r: f::GetSearchCounters,
) -> Answer<Vec<enums::messages::SearchCounter>> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let counters = r.filters.into_iter().map(|filter| {
        let wanted = Wanted {
            text: String::new(),
            filter: filter.clone(),
            from: None,
            since: 0,
            until: 0,
        };
        let found = call
            .world
            .found(me, peer, r.top_msg_id.unwrap_or(0), &wanted);
        let count = found.len() as i32;
        tm::SearchCounter {
            inexact: false,
            filter,
            count,
        }
        .into()
    });
    Ok(counters.collect())
}

/// What is found in all chats, the newest first: in what order it was written, where, its number.
fn everywhere(world: &World, me: i64, r: &f::SearchGlobal) -> Vec<(i64, Peer, i32)> {
    let wanted = Wanted {
        text: r.q.to_lowercase(),
        filter: r.filter.clone(),
        from: None,
        since: r.min_date,
        until: r.max_date,
    };
    let chats = world.chats_of(me).into_iter().map(|(peer, _)| peer);
    let chats = chats.filter(|peer| match peer {
        Peer::User(_) => !r.broadcasts_only && !r.groups_only,
        Peer::Chat(_) | Peer::Channel(_) => !r.users_only,
    });
    let found = chats.flat_map(|peer| {
        let ids = world.found(me, peer, 0, &wanted).into_iter();
        ids.filter_map(move |id| {
            let letter = world.held(me, peer, id).ok()?.content.letter;
            Some((letter, peer, id))
        })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_unstable_by_key(|(letter, ..)| std::cmp::Reverse(*letter));
    found
}

fn search_global(call: &mut Call<'_>, r: f::SearchGlobal) -> Answer<enums::messages::Messages> {
    let me = call.person()?;
    let found = everywhere(call.world, me, &r);
    let limit = usize::try_from(r.limit).unwrap_or(0).min(100);
    // A page goes on after the message it names.
    let offset = call.world.named_peer(me, &r.offset_peer).ok();
    let mut places = found.iter();
    let last = places.position(|(_, peer, id)| Some(*peer) == offset && *id == r.offset_id);
    let start = last.map_or(0, |at| at + 1);
    let page: Vec<_> = found.iter().skip(start).take(limit).collect();
    let of = page.iter();
    let of = of.flat_map(|(_, peer, id)| call.world.spoken_of(me, *peer, &[*id]));
    let of: Vec<_> = of.collect();
    let (users, chats) = call.world.people(me, &of);
    let messages = page
        .iter()
        .map(|(_, peer, id)| call.world.message(me, *peer, *id));
    if start + page.len() >= found.len() {
        let all = tm::Messages {
            messages: messages.collect(),
            topics: Vec::new(),
            chats,
            users,
        };
        return Ok(all.into());
    }
    let slice = tm::MessagesSlice {
        inexact: false,
        count: found.len() as i32,
        next_rate: Some(1),
        offset_id_offset: None,
        search_flood: None,
        messages: messages.collect(),
        topics: Vec::new(),
        chats,
        users,
    };
    Ok(slice.into())
}

fn replies(call: &mut Call<'_>, r: f::GetReplies) -> Answer<enums::messages::Messages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let topic = call
        .world
        .groups
        .get(peer)
        .and_then(|group| group.topics.get(&r.msg_id));
    let found: Vec<i32> = if let Some(topic) = topic {
        let ids = topic.ids.iter().rev().copied();
        ids.filter(|id| *id != topic.id).collect()
    } else {
        let mailbox = call.world.mailbox_of(me, peer);
        let ids = mailbox.and_then(|mailbox| mailbox.chat(peer));
        let ids = ids.into_iter().flatten().rev().copied();
        let answers = |id: &i32| {
            let message = mailbox.and_then(|mailbox| mailbox.get(*id));
            message.is_some_and(|message| message.reply.to == r.msg_id)
        };
        ids.filter(answers).collect()
    };
    let page = Page {
        offset_id: r.offset_id,
        offset_date: r.offset_date,
        add_offset: r.add_offset,
        limit: r.limit,
        max_id: r.max_id,
        min_id: r.min_id,
    };
    let ids = page.of(&found);
    Ok(listed_messages(
        call.world,
        me,
        peer,
        &ids,
        found.len() as i32,
    ))
}

/// Mentions are never counted as unread here.
fn mentions(call: &mut Call<'_>, r: f::GetUnreadMentions) -> Answer<enums::messages::Messages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    Ok(listed_messages(call.world, me, peer, &[], 0))
}
