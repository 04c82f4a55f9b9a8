//! `messages.*`, what people put on messages: reactions, pins, votes.

use grammers_tl_types::{enums, functions::messages as f, types as t, types::messages as tm};

use super::super::{Answer, Call};
use super::told;
use crate::refusal::Refusal;
use crate::world::mailbox::Mailbox;
use crate::world::peer::Peer;

crate::rpc::methods! {
    f::SendReaction => react,
    f::GetMessagesReactions => reactions,
    f::GetMessageReactionsList => reactions_list,
    f::GetAvailableReactions => available,
    f::UpdatePinnedMessage => pin,
    f::UnpinAllMessages => unpin_all,
    f::SendVote => vote,
    f::GetPollResults => poll_results,
    f::GetMessagesViews => views,
    f::ReadMentions => read_mentions,
    f::ReadReactions => read_reactions,
}

fn react(call: &mut Call<'_>, r: f::SendReaction) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let key = call.key;
    let mut reactions = r.reaction.unwrap_or_default();
    reactions.retain(|reaction| !matches!(reaction, enums::Reaction::Empty));
    let update = call
        .world
        .react(me, peer, r.msg_id, reactions, Some(&key))?;
    Ok(call.world.updates(me, vec![update], &[peer]))
}

fn reactions(call: &mut Call<'_>, r: f::GetMessagesReactions) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let ids = r.id.iter().take(100);
    let updates = ids.map(|id| call.world.reactions_update(me, peer, *id));
    let updates = updates.collect();
    Ok(call.world.updates(me, updates, &[peer]))
}

fn reactions_list(
    call: &mut Call<'_>,
    r: f::GetMessageReactionsList,
) -> Answer<enums::messages::MessageReactionsList> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let letter = call.world.held(me, peer, r.id)?.content.letter;
    let given = call.world.reactions.to(letter);
    let wanted = |reaction: &enums::Reaction| r.reaction.as_ref().is_none_or(|w| w == reaction);
    let all: Vec<_> = given
        .iter()
        .filter(|given| wanted(&given.reaction))
        .collect();
    let offset = r
        .offset
        .and_then(|offset| offset.parse().ok())
        .unwrap_or(0_usize);
    let limit = usize::try_from(r.limit).unwrap_or(0).min(100);
    let page: Vec<_> = all.iter().rev().skip(offset).take(limit).collect();
    let next = offset + page.len();
    let of: Vec<_> = page.iter().map(|given| Peer::User(given.by)).collect();
    let (users, chats) = call.world.people(me, &of);
    let list = tm::MessageReactionsList {
        count: all.len() as i32,
        reactions: page.iter().map(|given| given.view(me)).collect(),
        chats,
        users,
        next_offset: (next < all.len()).then(|| next.to_string()),
    };
    Ok(list.into())
}

fn available(
    call: &mut Call<'_>,
    _: f::GetAvailableReactions,
) -> Answer<enums::messages::AvailableReactions> {
    call.person()?;
    // Pictures for reactions are not kept here; every emoji may be used.
    let all = tm::AvailableReactions {
        hash: 0,
        reactions: Vec::new(),
    };
    Ok(all.into())
}

fn pin(call: &mut Call<'_>, r: f::UpdatePinnedMessage) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let key = call.key;
    let how = (!r.unpin, !r.silent || !matches!(peer, Peer::User(_)));
    let pinned = call.world.pin(me, peer, &[r.id], how, Some(&key))?;
    let ids: Vec<_> = pinned.message.into_iter().collect();
    Ok(told(
        call,
        me,
        peer,
        &ids,
        pinned.update.into_iter().collect(),
    ))
}

fn unpin_all(
    call: &mut Call<'_>,
    r: f::UnpinAllMessages,
) -> Answer<enums::messages::AffectedHistory> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let mailbox = call.world.mailbox_of(me, peer);
    let pinned = mailbox.and_then(|mailbox| mailbox.pinned(peer));
    let ids: Vec<_> = pinned.into_iter().flatten().copied().collect();
    let key = call.key;
    let (pts, pts_count) = call
        .world
        .pin(me, peer, &ids, (false, false), Some(&key))?
        .pts;
    let offset = 0;
    Ok(tm::AffectedHistory {
        pts,
        pts_count,
        offset,
    }
    .into())
}

fn vote(call: &mut Call<'_>, r: f::SendVote) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let update = call.world.vote(me, peer, r.msg_id, r.options)?;
    Ok(call.world.updates(me, vec![update], &[peer]))
}

fn poll_results(call: &mut Call<'_>, r: f::GetPollResults) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let content = &call.world.held(me, peer, r.msg_id)?.content;
    let Some(crate::world::content::Media::Poll(poll)) = &content.extra().media else {
        return Err(Refusal::bad("MESSAGE_ID_INVALID"));
    };
    let update = call.world.poll_update(me, poll);
    Ok(call.world.updates(me, vec![update], &[peer]))
}

fn views(call: &mut Call<'_>, r: f::GetMessagesViews) -> Answer<enums::messages::MessageViews> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let group = call
        .world
        .groups
        .get(peer)
        .filter(|group| group.is_channel());
    let count = group.map(|group| group.members.len() as i32);
    let view = t::MessageViews {
        views: count,
        forwards: count.map(|_| 0),
        replies: None,
    };
    let views = r.id.iter().map(|_| view.clone().into()).collect();
    let (users, chats) = call.world.people(me, &[peer]);
    Ok(tm::MessageViews {
        views,
        chats,
        users,
    }
    .into())
}

fn read_mentions(
    call: &mut Call<'_>,
    r: f::ReadMentions,
) -> Answer<enums::messages::AffectedHistory> {
    nothing_unread(call, &r.peer)
}

fn read_reactions(
    call: &mut Call<'_>,
    r: f::ReadReactions,
) -> Answer<enums::messages::AffectedHistory> {
    nothing_unread(call, &r.peer)
}

/// Mentions and reactions are never counted as unread here, so that nothing changes.
fn nothing_unread(
    call: &mut Call<'_>,
    peer: &enums::InputPeer,
) -> Answer<enums::messages::AffectedHistory> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, peer)?;
    let pts = call.world.mailbox_of(me, peer).map_or(1, Mailbox::pts);
    let (pts_count, offset) = (0, 0);
    Ok(tm::AffectedHistory {
        pts,
        pts_count,
        offset,
    }
    .into())
}
