//! `messages.*`, what concerns basic groups, and some settings of all groups.

use grammers_tl_types::{enums, functions::messages as f, types::messages as tm};

use super::super::{Answer, Call};
use super::told;
use crate::refusal::Refusal;
use crate::world::group::GroupKind;
use crate::world::group::make::Plan;
use crate::world::group::rights::usual_admin_rights;
use crate::world::peer::Peer;

crate::rpc::methods! {
    f::CreateChat => create,
    f::AddChatUser => add_user,
    f::DeleteChatUser => delete_user,
    f::EditChatTitle => edit_title,
    f::EditChatPhoto => edit_photo,
    f::EditChatAdmin => edit_admin,
    f::EditChatAbout => edit_about,
    f::EditChatDefaultBannedRights => edit_default_rights,
    f::GetFullChat => full,
    f::GetChats => chats,
    f::GetCommonChats => common,
    f::MigrateChat => migrate,
    f::ToggleNoForwards => protect,
}

fn create(call: &mut Call<'_>, r: f::CreateChat) -> Answer<enums::messages::InvitedUsers> {
    let me = call.person()?;
    let mut members = Vec::new();
    for user in &r.users {
        members.push(call.world.named_user(me, user)?);
    }
    if members.is_empty() {
        return Err(Refusal::bad("USERS_TOO_FEW"));
    }
    let plan = Plan {
        kind: GroupKind::Basic,
        title: r.title,
        members,
        ..Plan::default()
    };
    let key = call.key;
    let (peer, id) = call.world.make_group(me, plan, Some(&key))?;
    Ok(invited(told(call, me, peer, &[id], Vec::new())))
}

/// Nobody was left out.
pub(in crate::rpc) fn invited(updates: enums::Updates) -> enums::messages::InvitedUsers {
    tm::InvitedUsers {
        updates,
        missing_invitees: Vec::new(),
    }
    .into()
}

fn add_user(call: &mut Call<'_>, r: f::AddChatUser) -> Answer<enums::messages::InvitedUsers> {
    let me = call.person()?;
    let peer = call.world.named_chat(me, r.chat_id)?;
    let user = call.world.named_user(me, &r.user_id)?;
    let key = call.key;
    let id = call.world.invite(me, peer, &[user], Some(&key))?;
    let ids: Vec<_> = id.into_iter().collect();
    Ok(invited(told(call, me, peer, &ids, Vec::new())))
}

fn delete_user(call: &mut Call<'_>, r: f::DeleteChatUser) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_chat(me, r.chat_id)?;
    let user = call.world.named_user(me, &r.user_id)?;
    let key = call.key;
    let id = call.world.remove(me, peer, user, Some(&key))?;
    let ids: Vec<_> = id.into_iter().collect();
    Ok(told(call, me, peer, &ids, Vec::new()))
}

fn edit_title(call: &mut Call<'_>, r: f::EditChatTitle) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_chat(me, r.chat_id)?;
    let key = call.key;
    let id = call.world.set_title(me, peer, r.title, Some(&key))?;
    Ok(told(call, me, peer, &[id], Vec::new()))
}

fn edit_photo(call: &mut Call<'_>, r: f::EditChatPhoto) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_chat(me, r.chat_id)?;
    let photo = crate::rpc::media::chat_photo(call, r.photo)?;
    let key = call.key;
    let id = call.world.set_photo(me, peer, photo, Some(&key))?;
    Ok(told(call, me, peer, &[id], Vec::new()))
}

fn edit_admin(call: &mut Call<'_>, r: f::EditChatAdmin) -> Answer<bool> {
    let me = call.person()?;
    let peer = call.world.named_chat(me, r.chat_id)?;
    let user = call.world.named_user(me, &r.user_id)?;
    let rights = r.is_admin.then(usual_admin_rights);
    call.world.set_admin(me, peer, user, rights, None)?;
    Ok(true)
}

fn edit_about(call: &mut Call<'_>, r: f::EditChatAbout) -> Answer<bool> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    call.world.set_about(me, peer, r.about)
}

fn edit_default_rights(
    call: &mut Call<'_>,
    r: f::EditChatDefaultBannedRights,
) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let enums::ChatBannedRights::Rights(rights) = r.banned_rights;
    let update = call.world.set_default_banned(me, peer, rights)?;
    Ok(call.world.updates(me, vec![update.into()], &[peer]))
}

fn full(call: &mut Call<'_>, r: f::GetFullChat) -> Answer<enums::messages::ChatFull> {
    let me = call.me()?;
    let peer = call.world.named_chat(me, r.chat_id)?;
    let full = call.world.full_group(me, peer);
    full.ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
}

fn chats(call: &mut Call<'_>, r: f::GetChats) -> Answer<enums::messages::Chats> {
    let me = call.me()?;
    let known =
        r.id.iter()
            .filter_map(|id| call.world.named_chat(me, *id).ok());
    let chats = known.filter_map(|peer| call.world.chat(peer, me)).collect();
    Ok(tm::Chats { chats }.into())
}

fn common(call: &mut Call<'_>, r: f::GetCommonChats) -> Answer<enums::messages::Chats> {
    let me = call.person()?;
    let other = call.world.named_user(me, &r.user_id)?;
    let groups = |id| call.world.accounts.get(id).map(|account| &account.groups);
    let (Some(mine), Some(theirs)) = (groups(me), groups(other)) else {
        return Err(Refusal::bad("USER_ID_INVALID"));
    };
    let after = mine
        .intersection(theirs)
        .filter(|peer| peer.id() > r.max_id);
    let limit = usize::try_from(r.limit).unwrap_or(0).min(100);
    let chats = after
        .take(limit)
        .filter_map(|peer| call.world.chat(*peer, me));
    let chats = chats.collect();
    Ok(tm::Chats { chats }.into())
}

fn migrate(call: &mut Call<'_>, r: f::MigrateChat) -> Answer<enums::Updates> {
    let me = call.person()?;
    let chat = call.world.named_chat(me, r.chat_id)?;
    let key = call.key;
    let (peer, last) = call.world.upgrade(me, chat, Some(&key))?;
    let mut updates = vec![call.world.new_update(me, chat, last)];
    let first = call.world.new_update(me, peer, 1);
    updates.push(first);
    let of = [chat, peer, Peer::User(me)];
    Ok(call.world.updates(me, updates, &of))
}

fn protect(call: &mut Call<'_>, r: f::ToggleNoForwards) -> Answer<enums::Updates> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    call.world.set_protected(me, peer, r.enabled)?;
    Ok(call.world.updates(me, Vec::new(), &[peer]))
}
