//! `messages.*`, what changes something: sending, editing, deleting, reading.

pub(super) mod albums;
pub(super) mod forward;
pub(super) mod groups;
pub(super) mod history;
pub(super) mod invites;
pub(super) mod marks;
pub(super) mod search;
pub(super) mod topics;

use grammers_tl_types::{enums, functions::messages as f, types as t, types::messages as tm};

use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::content::Extra;
use crate::world::edit::Change;
use crate::world::peer::Peer;
use crate::world::send::Draft;

super::methods! {
    f::SendMessage => send_message,
    f::SendMedia => send_media,
    f::EditMessage => edit,
    f::DeleteMessages => delete,
    f::ReadHistory => read,
    f::ReadDiscussion => read_discussion,
    f::SetTyping => typing,
}

/// The message that is answered, and the topic.
pub(super) fn answered(reply: Option<enums::InputReplyTo>) -> (Option<i32>, Option<i32>) {
    match reply {
        Some(enums::InputReplyTo::Message(reply)) => {
            (Some(reply.reply_to_msg_id), reply.top_msg_id)
        }
        _ => (None, None),
    }
}

/// Entities as they are shown to others: who is mentioned by name becomes a number.
pub(super) fn entities(
    call: &Call<'_>,
    me: i64,
    entities: Option<Vec<enums::MessageEntity>>,
) -> Vec<enums::MessageEntity> {
    let shown = entities
        .unwrap_or_default()
        .into_iter()
        .filter_map(|entity| {
            let enums::MessageEntity::InputMessageEntityMentionName(named) = entity else {
                return Some(entity);
            };
            let mention = t::MessageEntityMentionName {
                offset: named.offset,
                length: named.length,
                user_id: call.world.named_user(me, &named.user_id).ok()?,
            };
            Some(mention.into())
        });
    shown.collect()
}

fn send_message(call: &mut Call<'_>, r: f::SendMessage) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let (reply_to, top) = answered(r.reply_to);
    let draft = Draft {
        text: r.message,
        extra: Extra {
            entities: entities(call, me, r.entities),
            markup: only_bots(call, me, r.reply_markup),
            ..Extra::default()
        },
        reply_to,
        top,
        silent: r.silent,
        random_id: r.random_id,
        date: 0,
    };
    let key = call.key;
    let id = call.world.send(me, peer, draft, Some(&key))?;
    if let Peer::User(_) = peer {
        return sent_short(call, me, id);
    }
    Ok(sent(call, me, peer, &[(id, r.random_id)]))
}

/// Buttons, if the sender is a bot; Telegram ignores those of others.
fn only_bots(
    call: &Call<'_>,
    me: i64,
    markup: Option<enums::ReplyMarkup>,
) -> Option<enums::ReplyMarkup> {
    markup.filter(|_| call.is_bot(me))
}

fn sent_short(call: &mut Call<'_>, me: i64, id: i32) -> Answer<enums::Updates> {
    let account = call.world.accounts.get(me);
    let message = account.and_then(|account| account.mailbox.get(id));
    let message = message.ok_or_else(|| Refusal::new(500, "MSG_WAIT_FAILED"))?;
    let entities = &message.content.extra().entities;
    let short = t::UpdateShortSentMessage {
        out: true,
        id,
        pts: message.pts,
        pts_count: 1,
        date: message.content.date,
        media: None,
        entities: Some(entities.clone()).filter(|all| !all.is_empty()),
        ttl_period: None,
    };
    Ok(short.into())
}

/// The numbers that messages got, by what the sender drew, and the messages.
pub(super) fn sent(call: &Call<'_>, me: i64, peer: Peer, sent: &[(i32, i64)]) -> enums::Updates {
    let numbers = sent
        .iter()
        .map(|(id, random_id)| {
            let (id, random_id) = (*id, *random_id);
            t::UpdateMessageId { id, random_id }.into()
        })
        .collect();
    let ids: Vec<_> = sent.iter().map(|(id, _)| *id).collect();
    told(call, me, peer, &ids, numbers)
}

/// Some updates and new messages of a chat, as an answer.
pub(super) fn told(
    call: &Call<'_>,
    me: i64,
    peer: Peer,
    ids: &[i32],
    mut updates: Vec<enums::Update>,
) -> enums::Updates {
    let new = ids.iter().map(|id| call.world.new_update(me, peer, *id));
    updates.extend(new);
    let of = call.world.spoken_of(me, peer, ids);
    call.world.updates(me, updates, &of)
}

fn send_media(call: &mut Call<'_>, r: f::SendMedia) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let media = super::media::take(call, r.media)?;
    let (reply_to, top) = answered(r.reply_to);
    let draft = Draft {
        text: r.message,
        extra: Extra {
            entities: entities(call, me, r.entities),
            media,
            markup: only_bots(call, me, r.reply_markup),
            ..Extra::default()
        },
        reply_to,
        top,
        silent: r.silent,
        random_id: r.random_id,
        date: 0,
    };
    let key = call.key;
    let id = call.world.send(me, peer, draft, Some(&key))?;
    Ok(sent(call, me, peer, &[(id, r.random_id)]))
}

fn edit(call: &mut Call<'_>, r: f::EditMessage) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let media = match r.media {
        Some(media) => super::media::take(call, media)?,
        None => None,
    };
    let entities = entities(call, me, r.entities);
    let change = Change {
        text: r.message.map(|text| (text, entities)),
        media,
        markup: only_bots(call, me, r.reply_markup),
    };
    let key = call.key;
    let pts = call.world.edit(me, peer, r.id, change, Some(&key))?;
    let edited = call.world.edit_update(me, peer, r.id, pts);
    let of = call.world.spoken_of(me, peer, &[r.id]);
    Ok(call.world.updates(me, vec![edited], &of))
}

fn delete(call: &mut Call<'_>, r: f::DeleteMessages) -> Answer<enums::messages::AffectedMessages> {
    let me = call.me()?;
    let key = call.key;
    let (pts, pts_count) = call.world.delete(me, &r.id, r.revoke, Some(&key))?;
    Ok(tm::AffectedMessages { pts, pts_count }.into())
}

fn read(call: &mut Call<'_>, r: f::ReadHistory) -> Answer<enums::messages::AffectedMessages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    if let Peer::Channel(_) = peer {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    }
    let key = call.key;
    let (pts, pts_count) = call.world.mark_read(me, peer, r.max_id, Some(&key));
    Ok(tm::AffectedMessages { pts, pts_count }.into())
}

fn read_discussion(call: &mut Call<'_>, r: f::ReadDiscussion) -> Answer<bool> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let key = call.key;
    let (topic, upto) = (r.msg_id, r.read_max_id);
    if !call
        .world
        .mark_topic_read(me, peer, topic, upto, Some(&key))
    {
        return Err(Refusal::bad("MSG_ID_INVALID"));
    }
    Ok(true)
}

fn typing(call: &mut Call<'_>, r: f::SetTyping) -> Answer<bool> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    if !matches!(peer, Peer::User(_)) {
        call.world.check_may_post(me, peer, &Extra::default())?;
    }
    call.world.type_in(me, peer, r.top_msg_id, &r.action);
    Ok(true)
}
