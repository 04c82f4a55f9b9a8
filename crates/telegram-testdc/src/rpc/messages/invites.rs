//! `messages.*`, what concerns links by which people come in.

use grammers_tl_types::{
    Serializable, enums, functions::messages as f, types as t, types::messages as tm,
};

use super::super::{Answer, Call};
use super::told;
use crate::refusal::Refusal;
use crate::view::blank;

crate::rpc::methods! {
    f::ExportChatInvite => export,
    f::CheckChatInvite => check,
    f::ImportChatInvite => import,
}

fn export(call: &mut Call<'_>, r: f::ExportChatInvite) -> Answer<enums::ExportedChatInvite> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let bounds = (r.expire_date.unwrap_or(0), r.usage_limit.unwrap_or(0));
    let anew = r.legacy_revoke_permanent;
    let hash = call.world.make_invite(me, peer, bounds, anew)?;
    let view = call.world.invite_view(&hash);
    view.ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))
}

fn check(call: &mut Call<'_>, r: f::CheckChatInvite) -> Answer<enums::ChatInvite> {
    let me = call.person()?;
    let (group, _) = call.world.invited_to(&r.hash)?;
    let invalid = || Refusal::bad("INVITE_HASH_INVALID");
    if group.members.contains_key(&me) {
        let chat = call.world.chat(group.peer, me).ok_or_else(invalid)?;
        return Ok(t::ChatInviteAlready { chat }.into());
    }
    let photo = group.photo.and_then(|id| call.world.photo(id));
    let photo = photo.unwrap_or_else(|| t::PhotoEmpty { id: 0 }.into());
    // Flags, an empty title, then the picture.
    let first: [&[u8]; 2] = [&[0; 8], &photo.to_bytes()];
    let is_basic = matches!(group.peer, crate::world::peer::Peer::Chat(_));
    let invite = t::ChatInvite {
        channel: !is_basic,
        broadcast: group.is_channel(),
        megagroup: !is_basic && !group.is_channel(),
        public: group.username.is_some(),
        title: group.title.clone(),
        about: Some(group.about.clone()).filter(|about| !about.is_empty()),
        participants_count: group.members.len() as i32,
        ..blank::<t::ChatInvite>(&first)
    };
    Ok(invite.into())
}

fn import(
    call: &mut Call<'_>,
    r: f::ImportChatInvite,
) -> Answer<enums::messages::ChatInviteJoinResult> {
    let me = call.person()?;
    let key = call.key;
    let (peer, id) = call.world.join_by(me, &r.hash, Some(&key))?;
    let ids: Vec<_> = id.into_iter().collect();
    let updates = told(call, me, peer, &ids, Vec::new());
    Ok(tm::ChatInviteJoinResultOk { updates }.into())
}
