//! `users.*`.

use grammers_tl_types::{
    Serializable, enums, functions::users as f, types as t, types::users as tu,
};

use super::{Answer, Call};
use crate::view::blank;
use crate::view::dialog::notify_settings;
use crate::world::peer::Peer;

super::methods! {
    f::GetUsers => users,
    f::GetFullUser => full,
}

fn users(call: &mut Call<'_>, r: f::GetUsers) -> Answer<Vec<enums::User>> {
    let me = call.me()?;
    let known =
        r.id.iter()
            .filter_map(|user| call.world.named_user(me, user).ok());
    Ok(known.map(|id| call.world.user(id, me)).collect())
}

fn full(call: &mut Call<'_>, r: f::GetFullUser) -> Answer<enums::users::UserFull> {
    let me = call.me()?;
    let id = call.world.named_user(me, &r.id)?;
    let settings = enums::PeerSettings::from(blank::<t::PeerSettings>(&[])).to_bytes();
    let notify = notify_settings().to_bytes();
    // Two sets of flags, the id, then settings.
    let first: [&[u8]; 3] = [&[0; 16], &settings, &notify];
    let blocked = call.world.accounts.get(me);
    let blocked = blocked.is_some_and(|account| account.blocked.contains(&id));
    let photo = call
        .world
        .accounts
        .get(id)
        .and_then(|a| a.photos.first().copied());
    let full_user = t::UserFull {
        id,
        blocked,
        profile_photo: photo.and_then(|id| call.world.photo(id)),
        ..blank::<t::UserFull>(&first)
    };
    let (users, chats) = call.world.people(me, &[Peer::User(id)]);
    let full = tu::UserFull {
        full_user: full_user.into(),
        chats,
        users,
    };
    Ok(full.into())
}
