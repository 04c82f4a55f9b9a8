//! `messages.*`, what sends several files as one.

use grammers_tl_types::{enums, functions::messages as f};

use super::super::{Answer, Call, media};
use super::{answered, entities, sent};
use crate::chance;
use crate::refusal::Refusal;
use crate::world::content::Extra;
use crate::world::send::Draft;

crate::rpc::methods! {
    f::UploadMedia => upload,
    f::SendMultiMedia => send_album,
}

fn upload(call: &mut Call<'_>, r: f::UploadMedia) -> Answer<enums::MessageMedia> {
    let me = call.me()?;
    call.world.named_peer(me, &r.peer)?;
    let media = media::take(call, r.media)?;
    let media = media.and_then(|media| call.world.held_media(me, &media));
    media.ok_or_else(|| Refusal::bad("MEDIA_INVALID"))
}

fn send_album(call: &mut Call<'_>, r: f::SendMultiMedia) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    if r.multi_media.is_empty() || r.multi_media.len() > 10 {
        return Err(Refusal::bad("MULTI_MEDIA_TOO_LONG"));
    }
    let (reply_to, top) = answered(r.reply_to);
    let album = chance::positive();
    let mut drafts = Vec::new();
    for enums::InputSingleMedia::Media(single) in r.multi_media {
        let media = media::take(call, single.media)?;
        if media.is_none() {
            return Err(Refusal::bad("MEDIA_INVALID"));
        }
        drafts.push(Draft {
            text: single.message,
            extra: Extra {
                entities: entities(call, me, single.entities),
                media,
                album: Some(album),
                ..Extra::default()
            },
            reply_to,
            top,
            silent: r.silent,
            random_id: single.random_id,
            date: 0,
        });
    }
    let key = call.key;
    let mut done = Vec::new();
    for draft in drafts {
        let random_id = draft.random_id;
        done.push((call.world.send(me, peer, draft, Some(&key))?, random_id));
    }
    Ok(sent(call, me, peer, &done))
}
