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

/// Which messages of many are asked for.
pub(in crate::rpc) struct Page {
    /// Only older ones; 0 begins with the newest.
    pub(in crate::rpc) offset_id: i32,
    /// Only those before, in seconds since 1970 UTC, if there is no such number.
    pub(in crate::rpc) offset_date: i32,
    /// How many to leave out; if negative, how many newer ones to add.
    pub(in crate::rpc) add_offset: i32,
    /// How many.
    pub(in crate::rpc) limit: i32,
    /// Only older ones, unless 0.
    pub(in crate::rpc) max_id: i32,
    /// Only newer ones.
    pub(in crate::rpc) min_id: i32,
}

impl Page {
    /// The page out of messages that are listed newest first.
    pub(in crate::rpc) fn of(&self, all: &[i32]) -> Vec<i32> {
        let newer = match self.offset_id {
            0 => 0,
            offset => all.partition_point(|id| *id >= offset),
        };
        let start = newer as i64 + i64::from(self.add_offset);
        let start = usize::try_from(start).unwrap_or(0);
        let page = all.iter().copied().skip(start).take(self.size());
        page.filter(|id| self.has(*id)).collect()
    }

    fn size(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(0).min(PAGE)
    }

    fn has(&self, id: i32) -> bool {
        (self.max_id == 0 || id < self.max_id) && id > self.min_id
    }

    /// The page out of a chat, and how many messages it has.
    fn of_chat(&self, world: &World, me: i64, peer: Peer) -> (Vec<i32>, i32) {
        let Some(mailbox) = world.mailbox_of(me, peer) else {
            return (Vec::new(), 0);
        };
        let Some(chat) = mailbox.chat(peer) else {
            return (Vec::new(), 0);
        };
        let mut end = if self.offset_id > 0 {
            self.offset_id
        } else {
            i32::MAX
        };
        if self.offset_id == 0 && self.offset_date > 0 {
            let date = |id: &i32| mailbox.get(*id).map_or(0, |m| m.content.date);
            let mut later = chat.iter().filter(|id| date(id) >= self.offset_date);
            end = end.min(later.next().copied().unwrap_or(i32::MAX));
        }
        // A negative shift begins with newer messages than the offset.
        if let Ok(newer @ 1..) = usize::try_from(-self.add_offset) {
            let mut after = chat.range(end..);
            end = after.nth(newer).copied().unwrap_or(i32::MAX);
        }
        let older = usize::try_from(self.add_offset).unwrap_or(0);
        let ids = chat.range(..end).rev().copied().skip(older);
        let ids = ids.take(self.size()).filter(|id| self.has(*id));
        (ids.collect(), chat.len() as i32)
    }
}

fn history(call: &mut Call<'_>, r: f::GetHistory) -> Answer<enums::messages::Messages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let page = Page {
        offset_id: r.offset_id,
        offset_date: r.offset_date,
        add_offset: r.add_offset,
        limit: r.limit,
        max_id: r.max_id,
        min_id: r.min_id,
    };
    let (ids, count) = page.of_chat(call.world, me, peer);
    Ok(listed_messages(call.world, me, peer, &ids, count))
}

/// Messages of a chat as an answer, of `count` in all.
pub(in crate::rpc) fn listed_messages(
    world: &World,
    me: i64,
    peer: Peer,
    ids: &[i32],
    count: i32,
) -> enums::messages::Messages {
    let of = world.spoken_of(me, peer, ids);
    let (users, chats) = world.people(me, &of);
    let messages = ids.iter().map(|id| world.message(me, peer, *id)).collect();
    let topics = topics_of(world, me, peer, ids);
    if let (Peer::Channel(_), Some(mailbox)) = (peer, world.mailbox_of(me, peer)) {
        let all = tm::ChannelMessages {
            inexact: false,
            pts: mailbox.pts(),
            count,
            offset_id_offset: None,
            messages,
            topics,
            chats,
            users,
        };
        return all.into();
    }
    tm::MessagesSlice {
        inexact: false,
        count,
        next_rate: None,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics,
        chats,
        users,
    }
    .into()
}

/// The topics that messages of a forum are in.
fn topics_of(world: &World, me: i64, peer: Peer, ids: &[i32]) -> Vec<enums::ForumTopic> {
    let Some(group) = world.groups.get(peer).filter(|group| group.is_forum) else {
        return Vec::new();
    };
    let tops = ids
        .iter()
        .filter_map(|id| Some(group.mailbox.get(*id)?.reply.top));
    let mut tops: Vec<_> = tops.collect();
    tops.sort_unstable();
    tops.dedup();
    let topics = tops.iter().filter_map(|top| group.topics.get(top));
    topics.map(|topic| World::topic(me, group, topic)).collect()
}

