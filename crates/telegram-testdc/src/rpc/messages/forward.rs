//! `messages.forwardMessages`.

use std::collections::HashMap;

use grammers_tl_types::{enums, functions::messages as f, types as t};

use super::super::{Answer, Call};
use super::{answered, sent};
use crate::refusal::Refusal;
use crate::view::blank;
use crate::world::content::{Content, Extra};
use crate::world::peer::Peer;
use crate::world::send::Draft;

crate::rpc::methods! {
    f::ForwardMessages => forward,
}

fn forward(call: &mut Call<'_>, r: f::ForwardMessages) -> Answer<enums::Updates> {
    let me = call.me()?;
    let from = call.world.named_peer(me, &r.from_peer)?;
    let to = call.world.named_peer(me, &r.to_peer)?;
    if r.id.is_empty() || r.id.len() != r.random_id.len() || r.id.len() > 100 {
        return Err(Refusal::bad("MESSAGE_IDS_EMPTY"));
    }
    if call
        .world
        .groups
        .get(from)
        .is_some_and(|group| group.is_protected)
    {
        return Err(Refusal::bad("CHAT_FORWARDS_RESTRICTED"));
    }
    let (reply_to, top) = answered(r.reply_to.clone());
    let mut albums = HashMap::new();
    let mut drafts = Vec::new();
    for (id, random_id) in r.id.iter().zip(&r.random_id) {
        let content = &call.world.held(me, from, *id)?.content;
        if content.extra().action.is_some() {
            return Err(Refusal::bad("MESSAGE_ID_INVALID"));
        }
        drafts.push(Draft {
            reply_to,
            top: r.top_msg_id.or(top),
            random_id: *random_id,
            ..copy(content, (from, *id), &r, &mut albums)
        });
    }
    let key = call.key;
    let mut done = Vec::new();
    for draft in drafts {
        let random_id = draft.random_id;
        done.push((call.world.send(me, to, draft, Some(&key))?, random_id));
    }
    Ok(sent(call, me, to, &done))
}

/// A message like this one. Albums stay together under other numbers.
fn copy(
    content: &Content,
    (from, id): (Peer, i32),
    r: &f::ForwardMessages,
    albums: &mut HashMap<i64, i64>,
) -> Draft {
    let extra = content.extra();
    let has_caption = !r.drop_media_captions || extra.media.is_none();
    let album = extra.album;
    Draft {
        text: if has_caption {
            content.text.to_string()
        } else {
            String::new()
        },
        extra: Extra {
            entities: extra.entities.clone(),
            media: extra.media.clone(),
            album: album.map(|old| *albums.entry(old).or_insert_with(crate::chance::positive)),
            forwarded: (!r.drop_author).then(|| origin(content, from, id)),
            ..Extra::default()
        },
        silent: r.silent,
        ..Draft::default()
    }
}

/// Where a message comes from; what was forwarded before comes from where it came first.
fn origin(content: &Content, chat: Peer, id: i32) -> t::MessageFwdHeader {
    if let Some(first) = &content.extra().forwarded {
        return first.clone();
    }
    let is_post = matches!(content.from, Peer::Channel(_));
    t::MessageFwdHeader {
        from_id: Some(content.from.view()),
        date: content.date,
        channel_post: is_post.then_some(id),
        saved_from_peer: is_post.then(|| chat.view()),
        saved_from_msg_id: is_post.then_some(id),
        ..blank::<t::MessageFwdHeader>(&[])
    }
}
