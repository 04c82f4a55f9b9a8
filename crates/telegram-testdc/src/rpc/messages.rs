//! `messages.*`, what changes something: sending, editing, deleting, reading.

pub(super) mod history;

use grammers_tl_types::{enums, functions::messages as f, types as t, types::messages as tm};

use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::edit::Change;
use crate::world::peer::Peer;
use crate::world::send::Draft;

super::methods! {
    f::SendMessage => send_message,
    f::SendMedia => send_media,
    f::EditMessage => edit,
    f::DeleteMessages => delete,
    f::ReadHistory => read,
    f::SetTyping => typing,
}

/// The message that is answered.
fn reply_to(reply: Option<enums::InputReplyTo>) -> Option<i32> {
    match reply? {
        enums::InputReplyTo::Message(reply) => Some(reply.reply_to_msg_id),
        _ => None,
    }
}

fn send_message(call: &mut Call<'_>, r: f::SendMessage) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let draft = Draft {
        text: r.message,
        entities: r.entities.unwrap_or_default(),
        file: None,
        markup: only_bots(call, me, r.reply_markup),
        reply_to: reply_to(r.reply_to),
        silent: r.silent,
        random_id: r.random_id,
    };
    let key = call.key;
    let id = call.world.send(me, peer, draft, Some(&key))?;
    if let Peer::User(_) = peer {
        return sent_short(call, me, id);
    }
    sent(call, me, peer, id, r.random_id)
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
    let mailbox = account.map(|account| &account.mailbox);
    let message = mailbox.and_then(|mailbox| Some((mailbox, mailbox.get(id)?)));
    let (mailbox, message) = message.ok_or_else(|| Refusal::new(500, "MSG_WAIT_FAILED"))?;
    let entities = &message.content.entities;
    let short = t::UpdateShortSentMessage {
        out: true,
        id,
        pts: mailbox.pts_of(id),
        pts_count: 1,
        date: message.content.date,
        media: None,
        entities: Some(entities.clone()).filter(|all| !all.is_empty()),
        ttl_period: None,
    };
    Ok(short.into())
}

/// The number that the message got, and the message.
pub(super) fn sent(
    call: &mut Call<'_>,
    me: i64,
    peer: Peer,
    id: i32,
    random_id: i64,
) -> Answer<enums::Updates> {
    let account = call.world.accounts.get(me);
    let pts = account.map_or(1, |account| account.mailbox.pts_of(id));
    let new = t::UpdateNewMessage {
        message: call.world.message(me, id),
        pts,
        pts_count: 1,
    };
    let updates = vec![t::UpdateMessageId { id, random_id }.into(), new.into()];
    Ok(call.world.updates(me, updates, &[peer]))
}

fn send_media(call: &mut Call<'_>, r: f::SendMedia) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let file = super::upload::take_media(call, r.media)?;
    let draft = Draft {
        text: r.message,
        entities: r.entities.unwrap_or_default(),
        file: Some(file),
        markup: only_bots(call, me, r.reply_markup),
        reply_to: reply_to(r.reply_to),
        silent: r.silent,
        random_id: r.random_id,
    };
    let key = call.key;
    let id = call.world.send(me, peer, draft, Some(&key))?;
    sent(call, me, peer, id, r.random_id)
}

fn edit(call: &mut Call<'_>, r: f::EditMessage) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let change = Change {
        text: r.message.map(|text| (text, r.entities.unwrap_or_default())),
        markup: only_bots(call, me, r.reply_markup),
    };
    let key = call.key;
    let pts = call.world.edit(me, r.id, change, Some(&key))?;
    let edited = t::UpdateEditMessage {
        message: call.world.message(me, r.id),
        pts,
        pts_count: 1,
    };
    Ok(call.world.updates(me, vec![edited.into()], &[peer]))
}

fn delete(call: &mut Call<'_>, r: f::DeleteMessages) -> Answer<enums::messages::AffectedMessages> {
    let me = call.me()?;
    let key = call.key;
    let (pts, pts_count) = call.world.delete(me, &r.id, r.revoke, Some(&key));
    Ok(tm::AffectedMessages { pts, pts_count }.into())
}

fn read(call: &mut Call<'_>, r: f::ReadHistory) -> Answer<enums::messages::AffectedMessages> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let key = call.key;
    let (pts, pts_count) = call.world.mark_read(me, peer, r.max_id, Some(&key));
    Ok(tm::AffectedMessages { pts, pts_count }.into())
}

fn typing(call: &mut Call<'_>, r: f::SetTyping) -> Answer<bool> {
    let me = call.me()?;
    let Peer::User(other) = call.world.named_peer(me, &r.peer)? else {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    };
    let update = t::UpdateUserTyping {
        user_id: me,
        top_msg_id: None,
        action: r.action,
    };
    call.world
        .push(other, None, |_| update.into(), &[Peer::User(me)]);
    Ok(true)
}