fn messages(call: &mut Call<'_>, r: f::GetMessages) -> Answer<enums::messages::Messages> {
    let me = call.me()?;
    let own = Peer::User(me);
    let account = call.world.accounts.get(me);
    let mailbox = account.map(|account| &account.mailbox);
    let mut ids = Vec::new();
    for id in r.id.iter().take(PAGE) {
        match id {
            enums::InputMessage::Id(id) => ids.push(id.id),
            enums::InputMessage::ReplyTo(id) => {
                let message = mailbox.and_then(|mailbox| mailbox.get(id.id));
                ids.extend(message.map(|message| message.reply.to));
            }
            _ => {}
        }
    }
    let of = call.world.spoken_of(me, own, &ids);
    let (users, chats) = call.world.people(me, &of);
    let messages = ids.iter().map(|id| call.world.message(me, own, *id));
    let all = tm::Messages {
        messages: messages.collect(),
        topics: Vec::new(),
        chats,
        users,
    };
    Ok(all.into())
}

/// Where a list of chats goes on: after the chat that is named, else after a message.
fn start_of(world: &World, me: i64, all: &[(Peer, i64)], r: &f::GetDialogs) -> usize {
    if r.offset_id == 0 && r.offset_date == 0 {
        return 0;
    }
    let named = world.named_peer(me, &r.offset_peer).ok();
    if let Some(at) = all.iter().position(|(peer, _)| Some(*peer) == named) {
        return at + 1;
    }
    let is_older = |(peer, _): &(Peer, i64)| {
        let mailbox = world.mailbox_of(me, *peer);
        let top = mailbox.and_then(|mailbox| mailbox.get(mailbox.top(*peer)));
        top.is_none_or(|top| match r.offset_date {
            0 => top.id < r.offset_id,
            date => top.content.date < date,
        })
    };
    all.iter().position(is_older).unwrap_or(all.len())
}

fn dialogs(call: &mut Call<'_>, r: f::GetDialogs) -> Answer<enums::messages::Dialogs> {
    let me = call.person()?;
    // The archive is a folder of its own.
    let is_archive = r.folder_id == Some(1);
    let mut all = call.world.chats_of(me);
    all.retain(|(peer, _)| call.world.is_archived(me, *peer) == is_archive);
    let count = all.len() as i32;
    let limit = usize::try_from(r.limit).unwrap_or(0).clamp(1, PAGE);
    let start = start_of(call.world, me, &all, &r);
    let page = all.iter().skip(start).take(limit).map(|(peer, _)| *peer);
    let page: Vec<_> = page.collect();
    let (dialogs, messages, users, chats) = listed(call.world, me, &page);
    if dialogs.len() as i32 == count {
        let all = tm::Dialogs {
            dialogs,
            messages,
            chats,
            users,
        };
        return Ok(all.into());
    }
    let slice = tm::DialogsSlice {
        count,
        dialogs,
        messages,
        chats,
        users,
    };
    Ok(slice.into())
}

type Listed = (
    Vec<enums::Dialog>,
    Vec<enums::Message>,
    Vec<enums::User>,
    Vec<enums::Chat>,
);

fn listed(world: &World, me: i64, chats: &[Peer]) -> Listed {
    let dialogs = chats.iter().filter_map(|peer| world.dialog(me, *peer));
    let dialogs = dialogs.collect();
    let mut of = chats.to_vec();
    let mut messages = Vec::new();
    for peer in chats {
        let top = world
            .mailbox_of(me, *peer)
            .map_or(0, |mailbox| mailbox.top(*peer));
        if top > 0 {
            messages.push(world.message(me, *peer, top));
            of.extend(world.spoken_of(me, *peer, &[top]));
        }
    }
    let (users, chats) = world.people(me, &of);
    (dialogs, messages, users, chats)
}

fn peer_dialogs(call: &mut Call<'_>, r: f::GetPeerDialogs) -> Answer<enums::messages::PeerDialogs> {
    let me = call.person()?;
    let mut wanted = Vec::new();
    for peer in &r.peers {
        if let enums::InputDialogPeer::Peer(named) = peer {
            wanted.push(call.world.named_peer(me, &named.peer)?);
        }
    }
    Ok(with_state(call, me, &wanted))
}

fn pinned(call: &mut Call<'_>, _: f::GetPinnedDialogs) -> Answer<enums::messages::PeerDialogs> {
    let me = call.person()?;
    Ok(with_state(call, me, &[]))
}

fn with_state(call: &mut Call<'_>, me: i64, chats: &[Peer]) -> enums::messages::PeerDialogs {
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
