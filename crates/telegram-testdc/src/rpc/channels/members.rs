//! `channels.*`, what concerns members.

use grammers_tl_types::{
    enums, functions::channels as f, types as t, types::channels as tc, types::messages as tm,
};

use super::super::messages::groups::invited;
use super::super::messages::told;
use super::super::{Answer, Call};
use super::changed;
use crate::refusal::Refusal;
use crate::view::participants::{banned, of_channel};
use crate::world::World;
use crate::world::group::rights::no_bans;
use crate::world::group::{Group, Role};
use crate::world::peer::Peer;

crate::rpc::methods! {
    f::InviteToChannel => invite,
    f::JoinChannel => join,
    f::LeaveChannel => leave,
    f::GetParticipants => participants,
    f::GetParticipant => participant,
    f::EditAdmin => edit_admin,
    f::EditBanned => edit_banned,
}

/// The most members that one call gives.
const PAGE: usize = 200;

fn invite(call: &mut Call<'_>, r: f::InviteToChannel) -> Answer<enums::messages::InvitedUsers> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let mut users = Vec::new();
    for user in &r.users {
        users.push(call.world.named_user(me, user)?);
    }
    let key = call.key;
    let id = call.world.invite(me, peer, &users, Some(&key))?;
    let ids: Vec<_> = id.into_iter().collect();
    Ok(invited(changed(call, me, peer, &ids)))
}

fn join(call: &mut Call<'_>, r: f::JoinChannel) -> Answer<enums::messages::ChatInviteJoinResult> {
    let me = call.person()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let key = call.key;
    let id = call.world.join(me, peer, None, Some(&key))?;
    let ids: Vec<_> = id.into_iter().collect();
    let updates = changed(call, me, peer, &ids);
    Ok(tm::ChatInviteJoinResultOk { updates }.into())
}

fn leave(call: &mut Call<'_>, r: f::LeaveChannel) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let key = call.key;
    call.world.remove(me, peer, me, Some(&key))?;
    Ok(changed(call, me, peer, &[]))
}

/// What a list of members is made of.
type Listed = (i64, enums::ChannelParticipant);

fn wanted(
    world: &World,
    me: i64,
    group: &Group,
    filter: &enums::ChannelParticipantsFilter,
) -> Vec<Listed> {
    use enums::ChannelParticipantsFilter as Filter;
    let is_named = |id: i64, q: &str| {
        let account = world.accounts.get(id);
        account.is_some_and(|account| account.is_named(&q.to_lowercase()))
    };
    let view = |id: &i64| Some((*id, of_channel(*id, group.members.get(id)?, me)));
    let members = group.members.keys();
    match filter {
        Filter::ChannelParticipantsAdmins => group.admins.iter().filter_map(view).collect(),
        Filter::ChannelParticipantsBots => group.bots.iter().filter_map(view).collect(),
        Filter::ChannelParticipantsSearch(search) if !search.q.is_empty() => members
            .filter(|id| is_named(**id, &search.q))
            .filter_map(view)
            .collect(),
        Filter::ChannelParticipantsContacts(search) => {
            let mine = world.accounts.get(me).map(|account| &account.contacts);
            let friends = members.filter(|id| mine.is_some_and(|mine| mine.contains(id)));
            friends
                .filter(|id| is_named(**id, &search.q))
                .filter_map(view)
                .collect()
        }
        Filter::ChannelParticipantsKicked(search) => {
            let kicked = group
                .former
                .iter()
                .filter_map(|(id, ban)| Some((*id, ban.as_ref()?)));
            let kicked = kicked.filter(|(id, _)| is_named(*id, &search.q));
            kicked.map(|(id, ban)| (id, banned(id, ban))).collect()
        }
        Filter::ChannelParticipantsBanned(search) => {
            let restricted = group
                .members
                .iter()
                .filter(|(_, member)| member.restricted.is_some());
            let ids = restricted
                .map(|(id, _)| id)
                .filter(|id| is_named(**id, &search.q));
            ids.filter_map(view).collect()
        }
        Filter::ChannelParticipantsRecent
        | Filter::ChannelParticipantsSearch(_)
        | Filter::ChannelParticipantsMentions(_) => members.filter_map(view).collect(),
    }
}

fn participants(
    call: &mut Call<'_>,
    r: f::GetParticipants,
) -> Answer<enums::channels::ChannelParticipants> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let group = call.world.groups.get(peer);
    let group = group.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    if group.is_channel() && !group.is_ruled_by(me) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let all = wanted(call.world, me, group, &r.filter);
    let offset = usize::try_from(r.offset).unwrap_or(0);
    let limit = usize::try_from(r.limit).unwrap_or(0).min(PAGE);
    let count = all.len() as i32;
    let page: Vec<_> = all.into_iter().skip(offset).take(limit).collect();
    let ids: Vec<i64> = page.iter().map(|(id, _)| *id).collect();
    // Only those of the page: clients end when no user comes.
    let users = ids.iter().map(|id| call.world.user(*id, me)).collect();
    let page = tc::ChannelParticipants {
        count,
        participants: page.into_iter().map(|(_, view)| view).collect(),
        chats: Vec::new(),
        users,
    };
    Ok(page.into())
}

fn participant(
    call: &mut Call<'_>,
    r: f::GetParticipant,
) -> Answer<enums::channels::ChannelParticipant> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let Peer::User(user) = call.world.named_peer(me, &r.participant)? else {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    };
    let group = call.world.groups.get(peer);
    let group = group.ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    if group.is_channel() && user != me && !group.is_ruled_by(me) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let participant = match (group.members.get(&user), group.former.get(&user)) {
        (Some(member), _) => of_channel(user, member, me),
        (None, Some(Some(ban))) => banned(user, ban),
        (None, _) => return Err(Refusal::bad("USER_NOT_PARTICIPANT")),
    };
    let (users, chats) = call.world.people(me, &[peer, Peer::User(user)]);
    let found = tc::ChannelParticipant {
        participant,
        chats,
        users,
    };
    Ok(found.into())
}

fn edit_admin(call: &mut Call<'_>, r: f::EditAdmin) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let user = call.world.named_user(me, &r.user_id)?;
    let enums::ChatAdminRights::Rights(rights) = r.admin_rights;
    let nothing: t::ChatAdminRights = crate::view::blank(&[]);
    let rights = Some(rights).filter(|rights| *rights != nothing);
    let group = call.world.joined(me, peer)?;
    // Whoever made it may change their own title.
    let is_creator = group
        .members
        .get(&user)
        .is_some_and(|m| m.role == Role::Creator);
    if !(is_creator && user == me) {
        call.world.set_admin(me, peer, user, rights, r.rank)?;
    } else if let Some(group) = call.world.groups.get_mut(peer)
        && let Some(member) = group.members.get_mut(&user)
    {
        member.rank = r.rank.filter(|rank| !rank.is_empty());
    }
    Ok(changed(call, me, peer, &[]))
}

fn edit_banned(call: &mut Call<'_>, r: f::EditBanned) -> Answer<enums::Updates> {
    let me = call.me()?;
    let peer = call.world.named_channel(me, &r.channel)?;
    let Peer::User(user) = call.world.named_peer(me, &r.participant)? else {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    };
    let enums::ChatBannedRights::Rights(rights) = r.banned_rights;
    let forbids = rights != no_bans();
    let key = call.key;
    let id = call.world.set_banned(me, peer, user, rights, Some(&key))?;
    let ids: Vec<_> = id.into_iter().filter(|_| forbids).collect();
    Ok(told(call, me, peer, &ids, Vec::new()))
}
