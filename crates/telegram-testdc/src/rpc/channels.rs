//! `channels.*`: supergroups and channels.

pub(super) mod members;
pub(super) mod reading;

use grammers_tl_types::{enums, functions::channels as f, functions::messages as fm};

use super::messages::told;
use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::group::GroupKind;
use crate::world::group::make::Plan;
use crate::world::group::rights::Right;
use crate::world::peer::Peer;

super::methods! {
    f::CreateChannel => create,
    f::EditTitle => edit_title,
    f::EditPhoto => edit_photo,
    f::CheckUsername => check_username,
    f::UpdateUsername => update_username,
    f::ToggleForum => toggle_forum,
    f::ToggleSignatures => toggle_signatures,
    f::TogglePreHistoryHidden => toggle_pre_history,
    f::DeleteChannel => delete,
    fm::GetOnlines => onlines,
}

fn create(call: &mut Call<'_>, r: f::CreateChannel) -> Answer<enums::Updates> {
    let me = call.person()?;
    let kind = match (r.megagroup || r.forum, r.broadcast) {
        (true, _) => GroupKind::Supergroup,
        (false, true) => GroupKind::Channel,
        (false, false) => return Err(Refusal::bad("CHANNEL_INVALID")),
    };
    let plan = Plan {
        kind,
        title: r.title,
        about: r.about,
        is_forum: r.forum,
        members: Vec::new(),
    };
    let key = call.key;
    let (peer, id) = call.world.make_group(me, plan, Some(&key))?;
    Ok(changed(call, me, peer, &[id]))
}

/// New messages of a channel, and that it is not what it was.
pub(in crate::rpc) fn changed(call: &Call<'_>, me: i64, peer: Peer, ids: &[i32]) -> enums::Updates {
    let channel_id = peer.id();
    let update = grammers_tl_types::types::UpdateChannel { channel_id };
    told(call, me, peer, ids, vec![update.into()])
}

fn edit_title(call: &mut Call<'_>, r: f::EditTitle) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let key = call.key;
    let id = call.world.set_title(me, peer, r.title, Some(&key))?;
    Ok(changed(call, me, peer, &[id]))
}

fn edit_photo(call: &mut Call<'_>, r: f::EditPhoto) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let photo = super::media::chat_photo(call, r.photo)?;
    let key = call.key;
    let id = call.world.set_photo(me, peer, photo, Some(&key))?;
    Ok(changed(call, me, peer, &[id]))
}

fn check_username(call: &mut Call<'_>, r: f::CheckUsername) -> Answer<bool> {
    call.person()?;
    Ok(call.world.accounts.by_username(&r.username).is_none())
}

fn update_username(call: &mut Call<'_>, r: f::UpdateUsername) -> Answer<bool> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    call.world.check_right(me, peer, Right::AddAdmins)?;
    let name = Some(r.username).filter(|name| !name.is_empty());
    call.world.set_group_name(peer, name.as_deref())
}

fn toggle_forum(call: &mut Call<'_>, r: f::ToggleForum) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    call.world.set_forum(me, peer, r.enabled)?;
    Ok(changed(call, me, peer, &[]))
}

/// Posts are never signed here; asking for it is only checked.
fn toggle_signatures(call: &mut Call<'_>, r: f::ToggleSignatures) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    call.world.check_right(me, peer, Right::ChangeInfo)?;
    if r.signatures_enabled || r.profiles_enabled {
        return Err(Refusal::bad("METHOD_INVALID"));
    }
    Ok(changed(call, me, peer, &[]))
}

/// Everybody sees all history here.
fn toggle_pre_history(call: &mut Call<'_>, r: f::TogglePreHistoryHidden) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    call.world.check_right(me, peer, Right::ChangeInfo)?;
    if r.enabled {
        return Err(Refusal::bad("METHOD_INVALID"));
    }
    Err(Refusal::bad("CHAT_NOT_MODIFIED"))
}

fn delete(call: &mut Call<'_>, r: f::DeleteChannel) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    call.world.delete_group(me, peer)?;
    Ok(changed(call, me, peer, &[]))
}

fn onlines(call: &mut Call<'_>, r: fm::GetOnlines) -> Answer<enums::ChatOnlines> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let onlines = call.world.audience(peer).len() as i32;
    Ok(grammers_tl_types::types::ChatOnlines { onlines }.into())
}
