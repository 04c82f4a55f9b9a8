//! `messages.*`, what concerns topics of forums.

use grammers_tl_types::{enums, functions::messages as f, types as t, types::messages as tm};

use super::super::{Answer, Call};
use super::{sent, told};
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::group::rights::Right;
use crate::world::group::topics::{GENERAL, Topic, TopicChange};
use crate::world::peer::Peer;

crate::rpc::methods! {
    f::CreateForumTopic => create,
    f::EditForumTopic => edit,
    f::GetForumTopics => topics,
    f::GetForumTopicsById => topics_by_id,
    f::UpdatePinnedForumTopic => pin,
    f::DeleteTopicHistory => delete,
}

/// The most topics that one call gives.
const PAGE: usize = 100;

fn create(call: &mut Call<'_>, r: f::CreateForumTopic) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let icon = (r.icon_color, r.icon_emoji_id);
    let key = call.key;
    let id = call.world.make_topic(me, peer, r.title, icon, Some(&key))?;
    Ok(sent(call, me, peer, &[(id, r.random_id)]))
}

fn edit(call: &mut Call<'_>, r: f::EditForumTopic) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let change = TopicChange {
        title: r.title,
        emoji: r.icon_emoji_id,
        closed: r.closed,
        hidden: r.hidden,
    };
    let key = call.key;
    let id = call
        .world
        .edit_topic(me, peer, r.topic_id, change, Some(&key))?;
    Ok(told(call, me, peer, &[id], Vec::new()))
}

fn pin(call: &mut Call<'_>, r: f::UpdatePinnedForumTopic) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let update = call.world.pin_topic(me, peer, r.topic_id, r.pinned)?;
    Ok(call.world.updates(me, vec![update], &[peer]))
}

fn topics(call: &mut Call<'_>, r: f::GetForumTopics) -> Answer<enums::messages::ForumTopics> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let group = call.world.groups.get(peer).filter(|group| group.is_forum);
    let group = group.ok_or_else(|| Refusal::bad("CHANNEL_FORUM_MISSING"))?;
    let q = r.q.unwrap_or_default().to_lowercase();
    let topics = group.topics.values();
    let mut all: Vec<_> = topics
        .filter(|topic| topic.title.to_lowercase().contains(&q))
        .collect();
    // Pinned ones first, then by what was written last.
    all.sort_by_key(|topic| std::cmp::Reverse((topic.is_pinned, topic.ids.last().copied())));
    let after = all.iter().position(|topic| topic.id == r.offset_topic);
    let limit = usize::try_from(r.limit).unwrap_or(0).min(PAGE);
    let page = all.iter().skip(after.map_or(0, |at| at + 1)).take(limit);
    let page: Vec<&Topic> = page.copied().collect();
    Ok(answer(call, me, peer, &page, all.len()))
}

fn topics_by_id(
    call: &mut Call<'_>,
    r: f::GetForumTopicsById,
) -> Answer<enums::messages::ForumTopics> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let group = call.world.groups.get(peer).filter(|group| group.is_forum);
    let group = group.ok_or_else(|| Refusal::bad("CHANNEL_FORUM_MISSING"))?;
    let wanted = r.topics.iter().take(PAGE);
    let known: Vec<&Topic> = wanted.filter_map(|id| group.topics.get(id)).collect();
    let enums::messages::ForumTopics::Topics(mut topics) =
        answer(call, me, peer, &known, known.len());
    let gone = r.topics.iter().filter(|id| !group.topics.contains_key(id));
    topics
        .topics
        .extend(gone.map(|id| t::ForumTopicDeleted { id: *id }.into()));
    Ok(topics.into())
}

fn answer(
    call: &Call<'_>,
    me: i64,
    peer: Peer,
    topics: &[&Topic],
    count: usize,
) -> enums::messages::ForumTopics {
    let world = &call.world;
    let tops: Vec<_> = topics
        .iter()
        .filter_map(|topic| topic.ids.last().copied())
        .collect();
    let mut of = world.spoken_of(me, peer, &tops);
    of.extend(topics.iter().map(|topic| Peer::User(topic.by)));
    let (users, chats) = world.people(me, &of);
    let group = world.groups.get(peer);
    let views = topics
        .iter()
        .filter_map(|topic| Some(World::topic(me, group?, topic)));
    tm::ForumTopics {
        order_by_create_date: false,
        count: count as i32,
        topics: views.collect(),
        messages: tops.iter().map(|id| world.message(me, peer, *id)).collect(),
        chats,
        users,
        pts: group.map_or(1, |group| group.mailbox.pts()),
    }
    .into()
}

fn delete(
    call: &mut Call<'_>,
    r: f::DeleteTopicHistory,
) -> Answer<enums::messages::AffectedHistory> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    call.world.check_right(me, peer, Right::DeleteOthers)?;
    let group = call.world.groups.get_mut(peer);
    let topics = group.map(|group| &mut group.topics);
    let topic = topics.and_then(|topics| topics.remove(&r.top_msg_id));
    let topic = topic.filter(|topic| topic.id != GENERAL);
    let topic = topic.ok_or_else(|| Refusal::bad("TOPIC_ID_INVALID"))?;
    let ids: Vec<_> = topic.ids.into_iter().collect();
    let key = call.key;
    let (pts, pts_count) = call.world.delete_in(me, peer, &ids, Some(&key))?;
    let offset = 0;
    Ok(tm::AffectedHistory {
        pts,
        pts_count,
        offset,
    }
    .into())
}
