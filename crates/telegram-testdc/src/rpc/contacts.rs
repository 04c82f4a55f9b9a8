//! `contacts.*`: finding people, and who may write.

use grammers_tl_types::{enums, functions::contacts as f, types as t, types::contacts as tc};

use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::digits;
use crate::world::peer::Peer;

super::methods! {
    f::ResolveUsername => resolve_username,
    f::ResolvePhone => resolve_phone,
    f::ImportContacts => import,
    f::GetContacts => contacts,
    f::Search => search,
    f::Block => block,
    f::Unblock => unblock,
}

fn resolved(call: &mut Call<'_>, me: i64, peer: Peer) -> enums::contacts::ResolvedPeer {
    let (users, chats) = call.world.people(me, &[peer]);
    let peer = peer.view();
    tc::ResolvedPeer { peer, chats, users }.into()
}

fn resolve_username(
    call: &mut Call<'_>,
    r: f::ResolveUsername,
) -> Answer<enums::contacts::ResolvedPeer> {
    let me = call.me()?;
    let is_name = r
        .username
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name || !(3..=32).contains(&r.username.len()) {
        return Err(Refusal::bad("USERNAME_INVALID"));
    }
    let peer = call.world.accounts.by_username(&r.username);
    let peer = peer.ok_or_else(|| Refusal::bad("USERNAME_NOT_OCCUPIED"))?;
    Ok(resolved(call, me, peer))
}

fn resolve_phone(call: &mut Call<'_>, r: f::ResolvePhone) -> Answer<enums::contacts::ResolvedPeer> {
    let me = call.person()?;
    let account = call.world.accounts.by_phone(&digits(&r.phone));
    let account = account.ok_or_else(|| Refusal::bad("PHONE_NOT_OCCUPIED"))?;
    let peer = Peer::User(account.id);
    Ok(resolved(call, me, peer))
}

fn import(call: &mut Call<'_>, r: f::ImportContacts) -> Answer<enums::contacts::ImportedContacts> {
    let me = call.person()?;
    let mut imported = Vec::new();
    let mut found = Vec::new();
    for enums::InputContact::InputPhoneContact(contact) in r.contacts {
        let account = call.world.accounts.by_phone(&digits(&contact.phone));
        let Some(user_id) = account.map(|account| account.id) else {
            continue;
        };
        let client_id = contact.client_id;
        imported.push(t::ImportedContact { user_id, client_id }.into());
        found.push(Peer::User(user_id));
        if let Some(account) = call.world.accounts.get_mut(me) {
            account.contacts.insert(user_id);
        }
    }
    let (users, _) = call.world.people(me, &found);
    let contacts = tc::ImportedContacts {
        imported,
        popular_invites: Vec::new(),
        retry_contacts: Vec::new(),
        users,
    };
    Ok(contacts.into())
}

fn contacts(call: &mut Call<'_>, _: f::GetContacts) -> Answer<enums::contacts::Contacts> {
    let me = call.person()?;
    let account = call.world.accounts.get(me);
    let mut ids: Vec<_> = account
        .iter()
        .flat_map(|a| a.contacts.iter().copied())
        .collect();
    ids.sort_unstable();
    let mutual = |id: i64| {
        let other = call.world.accounts.get(id);
        other.is_some_and(|other| other.contacts.contains(&me))
    };
    let contacts = ids.iter().map(|id| {
        let (user_id, mutual) = (*id, mutual(*id));
        t::Contact { user_id, mutual }.into()
    });
    let contacts = tc::Contacts {
        contacts: contacts.collect(),
        saved_count: 0,
        users: ids.iter().map(|id| call.world.user(*id, me)).collect(),
    };
    Ok(contacts.into())
}

fn search(call: &mut Call<'_>, r: f::Search) -> Answer<enums::contacts::Found> {
    let me = call.person()?;
    let words = r.q.trim_start_matches('@').to_lowercase();
    if words.chars().count() < 3 {
        return Err(Refusal::bad("QUERY_TOO_SHORT"));
    }
    let accounts = &call.world.accounts;
    let known = accounts.get(me).into_iter().flat_map(|own| &own.contacts);
    let known = known.filter(|id| accounts.get(**id).is_some_and(|one| one.is_named(&words)));
    let mut known: Vec<_> = known.map(|id| Peer::User(*id)).collect();
    known.sort();
    let limit = usize::try_from(r.limit).unwrap_or(0);
    let mut others = accounts.named_like(&words);
    others.retain(|peer| !known.contains(peer));
    others.truncate(limit);
    let all: Vec<_> = known.iter().chain(&others).copied().collect();
    let (users, chats) = call.world.people(me, &all);
    let found = tc::Found {
        my_results: known.iter().map(|peer| peer.view()).collect(),
        results: others.iter().map(|peer| peer.view()).collect(),
        chats,
        users,
    };
    Ok(found.into())
}

fn block(call: &mut Call<'_>, r: f::Block) -> Answer<bool> {
    set_blocked(call, &r.id, true)
}

fn unblock(call: &mut Call<'_>, r: f::Unblock) -> Answer<bool> {
    set_blocked(call, &r.id, false)
}

fn set_blocked(call: &mut Call<'_>, peer: &enums::InputPeer, on: bool) -> Answer<bool> {
    let me = call.person()?;
    let Peer::User(other) = call.world.named_peer(me, peer)? else {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    };
    Ok(call.world.set_blocked(me, other, on))
}
